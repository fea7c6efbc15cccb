package blob

import (
	"os"
	"strings"
	"testing"

	"giaoban/internal/fault"
)

// The kernel's /dev/full answers every write as a full disk does.
func TestFullDisk(t *testing.T) {
	d, err := OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Put(t.Context(), "kept", strings.NewReader("kept")); err != nil {
		t.Fatal(err)
	}
	d.create = func(string) (*os.File, error) { return os.OpenFile("/dev/full", os.O_WRONLY, 0) }
	for _, key := range []string{"kept", "new"} {
		_, err = d.Put(t.Context(), key, strings.NewReader(strings.Repeat("x", 1<<20)))
		if !fault.Is(err, fault.Unavailable) || !IsFull(err) {
			t.Errorf("Put %s: %v", key, err)
		}
	}
	if info, err := d.Stat(t.Context(), "kept"); err != nil || info.Size != 4 {
		t.Errorf("kept: %+v %v", info, err)
	}
	if _, err := d.Stat(t.Context(), "new"); !fault.Is(err, fault.NotFound) {
		t.Errorf("new: %v", err)
	}
}

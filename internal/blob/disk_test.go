package blob_test

import (
	"os"
	"path/filepath"
	"testing"

	"giaoban/internal/blob"
	"giaoban/internal/blob/blobtest"
)

func TestDisk(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store {
		d, err := blob.OpenDisk(filepath.Join(t.TempDir(), "blobs"))
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

func TestOpenDiskClearsHalfWrittenFiles(t *testing.T) {
	dir := t.TempDir()
	if _, err := blob.OpenDisk(dir); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "incoming", "put-1")
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.OpenDisk(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Errorf("the half file is there: %v", err)
	}
}

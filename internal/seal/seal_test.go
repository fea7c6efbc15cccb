package seal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"giaoban/internal/seal"
)

func box(t *testing.T, path string) *seal.Box {
	t.Helper()
	b, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSeal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "secret.key")
	b := box(t, path)
	sealed := b.Seal([]byte("bí mật"), "AC_1")
	if strings.Contains(sealed, "bí mật") || sealed == b.Seal([]byte("bí mật"), "AC_1") {
		t.Errorf("not sealed: %s", sealed)
	}
	for name, again := range map[string]*seal.Box{"the same box": b, "a box of the same file": box(t, path)} {
		if plain, err := again.Open(sealed, "AC_1"); err != nil || string(plain) != "bí mật" {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
	t.Run("by its owner only", func(t *testing.T) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); err != nil || len(left) > 0 {
			t.Errorf("left over: %v %v", left, err)
		}
	})
	other := box(t, filepath.Join(t.TempDir(), "secret.key"))
	damaged := sealed[:len(sealed)-2] + map[bool]string{true: "B", false: "A"}[sealed[len(sealed)-2] == 'A'] + sealed[len(sealed)-1:]
	for name, c := range map[string]struct {
		box           *seal.Box
		sealed, owner string
	}{
		"another key": {other, sealed, "AC_1"}, "another owner": {b, sealed, "AC_2"}, "damaged": {b, damaged, "AC_1"},
		"empty": {b, "", "AC_1"}, "plain": {b, "JBSWY3DPEHPK3PXP", "AC_1"}, "not base64": {b, "v1.?", "AC_1"}, "short": {b, "v1.AAAA", "AC_1"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := c.box.Open(c.sealed, c.owner); !errors.Is(err, seal.ErrBroken) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestLoadRefusesWhatIsNoKey(t *testing.T) {
	for _, text := range []string{"", "abcd", "not hexadecimal", strings.Repeat("0", 62)} {
		path := filepath.Join(t.TempDir(), "secret.key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Load(path); err == nil {
			t.Errorf("%q was taken", text)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%q was overwritten", text)
		}
	}
}

func TestTwoProcessesAtOnceGetTheSameKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	boxes := make([]*seal.Box, 8)
	var group sync.WaitGroup
	for i := range boxes {
		group.Go(func() {
			b, err := seal.Load(path)
			if err != nil {
				t.Error(err)
			}
			boxes[i] = b
		})
	}
	group.Wait()
	sealed := boxes[0].Seal([]byte("x"), "")
	for _, b := range boxes {
		if plain, err := b.Open(sealed, ""); err != nil || !bytes.Equal(plain, []byte("x")) {
			t.Error(err)
		}
	}
}

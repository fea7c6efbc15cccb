package manifest_test

import (
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"giaoban/recorder/manifest"
)

func signed(t *testing.T) (dir string, public ed25519.PublicKey) {
	t.Helper()
	dir = t.TempDir()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.webm"), []byte("sound"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := &manifest.Manifest{
		ID: "RC_1", StartedAt: time.Unix(0, 0), Tracks: []manifest.Track{{SID: "TR_1", Parts: []manifest.Part{{File: "a.webm"}}}},
	}
	if err := errors.Join(m.Digest(dir), m.Write(dir, key)); err != nil {
		t.Fatal(err)
	}
	return dir, public
}

func TestVerify(t *testing.T) {
	for name, tt := range map[string]struct {
		do   func(t *testing.T, dir string)
		want error
	}{
		"untouched": {func(*testing.T, string) {}, nil},
		"a byte of a file": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "a.webm"), "sounD")
		}, manifest.ErrChanged},
		"a file longer": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "a.webm"), "sounds")
		}, manifest.ErrChanged},
		"a file gone": {func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "a.webm")); err != nil {
				t.Fatal(err)
			}
		}, manifest.ErrMissing},
		"a byte of the manifest": {func(t *testing.T, dir string) {
			name := filepath.Join(dir, manifest.File)
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			data[len(data)/2] ^= 1
			write(t, name, string(data))
		}, manifest.ErrSignature},
		"no signature": {func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, manifest.SignatureFile)); err != nil {
				t.Fatal(err)
			}
		}, manifest.ErrSignature},
		"signed by another": {func(t *testing.T, dir string) {
			_, key, err := ed25519.GenerateKey(nil)
			if err != nil {
				t.Fatal(err)
			}
			m, err := manifest.Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Write(dir, key); err != nil {
				t.Fatal(err)
			}
		}, manifest.ErrSignature},
	} {
		t.Run(name, func(t *testing.T) {
			dir, public := signed(t)
			tt.do(t, dir)
			if _, _, err := manifest.Verify(dir, []ed25519.PublicKey{public}); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// A manifest that names a file outside its directory reads nothing there.
func TestAPathThatLeadsOut(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(filepath.Dir(dir), "secret"), "sound")
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := &manifest.Manifest{Tracks: []manifest.Track{{Parts: []manifest.Part{{File: "../secret"}}}}}
	if err := m.Write(dir, key); err != nil {
		t.Fatal(err)
	}
	if _, _, err := manifest.Verify(dir, nil); !errors.Is(err, manifest.ErrMissing) {
		t.Errorf("error %v", err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

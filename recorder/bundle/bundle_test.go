package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/webvtt"
)

func recorded(t *testing.T) *Source {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"tracks/0001-01.webm": "tiếng nói", Programme: "chương trình", "programme/index.m3u8": "#EXTM3U"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := &manifest.Manifest{ID: "RC_one", Title: "Giao ban", Tracks: []manifest.Track{{Parts: []manifest.Part{{File: "tracks/0001-01.webm"}}}}}
	if err := errors.Join(m.Digest(dir), m.Write(dir, key)); err != nil {
		t.Fatal(err)
	}
	s := &Source{
		Entry: &library.Entry{ID: "RC_one", Title: "Giao ban </script><b>"}, Now: time.Now(), Minutes: []byte("%PDF"),
		Index: library.Index{Chapters: []library.Chapter{{Number: 1, Title: "Báo cáo"}}},
		Open:  func(_ context.Context, name string) (io.ReadCloser, error) { return os.Open(filepath.Join(dir, name)) },
	}
	text := []byte("WEBVTT\n\n00:01.000 --> 00:02.000\nKính thưa </script>\n")
	sum := sha256.Sum256(text)
	s.Key = key
	s.Subtitles = []Subtitles{{Data: text, Cues: []webvtt.Cue{{From: 1000, To: 2000, Text: "Kính thưa </script>"}}, AttachedFile: manifest.AttachedFile{
		File: "subtitles/vi.vtt", Bytes: int64(len(text)), SHA256: hex.EncodeToString(sum[:]), Language: "vi",
	}}}
	for _, name := range []string{manifest.File, manifest.SignatureFile, Programme, "programme/index.m3u8", "tracks/0001-01.webm"} {
		s.Files = append(s.Files, archive.Sum{Name: name})
	}
	return s
}

func TestABundleIsUnpackedAndChecked(t *testing.T) {
	var file bytes.Buffer
	if err := Write(t.Context(), &file, recorded(t)); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	methods := map[string]uint16{}
	for _, file := range z.File {
		methods[strings.TrimPrefix(file.Name, "ban-ghi-RC_one/")] = file.Method
	}
	for _, name := range []string{"index.html", "index.json", "page/data.js", "page/page.js", "page/page.css", minutesFile, "subtitles/vi.vtt", manifest.AttachedList, manifest.AttachedSignature} {
		if method, there := methods[name]; !there || method != zip.Deflate {
			t.Errorf("%s: %v %d", name, there, method)
		}
	}
	for _, name := range []string{manifest.File, manifest.SignatureFile, Programme, "tracks/0001-01.webm"} {
		if method, there := methods[name]; !there || method != zip.Store {
			t.Errorf("%s: %v %d", name, there, method)
		}
	}
	if len(methods) != 13 {
		t.Errorf("%v", methods)
	}
	out := t.TempDir()
	if err := os.CopyFS(out, z); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(out, "ban-ghi-RC_one")
	if _, _, err := manifest.Verify(dir, nil); err != nil {
		t.Errorf("what was unpacked: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "page/data.js"))
	if err != nil || bytes.Contains(data, []byte("</script>")) {
		t.Errorf("%s, %v", data, err)
	}
	_, signer, err := manifest.Verify(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if attached, err := manifest.VerifyAttached(dir, "RC_one", []ed25519.PublicKey{signer}); err != nil || len(attached.Files) != 1 {
		t.Errorf("subtitles that were unpacked: %+v, %v", attached, err)
	}
	if _, err := manifest.VerifyAttached(dir, "RC_two", []ed25519.PublicKey{signer}); !errors.Is(err, manifest.ErrForm) {
		t.Errorf("subtitles of another recording: %v", err)
	}
	if _, err := manifest.VerifyAttached(dir, "RC_one", []ed25519.PublicKey{make([]byte, ed25519.PublicKeySize)}); !errors.Is(err, manifest.ErrSignature) {
		t.Errorf("subtitles signed by another: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "subtitles/vi.vtt"), []byte("WEBVTT"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := manifest.VerifyAttached(dir, "RC_one", []ed25519.PublicKey{signer}); !errors.Is(err, manifest.ErrChanged) {
		t.Errorf("changed subtitles: %v", err)
	}
	if attached, err := manifest.VerifyAttached(t.TempDir(), "RC_one", nil); err != nil || attached != nil {
		t.Errorf("no subtitles: %+v, %v", attached, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tracks/0001-01.webm"), []byte("tiếng Nói"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := manifest.Verify(dir, nil); !errors.Is(err, manifest.ErrChanged) {
		t.Errorf("a changed copy: %v", err)
	}
}

func TestAFileThatCannotBeReadEndsTheBundle(t *testing.T) {
	s := recorded(t)
	s.Open = func(context.Context, string) (io.ReadCloser, error) { return nil, errors.New("away") }
	var file bytes.Buffer
	if err := Write(t.Context(), &file, s); err == nil {
		t.Fatal("it is taken")
	}
	if _, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len())); err == nil {
		t.Error("half of one can be opened")
	}
}

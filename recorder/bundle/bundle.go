// Package bundle packs a recording into one file that opens anywhere, offline: its files, index, manifest, signature and minutes,
// with a page that plays it from a disk in any browser. Unpacked, `giaoban recording verify` checks it.
package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/webvtt"
)

//go:embed page
var page embed.FS

// Programme is the file that the page plays.
const Programme = "programme/programme.mp4"

// Source is what is packed.
type Source struct {
	Entry *library.Entry
	Index library.Index
	Files []archive.Sum // those there are
	Open  func(ctx context.Context, name string) (io.ReadCloser, error)
	// Minutes are the agreed ones, as PDF; nil: there are none.
	Minutes []byte
	// Subtitles are those there are; Key signs their list.
	Subtitles []Subtitles
	Key       ed25519.PrivateKey
	Now       time.Time
}

// Subtitles are those of a recording in one language.
type Subtitles struct {
	manifest.AttachedFile
	Data []byte
	Cues []webvtt.Cue
}

// Name is the directory in the bundle, and the bundle's name without its ending.
func Name(e *library.Entry) string { return "ban-ghi-" + e.ID }

// told is what the page knows.
type told struct {
	ID        string        `json:"id"`
	Title     string        `json:"title"`
	HostVI    string        `json:"hostVi"`
	HostEN    string        `json:"hostEn"`
	StartedAt time.Time     `json:"startedAt"`
	Seconds   float64       `json:"seconds"`
	Programme string        `json:"programme,omitempty"`
	Minutes   string        `json:"minutes,omitempty"`
	Tracks    []string      `json:"tracks"`
	Index     library.Index `json:"index"`
	Subtitles []toldText    `json:"subtitles"`
}

// toldText are subtitles as the page knows them: a page on a disk may read no file beside it.
type toldText struct {
	Language string       `json:"language"`
	Machine  bool         `json:"machine"`
	File     string       `json:"file"`
	Cues     []webvtt.Cue `json:"cues"`
}

const minutesFile = "minutes.pdf"

// packed reports whether a file belongs into a bundle: what the manifest names, itself, and the programme in one.
func packed(name string) bool {
	return name == manifest.File || name == manifest.SignatureFile || name == Programme || strings.HasPrefix(name, "tracks/")
}

// Write writes the bundle. What is not media is compressed.
func Write(ctx context.Context, w io.Writer, s *Source) error {
	z := zip.NewWriter(w)
	b := &packing{z, Name(s.Entry), s.Now}
	if err := b.small(s); err != nil {
		return err
	}
	if err := b.subtitles(s); err != nil {
		return err
	}
	for _, file := range s.Files {
		if !packed(file.Name) {
			continue
		}
		if err := b.copy(ctx, s, file.Name); err != nil {
			return err
		}
	}
	return z.Close()
}

type packing struct {
	z   *zip.Writer
	dir string
	now time.Time
}

// small packs the page, the index and the minutes.
func (b *packing) small(s *Source) error {
	index, err := json.MarshalIndent(s.Index, "", "  ")
	if err != nil {
		return err
	}
	data, err := json.Marshal(tell(s)) // < and > are escaped: its text can stand in a script
	if err != nil {
		return err
	}
	small := map[string][]byte{
		"index.json": append(index, '\n'), "page/data.js": []byte("window.recording = " + string(data) + ";\n"), minutesFile: s.Minutes,
	}
	for file, name := range map[string]string{"page/index.html": "index.html", "page/page.css": "page/page.css", "page/page.js": "page/page.js"} {
		if small[name], err = page.ReadFile(file); err != nil {
			return err
		}
	}
	for _, name := range []string{"index.html", "index.json", minutesFile, "page/data.js", "page/page.css", "page/page.js"} {
		if small[name] == nil {
			continue
		}
		if err := b.add(name, zip.Deflate, bytes.NewReader(small[name])); err != nil {
			return err
		}
	}
	return nil
}

// subtitles packs them with their list, signed: they were attached after the manifest was.
func (b *packing) subtitles(s *Source) error {
	if len(s.Subtitles) == 0 {
		return nil
	}
	list := &manifest.Attached{Recording: s.Entry.ID, At: s.Now.UTC()}
	for i := range s.Subtitles {
		one := &s.Subtitles[i]
		list.Files = append(list.Files, one.AttachedFile)
		if err := b.add(one.File, zip.Deflate, bytes.NewReader(one.Data)); err != nil {
			return err
		}
	}
	text, signature, err := list.Sign(s.Key)
	if err != nil {
		return err
	}
	if err := b.add(manifest.AttachedList, zip.Deflate, bytes.NewReader(text)); err != nil {
		return err
	}
	return b.add(manifest.AttachedSignature, zip.Deflate, bytes.NewReader(signature))
}

func tell(s *Source) told {
	e := s.Entry
	about := told{
		ID: e.ID, Title: e.Title, HostVI: e.HostName.VI, HostEN: e.HostName.EN, StartedAt: e.StartedAt, Seconds: e.Length.Seconds(), Tracks: []string{}, Index: s.Index,
		Subtitles: []toldText{},
	}
	for i := range s.Subtitles {
		one := &s.Subtitles[i]
		about.Subtitles = append(about.Subtitles, toldText{one.Language, one.Machine, one.File, one.Cues})
	}
	if s.Minutes != nil {
		about.Minutes = minutesFile
	}
	for _, file := range s.Files {
		switch {
		case file.Name == Programme:
			about.Programme = Programme
		case strings.HasPrefix(file.Name, "tracks/"):
			about.Tracks = append(about.Tracks, file.Name)
		}
	}
	return about
}

func (b *packing) add(name string, method uint16, r io.Reader) error {
	w, err := b.z.CreateHeader(&zip.FileHeader{Name: b.dir + "/" + name, Method: method, Modified: b.now})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return err
}

func (b *packing) copy(ctx context.Context, s *Source, name string) error {
	file, err := s.Open(ctx, name)
	if err != nil {
		return fmt.Errorf("bundle: %s: %w", name, err)
	}
	defer file.Close()
	return b.add(name, zip.Store, file)
}

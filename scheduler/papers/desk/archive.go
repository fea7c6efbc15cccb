package desk

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
)

// Archive is a meeting's papers as one zip file, still to be written.
type Archive struct {
	Name  string // to save it under
	desk  *Desk
	by    directory.By
	label string
	files []archived
}

type archived struct {
	name  string
	paper papers.Paper
}

// Archive collects the papers of a meeting that somebody may read.
func (d *Desk) Archive(ctx context.Context, by directory.By, meetingID string) (*Archive, error) {
	s, all, err := d.ofMeeting(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	a := &Archive{Name: safeName(s.meeting.Title) + ".zip", desk: d, by: by, label: d.label(ctx, by)}
	folders := map[string]string{}
	for i, item := range s.meeting.Agenda {
		folders[item.ID] = fmt.Sprintf("%02d %s", i+1, safeName(item.Title))
	}
	taken := map[string]bool{}
	for _, paper := range all {
		if paper.Current() == nil || !paper.Rights.Read {
			continue
		}
		name := path.Join(folders[paper.ItemID], safeName(paper.Title)+extension(paper.Current()))
		a.files = append(a.files, archived{name: unique(name, taken), paper: paper.Paper})
	}
	if len(a.files) == 0 {
		return nil, fault.New(fault.NotFound, "papers.nothing_to_read")
	}
	return a, nil
}

func extension(file *papers.File) string {
	if file.Preview.State == papers.PreviewReady {
		return papers.PDF.Extension()
	}
	return file.Kind.Extension()
}

// unique tells two papers of one title apart. Systems that fold case must not overwrite one by the other.
func unique(name string, taken map[string]bool) string {
	ending := path.Ext(name)
	for n, candidate := 2, name; ; n++ {
		if key := strings.ToLower(candidate); !taken[key] {
			taken[key] = true
			return candidate
		}
		candidate = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ending), n, ending)
	}
}

// WriteTo writes the archive, one file after the other, each reading recorded before its bytes. Names are UTF-8
// (APPNOTE.TXT, 4.4.4, bit 11).
func (a *Archive) Write(ctx context.Context, out io.Writer) error {
	w := zip.NewWriter(out)
	for _, file := range a.files {
		if err := a.add(ctx, w, &file); err != nil {
			return err
		}
	}
	return w.Close()
}

func (a *Archive) add(ctx context.Context, w *zip.Writer, file *archived) error {
	d, current := a.desk, file.paper.Current()
	view := &papers.View{ID: id.New(papers.ViewPrefix), Label: a.label, At: d.Now()}
	var content *Content
	var err error
	if current.Preview.State == papers.PreviewReady {
		content, err = d.stamped(ctx, view, current)
	} else {
		content, err = d.original(ctx, current)
	}
	if err != nil {
		return err
	}
	defer content.Close()
	detail := map[string]any{"meeting": file.paper.MeetingID, "file": current.Number, "sha256": current.SHA256, "stamped": content.Stamped, "archive": true}
	if err := d.Audit.Append(ctx, a.by.Actor, "paper.download", subject(file.paper.ID), detail); err != nil {
		return err
	}
	header := &zip.FileHeader{Name: file.name, Method: zip.Store, Modified: view.At.In(d.Zone)} // pages are compressed inside
	entry, err := w.CreateHeader(header)
	if err != nil {
		return err
	}
	if _, err := io.Copy(entry, content); err != nil {
		return fmt.Errorf("papers: archive: %w", err)
	}
	return nil
}

// maxNameBytes leaves room for a folder and a number where names may have 255 bytes.
const maxNameBytes = 150

// reservedNames cannot be names of files on Windows.
var reservedNames = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}

// safeName makes a name for a file on any system of a title, its Vietnamese letters kept.
func safeName(title string) string {
	var name strings.Builder
	space := false
	for _, r := range norm.NFC.String(title) {
		if !unicode.IsPrint(r) || strings.ContainsRune(`<>:"/\|?*`, r) || unicode.IsSpace(r) {
			space = true
			continue
		}
		if name.Len()+utf8.RuneLen(r)+1 > maxNameBytes {
			break
		}
		if space && name.Len() > 0 {
			name.WriteByte(' ')
		}
		space = false
		name.WriteRune(r)
	}
	safe := strings.Trim(name.String(), ". ")
	if base, _, _ := strings.Cut(strings.ToLower(safe), "."); safe == "" || reservedNames[base] || isPort(base) {
		return "tài liệu " + safe
	}
	return safe
}

// isPort reports whether a name is a port's on Windows, COM1 to LPT9.
func isPort(name string) bool {
	return len(name) == 4 && (strings.HasPrefix(name, "com") || strings.HasPrefix(name, "lpt")) && name[3] >= '0' && name[3] <= '9'
}

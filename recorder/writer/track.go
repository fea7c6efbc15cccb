package writer

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"giaoban/recorder/container"
	"giaoban/recorder/manifest"
)

const tracksDir = "tracks"

// flush writes what waits, as one fragment or as several files when the decoder's parameters change.
func (t *Track) flush(last bool) error {
	w := t.writer
	w.mu.Lock()
	samples, closed := t.waiting, t.closed || last
	t.waiting = nil
	for i := range samples {
		w.pending -= int64(len(samples[i].Data))
	}
	w.mu.Unlock()
	for len(samples) > 0 {
		n, err := t.write(samples)
		if err != nil {
			return err
		}
		samples = samples[n:]
	}
	if closed {
		t.closeFile()
	}
	return nil
}

// write writes samples up to one that needs a new file, and returns how many it has done with.
func (t *Track) write(samples []container.Sample) (int, error) {
	if t.file != nil && !t.muxer.Continues(&samples[0].Frame) {
		t.closeFile()
	}
	if t.file == nil {
		if !samples[0].Key {
			return 1, nil
		}
		if err := t.openFile(&samples[0]); err != nil {
			if errors.Is(err, container.ErrHeader) {
				return 1, nil // the next key frame may say more
			}
			return 0, err
		}
	}
	n := 1
	for n < len(samples) && t.muxer.Continues(&samples[n].Frame) {
		n++
	}
	start := time.Duration(t.part.Start) * time.Millisecond
	inFile := make([]container.Sample, n)
	for i := range n {
		inFile[i] = samples[i]
		inFile[i].At = max(samples[i].At-start, 0)
	}
	fragment, err := t.muxer.Fragment(inFile)
	if err != nil {
		return 0, err
	}
	if err := t.append(fragment); err != nil {
		return 0, err
	}
	t.part.Length = inFile[n-1].At.Milliseconds()
	return n, nil
}

func (t *Track) append(data []byte) error {
	if _, err := t.file.Write(data); err != nil {
		return fmt.Errorf("writer: %s: %w", t.part.File, err)
	}
	if err := unix.Fdatasync(int(t.file.Fd())); err != nil {
		return fmt.Errorf("writer: %s: %w", t.part.File, err)
	}
	t.part.Bytes += int64(len(data))
	t.writer.mu.Lock()
	t.written += int64(len(data))
	t.writer.mu.Unlock()
	return nil
}

// openFile begins a part: in the journal first, so that no file is nobody's.
func (t *Track) openFile(first *container.Sample) error {
	muxer, extension, err := container.New(t.codec)
	if err != nil {
		return err
	}
	header, err := muxer.Header(&first.Frame)
	if err != nil {
		return err
	}
	w := t.writer
	w.mu.Lock()
	about, number := t.about, len(t.about.Parts)+1
	w.mu.Unlock()
	name := path.Join(tracksDir, fmt.Sprintf("%04d-%02d%s", t.number, number, extension))
	part := manifest.Part{File: name, Start: first.At.Milliseconds()}
	about.Parts = nil
	if err := w.journal.part(t.number, &about, &part); err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(w.cfg.Dir, filepath.FromSlash(name)), os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o640) //nolint:gosec // a leader's backup reads it by group
	if err != nil {
		return fmt.Errorf("writer: %w", err)
	}
	t.muxer, t.file, t.part = muxer, file, part
	if err := manifest.SyncDir(filepath.Join(w.cfg.Dir, tracksDir)); err != nil {
		return err
	}
	return t.append(header)
}

func (t *Track) closeFile() {
	if t.file == nil {
		return
	}
	if err := t.file.Close(); err != nil {
		t.writer.cfg.Logger.Error("a recording's file was not closed", "file", t.part.File, "error", err)
	}
	t.file = nil
	t.writer.mu.Lock()
	t.about.Parts = append(t.about.Parts, t.part)
	t.writer.mu.Unlock()
}

// Package preview makes pages of papers: PDF files of office files by LibreOffice, small pictures of pages by poppler,
// each in a process of its own that may take only so long and so much. Where a program is not installed, papers are
// offered as downloads, and browsers draw the pictures.
package preview

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/inspect"
)

// Config says with what pages are made.
type Config struct {
	Office  string        // LibreOffice's program; "" = none
	Drawer  string        // pdftoppm of poppler-utils; "" = none
	Timeout time.Duration // for one file
	Memory  int64         // bytes of address space for one process
}

// Find returns a Config with the programs that are installed.
func Find(timeout time.Duration, memory int64) Config {
	config := Config{Timeout: timeout, Memory: memory}
	for _, name := range []string{"soffice", "libreoffice"} {
		if path, err := exec.LookPath(name); err == nil {
			config.Office = path
			break
		}
	}
	if path, err := exec.LookPath("pdftoppm"); err == nil {
		config.Drawer = path
	}
	return config
}

// Queue is where files wait for their pages: papers', and people's own documents'.
type Queue interface {
	// PendingPreview returns the oldest file that waits and comes after the one with the id, nil when there is none.
	PendingPreview(ctx context.Context, after string) (*papers.File, error)
	// SetPreview writes how far a file's pages are, and returns the topic and kind of the event that tells of it; no
	// topic when the file is gone.
	SetPreview(ctx context.Context, fileID string, preview papers.Preview) (topic, kind string, err error)
	// RetryPreviews puts files back whose pages could not be made for want of a program.
	RetryPreviews(ctx context.Context) error
}

// Deps are what a maker stands on.
type Deps struct {
	Queues   []Queue // the first is served first
	Blobs    blob.Store
	Log      *slog.Logger
	Announce func(topic, kind, id string) // as desk.Deps.Announce
}

// Maker turns office files into pages, one at a time. Files that wait do so in the database.
type Maker struct {
	Config
	Deps
	wake    chan struct{}
	cancel  context.CancelFunc
	running sync.WaitGroup
	drawing chan struct{} // holds a token while a page is drawn
	flights singleflight.Group
}

// New returns a maker that does nothing until Start.
func New(config Config, deps Deps) *Maker {
	return &Maker{Config: config, Deps: deps, wake: make(chan struct{}, 1), drawing: make(chan struct{}, 1)}
}

// Start begins with the files that wait.
func (m *Maker) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	m.running.Go(func() { m.run(ctx) })
}

// Close stops and waits. A file that is under way waits for the next start.
func (m *Maker) Close() {
	if m.cancel != nil {
		m.cancel()
	}
	m.running.Wait()
}

// Wake tells that a file waits.
func (m *Maker) Wake() {
	select {
	case m.wake <- struct{}{}:
	default: // it will look anyway
	}
}

func (m *Maker) run(ctx context.Context) {
	if m.Office != "" {
		for _, queue := range m.Queues {
			if err := queue.RetryPreviews(ctx); err != nil {
				m.Log.ErrorContext(ctx, "previews not looked up", "error", err)
			}
		}
	}
	for {
		if err := m.Work(ctx); err != nil && ctx.Err() == nil {
			m.Log.ErrorContext(ctx, "previews stopped until the next paper", "error", err)
		}
		select {
		case <-m.wake:
		case <-ctx.Done():
			return
		}
	}
}

// Work makes the pages of all files that wait.
func (m *Maker) Work(ctx context.Context) error {
	for _, queue := range m.Queues {
		if err := m.empty(ctx, queue); err != nil {
			return err
		}
	}
	return nil
}

// empty makes the pages of the files that wait in one queue.
func (m *Maker) empty(ctx context.Context, queue Queue) error {
	for {
		file, err := queue.PendingPreview(ctx, "")
		if err != nil || file == nil {
			return err
		}
		made, err := m.make(ctx, file)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if blob.IsFull(err) {
			return err
		}
		if err != nil {
			m.Log.WarnContext(ctx, "no preview", "file", file.ID, "kind", file.Kind, "error", err)
		}
		topic, kind, err := queue.SetPreview(ctx, file.ID, made)
		if err != nil {
			return err
		}
		if topic != "" {
			m.Announce(topic, kind, file.ID)
		}
	}
}

// make makes the pages of one file; the error is why there are none.
func (m *Maker) make(ctx context.Context, file *papers.File) (papers.Preview, error) {
	if m.Office == "" {
		return papers.Preview{State: papers.PreviewUnavailable}, nil
	}
	failed := papers.Preview{State: papers.PreviewFailed}
	dir, err := os.MkdirTemp("", "giaoban-preview-")
	if err != nil {
		return failed, err
	}
	defer m.clear(ctx, dir)
	content, err := m.convert(ctx, dir, file)
	if err != nil {
		return failed, err
	}
	pages, err := inspect.PagesOf(ctx, content)
	if err != nil {
		return failed, err
	}
	key, err := pages.Keep(ctx, m.Blobs, file.Key)
	if err != nil {
		return failed, err
	}
	return papers.Preview{State: papers.PreviewReady, Key: key, Pages: pages.Count}, nil
}

// clear removes a directory of ours.
func (m *Maker) clear(ctx context.Context, dir string) {
	if err := os.RemoveAll(dir); err != nil {
		m.Log.WarnContext(ctx, "not cleared away", "directory", dir, "error", err)
	}
}

// convert runs LibreOffice with a profile of its own, so that nothing one file leaves behind meets the next.
func (m *Maker) convert(ctx context.Context, dir string, file *papers.File) ([]byte, error) {
	source := filepath.Join(dir, "paper"+file.Kind.Extension())
	if err := m.fetch(ctx, file.Key, source); err != nil {
		return nil, err
	}
	err := m.process(ctx, dir, m.Office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--norestore", "--nolockcheck",
		"--nodefault", "--nologo", "--convert-to", "pdf", "--outdir", dir, source)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "paper.pdf")) //nolint:gosec // a path of our own
}

func (m *Maker) fetch(ctx context.Context, key, target string) (err error) {
	r, err := m.Blobs.Get(ctx, key, 0, -1)
	if err != nil {
		return err
	}
	defer r.Close()
	out, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // a path of our own
	if err != nil {
		return err
	}
	_, err = io.Copy(out, r)
	return errors.Join(err, out.Close())
}

// maxComplaint is how much of what a program says on failure is logged.
const maxComplaint = 500

// process runs a program in dir within the limits.
func (m *Maker) process(ctx context.Context, dir, program string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, m.Timeout)
	defer cancel()
	// The shell sets limits on itself and then becomes the program.
	script := `ulimit -v "$1" && ulimit -c 0 && shift && exec "$@"`
	all := append([]string{"-c", script, "sh", strconv.FormatInt(m.Memory/1024, 10), program}, args...)
	command := exec.CommandContext(ctx, "/bin/sh", all...) //nolint:gosec // programs the administrator installed
	command.Dir = dir
	command.Env = []string{"HOME=" + dir, "TMPDIR=" + dir, "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "SAL_USE_VCLPLUGIN=svp"}
	var said bytes.Buffer
	command.Stderr = &said
	isolate(command)
	command.WaitDelay = 5 * time.Second
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return fmt.Errorf("%s: %w: %s", filepath.Base(program), err, said.Bytes()[:min(said.Len(), maxComplaint)])
	}
	return nil
}

const (
	pictureSize  = 280 // pixels of the longer side
	pictureBlock = 8   // pages drawn at once: whoever wants one soon wants the next
)

// Thumbnail returns a small PNG picture of a page of the PDF file under key. Pictures are kept beside the file.
func (m *Maker) Thumbnail(ctx context.Context, key string, page int) ([]byte, error) {
	kept := pictureKey(key, page)
	if content, err := read(ctx, m.Blobs, kept); !fault.Is(err, fault.NotFound) {
		return content, err
	}
	first := (page-1)/pictureBlock*pictureBlock + 1
	drawn := m.flights.DoChan(pictureKey(key, first), func() (any, error) {
		return nil, m.draw(context.WithoutCancel(ctx), key, first)
	})
	select {
	case result := <-drawn:
		if result.Err != nil {
			return nil, result.Err
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return read(ctx, m.Blobs, kept)
}

func pictureKey(key string, page int) string { return fmt.Sprintf("%s.p%d.png", key, page) }

func read(ctx context.Context, blobs blob.Store, key string) ([]byte, error) {
	r, err := blobs.Get(ctx, key, 0, -1)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// draw draws a block of pages and keeps the pictures.
func (m *Maker) draw(ctx context.Context, key string, first int) error {
	m.drawing <- struct{}{}
	defer func() { <-m.drawing }()
	dir, err := os.MkdirTemp("", "giaoban-pages-")
	if err != nil {
		return err
	}
	defer m.clear(ctx, dir)
	source := filepath.Join(dir, "paper.pdf")
	if err := m.fetch(ctx, key, source); err != nil {
		return err
	}
	last := first + pictureBlock - 1
	err = m.process(ctx, dir, m.Drawer, "-png", "-f", strconv.Itoa(first), "-l", strconv.Itoa(last), "-scale-to", strconv.Itoa(pictureSize), source, filepath.Join(dir, "page"))
	if err != nil {
		return fault.Wrap(fault.Unavailable, "papers.no_picture", err)
	}
	drawn, err := filepath.Glob(filepath.Join(dir, "page-*.png"))
	if err != nil {
		return err
	}
	for _, path := range drawn {
		var page int
		if _, err := fmt.Sscanf(filepath.Base(path), "page-%d.png", &page); err != nil {
			return fmt.Errorf("papers: picture %s: %w", path, err)
		}
		content, err := os.ReadFile(path) //nolint:gosec // a path of our own
		if err != nil {
			return err
		}
		if _, err := m.Blobs.Put(ctx, pictureKey(key, page), bytes.NewReader(content)); err != nil {
			return err
		}
	}
	return nil
}

package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"giaoban/internal/fault"
)

// Disk keeps objects as files under a directory of its own, readable by the server's user alone. Objects being written
// stand apart, under incoming, until they are whole and synced; then they are renamed into place.
type Disk struct {
	root   string
	create func(dir string) (*os.File, error) // a new file to write to
}

const (
	objectsDir  = "objects"
	incomingDir = "incoming"
)

// OpenDisk opens the store in dir, made when it is missing, and clears away what a crash left half written.
func OpenDisk(dir string) (*Disk, error) {
	d := &Disk{root: dir, create: func(dir string) (*os.File, error) { return os.CreateTemp(dir, "put-*") }}
	for _, sub := range []string{objectsDir, incomingDir} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, diskFault(err)
		}
	}
	left, err := os.ReadDir(d.incoming())
	if err != nil {
		return nil, diskFault(err)
	}
	for _, entry := range left {
		if err := os.Remove(filepath.Join(d.incoming(), entry.Name())); err != nil {
			return nil, diskFault(err)
		}
	}
	return d, nil
}

func (d *Disk) incoming() string { return filepath.Join(d.root, incomingDir) }

func (d *Disk) path(key string) string {
	return filepath.Join(d.root, objectsDir, filepath.FromSlash(key))
}

// Put writes beside, syncs the file, renames it and syncs the directory.
func (d *Disk) Put(ctx context.Context, key string, r io.Reader) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	file, err := d.create(d.incoming())
	if err != nil {
		return Info{}, diskFault(err)
	}
	name := file.Name()
	err = write(ctx, file, r)
	if err == nil {
		err = d.place(name, d.path(key))
	}
	if err != nil {
		return Info{}, errors.Join(diskFault(err), removeRegular(name))
	}
	return d.Stat(ctx, key)
}

// removeRegular removes a half-written file.
func removeRegular(name string) error {
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	return os.Remove(name)
}

func write(ctx context.Context, file *os.File, r io.Reader) error {
	_, err := io.Copy(file, contextReader{ctx, r})
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// place renames a whole file to its key's path. The directories on the way are synced, or a power cut could forget them.
func (d *Disk) place(name, target string) error {
	dir := filepath.Dir(target)
	if err := d.makeDirs(dir); err != nil {
		return err
	}
	if err := os.Rename(name, target); err != nil {
		return err
	}
	return syncDir(dir)
}

func (d *Disk) makeDirs(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for at := filepath.Dir(dir); strings.HasPrefix(at, d.root); at = filepath.Dir(at) {
		if err := syncDir(at); err != nil {
			return err
		}
		if at == d.root {
			break
		}
	}
	return nil
}

func syncDir(dir string) error {
	opened, err := os.Open(dir) //nolint:gosec // a directory of the store
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}

// Get opens a range of an object.
func (d *Disk) Get(_ context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if err := errors.Join(CheckKey(key), CheckRange(offset)); err != nil {
		return nil, err
	}
	file, err := os.Open(d.path(key)) // CheckKey keeps keys inside the store
	if err != nil {
		return nil, diskFault(err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, errors.Join(diskFault(err), file.Close())
	}
	if offset >= info.Size() {
		return io.NopCloser(bytes.NewReader(nil)), file.Close()
	}
	if length < 0 || length > info.Size()-offset {
		length = info.Size() - offset
	}
	return section{io.NewSectionReader(file, offset, length), file}, nil
}

type section struct {
	*io.SectionReader
	io.Closer
}

// Stat tells of an object.
func (d *Disk) Stat(_ context.Context, key string) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	info, err := os.Stat(d.path(key))
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return Info{}, diskFault(err)
	}
	return Info{Key: key, Size: info.Size(), Modified: info.ModTime()}, nil
}

// Delete removes an object; directories stay.
func (d *Disk) Delete(ctx context.Context, key string) error {
	if _, err := d.Stat(ctx, key); err != nil {
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	}
	if err := os.Remove(d.path(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return diskFault(err)
	}
	return diskFault(syncDir(filepath.Dir(d.path(key))))
}

// List walks the files. Directories sort as if their names ended in '/', as in the order of keys.
func (d *Disk) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		d.walk(ctx, "", prefix, yield)
	}
}

func (d *Disk) walk(ctx context.Context, dir, prefix string, yield func(Info, error) bool) bool {
	entries, err := os.ReadDir(filepath.Join(d.root, objectsDir, filepath.FromSlash(dir)))
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		yield(Info{}, diskFault(err))
		return false
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortName(a), sortName(b)) })
	for _, entry := range entries {
		key := path.Join(dir, entry.Name())
		if entry.IsDir() {
			if overlap(key+"/", prefix) && !d.walk(ctx, key, prefix, yield) {
				return false
			}
			continue
		}
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		info, err := d.Stat(ctx, key)
		if fault.Is(err, fault.NotFound) {
			continue // deleted meanwhile
		}
		if !yield(info, err) {
			return false
		}
	}
	return true
}

func sortName(entry fs.DirEntry) string {
	if entry.IsDir() {
		return entry.Name() + "/"
	}
	return entry.Name()
}

// overlap reports whether a directory can hold keys of the prefix.
func overlap(dir, prefix string) bool {
	return strings.HasPrefix(dir, prefix) || strings.HasPrefix(prefix, dir)
}

// diskFault maps what the operating system says.
func diskFault(err error) error {
	var known *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case IsNoSpace(err):
		return fault.Wrap(fault.Unavailable, ReasonFull, err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return fault.Wrap(fault.NotFound, ReasonNotFound, err)
	default:
		return fmt.Errorf("blob: %w", err)
	}
}

// IsNoSpace reports whether the operating system has no room, or no quota, left.
func IsNoSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// ContextReader returns r until the context ends, which ends it too.
func ContextReader(ctx context.Context, r io.Reader) io.Reader { return contextReader{ctx, r} }

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

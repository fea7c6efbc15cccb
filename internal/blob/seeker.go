package blob

import (
	"context"
	"errors"
	"io"
)

// Reader reads an object from any place, as http.ServeContent wants it. A range is opened when it is first read, so that
// seeking costs nothing. It is not safe for concurrent use.
type Reader struct {
	ctx    context.Context // io.Reader has no place for one
	store  Store
	info   Info
	at     int64
	opened io.ReadCloser // at the place `at`; nil: none
}

// NewReader returns a reader of the object that info tells of. It must be closed.
func NewReader(ctx context.Context, store Store, info Info) *Reader {
	return &Reader{ctx: ctx, store: store, info: info}
}

// Size returns the object's size in bytes.
func (r *Reader) Size() int64 { return r.info.Size }

func (r *Reader) Read(p []byte) (int, error) {
	if r.at >= r.info.Size {
		return 0, io.EOF
	}
	if r.opened == nil {
		opened, err := r.store.Get(r.ctx, r.info.Key, r.at, -1)
		if err != nil {
			return 0, err
		}
		r.opened = opened
	}
	n, err := r.opened.Read(p)
	r.at += int64(n)
	return n, err
}

// ErrSeek means that a place before the start was sought.
var ErrSeek = errors.New("blob: seek before the start")

// Seek moves to another place.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.info.Size
	}
	if offset < 0 {
		return 0, ErrSeek
	}
	if offset == r.at {
		return offset, nil
	}
	r.at = offset
	return offset, r.Close()
}

// Close lets go of the opened range.
func (r *Reader) Close() error {
	if r.opened == nil {
		return nil
	}
	err := r.opened.Close()
	r.opened = nil
	return err
}

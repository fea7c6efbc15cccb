package preview_test

import (
	"context"
	"io"
	"syscall"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
)

// fullStore has no room for more.
type fullStore struct{ blob.Store }

// Put implements blob.Store.
func (fullStore) Put(context.Context, string, io.Reader) (blob.Info, error) {
	return blob.Info{}, fault.Wrap(fault.Unavailable, "blob.full", syscall.ENOSPC)
}

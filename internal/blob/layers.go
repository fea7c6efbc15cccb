package blob

import (
	"context"
	"io"
	"iter"
	"strings"

	"giaoban/internal/fault"
)

// Layers is a store over an older one: what is put goes into the first, what is not there is looked for in the second. So an
// administrator changes the store, and what the old one holds is still found.
type Layers struct{ First, Second Store }

// Put implements Store.
func (l Layers) Put(ctx context.Context, key string, r io.Reader) (Info, error) {
	return l.First.Put(ctx, key, r)
}

// Get implements Store.
func (l Layers) Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	r, err := l.First.Get(ctx, key, offset, length)
	if fault.Is(err, fault.NotFound) {
		return l.Second.Get(ctx, key, offset, length)
	}
	return r, err
}

// Stat implements Store.
func (l Layers) Stat(ctx context.Context, key string) (Info, error) {
	info, err := l.First.Stat(ctx, key)
	if fault.Is(err, fault.NotFound) {
		return l.Second.Stat(ctx, key)
	}
	return info, err
}

// Delete implements Store.
func (l Layers) Delete(ctx context.Context, key string) error {
	if err := l.Second.Delete(ctx, key); err != nil {
		return err
	}
	return l.First.Delete(ctx, key)
}

// List implements Store.
func (l Layers) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		next, stop := iter.Pull2(l.Second.List(ctx, prefix))
		defer stop()
		old, err, more := next()
		// older yields those of the second store before a key, without the one that the first has too.
		older := func(key string, end bool) bool {
			for more && (end || err != nil || strings.Compare(old.Key, key) <= 0) {
				if (end || err != nil || old.Key != key) && !yield(old, err) {
					return false
				}
				old, err, more = next()
			}
			return true
		}
		for info, failed := range l.First.List(ctx, prefix) {
			if failed == nil && !older(info.Key, false) || !yield(info, failed) {
				return
			}
		}
		older("", true)
	}
}

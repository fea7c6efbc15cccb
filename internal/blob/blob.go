// Package blob keeps files by key: papers, their previews, later recordings. A store holds a whole object or none:
// nobody ever reads half of one, whatever fails while it is written.
//
// Disk is the store on a local disk. Package blobtest is what every store must pass.
package blob

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"giaoban/internal/fault"
)

// Store keeps objects. Its methods are safe for concurrent use. Errors are faults: NotFound "blob.not_found", Invalid
// "blob.key" for a key that CheckKey refuses, Unavailable "blob.full" when there is no room left, and of stores elsewhere
// ReasonRefused, ReasonUnreachable and ReasonBusy.
type Store interface {
	// Put reads r to its end and keeps that under key, in place of what was there. When r, the store or ctx fails, what
	// was there stays. The object is on stable storage when Put returns.
	Put(ctx context.Context, key string, r io.Reader) (Info, error)
	// Get reads length bytes from offset; a negative length reads to the end. A range past the end is cut there. The
	// caller closes the reader.
	Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error)
	// Stat tells what is under key.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes what is under key; that there is nothing is no error.
	Delete(ctx context.Context, key string) error
	// List goes through the objects whose keys begin with prefix, in the order of their keys.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
}

// Info tells of an object.
type Info struct {
	Key      string
	Size     int64 // bytes
	Modified time.Time
}

// maxKeyBytes is what every store takes, S3 included.
const maxKeyBytes = 512

// Reasons of faults.
const (
	ReasonNotFound = "blob.not_found"
	ReasonFull     = "blob.full"
	reasonKey      = "blob.key"
	reasonRange    = "blob.range"
)

// Reasons why a store elsewhere, which may come back, does nothing now.
const (
	ReasonRefused     = "blob.refused"     // it does not let us in, or not there
	ReasonUnreachable = "blob.unreachable" // it does not answer
	ReasonBusy        = "blob.busy"        // it answers that it cannot now
)

// CheckKey refuses keys that are no good in every store: they are words of letters, digits, '.', '_' and '-' joined by
// '/', none of them starting with a dot.
func CheckKey(key string) error {
	bad := fault.New(fault.Invalid, reasonKey)
	if key == "" || len(key) > maxKeyBytes || !utf8.ValidString(key) {
		return bad
	}
	for word := range strings.SplitSeq(key, "/") {
		if word == "" || word[0] == '.' {
			return bad
		}
		for i := range len(word) {
			c := word[i]
			if c != '.' && c != '_' && c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
				return bad
			}
		}
	}
	return nil
}

// IsFull reports whether err says that the store has no room left.
func IsFull(err error) bool { return Reason(err) == ReasonFull }

// Reason returns the reason of the refusal by a store that is in err; "" when there is none.
func Reason(err error) string {
	for err != nil {
		var refused *fault.Error
		if !errors.As(err, &refused) {
			return ""
		}
		if strings.HasPrefix(refused.Reason, "blob.") {
			return refused.Reason
		}
		err = refused.Cause
	}
	return ""
}

// CheckRange refuses a range that begins before the object.
func CheckRange(offset int64) error {
	if offset < 0 {
		return fault.New(fault.Invalid, reasonRange)
	}
	return nil
}

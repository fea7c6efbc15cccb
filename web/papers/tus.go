package papers

import (
	"context"
	"crypto/md5"  //nolint:gosec // a checksum that clients may choose
	"crypto/sha1" //nolint:gosec // tus asks servers to know it
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"hash"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"giaoban/internal/fault"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
	"giaoban/web/problem"
)

// tusStore is the service as the library wants to see it.
type tusStore struct {
	uploads *upload.Service
}

// NewUpload implements handler.DataStore.
func (s *tusStore) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	declared := papers.Declaration{NoStateSecret: info.MetaData["noStateSecret"] == "true", Secrecy: plan.Secrecy(info.MetaData["secrecy"])}
	made, err := s.uploads.Create(ctx, by(ctx), info.MetaData["filename"], info.Size, declared)
	if err != nil {
		return nil, failed(ctx, err)
	}
	return &tusUpload{uploads: s.uploads, id: made.ID}, nil
}

// GetUpload implements handler.DataStore.
func (s *tusStore) GetUpload(_ context.Context, id string) (handler.Upload, error) {
	return &tusUpload{uploads: s.uploads, id: id}, nil // whose it is and whether it is there GetInfo finds
}

// AsTerminatableUpload implements handler.TerminaterDataStore.
func (s *tusStore) AsTerminatableUpload(u handler.Upload) handler.TerminatableUpload {
	return u.(*tusUpload)
}

// heardOut bounds the bytes of a piece that are still read after it was refused: as many as the app sends in one.
const heardOut = 16 << 20

// tusUpload is one upload.
type tusUpload struct {
	uploads *upload.Service
	id      string
}

// WriteChunk implements handler.Upload.
func (u *tusUpload) WriteChunk(ctx context.Context, offset int64, piece io.Reader) (int64, error) {
	sum, _ := ctx.Value(sumKey{}).(upload.Sum)
	end, err := u.uploads.Write(ctx, by(ctx), u.id, offset, piece, sum)
	if err != nil {
		// A client that is still sending hears the refusal only when it has been listened to.
		_, _ = io.CopyN(io.Discard, piece, heardOut)
	}
	return max(end-offset, 0), failed(ctx, err)
}

// GetInfo implements handler.Upload.
func (u *tusUpload) GetInfo(ctx context.Context) (handler.FileInfo, error) {
	found, offset, err := u.uploads.Get(ctx, by(ctx), u.id)
	if err != nil {
		return handler.FileInfo{}, failed(ctx, err)
	}
	if told, ok := ctx.Value(failureKey{}).(*failure); ok {
		told.expires = found.Expires
	}
	return handler.FileInfo{ID: found.ID, Size: found.Size, Offset: offset, MetaData: handler.MetaData{"filename": found.Name}}, nil
}

// GetReader implements handler.Upload: nothing that is not a paper yet can be read.
func (u *tusUpload) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, handler.ErrNotFound
}

// FinishUpload implements handler.Upload: the content is looked at.
func (u *tusUpload) FinishUpload(ctx context.Context) error {
	return failed(ctx, u.uploads.Settle(context.WithoutCancel(ctx), by(ctx), u.id))
}

// Terminate implements handler.TerminatableUpload.
func (u *tusUpload) Terminate(ctx context.Context) error {
	return failed(ctx, u.uploads.Cancel(ctx, by(ctx), u.id))
}

type (
	failureKey struct{}
	sumKey     struct{}
)

// failure carries what the service refused past the library, which knows plain texts only.
type failure struct {
	err     error
	expires time.Time // of the upload asked for; zero = none was found
}

// failed keeps the first refusal of a request.
func failed(ctx context.Context, err error) error {
	if told, ok := ctx.Value(failureKey{}).(*failure); ok && err != nil && told.err == nil {
		told.err = err
	}
	return err
}

// refusal is the service's, or what the library's own status means.
func (f *failure) refusal(status int) error {
	var known *fault.Error
	switch {
	case errors.As(f.err, &known):
		return known
	case f.err != nil && errors.Is(f.err, context.Canceled):
		return f.err
	}
	switch status {
	case http.StatusNotFound:
		return fault.New(fault.NotFound, "papers.no_upload")
	case http.StatusConflict:
		return fault.New(fault.Conflict, "papers.upload_offset")
	case http.StatusLocked:
		return fault.New(fault.Conflict, "papers.upload_locked")
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "papers.upload_too_large")
	case http.StatusInternalServerError:
		if f.err != nil {
			return f.err
		}
	}
	if status < http.StatusInternalServerError {
		return problem.Because(problem.Invalid, "papers.tus")
	}
	return problem.New(problem.Unavailable) // the connection stood still
}

var algorithms = []string{"sha1", "sha256", "md5"}

// parseChecksum reads Upload-Checksum (tus 1.0.0, checksum extension).
func parseChecksum(text string) (upload.Sum, error) {
	refused := fault.New(fault.Invalid, "papers.checksum_header")
	name, encoded, _ := strings.Cut(text, " ")
	want, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return upload.Sum{}, refused
	}
	var sum hash.Hash
	switch name {
	case "sha1":
		sum = sha1.New() //nolint:gosec // against a bad line, not against anyone
	case "sha256":
		sum = sha256.New()
	case "md5":
		sum = md5.New() //nolint:gosec // against a bad line, not against anyone
	default:
		return upload.Sum{}, refused
	}
	return upload.Sum{Hash: sum, Want: want}, nil
}

package recordings

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"giaoban/internal/fault"
	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/rushes"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// longestRushes bounds a stretch that is asked for at once.
const longestRushes = 60 * time.Second

func (a *area) registerRushes(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "get-recording-rushes", Method: http.MethodGet, Path: "/recordings/{id}/rushes", Tag: tag, Allow: rest.Members,
		Summary: "What plays a stretch of a recording from its tracks",
		Description: "As soon as it has ended, before its programme is made: which tracks are seen and heard, and the byte ranges of their fragments. " +
			"At most a minute at once.",
		Errors: []problem.Code{problem.NotFound, problem.Invalid, problem.Conflict},
	}, func(ctx context.Context, input *struct {
		RecordingInput
		FromMS int64 `query:"fromMs" minimum:"0" maximum:"1000000000" required:"true"`
		ToMS   int64 `query:"toMs" minimum:"0" maximum:"1000000000" required:"true"`
	}) (*struct{ Body *rushes.Rushes }, error) {
		e, err := a.Studio.Watch(ctx, byOf(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		from, to := time.Duration(input.FromMS)*time.Millisecond, time.Duration(input.ToMS)*time.Millisecond
		if to <= from || to-from > longestRushes {
			return nil, fault.New(fault.Invalid, "recording.span")
		}
		if e.State != library.Ready {
			return nil, fault.New(fault.Conflict, "recording.not_ready")
		}
		found, err := a.rushes.Find(a.source(ctx, e.ID), from, to)
		return &struct{ Body *rushes.Rushes }{found}, err
	})
}

// source gives the files of a recording, wherever they are.
func (a *area) source(ctx context.Context, id string) rushes.Source {
	return rushes.Source{
		ID: id,
		Manifest: func() (*manifest.Manifest, error) {
			file, err := a.Archive.Open(ctx, id, manifest.File)
			if err != nil {
				return nil, err
			}
			defer file.Close()
			return manifest.ReadFrom(file)
		},
		Open: func(name string) (rushes.File, error) {
			file, err := a.Archive.Open(ctx, id, name)
			if err != nil {
				return nil, err
			}
			return &at{file}, nil
		},
	}
}

// at reads a file from any place.
type at struct{ *archive.File }

// ReadAt implements io.ReaderAt, for one reader at a time.
func (f *at) ReadAt(p []byte, offset int64) (int, error) {
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(f, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

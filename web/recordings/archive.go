package recordings

import (
	"context"
	"net/http"
	"time"

	"giaoban/internal/identity"
	"giaoban/recorder/archive"
	"giaoban/web/rest"
)

type archiveBody struct {
	Place        string         `json:"place,omitempty" doc:"Address and bucket of the store; none: the server's disk."`
	Stored       int64          `json:"stored" doc:"Recordings that are in the store alone."`
	StoredBytes  int64          `json:"storedBytes"`
	Waiting      int            `json:"waiting" doc:"Recordings that are over and still on the server's disk, where they can be watched all the same."`
	WaitingBytes int64          `json:"waitingBytes"`
	State        archive.Moving `json:"state" enum:"idle,moving,window,waiting" doc:"window: it waits for the hours in which recordings move; waiting: for the next try."`
	Moved        int64          `json:"moved" doc:"Bytes of the recording that moves."`
	Size         int64          `json:"size"`
	Problem      string         `json:"problem,omitempty" enum:"refused,unreachable,busy,full,key,changed,failed"`
	Since        *time.Time     `json:"since,omitempty" doc:"When the problem was met first."`
	Failures     int            `json:"failures" doc:"Tries in a row."`
	NextTry      *time.Time     `json:"nextTry,omitempty"`
	Encoder      string         `json:"encoder,omitempty" doc:"What films are encoded by: libx264 is software, anything else hardware that was tried and works; none while it is being tried." example:"h264_vaapi"`
}

func (a *area) registerArchive(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "get-recording-archive", Method: http.MethodGet, Path: "/recording-archive", Tag: tag, Allow: rest.Roles(identity.Admin),
		Summary: "How the store of recordings stands", Description: "What is in it, what waits to get there and why. Nothing of any meeting.",
	}, func(ctx context.Context, _ *struct{}) (*struct{ Body archiveBody }, error) {
		totals, err := a.Archive.Totals(ctx)
		if err != nil {
			return nil, err
		}
		s := a.Mover.Status()
		return &struct{ Body archiveBody }{archiveBody{
			Place: a.Archive.Place, Stored: totals.Stored, StoredBytes: totals.StoredBytes, Waiting: s.Waiting, WaitingBytes: s.WaitingBytes, State: s.Moving,
			Moved: s.Moved, Size: s.Size, Problem: s.Problem, Since: moment(s.Since), Failures: s.Failures, NextTry: moment(s.NextTry),
			Encoder: a.Encoders.Name(),
		}}, nil
	})
}

// moment is a time that may not be there.
func moment(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

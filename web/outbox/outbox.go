// Package outbox serves to system administrators what is to leave the system and has not, or has.
package outbox

import (
	"context"
	"net/http"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/internal/outbox"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

const tag = "outbox"

// Deps are what the endpoints stand on.
type Deps struct {
	Queue *outbox.Queue
	DB    *bun.DB
	Audit *audit.Log
}

type area struct{ Deps }

// Register adds the endpoints to an API.
func Register(api *rest.API, deps Deps) {
	a := &area{deps}
	administrators := rest.Roles(identity.Admin)
	api.Tag(tag, "What leaves the system: mail, above all.")
	rest.Register(api, rest.Endpoint{
		ID: "list-outbox", Method: http.MethodGet, Path: "/outbox", Tag: tag, Allow: administrators,
		Summary: "Messages and their fate, the newest first", Errors: []problem.Code{problem.Invalid},
	}, a.list)
	rest.Register(api, rest.Endpoint{
		ID: "retry-outbox", Method: http.MethodPost, Path: "/outbox/{id}/retry", Tag: tag, Allow: administrators, Status: http.StatusNoContent,
		Summary: "Try to send a message now", Description: "One that waits, or was given up: it gets all its attempts again.",
		Errors: []problem.Code{problem.NotFound, problem.Conflict},
	}, a.retry)
}

type outboxItem struct {
	ID        string       `json:"id"`
	Kind      string       `json:"kind" example:"mail"`
	Key       string       `json:"key" doc:"What it is about; there is one message of each key." example:"invitation:IN_k3h1D2f9aQ0z:1"`
	State     outbox.State `json:"state" enum:"pending,sent,failed" doc:"Failed: given up."`
	Sending   bool         `json:"sending" doc:"An attempt is under way."`
	Attempts  int          `json:"attempts"`
	DueAt     *time.Time   `json:"dueAt,omitempty" doc:"Of a pending one: when it is tried next; none = at once."`
	LastError string       `json:"lastError,omitempty" doc:"Of the last attempt, for administrators, as the other side gave it."`
	CreatedAt time.Time    `json:"createdAt"`
	EndedAt   *time.Time   `json:"endedAt,omitempty" doc:"When it was sent or given up."`
}

type listInput struct {
	Cursor string `query:"cursor" doc:"nextCursor of the page before; none for the first page." maxLength:"36"`
	Limit  int    `query:"limit" doc:"Items a page." minimum:"1" maximum:"500" default:"100"`
	Kind   string `query:"kind" maxLength:"64"`
	State  string `query:"state" enum:"pending,sent,failed"`
}

type outboxOutput struct {
	Body struct {
		Items      []outboxItem `json:"items" nullable:"false"`
		NextCursor string       `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

func (a *area) list(ctx context.Context, input *listInput) (*outboxOutput, error) {
	entries, err := a.Queue.List(ctx, outbox.Query{
		Kind: input.Kind, State: outbox.State(input.State), Before: input.Cursor, Limit: input.Limit,
	})
	if err != nil {
		return nil, err
	}
	output := &outboxOutput{}
	output.Body.Items = make([]outboxItem, len(entries))
	for i, e := range entries {
		output.Body.Items[i] = outboxItem{
			ID: e.ID, Kind: e.Kind, Key: e.Key, State: e.State, Sending: e.Sending, Attempts: e.Attempts, DueAt: known(e.DueAt),
			LastError: e.LastError, CreatedAt: e.CreatedAt, EndedAt: known(e.EndedAt),
		}
	}
	if len(entries) == input.Limit {
		output.Body.NextCursor = entries[len(entries)-1].ID
	}
	return output, nil
}

func known(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

type retryInput struct {
	ID string `path:"id" maxLength:"36"`
}

func (a *area) retry(ctx context.Context, input *retryInput) (*struct{}, error) {
	return nil, a.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := a.Queue.Retry(ctx, tx, input.ID); err != nil {
			return err
		}
		return a.Audit.In(tx).Append(ctx, rest.CallerOf(ctx).Actor(), "outbox.retried", "outbox:"+input.ID, nil)
	})
}

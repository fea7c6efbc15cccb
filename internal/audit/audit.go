// Package audit keeps the record of what people changed: who, from where, what, when. Records are only ever added.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"giaoban/internal/logging"
)

// Actor is the person who acts. The zero Actor is the system itself.
type Actor struct {
	ID     string // account id
	Name   string // username at the time
	Source string // IP address
}

// Record is one change of state by a person.
type Record struct {
	ID        string
	At        time.Time
	Actor     Actor
	RequestID string
	Action    string          // a stable word such as "room.participant_removed"
	Subject   string          // what was acted on, such as "room:thu/participant:AC_1"
	Detail    json.RawMessage // what the action was given and changed; an object, never a secret
}

// Log appends to and reads the audit records of a database.
type Log struct {
	db  bun.IDB
	now func() time.Time
}

// New returns the log in db. The clock is a parameter for tests.
func New(db bun.IDB, now func() time.Time) *Log {
	return &Log{db: db, now: now}
}

// In returns the log inside a transaction: the record stands or falls with the change it tells of.
func (l *Log) In(tx bun.Tx) *Log {
	return &Log{db: tx, now: l.now}
}

// Append adds a record. Detail is encoded as JSON; the request's id comes from ctx.
func (l *Log) Append(ctx context.Context, actor Actor, action, subject string, detail any) error {
	if detail == nil {
		detail = struct{}{}
	}
	text, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("audit: detail of %s: %w", action, err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	r := row{
		ID: id.String(), At: l.now().UTC(), ActorID: actor.ID, ActorName: actor.Name, Source: actor.Source,
		RequestID: logging.RequestID(ctx), Action: action, Subject: subject, Detail: string(text),
	}
	if _, err := l.db.NewInsert().Model(&r).Exec(ctx); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// List returns up to limit records, newest first, those before the record with the given id ("" = from the newest).
func (l *Log) List(ctx context.Context, before string, limit int64) ([]Record, error) {
	var rows []row
	query := l.db.NewSelect().Model(&rows).Order("id DESC").Limit(limit)
	if before != "" {
		query = query.Where("id < ?", before)
	}
	if err := query.Scan(ctx); err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	records := make([]Record, len(rows))
	for i, r := range rows {
		records[i] = Record{
			ID: r.ID, At: r.At, Actor: Actor{ID: r.ActorID, Name: r.ActorName, Source: r.Source},
			RequestID: r.RequestID, Action: r.Action, Subject: r.Subject, Detail: json.RawMessage(r.Detail),
		}
	}
	return records, nil
}

type row struct {
	bun.BaseModel `bun:"table:audit_records"`

	ID        string    `bun:"id,pk"`
	At        time.Time `bun:"at"`
	ActorID   string    `bun:"actor_id"`
	ActorName string    `bun:"actor_name"`
	Source    string    `bun:"source"`
	RequestID string    `bun:"request_id"`
	Action    string    `bun:"action"`
	Subject   string    `bun:"subject"`
	Detail    string    `bun:"detail"`
}

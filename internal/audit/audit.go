// Package audit keeps the record of what people changed and read: who, from where, what, when. Records are only ever
// added, and each holds a hash over itself and the one before it, so that whoever changes one, takes one out or puts one
// in breaks the chain where Verify sees it.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/internal/logging"
	"giaoban/internal/store"
)

// Actor is the person who acts. The zero Actor is the system itself.
type Actor struct {
	ID     string // account id
	Name   string // username at the time
	Source string // IP address
}

// Record is one act of a person.
type Record struct {
	Seq       int64 // its place in the chain, from 1
	ID        string
	At        time.Time
	Actor     Actor
	RequestID string
	Action    string          // a stable word such as "room.participant_removed"
	Subject   string          // what was acted on, such as "room:thu/participant:AC_1"
	Detail    json.RawMessage // what the action was given and changed; an object, never a secret
	Hash      string          // hexadecimal
}

// Change is the detail of a record of a change: what was different before and after, never a secret.
type Change struct {
	Before any `json:"before"`
	After  any `json:"after"`
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

// In returns the log inside a transaction: the record stands or falls with the change it tells of. Append after the
// change: from then to the commit nobody else appends.
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
	added := &row{
		ID: id.String(), At: store.Time(l.now()), ActorID: storable(actor.ID), ActorName: storable(actor.Name), Source: storable(actor.Source),
		RequestID: storable(logging.RequestID(ctx)), Action: storable(action), Subject: storable(subject), Detail: storable(string(text)),
	}
	added.Search = searchText(added)
	if db, ok := l.db.(*bun.DB); ok {
		return store.InTx(ctx, db, func(ctx context.Context, tx bun.Tx) error { return link(ctx, tx, added) })
	}
	return link(ctx, l.db, added)
}

// link puts a record at the end of the chain. The first statement makes others that append wait for the commit.
func link(ctx context.Context, tx bun.IDB, added *row) error {
	var head headRow
	err := tx.NewUpdate().Model(&head).Set("seq = seq + 1").Where("one = 1").Returning("seq, hash").Scan(ctx)
	if err != nil {
		return fmt.Errorf("audit: head of the chain: %w", err)
	}
	added.Seq = head.Seq
	added.Hash = added.link(head.Hash)
	if _, err := tx.NewInsert().Model(added).Exec(ctx); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	_, err = tx.NewUpdate().Model((*headRow)(nil)).Set("hash = ?", added.Hash).Where("one = 1").Exec(ctx)
	if err != nil {
		return fmt.Errorf("audit: head of the chain: %w", err)
	}
	return nil
}

// storable returns text without what PostgreSQL cannot hold, so that no input keeps an act out of the log.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// maxSearch bounds the folded words of one record, in bytes.
const maxSearch = 8 << 10

func searchText(r *row) string {
	text := fold.Text(strings.Join([]string{r.ActorName, r.Action, r.Subject, r.Source, readable(r.Detail)}, " "))
	if len(text) > maxSearch {
		text = strings.ToValidUTF8(text[:maxSearch], "")
	}
	return text
}

// readable returns JSON with its escapes resolved: the encoder writes some letters as \u….
func readable(detail string) string {
	var value any
	if err := json.Unmarshal([]byte(detail), &value); err != nil {
		return detail
	}
	return fmt.Sprint(value)
}

type row struct {
	bun.BaseModel `bun:"table:audit_records"`

	Seq       int64     `bun:"seq,pk"`
	ID        string    `bun:"id"`
	At        time.Time `bun:"at"`
	ActorID   string    `bun:"actor_id"`
	ActorName string    `bun:"actor_name"`
	Source    string    `bun:"source"`
	RequestID string    `bun:"request_id"`
	Action    string    `bun:"action"`
	Subject   string    `bun:"subject"`
	Detail    string    `bun:"detail"`
	Hash      string    `bun:"hash"`
	Search    string    `bun:"search"`
}

type headRow struct {
	bun.BaseModel `bun:"table:audit_head"`

	One  int64  `bun:"one,pk"`
	Seq  int64  `bun:"seq"`
	Hash string `bun:"hash"`
}

func (r *row) record() Record {
	return Record{
		Seq: r.Seq, ID: r.ID, At: r.At.UTC(), Actor: Actor{ID: r.ActorID, Name: r.ActorName, Source: r.Source},
		RequestID: r.RequestID, Action: r.Action, Subject: r.Subject, Detail: json.RawMessage(r.Detail), Hash: r.Hash,
	}
}

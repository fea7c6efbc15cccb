// Package conductlog keeps the logs of live meetings in the database. Entries are only ever added; each log's hash runs
// over all of its entries, so that Verify finds one that was changed since.
package conductlog

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/hlc"
	"giaoban/internal/store"
	"giaoban/scheduler/conduct"
)

// ErrMoved is that somebody else has added to the log since it was read.
var ErrMoved = errors.New("conduct: the log has moved on")

// batch is how many rows go into one INSERT: well below every database's limit of parameters.
const batch = 200

// Log keeps the logs of all meetings.
type Log struct{ db *bun.DB }

// New returns the logs in db.
func New(db *bun.DB) *Log { return &Log{db} }

// DB returns the database, for transactions.
func (l *Log) DB() *bun.DB { return l.db }

// Head is the end of a log.
type Head struct {
	Entries int64
	Hash    string
	Frozen  int64 // entries when the meeting ended, 0 = it has not
	// FrozenHash is Hash then.
	FrozenHash string
}

type headRow struct {
	bun.BaseModel `bun:"table:conduct_logs"`

	MeetingID     string         `bun:"meeting_id,pk"`
	Entries       int64          `bun:"entries"`
	Hash          string         `bun:"hash"`
	FrozenEntries sql.NullInt64  `bun:"frozen_entries"`
	FrozenHash    sql.NullString `bun:"frozen_hash"`
}

type entryRow struct {
	bun.BaseModel `bun:"table:conduct_entries"`

	MeetingID   string         `bun:"meeting_id,pk"`
	Seq         int64          `bun:"seq,pk"`
	Node        string         `bun:"node"`
	NodeSeq     int64          `bun:"node_seq"`
	Clock       int64          `bun:"clock"`
	At          time.Time      `bun:"at"`
	Actor       string         `bun:"actor"`
	CommandID   sql.NullString `bun:"command_id"`
	CommandFact int64          `bun:"command_fact"`
	Kind        string         `bun:"kind"`
	Fact        string         `bun:"fact"`
}

// Head returns the end of a meeting's log; the zero Head when nothing has happened yet. One query.
func (l *Log) Head(ctx context.Context, db bun.IDB, meetingID string) (Head, error) {
	row := headRow{MeetingID: meetingID}
	err := db.NewSelect().Model(&row).WherePK().Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Head{}, fmt.Errorf("conduct: head: %w", err)
	}
	return Head{row.Entries, row.Hash, row.FrozenEntries.Int64, row.FrozenHash.String}, nil
}

// Append adds entries after the one of number after, which must be the last: else ErrMoved. It numbers them. With freeze
// the log is frozen behind them. Four queries for up to 200 entries.
func (l *Log) Append(ctx context.Context, tx bun.Tx, meetingID string, after int64, entries []conduct.Entry, freeze bool) error {
	head := &headRow{MeetingID: meetingID}
	if after == 0 {
		if _, err := tx.NewInsert().Model(head).On("CONFLICT (meeting_id) DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("conduct: head: %w", err)
		}
	}
	// The update comes first: it makes others that append wait for the commit.
	err := tx.NewUpdate().Model(head).Set("entries = entries + ?", len(entries)).WherePK().Where("entries = ?", after).Returning("hash").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrMoved
	}
	if err != nil {
		return fmt.Errorf("conduct: head: %w", err)
	}
	rows := make([]entryRow, len(entries))
	hash, facts := head.Hash, map[string]int64{}
	for i := range entries {
		e := &entries[i]
		e.MeetingID, e.Seq = meetingID, after+int64(i)+1
		if e.NodeSeq == 0 {
			e.NodeSeq = e.Seq
		}
		if rows[i], err = rowOf(e, facts[e.CommandID]); err != nil {
			return err
		}
		facts[e.CommandID]++
		hash = rows[i].link(hash)
	}
	for first := 0; first < len(rows); first += batch {
		some := rows[first:min(first+batch, len(rows))]
		if _, err := tx.NewInsert().Model(&some).Exec(ctx); err != nil {
			return fmt.Errorf("conduct: entries: %w", err)
		}
	}
	update := tx.NewUpdate().Model(head).Set("hash = ?", hash).WherePK()
	if freeze {
		update = update.Set("frozen_entries = entries").Set("frozen_hash = ?", hash)
	}
	if _, err := update.Exec(ctx); err != nil {
		return fmt.Errorf("conduct: head: %w", err)
	}
	return nil
}

func rowOf(e *conduct.Entry, nth int64) (entryRow, error) {
	kind, fact, err := conduct.Encode(e.Fact)
	if err != nil {
		return entryRow{}, err
	}
	actor, err := json.Marshal(e.By)
	if err != nil {
		return entryRow{}, fmt.Errorf("conduct: actor: %w", err)
	}
	return entryRow{
		MeetingID: e.MeetingID, Seq: e.Seq, Node: e.Node, NodeSeq: e.NodeSeq, Clock: int64(e.Clock), At: store.Time(e.At), Actor: string(actor),
		CommandID: sql.NullString{String: e.CommandID, Valid: e.CommandID != ""}, CommandFact: nth, Kind: kind, Fact: string(fact),
	}, nil
}

// link is the hash over an entry and the hash before it. What is hashed is JSON of the row's parts, which no choice of
// their bytes can make look like another's.
func (r *entryRow) link(before string) string {
	parts := []any{before, r.MeetingID, r.Seq, r.Node, r.NodeSeq, r.Clock, r.At.UTC().UnixMicro(), r.Actor, r.CommandID.String, r.CommandFact, r.Kind, r.Fact}
	data, err := json.Marshal(parts)
	if err != nil {
		return "" // strings and numbers always encode
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func (r *entryRow) entry() (conduct.Entry, error) {
	fact, err := conduct.Decode(r.Kind, []byte(r.Fact))
	if err != nil {
		return conduct.Entry{}, err
	}
	e := conduct.Entry{
		MeetingID: r.MeetingID, Seq: r.Seq, Node: r.Node, NodeSeq: r.NodeSeq, Clock: hlc.Instant(r.Clock), At: r.At.UTC(), CommandID: r.CommandID.String, Fact: fact,
	}
	if err := json.Unmarshal([]byte(r.Actor), &e.By); err != nil {
		return conduct.Entry{}, fmt.Errorf("conduct: actor: %w", err)
	}
	return e, nil
}

// Entries returns up to limit entries of a log after the one of number after, in order. One query.
func (l *Log) Entries(ctx context.Context, db bun.IDB, meetingID string, after int64, limit int) ([]conduct.Entry, error) {
	rows, err := l.rows(ctx, db, meetingID, after, limit)
	if err != nil {
		return nil, err
	}
	entries := make([]conduct.Entry, len(rows))
	for i := range rows {
		if entries[i], err = rows[i].entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

func (l *Log) rows(ctx context.Context, db bun.IDB, meetingID string, after int64, limit int) ([]entryRow, error) {
	var rows []entryRow
	err := db.NewSelect().Model(&rows).Where("meeting_id = ?", meetingID).Where("seq > ?", after).Order("seq").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("conduct: entries: %w", err)
	}
	return rows, nil
}

// chunk is how many entries are read at once to rebuild or verify.
const chunk = 5000

// Replay calls apply with all entries after the one of number after, in order.
func (l *Log) Replay(ctx context.Context, db bun.IDB, meetingID string, after int64, apply func(*conduct.Entry)) error {
	for {
		entries, err := l.Entries(ctx, db, meetingID, after, chunk)
		if err != nil {
			return err
		}
		for i := range entries {
			apply(&entries[i])
		}
		if len(entries) < chunk {
			return nil
		}
		after = entries[len(entries)-1].Seq
	}
}

// Verify follows a log's hash from its beginning. broken is the number of the entry at which it does not fit any more, 0 =
// it fits: that entry or one before it is not what was written, or is missing.
func (l *Log) Verify(ctx context.Context, meetingID string) (head Head, broken int64, err error) {
	if head, err = l.Head(ctx, l.db, meetingID); err != nil {
		return head, 0, err
	}
	hash, last := "", int64(0)
	for last < head.Entries {
		rows, err := l.rows(ctx, l.db, meetingID, last, chunk)
		if err != nil {
			return head, 0, err
		}
		if len(rows) == 0 {
			return head, last + 1, nil // entries are missing at the end
		}
		for i := range rows {
			if rows[i].Seq != last+1 {
				return head, last + 1, nil
			}
			hash, last = rows[i].link(hash), rows[i].Seq
			if last == head.Frozen && hash != head.FrozenHash {
				return head, last, nil
			}
		}
	}
	if hash != head.Hash {
		return head, max(last, 1), nil
	}
	return head, 0, nil
}

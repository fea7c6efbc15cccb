package cuts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
)

type row struct {
	bun.BaseModel `bun:"table:recording_cuts,alias:c"`

	ID          string    `bun:"id,pk"`
	RecordingID string    `bun:"recording_id"`
	Kind        Kind      `bun:"kind"`
	Identity    string    `bun:"identity"`
	Name        string    `bun:"name"`
	FromMS      int64     `bun:"from_ms"`
	ToMS        int64     `bun:"to_ms"`
	State       State     `bun:"state"`
	Progress    int64     `bun:"progress"`
	Reason      string    `bun:"reason"`
	Bytes       int64     `bun:"bytes"`
	AskedBy     string    `bun:"asked_by"`
	AskerName   string    `bun:"asker_name"`
	AskedAt     time.Time `bun:"asked_at"`
	ExpiresAt   time.Time `bun:"expires_at"`
	WrappedKey  string    `bun:"wrapped_key"` // "": none, or destroyed
	MasterID    string    `bun:"master_id"`
	Salt        string    `bun:"salt"`
	SHA256      string    `bun:"sha256"`
}

func rowOf(c *Cut) *row {
	return &row{
		ID: c.ID, RecordingID: c.RecordingID, Kind: c.Kind, Identity: c.Identity, Name: c.Name, FromMS: c.FromMS, ToMS: c.ToMS, State: c.State,
		Progress: int64(c.Progress), Reason: c.Reason, Bytes: c.Bytes, AskedBy: c.AskedBy, AskerName: c.AskerName, AskedAt: c.AskedAt.UTC(), ExpiresAt: c.ExpiresAt.UTC(),
		WrappedKey: c.sealing.wrapped, MasterID: c.sealing.master, Salt: c.sealing.salt, SHA256: c.sealing.sha256,
	}
}

func (r *row) cut() Cut {
	return Cut{
		ID: r.ID, RecordingID: r.RecordingID, Request: Request{Kind: r.Kind, Identity: r.Identity, Name: r.Name, FromMS: r.FromMS, ToMS: r.ToMS}, State: r.State,
		Progress: int(r.Progress), Reason: r.Reason, Bytes: r.Bytes, AskedBy: r.AskedBy, AskerName: r.AskerName, AskedAt: r.AskedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(),
		sealing: sealing{wrapped: r.WrappedKey, master: r.MasterID, salt: r.Salt, sha256: r.SHA256},
	}
}

func (s *Service) inTx(ctx context.Context, do func(ctx context.Context, tx bun.Tx) error) error {
	return store.InTx(ctx, s.DB, do)
}

func (s *Service) all(ctx context.Context, what string, narrow func(q *bun.SelectQuery) *bun.SelectQuery) ([]Cut, error) {
	var rows []row
	if err := narrow(s.DB.NewSelect().Model(&rows)).Scan(ctx); err != nil {
		return nil, wrap(what, err)
	}
	found := make([]Cut, len(rows))
	for i := range rows {
		found[i] = rows[i].cut()
	}
	return found, nil
}

func (s *Service) list(ctx context.Context, recordingID string) ([]Cut, error) {
	return s.all(ctx, "list", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("c.recording_id = ?", recordingID).Where("c.expires_at > ?", s.Now().UTC()).Order("c.asked_at DESC", "c.id DESC")
	})
}

func (s *Service) expired(ctx context.Context) ([]Cut, error) {
	return s.all(ctx, "expired", func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("c.expires_at <= ?", s.Now().UTC()) })
}

// next returns the cut that has waited longest; nil when none does.
func (s *Service) next(ctx context.Context) (*Cut, error) {
	found, err := s.all(ctx, "next", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("c.state IN (?)", bun.List([]State{Waiting, Making})).Where("c.expires_at > ?", s.Now().UTC()).Order("c.asked_at", "c.id").Limit(1)
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func (s *Service) insert(ctx context.Context, tx bun.Tx, c *Cut) error {
	n, err := tx.NewSelect().Model((*row)(nil)).Where("c.recording_id = ?", c.RecordingID).Count(ctx)
	if err != nil {
		return wrap("count", err)
	}
	if n >= MaxCuts {
		return fault.New(fault.TooLarge, "recording.cuts", MaxCuts)
	}
	_, err = tx.NewInsert().Model(rowOf(c)).Exec(ctx)
	return wrap("add", err)
}

func (s *Service) get(ctx context.Context, recordingID, cutID string) (*Cut, error) {
	r := &row{}
	err := s.DB.NewSelect().Model(r).Where("c.id = ?", cutID).Where("c.recording_id = ?", recordingID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, wrap("get", err)
	}
	c := r.cut()
	return &c, nil
}

// save writes how a cut stands and returns the meeting that it is of; "" when it was removed meanwhile, or its time ended.
func (s *Service) save(ctx context.Context, c *Cut) (meetingID string, err error) {
	_, err = s.DB.NewUpdate().Model(rowOf(c)).Column("state", "progress", "reason", "bytes", "wrapped_key", "master_id", "salt", "sha256").WherePK().
		Where("expires_at > ?", s.Now().UTC()).Exec(ctx)
	if err != nil {
		return "", wrap("save", err)
	}
	err = s.DB.NewSelect().TableExpr("recordings AS r").ColumnExpr("r.meeting_id").Join("JOIN recording_cuts AS c ON c.recording_id = r.id").Where("c.id = ?", c.ID).
		Where("c.expires_at > ?", s.Now().UTC()).Scan(ctx, &meetingID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return meetingID, wrap("save", err)
}

// sealedIDs are those of the cuts that have a key.
func (s *Service) sealedIDs(ctx context.Context) (map[string]bool, error) {
	var ids []string
	if err := s.DB.NewSelect().Model((*row)(nil)).Column("id").Where("wrapped_key <> ''").Scan(ctx, &ids); err != nil {
		return nil, wrap("sealed", err)
	}
	known := make(map[string]bool, len(ids))
	for _, one := range ids {
		known[one] = true
	}
	return known, nil
}

// ExpireIn ends the time of all cuts of a recording, which is disposed of, and destroys their keys: nobody gets one any more, and
// Work removes them.
func (s *Service) ExpireIn(ctx context.Context, tx bun.IDB, recordingID string) error {
	now := s.Now().UTC()
	_, err := tx.NewUpdate().Model((*row)(nil)).Set("expires_at = CASE WHEN expires_at > ? THEN ? ELSE expires_at END", now, now).Set("wrapped_key = ''").
		Where("recording_id = ?", recordingID).Exec(ctx)
	return wrap("expire", err)
}

func (s *Service) delete(ctx context.Context, db bun.IDB, cutID string) error {
	_, err := db.NewDelete().Model((*row)(nil)).Where("id = ?", cutID).Exec(ctx)
	return wrap("delete", err)
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("cuts: %s: %w", what, err)
	}
	return nil
}

package marks

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
	bun.BaseModel `bun:"table:recording_marks,alias:k"`

	ID          string       `bun:"id,pk"`
	Version     int64        `bun:"version"`
	RecordingID string       `bun:"recording_id"`
	AtMS        int64        `bun:"at_ms"`
	Text        string       `bun:"text"`
	Private     bool         `bun:"private"`
	Author      string       `bun:"author"`
	AuthorName  string       `bun:"author_name"`
	TaskID      string       `bun:"task_id,nullzero"`
	CreatedAt   time.Time    `bun:"created_at"`
	UpdatedAt   time.Time    `bun:"updated_at"`
	DeletedAt   bun.NullTime `bun:"deleted_at"`
}

func rowOf(m *Mark) *row {
	return &row{
		ID: m.ID, Version: m.Version, RecordingID: m.RecordingID, AtMS: m.AtMS, Text: m.Text, Private: m.Private, Author: m.Author, AuthorName: m.AuthorName,
		TaskID: m.TaskID, CreatedAt: m.CreatedAt.UTC(), UpdatedAt: m.UpdatedAt.UTC(), DeletedAt: bun.NullTime{Time: m.DeletedAt},
	}
}

func (r *row) mark() Mark {
	m := Mark{
		ID: r.ID, Version: r.Version, RecordingID: r.RecordingID, Fields: Fields{AtMS: r.AtMS, Text: r.Text, Private: r.Private}, Author: r.Author, AuthorName: r.AuthorName,
		TaskID: r.TaskID, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
	if !r.DeletedAt.IsZero() {
		m.DeletedAt = r.DeletedAt.UTC()
	}
	return m
}

func (s *Service) inTx(ctx context.Context, do func(ctx context.Context, tx bun.Tx) error) error {
	return store.InTx(ctx, s.DB, do)
}

func (s *Service) list(ctx context.Context, recordingID, account string) ([]Mark, error) {
	var rows []row
	err := s.DB.NewSelect().Model(&rows).Where("k.recording_id = ?", recordingID).Where("k.deleted_at IS NULL").
		Where("(NOT k.private OR k.author = ?)", account).Order("k.at_ms", "k.id").Scan(ctx)
	if err != nil {
		return nil, wrap("list", err)
	}
	all := make([]Mark, len(rows))
	for i := range rows {
		all[i] = rows[i].mark()
	}
	return all, nil
}

// insert adds a mark and lets go of those that can be had back no more.
func (s *Service) insert(ctx context.Context, tx bun.Tx, m *Mark) error {
	if _, err := tx.NewDelete().Model((*row)(nil)).Where("recording_id = ?", m.RecordingID).Where("deleted_at < ?", m.CreatedAt.Add(-Undo)).Exec(ctx); err != nil {
		return wrap("clear", err)
	}
	n, err := tx.NewSelect().Model((*row)(nil)).Where("k.recording_id = ?", m.RecordingID).Where("k.author = ?", m.Author).Count(ctx)
	if err != nil {
		return wrap("count", err)
	}
	if n >= MaxMarks {
		return fault.New(fault.TooLarge, "recording.marks", MaxMarks)
	}
	_, err = tx.NewInsert().Model(rowOf(m)).Exec(ctx)
	return wrap("add", err)
}

// take reads a mark that nobody else changes until the transaction ends.
func (s *Service) take(ctx context.Context, tx bun.Tx, recordingID, markID string) (*Mark, error) {
	// The write comes first: it takes the row for this transaction on both databases.
	touched, err := tx.NewUpdate().Model((*row)(nil)).Set("version = version").Where("id = ?", markID).Where("recording_id = ?", recordingID).Exec(ctx)
	if err != nil {
		return nil, wrap("take", err)
	}
	if n, err := touched.RowsAffected(); err != nil || n == 0 {
		return nil, errors.Join(err, fault.New(fault.NotFound, ""))
	}
	return find(ctx, tx, recordingID, markID)
}

func (s *Service) get(ctx context.Context, recordingID, markID string) (*Mark, error) {
	return find(ctx, s.DB, recordingID, markID)
}

func find(ctx context.Context, db bun.IDB, recordingID, markID string) (*Mark, error) {
	r := &row{}
	err := db.NewSelect().Model(r).Where("k.id = ?", markID).Where("k.recording_id = ?", recordingID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, wrap("get", err)
	}
	m := r.mark()
	return &m, nil
}

func (s *Service) save(ctx context.Context, tx bun.Tx, m *Mark) error {
	_, err := tx.NewUpdate().Model(rowOf(m)).WherePK().Exec(ctx)
	return wrap("save", err)
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("marks: %s: %w", what, err)
	}
	return nil
}

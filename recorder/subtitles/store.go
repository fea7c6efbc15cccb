package subtitles

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/recorder/archive"
	"giaoban/recorder/retention"
)

type row struct {
	bun.BaseModel `bun:"table:recording_subtitles,alias:s"`

	RecordingID  string    `bun:"recording_id,pk"`
	Language     string    `bun:"language,pk"`
	File         string    `bun:"file"`
	Bytes        int64     `bun:"bytes"`
	SHA256       string    `bun:"sha256"`
	Cues         int64     `bun:"cues"`
	Machine      bool      `bun:"machine"`
	AttachedBy   string    `bun:"attached_by"`
	AttacherName string    `bun:"attacher_name"`
	AttachedAt   time.Time `bun:"attached_at"`
}

func rowOf(m *Subtitles) *row {
	return &row{
		RecordingID: m.RecordingID, Language: m.Language, File: m.File, Bytes: m.Bytes, SHA256: m.SHA256, Cues: int64(m.Cues), Machine: m.Machine,
		AttachedBy: m.By, AttacherName: m.ByName, AttachedAt: m.At.UTC(),
	}
}

func (r *row) subtitles() Subtitles {
	return Subtitles{
		RecordingID: r.RecordingID, Language: r.Language, File: r.File, Bytes: r.Bytes, SHA256: r.SHA256, Cues: int(r.Cues), Machine: r.Machine,
		By: r.AttachedBy, ByName: r.AttacherName, At: r.AttachedAt.UTC(),
	}
}

func (s *Service) inTx(ctx context.Context, do func(ctx context.Context, tx bun.Tx) error) error {
	return store.InTx(ctx, s.DB, do)
}

// Of returns the subtitles of a recording, by language, whoever asks.
func (s *Service) Of(ctx context.Context, recordingID string) ([]Subtitles, error) {
	var rows []row
	if err := s.DB.NewSelect().Model(&rows).Where("s.recording_id = ?", recordingID).Order("s.language").Scan(ctx); err != nil {
		return nil, wrap("list", err)
	}
	all := make([]Subtitles, len(rows))
	for i := range rows {
		all[i] = rows[i].subtitles()
	}
	return all, nil
}

// put keeps a row in place of the one in its language, and tells whether there was one.
func (s *Service) put(ctx context.Context, tx bun.Tx, m *Subtitles) (replaced bool, err error) {
	deleted, err := tx.NewDelete().Model((*row)(nil)).Where("recording_id = ?", m.RecordingID).Where("language = ?", m.Language).Exec(ctx)
	if err != nil {
		return false, wrap("replace", err)
	}
	before, err := deleted.RowsAffected()
	if err != nil {
		return false, wrap("replace", err)
	}
	if before > 0 {
		if err := retention.Held(ctx, tx, m.RecordingID); err != nil {
			return false, err
		}
	}
	n, err := tx.NewSelect().Model((*row)(nil)).Where("s.recording_id = ?", m.RecordingID).Count(ctx)
	if err != nil {
		return false, wrap("count", err)
	}
	if n >= MaxLanguages {
		return false, fault.New(fault.TooLarge, "subtitles.languages", MaxLanguages)
	}
	_, err = tx.NewInsert().Model(rowOf(m)).Exec(ctx)
	return before > 0, wrap("add", err)
}

func (s *Service) get(ctx context.Context, recordingID, language string) (*Subtitles, error) {
	return find(ctx, s.DB, recordingID, language)
}

func find(ctx context.Context, db bun.IDB, recordingID, language string) (*Subtitles, error) {
	r := &row{}
	err := db.NewSelect().Model(r).Where("s.recording_id = ?", recordingID).Where("s.language = ?", language).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, wrap("get", err)
	}
	m := r.subtitles()
	return &m, nil
}

// take deletes a row and returns what it was.
func (s *Service) take(ctx context.Context, tx bun.Tx, recordingID, language string) (*Subtitles, error) {
	m, err := find(ctx, tx, recordingID, language)
	if err != nil {
		return nil, err
	}
	if err := retention.Held(ctx, tx, recordingID); err != nil {
		return nil, err
	}
	_, err = tx.NewDelete().Model((*row)(nil)).Where("recording_id = ?", recordingID).Where("language = ?", language).Exec(ctx)
	return m, wrap("remove", err)
}

// ExpireIn forgets the subtitles of a recording that is disposed of; their files go with its archive.
func (s *Service) ExpireIn(ctx context.Context, tx bun.IDB, recordingID string) error {
	_, err := tx.NewDelete().Model((*row)(nil)).Where("recording_id = ?", recordingID).Exec(ctx)
	return wrap("expire", err)
}

// orphans returns the recordings with files in the store that are no subtitles' any more.
func (s *Service) orphans(ctx context.Context) ([]string, error) {
	var found []string
	err := s.DB.NewSelect().TableExpr("recording_objects AS o").Distinct().ColumnExpr("o.recording_id").
		Join("LEFT JOIN recording_subtitles AS s ON s.recording_id = o.recording_id AND s.file = o.name").
		Where("o.name LIKE ?", archive.AttachedDir+"/%").Where("s.file IS NULL").Scan(ctx, &found)
	return found, wrap("orphans", err)
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("subtitles: %s: %w", what, err)
	}
	return nil
}

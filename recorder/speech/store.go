package speech

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/recorder/library"
)

type row struct {
	bun.BaseModel `bun:"table:recording_speech,alias:s"`

	RecordingID string       `bun:"recording_id,pk"`
	Language    string       `bun:"language,pk"`
	State       State        `bun:"state"`
	Phase       string       `bun:"phase"`
	Progress    int64        `bun:"progress"`
	Tries       int64        `bun:"tries"`
	NextAt      time.Time    `bun:"next_at"`
	Reason      string       `bun:"reason"`
	Detail      string       `bun:"detail"`
	AskedBy     string       `bun:"asked_by"`
	AskerName   string       `bun:"asker_name"`
	AskedAt     time.Time    `bun:"asked_at"`
	BegunAt     bun.NullTime `bun:"begun_at"`
}

func rowOf(j *Job) *row {
	return &row{
		RecordingID: j.RecordingID, Language: j.Language, State: j.State, Phase: j.Phase, Progress: int64(j.Progress), Tries: int64(j.Tries), NextAt: j.Next.UTC(),
		Reason: j.Reason, Detail: j.Detail, AskedBy: j.AskedBy, AskerName: j.AskerName, AskedAt: j.AskedAt.UTC(), BegunAt: bun.NullTime{Time: j.BegunAt},
	}
}

func (r *row) job() Job {
	j := Job{
		RecordingID: r.RecordingID, Language: r.Language, State: r.State, Phase: r.Phase, Progress: int(r.Progress), Tries: int(r.Tries), Next: r.NextAt.UTC(),
		Reason: r.Reason, Detail: r.Detail, AskedBy: r.AskedBy, AskerName: r.AskerName, AskedAt: r.AskedAt.UTC(),
	}
	if !r.BegunAt.IsZero() {
		j.BegunAt = r.BegunAt.UTC()
	}
	return j
}

func (m *Maker) inTx(ctx context.Context, do func(ctx context.Context, tx bun.Tx) error) error {
	return store.InTx(ctx, m.DB, do)
}

func (m *Maker) list(ctx context.Context, recordingID string) ([]Job, error) {
	var rows []row
	if err := m.DB.NewSelect().Model(&rows).Where("s.recording_id = ?", recordingID).Order("s.language").Scan(ctx); err != nil {
		return nil, wrap("list", err)
	}
	all := make([]Job, len(rows))
	for i := range rows {
		all[i] = rows[i].job()
	}
	return all, nil
}

var underWay = []State{Waiting, Making}

// next returns the job whose time came first and whose recording's sound is there; nil when there is none.
func (m *Maker) next(ctx context.Context) (*Job, error) {
	r := &row{}
	err := m.DB.NewSelect().Model(r).Join("JOIN recordings AS r ON r.id = s.recording_id").Where("r.state = ?", library.Ready).Where("r.programme = ?", library.Made).
		Where("s.state IN (?)", bun.List(underWay)).Where("s.next_at <= ?", m.Now().UTC()).Order("s.next_at", "s.recording_id", "s.language").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("next", err)
	}
	j := r.job()
	return &j, nil
}

// put keeps a job that was asked for, in place of one that is over.
func (m *Maker) put(ctx context.Context, tx bun.Tx, j *Job) error {
	_, err := tx.NewDelete().Model((*row)(nil)).Where("recording_id = ?", j.RecordingID).Where("language = ?", j.Language).
		Where("state NOT IN (?)", bun.List(underWay)).Exec(ctx)
	if err != nil {
		return wrap("replace", err)
	}
	_, err = tx.NewInsert().Model(rowOf(j)).Exec(ctx)
	if store.IsUnique(err) {
		return fault.Wrap(fault.Conflict, "speech.asked", err)
	}
	return wrap("ask", err)
}

// add keeps a job, unless there is one.
func (m *Maker) add(ctx context.Context, j *Job) error {
	_, err := m.DB.NewInsert().Model(rowOf(j)).On("CONFLICT (recording_id, language) DO NOTHING").Exec(ctx)
	return wrap("add", err)
}

// save writes a job and tells whether it is still there.
func (m *Maker) save(ctx context.Context, j *Job) (bool, error) {
	saved, err := m.DB.NewUpdate().Model(rowOf(j)).WherePK().Exec(ctx)
	if err != nil {
		return false, wrap("save", err)
	}
	n, err := saved.RowsAffected()
	return n > 0, wrap("save", err)
}

func (m *Maker) delete(ctx context.Context, tx bun.Tx, recordingID, language string) error {
	deleted, err := tx.NewDelete().Model((*row)(nil)).Where("recording_id = ?", recordingID).Where("language = ?", language).Exec(ctx)
	if err != nil {
		return wrap("forget", err)
	}
	if n, err := deleted.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fault.New(fault.NotFound, ""))
	}
	return nil
}

func (m *Maker) expire(ctx context.Context, tx bun.IDB, recordingID string) error {
	_, err := tx.NewDelete().Model((*row)(nil)).Where("recording_id = ?", recordingID).Exec(ctx)
	return wrap("expire", err)
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("speech: %s: %w", what, err)
	}
	return nil
}

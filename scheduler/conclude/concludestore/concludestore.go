// Package concludestore keeps minutes, conclusion notices and tasks in the database. Methods that change take the
// transaction of whoever decides on the change; each read is a fixed number of queries, however many rows it finds.
package concludestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/plan"
)

// Store keeps what comes of meetings.
type Store struct {
	db         *bun.DB
	attendance plan.Attendance
}

// New returns what is kept in db. Attendance says who else than those in a meeting's plan attends, for lists.
func New(db *bun.DB, attendance plan.Attendance) *Store {
	return &Store{db: db, attendance: attendance}
}

// DB returns the database, for transactions and for reads outside of one.
func (s *Store) DB() *bun.DB { return s.db }

// Minutes returns the minutes of a meeting; when there are none yet, those of version 0.
func (s *Store) Minutes(ctx context.Context, db bun.IDB, meetingID string) (*conclude.Minutes, error) {
	row := &minutesRow{}
	err := db.NewSelect().Model(row).Where("mi.meeting_id = ?", meetingID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return &conclude.Minutes{MeetingID: meetingID}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("conclude: minutes: %w", err)
	}
	return row.minutes()
}

// SaveMinutes writes minutes that were read with their Version, 0 = new ones, and raises the version; fault.Stale when
// somebody was faster. Agreed minutes are never written again, whatever the version.
func (s *Store) SaveMinutes(ctx context.Context, tx bun.IDB, m *conclude.Minutes) error {
	row, err := newMinutesRow(m)
	if err != nil {
		return err
	}
	row.Version++
	var result sql.Result
	if m.Version == 0 {
		result, err = tx.NewInsert().Model(row).On("CONFLICT (meeting_id) DO NOTHING").Exec(ctx)
	} else {
		result, err = tx.NewUpdate().Model(row).WherePK().Where("mi.version = ?", m.Version).Where("mi.state <> ?", conclude.MinutesAgreed).Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("conclude: save minutes: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		m.Version = row.Version
		return err
	}
	current, err := s.Minutes(ctx, tx, m.MeetingID)
	if err != nil {
		return err
	}
	if current.State == conclude.MinutesAgreed {
		return fault.New(fault.Conflict, "conclude.agreed")
	}
	return fault.StaleVersion(current.Version)
}

// Keep adds a revision, or renews the last one where that is the same person's editing within the span. A limit of
// revisions is kept by taking out the oldest edited one.
func (s *Store) Keep(ctx context.Context, tx bun.IDB, meetingID string, r *conclude.Revision) error {
	content, err := encode(r.Content)
	if err != nil {
		return err
	}
	row := &revisionRow{
		MeetingID: meetingID, Number: 1, Kind: r.Kind, AuthorID: r.AuthorID, AuthorName: r.AuthorName, CreatedAt: r.CreatedAt.UTC(), SavedAt: r.SavedAt.UTC(), Content: content,
	}
	last := &revisionRow{}
	err = tx.NewSelect().Model(last).Where("re.meeting_id = ?", meetingID).Order("re.number DESC").Limit(1).Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("conclude: revision: %w", err)
	}
	if err == nil {
		row.Number = last.Number + 1
		same := last.Kind == conclude.RevisionEdited && r.Kind == conclude.RevisionEdited && last.AuthorID == r.AuthorID
		if same && r.SavedAt.Sub(last.CreatedAt) < conclude.RevisionSpan && !r.SavedAt.Before(last.CreatedAt) {
			row.Number, row.CreatedAt = last.Number, last.CreatedAt
			_, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx)
			return wrap("revision", err)
		}
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return wrap("revision", err)
	}
	if row.Number <= conclude.MaxRevisions {
		return nil
	}
	_, err = tx.NewDelete().Model((*revisionRow)(nil)).Where("re.meeting_id = ?", meetingID).
		Where("re.number = (SELECT min(o.number) FROM minutes_revisions AS o WHERE o.meeting_id = ? AND o.kind = ?)", meetingID, conclude.RevisionEdited).Exec(ctx)
	return wrap("revision", err)
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("conclude: %s: %w", what, err)
	}
	return nil
}

// Revisions returns the revisions of a meeting's minutes without their content, the newest first.
func (s *Store) Revisions(ctx context.Context, meetingID string) ([]conclude.Revision, error) {
	var rows []revisionRow
	if err := s.db.NewSelect().Model(&rows).ExcludeColumn("content").Where("re.meeting_id = ?", meetingID).Order("re.number DESC").Scan(ctx); err != nil {
		return nil, wrap("revisions", err)
	}
	all := make([]conclude.Revision, len(rows))
	for i := range rows {
		var err error
		if all[i], err = rows[i].revision(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Revision returns one revision with its content; fault.NotFound when there is none.
func (s *Store) Revision(ctx context.Context, meetingID string, number int) (*conclude.Revision, error) {
	row := &revisionRow{}
	err := s.db.NewSelect().Model(row).Where("re.meeting_id = ?", meetingID).Where("re.number = ?", number).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, wrap("revision", err)
	}
	found, err := row.revision()
	return &found, err
}

// Additions returns the corrections of a meeting's minutes in order.
func (s *Store) Additions(ctx context.Context, db bun.IDB, meetingID string) ([]conclude.Addition, error) {
	var rows []additionRow
	if err := db.NewSelect().Model(&rows).Where("ad.meeting_id = ?", meetingID).Order("ad.number").Scan(ctx); err != nil {
		return nil, wrap("additions", err)
	}
	all := make([]conclude.Addition, len(rows))
	for i := range rows {
		var err error
		if all[i], err = rows[i].addition(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Add inserts a correction; fault.Conflict when another of its number came first.
func (s *Store) Add(ctx context.Context, tx bun.IDB, a *conclude.Addition) error {
	content, err := encode(a.Content)
	if err != nil {
		return err
	}
	row := &additionRow{
		MeetingID: a.MeetingID, Number: a.Number, Content: content, AuthorID: a.AuthorID, AuthorName: a.AuthorName, AddedAt: a.At.UTC(), SHA256: a.SHA256,
	}
	result, err := tx.NewInsert().Model(row).On("CONFLICT (meeting_id, number) DO NOTHING").Exec(ctx)
	if err != nil {
		return wrap("addition", err)
	}
	if added, err := result.RowsAffected(); err != nil || added > 0 {
		return err
	}
	return fault.New(fault.Conflict, "")
}

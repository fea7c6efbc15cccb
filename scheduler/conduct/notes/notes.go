// Package notes keeps what people write for themselves on the items of a meeting's agenda. Nobody else reads it,
// administrators included: every query names the owner.
package notes

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/internal/text"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// MaxText bounds a note, in characters.
const MaxText = 20_000

// Seats knows who has a part in a meeting.
type Seats interface {
	SeatOf(ctx context.Context, by directory.By, meetingID string) (*conductor.Seat, error)
}

// Deps are what notes stand on. All must be set.
type Deps struct {
	DB    *bun.DB
	Seats Seats
	Now   func() time.Time
}

// Service keeps the notes of all accounts.
type Service struct{ Deps }

// New returns the notes in a database.
func New(deps Deps) *Service { return &Service{deps} }

// Note is what an account has written on an item, "" = on the whole meeting. Version 0 is one that was never written.
type Note struct {
	ItemID    string
	Version   int64
	Text      string
	UpdatedAt time.Time
}

type noteRow struct {
	bun.BaseModel `bun:"table:meeting_notes"`

	AccountID string    `bun:"account_id,pk"`
	MeetingID string    `bun:"meeting_id,pk"`
	ItemID    string    `bun:"item_id,pk"`
	Version   int64     `bun:"version"`
	Text      string    `bun:"text"`
	UpdatedAt time.Time `bun:"updated_at"`
}

func (r *noteRow) note() Note { return Note{r.ItemID, r.Version, r.Text, r.UpdatedAt.UTC()} }

// Mine returns the caller's own notes on a meeting; fault.NotFound for those who have no part in it.
func (s *Service) Mine(ctx context.Context, by directory.By, meetingID string) ([]Note, error) {
	if _, err := s.Seats.SeatOf(ctx, by, meetingID); err != nil {
		return nil, err
	}
	var rows []noteRow
	err := s.DB.NewSelect().Model(&rows).Where("account_id = ?", by.Viewer.AccountID).Where("meeting_id = ?", meetingID).Order("item_id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("notes: read: %w", err)
	}
	all := make([]Note, len(rows))
	for i := range rows {
		all[i] = rows[i].note()
	}
	return all, nil
}

// Write keeps the caller's note on an item. Version is the one that was read, 0 = none: fault.Stale when there is a newer.
func (s *Service) Write(ctx context.Context, by directory.By, meetingID, itemID string, version int64, words string) (*Note, error) {
	seat, err := s.Seats.SeatOf(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if itemID != "" && !slices.ContainsFunc(seat.Meeting.Agenda, func(item plan.AgendaItem) bool { return item.ID == itemID }) {
		return nil, fault.New(fault.NotFound, "")
	}
	var form text.Form
	form.Lines("text", &words, MaxText)
	if err := form.Err(); err != nil {
		return nil, err
	}
	row := &noteRow{AccountID: by.Viewer.AccountID, MeetingID: meetingID, ItemID: itemID, Version: version + 1, Text: words, UpdatedAt: store.Time(s.Now())}
	err = store.InTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error { return s.write(ctx, tx, row, version) })
	if err != nil {
		return nil, err
	}
	note := row.note()
	return &note, nil
}

func (s *Service) write(ctx context.Context, tx bun.Tx, row *noteRow, version int64) error {
	change := func() (sql.Result, error) {
		if version == 0 {
			return tx.NewInsert().Model(row).On("CONFLICT DO NOTHING").Exec(ctx)
		}
		return tx.NewUpdate().Model(row).Column("version", "text", "updated_at").WherePK().Where("version = ?", version).Exec(ctx)
	}
	result, err := change()
	if err != nil {
		return fmt.Errorf("notes: write: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		return err
	}
	current := &noteRow{AccountID: row.AccountID, MeetingID: row.MeetingID, ItemID: row.ItemID}
	if err := tx.NewSelect().Model(current).WherePK().Scan(ctx); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("notes: write: %w", err)
	}
	return fault.StaleVersion(current.Version)
}

package invitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/register"
)

// Letter returns the letter of a meeting, nil when none has been saved.
func (s *Store) Letter(ctx context.Context, db bun.IDB, meetingID string) (*invite.Letter, error) {
	row := &letterRow{}
	err := db.NewSelect().Model(row).Where("l.meeting_id = ?", meetingID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("invite: letter: %w", err)
	}
	return row.letter()
}

// SaveLetter writes a letter that was read with its Version, 0 = a new one, and raises the version; fault.Stale when
// somebody was faster.
func (s *Store) SaveLetter(ctx context.Context, tx bun.IDB, letter *invite.Letter) error {
	row, err := newLetterRow(letter)
	if err != nil {
		return err
	}
	row.Version++
	var result sql.Result
	if letter.Version == 0 {
		result, err = tx.NewInsert().Model(row).On("CONFLICT (meeting_id) DO NOTHING").Exec(ctx)
	} else {
		result, err = tx.NewUpdate().Model(row).WherePK().Where("l.version = ?", letter.Version).Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("invite: save letter: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		letter.Version = row.Version
		return err
	}
	current, err := s.Letter(ctx, tx, letter.MeetingID)
	if err != nil || current == nil {
		return errors.Join(err, fault.New(fault.NotFound, ""))
	}
	return fault.StaleVersion(current.Version)
}

// Announced returns the letters of meetings that were announced, not called off, and start within a span.
func (s *Store) Announced(ctx context.Context, db bun.IDB, from, to time.Time) ([]invite.Letter, error) {
	return s.letters(ctx, db, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("l.start_at > ?", from.UTC()).Where("l.start_at <= ?", to.UTC()).Order("l.start_at", "l.meeting_id")
	})
}

// Unanswered returns the letters of meetings still to come whose deadline has passed while somebody has not answered
// and nobody was told of it yet.
func (s *Store) Unanswered(ctx context.Context, db bun.IDB, now time.Time) ([]invite.Letter, error) {
	return s.letters(ctx, db, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("l.answer_by <= ?", now.UTC()).Where("l.start_at > ?", now.UTC()).
			Where("EXISTS (SELECT 1 FROM invitations AS i WHERE i.meeting_id = l.meeting_id AND i.state IN (?) AND i.escalated_at IS NULL)",
				bun.List([]invite.State{invite.Pending, invite.Seen})).Order("l.answer_by", "l.meeting_id")
	})
}

func (s *Store) letters(ctx context.Context, db bun.IDB, which func(*bun.SelectQuery) *bun.SelectQuery) ([]invite.Letter, error) {
	var rows []letterRow
	find := which(db.NewSelect().Model(&rows)).Where("l.announced_at IS NOT NULL").
		Where("l.cancelled = ?", false).Where("l.postponed = ?", false)
	if err := find.Scan(ctx); err != nil {
		return nil, fmt.Errorf("invite: letters: %w", err)
	}
	all := make([]invite.Letter, len(rows))
	for i := range rows {
		letter, err := rows[i].letter()
		if err != nil {
			return nil, err
		}
		all[i] = *letter
	}
	return all, nil
}

// TakeNumber takes the next number of an agency's register for a year and a type of document.
func (s *Store) TakeNumber(ctx context.Context, tx bun.Tx, agency directory.UnitKey, year int, kind string) (int, error) {
	return register.Take(ctx, tx, register.Book{Agency: agency, Year: year, Type: kind})
}

// LastNumbers returns the last numbers given of agencies' registers for a year and a type; none was given where there is
// none. One query.
func (s *Store) LastNumbers(ctx context.Context, db bun.IDB, agencies []directory.UnitKey, year int, kind string) (map[directory.UnitKey]int, error) {
	last := make(map[directory.UnitKey]int, len(agencies))
	if len(agencies) == 0 {
		return last, nil
	}
	var rows []registerRow
	if err := ofAgencies(db.NewSelect().Model(&rows), "r", agencies).Where("r.year = ?", year).Where("r.type = ?", kind).Scan(ctx); err != nil {
		return nil, fmt.Errorf("invite: register: %w", err)
	}
	for i := range rows {
		last[rows[i].agency()] = rows[i].Last
	}
	return last, nil
}

// ContinueAfter has a register go on after a number that was given on paper; fault.Conflict when it has come further.
func (s *Store) ContinueAfter(ctx context.Context, tx bun.Tx, agency directory.UnitKey, year int, kind string, last int) error {
	return register.ContinueAfter(ctx, tx, register.Book{Agency: agency, Year: year, Type: kind}, last)
}

package invitestore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
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

// TakeNumber takes the next number of an agency's register for a year and a type of document. The row stays locked until
// the transaction ends, and one that is undone gives its number back: none repeats, none is skipped.
func (s *Store) TakeNumber(ctx context.Context, tx bun.Tx, agency directory.UnitKey, year int, kind string) (int, error) {
	var number int
	err := tx.NewRaw("INSERT INTO document_registers AS r (agency_catalogue, agency_code, year, type, last_number) VALUES (?, ?, ?, ?, 1) "+
		"ON CONFLICT (agency_catalogue, agency_code, year, type) DO UPDATE SET last_number = r.last_number + 1 RETURNING last_number",
		agency.Catalogue, agency.Code, year, kind).Scan(ctx, &number)
	if err != nil {
		return 0, fmt.Errorf("invite: register: %w", err)
	}
	return number, nil
}

// LastNumber returns the last number given, 0 when none was.
func (s *Store) LastNumber(ctx context.Context, db bun.IDB, agency directory.UnitKey, year int, kind string) (int, error) {
	var number int
	err := db.NewRaw("SELECT last_number FROM document_registers WHERE agency_catalogue = ? AND agency_code = ? AND year = ? AND type = ?",
		agency.Catalogue, agency.Code, year, kind).Scan(ctx, &number)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("invite: register: %w", err)
	}
	return number, nil
}

// ContinueAfter has a register go on after a number that was given on paper; fault.Conflict when it has come further.
func (s *Store) ContinueAfter(ctx context.Context, tx bun.Tx, agency directory.UnitKey, year int, kind string, last int) error {
	result, err := tx.NewRaw("INSERT INTO document_registers AS r (agency_catalogue, agency_code, year, type, last_number) VALUES (?, ?, ?, ?, ?) "+
		"ON CONFLICT (agency_catalogue, agency_code, year, type) DO UPDATE SET last_number = excluded.last_number "+
		"WHERE r.last_number <= excluded.last_number", agency.Catalogue, agency.Code, year, kind, last).Exec(ctx)
	if err != nil {
		return fmt.Errorf("invite: register: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		return err
	}
	return fault.New(fault.Conflict, "invite.register_ahead")
}

// AddDocument inserts an issued document with its file.
func (s *Store) AddDocument(ctx context.Context, tx bun.IDB, d *invite.Document, file []byte) error {
	sum := sha256.Sum256(file)
	d.Bytes, d.SHA256 = len(file), hex.EncodeToString(sum[:])
	row := documentRow{
		ID: d.ID, MeetingID: d.MeetingID, Kind: d.Kind, AgencyCatalogue: d.Agency.Catalogue, AgencyCode: d.Agency.Code,
		Year: d.Year, Type: d.Type, Number: d.Number, Symbol: d.Symbol, Title: d.Title, ReplacesID: d.Replaces,
		Sequence: d.Sequence, Invited: d.Invited, PDF: file, Bytes: d.Bytes, SHA256: d.SHA256,
		IssuedAt: d.IssuedAt.UTC(), IssuedBy: d.IssuedBy,
	}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return fmt.Errorf("invite: document: %w", err)
	}
	return nil
}

// Document returns a document without its file; fault.NotFound when there is none.
func (s *Store) Document(ctx context.Context, db bun.IDB, id string) (*invite.Document, error) {
	row, err := s.document(ctx, db, id, "pdf")
	if err != nil {
		return nil, err
	}
	found := row.document()
	return &found, nil
}

// DocumentFile returns a document with its file.
func (s *Store) DocumentFile(ctx context.Context, db bun.IDB, id string) (*invite.Document, []byte, error) {
	row, err := s.document(ctx, db, id)
	if err != nil {
		return nil, nil, err
	}
	found := row.document()
	return &found, row.PDF, nil
}

func (s *Store) document(ctx context.Context, db bun.IDB, id string, without ...string) (*documentRow, error) {
	row := &documentRow{}
	err := db.NewSelect().Model(row).ExcludeColumn(without...).Where("d.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("invite: document: %w", err)
	}
	return row, nil
}

// Documents returns the documents of a meeting, the newest first, without their files.
func (s *Store) Documents(ctx context.Context, db bun.IDB, meetingID string) ([]invite.Document, error) {
	var rows []documentRow
	err := db.NewSelect().Model(&rows).ExcludeColumn("pdf").Where("d.meeting_id = ?", meetingID).Order("d.issued_at DESC", "d.number DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("invite: documents: %w", err)
	}
	all := make([]invite.Document, len(rows))
	for i := range rows {
		all[i] = rows[i].document()
	}
	return all, nil
}

// Package linestore keeps what was told of sites at line tests.
package linestore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/linetest"
)

// Store keeps line tests in a database.
type Store struct{ db *bun.DB }

// New returns the store over db.
func New(db *bun.DB) *Store { return &Store{db} }

// DB is the database, to run transactions in.
func (s *Store) DB() *bun.DB { return s.db }

type entryRow struct {
	bun.BaseModel `bun:"table:line_tests,alias:l"`

	ID            string           `bun:"id,pk"`
	MeetingID     string           `bun:"meeting_id"`
	UnitCatalogue string           `bun:"unit_catalogue"`
	UnitCode      string           `bun:"unit_code"`
	Kind          linetest.Kind    `bun:"kind"`
	Verdict       linetest.Verdict `bun:"verdict"`
	Figures       string           `bun:"figures"`
	Words         string           `bun:"words"`
	At            time.Time        `bun:"at"`
	By            string           `bun:"by_account"`
	ByName        string           `bun:"by_name"`
}

func (r *entryRow) entry() (linetest.Entry, error) {
	e := linetest.Entry{
		ID: r.ID, MeetingID: r.MeetingID, Site: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}, Kind: r.Kind,
		Verdict: r.Verdict, Words: r.Words, At: r.At, By: r.By, ByName: r.ByName,
	}
	if err := json.Unmarshal([]byte(r.Figures), &e.Figures); err != nil {
		return e, fmt.Errorf("linetest: figures of %s: %w", r.ID, err)
	}
	return e, nil
}

// Insert adds an entry. Whatever the clock says, it is later than those before it.
func (s *Store) Insert(ctx context.Context, tx bun.Tx, e *linetest.Entry) error {
	var last bun.NullTime
	err := tx.NewSelect().Model((*entryRow)(nil)).Column("at").Where("meeting_id = ?", e.MeetingID).Where("unit_catalogue = ?", e.Site.Catalogue).
		Where("unit_code = ?", e.Site.Code).Order("at DESC").Limit(1).Scan(ctx, &last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("linetest: last: %w", err)
	}
	if e.At = e.At.UTC().Truncate(time.Millisecond); !e.At.After(last.Time) {
		e.At = last.UTC().Add(time.Millisecond)
	}
	figures, err := json.Marshal(e.Figures)
	if err != nil {
		return fmt.Errorf("linetest: figures: %w", err)
	}
	row := &entryRow{
		ID: e.ID, MeetingID: e.MeetingID, UnitCatalogue: e.Site.Catalogue, UnitCode: e.Site.Code, Kind: e.Kind, Verdict: e.Verdict,
		Figures: string(figures), Words: e.Words, At: e.At.UTC(), By: e.By, ByName: e.ByName,
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("linetest: insert: %w", err)
	}
	return nil
}

// Latest returns the last entry of each kind of each site of a meeting. One query.
func (s *Store) Latest(ctx context.Context, meetingID string) (map[directory.UnitKey]map[linetest.Kind]linetest.Entry, error) {
	var rows []entryRow
	ranked := s.db.NewSelect().TableExpr("line_tests AS e").ColumnExpr("e.id").
		ColumnExpr("ROW_NUMBER() OVER (PARTITION BY e.unit_catalogue, e.unit_code, e.kind ORDER BY e.at DESC, e.id DESC) AS place").
		Where("e.meeting_id = ?", meetingID)
	err := s.db.NewSelect().Model(&rows).Join("JOIN (?) AS ranked ON ranked.id = l.id", ranked).Where("ranked.place = 1").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("linetest: latest: %w", err)
	}
	latest := map[directory.UnitKey]map[linetest.Kind]linetest.Entry{}
	for i := range rows {
		e, err := rows[i].entry()
		if err != nil {
			return nil, err
		}
		if latest[e.Site] == nil {
			latest[e.Site] = map[linetest.Kind]linetest.Entry{}
		}
		latest[e.Site][e.Kind] = e
	}
	return latest, nil
}

// History returns what was told of a site for a meeting, the latest first, at most limit.
func (s *Store) History(ctx context.Context, meetingID string, site directory.UnitKey, limit int) ([]linetest.Entry, error) {
	var rows []entryRow
	err := s.db.NewSelect().Model(&rows).Where("meeting_id = ?", meetingID).Where("unit_catalogue = ?", site.Catalogue).
		Where("unit_code = ?", site.Code).Order("at DESC", "id DESC").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("linetest: history: %w", err)
	}
	entries := make([]linetest.Entry, len(rows))
	for i := range rows {
		if entries[i], err = rows[i].entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Answering returns the accounts that a call of sites may reach: those of their units and of people there, the technicians of
// the units and the terminals of the rooms.
func (s *Store) Answering(ctx context.Context, units []directory.UnitKey, rooms []string) ([]string, error) {
	var accounts []string
	find := s.db.NewSelect().TableExpr("accounts AS a").ColumnExpr("DISTINCT a.id").Where("a.disabled = ?", false).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.Where("1 = 0")
			if len(rooms) > 0 {
				q = q.WhereOr("a.room_name IN (?)", bun.List(rooms))
			}
			// By catalogue, of which there are few: SQLite bounds how deep a condition is.
			for catalogue, codes := range directory.ByCatalogue(units) {
				q = q.WhereOr("(a.unit_catalogue = ? AND a.unit_code IN (?))", catalogue, bun.List(codes)).
					WhereOr("EXISTS (SELECT 1 FROM role_assignments AS r WHERE r.person_id = a.person_id AND r.role = 'technician' "+
						"AND r.unit_catalogue = ? AND r.unit_code IN (?))", catalogue, bun.List(codes))
			}
			return q
		})
	if err := find.Scan(ctx, &accounts); err != nil {
		return nil, fmt.Errorf("linetest: who answers: %w", err)
	}
	return accounts, nil
}

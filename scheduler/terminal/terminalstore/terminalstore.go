// Package terminalstore keeps terminals, the codes they show until they are paired, the nonces they sign and the
// commands they are given.
package terminalstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/terminal"
)

// Store keeps terminals in a database.
type Store struct{ db *bun.DB }

// New returns the store over db.
func New(db *bun.DB) *Store { return &Store{db} }

// DB is the database, to run transactions in.
func (s *Store) DB() *bun.DB { return s.db }

type terminalRow struct {
	bun.BaseModel `bun:"table:terminals,alias:t"`

	ID        string       `bun:"id,pk"`
	RoomName  string       `bun:"room_name"`
	AccountID string       `bun:"account_id"`
	Name      string       `bun:"name"`
	PublicKey string       `bun:"public_key"`
	PairedAt  time.Time    `bun:"paired_at"`
	PairedBy  string       `bun:"paired_by"`
	RevokedAt bun.NullTime `bun:"revoked_at"`
	RevokedBy string       `bun:"revoked_by"`
	SessionID string       `bun:"session_id"`
	SeenAt    bun.NullTime `bun:"seen_at"`
	Source    string       `bun:"source"`
	Report    string       `bun:"report"`

	RoomVI        string         `bun:"room_vi,scanonly"`
	RoomEN        string         `bun:"room_en,scanonly"`
	LineKbps      int64          `bun:"line_kbps,scanonly"`
	UnitCatalogue sql.NullString `bun:"unit_catalogue,scanonly"`
	UnitCode      sql.NullString `bun:"unit_code,scanonly"`
	UnitPath      sql.NullString `bun:"unit_path,scanonly"`
	UnitVI        sql.NullString `bun:"unit_vi,scanonly"`
	UnitEN        sql.NullString `bun:"unit_en,scanonly"`
}

func (r *terminalRow) terminal() (*terminal.Terminal, error) {
	t := &terminal.Terminal{
		ID: r.ID, Room: r.RoomName, AccountID: r.AccountID, Name: r.Name, PublicKey: r.PublicKey, PairedAt: r.PairedAt, PairedBy: r.PairedBy,
		RevokedAt: r.RevokedAt.Time, SessionID: r.SessionID, SeenAt: r.SeenAt.Time, Source: r.Source,
		RoomTitle: directory.Text{VI: r.RoomVI, EN: r.RoomEN}, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue.String, Code: r.UnitCode.String},
		UnitPath: r.UnitPath.String, UnitName: directory.Text{VI: r.UnitVI.String, EN: r.UnitEN.String}, LineKbps: r.LineKbps,
	}
	if r.Report != "" {
		if err := json.Unmarshal([]byte(r.Report), &t.Report); err != nil {
			return nil, fmt.Errorf("terminal: report of %s: %w", r.ID, err)
		}
	}
	return t, nil
}

func selectTerminals(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("t.*").
		ColumnExpr("room.title_vi AS room_vi, room.title_en AS room_en, room.line_kbps AS line_kbps, room.unit_catalogue AS unit_catalogue, room.unit_code AS unit_code").
		ColumnExpr("unit.path AS unit_path, unit.name_vi AS unit_vi, unit.name_en AS unit_en").
		Join("JOIN rooms AS room ON room.name = t.room_name").
		Join("LEFT JOIN units AS unit ON unit.catalogue = room.unit_catalogue AND unit.code = room.unit_code")
}

func (s *Store) one(ctx context.Context, db bun.IDB, column, value string) (*terminal.Terminal, error) {
	row := &terminalRow{}
	err := selectTerminals(db, row).Where("t.? = ?", bun.Ident(column), value).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("terminal: %w", err)
	}
	return row.terminal()
}

// Terminal returns a terminal; fault.NotFound when there is none.
func (s *Store) Terminal(ctx context.Context, terminalID string) (*terminal.Terminal, error) {
	return s.one(ctx, s.db, "id", terminalID)
}

// OfAccount returns the terminal that an account is; fault.NotFound when it is none.
func (s *Store) OfAccount(ctx context.Context, accountID string) (*terminal.Terminal, error) {
	return s.one(ctx, s.db, "account_id", accountID)
}

// OfRooms returns the terminals of rooms that are not revoked, the oldest first. One query.
func (s *Store) OfRooms(ctx context.Context, rooms []string) ([]terminal.Terminal, error) {
	if len(rooms) == 0 {
		return nil, nil
	}
	var rows []terminalRow
	err := selectTerminals(s.db, &rows).Where("t.room_name IN (?)", bun.List(rooms)).Where("t.revoked_at IS NULL").Order("t.paired_at", "t.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("terminal: of rooms: %w", err)
	}
	found := make([]terminal.Terminal, len(rows))
	for i := range rows {
		t, err := rows[i].terminal()
		if err != nil {
			return nil, err
		}
		found[i] = *t
	}
	return found, nil
}

// Insert adds a terminal; fault.Conflict when its key is another's.
func (s *Store) Insert(ctx context.Context, tx bun.Tx, t *terminal.Terminal) error {
	row := &terminalRow{
		ID: t.ID, RoomName: t.Room, AccountID: t.AccountID, Name: t.Name, PublicKey: t.PublicKey, PairedAt: t.PairedAt, PairedBy: t.PairedBy,
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); store.IsUnique(err) {
		return fault.New(fault.Conflict, "terminals.key_taken")
	} else if err != nil {
		return fmt.Errorf("terminal: insert: %w", err)
	}
	return nil
}

// Revoke marks a terminal as revoked; fault.Conflict when it is already.
func (s *Store) Revoke(ctx context.Context, tx bun.Tx, terminalID, by string, at time.Time) error {
	result, err := tx.NewUpdate().Model((*terminalRow)(nil)).Set("revoked_at = ?", at.UTC()).Set("revoked_by = ?", by).
		Where("id = ?", terminalID).Where("revoked_at IS NULL").Exec(ctx)
	return changed(result, err, fault.New(fault.Conflict, "terminals.revoked"))
}

// SetSession notes which session speaks for a terminal, and whence.
func (s *Store) SetSession(ctx context.Context, terminalID, sessionID, source string, at time.Time) error {
	_, err := s.db.NewUpdate().Model((*terminalRow)(nil)).Set("session_id = ?", sessionID).Set("source = ?", source).Set("seen_at = ?", at.UTC()).
		Where("id = ?", terminalID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("terminal: session: %w", err)
	}
	return nil
}

// PutReport keeps what a terminal tells of itself.
func (s *Store) PutReport(ctx context.Context, terminalID string, report *terminal.Report, at time.Time) error {
	text, err := json.Marshal(report)
	if err != nil {
		return fmt.Errorf("terminal: report: %w", err)
	}
	_, err = s.db.NewUpdate().Model((*terminalRow)(nil)).Set("report = ?", string(text)).Set("seen_at = ?", at.UTC()).
		Where("id = ?", terminalID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("terminal: report: %w", err)
	}
	return nil
}

// changed returns none when a statement changed no row.
func changed(result sql.Result, err, none error) error {
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	rows, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	if rows == 0 {
		return none
	}
	return nil
}

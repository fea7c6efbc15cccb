package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/internal/id"
	"giaoban/scheduler/directory"
)

type entryRow struct {
	bun.BaseModel `bun:"table:catalogue_entries,alias:entry"`

	ID            string              `bun:"id,pk"`
	Kind          directory.EntryKind `bun:"kind"`
	Code          string              `bun:"code"`
	NameVI        string              `bun:"name_vi"`
	NameEN        string              `bun:"name_en"`
	Symbol        string              `bun:"symbol"`
	Superior      string              `bun:"superior"`
	UnitCatalogue string              `bun:"unit_catalogue,nullzero"`
	UnitCode      string              `bun:"unit_code,nullzero"`
	Regular       bool                `bun:"regular"`
	Active        bool                `bun:"active"`
	Search        string              `bun:"search"`
	Position      int64               `bun:"position"`
	Version       int64               `bun:"version"`
}

func newEntryRow(e *directory.Entry) *entryRow {
	return &entryRow{
		ID: e.ID, Kind: e.Kind, Code: e.Code, NameVI: e.Name.VI, NameEN: e.Name.EN, Symbol: e.Symbol, Superior: e.Superior,
		UnitCatalogue: e.Unit.Catalogue, UnitCode: e.Unit.Code, Regular: e.Regular, Active: e.Active, Position: e.Order,
		Search: fold.Text(e.Name.VI + " " + e.Name.EN + " " + e.Code + " " + e.Symbol), Version: 1,
	}
}

func (r *entryRow) entry() directory.Entry {
	return directory.Entry{
		ID: r.ID, Kind: r.Kind, Code: r.Code, Name: directory.Text{VI: r.NameVI, EN: r.NameEN}, Symbol: r.Symbol,
		Superior: r.Superior, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}, Regular: r.Regular,
		Active: r.Active, Order: r.Position, Version: r.Version,
	}
}

// Entry returns one entry; directory.ErrNotFound when there is none.
func (s *Store) Entry(ctx context.Context, entryID string) (*directory.Entry, error) {
	return entryOf(ctx, s.db, entryID)
}

func entryOf(ctx context.Context, db bun.IDB, entryID string) (*directory.Entry, error) {
	row := &entryRow{}
	if err := found(db.NewSelect().Model(row).Where("entry.id = ?", entryID).Scan(ctx), "entry"); err != nil {
		return nil, err
	}
	entry := row.entry()
	return &entry, nil
}

// Entries returns a page in the order in which forms list them, and the next page's cursor, "" at the end.
func (s *Store) Entries(ctx context.Context, query directory.EntryQuery) ([]directory.Entry, string, error) {
	var rows []entryRow
	find := s.db.NewSelect().Model(&rows).Where("entry.kind = ?", query.Kind)
	if !query.Inactive {
		find = find.Where("entry.active = ?", true)
	}
	find, err := byPosition(matching(find, "entry", query.Text), "entry", "id", query.Page)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("directory: entries: %w", err)
	}
	rows, next := cut(rows, query.Page, func(r *entryRow) string { return positionCursor(r.Position, r.ID) })
	entries := make([]directory.Entry, len(rows))
	for i := range rows {
		entries[i] = rows[i].entry()
	}
	return entries, next, nil
}

// CreateEntry implements directory.Maintainer.
func (s *Store) CreateEntry(ctx context.Context, by directory.By, entry directory.Entry) (*directory.Entry, error) {
	entry.ID, entry.Active = id.New(directory.EntryPrefix), true
	if err := s.mayKeepEntry(ctx, by, &entry); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		made, err := inserted(tx.NewInsert().Model(newEntryRow(&entry)).On("CONFLICT DO NOTHING").Exec(ctx))
		if err != nil {
			return record{}, fmt.Errorf("directory: entry: %w", err)
		}
		if !made {
			return record{}, taken("code")
		}
		detail, err := difference(nil, &entry)
		return record{"directory.entry_created", "entry:" + entry.ID, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Entry(ctx, entry.ID)
}

// mayKeepEntry refuses everybody but system administrators, and what breaks a rule.
func (s *Store) mayKeepEntry(ctx context.Context, by directory.By, entry *directory.Entry) error {
	if !by.IsAdmin() {
		return forbidden()
	}
	if err := directory.CheckEntry(entry); err != nil || entry.Unit.IsZero() {
		return err
	}
	units, err := s.UnitsByKey(ctx, []directory.UnitKey{entry.Unit})
	if err == nil && len(units) == 0 {
		return unknown("unit")
	}
	return err
}

// UpdateEntry implements directory.Maintainer. The kind stays as it is.
func (s *Store) UpdateEntry(ctx context.Context, by directory.By, version int64, entry directory.Entry) (*directory.Entry, error) {
	old, err := s.Entry(ctx, entry.ID)
	if err != nil {
		return nil, err
	}
	entry.Kind = old.Kind
	if err := s.mayKeepEntry(ctx, by, &entry); err != nil {
		return nil, err
	}
	err = s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := entryOf(ctx, tx, entry.ID)
		if err != nil {
			return record{}, err
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		others, err := tx.NewSelect().Model((*entryRow)(nil)).
			Where("kind = ?", entry.Kind).Where("code = ?", entry.Code).Where("id <> ?", entry.ID).Count(ctx)
		if err != nil {
			return record{}, fmt.Errorf("directory: entry: %w", err)
		}
		if others > 0 {
			return record{}, taken("code")
		}
		row := newEntryRow(&entry)
		row.Version = version + 1
		result, err := tx.NewUpdate().Model(row).WherePK().Where("version = ?", version).Exec(ctx)
		if err := kept(result, err, version); err != nil {
			return record{}, err
		}
		detail, err := difference(old, &entry)
		return record{"directory.entry_changed", "entry:" + entry.ID, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Entry(ctx, entry.ID)
}

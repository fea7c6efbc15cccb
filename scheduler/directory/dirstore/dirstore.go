// Package dirstore keeps the directory in the database.
package dirstore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/directory"
)

// Store keeps units and rooms in a database.
type Store struct {
	db  *bun.DB
	now func() time.Time
}

var (
	_ directory.Reader = (*Store)(nil)
	_ directory.Writer = (*Store)(nil)
)

// New returns the directory in db. The clock, which decides what catalogue is in force, is a parameter for tests.
func New(db *bun.DB, now func() time.Time) *Store {
	return &Store{db: db, now: now}
}

// Catalogues implements directory.Reader.
func (s *Store) Catalogues(ctx context.Context) ([]directory.Catalogue, error) {
	var rows []catalogueRow
	if err := s.db.NewSelect().Model(&rows).Order("valid_from DESC", "version").Scan(ctx); err != nil {
		return nil, fmt.Errorf("directory: catalogues: %w", err)
	}
	catalogues := make([]directory.Catalogue, len(rows))
	for i, r := range rows {
		catalogues[i] = directory.Catalogue{Version: r.Version, Title: r.Title, ValidFrom: r.ValidFrom, ValidTo: r.ValidTo}
	}
	return catalogues, nil
}

// Unit implements directory.Reader.
func (s *Store) Unit(ctx context.Context, catalogue, code string) (*directory.Unit, error) {
	row := &unitRow{}
	err := s.selectUnits(row).Where("unit.catalogue = ?", catalogue).Where("unit.code = ?", code).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, directory.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("directory: unit: %w", err)
	}
	unit := row.unit()
	return &unit, nil
}

// Units implements directory.Reader.
func (s *Store) Units(ctx context.Context, query directory.UnitQuery) ([]directory.Unit, string, error) {
	catalogue := query.Catalogue
	if catalogue == "" {
		inForce, err := s.inForce(ctx)
		if err != nil {
			return nil, "", err
		}
		catalogue = inForce
	}
	var rows []unitRow
	find := s.selectUnits(&rows).Where("unit.catalogue = ?", catalogue).Order("unit.position")
	if query.Parent != "" {
		find = find.Where("unit.parent_code = ?", query.Parent)
	}
	find, err := paged(matching(find, "unit", query.Text), "unit", query.Page)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("directory: units: %w", err)
	}
	next := ""
	if limit := pageLimit(query.Page); len(rows) > limit {
		rows = rows[:limit]
		next = cursor(rows[limit-1].Position)
	}
	units := make([]directory.Unit, len(rows))
	for i := range rows {
		units[i] = rows[i].unit()
	}
	return units, next, nil
}

// Room implements directory.Reader.
func (s *Store) Room(ctx context.Context, name string) (*directory.Room, error) {
	row := &roomRow{}
	err := s.db.NewSelect().Model(row).Relation("Unit").Where("room.name = ?", name).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, directory.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("directory: room: %w", err)
	}
	room := row.room()
	return &room, nil
}

// Rooms implements directory.Reader.
func (s *Store) Rooms(ctx context.Context, query directory.RoomQuery) ([]directory.Room, string, error) {
	var rows []roomRow
	find := s.db.NewSelect().Model(&rows).Relation("Unit").Order("room.position")
	find, err := paged(matching(find, "room", query.Text), "room", query.Page)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("directory: rooms: %w", err)
	}
	next := ""
	if limit := pageLimit(query.Page); len(rows) > limit {
		rows = rows[:limit]
		next = cursor(rows[limit-1].Position)
	}
	rooms := make([]directory.Room, len(rows))
	for i := range rows {
		rooms[i] = rows[i].room()
	}
	return rooms, next, nil
}

// inForce returns the version of the catalogue valid today.
func (s *Store) inForce(ctx context.Context) (string, error) {
	today := s.now().Format(time.DateOnly)
	var version string
	err := s.db.NewSelect().Model((*catalogueRow)(nil)).Column("version").
		Where("valid_from <= ?", today).Where("valid_to = '' OR valid_to >= ?", today).
		Order("valid_from DESC", "version").Limit(1).Scan(ctx, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil // no catalogue yet: no units either
	}
	if err != nil {
		return "", fmt.Errorf("directory: catalogue in force: %w", err)
	}
	return version, nil
}

func (s *Store) selectUnits(model any) *bun.SelectQuery {
	return s.db.NewSelect().Model(model).ColumnExpr("unit.*").
		ColumnExpr("(SELECT count(*) FROM units AS child WHERE child.catalogue = unit.catalogue AND child.parent_code = unit.code) AS children")
}

// matching keeps the rows whose search column holds every word of text. Folded words have no LIKE wildcards.
func matching(query *bun.SelectQuery, alias, text string) *bun.SelectQuery {
	for _, word := range strings.Fields(fold.Text(text)) {
		query = query.Where("?.search LIKE ?", bun.Ident(alias), "%"+word+"%")
	}
	return query
}

// paged asks for one row more than the page holds: it tells whether there is a next page.
func paged(query *bun.SelectQuery, alias string, page directory.Page) (*bun.SelectQuery, error) {
	if page.Cursor != "" {
		text, err := base64.RawURLEncoding.DecodeString(page.Cursor)
		if err != nil {
			return nil, directory.ErrBadCursor
		}
		position, err := strconv.ParseInt(string(text), 10, 64)
		if err != nil {
			return nil, directory.ErrBadCursor
		}
		query = query.Where("?.position > ?", bun.Ident(alias), position)
	}
	return query.Limit(int64(pageLimit(page)) + 1), nil
}

func pageLimit(page directory.Page) int {
	if page.Limit < 1 || page.Limit > directory.MaxPage {
		return directory.MaxPage
	}
	return page.Limit
}

func cursor(position int64) string {
	return base64.RawURLEncoding.EncodeToString(strconv.AppendInt(nil, position, 10))
}

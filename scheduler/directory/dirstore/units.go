package dirstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/directory"
)

type catalogueRow struct {
	bun.BaseModel `bun:"table:catalogues"`

	Version   string `bun:"version,pk"`
	Title     string `bun:"title"`
	ValidFrom string `bun:"valid_from"`
	ValidTo   string `bun:"valid_to"`
}

func (r *catalogueRow) catalogue() directory.Catalogue {
	return directory.Catalogue{Version: r.Version, Title: r.Title, ValidFrom: r.ValidFrom, ValidTo: r.ValidTo}
}

type unitRow struct {
	bun.BaseModel `bun:"table:units,alias:unit"`

	Catalogue  string          `bun:"catalogue,pk"`
	Code       string          `bun:"code,pk"`
	ParentCode string          `bun:"parent_code,nullzero"`
	Level      directory.Level `bun:"level"`
	NameVI     string          `bun:"name_vi"`
	NameEN     string          `bun:"name_en"`
	AgencyCode string          `bun:"agency_code"`
	Path       string          `bun:"path"`
	ValidFrom  string          `bun:"valid_from"`
	ValidTo    string          `bun:"valid_to"`
	Search     string          `bun:"search"`
	Position   int64           `bun:"position"`
	Version    int64           `bun:"version"`
	Children   int             `bun:"children,scanonly"`
}

func (r *unitRow) unit() directory.Unit {
	return directory.Unit{
		Catalogue: r.Catalogue, Code: r.Code, ParentCode: r.ParentCode, Level: r.Level,
		Name: directory.Text{VI: r.NameVI, EN: r.NameEN}, AgencyCode: r.AgencyCode, Path: r.Path,
		ValidFrom: r.ValidFrom, ValidTo: r.ValidTo, Children: r.Children, Version: r.Version,
	}
}

// newUnitRow returns a unit's row below the path of its parent, "" for a root.
func newUnitRow(unit *directory.Unit, above string, position int64) unitRow {
	if above == "" {
		above = "/" + unit.Catalogue + "/"
	}
	return unitRow{
		Catalogue: unit.Catalogue, Code: unit.Code, ParentCode: unit.ParentCode, Level: unit.Level,
		NameVI: unit.Name.VI, NameEN: unit.Name.EN, AgencyCode: unit.AgencyCode, Path: above + unit.Code + "/",
		ValidFrom: unit.ValidFrom, ValidTo: unit.ValidTo, Position: position, Version: 1,
		Search: fold.Text(unit.Name.VI + " " + unit.Name.EN + " " + unit.Code + " " + unit.AgencyCode),
	}
}

// unitName is the unit that another row belongs to.
type unitName struct {
	bun.BaseModel `bun:"table:units,alias:unit"`

	Catalogue string          `bun:"catalogue,pk"`
	Code      string          `bun:"code,pk"`
	Level     directory.Level `bun:"level"`
	NameVI    string          `bun:"name_vi"`
	NameEN    string          `bun:"name_en"`
	Path      string          `bun:"path"`
}

func (r *unitName) text() directory.Text { return directory.Text{VI: r.NameVI, EN: r.NameEN} }

// Catalogues implements directory.Reader.
func (s *Store) Catalogues(ctx context.Context) ([]directory.Catalogue, error) {
	var rows []catalogueRow
	if err := s.db.NewSelect().Model(&rows).Order("valid_from DESC", "version").Scan(ctx); err != nil {
		return nil, fmt.Errorf("directory: catalogues: %w", err)
	}
	catalogues := make([]directory.Catalogue, len(rows))
	for i := range rows {
		catalogues[i] = rows[i].catalogue()
	}
	return catalogues, nil
}

// Unit implements directory.Reader.
func (s *Store) Unit(ctx context.Context, catalogue, code string) (*directory.Unit, error) {
	row := &unitRow{}
	err := s.selectUnits(row).Where("unit.catalogue = ?", catalogue).Where("unit.code = ?", code).Scan(ctx)
	if err := found(err, "unit"); err != nil {
		return nil, err
	}
	unit := row.unit()
	var successors []successionRow
	err = s.db.NewSelect().Model(&successors).Where("from_catalogue = ?", catalogue).Where("from_code = ?", code).
		Order("to_catalogue", "to_code").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("directory: successors: %w", err)
	}
	for _, next := range successors {
		unit.Successors = append(unit.Successors, directory.UnitKey{Catalogue: next.ToCatalogue, Code: next.ToCode})
	}
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
	find := s.selectUnits(&rows).Where("unit.catalogue = ?", catalogue)
	if query.Parent != "" {
		find = find.Where("unit.parent_code = ?", query.Parent)
	}
	if query.Under != "" {
		// Codes and versions hold no wildcard, so a path is matched as it stands.
		find = find.Where("unit.path LIKE (SELECT above.path || '_%' FROM units AS above WHERE above.catalogue = ? AND above.code = ?)",
			catalogue, query.Under)
	}
	if query.Level != "" {
		find = find.Where("unit.level = ?", query.Level)
	}
	if query.ValidOn != "" {
		find = find.Where("unit.valid_from <= ?", query.ValidOn).Where("unit.valid_to = '' OR unit.valid_to >= ?", query.ValidOn)
	}
	find, err := byPosition(matching(find, "unit", query.Text), "unit", "code", query.Page)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("directory: units: %w", err)
	}
	rows, next := cut(rows, query.Page, func(r *unitRow) string { return positionCursor(r.Position, r.Code) })
	units := make([]directory.Unit, len(rows))
	for i := range rows {
		units[i] = rows[i].unit()
	}
	return units, next, nil
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

// ofUnit keeps the rows of a unit, and of those below it if below is set. A zero key keeps all.
func ofUnit(query *bun.SelectQuery, alias string, key directory.UnitKey, below bool) *bun.SelectQuery {
	switch {
	case key.IsZero():
		return query
	case below:
		return query.Where(`EXISTS (SELECT 1 FROM units AS own JOIN units AS above ON own.path LIKE above.path || '%'
			WHERE own.catalogue = ?0.unit_catalogue AND own.code = ?0.unit_code AND above.catalogue = ?1 AND above.code = ?2)`,
			bun.Ident(alias), key.Catalogue, key.Code)
	default:
		return query.Where("?0.unit_catalogue = ?1", bun.Ident(alias), key.Catalogue).Where("?0.unit_code = ?1", bun.Ident(alias), key.Code)
	}
}

// unitOf returns a unit's row inside a transaction; nil when there is none.
func unitOf(ctx context.Context, tx bun.IDB, key directory.UnitKey) (*unitRow, error) {
	row := &unitRow{}
	err := tx.NewSelect().Model(row).Where("catalogue = ?", key.Catalogue).Where("code = ?", key.Code).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // that there is none is an answer
	}
	if err != nil {
		return nil, fmt.Errorf("directory: unit: %w", err)
	}
	return row, nil
}

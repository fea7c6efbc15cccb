package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
)

type groupRow struct {
	bun.BaseModel `bun:"table:site_groups,alias:grouped"`

	ID            string    `bun:"id,pk"`
	Name          string    `bun:"name"`
	UnitCatalogue string    `bun:"unit_catalogue"`
	UnitCode      string    `bun:"unit_code"`
	SortKey       string    `bun:"sort_key"`
	Search        string    `bun:"search"`
	Version       int64     `bun:"version"`
	Size          int       `bun:"size,scanonly"`
	Unit          *unitName `bun:"rel:belongs-to,join:unit_catalogue=catalogue,join:unit_code=code"`
}

type groupMemberRow struct {
	bun.BaseModel `bun:"table:site_group_members,alias:member"`

	GroupID  string `bun:"group_id,pk"`
	RoomName string `bun:"room_name,pk"`
	Position int64  `bun:"position"`
}

func newGroupRow(g *directory.Group, version int64) *groupRow {
	return &groupRow{
		ID: g.ID, Name: g.Name, UnitCatalogue: g.Unit.Catalogue, UnitCode: g.Unit.Code, SortKey: sortKey(g.Name),
		Search: fold.Text(g.Name), Version: version,
	}
}

func (r *groupRow) group() directory.Group {
	group := directory.Group{
		ID: r.ID, Name: r.Name, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}, Size: r.Size, Version: r.Version,
	}
	if r.Unit != nil {
		group.UnitName, group.UnitPath = r.Unit.text(), r.Unit.Path
	}
	return group
}

func selectGroups(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("grouped.*").Relation("Unit").
		ColumnExpr("(SELECT count(*) FROM site_group_members AS member WHERE member.group_id = grouped.id) AS size")
}

// Group returns one group with its sites; directory.ErrNotFound when there is none.
func (s *Store) Group(ctx context.Context, groupID string) (*directory.Group, error) {
	return groupOf(ctx, s.db, groupID)
}

func groupOf(ctx context.Context, db bun.IDB, groupID string) (*directory.Group, error) {
	row := &groupRow{}
	if err := found(selectGroups(db, row).Where("grouped.id = ?", groupID).Scan(ctx), "group"); err != nil {
		return nil, err
	}
	group := row.group()
	members, err := groupMembers(ctx, db, []string{groupID})
	if err != nil {
		return nil, err
	}
	for _, member := range members {
		group.Sites = append(group.Sites, member.RoomName)
	}
	return &group, nil
}

func groupMembers(ctx context.Context, db bun.IDB, groups []string) ([]groupMemberRow, error) {
	var members []groupMemberRow
	if len(groups) == 0 {
		return nil, nil
	}
	err := db.NewSelect().Model(&members).Where("group_id IN (?)", bun.List(groups)).Order("group_id", "position", "room_name").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("directory: sites of groups: %w", err)
	}
	return members, nil
}

// Groups returns a page in Vietnamese order without the sites, and the next page's cursor, "" at the end.
func (s *Store) Groups(ctx context.Context, query directory.ListQuery) ([]directory.Group, string, error) {
	var rows []groupRow
	find := ofUnit(matching(selectGroups(s.db, &rows), "grouped", query.Text), "grouped", query.Unit, false)
	find, err := s.byName(ctx, find, "site_groups", "grouped", query.Page)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("directory: groups: %w", err)
	}
	rows, next := cut(rows, query.Page, func(r *groupRow) string { return r.ID })
	groups := make([]directory.Group, len(rows))
	for i := range rows {
		groups[i] = rows[i].group()
	}
	return groups, next, nil
}

// CreateGroup implements directory.Maintainer.
func (s *Store) CreateGroup(ctx context.Context, by directory.By, group directory.Group) (*directory.Group, error) {
	group.ID = id.New(directory.GroupPrefix)
	if err := directory.CheckGroup(&group); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		if err := mayPrepare(ctx, tx, by, group.Unit); err != nil {
			return record{}, err
		}
		made, err := inserted(tx.NewInsert().Model(newGroupRow(&group, 1)).On("CONFLICT DO NOTHING").Exec(ctx))
		if err != nil {
			return record{}, fmt.Errorf("directory: group: %w", err)
		}
		if !made {
			return record{}, taken("name")
		}
		if err := replaceSites(ctx, tx, &group); err != nil {
			return record{}, err
		}
		detail, err := difference(nil, &group)
		return record{"directory.group_created", "group:" + group.ID, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Group(ctx, group.ID)
}

// mayPrepare refuses groups and lists of units out of the caller's reach.
func mayPrepare(ctx context.Context, tx bun.Tx, by directory.By, key directory.UnitKey) error {
	unit, err := unitOf(ctx, tx, key)
	if err != nil {
		return err
	}
	if unit == nil {
		return unknown("unit")
	}
	if !by.Prepares(unit.Path) {
		return forbidden()
	}
	return nil
}

// nameFree refuses a name that another group or list of the unit has.
func nameFree(ctx context.Context, tx bun.Tx, table, ownID, name string, unit directory.UnitKey) error {
	others, err := tx.NewSelect().Table(table).Where("unit_catalogue = ?", unit.Catalogue).Where("unit_code = ?", unit.Code).
		Where("name = ?", name).Where("id <> ?", ownID).Count(ctx)
	if err == nil && others > 0 {
		return taken("name")
	}
	return err
}

// replaceSites writes the sites of a group and refuses those that are not there.
func replaceSites(ctx context.Context, tx bun.Tx, group *directory.Group) error {
	there, err := roomsByName(ctx, tx, group.Sites)
	if err != nil {
		return err
	}
	rows := make([]groupMemberRow, len(group.Sites))
	for i, site := range group.Sites {
		if _, known := there[site]; !known {
			return unknown(fmt.Sprintf("sites[%d]", i))
		}
		rows[i] = groupMemberRow{GroupID: group.ID, RoomName: site, Position: int64(i)}
	}
	if _, err := tx.NewDelete().Model((*groupMemberRow)(nil)).Where("group_id = ?", group.ID).Exec(ctx); err != nil {
		return fmt.Errorf("directory: sites of a group: %w", err)
	}
	if err := insertAll(ctx, tx, rows); err != nil {
		return fmt.Errorf("directory: sites of a group: %w", err)
	}
	return nil
}

// UpdateGroup implements directory.Maintainer.
func (s *Store) UpdateGroup(ctx context.Context, by directory.By, version int64, group directory.Group) (*directory.Group, error) {
	if err := directory.CheckGroup(&group); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := groupOf(ctx, tx, group.ID)
		if err != nil {
			return record{}, err
		}
		if !by.Prepares(old.UnitPath) {
			return record{}, forbidden()
		}
		if err := mayPrepare(ctx, tx, by, group.Unit); err != nil {
			return record{}, err
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		if err := nameFree(ctx, tx, "site_groups", group.ID, group.Name, group.Unit); err != nil {
			return record{}, err
		}
		result, err := tx.NewUpdate().Model(newGroupRow(&group, version+1)).WherePK().Where("version = ?", version).Exec(ctx)
		if err := kept(result, err, version); err != nil {
			return record{}, err
		}
		if err := replaceSites(ctx, tx, &group); err != nil {
			return record{}, err
		}
		detail, err := difference(old, &group)
		return record{"directory.group_changed", "group:" + group.ID, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.Group(ctx, group.ID)
}

// DeleteGroup implements directory.Maintainer: of a group that no list names.
func (s *Store) DeleteGroup(ctx context.Context, by directory.By, version int64, groupID string) error {
	return s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := groupOf(ctx, tx, groupID)
		if err != nil {
			return record{}, err
		}
		if !by.Prepares(old.UnitPath) {
			return record{}, forbidden()
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		result, err := tx.NewDelete().Model((*groupRow)(nil)).Where("id = ?", groupID).Where("version = ?", version).Exec(ctx)
		if store.IsForeignKey(err) {
			return record{}, fault.Wrap(fault.Conflict, "directory.group_in_use", err)
		}
		if err := removed(err); err != nil {
			return record{}, err
		}
		if err := kept(result, nil, version); err != nil {
			return record{}, err
		}
		detail, err := difference(old, &directory.Group{})
		return record{"directory.group_deleted", "group:" + groupID, detail}, err
	})
}

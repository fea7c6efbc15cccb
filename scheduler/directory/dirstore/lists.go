package dirstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/internal/id"
	"giaoban/scheduler/directory"
)

type listRow struct {
	bun.BaseModel `bun:"table:invitation_lists,alias:listed"`

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

type listMemberRow struct {
	bun.BaseModel `bun:"table:invitation_list_members,alias:member"`

	ListID        string `bun:"list_id,pk"`
	Position      int64  `bun:"position,pk"`
	UnitCatalogue string `bun:"unit_catalogue,nullzero"`
	UnitCode      string `bun:"unit_code,nullzero"`
	PersonID      string `bun:"person_id,nullzero"`
	RoomName      string `bun:"room_name,nullzero"`
	GroupID       string `bun:"group_id,nullzero"`
}

func newListRow(l *directory.List, version int64) *listRow {
	return &listRow{
		ID: l.ID, Name: l.Name, UnitCatalogue: l.Unit.Catalogue, UnitCode: l.Unit.Code, SortKey: sortKey(l.Name),
		Search: fold.Text(l.Name), Version: version,
	}
}

func (r *listRow) list() directory.List {
	list := directory.List{
		ID: r.ID, Name: r.Name, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}, Size: r.Size, Version: r.Version,
	}
	if r.Unit != nil {
		list.UnitName, list.UnitPath = r.Unit.text(), r.Unit.Path
	}
	return list
}

func newListMemberRow(listID string, position int, m directory.Member) listMemberRow {
	row := listMemberRow{ListID: listID, Position: int64(position)}
	switch m.Kind {
	case directory.MemberUnit:
		row.UnitCatalogue, row.UnitCode = m.Unit.Catalogue, m.Unit.Code
	case directory.MemberPerson:
		row.PersonID = m.ID
	case directory.MemberSite:
		row.RoomName = m.ID
	case directory.MemberGroup:
		row.GroupID = m.ID
	}
	return row
}

func (r *listMemberRow) member() directory.Member {
	switch {
	case r.UnitCode != "":
		return directory.Member{Kind: directory.MemberUnit, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}}
	case r.PersonID != "":
		return directory.Member{Kind: directory.MemberPerson, ID: r.PersonID}
	case r.RoomName != "":
		return directory.Member{Kind: directory.MemberSite, ID: r.RoomName}
	default:
		return directory.Member{Kind: directory.MemberGroup, ID: r.GroupID}
	}
}

func selectLists(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("listed.*").Relation("Unit").
		ColumnExpr("(SELECT count(*) FROM invitation_list_members AS member WHERE member.list_id = listed.id) AS size")
}

// List returns one list with its members and their names; directory.ErrNotFound when there is none.
func (s *Store) List(ctx context.Context, listID string) (*directory.List, error) {
	return listOf(ctx, s.db, listID)
}

func listOf(ctx context.Context, db bun.IDB, listID string) (*directory.List, error) {
	row := &listRow{}
	if err := found(selectLists(db, row).Where("listed.id = ?", listID).Scan(ctx), "list"); err != nil {
		return nil, err
	}
	list := row.list()
	var rows []listMemberRow
	if err := db.NewSelect().Model(&rows).Where("list_id = ?", listID).Order("position").Scan(ctx); err != nil {
		return nil, fmt.Errorf("directory: members of a list: %w", err)
	}
	for i := range rows {
		list.Members = append(list.Members, rows[i].member())
	}
	known, err := resolve(ctx, db, list.Members)
	if err != nil {
		return nil, err
	}
	for i := range list.Members {
		list.Members[i].Name, _ = known.name(list.Members[i])
	}
	return &list, nil
}

// Lists returns a page in Vietnamese order without the members, and the next page's cursor, "" at the end.
func (s *Store) Lists(ctx context.Context, query directory.ListQuery) ([]directory.List, string, error) {
	var rows []listRow
	find := ofUnit(matching(selectLists(s.db, &rows), "listed", query.Text), "listed", query.Unit, false)
	find, err := s.byName(ctx, find, "invitation_lists", "listed", query.Page)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("directory: lists: %w", err)
	}
	rows, next := cut(rows, query.Page, func(r *listRow) string { return r.ID })
	lists := make([]directory.List, len(rows))
	for i := range rows {
		lists[i] = rows[i].list()
	}
	return lists, next, nil
}

// CreateList implements directory.Maintainer.
func (s *Store) CreateList(ctx context.Context, by directory.By, list directory.List) (*directory.List, error) {
	list.ID = id.New(directory.ListPrefix)
	if err := directory.CheckList(&list); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		if err := mayPrepare(ctx, tx, by, list.Unit); err != nil {
			return record{}, err
		}
		made, err := inserted(tx.NewInsert().Model(newListRow(&list, 1)).On("CONFLICT DO NOTHING").Exec(ctx))
		if err != nil {
			return record{}, fmt.Errorf("directory: list: %w", err)
		}
		if !made {
			return record{}, taken("name")
		}
		if err := replaceMembers(ctx, tx, &list); err != nil {
			return record{}, err
		}
		detail, err := difference(nil, listTold(&list))
		return record{"directory.list_created", "list:" + list.ID, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.List(ctx, list.ID)
}

// listTold is what the audit log is told of a list: members without names.
func listTold(list *directory.List) *directory.List {
	told := *list
	told.Members = make([]directory.Member, len(list.Members))
	for i, m := range list.Members {
		told.Members[i] = directory.Member{Kind: m.Kind, Unit: m.Unit, ID: m.ID}
	}
	return &told
}

// replaceMembers writes the members of a list and refuses those that are not there.
func replaceMembers(ctx context.Context, tx bun.Tx, list *directory.List) error {
	known, err := resolve(ctx, tx, list.Members)
	if err != nil {
		return err
	}
	rows := make([]listMemberRow, len(list.Members))
	for i, member := range list.Members {
		if _, there := known.name(member); !there {
			return unknown(fmt.Sprintf("members[%d]", i))
		}
		rows[i] = newListMemberRow(list.ID, i, member)
	}
	if _, err := tx.NewDelete().Model((*listMemberRow)(nil)).Where("list_id = ?", list.ID).Exec(ctx); err != nil {
		return fmt.Errorf("directory: members of a list: %w", err)
	}
	if err := insertAll(ctx, tx, rows); err != nil {
		return fmt.Errorf("directory: members of a list: %w", err)
	}
	return nil
}

// UpdateList implements directory.Maintainer.
func (s *Store) UpdateList(ctx context.Context, by directory.By, version int64, list directory.List) (*directory.List, error) {
	if err := directory.CheckList(&list); err != nil {
		return nil, err
	}
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := listOf(ctx, tx, list.ID)
		if err != nil {
			return record{}, err
		}
		if !by.Prepares(old.UnitPath) {
			return record{}, forbidden()
		}
		if err := mayPrepare(ctx, tx, by, list.Unit); err != nil {
			return record{}, err
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		if err := nameFree(ctx, tx, "invitation_lists", list.ID, list.Name, list.Unit); err != nil {
			return record{}, err
		}
		result, err := tx.NewUpdate().Model(newListRow(&list, version+1)).WherePK().Where("version = ?", version).Exec(ctx)
		if err := kept(result, err, version); err != nil {
			return record{}, err
		}
		if err := replaceMembers(ctx, tx, &list); err != nil {
			return record{}, err
		}
		detail, err := difference(listTold(old), listTold(&list))
		return record{"directory.list_changed", "list:" + list.ID, detail}, err
	})
	if err != nil {
		return nil, err
	}
	return s.List(ctx, list.ID)
}

// DeleteList implements directory.Maintainer. Invitations sent to its members stay.
func (s *Store) DeleteList(ctx context.Context, by directory.By, version int64, listID string) error {
	return s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		old, err := listOf(ctx, tx, listID)
		if err != nil {
			return record{}, err
		}
		if !by.Prepares(old.UnitPath) {
			return record{}, forbidden()
		}
		if err := current(old.Version, version); err != nil {
			return record{}, err
		}
		result, err := tx.NewDelete().Model((*listRow)(nil)).Where("id = ?", listID).Where("version = ?", version).Exec(ctx)
		if err := removed(err); err != nil {
			return record{}, err
		}
		if err := kept(result, nil, version); err != nil {
			return record{}, err
		}
		detail, err := difference(listTold(old), listTold(&directory.List{}))
		return record{"directory.list_deleted", "list:" + listID, detail}, err
	})
}

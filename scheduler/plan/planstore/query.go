package planstore

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Find returns a page of the meetings that the viewer may see and the next page's cursor, "" at the end. A nil viewer
// is the system, which sees all. One query, and one for the path of each unit named in it.
func (s *Store) Find(ctx context.Context, viewer *directory.Viewer, query plan.Query) ([]plan.Summary, string, error) {
	var rows []meetingRow
	find := selectMeetings(s.db, &rows).
		ColumnExpr("(SELECT count(*) FROM meeting_sites AS c WHERE c.meeting_id = m.id) AS sites").
		ColumnExpr("(SELECT count(*) FROM agenda_items AS c WHERE c.meeting_id = m.id) AS items").
		ColumnExpr("COALESCE(main.room_name, '') AS main_room, COALESCE(room.title_vi, '') AS main_room_vi, COALESCE(room.title_en, '') AS main_room_en").
		Join("LEFT JOIN meeting_sites AS main ON main.meeting_id = m.id AND main.position = " +
			"(SELECT min(c.position) FROM meeting_sites AS c WHERE c.meeting_id = m.id AND c.main)").
		Join("LEFT JOIN rooms AS room ON room.name = main.room_name")
	find = visible(find, s.attendance, s.db, viewer)
	find = s.matching(find, &query)
	find, err := paged(find, &query)
	if err != nil {
		return nil, "", err
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("plan: find: %w", err)
	}
	next := ""
	if limit := pageLimit(query.Page); len(rows) > limit {
		rows = rows[:limit]
		next = cursor(&rows[limit-1])
	}
	found := make([]plan.Summary, len(rows))
	for i := range rows {
		found[i] = rows[i].summary()
	}
	return found, next, nil
}

// visible keeps the meetings that a viewer may see; plan.RightsOf says the same of one meeting.
func visible(find *bun.SelectQuery, attendance plan.Attendance, db bun.IDB, viewer *directory.Viewer) *bun.SelectQuery {
	if viewer == nil {
		return find
	}
	if viewer.Room != "" {
		return ofTerminal(find, viewer)
	}
	return find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("1 = 0")
		for _, path := range pathsOf(viewer, plan.HostRoles()...) {
			q = q.WhereOr("substr(host.path, 1, ?) = ?", len(path), path)
		}
		if viewer.PersonID != "" {
			q = q.WhereOr("m.chair_id = ?", viewer.PersonID).WhereOr("m.secretary_id = ?", viewer.PersonID)
		}
		return q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("m.state NOT IN (?, ?, ?)", plan.StateDraft, plan.StateSubmitted, plan.StateApproved).
				WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return takesPart(q, attendance, db, viewer) })
		})
	})
}

// ofTerminal keeps the issued meetings that a terminal's room is a site of.
func ofTerminal(find *bun.SelectQuery, viewer *directory.Viewer) *bun.SelectQuery {
	return find.Where("m.state NOT IN (?, ?, ?)", plan.StateDraft, plan.StateSubmitted, plan.StateApproved).
		Where("EXISTS (SELECT 1 FROM meeting_sites AS c WHERE c.meeting_id = m.id AND (c.room_name = ? OR "+
			"c.room_name IS NULL AND c.unit_catalogue = ? AND c.unit_code = ?))", viewer.Room, viewer.Unit.Catalogue, viewer.Unit.Code)
}

// takesPart keeps the meetings in which a viewer has a part: invited, presenting, or of a unit that takes part.
func takesPart(q *bun.SelectQuery, attendance plan.Attendance, db bun.IDB, viewer *directory.Viewer) *bun.SelectQuery {
	q = q.Where("m.id IN (?)", attendance.InvitedTo(db, plan.Invitee{PersonID: viewer.PersonID, AccountID: viewer.AccountID, Unit: viewer.Unit}))
	if viewer.PersonID != "" {
		q = q.WhereOr("EXISTS (SELECT 1 FROM agenda_items AS i WHERE i.meeting_id = m.id AND i.presenter_id = ?)", viewer.PersonID)
	}
	for _, path := range pathsOf(viewer, plan.SiteRoles(viewer)...) {
		q = q.WhereOr("EXISTS (SELECT 1 FROM meeting_sites AS c JOIN units AS u ON u.catalogue = c.unit_catalogue "+
			"AND u.code = c.unit_code WHERE c.meeting_id = m.id AND substr(u.path, 1, ?) = ?)", len(path), path)
	}
	for _, path := range pathsOf(viewer, identity.Secretary) {
		q = q.WhereOr("EXISTS (SELECT 1 FROM agenda_items AS i JOIN units AS u ON u.catalogue = i.presenter_catalogue "+
			"AND u.code = i.presenter_code WHERE i.meeting_id = m.id AND substr(u.path, 1, ?) = ?)", len(path), path)
	}
	return q
}

// pathsOf returns the paths of the units over which a viewer holds any of the roles, each once.
func pathsOf(viewer *directory.Viewer, roles ...identity.Role) []string {
	var paths []string
	seen := map[string]bool{}
	for _, assignment := range viewer.Assignments {
		for _, role := range roles {
			if assignment.Role == role && assignment.Path != "" && !seen[assignment.Path] {
				seen[assignment.Path] = true
				paths = append(paths, assignment.Path)
			}
		}
	}
	return paths
}

func (s *Store) matching(find *bun.SelectQuery, query *plan.Query) *bun.SelectQuery {
	if !query.From.IsZero() {
		// No meeting is longer than MaxLength: the second bound lets the index on the start do the work.
		find = find.Where("m.end_at > ?", query.From.UTC()).Where("m.start_at > ?", query.From.Add(-plan.MaxLength-time.Second).UTC())
	}
	if !query.To.IsZero() {
		find = find.Where("m.start_at < ?", query.To.UTC())
	}
	if len(query.States) > 0 {
		find = find.Where("m.state IN (?)", bun.List(query.States))
	}
	if !query.Host.IsZero() {
		find = ofUnit(find, "m.host_catalogue", "m.host_code", query.Host, query.Below)
	}
	if !query.Unit.IsZero() {
		find = find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
				return ofUnit(q, "m.host_catalogue", "m.host_code", query.Unit, query.Below)
			}).WhereOr("EXISTS (?)", ofUnit(s.partsOf("meeting_sites"), "c.unit_catalogue", "c.unit_code", query.Unit, query.Below)).
				WhereOr("m.id IN (?)", s.attendance.InvitedTo(s.db, plan.Invitee{Unit: query.Unit}))
		})
	}
	if !query.Prepares.IsZero() {
		find = find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("EXISTS (?)", ofUnit(s.partsOf("agenda_items"), "c.presenter_catalogue", "c.presenter_code", query.Prepares, query.Below)).
				WhereOr("EXISTS (?)", ofUnit(s.partsOf("papers"), "c.unit_catalogue", "c.unit_code", query.Prepares, query.Below))
		})
	}
	if query.PersonID != "" {
		find = find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("m.chair_id = ?", query.PersonID).WhereOr("m.secretary_id = ?", query.PersonID).
				WhereOr("EXISTS (SELECT 1 FROM agenda_items AS c WHERE c.meeting_id = m.id AND c.presenter_id = ?)", query.PersonID).
				WhereOr("m.id IN (?)", s.attendance.InvitedTo(s.db, plan.Invitee{PersonID: query.PersonID}))
		})
	}
	if query.Room != "" {
		find = find.Where("EXISTS (SELECT 1 FROM meeting_sites AS c WHERE c.meeting_id = m.id AND c.room_name = ?)", query.Room)
	}
	if query.SeriesID != "" {
		find = find.Where("m.series_id = ?", query.SeriesID)
	}
	if query.TypeID != "" {
		find = find.Where("m.type_id = ?", query.TypeID)
	}
	for _, word := range strings.Fields(fold.Text(query.Text)) { // folded words have no LIKE wildcards
		find = find.Where("m.search LIKE ?", "%"+word+"%")
	}
	return find
}

// partsOf selects the rows of a meeting in another table.
func (s *Store) partsOf(table string) *bun.SelectQuery {
	return s.db.NewSelect().TableExpr("? AS c", bun.Ident(table)).ColumnExpr("1").Where("c.meeting_id = m.id")
}

// ofUnit keeps the rows of a unit, and of those below it.
func ofUnit(find *bun.SelectQuery, catalogue, code string, unit directory.UnitKey, below bool) *bun.SelectQuery {
	if !below {
		return find.Where("? = ?", bun.Ident(catalogue), unit.Catalogue).Where("? = ?", bun.Ident(code), unit.Code)
	}
	return find.Where("EXISTS (SELECT 1 FROM units AS u JOIN units AS top ON top.catalogue = ? AND top.code = ? "+
		"WHERE u.catalogue = ? AND u.code = ? AND substr(u.path, 1, length(top.path)) = top.path)",
		unit.Catalogue, unit.Code, bun.Ident(catalogue), bun.Ident(code))
}

// paged orders by start and goes on after the cursor: the start and the id of the last meeting of the page before.
func paged(find *bun.SelectQuery, query *plan.Query) (*bun.SelectQuery, error) {
	direction, compare := "ASC", ">"
	if query.Descending {
		direction, compare = "DESC", "<"
	}
	if query.Cursor != "" {
		start, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, err
		}
		find = find.Where("(m.start_at, m.id) "+compare+" (?, ?)", start, id)
	}
	return find.OrderExpr("m.start_at " + direction).OrderExpr("m.id " + direction).Limit(int64(pageLimit(query.Page)) + 1), nil
}

func pageLimit(page directory.Page) int {
	if page.Limit < 1 || page.Limit > directory.MaxPage {
		return directory.MaxPage
	}
	return page.Limit
}

func cursor(last *meetingRow) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(last.Start.UnixNano(), 36) + " " + last.ID))
}

func parseCursor(text string) (time.Time, string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return time.Time{}, "", directory.ErrBadCursor
	}
	number, id, found := strings.Cut(string(raw), " ")
	nanos, err := strconv.ParseInt(number, 36, 64)
	if err != nil || !found || !strings.HasPrefix(id, plan.MeetingPrefix) {
		return time.Time{}, "", directory.ErrBadCursor
	}
	return time.Unix(0, nanos).UTC(), id, nil
}

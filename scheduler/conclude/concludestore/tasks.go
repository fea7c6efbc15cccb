package concludestore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
)

func selectTasks(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("t.*").
		ColumnExpr("u.name_vi AS unit_vi, u.name_en AS unit_en, u.path AS unit_path, COALESCE(p.name, '') AS person_name").
		ColumnExpr("m.title AS meeting_title, m.start_at AS meeting_start, host.path AS host_path").
		ColumnExpr("COALESCE(m.chair_id, '') AS chair_id, COALESCE(m.secretary_id, '') AS secretary_id, COALESCE(d.symbol, '') AS document").
		Join("JOIN units AS u ON u.catalogue = t.unit_catalogue AND u.code = t.unit_code").
		Join("JOIN meetings AS m ON m.id = t.meeting_id").
		Join("JOIN units AS host ON host.catalogue = m.host_catalogue AND host.code = m.host_code").
		Join("LEFT JOIN people AS p ON p.id = t.person_id").
		Join("LEFT JOIN conclusion_documents AS d ON d.meeting_id = t.meeting_id AND d.kind = ? "+
			"AND NOT EXISTS (SELECT 1 FROM conclusion_documents AS later WHERE later.replaces = d.id)", conclude.DocumentNotice)
}

// Task returns one task; fault.NotFound when there is none.
func (s *Store) Task(ctx context.Context, db bun.IDB, id string) (*conclude.Task, error) {
	row := &taskRow{}
	err := selectTasks(db, row).Where("t.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, wrap("task", err)
	}
	found := row.task()
	return &found, nil
}

// AddTask inserts a task after the others of its meeting, of which there may be MaxTasks.
func (s *Store) AddTask(ctx context.Context, tx bun.IDB, t *conclude.Task) error {
	var last struct {
		Position int `bun:"position"`
		Count    int `bun:"count"`
	}
	err := tx.NewSelect().TableExpr("tasks").ColumnExpr("COALESCE(max(position), 0) AS position, count(*) AS count").Where("meeting_id = ?", t.MeetingID).Scan(ctx, &last)
	if err != nil {
		return wrap("task", err)
	}
	if last.Count >= conclude.MaxTasks {
		return fault.New(fault.TooLarge, "conclude.tasks", conclude.MaxTasks)
	}
	t.Order, t.Version = last.Position+1, 1
	row := newTaskRow(t)
	_, err = tx.NewInsert().Model(&row).Exec(ctx)
	return wrap("task", err)
}

// SaveTask writes a task that was read with its Version, which it raises; fault.Stale when somebody was faster.
func (s *Store) SaveTask(ctx context.Context, tx bun.IDB, t *conclude.Task) error {
	row := newTaskRow(t)
	row.Version++
	result, err := tx.NewUpdate().Model(&row).ExcludeColumn("id", "meeting_id", "position", "created_at").Where("t.id = ?", t.ID).Where("t.version = ?", t.Version).Exec(ctx)
	if err != nil {
		return wrap("save task", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		t.Version = row.Version
		return err
	}
	current, err := s.Task(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	return fault.StaleVersion(current.Version)
}

// DeleteTask removes a task that nobody was told of.
func (s *Store) DeleteTask(ctx context.Context, tx bun.IDB, id string, version int64) error {
	result, err := tx.NewDelete().Model((*taskRow)(nil)).Where("t.id = ?", id).Where("t.version = ?", version).Where("t.assigned_at IS NULL").Exec(ctx)
	if err != nil {
		return wrap("delete task", err)
	}
	if gone, err := result.RowsAffected(); err != nil || gone > 0 {
		return err
	}
	current, err := s.Task(ctx, tx, id)
	if err != nil {
		return err
	}
	return fault.StaleVersion(current.Version)
}

// Assign marks the tasks of a meeting as told to those responsible.
func (s *Store) Assign(ctx context.Context, tx bun.IDB, meetingID string, at time.Time) error {
	_, err := tx.NewUpdate().Model((*taskRow)(nil)).Set("assigned_at = ?", at.UTC()).Set("updated_at = ?", at.UTC()).Set("version = version + 1").
		Where("meeting_id = ?", meetingID).Where("assigned_at IS NULL").Exec(ctx)
	return wrap("assign", err)
}

// TasksDue returns a page of the tasks that are open, assigned and due from a day to another, YYYY-MM-DD, but for those
// reminded of by a rule, which is the last one. The page begins after the task with the id after. One query.
func (s *Store) TasksDue(ctx context.Context, from, to, rule, after string, limit int) ([]conclude.Task, error) {
	var rows []taskRow
	err := selectTasks(s.db, &rows).Where("t.far_due BETWEEN ? AND ?", from, to).Where("t.id > ?", after).Where("t.assigned_at IS NOT NULL").
		Where("t.state IN (?)", bun.List([]conclude.TaskState{conclude.TaskNew, conclude.TaskInProgress})).
		Where("NOT EXISTS (SELECT 1 FROM task_reminders AS r WHERE r.task_id = t.id AND r.due = t.due AND r.rule = ?)", rule).
		Order("t.id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, wrap("tasks due", err)
	}
	return tasks(rows), nil
}

// TasksOf returns all tasks of a meeting in order, those withdrawn too. One query.
func (s *Store) TasksOf(ctx context.Context, db bun.IDB, meetingID string) ([]conclude.Task, error) {
	var rows []taskRow
	if err := selectTasks(db, &rows).Where("t.meeting_id = ?", meetingID).Order("t.position", "t.id").Scan(ctx); err != nil {
		return nil, wrap("tasks", err)
	}
	return tasks(rows), nil
}

func tasks(rows []taskRow) []conclude.Task {
	all := make([]conclude.Task, len(rows))
	for i := range rows {
		all[i] = rows[i].task()
	}
	return all
}

// Tasks returns a page of the tasks that a viewer may see and the next page's cursor, "" at the end. A nil viewer is the
// system, which sees all. One query.
func (s *Store) Tasks(ctx context.Context, viewer *directory.Viewer, query conclude.TaskQuery) ([]conclude.Task, string, error) {
	var rows []taskRow
	find := matching(known(selectTasks(s.db, &rows), viewer), viewer, &query)
	key := "t.far_due"
	if query.Order == conclude.ByUpdated {
		key = "t.updated_at"
	}
	if query.Cursor != "" {
		after, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, "", err
		}
		var value any = after
		if query.Order == conclude.ByUpdated {
			at, err := time.Parse(time.RFC3339Nano, after)
			if err != nil {
				return nil, "", directory.ErrBadCursor
			}
			value = at.UTC()
		}
		find = find.Where("("+key+", t.id) > (?, ?)", value, id)
	}
	limit := pageLimit(query.Page)
	if err := find.OrderExpr(key).OrderExpr("t.id").Limit(int64(limit) + 1).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("conclude: tasks: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := &rows[limit-1]
		next = cursor(last.FarDue, last.ID)
		if query.Order == conclude.ByUpdated {
			next = cursor(last.UpdatedAt.UTC().Format(time.RFC3339Nano), last.ID)
		}
	}
	return tasks(rows), next, nil
}

// known keeps the tasks that a viewer may see; conclude.MaySee says the same of one task.
func known(find *bun.SelectQuery, viewer *directory.Viewer) *bun.SelectQuery {
	if viewer == nil {
		return find
	}
	return find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("1 = 0")
		for _, path := range pathsOf(viewer, append(conclude.GiverRoles(), identity.Leader)...) {
			q = q.WhereOr("substr(host.path, 1, ?) = ?", len(path), path)
		}
		if viewer.PersonID != "" {
			q = q.WhereOr("m.chair_id = ?", viewer.PersonID).WhereOr("m.secretary_id = ?", viewer.PersonID)
		}
		return q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("t.assigned_at IS NOT NULL").WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
				q = ownTasks(q, viewer)
				for _, path := range pathsOf(viewer, conclude.UnitRoles()...) {
					q = q.WhereOr("substr(u.path, 1, ?) = ?", len(path), path)
				}
				return q
			})
		})
	})
}

// ownTasks keeps the tasks of a viewer's unit or person.
func ownTasks(q *bun.SelectQuery, viewer *directory.Viewer) *bun.SelectQuery {
	q = q.Where("1 = 0")
	if !viewer.Unit.IsZero() {
		q = q.WhereOr("(t.unit_catalogue = ? AND t.unit_code = ?)", viewer.Unit.Catalogue, viewer.Unit.Code)
	}
	if viewer.PersonID != "" {
		q = q.WhereOr("t.person_id = ?", viewer.PersonID)
	}
	return q
}

func matching(find *bun.SelectQuery, viewer *directory.Viewer, query *conclude.TaskQuery) *bun.SelectQuery {
	if query.MeetingID != "" {
		find = find.Where("t.meeting_id = ?", query.MeetingID)
	}
	if !query.Unit.IsZero() && !query.Below {
		find = find.Where("t.unit_catalogue = ?", query.Unit.Catalogue).Where("t.unit_code = ?", query.Unit.Code)
	}
	if !query.Unit.IsZero() && query.Below {
		find = find.Where("EXISTS (SELECT 1 FROM units AS top WHERE top.catalogue = ? AND top.code = ? AND substr(u.path, 1, length(top.path)) = top.path)",
			query.Unit.Catalogue, query.Unit.Code)
	}
	if query.Mine && viewer != nil {
		find = find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return ownTasks(q, viewer) })
	}
	if len(query.States) > 0 {
		find = find.Where("t.state IN (?)", bun.List(query.States))
	} else if !query.Withdrawn {
		find = find.Where("t.state <> ?", conclude.TaskWithdrawn)
	}
	open := []conclude.TaskState{conclude.TaskNew, conclude.TaskInProgress}
	switch query.Mark {
	case conclude.Overdue:
		find = find.Where("t.far_due < ?", query.Today).Where("t.state IN (?)", bun.List(open))
	case conclude.DueSoon:
		soon := query.Today
		if day, err := time.Parse(time.DateOnly, query.Today); err == nil {
			soon = day.AddDate(0, 0, conclude.DueSoonDays).Format(time.DateOnly)
		}
		find = find.Where("t.far_due BETWEEN ? AND ?", query.Today, soon).Where("t.state IN (?)", bun.List(open))
	}
	for _, word := range strings.Fields(fold.Text(query.Text)) { // folded words have no LIKE wildcards
		find = find.Where("t.search LIKE ?", "%"+word+"%")
	}
	if !query.UpdatedSince.IsZero() {
		find = find.Where("t.updated_at >= ?", query.UpdatedSince.UTC())
	}
	return find
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

func pageLimit(page directory.Page) int {
	if page.Limit < 1 || page.Limit > directory.MaxPage {
		return directory.MaxPage
	}
	return page.Limit
}

func cursor(value, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(value + " " + id))
}

func parseCursor(text string) (value, id string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", "", directory.ErrBadCursor
	}
	value, id, found := strings.Cut(string(raw), " ")
	if !found {
		return "", "", directory.ErrBadCursor
	}
	return value, id, nil
}

package paperstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/plan"
)

// maxTasks bounds the list of what waits for somebody: more of it is no list to work from.
const maxTasks = 200

// Waiting returns the papers of meetings that are still to come or under way in which a viewer has a hand, the most urgent
// first and those released last: those they prepare, whatever their state, and those submitted that they decide about.
// Three queries.
func (s *Store) Waiting(ctx context.Context, viewer *directory.Viewer) ([]papers.Task, error) {
	var rows []paperRow
	err := selectPapers(s.db, &rows).
		ColumnExpr("m.title AS meeting_title, m.start_at AS meeting_start, m.state AS meeting_state").
		ColumnExpr("coalesce(m.chair_id, '') AS chair_id, coalesce(m.secretary_id, '') AS secretary_id, host.path AS host_path").
		Join("JOIN meetings AS m ON m.id = p.meeting_id").
		Join("JOIN units AS host ON host.catalogue = m.host_catalogue AND host.code = m.host_code").
		Where("m.state NOT IN (?)", bun.List([]plan.State{plan.StateEnded, plan.StateCancelled})).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery { return prepared(q, viewer) })
			return q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
				return hosted(q.Where("p.state IN (?)", bun.List([]papers.State{papers.Submitted, papers.Approved})), viewer)
			})
		}).
		OrderExpr("CASE p.state WHEN ? THEN 1 ELSE 0 END, coalesce(p.due_at, m.start_at), p.id", papers.Released).
		Limit(maxTasks).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("papers: waiting: %w", err)
	}
	found, err := s.complete(ctx, s.db, rows)
	if err != nil {
		return nil, err
	}
	tasks := make([]papers.Task, len(found))
	for i := range found {
		row := &rows[i]
		meeting := plan.Meeting{HostPath: row.HostPath}
		meeting.ChairID, meeting.SecretaryID = row.ChairID, row.SecretaryID
		hands := papers.Hands(viewer, &meeting, plan.Party{}, &found[i])
		tasks[i] = papers.Task{Paper: found[i], Rights: papers.RightsByHands(found[i].State, hands), Meeting: papers.MeetingRef{
			ID: row.MeetingID, Title: row.MeetingTitle, Start: row.MeetingStart.UTC(), State: row.MeetingState,
		}}
	}
	return tasks, nil
}

// prepared narrows to the papers that the viewer prepares, as papers.Hands decides.
func prepared(q *bun.SelectQuery, viewer *directory.Viewer) *bun.SelectQuery {
	var ways []schema.QueryWithArgs
	if viewer.PersonID != "" {
		ways = append(ways, bun.SafeQuery("p.person_id = ?", viewer.PersonID))
	}
	for _, a := range viewer.Assignments {
		switch a.Role {
		case identity.Chair, identity.Secretary, identity.Delegate:
			ways = append(ways, bun.SafeQuery("p.person_id IS NULL AND p.unit_catalogue = ? AND p.unit_code = ?", a.Unit.Catalogue, a.Unit.Code))
		}
	}
	return oneOf(q, ways)
}

// hosted narrows to the papers of meetings that the viewer is chair or secretary of, or over the host unit of.
func hosted(q *bun.SelectQuery, viewer *directory.Viewer) *bun.SelectQuery {
	var ways []schema.QueryWithArgs
	if viewer.PersonID != "" {
		ways = append(ways, bun.SafeQuery("m.chair_id = ? OR m.secretary_id = ?", viewer.PersonID, viewer.PersonID))
	}
	for _, a := range viewer.Assignments {
		if a.Role == identity.Chair || a.Role == identity.Secretary {
			ways = append(ways, bun.SafeQuery("substr(host.path, 1, ?) = ?", len(a.Path), a.Path))
		}
	}
	return oneOf(q, ways)
}

// oneOf narrows to what one of the ways finds, none if there is none. Each is found by its index; a condition that is
// never true beside them would have SQLite read all.
func oneOf(q *bun.SelectQuery, ways []schema.QueryWithArgs) *bun.SelectQuery {
	if len(ways) == 0 {
		return q.Where("1 = 0")
	}
	return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for _, way := range ways {
			q = q.WhereOr("(?)", way)
		}
		return q
	})
}

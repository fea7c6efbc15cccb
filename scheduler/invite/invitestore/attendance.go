package invitestore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
)

var _ plan.Attendance = (*Store)(nil)

// known are the states in which the invited know of a meeting.
func known() []invite.State {
	return []invite.State{invite.Pending, invite.Seen, invite.Confirmed, invite.Declined, invite.Substituted}
}

// addressed keeps the invitations that are to somebody: by person, or as one of a unit that is invited or has a site
// that is. Each way is found by its index; a condition that is never true beside them would have SQLite read all.
func addressed(q *bun.SelectQuery, personID string, units []directory.UnitKey) *bun.SelectQuery {
	if personID == "" && len(units) == 0 {
		return q.Where("1 = 0")
	}
	return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		if personID != "" {
			q = q.WhereOr("i.person_id = ?", personID)
		}
		for _, unit := range units {
			q = q.WhereOr("(i.unit_catalogue = ? AND i.unit_code = ? AND i.kind IN (?, ?))", unit.Catalogue, unit.Code, invite.Unit, invite.Site)
		}
		return q
	})
}

// Members returns the invitations to a meeting that concern a viewer, issued ones alone. One query.
func (s *Store) Members(ctx context.Context, db bun.IDB, meetingID string, viewer *directory.Viewer) ([]invite.Invitation, error) {
	var rows []invitationRow
	find := db.NewSelect().Model(&rows).Where("i.meeting_id = ?", meetingID).Where("i.state IN (?)", bun.List(known())).Order("i.position")
	if err := addressed(find, viewer.PersonID, invite.UnitsOf(viewer)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("invite: standing: %w", err)
	}
	return invitations(rows), nil
}

// Standing implements plan.Attendance. One query.
func (s *Store) Standing(ctx context.Context, meetingID string, viewer *directory.Viewer) (plan.Party, error) {
	found, err := s.Members(ctx, s.db, meetingID, viewer)
	if err != nil {
		return plan.Party{}, err
	}
	return invite.Stand(found, viewer).Party, nil
}

// Membership is Standing with the invitation that decides.
func (s *Store) Membership(ctx context.Context, meetingID string, viewer *directory.Viewer) (invite.Membership, error) {
	found, err := s.Members(ctx, s.db, meetingID, viewer)
	if err != nil {
		return invite.Membership{}, err
	}
	return invite.Stand(found, viewer), nil
}

// InvitedTo implements plan.Attendance.
func (s *Store) InvitedTo(db bun.IDB, who plan.Invitee) *bun.SelectQuery {
	var units []directory.UnitKey
	if !who.Unit.IsZero() {
		units = append(units, who.Unit)
	}
	find := db.NewSelect().Model((*invitationRow)(nil)).Column("i.meeting_id").Where("i.state IN (?)", bun.List(known()))
	return addressed(find, who.PersonID, units)
}

// Shared implements plan.Attendance. One query.
func (s *Store) Shared(ctx context.Context, meetingID string, people []string, others []string) ([]plan.SharedPerson, error) {
	if len(others) == 0 {
		return nil, nil
	}
	coming := []invite.State{invite.Draft, invite.Pending, invite.Seen, invite.Confirmed}
	var rows []struct {
		MeetingID string `bun:"meeting_id"`
		PersonID  string `bun:"person_id"`
		Name      string `bun:"name"`
	}
	find := s.db.NewSelect().Model((*invitationRow)(nil)).Column("i.meeting_id", "i.person_id", "i.name").
		Where("i.meeting_id IN (?)", bun.List(others)).Where("i.person_id IS NOT NULL").Where("i.state IN (?)", bun.List(coming)).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.Where("i.person_id IN (SELECT own.person_id FROM invitations AS own WHERE own.meeting_id = ? AND own.state IN (?))",
				meetingID, bun.List(coming))
			if len(people) > 0 {
				q = q.WhereOr("i.person_id IN (?)", bun.List(people))
			}
			return q
		}).Order("i.meeting_id", "i.position")
	if err := find.Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("invite: shared: %w", err)
	}
	shared := make([]plan.SharedPerson, len(rows))
	for i, r := range rows {
		shared[i] = plan.SharedPerson{MeetingID: r.MeetingID, Person: plan.Ref{ID: r.PersonID, Name: r.Name}}
	}
	return shared, nil
}

// Mine returns a page of the issued invitations that a viewer answers for, the next meeting first. One query.
func (s *Store) Mine(ctx context.Context, viewer *directory.Viewer, query invite.MineQuery) ([]invite.Mine, string, error) {
	states := known()
	if query.Open {
		states = []invite.State{invite.Pending, invite.Seen}
	}
	var rows []invitationRow
	find := s.db.NewSelect().Model(&rows).ColumnExpr("i.*").
		ColumnExpr("l.title AS said_title, l.location AS said_location, l.start_at AS said_start, l.end_at AS said_end").
		ColumnExpr("l.cancelled AS said_cancelled, l.postponed AS said_postponed, l.announced_at AS said_at, l.answer_by AS said_answer_by").
		ColumnExpr("d.symbol AS document, m.version AS plan_version").
		Join("JOIN letters AS l ON l.meeting_id = i.meeting_id").Join("JOIN meetings AS m ON m.id = i.meeting_id").Join("LEFT JOIN documents AS d ON d.id = i.document_id").
		Where("i.state IN (?)", bun.List(states)).Where("l.announced_at IS NOT NULL").Order("l.start_at", "i.id")
	find = addressed(find, viewer.PersonID, invite.UnitsOf(viewer))
	if !query.From.IsZero() {
		find = find.Where("l.end_at > ?", query.From.UTC())
	}
	if query.Cursor != "" {
		micros, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, "", err
		}
		start := fromMicros(micros)
		find = find.Where("(l.start_at > ? OR (l.start_at = ? AND i.id > ?))", start, start, id)
	}
	limit := pageLimit(query.Page)
	if err := find.Limit(int64(limit) + 1).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("invite: mine: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(rows[limit-1].SaidStart.UnixMicro(), rows[limit-1].ID)
	}
	all := make([]invite.Mine, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		mine := invite.Mine{Invitation: r.invitation(), Announcement: invite.Announcement{
			Title: r.SaidTitle, Start: r.SaidStart.UTC(), End: r.SaidEnd.UTC(), Location: r.SaidLocation,
			Cancelled: r.SaidCancelled, Postponed: r.SaidPostponed, At: r.SaidAt.UTC(),
		}, AnswerBy: r.SaidAnswerBy.UTC(), Document: r.Document, PlanVersion: r.PlanVersion}
		if invite.MayAnswer(&mine.Invitation, viewer) {
			all = append(all, mine)
		}
	}
	return all, next, nil
}

package invitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/invite"
)

// AddDeliveries inserts mails to be sent.
func (s *Store) AddDeliveries(ctx context.Context, tx bun.IDB, all []invite.Delivery) error {
	for start := 0; start < len(all); start += batch {
		part := all[start:min(start+batch, len(all))]
		rows := make([]deliveryRow, len(part))
		for i := range part {
			rows[i] = newDeliveryRow(&part[i])
		}
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return fmt.Errorf("invite: deliveries: %w", err)
		}
	}
	return nil
}

// Delivery returns one mail; fault.NotFound when there is none.
func (s *Store) Delivery(ctx context.Context, db bun.IDB, id string) (*invite.Delivery, error) {
	row := &deliveryRow{}
	err := db.NewSelect().Model(row).Where("d.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("invite: delivery: %w", err)
	}
	found := row.delivery()
	return &found, nil
}

// Newer reports whether another mail tells of the meeting better than d does: one to the same invitation that was
// written later and of news too.
func (s *Store) Newer(ctx context.Context, db bun.IDB, d *invite.Delivery) (bool, error) {
	count, err := db.NewSelect().Model((*deliveryRow)(nil)).Where("d.invitation_id = ?", d.InvitationID).Where("d.id > ?", d.ID).
		Where("d.notice NOT IN (?, ?)", invite.NoticeReminder, invite.NoticeEscalated).Count(ctx)
	if err != nil {
		return false, fmt.Errorf("invite: newer delivery: %w", err)
	}
	return count > 0, nil
}

// SaveDelivery writes the fate of a mail.
func (s *Store) SaveDelivery(ctx context.Context, tx bun.IDB, d *invite.Delivery) error {
	row := newDeliveryRow(d)
	_, err := tx.NewUpdate().Model(&row).Column("address", "state", "attempts", "resends", "error", "tried_at", "sent_at").WherePK().Exec(ctx)
	if err != nil {
		return fmt.Errorf("invite: save delivery: %w", err)
	}
	return nil
}

// Deliveries returns a page of a meeting's mails, the newest first, and the next page's cursor, "" at the end.
func (s *Store) Deliveries(ctx context.Context, query invite.DeliveryQuery) ([]invite.Delivery, string, error) {
	var rows []deliveryRow
	find := s.db.NewSelect().Model(&rows).Where("d.meeting_id = ?", query.MeetingID).Order("d.id DESC")
	if query.InvitationID != "" {
		find = find.Where("d.invitation_id = ?", query.InvitationID)
	}
	if query.State != "" {
		find = find.Where("d.state = ?", query.State)
	}
	if query.Cursor != "" {
		_, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, "", err
		}
		find = find.Where("d.id < ?", id)
	}
	limit := pageLimit(query.Page)
	if err := find.Limit(int64(limit) + 1).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("invite: deliveries: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(0, rows[limit-1].ID)
	}
	all := make([]invite.Delivery, len(rows))
	for i := range rows {
		all[i] = rows[i].delivery()
	}
	return all, next, nil
}

// Summary counts the invitations and the last mail of each. Two queries.
func (s *Store) Summary(ctx context.Context, db bun.IDB, meetingID string, now, answerBy time.Time) (*invite.Summary, error) {
	var counts []struct {
		State invite.State  `bun:"state"`
		Role  identity.Role `bun:"role"`
		Kind  invite.Kind   `bun:"kind"`
		Count int           `bun:"count"`
	}
	err := db.NewSelect().Model((*invitationRow)(nil)).Column("i.state", "i.role", "i.kind").ColumnExpr("count(*) AS count").
		Where("i.meeting_id = ?", meetingID).Group("i.state", "i.role", "i.kind").Scan(ctx, &counts)
	if err != nil {
		return nil, fmt.Errorf("invite: summary: %w", err)
	}
	sum := &invite.Summary{
		ByState: map[invite.State]int{}, ByRole: map[identity.Role]int{}, ByKind: map[invite.Kind]int{}, Deliveries: map[invite.DeliveryState]int{},
	}
	for _, c := range counts {
		sum.ByState[c.State] += c.Count
		if c.State == invite.Withdrawn {
			continue
		}
		sum.Total += c.Count
		sum.ByRole[c.Role] += c.Count
		sum.ByKind[c.Kind] += c.Count
		if c.State.Open() && !answerBy.IsZero() && !now.Before(answerBy) {
			sum.Overdue += c.Count
		}
	}
	var mails []struct {
		State invite.DeliveryState `bun:"state"`
		Count int                  `bun:"count"`
	}
	err = db.NewSelect().Model((*deliveryRow)(nil)).Column("d.state").ColumnExpr("count(*) AS count").Where("d.meeting_id = ?", meetingID).
		Where("d.id = (SELECT max(n.id) FROM deliveries AS n WHERE n.invitation_id = d.invitation_id)").Group("d.state").Scan(ctx, &mails)
	if err != nil {
		return nil, fmt.Errorf("invite: summary: %w", err)
	}
	for _, m := range mails {
		sum.Deliveries[m.State] = m.Count
	}
	return sum, nil
}

// LastDeliveries returns the newest mail of each of the invitations that has one.
func (s *Store) LastDeliveries(ctx context.Context, db bun.IDB, invitationIDs []string) (map[string]invite.Delivery, error) {
	last := make(map[string]invite.Delivery, len(invitationIDs))
	if len(invitationIDs) == 0 {
		return last, nil
	}
	var rows []deliveryRow
	err := db.NewSelect().Model(&rows).Where("d.invitation_id IN (?)", bun.List(invitationIDs)).
		Where("d.id = (SELECT max(n.id) FROM deliveries AS n WHERE n.invitation_id = d.invitation_id)").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("invite: last deliveries: %w", err)
	}
	for i := range rows {
		last[rows[i].InvitationID] = rows[i].delivery()
	}
	return last, nil
}

// ReminderRuns returns which rules have been seen to, by meeting, for the start that each letter announced.
func (s *Store) ReminderRuns(ctx context.Context, db bun.IDB, letters []invite.Letter) (map[string]map[string]bool, error) {
	done := make(map[string]map[string]bool, len(letters))
	if len(letters) == 0 {
		return done, nil
	}
	starts := make(map[string]time.Time, len(letters))
	ids := make([]string, len(letters))
	for i := range letters {
		ids[i] = letters[i].MeetingID
		starts[ids[i]] = letters[i].Announced.Start
		done[ids[i]] = map[string]bool{}
	}
	var rows []reminderRow
	if err := db.NewSelect().Model(&rows).Where("meeting_id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("invite: reminders: %w", err)
	}
	for _, r := range rows {
		if r.Start.Equal(starts[r.MeetingID]) {
			done[r.MeetingID][r.Rule] = true
		}
	}
	return done, nil
}

// MarkReminder notes that a rule was seen to; false when it had been.
func (s *Store) MarkReminder(ctx context.Context, tx bun.IDB, meetingID, rule string, start, at time.Time, reminded int) (bool, error) {
	row := reminderRow{MeetingID: meetingID, Rule: rule, Start: start.UTC(), RunAt: at.UTC(), Reminded: reminded}
	result, err := tx.NewInsert().Model(&row).On("CONFLICT (meeting_id, rule, start_at) DO NOTHING").Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("invite: reminder: %w", err)
	}
	count, err := result.RowsAffected()
	return count > 0, err
}

type reminderRow struct {
	bun.BaseModel `bun:"table:reminder_runs,alias:rr"`

	MeetingID string    `bun:"meeting_id,pk"`
	Rule      string    `bun:"rule,pk"`
	Start     time.Time `bun:"start_at,pk"`
	RunAt     time.Time `bun:"run_at"`
	Reminded  int       `bun:"reminded"`
}

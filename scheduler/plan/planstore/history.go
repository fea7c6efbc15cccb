package planstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/scheduler/plan"
)

// AddEvents adds to the histories of meetings, in their order.
func (s *Store) AddEvents(ctx context.Context, tx bun.Tx, meetingIDs []string, events []plan.Event) error {
	rows := make([]eventRow, len(events))
	for i, event := range events {
		rows[i] = eventRow{
			ID: event.ID, MeetingID: meetingIDs[i], At: event.At.UTC(), ActorID: event.ActorID, ActorName: event.ActorName,
			Action: event.Action, From: event.From, To: event.To, Reason: event.Reason,
		}
	}
	return insert(ctx, tx, rows)
}

// Events returns the history of a meeting, the oldest first. One query.
func (s *Store) Events(ctx context.Context, meetingID string) ([]plan.Event, error) {
	const most = 1000
	var rows []eventRow
	err := s.db.NewSelect().Model(&rows).Where("event.meeting_id = ?", meetingID).Order("event.at DESC", "event.id DESC").Limit(most).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("plan: history: %w", err)
	}
	events := make([]plan.Event, len(rows))
	for i, r := range rows {
		events[len(rows)-1-i] = plan.Event{
			ID: r.ID, At: r.At.UTC(), ActorID: r.ActorID, ActorName: r.ActorName, Action: r.Action, From: r.From, To: r.To, Reason: r.Reason,
		}
	}
	return events, nil
}

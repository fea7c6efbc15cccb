package planstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/clash"
)

// Busy returns the meetings that are to take place in [from, to), other than the one with the id, with those of their
// sites that are in any of the rooms or units. Two queries.
func (s *Store) Busy(ctx context.Context, from, to time.Time, except string, rooms []string, units []directory.UnitKey) ([]clash.Busy, error) {
	const most = 5000 // a province holds as many in a year
	var rows []meetingRow
	err := selectMeetings(s.db, &rows).Where("m.start_at < ?", to.UTC()).Where("m.end_at > ?", from.UTC()).
		Where("m.start_at > ?", from.Add(-plan.MaxLength-time.Second).UTC()).Where("m.id <> ?", except).
		Where("m.state NOT IN (?, ?, ?)", plan.StateEnded, plan.StateCancelled, plan.StatePostponed).
		Order("m.start_at", "m.id").Limit(most).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("plan: busy: %w", err)
	}
	busy := make([]clash.Busy, len(rows))
	byID := make(map[string]*clash.Busy, len(rows))
	for i := range rows {
		m := rows[i].meeting()
		busy[i] = clash.Busy{
			ID: m.ID, Title: m.Title, Host: m.HostName, HostPath: m.HostPath, Start: m.Start, End: m.End, State: m.State, Mode: m.Mode,
			ChairID: m.ChairID, SecretaryID: m.SecretaryID,
		}
		byID[m.ID] = &busy[i]
	}
	if len(rooms) == 0 && len(units) == 0 || len(rows) == 0 {
		return busy, nil
	}
	var sites []siteRow
	err = s.db.NewSelect().Model(&sites).Join("JOIN meetings AS m ON m.id = site.meeting_id").
		Where("m.start_at < ?", to.UTC()).Where("m.end_at > ?", from.UTC()).Where("m.start_at > ?", from.Add(-plan.MaxLength-time.Second).UTC()).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.Where("1 = 0")
			if len(rooms) > 0 {
				q = q.WhereOr("site.room_name IN (?)", bun.List(rooms))
			}
			if len(units) > 0 {
				pairs, values := pairsOf(units)
				q = q.WhereOr("(site.unit_catalogue, site.unit_code) IN (VALUES "+pairs+")", values...)
			}
			return q
		}).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("plan: busy sites: %w", err)
	}
	for i := range sites {
		if m := byID[sites[i].MeetingID]; m != nil {
			m.Sites = append(m.Sites, sites[i].site())
		}
	}
	return busy, nil
}

// RoomsOf returns the rooms of units, and those of the names, as far as clashes go. One query.
func (s *Store) RoomsOf(ctx context.Context, units []directory.UnitKey, names []string) ([]clash.Room, error) {
	if len(units) == 0 && len(names) == 0 {
		return nil, nil
	}
	var rows []struct {
		Name          string
		TitleVI       string `bun:"title_vi"`
		TitleEN       string `bun:"title_en"`
		UnitCatalogue string
		UnitCode      string
		Seats         int
		LineKbps      int
		Active        bool
	}
	find := s.db.NewSelect().TableExpr("rooms").Column("name", "title_vi", "title_en", "seats", "line_kbps", "active").
		ColumnExpr("COALESCE(unit_catalogue, '') AS unit_catalogue, COALESCE(unit_code, '') AS unit_code").
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.Where("1 = 0")
			if len(names) > 0 {
				q = q.WhereOr("name IN (?)", bun.List(names))
			}
			if len(units) > 0 {
				pairs, values := pairsOf(units)
				q = q.WhereOr("(unit_catalogue, unit_code) IN (VALUES "+pairs+")", values...)
			}
			return q
		}).Where("practice = ?", false).Order("position", "name")
	if err := find.Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("plan: rooms: %w", err)
	}
	rooms := make([]clash.Room, len(rows))
	for i, r := range rows {
		rooms[i] = clash.Room{
			Name: r.Name, Title: directory.Text{VI: r.TitleVI, EN: r.TitleEN}, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode},
			Seats: r.Seats, LineKbps: r.LineKbps, Active: r.Active,
		}
	}
	return rooms, nil
}

// pairsOf returns unit keys as the rows of VALUES.
func pairsOf(units []directory.UnitKey) (string, []any) {
	values := make([]any, 0, 2*len(units))
	for _, unit := range units {
		values = append(values, unit.Catalogue, unit.Code)
	}
	return strings.TrimSuffix(strings.Repeat("(?, ?), ", len(units)), ", "), values
}

// Package planstore keeps meetings in the database. Methods that change take the transaction of whoever decides on the
// change; each read is a fixed number of queries, however many rows it finds.
package planstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/plan"
)

// batch is how many rows go into one INSERT: well below every database's limit of parameters.
const batch = 200

// Store keeps meetings.
type Store struct {
	db         *bun.DB
	attendance plan.Attendance
}

// New returns the meetings in db. Attendance says who else than those in the plan attends, for lists and calendars.
func New(db *bun.DB, attendance plan.Attendance) *Store {
	return &Store{db: db, attendance: attendance}
}

// DB returns the database, for transactions.
func (s *Store) DB() *bun.DB { return s.db }

// Meeting returns one meeting with its sites and agenda; fault.NotFound when there is none. Three queries.
func (s *Store) Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error) {
	row := &meetingRow{}
	err := selectMeetings(db, row).Where("m.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("plan: meeting: %w", err)
	}
	all := []*plan.Meeting{row.meeting()}
	if err := s.addParts(ctx, db, all); err != nil {
		return nil, err
	}
	return all[0], nil
}

// MeetingsOf returns all meetings of a series in order, with their parts. Three queries.
func (s *Store) MeetingsOf(ctx context.Context, db bun.IDB, seriesID string) ([]*plan.Meeting, error) {
	return s.meetings(ctx, db, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("m.series_id = ?", seriesID).Order("m.occurrence_at")
	})
}

// Due returns the meetings that the clock may have to move: issued ones to be started by themselves by now, and those
// under way that should have ended before overdue. Three queries.
func (s *Store) Due(ctx context.Context, db bun.IDB, now, overdue time.Time) ([]*plan.Meeting, error) {
	return s.meetings(ctx, db, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
				return q.Where("m.state = ?", plan.StateIssued).Where("m.auto_start").Where("m.start_at <= ?", now.UTC()).Where("m.end_at > ?", now.UTC())
			}).WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
				return q.Where("m.state IN (?, ?)", plan.StateLive, plan.StatePaused).Where("m.end_at <= ?", overdue.UTC())
			})
		}).Order("m.start_at", "m.id").Limit(batch)
	})
}

// OverSince returns the ids of meetings that came to be over, or postponed, after an instant. One query.
func (s *Store) OverSince(ctx context.Context, since time.Time) ([]string, error) {
	var ids []string
	err := s.db.NewSelect().Model((*meetingRow)(nil)).Column("m.id").
		Where("m.state IN (?, ?, ?)", plan.StateEnded, plan.StateCancelled, plan.StatePostponed).
		Where("m.state_since > ?", since.UTC()).Order("m.id").Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("plan: over: %w", err)
	}
	return ids, nil
}

// Running returns the ids of the meetings that are live or paused. One query.
func (s *Store) Running(ctx context.Context) ([]string, error) {
	var ids []string
	err := s.db.NewSelect().Model((*meetingRow)(nil)).Column("m.id").Where("m.state IN (?, ?)", plan.StateLive, plan.StatePaused).
		Order("m.id").Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("plan: running: %w", err)
	}
	return ids, nil
}

func (s *Store) meetings(ctx context.Context, db bun.IDB, which func(*bun.SelectQuery) *bun.SelectQuery) ([]*plan.Meeting, error) {
	var rows []meetingRow
	if err := which(selectMeetings(db, &rows)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("plan: meetings: %w", err)
	}
	all := make([]*plan.Meeting, len(rows))
	for i := range rows {
		all[i] = rows[i].meeting()
	}
	return all, s.addParts(ctx, db, all)
}

// addParts reads the sites and agendas of meetings.
func (s *Store) addParts(ctx context.Context, db bun.IDB, all []*plan.Meeting) error {
	if len(all) == 0 {
		return nil
	}
	byID := make(map[string]*plan.Meeting, len(all))
	ids := make([]string, len(all))
	for i, m := range all {
		byID[m.ID], ids[i] = m, m.ID
	}
	var sites []siteRow
	err := db.NewSelect().Model(&sites).ColumnExpr("site.*").
		ColumnExpr("u.path AS unit_path, u.name_vi AS unit_name_vi, u.name_en AS unit_name_en, u.level AS unit_level").
		ColumnExpr("COALESCE(r.title_vi, '') AS room_title_vi, COALESCE(r.title_en, '') AS room_title_en").
		Join("JOIN units AS u ON u.catalogue = site.unit_catalogue AND u.code = site.unit_code").
		Join("LEFT JOIN rooms AS r ON r.name = site.room_name").
		Where("site.meeting_id IN (?)", bun.List(ids)).Order("site.meeting_id", "site.position").Scan(ctx)
	if err != nil {
		return fmt.Errorf("plan: sites: %w", err)
	}
	for i := range sites {
		m := byID[sites[i].MeetingID]
		m.Sites = append(m.Sites, sites[i].site())
	}
	var items []agendaRow
	err = db.NewSelect().Model(&items).ColumnExpr("item.*").
		ColumnExpr("COALESCE(u.path, '') AS unit_path, COALESCE(u.name_vi, '') AS unit_name_vi, COALESCE(u.name_en, '') AS unit_name_en").
		ColumnExpr("COALESCE(u.level, '') AS unit_level, COALESCE(p.name, '') AS presenter_name").
		Join("LEFT JOIN units AS u ON u.catalogue = item.presenter_catalogue AND u.code = item.presenter_code").
		Join("LEFT JOIN people AS p ON p.id = item.presenter_id").
		Where("item.meeting_id IN (?)", bun.List(ids)).Order("item.meeting_id", "item.position").Scan(ctx)
	if err != nil {
		return fmt.Errorf("plan: agenda: %w", err)
	}
	for i := range items {
		m := byID[items[i].MeetingID]
		m.Agenda = append(m.Agenda, items[i].item())
	}
	return nil
}

func selectMeetings(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("m.*").
		ColumnExpr("host.path AS host_path, host.name_vi AS host_name_vi, host.name_en AS host_name_en, host.level AS host_level").
		ColumnExpr("COALESCE(chair.name, '') AS chair_name, COALESCE(secretary.name, '') AS secretary_name").
		Join("JOIN units AS host ON host.catalogue = m.host_catalogue AND host.code = m.host_code").
		Join("LEFT JOIN people AS chair ON chair.id = m.chair_id").
		Join("LEFT JOIN people AS secretary ON secretary.id = m.secretary_id")
}

// Insert adds meetings with their parts.
func (s *Store) Insert(ctx context.Context, tx bun.Tx, all []*plan.Meeting) error {
	var meetings []meetingRow
	var sites []siteRow
	var items []agendaRow
	for _, m := range all {
		meetings = append(meetings, *newMeetingRow(m))
		sites = append(sites, newSiteRows(m)...)
		items = append(items, newAgendaRows(m)...)
	}
	return errors.Join(insert(ctx, tx, meetings), insert(ctx, tx, sites), insert(ctx, tx, items))
}

func insert[T any](ctx context.Context, tx bun.Tx, rows []T) error {
	for start := 0; start < len(rows); start += batch {
		part := rows[start:min(start+batch, len(rows))]
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return unknownPart(err)
		}
	}
	return nil
}

// unknownPart tells of a unit, person, room or type that is not in the directory any more.
func unknownPart(err error) error {
	if store.IsForeignKey(err) {
		return fault.Wrap(fault.Invalid, "meetings.unknown_part", err)
	}
	return fmt.Errorf("plan: %w", err)
}

// Update saves a meeting with its parts over the version that it was read at, and gives it the next one. It fails with
// fault.Stale when somebody else has changed it since.
func (s *Store) Update(ctx context.Context, tx bun.Tx, m *plan.Meeting) error {
	if err := s.bump(ctx, tx, m); err != nil {
		return err
	}
	if _, err := tx.NewDelete().Model((*siteRow)(nil)).Where("meeting_id = ?", m.ID).Exec(ctx); err != nil {
		return fmt.Errorf("plan: sites: %w", err)
	}
	if err := insert(ctx, tx, newSiteRows(m)); err != nil {
		return err
	}
	return s.updateAgenda(ctx, tx, m)
}

// UpdateState saves a meeting without its parts, as Update does.
func (s *Store) UpdateState(ctx context.Context, tx bun.Tx, m *plan.Meeting) error {
	return s.bump(ctx, tx, m)
}

func (s *Store) bump(ctx context.Context, tx bun.Tx, m *plan.Meeting) error {
	read := m.Version
	m.Version = read + 1
	result, err := tx.NewUpdate().Model(newMeetingRow(m)).Where("id = ?", m.ID).Where("version = ?", read).
		ExcludeColumn("id", "created_at", "created_by").Exec(ctx)
	if err != nil {
		return unknownPart(err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		return err
	}
	return s.stale(ctx, tx, (*meetingRow)(nil), m.ID)
}

// updateAgenda keeps the rows of items that stay: papers hang on them.
func (s *Store) updateAgenda(ctx context.Context, tx bun.Tx, m *plan.Meeting) error {
	kept := make([]string, len(m.Agenda))
	for i := range m.Agenda {
		kept[i] = m.Agenda[i].ID
	}
	drop := tx.NewDelete().Model((*agendaRow)(nil)).Where("meeting_id = ?", m.ID)
	if len(kept) > 0 {
		drop = drop.Where("id NOT IN (?)", bun.List(kept))
	}
	if _, err := drop.Exec(ctx); err != nil {
		if store.IsForeignKey(err) {
			return fault.Wrap(fault.Conflict, "meetings.item_has_papers", err)
		}
		return fmt.Errorf("plan: agenda: %w", err)
	}
	rows := newAgendaRows(m)
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&rows).On("CONFLICT (id) DO UPDATE").
		Set("position = EXCLUDED.position").Set("title = EXCLUDED.title").Set("minutes = EXCLUDED.minutes").
		Set("start_at = EXCLUDED.start_at").Set("presenter_catalogue = EXCLUDED.presenter_catalogue").
		Set("presenter_code = EXCLUDED.presenter_code").Set("presenter_id = EXCLUDED.presenter_id").Set("vote = EXCLUDED.vote").
		Where("item.meeting_id = EXCLUDED.meeting_id").Exec(ctx)
	if err != nil {
		return unknownPart(err)
	}
	return nil
}

// Delete removes a meeting as it was read.
func (s *Store) Delete(ctx context.Context, tx bun.Tx, m *plan.Meeting) error {
	result, err := tx.NewDelete().Model((*meetingRow)(nil)).Where("id = ?", m.ID).Where("version = ?", m.Version).Exec(ctx)
	if err != nil {
		if store.IsForeignKey(err) {
			return fault.Wrap(fault.Conflict, "meetings.in_use", err)
		}
		return fmt.Errorf("plan: %w", err)
	}
	if gone, err := result.RowsAffected(); err != nil || gone > 0 {
		return err
	}
	return s.stale(ctx, tx, (*meetingRow)(nil), m.ID)
}

// stale is the refusal of a change to a row that was not there at the version.
func (s *Store) stale(ctx context.Context, db bun.IDB, model any, id string) error {
	var current int64
	err := db.NewSelect().Model(model).Column("version").Where("id = ?", id).Scan(ctx, &current)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "")
	}
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	return fault.StaleVersion(current)
}

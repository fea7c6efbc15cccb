package library

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
	"giaoban/internal/store"
	"giaoban/recorder"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Store keeps the rows of recordings.
type Store struct {
	db         *bun.DB
	attendance plan.Attendance
}

// New returns the store over db; attendance tells who is invited.
func New(db *bun.DB, attendance plan.Attendance) *Store { return &Store{db, attendance} }

// DB is the database.
func (s *Store) DB() *bun.DB { return s.db }

type row struct {
	bun.BaseModel `bun:"table:recordings,alias:r"`

	ID             string           `bun:"id,pk"`
	Version        int64            `bun:"version"`
	MeetingID      string           `bun:"meeting_id"`
	Title          string           `bun:"title"`
	Search         string           `bun:"search"`
	State          State            `bun:"state"`
	Cameras        recorder.Cameras `bun:"cameras"`
	Audience       Audience         `bun:"audience"`
	StartedAt      time.Time        `bun:"started_at"`
	StartedBy      string           `bun:"started_by"`
	StarterName    string           `bun:"starter_name"`
	EndedAt        bun.NullTime     `bun:"ended_at"`
	Reason         string           `bun:"reason"`
	LengthMS       int64            `bun:"length_ms"`
	Bytes          int64            `bun:"bytes"`
	Tracks         int64            `bun:"tracks"`
	Dropped        int64            `bun:"dropped"`
	Gaps           int64            `bun:"gaps"`
	Programme      Programme        `bun:"programme"`
	Progress       int64            `bun:"progress"`
	ProgrammeError string           `bun:"programme_error"`

	MeetingStart  time.Time `bun:"meeting_start,scanonly"`
	HostCatalogue string    `bun:"host_catalogue,scanonly"`
	HostCode      string    `bun:"host_code,scanonly"`
	HostVI        string    `bun:"host_vi,scanonly"`
	HostEN        string    `bun:"host_en,scanonly"`
}

func rowOf(e *Entry) *row {
	return &row{
		ID: e.ID, Version: e.Version, MeetingID: e.MeetingID, Title: e.Title, Search: fold.Text(e.Title), State: e.State, Cameras: e.Cameras,
		Audience: e.Audience, StartedAt: e.StartedAt.UTC(), StartedBy: e.StartedBy, StarterName: e.StarterName, EndedAt: bun.NullTime{Time: e.EndedAt.UTC()},
		Reason: e.Reason, LengthMS: e.Length.Milliseconds(), Bytes: e.Bytes, Tracks: int64(e.Tracks), Dropped: int64(e.Dropped), Gaps: int64(e.Gaps),
		Programme: e.Programme, Progress: int64(e.Progress), ProgrammeError: e.ProgrammeError,
	}
}

func (r *row) entry() Entry {
	e := Entry{
		ID: r.ID, Version: r.Version, MeetingID: r.MeetingID, Title: r.Title, State: r.State, Cameras: r.Cameras, Audience: r.Audience,
		StartedAt: r.StartedAt.UTC(), StartedBy: r.StartedBy, StarterName: r.StarterName, Reason: r.Reason,
		Length: time.Duration(r.LengthMS) * time.Millisecond, Bytes: r.Bytes, Tracks: int(r.Tracks), Dropped: uint64(r.Dropped), Gaps: int(r.Gaps),
		Programme: r.Programme, Progress: int(r.Progress), ProgrammeError: r.ProgrammeError,
		MeetingStart: r.MeetingStart.UTC(), Host: directory.UnitKey{Catalogue: r.HostCatalogue, Code: r.HostCode},
		HostName: directory.Text{VI: r.HostVI, EN: r.HostEN},
	}
	if !r.EndedAt.IsZero() {
		e.EndedAt = r.EndedAt.UTC()
	}
	return e
}

// Add keeps a new recording: fault.Conflict "recording.running" when the meeting has one that runs.
func (s *Store) Add(ctx context.Context, db bun.IDB, e *Entry) error {
	e.Version = 1
	_, err := db.NewInsert().Model(rowOf(e)).Exec(ctx)
	if store.IsUnique(err) {
		return fault.Wrap(fault.Conflict, "recording.running", err)
	}
	return wrap("add", err)
}

// Change reads a recording, lets change work on it and writes it, in one transaction. Before PostgreSQL has others wait, and
// SQLite has one writer: nothing is lost. fault.NotFound when there is none.
func (s *Store) Change(ctx context.Context, id string, change func(ctx context.Context, tx bun.Tx, e *Entry) error) (*Entry, error) {
	var changed Entry
	err := store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		r := &row{}
		// The write comes first: it takes the row for this transaction on both databases.
		touched, err := tx.NewUpdate().Model(r).Set("version = version + 1").Where("id = ?", id).Exec(ctx)
		if err != nil {
			return wrap("change", err)
		}
		if n, err := touched.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.New(fault.NotFound, ""))
		}
		if err := s.find(tx, r).Where("r.id = ?", id).Scan(ctx); err != nil {
			return wrap("change", err)
		}
		changed = r.entry()
		if err := change(ctx, tx, &changed); err != nil {
			return err
		}
		_, err = tx.NewUpdate().Model(rowOf(&changed)).WherePK().Exec(ctx)
		return wrap("change", err)
	})
	return &changed, err
}

func (s *Store) find(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("r.*").
		ColumnExpr("m.start_at AS meeting_start, m.host_catalogue, m.host_code, host.name_vi AS host_vi, host.name_en AS host_en").
		Join("JOIN meetings AS m ON m.id = r.meeting_id").
		Join("JOIN units AS host ON host.catalogue = m.host_catalogue AND host.code = m.host_code")
}

// Get returns a recording, whoever asks; fault.NotFound when there is none.
func (s *Store) Get(ctx context.Context, id string) (*Entry, error) {
	r := &row{}
	err := s.find(s.db, r).Where("r.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, wrap("get", err)
	}
	e := r.entry()
	return &e, nil
}

// InState returns the recordings in one of the states, the oldest first.
func (s *Store) InState(ctx context.Context, states ...State) ([]Entry, error) {
	var rows []row
	if err := s.find(s.db, &rows).Where("r.state IN (?)", bun.List(states)).Order("r.started_at", "r.id").Scan(ctx); err != nil {
		return nil, wrap("in state", err)
	}
	return entries(rows), nil
}

// ToMake returns the recordings whose programme waits or was being made, the oldest first.
func (s *Store) ToMake(ctx context.Context) ([]Entry, error) {
	var rows []row
	err := s.find(s.db, &rows).Where("r.programme IN (?)", bun.List([]Programme{Waiting, Making})).Order("r.started_at", "r.id").Scan(ctx)
	if err != nil {
		return nil, wrap("to make", err)
	}
	return entries(rows), nil
}

func entries(rows []row) []Entry {
	all := make([]Entry, len(rows))
	for i := range rows {
		all[i] = rows[i].entry()
	}
	return all
}

// Find returns a page of the recordings that a viewer may watch, the latest first, and the next page's cursor, "" at the end.
// One query. A nil viewer is the system, which sees all.
func (s *Store) Find(ctx context.Context, viewer *directory.Viewer, query Query) ([]Entry, string, error) {
	var rows []row
	find := s.watchable(s.find(s.db, &rows), viewer).Order("r.started_at DESC", "r.id DESC")
	for _, word := range strings.Fields(fold.Text(query.Text)) {
		find = find.Where("r.search LIKE ?", "%"+word+"%")
	}
	if query.MeetingID != "" {
		find = find.Where("r.meeting_id = ?", query.MeetingID)
	}
	if !query.From.IsZero() {
		find = find.Where("r.started_at >= ?", query.From.UTC())
	}
	if !query.To.IsZero() {
		find = find.Where("r.started_at < ?", query.To.UTC())
	}
	if !query.Host.IsZero() {
		find = find.Where("m.host_catalogue = ?", query.Host.Catalogue).Where("m.host_code = ?", query.Host.Code)
	}
	find = standing(find, query.Standing)
	if query.Cursor != "" {
		at, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, "", err
		}
		find = find.Where("(r.started_at, r.id) < (?, ?)", at, id)
	}
	limit := query.Limit
	if limit < 1 || limit > directory.MaxPage {
		limit = directory.MaxPage
	}
	if err := find.Limit(int64(limit) + 1).Scan(ctx); err != nil {
		return nil, "", wrap("find", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(&rows[limit-1])
	}
	return entries(rows), next, nil
}

// standing keeps what stands so.
func standing(find *bun.SelectQuery, wanted Standing) *bun.SelectQuery {
	switch wanted {
	case Running:
		return find.Where("r.state IN (?)", bun.List([]State{Recording, Paused, Finishing}))
	case Preparing:
		return find.Where("r.state = ?", Ready).Where("r.programme IN (?)", bun.List([]Programme{Waiting, Making}))
	case Watchable:
		return find.Where("r.state = ?", Ready).Where("r.programme = ?", Made)
	case Lost:
		return find.Where("(r.state = ? OR r.programme = ?)", Failed, NotMade)
	case Gone:
		return find.Where("r.state = ?", Disposed)
	}
	return find
}

// watchable keeps what a viewer may watch; MayWatch says the same of one.
func (s *Store) watchable(find *bun.SelectQuery, viewer *directory.Viewer) *bun.SelectQuery {
	if viewer == nil {
		return find
	}
	return find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("r.audience = ?", Invited).Where("m.id IN (?)",
				s.attendance.InvitedTo(s.db, plan.Invitee{PersonID: viewer.PersonID, AccountID: viewer.AccountID, Unit: viewer.Unit}))
		})
		if viewer.PersonID != "" {
			q = q.WhereOr("m.chair_id = ?", viewer.PersonID).WhereOr("m.secretary_id = ?", viewer.PersonID)
		}
		for _, role := range plan.HostRoles() {
			for _, assignment := range viewer.Assignments {
				if assignment.Role == role {
					q = q.WhereOr("substr(host.path, 1, ?) = ?", len(assignment.Path), assignment.Path)
				}
			}
		}
		return q
	})
}

// MayWatch reports whether a viewer may watch a recording of the meeting. One query.
func (s *Store) MayWatch(ctx context.Context, e *Entry, m *plan.Meeting, viewer *directory.Viewer) (bool, error) {
	if viewer == nil || len(plan.HandsOf(m, viewer)) > 0 || viewer.Has(identity.Leader, m.HostPath) {
		return true, nil
	}
	if e.Audience != Invited {
		return false, nil
	}
	party, err := s.attendance.Standing(ctx, m.ID, viewer)
	return err == nil && party.Role != "" && !party.Away, err
}

func cursor(r *row) string {
	return base64.RawURLEncoding.EncodeToString([]byte(r.StartedAt.UTC().Format(time.RFC3339Nano) + " " + r.ID))
}

func parseCursor(text string) (at time.Time, id string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return time.Time{}, "", directory.ErrBadCursor
	}
	value, id, found := strings.Cut(string(raw), " ")
	at, err = time.Parse(time.RFC3339Nano, value)
	if !found || err != nil {
		return time.Time{}, "", directory.ErrBadCursor
	}
	return at.UTC(), id, nil
}

func wrap(what string, err error) error {
	if err != nil {
		return fmt.Errorf("recordings: %s: %w", what, err)
	}
	return nil
}

// DisposeIn notes in a transaction that the files of a recording are gone.
func (s *Store) DisposeIn(ctx context.Context, tx bun.Tx, id string) error {
	_, err := tx.NewUpdate().Model((*row)(nil)).Set("state = ?", Disposed).Set("version = version + 1").
		Set("programme = ?", NoProgramme).Where("id = ?", id).Exec(ctx)
	return wrap("dispose", err)
}

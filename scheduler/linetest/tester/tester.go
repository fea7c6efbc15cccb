// Package tester runs the line test before a meeting: it lets technicians and terminals into the test room, judges what
// the server sees and hears of them there, and keeps the board.
package tester

import (
	"context"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linetest"
	"giaoban/scheduler/linetest/linestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/terminal"
)

// Meetings is what the tester asks of the plan.
type Meetings interface {
	// Meeting returns a meeting that the viewer may see and what they may do with it; fault.NotFound for others.
	Meeting(ctx context.Context, by directory.By, meetingID string) (*plan.Meeting, plan.Rights, error)
}

// Media is what the server sees and hears in its rooms.
type Media interface {
	// Reading tells of a participant; one who is not in the room is not There, no error.
	Reading(ctx context.Context, room, identity string) (linetest.Reading, error)
}

// Terminals knows the terminals of rooms and when they were last heard of.
type Terminals interface {
	OfRooms(ctx context.Context, rooms []string) ([]terminal.Terminal, error)
}

// Deps are what a tester stands on. All must be set, except as noted.
type Deps struct {
	Store     *linestore.Store
	Terminals Terminals
	Rooms     directory.Lookup
	Meetings  Meetings
	Media     Media
	Audit     *audit.Log
	Now       func() time.Time
	Version   string // of the app that is served
	// Announce tells whoever looks on that something has changed; nil = nobody.
	Announce func(topic, kind, id string)
}

// Tester runs line tests. It is safe for concurrent use.
type Tester struct {
	Deps

	mu    sync.Mutex
	heard map[string]heard // the loudest moment of late, by room and identity; guarded by mu
}

type heard struct {
	level float64
	at    time.Time
}

// New returns a tester.
func New(deps Deps) *Tester {
	if deps.Announce == nil {
		deps.Announce = func(string, string, string) {}
	}
	return &Tester{Deps: deps, heard: map[string]heard{}}
}

// Topic is what those watch who follow a meeting's line test.
func Topic(meetingID string) string { return "linetest:" + meetingID }

// Place is where somebody tests.
type Place struct {
	Meeting *plan.Meeting
	Site    *plan.Site
}

// place returns the site at which the caller tests; key picks one for those who have several. The test must be open.
func (t *Tester) place(ctx context.Context, by directory.By, meetingID string, key directory.UnitKey) (*Place, error) {
	m, _, err := t.Meetings.Meeting(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if by.Viewer == nil {
		return nil, fault.New(fault.Forbidden, "")
	}
	sites := linetest.SitesOf(m, by.Viewer)
	if key.IsZero() && len(sites) == 1 {
		key = sites[0].Unit
	}
	for _, site := range sites {
		if site.Unit == key {
			return &Place{m, site}, linetest.Open(m, t.Now())
		}
	}
	if err := t.Audit.Append(ctx, by.Actor, "access.refused", "meeting:"+meetingID+"/line-test", nil); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.Forbidden, "linetests.not_yours")
}

// Join lets the caller into the test room and says as what site.
func (t *Tester) Join(ctx context.Context, by directory.By, meetingID string, key directory.UnitKey) (*Place, error) {
	at, err := t.place(ctx, by, meetingID, key)
	if err != nil {
		return nil, err
	}
	return at, t.Audit.Append(ctx, by.Actor, "linetest.joined", "meeting:"+meetingID, map[string]string{"site": at.Site.Unit.Code})
}

// lately is how long the loudest moment counts: a voice pauses between words.
const lately = 10 * time.Second

// Heard tells the caller what the server sees and hears of them in the test room. Who is in it may know; others learn of
// the meeting no more than they may.
func (t *Tester) Heard(ctx context.Context, by directory.By, meetingID string) (linetest.Reading, error) {
	reading, err := t.reading(ctx, by, meetingID)
	if err != nil || reading.There {
		return reading, err
	}
	_, _, err = t.Meetings.Meeting(ctx, by, meetingID)
	return reading, err
}

func (t *Tester) reading(ctx context.Context, by directory.By, meetingID string) (linetest.Reading, error) {
	if by.Viewer == nil {
		return linetest.Reading{}, fault.New(fault.Forbidden, "")
	}
	room := (&plan.Meeting{ID: meetingID}).TestRoom()
	reading, err := t.Media.Reading(ctx, room, by.Viewer.AccountID)
	if err != nil || !reading.There {
		return reading, err
	}
	now, key := t.Now(), room+"/"+by.Viewer.AccountID
	t.mu.Lock()
	defer t.mu.Unlock()
	for other, h := range t.heard {
		if now.Sub(h.at) > lately {
			delete(t.heard, other)
		}
	}
	if h, known := t.heard[key]; !known || reading.Level >= h.level {
		if reading.Level > 0 {
			t.heard[key] = heard{reading.Level, now}
		}
	} else {
		reading.Level = h.level
	}
	return reading, nil
}

// Told is what somebody at a site tells of it. Of camera and microphone the server goes by its own eyes and ears.
type Told struct {
	Site    directory.UnitKey // zero = the only one of the caller
	Kind    linetest.Kind
	Heard   bool             // the loudspeaker's tone
	Ready   bool             // of a mark
	Words   string           // of a mark; needed when it is not ready
	Figures linetest.Figures // of line and terminal
}

// Record takes in a check or a mark.
func (t *Tester) Record(ctx context.Context, by directory.By, meetingID string, told Told) (*linetest.Entry, error) {
	at, err := t.place(ctx, by, meetingID, told.Site)
	if err != nil {
		return nil, err
	}
	e := &linetest.Entry{
		ID: id.New(linetest.Prefix), MeetingID: meetingID, Site: at.Site.Unit, Kind: told.Kind, At: t.Now().UTC(), By: by.Actor.ID, ByName: by.Viewer.Name,
	}
	if err := t.judge(ctx, by, at, told, e); err != nil {
		return nil, err
	}
	return e, t.keep(ctx, by, e)
}

func (t *Tester) judge(ctx context.Context, by directory.By, at *Place, told Told, e *linetest.Entry) error {
	switch told.Kind {
	case linetest.Camera, linetest.Microphone:
		reading, err := t.reading(ctx, by, at.Meeting.ID)
		if err != nil {
			return err
		}
		if !reading.There {
			return fault.New(fault.Conflict, "linetests.not_in_room")
		}
		if told.Kind == linetest.Microphone {
			e.Verdict, e.Figures.Level = linetest.JudgeMicrophone(reading), reading.Level
			return nil
		}
		e.Verdict = linetest.JudgeCamera(reading)
		e.Figures = linetest.Figures{Pictures: reading.Pictures, Width: reading.Width, Height: reading.Height, FrameRate: reading.FrameRate}
	case linetest.Loudspeaker:
		e.Verdict, e.Figures.Heard = linetest.NoGo, told.Heard
		if told.Heard {
			e.Verdict = linetest.Go
		}
	case linetest.Line:
		return t.judgeLine(ctx, by, at, told, e)
	case linetest.Terminal:
		e.Figures = linetest.Figures{Browser: told.Figures.Browser, Version: told.Figures.Version, App: told.Figures.App}
		e.Verdict = linetest.JudgeTerminal(&e.Figures, t.Version)
	case linetest.Mark:
		var form text.Form
		form.Lines("words", &told.Words, linetest.MaxWords)
		form.Check(told.Ready || told.Words != "", "words", text.ReasonRequired)
		e.Words, e.Verdict = told.Words, linetest.NoGo
		if told.Ready {
			e.Verdict = linetest.Go
		}
		return form.Err()
	default:
		return fault.InvalidFields("form", []fault.Field{{Location: "kind", Reason: "unknown"}})
	}
	return nil
}

// judgeLine goes by the caller's figures, and by the loss that the server itself has counted.
func (t *Tester) judgeLine(ctx context.Context, by directory.By, at *Place, told Told, e *linetest.Entry) error {
	f := &e.Figures
	f.RTTMs, f.DownKbps, f.UpKbps, f.NeedKbps = told.Figures.RTTMs, told.Figures.DownKbps, told.Figures.UpKbps, linetest.NeedOf(at.Site)
	reading, err := t.reading(ctx, by, at.Meeting.ID)
	if err != nil {
		return err
	}
	f.LossPct = max(reading.LossPct, told.Figures.LossPct)
	if at.Site.Room != "" {
		rooms, err := t.Rooms.RoomsByName(ctx, []string{at.Site.Room})
		if err != nil {
			return err
		}
		f.LineKbps = rooms[at.Site.Room].LineKbps
	}
	e.Verdict = linetest.JudgeLine(f)
	return nil
}

func (t *Tester) keep(ctx context.Context, by directory.By, entries ...*linetest.Entry) error {
	err := store.InTx(ctx, t.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		for _, e := range entries {
			if err := t.Store.Insert(ctx, tx, e); err != nil {
				return err
			}
		}
		e := entries[0]
		return t.Audit.In(tx).Append(ctx, by.Actor, "linetest."+string(e.Kind), "meeting:"+e.MeetingID,
			map[string]any{"site": e.Site.Code, "sites": len(entries), "verdict": e.Verdict, "words": e.Words})
	})
	if err != nil {
		return err
	}
	t.Announce(Topic(entries[0].MeetingID), "linetest.changed", entries[0].MeetingID)
	return nil
}

// Row is a site on the board.
type Row struct {
	Site      *plan.Site
	State     linetest.State
	Latest    map[linetest.Kind]linetest.Entry
	Terminals []terminal.Terminal
	LineKbps  int64
	Receipts  []linetest.Receipt // of the latest call
}

// Board is a meeting's go / no-go board.
type Board struct {
	Meeting *plan.Meeting
	Open    bool
	Calls   bool // sites can be called now
	Leads   bool // the caller may call sites
	Rows    []Row
}

// Board returns the sites of a meeting and how they stand: all of them to those who lead it, to others those at which
// they test. Five queries, whatever the number of sites.
func (t *Tester) Board(ctx context.Context, by directory.By, meetingID string) (*Board, error) {
	m, rights, err := t.Meetings.Meeting(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	sites := all(m)
	if !rights.Moderate && by.Viewer != nil {
		if sites = linetest.SitesOf(m, by.Viewer); len(sites) == 0 {
			return nil, fault.New(fault.Forbidden, "linetests.not_yours")
		}
	}
	latest, err := t.Store.Latest(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, site := range sites {
		if site.Room != "" {
			names = append(names, site.Room)
		}
	}
	rooms, err := t.Rooms.RoomsByName(ctx, names)
	if err != nil {
		return nil, err
	}
	devices, err := t.Terminals.OfRooms(ctx, names)
	if err != nil {
		return nil, err
	}
	byRoom := map[string][]terminal.Terminal{}
	for _, device := range devices {
		byRoom[device.Room] = append(byRoom[device.Room], device)
	}
	receipts, err := t.Store.Receipts(ctx, t.Store.DB(), callsOf(latest))
	if err != nil {
		return nil, err
	}
	now := t.Now()
	board := &Board{Meeting: m, Open: linetest.Open(m, now) == nil, Calls: linetest.Callable(m, now) == nil, Leads: rights.Moderate}
	for _, site := range sites {
		board.Rows = append(board.Rows, Row{
			Site: site, State: linetest.StateOf(latest[site.Unit]), Latest: latest[site.Unit], Terminals: byRoom[site.Room], LineKbps: rooms[site.Room].LineKbps,
			Receipts: receipts[latest[site.Unit][linetest.Call].ID],
		})
	}
	return board, nil
}

// callsOf are the latest calls of all sites.
func callsOf(latest map[directory.UnitKey]map[linetest.Kind]linetest.Entry) []string {
	var ids []string
	for _, told := range latest {
		if call, found := told[linetest.Call]; found {
			ids = append(ids, call.ID)
		}
	}
	return ids
}

func all(m *plan.Meeting) []*plan.Site {
	sites := make([]*plan.Site, len(m.Sites))
	for i := range m.Sites {
		sites[i] = &m.Sites[i]
	}
	return sites
}

// History returns what was told of a site, the latest first, to those who see it on the board.
func (t *Tester) History(ctx context.Context, by directory.By, meetingID string, key directory.UnitKey) ([]linetest.Entry, error) {
	board, err := t.Board(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	for i := range board.Rows {
		if board.Rows[i].Site.Unit == key {
			const most = 200
			return t.Store.History(ctx, meetingID, key, most)
		}
	}
	return nil, fault.New(fault.NotFound, "")
}

// Watches reports whether a viewer may follow a meeting's line test.
func (t *Tester) Watches(ctx context.Context, by directory.By, meetingID string) (bool, error) {
	m, rights, err := t.Meetings.Meeting(ctx, by, meetingID)
	if err != nil || by.Viewer == nil {
		return false, err
	}
	return rights.Moderate || len(linetest.SitesOf(m, by.Viewer)) > 0, nil
}

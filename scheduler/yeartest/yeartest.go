// Package yeartest fills a database with a year of a province, for tests that hold pages to a number of queries and for
// benchmarks: units, people, meetings with their sites, agendas, invitations, mails, papers and audit records. What it
// writes is always the same for a size and a day. The demonstration's directory must be there already.
package yeartest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/workday"
)

// Size is how much there is in all, with what the demonstration's directory has.
type Size struct {
	Units, People int
	Meetings      int
	Sites         int // of a meeting of the whole province
	Invitations   int
	Invited       int // of the invitations, those to the next meeting
	Papers        int
	Records       int // of the audit log
}

// Whole is the year of a province.
var Whole = Size{Units: 200, People: 3000, Meetings: 5000, Sites: 124, Invitations: 100_000, Invited: 1250, Papers: 50_000, Records: 100_000}

// wideEvery is which part of the meetings is of the whole province.
const wideEvery = 20

// Year is what was written.
type Year struct {
	Units  []directory.UnitKey // the province, the commune of most tests, the other communes, the bodies
	People []string
	// Next is the largest meeting: of the whole province, issued, in a week's time.
	Next string
	// Start and End are when it takes place.
	Start, End time.Time

	size     Size
	now      time.Time
	rooms    []string // of the units; "" where there is none
	names    []string // of the people
	homes    []int    // the people's units
	meetings []meeting
}

// Fill writes a year around an instant: nine months of it have passed.
func Fill(t testing.TB, db *bun.DB, size Size, now time.Time) *Year {
	t.Helper()
	y := &Year{size: size, now: now.UTC().Truncate(time.Second)}
	ctx := t.Context()
	for _, step := range []func(context.Context, bun.IDB) error{y.readDirectory, y.addUnits, y.addPeople} {
		if err := step(ctx, db); err != nil {
			t.Fatal(err)
		}
	}
	y.planMeetings()
	y.Next, y.Start, y.End = y.meetings[0].id, y.meetings[0].start, y.meetings[0].end
	err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		for _, add := range []func(context.Context, bun.IDB) error{
			y.addMeetings, y.addSites, y.addAgendas, y.addEvents, y.addDocuments, y.addLetters, y.addInvitations, y.addDeliveries,
			y.addPapers, y.addFiles, y.addSteps, y.addRecords,
		} {
			if err := add(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if store.IsPostgres(db) { // as the server does by itself within a minute
		if _, err := db.ExecContext(ctx, "ANALYZE"); err != nil {
			t.Fatal(err)
		}
	}
	return y
}

// Sites returns the units that take part in a meeting of the whole province, as far as they have a room, and their rooms.
func (y *Year) Sites() (units []directory.UnitKey, rooms []string) {
	for i, room := range y.rooms {
		if room != "" && len(units) < y.size.Sites {
			units, rooms = append(units, y.Units[i]), append(rooms, room)
		}
	}
	return units, rooms
}

// Commune returns a commune with a room that takes part in ordinary meetings too.
func (y *Year) Commune() (directory.UnitKey, string) { return y.Units[1], y.rooms[1] }

func (y *Year) readDirectory(ctx context.Context, db bun.IDB) error {
	var units []struct {
		Code, Room string
	}
	err := db.NewSelect().TableExpr("units AS u").ColumnExpr("u.code AS code, COALESCE(min(r.name), '') AS room").
		Join("LEFT JOIN rooms AS r ON r.unit_catalogue = u.catalogue AND r.unit_code = u.code").
		Where("u.catalogue = ?", demo.Current).GroupExpr("u.code, u.level, u.position").
		OrderExpr("CASE WHEN u.level = 'province' THEN 0 WHEN u.code = ? THEN 1 WHEN u.level = 'commune' THEN 2 ELSE 3 END, u.position", demo.ChiemHoaCode).Scan(ctx, &units)
	if err != nil {
		return fmt.Errorf("units: %w", err)
	}
	place := map[string]int{}
	for i, unit := range units {
		place[unit.Code] = i
		y.Units, y.rooms = append(y.Units, directory.UnitKey{Catalogue: demo.Current, Code: unit.Code}), append(y.rooms, unit.Room)
	}
	var people []struct {
		ID, Name, UnitCode string
	}
	err = db.NewSelect().TableExpr("people").Column("id", "name", "unit_code").Where("unit_catalogue = ?", demo.Current).Order("id").Scan(ctx, &people)
	if err != nil {
		return fmt.Errorf("people: %w", err)
	}
	for _, person := range people {
		y.People, y.names, y.homes = append(y.People, person.ID), append(y.names, person.Name), append(y.homes, place[person.UnitCode])
	}
	return nil
}

// meeting is what the rows of one have in common.
type meeting struct {
	id                string
	title             string
	start, end        time.Time
	wide              bool
	host              int // place in Units
	chair, secretary  int // place in People
	state             string
	invited, papers   int
	firstSite, sites  int
	invitationsBefore int // in all meetings before
}

func (m *meeting) issued() bool { return m.state == "issued" || m.state == "ended" }

var subjects = []string{
	"Giao ban công tác tuần", "Phòng, chống thiên tai và tìm kiếm cứu nạn", "Tiến độ giải ngân vốn đầu tư công", "Chuyển đổi số và cải cách hành chính",
	"Sắp xếp đơn vị hành chính cấp xã", "Công tác dân tộc và giảm nghèo bền vững", "An toàn giao thông", "Phát triển du lịch cộng đồng",
	"Tuyển sinh và sách giáo khoa", "Phòng cháy, chữa cháy rừng",
}

// planMeetings lays the meetings out over the year's working days, twenty a day in a whole one.
func (y *Year) planMeetings() {
	zone := workday.Zone()
	var days []time.Time
	year, month, day := y.now.In(zone).AddDate(0, -9, 0).Date()
	for i := range 365 {
		if at := time.Date(year, month, day+i, 0, 0, 0, 0, zone); at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			days = append(days, at)
		}
	}
	n := y.size.Meetings
	y.meetings = make([]meeting, n)
	for i := range y.meetings {
		m := &y.meetings[i]
		m.id, m.wide = fmt.Sprintf("ME_year%05d", i), i%wideEvery == 0
		m.title = fmt.Sprintf("%s, kỳ %d", subjects[i%len(subjects)], i)
		m.start = days[i*len(days)/n].Add(7*time.Hour + 30*time.Minute + time.Duration(i*7%18)*30*time.Minute)
		if i == 0 {
			m.start = nextWeek(y.now)
		}
		m.end = m.start.Add(time.Duration(2+i%4) * 30 * time.Minute)
		m.chair, m.secretary = i*11%len(y.People), i*13%len(y.People)
		if m.sites, m.firstSite = 1+i%3, 1+i%100; m.wide {
			m.sites, m.firstSite = y.size.Sites, 0
		} else {
			m.host = m.firstSite
		}
		m.state = y.stateOf(i, m.start)
		m.papers = y.size.Papers / n
	}
	y.share()
}

// nextWeek is eight o'clock of a working day in about a week.
func nextWeek(now time.Time) time.Time {
	at := now.In(workday.Zone()).AddDate(0, 0, 7)
	for at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
		at = at.AddDate(0, 0, 1)
	}
	return time.Date(at.Year(), at.Month(), at.Day(), 8, 0, 0, 0, workday.Zone())
}

func (y *Year) stateOf(i int, start time.Time) string {
	switch {
	case start.Before(y.now.AddDate(0, 0, -1)):
		if i%25 == 7 {
			return "cancelled"
		}
		return "ended"
	case start.Before(y.now.AddDate(0, 1, 0)):
		return "issued"
	}
	return []string{"draft", "submitted", "approved"}[i%3]
}

// share shares the invitations out: to each unit for meetings of the whole province, and the rest evenly to the others.
func (y *Year) share() {
	mean := y.size.Invitations / len(y.meetings)
	left, others := y.size.Invitations, 0
	for i := range y.meetings {
		m := &y.meetings[i]
		switch {
		case i == 0:
			m.invited = min(y.size.Invited, len(y.Units)+len(y.People))
		case m.wide:
			m.invited = min(10*mean, len(y.Units))
		default:
			others++
		}
		left -= m.invited
	}
	before := 0
	for i := range y.meetings {
		m := &y.meetings[i]
		if !m.wide {
			m.invited = left / others
			left, others = left-m.invited, others-1
		}
		m.invitationsBefore = before
		before += m.invited
	}
}

// Package demo plans meetings for demonstrations, in several states and around the present: one of the whole province that
// can be entered now, one that opens in a few minutes, one under way, and a weekly series.
package demo

import (
	"context"
	"fmt"
	"time"

	"giaoban/internal/audit"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/recur"
)

// By is who plans the demonstration's meetings: the system, as the demonstration.
var By = directory.By{Actor: audit.Actor{Name: "demo"}}

// Issue invites to an approved meeting and issues it. Everyone says that all communes are invited.
type Issue func(ctx context.Context, m *plan.Meeting, everyone bool) error

var (
	province = directory.UnitKey{Catalogue: demo.Current, Code: demo.ProvinceCode}
	chiemHoa = directory.UnitKey{Catalogue: demo.Current, Code: demo.ChiemHoaCode}
	naHang   = directory.UnitKey{Catalogue: demo.Current, Code: demo.NaHangCode}
)

// Load plans what is missing: the meetings around the present when none of the next hour is there, the others once.
func Load(ctx context.Context, p *planner.Planner, issue Issue) error {
	units, err := demo.Units(demo.Current)
	if err != nil {
		return err
	}
	l := &loader{planner: p, issue: issue, units: units, now: p.Now().UTC().Truncate(time.Minute)}
	soon, _, err := p.Find(ctx, By, plan.Query{
		From: l.now, To: l.now.Add(time.Hour), Host: province, States: []plan.State{plan.StateIssued, plan.StateLive}, Page: directory.Page{Limit: 1},
	})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	any, _, err := p.Find(ctx, By, plan.Query{Page: directory.Page{Limit: 1}})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if len(soon) == 0 {
		if err := l.present(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	if len(any) == 0 {
		if err := l.rest(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

type loader struct {
	planner *planner.Planner
	issue   Issue
	units   []directory.Unit
	now     time.Time
}

// soon is a start that is still to come when a slow machine has planned and issued the meeting.
func (l *loader) soon() time.Time {
	return l.planner.Now().UTC().Truncate(time.Minute).Add(3 * time.Minute)
}

// draft is a plan of the province's with its usual people.
func (l *loader) draft(title string, start time.Time, length time.Duration) plan.Draft {
	return plan.Draft{
		Title: title, Urgency: plan.Normal, Host: province, ChairID: demo.PersonID("chutri"), SecretaryID: demo.PersonID("thuky"),
		Start: start, End: start.Add(length), Mode: plan.Hybrid, Policies: plan.DefaultPolicies(), NoStateSecret: true, Secrecy: plan.NotSecret,
		LateReason: "Cuộc họp dùng để giới thiệu hệ thống",
		Sites:      []plan.Site{{Unit: province, Room: demo.RoomName(demo.ProvinceCode), Main: true}},
	}
}

// everywhere adds the site of each commune.
func (l *loader) everywhere(d *plan.Draft) {
	for _, unit := range l.units {
		if unit.Level == directory.Commune {
			d.Sites = append(d.Sites, plan.Site{
				Unit: directory.UnitKey{Catalogue: unit.Catalogue, Code: unit.Code}, Room: demo.RoomName(unit.Code), NeedKbps: 3000,
			})
		}
	}
}

// move takes a meeting through actions; issuing is the issuer's.
func (l *loader) move(ctx context.Context, m *plan.Meeting, reason string, actions ...plan.Action) (err error) {
	for _, action := range actions {
		if action == plan.Issue {
			if err := l.issue(ctx, m, len(m.Sites) > 100); err != nil {
				return err
			}
			found, err := l.planner.Get(ctx, By, m.ID)
			if err != nil {
				return err
			}
			m = found.Meeting
			continue
		}
		if m, err = l.planner.Act(ctx, By, m.ID, 0, action, reason, planner.One); err != nil {
			return fmt.Errorf("%s: %w", action, err)
		}
	}
	return nil
}

func (l *loader) add(ctx context.Context, d plan.Draft, reason string, actions ...plan.Action) error {
	m, _, err := l.planner.Create(ctx, By, d)
	if err != nil {
		return err
	}
	return l.move(ctx, m, reason, actions...)
}

// present plans the meetings of the next hour.
func (l *loader) present(ctx context.Context) error {
	now := l.draft("Hội nghị trực tuyến toàn tỉnh triển khai nhiệm vụ quý IV", l.now.Add(10*time.Minute), 3*time.Hour)
	now.Description = "Đánh giá kết quả 9 tháng, triển khai nhiệm vụ trọng tâm quý IV đến 124 xã, phường."
	now.Agenda = []plan.AgendaItem{
		{Title: "Khai mạc", Minutes: 10, PresenterUnit: province, PresenterID: demo.PersonID("chutri")},
		{Title: "Báo cáo kết quả 9 tháng, nhiệm vụ quý IV", Minutes: 30, PresenterUnit: province},
		{Title: "Tham luận của xã Chiêm Hoá", Minutes: 15, PresenterUnit: chiemHoa, PresenterID: demo.PersonID("daibieu")},
		{Title: "Tham luận của xã Nà Hang", Minutes: 15, PresenterUnit: naHang, PresenterID: demo.PersonID("daibieu2")},
		{Title: "Biểu quyết thông qua kế hoạch", Minutes: 10, Vote: true},
		{Title: "Kết luận", Minutes: 20, PresenterUnit: province, PresenterID: demo.PersonID("chutri")},
	}
	l.everywhere(&now)
	if err := l.add(ctx, now, "", plan.Submit, plan.Approve, plan.Issue); err != nil {
		return err
	}
	next := l.draft("Họp rà soát tiến độ giải ngân vốn đầu tư công", l.now.Add(30*time.Minute), 90*time.Minute)
	next.SecretaryID = demo.PersonID("thuky")
	next.Sites = append(next.Sites[:0], plan.Site{Unit: chiemHoa, Room: demo.RoomName(demo.ChiemHoaCode)}, plan.Site{Unit: naHang, Room: demo.RoomName(demo.NaHangCode)})
	next.Mode = plan.Online
	next.Agenda = []plan.AgendaItem{
		{Title: "Báo cáo tiến độ của xã Chiêm Hoá", Minutes: 20, PresenterUnit: chiemHoa, PresenterID: demo.PersonID("daibieu")},
		{Title: "Báo cáo tiến độ của xã Nà Hang", Minutes: 20, PresenterUnit: naHang, PresenterID: demo.PersonID("daibieu2")},
	}
	if err := l.add(ctx, next, "", plan.Submit, plan.Approve, plan.Issue); err != nil {
		return err
	}
	live := l.draft("Trực ban phòng chống thiên tai", l.soon(), 8*time.Hour)
	live.Urgency, live.Mode, live.Sites = plan.Immediate, plan.Online, nil
	live.Sites = []plan.Site{{Unit: chiemHoa}, {Unit: naHang}}
	live.Policies.Microphones, live.Policies.Sharing = plan.MicrophonesOpen, plan.ShareEveryone
	return l.add(ctx, live, "", plan.Submit, plan.Approve, plan.Issue, plan.Start)
}

// rest plans meetings in the other states, and the weekly series.
func (l *loader) rest(ctx context.Context) error {
	day := func(days int, hour, minute int) time.Time {
		local := l.now.In(l.planner.Zone).AddDate(0, 0, days)
		return time.Date(local.Year(), local.Month(), local.Day(), hour, minute, 0, 0, l.planner.Zone)
	}
	for _, m := range []struct {
		title   string
		start   time.Time
		reason  string
		actions []plan.Action
	}{
		{"Họp Ban Chỉ đạo chuyển đổi số", day(9, 8, 0), "", nil},
		{"Họp xét thi đua, khen thưởng năm", day(10, 14, 0), "", []plan.Action{plan.Submit}},
		{"Hội nghị tổng kết công tác cải cách hành chính", day(12, 8, 0), "", []plan.Action{plan.Submit, plan.Approve}},
		{"Họp giải phóng mặt bằng đường cao tốc", day(6, 14, 0), "Chủ trì đi công tác Trung ương", []plan.Action{plan.Submit, plan.Approve, plan.Issue, plan.Postpone}},
		{"Họp chuẩn bị kỳ họp HĐND tỉnh", day(5, 8, 0), "Đã giải quyết bằng văn bản", []plan.Action{plan.Submit, plan.Approve, plan.Issue, plan.Cancel}},
		{"Họp giao nhiệm vụ đột xuất", l.soon(), "", []plan.Action{plan.Submit, plan.Approve, plan.Issue, plan.Start, plan.End}},
	} {
		d := l.draft(m.title, m.start, 2*time.Hour)
		d.Sites = append(d.Sites, plan.Site{Unit: chiemHoa, Room: demo.RoomName(demo.ChiemHoaCode)})
		d.Agenda = []plan.AgendaItem{{Title: "Báo cáo", Minutes: 30, PresenterUnit: chiemHoa, PresenterID: demo.PersonID("daibieu")}, {Title: "Thảo luận, kết luận", Minutes: 60}}
		if err := l.add(ctx, d, m.reason, m.actions...); err != nil {
			return fmt.Errorf("%s: %w", m.title, err)
		}
	}
	return l.series(ctx, day)
}

// series plans the province's briefing of every Monday, of which the first is issued.
func (l *loader) series(ctx context.Context, day func(days, hour, minute int) time.Time) error {
	monday := day(7, 7, 30)
	for monday.In(l.planner.Zone).Weekday() != time.Monday {
		monday = monday.AddDate(0, 0, 1)
	}
	d := l.draft("Giao ban công tác tuần", monday, 2*time.Hour)
	d.LateReason = ""
	d.Agenda = []plan.AgendaItem{{Title: "Kết quả công tác tuần", Minutes: 45, PresenterUnit: province}, {Title: "Nhiệm vụ tuần tới", Minutes: 45}}
	l.everywhere(&d)
	_, meetings, _, err := l.planner.CreateSeries(ctx, By, d, planner.Recurrence{Rule: "FREQ=WEEKLY;COUNT=12", Holidays: recur.Move})
	if err != nil {
		return err
	}
	if err := l.move(ctx, meetings[0], "", plan.Submit, plan.Approve, plan.Issue); err != nil {
		return err
	}
	if _, err := l.planner.SaveTemplate(ctx, By, meetings[0].ID, "Giao ban tuần toàn tỉnh"); err != nil {
		return err
	}
	return nil
}

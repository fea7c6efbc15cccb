package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/store/storetest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/papertest"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// people are one of each role that matters to a paper that the commune prepares for the province's meeting.
func people(t *testing.T, f *papertest.Fixture, m *plan.Meeting) map[string]directory.By {
	all := map[string]directory.By{
		"secretary":          f.Who(t, identity.Secretary, plantest.Province),
		"chair":              f.Who(t, identity.Chair, plantest.Province),
		"preparer":           f.Who(t, identity.Secretary, plantest.Commune),
		"delegate":           f.Who(t, identity.Delegate, plantest.Other),
		"guest":              f.Who(t, identity.Guest, plantest.Other),
		"away":               f.Who(t, identity.Chair, plantest.Other),
		"technician":         f.Who(t, identity.Technician, plantest.Province),
		"invited technician": f.Who(t, identity.Technician, plantest.Other),
		"admin":              f.Who(t, identity.Admin, plantest.Province),
		"unit admin":         f.Who(t, identity.UnitAdmin, plantest.Province),
		"leader":             f.Who(t, identity.Leader, plantest.Province),
		"stranger":           f.Who(t, identity.Secretary, plantest.Other),
	}
	for name, party := range map[string]plan.Party{
		"delegate": {Role: identity.Delegate, Invited: true}, "guest": {Role: identity.Guest, Invited: true},
		"away":               {Role: identity.Delegate, Invited: true, Away: true},
		"invited technician": {Role: identity.Technician, Invited: true},
	} {
		f.Attendance.Invite(m.ID, all[name].Actor.ID, party)
	}
	return all
}

var byCommune = papers.Draft{Title: "Báo cáo tháng 11", Unit: plantest.Commune}

// Every action from every state by every hand: exactly what the table says is done, and all else changes nothing.
func TestTransitions(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		everyone := people(t, f, m)
		hands := map[string][]papers.Hand{"secretary": {papers.ByHost}, "chair": {papers.ByHost}, "preparer": {papers.ByPreparer}}
		actions := []papers.Action{papers.Upload, papers.Submit, papers.Recall, papers.Approve, papers.SendBack, papers.Release, papers.Withdraw, papers.Delete}
		for _, state := range papers.States() {
			var paper *desk.Detail // kept while nothing is done with it
			for _, action := range actions {
				row, known := papers.Find(state, action)
				for _, name := range []string{"secretary", "chair", "preparer", "delegate", "admin", "stranger"} {
					t.Run(string(state)+" "+string(action)+" by "+name, func(t *testing.T) {
						by := everyone[name]
						if paper == nil {
							paper = f.InState(t, m.ID, byCommune, state)
						}
						allowed := known && row.Allows(hands[name])
						err := do(t, f, by, paper.ID, paper.Version, action, allowed)
						now, gone := f.Kept.Paper(t.Context(), f.DB, paper.ID)
						version := paper.Version
						if allowed {
							paper = nil
						}
						switch {
						case allowed && err != nil:
							t.Fatalf("refused: %v", err)
						case allowed && row.To == "":
							if !fault.Is(gone, fault.NotFound) {
								t.Errorf("still there: %v", gone)
							}
						case allowed && now.State != row.To:
							t.Errorf("state %s, want %s", now.State, row.To)
						case !allowed && err == nil:
							t.Error("done")
						case !allowed && (now.State != state || now.Version != version):
							t.Errorf("refused and yet %s, version %d", now.State, now.Version)
						}
						wanted := []fault.Code{fault.Conflict, fault.Forbidden}
						if hands[name] == nil && (name != "delegate" || state != papers.Released) {
							wanted = []fault.Code{fault.NotFound}
						}
						if !allowed && !slices.ContainsFunc(wanted, func(code fault.Code) bool { return fault.Is(err, code) }) {
							t.Errorf("refused with %v", err)
						}
					})
				}
			}
		}
	})
}

func do(t *testing.T, f *papertest.Fixture, by directory.By, paperID string, version int64, action papers.Action, allowed bool) error {
	t.Helper()
	switch action {
	case papers.Upload:
		uploadID := "PU_none" // is not even looked for where it is not allowed
		if allowed {
			uploadID = f.Upload(t, by, "Bản mới.pdf", pdffiletest.Pages(1, "", ""))
		}
		_, err := f.Desk.AddFile(t.Context(), by, paperID, version, uploadID, papertest.Declared)
		return err
	case papers.Delete:
		return f.Desk.Delete(t.Context(), by, paperID, version)
	}
	_, err := f.Desk.Act(t.Context(), by, paperID, version, action, "lý do")
	return err
}

// Who reads a paper, in every state of its meeting.
func TestAccess(t *testing.T) {
	always := []string{"secretary", "chair", "preparer"}
	readers := map[papers.Audience][]string{
		papers.ForInvited: {"delegate", "guest"}, papers.ForDelegates: {"delegate"}, papers.ForUnits: {"delegate", "guest"}, papers.ForHost: nil,
	}
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		for _, state := range plan.States() {
			m := f.Fixture.InState(t, f.Draft(t), state)
			everyone := people(t, f, m)
			paper := f.InState(t, m.ID, byCommune, papers.Released)
			for _, audience := range papers.Audiences() {
				for _, closes := range []bool{false, true} {
					draft := byCommune
					draft.Audience, draft.CloseAfter = audience, closes
					if audience == papers.ForUnits {
						draft.Units = []directory.UnitKey{plantest.Other}
					}
					changed, err := f.Desk.Change(t.Context(), everyone["secretary"], paper.ID, paper.Version, draft)
					if err != nil {
						t.Fatal(err)
					}
					paper = changed
					want := slices.Clone(always)
					if slices.Contains([]plan.State{plan.StateIssued, plan.StatePostponed, plan.StateLive, plan.StatePaused}, state) || state == plan.StateEnded && !closes {
						want = append(want, readers[audience]...)
					}
					if state == plan.StateEnded {
						want = append(want, "leader")
					}
					for name, by := range everyone {
						found, _, err := f.Desk.Get(t.Context(), by, paper.ID)
						if allowed := slices.Contains(want, name); allowed && (err != nil || !found.Rights.Read) || !allowed && !fault.Is(err, fault.NotFound) {
							t.Errorf("%s, for %s, closing %v: %s: %v", state, audience, closes, name, err)
						}
					}
				}
			}
		}
	})
}

func TestReadersSeeReleasedPapersOnly(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		everyone := people(t, f, m)
		for _, state := range papers.States() {
			f.InState(t, m.ID, byCommune, state)
		}
		for name, want := range map[string]int{"secretary": 7, "chair": 7, "preparer": 7, "delegate": 1, "guest": 1, "away": 0, "technician": 0, "leader": 0} {
			found, hosts, err := f.Desk.List(t.Context(), everyone[name], m.ID)
			if err != nil || len(found) != want || hosts != slices.Contains([]string{"secretary", "chair"}, name) {
				t.Errorf("%s sees %d papers, want %d; hosts %v; %v", name, len(found), want, hosts, err)
			}
		}
		before := f.Actions(t)["paper.access_refused"]
		for _, name := range []string{"admin", "stranger"} { // who may not know of the meeting either
			if _, _, err := f.Desk.List(t.Context(), everyone[name], m.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := f.Actions(t)["paper.access_refused"]; got != before+2 {
			t.Errorf("%d records of refusals, want %d", got, before+2)
		}
		before += 2
		if _, _, err := f.Desk.Get(t.Context(), everyone["stranger"], f.InState(t, m.ID, byCommune, papers.Released).ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a guessed id: %v", err)
		}
		if got := f.Actions(t)["paper.access_refused"]; got != before+1 {
			t.Errorf("%d refusals recorded, want %d", got, before+1)
		}
	})
}

func TestSubstituteInheritsThePapers(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		paper := f.InState(t, m.ID, byCommune, papers.Released)
		first, second := f.Who(t, identity.Delegate, plantest.Other), f.Who(t, identity.Leader, plantest.Other)
		f.Attendance.Invite(m.ID, first.Actor.ID, plan.Party{Role: identity.Delegate, Invited: true})
		opened, err := f.Desk.Open(t.Context(), first, paper.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Desk.Open(t.Context(), second, paper.ID, 0); !fault.Is(err, fault.NotFound) {
			t.Errorf("before: %v", err)
		}
		f.Attendance.Invite(m.ID, first.Actor.ID, plan.Party{Role: identity.Delegate, Invited: true, Away: true})
		f.Attendance.Invite(m.ID, second.Actor.ID, plan.Party{Role: identity.Delegate, Invited: true})
		if _, err := f.Desk.Open(t.Context(), second, paper.ID, 0); err != nil {
			t.Errorf("the substitute: %v", err)
		}
		if _, err := f.Desk.Pages(t.Context(), first, opened.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("whoever sent them reads on: %v", err)
		}
	})
}

// The rule of working days ahead binds papers as it binds invitations.
func TestALateReleaseNeedsAReason(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		by := f.Who(t, identity.Secretary, plantest.Province)
		release := func(m *plan.Meeting, reason string) (*desk.Detail, error) {
			paper := f.InState(t, m.ID, byCommune, papers.Approved)
			return f.Desk.Act(t.Context(), by, paper.ID, paper.Version, papers.Release, reason)
		}
		m := f.Fixture.InState(t, f.Draft(t), plan.StateIssued)
		urgent, excused := f.Draft(t), f.Draft(t)
		urgent.Urgency, excused.LateReason = plan.Urgent, "Chỉ đạo của Chủ tịch"
		free := []*plan.Meeting{f.Fixture.InState(t, urgent, plan.StateIssued), f.Fixture.InState(t, excused, plan.StateIssued)}
		if _, err := release(m, ""); err != nil {
			t.Errorf("a week ahead: %v", err)
		}
		f.At(m.Start.AddDate(0, 0, -1))
		_, err := release(m, "")
		if refused := (*fault.Error)(nil); !errors.As(err, &refused) || refused.Reason != "papers.late" || len(refused.Fields) != 1 || refused.Fields[0].Location != "reason" {
			t.Errorf("the day before: %v", err)
		}
		released, err := release(m, "Chờ số liệu mới")
		if err != nil || released.State != papers.Released || released.Reason != "Chờ số liệu mới" {
			t.Errorf("with a reason: %+v, %v", released, err)
		}
		for _, m := range free {
			if _, err := release(m, ""); err != nil {
				t.Errorf("%s, %q: %v", m.Urgency, m.LateReason, err)
			}
		}
		paper := f.InState(t, m.ID, byCommune, papers.Approved)
		if _, err := f.Desk.Act(t.Context(), f.Who(t, identity.Delegate, plantest.Other), paper.ID, paper.Version, papers.Release, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("by a stranger: %v", err)
		}
	})
}

func TestTwoSecretariesAtOnce(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Create(t, f.Draft(t))
		by := f.Who(t, identity.Secretary, plantest.Province)
		paper := f.InState(t, m.ID, byCommune, papers.Submitted)
		if _, err := f.Desk.Act(t.Context(), by, paper.ID, paper.Version, papers.Approve, ""); err != nil {
			t.Fatal(err)
		}
		_, err := f.Desk.Change(t.Context(), by, paper.ID, paper.Version, papers.Draft{Title: "Khác"})
		if !fault.Is(err, fault.Stale) {
			t.Errorf("the second: %v", err)
		}
		if err := f.Desk.Delete(t.Context(), by, f.InState(t, m.ID, byCommune, papers.Drafted).ID, 1); !fault.Is(err, fault.Stale) {
			t.Errorf("deleting an older version: %v", err)
		}
	})
}

func TestBadDrafts(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Create(t, f.Draft(t))
		by := f.Who(t, identity.Secretary, plantest.Province)
		for name, change := range map[string]func(*papers.Draft){
			"no title":               func(d *papers.Draft) { d.Title = " " },
			"a title of 10,000":      func(d *papers.Draft) { d.Title = string(slices.Repeat([]byte("a"), 10_000)) },
			"a title that hides":     func(d *papers.Draft) { d.Title = "a\u202eb" },
			"another audience":       func(d *papers.Draft) { d.Audience = "everybody" },
			"no units":               func(d *papers.Draft) { d.Audience = papers.ForUnits },
			"another meeting's item": func(d *papers.Draft) { d.ItemID = "AG_none" },
			"due after the end":      func(d *papers.Draft) { d.Due = m.End.Add(time.Hour) },
			"an unknown unit":        func(d *papers.Draft) { d.Unit.Code = "none" },
			"an unknown person":      func(d *papers.Draft) { d.PersonID = "PE_none" },
			"an unknown type":        func(d *papers.Draft) { d.TypeID = "none" },
		} {
			draft := byCommune
			change(&draft)
			if _, err := f.Desk.Create(t.Context(), by, m.ID, draft); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if found, _, err := f.Desk.List(t.Context(), by, m.ID); err != nil || len(found) != 0 {
			t.Errorf("%d papers were kept: %v", len(found), err)
		}
	})
}

func TestSecrets(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Create(t, f.Draft(t))
		by := f.Who(t, identity.Secretary, plantest.Province)
		paper := f.InState(t, m.ID, byCommune, papers.Awaited)
		uploadID := f.Upload(t, by, "a.pdf", pdffiletest.Pages(1, "", ""))
		for i, declared := range []papers.Declaration{
			{}, {Secrecy: plan.NotSecret}, {NoStateSecret: true, Secrecy: plan.Confidential}, {NoStateSecret: true, Secrecy: plan.TopSecret},
		} {
			if _, err := f.Desk.AddFile(t.Context(), by, paper.ID, paper.Version, uploadID, declared); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", declared, err)
			}
			if _, err := f.Uploads.Create(t.Context(), by, "a.pdf", 10, declared); !fault.Is(err, fault.Invalid) {
				t.Errorf("upload %+v: %v", declared, err)
			}
			if got := f.Actions(t)["paper.secrecy_refused"]; got != 2*(i+1) {
				t.Errorf("%d refusals recorded after %d", got, 2*(i+1))
			}
		}
		if _, err := f.Desk.AddFile(t.Context(), by, paper.ID, paper.Version, uploadID, papertest.Declared); err != nil {
			t.Errorf("declared: %v", err)
		}
	})
}

func TestWaiting(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := papertest.New(t, db)
		m := f.Create(t, f.Draft(t))
		over := f.Fixture.InState(t, f.Draft(t), plan.StateEnded)
		for _, meeting := range []*plan.Meeting{m, over} {
			for _, state := range papers.States() {
				f.InState(t, meeting.ID, byCommune, state)
			}
		}
		personal := byCommune
		personal.PersonID = f.Person(t, "Lê Văn Soạn", plantest.Commune)
		f.InState(t, m.ID, personal, papers.Awaited)
		preparer := f.Known(t, f.AsPerson(t, personal.PersonID))
		counted, counter := storetest.Count(db)
		kept := paperstore.New(counted)
		for name, c := range map[string]struct {
			by   directory.By
			want []papers.State
		}{
			"the preparing unit": {f.Who(t, identity.Secretary, plantest.Commune), papers.States()},
			"the host":           {f.Who(t, identity.Secretary, plantest.Province), []papers.State{papers.Submitted, papers.Approved}},
			"a stranger":         {f.Who(t, identity.Secretary, plantest.Other), nil},
			"an administrator":   {f.Who(t, identity.Admin, plantest.Province), nil},
		} {
			counter.Take()
			tasks, err := kept.Waiting(t.Context(), c.by.Viewer)
			if err != nil {
				t.Fatal(err)
			}
			if queries := counter.Take(); len(queries) > 3 {
				t.Errorf("%d queries: %q", len(queries), queries)
			}
			var got []papers.State
			for _, task := range tasks {
				if name == "the host" && !slices.Contains(task.Rights.Actions, papers.SendBack) {
					t.Errorf("%s cannot decide about what is %s", name, task.Paper.State)
				}
				if decides := slices.Contains(task.Rights.Actions, papers.Approve); decides && name != "the host" {
					t.Errorf("%s decides about what is %s", name, task.Paper.State)
				}
				got = append(got, task.Paper.State)
			}
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		tasks, err := f.Desk.Waiting(t.Context(), preparer)
		if err != nil || !slices.ContainsFunc(tasks, func(task papers.Task) bool { return task.Paper.PersonID == personal.PersonID }) {
			t.Errorf("the person named: %+v %v", tasks, err)
		}
	})
}

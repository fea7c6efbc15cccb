package planner_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// want checks the kind and the reason of a refusal.
func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Fatalf("got %v, want %s %s", err, code, reason)
	}
}

// wantField checks that a refusal names a part for a reason.
func wantField(t *testing.T, err error, location, reason string) {
	t.Helper()
	var refused *fault.Error
	if !errors.As(err, &refused) {
		t.Fatalf("got %v", err)
	}
	for _, field := range refused.Fields {
		if field.Location == location && field.Reason == reason {
			return
		}
	}
	t.Fatalf("got %v, want %s: %s", err, location, reason)
}

func each(t *testing.T, test func(t *testing.T, f *plantest.Fixture)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) { test(t, plantest.New(t, db)) })
}

func TestAPlanIsKeptAsGiven(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		d.Description, d.Urgency = "Nội dung\ncả tuần", plan.Urgent
		d.Agenda[1].Start = d.Start.Add(30 * time.Minute)
		d.Sites[1].NeedKbps = 2500
		secretary := f.As(t, identity.Secretary, plantest.Province)
		made, warnings, err := f.Planner.Create(t.Context(), secretary, d)
		check(t, err)
		if len(warnings) != 0 || !strings.HasPrefix(made.ID, plan.MeetingPrefix) || made.State != plan.StateDraft {
			t.Errorf("%+v %v", made, warnings)
		}
		got, err := f.Planner.Get(t.Context(), secretary, made.ID)
		check(t, err)
		switch {
		case got.Title != d.Title || got.Description != d.Description || got.Urgency != d.Urgency || got.Host != d.Host || got.Mode != d.Mode:
			t.Errorf("%+v", got.Draft)
		case !got.Start.Equal(d.Start) || !got.End.Equal(d.End) || got.Policies != d.Policies:
			t.Errorf("%+v", got.Draft)
		case got.ChairName != "Nguyễn Văn Chủ" || got.SecretaryName != "Trần Thị Thư" || got.HostName.VI != "Tỉnh Tuyên Quang" || got.HostLevel != directory.Province:
			t.Errorf("%+v", got.Meeting)
		case len(got.Sites) != 2 || !got.Sites[0].Main || got.Sites[1].NeedKbps != 2500 || got.Sites[1].UnitName.VI != "Xã Chiêm Hoá" || got.Sites[1].RoomTitle.VI == "":
			t.Errorf("%+v", got.Sites)
		case len(got.Agenda) != 2 || got.Agenda[1].Title != "Báo cáo tuần" || !got.Agenda[1].Start.Equal(d.Agenda[1].Start) || !got.Agenda[1].Vote || got.Agenda[1].UnitName.VI != "Xã Chiêm Hoá":
			t.Errorf("%+v", got.Agenda)
		case got.Declared.By != secretary.Actor.ID || !got.Declared.At.Equal(f.Now()):
			t.Errorf("%+v", got.Declared)
		}
		if news := f.Announced.Take(); !slices.Equal(news, []string{"meeting:" + made.ID + " meeting.changed", "calendar meeting.changed"}) {
			t.Errorf("announced %q", news)
		}
	})
}

func TestAChangeKeepsAgendaItemsAndTellsTheTrail(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		m := f.Create(t, f.Draft(t))
		kept := m.Agenda[1].ID
		d := m.Draft
		d.Title = "Giao ban tháng"
		d.Agenda = []plan.AgendaItem{m.Agenda[1], {Title: "Ý kiến khác", Minutes: 5}}
		changed, _, err := f.Planner.Update(t.Context(), secretary, m.ID, m.Version, d, planner.One)
		check(t, err)
		got, err := f.Planner.Get(t.Context(), secretary, m.ID)
		check(t, err)
		if changed.Version != 2 || got.Version != 2 || got.Title != "Giao ban tháng" || len(got.Agenda) != 2 || got.Agenda[0].ID != kept || got.Agenda[1].ID == "" {
			t.Errorf("version %d, %d; %+v", changed.Version, got.Version, got.Agenda)
		}
		records, err := f.Audit.List(t.Context(), "", 1)
		check(t, err)
		detail := string(records[0].Detail)
		if records[0].Action != "meeting.edit" || !strings.Contains(detail, "Giao ban tháng") || !strings.Contains(detail, "Giao ban công tác tuần") || strings.Contains(detail, "secretary") {
			t.Errorf("%s %s", records[0].Action, detail)
		}
		d.Agenda[0].ID = "AG_others"
		_, _, err = f.Planner.Update(t.Context(), secretary, m.ID, 2, d, planner.One)
		wantField(t, err, "agenda[0].id", "unknown")
		d.Agenda[0].ID, d.Agenda[1].ID = kept, kept
		_, _, err = f.Planner.Update(t.Context(), secretary, m.ID, 2, d, planner.One)
		wantField(t, err, "agenda[1].id", "unknown")
	})
}

func TestTwoSecretariesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		m := f.Create(t, f.Draft(t))
		mine, theirs := m.Draft, m.Draft
		theirs.Title, mine.Title = "Của người kia", "Của tôi"
		_, _, err := f.Planner.Update(t.Context(), secretary, m.ID, 1, theirs, planner.One)
		check(t, err)
		_, _, err = f.Planner.Update(t.Context(), secretary, m.ID, 1, mine, planner.One)
		var refused *fault.Error
		if !errors.As(err, &refused) || refused.Code != fault.Stale || refused.Current != 2 {
			t.Fatalf("got %v", err)
		}
		got, err := f.Planner.Get(t.Context(), secretary, m.ID)
		check(t, err)
		if got.Title != "Của người kia" {
			t.Errorf("the other's change is gone: %s", got.Title)
		}
		want(t, f.Planner.Delete(t.Context(), secretary, m.ID, 1), fault.Stale, "")
		_, err = f.Planner.Act(t.Context(), secretary, m.ID, 1, plan.Submit, "", planner.One)
		want(t, err, fault.Stale, "")
	})
}

func TestRacingChangesLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		m := f.Create(t, f.Draft(t))
		const racers = 8
		results := make(chan error, racers)
		for range racers {
			go func() {
				d := m.Draft
				d.Title = "Sửa"
				_, _, err := f.Planner.Update(context.Background(), secretary, m.ID, 1, d, planner.One)
				results <- err
			}()
		}
		won := 0
		for range racers {
			if err := <-results; err == nil {
				won++
			} else if !fault.Is(err, fault.Stale) {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d changes of the same version won", won)
		}
	})
}

func TestOnlyTheHostsOwnPlan(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		d := f.Draft(t)
		for _, role := range identity.Roles() {
			_, _, err := f.Planner.Create(t.Context(), f.As(t, role, plantest.Province), d)
			if may := role == identity.Chair || role == identity.Secretary; may != (err == nil) {
				t.Errorf("%s: %v", role, err)
			}
		}
		_, _, err := f.Planner.Create(t.Context(), f.As(t, identity.Secretary, plantest.Commune), d)
		want(t, err, fault.Forbidden, "meetings.not_your_unit")
		d.Host = plantest.Commune
		_, _, err = f.Planner.Create(t.Context(), f.As(t, identity.Secretary, plantest.Province), d)
		check(t, err)
		d.Host = directory.UnitKey{Catalogue: "none", Code: "1"}
		_, _, err = f.Planner.Create(t.Context(), f.As(t, identity.Secretary, plantest.Province), d)
		wantField(t, err, "host", "unknown")
	})
}

func TestAnotherUnitsMeetingIsNotThere(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		m := f.Create(t, f.Draft(t))
		for name, by := range map[string]directory.By{
			"a secretary elsewhere":  f.As(t, identity.Secretary, plantest.Other),
			"a site's own, too soon": f.As(t, identity.Secretary, plantest.Commune),
			"the administrator":      f.As(t, identity.Admin, plantest.Province),
			"a delegate of the host": f.As(t, identity.Delegate, plantest.Province),
		} {
			_, err := f.Planner.Get(t.Context(), by, m.ID)
			want(t, err, fault.NotFound, "")
			_, _, err = f.Planner.Update(t.Context(), by, m.ID, 1, m.Draft, planner.One)
			want(t, err, fault.NotFound, "")
			_, err = f.Planner.Act(t.Context(), by, m.ID, 0, plan.Submit, "", planner.One)
			want(t, err, fault.NotFound, "")
			records, err := f.Audit.List(t.Context(), "", 1)
			check(t, err)
			if records[0].Action != "meeting.access_refused" || records[0].Subject != "meeting:"+m.ID || records[0].Actor.ID != by.Actor.ID {
				t.Errorf("%s: %+v", name, records[0])
			}
		}
	})
}

func TestSecretsAreRefusedAndRecorded(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		d := f.Draft(t)
		m := f.Create(t, d)
		for _, marking := range []plan.Secrecy{plan.Confidential, plan.Secret, plan.TopSecret} {
			d.Secrecy = marking
			_, _, err := f.Planner.Create(t.Context(), secretary, d)
			want(t, err, fault.Invalid, "meetings.secret")
			_, _, err = f.Planner.Update(t.Context(), secretary, m.ID, 1, d, planner.One)
			want(t, err, fault.Invalid, "meetings.secret")
			records, err := f.Audit.List(t.Context(), "", 2)
			check(t, err)
			for _, record := range records {
				if record.Action != "meeting.secret_refused" || !strings.Contains(string(record.Detail), string(marking)) {
					t.Errorf("%s %s", record.Action, record.Detail)
				}
			}
		}
		d.Secrecy, d.NoStateSecret = plan.NotSecret, false
		_, _, err := f.Planner.Create(t.Context(), secretary, d)
		wantField(t, err, "noStateSecret", "meetings.declaration_missing")
	})
}

func TestPartsMustBeInTheDirectory(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		secretary := f.As(t, identity.Secretary, plantest.Province)
		for location, spoil := range map[string]func(*plan.Draft){
			"chairId":               func(d *plan.Draft) { d.ChairID = "PE_none" },
			"secretaryId":           func(d *plan.Draft) { d.SecretaryID = "PE_none" },
			"typeId":                func(d *plan.Draft) { d.TypeID = "CE_none" },
			"sites[1].unit":         func(d *plan.Draft) { d.Sites[1].Unit.Code = "99999" },
			"sites[0].room":         func(d *plan.Draft) { d.Sites[0].Room = "none" },
			"agenda[0].presenterId": func(d *plan.Draft) { d.Agenda[0].PresenterID = "PE_none" },
			"agenda[1].presenterUnit": func(d *plan.Draft) {
				d.Agenda[1].PresenterUnit = directory.UnitKey{Catalogue: "x", Code: "1"}
			},
		} {
			d := f.Draft(t)
			spoil(&d)
			_, _, err := f.Planner.Create(t.Context(), secretary, d)
			wantField(t, err, location, "unknown")
		}
	})
}

// deaf is a listener that fails.
type deaf struct{ err error }

func (d deaf) MeetingChanged(context.Context, bun.Tx, *plan.Meeting, *plan.Meeting) error {
	return d.err
}

func TestAListenerCanUndoAChange(t *testing.T) {
	each(t, func(t *testing.T, f *plantest.Fixture) {
		m := f.Create(t, f.Draft(t))
		broken := errors.New("broken")
		f.Planner.Listen(deaf{broken})
		_, err := f.Planner.Act(t.Context(), directory.By{}, m.ID, 0, plan.Submit, "", planner.One)
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		got, err := f.Planner.Get(t.Context(), directory.By{}, m.ID)
		check(t, err)
		events, err := f.Planner.Events(t.Context(), directory.By{}, m.ID)
		check(t, err)
		if got.State != plan.StateDraft || got.Version != 1 || len(events) != 1 {
			t.Errorf("%s, version %d, %d events", got.State, got.Version, len(events))
		}
	})
}

package meetings_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan/plantest"
)

// invited lists a meeting's list as "unit draft, …".
func (a *api) invited(t *testing.T, meetingID string) string {
	t.Helper()
	all, err := invitestore.New(a.DB).All(t.Context(), a.DB, meetingID)
	check(t, err)
	var list []string
	for _, in := range all {
		list = append(list, in.Unit.Code+" "+string(in.State))
	}
	return strings.Join(list, ", ")
}

func (a *api) meetings(t *testing.T) []meeting {
	t.Helper()
	var page struct{ Items []meeting }
	a.do(t, a.as(t, identity.Secretary, plantest.Province), http.MethodGet, "/meetings", nil).want(t, http.StatusOK).into(t, &page)
	return page.Items
}

func target(code string) any {
	return map[string]any{"kind": "unit", "unit": map[string]any{"catalogue": plantest.Province.Catalogue, "code": code}}
}

func TestAMeetingIsMadeOnceWithItsList(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		secretary := a.as(t, identity.Secretary, plantest.Province)
		d := a.Draft(t)
		plan := body(&d)
		// The list cannot be written: nothing is left of the meeting either.
		plan["invite"] = []any{map[string]any{"kind": "unit", "id": "PE_1"}}
		a.do(t, secretary, http.MethodPost, "/meetings", plan, "Idempotency-Key", "k1").want(t, http.StatusUnprocessableEntity)
		if found := a.meetings(t); len(found) != 0 {
			t.Fatalf("%d meetings are left", len(found))
		}
		plan["invite"] = []any{target(plantest.Commune.Code)}
		var first, again meeting
		a.do(t, secretary, http.MethodPost, "/meetings", plan, "Idempotency-Key", "k1").want(t, http.StatusCreated).into(t, &first)
		a.do(t, secretary, http.MethodPost, "/meetings", plan, "Idempotency-Key", "k1").want(t, http.StatusCreated).into(t, &again)
		if first.ID != again.ID || len(a.meetings(t)) != 1 {
			t.Errorf("%s, then %s", first.ID, again.ID)
		}
		if got := a.invited(t, first.ID); got != plantest.Commune.Code+" draft" {
			t.Errorf("invited: %s", got)
		}

		t.Run("the list follows the plan", func(t *testing.T) {
			plan["invite"] = []any{target(plantest.Other.Code)}
			plan["uninvite"] = []any{map[string]any{"catalogue": plantest.Commune.Catalogue, "code": plantest.Commune.Code}}
			a.do(t, secretary, http.MethodPut, "/meetings/"+first.ID, plan, "If-Match", `"9"`).want(t, http.StatusPreconditionFailed)
			if got := a.invited(t, first.ID); got != plantest.Commune.Code+" draft" {
				t.Errorf("after a refusal: %s", got)
			}
			a.do(t, secretary, http.MethodPut, "/meetings/"+first.ID, plan, "If-Match", `"1"`).want(t, http.StatusOK)
			if got := a.invited(t, first.ID); got != plantest.Other.Code+" draft" {
				t.Errorf("invited: %s", got)
			}
		})
		t.Run("a draft is deleted with its list", func(t *testing.T) {
			a.do(t, secretary, http.MethodDelete, "/meetings/"+first.ID, nil, "If-Match", `"2"`).want(t, http.StatusNoContent)
			if got := a.invited(t, first.ID); got != "" || len(a.meetings(t)) != 0 {
				t.Errorf("left: %s", got)
			}
		})
	})
}

type series struct {
	ID, Rule string
	Meetings []struct{ ID string }
}

func TestASeriesIsMadeOnceAndChanged(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		secretary := a.as(t, identity.Secretary, plantest.Province)
		d := a.Draft(t)
		request := map[string]any{
			"meeting": body(&d), "recurrence": map[string]any{"rule": "FREQ=WEEKLY;COUNT=3", "holidays": "keep"}, "invite": []any{target(plantest.Commune.Code)},
		}
		var first, again series
		a.do(t, secretary, http.MethodPost, "/meeting-series", request, "Idempotency-Key", "s1").want(t, http.StatusCreated).into(t, &first)
		a.do(t, secretary, http.MethodPost, "/meeting-series", request, "Idempotency-Key", "s1").want(t, http.StatusCreated).into(t, &again)
		if first.ID != again.ID || len(again.Meetings) != 3 || len(a.meetings(t)) != 3 {
			t.Fatalf("%+v, then %+v", first, again)
		}
		second := "/meetings/" + first.Meetings[1].ID + "/series"
		tuesdays := map[string]any{"rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=3", "holidays": "keep"}
		var fit struct {
			Moved []struct {
				ID string
				To time.Time
			}
			Added, Dropped, Settled, Kept []any
		}
		a.do(t, secretary, http.MethodPost, second+"/preview", tuesdays).want(t, http.StatusOK).into(t, &fit)
		if len(fit.Moved) != 2 || fit.Moved[0].To.Weekday() != time.Tuesday || len(fit.Added) != 1 || len(fit.Dropped)+len(fit.Settled)+len(fit.Kept) != 0 {
			t.Errorf("%+v", fit)
		}
		stranger := a.as(t, identity.Secretary, plantest.Other)
		a.do(t, stranger, http.MethodPost, second+"/preview", tuesdays).want(t, http.StatusNotFound)
		a.do(t, stranger, http.MethodPut, second, tuesdays, "If-Match", `"1"`).want(t, http.StatusNotFound)
		a.do(t, secretary, http.MethodPut, second, tuesdays).want(t, http.StatusPreconditionRequired)
		var refused refusal
		endless := map[string]any{"rule": "FREQ=WEEKLY;BYDAY=TU", "holidays": "keep"}
		a.do(t, secretary, http.MethodPut, second, endless, "If-Match", `"1"`).want(t, http.StatusUnprocessableEntity).into(t, &refused)
		if len(refused.Errors) != 1 || refused.Errors[0].Location != "recurrence.rule" {
			t.Errorf("%+v", refused)
		}
		var changed series
		a.do(t, secretary, http.MethodPut, second, tuesdays, "If-Match", `"1"`).want(t, http.StatusOK).into(t, &changed)
		if len(changed.Meetings) != 3 || len(a.meetings(t)) != 4 {
			t.Fatalf("%+v", changed)
		}
		// The new one is given the list of the first.
		if got := a.invited(t, changed.Meetings[2].ID); got != plantest.Commune.Code+" "+string(invite.Draft) {
			t.Errorf("invited: %s", got)
		}
	})
}

func TestCalendarFiles(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		secretary := a.as(t, identity.Secretary, plantest.Province)
		const file = "date,kind,name\n2028-01-26,holiday,Tết Nguyên đán\n2028-02-05,working,Làm bù\n"
		type report struct {
			Applied                     bool
			Created, Updated, Unchanged int
			Errors                      []struct {
				Line            int
				Column, Message string
			}
		}
		send := func(who, query, content string, status int) (told report) {
			t.Helper()
			got := a.do(t, who, http.MethodPost, "/calendar-days/import"+query, content, "Content-Type", "text/csv").want(t, status)
			if status == http.StatusOK {
				got.into(t, &told)
			}
			return told
		}
		for _, who := range []string{a.as(t, identity.Chair, plantest.Province), a.as(t, identity.Secretary, plantest.Commune)} {
			send(who, "", file, http.StatusForbidden)
			send(who, "?dryRun=true", "no file at all", http.StatusForbidden)
		}
		if got := send(secretary, "?dryRun=true", file, http.StatusOK); got.Applied || got.Created != 2 {
			t.Errorf("%+v", got)
		}
		bad := send(secretary, "", file+"2028-02-30,holiday,Không có ngày này\n", http.StatusOK)
		if bad.Applied || len(bad.Errors) != 1 || bad.Errors[0].Line != 4 || bad.Errors[0].Column != "date" || bad.Errors[0].Message == "" {
			t.Errorf("%+v", bad)
		}
		if got := send(secretary, "", file, http.StatusOK); !got.Applied || got.Created != 2 {
			t.Errorf("%+v", got)
		}
		for _, format := range []string{"csv", "ics"} {
			exported := a.do(t, secretary, http.MethodGet, "/calendar-days/export?year=2028&format="+format, nil).want(t, http.StatusOK)
			if got := send(secretary, "", string(exported.body), http.StatusOK); got.Unchanged != 2 || got.Created+got.Updated != 0 {
				t.Errorf("%s: %+v from\n%s", format, got, exported.body)
			}
		}
		if got := send(secretary, "", "date,kind,name\n2028-01-26,holiday,Tết\n", http.StatusOK); got.Updated != 1 {
			t.Errorf("%+v", got)
		}
		a.do(t, secretary, http.MethodGet, "/calendar-days/export?year=1999", nil).want(t, http.StatusUnprocessableEntity)
	})
}

package meetings_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/mail"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/invite/inviter"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/workday"
	"giaoban/signaling/token"
	"giaoban/web/meetings"
	"giaoban/web/rest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// api is the area served over a planner, without the rest of the product: who calls is named by a header.
type api struct {
	*plantest.Fixture
	server *httptest.Server
	client *http.Client
	keys   *token.Keys
	people map[string]directory.By
	inside map[string]bool // accounts in the room
}

func newAPI(t *testing.T, db *bun.DB) *api {
	t.Helper()
	keys, err := token.NewKeys(map[string]string{"key": strings.Repeat("s", 32)})
	check(t, err)
	a := &api{Fixture: plantest.New(t, db), keys: keys, people: map[string]directory.By{}, inside: map[string]bool{}}
	served := rest.New(rest.Config{Name: "GiaoBan", Version: "test", Cookie: "c", BodyBytes: 1 << 20, Log: slog.New(slog.DiscardHandler), Identify: a.identify})
	guests := inviter.New(inviter.Deps{
		Store: invitestore.New(db), Meetings: a.Store, Directory: a.Units, Audit: a.Audit, Now: a.Now, Zone: workday.Zone(), Log: slog.New(slog.DiscardHandler),
		Mail: mail.Disabled{}, Domain: "hop.example.vn",
	})
	a.Planner.Listen(guests)
	meetings.Register(served, meetings.Deps{Planner: a.Planner, Door: a.Door, Guests: guests, Units: a.Units, Keys: keys, Now: a.Now, Floor: floor{}, TokenLifetime: 10 * time.Minute,
		Inside: func(_, accountID string) bool { return a.inside[accountID] }})
	a.server = httptest.NewServer(served.Handler())
	transport := &http.Transport{}
	a.client = &http.Client{Transport: transport}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		a.server.Close()
	})
	return a
}

// floor is what the rules say of a meeting in which nothing has happened but its opening.
type floor struct{}

func (floor) Rights(_ context.Context, viewer *directory.Viewer, m *plan.Meeting, role identity.Role) (conduct.Rights, error) {
	state := conduct.NewState(m.Policies)
	if m.State.Running() {
		state.Apply(&conduct.Entry{Fact: conduct.Opened{}})
	}
	return state.RightsOf(m, &conduct.Who{Identity: viewer.AccountID, PersonID: viewer.PersonID, Role: role, Unit: viewer.Unit}), nil
}

func (a *api) identify(r *http.Request) (*rest.Caller, error) {
	by, known := a.people[r.Header.Get("X-Test-Caller")]
	if !known {
		return &rest.Caller{}, identity.ErrNoSession
	}
	return &rest.Caller{
		Account: &identity.Account{ID: by.Viewer.AccountID, Username: by.Actor.Name, DisplayName: by.Viewer.Name, Role: by.Viewer.Role},
		Client:  identity.Client{Source: "10.0.0.1"}, Viewer: by.Viewer,
	}, nil
}

// as names a caller of the API.
func (a *api) as(t *testing.T, role identity.Role, unit directory.UnitKey) string {
	t.Helper()
	name := string(role) + "@" + unit.Code
	if _, known := a.people[name]; !known {
		a.people[name] = a.As(t, role, unit)
	}
	return name
}

func (a *api) asPerson(t *testing.T, personID string) string {
	t.Helper()
	a.people[personID] = a.AsPerson(t, personID)
	return personID
}

type answer struct {
	status int
	etag   string
	body   []byte
}

func (a *api) do(t *testing.T, who, method, path string, body any, headers ...string) *answer {
	t.Helper()
	var text io.Reader
	switch value := body.(type) {
	case nil:
	case string:
		text = strings.NewReader(value)
	default:
		encoded, err := json.Marshal(value)
		check(t, err)
		text = strings.NewReader(string(encoded))
	}
	request, err := http.NewRequestWithContext(t.Context(), method, a.server.URL+"/api/v1"+path, text)
	check(t, err)
	request.Header.Set("X-Test-Caller", who)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept-Language", "en")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := a.client.Do(request)
	check(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	check(t, err)
	return &answer{response.StatusCode, response.Header.Get("ETag"), content}
}

func (a *answer) want(t *testing.T, status int) *answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

func (a *answer) into(t *testing.T, target any) {
	t.Helper()
	if err := json.Unmarshal(a.body, target); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(t *testing.T, a *api)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) { test(t, newAPI(t, db)) })
}

// body writes a draft as the API takes it.
func body(d *plan.Draft) map[string]any {
	unit := func(key directory.UnitKey) map[string]any {
		return map[string]any{"catalogue": key.Catalogue, "code": key.Code}
	}
	var sites, agenda []any
	for _, s := range d.Sites {
		sites = append(sites, map[string]any{"unit": unit(s.Unit), "room": s.Room, "main": s.Main, "needKbps": s.NeedKbps})
	}
	for _, i := range d.Agenda {
		item := map[string]any{"title": i.Title, "minutes": i.Minutes, "vote": i.Vote}
		if i.ID != "" {
			item["id"] = i.ID
		}
		if !i.PresenterUnit.IsZero() {
			item["presenterUnit"] = unit(i.PresenterUnit)
		}
		if !i.Start.IsZero() {
			item["start"] = i.Start
		}
		agenda = append(agenda, item)
	}
	return map[string]any{
		"title": d.Title, "urgency": d.Urgency, "host": unit(d.Host), "chairId": d.ChairID, "secretaryId": d.SecretaryID,
		"start": d.Start, "end": d.End, "mode": d.Mode, "sites": sites, "agenda": agenda, "noStateSecret": d.NoStateSecret,
		"lateReason": d.LateReason,
	}
}

type meeting struct {
	ID, Title, State, StateReason, Overdue, SeriesID string
	Version                                          int64
	Start                                            time.Time
	Agenda                                           []struct{ ID, Title string }
	Rights                                           struct {
		Role                   string
		Edit, Join, Admit      bool
		Actions                []string
		Delete, Copy, Moderate bool
	}
	Warnings []struct {
		Kind, Deadline string
	}
}

type refusal struct {
	Code, Detail string
	Current      int64
	Errors       []struct{ Location, Message string }
}

func (a *api) create(t *testing.T, d plan.Draft) meeting {
	t.Helper()
	var made meeting
	a.do(t, a.as(t, identity.Secretary, plantest.Province), http.MethodPost, "/meetings", body(&d)).want(t, http.StatusCreated).into(t, &made)
	return made
}

// TestTransitions proves the table of transitions row by row: every role, in the meeting, over its host, over a unit
// above and elsewhere, from every state, and on the other side that what is not in the table cannot be done.
func TestTransitions(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		d := a.Draft(t)
		chair, secretary := a.asPerson(t, d.ChairID), a.asPerson(t, d.SecretaryID)
		hands := map[string]identity.Role{
			chair: identity.Chair, secretary: identity.Secretary,
			a.as(t, identity.Chair, plantest.Province): identity.Chair, a.as(t, identity.Secretary, plantest.Province): identity.Secretary,
		}
		callers := []string{chair, secretary}
		for _, role := range identity.Roles() {
			callers = append(callers, a.as(t, role, plantest.Province), a.as(t, role, plantest.Commune), a.as(t, role, plantest.Other))
		}
		for _, state := range plan.States() {
			m := a.InState(t, d, state)
			for _, action := range actions() {
				transition, possible := plan.Find(state, action)
				tried := callers
				if !possible { // nobody can; those who could, if anybody, are told why
					tried = slices.Collect(maps.Keys(hands))
				}
				for _, caller := range tried {
					name := fmt.Sprintf("%s %s by %s", state, action, caller)
					if action == plan.Start {
						a.At(m.Start)
					}
					current, err := a.Store.Meeting(t.Context(), a.DB, m.ID)
					check(t, err)
					got := a.do(t, caller, http.MethodPost, "/meetings/"+m.ID+"/actions", map[string]any{"action": action, "reason": "lý do"},
						"If-Match", fmt.Sprintf(`"%d"`, current.Version))
					a.At(plantest.Start)
					role, isHand := hands[caller]
					switch {
					case isHand && possible && allows(transition, role):
						var moved meeting
						got.want(t, http.StatusOK).into(t, &moved)
						if moved.State != string(transition.To) {
							t.Errorf("%s: in %s", name, moved.State)
						}
						m = a.InState(t, d, state) // the next caller finds it as this one did
					case isHand && possible:
						if got.status != http.StatusForbidden {
							t.Errorf("%s: status %d", name, got.status)
						}
					case isHand:
						if got.status != http.StatusConflict {
							t.Errorf("%s: status %d", name, got.status)
						}
					case got.status != http.StatusNotFound && got.status != http.StatusForbidden:
						t.Errorf("%s: status %d", name, got.status)
					}
				}
			}
		}
	})
}

func allows(t plan.Transition, role identity.Role) bool {
	for _, hand := range t.By {
		if hand == role {
			return true
		}
	}
	return false
}

func actions() []plan.Action {
	return []plan.Action{plan.Submit, plan.Withdraw, plan.Approve, plan.Return, plan.Issue, plan.Start, plan.Pause, plan.Resume, plan.End, plan.Cancel, plan.Postpone, plan.Reschedule}
}

func TestReasons(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		d := a.Draft(t)
		secretary, chair := a.as(t, identity.Secretary, plantest.Province), a.as(t, identity.Chair, plantest.Province)
		for _, transition := range plan.Transitions {
			m := a.InState(t, d, transition.From)
			if transition.Action == plan.Start {
				a.At(m.Start)
			}
			who := secretary
			if !allows(transition, identity.Secretary) {
				who = chair
			}
			got := a.do(t, who, http.MethodPost, "/meetings/"+m.ID+"/actions", map[string]any{"action": transition.Action}, "If-Match", fmt.Sprintf(`"%d"`, m.Version))
			a.At(plantest.Start)
			if needed := got.status == http.StatusUnprocessableEntity; needed != transition.Reason {
				t.Errorf("%s %s: status %d", transition.From, transition.Action, got.status)
			}
		}
	})
}

func TestTwoSecretaries(t *testing.T) {
	each(t, func(t *testing.T, a *api) {
		d := a.Draft(t)
		made := a.create(t, d)
		secretary := a.as(t, identity.Secretary, plantest.Province)
		path := "/meetings/" + made.ID
		first := a.do(t, secretary, http.MethodGet, path, nil).want(t, http.StatusOK)
		if first.etag != `"1"` {
			t.Errorf("ETag %s", first.etag)
		}
		a.do(t, secretary, http.MethodPut, path, body(&d)).want(t, http.StatusPreconditionRequired)
		d.Title = "Của người kia"
		second := a.do(t, secretary, http.MethodPut, path, body(&d), "If-Match", first.etag).want(t, http.StatusOK)
		if second.etag != `"2"` {
			t.Errorf("ETag %s", second.etag)
		}
		d.Title = "Của tôi"
		var stale refusal
		a.do(t, secretary, http.MethodPut, path, body(&d), "If-Match", first.etag).want(t, http.StatusPreconditionFailed).into(t, &stale)
		if stale.Code != "stale" || stale.Current != 2 {
			t.Errorf("%+v", stale)
		}
		var now meeting
		a.do(t, secretary, http.MethodGet, path, nil).want(t, http.StatusOK).into(t, &now)
		if now.Title != "Của người kia" {
			t.Errorf("%+v", now)
		}
		a.do(t, secretary, http.MethodDelete, path, nil, "If-Match", first.etag).want(t, http.StatusPreconditionFailed)
		a.do(t, secretary, http.MethodPost, path+"/actions", map[string]any{"action": "approve"}).want(t, http.StatusPreconditionRequired)
	})
}

func TestBadPlans(t *testing.T) {
	a := newAPI(t, demotest.Seed.SQLite(t))
	secretary := a.as(t, identity.Secretary, plantest.Province)
	good := a.Draft(t)
	for name, c := range map[string]struct {
		spoil    func(map[string]any)
		location string
	}{
		"an end before the start": {func(b map[string]any) { b["end"] = good.Start.Add(-time.Hour) }, "end"},
		"an end at the start":     {func(b map[string]any) { b["end"] = good.Start }, "end"},
		"a meeting of 400 years":  {func(b map[string]any) { b["end"] = good.Start.AddDate(400, 0, 0) }, "end"},
		"a meeting in 400 years": {func(b map[string]any) {
			b["start"], b["end"] = good.Start.AddDate(400, 0, 0), good.End.AddDate(400, 0, 0)
		}, "start"},
		"a start that has passed": {func(b map[string]any) {
			b["start"], b["end"] = plantest.Start.Add(-time.Hour), plantest.Start.Add(time.Hour)
		}, "start"},
		"a name of 10,000 characters": {func(b map[string]any) { b["title"] = strings.Repeat("ế", 10_000) }, "title"},
		"no name":                     {func(b map[string]any) { b["title"] = " \t" }, "title"},
		"a right-to-left name":        {func(b map[string]any) { b["title"] = "Họp \u202egnos" }, "title"},
		"a zero-width name":           {func(b map[string]any) { b["title"] = "Họp\u200b kín" }, "title"},
		"a name with a control":       {func(b map[string]any) { b["title"] = "Họp\u0007" }, "title"},
		"an agenda longer than it":    {func(b map[string]any) { b["agenda"] = []any{item("A", 90, nil), item("B", 40, nil)} }, "agenda"},
		"an item of no time":          {func(b map[string]any) { b["agenda"] = []any{item("A", 0, nil)} }, "agenda[0].minutes"},
		"overlapping items": {func(b map[string]any) {
			b["agenda"] = []any{item("A", 60, nil), item("B", 10, good.Start.Add(30*time.Minute))}
		}, "agenda[1].start"},
		"an item before the meeting":    {func(b map[string]any) { b["agenda"] = []any{item("A", 10, good.Start.Add(-time.Minute))} }, "agenda[0].start"},
		"an item beyond the meeting":    {func(b map[string]any) { b["agenda"] = []any{item("A", 60, good.End.Add(-time.Minute))} }, "agenda[0].start"},
		"a hidden character in an item": {func(b map[string]any) { b["agenda"] = []any{item("A\u200d", 10, nil)} }, "agenda[0].title"},
		"two main sites": {func(b map[string]any) {
			for _, site := range b["sites"].([]any) {
				site.(map[string]any)["main"] = true
			}
		}, "sites[1].main"},
		"a room twice": {func(b map[string]any) {
			b["sites"] = append(b["sites"].([]any), b["sites"].([]any)[0])
		}, "sites[2]"},
		"no declaration": {func(b map[string]any) { b["noStateSecret"] = false }, "noStateSecret"},
		"a secret one":   {func(b map[string]any) { b["secrecy"] = "top_secret" }, "secrecy"},
		"an unknown one": {func(b map[string]any) { b["chairId"] = "PE_none" }, "chairId"},
	} {
		t.Run(name, func(t *testing.T) {
			b := body(&good)
			c.spoil(b)
			var refused refusal
			a.do(t, secretary, http.MethodPost, "/meetings", b).want(t, http.StatusUnprocessableEntity).into(t, &refused)
			for _, field := range refused.Errors {
				if field.Location == c.location && field.Message != "" {
					return
				}
			}
			t.Errorf("got %+v, want %s", refused, c.location)
		})
	}
	for name, text := range map[string]string{
		"no JSON":          `{"title":`,
		"a year too great": `{"title":"x","start":"99999-01-01T00:00:00Z","end":"2026-01-01T00:00:00Z","mode":"online","noStateSecret":true,"host":{"catalogue":"a","code":"b"}}`,
		"no mode":          `{"title":"x","start":"2026-12-01T00:00:00Z","end":"2026-12-01T01:00:00Z","noStateSecret":true,"host":{"catalogue":"a","code":"b"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if got := a.do(t, secretary, http.MethodPost, "/meetings", text); got.status != http.StatusBadRequest && got.status != http.StatusUnprocessableEntity {
				t.Errorf("status %d: %s", got.status, got.body)
			}
		})
	}
}

func item(title string, minutes int, start any) map[string]any {
	made := map[string]any{"title": title, "minutes": minutes}
	if start != nil {
		made["start"] = start
	}
	return made
}

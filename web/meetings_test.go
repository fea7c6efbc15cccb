package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/mail"
	"giaoban/internal/seal"
	"giaoban/scheduler/conclude/planned"
	"giaoban/scheduler/conduct/ballotbox"
	"giaoban/scheduler/conduct/chat"
	"giaoban/scheduler/conduct/conductlog"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/conduct/notes"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/invite/inviter"
	"giaoban/scheduler/invite/invitestore"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/door"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/planstore"
	"giaoban/scheduler/workday"
	"giaoban/signaling/token"
	"giaoban/web"
	conductapi "giaoban/web/conduct"
	meetingsapi "giaoban/web/meetings"
	"giaoban/web/rest"

	"github.com/uptrace/bun"
)

// draftBody is a plan for the province in a year's time.
var draftBody = `{"title":"X","host":{"catalogue":"` + demo.Current + `","code":"` + demo.ProvinceCode + `"},"start":"` +
	time.Now().AddDate(1, 0, 0).UTC().Format(time.RFC3339) + `","end":"` + time.Now().AddDate(1, 0, 0).Add(time.Hour).UTC().Format(time.RFC3339) +
	`","mode":"online","noStateSecret":true}`

// addMeetings adds the meetings of a database to what the web stands on, and returns their planner.
func addMeetings(deps *web.Deps, db *bun.DB, accounts *identity.Service, units *dirstore.Store, trail *audit.Log, keys *token.Keys, now func() time.Time,
	beat func() (<-chan time.Time, func()),
) *planner.Planner {
	attendance := invitestore.New(db)
	store := planstore.New(db, attendance)
	plans := planner.New(planner.Deps{
		Store: store, Directory: units, Attendance: attendance, Audit: trail, Now: now, Zone: workday.Zone(), Log: deps.Log, EndAfter: 12 * time.Hour,
	})
	box, err := seal.New(make([]byte, 32))
	if err != nil {
		panic(err) //nolint:forbidigo // a slip in the test's own key
	}
	ballots := ballotbox.New(db, box, trail)
	run := conductor.New(conductor.Deps{
		Log: conductlog.New(db), Meetings: store, Attendance: attendance, Accounts: accountsByID{accounts, units}, Units: units,
		Invited: planned.Heads{Source: &planned.Source{Meetings: store, Invitations: attendance, Directory: units}}, Papers: noPapers{}, Media: conducttest.NewMedia(), Ballots: ballots, Audit: trail, Node: "test", Now: now, Logger: deps.Log,
	})
	plans.Listen(run)
	entrance := door.New(door.Deps{Store: store, Planner: plans, Attendance: attendance, Audit: trail, Now: now})
	guests := inviter.New(inviter.Deps{
		Store: invitestore.New(db), Meetings: store, Directory: units, Audit: trail, Now: now, Zone: workday.Zone(), Log: slog.New(slog.DiscardHandler),
		Mail: mail.Disabled{}, Domain: "hop.example.vn",
	})
	deps.Meetings = entrance
	deps.Areas = append(deps.Areas, func(api *rest.API) {
		meetingsapi.Register(api, meetingsapi.Deps{
			Planner: plans, Door: entrance, Guests: guests, Units: units, Keys: keys, Now: now, Floor: run, TokenLifetime: 10 * time.Minute,
		})
		hub := events.NewHub()
		conductapi.Register(api, conductapi.Deps{
			Chat:      chat.New(chat.Deps{DB: db, Floor: run, Hub: hub, Audit: trail, Now: now}),
			Notes:     notes.New(notes.Deps{DB: db, Seats: run, Now: now}),
			Conductor: run, Ballots: ballots, Invited: &planned.Source{Meetings: store, Invitations: attendance, Directory: units}, Now: now, Check: func(context.Context, string) error { return identity.ErrNoSession }, Hub: hub,
			Beat: beat,
		})
	})
	deps.Areas = append(deps.Areas, recordingsArea(run, store, attendance, trail, now))
	return plans
}

// noPapers has none to show.
type noPapers struct{}

func (noPapers) Shows(context.Context, string, string) (bool, error) { return false, nil }

// accountsByID finds who acts behind an account.
type accountsByID struct {
	accounts *identity.Service
	units    *dirstore.Store
}

func (a accountsByID) ViewerOf(ctx context.Context, accountID string) (*directory.Viewer, error) {
	account, err := a.accounts.AccountByID(ctx, accountID)
	if errors.Is(err, identity.ErrNotFound) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, err
	}
	return a.units.Viewer(ctx, account)
}

func TestTheRoomOfAMeeting(t *testing.T) {
	f := newFixture(t)
	start := f.clock.now().Add(10 * time.Minute)
	m, _, err := f.plans.Create(t.Context(), directory.By{}, plan.Draft{
		Title: "Giao ban", Urgency: plan.Urgent, Host: directory.UnitKey{Catalogue: demo.Current, Code: demo.ProvinceCode},
		Start: start, End: start.Add(time.Hour), Mode: plan.Online, Policies: plan.DefaultPolicies(), NoStateSecret: true,
		Agenda: []plan.AgendaItem{{Title: "Báo cáo", Minutes: 10, PresenterID: demo.PersonID("daibieu")}},
		Sites:  []plan.Site{{Unit: directory.UnitKey{Catalogue: demo.Current, Code: demo.ChiemHoaCode}}},
	})
	check(t, err)
	room := "/api/v1/rooms/" + m.ID
	secretary, delegate, stranger := f.as(t, "thuky"), f.as(t, "daibieu"), f.as(t, "daibieu2")
	secretary.want(http.StatusOK, secretary.get(room))
	delegate.refused(http.StatusNotFound, "not_found", delegate.get(room)) // not issued yet

	_, err = f.db.NewRaw("UPDATE meetings SET state = 'live' WHERE id = ?", m.ID).Exec(t.Context())
	check(t, err)
	var told struct {
		Name  string
		Title struct{ VI string }
	}
	delegate.want(http.StatusOK, delegate.get(room)).into(t, &told)
	if told.Name != m.ID || told.Title.VI != "Giao ban" {
		t.Errorf("%+v", told)
	}
	stranger.refused(http.StatusNotFound, "not_found", stranger.get(room))

	t.Run("is entered by the door alone", func(t *testing.T) {
		for _, b := range []*browser{secretary, delegate, stranger} {
			b.refused(http.StatusNotFound, "not_found", b.post(room+"/join", "{}"))
		}
		var entry struct{ Ticket struct{ Token, Room string } }
		delegate.want(http.StatusOK, delegate.post("/api/v1/meetings/"+m.ID+"/join", "")).into(t, &entry)
		if entry.Ticket.Room != m.ID || entry.Ticket.Token == "" {
			t.Errorf("%+v", entry)
		}
	})
	t.Run("is moderated by its chair and secretary", func(t *testing.T) {
		f.hall.enter(m.ID, "AC_x", track("TR_1", livekit.TrackSource_MICROPHONE, false))
		delegate.refused(http.StatusForbidden, "forbidden", delegate.post(room+"/mute-all", "{}"))
		stranger.refused(http.StatusNotFound, "not_found", stranger.post(room+"/mute-all", "{}"))
		secretary.want(http.StatusOK, secretary.post(room+"/mute-all", "{}"))
		if len(f.hall.muted) != 1 {
			t.Errorf("muted %v", f.hall.muted)
		}
	})
}

package inviter_test

import (
	"strings"
	"testing"

	goical "github.com/emersion/go-ical"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/plantest"
)

// withAccount stores an account for who acts, as feeds belong to one.
func (f *fixture) withAccount(t *testing.T, by directory.By) directory.By {
	t.Helper()
	accounts, err := identity.New(f.DB, f.Audit, identity.Config{PasswordMinLength: 1, Argon2: identity.Argon2{MemoryKiB: 8, Passes: 1, Threads: 1}, Now: f.Now})
	check(t, err)
	made, err := accounts.Create(t.Context(), by.Actor, identity.Account{
		Username: "feed", DisplayName: "A", Role: identity.Delegate, UnitCatalogue: plantest.Commune.Catalogue, UnitCode: plantest.Commune.Code,
	}, "Chim sẻ ăn 7 hạt thóc")
	check(t, err)
	by.Viewer.AccountID = made.ID
	known[made.ID] = by.Viewer
	t.Cleanup(func() { delete(known, made.ID) })
	return by
}

func TestFeeds(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		p := f.person(t, "Ma Thị Mời", plantest.Commune)
		m := f.issued(t, person(p))
		by := f.withAccount(t, f.AsPerson(t, p.ID))
		feed, token, err := f.service.CreateFeed(t.Context(), by, "", "")
		check(t, err)
		fetch := func() string {
			t.Helper()
			text, err := f.service.Calendar(t.Context(), token)
			check(t, err)
			return text
		}
		text := fetch()
		calendar, err := goical.NewDecoder(strings.NewReader(text)).Decode()
		check(t, err)
		events := calendar.Events()
		if len(events) != 1 || events[0].Props.Get("UID").Value != m.ID+"@"+domain || events[0].Props.Get("ATTENDEE") != nil {
			t.Fatalf("%s", text)
		}
		if fetch() != text {
			t.Error("it changes by itself")
		}
		sequence := func() int {
			t.Helper()
			calendar, err := goical.NewDecoder(strings.NewReader(fetch())).Decode()
			check(t, err)
			n, err := calendar.Events()[0].Props.Get("SEQUENCE").Int()
			check(t, err)
			return n
		}
		at := sequence()
		for _, action := range []plan.Action{plan.Postpone, plan.Reschedule, plan.Cancel} {
			_, err = f.meetings.Act(t.Context(), directory.By{}, m.ID, 0, action, "Lũ", planner.One)
			check(t, err)
			before := at
			if at = sequence(); at <= before {
				t.Errorf("after %s SEQUENCE went from %d to %d", action, before, at)
			}
		}
		if changed := fetch(); !strings.Contains(changed, "STATUS:CANCELLED") {
			t.Errorf("%s", changed)
		}
		t.Run("secrets are not kept", func(t *testing.T) {
			var found int
			check(t, f.DB.NewRaw("SELECT count(*) FROM calendar_feeds WHERE token_hash LIKE ?", "%"+token+"%").Scan(t.Context(), &found))
			if found != 0 {
				t.Error("the token is in the database")
			}
		})
		t.Run("another's link", func(t *testing.T) {
			want(t, f.service.RevokeFeed(t.Context(), f.As(t, identity.Delegate, plantest.Other), feed.ID), fault.NotFound, "")
		})
		t.Run("a disabled account's", func(t *testing.T) {
			viewer := known[by.Viewer.AccountID]
			delete(known, by.Viewer.AccountID)
			_, err := f.service.Calendar(t.Context(), token)
			want(t, err, fault.NotFound, "")
			known[by.Viewer.AccountID] = viewer
		})
		t.Run("revoked", func(t *testing.T) {
			check(t, f.service.RevokeFeed(t.Context(), by, feed.ID))
			for _, guess := range []string{token, "", "x", strings.Repeat("a", 32)} {
				_, err := f.service.Calendar(t.Context(), guess)
				want(t, err, fault.NotFound, "")
			}
		})
	})
}

func TestFeedsOfRooms(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		m := f.issued(t, unit(plantest.Other))
		by := f.withAccount(t, f.As(t, identity.Technician, plantest.Commune))
		_, _, err := f.service.CreateFeed(t.Context(), by, demo.RoomName(demo.NaHangCode), "")
		want(t, err, fault.Invalid, "form")
		_, token, err := f.service.CreateFeed(t.Context(), by, demo.RoomName(demo.ChiemHoaCode), invite.FeedTitles)
		check(t, err)
		text, err := f.service.Calendar(t.Context(), token)
		check(t, err)
		if !strings.Contains(text, m.ID) || !strings.Contains(text, m.Title) {
			t.Errorf("%s", text)
		}
		feed, token, err := f.service.CreateFeed(t.Context(), by, demo.RoomName(demo.ChiemHoaCode), "")
		check(t, err)
		if feed.Detail != invite.FeedBusy {
			t.Errorf("a room's link tells %s unless told otherwise", feed.Detail)
		}
		text, err = f.service.Calendar(t.Context(), token)
		check(t, err)
		calendar, err := goical.NewDecoder(strings.NewReader(text)).Decode()
		check(t, err)
		events := calendar.Events()
		if start, err := events[0].DateTimeStart(nil); len(events) != 1 || err != nil || !start.Equal(m.Start) {
			t.Errorf("%s (%v)", text, err)
		}
		for _, secret := range []string{m.ID, m.Title, "LOCATION:P", "URL", "ORGANIZER"} {
			if strings.Contains(text, secret) {
				t.Errorf("a link that tells busy times only has %q:\n%s", secret, text)
			}
		}
		kept, err := f.service.Feeds(t.Context(), by)
		check(t, err)
		if len(kept) != 2 || kept[0].Detail == kept[1].Detail {
			t.Errorf("%+v", kept)
		}
		_, _, err = f.service.CreateFeed(t.Context(), by, "", "everything")
		want(t, err, fault.Invalid, "form")
	})
}

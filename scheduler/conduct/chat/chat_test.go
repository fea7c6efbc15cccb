package chat_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/scheduler/conduct/chat"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/conduct/notes"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

type fixture struct {
	*conducttest.Fixture
	chat       *chat.Service
	hub        *events.Hub
	sent       int
	chair, one directory.By
	two, tech  directory.By
}

func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := &fixture{Fixture: conducttest.New(t, db, plan.StateLive), hub: events.NewHub()}
		f.chat = chat.New(chat.Deps{DB: db, Floor: f.Conductor, Hub: f.hub, Audit: f.Audit, Now: f.Now})
		f.chair, f.one = f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		f.tech = f.Enter(t, identity.Technician, plantest.Commune)
		f.two = f.ByAccount(t, &identity.Account{
			ID: "AC_two", Username: "two", DisplayName: "two", Role: identity.Delegate,
			UnitCatalogue: plantest.Commune.Catalogue, UnitCode: plantest.Commune.Code,
		})
		f.EnterAs(t, f.two)
		test(t, f)
	})
}

func (f *fixture) send(t *testing.T, by directory.By, channel chat.Channel, to, words string) (*chat.Message, error) {
	t.Helper()
	f.sent++
	return f.chat.Send(t.Context(), by, f.Meeting.ID, chat.Draft{ClientID: fmt.Sprint("m", f.sent), Channel: channel, Recipient: to, Text: words})
}

func (f *fixture) read(t *testing.T, by directory.By, query chat.Query) *chat.Page {
	t.Helper()
	page, err := f.chat.Read(t.Context(), by, f.Meeting.ID, query)
	check(t, err)
	return page
}

func (f *fixture) sees(t *testing.T, by directory.By) []string {
	t.Helper()
	all := []string{}
	for _, m := range f.read(t, by, chat.Query{}).Messages {
		all = append(all, m.Text)
	}
	return all
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Fatalf("%v, not %s %s", err, code, reason)
	}
}

// TestAMessageIsSeenByItsAudienceAlone reads the chat as everyone, and what each is told of.
func TestAMessageIsSeenByItsAudienceAlone(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for _, message := range []struct {
			by       directory.By
			channel  chat.Channel
			to, text string
		}{
			{f.one, chat.All, "", "to all"}, {f.one, chat.Desk, "", "to the desk"}, {f.one, chat.Technicians, "", "to technicians"},
			{f.chair, chat.Desk, f.one.Viewer.AccountID, "answer"}, {f.tech, chat.Technicians, f.one.Viewer.AccountID, "help"},
		} {
			_, err := f.send(t, message.by, message.channel, message.to, message.text)
			check(t, err)
		}
		for name, row := range map[string]struct {
			by   directory.By
			want []string
		}{
			"chair": {f.chair, []string{"to all", "to the desk", "to technicians", "answer", "help"}},
			"one":   {f.one, []string{"to all", "to the desk", "to technicians", "answer", "help"}},
			"two":   {f.two, []string{"to all"}},
			"tech":  {f.tech, []string{"to all", "to technicians", "help"}},
		} {
			if got := f.sees(t, row.by); !slices.Equal(got, row.want) {
				t.Errorf("%s sees %q, not %q", name, got, row.want)
			}
		}
		_, err := f.send(t, f.one, chat.Desk, f.two.Viewer.AccountID, "private")
		want(t, err, fault.Forbidden, "chat.no_answer")
		_, err = f.send(t, f.tech, chat.Desk, f.two.Viewer.AccountID, "private")
		want(t, err, fault.Forbidden, "chat.no_answer")
		stranger := f.As(t, identity.Delegate, plantest.Province)
		stranger.Viewer.PersonID, stranger.Viewer.Unit = "PE_nobody", directory.UnitKey{}
		_, err = f.chat.Read(t.Context(), stranger, f.Meeting.ID, chat.Query{})
		want(t, err, fault.NotFound, "")

		standing, err := f.Conductor.Standing(t.Context(), f.two, f.Meeting.ID)
		check(t, err)
		watch := f.hub.Subscribe(chat.Topics(f.Meeting.ID, &chat.Reader{Who: standing.Who, Leads: standing.Leads})...)
		defer watch.Close()
		_, err = f.send(t, f.one, chat.Desk, "", "again to the desk")
		check(t, err)
		if told := watch.Take(); len(told) != 0 {
			t.Errorf("told of what is not for them: %v", told)
		}
		_, err = f.send(t, f.one, chat.All, "", "again to all")
		check(t, err)
		if told := watch.Take(); len(told) != 1 {
			t.Errorf("told %v", told)
		}
	})
}

func TestModeration(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		rude, err := f.send(t, f.one, chat.All, "", "rude")
		check(t, err)
		revision := f.read(t, f.two, chat.Query{}).Revision
		id := f.Meeting.ID
		for _, by := range []directory.By{f.one, f.two, f.tech} {
			want(t, f.chat.Remove(t.Context(), by, id, rude.Seq, ""), fault.Forbidden, "conduct.not_yours")
			want(t, f.chat.Mute(t.Context(), by, id, chat.Everyone, true), fault.Forbidden, "conduct.not_yours")
		}
		want(t, f.chat.Remove(t.Context(), f.chair, id, 99, ""), fault.NotFound, "")
		want(t, f.chat.Remove(t.Context(), f.chair, id, rude.Seq, strings.Repeat("x", chat.MaxReason+1)), fault.Invalid, "form")
		check(t, f.chat.Remove(t.Context(), f.chair, id, rude.Seq, "Không đúng mực"))
		check(t, f.chat.Remove(t.Context(), f.chair, id, rude.Seq, "again"))
		changed := f.read(t, f.two, chat.Query{Since: revision}).Messages
		if len(changed) != 1 || changed[0].Text != "" || changed[0].RemovedBy == "" || changed[0].RemovedReason != "Không đúng mực" {
			t.Fatalf("%+v", changed)
		}
		one := f.one.Viewer.AccountID
		check(t, f.chat.Mute(t.Context(), f.chair, id, one, true))
		for _, channel := range []chat.Channel{chat.All, chat.Technicians} {
			_, err = f.send(t, f.one, channel, "", "more")
			want(t, err, fault.Forbidden, "chat.muted")
		}
		if _, err = f.send(t, f.one, chat.Desk, "", "why?"); err != nil {
			t.Error(err)
		}
		check(t, f.chat.Mute(t.Context(), f.chair, id, chat.Everyone, true))
		_, err = f.send(t, f.two, chat.All, "", "and I")
		want(t, err, fault.Forbidden, "chat.muted")
		if page := f.read(t, f.two, chat.Query{}); !page.Muted || page.Mutes != nil {
			t.Errorf("%+v", page)
		}
		if mutes := f.read(t, f.chair, chat.Query{}).Mutes; len(mutes) != 2 {
			t.Errorf("%v", mutes)
		}
		_, err = f.send(t, f.chair, chat.All, "", "order")
		check(t, err)
		check(t, f.chat.Mute(t.Context(), f.chair, id, chat.Everyone, false))
		_, err = f.send(t, f.two, chat.All, "", "thanks")
		check(t, err)
		want(t, f.chat.Mute(t.Context(), f.chair, id, "AC_nobody", true), fault.Conflict, "chat.nobody")
	})
}

func TestBounds(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for _, words := range []string{"", " \n ", strings.Repeat("x", 10_000), "a\u200bb", "\u202eabc", "a\x00"} {
			_, err := f.send(t, f.one, chat.All, "", words)
			want(t, err, fault.Invalid, "form")
		}
		_, err := f.send(t, f.one, "everybody", "", "x")
		want(t, err, fault.Invalid, "form")
		first, err := f.chat.Send(t.Context(), f.one, f.Meeting.ID, chat.Draft{ClientID: "same", Channel: chat.All, Text: "مرحبا"})
		check(t, err)
		again, err := f.chat.Send(t.Context(), f.one, f.Meeting.ID, chat.Draft{ClientID: "same", Channel: chat.All, Text: "مرحبا"})
		check(t, err)
		if first.Seq != again.Seq {
			t.Fatalf("%d and %d", first.Seq, again.Seq)
		}
		for range chat.RateCount - 1 {
			_, err := f.send(t, f.one, chat.All, "", "x")
			check(t, err)
		}
		_, err = f.send(t, f.one, chat.All, "", "x")
		want(t, err, fault.Conflict, "chat.too_fast")
		f.At(f.Now().Add(chat.RatePeriod + time.Second))
		_, err = f.send(t, f.one, chat.All, "", "last")
		check(t, err)
		newest := f.read(t, f.two, chat.Query{Limit: 4})
		if len(newest.Messages) != 4 || !newest.More || newest.Messages[3].Text != "last" {
			t.Fatalf("%+v", newest)
		}
		older := f.read(t, f.two, chat.Query{Limit: 100, Before: newest.Messages[0].Seq})
		if len(older.Messages) != 7 || older.More || older.Messages[0].Seq != first.Seq {
			t.Fatalf("%+v", older)
		}
		part := f.read(t, f.two, chat.Query{Limit: 3, Since: first.Revision})
		if !part.More || part.Revision != part.Messages[2].Revision {
			t.Fatalf("%+v", part)
		}
	})
}

// TestNotesAreTheirOwnersAlone and are never written over unseen.
func TestNotesAreTheirOwnersAlone(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for _, by := range []directory.By{f.one, f.two} {
			_, err := f.chat.DB.NewRaw(`INSERT INTO accounts (id, username, display_name, role, search, version, password_hash, created_at, updated_at, active_since)
				VALUES (?, ?, 'X', 'delegate', 'x', 1, 'x', ?, ?, ?)`, by.Viewer.AccountID, strings.ToLower(by.Viewer.AccountID), f.Now(), f.Now(), f.Now()).Exec(t.Context())
			check(t, err)
		}
		own := notes.New(notes.Deps{DB: f.chat.DB, Seats: f.Conductor, Now: f.Now})
		written, err := own.Write(t.Context(), f.one, f.Meeting.ID, "", 0, "Hỏi lại số liệu")
		check(t, err)
		_, err = own.Write(t.Context(), f.one, f.Meeting.ID, "", 0, "other device")
		want(t, err, fault.Stale, "")
		_, err = own.Write(t.Context(), f.one, f.Meeting.ID, "", written.Version+5, "other device")
		want(t, err, fault.Stale, "")
		_, err = own.Write(t.Context(), f.one, f.Meeting.ID, "AG_none", 0, "x")
		want(t, err, fault.NotFound, "")
		_, err = own.Write(t.Context(), f.one, f.Meeting.ID, "", written.Version, strings.Repeat("x", notes.MaxText+1))
		want(t, err, fault.Invalid, "form")
		_, err = own.Write(t.Context(), f.one, f.Meeting.ID, "", written.Version, "Hỏi lại số liệu quý III")
		check(t, err)
		for _, by := range []directory.By{f.chair, f.two, f.tech} {
			found, err := own.Mine(t.Context(), by, f.Meeting.ID)
			check(t, err)
			if len(found) != 0 {
				t.Errorf("somebody reads %+v", found)
			}
		}
		found, err := own.Mine(t.Context(), f.one, f.Meeting.ID)
		check(t, err)
		if len(found) != 1 || found[0].Text != "Hỏi lại số liệu quý III" || found[0].Version != 2 {
			t.Errorf("%+v", found)
		}
	})
}

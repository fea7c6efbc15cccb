package web_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/linetest"
)

// eyes are what the server sees and hears of those in its rooms.
type eyes struct {
	mu       sync.Mutex
	readings map[string]linetest.Reading // by room and identity; guarded by mu
}

func (e *eyes) Reading(_ context.Context, room, identity string) (linetest.Reading, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.readings[room+"/"+identity], nil
}

func (e *eyes) see(room, identity string, reading linetest.Reading) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.readings[room+"/"+identity] = reading
}

type lineRow struct {
	Site, State string
	Checks      []struct{ Kind, Verdict, Words, By string }
	Terminals   []struct{ Connected bool }
}

type lineBoard struct {
	Open, Leads bool
	Items       []lineRow
}

func (b *browser) board(t *testing.T, meetingID string) (told lineBoard) {
	t.Helper()
	b.want(http.StatusOK, b.get("/api/v1/meetings/"+meetingID+"/line-test")).into(t, &told)
	return told
}

func TestTheLineTest(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		m := f.issued(t, f.clock.now().Add(2*time.Hour))
		path := "/api/v1/meetings/" + m.ID + "/line-test"
		technician := f.as(t, "kythuat")
		technician.refused(http.StatusConflict, "conflict", technician.postJSON(path+"/join", map[string]any{})) // two hours before
		f.clock.pass(61 * time.Minute)
		technician, secretary := f.as(t, "kythuat"), f.as(t, "thuky")
		for _, who := range []string{"khachmoi", "daibieu2", "quantri"} {
			other := f.as(t, who)
			if a := other.postJSON(path+"/join", map[string]any{}); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
				t.Errorf("%s joins: %d", who, a.status)
			}
			if a := other.postJSON(path+"/calls", map[string]any{"sites": []string{"x:1"}}); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
				t.Errorf("%s calls: %d", who, a.status)
			}
		}
		if board := secretary.board(t, m.ID); !board.Open || !board.Leads || len(board.Items) != 1 || board.Items[0].State != "missing" {
			t.Errorf("%+v", board)
		}
		check := func(status int, told map[string]any) (entry struct{ Verdict string }) {
			t.Helper()
			a := technician.want(status, technician.postJSON(path+"/checks", told))
			if status == http.StatusCreated {
				a.into(t, &entry)
			}
			return entry
		}
		check(http.StatusConflict, map[string]any{"kind": "camera"}) // not in the room: nobody's word is taken for it
		var joined struct{ Room, Identity, Token, Site string }
		technician.want(http.StatusOK, technician.postJSON(path+"/join", map[string]any{})).into(t, &joined)
		claims, err := f.keys.Verify(joined.Token)
		if err != nil || claims.Video.Room != m.ID+"-test" || claims.Video.RoomAdmin {
			t.Errorf("%+v %v", joined, err)
		}
		f.seen.see(joined.Room, joined.Identity, linetest.Reading{There: true})
		if e := check(http.StatusCreated, map[string]any{"kind": "microphone"}); e.Verdict != "nogo" {
			t.Errorf("silence: %+v", e)
		}
		if board := secretary.board(t, m.ID); board.Items[0].State != "failed" {
			t.Errorf("%+v", board)
		}
		f.seen.see(joined.Room, joined.Identity, linetest.Reading{There: true, Level: 0.4, Pictures: 100, Width: 1280, Height: 720})
		for told, want := range map[string]string{"microphone": "go", "camera": "go"} {
			if e := check(http.StatusCreated, map[string]any{"kind": told}); e.Verdict != want {
				t.Errorf("%s: %+v", told, e)
			}
		}
		check(http.StatusCreated, map[string]any{"kind": "loudspeaker", "heard": true})
		line := map[string]any{"rttMs": 20, "downKbps": 90_000, "upKbps": 80_000}
		if e := check(http.StatusCreated, map[string]any{"kind": "line", "figures": line}); e.Verdict != "go" {
			t.Errorf("a good line: %+v", e)
		}
		line["upKbps"] = 900
		if e := check(http.StatusCreated, map[string]any{"kind": "line", "figures": line}); e.Verdict != "nogo" {
			t.Errorf("a narrow line: %+v", e)
		}
		check(http.StatusCreated, map[string]any{"kind": "terminal", "figures": map[string]any{"browser": "Chrome", "version": 140, "app": "test"}})
		check(http.StatusUnprocessableEntity, map[string]any{"kind": "mark", "ready": false}) // trouble without a word
		check(http.StatusCreated, map[string]any{"kind": "mark", "ready": false, "words": "Micrô rè"})
		f.told.take()
		secretary.want(http.StatusNoContent, secretary.postJSON(path+"/calls", map[string]any{"sites": []string{joined.Site}, "words": "Gọi lại"}))
		if news := f.told.take(); !slices.ContainsFunc(news, func(one string) bool {
			return strings.HasPrefix(one, "me:AC_") && strings.HasSuffix(one, " linetest.called")
		}) {
			t.Errorf("the technician was not called: %q", news)
		}
		secretary.refused(http.StatusUnprocessableEntity, "invalid", secretary.postJSON(path+"/calls", map[string]any{"sites": []string{demo.Current + ":" + demo.NaHangCode}}))
		check(http.StatusCreated, map[string]any{"kind": "mark", "ready": true})
		board := technician.board(t, m.ID)
		if board.Leads || board.Items[0].State != "ready" || len(board.Items[0].Checks) != 7 {
			t.Errorf("%+v", board)
		}
		var history struct{ Items []struct{ Kind string } }
		secretary.want(http.StatusOK, secretary.get(path+"/history?site="+joined.Site)).into(t, &history)
		if len(history.Items) != 10 || history.Items[0].Kind != "mark" {
			t.Errorf("%+v", history)
		}
		if csv := secretary.want(http.StatusOK, secretary.get(path+"/export")); !strings.Contains(string(csv.body), "ready,go,go,go,nogo") {
			t.Errorf("%s", csv.body)
		}
		technician.refused(http.StatusForbidden, "forbidden", technician.get(path+"/export"))
		f.clock.pass(2 * time.Hour) // the meeting's time is over
		technician = f.as(t, "kythuat")
		technician.refused(http.StatusConflict, "conflict", technician.postJSON(path+"/join", map[string]any{}))
	})
}

type siteCall struct {
	State, By, Words, AnsweredBy, AnsweredOn string
	Shown                                    []string
}

// TestACallReachesItsSiteAndTimesOut wherever the site is, and nobody else.
func TestACallReachesItsSiteAndTimesOut(t *testing.T) {
	eachFixture(t, func(t *testing.T, f *fixture) {
		m := f.issued(t, f.clock.now().Add(30*time.Minute))
		path := "/api/v1/meetings/" + m.ID + "/line-test"
		secretary, technician := f.as(t, "thuky"), f.as(t, "kythuat")
		var board struct {
			Calls bool
			Items []struct {
				Site string
				Call *siteCall
			}
		}
		look := func() *siteCall {
			t.Helper()
			board.Items = nil
			secretary.want(http.StatusOK, secretary.get(path)).into(t, &board)
			return board.Items[0].Call
		}
		type waiting struct {
			ID, MeetingID, By, Words string
			Serves                   bool
		}
		waits := func(who *browser) []waiting {
			t.Helper()
			var told struct{ Items []waiting }
			who.want(http.StatusOK, who.get("/api/v1/line-test/calls")).into(t, &told)
			return told.Items
		}
		receive := func(status int, who *browser, callID, where string, answered bool) {
			t.Helper()
			if a := who.putJSON(path+"/calls/"+callID+"/receipt", map[string]any{"where": where, "answered": answered}); a.status != status {
				t.Errorf("%d, not %d: %s", a.status, status, a.body)
			}
		}
		if call := look(); call != nil || !board.Calls || len(waits(technician)) != 0 {
			t.Fatalf("%+v %+v", call, board)
		}
		ring := func() {
			t.Helper()
			secretary.want(http.StatusNoContent, secretary.postJSON(path+"/calls", map[string]any{"sites": []string{board.Items[0].Site}, "words": "Bật micrô giúp"}))
		}
		ring()
		if call := look(); call.State != "ringing" || call.Words != "Bật micrô giúp" {
			t.Errorf("%+v", call)
		}
		for _, stranger := range []string{"khachmoi", "daibieu2", "thuky"} {
			if told := waits(f.as(t, stranger)); len(told) != 0 {
				t.Errorf("%s is called: %+v", stranger, told)
			}
		}
		told := waits(technician)
		if len(told) != 1 || !told[0].Serves || told[0].MeetingID != m.ID {
			t.Fatalf("%+v", told)
		}
		receive(http.StatusNoContent, technician, told[0].ID, "desk", false)
		receive(http.StatusNoContent, technician, told[0].ID, "desk", false)
		if call := look(); call.State != "reached" || !slices.Equal(call.Shown, []string{"desk"}) {
			t.Errorf("%+v", call)
		}
		stranger := f.as(t, "daibieu2")
		if a := stranger.putJSON(path+"/calls/"+told[0].ID+"/receipt", map[string]any{"where": "hall", "answered": true}); a.status != http.StatusNotFound && a.status != http.StatusForbidden {
			t.Errorf("somebody else's call is answered: %d", a.status)
		}
		receive(http.StatusNotFound, technician, "LT_none", "desk", true)
		receive(http.StatusUnprocessableEntity, technician, told[0].ID, "street", true)
		f.told.take()
		receive(http.StatusNoContent, technician, told[0].ID, "desk", true)
		if news := f.told.take(); !slices.ContainsFunc(news, func(one string) bool { return strings.HasPrefix(one, "linetest:") }) {
			t.Errorf("the board is not told: %q", news)
		}
		if call := look(); call.State != "answered" || call.AnsweredOn != "desk" || call.AnsweredBy == "" || len(waits(technician)) != 0 {
			t.Errorf("%+v", call)
		}
		f.clock.pass(time.Second)
		ring()
		if call := look(); call.State != "ringing" {
			t.Errorf("called again: %+v", call)
		}
		told = waits(technician)
		f.clock.pass(linetest.RingFor)
		if call := look(); call.State != "unreached" || len(waits(technician)) != 0 {
			t.Errorf("a minute later: %+v", call)
		}
		receive(http.StatusConflict, technician, told[0].ID, "desk", true)
		ring()
		receive(http.StatusNoContent, technician, waits(technician)[0].ID, "hall", false)
		f.clock.pass(linetest.RingFor)
		if call := look(); call.State != "missed" {
			t.Errorf("shown, and nobody answered: %+v", call)
		}
	})
}

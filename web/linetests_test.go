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

package seats_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"

	"github.com/livekit/protocol/livekit"

	"giaoban/web/seats"
)

// hall is live rooms with people in them.
type hall struct {
	in     map[string][]string
	hidden map[string][]string
	void   []string
}

func (h *hall) Counts() map[string]int {
	counts := map[string]int{"has just closed": 1}
	for room, in := range h.in {
		counts[room] = len(in)
	}
	return counts
}

func (h *hall) Participants(_ context.Context, room string) ([]*livekit.ParticipantInfo, error) {
	in, found := h.in[room]
	if !found {
		return nil, errors.New("no such room")
	}
	infos := make([]*livekit.ParticipantInfo, len(in))
	for i, id := range in {
		infos[i] = &livekit.ParticipantInfo{Identity: id}
	}
	return infos, nil
}

func (h *hall) Hidden(room string) []string { return h.hidden[room] }

func (h *hall) RemoveParticipant(ctx context.Context, room, identity string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if i := slices.Index(h.hidden[room], identity); i >= 0 {
		h.hidden[room] = slices.Delete(h.hidden[room], i, i+1)
		return nil
	}
	before := len(h.in[room])
	h.in[room] = slices.DeleteFunc(h.in[room], func(id string) bool { return id == identity })
	if len(h.in[room]) == before {
		return errors.New("not in the room")
	}
	return nil
}

func (h *hall) VoidTokens(identity string) { h.void = append(h.void, identity) }

// sessions are those that are good.
type sessions struct {
	good     []string
	disabled []string
	err      error
}

func (s *sessions) Lapsed(_ context.Context, of map[string]string) (lapsed []string, err error) {
	for account, session := range of {
		if slices.Contains(s.disabled, account) || session != "" && !slices.Contains(s.good, session) {
			lapsed = append(lapsed, account)
		}
	}
	return lapsed, s.err
}

func newHall() *hall {
	return &hall{in: map[string][]string{"ME_1": {"AC_1", "AC_2", "site-1"}, "room": {"AC_1"}}}
}

func isOut(h *hall, account string) bool {
	return !slices.Contains(h.in["ME_1"], account) && !slices.Contains(h.in["room"], account)
}

func TestWhoseSessionEndsIsOut(t *testing.T) {
	h, good := newHall(), &sessions{good: []string{"SE_1", "SE_2"}}
	s := seats.New(h, good, slog.New(slog.DiscardHandler))
	s.Take("AC_1", "SE_1")
	s.Take("AC_2", "SE_2")
	over, cancel := context.WithCancel(t.Context())
	cancel() // as when the browser that asked has gone
	s.SessionsEnded(over, "AC_1")
	if isOut(h, "AC_1") || h.void != nil {
		t.Fatal("another session of the account was ended, and it is out")
	}
	good.good = []string{"SE_2"}
	s.SessionsEnded(over, "AC_1")
	if !isOut(h, "AC_1") || isOut(h, "AC_2") || !slices.Equal(h.void, []string{"AC_1"}) {
		t.Error(h.in, h.void)
	}
}

func TestWhoseSessionIsNotKnownIsOut(t *testing.T) {
	h := newHall()
	seats.New(h, &sessions{}, slog.New(slog.DiscardHandler)).SessionsEnded(t.Context(), "AC_2")
	if !isOut(h, "AC_2") || isOut(h, "AC_1") {
		t.Error(h.in)
	}
}

func TestInDoubtOut(t *testing.T) {
	h := newHall()
	s := seats.New(h, &sessions{err: errors.New("the database has gone")}, slog.New(slog.DiscardHandler))
	s.Take("AC_1", "SE_1")
	s.SessionsEnded(t.Context(), "AC_1")
	if !isOut(h, "AC_1") {
		t.Error(h.in)
	}
	if err := s.Look(t.Context()); err == nil || isOut(h, "AC_2") {
		t.Error("looking regularly, nobody is put out for a database that does not answer", err)
	}
}

func TestWhatAnotherProcessEndedIsFound(t *testing.T) {
	h, good := newHall(), &sessions{good: []string{"SE_1"}}
	s := seats.New(h, good, slog.New(slog.DiscardHandler))
	s.Take("AC_1", "SE_1")
	if err := s.Look(t.Context()); err != nil || isOut(h, "AC_1") || isOut(h, "AC_2") {
		t.Fatal(h.in, err)
	}
	good.good = nil
	good.disabled = []string{"AC_2"}
	if err := s.Look(t.Context()); err != nil || !isOut(h, "AC_1") || !isOut(h, "AC_2") {
		t.Fatal(h.in, err)
	}
	if !slices.Equal(h.in["ME_1"], []string{"site-1"}) {
		t.Error("what is no account was put out:", h.in)
	}
	slices.Sort(h.void)
	if !slices.Equal(h.void, []string{"AC_1", "AC_2"}) {
		t.Error(h.void)
	}
	s.Start()
	s.Close()
}

func TestNobodyWatchesWhomOthersDoNotSee(t *testing.T) {
	h := newHall()
	h.hidden = map[string][]string{"ME_1": {"AC_1/2", "AC_3/2", "recorder"}, "room": {"AC_2/2"}}
	s := seats.New(h, &sessions{}, slog.New(slog.DiscardHandler))
	look := func() {
		t.Helper()
		if err := s.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	look()
	if len(h.hidden["ME_1"]) != 3 {
		t.Fatal("an owner who is coming back finds the second screen gone:", h.hidden)
	}
	h.in["room"] = append(h.in["room"], "AC_2") // just in time
	look()
	if !slices.Equal(h.hidden["ME_1"], []string{"AC_1/2", "recorder"}) || !slices.Equal(h.hidden["room"], []string{"AC_2/2"}) {
		t.Fatal(h.hidden)
	}
	h.in["room"] = nil
	look()
	look()
	if len(h.hidden["room"]) != 0 || !slices.Equal(h.hidden["ME_1"], []string{"AC_1/2", "recorder"}) {
		t.Fatal(h.hidden)
	}
}

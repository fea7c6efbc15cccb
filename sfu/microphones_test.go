package sfu_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
	"giaoban/sfu/codec"
)

// assembly is a room in which everyone has a microphone open.
type assembly struct {
	t       *testing.T
	people  []*sfu.Participant
	pubs    []*sfu.Publication
	sources []*source
	level   []uint8
}

func assemble(t *testing.T, room *sfu.Room, people int) *assembly {
	a := &assembly{t: t}
	for i := range people {
		p := join(t, room, fmt.Sprintf("person %d", i), newMember(), noAutoSubscribe)
		a.people = append(a.people, p)
		a.pubs = append(a.pubs, publish(t, p, microphone("mic")))
		a.sources = append(a.sources, newSource(mustCodec(codec.MimeOpus), uint32(i+1)))
		a.sources[i].layer(t, a.pubs[i], "")
		a.level = append(a.level, 70)
	}
	return a
}

// pass lets everyone send for a while.
func (a *assembly) pass(d time.Duration) {
	for range d / (20 * time.Millisecond) {
		var all sync.WaitGroup
		for i, s := range a.sources {
			all.Go(func() { s.sound(a.t, a.level[i]) })
		}
		all.Wait()
		pass(20 * time.Millisecond)
	}
}

// heard lists whom a member hears in a second: those of whom more comes than the fillers of a stream that has not begun.
func (a *assembly) heard(m *member) (who []int) {
	a.t.Helper()
	counts := make([]int, len(a.pubs))
	for i, pub := range a.pubs {
		counts[i] = -m.got(pub.SID())
	}
	a.pass(time.Second)
	for i, pub := range a.pubs {
		switch n := counts[i] + m.got(pub.SID()); {
		case n >= 49:
			who = append(who, i)
		case n > 3:
			a.t.Errorf("%d of 50 packets came of person %d", n, i)
		}
	}
	return who
}

func wantHeard(t *testing.T, what string, heard []int, want ...int) {
	t.Helper()
	if !slices.Equal(heard, want) {
		t.Errorf("%s: heard %v, want %v", what, heard, want)
	}
}

func TestOnlyTheLoudestAreForwarded(t *testing.T) {
	inRoom(t, sfu.RoomConfig{Microphones: 2}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		a := assemble(t, room, 6)
		hearer, recorder := newMember(), newMember()
		join(t, room, "hearer", hearer)
		join(t, room, "recorder", recorder, func(c *sfu.JoinConfig) { c.Info.Kind = livekit.ParticipantInfo_EGRESS })
		a.pass(2 * time.Second)
		a.level[4] = 20
		if heard := a.heard(hearer); len(heard) != 2 || heard[1] != 4 {
			t.Errorf("one speaks in a silent room: heard %v", heard)
		}
		a.level[5], a.level[0], a.level[1] = 22, 50, 50
		a.pass(time.Second)
		wantHeard(t, "two speak", a.heard(hearer), 4, 5)
		wantHeard(t, "the recorder", a.heard(recorder), 0, 1, 2, 3, 4, 5)
		room.Prefer([]string{"person 2", "nobody yet"})
		a.pass(100 * time.Millisecond)
		if heard := a.heard(hearer); len(heard) != 2 || heard[0] != 2 {
			t.Errorf("person 2 has the floor: heard %v", heard)
		}
		room.Prefer(nil)
		a.level[4], a.level[5], a.level[1] = 70, 22, 22
		a.pass(3 * time.Second)
		wantHeard(t, "the floor was given back", a.heard(hearer), 1, 5)
		lost, _ := hearer.subscription(a.pubs[4].SID()).Stats()
		if lost.NACKMisses != 0 || lost.Dropped != 0 {
			t.Errorf("counted %+v", lost)
		}
	})
}

// Who is preferred before they come is heard from the start; muting and leaving give the place to others.
func TestPlacesFollowThePeople(t *testing.T) {
	inRoom(t, sfu.RoomConfig{Microphones: 1}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		room.Prefer([]string{"person 3"})
		a := assemble(t, room, 4)
		hearer := newMember()
		join(t, room, "hearer", hearer)
		wantHeard(t, "who is preferred", a.heard(hearer), 3)
		room.Prefer(nil)
		if _, err := room.MutePublishedTrack("person 3", a.pubs[3].SID(), true); err != nil {
			t.Fatal(err)
		}
		if heard := a.heard(hearer); len(heard) != 1 || heard[0] == 3 {
			t.Errorf("heard %v after the place became free", heard)
		}
		for i := range 3 {
			a.people[i].Leave(livekit.DisconnectReason_CLIENT_INITIATED)
			_ = a.sources[i].Close()
		}
		if err := a.people[3].SetMuted(a.pubs[3].SID(), false); err != nil {
			t.Fatal(err)
		}
		wantHeard(t, "the last one left", a.heard(hearer), 3)
	})
}

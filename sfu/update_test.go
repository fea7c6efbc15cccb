package sfu_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
)

func TestJoinState(t *testing.T) {
	inRoom(t, sfu.RoomConfig{Name: "tuyen quang", Metadata: "khẩn"}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		join(t, room, "thanh tra", newMember(), withPermission(func(p *livekit.ParticipantPermission) { p.Hidden = true }))
		pub := publish(t, anh, microphone("mic"))
		_, state, err := room.Join(t.Context(), newMember(), sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: "binh", Metadata: "m"}})
		if err != nil {
			t.Fatal(err)
		}
		if state.Room.Name != "tuyen quang" || state.Room.Metadata != "khẩn" || state.Room.NumParticipants != 2 || state.Room.Sid != room.SID() {
			t.Errorf("room is %v", state.Room)
		}
		if state.Self.Identity != "binh" || state.Self.State != livekit.ParticipantInfo_JOINED || state.Self.Metadata != "m" || state.Self.Permission == nil {
			t.Errorf("self is %v", state.Self)
		}
		if len(state.Others) != 1 || state.Others[0].Identity != "anh" || len(state.Others[0].Tracks) != 1 || state.Others[0].Tracks[0].Sid != pub.SID() {
			t.Errorf("others are %v: the hidden one must not be there, tracks must", state.Others)
		}
	})
}

func TestJoinRefused(t *testing.T) {
	long := string(make([]byte, 300))
	tests := map[string]struct {
		info *livekit.ParticipantInfo
		code sfu.Code
	}{
		"no info":         {nil, sfu.Invalid},
		"no identity":     {&livekit.ParticipantInfo{}, sfu.Invalid},
		"long identity":   {&livekit.ParticipantInfo{Identity: long}, sfu.LimitExceeded},
		"long name":       {&livekit.ParticipantInfo{Identity: "a", Name: long}, sfu.LimitExceeded},
		"large metadata":  {&livekit.ParticipantInfo{Identity: "a", Metadata: string(make([]byte, 600<<10))}, sfu.LimitExceeded},
		"many attributes": {&livekit.ParticipantInfo{Identity: "a", Attributes: map[string]string{"k": string(make([]byte, 65<<10))}}, sfu.LimitExceeded},
		"one too many":    {&livekit.ParticipantInfo{Identity: "third"}, sfu.LimitExceeded},
	}
	inRoom(t, sfu.RoomConfig{MaxParticipants: 2}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		join(t, room, "first", newMember())
		join(t, room, "second", newMember())
		for name, tt := range tests {
			_, _, err := room.Join(t.Context(), newMember(), sfu.JoinConfig{Info: tt.info})
			if sfu.CodeOf(err) != tt.code || err == nil {
				t.Errorf("%s: got %v, want %s", name, err, tt.code)
			}
		}
		join(t, room, "second", newMember()) // taking one's own place is not one more
		join(t, room, "hidden", newMember(), withPermission(func(p *livekit.ParticipantPermission) { p.Hidden = true }))
	})
}

func TestUpdatesAreWholeAndRiseInVersion(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		anh := join(t, room, "anh", newMember())
		mic := publish(t, anh, microphone("mic"))
		cam := publish(t, anh, camera("cam"))
		if err := anh.SetMuted(mic.SID(), true); err != nil {
			t.Fatal(err)
		}
		if err := anh.UpdateMetadata("Anh", "giấy", map[string]string{"hand": "up"}); err != nil {
			t.Fatal(err)
		}
		if err := anh.Unpublish(cam.SID()); err != nil {
			t.Fatal(err)
		}
		settle()
		infos := updatesOf(watcher, "anh")
		for i, info := range infos {
			if i > 0 && info.Version <= infos[i-1].Version {
				t.Errorf("version went from %d to %d", infos[i-1].Version, info.Version)
			}
			if i > 0 && info.State < infos[i-1].State {
				t.Errorf("state stepped back from %s to %s", infos[i-1].State, info.State)
			}
		}
		final := last(t, infos)
		if final.Name != "Anh" || final.Metadata != "giấy" || final.Attributes["hand"] != "up" || final.State != livekit.ParticipantInfo_ACTIVE {
			t.Errorf("the last update is %v", final)
		}
		if len(final.Tracks) != 1 || final.Tracks[0].Sid != mic.SID() || !final.Tracks[0].Muted || !final.IsPublisher {
			t.Errorf("its tracks are %v, want the muted microphone alone", final.Tracks)
		}
		before := infos[len(infos)-2]
		if len(before.Tracks) != 2 {
			t.Errorf("the update before lists %d tracks, want both", len(before.Tracks))
		}
	})
}

func TestLeaveIsTold(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher, leaver := newMember(), newMember()
		join(t, room, "watcher", watcher)
		anh := join(t, room, "anh", leaver)
		settle()
		anh.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
		settle()
		final := last(t, updatesOf(watcher, "anh"))
		if final.State != livekit.ParticipantInfo_DISCONNECTED || final.Sid != anh.SID() || final.DisconnectReason != livekit.DisconnectReason_CLIENT_INITIATED {
			t.Errorf("the last update is %v", final)
		}
		if got := last(t, leaver.path()); got != "removed CLIENT_INITIATED" {
			t.Errorf("the member's last call was %q", got)
		}
		if _, err := anh.AddTrack(microphone("m")); sfu.CodeOf(err) != sfu.NotFound {
			t.Errorf("AddTrack after leaving gives %v", err)
		}
	})
}

func TestReplacedSessionIsNotDisconnected(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher, older, newer := newMember(), newMember(), newMember()
		join(t, room, "watcher", watcher)
		first := join(t, room, "anh", older)
		publish(t, first, microphone("mic"))
		settle()
		watcher.clear()
		second := join(t, room, "anh", newer)
		settle()
		if got := last(t, older.path()); got != "removed DUPLICATE_IDENTITY" {
			t.Errorf("the older session's last call was %q", got)
		}
		seenNew := false
		for _, info := range updatesOf(watcher, "anh") {
			if info.State == livekit.ParticipantInfo_DISCONNECTED {
				t.Errorf("a DISCONNECTED of the replaced session came: it would remove the new one")
			}
			if seenNew && info.Sid == first.SID() {
				t.Errorf("the older session was told of after the newer one")
			}
			seenNew = seenNew || info.Sid == second.SID()
		}
		if final := last(t, updatesOf(watcher, "anh")); final.Sid != second.SID() || len(final.Tracks) != 0 {
			t.Errorf("the last update is %v", final)
		}
		for _, info := range updatesOf(newer, "anh") {
			if info.Sid != second.SID() {
				t.Errorf("the newer session was told of the older one of its own identity")
			}
		}
		if len(watcher.subscribed()) != 0 {
			t.Errorf("the replaced session's track is still subscribed")
		}
	})
}

func TestHiddenParticipant(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher, ghost := newMember(), newMember()
		join(t, room, "watcher", watcher)
		hidden := join(t, room, "ghost", ghost, withPermission(func(p *livekit.ParticipantPermission) { p.Hidden = true }))
		publish(t, hidden, microphone("mic"))
		anh := join(t, room, "anh", newMember())
		pub := publish(t, anh, microphone("mic"))
		settle()
		if infos := updatesOf(watcher, "ghost"); len(infos) != 0 {
			t.Errorf("the hidden participant was told of: %v", infos)
		}
		if got := watcher.subscribed(); !slices.Equal(got, []string{pub.SID()}) {
			t.Errorf("the watcher is subscribed to %v: tracks of a hidden participant cannot be placed by clients", got)
		}
		if infos := updatesOf(ghost, "anh"); len(infos) == 0 {
			t.Errorf("the hidden participant sees nobody")
		}
		if got := ghost.subscribed(); !slices.Equal(got, []string{pub.SID()}) {
			t.Errorf("the hidden participant is subscribed to %v", got)
		}
		if got := room.Info().NumParticipants; got != 2 {
			t.Errorf("%d participants are counted, want 2", got)
		}
		hidden.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
		settle()
		if infos := updatesOf(watcher, "ghost"); len(infos) != 0 {
			t.Errorf("the hidden participant's leaving was told: %v", infos)
		}
	})
}

// A rush of joins costs each member a message an interval, not a message for each join.
func TestJoinsAreBatched(t *testing.T) {
	const rush = 250
	inRoom(t, sfu.RoomConfig{BatchInterval: 3 * time.Second}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		settle()
		watcher.clear()
		members := make([]*member, rush)
		for i := range rush {
			members[i] = newMember()
			join(t, room, fmt.Sprintf("site %d", i), members[i])
		}
		synctest.Wait()
		settle()
		events := eventsOf[*sfu.ParticipantsUpdated](watcher)
		if len(events) > 4 {
			t.Errorf("%d joins at once came in %d messages", rush, len(events))
		}
		seen := map[string]livekit.ParticipantInfo_State{}
		for _, e := range events {
			for _, info := range e.Infos {
				seen[info.Identity] = info.State
			}
		}
		for i := range rush {
			if got := seen[fmt.Sprintf("site %d", i)]; got != livekit.ParticipantInfo_ACTIVE {
				t.Fatalf("site %d is known as %s", i, got)
			}
		}
		total := 0
		for _, m := range members {
			total += len(eventsOf[*sfu.ParticipantsUpdated](m))
		}
		if total > 5*rush {
			t.Errorf("%d joins cost %d messages in all", rush, total)
		}
	})
}

// The same when each of them publishes, as the rooms of a province do at the hour: nobody is told of every single step of every other, each hears of a
// publisher before it gets its track, and gets it soon.
func TestARushOfPublishersIsBatched(t *testing.T) {
	const rush = 60
	inRoom(t, sfu.RoomConfig{BatchInterval: 3 * time.Second}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		members := []*member{watcher}
		for i := range rush {
			m := newMember()
			members = append(members, m)
			p := join(t, room, fmt.Sprintf("site %d", i), m)
			publish(t, p, microphone("mic"))
			publish(t, p, camera("cam"))
			pass(50 * time.Millisecond) // all within three seconds
		}
		pass(time.Second)
		total := 0
		for i, m := range members {
			total += len(eventsOf[*sfu.ParticipantsUpdated](m))
			want := 2 * rush
			if i > 0 {
				want -= 2 // its own
			}
			if got := len(m.subscribed()); got != want {
				t.Fatalf("member %d gets %d tracks, want %d", i, got, want)
			}
		}
		// One by one it would be three messages for each pair of them, some 10,000.
		t.Logf("%d publishers cost %d messages in all, %d each", rush, total, total/len(members))
		if total > 60*len(members) {
			t.Errorf("%d publishers cost %d messages in all", rush, total)
		}
		if early := watcher.untold; len(early) > 0 {
			t.Errorf("%d tracks came before their publishers were told of", len(early))
		}
	})
}

func TestFirstJoinOfAQuietTimeIsToldAtOnce(t *testing.T) {
	inRoom(t, sfu.RoomConfig{BatchInterval: time.Minute}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		pass(2 * time.Minute)
		join(t, room, "anh", newMember())
		synctest.Wait()
		if infos := updatesOf(watcher, "anh"); len(infos) != 1 {
			t.Errorf("%d updates came at once, want the first", len(infos))
		}
		binh := join(t, room, "binh", newMember())
		synctest.Wait()
		if infos := updatesOf(watcher, "binh"); len(infos) != 0 {
			t.Errorf("the second join within the interval was not batched")
		}
		publish(t, binh, microphone("mic"))
		synctest.Wait()
		if infos := updatesOf(watcher, "binh"); len(infos) != 1 || len(infos[0].Tracks) != 1 {
			t.Errorf("publishing was not told at once: %v", infos)
		}
	})
}

func TestRoomCounts(t *testing.T) {
	inRoom(t, sfu.RoomConfig{CountInterval: 5 * time.Second}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		anh := join(t, room, "anh", newMember())
		publish(t, anh, microphone("mic"))
		synctest.Wait()
		if events := eventsOf[sfu.RoomUpdated](watcher); len(events) != 0 {
			t.Errorf("counts came at once: %v", events)
		}
		pass(6 * time.Second)
		events := eventsOf[sfu.RoomUpdated](watcher)
		if len(events) != 1 || events[0].Room.NumParticipants != 2 || events[0].Room.NumPublishers != 1 {
			t.Errorf("got %v, want one update with 2 participants and 1 publisher", events)
		}
		if _, err := room.UpdateMetadata("mới"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := last(t, eventsOf[sfu.RoomUpdated](watcher)).Room; got.Metadata != "mới" || got.Name == "" || got.Sid == "" {
			t.Errorf("metadata did not come at once and in full: %v", got)
		}
	})
}

// Both sessions of an identity join at the same moment, many times: one remains, the other knows.
func TestSameIdentityRace(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		const rivals = 20
		members := make([]*member, rivals)
		participants := make([]*sfu.Participant, rivals)
		var racing sync.WaitGroup
		for i := range rivals {
			members[i] = newMember()
			racing.Go(func() {
				p, _, err := room.Join(t.Context(), members[i], sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: "anh", Permission: everything()}})
				if err != nil {
					t.Errorf("join %d: %v", i, err)
					return
				}
				participants[i] = p
			})
		}
		racing.Wait()
		settle()
		info, err := room.GetParticipant("anh")
		if err != nil {
			t.Fatal(err)
		}
		remaining := 0
		for i, m := range members {
			removed := eventsOf[sfu.Removed](m)
			switch {
			case len(removed) == 0:
				remaining++
				if participants[i].SID() != info.Sid {
					t.Errorf("session %s thinks it remains, the room has %s", participants[i].SID(), info.Sid)
				}
			case len(removed) > 1 || removed[0].Reason != livekit.DisconnectReason_DUPLICATE_IDENTITY:
				t.Errorf("session %d was removed by %v", i, removed)
			}
		}
		if remaining != 1 {
			t.Errorf("%d sessions remain, want 1", remaining)
		}
		if final := last(t, updatesOf(watcher, "anh")); final.Sid != info.Sid || final.State == livekit.ParticipantInfo_DISCONNECTED {
			t.Errorf("the watcher's last word is %v", final)
		}
	})
}

// Members come, publish and go as fast as they can; what everyone knows at the end is what is.
func TestStorm(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		var storm sync.WaitGroup
		for i := range 30 {
			storm.Go(func() {
				identity := fmt.Sprintf("site %d", i%15) // pairs fight for an identity
				for range 10 {
					p, _, err := room.Join(t.Context(), newMember(), sfu.JoinConfig{
						Info: &livekit.ParticipantInfo{Identity: identity, Permission: everything()}, AutoSubscribe: true, Writer: &writer{},
					})
					if err != nil {
						t.Errorf("join: %v", err)
						return
					}
					_ = p.SetState(livekit.ParticipantInfo_ACTIVE)
					if info, err := p.AddTrack(microphone("mic")); err == nil {
						_, _ = p.Publish(info.Sid, sfu.MediaInfo{Codec: mustCodec("audio/opus"), CID: "mic"})
					}
					if i%2 == 0 {
						p.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
					}
				}
			})
		}
		storm.Wait()
		settle()
		known := map[string]*livekit.ParticipantInfo{}
		for _, e := range eventsOf[*sfu.ParticipantsUpdated](watcher) {
			for _, info := range e.Infos {
				if info.State == livekit.ParticipantInfo_DISCONNECTED {
					delete(known, info.Identity)
				} else {
					known[info.Identity] = info
				}
			}
		}
		delete(known, "watcher")
		tracks := 0
		for _, info := range room.Participants() {
			if info.Identity == "watcher" {
				continue
			}
			if k := known[info.Identity]; k == nil || k.Sid != info.Sid || len(k.Tracks) != len(info.Tracks) {
				t.Errorf("%s is known as %v, is %v", info.Identity, k, info)
			}
			delete(known, info.Identity)
			tracks += len(info.Tracks)
		}
		if len(known) != 0 {
			t.Errorf("the watcher still knows of %d who are gone", len(known))
		}
		if got := len(watcher.subscribed()); got != tracks {
			t.Errorf("the watcher is subscribed to %d tracks of %d", got, tracks)
		}
	})
}

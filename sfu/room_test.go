package sfu_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/prometheus/client_golang/prometheus"

	"giaoban/sfu"
)

// gathered returns the present values of metrics by name.
func gathered(t *testing.T, metrics *sfu.Metrics) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(metrics); err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			values[family.GetName()] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return values
}

// diary writes down what an Observer is told.
type diary struct {
	mu      sync.Mutex
	entries []string
}

func (d *diary) write(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.entries = append(d.entries, fmt.Sprintf(format, args...))
}

func (d *diary) read() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.entries)
}

func (d *diary) RoomStarted(r *livekit.Room) { d.write("started %s", r.Name) }

func (d *diary) RoomFinished(r *livekit.Room, reason livekit.DisconnectReason) {
	d.write("finished %s %s", r.Name, reason)
}

func (d *diary) ParticipantJoined(_ *livekit.Room, p *livekit.ParticipantInfo) {
	d.write("joined %s %s", p.Identity, p.State)
}

func (d *diary) ParticipantLeft(_ *livekit.Room, p *livekit.ParticipantInfo) {
	d.write("left %s %s", p.Identity, p.DisconnectReason)
}

func (d *diary) ParticipantAborted(_ *livekit.Room, p *livekit.ParticipantInfo) {
	d.write("aborted %s", p.Identity)
}

func (d *diary) TrackPublished(_ *livekit.Room, p *livekit.ParticipantInfo, track *livekit.TrackInfo) {
	d.write("published %s %s", p.Identity, track.Name)
}

func (d *diary) TrackUnpublished(_ *livekit.Room, p *livekit.ParticipantInfo, track *livekit.TrackInfo) {
	d.write("unpublished %s %s", p.Identity, track.Name)
}

func TestObserverOrder(t *testing.T) {
	d := &diary{}
	inRoom(t, sfu.RoomConfig{Name: "phòng", DepartureTimeout: 20 * time.Second}, sfu.Deps{Observer: d}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		publish(t, anh, microphone("mic"))
		cam := publish(t, anh, camera("cam"))
		if err := anh.Unpublish(cam.SID()); err != nil {
			t.Fatal(err)
		}
		shy, _, err := room.Join(t.Context(), newMember(), sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: "shy"}})
		if err != nil {
			t.Fatal(err)
		}
		shy.Leave(livekit.DisconnectReason_JOIN_FAILURE)
		shy.Leave(livekit.DisconnectReason_JOIN_FAILURE)
		join(t, room, "anh", newMember())
		if err := room.RemoveParticipant("anh"); err != nil {
			t.Fatal(err)
		}
		pass(21 * time.Second)
		want := []string{
			"started phòng", "joined anh ACTIVE", "published anh microphone", "published anh camera", "unpublished anh camera", "aborted shy",
			"unpublished anh microphone", "left anh DUPLICATE_IDENTITY", "joined anh ACTIVE", "left anh PARTICIPANT_REMOVED", "finished phòng ROOM_CLOSED",
		}
		if got := d.read(); !slices.Equal(got, want) {
			t.Errorf("observed %q, want %q", got, want)
		}
	})
}

func TestLifetime(t *testing.T) {
	closed := func(room *sfu.Room) bool {
		select {
		case <-room.Done():
			return true
		default:
			return false
		}
	}
	config := sfu.RoomConfig{EmptyTimeout: 300 * time.Second, DepartureTimeout: 20 * time.Second}
	t.Run("nobody comes", func(t *testing.T) {
		inRoom(t, config, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			pass(299 * time.Second)
			if closed(room) {
				t.Fatal("closed before its time")
			}
			pass(2 * time.Second)
			if !closed(room) {
				t.Fatal("still open")
			}
			_, _, err := room.Join(t.Context(), newMember(), sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: "late"}})
			if !errors.Is(err, sfu.ErrRoomClosed) {
				t.Errorf("joining it gives %v", err)
			}
			_, err = room.UpdateMetadata("x")
			if !errors.Is(err, sfu.ErrRoomClosed) {
				t.Errorf("changing it gives %v", err)
			}
		})
	})
	t.Run("the last one leaves", func(t *testing.T) {
		inRoom(t, config, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			anh := join(t, room, "anh", newMember())
			pass(time.Hour)
			if closed(room) {
				t.Fatal("closed although someone is there")
			}
			anh.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
			pass(15 * time.Second)
			binh := join(t, room, "binh", newMember())
			pass(15 * time.Second)
			if closed(room) {
				t.Fatal("closed although someone came back in time")
			}
			binh.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
			pass(21 * time.Second)
			if !closed(room) {
				t.Fatal("still open")
			}
		})
	})
	t.Run("closed by hand", func(t *testing.T) {
		inRoom(t, config, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			a, b := newMember(), newMember()
			publish(t, join(t, room, "anh", a), microphone("mic"))
			join(t, room, "binh", b)
			a.clear()
			b.clear()
			room.Close(livekit.DisconnectReason_ROOM_DELETED)
			room.Close(livekit.DisconnectReason_SERVER_SHUTDOWN)
			for name, m := range map[string]*member{"anh": a, "binh": b} {
				if got := m.path(); !slices.Equal(got, []string{"removed ROOM_DELETED"}) {
					t.Errorf("%s was told %q, want its removal alone", name, got)
				}
			}
		})
	})
}

func TestAdministration(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self, watcher := newMember(), newMember()
		anh := join(t, room, "anh", self)
		binh := join(t, room, "binh", watcher, noAutoSubscribe)
		pub := publish(t, anh, microphone("mic"))
		for name, err := range map[string]error{
			"RemoveParticipant":   room.RemoveParticipant("nobody"),
			"UpdateSubscriptions": room.UpdateSubscriptions(&livekit.UpdateSubscriptionsRequest{Identity: "nobody"}),
			"GetParticipant":      second(room.GetParticipant("nobody")),
			"UpdateParticipant":   second(room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "nobody"})),
		} {
			if err == nil || sfu.CodeOf(err) != sfu.NotFound {
				t.Errorf("%s of nobody gives %v", name, err)
			}
		}
		if err := room.UpdateSubscriptions(&livekit.UpdateSubscriptionsRequest{Identity: "binh", TrackSids: []string{pub.SID()}, Subscribe: true}); err != nil {
			t.Fatal(err)
		}
		if len(watcher.subscribed()) != 1 {
			t.Errorf("UpdateSubscriptions did nothing")
		}
		info, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "anh", Name: "Anh", Attributes: map[string]string{"a": "1", "b": "2"}})
		if err != nil || info.Name != "Anh" || len(info.Attributes) != 2 {
			t.Errorf("UpdateParticipant gives %v, %v", info, err)
		}
		info, err = room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "anh", Attributes: map[string]string{"a": ""}})
		if err != nil || info.Name != "Anh" || len(info.Attributes) != 1 || info.Attributes["b"] != "2" {
			t.Errorf("an empty attribute deletes, an empty name leaves: %v, %v", info, err)
		}
		_, err = room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "anh", Metadata: string(make([]byte, 600<<10))})
		wantCode(t, err, sfu.LimitExceeded)
		_, err = room.UpdateMetadata(string(make([]byte, 600<<10)))
		wantCode(t, err, sfu.LimitExceeded)
		if err := room.SetRecording(true); err != nil || !room.Info().ActiveRecording {
			t.Errorf("recording is %v, %v", room.Info().ActiveRecording, err)
		}
		if got := last(t, eventsOf[sfu.RoomUpdated](watcher)).Room; !got.ActiveRecording {
			t.Errorf("it was not told")
		}
		if err := room.RemoveParticipant("anh"); err != nil {
			t.Fatal(err)
		}
		if got := last(t, self.path()); got != "removed PARTICIPANT_REMOVED" {
			t.Errorf("the removed one was told %q", got)
		}
		wantCode(t, binh.UpdateMetadata("", string(make([]byte, 600<<10)), nil), sfu.LimitExceeded)
	})
	t.Run("own metadata needs permission", func(t *testing.T) {
		inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			anh := join(t, room, "anh", newMember(), withPermission(func(p *livekit.ParticipantPermission) { p.CanUpdateMetadata = false }))
			wantCode(t, anh.UpdateMetadata("x", "", nil), sfu.NotAllowed)
		})
	})
	t.Run("own metadata comes back", func(t *testing.T) {
		inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			self := newMember()
			anh := join(t, room, "anh", self)
			self.clear()
			if err := anh.UpdateMetadata("Anh", "m", map[string]string{"k": "v"}); err != nil {
				t.Fatal(err)
			}
			if got := last(t, updatesOf(self, "anh")); got.Name != "Anh" || got.Metadata != "m" || got.Attributes["k"] != "v" {
				t.Errorf("its own update says %v", got)
			}
			if got := eventsOf[sfu.TokenChanged](self); len(got) != 1 || got[0].Info.Name != "Anh" {
				t.Errorf("token changes are %v", got)
			}
		})
	})
}

func second[T any](_ T, err error) error { return err }

func TestResync(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		anh := join(t, room, "anh", m)
		binh := join(t, room, "binh", newMember())
		back := join(t, room, "chi", newMember())
		gone := join(t, room, "dung", newMember())
		publish(t, anh, camera("cam"))
		secret := publish(t, binh, microphone("mic"))
		if err := binh.SetSubscriptionPermission(&livekit.SubscriptionPermission{}); err != nil {
			t.Fatal(err)
		}
		gone.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
		back.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
		back = join(t, room, "chi", newMember())
		settle()
		m.clear()
		if err := anh.Resync(); err != nil {
			t.Fatal(err)
		}
		states := map[string]string{}
		for _, info := range last(t, eventsOf[*sfu.ParticipantsUpdated](m)).Infos {
			if _, twice := states[info.Identity]; twice {
				t.Errorf("%s comes twice", info.Identity)
			}
			states[info.Identity] = info.Sid + " " + info.State.String()
		}
		for identity, want := range map[string]string{
			"anh": anh.SID() + " ACTIVE", "binh": binh.SID() + " ACTIVE", "chi": back.SID() + " ACTIVE", "dung": gone.SID() + " DISCONNECTED",
		} {
			if states[identity] != want {
				t.Errorf("%s is %q, want %q", identity, states[identity], want)
			}
		}
		if len(eventsOf[sfu.RoomUpdated](m)) != 1 {
			t.Errorf("the room was not told")
		}
		if got := eventsOf[sfu.SubscriptionAllowed](m); len(got) != 1 || got[0].TrackSID != secret.SID() || got[0].Allowed {
			t.Errorf("withheld subscriptions are %v", got)
		}
		if got := eventsOf[sfu.QualitiesWanted](m); len(got) != 1 {
			t.Errorf("wanted qualities came %d times, want once", len(got))
		}
	})
}

func TestSyncState(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		anh := join(t, room, "anh", m)
		mine := publish(t, anh, microphone("mic"))
		binh := join(t, room, "binh", newMember())
		mic, cam := publish(t, binh, microphone("mic")), publish(t, binh, camera("cam"))
		if err := anh.SyncState(&livekit.SyncState{
			Subscription:      &livekit.UpdateSubscription{TrackSids: []string{mic.SID()}},
			PublishTracks:     []*livekit.TrackPublishedResponse{{Cid: "mic", Track: mine.Info()}},
			TrackSidsDisabled: []string{cam.SID()},
		}); err != nil {
			t.Fatal(err)
		}
		if got := m.subscribed(); !slices.Equal(got, []string{cam.SID()}) {
			t.Errorf("subscribed to %v", got)
		}
		wantCode(t, anh.SyncState(&livekit.SyncState{PublishTracks: []*livekit.TrackPublishedResponse{{Track: &livekit.TrackInfo{Sid: "TR_lost"}}}}), sfu.Conflict)
	})
}

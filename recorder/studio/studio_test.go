package studio_test

import (
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/uptrace/bun"

	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/recorder"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/studio"
	"giaoban/recorder/writer"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// house is a province's server: rooms, and who leads meetings in them.
type house struct {
	*plantest.Fixture
	t       *testing.T
	key     ed25519.PrivateKey
	dir     string
	meeting *plan.Meeting
	free    int64
	// starting is called, if set, while a recording is being started.
	starting func()

	mu    sync.Mutex
	rooms map[string]*sfu.Room // guarded by mu
}

func (h *house) OpenRoom(_ context.Context, name string) (*sfu.Room, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if room := h.rooms[name]; room != nil {
		select {
		case <-room.Done():
		default:
			return room, nil
		}
	}
	room := sfu.NewRoom(sfu.RoomConfig{Name: name}, sfu.Deps{})
	h.rooms[name] = room
	h.t.Cleanup(func() { room.Close(livekit.DisconnectReason_ROOM_CLOSED) })
	return room, nil
}

func (h *house) Present(name string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	room := h.rooms[name]
	if room == nil {
		return nil
	}
	var all []string
	for _, p := range room.Participants() {
		all = append(all, p.GetIdentity())
	}
	return all
}

func (h *house) Leads(_ context.Context, by directory.By, _ string) error {
	if by.Viewer == nil || len(plan.HandsOf(h.meeting, by.Viewer)) > 0 {
		return nil
	}
	return fault.New(fault.Forbidden, "conduct.not_yours")
}

func (h *house) OnStage(context.Context, string) (string, <-chan struct{}, error) {
	return "", make(chan struct{}), nil
}

// open starts a studio over what there is, as a server does.
func (h *house) open() *studio.Studio {
	return studio.New(studio.Deps{
		Store: library.New(h.DB, h.Attendance), Rooms: h, Meetings: h.Store, Floor: h, Audit: h.Audit, Events: events.NewHub(), Dir: h.dir, Key: h.key,
		Free: func() (int64, error) {
			if h.starting != nil {
				h.starting()
			}
			return h.free, nil
		}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		h := &house{Fixture: plantest.New(t, db), t: t, key: key, dir: t.TempDir(), free: 1 << 40, rooms: map[string]*sfu.Room{}}
		h.meeting = h.InState(t, h.Draft(t), plan.StateLive)
		test(t, h)
	})
}

type source struct {
	packets chan []byte
	done    <-chan struct{}
}

func (s *source) Read(b []byte) (int, error) {
	select {
	case raw := <-s.packets:
		return copy(b, raw), nil
	case <-s.done:
		return 0, io.EOF
	}
}

func (*source) Close() error { return nil }

type nobody struct{}

func (nobody) Notify(sfu.Event)                               {}
func (nobody) Subscribe(*sfu.Subscription)                    {}
func (nobody) Unsubscribe(*sfu.Subscription)                  {}
func (nobody) SendData(livekit.DataPacket_Kind, []byte) error { return nil }

// speak has somebody send sound into the meeting's room until stop is called.
func (h *house) speak(who string) (stop func()) {
	t := h.t
	t.Helper()
	room, err := h.OpenRoom(t.Context(), h.meeting.Room())
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := room.Join(t.Context(), nobody{}, sfu.JoinConfig{Info: &livekit.ParticipantInfo{
		Identity: who, Name: who, Permission: &livekit.ParticipantPermission{CanPublish: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	info, err := p.AddTrack(&livekit.AddTrackRequest{Cid: "mic", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE, DisableRed: true})
	if err != nil {
		t.Fatal(err)
	}
	opus := codec.Codec{Mime: codec.Opus.Mime(), ClockRate: 48000, Channels: 2, PayloadType: 96}
	publication, err := p.Publish(info.Sid, sfu.MediaInfo{Codec: opus, CID: "mic"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	from := &source{packets: make(chan []byte, 16), done: ctx.Done()}
	layer, err := publication.AddLayer(ingress.Config{SSRC: 7, SendRTCP: func([]rtcp.Packet) {}, Codec: opus}, from)
	if err != nil {
		t.Fatal(err)
	}
	var sending sync.WaitGroup
	sending.Go(func() {
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for n := uint16(0); ctx.Err() == nil; n++ {
			if n%50 == 0 {
				now := time.Now()
				stamp := uint64(now.Unix()+2208988800)<<32 | uint64(now.Nanosecond())<<32/1e9
				layer.HandleRTCP([]rtcp.Packet{&rtcp.SenderReport{SSRC: 7, NTPTime: stamp, RTPTime: uint32(n) * 960}})
			}
			raw, err := (&rtp.Packet{
				Header:  rtp.Header{Version: 2, PayloadType: 96, SSRC: 7, SequenceNumber: n, Timestamp: uint32(n) * 960},
				Payload: []byte{0xf8, 0xff, 0xfe}, // 20 ms of silence
			}).Marshal()
			if err != nil {
				t.Error(err)
				return
			}
			select {
			case from.packets <- raw:
			case <-ctx.Done():
			}
			select {
			case <-ticker.C:
			case <-ctx.Done():
			}
		}
	})
	return func() {
		cancel()
		sending.Wait()
		p.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
	}
}

// until polls.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	limit := time.Now().Add(time.Minute)
	for !done() {
		if time.Now().After(limit) {
			t.Fatalf("still waiting for %s", what)
		}
		<-time.After(20 * time.Millisecond)
	}
}

func written(t *testing.T, s *studio.Studio, id string, bytes int64) {
	t.Helper()
	until(t, "sound on the disk", func() bool {
		stats, runs := s.Stats(id)
		return runs && stats.Written > bytes
	})
}

func want(t *testing.T, err error, code fault.Code, reason string) {
	t.Helper()
	if !fault.Is(err, code) || reason != "" && fault.Reason(err) != reason {
		t.Errorf("error %v, want %s %s", err, code, reason)
	}
}

func TestARecordingFromStartToEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		s.Begin()
		defer s.Close()
		defer h.speak("anh")()
		secretary, delegate := h.As(t, identity.Secretary, plantest.Province), h.As(t, identity.Delegate, plantest.Commune)
		_, err := s.Start(t.Context(), delegate, h.meeting.ID, recorder.StageCamera)
		want(t, err, fault.Forbidden, "conduct.not_yours")
		e, err := s.Start(t.Context(), secretary, h.meeting.ID, recorder.StageCamera)
		if err != nil {
			t.Fatal(err)
		}
		room, err := h.OpenRoom(t.Context(), h.meeting.Room())
		if err != nil || !room.Info().GetActiveRecording() {
			t.Errorf("nobody in the room is told that it is recorded: %v", err)
		}
		if present := h.Present(h.meeting.Room()); len(present) != 1 {
			t.Errorf("others see the recorder: %v", present)
		}
		_, err = s.Start(t.Context(), secretary, h.meeting.ID, recorder.StageCamera)
		want(t, err, fault.Conflict, "recording.running")
		written(t, s, e.ID, 100)
		if _, err := s.Do(t.Context(), secretary, e.ID, studio.Pause); err != nil {
			t.Fatal(err)
		}
		if paused, err := s.Do(t.Context(), secretary, e.ID, studio.Pause); err != nil || paused.State != library.Paused {
			t.Errorf("twice: %v, %v", paused, err)
		}
		_, err = s.Do(t.Context(), delegate, e.ID, studio.Resume)
		want(t, err, fault.Forbidden, "")
		if now, leads, err := s.Latest(t.Context(), delegate, h.meeting.ID); err != nil || leads || now == nil || now.State != library.Paused {
			t.Errorf("who is recorded is told: %+v, %v, %v", now, leads, err)
		}
		if _, err := s.Do(t.Context(), secretary, e.ID, studio.Resume); err != nil {
			t.Fatal(err)
		}
		ended, err := s.Do(t.Context(), secretary, e.ID, studio.Stop)
		if err != nil {
			t.Fatal(err)
		}
		if ended.State != library.Ready || ended.Reason != writer.Stopped || ended.Tracks != 1 || ended.Bytes == 0 || ended.Programme != library.Waiting {
			t.Errorf("%+v", ended)
		}
		m, _, err := manifest.Verify(s.DirOf(e.ID), []ed25519.PublicKey{h.key.Public().(ed25519.PublicKey)})
		if err != nil || len(m.Gaps) != 1 || m.Meeting != h.meeting.ID {
			t.Errorf("%+v, %v", m, err)
		}
		_, err = s.Do(t.Context(), secretary, e.ID, studio.Stop)
		want(t, err, fault.Conflict, "recording.over")
		if now, _, err := s.Latest(t.Context(), delegate, h.meeting.ID); err != nil || now != nil {
			t.Errorf("what is over is the library's: %+v, %v", now, err)
		}
		if now, leads, err := s.Latest(t.Context(), secretary, h.meeting.ID); err != nil || !leads || now == nil || now.Reason != writer.Stopped {
			t.Errorf("who leads is told how it ended: %+v, %v, %v", now, leads, err)
		}
		if room.Info().GetActiveRecording() {
			t.Error("the room still says that it is recorded")
		}
	})
}

// The media plane tells of who enters from the room's own goroutine, which a recording that starts waits for.
func TestSomebodyEntersWhileARecordingStarts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		defer s.Close()
		var once sync.Once
		entered, looked := make(chan struct{}), make(chan error, 1)
		h.starting = func() {
			once.Do(func() {
				go func() { s.RoomChanged(h.meeting.Room(), "anh"); close(entered) }()
				select {
				case <-entered:
				case <-time.After(time.Minute):
					t.Error("whoever enters waits for the recording")
				}
				go func() { looked <- s.Look(context.WithoutCancel(t.Context())) }()
			})
		}
		defer h.speak("anh")()
		secretary := h.As(t, identity.Secretary, plantest.Province)
		e, err := s.Start(t.Context(), secretary, h.meeting.ID, recorder.NoCamera)
		if err != nil {
			t.Fatal(err)
		}
		if err := <-looked; err != nil {
			t.Error(err)
		}
		written(t, s, e.ID, 100)
		room, _ := h.OpenRoom(t.Context(), h.meeting.Room())
		if hidden := room.Hidden(); len(hidden) != 1 {
			t.Errorf("recorders in the room: %v", hidden)
		}
		ended, err := s.Do(t.Context(), secretary, e.ID, studio.Stop)
		if err != nil || ended.State != library.Ready || ended.Reason != writer.Stopped {
			t.Errorf("%+v, %v", ended, err)
		}
	})
}

// Two who pause and resume at once leave the files as the row says.
func TestThePauseIsWhatTheRowSays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		defer s.Close()
		defer h.speak("anh")()
		secretary := h.As(t, identity.Secretary, plantest.Province)
		e, err := s.Start(t.Context(), secretary, h.meeting.ID, recorder.NoCamera)
		if err != nil {
			t.Fatal(err)
		}
		written(t, s, e.ID, 100)
		var acts sync.WaitGroup
		for _, act := range []studio.Act{studio.Pause, studio.Resume} {
			acts.Go(func() {
				for range 20 {
					if _, err := s.Do(t.Context(), secretary, e.ID, act); err != nil {
						t.Error(err)
					}
				}
			})
		}
		acts.Wait()
		got, err := s.Store.Get(t.Context(), e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.State == library.Paused {
			return
		}
		stats, _ := s.Stats(e.ID)
		written(t, s, e.ID, stats.Written+100)
	})
}

func TestStartsAtOnceMakeOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		defer s.Close()
		secretary := h.As(t, identity.Secretary, plantest.Province)
		var starts sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for range 8 {
			starts.Go(func() {
				_, err := s.Start(t.Context(), secretary, h.meeting.ID, recorder.NoCamera)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					made++
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		starts.Wait()
		if made != 1 {
			t.Errorf("%d recordings", made)
		}
	})
}

// The server is stopped in order, started again, and killed: one recording, with its gaps; then the meeting ends without it.
func TestItGoesOnAfterTheServer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := h.open()
		silence := h.speak("anh")
		e, err := first.Start(t.Context(), h.As(t, identity.Secretary, plantest.Province), h.meeting.ID, recorder.NoCamera)
		if err != nil {
			t.Fatal(err)
		}
		written(t, first, e.ID, 100)
		first.Close()
		silence()

		second := h.open()
		if err := second.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, runs := second.Stats(e.ID); runs {
			t.Error("an empty room is recorded")
		}
		silence = h.speak("anh")
		second.Begin()
		second.RoomChanged(h.meeting.Room(), "anh")
		written(t, second, e.ID, 100)
		second.Close()
		silence()

		end, err := h.Planner.Act(t.Context(), directory.By{}, h.meeting.ID, 0, plan.End, "", "one")
		if err != nil || end.State != plan.StateEnded {
			t.Fatal(end, err)
		}
		third := h.open()
		defer third.Close()
		if err := third.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, err := third.Store.Get(t.Context(), e.ID)
		if err != nil || got.State != library.Ready || got.Tracks != 2 || got.Gaps != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		m, _, err := manifest.Verify(third.DirOf(e.ID), nil)
		if err != nil || len(m.Gaps) != 1 || m.Gaps[0].Reason != writer.Suspended {
			t.Errorf("%+v, %v", m, err)
		}
	})
}

// Everybody leaves and the room closes: the recording waits, and goes on in the new room.
func TestItOutlivesItsRoom(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		s.Begin()
		defer s.Close()
		silence := h.speak("anh")
		e, err := s.Start(t.Context(), h.As(t, identity.Chair, plantest.Province), h.meeting.ID, recorder.NoCamera)
		if err != nil {
			t.Fatal(err)
		}
		written(t, s, e.ID, 100)
		silence()
		room, _ := h.OpenRoom(t.Context(), h.meeting.Room())
		room.Close(livekit.DisconnectReason_ROOM_CLOSED)
		until(t, "the recorder to be gone", func() bool { _, runs := s.Stats(e.ID); return !runs })
		defer h.speak("binh")()
		until(t, "the recording to go on", func() bool {
			s.RoomChanged(h.meeting.Room(), "binh")
			stats, runs := s.Stats(e.ID)
			return runs && stats.Written > 100
		})
	})
}

func TestNothingIsRecordedOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		defer s.Close()
		secretary := h.As(t, identity.Secretary, plantest.Province)
		t.Run("a full disk", func(t *testing.T) {
			h.free = 1
			defer func() { h.free = 1 << 40 }()
			_, err := s.Start(t.Context(), secretary, h.meeting.ID, recorder.NoCamera)
			want(t, err, fault.Unavailable, "recording.disk_full")
			failed, err := s.Store.InState(t.Context(), library.Failed)
			if err != nil || len(failed) != 1 {
				t.Errorf("%+v, %v", failed, err)
			}
		})
		t.Run("a meeting whose rules forbid it", func(t *testing.T) {
			draft := h.Draft(t)
			draft.Policies.Recording = false
			m := h.InState(t, draft, plan.StateLive)
			_, err := s.Start(t.Context(), secretary, m.ID, recorder.NoCamera)
			want(t, err, fault.Forbidden, "recording.not_allowed")
		})
		t.Run("a meeting that is not open", func(t *testing.T) {
			m := h.InState(t, h.Draft(t), plan.StateIssued)
			_, err := s.Start(t.Context(), secretary, m.ID, recorder.NoCamera)
			want(t, err, fault.Conflict, "recording.not_live")
		})
	})
}

func TestWhoMayWatch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		defer s.Close()
		secretary := h.As(t, identity.Secretary, plantest.Province)
		e, err := s.Start(t.Context(), secretary, h.meeting.ID, recorder.NoCamera)
		if err != nil {
			t.Fatal(err)
		}
		leader, invited, stranger := h.As(t, identity.Leader, plantest.Province), h.As(t, identity.Delegate, plantest.Commune), h.As(t, identity.Secretary, plantest.Other)
		h.Attendance.Invite(h.meeting.ID, invited.Viewer.AccountID, plan.Party{Role: identity.Delegate})
		sees := func(by directory.By) bool {
			t.Helper()
			_, err := s.Watch(t.Context(), by, e.ID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Error(err)
			}
			found, _, listErr := s.Store.Find(t.Context(), by.Viewer, library.Query{Text: "giao ban cong tac"})
			if listErr != nil || len(found) > 0 != (err == nil) {
				t.Errorf("the list says %v, %v; one says %v", found, listErr, err)
			}
			return err == nil
		}
		if !sees(secretary) || !sees(leader) || sees(invited) || sees(stranger) {
			t.Error("for its host alone it is not")
		}
		_, err = s.Share(t.Context(), invited, e.ID, library.Invited)
		want(t, err, fault.NotFound, "")
		_, err = s.Share(t.Context(), leader, e.ID, library.Invited)
		want(t, err, fault.Forbidden, "")
		if _, err := s.Share(t.Context(), secretary, e.ID, library.Invited); err != nil {
			t.Fatal(err)
		}
		if !sees(invited) || sees(stranger) {
			t.Error("for those invited it is not")
		}
		want(t, s.Watched(t.Context(), stranger, e.ID, 0, 10), fault.NotFound, "")
		want(t, s.Watched(t.Context(), leader, e.ID, 10, 5), fault.Invalid, "recording.span")
		if err := s.Watched(t.Context(), leader, e.ID, 0, 15_000); err != nil {
			t.Error(err)
		}
		records, err := h.Audit.List(t.Context(), "", 100)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, record := range records {
			seen[record.Action]++
		}
		if seen["recording.start"] != 1 || seen["recording.share"] != 1 || seen["recording.watched"] != 1 || seen["recording.access_refused"] < 3 {
			t.Errorf("the log has %v", seen)
		}
	})
}

func TestAManifestChangedByOneByteIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.open()
		defer s.Close()
		defer h.speak("anh")()
		secretary := h.As(t, identity.Secretary, plantest.Province)
		e, err := s.Start(t.Context(), secretary, h.meeting.ID, recorder.NoCamera)
		if err != nil {
			t.Fatal(err)
		}
		written(t, s, e.ID, 100)
		if _, err := s.Do(t.Context(), secretary, e.ID, studio.Stop); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(s.DirOf(e.ID), manifest.File)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := manifest.Verify(s.DirOf(e.ID), nil); err == nil {
			t.Error("it is taken")
		}
	})
}

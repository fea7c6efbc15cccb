package sfu_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
)

func TestMediaReachesEveryReceiver(t *testing.T) {
	metrics := sfu.NewMetrics()
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{Metrics: metrics}, func(t *testing.T, room *sfu.Room) {
		binh, chi := newMember(), newMember()
		join(t, room, "binh", binh)
		join(t, room, "chi", chi)
		anh := join(t, room, "anh", newMember())
		pub := publish(t, anh, microphone("mic"))
		src := newSource(mustCodec(codec.MimeOpus), 1000)
		src.layer(t, pub, "")
		src.speak(t, 127, time.Second)
		for name, m := range map[string]*member{"binh": binh, "chi": chi} {
			// A filler may have come before the first packet.
			if got := m.got(pub.SID()); got < 50 {
				t.Errorf("%s got %d packets of 50", name, got)
			}
		}
		anh.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
		synctest.Wait()
		values := gathered(t, metrics)
		if values["giaoban_sfu_packets_received_total"] != 50 || values["giaoban_sfu_packets_sent_total"] < 100 {
			t.Errorf("counted %v packets in and %v out", values["giaoban_sfu_packets_received_total"], values["giaoban_sfu_packets_sent_total"])
		}
		select {
		case <-src.closed:
		default:
			t.Errorf("the source was not closed")
		}
	})
}

func TestSimulcastLayers(t *testing.T) {
	for name, tt := range map[string]struct {
		rids []string
		want string // the rid that a receiver of the best quality gets
	}{
		"q h f":   {[]string{"q", "h", "f"}, "f"},
		"q h":     {[]string{"q", "h"}, "h"},
		"numbers": {[]string{"2", "1", "0"}, "0"},
		"one":     {[]string{""}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
				m := newMember()
				binh := join(t, room, "binh", m)
				req := camera("cam")
				req.Layers = req.Layers[:len(tt.rids)]
				anh := join(t, room, "anh", newMember())
				info, err := anh.AddTrack(req)
				if err != nil {
					t.Fatal(err)
				}
				media := sfu.MediaInfo{Codec: mustCodec(codec.MimeVP8), CID: "cam"}
				if len(tt.rids) > 1 {
					media.RIDs = tt.rids
				}
				pub, err := anh.Publish(info.Sid, media)
				if err != nil {
					t.Fatal(err)
				}
				sources := map[string]*source{}
				for i, rid := range tt.rids {
					sources[rid] = newSource(mustCodec(codec.MimeVP8), uint32(1000+i))
					sources[rid].layer(t, pub, rid)
				}
				// Each encoding has packets of a size of its own, by which the receiver's tell where they come from.
				size := func(rid string) int { return 100 * (1 + indexOf(tt.rids, rid)) }
				film := func(d time.Duration) {
					for range d / (33 * time.Millisecond) {
						for rid, src := range sources {
							src.frame(src.keyFrameRequests() > 0 && src.seq%30 == 0 || src.seq == 0, size(rid))
						}
						pass(33 * time.Millisecond)
					}
				}
				film(3 * time.Second)
				if got := m.lastSize(pub.SID()); got < size(tt.want) || got >= size(tt.want)+50 {
					t.Errorf("the receiver's packets have %d bytes, want those of %q with %d", got, tt.want, size(tt.want))
				}
				if err := binh.UpdateTrackSettings(&livekit.UpdateTrackSettings{TrackSids: []string{pub.SID()}, Quality: livekit.VideoQuality_LOW}); err != nil {
					t.Fatal(err)
				}
				film(3 * time.Second)
				if got := m.lastSize(pub.SID()); got < 100 || got >= 150 {
					t.Errorf("the receiver's packets have %d bytes, want those of %q with 100", got, tt.rids[0])
				}
				if err := binh.UpdateTrackSettings(&livekit.UpdateTrackSettings{TrackSids: []string{pub.SID()}, Disabled: true}); err != nil {
					t.Fatal(err)
				}
				pass(time.Second)
				before := m.got(pub.SID())
				film(time.Second)
				if got := m.got(pub.SID()); got != before {
					t.Errorf("%d packets came after the track was disabled", got-before)
				}
			})
		})
	}
}

func indexOf(list []string, s string) int {
	for i, e := range list {
		if e == s {
			return i
		}
	}
	return -1
}

func TestAddLayerRefused(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		pub := publish(t, anh, camera("cam"))
		src := newSource(mustCodec(codec.MimeVP8), 1)
		_, err := pub.AddLayer(ingress.Config{Codec: src.codec, Rid: "zebra", SendRTCP: src.sendRTCP}, src)
		wantCode(t, err, sfu.Invalid)
		_, err = pub.AddLayer(ingress.Config{Codec: mustCodec(codec.MimeOpus), SendRTCP: src.sendRTCP}, src)
		wantCode(t, err, sfu.Unsupported)
		if err := anh.Unpublish(pub.SID()); err != nil {
			t.Fatal(err)
		}
		_, err = pub.AddLayer(ingress.Config{Codec: src.codec, SendRTCP: src.sendRTCP}, src)
		wantCode(t, err, sfu.NotFound)
	})
}

func TestLayerIsReplaced(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		join(t, room, "binh", m)
		pub := publish(t, join(t, room, "anh", newMember()), microphone("mic"))
		first, second := newSource(mustCodec(codec.MimeOpus), 1), newSource(mustCodec(codec.MimeOpus), 2)
		first.layer(t, pub, "")
		first.speak(t, 127, 200*time.Millisecond)
		second.layer(t, pub, "")
		<-first.closed
		synctest.Wait()
		before := m.got(pub.SID())
		second.speak(t, 127, 200*time.Millisecond)
		if got := m.got(pub.SID()) - before; got < 10 {
			t.Errorf("%d packets of 10 came of the stream that took the place", got)
		}
	})
}

// What a moderator mutes stays mute here, whatever the client sends.
func TestServerMuteStopsForwarding(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		join(t, room, "binh", m)
		anh := join(t, room, "anh", newMember())
		pub := publish(t, anh, microphone("mic"))
		src := newSource(mustCodec(codec.MimeOpus), 1)
		src.layer(t, pub, "")
		src.speak(t, 127, 200*time.Millisecond)
		if _, err := room.MutePublishedTrack("anh", pub.SID(), true); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		before := m.got(pub.SID())
		src.speak(t, 10, 2*time.Second)
		if got := m.got(pub.SID()); got != before {
			t.Errorf("%d packets came of a muted track", got-before)
		}
		if speakers := eventsOf[sfu.SpeakersChanged](m); len(speakers) != 0 {
			t.Errorf("a muted participant speaks: %v", speakers)
		}
		if err := anh.SetMuted(pub.SID(), false); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		src.speak(t, 127, 200*time.Millisecond)
		if got := m.got(pub.SID()) - before; got < 10 {
			t.Errorf("%d packets of 10 came after unmuting", got)
		}
	})
}

// A receiver that subscribes to a muted track must get something, or some clients never fire their track event.
func TestMutedTrackIsFilled(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		mic, cam := microphone("mic"), camera("cam")
		mic.Muted, cam.Muted = true, true
		audio, video := publish(t, anh, mic), publish(t, anh, cam)
		m := newMember()
		join(t, room, "binh", m)
		pass(3 * time.Second)
		if m.got(audio.SID()) == 0 || m.got(video.SID()) == 0 {
			t.Errorf("%d packets came of the muted microphone, %d of the camera", m.got(audio.SID()), m.got(video.SID()))
		}
	})
}

func TestSpeakers(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self, hearer, deaf := newMember(), newMember(), newMember()
		anh := join(t, room, "anh", self)
		hears := join(t, room, "hears", hearer)
		join(t, room, "deaf", deaf, noAutoSubscribe)
		pub := publish(t, anh, microphone("mic"))
		src := newSource(mustCodec(codec.MimeOpus), 1)
		src.layer(t, pub, "")
		src.speak(t, 10, 2*time.Second)
		for name, m := range map[string]*member{"self": self, "hearer": hearer} {
			if speakers := last(t, eventsOf[sfu.SpeakersChanged](m)).Speakers; len(speakers) != 1 || speakers[0].Sid != anh.SID() || !speakers[0].Active || speakers[0].Level <= 0 {
				t.Errorf("%s was told %v", name, speakers)
			}
		}
		if got := eventsOf[sfu.SpeakersChanged](deaf); len(got) != 0 {
			t.Errorf("who does not hear was told %v", got)
		}
		late := newMember()
		join(t, room, "late", late)
		if got := eventsOf[sfu.SpeakersChanged](late); len(got) != 1 || !got[0].Speakers[0].Active {
			t.Errorf("the latecomer was told %v", got)
		}
		if err := hears.UpdateSubscription(&livekit.UpdateSubscription{TrackSids: []string{pub.SID()}}); err != nil {
			t.Fatal(err)
		}
		if got := last(t, eventsOf[sfu.SpeakersChanged](hearer)).Speakers[0]; got.Active || got.Sid != anh.SID() {
			t.Errorf("who unsubscribed was told %v", got)
		}
		src.speak(t, 127, 3*time.Second)
		if got := last(t, eventsOf[sfu.SpeakersChanged](self)).Speakers[0]; got.Active || got.Level != 0 {
			t.Errorf("after the silence: %v", got)
		}
	})
}

func TestDynacast(t *testing.T) {
	inRoom(t, sfu.RoomConfig{DynacastDelay: 5 * time.Second}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self, m := newMember(), newMember()
		anh := join(t, room, "anh", self)
		pub := publish(t, anh, camera("cam"))
		enabled := func() int {
			t.Helper()
			e := last(t, eventsOf[sfu.QualitiesWanted](self))
			if e.TrackSID != pub.SID() || len(e.Codecs) != 1 || e.Codecs[0].Codec != "vp8" || len(e.Codecs[0].Qualities) != 3 {
				t.Fatalf("wanted is %v", e)
			}
			n := 0
			for i, q := range e.Codecs[0].Qualities {
				if q.Quality != livekit.VideoQuality(i) || q.Enabled && n != i {
					t.Fatalf("qualities are %v", e.Codecs[0].Qualities)
				}
				if q.Enabled {
					n++
				}
			}
			return n
		}
		synctest.Wait()
		if got := eventsOf[sfu.QualitiesWanted](self); len(got) != 0 {
			t.Errorf("told %v at once", got)
		}
		pass(11 * time.Second)
		if got := enabled(); got != 0 {
			t.Errorf("nobody receives it: %d qualities are on", got)
		}
		binh := join(t, room, "binh", m)
		synctest.Wait()
		if got := enabled(); got != 3 {
			t.Errorf("the first receiver wants all: %d are on", got)
		}
		settings := func(s *livekit.UpdateTrackSettings) {
			t.Helper()
			s.TrackSids = []string{pub.SID()}
			if err := binh.UpdateTrackSettings(s); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		settings(&livekit.UpdateTrackSettings{Width: 500, Height: 280})
		if got := enabled(); got != 3 {
			t.Errorf("less must not be told at once: %d are on", got)
		}
		pass(6 * time.Second)
		if got := enabled(); got != 2 {
			t.Errorf("500x280 needs the middle layer: %d are on", got)
		}
		settings(&livekit.UpdateTrackSettings{Width: 1280, Height: 720})
		if got := enabled(); got != 3 {
			t.Errorf("more must be told at once: %d are on", got)
		}
		settings(&livekit.UpdateTrackSettings{Disabled: true})
		pass(6 * time.Second)
		if got := enabled(); got != 0 {
			t.Errorf("the only receiver disabled it: %d are on", got)
		}
	})
}

func TestAdaptiveStreamStartsLow(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self := newMember()
		join(t, room, "binh", newMember(), func(c *sfu.JoinConfig) { c.AdaptiveStream = true })
		publish(t, join(t, room, "anh", self), camera("cam"))
		synctest.Wait()
		qualities := last(t, eventsOf[sfu.QualitiesWanted](self)).Codecs[0].Qualities
		if !qualities[0].Enabled || qualities[1].Enabled || qualities[2].Enabled {
			t.Errorf("wanted are %v, want the lowest", qualities)
		}
	})
}

func TestSettingsBeforeTheSubscription(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self := newMember()
		anh := join(t, room, "anh", self)
		info, err := anh.AddTrack(camera("cam"))
		if err != nil {
			t.Fatal(err)
		}
		binh := join(t, room, "binh", newMember())
		if err := binh.UpdateTrackSettings(&livekit.UpdateTrackSettings{TrackSids: []string{info.Sid}, Quality: livekit.VideoQuality_MEDIUM}); err != nil {
			t.Fatal(err)
		}
		if _, err := anh.Publish(info.Sid, sfu.MediaInfo{Codec: mustCodec(codec.MimeVP8), CID: "cam", RIDs: []string{"q", "h", "f"}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		qualities := last(t, eventsOf[sfu.QualitiesWanted](self)).Codecs[0].Qualities
		if !qualities[1].Enabled || qualities[2].Enabled {
			t.Errorf("wanted are %v, want up to the middle", qualities)
		}
	})
}

func TestAudioCodecsWanted(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self, old := newMember(), newMember()
		old.accepts = []string{codec.MimeOpus}
		join(t, room, "old", old)
		anh := join(t, room, "anh", self)
		req := microphone("mic")
		req.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "pcmu", Cid: "mic"}, {Codec: "opus"}}
		info, err := anh.AddTrack(req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := anh.Publish(info.Sid, sfu.MediaInfo{Codec: mustCodec(codec.MimePCMU), CID: "mic"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		wanted := map[string]bool{}
		for _, c := range last(t, eventsOf[sfu.AudioCodecsWanted](self)).Codecs {
			wanted[c.Codec] = c.Enabled
		}
		if len(wanted) != 2 || wanted["pcmu"] || !wanted["opus"] {
			t.Errorf("wanted are %v, want opus alone", wanted)
		}
	})
}

func TestStreamState(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		join(t, room, "binh", m)
		anh := join(t, room, "anh", newMember())
		pub := publish(t, anh, camera("cam"))
		m.subscription(pub.SID()).SetPaused(true)
		m.subscription(pub.SID()).SetPaused(true)
		m.subscription(pub.SID()).SetPaused(false)
		synctest.Wait()
		var got []livekit.StreamState
		for _, e := range eventsOf[sfu.StreamStateChanged](m) {
			if e.States[0].TrackSid != pub.SID() || e.States[0].ParticipantSid != anh.SID() {
				t.Errorf("told %v", e)
			}
			got = append(got, e.States[0].State)
		}
		if len(got) != 2 || got[0] != livekit.StreamState_PAUSED || got[1] != livekit.StreamState_ACTIVE {
			t.Errorf("states are %v", got)
		}
	})
}

func TestQuality(t *testing.T) {
	inRoom(t, sfu.RoomConfig{QualityInterval: 5 * time.Second}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self, watcher, stranger := newMember(), newMember(), newMember()
		anh := join(t, room, "anh", self)
		join(t, room, "watcher", watcher)
		join(t, room, "stranger", stranger, noAutoSubscribe)
		pub := publish(t, anh, microphone("mic"))
		src := newSource(mustCodec(codec.MimeOpus), 1)
		src.layer(t, pub, "")
		src.speak(t, 127, 11*time.Second)
		qualities := func(m *member) map[string]livekit.ConnectionQuality {
			got := map[string]livekit.ConnectionQuality{}
			for _, e := range eventsOf[sfu.QualityChanged](m) {
				for _, u := range e.Updates {
					got[u.ParticipantSid] = u.Quality
				}
			}
			return got
		}
		if got, ok := qualities(self)[anh.SID()]; !ok || got != livekit.ConnectionQuality_EXCELLENT {
			t.Errorf("its own quality is %v", qualities(self))
		}
		if _, ok := qualities(watcher)[anh.SID()]; !ok {
			t.Errorf("the subscriber was not told")
		}
		if _, ok := qualities(stranger)[anh.SID()]; ok {
			t.Errorf("who receives nothing of it was told")
		}
		n := len(eventsOf[sfu.QualityChanged](self))
		src.speak(t, 127, 11*time.Second)
		if got := len(eventsOf[sfu.QualityChanged](self)); got != n {
			t.Errorf("an unchanged quality was told %d times more", got-n)
		}
		for range 600 { // half of the packets are lost
			src.seq++
			src.sound(t, 127)
			pass(20 * time.Millisecond)
		}
		if got := qualities(watcher)[anh.SID()]; got == livekit.ConnectionQuality_EXCELLENT || got == livekit.ConnectionQuality_LOST {
			t.Errorf("with half of the packets lost the quality is %v", got)
		}
	})
}

// A member whose line is blocked costs the others nothing and is let go when its writer ends.
func TestBlockedWriter(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		blocked, quick := newMember(), newMember()
		blocked.out.blocked = make(chan struct{})
		join(t, room, "blocked", blocked, func(c *sfu.JoinConfig) { c.QueueLength = 16 })
		join(t, room, "quick", quick)
		pub := publish(t, join(t, room, "anh", newMember()), microphone("mic"))
		src := newSource(mustCodec(codec.MimeOpus), 1)
		src.layer(t, pub, "")
		src.speak(t, 127, 2*time.Second)
		if got := quick.got(pub.SID()); got < 100 {
			t.Errorf("the quick one got %d packets of 100", got)
		}
		stats := participantOf(t, blocked, pub).Receiver().Stats()
		if stats.Dropped == 0 || stats.Queued > 16 {
			t.Errorf("the blocked one's queue is %+v", stats)
		}
		close(blocked.out.blocked)
	})
}

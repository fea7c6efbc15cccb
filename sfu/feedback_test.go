package sfu_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// What a receiver reports reaches the ends that answer it: losses the history, picture loss the publisher.
func TestReceiverFeedback(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		join(t, room, "binh", m)
		req := camera("cam")
		req.Layers = req.Layers[2:]
		pub := publish(t, join(t, room, "anh", newMember()), req)
		src := newSource(mustCodec(codec.MimeVP8), 1000)
		src.layer(t, pub, "")
		synctest.Wait() // the receiver takes it now, the only key frame too
		for i := range 30 {
			src.frame(i == 0, 100)
			pass(33 * time.Millisecond)
		}
		sub := m.subscription(pub.SID())
		params, _ := sub.Bound()
		m.mu.Lock()
		s := m.streams[pub.SID()]
		m.mu.Unlock()
		s.mu.Lock()
		lost := s.headers[len(s.headers)-3].SequenceNumber
		before := len(s.headers)
		s.mu.Unlock()

		sub.HandleRTCP([]rtcp.Packet{&rtcp.TransportLayerNack{MediaSSRC: params.SSRC, Nacks: []rtcp.NackPair{{PacketID: lost}}}})
		synctest.Wait()
		s.mu.Lock()
		if len(s.headers) != before+1 || s.headers[before].SequenceNumber != lost {
			t.Errorf("%d packets came after the NACK, want the lost one", len(s.headers)-before)
		}
		s.mu.Unlock()

		pass(2 * time.Second)
		asked := src.keyFrameRequests()
		sub.HandleRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: params.SSRC}})
		synctest.Wait()
		if got := src.keyFrameRequests(); got != asked+1 {
			t.Errorf("the publisher was asked for %d key frames, want one", got-asked)
		}
		stats, bound := sub.Stats()
		if !bound || stats.Packets == 0 {
			t.Errorf("the subscription's counters are %+v", stats)
		}
		sub.Unbind()
		sub.HandleRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: params.SSRC}}) // reports of a stream that has ended
		if _, bound := sub.Stats(); bound {
			t.Errorf("an unbound subscription has counters")
		}
	})
}

func TestBindingAgainMovesToTheOtherStream(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		join(t, room, "binh", m)
		pub := publish(t, join(t, room, "anh", newMember()), microphone("mic"))
		src := newSource(mustCodec(codec.MimeOpus), 1)
		src.layer(t, pub, "")
		src.speak(t, 127, 200*time.Millisecond)
		other := &stream{member: m, track: "other"}
		sub := m.subscription(pub.SID())
		if err := sub.Bind(forward.Params{SSRC: 77, PayloadType: 100, Codec: mustCodec(codec.MimeOpus)}, other); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		before := m.got(pub.SID())
		src.speak(t, 127, 200*time.Millisecond)
		if m.got(pub.SID()) != before || other.count() < 10 {
			t.Errorf("%d packets came on the old stream, %d on the new", m.got(pub.SID())-before, other.count())
		}
		other.mu.Lock()
		defer other.mu.Unlock()
		if h := other.headers[len(other.headers)-1]; h.SSRC != 77 || h.PayloadType != 100 {
			t.Errorf("packets have SSRC %d and payload type %d", h.SSRC, h.PayloadType)
		}
	})
}

// Leaving and taking up the same stream again repeats no number: SRTP must not see one twice.
func TestBindingTheSameStreamAgainGoesOn(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		join(t, room, "binh", m)
		pub := publish(t, join(t, room, "anh", newMember()), microphone("mic"))
		src := newSource(mustCodec(codec.MimeOpus), 1)
		src.layer(t, pub, "")
		src.speak(t, 127, 200*time.Millisecond)
		sub := m.subscription(pub.SID())
		params, _ := sub.Bound()
		sub.Unbind()
		src.speak(t, 127, 200*time.Millisecond)
		out := &stream{member: m, track: pub.SID()}
		m.mu.Lock()
		before := m.streams[pub.SID()]
		m.mu.Unlock()
		if err := sub.Bind(params, out); err != nil {
			t.Fatal(err)
		}
		src.speak(t, 127, 200*time.Millisecond)
		before.mu.Lock()
		defer before.mu.Unlock()
		out.mu.Lock()
		defer out.mu.Unlock()
		last := before.headers[len(before.headers)-1].SequenceNumber
		if len(out.headers) == 0 || out.headers[0].SequenceNumber != last+1 {
			t.Errorf("after %d came %+v", last, out.headers)
		}
	})
}

func TestREDIsOfferedWithOpus(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		join(t, room, "binh", m)
		anh := join(t, room, "anh", newMember())
		info, err := anh.AddTrack(microphone("mic"))
		if err != nil {
			t.Fatal(err)
		}
		pub, err := anh.Publish(info.Sid, sfu.MediaInfo{Codec: mustCodec(codec.MimeRED), CID: "mic"})
		if err != nil {
			t.Fatal(err)
		}
		if got := pub.Info().MimeType; got != codec.MimeRED {
			t.Errorf("announced as %s", got)
		}
		sub := m.subscription(pub.SID())
		codecs := sub.Codecs()
		if len(codecs) != 2 || codecs[0].Mime != codec.MimeRED || codecs[1].Mime != codec.MimeOpus {
			t.Errorf("offered are %v", codecs)
		}
		if err := sub.Bind(forward.Params{SSRC: 5, PayloadType: 111, Codec: mustCodec(codec.MimeOpus)}, &stream{member: m, track: pub.SID()}); err != nil {
			t.Errorf("who has no RED cannot bind: %v", err)
		}
	})
}

func TestUpdatesAreEncodedOnce(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		a, b := newMember(), newMember()
		join(t, room, "a", a)
		join(t, room, "b", b)
		settle()
		a.clear()
		b.clear()
		publish(t, join(t, room, "anh", newMember()), microphone("mic"))
		settle()
		calls := 0
		encode := func([]*livekit.ParticipantInfo) []byte { calls++; return []byte("x") }
		events := eventsOf[*sfu.ParticipantsUpdated](a)
		for _, m := range []*member{a, b} {
			for _, e := range eventsOf[*sfu.ParticipantsUpdated](m) {
				e.Encoded(encode)
			}
		}
		if calls != len(events) {
			t.Errorf("%d events were encoded %d times for two members", len(events), calls)
		}
	})
}

func TestErrors(t *testing.T) {
	cause := errors.New("cause")
	err := error(&sfu.Error{Code: sfu.Invalid, Message: "it cannot be read", Err: cause})
	if err.Error() != "it cannot be read: cause" || !errors.Is(err, cause) || sfu.CodeOf(err) != sfu.Invalid || sfu.CodeOf(cause) != sfu.Internal {
		t.Errorf("got %v with code %s", err, sfu.CodeOf(err))
	}
	for code, want := range map[sfu.Code]string{
		sfu.Internal: "internal", sfu.NotFound: "not found", sfu.NotAllowed: "not allowed", sfu.LimitExceeded: "limit exceeded",
		sfu.Invalid: "invalid", sfu.Unsupported: "unsupported", sfu.Conflict: "conflict",
	} {
		if code.String() != want {
			t.Errorf("code %d is %q", code, code)
		}
	}
}

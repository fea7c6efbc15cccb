package forward_test

import (
	"testing"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
	"giaoban/sfu/packet"
)

var (
	vp8  = codec.Codec{Mime: codec.MimeVP8, ClockRate: 90000, PayloadType: 96}
	vp9  = codec.Codec{Mime: codec.MimeVP9, ClockRate: 90000, PayloadType: 98}
	av1  = codec.Codec{Mime: codec.MimeAV1, ClockRate: 90000, PayloadType: 35}
	h264 = codec.Codec{Mime: codec.MimeH264, ClockRate: 90000, PayloadType: 125, Fmtp: "packetization-mode=1;profile-level-id=42e01f"}
	opus = codec.Codec{Mime: codec.MimeOpus, ClockRate: 48000, Channels: 2, PayloadType: 111}
	red  = codec.Codec{Mime: codec.MimeRED, ClockRate: 48000, Channels: 2, PayloadType: 63, Fmtp: "111/111"}
	pcmu = codec.Codec{Mime: codec.MimePCMU, ClockRate: 8000, Channels: 1, PayloadType: 0}
)

var start = time.Date(2026, 3, 2, 7, 30, 0, 0, time.UTC)

const outSSRC = 0xabcd

// rig is one track with the publication that it forwards.
type rig struct {
	t     testing.TB
	feed  *forwardtest.Feed
	track *forward.Track
	batch *forward.Batch
	sink  *forwardtest.Sink
	now   time.Time
}

type option func(*forward.Config, *forward.Params)

func newRig(t testing.TB, feed *forwardtest.Feed, c codec.Codec, options ...option) *rig {
	cfg := forward.Config{ID: "TR_x", Kind: c.Kind(), CNAME: "PA_x", Demand: forward.DefaultDemand()}
	params := forward.Params{SSRC: outSSRC, PayloadType: c.PayloadType + 1, Codec: c}
	for _, o := range options {
		o(&cfg, &params)
	}
	r := &rig{
		t: t, feed: feed, track: forward.NewTrack(feed, cfg),
		batch: forward.NewBatch(64), sink: &forwardtest.Sink{}, now: start,
	}
	r.track.Bind(params, r.sink, start)
	return r
}

// forward hands packets to the track and returns what the receiver got.
func (r *rig) forward(packets ...*packet.Packet) []forwardtest.Sent {
	r.t.Helper()
	for _, p := range packets {
		if p.Arrival.After(r.now) {
			r.now = p.Arrival
		}
		r.batch.Now = r.now
		if r.batch.Full() {
			r.flush()
		}
		if r.track.Wants(p.Layer) {
			r.track.Forward(p, r.batch)
		}
		r.batch.Hold(p)
	}
	return r.flush()
}

func (r *rig) flush() []forwardtest.Sent {
	r.t.Helper()
	if _, err := r.sink.WriteBatch(r.batch.Outs()); err != nil {
		r.t.Fatal(err)
	}
	r.batch.Reset()
	return r.sink.Take()
}

// nack asks for sequence numbers again and returns what came.
func (r *rig) nack(seqs ...uint16) []forwardtest.Sent {
	r.t.Helper()
	var sent []forwardtest.Sent
	for _, pair := range rtcp.NackPairsFromSequenceNumbers(seqs) {
		r.batch.Now = r.now
		r.track.AnswerNACK(pair, r.batch)
		sent = append(sent, r.flush()...)
	}
	return sent
}

// filler returns what the track sends while no media flows.
func (r *rig) filler() []forwardtest.Sent {
	r.t.Helper()
	r.batch.Now = r.now
	r.track.Filler(r.batch)
	return r.flush()
}

// probe asks for packets that try the line and returns what came.
func (r *rig) probe(n int) []forwardtest.Sent {
	r.t.Helper()
	r.batch.Now = r.now
	for range n {
		r.track.Probe(forward.ProbeSize, r.batch)
	}
	return r.flush()
}

func nackOf(seq uint16) rtcp.NackPair { return rtcp.NackPair{PacketID: seq} }

func (r *rig) demand(change func(*forward.Demand)) {
	d := forward.DefaultDemand()
	change(&d)
	r.track.SetDemand(d, r.now)
}

// continuous fails unless the sequence numbers follow each other from after.
func continuous(t testing.TB, sent []forwardtest.Sent, after uint16) uint16 {
	t.Helper()
	for i, s := range sent {
		if s.SequenceNumber != after+1 {
			t.Fatalf("packet %d has sequence number %d after %d", i, s.SequenceNumber, after)
		}
		after++
	}
	return after
}

func pictureID(t testing.TB, s forwardtest.Sent) (id uint16, tl0, keyIdx uint8) {
	t.Helper()
	if len(s.Payload) < 6 || s.Payload[1] != 0xf0 || s.Payload[2]&0x80 == 0 {
		t.Fatalf("not a full VP8 descriptor: % x", s.Payload)
	}
	return uint16(s.Payload[2]&0x7f)<<8 | uint16(s.Payload[3]), s.Payload[4], s.Payload[5] & 0x1f
}

func count(t testing.TB, sent []forwardtest.Sent, want int) []forwardtest.Sent {
	t.Helper()
	if len(sent) != want {
		t.Fatalf("receiver got %d packets, want %d", len(sent), want)
	}
	return sent
}

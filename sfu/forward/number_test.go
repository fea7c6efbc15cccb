package forward_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtp"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
)

const transportCC = 5

func numbered(_ *forward.Config, p *forward.Params) {
	p.Extensions.TransportCC = transportCC
	p.RTXSSRC, p.RTXPayloadType = 0xbeef, 99
}

func numberOf(t *testing.T, h *rtp.Header) uint16 {
	t.Helper()
	b := h.GetExtension(transportCC)
	if len(b) != 2 {
		t.Fatalf("the packet carries no transport-wide number: %v", h)
	}
	return binary.BigEndian.Uint16(b)
}

// Every packet to a receiver has the next transport-wide number, retransmissions by RTX and probes too.
func TestTransportWideNumbers(t *testing.T) {
	feed := forwardtest.NewFeed(vp8, 1, false)
	src := forwardtest.NewSource(feed, 0, start)
	r := newRig(t, feed, vp8, numbered)
	sent := count(t, r.forward(src.Add(src.VP8Frame(3, true, 0, true)...)...), 3)
	next := numberOf(t, &sent[0].Header)
	expect := func(sent []forwardtest.Sent) {
		t.Helper()
		for i := range sent {
			if got := numberOf(t, &sent[i].Header); got != next {
				t.Fatalf("number %d, want %d", got, next)
			}
			next++
		}
	}
	expect(sent)
	expect(count(t, r.nack(sent[1].SequenceNumber), 1))
	probe := count(t, r.probe(2), 2)
	expect(probe)
	after := continuous(t, probe, sent[2].SequenceNumber)
	media := count(t, r.forward(src.Add(src.VP8Frame(2, false, 0, false)...)...), 2)
	expect(media)
	continuous(t, media, after)
}

// What is sent again under its old number, without RTX or as padding, is the same byte for byte: SRTP must never see two
// contents under one number. It is not counted as a new packet.
func TestNumbersOfPacketsSentAgain(t *testing.T) {
	feed := forwardtest.NewFeed(vp8, 1, false)
	src := forwardtest.NewSource(feed, 0, start)
	r := newRig(t, feed, vp8, numbered, func(_ *forward.Config, p *forward.Params) { p.RTXSSRC = 0 })
	sent := r.forward(src.Add(src.VP8Frame(2, true, 0, true)...)...)
	sent = append(sent, r.probe(1)...)
	r.now = r.now.Add(time.Second)
	for _, s := range sent {
		again := count(t, r.nack(s.SequenceNumber), 1)[0]
		if numberOf(t, &again.Header) != numberOf(t, &s.Header) || again.Timestamp != s.Timestamp || string(again.Payload) != string(s.Payload) ||
			again.Padding != s.Padding || again.Marker != s.Marker {
			t.Errorf("sent %+v\nagain %+v", s, again)
		}
		r.batch.Now = r.now
	}
	for _, s := range sent {
		r.now = r.now.Add(time.Second)
		r.batch.Now = r.now
		r.track.AnswerNACK(nackOf(s.SequenceNumber), r.batch)
		if outs := r.batch.Outs(); len(outs) != 1 || outs[0].Numbered {
			t.Errorf("%d packets, counted again", len(outs))
		}
		r.flush()
	}
}

// A probe is never within a frame, and there is none for receivers that do not count packets, or before anything was sent.
func TestProbesStayOutOfFrames(t *testing.T) {
	feed := forwardtest.NewFeed(vp8, 1, false)
	src := forwardtest.NewSource(feed, 0, start)
	r := newRig(t, feed, vp8, numbered)
	count(t, r.probe(1), 0)
	frame := src.Add(src.VP8Frame(3, true, 0, true)...)
	count(t, r.forward(frame[:2]...), 2)
	count(t, r.probe(1), 0)
	count(t, r.forward(frame[2:]...), 1)
	if p := count(t, r.probe(1), 1)[0]; !p.Padding || len(p.Payload) != forward.ProbeSize || p.Payload[len(p.Payload)-1] != 255 {
		t.Errorf("probe %+v", p)
	}
	plain := newRig(t, feed, vp8)
	plain.forward(src.Add(src.VP8Frame(1, true, 0, true)...)...)
	count(t, plain.probe(1), 0)
	sound := newRig(t, forwardtest.NewFeed(opus, 1, false), opus, numbered)
	count(t, sound.probe(1), 0)
}

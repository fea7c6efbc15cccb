package forward_test

import (
	"bytes"
	"testing"
	"time"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
)

// redBody is RFC 2198 with one redundant block.
func redBody(pt byte, redundant, primary []byte) []byte {
	b := []byte{0x80 | pt, 960 >> 6, 960 << 2 & 0xff, byte(len(redundant)), pt}
	return append(append(b, redundant...), primary...)
}

func TestRED(t *testing.T) {
	older, newer := []byte{0x78, 1, 1, 1}, []byte{0x78, 2, 2, 2}
	tests := []struct {
		name   string
		change option
		pt     uint8
		body   []byte
	}{
		{"unwrapped for a receiver without RED", func(_ *forward.Config, p *forward.Params) {
			p.PayloadType = 111
		}, 111, newer},
		{"passed on to one that accepted it", func(_ *forward.Config, p *forward.Params) {
			p.PayloadType, p.REDPayloadType = 111, 64
		}, 64, redBody(111, older, newer)},
		{"with the payload types inside translated", func(_ *forward.Config, p *forward.Params) {
			p.PayloadType, p.REDPayloadType = 109, 63
		}, 63, redBody(109, older, newer)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			feed := forwardtest.NewFeed(red, 1, false)
			src := forwardtest.NewSource(feed, 0, start)
			r := newRig(t, feed, opus, test.change)
			got := count(t, r.forward(src.Add(src.AudioFrame(redBody(111, older, newer)))...), 1)
			if got[0].PayloadType != test.pt || !bytes.Equal(got[0].Payload, test.body) {
				t.Errorf("payload type %d, body % x", got[0].PayloadType, got[0].Payload)
			}
			// The same stream may carry plain Opus in between.
			src.PayloadType = 111
			plain := count(t, r.forward(src.Add(src.AudioFrame(newer))...), 1)
			if !bytes.Equal(plain[0].Payload, newer) || plain[0].PayloadType == test.pt && test.pt != 111 {
				t.Errorf("plain Opus came as %d % x", plain[0].PayloadType, plain[0].Payload)
			}
			continuous(t, plain, got[0].SequenceNumber)
			again := count(t, r.nack(got[0].SequenceNumber), 1)
			if !bytes.Equal(again[0].Raw, got[0].Raw) {
				t.Error("resent packet differs")
			}
		})
	}
	t.Run("malformed is dropped and closed up", func(t *testing.T) {
		feed := forwardtest.NewFeed(red, 1, false)
		src := forwardtest.NewSource(feed, 0, start)
		r := newRig(t, feed, opus)
		first := count(t, r.forward(src.Add(src.AudioFrame(redBody(111, older, newer)))...), 1)
		count(t, r.forward(src.Add(src.AudioFrame([]byte{0xef, 0, 0xff}))...), 0)
		next := count(t, r.forward(src.Add(src.AudioFrame(redBody(111, older, newer)))...), 1)
		continuous(t, next, first[0].SequenceNumber)
	})
}

func TestAudioMute(t *testing.T) {
	feed := forwardtest.NewFeed(opus, 1, false)
	src := forwardtest.NewSource(feed, 0, start)
	r := newRig(t, feed, opus)
	first := count(t, r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...), 1)
	r.demand(func(d *forward.Demand) { d.Muted = true })
	for range 50 {
		count(t, r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...), 0)
	}
	r.demand(func(*forward.Demand) {})
	next := count(t, r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...), 1)
	continuous(t, next, first[0].SequenceNumber)
	if got := next[0].Timestamp - first[0].Timestamp; got != 51*960 {
		t.Errorf("timestamp moved by %d, want %d", got, 51*960)
	}
}

// Packets that were not handed over, because others were louder, are no loss to the receiver.
func TestAudioRenewed(t *testing.T) {
	feed := forwardtest.NewFeed(opus, 1, false)
	src := forwardtest.NewSource(feed, 0, start)
	r := newRig(t, feed, opus)
	first := count(t, r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...), 1)
	for range 300 {
		src.Add(src.AudioFrame([]byte{0x78, 1, 2}))
	}
	r.track.Renew()
	next := count(t, r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...), 1)
	last := continuous(t, next, first[0].SequenceNumber)
	if got := next[0].Timestamp - first[0].Timestamp; got != 301*960 {
		t.Errorf("timestamp moved by %d, want %d", got, 301*960)
	}
	continuous(t, count(t, r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...), 1), last)
}

func TestAudioRestart(t *testing.T) {
	feed := forwardtest.NewFeed(opus, 1, false)
	src := forwardtest.NewSource(feed, 0, start)
	r := newRig(t, feed, opus)
	first := count(t, r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...), 1)
	src.Seq, src.Timestamp, src.Now = src.Seq+30000, 77, start.Add(2*time.Second)
	p := src.AudioFrame([]byte{0x78, 1, 2})
	p.Restart = true
	next := count(t, r.forward(src.Add(p)...), 1)
	continuous(t, next, first[0].SequenceNumber)
	if got := next[0].Timestamp - first[0].Timestamp; got != 96000 {
		t.Errorf("timestamp moved by %d, want 96000", got)
	}
}

func TestFiller(t *testing.T) {
	padding := []byte{0, 0, 0, 4}
	encrypted := func(cfg *forward.Config, _ *forward.Params) { cfg.Encrypted = true }
	tests := []struct {
		name    string
		feed    *forwardtest.Feed
		options []option
		body    []byte
	}{
		{"Opus", forwardtest.NewFeed(opus, 1, false), nil, []byte{0xf8, 0xff, 0xfe}},
		{"PCMU", forwardtest.NewFeed(pcmu, 1, false), nil, bytes.Repeat([]byte{0xff}, 160)},
		{"VP8", forwardtest.NewFeed(vp8, 1, false), nil, padding},
		{"H264", forwardtest.NewFeed(h264, 1, false), nil, padding},
		{"encrypted Opus", forwardtest.NewFeed(opus, 1, false), []option{encrypted}, padding},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := test.feed.At(0).Codec()
			r := newRig(t, test.feed, c, test.options...)
			r.demand(func(d *forward.Demand) { d.Muted = true })
			var sent []forwardtest.Sent
			for range 3 {
				sent = append(sent, count(t, r.filler(), 1)...)
				r.now = r.now.Add(500 * time.Millisecond)
			}
			continuous(t, sent[1:], sent[0].SequenceNumber)
			for i, s := range sent {
				if !bytes.Equal(s.Payload, test.body) || s.Padding != bytes.Equal(test.body, padding) {
					t.Errorf("filler % x, padding %v", s.Payload, s.Padding)
				}
				if got, want := s.Timestamp-sent[0].Timestamp, uint32(i)*c.ClockRate/2; got != want {
					t.Errorf("timestamp moved by %d, want %d", got, want)
				}
			}
			again := count(t, r.nack(sent[1].SequenceNumber), 1)
			if !bytes.Equal(again[0].Raw, sent[1].Raw) {
				t.Error("resent filler differs")
			}
			r.demand(func(*forward.Demand) {})
			src := forwardtest.NewSource(test.feed, 0, r.now)
			var next []forwardtest.Sent
			switch test.feed {
			case tests[2].feed:
				next = r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
			case tests[3].feed:
				next = r.forward(src.Add(src.Packet([]byte{0x67, 0x42, 0xe0, 0x1f}, false, nil))...)
			default:
				next = r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...)
			}
			continuous(t, count(t, next, 1), sent[2].SequenceNumber)
			if int32(next[0].Timestamp-sent[2].Timestamp) <= 0 {
				t.Error("media is stamped before the filler")
			}
			count(t, r.filler(), 0)
		})
	}
	t.Run("ends when the receiver reports", func(t *testing.T) {
		r := newRig(t, forwardtest.NewFeed(opus, 1, false), opus)
		count(t, r.filler(), 1)
		r.report(0, 0)
		count(t, r.filler(), 0)
	})
	t.Run("ends some time", func(t *testing.T) {
		r := newRig(t, forwardtest.NewFeed(opus, 1, false), opus)
		n := 0
		for range 1000 {
			n += len(r.filler())
		}
		if n != 40 {
			t.Errorf("%d fillers, want 40", n)
		}
	})
}

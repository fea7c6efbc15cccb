package forward_test

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
	"giaoban/sfu/packet"
)

func single(t testing.TB, options ...option) (*rig, *forwardtest.Source) {
	feed := forwardtest.NewFeed(vp8, 1, false)
	return newRig(t, feed, vp8, options...), forwardtest.NewSource(feed, 0, start)
}

func withRTX(_ *forward.Config, p *forward.Params) { p.RTXSSRC, p.RTXPayloadType = 0xef01, 99 }

func TestLostUpstreamKeepsItsNumber(t *testing.T) {
	r, src := single(t)
	frame := src.VP8Frame(6, true, 0, false)
	src.Add(frame[0], frame[1], frame[4], frame[5])
	sent := count(t, r.forward(frame[0], frame[1], frame[4]), 3)
	if got := sent[2].SequenceNumber - sent[1].SequenceNumber; got != 3 {
		t.Fatalf("gap of %d, want 3", got)
	}
	t.Run("repaired in time", func(t *testing.T) {
		src.Add(frame[2])
		got := count(t, r.forward(frame[2]), 1)
		continuous(t, got, sent[1].SequenceNumber)
	})
	t.Run("a duplicate is dropped", func(t *testing.T) {
		frame[4].Retain()
		count(t, r.forward(frame[4]), 0)
	})
	t.Run("asked for before it came", func(t *testing.T) {
		count(t, r.nack(sent[1].SequenceNumber+2), 0)
		if r.track.Stats().NACKMisses != 1 {
			t.Error("the miss was not counted")
		}
	})
	t.Run("came while the receiver asked", func(t *testing.T) {
		src.Add(frame[3])
		got := count(t, r.nack(sent[1].SequenceNumber+2), 1)
		if got[0].SequenceNumber != sent[1].SequenceNumber+2 {
			t.Errorf("got %d", got[0].SequenceNumber)
		}
		count(t, r.forward(frame[3]), 0)
	})
	t.Run("the rest goes on", func(t *testing.T) {
		continuous(t, r.forward(frame[5]), sent[2].SequenceNumber)
	})
}

func TestPaddingIsClosedUp(t *testing.T) {
	r, src := single(t)
	sent := r.forward(src.Add(src.VP8Frame(2, true, 0, false)...)...)
	for range 3 {
		count(t, r.forward(src.Add(src.Packet(nil, false, nil))...), 0)
	}
	lost := src.Packet(nil, false, nil)
	next := count(t, r.forward(src.Add(src.VP8Frame(2, false, 0, false)...)...), 2)
	if next[0].SequenceNumber != sent[1].SequenceNumber+2 {
		t.Fatalf("number %d after %d, want one kept for the lost packet", next[0].SequenceNumber, sent[1].SequenceNumber)
	}
	// The lost packet turns out to be padding: the receiver still misses its number.
	fill := count(t, r.forward(src.Add(lost)...), 1)
	if !fill[0].Padding || fill[0].SequenceNumber != sent[1].SequenceNumber+1 {
		t.Fatalf("got %+v", fill[0].Header)
	}
	again := count(t, r.nack(fill[0].SequenceNumber), 1)
	if !bytes.Equal(again[0].Raw, fill[0].Raw) {
		t.Fatal("the filler changed")
	}
}

func TestNACKOnPrimaryIsIdentical(t *testing.T) {
	r, src := single(t, func(_ *forward.Config, p *forward.Params) {
		p.Extensions.AbsSendTime, p.Extensions.AbsCaptureTime = 5, 6
	})
	src.Capture = true
	sent := r.forward(src.Add(src.VP8Frame(4, true, 0, false)...)...)
	if sent[0].GetExtension(5) == nil || sent[0].GetExtension(6) == nil || sent[0].GetExtension(2) != nil {
		t.Fatalf("extensions not translated: %+v", sent[0].Extensions)
	}
	r.now = r.now.Add(80 * time.Millisecond)
	again := count(t, r.nack(sent[1].SequenceNumber, sent[3].SequenceNumber), 2)
	if !bytes.Equal(again[0].Raw, sent[1].Raw) || !bytes.Equal(again[1].Raw, sent[3].Raw) {
		t.Fatal("resent packets differ")
	}
	t.Run("limited to one a round trip", func(t *testing.T) {
		r.now = r.now.Add(20 * time.Millisecond)
		count(t, r.nack(sent[1].SequenceNumber), 0)
		r.now = r.now.Add(60 * time.Millisecond)
		count(t, r.nack(sent[1].SequenceNumber), 1)
	})
	t.Run("not for ever", func(t *testing.T) {
		n := 0
		for range 50 {
			r.now = r.now.Add(time.Second)
			n += len(r.nack(sent[2].SequenceNumber))
		}
		if n != 10 {
			t.Errorf("resent %d times, want 10", n)
		}
	})
	t.Run("a number never sent", func(t *testing.T) {
		count(t, r.nack(sent[3].SequenceNumber+1, sent[0].SequenceNumber-1), 0)
	})
}

func TestRTX(t *testing.T) {
	r, src := single(t, withRTX)
	sent := r.forward(src.Add(src.VP8Frame(4, true, 0, false)...)...)
	again := count(t, r.nack(sent[1].SequenceNumber, sent[2].SequenceNumber), 2)
	for i, a := range again {
		want := sent[i+1]
		if a.SSRC != 0xef01 || a.PayloadType != 99 || a.Timestamp != want.Timestamp || a.Marker != want.Marker {
			t.Errorf("header %+v", a.Header)
		}
		if osn := binary.BigEndian.Uint16(a.Payload); osn != want.SequenceNumber {
			t.Errorf("original sequence number %d, want %d", osn, want.SequenceNumber)
		}
		if !bytes.Equal(a.Payload[2:], want.Payload) {
			t.Error("payload differs")
		}
	}
	continuous(t, again[1:], again[0].SequenceNumber)
	if s := r.track.Stats(); s.Resent != 2 || s.NACKs != 2 || s.Packets != 4 {
		t.Errorf("stats %+v", s)
	}
}

func TestHistoryTooOld(t *testing.T) {
	r, src := single(t)
	first := r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
	for range packet.VideoHistory {
		r.forward(src.Add(src.VP8Frame(1, false, 0, false)...)...)
	}
	count(t, r.nack(first[0].SequenceNumber), 0)
	if r.track.Stats().NACKMisses != 1 {
		t.Error("the miss was not counted")
	}
}

func TestWraparound(t *testing.T) {
	r, src := single(t)
	src.Seq = 1<<16 + 65530
	src.Timestamp = 1<<32 - 5*3000
	src.PictureID = 32760
	src.TL0 = 250
	sent := r.forward(src.Add(src.VP8Frame(2, true, 0, false)...)...)
	var all []forwardtest.Sent
	for i := range 40000 {
		frame := src.VP8Frame(2, false, 0, false)
		if i%7 == 3 { // reordered
			frame[0], frame[1] = frame[1], frame[0]
		}
		got := r.forward(src.Add(frame...)...)
		if i%7 == 3 {
			got[0], got[1] = got[1], got[0]
		}
		all = append(all, got...)
	}
	continuous(t, all, sent[1].SequenceNumber)
	id, tl0, _ := pictureID(t, sent[0])
	ts := sent[0].Timestamp
	for i, s := range all {
		frames := i/2 + 1
		wantID, wantTL0 := (id+uint16(frames))&0x7fff, tl0+uint8(frames)
		gotID, gotTL0, _ := pictureID(t, s)
		if gotID != wantID || gotTL0 != wantTL0 || s.Timestamp != ts+uint32(frames)*3000 {
			t.Fatalf("packet %d: picture %d tl0 %d timestamp %d", i, gotID, gotTL0, s.Timestamp)
		}
	}
	last := all[len(all)-1]
	again := count(t, r.nack(last.SequenceNumber), 1)
	if !bytes.Equal(again[0].Raw, last.Raw) {
		t.Error("resent packet differs behind the wrap")
	}
}

func TestLargeGapIsClosedUp(t *testing.T) {
	r, src := single(t)
	sent := r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
	src.Seq += 5000
	next := r.forward(src.Add(src.VP8Frame(1, false, 0, false)...)...)
	continuous(t, next, sent[0].SequenceNumber)
}

func TestSkipAfterFullQueue(t *testing.T) {
	t.Run("frames that others refer to", func(t *testing.T) {
		r, src := single(t)
		sent := r.forward(src.Add(src.VP8Frame(2, true, 0, false)...)...)
		src.VP8Frame(2, false, 0, false)
		asked := r.feed.Requests(0)
		r.track.Skip(2, true, r.now)
		if r.feed.Requests(0) != asked+1 {
			t.Fatal("no key frame was asked for")
		}
		count(t, r.forward(src.Add(src.VP8Frame(2, false, 0, false)...)...), 0)
		next := r.forward(src.Add(src.VP8Frame(2, true, 0, false)...)...)
		continuous(t, next, sent[1].SequenceNumber)
	})
	t.Run("frames that none refers to", func(t *testing.T) {
		r, src := single(t)
		sent := r.forward(src.Add(src.VP8Frame(2, true, 0, false)...)...)
		src.VP8Frame(2, false, 1, true)
		r.track.Skip(2, false, r.now)
		next := count(t, r.forward(src.Add(src.VP8Frame(2, false, 0, false)...)...), 2)
		continuous(t, next, sent[1].SequenceNumber)
		id, tl0, _ := pictureID(t, sent[0])
		if id2, tl02, _ := pictureID(t, next[0]); id2 != id+1 || tl02 != tl0+1 {
			t.Errorf("picture %d/%d after %d/%d", id2, tl02, id, tl0)
		}
	})
}

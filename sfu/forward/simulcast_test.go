package forward_test

import (
	"testing"
	"time"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
)

// simulcast is a VP8 publication of three encodings with unlike counters.
func simulcast(t testing.TB, options ...option) (*rig, [3]*forwardtest.Source) {
	feed := forwardtest.NewFeed(vp8, 3, false)
	feed.SetSizes(forwardtest.Size{Width: 320, Height: 180}, forwardtest.Size{Width: 640, Height: 360}, forwardtest.Size{Width: 1280, Height: 720})
	r := newRig(t, feed, vp8, options...)
	var src [3]*forwardtest.Source
	for i := range src {
		src[i] = forwardtest.NewSource(feed, i, start)
		src[i].PictureID = uint16(1000 * (i + 1))
		src[i].TL0 = uint8(50 * (i + 1))
		src[i].KeyIdx = uint8(3 * i)
		src[i].Timestamp = uint32(90000 * (i + 1))
		src[i].Seq += uint64(i) * 5000
	}
	return r, src
}

func TestStartWaitsForKeyFrame(t *testing.T) {
	r, src := simulcast(t)
	delta := src[2].Add(src[2].VP8Frame(2, false, 0, false)...)
	count(t, r.forward(delta...), 0)
	if r.feed.Requests(2) == 0 {
		t.Fatal("no key frame was asked for")
	}
	key := src[2].Add(src[2].VP8Frame(3, true, 0, false)...)
	sent := count(t, r.forward(key...), 3)
	continuous(t, sent[1:], sent[0].SequenceNumber)
	if s := sent[0]; s.SSRC != outSSRC || s.PayloadType != 97 || s.Marker || !sent[2].Marker {
		t.Fatalf("header not translated: %+v", s.Header)
	}
}

func TestLowerLayerShowsFirst(t *testing.T) {
	r, src := simulcast(t)
	count(t, r.forward(src[0].Add(src[0].VP8Frame(1, true, 0, false)...)...), 1)
	if got := r.track.Stats(); got.Layer != 0 || got.TargetLayer != 2 {
		t.Fatalf("layer %d target %d, want 0 and 2", got.Layer, got.TargetLayer)
	}
	// Its frames flow until the target's key frame.
	count(t, r.forward(src[2].Add(src[2].VP8Frame(1, false, 0, false)...)...), 0)
	count(t, r.forward(src[0].Add(src[0].VP8Frame(1, false, 0, false)...)...), 1)
	count(t, r.forward(src[2].Add(src[2].VP8Frame(2, true, 0, false)...)...), 2)
	if r.track.Wants(0) || r.track.Wants(1) || !r.track.Wants(2) {
		t.Fatal("only the top encoding should be of use")
	}
}

func TestSwitchIsContinuous(t *testing.T) {
	tests := []struct {
		name   string
		clocks bool
		shift  uint32 // what the wall clock is wrong by, in RTP units
	}{
		{"by sender reports", true, 0},
		{"by wall clock", false, 450},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, src := simulcast(t)
			if test.clocks {
				for _, s := range src {
					s.Layer.SetClock(1<<40, s.Timestamp, start)
				}
			}
			sent := r.forward(src[2].Add(src[2].VP8Frame(3, true, 0, false)...)...)
			sent = append(sent, r.forward(src[2].Add(src[2].VP8Frame(3, false, 0, false)...)...)...)
			src[0].Add(src[0].VP8Frame(1, false, 0, false)...)
			r.demand(func(d *forward.Demand) { d.Width, d.Height = 300, 160 })
			// The low layer's frame of the same instant is 5 ms late.
			src[0].Advance()
			src[0].Now = src[0].Now.Add(5 * time.Millisecond)
			sent = append(sent, r.forward(src[0].Add(src[0].VP8Frame(2, true, 0, false)...)...)...)
			count(t, sent, 8)
			continuous(t, sent[1:], sent[0].SequenceNumber)
			before, after := sent[5], sent[6]
			if got := after.Timestamp - before.Timestamp; got != 3000+test.shift {
				t.Errorf("timestamp moved by %d, want %d", got, 3000+test.shift)
			}
			id, tl0, key := pictureID(t, before)
			id2, tl02, key2 := pictureID(t, after)
			if id2 != id+1 || tl02 != tl0+1 || key2 != key+1 {
				t.Errorf("picture %d/%d/%d after %d/%d/%d", id2, tl02, key2, id, tl0, key)
			}
			if got := r.track.Stats(); got.Switches != 1 || got.Layer != 0 {
				t.Errorf("stats %+v", got)
			}
		})
	}
}

func TestSwitchUnderLoss(t *testing.T) {
	r, src := simulcast(t)
	key := src[2].Add(src[2].VP8Frame(1, true, 0, false)...)
	sent := r.forward(key...)
	lost := src[2].VP8Frame(3, false, 0, false)
	sent = append(sent, r.forward(src[2].Add(lost[0], lost[2])...)...)
	src[0].Add(src[0].VP8Frame(1, false, 0, false)...)
	r.demand(func(d *forward.Demand) { d.Quality = forward.Low })

	t.Run("key frame whose first packet is late", func(t *testing.T) {
		low := src[0].VP8Frame(3, true, 0, false)
		src[0].Add(low[1], low[2])
		count(t, r.forward(low[1], low[2]), 0)
		src[0].Add(low[0])
		got := count(t, r.forward(low[0]), 3)
		continuous(t, got, sent[len(sent)-1].SequenceNumber)
		if !got[2].Marker {
			t.Error("the frame's end is missing")
		}
	})
	t.Run("packet lost before the switch can be had after it", func(t *testing.T) {
		hole := sent[1].SequenceNumber + 1
		count(t, r.nack(hole), 0)
		src[2].Add(lost[1])
		got := count(t, r.nack(hole), 1)
		if got[0].SequenceNumber != hole || got[0].Timestamp != sent[1].Timestamp {
			t.Errorf("got %+v", got[0].Header)
		}
		lost[1].Release()
	})
}

func TestLayerFallsSilent(t *testing.T) {
	r, src := simulcast(t)
	r.forward(src[2].Add(src[2].VP8Frame(1, true, 0, false)...)...)
	later := start.Add(2 * time.Second)
	for _, s := range src[:2] {
		s.Now = later
		r.forward(s.Add(s.VP8Frame(1, false, 0, false)...)...)
	}
	r.track.Tick(later)
	if got := r.track.Stats().TargetLayer; got != 1 {
		t.Fatalf("target %d, want 1", got)
	}
	if r.feed.Requests(1) == 0 {
		t.Fatal("no key frame was asked of the live layer")
	}
	count(t, r.forward(src[1].Add(src[1].VP8Frame(1, true, 0, false)...)...), 1)

	t.Run("and comes back", func(t *testing.T) {
		src[2].Now = later.Add(time.Second)
		src[1].Now = src[2].Now
		src[1].Add(src[1].VP8Frame(1, false, 0, false)...)
		r.forward(src[2].Add(src[2].VP8Frame(1, false, 0, false)...)...)
		r.track.Tick(src[2].Now)
		if got := r.track.Stats().TargetLayer; got != 2 {
			t.Fatalf("target %d, want 2", got)
		}
		count(t, r.forward(src[2].Add(src[2].VP8Frame(1, true, 0, false)...)...), 1)
	})
}

func TestMuteAndResume(t *testing.T) {
	for _, name := range []string{"muted", "disabled"} {
		t.Run(name, func(t *testing.T) {
			r, src := simulcast(t)
			first := r.forward(src[2].Add(src[2].VP8Frame(2, true, 0, false)...)...)
			r.demand(func(d *forward.Demand) { d.Muted, d.Disabled = name == "muted", name == "disabled" })
			if r.track.Wants(2) {
				t.Fatal("a stopped track wants packets")
			}
			asked := r.feed.Requests(2)
			r.track.Tick(start.Add(time.Second))
			if r.feed.Requests(2) != asked {
				t.Fatal("a key frame was asked for while stopped")
			}
			for range 60 {
				src[2].Add(src[2].VP8Frame(2, false, 0, false)...)
			}
			r.now = src[2].Now
			r.demand(func(*forward.Demand) {})
			if r.feed.Requests(2) != asked+1 {
				t.Fatal("no key frame was asked for on resumption")
			}
			count(t, r.forward(src[2].Add(src[2].VP8Frame(2, false, 0, false)...)...), 0)
			again := count(t, r.forward(src[2].Add(src[2].VP8Frame(2, true, 0, false)...)...), 2)
			continuous(t, again, first[1].SequenceNumber)
			if got := again[0].Timestamp - first[0].Timestamp; got != 62*3000 {
				t.Errorf("timestamp moved by %d, want %d", got, 62*3000)
			}
			id, _, _ := pictureID(t, first[0])
			if id2, _, _ := pictureID(t, again[0]); id2 != id+1 {
				t.Errorf("picture %d after %d", id2, id)
			}
		})
	}
}

func TestSourceReplaced(t *testing.T) {
	r, src := simulcast(t)
	first := r.forward(src[2].Add(src[2].VP8Frame(2, true, 0, false)...)...)
	r.feed.SetLayer(2, forwardtest.NewLayer(vp8))
	next := forwardtest.NewSource(r.feed, 2, start.Add(time.Second))
	next.SSRC, next.Seq, next.Timestamp = 0x9999, 1<<16+40000, 7
	next.PictureID, next.TL0 = 5, 5
	count(t, r.forward(next.Add(next.VP8Frame(2, false, 0, false)...)...), 0)
	if r.feed.Requests(2) == 0 {
		t.Fatal("no key frame was asked of the new source")
	}
	again := count(t, r.forward(next.Add(next.VP8Frame(2, true, 0, false)...)...), 2)
	continuous(t, again, first[1].SequenceNumber)
	if got := again[0].Timestamp - first[0].Timestamp; got != 93000 {
		t.Errorf("timestamp moved by %d, want 93000", got)
	}
	// What the old source sent is gone with its history, and nothing else is sent in its place.
	count(t, r.nack(first[0].SequenceNumber), 0)
}

func TestWantedLayer(t *testing.T) {
	feed := forwardtest.NewFeed(vp8, 3, false)
	feed.SetSizes(forwardtest.Size{Width: 320, Height: 180}, forwardtest.Size{Width: 640, Height: 360}, forwardtest.Size{Width: 1280, Height: 720})
	two := forwardtest.NewFeed(vp8, 2, false)
	tests := []struct {
		name string
		feed *forwardtest.Feed
		d    forward.Demand
		want int8
	}{
		{"high", feed, forward.DefaultDemand(), 2},
		{"low", feed, forward.Demand{Quality: forward.Low, MaxSpatial: -1}, 0},
		{"medium of two", two, forward.Demand{Quality: forward.Medium, MaxSpatial: -1}, 1},
		{"high of two", two, forward.Demand{Quality: forward.High, MaxSpatial: -1}, 1},
		{"disabled", feed, forward.Demand{Disabled: true}, -1},
		{"exact size", feed, forward.Demand{Width: 640, Height: 360, MaxSpatial: -1}, 1},
		{"a little more", feed, forward.Demand{Width: 641, Height: 360, MaxSpatial: -1}, 2},
		{"tiny", feed, forward.Demand{Width: 16, Height: 9, MaxSpatial: -1}, 0},
		{"larger than any", feed, forward.Demand{Width: 4000, Height: 2000, MaxSpatial: -1}, 2},
		{"upright", feed, forward.Demand{Width: 180, Height: 320, MaxSpatial: -1}, 0},
		{"sizes unknown", two, forward.Demand{Width: 16, Height: 9, MaxSpatial: -1}, 1},
		{"capped", feed, forward.Demand{Quality: forward.High, MaxSpatial: 1}, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := forward.WantedLayer(test.feed, test.d); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

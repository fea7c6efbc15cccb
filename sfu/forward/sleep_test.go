package forward_test

import (
	"testing"
	"time"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
)

// rest ticks a track until it may be left alone.
func (r *rig) rest() {
	r.t.Helper()
	for range 200 {
		r.now = r.now.Add(500 * time.Millisecond)
		again := r.track.Tick(r.now)
		r.filler()
		r.track.SenderReport(r.now)
		if !again {
			return
		}
	}
	r.t.Fatal("a track that carries nothing is never left alone")
}

// A track is looked after while something may be due, and left alone after that.
func TestRest(t *testing.T) {
	t.Run("audio that stopped", func(t *testing.T) {
		feed := forwardtest.NewFeed(opus, 1, false)
		r := newRig(t, feed, opus)
		src := forwardtest.NewSource(feed, 0, start)
		for range 50 {
			r.forward(src.Add(src.AudioFrame([]byte{1, 2, 3}))...)
		}
		if !r.track.Tick(r.now) {
			t.Fatal("left alone while it flows")
		}
		r.rest()
		if got := r.track.Stats().BitrateBPS; got != 0 {
			t.Errorf("left alone at %d bit/s", got)
		}
		src.Now = r.now
		count(t, r.forward(src.Add(src.AudioFrame([]byte{1}))...), 1)
		if sr := r.track.SenderReport(r.now); sr == nil || !r.track.Tick(r.now) {
			t.Error("left alone although it flows again")
		}
	})
	t.Run("nothing ever came", func(t *testing.T) {
		r, _ := simulcast(t)
		r.rest()
		if got := r.track.Stats().Fillers; got == 0 {
			t.Error("no filler was sent")
		}
	})
	t.Run("disabled", func(t *testing.T) {
		r, src := simulcast(t)
		r.forward(src[2].Add(src[2].VP8Frame(1, true, 0, false)...)...)
		r.demand(func(d *forward.Demand) { d.Disabled = true })
		r.rest()
		if r.track.Wants(0) || r.track.Wants(2) {
			t.Error("packets are of use to a disabled track")
		}
	})
	t.Run("unbound", func(t *testing.T) {
		r, src := simulcast(t)
		r.forward(src[2].Add(src[2].VP8Frame(1, true, 0, false)...)...)
		r.track.Tick(r.now)
		r.track.Unbind()
		r.rest()
	})
}

// Whatever encoding comes first after a rest, it is seen.
func TestWake(t *testing.T) {
	for first := range 3 {
		for _, wanted := range []forward.Quality{forward.Low, forward.High} {
			r, src := simulcast(t)
			r.demand(func(d *forward.Demand) { d.Quality = wanted })
			r.rest()
			src[first].Now = r.now
			requests := r.feed.Requests(first)
			r.forward(src[first].Add(src[first].VP8Frame(1, false, 0, false)...)...)
			r.now = r.now.Add(500 * time.Millisecond)
			if !r.track.Tick(r.now) {
				t.Fatal("left alone although an encoding comes")
			}
			if r.feed.Requests(first) == requests {
				t.Errorf("encoding %d came first, quality %d is wanted: no key frame was asked for", first, wanted)
			}
			src[first].Now = r.now
			count(t, r.forward(src[first].Add(src[first].VP8Frame(2, true, 0, false)...)...), 2)
		}
	}
	t.Run("another than flowed before", func(t *testing.T) {
		r, src := simulcast(t)
		r.forward(src[2].Add(src[2].VP8Frame(1, true, 0, false)...)...)
		r.rest()
		src[0].Now = r.now
		r.forward(src[0].Add(src[0].VP8Frame(1, false, 0, false)...)...)
		r.now = r.now.Add(500 * time.Millisecond)
		r.track.Tick(r.now)
		src[0].Now = r.now
		count(t, r.forward(src[0].Add(src[0].VP8Frame(1, true, 0, false)...)...), 1)
	})
}

package egress

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
	"giaoban/sfu/ingress"
	"giaoban/sfu/packet"
)

// nowhere is a connection that takes everything.
type nowhere struct{ packets int }

func (n *nowhere) WriteBatch(batch []Out) (int, error) {
	n.packets += len(batch)
	return len(batch), nil
}

func (*nowhere) WriteRTCP([]rtcp.Packet) error { return nil }

func (*nowhere) WriteRTP(*rtp.Header, []byte) (int, error) { return 0, nil }

// silent is a publication that is received and of which nothing comes.
type silent struct{ layers []*ingress.Layer }

func newSilent(c codec.Codec, n int) *silent {
	s := &silent{}
	for i := range n {
		s.layers = append(s.layers, ingress.New(ingress.Config{
			Codec: c, Layer: uint8(i), SendRTCP: func([]rtcp.Packet) {}, Sink: func(*packet.Packet) {},
		}))
	}
	return s
}

func (s *silent) Layers() int { return len(s.layers) }

func (s *silent) Layer(i int) (forward.LayerView, bool) { return s.layers[i], true }

func (s *silent) Size(int) (width, height uint32) { return 0, 0 }

func (s *silent) RequestKeyFrame(i int) { s.layers[i].RequestKeyFrame() }

// idleLoop returns the loop of a member of a meeting of 250 sites in which
// nothing flows: a camera and a microphone of each of the others.
func idleLoop() (*loop, *nowhere) {
	out := &nowhere{}
	r := &Receiver{cfg: Config{Writer: out, QueueLength: DefaultQueueLength}}
	r.queue.init(DefaultQueueLength)
	r.views.init()
	l := newLoop(r)
	l.batch.Now = time.Now()
	opus := codec.Codec{Mime: codec.MimeOpus, ClockRate: 48000, Channels: 2, PayloadType: 111}
	vp8 := codec.Codec{Mime: codec.MimeVP8, ClockRate: 90000, PayloadType: 96}
	for i := range uint32(249) {
		for j, feed := range []*silent{newSilent(opus, 1), newSilent(vp8, 3)} {
			c := feed.layers[0].Codec()
			track := forward.NewTrack(feed, forward.Config{Kind: c.Kind(), Demand: forward.DefaultDemand()})
			r.views.add(track)
			l.control(&control{op: opAdd, track: track})
			l.control(&control{op: opBind, track: track, stream: out,
				params: forward.Params{SSRC: 2*i + uint32(j) + 1, PayloadType: c.PayloadType, Codec: c}})
		}
	}
	return l, out
}

// Tracks that carry nothing are not looked at, until something happens to one.
func TestIdleTracksAreLeftAlone(t *testing.T) {
	l, out := idleLoop()
	now := time.Now()
	tick := func(n int) {
		for range n {
			now = now.Add(tickInterval)
			l.tick(now)
		}
	}
	if len(l.busy) != len(l.tracks) {
		t.Fatalf("%d of %d new tracks are looked at", len(l.busy), len(l.tracks))
	}
	tick(120)
	if len(l.busy) != 0 || out.packets == 0 {
		t.Fatalf("%d tracks are looked at after %d fillers", len(l.busy), out.packets)
	}
	var one *forward.Track
	for track := range l.tracks {
		one = track
	}
	d := forward.DefaultDemand()
	d.Disabled = true
	l.control(&control{op: opDemand, track: one, demand: d})
	if len(l.busy) != 1 {
		t.Fatalf("%d tracks are looked at after a demand", len(l.busy))
	}
	tick(2)
	p := packet.New()
	l.items = append(l.items, item{track: one, pkt: p})
	l.forward(l.items)
	if len(l.busy) != 1 {
		t.Fatalf("%d tracks are looked at after a packet", len(l.busy))
	}
	l.control(&control{op: opRemove, track: one})
	tick(1)
	if len(l.busy) != 0 || one.Lane.Busy {
		t.Error("a removed track is looked at")
	}
}

// BenchmarkIdleTick is the half-second look of a member at 498 subscriptions
// that carry nothing.
func BenchmarkIdleTick(b *testing.B) {
	l, _ := idleLoop()
	now := time.Now()
	for range 120 { // past all fillers
		now = now.Add(tickInterval)
		l.tick(now)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		now = now.Add(tickInterval)
		l.tick(now)
	}
}

// What a line's share needs is kept for videos of lines that are watched, and for nothing else.
func TestSharesAreKeptForWatchedVideosAlone(t *testing.T) {
	for _, test := range []struct {
		line *Line
		c    codec.Codec
		kept bool
	}{
		{nil, codec.Codec{Mime: codec.MimeVP8, ClockRate: 90000}, false},
		{&Line{}, codec.Codec{Mime: codec.MimeVP8, ClockRate: 90000}, true},
		{&Line{}, codec.Codec{Mime: codec.MimeOpus, ClockRate: 48000}, false},
	} {
		l := newLoop(&Receiver{cfg: Config{Line: test.line}})
		track := forward.NewTrack(forwardtest.NewFeed(test.c, 1, false), forward.Config{Kind: test.c.Kind()})
		l.control(&control{op: opAdd, track: track})
		if kept, owned := l.tracks[track]; !owned || (kept != nil) != test.kept {
			t.Errorf("%s with line %v: owned %v, kept %v", test.c.Mime, test.line, owned, kept)
		}
	}
}

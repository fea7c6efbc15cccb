package egress_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"

	"giaoban/internal/leaktest"
	"giaoban/sfu/codec"
	"giaoban/sfu/egress"
	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
	"giaoban/sfu/packet"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

var (
	vp8  = codec.Codec{Mime: codec.MimeVP8, ClockRate: 90000, PayloadType: 96}
	opus = codec.Codec{Mime: codec.MimeOpus, ClockRate: 48000, Channels: 2, PayloadType: 111}
)

func newTrack(feed *forwardtest.Feed, ssrc uint32) (*forward.Track, forward.Params) {
	c := feed.At(0).Codec()
	t := forward.NewTrack(feed, forward.Config{ID: "TR_x", Kind: c.Kind(), CNAME: "PA_x", Demand: forward.DefaultDemand()})
	return t, forward.Params{SSRC: ssrc, PayloadType: c.PayloadType, Codec: c}
}

// gate is a writer that can be held up, as by a full socket.
type gate struct {
	forwardtest.Sink
	open chan struct{} // holds a token while the socket has room
}

func newGate() *gate {
	g := &gate{open: make(chan struct{}, 1)}
	g.release()
	return g
}

func (g *gate) hold()    { <-g.open }
func (g *gate) release() { g.open <- struct{}{} }

func (g *gate) WriteBatch(batch []egress.Out) (int, error) {
	g.hold()
	defer g.release()
	return g.Sink.WriteBatch(batch)
}

// push queues packets and gives up the test's hold on them.
func push(r *egress.Receiver, t *forward.Track, packets ...*packet.Packet) {
	for _, p := range packets {
		r.Push(t, p)
		p.Release()
	}
}

func TestForwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &forwardtest.Sink{}
		r := egress.New(egress.Config{Writer: sink})
		defer r.Close()
		feed := forwardtest.NewFeed(vp8, 1, false)
		src := forwardtest.NewSource(feed, 0, time.Now())
		track, params := newTrack(feed, 5)
		r.Add(track)
		synctest.Wait()
		push(r, track, src.Add(src.VP8Frame(2, true, 0, false)...)...)
		synctest.Wait()
		if n := len(sink.Take()); n != 0 {
			t.Fatalf("%d packets before it was bound", n)
		}
		r.Bind(track, params, sink)
		synctest.Wait()
		sink.Take() // fillers
		push(r, track, src.Add(src.VP8Frame(3, true, 0, false)...)...)
		synctest.Wait()
		sent := sink.Take()
		if len(sent) != 3 || !sent[2].Marker {
			t.Fatalf("got %d packets", len(sent))
		}

		// A NACK.
		r.HandleRTCP(track, []rtcp.Packet{&rtcp.TransportLayerNack{MediaSSRC: 5,
			Nacks: rtcp.NackPairsFromSequenceNumbers([]uint16{sent[1].SequenceNumber})}})
		synctest.Wait()
		again := sink.Take()
		if len(again) != 1 || !slices.Equal(again[0].Raw, sent[1].Raw) {
			t.Fatalf("got %d packets", len(again))
		}

		// A demand for nothing, and back.
		d := forward.DefaultDemand()
		d.Disabled = true
		r.SetDemand(track, d)
		synctest.Wait()
		push(r, track, src.Add(src.VP8Frame(3, true, 0, false)...)...)
		synctest.Wait()
		if n := len(sink.Take()); n != 0 {
			t.Fatalf("%d packets of a disabled track", n)
		}
		r.SetDemand(track, forward.DefaultDemand())
		synctest.Wait()

		// The end.
		push(r, track, src.Add(src.VP8Frame(3, true, 0, false)...)...)
		r.Remove(track)
		synctest.Wait()
		sink.Take()
		push(r, track, src.Add(src.VP8Frame(3, true, 0, false)...)...)
		synctest.Wait()
		if n := len(sink.Take()); n != 0 {
			t.Fatalf("%d packets of a removed track", n)
		}
		if _, ok := r.TrackStats(track); ok {
			t.Error("it still has counters")
		}
	})
}

// TestFullQueue holds the writer up and looks at what came through: whole
// frames, and after what was lost a key frame.
func TestFullQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := egress.New(egress.Config{Writer: g, QueueLength: 64})
		defer r.Close()
		feedV, feedA := forwardtest.NewFeed(vp8, 1, false), forwardtest.NewFeed(opus, 1, false)
		video, audio := forwardtest.NewSource(feedV, 0, time.Now()), forwardtest.NewSource(feedA, 0, time.Now())
		trackV, paramsV := newTrack(feedV, 5)
		trackA, paramsA := newTrack(feedA, 6)
		for track, params := range map[*forward.Track]forward.Params{trackV: paramsV, trackA: paramsA} {
			r.Add(track)
			r.Bind(track, params, g)
		}
		synctest.Wait()
		g.Take()

		frames := map[uint32]int{} // packets of each frame by time since the first
		first := video.Timestamp
		frame := func(n int, key bool) {
			packets := video.Add(video.VP8Frame(n, key, 0, false)...)
			frames[packets[0].Timestamp-first] = n
			push(r, trackV, packets...)
		}
		frame(3, true)
		synctest.Wait()
		g.hold()
		frame(1, false) // the writer hangs on it
		synctest.Wait()
		for range 30 {
			frame(5, false)
		}
		for range 5 {
			push(r, trackA, audio.Add(audio.AudioFrame([]byte{0x78, 1}))...)
		}
		s := r.Stats()
		if s.Queued > 64 || s.Dropped == 0 || s.Frames != 1 {
			t.Fatalf("stats %+v", s)
		}
		asked := feedV.Requests(0)
		g.release()
		synctest.Wait()
		frame(5, false) // now it learns of the loss
		synctest.Wait()
		if feedV.Requests(0) == asked {
			t.Error("no key frame was asked for")
		}
		frame(4, true)
		synctest.Wait()

		got, sounds := map[uint32]int{}, 0
		var numbers []uint16
		var began uint32
		for _, s := range g.Take() {
			if s.SSRC == 6 {
				sounds++
				continue
			}
			if numbers == nil {
				began = s.Timestamp
			}
			got[s.Timestamp-began]++
			numbers = append(numbers, s.SequenceNumber)
		}
		for ts, n := range got {
			if frames[ts] != n {
				t.Errorf("%d of the %d packets of a frame came through", n, frames[ts])
			}
		}
		for i := 1; i < len(numbers); i++ {
			if numbers[i] != numbers[i-1]+1 {
				t.Errorf("number %d after %d", numbers[i], numbers[i-1])
			}
		}
		if sounds != 5 {
			t.Errorf("%d of 5 packets of sound came through", sounds)
		}
		<-time.After(time.Second) // for a tick
		if st, _ := r.TrackStats(trackV); st.QueueDropped != s.Dropped {
			t.Errorf("track counts %d dropped packets, queue %d", st.QueueDropped, s.Dropped)
		}
	})
}

func TestTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &forwardtest.Sink{}
		r := egress.New(egress.Config{Writer: sink})
		defer r.Close()
		feed := forwardtest.NewFeed(opus, 1, false)
		src := forwardtest.NewSource(feed, 0, time.Now())
		track, params := newTrack(feed, 7)
		r.Add(track)
		r.Bind(track, params, sink)
		<-time.After(1700 * time.Millisecond)
		if n := len(sink.Take()); n != 4 {
			t.Errorf("%d fillers, want 4", n)
		}
		src.Layer.SetClock(1<<40, src.Timestamp, time.Now())
		push(r, track, src.Add(src.AudioFrame([]byte{0x78, 1}))...)
		<-time.After(1500 * time.Millisecond)
		reports := sink.TakeRTCP()
		if len(reports) != 2 {
			t.Fatalf("got %v", reports)
		}
		sr, ok := reports[0].(*rtcp.SenderReport)
		sdes, ok2 := reports[1].(*rtcp.SourceDescription)
		if !ok || !ok2 || sr.SSRC != 7 || len(sdes.Chunks) != 1 || sdes.Chunks[0].Source != 7 || sdes.Chunks[0].Items[0].Text != "PA_x" {
			t.Errorf("got %v", reports)
		}
		if n := len(sink.Take()); n != 1 {
			t.Errorf("%d packets, want the one of media", n)
		}
		if s, ok := r.TrackStats(track); !ok || s.Packets != 1 || s.Fillers != 4 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestClose(t *testing.T) {
	feed := forwardtest.NewFeed(vp8, 1, false)
	src := forwardtest.NewSource(feed, 0, time.Now())
	track, params := newTrack(feed, 5)
	sink := &forwardtest.Sink{}
	r := egress.New(egress.Config{Writer: sink})
	r.Add(track)
	r.Bind(track, params, sink)
	var pushers sync.WaitGroup
	for range 4 {
		frame := src.VP8Frame(5, true, 0, false)
		pushers.Add(1)
		go func() {
			defer pushers.Done()
			for range 200 {
				for _, p := range frame {
					r.Push(track, p)
				}
			}
			for _, p := range frame {
				p.Release() // panics when the queue let go of it once too often
			}
		}()
	}
	r.Close()
	pushers.Wait()
	r.Close()
	r.Remove(track)
	r.HandleRTCP(track, nil)
}

func TestWriteErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sink := &forwardtest.Sink{}
		r := egress.New(egress.Config{Writer: sink})
		defer r.Close()
		feed := forwardtest.NewFeed(vp8, 1, false)
		src := forwardtest.NewSource(feed, 0, time.Now())
		track, params := newTrack(feed, 5)
		r.Add(track)
		r.Bind(track, params, sink)
		synctest.Wait()
		before := r.Stats()
		sink.Fail(errors.New("no route"))
		push(r, track, src.Add(src.VP8Frame(2, true, 0, false)...)...)
		synctest.Wait()
		failing := r.Stats()
		// The packets go as one batch or, when the loop woke between them, as two.
		if failed := failing.Batches - before.Batches; failed == 0 || failing.WriteErrors != failed || failing.Written != before.Written {
			t.Errorf("while writing failed: %+v, before it %+v", failing, before)
		}
		sink.Fail(nil)
		push(r, track, src.Add(src.VP8Frame(2, false, 0, false)...)...)
		synctest.Wait()
		if s := r.Stats(); s.WriteErrors != failing.WriteErrors || s.Written-before.Written != 2 {
			t.Errorf("when it worked again: %+v, before it %+v", s, failing)
		}
	})
}

func TestRTCPIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := egress.New(egress.Config{Writer: g})
		defer r.Close()
		feed := forwardtest.NewFeed(vp8, 1, false)
		src := forwardtest.NewSource(feed, 0, time.Now())
		track, params := newTrack(feed, 5)
		r.Add(track)
		r.Bind(track, params, g)
		synctest.Wait()
		g.hold()
		push(r, track, src.Add(src.VP8Frame(1, true, 0, false)...)...)
		synctest.Wait()
		for range 1000 {
			r.HandleRTCP(track, []rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: 5}})
		}
		if got := r.Stats().RTCPDropped; got != 1000-256 {
			t.Errorf("%d dropped, want 744", got)
		}
		g.release()
	})
}

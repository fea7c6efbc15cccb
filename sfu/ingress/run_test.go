package ingress

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"

	"giaoban/internal/leaktest"
	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// pipe is a source that a test feeds.
type pipe struct {
	packets chan []byte
	err     error // returned when packets is closed
	expired chan struct{}
}

func newPipe() *pipe {
	return &pipe{packets: make(chan []byte, 100), err: io.EOF, expired: make(chan struct{})}
}

func (p *pipe) Read(b []byte) (int, error) {
	select {
	case raw, ok := <-p.packets:
		if !ok {
			return 0, p.err
		}
		if len(raw) > len(b) {
			return 0, io.ErrShortBuffer
		}
		return copy(b, raw), nil
	case <-p.expired:
		return 0, os.ErrDeadlineExceeded
	}
}

func (p *pipe) SetReadDeadline(time.Time) error {
	close(p.expired)
	return nil
}

// start runs the layer of a rig in a synctest bubble and returns the source
// and a function that ends it and returns Run's error.
func (r *rig) start() (*pipe, func() error) {
	source := newPipe()
	result := make(chan error, 1)
	go func() { result <- r.layer.Run(context.Background(), source) }()
	return source, func() error {
		close(source.packets)
		return <-result
	}
}

// pass lets time go by in a synctest bubble, and waits for what it causes.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestRun(t *testing.T) {
	t.Run("reads to the end and lets go of everything", func(t *testing.T) {
		r := newRig(t, vp8, nil)
		var held *packet.Packet
		r.layer.cfg.Sink = func(p *packet.Packet) {
			r.sink(p)
			if held == nil {
				p.Retain()
				held = p
			}
		}
		source, stop := r.start()
		source.packets <- video(1, 3000, true)
		source.packets <- make([]byte, packet.MaxSize+1)
		source.packets <- video(2, 6000, false)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if got := r.taken(); len(got) != 2 {
			t.Errorf("%+v", got)
		}
		if s := r.layer.Stats(); s.Packets != 2 || s.DroppedMalformed != 1 {
			t.Errorf("%+v", s)
		}
		if r.layer.History().Get(firstCycle+2) != nil {
			t.Error("history outlives Run")
		}
		if held.Seq != firstCycle+1 || len(held.Payload) == 0 {
			t.Error("a packet that is still held was taken away")
		}
		held.Release()
	})
	t.Run("the source's error comes back", func(t *testing.T) {
		r := newRig(t, vp8, nil)
		source, stop := r.start()
		source.err = io.ErrClosedPipe
		if err := stop(); !errors.Is(err, io.ErrClosedPipe) {
			t.Error(err)
		}
	})
	t.Run("a canceled context ends a waiting read", func(t *testing.T) {
		r := newRig(t, vp8, nil)
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() { result <- r.layer.Run(ctx, newPipe()) }()
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestLossIsAskedForWhileNothingComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, vp8, nil)
		source, stop := r.start()
		source.packets <- video(1, 3000, false)
		source.packets <- video(3, 9000, false)
		synctest.Wait()
		if lost, _ := r.asked(); len(lost) != 0 {
			t.Errorf("asked for %v at once", lost)
		}
		pass(reorderDelay)
		if lost, _ := r.asked(); !slices.Equal(lost, []uint16{2}) {
			t.Errorf("asked for %v", lost)
		}
		pass(time.Minute)
		if lost, _ := r.asked(); len(lost) != maxTries-1 {
			t.Errorf("asked %d times more, want %d", len(lost), maxTries-1)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestNewLossDoesNotWaitForAnOldOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, vp8, nil)
		r.layer.SetRTT(10 * time.Second)
		source, stop := r.start()
		source.packets <- video(1, 3000, false)
		source.packets <- video(3, 9000, false)
		pass(time.Second)
		r.asked() // 2, whose answer is waited for
		source.packets <- video(5, 15000, false)
		pass(reorderDelay)
		if lost, _ := r.asked(); !slices.Equal(lost, []uint16{4}) {
			t.Errorf("asked for %v", lost)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestRequestKeyFrame(t *testing.T) {
	for _, layer := range []uint8{0, 1, 2} {
		interval := map[uint8]time.Duration{0: 500 * time.Millisecond, 1: time.Second, 2: time.Second}[layer]
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, vp8, func(c *Config) { c.Layer = layer })
			source, stop := r.start()
			defer func() {
				if err := stop(); err != nil {
					t.Error(err)
				}
			}()
			seq := uint16(0)
			send := func(key bool) {
				seq++
				source.packets <- video(seq, uint32(seq)*3000, key)
				synctest.Wait()
			}
			expect := func(when string, want int) {
				t.Helper()
				synctest.Wait()
				if _, n := r.asked(); n != want {
					t.Errorf("layer %d, %s: %d requests, want %d", layer, when, n, want)
				}
			}
			send(true)
			r.layer.RequestKeyFrame()
			expect("at once", 1)
			for range 20 {
				r.layer.RequestKeyFrame()
			}
			expect("again too soon", 0)
			for range 5 {
				pass(interval - time.Millisecond)
				send(false)
				expect("before the interval is over", 0)
				pass(time.Millisecond)
				expect("after the interval", 1)
			}
			send(true)
			pass(10 * interval)
			expect("after the key frame", 0)
			r.layer.RequestKeyFrame()
			expect("much later", 1)
			r.layer.RequestKeyFrame()
			send(true)
			pass(10 * interval)
			expect("held back, then satisfied", 0)
		})
	}
}

func TestNoRequestsWhileNothingIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, vp8, nil)
		source, stop := r.start()
		r.layer.RequestKeyFrame()
		pass(time.Minute)
		if _, n := r.asked(); n != maxUnheard {
			t.Errorf("%d requests to a silent publisher, want %d", n, maxUnheard)
		}
		source.packets <- video(1, 3000, false)
		synctest.Wait()
		if _, n := r.asked(); n != 1 {
			t.Errorf("%d requests when it sends again, want 1", n)
		}
		r.layer.SetMuted(true)
		source.packets <- video(2, 6000, false)
		pass(time.Minute)
		if _, n := r.asked(); n != 0 {
			t.Errorf("%d requests to a muted publisher", n)
		}
		r.layer.SetMuted(false)
		synctest.Wait()
		if _, n := r.asked(); n != 1 {
			t.Errorf("%d requests when it is unmuted, want 1", n)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestRequestBeforeTheFirstPacket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, vp8, func(c *Config) { c.SSRC = 0 })
		source, stop := r.start()
		r.layer.RequestKeyFrame()
		synctest.Wait()
		if _, n := r.asked(); n != 0 {
			t.Errorf("%d requests without an SSRC", n)
		}
		source.packets <- video(1, 3000, false)
		synctest.Wait()
		if _, n := r.asked(); n != 1 {
			t.Errorf("%d requests at the first packet, want 1", n)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

func TestFullIntraRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		onlyFIR := vp8
		onlyFIR.Feedback = []codec.Feedback{{Type: "ccm", Parameter: "fir"}}
		r := newRig(t, onlyFIR, nil)
		for want := uint8(1); want <= 2; want++ {
			r.layer.RequestKeyFrame()
			fir, ok := r.feedback[0].(*rtcp.FullIntraRequest)
			if !ok || len(fir.FIR) != 1 || fir.FIR[0].SSRC != testSSRC || fir.FIR[0].SequenceNumber != want {
				t.Errorf("sent %v", r.feedback)
			}
			r.asked()
			pass(time.Second)
		}
	})
}

// FuzzLayer brings whatever the fuzzer finds in as RTP, or as RTCP if it can be
// read as that.
func FuzzLayer(f *testing.F) {
	sr, err := (&rtcp.SenderReport{SSRC: testSSRC, NTPTime: 1 << 40, RTPTime: 7}).Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(video(1, 3000, true), video(9, 6000, false), sr)
	f.Add(paddingOnly(1, 0), video(40000, 0, false), []byte{0x80, 200, 0, 0})
	f.Add(video(1, 3000, true), video(2, 6000, false), []byte{0x81, 205, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, first, second, control []byte) {
		r := newRig(t, vp8, func(c *Config) {
			c.Extensions = codec.ExtensionIDs{Rid: 4, DependencyDescriptor: 3, AudioLevel: 1, AbsCaptureTime: 2, FrameMarking: 5}
		})
		for _, raw := range [][]byte{first, second, first, video(65535, 1, false)} {
			r.push(raw[:min(len(raw), packet.MaxSize)])
			if packets, err := rtcp.Unmarshal(control); err == nil {
				r.layer.handleRTCP(packets, r.now)
			}
			r.now = r.now.Add(50 * time.Millisecond)
			r.layer.poll(r.now)
		}
		s := r.layer.snapshot(r.now)
		if s.Packets > s.Expected || s.Packets > 4 {
			t.Fatalf("%+v", s)
		}
	})
}

// BenchmarkLayer is the whole of the inbound path: read, parse, order,
// classify, keep, hand on.
func BenchmarkLayer(b *testing.B) {
	for _, bm := range []struct {
		name  string
		codec codec.Codec
		raw   []byte
	}{
		{"video", vp8, append(video(0, 0, false), make([]byte, 1100)...)},
		{"audio", opus, append(audio(opus, 0, 0), make([]byte, 76)...)},
	} {
		b.Run(bm.name, func(b *testing.B) {
			sunk := 0
			l := New(Config{Codec: bm.codec, SSRC: testSSRC, NACK: true, SendRTCP: func([]rtcp.Packet) {}, Sink: func(*packet.Packet) { sunk++ }})
			source := &repeater{raw: bm.raw}
			b.ReportAllocs()
			for b.Loop() {
				if err := l.readOne(source); err != nil {
					b.Fatal(err)
				}
			}
			if uint64(sunk) != source.n {
				b.Fatalf("%d of %d packets handed on", sunk, source.n)
			}
			l.history.Close()
		})
	}
}

// repeater reads the same packet over and over with ascending numbers.
type repeater struct {
	raw []byte
	n   uint64
}

func (r *repeater) Read(b []byte) (int, error) {
	r.n++
	n := copy(b, r.raw)
	b[2], b[3] = byte(r.n>>8), byte(r.n)
	b[4], b[5], b[6], b[7] = byte(r.n>>14), byte(r.n>>6), byte(r.n<<2), 0
	return n, nil
}

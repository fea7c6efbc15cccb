package forward_test

import (
	"math"
	"testing"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
)

// report hands the track a receiver report about its stream.
func (r *rig) report(lastSR, delay uint32) {
	r.track.HandleRTCP([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{
		SSRC: outSSRC, FractionLost: 64, TotalLost: 0xffffff, Jitter: 900, LastSenderReport: lastSR, Delay: delay,
	}}}}, r.now)
}

func TestReceiverReports(t *testing.T) {
	r, src := single(t)
	src.Layer.SetClock(0xe9_0000_0000, src.Timestamp, start)
	r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
	r.now = start.Add(3 * time.Second)
	sr := r.track.SenderReport(r.now)
	if sr == nil {
		t.Fatal("no sender report")
	}
	r.now = r.now.Add(180 * time.Millisecond)
	r.report(uint32(sr.NTPTime>>16), 65536/10)
	s := r.track.Stats()
	if got := s.RTT.Round(time.Millisecond); got != 80*time.Millisecond {
		t.Errorf("round trip %v, want 80 ms", got)
	}
	if s.FractionLost != 0.25 || s.Lost != -1 || s.Jitter != 10*time.Millisecond || !s.ReportAt.Equal(r.now) {
		t.Errorf("stats %+v", s)
	}
	t.Run("of a report that was never sent", func(t *testing.T) {
		r.report(12345, 0)
		if got := r.track.Stats().RTT.Round(time.Millisecond); got != 80*time.Millisecond {
			t.Errorf("round trip %v", got)
		}
	})
	t.Run("of another stream", func(t *testing.T) {
		before := r.track.Stats()
		r.track.HandleRTCP([]rtcp.Packet{&rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{{SSRC: 5, FractionLost: 255}}}}, r.now)
		if got := r.track.Stats(); got.FractionLost != before.FractionLost {
			t.Error("taken for ours")
		}
	})
}

func TestKeyFrameFeedback(t *testing.T) {
	r, src := single(t)
	r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
	asked := r.feed.Requests(0)
	send := func(p rtcp.Packet) int {
		r.now = r.now.Add(time.Second)
		r.track.HandleRTCP([]rtcp.Packet{p, p, p}, r.now)
		n := r.feed.Requests(0) - asked
		asked += n
		return n
	}
	tests := []struct {
		name string
		p    rtcp.Packet
		want int
	}{
		{"PLI", &rtcp.PictureLossIndication{MediaSSRC: outSSRC}, 1},
		{"PLI of another stream", &rtcp.PictureLossIndication{MediaSSRC: 7}, 0},
		{"FIR", &rtcp.FullIntraRequest{FIR: []rtcp.FIREntry{{SSRC: outSSRC}}}, 1},
		{"FIR of another stream", &rtcp.FullIntraRequest{FIR: []rtcp.FIREntry{{SSRC: 7}}}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := send(test.p); got != test.want {
				t.Errorf("%d requests, want %d", got, test.want)
			}
		})
	}
	t.Run("REMB", func(t *testing.T) {
		send(&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: 750_000, SSRCs: []uint32{outSSRC}})
		if got := r.track.Stats().REMB; got != 750_000 {
			t.Errorf("REMB %d", got)
		}
	})
	t.Run("none while muted", func(t *testing.T) {
		r.demand(func(d *forward.Demand) { d.Muted = true })
		if got := send(&rtcp.PictureLossIndication{MediaSSRC: outSSRC}); got != 0 {
			t.Errorf("%d requests", got)
		}
	})
}

// TestLipSync publishes sound and picture whose clocks are unlike ours and
// each other's, and looks whether the receiver can put them together.
func TestLipSync(t *testing.T) {
	feedA, feedV := forwardtest.NewFeed(opus, 1, false), forwardtest.NewFeed(vp8, 3, false)
	a, v := newRig(t, feedA, opus), newRig(t, feedV, vp8)
	mic := forwardtest.NewSource(feedA, 0, start.Add(30*time.Millisecond))
	mic.Timestamp = 1<<32 - 500
	var cams [3]*forwardtest.Source
	const ntp = uint64(0x1234_5678) << 32 // the publisher's clock is decades off
	for i := range cams {
		cams[i] = forwardtest.NewSource(feedV, i, start.Add(70*time.Millisecond))
		cams[i].Timestamp = uint32(i+1) * 7_777_777
		cams[i].Layer.SetClock(ntp, cams[i].Timestamp, start.Add(70*time.Millisecond))
	}
	mic.Layer.SetClock(ntp, mic.Timestamp, start.Add(30*time.Millisecond))

	type stamped struct {
		offset time.Duration // of capture
		rtp    uint32
	}
	var sound, picture []stamped
	for i := range 300 {
		offset := time.Duration(i) * time.Second / 30
		if i == 150 {
			v.demand(func(d *forward.Demand) { d.Quality = forward.Low })
		}
		for j, cam := range cams {
			frame := cam.Add(cam.VP8Frame(1, i == 0 || i == 151 && j == 0, 0, false)...)
			for _, s := range v.forward(frame...) {
				picture = append(picture, stamped{offset, s.Timestamp})
			}
		}
	}
	for i := range 500 {
		for _, s := range a.forward(mic.Add(mic.AudioFrame([]byte{0x78, 1, 2}))...) {
			sound = append(sound, stamped{time.Duration(i) * time.Second / 50, s.Timestamp})
		}
	}
	now := start.Add(10 * time.Second)
	srA, srV := a.track.SenderReport(now), v.track.SenderReport(now)
	if srA == nil || srV == nil {
		t.Fatal("no sender reports")
	}
	// Both tracks, mapped by their reports, must lie on one clock.
	check := func(name string, list []stamped, sr *rtcp.SenderReport, rate float64) {
		for _, s := range list {
			delta := float64(int32(s.rtp-sr.RTPTime)) / rate
			got := float64(sr.NTPTime-ntp)/(1<<32) + delta
			if math.Abs(got-s.offset.Seconds()) > 0.002 {
				t.Fatalf("%s captured at %v plays at %.4f s", name, s.offset, got)
			}
		}
	}
	check("sound", sound, srA, 48000)
	check("picture", picture, srV, 90000)
	if len(picture) < 300 {
		t.Fatalf("only %d pictures", len(picture))
	}
}

func TestSenderReport(t *testing.T) {
	t.Run("none before media", func(t *testing.T) {
		r, _ := single(t)
		if r.track.SenderReport(start) != nil {
			t.Error("got one")
		}
	})
	t.Run("waits for the publisher's clock, then uses ours", func(t *testing.T) {
		r, src := single(t)
		r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
		if r.track.SenderReport(start.Add(3*time.Second)) != nil {
			t.Error("did not wait")
		}
		sr := r.track.SenderReport(start.Add(6 * time.Second))
		if sr == nil {
			t.Fatal("waits for ever")
		}
		if got, want := sr.NTPTime>>32, uint64(start.Unix())+2208988800+6; got != want {
			t.Errorf("NTP seconds %d, want %d", got, want)
		}
		if sr.PacketCount != 1 || sr.OctetCount == 0 || sr.SSRC != outSSRC {
			t.Errorf("report %+v", sr)
		}
	})
	t.Run("stops when nothing is sent", func(t *testing.T) {
		r, src := single(t)
		src.Layer.SetClock(1<<40, src.Timestamp, start)
		r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
		n := 0
		for i := range 10 {
			if r.track.SenderReport(start.Add(time.Duration(i)*3*time.Second)) != nil {
				n++
			}
		}
		if n != 3 {
			t.Errorf("%d reports, want 3", n)
		}
	})
}

func FuzzReceiverRTCP(f *testing.F) {
	for _, p := range []rtcp.Packet{
		&rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{{SSRC: outSSRC, LastSenderReport: 1}}},
		&rtcp.TransportLayerNack{MediaSSRC: outSSRC, Nacks: []rtcp.NackPair{{PacketID: 5, LostPackets: 0xffff}}},
		&rtcp.PictureLossIndication{MediaSSRC: outSSRC},
		&rtcp.FullIntraRequest{FIR: []rtcp.FIREntry{{SSRC: outSSRC}}},
		&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: 1e6, SSRCs: []uint32{outSSRC}},
	} {
		raw, err := p.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	feed := forwardtest.NewFeed(vp8, 1, false)
	src := forwardtest.NewSource(feed, 0, start)
	r := newRig(f, feed, vp8, withRTX)
	r.forward(src.Add(src.VP8Frame(10, true, 0, false)...)...)
	f.Fuzz(func(t *testing.T, raw []byte) {
		packets, err := rtcp.Unmarshal(raw)
		if err != nil {
			return
		}
		r.t = t
		r.now = r.now.Add(time.Millisecond)
		r.track.HandleRTCP(packets, r.now)
		for _, p := range packets {
			nack, ok := p.(*rtcp.TransportLayerNack)
			if !ok || !r.track.NACKFor(nack.MediaSSRC) {
				continue
			}
			for _, pair := range nack.Nacks {
				r.batch.Now = r.now
				r.track.AnswerNACK(pair, r.batch)
				for _, s := range r.flush() {
					if s.SSRC != 0xef01 || s.PayloadType != 99 {
						t.Fatalf("answered with %+v", s.Header)
					}
				}
			}
		}
		if s := r.track.Stats(); s.RTT < 0 || s.FractionLost > 1 || s.Resent > 10*10 {
			t.Fatalf("stats %+v", s)
		}
	})
}

func TestCodecs(t *testing.T) {
	// A track forwards what it cannot look into as well.
	c := codec.Codec{Mime: codec.MimeH265, ClockRate: 90000, PayloadType: 116}
	feed := forwardtest.NewFeed(c, 1, false)
	r := newRig(t, feed, c)
	src := forwardtest.NewSource(feed, 0, start)
	p := src.Packet([]byte{1, 2, 3}, true, nil)
	p.Frame.Key = true
	count(t, r.forward(src.Add(p)...), 1)
}

package ingress

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
	"giaoban/sfu/payload"
)

func TestReceive(t *testing.T) {
	const c = firstCycle
	t.Run("order, late, duplicate", func(t *testing.T) {
		r := newRig(t, vp8, nil)
		r.push(video(1, 3000, true))
		r.numbers(2, 4, 3, 3, 4)
		want := []seen{{seq: c + 1, key: true}, {seq: c + 2}, {seq: c + 4}, {seq: c + 3, late: true}}
		if got := r.taken(); !slices.Equal(got, want) {
			t.Errorf("%+v", got)
		}
		s := r.layer.snapshot(r.now)
		if s.Packets != 4 || s.Duplicates != 2 || s.Late != 1 || s.Expected != 4 || s.Lost != 0 || s.KeyFrames != 1 {
			t.Errorf("%+v", s)
		}
		if s.Width != 640 || s.Height != 360 || s.SpatialLayers != 1 {
			t.Errorf("size %dx%d, %d layers", s.Width, s.Height, s.SpatialLayers)
		}
	})
	t.Run("restart of the source", func(t *testing.T) {
		r := newRig(t, vp8, nil)
		r.numbers(100, 102, 40000, 40001, 40002)
		want := []seen{{seq: c + 100}, {seq: c + 102}, {seq: c + 40001, restart: true}, {seq: c + 40002}}
		if got := r.taken(); !slices.Equal(got, want) {
			t.Errorf("%+v", got)
		}
		r.now = r.now.Add(reorderDelay)
		r.layer.poll(r.now)
		if lost, _ := r.asked(); !slices.Equal(lost, []uint16{40000}) {
			t.Errorf("asked for %v", lost)
		}
		if s := r.layer.snapshot(r.now); s.Restarts != 1 || s.Lost != 2 || s.DroppedOld != 1 {
			t.Errorf("%+v", s)
		}
	})
	t.Run("padding only is flagged and not kept", func(t *testing.T) {
		r := newRig(t, vp8, nil)
		r.numbers(1)
		r.push(paddingOnly(2, 3000))
		r.numbers(3)
		if got := r.taken(); len(got) != 3 || !got[1].paddingOnly || got[0].paddingOnly || got[2].paddingOnly {
			t.Errorf("%+v", got)
		}
		if p := r.layer.History().Get(c + 2); p != nil {
			t.Error("padding is in the history")
			p.Release()
		}
		if s := r.layer.snapshot(r.now); s.PaddingOnly != 1 || s.Lost != 0 || s.Undescribed != 0 {
			t.Errorf("%+v", s)
		}
	})
	t.Run("history keeps the packet as it came", func(t *testing.T) {
		r := newRig(t, vp8, func(c *Config) { c.Layer = 2 })
		raw := video(7, 3000, true)
		r.push(raw)
		p := r.layer.History().Get(c + 7)
		if p == nil {
			t.Fatal("not in the history")
		}
		defer p.Release()
		if !bytes.Equal(p.Payload, raw[12:]) || p.Layer != 2 || p.Timestamp != 3000 || !p.Arrival.Equal(r.now) || !p.Frame.Key {
			t.Errorf("%+v", p)
		}
	})
}

func TestForeignPacketsAreDropped(t *testing.T) {
	base := rtp.Header{PayloadType: vp8.PayloadType, SequenceNumber: 2, Timestamp: 3000, SSRC: testSSRC}
	frame := []byte{0x10, 0x31, 0, 0}
	withRid := func(rid string) []byte {
		h := base
		if err := h.SetExtension(4, []byte(rid)); err != nil {
			t.Fatal(err)
		}
		return marshal(h, frame)
	}
	other := func(change func(*rtp.Header)) []byte {
		h := base
		change(&h)
		return marshal(h, frame)
	}
	badExtension := other(func(h *rtp.Header) {
		if err := h.SetExtension(1, []byte{1, 2, 3}); err != nil {
			t.Fatal(err)
		}
	})
	badExtension[16] |= 0x0f // longer than the block
	for _, tt := range []struct {
		name string
		raw  []byte
		want Stats
	}{
		{"another SSRC", other(func(h *rtp.Header) { h.SSRC = 0xbad }), Stats{DroppedSSRC: 1}},
		{"another payload type", other(func(h *rtp.Header) { h.PayloadType = 98 }), Stats{DroppedPayloadType: 1}},
		{"retransmission payload type", other(func(h *rtp.Header) { h.PayloadType = 97 }), Stats{DroppedPayloadType: 1}},
		{"another rid", withRid("h"), Stats{DroppedRid: 1}},
		{"broken extension", badExtension, Stats{DroppedMalformed: 1}},
		{"not RTP", []byte{0x40, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, Stats{DroppedMalformed: 1}},
		{"empty", nil, Stats{DroppedMalformed: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, vp8, func(c *Config) {
				c.Rid = "q"
				c.Extensions = codec.ExtensionIDs{Rid: 4, AudioLevel: 1}
			})
			r.numbers(1)
			r.taken()
			r.push(tt.raw)
			if got := r.taken(); len(got) != 0 {
				t.Errorf("%+v reached the sink", got)
			}
			s := r.layer.snapshot(r.now)
			got := Stats{DroppedSSRC: s.DroppedSSRC, DroppedPayloadType: s.DroppedPayloadType, DroppedRid: s.DroppedRid,
				DroppedMalformed: s.DroppedMalformed, DroppedOld: s.DroppedOld}
			if got != tt.want || s.Packets != 1 {
				t.Errorf("%+v", s)
			}
			r.push(withRid("q"))
			if got := r.taken(); len(got) != 1 {
				t.Error("the next good packet is not taken")
			}
		})
	}
	t.Run("an unreadable payload is forwarded and counted", func(t *testing.T) {
		r := newRig(t, vp8, nil)
		r.push(marshal(base, []byte{0x90}))
		if got := r.taken(); len(got) != 1 || got[0].key {
			t.Errorf("%+v", got)
		}
		if s := r.layer.snapshot(r.now); s.Undescribed != 1 {
			t.Errorf("%+v", s)
		}
	})
	t.Run("the first packet gives the SSRC when none was announced", func(t *testing.T) {
		r := newRig(t, vp8, func(c *Config) { c.SSRC = 0 })
		r.numbers(1)
		r.push(other(func(h *rtp.Header) { h.SSRC = 0xbad }))
		if s := r.layer.snapshot(r.now); s.SSRC != testSSRC || s.DroppedSSRC != 1 || s.Packets != 1 {
			t.Errorf("%+v", s)
		}
	})
}

func TestAudio(t *testing.T) {
	ids := codec.ExtensionIDs{AudioLevel: 1, AbsCaptureTime: 2}
	t.Run("level and capture time are read", func(t *testing.T) {
		var got packet.Packet
		r := newRig(t, opus, func(c *Config) {
			c.Extensions = ids
			c.Sink = func(p *packet.Packet) {
				got.HasAudioLevel, got.AudioLevel, got.Voice = p.HasAudioLevel, p.AudioLevel, p.Voice
				got.AbsCaptureTime = bytes.Clone(p.AbsCaptureTime)
			}
		})
		h := rtp.Header{PayloadType: 111, SequenceNumber: 1}
		for id, value := range map[uint8][]byte{1: {0x80 | 30}, 2: {1, 2, 3, 4, 5, 6, 7, 8}} {
			if err := h.SetExtension(id, value); err != nil {
				t.Fatal(err)
			}
		}
		r.push(marshal(h, []byte{0x78, 1, 2, 3}))
		if !got.HasAudioLevel || got.AudioLevel != 30 || !got.Voice || !bytes.Equal(got.AbsCaptureTime, []byte{1, 2, 3, 4, 5, 6, 7, 8}) {
			t.Errorf("%+v", &got)
		}
	})
	t.Run("losses of Opus are asked for when wanted", func(t *testing.T) {
		for _, nack := range []bool{true, false} {
			r := newRig(t, opus, func(c *Config) { c.NACK = nack })
			r.push(audio(opus, 1, 960))
			r.push(audio(opus, 3, 2880))
			r.layer.poll(r.now.Add(reorderDelay))
			if lost, _ := r.asked(); (len(lost) == 1) != nack {
				t.Errorf("NACK %v: asked for %v", nack, lost)
			}
		}
	})
	t.Run("losses of RED are not asked for", func(t *testing.T) {
		r := newRig(t, red, nil)
		r.push(audio(red, 1, 960))
		r.push(audio(red, 3, 2880))
		if _, ok := r.layer.poll(r.now.Add(time.Second)); ok {
			t.Error("something is due")
		}
		if lost, _ := r.asked(); len(lost) != 0 {
			t.Errorf("asked for %v", lost)
		}
	})
	t.Run("RED may fall back to its primary encoding", func(t *testing.T) {
		var silence []bool
		r := newRig(t, red, func(c *Config) { c.Sink = func(p *packet.Packet) { silence = append(silence, p.Frame.Silence) } })
		r.push(marshal(rtp.Header{PayloadType: 63, SequenceNumber: 1}, []byte{0x6f, 0x78, 1, 2, 3}))
		r.push(marshal(rtp.Header{PayloadType: 111, SequenceNumber: 2}, []byte{0x78, 1, 2, 3}))
		r.push(marshal(rtp.Header{PayloadType: 111, SequenceNumber: 3}, []byte{0x78}))
		if s := r.layer.snapshot(r.now); s.Packets != 3 || s.Undescribed != 0 || !slices.Equal(silence, []bool{false, false, true}) {
			t.Errorf("%+v, silence %v", s, silence)
		}
	})
	t.Run("key frames are not asked for", func(t *testing.T) {
		r := newRig(t, opus, nil)
		r.layer.RequestKeyFrame()
		if _, n := r.asked(); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestLossIsAskedFor(t *testing.T) {
	r := newRig(t, vp8, nil)
	r.layer.SetRTT(50 * time.Millisecond)
	r.layer.SetRTT(0) // ignored
	r.numbers(1, 2, 5)
	if lost, _ := r.asked(); len(lost) != 0 {
		t.Errorf("asked for %v at once", lost)
	}
	next, ok := r.layer.poll(r.now)
	if !ok || next.Sub(r.now) != reorderDelay {
		t.Errorf("next after %v, %v", next.Sub(r.now), ok)
	}
	r.now = next
	r.numbers(6) // a packet does what is due without the timer
	if lost, _ := r.asked(); !slices.Equal(lost, []uint16{3, 4}) {
		t.Errorf("asked for %v", lost)
	}
	r.numbers(4)
	next, ok = r.layer.poll(r.now)
	if !ok || next.Sub(r.now) != 50*time.Millisecond {
		t.Errorf("next after %v, %v", next.Sub(r.now), ok)
	}
	r.layer.poll(next)
	if lost, _ := r.asked(); !slices.Equal(lost, []uint16{3}) {
		t.Errorf("asked for %v", lost)
	}
	s := r.layer.snapshot(r.now)
	if s.NACKs != 3 || s.Recovered != 1 || s.Lost != 1 || s.RTT != 50*time.Millisecond {
		t.Errorf("%+v", s)
	}
}

func TestSenderClock(t *testing.T) {
	r := newRig(t, vp8, nil)
	if _, _, _, ok := r.layer.SenderClock(); ok {
		t.Error("a clock before the first report")
	}
	r.layer.handleRTCP([]rtcp.Packet{
		&rtcp.SenderReport{SSRC: 0xbad, NTPTime: 9, RTPTime: 9},
		&rtcp.SenderReport{SSRC: testSSRC, NTPTime: 0, RTPTime: 9},
		&rtcp.SourceDescription{}, &rtcp.Goodbye{Sources: []uint32{testSSRC}}, nil,
	}, r.now)
	if _, _, _, ok := r.layer.SenderClock(); ok {
		t.Error("a clock from a foreign or empty report")
	}
	r.layer.handleRTCP([]rtcp.Packet{&rtcp.SenderReport{SSRC: testSSRC, NTPTime: 0xe000000080000000, RTPTime: 1234}}, r.now)
	ntp, ts, at, ok := r.layer.SenderClock()
	if !ok || ntp != 0xe000000080000000 || ts != 1234 || !at.Equal(r.now) {
		t.Errorf("%x, %d, %v, %v", ntp, ts, at, ok)
	}
}

func TestRates(t *testing.T) {
	r := newRig(t, vp8, nil)
	// 25 frames a second of two packets, every second frame on temporal layer 1.
	seq := uint16(0)
	for i := range 50 {
		for part := range 2 {
			seq++
			head := []byte{0x80, 0x20, byte(i%2) << 6}
			if part == 0 {
				head[0] = 0x90
			}
			r.push(marshal(rtp.Header{PayloadType: vp8.PayloadType, SequenceNumber: seq, Timestamp: uint32(i) * 3600, Marker: part == 1},
				append(head, make([]byte, 488-3)...)))
		}
		r.now = r.now.Add(40 * time.Millisecond)
	}
	s := r.layer.snapshot(r.now)
	if s.Bytes != 100*500 || s.Undescribed != 0 {
		t.Errorf("%+v", s)
	}
	if s.FrameRate < 24 || s.FrameRate > 26 {
		t.Errorf("%.1f frames a second, want 25", s.FrameRate)
	}
	const want = 25 * 2 * 500 * 8
	if s.Bitrate < want*95/100 || s.Bitrate > want*105/100 {
		t.Errorf("%d bit/s, want %d", s.Bitrate, want)
	}
	for temporal := range 2 {
		if got := s.Bitrates[0][temporal]; got < want/2*9/10 || got > want/2*11/10 {
			t.Errorf("temporal layer %d: %d bit/s, want %d", temporal, got, want/2)
		}
	}
	if s.Jitter > 2*time.Millisecond {
		t.Errorf("jitter %v of an even stream", s.Jitter)
	}
	if !s.Active(r.now) {
		t.Error("not active")
	}
	later := r.now.Add(2 * time.Second)
	if s := r.layer.snapshot(later); s.Bitrate != 0 || s.FrameRate != 0 || s.Bitrates != [payload.MaxSpatial][payload.MaxTemporal]uint64{} || s.Active(later) {
		t.Errorf("after a pause: %+v", s)
	}
}

func TestJitter(t *testing.T) {
	// Packets 20 ms apart that are late by 0 and 10 ms in turn: |D| is 10 ms
	// each time, which the estimate approaches.
	var j jitter
	start := time.Unix(1000, 0)
	for i := range 200 {
		arrival := start.Add(time.Duration(i)*20*time.Millisecond + time.Duration(i%2)*10*time.Millisecond)
		j.add(arrival, uint32(i)*960, 48000)
		j.add(arrival.Add(5*time.Millisecond), uint32(i)*960, 48000) // the rest of the frame does not count
	}
	if got := j.duration(48000); (got - 10*time.Millisecond).Abs() > 100*time.Microsecond {
		t.Errorf("%v, want 10ms", got)
	}
	j.restart()
	before := j.duration(48000)
	j.add(start.Add(time.Hour), 1, 48000)
	if j.duration(48000) != before {
		t.Error("a restart counts as jitter")
	}
	if j.duration(0) != 0 {
		t.Error("no clock, no jitter")
	}
}

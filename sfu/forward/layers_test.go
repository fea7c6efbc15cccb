package forward_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
	"giaoban/sfu/packet"
	"giaoban/sfu/payload"
)

func svc(cfg *forward.Config, _ *forward.Params) { cfg.SVC = true }

// temporals sends VP8 frames of the given temporal layers and returns those that came out.
func temporals(t *testing.T, r *rig, src *forwardtest.Source, pattern []uint8, sync func(int) bool) (passed []uint8, sent []forwardtest.Sent) {
	t.Helper()
	for i, tid := range pattern {
		got := r.forward(src.Add(src.VP8Frame(2, false, tid, sync(i))...)...)
		if len(got) > 0 {
			count(t, got, 2)
			passed = append(passed, tid)
		}
		sent = append(sent, got...)
	}
	return passed, sent
}

func TestFrameRateDropsTemporalLayers(t *testing.T) {
	r, src := single(t)
	pattern := []uint8{0, 2, 1, 2, 0, 2, 1, 2}
	never := func(int) bool { return false }
	first := r.forward(src.Add(src.VP8Frame(2, true, 0, false)...)...)
	all, sent := temporals(t, r, src, pattern, never)
	if !slices.Equal(all, pattern) {
		t.Fatalf("without a limit got %v", all)
	}
	src.Layer.SetFrameRate(30)

	var low []forwardtest.Sent
	t.Run("15 of 30 frames", func(t *testing.T) {
		r.demand(func(d *forward.Demand) { d.FPS = 15 })
		var got []uint8
		got, low = temporals(t, r, src, pattern, never)
		if !slices.Equal(got, []uint8{0, 1, 0, 1}) {
			t.Fatalf("got %v", got)
		}
	})
	t.Run("5 of 30 frames", func(t *testing.T) {
		r.demand(func(d *forward.Demand) { d.FPS = 5 })
		got, more := temporals(t, r, src, pattern, never)
		if !slices.Equal(got, []uint8{0, 0}) {
			t.Fatalf("got %v", got)
		}
		low = append(low, more...)
	})
	t.Run("raised only where the stream allows it", func(t *testing.T) {
		r.demand(func(*forward.Demand) {})
		got, more := temporals(t, r, src, append(pattern, pattern...), func(i int) bool { return i == 6 || i == 11 })
		// Y at the second 1 (index 6) raises to 1, Y at the 2 of index 11 to 2.
		if !slices.Equal(got, []uint8{0, 0, 1, 0, 1, 2, 0, 2, 1, 2}) {
			t.Fatalf("got %v", got)
		}
		low = append(low, more...)
	})
	sent = append(sent, low...)
	continuous(t, sent, first[1].SequenceNumber)
	id, _, _ := pictureID(t, first[0])
	for i := 0; i < len(sent); i += 2 {
		id++
		for _, s := range sent[i : i+2] {
			if got, _, _ := pictureID(t, s); got != id&0x7fff {
				t.Fatalf("packet %d has picture %d, want %d", i, got, id)
			}
		}
	}
}

func TestLostPacketOfADroppedLayer(t *testing.T) {
	r, src := single(t)
	src.Layer.SetFrameRate(30)
	first := r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
	r.forward(src.Add(src.VP8Frame(1, false, 1, true)...)...) // so that the layer is known
	r.demand(func(d *forward.Demand) { d.FPS = 15 })
	r.forward(src.Add(src.VP8Frame(1, false, 0, false)...)...)
	lost := src.VP8Frame(1, false, 1, false)
	next := r.forward(src.Add(src.VP8Frame(1, false, 0, false)...)...)
	if got := next[0].SequenceNumber - first[0].SequenceNumber; got != 4 {
		t.Fatalf("number moved by %d, want 4", got)
	}
	// It comes late, and is not for this receiver: its number is padded.
	fill := count(t, r.forward(src.Add(lost...)...), 1)
	if !fill[0].Padding || fill[0].SequenceNumber != next[0].SequenceNumber-1 {
		t.Fatalf("got %+v", fill[0].Header)
	}
}

// vp9Packet is one packet of a layer's frame (RFC 9628, section 4.2), non-flexible.
type vp9Packet struct {
	spatial, temporal    uint8
	inter, begin, end    bool
	switchUp, interLayer bool
}

func vp9Body(src *forwardtest.Source, p vp9Packet) []byte {
	flags := byte(0xa0) // I, L
	set := func(on bool, bit byte) byte {
		if on {
			return bit
		}
		return 0
	}
	flags |= set(p.inter, 0x40) | set(p.begin, 0x08) | set(p.end, 0x04)
	b := binary.BigEndian.AppendUint16([]byte{flags}, src.PictureID|0x8000)
	b = append(b, p.temporal<<5|set(p.switchUp, 0x10)|p.spatial<<1|set(p.interLayer, 0x01), src.TL0)
	return append(b, 1, 2, 3, 4)
}

// vp9Picture makes a picture of three spatial layers, two packets each.
func vp9Picture(src *forwardtest.Source, key bool, temporal uint8) []*packet.Packet {
	var packets []*packet.Packet
	for s := range uint8(3) {
		for i := range 2 {
			packets = append(packets, src.Packet(vp9Body(src, vp9Packet{
				spatial: s, temporal: temporal, inter: !key, interLayer: key && s > 0,
				begin: i == 0, end: i == 1,
			}), s == 2 && i == 1, nil))
		}
	}
	src.PictureID++
	src.TL0++
	src.Advance()
	return packets
}

func TestVP9SpatialLayers(t *testing.T) {
	feed := forwardtest.NewFeed(vp9, 3, true)
	feed.SetSizes(forwardtest.Size{Width: 320, Height: 180}, forwardtest.Size{Width: 640, Height: 360}, forwardtest.Size{Width: 1280, Height: 720})
	r := newRig(t, feed, vp9, svc)
	src := forwardtest.NewSource(feed, 0, start)
	var sent []forwardtest.Sent
	picture := func(key bool, layers int) {
		t.Helper()
		got := count(t, r.forward(src.Add(vp9Picture(src, key, 0)...)...), 2*layers)
		for i, s := range got {
			if s.Marker != (i == len(got)-1) {
				t.Fatalf("marker of packet %d of %d is %v", i, len(got), s.Marker)
			}
			if spatial := s.Payload[3] >> 1 & 7; int(spatial) != i/2 {
				t.Fatalf("packet %d is of layer %d", i, spatial)
			}
		}
		sent = append(sent, got...)
	}
	picture(true, 3)
	picture(false, 3)
	r.demand(func(d *forward.Demand) { d.Width, d.Height = 600, 300 })
	picture(false, 2)
	r.demand(func(d *forward.Demand) { d.Quality = forward.Low })
	picture(false, 1)
	asked := feed.Requests(0)
	r.demand(func(*forward.Demand) {})
	if feed.Requests(0) == asked {
		t.Fatal("no key frame was asked for to raise the layer")
	}
	picture(false, 1)
	picture(true, 3)
	picture(false, 3)
	continuous(t, sent[1:], sent[0].SequenceNumber)

	t.Run("picture ids go through unchanged", func(t *testing.T) {
		if got := binary.BigEndian.Uint16(sent[len(sent)-1].Payload[1:]) & 0x7fff; got != src.PictureID-1 {
			t.Errorf("picture %d, want %d", got, src.PictureID-1)
		}
	})
}

func TestVP9SimulcastCounters(t *testing.T) {
	feed := forwardtest.NewFeed(vp9, 2, false)
	r := newRig(t, feed, vp9)
	a, b := forwardtest.NewSource(feed, 1, start), forwardtest.NewSource(feed, 0, start)
	a.PictureID, a.TL0 = 0x7fff, 255
	b.PictureID, b.TL0 = 40, 7
	one := func(src *forwardtest.Source, key bool) []forwardtest.Sent {
		p := src.Packet(vp9Body(src, vp9Packet{inter: !key, begin: true, end: true}), true, nil)
		src.PictureID, src.TL0 = (src.PictureID+1)&0x7fff, src.TL0+1
		src.Advance()
		return r.forward(src.Add(p)...)
	}
	sent := one(a, true)
	one(b, false)
	r.demand(func(d *forward.Demand) { d.Quality = forward.Low })
	sent = append(sent, one(b, true)...)
	sent = append(sent, one(b, false)...)
	count(t, sent, 3)
	for i, want := range []struct {
		id  uint16
		tl0 uint8
	}{{0x7fff, 255}, {0, 0}, {1, 1}} {
		id, tl0 := binary.BigEndian.Uint16(sent[i].Payload[1:])&0x7fff, sent[i].Payload[4]
		if id != want.id || tl0 != want.tl0 {
			t.Errorf("packet %d: picture %d tl0 %d, want %d and %d", i, id, tl0, want.id, want.tl0)
		}
	}
}

// indications packs one for each of the four targets of l2t2.
func indications(d ...payload.Indication) (packed payload.Indications) {
	for i, v := range d {
		packed |= payload.Indications(v) << (2 * i)
	}
	return packed
}

// l2t2 is a structure of two spatial and two temporal layers.
var l2t2 = &payload.Structure{
	Targets: []payload.Target{{Spatial: 1, Temporal: 1}, {Spatial: 1}, {Temporal: 1}, {}},
	Templates: []payload.Template{
		{Indications: indications(2, 2, 2, 2)},
		{Temporal: 1, Indications: indications(2, 0, 1, 0)},
		{Spatial: 1, Indications: indications(2, 2, 0, 0)},
		{Spatial: 1, Temporal: 1, Indications: indications(1, 0, 0, 0)},
	},
}

// av1Picture makes the two layers' frames of a picture, one packet each.
func av1Picture(src *forwardtest.Source, number *uint16, key bool, temporal int8) []*packet.Packet {
	var packets []*packet.Packet
	for s := range int8(2) {
		extension := binary.BigEndian.AppendUint16([]byte{0xc0}, *number)
		p := src.Packet([]byte{0x10, 0x32, 1, 2}, s == 1, extension)
		template := l2t2.Templates[2*int(s)+int(temporal)]
		p.Frame = payload.Info{
			Start: true, End: true, Key: key && s == 0, Spatial: s, Temporal: temporal,
			Dependency: payload.Dependency{
				Present: true, Start: true, End: true, FrameNumber: *number, Spatial: s, Temporal: temporal,
				Structure: l2t2, NewStructure: key && s == 0, Indications: template.Indications,
			},
		}
		*number++
		packets = append(packets, p)
	}
	src.Advance()
	return packets
}

func TestAV1DecodeTargets(t *testing.T) {
	feed := forwardtest.NewFeed(av1, 2, true)
	r := newRig(t, feed, av1, svc, func(_ *forward.Config, p *forward.Params) { p.Extensions.DependencyDescriptor = 7 })
	src := forwardtest.NewSource(feed, 0, start)
	src.Layer.SetFrameRate(30)
	var number uint16
	var sent []forwardtest.Sent
	picture := func(key bool, temporal int8, want int) {
		t.Helper()
		got := count(t, r.forward(src.Add(av1Picture(src, &number, key, temporal)...)...), want)
		if want > 0 && !got[want-1].Marker {
			t.Fatal("the picture's last packet has no marker")
		}
		sent = append(sent, got...)
	}
	picture(false, 0, 0)
	picture(true, 0, 2)
	picture(false, 1, 2)
	r.demand(func(d *forward.Demand) { d.FPS = 10 })
	picture(false, 0, 2)
	picture(false, 1, 0)
	r.demand(func(d *forward.Demand) { d.Quality = forward.Low })
	picture(false, 0, 1)
	picture(false, 1, 1)
	r.demand(func(*forward.Demand) {})
	picture(false, 1, 2) // its base layer's frame allows the switch to all
	picture(false, 0, 2)
	continuous(t, sent[1:], sent[0].SequenceNumber)
	dd := sent[len(sent)-1].GetExtension(7)
	if len(dd) != 3 || binary.BigEndian.Uint16(dd[1:]) != number-1 {
		t.Errorf("descriptor % x, want frame number %d", dd, number-1)
	}
}

func TestAV1SimulcastFrameNumbers(t *testing.T) {
	feed := forwardtest.NewFeed(av1, 2, false)
	r := newRig(t, feed, av1, func(_ *forward.Config, p *forward.Params) { p.Extensions.DependencyDescriptor = 7 })
	high, low := forwardtest.NewSource(feed, 1, start), forwardtest.NewSource(feed, 0, start)
	nHigh, nLow := uint16(65534), uint16(3)
	sent := r.forward(high.Add(av1Picture(high, &nHigh, true, 0)...)...)
	low.Add(av1Picture(low, &nLow, false, 0)...)
	r.demand(func(d *forward.Demand) { d.Quality = forward.Low })
	sent = append(sent, r.forward(low.Add(av1Picture(low, &nLow, true, 0)...)...)...)
	sent = append(sent, r.forward(low.Add(av1Picture(low, &nLow, false, 0)...)...)...)
	for i, s := range count(t, sent, 6) {
		if got := binary.BigEndian.Uint16(s.GetExtension(7)[1:]); got != uint16(65534+i) {
			t.Errorf("packet %d has frame number %d, want %d", i, got, uint16(65534+i))
		}
	}
}

func TestH264StartsAtParameterSets(t *testing.T) {
	feed := forwardtest.NewFeed(h264, 1, false)
	r := newRig(t, feed, h264)
	src := forwardtest.NewSource(feed, 0, start)
	unit := func(marker bool, nal ...byte) []forwardtest.Sent {
		return r.forward(src.Add(src.Packet(append(nal, 1, 2, 3), marker, nil))...)
	}
	count(t, unit(true, 0x61), 0)
	src.Advance()
	sps := count(t, unit(false, 0x67, 0x42, 0xe0, 0x1f), 1)
	pps := count(t, unit(false, 0x68), 1)
	idr := count(t, unit(true, 0x65), 1)
	src.Advance()
	delta := count(t, unit(true, 0x61), 1)
	sent := append(append(append(sps, pps...), idr...), delta...)
	continuous(t, sent[1:], sent[0].SequenceNumber)
}

func TestUnreadableDescriptorIsForwarded(t *testing.T) {
	r, src := single(t)
	first := r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
	broken := src.Packet([]byte{0x90, 0x80}, true, nil)
	got := count(t, r.forward(src.Add(broken)...), 1)
	continuous(t, got, first[0].SequenceNumber)
}

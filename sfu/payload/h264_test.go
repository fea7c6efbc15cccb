package payload

import (
	"errors"
	"testing"

	"giaoban/sfu/codec"
)

// Parameter sets of x264: baseline 640x360, high 1920x1080 (cropped from
// 1088), and high 4:2:2 interlaced 318x178.
var (
	spsBaseline   = unhex("6742c01ed900a02ff970110000030001000003 0032 0f162e48")
	spsHigh       = unhex("67640028acd940780227e5c0440000030004000003 00c8 3c60c658")
	spsInterlaced = unhex("677a0015bcd941433d4460220000030002000003 0064 3e28532c")
	pps           = unhex("68cb83cb20")
	idr           = unhex("65 88 84 00 10")
	slice         = unhex("41 9a 24 6c")
)

// stapA aggregates NAL units (RFC 6184, section 5.7.1).
func stapA(nals ...[]byte) []byte {
	b := []byte{0x78}
	for _, n := range nals {
		b = append(b, byte(len(n)>>8), byte(len(n)))
		b = append(b, n...)
	}
	return b
}

func TestH264(t *testing.T) {
	fuStart := []byte{0x7c, 0x85, 0x88}
	fuMiddle := []byte{0x7c, 0x05, 0x88}
	fuEnd := []byte{0x7c, 0x45, 0x88}
	type step struct {
		name      string
		payload   []byte
		timestamp uint32
		marker    bool
		start     bool
		key       bool
		err       error
	}
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"parameter sets aggregated before a fragmented IDR", []step{
			{"STAP-A", stapA(spsBaseline, pps), 1, false, true, true, nil},
			{"FU-A start of the IDR", fuStart, 1, false, false, false, nil},
			{"FU-A middle", fuMiddle, 1, false, false, false, nil},
			{"FU-A end", fuEnd, 1, true, false, false, nil},
			{"next frame", slice, 2, true, true, false, nil},
			{"an IDR without its parameter sets", idr, 3, true, true, false, nil},
		}},
		{"parameter sets in packets of their own", []step{
			{"SPS", spsBaseline, 1, false, true, true, nil},
			{"PPS", pps, 1, false, false, false, nil},
			{"IDR", idr, 1, true, false, false, nil},
		}},
		{"all in one", []step{{"STAP-A with IDR", stapA(spsBaseline, pps, idr), 1, true, true, true, nil}}},
		{"parameter sets out of band", []step{
			{"slice", slice, 1, true, true, false, nil},
			{"IDR", idr, 2, true, true, true, nil},
			{"fragmented IDR", fuStart, 3, false, true, true, nil},
			{"its middle", fuMiddle, 3, true, false, false, nil},
		}},
		{"other aggregations", []step{
			{"STAP-B", join([]byte{0x79, 0, 1}, stapA(spsBaseline)[1:]), 1, true, true, true, nil},
			{"MTAP16", join([]byte{0x7a, 0, 1, 0, byte(len(pps)), 0, 0, 0}, pps), 2, true, true, false, nil},
			{"MTAP24", join([]byte{0x7b, 0, 1, 0, byte(len(pps)), 0, 0, 0, 0}, pps), 3, true, true, false, nil},
		}},
		{"bad input", []step{
			{"empty", nil, 1, true, true, false, ErrShort},
			{"STAP-A without units", []byte{0x78}, 2, true, true, false, ErrShort},
			{"STAP-A with half a size", []byte{0x78, 0}, 3, true, true, false, ErrShort},
			{"STAP-A with an empty unit", []byte{0x78, 0, 0}, 4, true, true, false, ErrShort},
			{"STAP-A with a unit cut", []byte{0x78, 0, 9, 0x67}, 5, true, true, false, ErrShort},
			{"STAP-B cut", []byte{0x79, 0}, 6, true, true, false, ErrShort},
			{"MTAP16 cut", []byte{0x7a, 0, 1, 0, 1, 0, 0}, 7, true, true, false, ErrShort},
			{"FU-A cut", []byte{0x7c}, 8, true, true, false, ErrShort},
			{"undefined type", []byte{0x7f, 1, 2}, 9, true, true, false, ErrMalformed},
			{"type 0", []byte{0x60, 1, 2}, 10, true, true, false, ErrMalformed},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := NewParser(codec.H264)
			for _, s := range tt.steps {
				var info Info
				err := p.Parse(&Input{Payload: s.payload, Timestamp: s.timestamp, Marker: s.marker}, &info)
				if !errors.Is(err, s.err) || info.Start != s.start || info.End != s.marker || info.Key != s.key {
					t.Errorf("%s: %v, %+v", s.name, err, info)
				}
			}
		})
	}
}

func TestH264Size(t *testing.T) {
	for _, tt := range []struct {
		name string
		sps  []byte
		want Size
	}{
		{"baseline", spsBaseline, Size{640, 360}},
		{"high, cropped", spsHigh, Size{1920, 1080}},
		{"high 4:2:2, interlaced, cropped", spsInterlaced, Size{318, 178}},
		{"cut", spsHigh[:8], Size{}},
		{"header alone", spsHigh[:1], Size{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := spsSize(tt.sps); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
	t.Run("told with the key frame", func(t *testing.T) {
		p := NewParser(codec.H264)
		var info Info
		if err := p.Parse(&Input{Payload: stapA(spsHigh, pps)}, &info); err != nil || info.Width != 1920 || info.Height != 1080 {
			t.Errorf("%v, %+v", err, info)
		}
	})
	t.Run("scaling lists are passed over", func(t *testing.T) {
		// High profile, level 3.1, 20 x 10 macroblocks.
		w := new(bitWriter).put(0x67, 8).put(100, 8).put(0, 8).put(31, 8)
		w.ue(0).ue(1).ue(0).ue(0).puts("0 1") // id, 4:2:0, depths, bypass, matrices present
		w.puts("1").se(4)                     // list 0: 12, then unchanged
		for range 15 {
			w.se(0)
		}
		w.puts("1").se(-8)                                      // list 1 ends at once
		w.puts("0000")                                          // lists 2 to 5 absent
		w.puts("1").se(10).se(-18).puts("0")                    // list 6 ends at the second value, list 7 absent
		w.ue(0).ue(1).puts("0").se(-1).se(2).ue(2).se(1).se(-1) // order count type 1
		w.ue(1).puts("0").ue(19).ue(9).puts("1 1 0 0 1")
		if got := spsSize(w.data); got != (Size{320, 160}) {
			t.Errorf("%v", got)
		}
	})
}

func TestH264FrameMarking(t *testing.T) {
	p := NewParser(codec.H264)
	var info Info
	in := Input{Payload: slice, Timestamp: 1, FrameMarking: unhex("da 00 05")}
	if err := p.Parse(&in, &info); err != nil || !info.Start || !info.End || !info.Discardable || !info.SwitchUp || info.Temporal != 2 {
		t.Errorf("long: %v, %+v", err, info)
	}
	in = Input{Payload: slice, Timestamp: 1, FrameMarking: unhex("40")}
	if err := p.Parse(&in, &info); err != nil || info.Start || !info.End || info.Temporal != 0 {
		t.Errorf("short: %v, %+v", err, info)
	}
}

func FuzzH264(f *testing.F) {
	fuzzParser(f, codec.H264, stapA(spsHigh, pps, idr), spsInterlaced, unhex("7c 85 88"), unhex("7a 0001 0001 00 0000 67"))
}

func BenchmarkH264(b *testing.B) {
	benchmarkParser(b, codec.H264, join(stapA(spsHigh, pps, idr)), nil)
}

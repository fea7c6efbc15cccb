package payload

import (
	"errors"
	"slices"
	"testing"

	"giaoban/sfu/codec"
)

// structureL2T2 is the descriptor of the first packet of a stream of two
// spatial and two temporal layers, template ids from 62 (so that they wrap):
//
//	template  S T  targets (S1T1 S1T0 S0T1 S0T0)  diffs    chains (S0, S1)
//	0 (62)    0 0  S S S S                        -        0 0
//	1 (63)    0 0  S S S S                        4        4 3
//	2 (0)     0 1  S - D -                        2        2 1
//	3 (1)     1 0  S S - -                        1        1 1
//	4 (2)     1 1  D - - -                        2 1      3 2
func structureL2T2() []byte {
	w := new(bitWriter).puts("1 1").put(62, 6).put(1, 16)
	w.puts("1 0 0 0 0") // structure, no active targets, nothing custom
	w.put(62, 6).put(3, 5)
	w.puts("00 01 10 01 11") // next_layer_idc: same, temporal, spatial, temporal, end
	w.puts("10101010").puts("10101010").puts("10000100").puts("10100000").puts("01000000")
	w.puts("0")
	w.puts("1").put(3, 4).puts("0")
	w.puts("1").put(1, 4).puts("0")
	w.puts("1").put(0, 4).puts("0")
	w.puts("1").put(1, 4).puts("1").put(0, 4).puts("0")
	w.puts("10")      // two chains, ns(5)
	w.puts("1 1 0 0") // targets of S1 by chain 1, of S0 by chain 0
	for _, diff := range []uint32{0, 0, 4, 3, 2, 1, 1, 1, 3, 2} {
		w.put(diff, 4)
	}
	w.puts("1").put(319, 16).put(179, 16).put(639, 16).put(359, 16)
	return w.data
}

func TestDependencyStructure(t *testing.T) {
	var r DependencyReader
	var d Dependency
	if err := r.Read(structureL2T2(), false, &d); err != nil {
		t.Fatal(err)
	}
	if !d.Present || !d.Start || !d.End || !d.NewStructure || d.FrameNumber != 1 || d.Spatial != 0 || d.Temporal != 0 || d.NumDiffs != 0 {
		t.Errorf("frame: %+v", d)
	}
	if d.ActiveTargets != 0b1111 {
		t.Errorf("active targets %b", d.ActiveTargets)
	}
	s := d.Structure
	if want := []Target{{1, 1}, {1, 0}, {0, 1}, {0, 0}}; !slices.Equal(s.Targets, want) {
		t.Errorf("targets %v", s.Targets)
	}
	if want := []Size{{320, 180}, {640, 360}}; !slices.Equal(s.Sizes, want) {
		t.Errorf("sizes %v", s.Sizes)
	}
	if s.NumChains != 2 || !slices.Equal(s.ProtectedBy, []uint8{1, 1, 0, 0}) {
		t.Errorf("%d chains, protecting %v", s.NumChains, s.ProtectedBy)
	}
	if len(s.Templates) != 5 {
		t.Fatalf("%d templates", len(s.Templates))
	}
	last := s.Templates[4]
	if last.Spatial != 1 || last.Temporal != 1 || last.NumDiffs != 2 || last.Diffs[0] != 2 || last.Diffs[1] != 1 ||
		last.ChainDiffs[0] != 3 || last.ChainDiffs[1] != 2 {
		t.Errorf("template 4: %+v", last)
	}
	for i, want := range []Indication{Switch, NotPresent, Discardable, NotPresent} {
		if got := s.Templates[2].Indications.Of(i); got != want {
			t.Errorf("template 2, target %d: %d, want %d", i, got, want)
		}
	}
}

func TestDependencyFrames(t *testing.T) {
	var r DependencyReader
	var key Dependency
	if err := r.Read(structureL2T2(), false, &key); err != nil {
		t.Fatal(err)
	}
	extended := func(template, flags string) *bitWriter {
		return new(bitWriter).puts(template).put(2, 16).puts(flags)
	}
	for _, tt := range []struct {
		name  string
		raw   []byte
		check func(Dependency) bool
	}{
		{"three bytes name a template", unhex("81 0002"), func(d Dependency) bool {
			return d.Start && !d.End && d.FrameNumber == 2 && d.Spatial == 1 && d.Temporal == 0 && d.NumDiffs == 1 && d.Diffs[0] == 1
		}},
		{"template ids wrap", unhex("42 0002"), func(d Dependency) bool {
			return !d.Start && d.End && d.Spatial == 1 && d.Temporal == 1 && d.ChainDiffs[0] == 3
		}},
		{"custom indications", extended("11 000000", "00100").puts("00 01 10 11").data, func(d Dependency) bool {
			return d.Indications.Of(0) == NotPresent && d.Indications.Of(1) == Discardable && d.Indications.Of(2) == Switch &&
				d.Indications.Of(3) == Required && d.Temporal == 1
		}},
		{"custom diffs of all widths", extended("11 111111", "00010").puts("01 0101 10 00010001 11 111111111111 00").data, func(d Dependency) bool {
			return d.NumDiffs == 3 && d.Diffs[0] == 6 && d.Diffs[1] == 18 && d.Diffs[2] == 4096
		}},
		{"no diffs at all", extended("11 111111", "00010").puts("00").data, func(d Dependency) bool { return d.NumDiffs == 0 }},
		{"custom chains", extended("11 111111", "00001").put(200, 8).put(201, 8).data, func(d Dependency) bool {
			return d.ChainDiffs[0] == 200 && d.ChainDiffs[1] == 201
		}},
		{"fewer active targets", extended("11 111111", "01000").puts("0011").data, func(d Dependency) bool { return d.ActiveTargets == 0b0011 }},
		{"which stay so", unhex("bf 0003"), func(d Dependency) bool { return d.ActiveTargets == 0b0011 }},
		{"until the next structure", structureL2T2(), func(d Dependency) bool { return d.ActiveTargets == 0b1111 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var d Dependency
			if err := r.Read(tt.raw, false, &d); err != nil || !d.Present || !tt.check(d) {
				t.Errorf("%v, %+v", err, d)
			}
		})
	}
}

func TestDependencyRefused(t *testing.T) {
	key := structureL2T2()
	for _, tt := range []struct {
		name string
		raw  []byte
		err  error
	}{
		{"empty", nil, ErrShort},
		{"two bytes", unhex("80 00"), ErrShort},
		{"unknown template", unhex("8a 0002"), ErrMalformed},
		{"diffs cut", new(bitWriter).puts("11 111111").put(2, 16).puts("00010 11 1").data, ErrShort},
		{"more diffs than a frame has", new(bitWriter).puts("11 111111").put(2, 16).puts("00010").
			puts("01 0000 01 0000 01 0000 01 0000 01 0000 01 0000 01 0000 01 0000 01 0000 00").data, ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r DependencyReader
			var d Dependency
			if err := r.Read(key, false, &d); err != nil {
				t.Fatal(err)
			}
			if err := r.Read(tt.raw, false, &d); !errors.Is(err, tt.err) || d.Present {
				t.Errorf("%v, %+v", err, d)
			}
			if err := r.Read(unhex("81 0003"), false, &d); err != nil {
				t.Errorf("the next frame: %v", err)
			}
		})
	}
	t.Run("structure cut anywhere", func(t *testing.T) {
		for n := 4; n < len(key)-1; n++ {
			var r DependencyReader
			var d Dependency
			if err := r.Read(key[:n], false, &d); err == nil || d.Present || r.structure != nil {
				t.Errorf("cut to %d bytes: %v", n, err)
			}
		}
	})
	t.Run("no structure yet", func(t *testing.T) {
		var r DependencyReader
		var d Dependency
		err := r.Read(unhex("81 0005"), false, &d)
		if !errors.Is(err, ErrNoStructure) || d.Present || !d.Start || d.FrameNumber != 5 {
			t.Errorf("%v, %+v", err, d)
		}
		active := new(bitWriter).puts("11 111111").put(2, 16).puts("01000 0011").data
		if err := r.Read(active, false, &d); !errors.Is(err, ErrNoStructure) {
			t.Error(err)
		}
	})
	t.Run("a late structure is read but not kept", func(t *testing.T) {
		var r DependencyReader
		var d Dependency
		if err := r.Read(key, true, &d); err != nil || !d.Present {
			t.Errorf("%v, %+v", err, d)
		}
		if err := r.Read(unhex("81 0005"), false, &d); !errors.Is(err, ErrNoStructure) {
			t.Error(err)
		}
	})
}

func TestAV1WithDependency(t *testing.T) {
	p := NewParser(codec.AV1)
	parse := func(in Input) Info {
		t.Helper()
		var info Info
		if err := p.Parse(&in, &info); err != nil {
			t.Fatal(err)
		}
		return info
	}
	info := parse(Input{Payload: av1Packet(0x08, obuSequenceSVT, obuFrameBytes), Dependency: structureL2T2()})
	if !info.Key || !info.Start || !info.End || info.Width != 640 || info.Height != 360 || info.InterPicture {
		t.Errorf("key frame: %+v", info)
	}
	if sizes, n := p.Sizes(); n != 2 || sizes[0] != (Size{320, 180}) || sizes[1] != (Size{640, 360}) {
		t.Errorf("sizes %v, %d layers", sizes, n)
	}
	info = parse(Input{Payload: av1Packet(0x00, obuFrameBytes), Dependency: unhex("82 0002"), Marker: true})
	if info.Key || !info.Start || info.End || info.Spatial != 1 || info.Temporal != 1 || !info.InterPicture {
		t.Errorf("delta frame: %+v", info)
	}
	t.Run("encrypted payload is described by its descriptor", func(t *testing.T) {
		var info Info
		err := p.Parse(&Input{Payload: unhex("ff ff ff ff"), Dependency: structureL2T2()}, &info)
		if err == nil || !info.Key || !info.Start {
			t.Errorf("%v, %+v", err, info)
		}
	})
	t.Run("descriptor without structure is reported", func(t *testing.T) {
		var info Info
		err := NewParser(codec.AV1).Parse(&Input{Payload: av1Packet(0x08, obuSequenceSVT), Dependency: unhex("81 0005")}, &info)
		if !errors.Is(err, ErrNoStructure) || !info.Key || info.Width != 1024 {
			t.Errorf("%v, %+v", err, info)
		}
	})
}

func TestNonSymmetric(t *testing.T) {
	// Appendix A.3.2: for n = 5 the codes are 00 01 10 110 111.
	for want, code := range []string{"00", "01", "10", "110", "111"} {
		b := bits{data: new(bitWriter).puts(code).data}
		if got := b.nonSymmetric(5); int(got) != want || b.at != len(code) {
			t.Errorf("%s: %d after %d bits", code, got, b.at)
		}
	}
	b := bits{}
	if b.nonSymmetric(1) != 0 || b.short {
		t.Error("one value needs no bits")
	}
}

func FuzzDependency(f *testing.F) {
	f.Add(structureL2T2(), unhex("81 0002"))
	f.Add(structureL2T2(), new(bitWriter).puts("11 111111").put(2, 16).puts("01111").put(0x12345678, 32).put(0xffffffff, 32).data)
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var r DependencyReader
		var d Dependency
		for _, raw := range [][]byte{first, second} {
			if err := r.Read(raw, false, &d); (err == nil) != d.Present {
				t.Fatalf("%v, present %v", err, d.Present)
			}
			if !d.Present {
				continue
			}
			if d.NumDiffs > maxDiffs || d.Spatial > 3 || d.Temporal > 7 || len(d.Structure.Targets) > maxTargets {
				t.Fatalf("%+v", d)
			}
			if uint64(d.ActiveTargets) >= uint64(1)<<len(d.Structure.Targets) {
				t.Fatalf("active %b of %d targets", d.ActiveTargets, len(d.Structure.Targets))
			}
			if d.Structure.NumChains > 0 {
				for _, c := range d.Structure.ProtectedBy {
					if int(c) >= d.Structure.NumChains {
						t.Fatalf("protected by chain %d of %d", c, d.Structure.NumChains)
					}
				}
			}
		}
	})
}

package payload

import (
	"errors"
	"testing"

	"giaoban/sfu/codec"
)

// Sequence headers of libaom (1280x720) and SVT-AV1 (1024x576), as OBUs with
// their size field, and the frame header byte behind.
var (
	obuSequenceAOM = unhex("0a 0e 20 00 00 2d 4c ff b3 cc af 92 02 1a 00 40")
	obuSequenceSVT = unhex("0a 0b 00 00 00 24 cf ff 1f 9f 7f 20 08")
	obuFrameBytes  = unhex("30 9e 36 10 00 90")
)

// av1Packet builds a payload of elements that all carry a length (W = 0).
func av1Packet(flags byte, elements ...[]byte) []byte {
	b := []byte{flags}
	for _, e := range elements {
		b = append(b, byte(len(e)))
		b = append(b, e...)
	}
	return b
}

func TestAV1(t *testing.T) {
	layered := unhex("34 48 00 11") // frame OBU with extension: temporal 2, spatial 1
	for _, tt := range []struct {
		name    string
		payload []byte
		err     error
		want    Info
	}{
		{"new sequence", av1Packet(0x08, obuSequenceAOM, obuFrameBytes), nil, Info{Start: true, Key: true, Width: 1280, Height: 720}},
		{"new sequence, last element without length", join(unhex("28 0d"), obuSequenceSVT, obuFrameBytes), nil,
			Info{Start: true, Key: true, Width: 1024, Height: 576}},
		{"one element", join(unhex("10"), obuFrameBytes), nil, Info{Start: true}},
		{"sequence header again in mid stream", av1Packet(0x00, obuSequenceAOM, obuFrameBytes), nil, Info{Start: true, Width: 1280, Height: 720}},
		{"continuation", av1Packet(0x80, []byte{0xff, 0xff, 0xff}), nil, Info{}},
		{"layers in the OBU", av1Packet(0x00, layered), nil, Info{Start: true, Temporal: 2, Spatial: 1}},
		{"more elements than counted are padding", join(unhex("10"), obuFrameBytes), nil, Info{Start: true}},
		{"empty", nil, ErrShort, Info{Start: true}},
		{"head alone", unhex("10"), ErrShort, Info{Start: true}},
		{"new sequence that continues", unhex("88 01 0a"), ErrMalformed, Info{Start: true}},
		{"element longer than the packet", unhex("00 09 30"), ErrShort, Info{Start: true}},
		{"length that does not end", unhex("00 ff ff ff ff ff ff ff ff ff"), ErrShort, Info{Start: true}},
		{"length of gigabytes", unhex("00 ff ff ff ff 0f 30"), ErrShort, Info{Start: true}},
		{"forbidden bit", unhex("10 b0 00"), ErrMalformed, Info{Start: true}},
		{"extension cut", unhex("10 34"), ErrShort, Info{Start: true}},
		{"OBU size cut", unhex("10 32"), ErrShort, Info{Start: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var info Info
			err := NewParser(codec.AV1).Parse(&Input{Payload: tt.payload}, &info)
			if !errors.Is(err, tt.err) || info != tt.want {
				t.Errorf("%v\n got %+v\nwant %+v", err, info, tt.want)
			}
		})
	}
}

func TestAV1Size(t *testing.T) {
	t.Run("reduced still picture", func(t *testing.T) {
		w := new(bitWriter).put(0, 3).puts("1 1").put(4, 5).put(9, 4).put(8, 4).put(639, 10).put(479, 9)
		if got := av1Size(w.data); got != (Size{640, 480}) {
			t.Error(got)
		}
	})
	t.Run("timing, decoder model and several operating points", func(t *testing.T) {
		w := new(bitWriter).put(0, 3).puts("0 0")
		w.puts("1").put(1, 32).put(30, 32).puts("1 010")     // timing, equal intervals
		w.puts("1").put(9, 5).put(1, 32).put(7, 5).put(7, 5) // decoder model, delays of 10 bits
		w.puts("1").put(1, 5)                                // display delays, two points
		w.put(0x103, 12).put(8, 5).puts("1")                 // level with a tier
		w.puts("1").put(3, 10).put(3, 10).puts("0").puts("1").put(5, 4)
		w.put(0x101, 12).put(4, 5).puts("0 0")
		w.put(15, 4).put(15, 4).put(3839, 16).put(2159, 16)
		if got := av1Size(w.data); got != (Size{3840, 2160}) {
			t.Error(got)
		}
	})
	t.Run("cut", func(t *testing.T) {
		if got := av1Size(obuSequenceAOM[2:6]); got != (Size{}) {
			t.Error(got)
		}
	})
}

func FuzzAV1(f *testing.F) {
	fuzzParser(f, codec.AV1, av1Packet(0x08, obuSequenceAOM, obuFrameBytes), join(unhex("28 0d"), obuSequenceSVT, obuFrameBytes), unhex("80 03 ff ff ff"))
}

func BenchmarkAV1(b *testing.B) {
	// A delta frame of L3T3 with the descriptor of every packet.
	r := structureL2T2()
	p := NewParser(codec.AV1)
	var info Info
	in := Input{Payload: join(unhex("10"), obuFrameBytes, make([]byte, 1100)), Dependency: r}
	if err := p.Parse(&in, &info); err != nil {
		b.Fatal(err)
	}
	in.Dependency = unhex("c1 00 02")
	b.ReportAllocs()
	for b.Loop() {
		in.Timestamp += 3000
		if err := p.Parse(&in, &info); err != nil {
			b.Fatal(err)
		}
	}
}

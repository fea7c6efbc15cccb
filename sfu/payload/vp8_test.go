package payload

import (
	"bytes"
	"errors"
	"testing"

	"giaoban/sfu/codec"
)

// vp8Key is the head of a key frame of 320x180 from libvpx.
var vp8Key = unhex("30 51 00 9d 01 2a 40 01 b4 00 00 47")

func TestParseVP8(t *testing.T) {
	frame := []byte{0x31, 1, 2}
	for _, tt := range []struct {
		name string
		head string
		want VP8
	}{
		{"no extension", "10", VP8{Size: 1, PartitionStart: true}},
		{"continuation", "00", VP8{Size: 1}},
		{"a later partition is not the start", "13", VP8{Size: 1}},
		{"non-reference", "30", VP8{Size: 1, PartitionStart: true, NonReference: true}},
		{"extension without fields", "90 00", VP8{Size: 2, PartitionStart: true}},
		{"7-bit picture id", "90 80 7f", VP8{Size: 3, PartitionStart: true, PictureIDBits: 7, PictureID: 127}},
		{"15-bit picture id", "90 80 ff fe", VP8{Size: 4, PartitionStart: true, PictureIDBits: 15, PictureID: 0x7ffe}},
		{"small id in 15 bits", "90 80 80 05", VP8{Size: 4, PartitionStart: true, PictureIDBits: 15, PictureID: 5}},
		{"tl0picidx and tid", "90 e0 92 34 56 60", VP8{Size: 6, PartitionStart: true, PictureIDBits: 15, PictureID: 0x1234,
			HasTL0PicIdx: true, TL0PicIdx: 0x56, HasTID: true, TID: 1, LayerSync: true}},
		{"all fields", "90 f0 92 34 56 9f", VP8{Size: 6, PartitionStart: true, PictureIDBits: 15, PictureID: 0x1234,
			HasTL0PicIdx: true, TL0PicIdx: 0x56, HasTID: true, TID: 2, HasKeyIdx: true, KeyIdx: 31}},
		{"keyidx without tid", "90 10 c3", VP8{Size: 3, PartitionStart: true, HasKeyIdx: true, KeyIdx: 3}},
		{"tid without tl0picidx", "90 20 c0", VP8{Size: 3, PartitionStart: true, HasTID: true, TID: 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var d VP8
			if err := ParseVP8(join(unhex(tt.head), frame), &d); err != nil || d != tt.want {
				t.Errorf("%v, %+v", err, d)
			}
			for n := range len(unhex(tt.head)) + 1 {
				if err := ParseVP8(unhex(tt.head)[:n], &d); !errors.Is(err, ErrShort) || d != (VP8{}) {
					t.Errorf("cut to %d bytes: %v, %+v", n, err, d)
				}
			}
		})
	}
}

func TestRewriteVP8(t *testing.T) {
	frame := []byte{0x31, 1, 2}
	r := VP8Rewrite{PictureID: 0x4321, TL0PicIdx: 0x99, KeyIdx: 7}
	for _, tt := range []struct{ name, head, want string }{
		{"nothing to rewrite", "10", "10"},
		{"extension without fields", "90 00", "90 00"},
		{"7 bits stay 7 bits", "90 80 7f", "90 80 21"},
		{"15 bits stay 15 bits", "90 80 80 05", "90 80 c3 21"},
		{"tl0picidx alone", "90 40 01", "90 40 99"},
		{"keyidx leaves tid and sync", "90 f0 92 34 56 bf", "90 f0 c3 21 99 a7"},
		{"tid stays", "90 e0 92 34 56 60", "90 e0 c3 21 99 60"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := join(unhex(tt.head), frame)
			before := bytes.Clone(src)
			var d VP8
			if err := ParseVP8(src, &d); err != nil {
				t.Fatal(err)
			}
			dst := make([]byte, 100)
			n, err := RewriteVP8(dst, src, &d, r)
			if err != nil || !bytes.Equal(dst[:n], join(unhex(tt.want), frame)) {
				t.Errorf("%v, % x", err, dst[:n])
			}
			if !bytes.Equal(src, before) {
				t.Error("the shared packet was written to")
			}
			if _, err := RewriteVP8(dst[:len(src)-1], src, &d, r); !errors.Is(err, ErrShort) {
				t.Errorf("into a short buffer: %v", err)
			}
		})
	}
	t.Run("descriptor of another packet", func(t *testing.T) {
		if _, err := RewriteVP8(make([]byte, 9), []byte{1}, &VP8{Size: 6}, r); !errors.Is(err, ErrShort) {
			t.Error(err)
		}
		if _, err := RewriteVP8(make([]byte, 9), []byte{1}, &VP8{}, r); !errors.Is(err, ErrShort) {
			t.Error(err)
		}
	})
}

func TestVP8Frames(t *testing.T) {
	p := NewParser(codec.VP8)
	parse := func(t *testing.T, head string, frame []byte, marker bool) Info {
		t.Helper()
		var info Info
		if err := p.Parse(&Input{Payload: join(unhex(head), frame), Marker: marker}, &info); err != nil {
			t.Fatal(err)
		}
		return info
	}
	t.Run("key frame", func(t *testing.T) {
		info := parse(t, "90 80 80 01", vp8Key, false)
		if !info.Start || info.End || !info.Key || info.Width != 320 || info.Height != 180 {
			t.Errorf("%+v", info)
		}
		if sizes, n := p.Sizes(); n != 1 || sizes[0] != (Size{320, 180}) {
			t.Errorf("sizes %v, %d", sizes, n)
		}
	})
	t.Run("rest of the key frame", func(t *testing.T) {
		info := parse(t, "80 80 80 01", vp8Key, true)
		if info.Start || !info.End || info.Key {
			t.Errorf("%+v", info)
		}
	})
	t.Run("delta frame of the second temporal layer", func(t *testing.T) {
		info := parse(t, "b0 e0 80 02 05 60", []byte{0x31, 0, 0}, true)
		if !info.Start || info.Key || info.Temporal != 1 || !info.SwitchUp || !info.Discardable {
			t.Errorf("%+v", info)
		}
	})
	t.Run("encrypted key frame keeps its clear head", func(t *testing.T) {
		info := parse(t, "10", join(vp8Key[:10], bytes.Repeat([]byte{0xee}, 20)), true)
		if !info.Key || info.Width != 320 {
			t.Errorf("%+v", info)
		}
	})
	t.Run("key frame too short for its size", func(t *testing.T) {
		if info := parse(t, "10", vp8Key[:4], true); !info.Key || info.Width != 0 {
			t.Errorf("%+v", info)
		}
	})
}

func FuzzVP8(f *testing.F) {
	fuzzParser(f, codec.VP8, join(unhex("90 f0 92 34 56 9f"), vp8Key), unhex("10 30"), unhex("90 80 7f 00"))
}

// FuzzRewriteVP8 checks that what was rewritten reads back as it was asked for.
func FuzzRewriteVP8(f *testing.F) {
	f.Add(join(unhex("90 f0 92 34 56 9f"), vp8Key), uint16(7), uint8(8), uint8(9))
	f.Add(unhex("90 80 7f 00"), uint16(0xffff), uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, src []byte, id uint16, tl0, key uint8) {
		var before, after VP8
		if ParseVP8(src, &before) != nil {
			return
		}
		dst := make([]byte, len(src))
		n, err := RewriteVP8(dst, src, &before, VP8Rewrite{PictureID: id, TL0PicIdx: tl0, KeyIdx: key})
		if err != nil || n != len(src) {
			t.Fatal(n, err)
		}
		if err := ParseVP8(dst, &after); err != nil {
			t.Fatal(err)
		}
		want := before
		if want.PictureIDBits > 0 {
			want.PictureID = id & (1<<want.PictureIDBits - 1)
		}
		if want.HasTL0PicIdx {
			want.TL0PicIdx = tl0
		}
		if want.HasKeyIdx {
			want.KeyIdx = key & 0x1f
		}
		if after != want {
			t.Fatalf("%+v, want %+v", after, want)
		}
		if !bytes.Equal(dst[after.Size:], src[before.Size:]) {
			t.Fatal("the frame was changed")
		}
	})
}

func BenchmarkVP8(b *testing.B) {
	benchmarkParser(b, codec.VP8, join(unhex("90 f0 92 34 56 9f"), vp8Key, make([]byte, 1100)), nil)
}

func BenchmarkRewriteVP8(b *testing.B) {
	src := join(unhex("90 f0 92 34 56 9f"), vp8Key, make([]byte, 1100))
	dst := make([]byte, 1500)
	var d VP8
	if err := ParseVP8(src, &d); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := RewriteVP8(dst, src, &d, VP8Rewrite{PictureID: 9, TL0PicIdx: 9}); err != nil {
			b.Fatal(err)
		}
	}
}

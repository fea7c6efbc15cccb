package payload

import (
	"errors"
	"testing"

	"giaoban/sfu/codec"
)

// vp9Structure announces 320x180, 640x360 and 1280x720 and a picture group of two.
const vp9Structure = "58 0140 00b4 0280 0168 0500 02d0 02 04 01 34 02"

func TestVP9(t *testing.T) {
	for _, tt := range []struct {
		name   string
		head   string
		marker bool
		want   Info
	}{
		{"key frame without layers", "8c 9234", true,
			Info{Start: true, End: true, Key: true, PictureID: 0x1234, PictureIDBits: 15}},
		{"7-bit picture id", "8c 12", false,
			Info{Start: true, End: true, Key: true, PictureID: 0x12, PictureIDBits: 7}},
		{"inter picture", "cc 9234", false,
			Info{Start: true, End: true, InterPicture: true, PictureID: 0x1234, PictureIDBits: 15}},
		{"key picture, base layer, structure", "aa 9234 00 05 " + vp9Structure, false,
			Info{Start: true, Key: true, PictureID: 0x1234, PictureIDBits: 15, Width: 1280, Height: 720}},
		{"key picture, middle of the base layer", "a0 9234 00 05", false,
			Info{PictureID: 0x1234, PictureIDBits: 15}},
		{"key picture, upper layer predicted from the lower", "ac 9234 05 05", true,
			Info{Start: true, End: true, Spatial: 2, InterLayer: true, PictureID: 0x1234, PictureIDBits: 15}},
		{"inter picture, second temporal layer, up-switch", "e8 9234 32 05", false,
			Info{Start: true, Spatial: 1, Temporal: 1, SwitchUp: true, InterPicture: true, PictureID: 0x1234, PictureIDBits: 15}},
		{"flexible mode with references", "fc 9234 22 03 05 06", false,
			Info{Start: true, End: true, Spatial: 1, Temporal: 1, InterPicture: true, PictureID: 0x1234, PictureIDBits: 15}},
		{"structure without sizes", "0e 40", false,
			Info{Start: true, End: true, Key: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := NewParser(codec.VP9)
			head := unhex(tt.head)
			var info Info
			err := p.Parse(&Input{Payload: join(head, []byte{1, 2, 3}), Marker: tt.marker}, &info)
			if err != nil || info != tt.want {
				t.Errorf("%v\n got %+v\nwant %+v", err, info, tt.want)
			}
			for n := range len(head) + 1 {
				if err := p.Parse(&Input{Payload: head[:n]}, &info); !errors.Is(err, ErrShort) {
					t.Errorf("cut to %d bytes: %v", n, err)
				}
			}
		})
	}
	t.Run("more references than there may be", func(t *testing.T) {
		var info Info
		err := NewParser(codec.VP9).Parse(&Input{Payload: unhex("5c 03 03 03 02 00")}, &info)
		if !errors.Is(err, ErrMalformed) {
			t.Error(err)
		}
	})
}

func TestVP9Sizes(t *testing.T) {
	p := NewParser(codec.VP9)
	var info Info
	key := join(unhex("aa 9234 00 05 "+vp9Structure), []byte{1})
	if err := p.Parse(&Input{Payload: key}, &info); err != nil {
		t.Fatal(err)
	}
	want := [MaxSpatial]Size{{320, 180}, {640, 360}, {1280, 720}}
	if sizes, n := p.Sizes(); sizes != want || n != 3 {
		t.Errorf("sizes %v, %d layers", sizes, n)
	}
	t.Run("a late structure changes nothing", func(t *testing.T) {
		if err := p.Parse(&Input{Payload: unhex("0e 10 0001 0001 ff"), Late: true}, &info); err != nil {
			t.Fatal(err)
		}
		if sizes, n := p.Sizes(); sizes != want || n != 3 {
			t.Errorf("sizes %v, %d layers", sizes, n)
		}
	})
	t.Run("fewer layers", func(t *testing.T) {
		if err := p.Parse(&Input{Payload: unhex("0e 10 0140 00b4 ff")}, &info); err != nil {
			t.Fatal(err)
		}
		if sizes, n := p.Sizes(); sizes != ([MaxSpatial]Size{{320, 180}}) || n != 1 {
			t.Errorf("sizes %v, %d layers", sizes, n)
		}
	})
}

func FuzzVP9(f *testing.F) {
	fuzzParser(f, codec.VP9, join(unhex("aa 9234 00 05 "+vp9Structure), []byte{1}), unhex("fc 9234 22 03 05 06 00"), unhex("0e f8 ff"))
}

func BenchmarkVP9(b *testing.B) {
	benchmarkParser(b, codec.VP9, join(unhex("aa 9234 00 05 "+vp9Structure), make([]byte, 1100)), nil)
}

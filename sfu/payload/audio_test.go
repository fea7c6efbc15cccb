package payload

import (
	"bytes"
	"errors"
	"testing"

	"giaoban/sfu/codec"
)

func TestSplitRED(t *testing.T) {
	for _, tt := range []struct {
		name string
		raw  string
		want string
		pt   uint8
		err  error
	}{
		{"primary alone", "6f aabbcc", "aabbcc", 111, nil},
		{"one redundant block", "ef 0f0002 6f 0102 aabbcc", "aabbcc", 111, nil},
		{"two redundant blocks", "ef 1e0001 ef 0f0002 6f 01 0203 aa", "aa", 111, nil},
		{"long redundant block, primary of another codec", "ef 000100 00 " + string(bytes.Repeat([]byte("00"), 256)) + "aa", "aa", 0, nil},
		{"empty primary", "ef 0f0001 6f 01", "", 111, nil},
		{"empty", "", "", 0, ErrShort},
		{"block header cut", "ef 0f", "", 0, ErrShort},
		{"no primary header", "ef 0f0000", "", 0, ErrShort},
		{"redundant data cut", "ef 0f0009 6f 01", "", 0, ErrShort},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, pt, err := SplitRED(unhex(tt.raw))
			if !errors.Is(err, tt.err) || !bytes.Equal(got, unhex(tt.want)) || pt != tt.pt {
				t.Errorf("% x, %d, %v", got, pt, err)
			}
		})
	}
}

func TestAudio(t *testing.T) {
	for _, tt := range []struct {
		name    string
		codec   codec.Type
		payload string
		silence bool
		err     error
	}{
		{"Opus speech", codec.Opus, "78 0102030405", false, nil},
		{"Opus DTX of one byte", codec.Opus, "78", true, nil},
		{"Opus DTX of two bytes", codec.Opus, "78 00", true, nil},
		{"RED speech", codec.RED, "ef 0f0001 6f 01 78010203", false, nil},
		{"RED with silence as primary", codec.RED, "ef 0f0004 6f 78010203 78", true, nil},
		{"RED cut", codec.RED, "ef 0f", false, ErrShort},
		{"G.711", codec.PCMU, "ff", false, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var info Info
			err := NewParser(tt.codec).Parse(&Input{Payload: unhex(tt.payload)}, &info)
			if !errors.Is(err, tt.err) || info.Silence != tt.silence || !info.Start || !info.End || !info.Key {
				t.Errorf("%v, %+v", err, info)
			}
		})
	}
}

func FuzzRED(f *testing.F) {
	for _, s := range []string{"6f aabbcc", "ef 0f0002 6f 0102 aabbcc", "ef 0f", ""} {
		f.Add(unhex(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		primary, pt, err := SplitRED(raw)
		if err != nil {
			return
		}
		if len(primary) >= len(raw) || pt > 127 || !bytes.HasSuffix(raw, primary) {
			t.Fatalf("primary % x of payload type %d", primary, pt)
		}
	})
}

func BenchmarkRED(b *testing.B) {
	benchmarkParser(b, codec.RED, join(unhex("ef 0f0002 6f 0102"), make([]byte, 80)), nil)
}

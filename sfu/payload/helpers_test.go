package payload

import (
	"bytes"
	"encoding/hex"
	mathbits "math/bits"
	"strings"
	"testing"

	"giaoban/sfu/codec"
)

// unhex reads hexadecimal bytes with spaces anywhere.
func unhex(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err) //nolint:forbidigo // a slip in the test's own table
	}
	return b
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// bitWriter builds descriptors field by field, as their specifications list them.
type bitWriter struct {
	data []byte
	n    int
}

func (w *bitWriter) put(value uint32, n int) *bitWriter {
	for i := n - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.data = append(w.data, 0)
		}
		w.data[w.n/8] |= byte(value>>i&1) << (7 - w.n%8)
		w.n++
	}
	return w
}

// puts writes a string of ones and zeros.
func (w *bitWriter) puts(s string) *bitWriter {
	for _, c := range strings.ReplaceAll(s, " ", "") {
		w.put(uint32(c-'0'), 1)
	}
	return w
}

// ue writes an Exp-Golomb code (H.264, section 9.1), se a signed one.
func (w *bitWriter) ue(v uint32) *bitWriter {
	n := mathbits.Len32(v + 1)
	return w.put(0, n-1).put(v+1, n)
}

func (w *bitWriter) se(v int32) *bitWriter {
	if v > 0 {
		return w.ue(uint32(2*v - 1))
	}
	return w.ue(uint32(-2 * v))
}

// fuzzParser feeds a parser whatever the fuzzer finds, twice, so that what the
// first packet left behind is met by the second.
func fuzzParser(f *testing.F, c codec.Type, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s, []byte(nil), s)
	}
	f.Add(unhex("00"), unhex("c0"), unhex("ff ff ff ff"))
	f.Fuzz(func(t *testing.T, first, extension, second []byte) {
		p := NewParser(c)
		var info Info
		for i, b := range [][]byte{first, second} {
			in := Input{Payload: b, Timestamp: uint32(i), Dependency: extension, FrameMarking: extension}
			_ = p.Parse(&in, &info) // any error is right, a panic is not
			if info.Spatial < 0 || info.Temporal < 0 || info.Spatial > 7 || info.Temporal > 7 {
				t.Fatalf("layers %d, %d", info.Spatial, info.Temporal)
			}
		}
		if _, layers := p.Sizes(); layers < 1 || layers > MaxSpatial {
			t.Fatalf("%d spatial layers", layers)
		}
	})
}

func benchmarkParser(b *testing.B, c codec.Type, payload, dependency []byte) {
	p := NewParser(c)
	in := Input{Payload: payload, Dependency: dependency, Marker: true}
	var info Info
	b.ReportAllocs()
	for b.Loop() {
		in.Timestamp += 3000
		if err := p.Parse(&in, &info); err != nil {
			b.Fatal(err)
		}
	}
}

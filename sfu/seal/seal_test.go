package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err) //nolint:forbidigo // a typing error in a test
	}
	return b
}

// RFC 7714, section 16.
func TestRFC7714(t *testing.T) {
	const (
		header  = "8040f17b8041f8d35501a0b2"
		payload = "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573"
		key     = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
		salt    = "517569642070726f2071756f"
	)
	for name, tt := range map[string]struct {
		keyLength int
		want      string
	}{
		"AES-128-GCM": {16, "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce"},
		"AES-256-GCM": {32, "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := newSealer(unhex(key)[:tt.keyLength], unhex(salt))
			if err != nil {
				t.Fatal(err)
			}
			st := s.Stream(0x5501a0b2, 1)
			buf := make([]byte, 100)
			copy(buf, unhex(header))
			n, err := s.Seal(st, buf, 12, unhex(payload))
			if got := hex.EncodeToString(buf[:n]); err != nil || got != header+tt.want {
				t.Errorf("sealed is %s, %v", got, err)
			}
			copy(buf[12:], unhex(payload)) // in place, and the same again
			if n, err = s.Seal(st, buf, 12, buf[12:12+len(unhex(payload))]); err != nil || hex.EncodeToString(buf[:n]) != header+tt.want {
				t.Errorf("sealed in place is %x, %v", buf[:n], err)
			}
		})
	}
}

// RFC 3711, appendix B.3.
func TestRFC3711KeyDerivation(t *testing.T) {
	key, salt := unhex("E1F97A0D3E018BE0D64FA32C06DE4139"), unhex("0EC675AD498AFEEBB6960B3AABE6")
	for label, want := range map[byte]string{labelKey: "c61e7a93744f39ee10734afe3ff7a087", labelSalt: "30cbbc08863d8c85d49db34a9ae1"} {
		if got, err := derive(label, key, salt, len(want)/2); err != nil || hex.EncodeToString(got) != want {
			t.Errorf("label %d: %x, %v", label, got, err)
		}
	}
}

// The widely used test vectors of TLS 1.2's PRF, which is P_hash of label and seed.
func TestPRF(t *testing.T) {
	got := prf(sha256.New, unhex("9bbe436ba940f017b17652849a71db35"),
		append([]byte("test label"), unhex("a0ba9f936cda311827a6f796ffd5198c")...), 100)
	if want := "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66"; hex.EncodeToString(got) != want {
		t.Errorf("SHA-256: %x", got)
	}
	got = prf(sha512.New384, unhex("b80b733d6ceefcdc71566ea48e5567df"),
		append([]byte("test label"), unhex("cd665cf6a8447dd6ff8b27555edb7465")...), 148)
	if want := "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703d73e56f"; hex.EncodeToString(got) != want {
		t.Errorf("SHA-384: %x", got)
	}
}

func TestHandshakeIncomplete(t *testing.T) {
	whole := Handshake{sha256.New, make([]byte, 48), make([]byte, 32), make([]byte, 32)}
	if _, err := whole.ForServer(AES256GCM); err != nil {
		t.Error(err)
	}
	if _, err := whole.ForServer(1); !errors.Is(err, ErrProfile) {
		t.Errorf("profile 1: %v", err)
	}
	for _, part := range []Handshake{
		{nil, whole.MasterSecret, whole.ClientRandom, whole.ServerRandom},
		{sha256.New, nil, whole.ClientRandom, whole.ServerRandom},
		{sha256.New, whole.MasterSecret, nil, whole.ServerRandom},
		{sha256.New, whole.MasterSecret, whole.ClientRandom, nil},
	} {
		if _, err := part.ForServer(AES128GCM); err == nil {
			t.Error("keys of a handshake that lacks something")
		}
	}
}

var testKey, testSalt = make([]byte, 16), []byte("twelve bytes")

func testSealer(t testing.TB) *Sealer {
	t.Helper()
	s, err := newSealer(testKey, testSalt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// packetOf makes a buffer that begins with a header.
func packetOf(ssrc uint32, seq uint16) []byte {
	b := make([]byte, 200)
	b[0], b[1] = 0x80, 96
	binary.BigEndian.PutUint16(b[2:], seq)
	binary.BigEndian.PutUint32(b[8:], ssrc)
	return b
}

// open decrypts with a packet index, or returns nil.
func open(t rapid.TB, sealed []byte, ssrc uint32, index uint64) []byte {
	t.Helper()
	block, err := aes.NewCipher(testKey)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	var nonce [12]byte
	binary.BigEndian.PutUint32(nonce[2:], ssrc)
	binary.BigEndian.PutUint32(nonce[6:], uint32(index>>16))
	binary.BigEndian.PutUint16(nonce[10:], uint16(index))
	for i := range nonce {
		nonce[i] ^= testSalt[i]
	}
	text, err := aead.Open(nil, nonce[:], sealed[12:], sealed[:12])
	if err != nil {
		return nil
	}
	return text
}

func TestSealRefuses(t *testing.T) {
	const ssrc = 7
	s := testSealer(t)
	st := s.Stream(ssrc, 64)
	try := func(seq uint16, content string) error {
		_, err := s.Seal(st, packetOf(ssrc, seq), 12, []byte(content))
		return err
	}
	for i, step := range []struct {
		seq     uint16
		content string
		want    error
	}{
		{100, "a", nil},
		{100, "a", nil},
		{100, "b", ErrReused},
		{100, "a", nil},
		{99, "late", nil},
		{99, "changed", ErrReused},
		{36, "too late", ErrOld},
		{37, "just in time", nil},
		{65535, "before the first", ErrOld},
		{163, "c", nil},
		{100, "a", nil}, // the last of the window
		{164, "d", nil},
		{100, "a", ErrOld},
		{164 + half, "as near above as below", ErrOld},
		{164 + half - 1, "far ahead", nil},
		{164 + half - 2, "passed over", nil},
		{164, "d", ErrOld},
	} {
		if err := try(step.seq, step.content); !errors.Is(err, step.want) {
			t.Errorf("step %d: %d %q: %v, want %v", i, step.seq, step.content, err, step.want)
		}
	}
	buf := packetOf(ssrc, 164+half-1)
	if _, err := s.Seal(st, buf, 12, []byte("another content")); !errors.Is(err, ErrReused) || !bytes.Equal(buf[12:], make([]byte, len(buf)-12)) {
		t.Errorf("what was refused is left in the buffer: %v", err)
	}
	for name, f := range map[string]func() (int, error){
		"another stream's": func() (int, error) { return s.Seal(st, packetOf(8, 200), 12, nil) },
		"short header":     func() (int, error) { return s.Seal(st, packetOf(ssrc, 200), 11, nil) },
		"no room":          func() (int, error) { return s.Seal(st, packetOf(ssrc, 200)[:27], 12, nil) },
	} {
		if _, err := f(); !errors.Is(err, ErrPacket) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.Close()
	if err := try(201, "e"); !errors.Is(err, ErrClosed) || s.salt != [12]byte{} {
		t.Errorf("after Close: %v", err)
	}
}

func TestExhausted(t *testing.T) {
	s := testSealer(t)
	st := s.Stream(7, 64)
	st.started, st.highest = true, maxIndex-1
	if _, err := s.Seal(st, packetOf(7, 0xffff), 12, nil); err != nil {
		t.Errorf("the last index: %v", err)
	}
	if _, err := s.Seal(st, packetOf(7, 0), 12, nil); !errors.Is(err, ErrExhausted) {
		t.Errorf("behind the last index: %v", err)
	}
}

// Streams of one SSRC are one stream, whoever asks for them.
func TestOneStreamForAnSSRC(t *testing.T) {
	s := testSealer(t)
	if s.Stream(7, 64) != s.Stream(7, 512) || s.Stream(7, 64) == s.Stream(8, 64) {
		t.Error("streams are not told apart by SSRC")
	}
}

// Whatever is asked for, in any order: no index ever has two contents, what is
// sealed can be read with the index that was meant, and what is new is sealed.
func TestNonceIsNeverReused(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		window := rapid.IntRange(1, 600).Draw(rt, "window")
		s := testSealer(t)
		st := s.Stream(7, window)
		at := rapid.Uint64Range(0, 0x7fff).Draw(rt, "start")
		highest, contents := at, make(map[uint64][]byte)
		for range rapid.IntRange(1, 300).Draw(rt, "packets") {
			move := rapid.OneOf(rapid.Just(int64(1)), rapid.Int64Range(-8, 8), rapid.Int64Range(-700, 700), rapid.Int64Range(0, half-1)).Draw(rt, "move")
			meant := int64(highest) + move
			if len(contents) == 0 {
				meant = int64(at)
			}
			if meant < 0 {
				continue
			}
			index := uint64(meant)
			content := rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(rt, "content")
			buf := packetOf(7, uint16(index))
			n, err := s.Seal(st, buf, 12, content)
			before, was := contents[index]
			switch {
			case err == nil && was && !bytes.Equal(before, content):
				rt.Fatalf("index %d has two contents", index)
			case err == nil:
				if text := open(rt, buf[:n], 7, index); !bytes.Equal(text, content) {
					rt.Fatalf("index %d cannot be read", index)
				}
				contents[index] = content
				highest = max(highest, index)
			case meant > int64(highest)-int64(window) && !was:
				rt.Fatalf("index %d is new and was refused, highest %d: %v", index, highest, err)
			case meant > int64(highest)-int64(window) && bytes.Equal(before, content):
				rt.Fatalf("index %d was refused the second time: %v", index, err)
			}
		}
	})
}

// A hundred thousand packets in order and a little out of it, over two wraps.
func TestRollover(t *testing.T) {
	s := testSealer(t)
	st := s.Stream(7, 64)
	for i := uint64(30000); i < 160000; i += 2 {
		for _, index := range []uint64{i + 1, i} {
			buf := packetOf(7, uint16(index))
			n, err := s.Seal(st, buf, 12, []byte("x"))
			if err != nil || open(t, buf[:n], 7, index) == nil {
				t.Fatalf("index %d: %v", index, err)
			}
		}
	}
}

func FuzzSeal(f *testing.F) {
	f.Add(packetOf(7, 1), 12, []byte("payload"))
	f.Add([]byte{}, -1, []byte(nil))
	f.Fuzz(func(t *testing.T, buf []byte, header int, payload []byte) {
		if header < 0 || len(payload) > 1<<16 {
			return
		}
		s := testSealer(t)
		payload = bytes.Clone(payload) // the fuzzer's own may overlap with buf
		before := bytes.Clone(buf)
		n, err := s.Seal(s.Stream(7, 64), buf, header, payload)
		if err != nil {
			if !bytes.Equal(buf, before) {
				t.Fatal("refused, but the buffer changed")
			}
			return
		}
		if n != header+len(payload)+Overhead || !bytes.Equal(buf[:header], before[:header]) || !bytes.Equal(buf[n:], before[n:]) {
			t.Fatal("more than the payload was written")
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	s := testSealer(b)
	st := s.Stream(7, 512)
	buf, payload := packetOf(7, 0), make([]byte, 1100)
	buf = append(buf, make([]byte, 1200)...)
	var seq uint16
	b.ReportAllocs()
	b.SetBytes(int64(len(payload)))
	for b.Loop() {
		seq++
		binary.BigEndian.PutUint16(buf[2:], seq)
		if _, err := s.Seal(st, buf, 12, payload); err != nil {
			b.Fatal(err)
		}
	}
}

package sealed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"giaoban/internal/blob"
)

func disk(t testing.TB) *blob.Disk {
	t.Helper()
	store, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func content(n int) []byte {
	source := rand.New(rand.NewPCG(7, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(source.Uint32())
	}
	return b
}

func aboutOf(name string, plain []byte) *About {
	sum := sha256.Sum256(plain)
	return &About{Name: name, Size: int64(len(plain)), SHA256: hex.EncodeToString(sum[:]), Salt: bytes.Repeat([]byte{9}, SaltBytes)}
}

func put(t testing.TB, store blob.Store, key []byte, object string, plain []byte) *About {
	t.Helper()
	about := aboutOf(object, plain)
	sealing, err := Seal(key, about, bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	info, err := store.Put(t.Context(), object, sealing)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size != Size(about.Size) {
		t.Errorf("%d plain bytes are %d sealed, not %d", about.Size, info.Size, Size(about.Size))
	}
	return about
}

func read(ctx context.Context, store blob.Store, key []byte, object string, about *About, from int64) ([]byte, error) {
	r, err := Open(ctx, store, object, key, about)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // only read
	if _, err := r.Seek(from, io.SeekStart); err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

var sizes = []int{0, 1, payloadBytes - 1, payloadBytes, payloadBytes + 1, 3 * payloadBytes, 3*payloadBytes + 77}

func TestWhatIsSealedIsReadFromAnyPlace(t *testing.T) {
	store, key := disk(t), NewKey()
	for _, size := range sizes {
		plain := content(size)
		object := fmt.Sprintf("o-%d", size)
		about := put(t, store, key, object, plain)
		for _, from := range []int64{0, 1, payloadBytes - 1, payloadBytes, payloadBytes + 1, 2 * payloadBytes, int64(size) - 1, int64(size), int64(size) + 5} {
			if from < 0 {
				continue
			}
			got, err := read(t.Context(), store, key, object, about, from)
			want := plain[min(from, int64(size)):]
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes from %d: %d bytes, %v", size, from, len(got), err)
			}
		}
	}
}

func TestRangesOverHTTP(t *testing.T) {
	store, key, plain := disk(t), NewKey(), content(3*payloadBytes+77)
	about := put(t, store, key, "o", plain)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		opened, err := Open(r.Context(), store, "o", key, about)
		if err != nil {
			t.Error(err)
			return
		}
		defer opened.Close() //nolint:errcheck // only read
		http.ServeContent(w, r, "", time.Time{}, opened)
	}))
	defer server.Close()
	for _, c := range []struct {
		header string
		status int
		want   []byte
	}{
		{"bytes=0-9", http.StatusPartialContent, plain[:10]},
		{fmt.Sprintf("bytes=%d-%d", payloadBytes-3, payloadBytes+3), http.StatusPartialContent, plain[payloadBytes-3 : payloadBytes+4]},
		{"bytes=-5", http.StatusPartialContent, plain[len(plain)-5:]},
		{fmt.Sprintf("bytes=%d-%d", len(plain)-2, len(plain)+100), http.StatusPartialContent, plain[len(plain)-2:]},
		{fmt.Sprintf("bytes=%d-", len(plain)), http.StatusRequestedRangeNotSatisfiable, nil},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Range", c.header)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != c.status || c.want != nil && !bytes.Equal(got, c.want) {
			t.Errorf("%s: %d, %d bytes, %v", c.header, answer.StatusCode, len(got), err)
		}
	}
}

// Whatever is done to an object, what is read before the damage is noticed is what was sealed.
func TestDamageIsRefused(t *testing.T) {
	key, plain := NewKey(), content(3*payloadBytes+77)
	whole := func() []byte {
		sealing, err := Seal(key, aboutOf("o", plain), bytes.NewReader(plain))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(sealing)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	pack := func(b []byte, i int) []byte { return b[i*packageBytes : (i+1)*packageBytes] }
	damages := map[string]func(b []byte) []byte{
		"cut off in a package":   func(b []byte) []byte { return b[:len(b)-1] },
		"cut off at a package":   func(b []byte) []byte { return b[:3*packageBytes] },
		"more":                   func(b []byte) []byte { return append(b, 0) },
		"empty":                  func([]byte) []byte { return nil },
		"two packages exchanged": func(b []byte) []byte { return bytes.Join([][]byte{pack(b, 1), pack(b, 0), b[2*packageBytes:]}, nil) },
		"a package twice":        func(b []byte) []byte { return bytes.Join([][]byte{pack(b, 0), pack(b, 0), b[2*packageBytes:]}, nil) },
		"packages exchanged, their numbers made to fit": func(b []byte) []byte {
			first, second := bytes.Clone(pack(b, 0)), bytes.Clone(pack(b, 1))
			first[headerBytes-4] ^= 1 // the number is little-endian, mixed into the nonce's last four bytes
			second[headerBytes-4] ^= 1
			return bytes.Join([][]byte{second, first, b[2*packageBytes:]}, nil)
		},
	}
	for _, at := range []int{0, 1, nonceAt, headerBytes - 4, headerBytes, packageBytes - 1, packageBytes, packageBytes + 5, 3*packageBytes + 3, 3*packageBytes + 20} {
		damages[fmt.Sprintf("byte %d flipped", at)] = func(b []byte) []byte { b[at] ^= 1; return b }
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			store := disk(t)
			if _, err := store.Put(t.Context(), "o", bytes.NewReader(damage(whole()))); err != nil {
				t.Fatal(err)
			}
			damaged := false
			for _, from := range []int64{0, 10, payloadBytes, 2*payloadBytes - 1, 3 * payloadBytes} {
				got, err := read(t.Context(), store, key, "o", aboutOf("o", plain), from)
				if !bytes.HasPrefix(plain[from:], got) {
					t.Errorf("from %d: garbage", from)
				}
				if err != nil && !errors.Is(err, ErrDamaged) {
					t.Errorf("from %d: %v", from, err)
				}
				damaged = damaged || err != nil
			}
			if !damaged {
				t.Error("nothing was noticed")
			}
		})
	}
}

func TestAnObjectIsReadAsItselfAlone(t *testing.T) {
	store, key, plain := disk(t), NewKey(), content(payloadBytes+5)
	about := put(t, store, key, "a", plain)
	for name, other := range map[string]func(a *About){
		"another name": func(a *About) { a.Name = "b" },
		"another sum":  func(a *About) { a.SHA256 = hex.EncodeToString(make([]byte, 32)) },
		"another salt": func(a *About) { a.Salt = bytes.Repeat([]byte{1}, SaltBytes) },
		"another size": func(a *About) { a.Size++ },
	} {
		changed := *about
		other(&changed)
		if got, err := read(t.Context(), store, key, "a", &changed, 0); !errors.Is(err, ErrDamaged) || len(got) > 0 {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	if got, err := read(t.Context(), store, NewKey(), "a", about, 0); !errors.Is(err, ErrDamaged) || len(got) > 0 {
		t.Errorf("another key: %d bytes, %v", len(got), err)
	}
	if _, err := Open(t.Context(), store, "a", key[:5], about); err == nil {
		t.Error("a short key is taken")
	}
}

func TestSealingAgainGivesTheSame(t *testing.T) {
	key, plain := NewKey(), content(payloadBytes+5)
	var before []byte
	for range 2 {
		sealing, err := Seal(key, aboutOf("o", plain), bytes.NewReader(plain))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(sealing)
		if err != nil || before != nil && !bytes.Equal(got, before) {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
		before = got
	}
}

// FuzzRead holds that bytes which were not sealed are never read.
func FuzzRead(f *testing.F) {
	key, plain := bytes.Repeat([]byte{3}, KeyBytes), content(payloadBytes+100)
	about := aboutOf("o", plain)
	sealing, err := Seal(key, about, bytes.NewReader(plain))
	if err != nil {
		f.Fatal(err)
	}
	whole, err := io.ReadAll(sealing)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(0, byte(1), int64(0))
	f.Add(packageBytes+4, byte(0x80), int64(payloadBytes))
	f.Fuzz(func(t *testing.T, at int, flip byte, from int64) {
		if at < 0 || from < 0 || from > int64(len(plain)) {
			return
		}
		damaged := bytes.Clone(whole)
		damaged[at%len(damaged)] ^= flip
		store := disk(t)
		if _, err := store.Put(t.Context(), "o", bytes.NewReader(damaged)); err != nil {
			t.Fatal(err)
		}
		got, err := read(t.Context(), store, key, "o", about, from)
		if !bytes.HasPrefix(plain[from:], got) || err == nil && len(got) != len(plain)-int(from) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	store, key, plain := disk(b), NewKey(), content(8<<20)
	about := put(b, store, key, "o", plain)
	b.SetBytes(int64(len(plain)))
	for b.Loop() {
		if _, err := read(b.Context(), store, key, "o", about, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// Package blobtest is the conformance suite of blob stores: what holds for one holds for all.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"giaoban/internal/blob"
	"giaoban/internal/fault"
)

// Run holds the store that open returns, a fresh and empty one each time, to blob.Store's contract.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	for name, test := range map[string]func(*testing.T, blob.Store){
		"what is put is got":           putAndGet,
		"ranges":                       ranges,
		"put replaces":                 replace,
		"a failed put changes nothing": failedPut,
		"a cancelled put leaves none":  cancelledPut,
		"nothing there":                missing,
		"bad keys":                     badKeys,
		"list":                         list,
		"writers and readers at once":  concurrent,
		"a reader that seeks":          seek,
		"nested keys":                  nested,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func put(t *testing.T, s blob.Store, key string, content []byte) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), key, bytes.NewReader(content))
	if err != nil {
		t.Fatalf("Put %s: %v", key, err)
	}
	if info.Key != key || info.Size != int64(len(content)) || info.Modified.IsZero() {
		t.Errorf("Put %s: %+v", key, info)
	}
	return info
}

func get(t *testing.T, s blob.Store, key string, offset, length int64) []byte {
	t.Helper()
	r, err := s.Get(t.Context(), key, offset, length)
	if err != nil {
		t.Fatalf("Get %s: %v", key, err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read %s: %v", key, err)
	}
	return content
}

func random(n int) []byte {
	content := make([]byte, n)
	source := rand.New(rand.NewPCG(1, uint64(n))) //nolint:gosec // the same bytes each time
	for i := range content {
		content[i] = byte(source.Uint32())
	}
	return content
}

func putAndGet(t *testing.T, s blob.Store) {
	for _, size := range []int{0, 1, 4096, 3<<20 + 7} {
		key, content := fmt.Sprintf("size-%d", size), random(size)
		put(t, s, key, content)
		if !bytes.Equal(get(t, s, key, 0, -1), content) {
			t.Errorf("%d bytes came back different", size)
		}
		if info, err := s.Stat(t.Context(), key); err != nil || info.Size != int64(size) {
			t.Errorf("Stat: %+v %v", info, err)
		}
	}
}

func ranges(t *testing.T, s blob.Store) {
	put(t, s, "k", []byte("0123456789"))
	for _, c := range []struct {
		offset, length int64
		want           string
	}{{0, 3, "012"}, {3, 4, "3456"}, {9, 1, "9"}, {8, 100, "89"}, {10, 1, ""}, {50, -1, ""}, {4, -1, "456789"}, {4, 0, ""}} {
		if got := string(get(t, s, "k", c.offset, c.length)); got != c.want {
			t.Errorf("Get %d+%d: %q, want %q", c.offset, c.length, got, c.want)
		}
	}
	if _, err := s.Get(t.Context(), "k", -1, 1); !fault.Is(err, fault.Invalid) {
		t.Errorf("a range before the start: %v", err)
	}
}

func replace(t *testing.T, s blob.Store) {
	put(t, s, "k", []byte("the first, longer"))
	old, err := s.Get(t.Context(), "k", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	put(t, s, "k", []byte("second"))
	if got := get(t, s, "k", 0, -1); string(got) != "second" {
		t.Errorf("after replacing: %q", got)
	}
}

func failedPut(t *testing.T, s blob.Store) {
	broken := func() io.Reader {
		return io.MultiReader(strings.NewReader(strings.Repeat("x", 100_000)), iotest.ErrReader(errors.New("line cut")))
	}
	put(t, s, "kept", []byte("kept"))
	for _, key := range []string{"kept", "new"} {
		if _, err := s.Put(t.Context(), key, broken()); err == nil || !strings.Contains(err.Error(), "line cut") {
			t.Errorf("Put %s of a broken reader: %v", key, err)
		}
	}
	if got := get(t, s, "kept", 0, -1); string(got) != "kept" {
		t.Errorf("a failed Put left %d bytes", len(got))
	}
	if _, err := s.Stat(t.Context(), "new"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a failed Put left something: %v", err)
	}
}

func cancelledPut(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, "k", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v", err)
	}
	if _, err := s.Stat(t.Context(), "k"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Stat: %v", err)
	}
}

func missing(t *testing.T, s blob.Store) {
	put(t, s, "a/b", nil)
	for _, key := range []string{"none", "a", "a/b/c", "a/c"} {
		if _, err := s.Get(t.Context(), key, 0, -1); !fault.Is(err, fault.NotFound) {
			t.Errorf("Get %s: %v", key, err)
		}
		if _, err := s.Stat(t.Context(), key); !fault.Is(err, fault.NotFound) {
			t.Errorf("Stat %s: %v", key, err)
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Errorf("Delete %s: %v", key, err)
		}
	}
	if err := s.Delete(t.Context(), "a/b"); err != nil {
		t.Error(err)
	}
	if _, err := s.Stat(t.Context(), "a/b"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Stat after Delete: %v", err)
	}
}

func badKeys(t *testing.T, s blob.Store) {
	for _, key := range []string{
		"", "/", "/etc/passwd", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".hidden", "a/.b",
		"a b", "a\\b", "a\x00b", "tài-liệu", "a\xff", strings.Repeat("k", 513), "a:b", "a%2fb",
	} {
		_, putErr := s.Put(t.Context(), key, strings.NewReader("x"))
		_, getErr := s.Get(t.Context(), key, 0, -1)
		_, statErr := s.Stat(t.Context(), key)
		for act, err := range map[string]error{"Put": putErr, "Get": getErr, "Stat": statErr, "Delete": s.Delete(t.Context(), key)} {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s %q: %v", act, key, err)
			}
		}
	}
}

func list(t *testing.T, s blob.Store) {
	for _, key := range []string{"b/1", "a.b", "a/2", "a/1", "a-c", "c", "a/d/e"} {
		put(t, s, key, []byte(key))
	}
	for prefix, want := range map[string]string{
		"": "a-c a.b a/1 a/2 a/d/e b/1 c", "a/": "a/1 a/2 a/d/e", "a": "a-c a.b a/1 a/2 a/d/e", "b/1": "b/1", "x": "", "a/d/": "a/d/e",
	} {
		var keys []string
		for info, err := range s.List(t.Context(), prefix) {
			if err != nil {
				t.Fatal(err)
			}
			if info.Size != int64(len(info.Key)) {
				t.Errorf("List: %+v", info)
			}
			keys = append(keys, info.Key)
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("List %q: %s, want %s", prefix, got, want)
		}
	}
	for _, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Error(err)
		}
		break // stopping early is fine
	}
}

func concurrent(t *testing.T, s blob.Store) {
	versions := [][]byte{bytes.Repeat([]byte("a"), 200_000), bytes.Repeat([]byte("b"), 100_000)}
	put(t, s, "k", versions[0])
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for range 10 {
				if _, err := s.Put(t.Context(), "k", bytes.NewReader(versions[i%2])); err != nil {
					t.Errorf("Put: %v", err)
				}
			}
		})
		group.Go(func() {
			for range 20 {
				r, err := s.Get(t.Context(), "k", 0, -1)
				if err != nil {
					t.Errorf("Get: %v", err)
					return
				}
				content, err := io.ReadAll(r)
				if r.Close(); err != nil || !slices.ContainsFunc(versions, func(v []byte) bool { return bytes.Equal(v, content) }) {
					t.Errorf("read a mixture of %d bytes: %v", len(content), err)
				}
			}
		})
	}
	group.Wait()
}

func seek(t *testing.T, s blob.Store) {
	info := put(t, s, "k", random(100_000))
	r := blob.NewReader(t.Context(), s, info)
	defer func() { _ = r.Close() }() // of a reader
	if err := iotest.TestReader(r, random(100_000)); err != nil {
		t.Error(err)
	}
}

func nested(t *testing.T, s blob.Store) {
	key := "papers/ab/" + strings.Repeat("c", 64)
	put(t, s, key, []byte("deep"))
	if got := get(t, s, key, 1, 2); string(got) != "ee" {
		t.Errorf("got %q", got)
	}
}

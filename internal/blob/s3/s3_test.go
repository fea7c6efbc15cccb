package s3

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"giaoban/internal/blob"
	"giaoban/internal/blob/blobtest"
	"giaoban/internal/fault"
)

const bucket = "ghi-hinh"

// bucketServer is an S3 server with one bucket, in whose way a test may stand.
type bucketServer struct {
	*httptest.Server
	serve http.Handler

	mu    sync.Mutex
	stand func(w http.ResponseWriter, r *http.Request) bool // guarded by mu; answers in the server's place and returns true
	parts []string                                          // guarded by mu; numbers of parts that came
}

func (s *bucketServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	stand := s.stand
	if number := r.URL.Query().Get("partNumber"); number != "" {
		s.parts = append(s.parts, number)
	}
	s.mu.Unlock()
	if stand != nil && stand(w, r) {
		return
	}
	if !strings.Contains(r.Header.Get("Authorization"), "Credential=key/") { // the library lets everybody in
		refuse(w, http.StatusForbidden, "InvalidAccessKeyId")
		return
	}
	if r.Method == http.MethodPut && r.Header.Get("Content-Length") == "" { // the library wants to be told of nothing too
		r.Header.Set("Content-Length", "0")
	}
	s.serve.ServeHTTP(w, r)
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>no</Message></Error>", code)
}

func (s *bucketServer) standing(stand func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stand = stand
}

func (s *bucketServer) came() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	came := strings.Join(s.parts, " ")
	s.parts = nil
	return came
}

func serve(t *testing.T, start func(http.Handler) *httptest.Server) *bucketServer {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket(bucket); err != nil {
		t.Fatal(err)
	}
	s := &bucketServer{serve: gofakes3.New(backend).Server()}
	s.Server = start(s)
	t.Cleanup(s.Close)
	return s
}

const smallParts = 5 << 20

func open(t *testing.T, s *bucketServer, change func(*Config)) *Store {
	t.Helper()
	cfg := Config{
		Endpoint: s.URL, Bucket: bucket, Prefix: "giaoban/", AccessKey: "key", SecretKey: "secret", PathStyle: true, PartBytes: smallParts, Timeout: 30 * time.Second,
	}
	if change != nil {
		change(&cfg)
	}
	store, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func TestConformance(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store { return open(t, serve(t, httptest.NewServer), nil) })
}

func TestLayersConformance(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store {
		disk, err := blob.OpenDisk(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		return blob.Layers{First: open(t, serve(t, httptest.NewServer), nil), Second: disk}
	})
}

func TestOverTLSWithACertificateOfItsOwn(t *testing.T) {
	server := serve(t, httptest.NewTLSServer)
	name := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	store := open(t, server, func(c *Config) { c.CAFile = name })
	if _, err := store.Put(t.Context(), "k", strings.NewReader("x")); err != nil {
		t.Error(err)
	}
	_, err := open(t, server, nil).Put(t.Context(), "k", strings.NewReader("x"))
	if blob.Reason(err) != blob.ReasonUnreachable {
		t.Errorf("a certificate of nobody: %v", err)
	}
}

func content(n int) []byte {
	source := rand.New(rand.NewPCG(3, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(source.Uint32())
	}
	return b
}

func same(t *testing.T, s *Store, key string, want []byte) {
	t.Helper()
	r, err := s.Get(t.Context(), key, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	r.Close()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes of %d: %v", len(got), len(want), err)
	}
}

func TestAnUploadThatWasCutOffGoesOnWithThePartsThatAreThere(t *testing.T) {
	server := serve(t, httptest.NewServer)
	data := content(3*smallParts + 1000)
	store := open(t, server, nil)
	ctx, kill := context.WithCancel(t.Context())
	_, err := store.Put(ctx, "k", io.MultiReader(bytes.NewReader(data[:2*smallParts+10]), readerFunc(func([]byte) (int, error) { kill(); return 0, ctx.Err() })))
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if came := server.came(); came != "1 2" {
		t.Errorf("before: parts %s", came)
	}
	if _, err := store.Stat(t.Context(), "k"); !fault.Is(err, fault.NotFound) {
		t.Errorf("half of it is there: %v", err)
	}
	again := open(t, server, nil) // another process
	if _, err := again.Put(t.Context(), "k", bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if came := server.came(); came != "3 4" {
		t.Errorf("after: parts %s", came)
	}
	same(t, again, "k", data)
	t.Run("other bytes go all up again", func(t *testing.T) {
		other := content(2*smallParts + 1)
		if _, err := store.Put(t.Context(), "other", io.MultiReader(bytes.NewReader(data[:smallParts+1]), iotest.ErrReader(errors.New("cut")))); err == nil {
			t.Fatal("not cut")
		}
		server.came()
		if _, err := again.Put(t.Context(), "other", bytes.NewReader(other)); err != nil {
			t.Fatal(err)
		}
		if came := server.came(); came != "1 2 3" {
			t.Errorf("parts %s", came)
		}
		same(t, again, "other", other)
	})
	t.Run("what nobody goes on with is given up", func(t *testing.T) {
		if _, err := store.Put(t.Context(), "half", io.MultiReader(bytes.NewReader(data[:smallParts+1]), iotest.ErrReader(errors.New("cut")))); err == nil {
			t.Fatal("not cut")
		}
		if err := store.Abandon(t.Context(), time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		if upload, err := store.begun(t.Context(), "half"); upload == "" || err != nil {
			t.Errorf("a young one: %q, %v", upload, err)
		}
		if err := store.Abandon(t.Context(), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if upload, err := store.begun(t.Context(), "half"); upload != "" || err != nil {
			t.Errorf("an old one: %q, %v", upload, err)
		}
	})
}

// The store puts the parts together, and the answer is lost: asked again it knows of no such upload, and all is well.
func TestTheAnswerToTheLastStepIsLost(t *testing.T) {
	server := serve(t, httptest.NewServer)
	store, data := open(t, server, nil), content(smallParts+1000)
	var lost atomic.Bool
	server.standing(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || !r.URL.Query().Has("uploadId") || lost.Swap(true) {
			return false
		}
		server.serve.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler) //nolint:forbidigo // how a connection is cut off in the middle
	})
	if _, err := store.Put(t.Context(), "k", bytes.NewReader(data)); err != nil || !lost.Load() {
		t.Fatalf("%v, an answer was lost: %v", err, lost.Load())
	}
	same(t, store, "k", data)
	if store.stands(t.Context(), "k", 7, "") || store.stands(t.Context(), "another", int64(len(data)), "") {
		t.Error("another object is taken for it")
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestAStoreThatDoesNotWork(t *testing.T) {
	hung := make(chan struct{})
	ended := sync.OnceFunc(func() { close(hung) })
	answer := func(status int, code string) func(w http.ResponseWriter, _ *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			refuse(w, status, code)
			return true
		}
	}
	for name, c := range map[string]struct {
		stand func(w http.ResponseWriter, r *http.Request) bool
		want  string
	}{
		"refusing":  {answer(http.StatusForbidden, "AccessDenied"), blob.ReasonRefused},
		"no bucket": {answer(http.StatusNotFound, "NoSuchBucket"), blob.ReasonRefused},
		"busy":      {answer(http.StatusServiceUnavailable, "SlowDown"), blob.ReasonBusy},
		"full":      {answer(http.StatusInsufficientStorage, "XMinioStorageFull"), blob.ReasonFull},
		"hanging":   {func(_ http.ResponseWriter, r *http.Request) bool { <-hung; return true }, blob.ReasonUnreachable},
		"breaking": {func(w http.ResponseWriter, _ *http.Request) bool {
			connection, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				connection.Close()
			}
			return true
		}, blob.ReasonUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, httptest.NewServer)
			store := open(t, server, func(c *Config) {
				if name == "hanging" { // elsewhere a slow machine is no store that hangs
					c.Timeout = 300 * time.Millisecond
				}
			})
			server.standing(c.stand)
			if name == "hanging" {
				t.Cleanup(ended) // before its server waits for its answers
			}
			for size, what := range map[int]string{10: "in one", smallParts + 10: "in parts"} {
				if _, err := store.Put(t.Context(), "k", bytes.NewReader(content(size))); blob.Reason(err) != c.want || !fault.Is(err, fault.Unavailable) {
					t.Errorf("Put %s: %v", what, err)
				}
			}
			if _, err := store.Get(t.Context(), "k", 0, -1); blob.Reason(err) != c.want {
				t.Errorf("Get: %v", err)
			}
			server.standing(nil)
			for deadline := time.Now().Add(time.Minute); ; {
				_, err := store.Put(t.Context(), "k", strings.NewReader("back"))
				if err == nil {
					break
				}
				if name != "hanging" || time.Now().After(deadline) {
					t.Fatalf("when it is back: %v", err)
				}
			}
		})
	}
	t.Run("wrong key", func(t *testing.T) {
		store := open(t, serve(t, httptest.NewServer), func(c *Config) { c.AccessKey = "other" })
		if _, err := store.Put(t.Context(), "k", strings.NewReader("x")); blob.Reason(err) != blob.ReasonRefused || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v", err)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		store := open(t, serve(t, httptest.NewServer), func(c *Config) { c.Endpoint = "http://127.0.0.1:1" })
		if _, err := store.Put(t.Context(), "k", strings.NewReader("x")); blob.Reason(err) != blob.ReasonUnreachable {
			t.Errorf("%v", err)
		}
	})
}

func TestTheRateIsKept(t *testing.T) {
	store := open(t, serve(t, httptest.NewServer), func(c *Config) { c.BytesPerSecond = 1 << 20 })
	began := time.Now()
	if _, err := store.Put(t.Context(), "k", bytes.NewReader(content(600<<10))); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 500*time.Millisecond {
		t.Errorf("600 KiB at 1 MiB/s went in %v", took)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, endpoint := range []string{"", "s3.tinh.gov.vn", "ftp://x", "https://x/path", "https://"} {
		if _, err := Open(Config{Endpoint: endpoint, Bucket: bucket}); err == nil {
			t.Errorf("%q is taken", endpoint)
		}
	}
	if _, err := Open(Config{Endpoint: "https://x", Bucket: bucket, CAFile: "/nonexistent"}); err == nil {
		t.Error("no certificate is taken")
	}
}

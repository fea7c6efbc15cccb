package bench

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"giaoban/cmd/giaoban/bench/benchtest"
	"giaoban/cmd/giaoban/bench/client"
	"giaoban/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func testRun(t *testing.T, server *benchtest.Server, load Load) *run {
	t.Helper()
	target, err := newTarget(t.Context(), server.URL, benchtest.Key, benchtest.Secret, false)
	if err != nil {
		t.Fatal(err)
	}
	return &run{party: party{load: load, target: target, room: "test", sample: 5, joined: func() {}}}
}

func smallLoad() Load {
	load := defaultLoad()
	load.Subscribers, load.JoinRate, load.Warmup, load.Duration = 3, 50, 0, time.Second
	return load
}

func TestMeasure(t *testing.T) {
	t.Run("everything that was sent is accounted for", func(t *testing.T) {
		server := benchtest.NewServer(t)
		result, err := testRun(t, server, smallLoad()).measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p := result.Packets
		if p.Sent == 0 || p.Expected != p.Sent*3 || p.Delivered != p.Expected {
			t.Errorf("sent %d, expected %d, delivered %d: want all of them three times", p.Sent, p.Expected, p.Delivered)
		}
		if p.Missing != 0 || p.Gaps != 0 || p.Duplicates != 0 {
			t.Errorf("%d missing, %d gaps, %d duplicates: want none", p.Missing, p.Gaps, p.Duplicates)
		}
		if server.Reports.Load() == 0 || server.NACKs.Load() != 0 {
			t.Errorf("%d receiver reports and %d NACKs: want reports only", server.Reports.Load(), server.NACKs.Load())
		}
		if result.Join.Count != 3 || result.Join.Median <= 0 {
			t.Errorf("join times %+v: want three", result.Join)
		}
		if result.Decrypted == 0 || result.Delay == nil || uint64(result.Delay.Count) != result.Decrypted {
			t.Errorf("%d packets decrypted, delays %+v: want a delay of each", result.Decrypted, result.Delay)
		}
		if result.Cipher != "AES-GCM" {
			t.Errorf("cipher %s: want AES-GCM, which both sides have", result.Cipher)
		}
	})
	t.Run("what the server loses is seen", func(t *testing.T) {
		server := benchtest.NewServer(t)
		server.DropEvery = 10
		result, err := testRun(t, server, smallLoad()).measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p := result.Packets
		lost := p.Expected - p.Delivered
		if lost == 0 || p.Delivered > p.Expected || p.Gaps == 0 {
			t.Errorf("expected %d, delivered %d, %d gaps: want a loss", p.Expected, p.Delivered, p.Gaps)
		}
		// A loss at the very edge of the window is seen by counting or by the numbers, not by both: one at each edge
		// of each of the three.
		if max(p.Missing, lost)-min(p.Missing, lost) > 2*3 {
			t.Errorf("%d lost, %d missing in sequence", lost, p.Missing)
		}
	})
	t.Run("audio, some of the tracks each", func(t *testing.T) {
		load := smallLoad()
		load.Video, load.Publishers, load.Streams = false, 3, 2
		load.PacketSize, load.PacketRate, load.Burst = 120, 50, 1
		result, err := testRun(t, benchtest.NewServer(t), load).measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if p := result.Packets; p.Sent == 0 || p.Delivered != p.Expected {
			t.Errorf("sent %d, expected %d, delivered %d", p.Sent, p.Expected, p.Delivered)
		}
	})
	t.Run("the highest of three layers", func(t *testing.T) {
		load := smallLoad()
		load.Simulcast, load.Subscribers = true, 1
		server := benchtest.NewServer(t)
		result, err := testRun(t, server, load).measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if p := result.Packets; p.Sent < 100 || p.Delivered != p.Expected {
			t.Errorf("sent %d, expected %d, delivered %d", p.Sent, p.Expected, p.Delivered)
		}
	})
	t.Run("the server's process is weighed", func(t *testing.T) {
		r := testRun(t, benchtest.NewServer(t), smallLoad())
		r.serverPID = os.Getpid()
		result, err := r.measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if s := result.Server; s == nil || s.Resident <= 0 || s.Peak < s.Resident {
			t.Errorf("got %+v", result.Server)
		}
	})
}

func TestMeasureFails(t *testing.T) {
	t.Run("with the server's words when it refuses", func(t *testing.T) {
		r := testRun(t, benchtest.NewServer(t), smallLoad())
		r.target.secret = "a wrong secret that is long enough to sign with"
		_, err := r.measure(t.Context())
		if err == nil || !strings.Contains(err.Error(), "401") || !strings.Contains(err.Error(), "invalid token") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("when nobody listens", func(t *testing.T) {
		r := testRun(t, benchtest.NewServer(t), smallLoad())
		r.target.url.Host = "127.0.0.1:1"
		if _, err := r.measure(t.Context()); err == nil {
			t.Error("no error")
		}
	})
	t.Run("when the server ends a session", func(t *testing.T) {
		server := benchtest.NewServer(t)
		load := smallLoad()
		load.Warmup = time.Hour
		r := testRun(t, server, load)
		r.joined = func() { server.Leave() }
		if _, err := r.measure(t.Context()); !errors.Is(err, client.ErrEnded) {
			t.Errorf("error %v: want ErrEnded", err)
		}
	})
	t.Run("when it is interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		load := smallLoad()
		load.Warmup = time.Hour
		r := testRun(t, benchtest.NewServer(t), load)
		r.joined = cancel
		if _, err := r.measure(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v: want Canceled", err)
		}
	})
}

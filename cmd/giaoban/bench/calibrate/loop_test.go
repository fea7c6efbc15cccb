package calibrate

import (
	"context"
	"errors"
	"testing"
	"time"

	"giaoban/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func TestRun(t *testing.T) {
	config := Default()
	config.Duration = 20 * time.Millisecond

	t.Run("packets are sent and read", func(t *testing.T) {
		result, err := Run(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		if result.Packets == 0 || result.Packets%checkEvery != 0 || result.Received == 0 || result.Received > result.Packets {
			t.Errorf("got %+v", result)
		}
		if result.CPU <= 0 || result.SecondsPerMillion() <= 0 {
			t.Errorf("no CPU time in %+v", result)
		}
	})
	t.Run("it ends when told to", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Run(ctx, config); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("impossible sizes are refused", func(t *testing.T) {
		for _, bad := range []Config{{PacketSize: 0, Receivers: 1}, {PacketSize: 1 << 20, Receivers: 1}, {PacketSize: 1}} {
			if _, err := Run(t.Context(), bad); err == nil {
				t.Errorf("%+v gives no error", bad)
			}
		}
	})
	t.Run("a core that is not there is an error", func(t *testing.T) {
		bad := config
		bad.SendCPU = 1 << 20
		if _, err := Run(t.Context(), bad); err == nil {
			t.Error("no error")
		}
	})
}

func TestSecondsPerMillion(t *testing.T) {
	if got := (Result{Packets: 500_000, CPU: 2 * time.Second}).SecondsPerMillion(); got != 4 {
		t.Errorf("got %v: want 4", got)
	}
	if got := (Result{}).SecondsPerMillion(); got != 0 {
		t.Errorf("got %v of nothing", got)
	}
}

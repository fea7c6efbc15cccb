package transport

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// gathered sums up the samples of each metric.
func gathered(t *testing.T, c prometheus.Collector) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(c); err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, f := range families {
		for _, m := range f.Metric {
			values[f.GetName()] += m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	return values
}

// What peers dropped stays counted when they are gone.
func TestMetrics(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	var peers []*Peer
	for range 2 {
		p, err := e.NewPeer(PeerConfig{Role: Subscriber, Handler: newEvents()})
		if err != nil {
			t.Fatal(err)
		}
		peers = append(peers, p)
		if err := p.SendData(Lossy, []byte("nobody listens")); err == nil {
			t.Fatal("a message went out on a channel that is not open")
		}
	}
	for open := len(peers); ; open-- {
		values := gathered(t, e)
		if values["giaoban_transport_peers"] != float64(open) || values["giaoban_transport_data_dropped_total"] != 2 {
			t.Errorf("with %d peers open: %v", open, values)
		}
		if open == 0 {
			return
		}
		if err := peers[open-1].Close(); err != nil {
			t.Fatal(err)
		}
	}
}

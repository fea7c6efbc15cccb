package transport

import "github.com/prometheus/client_golang/prometheus"

// totals sum up what peers have counted.
type totals struct {
	refused            uint64 // packets that could not be sent
	dropped, oversized [dataKinds]uint64
}

func (t *totals) add(p *Peer) {
	t.refused += p.counts.errors.Load()
	for k := range p.data.counts {
		t.dropped[k] += p.data.counts[k].dropped.Load()
		t.oversized[k] += p.data.counts[k].oversized.Load()
	}
}

var (
	peersDesc = prometheus.NewDesc("giaoban_transport_peers",
		"Peer connections that are open.", nil, nil)
	refusedDesc = prometheus.NewDesc("giaoban_transport_packets_dropped_total",
		"RTP packets that could not be sent: the connection was down, the socket full, or a receiver over ICE-TCP too slow.", nil, nil)
	droppedDesc = prometheus.NewDesc("giaoban_transport_data_dropped_total",
		"Data messages lost because a receiver was too slow or its channel closed.", []string{"channel"}, nil)
	oversizedDesc = prometheus.NewDesc("giaoban_transport_data_oversized_total",
		"Data messages from clients that were larger than is accepted.", []string{"channel"}, nil)
)

var dataNames = [dataKinds]string{Reliable: "reliable", Lossy: "lossy", DataTrack: "data_track"}

var _ prometheus.Collector = (*Engine)(nil)

// Describe sends the descriptions of all metrics (prometheus.Collector).
func (e *Engine) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{peersDesc, refusedDesc, droppedDesc, oversizedDesc} {
		ch <- d
	}
}

// Collect sends their present values (prometheus.Collector).
func (e *Engine) Collect(ch chan<- prometheus.Metric) {
	e.mu.Lock()
	sum, open := e.ended, len(e.peers)
	for p := range e.peers {
		sum.add(p)
	}
	e.mu.Unlock()
	counter := func(d *prometheus.Desc, value uint64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(value), labels...)
	}
	ch <- prometheus.MustNewConstMetric(peersDesc, prometheus.GaugeValue, float64(open))
	counter(refusedDesc, sum.refused)
	for k, name := range dataNames {
		counter(droppedDesc, sum.dropped[k], name)
		counter(oversizedDesc, sum.oversized[k], name)
	}
}

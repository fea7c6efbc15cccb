package sfu

import (
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"giaoban/sfu/egress"
	"giaoban/sfu/ingress"
)

// Metrics counts what happens in all rooms that share it. It is a prometheus.Collector; the packet path is counted by its links and summed up when asked.
type Metrics struct {
	rooms, participants, publications, subscriptions atomic.Int64
	dataReceived, dataRefused, dataSent, dataDropped atomic.Uint64

	mu        sync.Mutex
	receivers map[*egress.Receiver]struct{} // guarded by mu; live ones
	layers    map[*ingress.Layer]struct{}   // guarded by mu; live ones
	ended     PacketStats                   // guarded by mu; what ended ones had counted
}

// PacketStats sums up the packet path.
type PacketStats struct {
	Received       uint64 // packets from publishers
	ReceivedBytes  uint64
	Lost           uint64 // packets that publishers sent and that never came
	Recovered      uint64 // packets that came after they were asked for
	KeyFrameAsked  uint64 // PLI and FIR sent to publishers
	Queued         uint64 // packets pushed to receivers
	QueueDropped   uint64 // packets lost to receivers' full queues
	Written        uint64 // packets handed to receivers' writers
	WriteErrors    uint64
	ReportsDropped uint64 // RTCP of receivers that found no room
	ReceivedErrors uint64 // packets dropped as malformed or foreign
}

// NewMetrics returns counters at zero.
func NewMetrics() *Metrics {
	return &Metrics{receivers: map[*egress.Receiver]struct{}{}, layers: map[*ingress.Layer]struct{}{}}
}

func (m *Metrics) addReceiver(r *egress.Receiver) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.receivers[r] = struct{}{}
}

func (m *Metrics) removeReceiver(r *egress.Receiver) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, live := m.receivers[r]; live {
		delete(m.receivers, r)
		m.ended.addReceiver(r.Stats())
	}
}

func (m *Metrics) addLayer(l *ingress.Layer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.layers[l] = struct{}{}
}

func (m *Metrics) removeLayer(l *ingress.Layer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, live := m.layers[l]; live {
		delete(m.layers, l)
		m.ended.addLayer(l.Stats())
	}
}

// Packets returns the sums of the packet path, over all that ended and all that lives.
func (m *Metrics) Packets() PacketStats {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum := m.ended
	for r := range m.receivers {
		sum.addReceiver(r.Stats())
	}
	for l := range m.layers {
		sum.addLayer(l.Stats())
	}
	return sum
}

func (s *PacketStats) addReceiver(r egress.Stats) {
	s.Queued += r.Pushed
	s.QueueDropped += r.Dropped
	s.Written += r.Written
	s.WriteErrors += r.WriteErrors
	s.ReportsDropped += r.RTCPDropped
}

func (s *PacketStats) addLayer(l ingress.Stats) {
	s.Received += l.Packets
	s.ReceivedBytes += l.Bytes
	s.Lost += l.Lost
	s.Recovered += l.Recovered
	s.KeyFrameAsked += l.KeyFrameRequests
	s.ReceivedErrors += l.DroppedMalformed + l.DroppedSSRC + l.DroppedPayloadType + l.DroppedRid + l.DroppedOld
}

// description of one metric with the way to read it.
type reading struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func(*Metrics, *PacketStats) float64
}

func gauge(name, help string, value func(*Metrics) *atomic.Int64) reading {
	return reading{prometheus.NewDesc("giaoban_sfu_"+name, help, nil, nil), prometheus.GaugeValue, func(m *Metrics, _ *PacketStats) float64 {
		return float64(value(m).Load())
	}}
}

func counter(name, help string, value func(*Metrics) *atomic.Uint64) reading {
	return reading{prometheus.NewDesc("giaoban_sfu_"+name, help, nil, nil), prometheus.CounterValue, func(m *Metrics, _ *PacketStats) float64 {
		return float64(value(m).Load())
	}}
}

func packets(name, help string, value func(*PacketStats) uint64) reading {
	return reading{prometheus.NewDesc("giaoban_sfu_"+name, help, nil, nil), prometheus.CounterValue, func(_ *Metrics, s *PacketStats) float64 {
		return float64(value(s))
	}}
}

var readings = []reading{
	gauge("rooms", "Rooms that are open.", func(m *Metrics) *atomic.Int64 { return &m.rooms }),
	gauge("participants", "Participants in all rooms.", func(m *Metrics) *atomic.Int64 { return &m.participants }),
	gauge("publications", "Tracks that are published.", func(m *Metrics) *atomic.Int64 { return &m.publications }),
	gauge("subscriptions", "Subscriptions, negotiated or not.", func(m *Metrics) *atomic.Int64 { return &m.subscriptions }),
	counter("data_received_total", "Data packets from members.", func(m *Metrics) *atomic.Uint64 { return &m.dataReceived }),
	counter("data_refused_total", "Data packets that were malformed or not allowed.", func(m *Metrics) *atomic.Uint64 { return &m.dataRefused }),
	counter("data_sent_total", "Data packets handed to members.", func(m *Metrics) *atomic.Uint64 { return &m.dataSent }),
	counter("data_dropped_total", "Data packets lost because a member was slow or not connected.", func(m *Metrics) *atomic.Uint64 { return &m.dataDropped }),
	packets("packets_received_total", "RTP packets from publishers.", func(s *PacketStats) uint64 { return s.Received }),
	packets("bytes_received_total", "RTP bytes from publishers.", func(s *PacketStats) uint64 { return s.ReceivedBytes }),
	packets("packets_lost_total", "RTP packets lost on the way from publishers.", func(s *PacketStats) uint64 { return s.Lost }),
	packets("packets_recovered_total", "RTP packets that came after they were asked for.", func(s *PacketStats) uint64 { return s.Recovered }),
	packets("packets_rejected_total", "RTP packets from publishers that were malformed, foreign or too old.", func(s *PacketStats) uint64 { return s.ReceivedErrors }),
	packets("key_frames_requested_total", "PLI and FIR sent to publishers.", func(s *PacketStats) uint64 { return s.KeyFrameAsked }),
	packets("packets_queued_total", "RTP packets pushed to receivers.", func(s *PacketStats) uint64 { return s.Queued }),
	packets("packets_dropped_total", "RTP packets lost to full queues of slow receivers.", func(s *PacketStats) uint64 { return s.QueueDropped }),
	packets("packets_sent_total", "RTP packets written to receivers.", func(s *PacketStats) uint64 { return s.Written }),
	packets("reports_dropped_total", "RTCP packets from receivers that came faster than they could be handled.", func(s *PacketStats) uint64 { return s.ReportsDropped }),
	packets("write_errors_total", "Writes to receivers that failed.", func(s *PacketStats) uint64 { return s.WriteErrors }),
}

// Describe sends the descriptions of all metrics (prometheus.Collector).
func (m *Metrics) Describe(ch chan<- *prometheus.Desc) {
	for _, r := range readings {
		ch <- r.desc
	}
}

// Collect sends their present values (prometheus.Collector).
func (m *Metrics) Collect(ch chan<- prometheus.Metric) {
	sum := m.Packets()
	for _, r := range readings {
		ch <- prometheus.MustNewConstMetric(r.desc, r.kind, r.value(m, &sum))
	}
}

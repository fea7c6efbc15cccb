package congestion_test

import (
	"testing"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/congestion"
)

func BenchmarkSent(b *testing.B) {
	e := congestion.New(congestion.Config{})
	b.ReportAllocs()
	for i := range b.N {
		e.Sent(uint16(i), 1200, epoch.Add(time.Duration(i)*ms), 0)
	}
}

// BenchmarkFeedback reports the cost a packet of feedback for 20 packets.
func BenchmarkFeedback(b *testing.B) {
	e := congestion.New(congestion.Config{})
	const each = 20
	reports := make([]*rtcp.TransportLayerCC, 1000)
	for i := range reports {
		arrivals := make([]int64, each)
		for j := range arrivals {
			arrivals[j] = int64(i*each+j)*5_000 + 64_000_000
		}
		reports[i] = report(uint16(i*each), uint32(arrivals[0]/64_000), arrivals...)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i += each {
		round := i / each
		r := reports[round%len(reports)]
		if round%len(reports) == 0 {
			b.StopTimer()
			e = congestion.New(congestion.Config{})
			b.StartTimer()
		}
		for j := range each {
			e.Sent(r.BaseSequenceNumber+uint16(j), 1200, epoch.Add(time.Duration(round%len(reports)*each+j)*5*ms), 0)
		}
		e.Feedback(r, epoch.Add(time.Duration((round%len(reports)+1)*each)*5*ms))
	}
}

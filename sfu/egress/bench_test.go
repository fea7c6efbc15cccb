package egress_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/sfu/egress"
	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
	"giaoban/sfu/packet"
)

// counter is a connection that costs nothing.
type counter struct{ packets atomic.Int64 }

func (c *counter) WriteBatch(batch []egress.Out) (int, error) {
	c.packets.Add(int64(len(batch)))
	return len(batch), nil
}

func (c *counter) WriteRTCP([]rtcp.Packet) error { return nil }

func (c *counter) WriteRTP(*rtp.Header, []byte) (int, error) { return 0, nil }

// BenchmarkFanOut forwards one publication to many receivers, in frames of six
// packets; figures are for one packet and all receivers.
func BenchmarkFanOut(b *testing.B) {
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprintf("%d receivers", n), func(b *testing.B) {
			out := &counter{}
			feed := forwardtest.NewFeed(vp8, 1, false)
			src := forwardtest.NewSource(feed, 0, time.Now())
			receivers := make([]*egress.Receiver, n)
			tracks := make([]*forward.Track, n)
			for i := range receivers {
				receivers[i] = egress.New(egress.Config{Writer: out, QueueLength: 4096})
				defer receivers[i].Close()
				track, params := newTrack(feed, uint32(i))
				tracks[i] = track
				receivers[i].Add(track)
				receivers[i].Bind(track, params, out)
			}
			await(b, "all tracks to be bound", func() bool { return out.packets.Load() == int64(n) }) // a filler each
			// The same packets go round with new numbers; none is reused before
			// every receiver has written it.
			const round = 600
			var packets []*packet.Packet
			for i := range round / 6 {
				packets = append(packets, src.VP8Frame(6, i == 0, 0, false)...)
			}
			base := out.packets.Load()
			b.ReportAllocs()
			b.ResetTimer()
			for sent := 0; sent < b.N; {
				chunk := min(round, b.N-sent)
				for _, p := range packets[:chunk] {
					p.Seq += round
					p.Timestamp += 100 * 3000
					for i, r := range receivers {
						r.Push(tracks[i], p)
					}
				}
				sent += chunk
				await(b, "the round to be written", func() bool {
					return out.packets.Load()-base >= int64(sent)*int64(n)
				})
			}
		})
	}
}

// await polls until done, and says what it waited for.
func await(b *testing.B, what string, done func() bool) {
	b.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !done() {
		if time.Now().After(deadline) {
			b.Fatalf("still waiting for %s", what)
		}
		runtime.Gosched()
	}
}

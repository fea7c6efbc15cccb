package forward_test

import (
	"testing"
	"time"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
	"giaoban/sfu/packet"
)

// BenchmarkForward is the cost of one packet to one receiver, without its encryption.
func BenchmarkForward(b *testing.B) {
	ids := func(_ *forward.Config, p *forward.Params) {
		p.Extensions.AbsSendTime, p.Extensions.AbsCaptureTime = 5, 6
	}
	b.Run("video passed on", func(b *testing.B) {
		r, src := single(b, ids)
		benchVideo(b, r, src)
	})
	b.Run("video rewritten", func(b *testing.B) {
		r, src := simulcast(b, ids)
		r.forward(src[0].Add(src[0].VP8Frame(1, true, 0, false)...)...)
		benchVideo(b, r, src[2])
	})
	b.Run("video with a playout delay", func(b *testing.B) {
		r, src := single(b, ids, delayed(forward.PlayoutDelay{Max: time.Second}))
		benchVideo(b, r, src)
	})
	b.Run("audio", func(b *testing.B) {
		feed := forwardtest.NewFeed(opus, 1, false)
		r := newRig(b, feed, opus)
		src := forwardtest.NewSource(feed, 0, start)
		var packets []*packet.Packet
		for range 100 {
			packets = append(packets, src.AudioFrame([]byte{0x78, 1, 2}))
		}
		run(b, r, packets)
	})
}

func benchVideo(b *testing.B, r *rig, src *forwardtest.Source) {
	src.Capture = true
	packets := src.Add(src.VP8Frame(10, true, 0, false)...)
	for range 9 {
		packets = append(packets, src.Add(src.VP8Frame(10, false, 0, false)...)...)
	}
	run(b, r, packets)
}

// run forwards packets again and again with growing numbers.
func run(b *testing.B, r *rig, packets []*packet.Packet) {
	r.batch.Now = start
	for _, p := range packets { // start and switch
		if r.batch.Full() {
			r.batch.Reset()
		}
		r.track.Forward(p, r.batch)
	}
	b.ReportAllocs()
	b.ResetTimer()
	sent := 0
	for i := 0; i < b.N; i++ {
		p := packets[i%len(packets)]
		p.Seq += uint64(len(packets))
		p.Timestamp += 3000
		if r.batch.Full() {
			sent += r.batch.Len()
			r.batch.Reset()
		}
		r.track.Forward(p, r.batch)
	}
	sent += r.batch.Len()
	if sent < b.N {
		b.Fatalf("%d of %d packets forwarded", sent, b.N)
	}
}

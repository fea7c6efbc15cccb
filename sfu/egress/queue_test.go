package egress

import (
	"testing"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/packet"
)

// A packet that comes just after its track was removed leaves nothing behind,
// even when the queue is full.
func TestQueueForgetsRemovedTracks(t *testing.T) {
	var q queue
	q.init(8)
	video := codec.Codec{Mime: codec.MimeVP8, ClockRate: 90000, PayloadType: 96}
	track := forward.NewTrack(newSilent(video, 1), forward.Config{Kind: codec.Video})
	p := packet.New()
	defer p.Release()
	for range 20 {
		q.push(track, p)
	}
	if len(q.dropping) != 1 {
		t.Fatal("the queue is not full")
	}
	q.post(control{op: opRemove, track: track})
	q.push(track, p) // by a fan-out that had begun before
	items, _ := q.swap(nil, nil)
	if len(q.dropping) != 0 {
		t.Error("the removed track is remembered")
	}
	for i := range items {
		if items[i].pkt != nil {
			items[i].pkt.Release()
		}
	}
}

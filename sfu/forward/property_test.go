package forward_test

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
	"giaoban/sfu/packet"
)

// world is a simulcast under random loss, reordering, layer changes and
// mutes, with what the receiver has got of it.
type world struct {
	t      *rapid.T
	rig    *rig
	src    [2]*forwardtest.Source
	lost   []*packet.Packet // not received yet
	late   int              // packets that another overtook
	unseen int              // packets that came when the track had no use for them

	got    map[uint16][]byte // by sequence number
	begun  bool
	first  uint16
	newest uint16
	stamp  uint32
}

// take checks what the receiver got and remembers it.
func (w *world) take(sent []forwardtest.Sent) {
	for _, s := range sent {
		if old, ok := w.got[s.SequenceNumber]; ok {
			if !bytes.Equal(old, s.Raw) {
				w.t.Fatalf("number %d was sent with two contents", s.SequenceNumber)
			}
			continue
		}
		w.got[s.SequenceNumber] = s.Raw
		if !w.begun {
			w.begun, w.first, w.newest, w.stamp = true, s.SequenceNumber, s.SequenceNumber, s.Timestamp
		}
		if int16(s.SequenceNumber-w.newest) > 0 {
			if skipped := int(s.SequenceNumber-w.newest) - 1; skipped > len(w.lost)+w.late+w.unseen {
				w.t.Fatalf("%d numbers skipped, only %d packets lost", skipped, len(w.lost)+w.late+w.unseen)
			}
			if int32(s.Timestamp-w.stamp) < 0 {
				w.t.Fatalf("timestamp went back from %d to %d", w.stamp, s.Timestamp)
			}
			w.newest, w.stamp = s.SequenceNumber, s.Timestamp
		}
	}
}

// deliver hands packets over as received.
func (w *world) deliver(src *forwardtest.Source, packets ...*packet.Packet) {
	src.Add(packets...)
	for _, p := range packets {
		if !w.rig.track.Wants(p.Layer) {
			w.unseen++
		}
	}
	w.take(w.rig.forward(packets...))
}

// frame sends one frame of both encodings, some of it lost or reordered.
func (w *world) frame() {
	temporal := uint8(rapid.IntRange(0, 2).Draw(w.t, "temporal"))
	for i, src := range w.src {
		key := rapid.IntRange(0, 4).Draw(w.t, "key") == 0
		if key {
			temporal = 0
		}
		packets := src.VP8Frame(rapid.IntRange(1, 4).Draw(w.t, "packets"), key, temporal, rapid.Bool().Draw(w.t, "sync"))
		if rapid.IntRange(0, 5).Draw(w.t, "padded") == 0 {
			packets = append(packets, src.Packet(nil, false, nil))
		}
		if len(packets) > 1 && rapid.IntRange(0, 4).Draw(w.t, "reordered") == 0 {
			packets[0], packets[1] = packets[1], packets[0]
			w.late = 1
		}
		for j, p := range packets {
			if j == 1 {
				w.late = 0
			}
			if rapid.IntRange(0, 9).Draw(w.t, "fate") == 0 {
				w.lost = append(w.lost, p)
				continue
			}
			w.deliver(w.src[i], p)
		}
	}
}

// repair delivers one of the lost packets late.
func (w *world) repair() {
	if len(w.lost) == 0 {
		w.t.Skip("nothing lost")
	}
	i := rapid.IntRange(0, len(w.lost)-1).Draw(w.t, "which")
	p := w.lost[i]
	w.lost = append(w.lost[:i], w.lost[i+1:]...)
	p.Late = true
	// It may be of an epoch that has ended: then it waits to be asked for.
	w.unseen++
	w.deliver(w.src[p.Layer], p)
}

func (w *world) ask(seq uint16) []forwardtest.Sent {
	w.rig.now = w.rig.now.Add(time.Second)
	return w.rig.nack(seq)
}

func (w *world) nack() {
	if !w.begun {
		w.t.Skip("nothing sent")
	}
	back := uint16(rapid.IntRange(0, 40).Draw(w.t, "back"))
	w.take(w.ask(w.newest - back))
}

// settle lets all that was lost arrive at the publication, and the receiver
// ask for all that it misses: nothing may stay missing.
func (w *world) settle() {
	for _, p := range w.lost {
		w.src[p.Layer].Add(p)
		p.Release()
	}
	if !w.begun {
		return
	}
	for seq := w.first; seq != w.newest; seq++ {
		if _, ok := w.got[seq]; ok {
			continue
		}
		sent := w.ask(seq)
		if len(sent) != 1 || sent[0].SequenceNumber != seq {
			w.t.Fatalf("number %d of %d..%d can not be had: %v", seq, w.first, w.newest, sent)
		}
		w.take(sent)
	}
}

func TestNumbersAreContinuousProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		feed := forwardtest.NewFeed(vp8, 2, false)
		w := &world{t: rt, rig: newRig(t, feed, vp8), got: map[uint16][]byte{}}
		for i := range w.src {
			w.src[i] = forwardtest.NewSource(feed, i, start)
			w.src[i].Seq = 1<<16 + uint64(rapid.Uint16().Draw(rt, "seq"))
			w.src[i].Timestamp = rapid.Uint32().Draw(rt, "timestamp")
			w.src[i].PictureID = rapid.Uint16Range(0, 0x7fff).Draw(rt, "picture")
			w.src[i].TL0 = rapid.Uint8().Draw(rt, "tl0")
		}
		demands := 0
		actions := map[string]func(*rapid.T){
			"frame":  func(*rapid.T) { w.frame() },
			"again":  func(*rapid.T) { w.frame() },
			"repair": func(*rapid.T) { w.repair() },
			"nack":   func(*rapid.T) { w.nack() },
			"demand": func(rt *rapid.T) {
				if demands++; demands > 6 { // older epochs cannot be resent
					rt.Skip("often enough")
				}
				w.rig.demand(func(d *forward.Demand) {
					d.Quality = forward.Quality(rapid.IntRange(0, 1).Draw(rt, "quality"))
					d.MaxTemporal = int8(rapid.IntRange(-1, 1).Draw(rt, "temporals"))
					d.Muted = rapid.IntRange(0, 3).Draw(rt, "muted") == 0
				})
			},
		}
		rt.Repeat(actions)
		w.settle()
	})
}

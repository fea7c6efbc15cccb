package egress

import (
	"sync"

	"github.com/pion/rtcp"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/packet"
)

// item is one packet that waits for one track.
type item struct {
	track *forward.Track
	pkt   *packet.Packet // nil when its frame was dropped
	lost  int32          // packets of the track that were dropped before it
	key   bool           // what was dropped cannot be done without
	next  int32          // the next item of the same track, -1 at the end
}

type operation uint8

const (
	opAdd operation = iota
	opSucceed
	opBind
	opUnbind
	opRemove
	opDemand
	opRTCP
)

// control is a request to the loop.
type control struct {
	op     operation
	track  *forward.Track
	old    *forward.Track
	params forward.Params
	stream Stream
	demand forward.Demand
	rtcp   []rtcp.Packet
}

// maxRTCP bounds the RTCP of a receiver that waits to be handled. Other
// controls are bounded by the tracks: the newest demand takes the place of
// the one before.
const maxRTCP = 256

// queue is filled by many and emptied by the loop, which swaps its buffers
// with its own. It belongs to one receiver.
type queue struct {
	mu        sync.Mutex
	pending   []item                      // guarded by mu
	controls  []control                   // guarded by mu
	rtcp      int                         // controls that carry RTCP; guarded by mu
	dropping  map[*forward.Track]*dropped // guarded by mu
	closed    bool                        // guarded by mu
	stats     Stats                       // guarded by mu
	limit     int
	videoRoom int // the rest is kept for audio
}

// dropped is a track that loses packets until its next frame.
type dropped struct {
	packets   int32
	timestamp uint32
	key       bool
}

func (q *queue) init(limit int) {
	q.limit = limit
	q.videoRoom = limit - limit/8
	q.pending = make([]item, 0, limit)
	q.dropping = make(map[*forward.Track]*dropped)
}

// push adds a packet and reports whether the loop has to be woken.
func (q *queue) push(t *forward.Track, p *packet.Packet) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	it := item{track: t, pkt: p}
	room := q.limit
	video := t.Kind() == codec.Video
	if video {
		room = q.videoRoom
	}
	if len(q.dropping) > 0 {
		if d := q.dropping[t]; d != nil {
			if !d.over(p, video, room-len(q.pending), q.limit) {
				q.drop(d, p)
				return false
			}
			delete(q.dropping, t)
			it.lost, it.key = d.packets, d.key
		}
	}
	if len(q.pending) >= room {
		q.begin(t, p, it)
		return false
	}
	p.Retain()
	q.pending = append(q.pending, it)
	q.stats.Pushed++
	return len(q.pending) == 1
}

// over reports whether dropping ends with p: for video at the start of another
// frame and with some room for it, so that the queue does not fill again at once.
func (d *dropped) over(p *packet.Packet, video bool, room, limit int) bool {
	if !video {
		return room > 0
	}
	return p.Frame.Start && p.Timestamp != d.timestamp && room > limit/4
}

func (q *queue) drop(d *dropped, p *packet.Packet) {
	d.packets++
	d.timestamp = p.Timestamp
	d.key = d.key || !p.Frame.Discardable
	q.stats.Dropped++
}

// begin starts dropping with a packet that found no room. What waits of the
// same frame goes too: without the rest it is of no use.
func (q *queue) begin(t *forward.Track, p *packet.Packet, it item) {
	d := &dropped{packets: it.lost, key: it.key}
	q.stats.Frames++
	q.drop(d, p)
	if t.Kind() == codec.Video {
		for i := len(q.pending) - 1; i >= 0; i-- {
			w := &q.pending[i]
			if w.track != t || w.pkt == nil {
				continue
			}
			if w.pkt.Timestamp != p.Timestamp || w.pkt.Layer != p.Layer {
				break
			}
			d.packets += w.lost
			d.key = d.key || w.key
			q.drop(d, w.pkt)
			w.pkt.Release()
			w.pkt = nil
		}
	}
	q.dropping[t] = d
}

// post adds a control and reports whether the loop has to be woken.
func (q *queue) post(c control) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	switch c.op {
	case opRTCP:
		if q.rtcp >= maxRTCP {
			q.stats.RTCPDropped += uint64(len(c.rtcp))
			return false
		}
		q.rtcp++
	case opDemand:
		for i := len(q.controls) - 1; i >= 0; i-- {
			if q.controls[i].op == opDemand && q.controls[i].track == c.track {
				q.controls[i].demand = c.demand
				return false
			}
		}
	case opRemove:
		delete(q.dropping, c.track)
	}
	q.controls = append(q.controls, c)
	return true
}

// swap takes out what waits and puts empty buffers in its place.
func (q *queue) swap(items []item, controls []control) ([]item, []control) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.prune()
	items, q.pending = q.pending, items[:0]
	controls, q.controls = q.controls, controls[:0]
	q.rtcp = 0
	return items, controls
}

// prune forgets tracks that have no use for packets any more, among them those
// that were removed while the last packets for them came.
func (q *queue) prune() {
	for t := range q.dropping {
		if t.Stopped() {
			delete(q.dropping, t)
		}
	}
}

// close lets nothing more in and lets go of what waits.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for i := range q.pending {
		if p := q.pending[i].pkt; p != nil {
			p.Release()
		}
	}
	q.pending, q.controls, q.dropping = nil, nil, nil
}

// wrote counts a batch.
func (q *queue) wrote(packets int, failed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stats.Batches++
	q.stats.Written += uint64(packets)
	if failed {
		q.stats.WriteErrors++
	}
}

func (q *queue) snapshot() Stats {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := q.stats
	s.Queued = len(q.pending)
	return s
}

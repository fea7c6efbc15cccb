// Package egress is the way out to one receiving member: a bounded queue that
// never blocks who fills it, and one goroutine that owns the forwarding state
// of all the member's subscriptions and writes batches.
//
// Receivers share no lock with each other: a slow one loses frames of its own
// and holds nobody up.
package egress

import (
	"log/slog"
	"sync"

	"github.com/pion/rtcp"

	"giaoban/sfu/forward"
	"giaoban/sfu/packet"
)

// Out is one packet on its way to a receiver.
type Out = forward.Out

// Stream is one outgoing RTP stream of a receiver.
type Stream = forward.Stream

// Writer sends batches to one receiver. It is called from one goroutine. When
// the connection is closed, calls that wait must return, or Close waits too.
type Writer interface {
	// WriteBatch sends packets in order and returns how many were sent. It
	// must not keep the batch.
	WriteBatch(batch []Out) (written int, err error)
	// WriteRTCP sends one compound packet. It must not keep the slice.
	WriteRTCP(packets []rtcp.Packet) error
}

// Config describes a Receiver.
type Config struct {
	// Writer is the connection to the member. Required.
	Writer Writer
	// Logger defaults to discarding.
	Logger *slog.Logger
	// QueueLength is the number of packets that may wait; 0 means DefaultQueueLength.
	QueueLength int
	// Line has the line to the member watched, and its videos shared out over it; nil sends whatever is demanded.
	Line *Line
}

// DefaultQueueLength holds about a second of a dozen small videos.
const DefaultQueueLength = 1024

// Stats counts what happened to a receiver's queue.
type Stats struct {
	Queued      int    // packets waiting now
	Pushed      uint64 // packets taken in
	Dropped     uint64 // packets lost because the queue was full
	Frames      uint64 // times that dropping began, each at a frame
	Written     uint64 // packets handed to the network
	Batches     uint64
	WriteErrors uint64
	RTCPDropped uint64 // packets of the receiver's RTCP that found no room
}

// Receiver is the way out to one receiving member. All methods may be called
// from any goroutine and none waits for the network, but Close.
type Receiver struct {
	cfg   Config
	queue queue
	wake  chan struct{} // holds one token while there is work
	done  chan struct{}
	ended chan struct{}
	once  sync.Once

	views views
}

// New starts a receiver. It runs until Close.
func New(cfg Config) *Receiver {
	if cfg.QueueLength <= 0 {
		cfg.QueueLength = DefaultQueueLength
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Receiver{
		cfg:   cfg,
		wake:  make(chan struct{}, 1),
		done:  make(chan struct{}),
		ended: make(chan struct{}),
	}
	r.queue.init(cfg.QueueLength)
	r.views.init()
	go newLoop(r).run()
	return r
}

// Add makes the receiver own a track, which must belong to no other receiver.
// Call it before any other method with the track.
func (r *Receiver) Add(t *forward.Track) {
	r.views.add(t)
	r.post(control{op: opAdd, track: t})
}

// Succeed makes a track that is yet to be bound go on where another ended, if
// it is bound to the same SSRC (see forward.Track.Succeed).
func (r *Receiver) Succeed(t, old *forward.Track) {
	r.post(control{op: opSucceed, track: t, old: old})
}

// Bind tells a track its negotiated parameters and stream.
func (r *Receiver) Bind(t *forward.Track, params forward.Params, stream Stream) {
	r.post(control{op: opBind, track: t, params: params, stream: stream})
}

// Unbind takes the stream from a track; packets for it are dropped until the next Bind.
func (r *Receiver) Unbind(t *forward.Track) { r.post(control{op: opUnbind, track: t}) }

// Remove ends a track. Packets of it that are being written may still go out.
func (r *Receiver) Remove(t *forward.Track) {
	r.views.remove(t)
	r.post(control{op: opRemove, track: t})
}

// SetDemand changes what the receiver wants of a track.
func (r *Receiver) SetDemand(t *forward.Track, d forward.Demand) {
	r.post(control{op: opDemand, track: t, demand: d})
}

// HandleRTCP takes in what the receiver sent about a track's stream. The
// packets belong to the receiver from then on.
func (r *Receiver) HandleRTCP(t *forward.Track, packets []rtcp.Packet) {
	r.post(control{op: opRTCP, track: t, rtcp: packets})
}

// Push queues a packet for a track; it retains the packet as long as needed.
// It never blocks: when the queue is full, whole frames of the track are dropped.
func (r *Receiver) Push(t *forward.Track, p *packet.Packet) {
	if t.Wants(p.Layer) && r.queue.push(t, p) {
		r.signal()
	}
}

// TrackStats returns the counters of a track as of the last tick (half a
// second); false when the receiver does not own it.
func (r *Receiver) TrackStats(t *forward.Track) (forward.Stats, bool) { return r.views.get(t) }

// Stats returns the counters of the queue.
func (r *Receiver) Stats() Stats { return r.queue.snapshot() }

// Line returns what is believed of the member's line; zero while it is not watched, or nothing was reported of it.
func (r *Receiver) Line() LineStats { return r.views.getLine() }

// Close stops the receiver and waits for its goroutine. Packets that wait are
// dropped. It may be called more than once.
func (r *Receiver) Close() {
	r.once.Do(func() { close(r.done) })
	<-r.ended
}

func (r *Receiver) post(c control) {
	if r.queue.post(c) {
		r.signal()
	}
}

// signal wakes the loop; a token that is already there will do.
func (r *Receiver) signal() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// views are the tracks' counters for readers outside the loop.
type views struct {
	mu    sync.Mutex
	stats map[*forward.Track]forward.Stats // guarded by mu
	line  LineStats                        // guarded by mu
}

func (v *views) init() { v.stats = make(map[*forward.Track]forward.Stats) }

func (v *views) add(t *forward.Track) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.stats[t] = forward.Stats{}
}

func (v *views) remove(t *forward.Track) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.stats, t)
}

// set renews the counters of a track that was not removed meanwhile.
func (v *views) set(t *forward.Track, s forward.Stats) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := v.stats[t]; ok {
		v.stats[t] = s
	}
}

func (v *views) setLine(s LineStats) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.line = s
}

func (v *views) getLine() LineStats {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.line
}

func (v *views) get(t *forward.Track) (forward.Stats, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s, ok := v.stats[t]
	return s, ok
}

// Package egress is the way out to one receiving member: a bounded queue that
// never blocks who fills it, and one goroutine that owns the forwarding state
// of all the member's subscriptions and writes batches.
package egress

import (
	"log/slog"

	"github.com/pion/rtcp"

	"giaoban/sfu/forward"
	"giaoban/sfu/packet"
)

// Out and Stream are forward's; they are the terms of this seam.
type (
	Out    = forward.Out
	Stream = forward.Stream
)

// Writer sends batches to one receiver. It is called from one goroutine.
type Writer interface {
	// WriteBatch sends packets in order and returns how many were sent. It
	// must not keep the batch.
	WriteBatch(batch []Out) (written int, err error)
	// WriteRTCP sends one compound packet.
	WriteRTCP(packets []rtcp.Packet) error
}

// Config describes a Receiver.
type Config struct {
	Writer Writer
	Logger *slog.Logger
	// QueueLength is the number of packets that may wait; 0 means DefaultQueueLength.
	QueueLength int
}

// DefaultQueueLength holds about a second of one 2 Mbit/s video.
const DefaultQueueLength = 512

// Stats counts what happened to a receiver's queue.
type Stats struct {
	Queued      int    // packets waiting now
	Pushed      uint64 // packets taken in
	Dropped     uint64 // packets lost because the queue was full
	Written     uint64
	Batches     uint64
	WriteErrors uint64
	RTCPDropped uint64
}

// Receiver is the way out to one receiving member. All methods may be called
// from any goroutine and none waits for the network, but Close.
type Receiver struct{}

// New starts a receiver.
func New(cfg Config) *Receiver { return &Receiver{} }

// Add makes the receiver own a track. Call it before any other method with the track.
func (r *Receiver) Add(t *forward.Track) {}

// Bind tells a track its negotiated parameters and stream.
func (r *Receiver) Bind(t *forward.Track, params forward.Params, stream Stream) {}

// Unbind takes the stream from a track; packets for it are dropped until the next Bind.
func (r *Receiver) Unbind(t *forward.Track) {}

// Remove ends a track.
func (r *Receiver) Remove(t *forward.Track) {}

// SetDemand changes what the receiver wants of a track.
func (r *Receiver) SetDemand(t *forward.Track, d forward.Demand) {}

// HandleRTCP takes in what the receiver sent about a track's stream.
func (r *Receiver) HandleRTCP(t *forward.Track, packets []rtcp.Packet) {}

// Push queues a packet for a track; it retains the packet as long as needed.
// It never blocks: when the queue is full, whole frames of the track are dropped.
func (r *Receiver) Push(t *forward.Track, p *packet.Packet) {}

// TrackStats returns the counters of a track as of the last tick (half a
// second); false when the receiver does not own it.
func (r *Receiver) TrackStats(t *forward.Track) (forward.Stats, bool) { return forward.Stats{}, false }

// Stats returns the counters of the queue.
func (r *Receiver) Stats() Stats { return Stats{} }

// Close stops the receiver and waits for its goroutine. Packets that wait are dropped.
func (r *Receiver) Close() {}

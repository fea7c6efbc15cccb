package forward

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/packet"
)

// Track is the forwarding state of one subscription. It belongs to one
// goroutine; only Wants, ID and Config may be called from others.
type Track struct {
	feed   Feed
	cfg    Config
	wanted atomic.Uint32
}

// NewTrack returns the state of a subscription that is not yet bound to a stream.
func NewTrack(feed Feed, cfg Config) *Track {
	return &Track{feed: feed, cfg: cfg}
}

// ID returns the id of the published track.
func (t *Track) ID() string { return t.cfg.ID }

// Config returns what the track was made with.
func (t *Track) Config() Config { return t.cfg }

// Wants reports whether packets of an encoding are of use to the track now.
// It is safe to call from any goroutine: the publication's fan-out asks it
// before it queues a packet.
func (t *Track) Wants(layer uint8) bool { return t.wanted.Load()&(1<<(layer&31)) != 0 }

// Bind starts forwarding to a negotiated stream.
func (t *Track) Bind(params Params, stream Stream, now time.Time) {}

// Unbind stops forwarding; a later Bind may give another stream.
func (t *Track) Unbind() {}

// SetDemand changes what the receiver wants.
func (t *Track) SetDemand(d Demand, now time.Time) {}

// Forward rewrites one packet of the publication into the batch, or drops it.
// The batch must not be full; the packet must stay retained until the batch is
// written.
func (t *Track) Forward(p *packet.Packet, out *Batch) {}

// Skip tells the track that packets for it were lost to the receiver's full queue.
func (t *Track) Skip(packets int, needKeyFrame bool) {}

// AnswerNACK resends what the receiver lost. It stops when the batch is full.
func (t *Track) AnswerNACK(pairs []rtcp.NackPair, out *Batch) {}

// HandleRTCP takes in what the receiver reported, all but NACKs.
func (t *Track) HandleRTCP(packets []rtcp.Packet, now time.Time) {}

// Tick renews the layer choice, and key frame requests that were not answered.
func (t *Track) Tick(now time.Time) {}

// SenderReport returns the report for now, nil when nothing was sent or the
// publisher's clock is not known yet.
func (t *Track) SenderReport(now time.Time) *rtcp.SenderReport { return nil }

// Filler adds a packet that makes the stream known to the receiver while no
// media flows.
func (t *Track) Filler(out *Batch) {}

// Stats returns the counters.
func (t *Track) Stats() Stats { return Stats{} }

// WantedLayer returns the quality that a demand asks of a feed, -1 when it
// asks for none. It is what dynacast reports of a subscriber.
func WantedLayer(feed Feed, d Demand) int8 { return -1 }

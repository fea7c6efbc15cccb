package forward

import (
	"math/rand/v2"
	"sync/atomic"
	"time"

	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
)

// Ring sizes in sequence numbers, a little above the publication's history.
const (
	videoRing = 512
	audioRing = 256
)

// Track is the forwarding state of one subscription. It belongs to one
// goroutine; only Wants, Stopped, Renew, ID, Kind and Config may be called from others.
type Track struct {
	feed   Feed
	cfg    Config
	wanted atomic.Uint32 // encodings of use now, a bit for each
	renew  atomic.Bool   // the next packet of audio begins an epoch

	stream Stream // nil when not bound
	params Params
	typ    codec.Type
	demand Demand
	limit  Limit

	seq   *sequencer
	line  timeline
	video pictures
	sieve filter

	// flowing is false until a packet is forwarded after a pause; then an
	// epoch begins. rebase begins one without waiting for a key frame.
	flowing, rebase bool
	midFrame        bool // the last packet sent is not the end of its frame
	// layer is the encoding that flows, target the one to switch to; -1 when none.
	layer, target int8
	// seen is the highest Seq of each encoding that was offered to the track.
	seen [maxLayers]seenPacket

	delay     delaySignal
	reports   reports
	rtx       uint16 // next sequence number of the retransmission stream
	fillers   int    // sent since the stream was bound
	askedAt   time.Time
	rate      rateMeter
	stats     Stats
	lastNTP   anchor
	startedAt time.Time // when the first media was sent
	octets    uint32    // for sender reports
	packets   uint32
	reported  uint32 // packets at the last sender report
	quiet     int    // sender reports since the last packet

	// asleep is video of which no encoding comes; the packet that does wakes it.
	asleep bool

	// Lane is room for the queue that carries the track; forward does not use it.
	Lane Lane
}

// Lane is what a queue remembers of a track that it carries. It belongs to the
// queue's reader.
type Lane struct {
	Round      uint64
	Head, Tail int32
	Busy       bool // something happened to the track, or is due
}

type seenPacket struct {
	ssrc uint32
	seq  uint64
}

// NewTrack returns the state of a subscription that is not yet bound to a stream.
func NewTrack(feed Feed, cfg Config) *Track {
	return &Track{
		feed: feed, cfg: cfg, demand: cfg.Demand, limit: NoLimit(), delay: newDelaySignal(cfg),
		layer: noLayer, target: noLayer,
		rtx: firstNumber(),
	}
}

// firstNumber returns a sequence number to start with: below half the range,
// so that the first packets, which SRTP counts rollovers from, do not wrap
// (RFC 3711, section 3.3.1).
func firstNumber() uint16 { return uint16(rand.Uint32() & 0x7fff) } //nolint:gosec // a start value, not a secret

// Succeed makes the track go on where another of the same receiver ended, if it
// is then bound to the same SSRC: its numbers and clock must go on, since to
// the receiver it is one stream, and SRTP must never see two contents under one
// number. Call it before the first Bind, when old was unbound.
func (t *Track) Succeed(old *Track) {
	if old.seq == nil {
		return
	}
	t.seq, t.rtx, t.line = old.seq, old.rtx, old.line
	t.seq.forget()
	t.seq.epochs = [maxEpochs]epoch{} // they are of another feed
	t.octets, t.packets, t.reported, t.quiet = old.octets, old.packets, old.reported, old.quiet
	t.startedAt, t.params.SSRC = old.startedAt, old.params.SSRC
}

// ID returns the id of the published track.
func (t *Track) ID() string { return t.cfg.ID }

// Kind returns the kind of media. It is safe to call from any goroutine.
func (t *Track) Kind() codec.Kind { return t.cfg.Kind }

// Config returns what the track was made with.
func (t *Track) Config() Config { return t.cfg }

// Params returns what was negotiated; zero before Bind. Owner only.
func (t *Track) Params() Params { return t.params }

// Wants reports whether packets of an encoding are of use to the track now.
// It is safe to call from any goroutine: the publication's fan-out asks it
// before it queues a packet.
func (t *Track) Wants(layer uint8) bool { return t.wanted.Load()&(1<<(layer&31)) != 0 }

// Renew says that the packets of audio that come next follow on a time in which none were handed over, though the source
// went on: to the receiver it is a pause, no loss. It is safe to call from any goroutine, before the first of them is queued.
func (t *Track) Renew() { t.renew.Store(true) }

// Stopped reports whether no packet is of use to the track now. It is safe to
// call from any goroutine.
func (t *Track) Stopped() bool { return t.wanted.Load() == 0 }

// Bind starts forwarding to a negotiated stream. Binding again with the same
// SSRC goes on with the same numbering.
func (t *Track) Bind(params Params, stream Stream, now time.Time) {
	t.typ = params.Codec.Type()
	t.line.rate = max(params.Codec.ClockRate, 1)
	if t.seq == nil || t.params.SSRC != params.SSRC {
		ring := videoRing
		if t.cfg.Kind == codec.Audio {
			ring = audioRing
		}
		t.seq = newSequencer(ring, firstNumber())
		t.line = timeline{rate: t.line.rate}
		t.video = pictures{}
		t.octets, t.packets, t.reported, t.quiet = 0, 0, 0, 0
		t.lastNTP, t.startedAt, t.reports = anchor{}, time.Time{}, reports{}
		t.delay.restart()
	} else if !t.params.same(&params) {
		// What was sent cannot be made again byte for byte.
		t.seq.forget()
		t.delay.restart()
	}
	t.params, t.stream = params, stream
	t.fillers = 0
	t.sieve = filter{codec: t.typ, want: caps{allSpatial, allTemporal}}
	t.pause()
	t.aim(now, true)
}

// Unbind stops forwarding; a later Bind may give another stream.
func (t *Track) Unbind() {
	t.stream = nil
	t.pause()
	t.wanted.Store(0)
}

// SetDemand changes what the receiver wants.
func (t *Track) SetDemand(d Demand, now time.Time) {
	t.demand = d
	if t.stopped() {
		t.pause()
	}
	t.aim(now, true)
}

// stopped reports that nothing is to be forwarded.
func (t *Track) stopped() bool {
	return t.stream == nil || t.demand.Disabled || t.demand.Muted || t.limit.Paused
}

// pause ends the flow: what comes next begins an epoch, with video at a key frame.
func (t *Track) pause() {
	t.flowing, t.layer, t.midFrame = false, noLayer, false
}

// Tick renews the layer choice, and key frame requests that were not answered.
// It reports whether the track needs the next tick: if not, it may be left
// alone until something happens to it, such as a packet or another demand.
func (t *Track) Tick(now time.Time) (again bool) {
	t.aim(now, false)
	t.rate.tick(now, t.stats.Bytes+t.stats.ResentBytes)
	if t.cfg.Kind == codec.Video && !t.stopped() {
		if anyLive(t.feed, now) {
			return true
		}
		t.asleep = true
		t.wanted.Store(allEncodings)
	}
	return t.limit.Paused || t.rate.bps > 0 || t.wantsFiller() || t.reporting()
}

// allEncodings in wanted lets a packet of any encoding through.
const allEncodings = 1<<maxLayers - 1

// wake goes on with the layer choice of before, if it may still come true.
func (t *Track) wake(layer int8, now time.Time) {
	t.asleep = false
	if layer > t.target {
		t.aim(now, false)
		return
	}
	t.publishWants()
}

// aim chooses the target layer and says which encodings are of use.
func (t *Track) aim(now time.Time, renewed bool) {
	t.asleep = false
	if t.stopped() {
		t.target = noLayer
		t.wanted.Store(0)
		return
	}
	if t.cfg.Kind == codec.Audio {
		t.wanted.Store(1)
		return
	}
	if t.cfg.SVC {
		t.target = chooseLayer(t.feed, 0, now)
		t.sieve.want.spatial = t.spatialCap()
	} else {
		t.target = chooseLayer(t.feed, WantedLayer(t.feed, t.limited()), now)
	}
	t.sieve.want.temporal = t.temporalCap()
	t.publishWants()
	t.askKeyFrame(now, renewed)
}

// spatialCap returns the highest spatial layer to forward of an SVC stream.
func (t *Track) spatialCap() int8 {
	d := t.limited()
	wanted := WantedLayer(t.feed, d)
	if int(wanted) >= t.feed.Layers()-1 && d.MaxSpatial < 0 {
		return allSpatial
	}
	return max(wanted, 0)
}

func (t *Track) temporalCap() int8 {
	limit := allTemporal
	if d := t.limited(); d.MaxTemporal >= 0 {
		limit = d.MaxTemporal
	}
	if t.demand.FPS == 0 || t.target < 0 {
		return limit
	}
	view, ok := t.feed.Layer(int(t.target))
	if !ok {
		return limit
	}
	return min(limit, chooseTemporal(t.demand.FPS, view.Stats().FrameRate, t.sieve.highest))
}

// publishWants tells the fan-out which encodings are of use: the one that
// flows and the one to switch to; all up to the target while none flows, since
// any key frame gives a picture soon.
func (t *Track) publishWants() {
	var set uint32
	if t.target >= 0 {
		set = 1 << t.target
		if t.layer < 0 {
			set = 1<<(t.target+1) - 1
		}
	}
	if t.layer >= 0 {
		set |= 1 << t.layer
	}
	t.wanted.Store(set)
}

// raising reports that a spatial layer of an SVC stream is wanted that only a
// key frame gives.
func (t *Track) raising() bool {
	return t.cfg.SVC && t.layer >= 0 && t.sieve.now.spatial < t.sieve.want.spatial
}

// askInterval limits the key frame requests of one subscription; the
// publication limits those of all.
const askInterval = 400 * time.Millisecond

// askKeyFrame asks for a key frame of the target while one is needed.
func (t *Track) askKeyFrame(now time.Time, renewed bool) {
	if t.target < 0 || t.layer == t.target && !t.raising() {
		return
	}
	if _, ok := t.feed.Layer(int(t.target)); !ok {
		return
	}
	if !renewed && now.Sub(t.askedAt) < askInterval {
		return
	}
	t.askedAt = now
	t.stats.KeyFrameRequests++
	t.feed.RequestKeyFrame(int(t.target))
}

// Skip tells the track that packets for it were lost to the receiver's full
// queue. Their numbers are closed up; video then waits for a key frame unless
// nothing refers to what was lost.
func (t *Track) Skip(packets int, needKeyFrame bool, now time.Time) {
	t.stats.QueueDropped += uint64(packets)
	if t.cfg.Kind != codec.Video || !t.flowing {
		return
	}
	if !needKeyFrame {
		t.rebase = true
		return
	}
	t.pause()
	t.aim(now, true)
}

// Forward rewrites one packet of the publication into the batch, or drops it.
// The batch must not be full; the packet must stay retained until the batch is
// written.
func (t *Track) Forward(p *packet.Packet, out *Batch) {
	if t.stopped() {
		t.stats.Dropped++
		return
	}
	if t.cfg.Kind == codec.Audio {
		t.forwardAudio(p, out)
		return
	}
	t.forwardVideo(p, out)
}

func (t *Track) forwardAudio(p *packet.Packet, out *Batch) {
	if p.Layer != 0 {
		t.stats.Dropped++
		return
	}
	if t.renew.Load() {
		t.renew.Store(false)
		t.flowing = false
	}
	e := t.seq.epoch()
	if !t.flowing || p.Restart || p.SSRC != e.ssrc {
		if p.PaddingOnly || !t.begin(p) {
			t.stats.Dropped++
			return
		}
	}
	t.number(p, out, !p.PaddingOnly && t.readable(p), p.Marker)
}

// number gives a packet of the current epoch its outgoing number and adds it
// to the batch if it passes.
func (t *Track) number(p *packet.Packet, out *Batch, pass, marker bool) {
	offset := t.video.offset
	if p.Seq > t.seq.highest {
		t.seq.advance(p.Seq, offset)
		if !pass {
			t.stats.Dropped++
			t.video.dropped(p)
			return
		}
		s := t.seq.add(slotMedia)
		s.in, s.pictureOffset, s.marker = uint32(p.Seq), offset, marker
		t.midFrame = !marker
		t.observe(s, t.seq.epoch(), p)
		t.send(s, t.seq.epoch(), p, out)
		return
	}
	s := t.seq.late(p.Seq)
	if s == nil || s.kind != slotReserved {
		t.stats.Dropped++ // a duplicate, or its number is closed up
		return
	}
	if !pass {
		// The number was kept and the receiver misses it.
		t.pad(s, p.Timestamp-t.seq.epoch().timestamp, out)
		t.stats.Dropped++
		return
	}
	s.kind, s.marker = slotMedia, marker
	t.observe(s, t.seq.epoch(), p)
	t.send(s, t.seq.epoch(), p, out)
}

// observe remembers how far the counters of the stream have come.
func (t *Track) observe(s *slot, e *epoch, p *packet.Packet) {
	t.video.sent(p, e, s.pictureOffset)
	t.line.observe(p.Timestamp-e.timestamp, p.Arrival)
}

// Stats returns the counters.
func (t *Track) Stats() Stats {
	s := t.stats
	s.Layer, s.TargetLayer = t.layer, t.target
	s.Temporal = min(t.sieve.now.temporal, t.sieve.highest)
	s.Started = t.flowing
	s.BitrateBPS = t.rate.bps
	t.reports.fill(&s)
	return s
}

// rateMeter turns a byte counter into a bit rate, smoothed over a few ticks.
type rateMeter struct {
	at    time.Time
	bytes uint64
	bps   uint64
}

func (m *rateMeter) tick(now time.Time, bytes uint64) {
	if elapsed := now.Sub(m.at); !m.at.IsZero() && elapsed > 0 {
		bps := uint64(float64(bytes-m.bytes) * 8 / elapsed.Seconds())
		m.bps = (m.bps + bps) / 2
	}
	m.at, m.bytes = now, bytes
}

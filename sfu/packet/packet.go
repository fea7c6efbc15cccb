// Package packet holds received RTP packets: pooled, shared read-only by all
// receivers, and kept for a while in each layer's history so that losses can
// be answered.
package packet

import (
	"sync"
	"sync/atomic"
	"time"

	"giaoban/sfu/payload"
)

// MaxSize is the largest RTP packet in bytes that a Packet can hold; Pion
// reads no more than 1460 from the wire.
const MaxSize = 1500

// NoAudioLevel is the level of silence, -127 dBov.
const NoAudioLevel = 127

// Packet is one received RTP packet, decrypted. The goroutine that read it
// fills it; from then on it is read-only and shared by all receivers. It comes
// from a pool: Retain for each further holder, Release when done. Slices alias
// the packet's buffer and die with the last Release.
type Packet struct {
	// Seq is the unwrapped sequence number within its layer; the first packet
	// of a layer has 1<<16 plus its own number. Its low 16 bits are always
	// those of the packet.
	Seq uint64
	// Restart says that the source jumped: the gap before Seq is not a loss,
	// and timestamp and picture ids may have jumped too.
	Restart bool
	// Late says that a packet with a higher Seq was seen before.
	Late bool
	// Timestamp is the RTP timestamp as received.
	Timestamp   uint32
	Marker      bool
	PayloadType uint8
	SSRC        uint32
	// Layer is the index of the simulcast encoding: 0=q, 1=h, 2=f; 0 when not simulcast.
	Layer uint8
	// Padding says that the packet was padded; PaddingOnly that it had nothing else.
	Padding, PaddingOnly bool
	// Arrival has a monotonic reading.
	Arrival time.Time
	// Payload is without padding.
	Payload []byte
	// Frame is what the payload tells.
	Frame payload.Info
	// HasAudioLevel says that AudioLevel (0 to 127, -dBov: 0 is loudest) and
	// Voice were sent (RFC 6464).
	HasAudioLevel bool
	AudioLevel    uint8
	Voice         bool
	// AbsCaptureTime, DependencyDescriptor and FrameMarking are header
	// extensions as received, nil when absent.
	AbsCaptureTime       []byte
	DependencyDescriptor []byte
	FrameMarking         []byte
	// Rid is the stream id that the packet carries, nil when absent (RFC 8852).
	Rid []byte

	refs atomic.Int32
	size int
	buf  []byte // of the sized struct that the packet is part of
}

// smallSize holds a packet of audio, so that a history of them does not hold
// video's buffers.
const smallSize = 256

// A packet and its buffer are one object.
type (
	large struct {
		Packet
		data [MaxSize]byte
	}
	small struct {
		Packet
		data [smallSize]byte
	}
)

var (
	largePool = sync.Pool{New: func() any {
		p := new(large)
		p.buf = p.data[:]
		return &p.Packet
	}}
	smallPool = sync.Pool{New: func() any {
		p := new(small)
		p.buf = p.data[:]
		return &p.Packet
	}}
)

// New returns an empty packet from the pool, held once by the caller.
func New() *Packet { return fromPool(&largePool) }

// Copy returns a packet whose Buffer begins with raw and need not be longer,
// held once by the caller. What exceeds MaxSize is cut off.
func Copy(raw []byte) *Packet {
	pool := &largePool
	if len(raw) <= smallSize {
		pool = &smallPool
	}
	p := fromPool(pool)
	copy(p.buf, raw)
	return p
}

func fromPool(pool *sync.Pool) *Packet {
	p := pool.Get().(*Packet)
	p.refs.Store(1)
	return p
}

// Buffer returns the bytes to read a packet into, MaxSize of them unless the
// packet came from Copy.
func (p *Packet) Buffer() []byte { return p.buf }

// Size returns the length in bytes of the packet as received, header and padding included.
func (p *Packet) Size() int { return p.size }

// Retain adds a holder. The caller must hold the packet already.
func (p *Packet) Retain() {
	if p.refs.Add(1) <= 1 {
		panic("packet: Retain of a released packet") //nolint:forbidigo // else one publisher's media would reach another's receivers
	}
}

// Release gives up one hold; the last one returns the packet to the pool.
func (p *Packet) Release() {
	switch n := p.refs.Add(-1); {
	case n == 0:
		p.reset()
		if len(p.buf) == smallSize {
			smallPool.Put(p)
		} else {
			largePool.Put(p)
		}
	case n < 0:
		panic("packet: Release of a released packet") //nolint:forbidigo // as in Retain
	}
}

// retainIfHeld adds a holder unless the packet has none, in which case it may
// be in the pool or on its way there.
func (p *Packet) retainIfHeld() bool {
	for {
		n := p.refs.Load()
		if n <= 0 {
			return false
		}
		if p.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// reset clears everything but the bytes of the buffer.
func (p *Packet) reset() {
	p.Seq, p.Restart, p.Late = 0, false, false
	p.clearHeader()
	p.Arrival = time.Time{}
	p.Layer = 0
	p.Frame = payload.Info{}
}

func (p *Packet) clearHeader() {
	p.Timestamp, p.Marker, p.PayloadType, p.SSRC = 0, false, 0, 0
	p.Padding, p.PaddingOnly, p.Payload = false, false, nil
	p.HasAudioLevel, p.AudioLevel, p.Voice = false, 0, false
	p.AbsCaptureTime, p.DependencyDescriptor, p.FrameMarking, p.Rid = nil, nil, nil, nil
	p.size = 0
}

package forward

import (
	"time"

	"github.com/pion/rtp"

	"giaoban/sfu/packet"
)

const (
	// maxPacket bounds what one packet takes of the arena: a rewritten
	// payload, once more behind an RTX head, and its header extensions.
	maxPacket = 2*packet.MaxSize + 300
	// arenaSize bounds the octets that one batch rewrites.
	arenaSize = 64 << 10
)

// Out is one packet on its way to a receiver. Header and Payload may alias a
// shared packet or the batch's arena: they are valid until the writer returns.
type Out struct {
	Stream  Stream
	Header  rtp.Header
	Payload []byte
	// Number is the transport-wide sequence number that the packet carries, if Numbered. A packet that is sent again
	// byte for byte carries its old number and is not Numbered.
	Number   uint16
	Numbered bool
}

// Batch collects packets for one receiver. It is used again after Reset, so
// that forwarding allocates nothing.
type Batch struct {
	// Now is the time of this round, set by the owner.
	Now time.Time

	outs  []Out
	n     int
	arena []byte
	used  int
	held  []*packet.Packet

	number uint16 // the next transport-wide sequence number
}

// NewBatch returns a batch of at most n packets, and no fewer than one
// NackPair can name.
func NewBatch(n int) *Batch {
	n = max(n, NackPairSize)
	b := &Batch{
		outs:  make([]Out, n),
		arena: make([]byte, arenaSize),
		held:  make([]*packet.Packet, 0, n),
	}
	for i := range b.outs {
		b.outs[i].Header.Extensions = make([]rtp.Extension, 0, 4)
	}
	return b
}

// Len is the number of packets collected.
func (b *Batch) Len() int { return b.n }

// Room is how many packets can still be added.
func (b *Batch) Room() int {
	return min(len(b.outs)-b.n, (len(b.arena)-b.used)/maxPacket)
}

// Full reports that the batch must be written before more is added.
func (b *Batch) Full() bool { return b.Room() < 1 }

// Outs returns the packets collected, valid until Reset.
func (b *Batch) Outs() []Out { return b.outs[:b.n] }

// Reset empties the batch and lets go of the packets that it holds.
func (b *Batch) Reset() {
	for i, p := range b.held {
		p.Release()
		b.held[i] = nil
	}
	b.held = b.held[:0]
	b.n, b.used = 0, 0
}

// next returns a cleared slot; the batch must not be full.
func (b *Batch) next() *Out {
	o := &b.outs[b.n]
	b.n++
	ext := o.Header.Extensions[:0]
	o.Header = rtp.Header{Version: 2, Extensions: ext}
	o.Payload, o.Numbered = nil, false
	return o
}

// nextNumber returns the next transport-wide sequence number
// (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 2).
func (b *Batch) nextNumber() uint16 {
	b.number++
	return b.number
}

// bytes returns n octets of the arena, n at most maxPacket.
func (b *Batch) bytes(n int) []byte {
	s := b.arena[b.used : b.used+n : b.used+n]
	b.used += n
	return s
}

// Hold takes over the caller's hold on p and gives it up at Reset.
func (b *Batch) Hold(p *packet.Packet) { b.held = append(b.held, p) }

package forward

// slotKind says what was sent, or promised, under an outgoing sequence number.
type slotKind uint8

const (
	slotEmpty    slotKind = iota
	slotReserved          // lost upstream; the number waits for the repair
	slotMedia
	slotPadding // a packet of padding only
	slotSilence // a frame of silence
	slotProbe   // a packet of padding only, large, to try the line
)

// slot is what is needed to make the packet of one outgoing sequence number
// again, byte for byte. It is kept small: a room has a ring of them for each
// pair of publication and receiver.
type slot struct {
	in            uint32 // low bits of the incoming Seq; for fillers the outgoing timestamp
	out           uint32 // low bits of the outgoing number
	stamp         uint32 // what the header extension of the first sending says, see Track.stamp
	resent        uint16 // last resending, in 1/2^10 s
	pictureOffset uint16 // for probes their size
	epoch         uint8
	tries         uint8 // resendings
	kind          slotKind
	marker        bool
}

// filler reports whether the packet is not from the publication.
func (s *slot) filler() bool {
	return s.kind == slotPadding || s.kind == slotSilence || s.kind == slotProbe
}

// maxEpochs is how many epochs back a packet can be resent.
const maxEpochs = 16

// epoch is a run of packets of one source that share their offsets. A layer
// switch, a resumption and a restart of the source each begin one.
type epoch struct {
	first       uint64 // incoming Seq of its first packet
	ssrc        uint32
	timestamp   uint32 // subtracted from incoming timestamps
	frame       uint16 // subtracted from dependency descriptors' frame numbers
	tl0         uint8  // subtracted from TL0PICIDX
	keyIdx      uint8  // subtracted from VP8's KEYIDX
	layer       uint8
	red         bool  // the source is RED
	sourcePT    uint8 // the source's payload type
	redInnerPT  uint8 // payload type of the primary inside RED
	numbered    bool  // in use
	pictureBits uint8
}

// sequencer gives outgoing sequence numbers. A packet that is dropped on
// purpose leaves no hole; one that was lost upstream keeps its number, so that
// the receiver asks for exactly what may still be repaired.
type sequencer struct {
	slots   []slot
	next    uint64 // the next outgoing number
	highest uint64 // highest incoming Seq of this epoch, forwarded or not
	current uint8
	epochs  [maxEpochs]epoch
}

// maxGap is the largest loss for which numbers are kept; behind a larger one
// nothing could be repaired from the history.
const maxGap = 250

func newSequencer(size int, start uint16) *sequencer {
	return &sequencer{slots: make([]slot, size), next: 1<<32 + uint64(start)}
}

func (q *sequencer) epoch() *epoch { return &q.epochs[q.current%maxEpochs] }

// epochOf returns the epoch of a slot, nil when it is too long ago.
func (q *sequencer) epochOf(s *slot) *epoch {
	if q.current-s.epoch >= maxEpochs {
		return nil
	}
	return &q.epochs[s.epoch%maxEpochs]
}

// begin starts an epoch whose first packet is e.first: what was lost before it
// is not missed.
func (q *sequencer) begin(e epoch) {
	e.numbered = true
	q.current++
	q.epochs[q.current%maxEpochs] = e
	q.highest = e.first - 1
}

// advance takes in an incoming number above the highest, and keeps outgoing
// numbers for those that are missing before it.
func (q *sequencer) advance(in uint64, pictureOffset uint16) {
	if missing := in - q.highest - 1; missing <= maxGap {
		for seq := q.highest + 1; seq < in; seq++ {
			s := q.add(slotReserved)
			s.in, s.pictureOffset = uint32(seq), pictureOffset
		}
	}
	q.highest = in
}

// add takes the next outgoing number.
func (q *sequencer) add(kind slotKind) *slot {
	s := &q.slots[q.next%uint64(len(q.slots))]
	*s = slot{out: uint32(q.next), epoch: q.current, kind: kind}
	q.next++
	return s
}

// late returns the slot of an incoming number that is not above the highest:
// nil when it was dropped on purpose or is too old.
func (q *sequencer) late(in uint64) *slot {
	for i := 1; i <= len(q.slots); i++ {
		s := &q.slots[(q.next-uint64(i))%uint64(len(q.slots))]
		if s.kind == slotEmpty || s.epoch != q.current {
			return nil
		}
		if s.filler() {
			continue
		}
		switch diff := int32(s.in - uint32(in)); {
		case diff == 0:
			return s
		case diff < 0:
			return nil
		}
	}
	return nil
}

// find returns the slot of an outgoing number as the receiver names it, nil
// when it was never given or is too old.
func (q *sequencer) find(seq uint16) *slot {
	last := q.next - 1
	out := last - uint64(uint16(last)-seq)
	s := &q.slots[out%uint64(len(q.slots))]
	if s.kind == slotEmpty || s.out != uint32(out) {
		return nil
	}
	return s
}

// incoming returns the full incoming number of a slot that is not a filler.
func (e *epoch) incoming(s *slot) uint64 { return e.first + uint64(s.in-uint32(e.first)) }

// forget makes nothing that was sent so far be sent again.
func (q *sequencer) forget() { clear(q.slots) }

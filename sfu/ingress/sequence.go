package ingress

// Limits of the sequence unwrapping.
const (
	// reorderWindow is how far behind the highest number a packet is still
	// recognised as late or duplicate. A power of two.
	reorderWindow = 4096
	// maxDropout is the largest gap taken for loss (RFC 3550, appendix A.1);
	// anything further is a jump of the source.
	maxDropout = 3000
	// firstCycle is added to the first number, so that packets from before it
	// can still be counted below.
	firstCycle = 1 << 16
)

// order is what a packet's sequence number says of it.
type order uint8

const (
	ahead     order = iota // the next, or after a gap
	late                   // fills a gap
	duplicate              // seen before
	stale                  // from before the last restart
	jumped                 // far off: not accepted until the next packet confirms
	restarted              // confirms a jump: the source has restarted there
)

// sequence unwraps the 16-bit sequence numbers of one stream. The low 16 bits
// of an unwrapped number are always those of the packet, and a restarted
// source goes on above all numbers before.
type sequence struct {
	begun   bool
	highest uint64
	lowest  uint64 // of the run since the start or the last restart
	floor   uint64 // what is below is stale
	// expected counts the numbers from lowest to highest, over all runs.
	expected uint64
	seen     [reorderWindow / 64]uint64
	probing  bool
	probe    uint16 // the number that would confirm a jump
}

// next places a packet. gap is the count of numbers that were skipped just
// before it, which is nonzero only for ahead and restarted.
func (s *sequence) next(seq uint16) (ext uint64, o order, gap int) {
	if !s.begun {
		s.begun = true
		s.highest = firstCycle + uint64(seq)
		s.lowest, s.expected = s.highest, 1
		s.mark(s.highest)
		return s.highest, ahead, 0
	}
	diff := seq - uint16(s.highest)
	switch {
	case diff == 0:
		return s.highest, duplicate, 0
	case diff < maxDropout:
		s.probing = false
		ext = s.highest + uint64(diff)
		for n := s.highest + 1; n < ext; n++ {
			s.clear(n)
		}
		s.highest = ext
		s.expected += uint64(diff)
		s.mark(ext)
		return ext, ahead, int(diff) - 1
	case -diff < reorderWindow:
		ext = s.highest - uint64(-diff)
		if ext < s.floor {
			return ext, stale, 0
		}
		if s.has(ext) {
			return ext, duplicate, 0
		}
		if ext < s.lowest {
			s.expected += s.lowest - ext
			s.lowest = ext
		}
		s.mark(ext)
		return ext, late, 0
	}
	if !s.probing || seq != s.probe {
		s.probing, s.probe = true, seq+1
		return 0, jumped, 0
	}
	s.probing = false
	s.highest += uint64(diff)
	s.seen = [reorderWindow / 64]uint64{}
	s.mark(s.highest)
	// The packet that announced the jump was not accepted: it can be had again.
	s.lowest = s.highest - 1
	s.floor = s.lowest
	s.expected += 2
	return s.highest, restarted, 1
}

func (s *sequence) mark(n uint64)     { s.seen[n%reorderWindow/64] |= 1 << (n % 64) }
func (s *sequence) clear(n uint64)    { s.seen[n%reorderWindow/64] &^= 1 << (n % 64) }
func (s *sequence) has(n uint64) bool { return s.seen[n%reorderWindow/64]&(1<<(n%64)) != 0 }

package seal

// Stream is what a Sealer remembers of one SSRC.
type Stream struct {
	ssrc    uint32
	started bool
	highest uint64 // packet index, RFC 3711, section 3.3.1: 2^16 * ROC + SEQ
	// tags holds of each index in the window the first half of the tag it was
	// sealed with, 0 when it was not sealed. Under one key and nonce the tag
	// tells contents apart: two agree by chance once in some 2^57 times.
	tags []uint64
}

const (
	maxIndex = 1<<48 - 1
	half     = 1 << 15
)

// index returns the packet index of a sequence number: the one that is nearest
// to the highest so far, as the receiver reckons too (RFC 3711, section 3.3.1).
// The stream is not changed.
func (st *Stream) index(seq uint16) (uint64, error) {
	if !st.started {
		return uint64(seq), nil
	}
	step := int64(int16(seq - uint16(st.highest)))
	index := int64(st.highest) + step
	switch {
	case step == -half: // as near above as below
		return 0, ErrOld
	case index < 0 || step <= -int64(len(st.tags)):
		return 0, ErrOld
	case index > maxIndex:
		return 0, ErrExhausted
	}
	return uint64(index), nil
}

// record notes that an index was sealed with a tag. It reports false when it
// was sealed before with another one. index comes from the method of this name.
func (st *Stream) record(index, tag uint64) bool {
	tag = max(tag, 1) // 0 is for what was not sealed
	size := uint64(len(st.tags))
	if !st.started || index > st.highest {
		if st.started {
			st.forget(index - st.highest)
		}
		st.started, st.highest = true, index
		st.tags[index%size] = tag
		return true
	}
	known := &st.tags[index%size]
	if *known == 0 {
		*known = tag
	}
	return *known == tag
}

// forget empties the places of the next n indices, which those that leave the
// window held.
func (st *Stream) forget(n uint64) {
	size := uint64(len(st.tags))
	if n >= size {
		clear(st.tags)
		return
	}
	for i := range n {
		st.tags[(st.highest+1+i)%size] = 0
	}
}

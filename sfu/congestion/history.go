package congestion

// record is one sent packet. It is small, as thousands are kept a receiver.
type record struct {
	number uint32 // unwrapped, low 32 bits
	at     uint32 // µs, low 32 bits
	size   uint16
	probe  uint8 // id of the probe cluster, low 7 bits; 0 none
	state  uint8
}

// States of a record.
const (
	unused uint8 = iota
	inFlight
	missing // reported as not received, so far
	arrived
)

// history is a ring of sent packets by number. It grows while packets that
// were never reported would be overwritten, up to its limit.
type history struct {
	ring   []record
	limit  int
	newest int64 // unwrapped number of the newest packet; valid when any
	any    bool
}

const firstHistory = 256

func (h *history) init(limit int) {
	h.limit = firstHistory
	for h.limit < limit && h.limit < 32768 {
		h.limit *= 2
	}
	h.ring = make([]record, firstHistory)
}

func (h *history) at(number int64) *record {
	return &h.ring[int(number)&(len(h.ring)-1)]
}

func (h *history) add(number uint16, size int, now int64, probe uint8) {
	if !h.any {
		h.any, h.newest = true, 1<<16+int64(number)
	} else {
		n := h.unwrap(number)
		if n > h.newest {
			h.newest = n
		} else if h.newest-n >= int64(len(h.ring)) {
			return // out of order by more than is remembered
		}
	}
	n := h.unwrap(number)
	r := h.at(n)
	if r.state == inFlight && len(h.ring) < h.limit && uint32(n) != r.number {
		h.grow()
		r = h.at(n)
	}
	*r = record{
		number: uint32(n), at: uint32(now), size: uint16(min(max(size, 0), 65535)),
		probe: probe, state: inFlight,
	}
}

func (h *history) grow() {
	old := h.ring
	h.ring = make([]record, 2*len(old))
	for _, r := range old {
		if r.state != unused {
			*h.at(int64(r.number)) = r
		}
	}
}

// unwrap returns the number nearest to the newest.
func (h *history) unwrap(number uint16) int64 {
	return h.newest + int64(int16(number-uint16(h.newest)))
}

// find returns the record of a packet, nil when it was not sent or is forgotten.
func (h *history) find(number int64) *record {
	if number > h.newest || h.newest-number >= int64(len(h.ring)) {
		return nil
	}
	r := h.at(number)
	if r.state == unused || r.number != uint32(number) {
		return nil
	}
	return r
}

// sentAt returns a record's time in µs in full. Records live for less than the
// 71 minutes in which the low bits wrap, or they are seen as newer than they are.
func (r *record) sentAt(now int64) int64 {
	return now - int64(uint32(now)-r.at)
}

package congestion

import "math"

const (
	slotLength = 50_000 // µs of sending
	slotCount  = 128    // a power of two; 6.4 s
	untimed    = math.MaxInt64
)

// slot sums up the packets sent within 50 ms.
type slot struct {
	id        int64 // send time / slotLength
	sentBytes int64
	gotBytes  int64
	lostBytes int64
	got, lost int32
	delay     int64 // least one-way delay, µs, of clocks that do not agree; untimed when unknown
	last      int64 // last arrival, receiver's µs
}

// time adds one packet's delay.
func (s *slot) time(delay, arrival int64) {
	if s.delay == untimed {
		s.last = arrival
	}
	s.delay = min(s.delay, delay)
	s.last = max(s.last, arrival)
}

// slots is the ring of the last seconds.
type slots struct {
	ring [slotCount]slot
}

func (s *slots) init() {
	for i := range s.ring {
		s.ring[i] = slot{id: -1, delay: untimed}
	}
}

// find returns a slot, nil when nothing was sent in it or it is forgotten.
func (s *slots) find(id int64) *slot {
	if x := &s.ring[uint64(id)%slotCount]; x.id == id {
		return x
	}
	return nil
}

func (s *slots) sent(now int64, size int) {
	id := now / slotLength
	x := &s.ring[uint64(id)%slotCount]
	if x.id != id {
		if x.id > id {
			return
		}
		*x = slot{id: id, delay: untimed}
	}
	x.sentBytes += int64(size)
}

func (s *slots) lost(sent int64, size int) {
	if x := s.find(sent / slotLength); x != nil {
		x.lost++
		x.lostBytes += int64(size)
	}
}

func (s *slots) received(sent int64, size int, wasLost bool) *slot {
	x := s.find(sent / slotLength)
	if x == nil {
		return nil
	}
	if wasLost {
		x.lost--
		x.lostBytes -= int64(size)
	}
	x.got++
	x.gotBytes += int64(size)
	return x
}

func (s *slots) forgetDelays() {
	for i := range s.ring {
		s.ring[i].delay = untimed
	}
}

// rate returns what arrived of the count slots up to last, in bit/s, and what
// share of their packets is known. The time is that of sending or of arriving,
// whichever is longer: a receiver that hung and then reads all at once has not
// shown a faster line.
func (s *slots) rate(last int64, count int64) (rate float64, known bool) {
	var sent, got, lost int64
	var newest, before int64
	for id := last - count + 1; id <= last; id++ {
		x := s.find(id)
		if x == nil {
			continue
		}
		sent += x.sentBytes
		got += x.gotBytes
		lost += x.lostBytes
		if x.delay != untimed {
			newest = max(newest, x.last)
		}
	}
	if got == 0 {
		return 0, false
	}
	span := count * slotLength
	// Arrivals are counted from the last packet before the window.
	for id := last - count; id > last-count-4; id-- {
		if x := s.find(id); x != nil && x.delay != untimed {
			before = x.last + (last-count-id)*slotLength
			break
		}
	}
	if before != 0 && newest-before > span {
		span = newest - before
	}
	// Packets that no feedback told of fared like the others.
	bytes := float64(sent) * float64(got) / float64(got+lost)
	return bytes * 8e6 / float64(span), true
}

// losses counts packets of the slots from first to last.
func (s *slots) losses(first, last int64) (lost, total int) {
	for id := max(first, last-slotCount+1); id <= last; id++ {
		if x := s.find(id); x != nil {
			lost += int(x.lost)
			total += int(x.lost + x.got)
		}
	}
	return lost, total
}

// floor is the least value of the last three to four periods.
type floor struct {
	period int64
	from   int64 // when the present period began
	last   int64 // when a value was last added
	least4 [4]int64
	any    bool
}

func (f *floor) init(period int64) {
	f.period = period
	f.reset()
}

func (f *floor) reset() {
	f.any = false
	for i := range f.least4 {
		f.least4[i] = untimed
	}
}

func (f *floor) add(now, value int64) {
	if f.any && now-f.last > 4*f.period {
		f.reset() // clocks drift
	}
	if !f.any {
		f.any, f.from = true, now
	}
	f.last = now
	if now-f.from >= f.period {
		copy(f.least4[1:], f.least4[:3])
		f.least4[0], f.from = untimed, now
	}
	f.least4[0] = min(f.least4[0], value)
}

// raise makes the least value greater by an amount.
func (f *floor) raise(now, by int64) {
	if least, ok := f.least(); ok {
		f.reset()
		f.add(now, least+by)
	}
}

func (f *floor) least() (int64, bool) {
	if !f.any {
		return 0, false
	}
	return min(f.least4[0], f.least4[1], f.least4[2], f.least4[3]), true
}

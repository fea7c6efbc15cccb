package ingress

import (
	"slices"
	"time"
)

// Limits of asking for lost packets.
const (
	maxMissing = 256
	maxTries   = 10
	// reorderDelay is how long a packet may come late before it is asked for.
	reorderDelay     = 10 * time.Millisecond
	minRetryInterval = 20 * time.Millisecond
	maxRetryInterval = 400 * time.Millisecond
	defaultRTT       = 70 * time.Millisecond
)

type missingPacket struct {
	seq   uint64
	due   time.Time
	tries uint8
}

// missing is the bounded list of packets that were skipped and are to be asked
// for again, lowest first.
type missing struct {
	list      []missingPacket
	next      time.Time // the earliest due, while list is not empty
	abandoned uint64
}

// skipped adds the n numbers before seq.
func (m *missing) skipped(seq uint64, n int, now time.Time) {
	if n > maxMissing {
		m.abandoned += uint64(n - maxMissing)
		n = maxMissing
	}
	if over := len(m.list) + n - maxMissing; over > 0 {
		m.abandoned += uint64(over)
		m.list = slices.Delete(m.list, 0, over)
	}
	due := now.Add(reorderDelay)
	if len(m.list) == 0 || due.Before(m.next) {
		m.next = due
	}
	for s := seq - uint64(n); s < seq; s++ {
		m.list = append(m.list, missingPacket{seq: s, due: due})
	}
}

// arrived takes a late packet off the list and reports whether it had been
// asked for.
func (m *missing) arrived(seq uint64) (asked bool) {
	i, found := slices.BinarySearchFunc(m.list, seq, func(p missingPacket, s uint64) int {
		switch {
		case p.seq < s:
			return -1
		case p.seq > s:
			return 1
		default:
			return 0
		}
	})
	if !found {
		return false
	}
	asked = m.list[i].tries > 0
	m.list = slices.Delete(m.list, i, i+1)
	return asked
}

// clear forgets all, since the source jumped.
func (m *missing) clear() {
	m.abandoned += uint64(len(m.list))
	m.list = m.list[:0]
}

// pending reports whether due has something to do by now.
func (m *missing) pending(now time.Time) bool { return len(m.list) > 0 && !now.Before(m.next) }

// due returns the numbers to ask for now, nil when there are none, and gives
// up those that were asked for often enough or lie below oldest.
func (m *missing) due(now time.Time, rtt time.Duration, oldest uint64) []uint16 {
	if !m.pending(now) {
		return nil
	}
	var ask []uint16
	kept := m.list[:0]
	for _, p := range m.list {
		if p.seq < oldest || (p.tries >= maxTries && !now.Before(p.due)) {
			m.abandoned++
			continue
		}
		if !now.Before(p.due) {
			ask = append(ask, uint16(p.seq))
			p.tries++
			p.due = now.Add(retryInterval(rtt, p.tries))
		}
		if len(kept) == 0 || p.due.Before(m.next) {
			m.next = p.due
		}
		kept = append(kept, p)
	}
	m.list = kept
	return ask
}

// retryInterval is how long to wait for the answer to the given try: a round
// trip, and a quarter more each time.
func retryInterval(rtt time.Duration, tries uint8) time.Duration {
	d := max(rtt, minRetryInterval)
	limit := max(rtt, maxRetryInterval)
	for ; tries > 1 && d < limit; tries-- {
		d += d / 4
	}
	return min(d, limit)
}

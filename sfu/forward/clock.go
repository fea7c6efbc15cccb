package forward

import "time"

// ntpEpoch is the difference between the NTP and Unix epochs in seconds.
const ntpEpoch = 2208988800

// toNTP returns a time as 32.32 fixed point seconds (RFC 5905, section 6).
func toNTP(t time.Time) uint64 {
	ns := t.UnixNano()
	sec := ns / 1e9
	return uint64(sec+ntpEpoch)<<32 | uint64(ns-sec*1e9)<<32/1e9
}

// addNTP moves an NTP time by d, which may be negative.
func addNTP(ntp uint64, d time.Duration) uint64 {
	sec, rest := int64(d/time.Second), int64(d%time.Second)
	return ntp + uint64(sec)<<32 + uint64(rest<<32/int64(time.Second))
}

// subNTP returns a - b for times less than 34 years apart.
func subNTP(a, b uint64) time.Duration {
	diff := int64(a - b)
	sec := diff >> 32
	return time.Duration(sec)*time.Second + time.Duration((diff&0xffffffff)*int64(time.Second)>>32)
}

// ticks returns a duration in units of an RTP clock, to the nearest.
func ticks(d time.Duration, rate uint32) uint32 {
	if d < 0 {
		return -ticks(-d, rate)
	}
	sec, rest := int64(d/time.Second), int64(d%time.Second)
	return uint32(sec*int64(rate) + (rest*int64(rate)+int64(time.Second)/2)/int64(time.Second))
}

// maxClockError is how far a mapped timestamp may be from what the wall clock
// makes of it before it is not believed.
const maxClockError = time.Second

// timeline is the outgoing RTP time of a subscription.
type timeline struct {
	rate    uint32
	valid   bool      // something was sent
	last    uint32    // newest outgoing timestamp
	arrival time.Time // when the packet with it arrived
}

// observe takes in the timestamp of a packet that is sent in order.
func (l *timeline) observe(timestamp uint32, at time.Time) {
	if !l.valid || int32(timestamp-l.last) > 0 {
		l.valid, l.last, l.arrival = true, timestamp, at
	}
}

// at returns the outgoing time that the wall clock gives.
func (l *timeline) at(now time.Time) uint32 {
	return l.last + ticks(now.Sub(l.arrival), l.rate)
}

// settle returns the timestamp that a new epoch begins with: the mapped one
// when the wall clock confirms it, otherwise the wall clock's; always after
// the last.
func (l *timeline) settle(mapped uint32, known bool, now time.Time) uint32 {
	timestamp := l.at(now)
	if known {
		off := int64(int32(mapped - timestamp))
		if limit := int64(ticks(maxClockError, l.rate)); off <= limit && off >= -limit {
			timestamp = mapped
		}
	}
	if int32(timestamp-l.last) <= 0 {
		timestamp = l.last + 1
	}
	return timestamp
}

// senderClock is one sender report of the publisher.
type senderClock struct {
	ntp uint64
	rtp uint32
	at  time.Time
}

func clockOf(view LayerView) (senderClock, bool) {
	ntp, rtpTime, at, ok := view.SenderClock()
	return senderClock{ntp, rtpTime, at}, ok
}

// translate returns a timestamp of the layer whose clock is from as the layer
// whose clock is to would have stamped the same instant.
func translate(timestamp uint32, from, to senderClock, rate uint32) uint32 {
	instant := from.ntp
	delta := int64(int32(timestamp - from.rtp))
	instant = addNTP(instant, time.Duration(delta*int64(time.Second)/int64(rate)))
	return to.rtp + ticks(subNTP(instant, to.ntp), rate)
}

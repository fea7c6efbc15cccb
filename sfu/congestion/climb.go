package congestion

// climb follows a delay that rises from packet to packet. When a line becomes
// much narrower than what is sent, few packets arrive in a long time: slots of
// sending would be slow to show it. A hang makes one jump and then falls, jitter
// goes up and down, a rival's queue grows slowly: none is a climb.
type climb struct {
	sent      int64 // send time of its first packet, µs
	from      int64 // arrival of its first packet, as last
	last      int64
	low, high int64 // delay
	jump      int64 // the greatest step from packet to packet
	bytes     int64 // that arrived after the first
}

const (
	climbTime = 200_000 // µs of arrivals
	climbRise = 80_000  // µs beyond the usual threshold
)

// add takes one packet; slack is how far a delay may fall amid a climb.
func (c *climb) add(sent, arrival, delay, slack, size int64) {
	slow := c.last-c.from > 2*climbTime && (c.high-c.low)*4 < c.last-c.from
	if c.sent == 0 || slow || delay < c.high-slack || delay < c.low || arrival < c.last {
		*c = climb{sent: sent, from: arrival, last: arrival, low: delay, high: delay}
		return
	}
	c.jump = max(c.jump, delay-c.high)
	c.high = max(c.high, delay)
	c.last = arrival
	c.bytes += size
}

// steep says that the climb is more than a key frame or chance makes.
func (c *climb) steep(threshold int64) bool {
	rise := c.high - c.low
	return c.last-c.from >= climbTime && rise > threshold+climbRise && c.jump*3 < rise
}

// rate is what arrived during the climb: the line's rate, in bit/s.
func (c *climb) rate() float64 {
	return float64(c.bytes) * 8e6 / float64(max(c.last-c.from, 1))
}

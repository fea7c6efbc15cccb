package forward

import (
	"time"

	"giaoban/sfu/codec"
)

// PlayoutDelay is how long a receiver holds video back before it shows it, at
// least and at most. The zero value says nothing.
type PlayoutDelay struct{ Min, Max time.Duration }

const (
	delayUnit = 10 * time.Millisecond
	// delayLimit is the most that 12 bits of delayUnit hold.
	delayLimit = 0xfff * delayUnit
)

// Enabled reports whether the delay says anything.
func (d PlayoutDelay) Enabled() bool { return d.Min > 0 || d.Max > 0 }

// encode writes the header extension: 12 bits each of the least and the most, in
// units of 10 ms. Without a most, or with one below the least, the receiver may
// hold back as long as can be said, or exactly the least.
func (d PlayoutDelay) encode() [3]byte {
	least := min(max(d.Min, 0), delayLimit)
	most := min(d.Max, delayLimit)
	if most <= 0 {
		most = delayLimit
	}
	most = max(most, least)
	low, high := uint16(least/delayUnit), uint16(most/delayUnit)
	return [3]byte{byte(low >> 4), byte(low<<4) | byte(high>>8), byte(high)}
}

// delaySignal tells a receiver the delay: with each packet until its reports show
// that one has come, and with each key frame, since what came before may never
// have become a picture. Receivers keep to it from then on.
type delaySignal struct {
	encoded [3]byte
	enabled bool
	told    bool   // some packet carries it
	from    uint32 // outgoing number of the first that does
	known   bool   // the receiver has one
	until   uint32 // outgoing number of the first that need not carry it, when known
}

func newDelaySignal(cfg Config) delaySignal {
	if cfg.Kind != codec.Video || !cfg.Delay.Enabled() {
		return delaySignal{}
	}
	return delaySignal{encoded: cfg.Delay.encode(), enabled: true}
}

// restart tells the delay again.
func (d *delaySignal) restart() { d.told, d.known = false, false }

// goesWith reports whether the packet of an outgoing number, of a key frame or
// not, carries the delay. The answer stays the same when the packet is sent again.
func (d *delaySignal) goesWith(out uint32, key bool) bool {
	if !d.enabled || d.known && int32(out-d.until) >= 0 && !key {
		return false
	}
	if !d.told {
		d.told, d.from = true, out
	}
	return true
}

// acknowledge takes in the highest number of a reception report, whose low 16
// bits are those that were sent (RFC 3550, section 6.4.1).
func (d *delaySignal) acknowledge(highest uint32, next uint64) {
	if !d.told || d.known {
		return
	}
	age := uint32(uint16(next) - uint16(highest))
	if age > 0 && age <= min(uint32(next)-d.from, 1<<15) {
		d.known, d.until = true, uint32(next)
	}
}

package congestion

import "github.com/pion/rtcp"

// arrivalClock unwraps the 24 bits of a feedback's reference time.
type arrivalClock struct {
	started   bool
	reference int64 // units of 64 ms
}

const (
	referenceUnit = 64_000 // µs
	// clockJump is a change of delay that no line makes: the receiver's clock was set.
	clockJump = 30_000_000
)

func (c *arrivalClock) unwrap(reference uint32) int64 {
	reference &= 1<<24 - 1
	if !c.started {
		c.started, c.reference = true, int64(reference)+1<<24
		return c.reference * referenceUnit
	}
	change := int32(reference<<8-uint32(c.reference)<<8) >> 8
	full := c.reference + int64(change)
	if full > c.reference {
		c.reference = full
	}
	return full * referenceUnit
}

// reader walks the symbols and deltas of a feedback packet.
type reader struct {
	deltas []*rtcp.RecvDelta
	time   int64 // µs of the receiver's clock
	ok     bool
}

// next takes one delta.
func (r *reader) next() bool {
	if len(r.deltas) == 0 || r.deltas[0] == nil {
		r.ok = false
		return false
	}
	r.time += r.deltas[0].Delta
	r.deltas = r.deltas[1:]
	return true
}

// parse takes a feedback packet to records and slots. It returns when the
// newest packet that the feedback tells of was sent, 0 when it tells of none.
func (e *Estimator) parse(fb *rtcp.TransportLayerCC, now int64) (newest int64) {
	if fb == nil || !e.history.any || fb.PacketStatusCount == 0 {
		return 0
	}
	number := e.history.unwrap(fb.BaseSequenceNumber)
	end := min(number+int64(fb.PacketStatusCount), e.history.newest+1)
	r := reader{deltas: fb.RecvDeltas, time: e.clock.unwrap(fb.ReferenceTime), ok: true}
	got := receipt{e: e, now: now}
	for _, chunk := range fb.PacketChunks {
		if number >= end || !r.ok {
			break
		}
		switch c := chunk.(type) {
		case *rtcp.RunLengthChunk:
			stop := min(number+int64(c.RunLength), end)
			if number = got.run(number, stop, c.PacketStatusSymbol, &r); number < stop {
				number = end
			}
		case *rtcp.StatusVectorChunk:
			for _, symbol := range c.SymbolList {
				if number >= end {
					break
				}
				if got.run(number, number+1, symbol, &r) == number {
					number = end
					break
				}
				number++
			}
		default:
			number = end
		}
	}
	if got.lastArrived > 0 {
		e.rtt.add(now, now-got.lastArrived)
	}
	return got.newest
}

// receipt collects what one feedback tells.
type receipt struct {
	e           *Estimator
	now         int64
	newest      int64 // send time of the newest packet told of
	lastArrived int64 // send time of the newest packet that arrived
	row         int64 // number of the last packet found missing
}

// run takes packets of one symbol; it returns the first number not taken.
func (g *receipt) run(number, stop int64, symbol uint16, r *reader) int64 {
	for ; number < stop; number++ {
		received := symbol != rtcp.TypeTCCPacketNotReceived
		timed := symbol == rtcp.TypeTCCPacketReceivedSmallDelta || symbol == rtcp.TypeTCCPacketReceivedLargeDelta
		if timed && !r.next() {
			return number
		}
		record := g.e.history.find(number)
		if record == nil {
			continue
		}
		sent := record.sentAt(g.now)
		g.newest = max(g.newest, sent)
		switch {
		case received && record.state != arrived:
			g.arrived(record, sent, r.time, timed)
		case !received && record.state == inFlight:
			record.state = missing
			g.e.slots.lost(sent, int(record.size))
			g.e.noteBurst(g.row == number-1)
			g.row = number
			if record.probe != 0 {
				g.e.prober.lost(record.probe)
			}
		}
	}
	return number
}

func (g *receipt) arrived(record *record, sent, arrival int64, timed bool) {
	e := g.e
	g.lastArrived = max(g.lastArrived, sent)
	slot := e.slots.received(sent, int(record.size), record.state == missing)
	record.state = arrived
	if !timed {
		return
	}
	delay := arrival - sent
	if least, ok := e.base.least(); ok && (delay-least > clockJump || least-delay > clockJump) {
		e.base.reset()
		e.slots.forgetDelays()
	}
	e.base.add(g.now, delay)
	e.climb.add(sent, arrival, delay, 10_000+int64(2*e.noise), int64(record.size))
	if slot != nil {
		slot.time(delay, arrival)
	}
	if record.probe != 0 {
		e.prober.arrived(record.probe, int(record.size), sent, arrival)
	}
}

package ingress

import (
	"time"

	"giaoban/sfu/payload"
)

const (
	rateSlot  = 100 * time.Millisecond
	rateSlots = 10
)

// slot counts one rateSlot of time.
type slot struct {
	bytes    [payload.MaxSpatial][payload.MaxTemporal]uint32
	pictures uint32
}

// rate measures bits and pictures per second over the last second.
type rate struct {
	begun time.Time
	at    int64 // number of the current slot since begun
	slots [rateSlots]slot
}

// advance makes the slot of now the current one and empties those passed over.
func (r *rate) advance(now time.Time) {
	if r.begun.IsZero() {
		r.begun = now
		return
	}
	at := int64(now.Sub(r.begun) / rateSlot)
	if at-r.at >= rateSlots {
		r.slots = [rateSlots]slot{}
		r.at = at
		return
	}
	for r.at < at {
		r.at++
		r.slots[r.at%rateSlots] = slot{}
	}
}

func (r *rate) add(now time.Time, bytes int, spatial, temporal int8, picture bool) {
	r.advance(now)
	s := &r.slots[r.at%rateSlots]
	s.bytes[clampLayer(spatial, payload.MaxSpatial)][clampLayer(temporal, payload.MaxTemporal)] += uint32(bytes)
	if picture {
		s.pictures++
	}
}

func clampLayer(layer int8, limit int8) int8 { return min(max(layer, 0), limit-1) }

// fill writes the rates at now into stats.
func (r *rate) fill(now time.Time, stats *Stats) {
	if r.begun.IsZero() {
		return
	}
	r.advance(now)
	// The window is whole slots and the begun part of the current one; a
	// stream younger than that is measured over a full window all the same,
	// so that its first burst is not taken for its rate.
	current := now.Sub(r.begun) - time.Duration(r.at)*rateSlot
	window := (rateSlots-1)*rateSlot + current
	var pictures uint64
	for i := range r.slots {
		pictures += uint64(r.slots[i].pictures)
	}
	stats.FrameRate = float64(pictures) / window.Seconds()
	for s := range payload.MaxSpatial {
		for t := range payload.MaxTemporal {
			var bytes uint64
			for i := range r.slots {
				bytes += uint64(r.slots[i].bytes[s][t])
			}
			bps := bytes * 8 * uint64(time.Second) / uint64(window)
			stats.Bitrates[s][t] = bps
			stats.Bitrate += bps
		}
	}
}

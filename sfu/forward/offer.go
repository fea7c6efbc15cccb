package forward

import (
	"time"

	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
	"giaoban/sfu/payload"
)

// Limit is what the receiver's line leaves of a track, whatever is demanded.
type Limit struct {
	// Paused stops the stream.
	Paused bool
	// Spatial and Temporal cap the layers as Demand's MaxSpatial and MaxTemporal do.
	Spatial, Temporal int8
}

// NoLimit leaves everything.
func NoLimit() Limit { return Limit{Spatial: AllLayers, Temporal: AllLayers} }

// SetLimit changes what the line leaves of the track.
func (t *Track) SetLimit(l Limit, now time.Time) {
	if t.limit == l {
		return
	}
	t.limit = l
	if t.stopped() {
		t.pause()
	}
	t.aim(now, true)
}

// limited is the demand within the limit.
func (t *Track) limited() Demand {
	d := t.demand
	d.MaxSpatial, d.MaxTemporal = lower(d.MaxSpatial, t.limit.Spatial), lower(d.MaxTemporal, t.limit.Temporal)
	return d
}

// lower returns the lower of two layers of which AllLayers is the highest.
func lower(a, b int8) int8 {
	if a < 0 || b >= 0 && b < a {
		return b
	}
	return a
}

// maxRungs bounds an Offer.
const maxRungs = 8

// Rung is one of the ways in which a video can be sent.
type Rung struct {
	Limit   Limit
	Bitrate uint64 // in bit/s of what was received lately
}

// Offer is what can be sent of a video, from the least to what is demanded.
type Offer struct {
	Screen   bool
	Priority uint32
	Pixels   uint64 // that the receiver shows, or asked for
	Rungs    [maxRungs]Rung
	Count    int
}

// Offer returns what could be sent of the track. Its Count is 0 when nothing is demanded, or nothing comes.
func (t *Track) Offer(now time.Time) Offer {
	o := Offer{Screen: t.cfg.Screen, Priority: t.demand.Priority, Pixels: t.pixels()}
	if t.cfg.Kind != codec.Video || t.stream == nil || t.demand.Disabled || t.demand.Muted {
		return o
	}
	wanted := WantedLayer(t.feed, t.demand)
	if wanted < 0 {
		return o
	}
	if t.cfg.SVC {
		t.offerSpatial(&o, wanted)
		return o
	}
	last := noLayer
	for q := range wanted + 1 {
		layer := chooseLayer(t.feed, q, now)
		view, ok := t.feed.Layer(int(layer))
		if !ok || layer == last || !view.Active(now) {
			continue
		}
		last = layer
		stats := view.Stats()
		if o.Count == 0 {
			o.addFewerFrames(&stats, q)
		}
		o.add(Rung{Limit{Spatial: q, Temporal: AllLayers}, stats.Bitrate})
	}
	return o
}

// offerSpatial adds the spatial layers within one stream.
func (t *Track) offerSpatial(o *Offer, wanted int8) {
	view, ok := t.feed.Layer(0)
	if !ok {
		return
	}
	stats := view.Stats()
	sum := uint64(0)
	for spatial := range min(int(wanted)+1, payload.MaxSpatial) {
		if spatial == 0 {
			o.addFewerFrames(&stats, 0)
		}
		for _, rate := range stats.Bitrates[spatial] {
			sum += rate
		}
		if spatial > 0 && stats.SpatialLayers <= spatial {
			break
		}
		o.add(Rung{Limit{Spatial: int8(spatial), Temporal: AllLayers}, sum})
	}
}

// addFewerFrames adds the lowest layer with its lowest frame rate, if it has several.
func (o *Offer) addFewerFrames(stats *ingress.Stats, layer int8) {
	base, all := stats.Bitrates[0][0], uint64(0)
	for _, rate := range stats.Bitrates[0] {
		all += rate
	}
	if base > 0 && base < all {
		o.add(Rung{Limit{Spatial: layer, Temporal: 0}, base})
	}
}

func (o *Offer) add(r Rung) {
	if o.Count < len(o.Rungs) {
		o.Rungs[o.Count] = r
		o.Count++
	}
}

// pixels is the size of the picture that the receiver asked for.
func (t *Track) pixels() uint64 {
	if d := &t.demand; d.Width > 0 && d.Height > 0 {
		return uint64(d.Width) * uint64(d.Height)
	}
	return [...]uint64{Low: 320 * 180, Medium: 640 * 360, High: 1280 * 720}[min(t.demand.Quality, High)]
}

package forward

import (
	"math/bits"
	"time"
)

const noLayer int8 = -1

// maxLayers bounds the encodings of one publication.
const maxLayers = 8

// WantedLayer returns the quality (0 is the lowest) that a demand asks of a
// feed, -1 when it asks for none. It is what dynacast reports of a subscriber.
func WantedLayer(feed Feed, d Demand) int8 {
	if d.Disabled {
		return noLayer
	}
	n := min(feed.Layers(), maxLayers)
	if n < 1 {
		return noLayer
	}
	layer := int8(min(int(d.Quality), n-1))
	if d.Width > 0 || d.Height > 0 {
		layer = layerForSize(feed, n, d.Width, d.Height)
	}
	if d.MaxSpatial >= 0 {
		layer = min(layer, d.MaxSpatial)
	}
	return layer
}

// layerForSize returns the smallest quality that is at least as large as
// asked, the highest when none is or sizes are not known.
func layerForSize(feed Feed, n int, width, height uint32) int8 {
	for i := range n {
		w, h := feed.Size(i)
		if w == 0 && h == 0 {
			continue
		}
		// A picture held upright swaps its sides; the longer side decides.
		if max(w, h) >= max(width, height) && min(w, h) >= min(width, height) {
			return int8(i)
		}
	}
	return int8(n - 1)
}

// chooseLayer returns the encoding to forward: the wanted one if packets of it
// come, else the next lower, else the next higher that is live. When none is
// live it stays with the wanted one if that exists.
func chooseLayer(feed Feed, wanted int8, now time.Time) int8 {
	var exists, live uint32
	for i := range min(feed.Layers(), maxLayers) {
		view, ok := feed.Layer(i)
		if !ok {
			continue
		}
		exists |= 1 << i
		if view.Active(now) {
			live |= 1 << i
		}
	}
	if exists == 0 {
		return wanted // the first packets may come any moment
	}
	if live == 0 {
		live = exists
	}
	return nearest(live, wanted)
}

// anyLive reports whether packets of any encoding come.
func anyLive(feed Feed, now time.Time) bool {
	for i := range min(feed.Layers(), maxLayers) {
		if view, ok := feed.Layer(i); ok && view.Active(now) {
			return true
		}
	}
	return false
}

// nearest returns the highest set bit up to i, else the lowest above it, -1
// when none is set.
func nearest(set uint32, i int8) int8 {
	if lower := set & (1<<(i+1) - 1); lower != 0 {
		return int8(bits.Len32(lower) - 1)
	}
	if set == 0 {
		return noLayer
	}
	return int8(bits.TrailingZeros32(set))
}

// chooseTemporal returns the lowest temporal layer that reaches fps, given the
// frame rate with all layers up to highest; each layer doubles the rate.
func chooseTemporal(fps uint32, rate float64, highest int8) int8 {
	if fps == 0 || rate <= 0 {
		return allTemporal
	}
	// Measured rates waver: a tenth less than asked still counts.
	need := float64(fps) * 0.9
	for layer := int8(0); layer < highest; layer++ {
		if rate/float64(int(1)<<(highest-layer)) >= need {
			return layer
		}
	}
	return allTemporal
}

package ingress

import "time"

// Least times between two key frame requests for one layer.
const (
	keyFrameIntervalLow  = 500 * time.Millisecond
	keyFrameIntervalHigh = time.Second
)

// maxUnheard is how many requests go out while no packet comes in: a paused or
// muted layer is not asked over and over.
const maxUnheard = 3

// keyFrameRequest decides when a key frame is asked for: at most once in an
// interval, and again until one arrives.
type keyFrameRequest struct {
	interval time.Duration
	wanted   bool
	muted    bool
	sent     bool      // last is valid
	last     time.Time // when a request was sent
	unheard  int       // requests since the last packet
}

// keyFrameInterval returns the interval for a simulcast layer.
func keyFrameInterval(layer uint8) time.Duration {
	if layer == 0 {
		return keyFrameIntervalLow
	}
	return keyFrameIntervalHigh
}

// next returns when a request is due, ok false when none is.
func (k *keyFrameRequest) next() (at time.Time, ok bool) {
	if !k.wanted || k.muted || k.unheard >= maxUnheard {
		return time.Time{}, false
	}
	if !k.sent {
		return time.Time{}, true
	}
	return k.last.Add(k.interval), true
}

// due reports whether to send a request now, and takes it as sent.
func (k *keyFrameRequest) due(now time.Time) bool {
	at, ok := k.next()
	if !ok || now.Before(at) {
		return false
	}
	k.sent, k.last = true, now
	k.unheard++
	return true
}

// received takes in a packet.
func (k *keyFrameRequest) received(key bool) {
	k.unheard = 0
	if key {
		k.wanted = false
	}
}

// Package forwardtest makes publications for tests of the outbound links:
// streams of real RTP packets with histories and sender clocks, and a record
// of what a receiver got.
package forwardtest

import (
	"sync"
	"sync/atomic"
	"time"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/ingress"
	"giaoban/sfu/packet"
)

// Layer is one encoding of a Feed.
type Layer struct {
	codec   codec.Codec
	history *packet.History

	mu     sync.Mutex
	stats  ingress.Stats // guarded by mu
	ntp    uint64        // guarded by mu
	rtp    uint32        // guarded by mu
	at     time.Time     // guarded by mu
	hasNTP bool          // guarded by mu
}

// Codec is what the layer was made with.
func (l *Layer) Codec() codec.Codec { return l.codec }

// History holds what the layer's sources sent.
func (l *Layer) History() *packet.History { return l.history }

// SenderClock returns what SetClock set.
func (l *Layer) SenderClock() (ntp uint64, rtpTime uint32, at time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ntp, l.rtp, l.at, l.hasNTP
}

// SetClock gives the layer a sender report.
func (l *Layer) SetClock(ntp uint64, rtpTime uint32, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ntp, l.rtp, l.at, l.hasNTP = ntp, rtpTime, at, true
}

// Stats returns what SetStats set, and when the last packet came.
func (l *Layer) Stats() ingress.Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stats
}

// Active reports whether a packet came lately.
func (l *Layer) Active(now time.Time) bool { return l.Stats().Active(now) }

// SetFrameRate sets the frame rate that Stats reports.
func (l *Layer) SetFrameRate(fps float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stats.FrameRate = fps
}

// SetBitrates sets the bit rates that Stats reports, by temporal layer.
func (l *Layer) SetBitrates(temporal ...uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stats.Bitrate = 0
	for i, rate := range temporal {
		l.stats.Bitrates[0][i] = rate
		l.stats.Bitrate += rate
	}
}

// Add keeps a packet as received.
func (l *Layer) Add(p *packet.Packet) {
	l.history.Add(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stats.LastPacket = p.Arrival
}

// Size is a picture size in pixels.
type Size struct{ Width, Height uint32 }

// Feed is a publication.
type Feed struct {
	mu       sync.Mutex
	n        int
	layers   []*Layer // guarded by mu; nil where not received
	sizes    []Size
	requests [8]atomic.Int64
}

// NewFeed returns a publication of n qualities, each received as an encoding
// of its own unless svc is set.
func NewFeed(c codec.Codec, n int, svc bool) *Feed {
	f := &Feed{n: n, layers: make([]*Layer, n)}
	for i := range n {
		if i == 0 || !svc {
			f.layers[i] = NewLayer(c)
		}
	}
	return f
}

// NewLayer returns an encoding without packets.
func NewLayer(c codec.Codec) *Layer {
	size := packet.VideoHistory
	if c.Kind() == codec.Audio {
		size = packet.AudioHistory
	}
	return &Layer{codec: c, history: packet.NewHistory(size)}
}

// SetSizes gives the qualities their sizes, lowest first.
func (f *Feed) SetSizes(sizes ...Size) { f.sizes = sizes }

// SetLayer replaces encoding i; nil ends it.
func (f *Feed) SetLayer(i int, l *Layer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.layers[i] = l
}

// At returns encoding i for the test to fill.
func (f *Feed) At(i int) *Layer {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.layers[i]
}

// Layers is the number of qualities.
func (f *Feed) Layers() int { return f.n }

// Layer returns encoding i if it is received.
func (f *Feed) Layer(i int) (forward.LayerView, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if i < 0 || i >= len(f.layers) || f.layers[i] == nil {
		return nil, false
	}
	return f.layers[i], true
}

// Size returns what SetSizes set.
func (f *Feed) Size(i int) (width, height uint32) {
	if i >= len(f.sizes) {
		return 0, 0
	}
	return f.sizes[i].Width, f.sizes[i].Height
}

// RequestKeyFrame counts the request.
func (f *Feed) RequestKeyFrame(i int) { f.requests[i].Add(1) }

// Requests is how many key frames of encoding i were asked for.
func (f *Feed) Requests(i int) int { return int(f.requests[i].Load()) }

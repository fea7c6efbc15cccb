package sfu

import (
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/egress"
	"giaoban/sfu/forward"
	"giaoban/sfu/ingress"
	"giaoban/sfu/packet"
	"giaoban/sfu/quality"
)

// Rendition is one codec of a publication with the layers that are received in it. It is the feed of the tracks that forward it, and their fan-out: each
// packet is pushed to each route, over a list that is replaced and never changed, so that receivers share no lock.
type Rendition struct {
	pub    *Publication
	mime   string
	typ    codec.Type
	layers [maxLayers]atomic.Pointer[layer]
	routes atomic.Pointer[[]route]
	shape  atomic.Pointer[shape]
	// expectation is the room's goroutine's alone.
	expectation quality.Expectation

	mu     sync.Mutex // held to replace routes, shape and layers
	closed bool       // guarded by mu
}

// route is one receiver's way from a rendition.
type route struct {
	receiver *egress.Receiver
	track    *forward.Track
	every    bool // it gets the microphones that are not heard too
}

// shape is what is known of a rendition's layers before they are received.
type shape struct {
	codec     codec.Codec // zero until negotiated
	simulcast bool        // encodings come as streams of their own
	rids      []string    // in the offer's order
	sizes     []*livekit.VideoLayer
}

func newRendition(pub *Publication, mime string) *Rendition {
	rend := &Rendition{pub: pub, mime: mime, typ: codec.TypeOf(mime)}
	rend.routes.Store(&[]route{})
	rend.shape.Store(&shape{})
	rend.declare()
	return rend
}

// Mime returns the canonical MIME type.
func (rend *Rendition) Mime() string { return rend.mime }

// name is the codec in lower case without its kind ("vp8"), as dynacast spells it.
func (rend *Rendition) name() string {
	_, name, _ := strings.Cut(strings.ToLower(rend.mime), "/")
	return name
}

// Codecs returns what a receiver may bind to get the rendition: the negotiated codec, or while nothing is negotiated every form of it in the table. RED
// can also be had as the Opus that it wraps.
func (rend *Rendition) Codecs() []codec.Codec {
	s := rend.shape.Load()
	var codecs []codec.Codec
	if s.codec.Mime != "" {
		codecs = append(codecs, s.codec)
	}
	for _, c := range codec.Table(codec.Send) {
		if c.Type() == rend.typ && s.codec.Mime == "" || c.Type() == codec.Opus && rend.typ == codec.RED {
			codecs = append(codecs, c)
		}
	}
	return codecs
}

// declare takes in the layers that the publisher announced.
func (rend *Rendition) declare() {
	info := rend.pub.Info()
	rend.mu.Lock()
	defer rend.mu.Unlock()
	next := *rend.shape.Load()
	next.sizes = nil
	for _, sc := range info.Codecs {
		if !strings.EqualFold(sc.MimeType, rend.mime) {
			continue
		}
		next.sizes = slices.Clone(sc.Layers)
		if next.codec.Mime == "" { // negotiation knows better
			next.simulcast = sc.VideoLayerMode == livekit.VideoLayer_ONE_SPATIAL_LAYER_PER_STREAM && len(sc.Layers) > 1
		}
	}
	slices.SortStableFunc(next.sizes, func(a, b *livekit.VideoLayer) int { return int(a.Quality) - int(b.Quality) })
	rend.shape.Store(&next)
}

// negotiated takes in the codec and the encodings that were agreed on.
func (rend *Rendition) negotiated(media MediaInfo) {
	rend.declare()
	rend.mu.Lock()
	defer rend.mu.Unlock()
	next := *rend.shape.Load()
	next.codec = media.Codec
	next.rids = media.RIDs
	next.simulcast = len(media.RIDs) > 1
	rend.shape.Store(&next)
}

// svc reports whether spatial layers, if any, are inside one stream.
func (rend *Rendition) svc() bool {
	return (rend.typ == codec.VP9 || rend.typ == codec.AV1) && !rend.shape.Load().simulcast
}

// Layers returns the number of qualities that the rendition has or will have (forward.Feed).
func (rend *Rendition) Layers() int {
	if rend.pub.kind() == codec.Audio {
		return 1
	}
	n := 1
	if s := rend.shape.Load(); s.simulcast || rend.svc() {
		n = max(n, len(s.sizes))
	}
	for i := range rend.layers {
		if rend.layers[i].Load() != nil {
			n = max(n, i+1)
		}
	}
	return n
}

// Layer returns a received encoding (forward.Feed).
func (rend *Rendition) Layer(i int) (forward.LayerView, bool) {
	if i < 0 || i >= len(rend.layers) {
		return nil, false
	}
	if l := rend.layers[i].Load(); l != nil {
		return l, true
	}
	return nil, false
}

// Size returns the picture size of a quality, measured if it can be, else as announced (forward.Feed).
func (rend *Rendition) Size(i int) (width, height uint32) {
	if i < 0 || i >= len(rend.layers) {
		return 0, 0
	}
	if width, height = rend.measured(i); width > 0 {
		return width, height
	}
	if s := rend.shape.Load(); i < len(s.sizes) {
		return s.sizes[i].Width, s.sizes[i].Height
	}
	if info := rend.pub.Info(); rend.Layers() == 1 {
		return info.Width, info.Height
	}
	return 0, 0
}

// measured returns the size of a quality as its packets tell.
func (rend *Rendition) measured(i int) (width, height uint32) {
	l := rend.layers[i].Load()
	spatial := 0
	if rend.svc() {
		l, spatial = rend.layers[0].Load(), i
	}
	if l == nil {
		return 0, 0
	}
	stats := l.Stats()
	if stats.SpatialLayers > 1 && spatial < len(stats.Sizes) {
		return uint32(stats.Sizes[spatial].Width), uint32(stats.Sizes[spatial].Height)
	}
	if spatial > 0 {
		return 0, 0
	}
	return uint32(stats.Width), uint32(stats.Height)
}

// RequestKeyFrame asks the publisher for a key frame of an encoding (forward.Feed).
func (rend *Rendition) RequestKeyFrame(i int) {
	if i < 0 || i >= len(rend.layers) {
		return
	}
	if l := rend.layers[i].Load(); l != nil {
		l.RequestKeyFrame()
	}
}

// attach adds a route. It reports false when the rendition has ended.
func (rend *Rendition) attach(rt route) bool {
	rend.mu.Lock()
	defer rend.mu.Unlock()
	if rend.closed {
		return false
	}
	next := append(slices.Clone(*rend.routes.Load()), rt)
	rend.routes.Store(&next)
	return true
}

// detach removes the route of a track.
func (rend *Rendition) detach(track *forward.Track) {
	rend.mu.Lock()
	defer rend.mu.Unlock()
	next := slices.DeleteFunc(slices.Clone(*rend.routes.Load()), func(rt route) bool { return rt.track == track })
	rend.routes.Store(&next)
}

// idle reports whether nothing is received and nobody is served.
func (rend *Rendition) idle() bool {
	for i := range rend.layers {
		if rend.layers[i].Load() != nil {
			return false
		}
	}
	return len(*rend.routes.Load()) == 0
}

// close ends the rendition's layers and routes.
func (rend *Rendition) close() {
	rend.mu.Lock()
	rend.closed = true
	rend.routes.Store(&[]route{})
	rend.mu.Unlock()
	for i := range rend.layers {
		if l := rend.layers[i].Swap(nil); l != nil {
			l.stop()
		}
	}
}

// fanOut pushes a packet to every receiver that wants its layer. It is the sink of the rendition's layers and allocates nothing.
func (rend *Rendition) fanOut(p *packet.Packet) {
	if rend.pub.silent.Load() {
		return
	}
	for _, rt := range *rend.routes.Load() {
		if rt.track.Wants(p.Layer) {
			rt.receiver.Push(rt.track, p)
		}
	}
}

// layer is one received encoding (forward.LayerView) with its end.
type layer struct {
	*ingress.Layer
	source ingress.Source
	cancel func()
	looked *ingress.Stats // at the last look at quality, nil before; the room's goroutine's alone
}

// stop ends the layer: at once when its source can be closed, else at its next packet.
func (l *layer) stop() {
	l.cancel()
	if c, ok := l.source.(io.Closer); ok {
		_ = c.Close()
	}
}

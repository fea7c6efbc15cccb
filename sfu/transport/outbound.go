package transport

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/pion/webrtc/v3"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
	"giaoban/sfu/seal"
)

// Errors of single packets, counted as refused.
var (
	errNoPath = errors.New("transport: no path to the receiver")
	errSource = errors.New("transport: packet of an SSRC that is not the sender's")
	errFull   = errors.New("transport: the socket takes no more")
)

// path is who seals a peer's outgoing RTP. It is chosen once, when the DTLS
// handshake has succeeded: a key must have one writer.
type path int32

const (
	pathNone    path = iota // not yet chosen: packets are dropped, as nobody could read them
	pathLibrary             // the library: other profiles than AES-GCM
	pathSealed              // this package
	pathClosed
)

// outbound is a peer's way out for RTP.
type outbound struct {
	keys  exchange
	path  atomic.Int32
	route atomic.Pointer[route]

	mu     sync.Mutex   // held while a batch is sealed and sent
	sealer *seal.Sealer // guarded by mu
}

func (o *outbound) chosen() path { return path(o.path.Load()) }

// dtlsState follows the handshake. The library calls it when it has checked
// the client's certificate, and before it starts SRTP itself.
func (o *outbound) dtlsState(s webrtc.DTLSTransportState) {
	switch s {
	case webrtc.DTLSTransportStateConnected:
		o.choose(o.keys.take())
	case webrtc.DTLSTransportStateFailed, webrtc.DTLSTransportStateClosed:
		o.close()
	default:
	}
}

func (o *outbound) choose(s *seal.Sealer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	to := pathLibrary
	if s != nil {
		to = pathSealed
	}
	if o.path.CompareAndSwap(int32(pathNone), int32(to)) {
		o.sealer = s
	} else if s != nil {
		s.Close()
	}
}

// close ends sealing and wipes the keys.
func (o *outbound) close() {
	o.keys.end()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.path.Store(int32(pathClosed))
	o.route.Store(nil)
	if o.sealer != nil {
		o.sealer.Close()
		o.sealer = nil
	}
}

// Windows within which packets may leave out of order or again, in packets:
// what a track can still repair, for audio about two seconds.
const (
	videoWindow  = 512
	audioWindow  = 128
	repairWindow = 16 // each of its packets is new
)

// outlet is where a bound sender's packets go.
type outlet struct {
	library rtpWriter
	ssrc    uint32
	rtx     uint32 // 0 without
	kind    codec.Kind

	media, repair outStream // guarded by outbound.mu
}

// outStream is one RTP stream on its way to the sealer.
type outStream struct {
	sealed *seal.Stream // nil before the first packet
	// cut says that a packet with the timestamp at could not be sent: the rest of
	// its frame, up to the marker, is not worth sending.
	cut bool
	at  uint32
}

// stream returns the stream of an SSRC, nil when it is not the sender's. Needs outbound.mu.
func (l *outlet) stream(s *seal.Sealer, ssrc uint32) *outStream {
	st, window := &l.media, videoWindow
	switch {
	case ssrc == l.ssrc && l.kind == codec.Audio:
		window = audioWindow
	case ssrc == l.ssrc:
	case ssrc == l.rtx && ssrc != 0:
		st, window = &l.repair, repairWindow
	default:
		return nil
	}
	if st.sealed == nil {
		st.sealed = s.Stream(ssrc, window)
	}
	return st
}

// tally is what became of a batch.
type tally struct {
	written, octets, failed uint64
	err                     error // the first
}

func (t *tally) fail(err error) {
	t.failed++
	if t.err == nil {
		t.err = err
	}
}

func (t *tally) sent(octets int) {
	t.written++
	t.octets += uint64(octets)
}

// write seals a batch and sends it by the route.
func (o *outbound) write(p *Peer, batch []forward.Out, t *tally) {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.route.Load()
	b := bursts.Get().(*burst)
	for i := range batch {
		err := errNoPath
		if r != nil && o.sealer != nil {
			err = o.seal(p, &batch[i], b)
		}
		if err != nil {
			t.fail(err)
		}
		if b.full() {
			b.send(r, t)
		}
	}
	b.send(r, t)
	bursts.Put(b)
}

// seal adds a packet to the burst. Needs mu.
func (o *outbound) seal(p *Peer, out *forward.Out, b *burst) error {
	s, ok := out.Stream.(*Sender)
	if !ok || s.peer != p {
		return ErrNotSending
	}
	l := s.out.Load()
	if l == nil {
		return ErrNotSending
	}
	st := l.stream(o.sealer, out.Header.SSRC)
	if st == nil {
		return errSource
	}
	if st.cut && st == &l.media && out.Header.Timestamp == st.at {
		st.cut = !out.Header.Marker
		return errFull
	}
	st.cut = false
	room := b.room()
	n, err := out.Header.MarshalTo(room)
	if err != nil {
		return err
	}
	if n, err = o.sealer.Seal(st.sealed, room, n, out.Payload); err != nil {
		return err
	}
	b.add(n, st, &out.Header)
	return nil
}

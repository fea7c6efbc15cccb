package transport

import (
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v3"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// Sender is one track on its way to a receiver: waiting for a section, placed
// in one, or bound by an answer. Its fields are guarded by Peer.neg but for out.
type Sender struct {
	peer *Peer
	cfg  SenderConfig

	transceiver *webrtc.RTPTransceiver // nil while waiting
	rtp         *webrtc.RTPSender
	ssrc, rtx   uint32
	params      forward.Params
	bound       bool
	failed      bool
	removed     bool

	out atomic.Pointer[outlet]
}

var _ forward.Stream = (*Sender)(nil)

// TrackID returns the id that the sender was made with.
func (s *Sender) TrackID() string { return s.cfg.TrackID }

// WriteRTP implements forward.Stream: it is a batch of one packet, with the SSRC
// and payload type that the header has.
func (s *Sender) WriteRTP(header *rtp.Header, payload []byte) (int, error) {
	n, err := s.peer.WriteBatch([]forward.Out{{Stream: s, Header: *header, Payload: payload}})
	return n * (header.MarshalSize() + len(payload)), err
}

func (s *Sender) writeByLibrary(header *rtp.Header, payload []byte) (int, error) {
	o := s.out.Load()
	switch {
	case o == nil:
		return 0, ErrNotSending
	case s.peer.out.chosen() == pathLibrary:
		return o.library.WriteRTP(header, payload)
	case s.peer.out.chosen() == pathNone:
		return 0, nil
	default:
		return 0, ErrClosed
	}
}

func (s *Sender) mid() string {
	if s.transceiver == nil {
		return ""
	}
	return s.transceiver.Mid()
}

func (s *Sender) outgoing() outgoing {
	return outgoing{
		trackID: s.cfg.TrackID, streamID: s.cfg.StreamID, codecs: s.cfg.Codecs,
		ssrc: s.ssrc, rtxSSRC: s.rtx, stereo: s.cfg.Stereo,
	}
}

// localTrack is the track that the library sees.
type localTrack struct {
	id, streamID string
	kind         codec.Kind

	mu     sync.Mutex
	stream webrtc.TrackLocalWriter // guarded by mu
}

// Bind notes where to write. It never fails: an error here would undo the
// answer of all other tracks, so codecs are compared after it, by the answer.
func (t *localTrack) Bind(ctx webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stream = ctx.WriteStream()
	if list := ctx.CodecParameters(); len(list) > 0 {
		return list[0], nil
	}
	return webrtc.RTPCodecParameters{}, nil
}

// Unbind implements webrtc.TrackLocal.
func (t *localTrack) Unbind(webrtc.TrackLocalContext) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stream = nil
	return nil
}

// ID implements webrtc.TrackLocal.
func (t *localTrack) ID() string { return t.id }

// RID implements webrtc.TrackLocal.
func (t *localTrack) RID() string { return "" }

// StreamID implements webrtc.TrackLocal.
func (t *localTrack) StreamID() string { return t.streamID }

// Kind implements webrtc.TrackLocal.
func (t *localTrack) Kind() webrtc.RTPCodecType { return rtpKind(t.kind) }

func (t *localTrack) writer() webrtc.TrackLocalWriter {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stream
}

// AddSender gives the receiver a track. On a Subscriber it is placed in a
// section at once and travels with the next CreateOffer. On a Single peer it
// waits for the client's next offer to have a free section (see FreeSections).
func (p *Peer) AddSender(cfg SenderConfig) (*Sender, error) {
	if !p.cfg.Role.sends() {
		return nil, ErrWrongRole
	}
	p.neg.Lock()
	defer p.neg.Unlock()
	if p.isClosed() {
		return nil, ErrClosed
	}
	s := &Sender{peer: p, cfg: cfg}
	if p.cfg.Role == Subscriber {
		if err := p.place(s); err != nil {
			return nil, err
		}
	}
	p.senders = append(p.senders, s)
	return s, nil
}

// RemoveSender takes the track from the receiver. Nothing is written any more
// when it returns; the section becomes free with the next negotiation. A sender
// that was removed before is ignored.
func (p *Peer) RemoveSender(s *Sender) error {
	p.neg.Lock()
	defer p.neg.Unlock()
	if s.removed {
		return nil
	}
	s.removed = true
	p.senders = slices.DeleteFunc(p.senders, func(o *Sender) bool { return o == s })
	return p.withdraw(s)
}

// withdraw takes a sender out of its section. Needs neg.
func (p *Peer) withdraw(s *Sender) error {
	s.out.Store(nil)
	s.bound, s.params = false, forward.Params{}
	if s.rtp == nil {
		return nil
	}
	sender := s.rtp
	s.rtp, s.transceiver = nil, nil
	if p.isClosed() {
		return nil
	}
	return p.pc.RemoveTrack(sender)
}

// attached prepares a sender that the library has placed. Needs neg.
func (p *Peer) attached(s *Sender, t *webrtc.RTPTransceiver, sender *webrtc.RTPSender) {
	s.transceiver, s.rtp = t, sender
	if enc := sender.GetParameters().Encodings; len(enc) > 0 {
		s.ssrc = uint32(enc[0].SSRC)
	}
	s.rtx = 0
	if s.cfg.Kind == codec.Video {
		for s.rtx == 0 || s.rtx == s.ssrc {
			s.rtx = rand.Uint32() //nolint:gosec // an SSRC needs no secrecy
		}
	}
	p.life.start(func() { s.readRTCP(sender) })
}

// readRTCP passes the receiver's reports on until the sender is stopped.
func (s *Sender) readRTCP(sender *webrtc.RTPSender) {
	buf := make([]byte, receiveMTU)
	for {
		n, _, err := sender.Read(buf)
		if err != nil {
			return
		}
		packets, err := rtcp.Unmarshal(buf[:n])
		if err != nil || s.cfg.RTCP == nil || s.peer.isClosed() {
			continue
		}
		s.cfg.RTCP(packets)
	}
}

// openOutlet finds the way to SRTP of a sender that the library has bound.
func (s *Sender) openOutlet() bool {
	t, ok := s.rtp.Track().(*localTrack)
	if !ok {
		return false
	}
	stream := t.writer()
	if stream == nil {
		return false
	}
	var w rtpWriter = stream
	if direct := s.peer.tap.writer(s.ssrc); direct != nil {
		w = tapped{direct}
	}
	s.out.Store(&outlet{library: w, ssrc: s.ssrc, rtx: s.rtx, kind: s.cfg.Kind})
	return true
}

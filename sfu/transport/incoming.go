package transport

import (
	"errors"
	"io"
	"sync"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v3"

	"giaoban/sfu/codec"
)

// maxReadErrors bounds how many bad packets in a row are skipped before the
// stream counts as broken.
const maxReadErrors = 1000

// incoming is one encoding from a publisher.
type incoming struct {
	peer   *Peer
	track  *webrtc.TrackRemote
	mid    string
	stream string
	id     string
	codec  codec.Codec
	ids    codec.ExtensionIDs

	mu      sync.Mutex
	handler func([]rtcp.Packet) // guarded by mu
}

var _ Incoming = (*incoming)(nil)

// incoming reports a new encoding and reads its RTCP until it ends.
func (p *Peer) incoming(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	c := codecOf(t.Codec())
	transceiver := r.RTPTransceiver()
	if c.Type() == codec.RTX || c.Type() == codec.Unknown || transceiver == nil || transceiver.Mid() == "" {
		p.log.Debug("incoming stream ignored", "mime", c.Mime, "ssrc", uint32(t.SSRC()))
		return
	}
	in := &incoming{peer: p, track: t, mid: transceiver.Mid(), codec: c, id: t.ID(), stream: t.StreamID()}
	p.neg.Lock()
	if s := p.section(in.mid); s.Mid != "" {
		in.ids = s.Extensions
		in.id, in.stream = s.TrackID, s.StreamID
		for _, offered := range s.Codecs {
			if offered.PayloadType == c.PayloadType {
				in.codec.RTXPayloadType = offered.RTXPayloadType
			}
		}
	}
	p.neg.Unlock()
	p.life.start(func() { in.readRTCP(r) })
	p.cfg.Handler.OnTrack(in)
}

// Read implements Incoming. A packet that cannot be understood does not end
// the stream.
func (in *incoming) Read(b []byte) (int, error) {
	for range maxReadErrors {
		n, _, err := in.track.Read(b)
		if err == nil {
			return n, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) || in.peer.isClosed() {
			break
		}
	}
	return 0, io.EOF
}

// readRTCP passes RTCP about the stream on. The library's interceptors see it
// on the way, which is how receiver reports learn of sender reports.
func (in *incoming) readRTCP(r *webrtc.RTPReceiver) {
	buf := make([]byte, receiveMTU)
	for {
		var n int
		var err error
		if rid := in.track.RID(); rid != "" {
			n, _, err = r.ReadSimulcast(buf, rid)
		} else {
			n, _, err = r.Read(buf)
		}
		if err != nil {
			return
		}
		packets, err := rtcp.Unmarshal(buf[:n])
		if err != nil {
			continue
		}
		in.mu.Lock()
		handler := in.handler
		in.mu.Unlock()
		if handler != nil && !in.peer.isClosed() {
			handler(packets)
		}
	}
}

// SetRTCPHandler implements Incoming.
func (in *incoming) SetRTCPHandler(f func([]rtcp.Packet)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.handler = f
}

// Kind implements Incoming.
func (in *incoming) Kind() codec.Kind { return in.codec.Kind() }

// Mid implements Incoming.
func (in *incoming) Mid() string { return in.mid }

// RID implements Incoming.
func (in *incoming) RID() string { return in.track.RID() }

// TrackID implements Incoming.
func (in *incoming) TrackID() string { return in.id }

// StreamID implements Incoming.
func (in *incoming) StreamID() string { return in.stream }

// SSRC implements Incoming.
func (in *incoming) SSRC() uint32 { return uint32(in.track.SSRC()) }

// Codec implements Incoming.
func (in *incoming) Codec() codec.Codec { return in.codec }

// Extensions implements Incoming.
func (in *incoming) Extensions() codec.ExtensionIDs { return in.ids }

package transport

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

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
	closed atomic.Bool
}

var _ Incoming = (*incoming)(nil)

// incoming reports a new encoding.
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
	p.cfg.Handler.OnTrack(in)
}

// Read implements Incoming. A packet that cannot be understood does not end
// the stream.
func (in *incoming) Read(b []byte) (int, error) {
	for range maxReadErrors {
		if in.closed.Load() {
			break
		}
		n, _, err := in.track.Read(b)
		if err == nil {
			return n, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) || in.peer.isClosed() {
			break
		}
	}
	in.peer.rtcp.forget(in.SSRC())
	return 0, io.EOF
}

// Close implements Incoming. The library has no way to stop one stream of a
// section, so the deadline of its reads does; the buffer behind it is bounded.
func (in *incoming) Close() error {
	if in.closed.Swap(true) {
		return nil
	}
	in.peer.rtcp.forget(in.SSRC())
	if err := in.track.SetReadDeadline(time.Unix(0, 0)); err != nil && !in.peer.isClosed() {
		return fmt.Errorf("transport: close stream: %w", err)
	}
	return nil
}

// SetRTCPHandler implements Incoming.
func (in *incoming) SetRTCPHandler(f func([]rtcp.Packet)) {
	if sink := in.peer.rtcp.sink(in.SSRC()); sink != nil {
		sink.handle(f)
	}
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

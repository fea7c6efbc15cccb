package client

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"giaoban/cmd/giaoban/bench/synth"

	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// Layer is one encoding of a published track.
type Layer struct {
	// RID is the restriction identifier (RFC 8851): q, h or f; empty for a track with one encoding.
	RID           string
	Width, Height uint32
	// Bitrate is what the layer sends, in bits per second.
	Bitrate uint32
	Source  synth.Source
}

// encoding sends one Layer. It implements webrtc.TrackLocal.
type encoding struct {
	layer      Layer
	index      uint8
	track      string // the track's id, which all its encodings share
	kind       webrtc.RTPCodecType
	keyWanted  atomic.Bool
	keyRequest atomic.Uint64
	off        atomic.Bool // nobody wants it

	mu         sync.Mutex
	writer     webrtc.TrackLocalWriter // nil until the codec is negotiated; guarded by mu
	header     rtp.Header              // of the next packet; guarded by mu
	midID      uint8                   // 0: not negotiated; guarded by mu
	ridID      uint8                   // guarded by mu
	levelID    uint8                   // guarded by mu
	sent, lost uint64                  // packets written, and those that could not be; guarded by mu
	voice      uint64                  // packets written in which somebody speaks; guarded by mu
}

// Bind implements webrtc.TrackLocal.
func (e *encoding) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	mime := webrtc.MimeTypeOpus
	if e.kind == webrtc.RTPCodecTypeVideo {
		mime = webrtc.MimeTypeVP8
	}
	for _, codec := range c.CodecParameters() {
		if !strings.EqualFold(codec.MimeType, mime) {
			continue
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.writer = c.WriteStream()
		e.header = rtp.Header{Version: 2, PayloadType: uint8(codec.PayloadType), SSRC: uint32(c.SSRC()), SequenceNumber: 1000}
		for _, extension := range c.HeaderExtensions() {
			switch extension.URI {
			case sdp.SDESMidURI:
				e.midID = uint8(extension.ID)
			case sdp.SDESRTPStreamIDURI:
				e.ridID = uint8(extension.ID)
			case sdp.AudioLevelURI:
				e.levelID = uint8(extension.ID)
			}
		}
		return codec, nil
	}
	return webrtc.RTPCodecParameters{}, fmt.Errorf("the server does not take %s", mime)
}

// Unbind implements webrtc.TrackLocal.
func (e *encoding) Unbind(webrtc.TrackLocalContext) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.writer = nil
	return nil
}

// ID implements webrtc.TrackLocal.
func (e *encoding) ID() string { return e.track }

// StreamID implements webrtc.TrackLocal.
func (e *encoding) StreamID() string { return "stream-" + e.track }

// RID implements webrtc.TrackLocal.
func (e *encoding) RID() string { return e.layer.RID }

// Kind implements webrtc.TrackLocal.
func (e *encoding) Kind() webrtc.RTPCodecType { return e.kind }

// name makes the packets carry mid and rid, by which the receiver of simulcast tells the layers apart (RFC 8852).
func (e *encoding) name(mid string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.layer.RID == "" {
		return nil
	}
	if e.midID == 0 || e.ridID == 0 {
		return errors.New("the server did not negotiate the mid and rid header extensions that simulcast needs")
	}
	return errors.Join(
		e.header.SetExtension(e.midID, []byte(mid)), e.header.SetExtension(e.ridID, []byte(e.layer.RID)))
}

// enable switches the encoding off, or on again with a key frame.
func (e *encoding) enable(on bool) {
	if e.off.Swap(!on) && on {
		e.keyWanted.Store(true)
	}
}

// sendFrame sends the source's next frame. While the encoding is off the frame is left out.
func (e *encoding) sendFrame(stream uint16) error {
	if e.off.Load() {
		_, err := e.layer.Source.Next(false)
		return err
	}
	packets, err := e.layer.Source.Next(e.keyWanted.Swap(false))
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.writer == nil {
		return errors.New("the track is not negotiated")
	}
	for i := range packets {
		p := &packets[i]
		e.header.Marker, e.header.Timestamp = p.Marker, p.Timestamp
		if p.StampAt >= 0 {
			stamp := synth.Stamp{Stream: stream, Layer: e.index, Count: e.sent, SentAt: time.Now().UnixNano()}
			stamp.Put(p.Payload[p.StampAt:])
		}
		if err := e.setLevel(p); err != nil {
			return err
		}
		if _, err := e.writer.WriteRTP(&e.header, p.Payload); err != nil {
			e.lost++
		} else {
			e.sent++
			if p.Voice {
				e.voice++
			}
		}
		e.header.SequenceNumber++
	}
	return nil
}

// setLevel makes the next packet tell its audio level (RFC 6464 section 3). e.mu must be held.
func (e *encoding) setLevel(p *synth.Packet) error {
	if !p.HasLevel || e.levelID == 0 {
		return nil
	}
	level, err := rtp.AudioLevelExtension{Level: p.Level, Voice: p.Voice}.Marshal()
	if err != nil {
		return err
	}
	return e.header.SetExtension(e.levelID, level)
}

func (e *encoding) counts() (sent, voice, lost uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.sent, e.voice, e.lost
}

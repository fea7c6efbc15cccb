package transport

import (
	"slices"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v3"

	"giaoban/sfu/codec"
)

const rembInterval = time.Second

// watchREMB starts telling a publisher what it may send when one of its video
// sections has no transport-wide feedback: without either, browsers stay at
// their start bitrate. Needs neg.
func (p *Peer) watchREMB(answer *sdp.SessionDescription) {
	if p.rembWanted {
		return
	}
	p.rembWanted = slices.ContainsFunc(answer.MediaDescriptions, func(m *sdp.MediaDescription) bool {
		return kindOfSection(m) == codec.Video && directionOf(m).Receives() && needsREMB(codecsOf(m))
	})
	if p.rembWanted {
		p.life.start(p.sendREMB)
	}
}

func (p *Peer) sendREMB() {
	ticker := time.NewTicker(rembInterval)
	defer ticker.Stop()
	for {
		select {
		case <-p.life.done:
			return
		case <-ticker.C:
		}
		if ssrcs := p.receivedVideo(); len(ssrcs) > 0 && p.State() == Connected {
			_ = p.WriteRTCP([]rtcp.Packet{&rtcp.ReceiverEstimatedMaximumBitrate{
				Bitrate: float32(p.engine.cfg.PublishBitrate), SSRCs: ssrcs,
			}})
		}
	}
}

func (p *Peer) receivedVideo() []uint32 {
	var ssrcs []uint32
	for _, t := range p.pc.GetTransceivers() {
		r := t.Receiver()
		if r == nil || t.Kind() != webrtc.RTPCodecTypeVideo {
			continue
		}
		for _, track := range r.Tracks() {
			if ssrc := uint32(track.SSRC()); ssrc != 0 {
				ssrcs = append(ssrcs, ssrc)
			}
		}
	}
	return ssrcs
}

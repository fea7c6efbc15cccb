package transport

import (
	"fmt"
	"slices"

	"github.com/pion/webrtc/v3"

	"giaoban/sfu/codec"
)

// place puts a sender into a section of the server's own offers. Needs neg.
func (p *Peer) place(s *Sender) error {
	track := &localTrack{id: s.cfg.TrackID, streamID: s.cfg.StreamID, kind: s.cfg.Kind}
	if !s.cfg.OwnSection && p.hasIdleTransceiver(s.cfg.Kind) {
		return p.reuse(s, track)
	}
	t, err := p.pc.AddTransceiverFromTrack(track,
		webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return fmt.Errorf("transport: add track: %w", err)
	}
	p.attached(s, t, t.Sender())
	return nil
}

// hasIdleTransceiver reports whether there is a section that the last answer
// confirmed as inactive. Reusing one earlier would replace a track in the eyes
// of the client without an end, and clients look for the end.
func (p *Peer) hasIdleTransceiver(kind codec.Kind) bool {
	if p.lastOffer == nil || p.pc.SignalingState() != webrtc.SignalingStateStable {
		return false
	}
	for _, t := range p.pc.GetTransceivers() {
		if kindOf(t.Kind()) != kind || t.Sender() != nil || t.Mid() == "" {
			continue
		}
		m := sectionByMid(p.lastOffer, t.Mid())
		if m != nil && directionOf(m) == Inactive && t.Direction() == webrtc.RTPTransceiverDirectionInactive {
			return true
		}
	}
	return false
}

// reuse puts a sender into an idle section.
func (p *Peer) reuse(s *Sender, track *localTrack) error {
	sender, err := p.pc.AddTrack(track)
	if err != nil {
		return fmt.Errorf("transport: reuse section: %w", err)
	}
	for _, t := range p.pc.GetTransceivers() {
		if t.Sender() == sender {
			p.attached(s, t, sender)
			return nil
		}
	}
	return fmt.Errorf("transport: track %s was put nowhere", s.cfg.TrackID)
}

// seat gives a section of the client's offer a sender, with an SSRC of its own.
// The library would choose any section that has none, published ones as well.
func (p *Peer) seat(s *Sender, t *webrtc.RTPTransceiver, track *localTrack) error {
	sender, err := p.api.NewRTPSender(track, p.pc.SCTP().Transport())
	if err != nil {
		return fmt.Errorf("transport: new sender: %w", err)
	}
	if err := t.SetSender(sender, track); err != nil {
		return fmt.Errorf("transport: seat sender: %w", err)
	}
	p.attached(s, t, sender)
	return nil
}

// seatWaiting puts the waiting senders of a Single peer into the free sections
// of the client's offer, after the library has applied it. Needs neg. It
// returns the senders that no section can take.
func (p *Peer) seatWaiting() (failed []*Sender, err error) {
	free, before := p.freeTransceivers(), p.answeredStreams()
	for _, s := range p.senders {
		if s.transceiver != nil || s.failed {
			continue
		}
		seat := s.takeSeat(free, before)
		if seat == nil {
			continue
		}
		if len(forPublication(p.section(seat.Mid()).Codecs, s.cfg.Codecs)) == 0 {
			s.failed = true
			failed = append(failed, s)
			free[s.cfg.Kind] = slices.Insert(free[s.cfg.Kind], 0, seat)
			continue
		}
		track := &localTrack{id: s.cfg.TrackID, streamID: s.cfg.StreamID, kind: s.cfg.Kind}
		if err := p.seat(s, seat, track); err != nil {
			return failed, err
		}
	}
	return failed, nil
}

// takeSeat takes the first free section for a waiting sender; nil when there is
// none. A section that the last answer filled with the same stream will not do: a
// browser tells of a new track when a stream comes to a section or the section
// was empty before, and would keep the old track (WebRTC,
// setting a remote description).
func (s *Sender) takeSeat(free map[codec.Kind][]*webrtc.RTPTransceiver, before map[string]string) *webrtc.RTPTransceiver {
	list := free[s.cfg.Kind]
	for i, t := range list {
		if before[t.Mid()] != s.cfg.StreamID {
			free[s.cfg.Kind] = slices.Delete(list, i, i+1)
			return t
		}
	}
	return nil
}

// answeredStreams returns the stream in each section of the last answer. Needs neg.
func (p *Peer) answeredStreams() map[string]string {
	last := p.pc.CurrentLocalDescription()
	if last == nil {
		return nil
	}
	d, err := parseOwn(last.SDP)
	if err != nil {
		return nil // the library's own text can be read
	}
	streams := make(map[string]string)
	for _, m := range d.MediaDescriptions {
		if stream, _ := msidOf(m); stream != "" {
			streams[midOf(m)] = stream
		}
	}
	return streams
}

// section returns the offered section of a mid; the zero Section when there is none.
func (p *Peer) section(mid string) Section {
	for _, s := range p.sections {
		if s.Mid == mid {
			return s
		}
	}
	return Section{}
}

// freeTransceivers lists what the client's last offer leaves free for tracks:
// first the sections in which it only receives, then those it publishes in
// (never a simulcast one).
func (p *Peer) freeTransceivers() map[codec.Kind][]*webrtc.RTPTransceiver {
	byMid := make(map[string]*webrtc.RTPTransceiver)
	for _, t := range p.pc.GetTransceivers() {
		if t.Mid() != "" && t.Sender() == nil {
			byMid[t.Mid()] = t
		}
	}
	free := make(map[codec.Kind][]*webrtc.RTPTransceiver)
	for _, want := range []Direction{RecvOnly, SendRecv} {
		for _, s := range p.sections {
			t := byMid[s.Mid]
			if t == nil || s.Direction != want || len(s.Codecs) == 0 || len(s.RIDs) > 0 {
				continue
			}
			free[s.Kind] = append(free[s.Kind], t)
		}
	}
	return free
}

// FreeSections returns how many more receiving sections of each kind the client
// must offer so that every waiting sender of a Single peer finds one. It is
// 0, 0 as well when the offered ones suffice but were not yet filled: see NeedsOffer.
func (p *Peer) FreeSections() (audio, video int) {
	p.neg.Lock()
	defer p.neg.Unlock()
	if p.cfg.Role != Single {
		return 0, 0
	}
	free, before := p.freeTransceivers(), p.answeredStreams()
	for _, s := range p.senders {
		switch {
		case s.transceiver != nil || s.failed || s.takeSeat(free, before) != nil:
		case s.cfg.Kind == codec.Audio:
			audio++
		default:
			video++
		}
	}
	return audio, video
}

// NeedsOffer reports whether a Single peer has senders that wait for the
// client's next offer.
func (p *Peer) NeedsOffer() bool {
	p.neg.Lock()
	defer p.neg.Unlock()
	for _, s := range p.senders {
		if p.cfg.Role == Single && s.transceiver == nil && !s.failed {
			return true
		}
	}
	return false
}

// unseatRefused takes senders out of sections that the client's new offer no
// longer receives in, before the library stops them. Needs neg.
func (p *Peer) unseatRefused() (unbound []*Sender, err error) {
	for _, s := range p.senders {
		if s.transceiver == nil || p.section(s.mid()).Direction.Receives() {
			continue
		}
		was := s.bound
		if err := p.withdraw(s); err != nil {
			return unbound, fmt.Errorf("transport: withdraw track: %w", err)
		}
		if was {
			unbound = append(unbound, s)
		}
	}
	return unbound, nil
}

package transport

import (
	"fmt"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v3"
)

// notices are callbacks collected under the lock and made after it.
type notices []func()

func (n notices) send() {
	for _, f := range n {
		f()
	}
}

// SetOffer applies a client's offer and lists its sections. An *SDPError means
// that it was refused and nothing changed.
func (p *Peer) SetOffer(text string) ([]Section, error) {
	if p.cfg.Role == Subscriber {
		return nil, ErrWrongRole
	}
	sections, calls, err := p.setOffer(text)
	calls.send()
	return sections, err
}

func (p *Peer) setOffer(text string) ([]Section, notices, error) {
	p.neg.Lock()
	defer p.neg.Unlock()
	if err := p.ready(webrtc.SignalingStateStable); err != nil {
		return nil, nil, err
	}
	d, err := parseRemote(text, p.engine.cfg.MaxSections)
	if err != nil {
		return nil, nil, err
	}
	if err := p.sameShape(d); err != nil {
		return nil, nil, err
	}
	nameSections(d, p.offer)
	before, sections := p.sections, sectionsOf(d, p.table)
	if err := someCodec(sections); err != nil {
		return nil, nil, err
	}
	original, err := reparse(d)
	if err != nil {
		return nil, nil, err
	}
	clean, candidates, err := intake(d, p.table)
	if err != nil {
		return nil, nil, err
	}
	p.sections = sections
	var calls notices
	unbound, err := p.unseatRefused()
	if err != nil {
		p.sections = before
		return nil, nil, err
	}
	for _, s := range unbound {
		calls = append(calls, s.cfg.onUnbound)
	}
	remote := webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: clean}
	if err := p.pc.SetRemoteDescription(remote); err != nil {
		return nil, calls, fmt.Errorf("transport: apply offer: %w", err)
	}
	p.offer = original
	failed, err := p.seatWaiting()
	for _, s := range failed {
		calls = append(calls, s.cfg.onFailed)
	}
	if err != nil {
		return nil, calls, err
	}
	p.described(original, candidates)
	return sections, calls, nil
}

func (c SenderConfig) onUnbound() {
	if c.Unbound != nil {
		c.Unbound()
	}
}

func (c SenderConfig) onFailed() {
	if c.Failed != nil {
		c.Failed(ErrNoCodec)
	}
}

// CreateAnswer answers the offer that SetOffer applied. options shape the
// sections in which the client sends; midToTrack names the tracks that the
// answer carries to the client.
func (p *Peer) CreateAnswer(options []SectionOptions) (text string, midToTrack map[string]string, err error) {
	text, midToTrack, calls, err := p.createAnswer(options)
	calls.send()
	return text, midToTrack, err
}

func (p *Peer) createAnswer(options []SectionOptions) (string, map[string]string, notices, error) {
	p.neg.Lock()
	defer p.neg.Unlock()
	if err := p.ready(webrtc.SignalingStateHaveRemoteOffer); err != nil {
		return "", nil, nil, err
	}
	answer, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", nil, nil, fmt.Errorf("transport: create answer: %w", err)
	}
	plan := answerPlan{
		offer: p.offer, sections: p.sections, outs: p.placed(),
		options:  make(map[string]SectionOptions, len(options)),
		stripRTX: p.cfg.StripSimulcastRTX,
	}
	for _, o := range options {
		plan.options[o.Mid] = o
	}
	sent, err := plan.edit(answer.SDP)
	if err != nil {
		return "", nil, nil, err
	}
	if err := p.pc.SetLocalDescription(answer); err != nil {
		return "", nil, nil, fmt.Errorf("transport: apply answer: %w", err)
	}
	d, err := parseOwn(sent)
	if err != nil {
		return "", nil, nil, err
	}
	if sent, err = p.withCandidates(sent); err != nil {
		return "", nil, nil, err
	}
	calls := p.bind(d, Direction.Sends)
	p.watchREMB(d)
	return sent, p.midToTrack(), calls, nil
}

// CreateOffer makes the server's next offer. iceRestart gives it new ICE
// credentials. midToTrack names the tracks by section.
func (p *Peer) CreateOffer(iceRestart bool) (text string, midToTrack map[string]string, err error) {
	if p.cfg.Role != Subscriber {
		return "", nil, ErrWrongRole
	}
	p.neg.Lock()
	defer p.neg.Unlock()
	if err := p.ready(webrtc.SignalingStateStable); err != nil {
		return "", nil, err
	}
	restart := iceRestart && p.lastOffer != nil
	offer, err := p.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return "", nil, fmt.Errorf("transport: create offer: %w", err)
	}
	sent, err := editOffer(offer.SDP, p.placed())
	if err != nil {
		return "", nil, err
	}
	if err := p.pc.SetLocalDescription(offer); err != nil {
		return "", nil, fmt.Errorf("transport: apply offer: %w", err)
	}
	if p.lastOffer, err = parseOwn(sent); err != nil {
		return "", nil, err
	}
	if sent, err = p.withCandidates(sent); err != nil {
		return "", nil, err
	}
	return sent, p.midToTrack(), nil
}

// SetAnswer applies a client's answer to the last offer. An *SDPError means
// that it was refused and the offer still waits.
func (p *Peer) SetAnswer(text string) error {
	if p.cfg.Role != Subscriber {
		return ErrWrongRole
	}
	calls, err := p.setAnswer(text)
	calls.send()
	return err
}

func (p *Peer) setAnswer(text string) (notices, error) {
	p.neg.Lock()
	defer p.neg.Unlock()
	if err := p.ready(webrtc.SignalingStateHaveLocalOffer); err != nil {
		return nil, err
	}
	d, err := parseRemote(text, max(p.engine.cfg.MaxSections, len(p.lastOffer.MediaDescriptions)))
	if err != nil {
		return nil, err
	}
	if err := answers(d, p.lastOffer); err != nil {
		return nil, err
	}
	original, err := reparse(d)
	if err != nil {
		return nil, err
	}
	clean, candidates, err := intake(d, p.table)
	if err != nil {
		return nil, err
	}
	remote := webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: clean}
	if err := p.pc.SetRemoteDescription(remote); err != nil {
		return nil, fmt.Errorf("transport: apply answer: %w", err)
	}
	calls := p.bind(original, Direction.Receives)
	p.described(original, candidates)
	return calls, nil
}

// answers checks that d answers the offer section by section, and names the
// sections that it refused without a name.
func answers(d, offer *sdp.SessionDescription) error {
	if len(d.MediaDescriptions) != len(offer.MediaDescriptions) {
		return refuse("%d sections answer an offer of %d", len(d.MediaDescriptions), len(offer.MediaDescriptions))
	}
	nameSections(d, offer)
	for i, m := range d.MediaDescriptions {
		o := offer.MediaDescriptions[i]
		if midOf(m) != midOf(o) || m.MediaName.Media != o.MediaName.Media {
			return refuse("section %d is not the one that was offered", i)
		}
	}
	return nil
}

// sameShape refuses an offer that drops, renames or turns around sections of
// the one before (RFC 8829, section 5.2.2).
func (p *Peer) sameShape(d *sdp.SessionDescription) error {
	if p.offer == nil {
		return nil
	}
	if len(d.MediaDescriptions) < len(p.offer.MediaDescriptions) {
		return refuse("%d sections follow an offer of %d", len(d.MediaDescriptions), len(p.offer.MediaDescriptions))
	}
	for i, before := range p.offer.MediaDescriptions {
		m := d.MediaDescriptions[i]
		if mid := midOf(m); mid != "" && mid == midOf(before) && m.MediaName.Media != before.MediaName.Media {
			return refuse("section %s was %s and is %s now", mid, before.MediaName.Media, m.MediaName.Media)
		}
	}
	return nil
}

// someCodec refuses an offer of media of which the server knows nothing.
func someCodec(sections []Section) error {
	active := false
	for _, s := range sections {
		if len(s.Codecs) > 0 {
			return nil
		}
		active = active || s.Direction != Inactive
	}
	if active {
		return refuse("none of the codecs offered is known or allowed")
	}
	return nil
}

func reparse(d *sdp.SessionDescription) (*sdp.SessionDescription, error) {
	text, err := marshal(d)
	if err != nil {
		return nil, err
	}
	return parseOwn(text)
}

// ready checks that a description may be applied now. Needs neg.
func (p *Peer) ready(want webrtc.SignalingState) error {
	if p.isClosed() {
		return ErrClosed
	}
	if got := p.pc.SignalingState(); got != want {
		return fmt.Errorf("%w: signaling state is %s", ErrWrongState, got)
	}
	return nil
}

// placed lists the tracks in sections. Needs neg.
func (p *Peer) placed() map[string]outgoing {
	outs := make(map[string]outgoing)
	for _, s := range p.senders {
		if mid := s.mid(); mid != "" {
			outs[mid] = s.outgoing()
		}
	}
	return outs
}

func (p *Peer) midToTrack() map[string]string {
	m := make(map[string]string)
	for mid, o := range p.placed() {
		m[mid] = o.trackID
	}
	return m
}

// bind compares each placed sender with its section of the answer, whoever
// wrote it; flows says which directions of the section carry the track. Needs neg.
func (p *Peer) bind(answer *sdp.SessionDescription, flows func(Direction) bool) notices {
	var calls notices
	for _, s := range p.senders {
		m := sectionByMid(answer, s.mid())
		if s.transceiver == nil || m == nil {
			continue // added after the offer
		}
		params, ok := negotiated(m, s.outgoing())
		if !ok || !flows(directionOf(m)) || !s.openOutlet() {
			s.out.Store(nil)
			if !s.failed {
				s.failed, s.bound = true, false
				calls = append(calls, s.cfg.onFailed)
			}
			continue
		}
		if s.bound && sameParams(params, s.params) {
			continue
		}
		s.params, s.bound, s.failed = params, true, false
		if s.cfg.Bound != nil {
			calls = append(calls, func() { s.cfg.Bound(params) })
		}
	}
	return calls
}

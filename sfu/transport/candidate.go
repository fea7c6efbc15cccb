package transport

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v3"
)

const maxCandidateLength = 2048

// errCandidate is what AddCandidate wraps for input that is no candidate.
var errCandidate = errors.New("transport: not an ICE candidate")

// candidateInit is the JSON of an RTCIceCandidateInit.
type candidateInit struct {
	Candidate        string  `json:"candidate"`
	SDPMid           *string `json:"sdpMid,omitempty"`
	SDPMLineIndex    *uint16 `json:"sdpMLineIndex,omitempty"`
	UsernameFragment *string `json:"usernameFragment,omitempty"`
}

// candidateQueue holds remote candidates that came before their description,
// and counts those of the present one. Guarded by Peer.neg.
type candidateQueue struct {
	ufrag   string // of the remote description; "" before the first
	early   []candidateInit
	applied int
}

// parseCandidate reads what a client sent. The candidate is "" at the end of
// candidates.
func parseCandidate(text string) (candidateInit, error) {
	var c candidateInit
	if len(text) > maxCandidateLength {
		return c, fmt.Errorf("%w: %d bytes", errCandidate, len(text))
	}
	if strings.TrimSpace(text) == "" {
		return c, nil
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("%w: %w", errCandidate, err)
	}
	c.Candidate = strings.TrimPrefix(strings.TrimSpace(c.Candidate), "candidate:")
	return c, nil
}

// candidateAddress is the part of a candidate (RFC 8839, section 5.1) that
// decides whether it is of use.
type candidateAddress struct {
	tcp   bool
	addr  netip.Addr
	ufrag string
}

// readCandidate returns false for what the server cannot reach: names (mDNS
// among them), other transports, garbage.
func readCandidate(line string) (candidateAddress, bool) {
	f := strings.Fields(line)
	if len(f) < 8 || f[6] != "typ" {
		return candidateAddress{}, false
	}
	var c candidateAddress
	switch strings.ToLower(f[2]) {
	case "udp":
	case "tcp":
		c.tcp = true
	default:
		return c, false
	}
	addr, err := netip.ParseAddr(f[4])
	if err != nil || addr.Zone() != "" {
		return c, false
	}
	c.addr = addr.Unmap()
	for i := 8; i+1 < len(f); i += 2 {
		if f[i] == "ufrag" {
			c.ufrag = f[i+1]
		}
	}
	return c, true
}

// AddCandidate takes a remote candidate as the JSON of an RTCIceCandidateInit.
// Before the remote description it is queued; those that cannot be used (mDNS
// names, an ICE generation that is over, UDP on a TCP-only peer) are ignored.
// An error means that the text is no candidate at all.
func (p *Peer) AddCandidate(text string) error {
	c, err := parseCandidate(text)
	if err != nil || c.Candidate == "" {
		return err
	}
	p.neg.Lock()
	defer p.neg.Unlock()
	if p.isClosed() {
		return ErrClosed
	}
	return p.addCandidate(c)
}

// addCandidate needs neg.
func (p *Peer) addCandidate(c candidateInit) error {
	info, ok := readCandidate(c.Candidate)
	if !ok || p.cfg.TCPOnly && !info.tcp || !p.reachable(info.addr) {
		return nil
	}
	ufrag := info.ufrag
	if c.UsernameFragment != nil && *c.UsernameFragment != "" {
		ufrag = *c.UsernameFragment
	}
	q := &p.candidates
	if q.ufrag == "" || ufrag != "" && ufrag != q.ufrag {
		// Of a description that is still to come, or of one that is gone:
		// the next description tells.
		if len(q.early) < maxCandidates {
			q.early = append(q.early, c)
		}
		return nil
	}
	if q.applied++; q.applied > maxCandidates {
		return nil
	}
	if err := p.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: c.Candidate}); err != nil {
		return fmt.Errorf("%w: %w", errCandidate, err)
	}
	return nil
}

// reachable keeps clients from making the server knock on its own doors.
func (p *Peer) reachable(addr netip.Addr) bool {
	if addr.IsLoopback() {
		return p.engine.cfg.Loopback || p.engine.listensOn(addr)
	}
	return !addr.IsUnspecified() && !addr.IsMulticast()
}

// described notes a new remote description and applies the candidates that
// were in it or came too early. Needs neg.
func (p *Peer) described(d *sdp.SessionDescription, inline []string) {
	q := &p.candidates
	if ufrag, err := one(d, keyUfrag); err == nil && ufrag != q.ufrag {
		q.ufrag, q.applied = ufrag, 0
	}
	early := q.early
	q.early = nil
	for _, line := range inline {
		early = append(early, candidateInit{Candidate: line})
	}
	for _, c := range early {
		if c.UsernameFragment != nil && *c.UsernameFragment != "" && *c.UsernameFragment != q.ufrag {
			continue
		}
		if err := p.addCandidate(c); err != nil {
			p.log.Debug("candidate ignored", "error", err)
		}
	}
}

// localCandidate passes a gathered candidate on.
func (p *Peer) localCandidate(c *webrtc.ICECandidate) {
	if c == nil {
		p.cfg.Handler.OnCandidate("")
		return
	}
	init := c.ToJSON()
	raw, err := json.Marshal(candidateInit{
		Candidate: init.Candidate, SDPMid: init.SDPMid, SDPMLineIndex: init.SDPMLineIndex,
		UsernameFragment: init.UsernameFragment,
	})
	if err != nil {
		return
	}
	p.cfg.Handler.OnCandidate(string(raw))
}

package transport

import (
	"slices"
	"strings"
	"time"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v3"
)

// gatherLimit bounds how long a description waits for its candidates. Only
// addresses of this host are gathered, which takes a moment.
const gatherLimit = 300 * time.Millisecond

// withCandidates puts the local candidates into a description that is about to
// be sent. They are trickled as well, but what a restart trickles may overtake
// its description and be thrown away with the old ones, which an ICE-lite peer
// cannot make up for: it never speaks first. Needs neg.
func (p *Peer) withCandidates(text string) (string, error) {
	timer := time.NewTimer(gatherLimit)
	defer timer.Stop()
	select {
	case <-webrtc.GatheringCompletePromise(p.pc):
	case <-timer.C:
	case <-p.life.done:
		return "", ErrClosed
	}
	local := p.pc.LocalDescription()
	if local == nil {
		return text, nil
	}
	gathered, err := parseOwn(local.SDP)
	if err != nil {
		return "", err
	}
	d, err := parseOwn(text)
	if err != nil {
		return "", err
	}
	placeCandidates(d, takeCandidates(gathered))
	return marshal(d)
}

// placeCandidates replaces the candidates of a description: those of the first
// section in use serve the whole group (RFC 9143, section 7.1.3). With rtcp-mux
// only component 1 is of use.
func placeCandidates(d *sdp.SessionDescription, candidates []string) {
	takeCandidates(d)
	i := slices.IndexFunc(d.MediaDescriptions, func(m *sdp.MediaDescription) bool { return !rejected(m) })
	if i < 0 {
		return
	}
	m := d.MediaDescriptions[i]
	for _, c := range candidates {
		if f := strings.Fields(c); len(f) > 1 && f[1] == "1" {
			m.WithValueAttribute(keyCandidate, c)
		}
	}
}

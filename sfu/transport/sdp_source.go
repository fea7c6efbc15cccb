package transport

import (
	"fmt"
	"strings"

	"github.com/pion/sdp/v3"
)

// CNAME is the canonical name of all tracks of one participant, by which a
// receiver plays them in step (RFC 3550, section 6.5.1): the participant's part
// of the stream id "PA_x|TR_y".
func CNAME(streamID string) string {
	participant, _, _ := strings.Cut(streamID, "|")
	return participant
}

// writeSources names the track's sources: the library knows no retransmission
// source, so the FID group (RFC 5576, section 4.2) is ours.
func writeSources(m *sdp.MediaDescription, o outgoing) {
	removeAttributes(m, func(a sdp.Attribute) bool {
		return a.Key == sdp.AttrKeySSRC || a.Key == sdp.AttrKeySSRCGroup ||
			a.Key == sdp.AttrKeyMsid || strings.HasPrefix(a.Key, sdp.AttrKeyMsid+":")
	})
	m.WithValueAttribute(sdp.AttrKeyMsid, o.streamID+" "+o.trackID)
	sources := []uint32{o.ssrc}
	if o.rtxSSRC != 0 {
		m.WithValueAttribute(sdp.AttrKeySSRCGroup, fmt.Sprintf("FID %d %d", o.ssrc, o.rtxSSRC))
		sources = append(sources, o.rtxSSRC)
	}
	for _, ssrc := range sources {
		m.WithValueAttribute(sdp.AttrKeySSRC, fmt.Sprintf("%d cname:%s", ssrc, CNAME(o.streamID)))
		m.WithValueAttribute(sdp.AttrKeySSRC, fmt.Sprintf("%d msid:%s %s", ssrc, o.streamID, o.trackID))
	}
}

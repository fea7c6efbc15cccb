package transport

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

	"giaoban/sfu/codec"
)

// known keeps the codecs that match the table, in the order of list. RTX is
// not listed: it is each codec's RTXPayloadType.
func known(list, table []codec.Codec) []codec.Codec {
	var out []codec.Codec
	for _, c := range list {
		if c.Type() == codec.RTX {
			continue
		}
		if _, ok := codec.Find(table, c); ok {
			out = append(out, c)
		}
	}
	return out
}

// sectionsOf lists a client's audio and video sections.
func sectionsOf(d *sdp.SessionDescription, table []codec.Codec) []Section {
	var list []Section
	for _, m := range d.MediaDescriptions {
		if kindOfSection(m) == 0 {
			continue
		}
		s := Section{
			Mid: midOf(m), Kind: kindOfSection(m), Direction: directionOf(m),
			Codecs: known(codecsOf(m), table), Extensions: extensionsOf(m),
		}
		s.StreamID, s.TrackID = msidOf(m)
		if s.Direction.Sends() {
			s.RIDs = sendRids(m)
			if len(s.RIDs) == 0 {
				s.SSRC = primarySSRC(m)
			}
		}
		list = append(list, s)
	}
	return list
}

// msidOf returns the stream and track ids of a=msid (RFC 8830), or of the
// older a=ssrc form. The stream id "-" means none.
func msidOf(m *sdp.MediaDescription) (stream, track string) {
	v, ok := m.Attribute(sdp.AttrKeyMsid)
	if !ok {
		for _, a := range m.Attributes {
			if _, rest, found := strings.Cut(a.Value, " msid:"); a.Key == sdp.AttrKeySSRC && found {
				v = rest
				break
			}
		}
	}
	fields := strings.Fields(v)
	if len(fields) > 0 && fields[0] != "-" {
		stream = fields[0]
	}
	if len(fields) > 1 {
		track = fields[1]
	}
	return stream, track
}

// sendRids returns the encodings that the client offers to send, in order.
func sendRids(m *sdp.MediaDescription) []string {
	var rids []string
	for _, a := range m.Attributes {
		if a.Key != keyRid {
			continue
		}
		if f := strings.Fields(a.Value); len(f) > 1 && f[1] == "send" && !slices.Contains(rids, f[0]) {
			rids = append(rids, f[0])
		}
	}
	return rids
}

// primarySSRC returns the section's media source: the first of an FID group, or
// the first source named (RFC 5576); 0 when there is none.
func primarySSRC(m *sdp.MediaDescription) uint32 {
	for _, a := range m.Attributes {
		f := strings.Fields(a.Value)
		if a.Key == sdp.AttrKeySSRCGroup && len(f) > 1 && f[0] == sdp.SemanticTokenFlowIdentification {
			if n, err := strconv.ParseUint(f[1], 10, 32); err == nil {
				return uint32(n)
			}
		}
	}
	for _, a := range m.Attributes {
		f := strings.Fields(a.Value)
		if a.Key == sdp.AttrKeySSRC && len(f) > 0 {
			if n, err := strconv.ParseUint(f[0], 10, 32); err == nil {
				return uint32(n)
			}
		}
	}
	return 0
}

package transport

import (
	"slices"

	"github.com/pion/sdp/v3"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// negotiated returns what an answered section means for a track: the first of
// the publication's codecs that the answer has, with those after it as Others,
// and whether there is one.
func negotiated(m *sdp.MediaDescription, o outgoing) (forward.Params, bool) {
	common := forward.Params{SSRC: o.ssrc, Extensions: sentExtensions(m)}
	list := forPublication(withoutRTXEntries(codecsOf(m)), o.codecs)
	var found []forward.Params
	for _, c := range list {
		if c.Type() == codec.RED {
			common.REDPayloadType = c.PayloadType
			continue
		}
		p := common
		p.Codec, p.PayloadType = c, c.PayloadType
		if o.rtxSSRC != 0 && c.RTXPayloadType != 0 {
			p.RTXSSRC, p.RTXPayloadType = o.rtxSSRC, c.RTXPayloadType
		}
		found = append(found, p)
	}
	if len(found) == 0 {
		return common, false
	}
	first := found[0]
	first.Others = found[1:]
	return first, true
}

// sentExtensions are the ids that may be written towards a receiver. A section
// of a connection that carries both directions announces the publisher's as
// well; a mid of another section, forwarded, would break demultiplexing.
func sentExtensions(m *sdp.MediaDescription) codec.ExtensionIDs {
	var sent codec.ExtensionIDs
	all := extensionsOf(m)
	for _, uri := range codec.Extensions(kindOfSection(m), codec.Send) {
		sent.Set(uri, all.Get(uri))
	}
	return sent
}

func sameParams(a, b forward.Params) bool {
	return a.SSRC == b.SSRC && a.RTXSSRC == b.RTXSSRC && a.PayloadType == b.PayloadType &&
		a.RTXPayloadType == b.RTXPayloadType && a.REDPayloadType == b.REDPayloadType &&
		a.Codec.Mime == b.Codec.Mime && a.Codec.Fmtp == b.Codec.Fmtp && a.Extensions == b.Extensions &&
		slices.EqualFunc(a.Others, b.Others, sameParams)
}

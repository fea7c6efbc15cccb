package transport

import (
	"slices"
	"strings"

	"giaoban/sfu/codec"
)

// outgoing is a track that a section carries to the receiver.
type outgoing struct {
	trackID, streamID string
	codecs            []codec.Codec // of the publication, preferred first
	ssrc, rtxSSRC     uint32
	stereo            bool
}

// forPublication orders the negotiable codecs by what the publication has and
// leaves out the rest. A publication with RED can also be sent as plain Opus.
func forPublication(negotiable, published []codec.Codec) []codec.Codec {
	wanted := published
	if slices.ContainsFunc(published, func(c codec.Codec) bool { return c.Type() == codec.RED }) {
		wanted = append(slices.Clone(published), codec.Codec{Mime: codec.MimeOpus, ClockRate: 48000, Channels: 2})
	}
	var out []codec.Codec
	for _, w := range wanted {
		if c, ok := codec.Find(negotiable, w); ok && !containsPT(out, c.PayloadType) {
			out = append(out, c)
		}
	}
	return out
}

// forPublisher orders what a client offered by the caller's wish: the client
// sends the first codec of the answer.
func forPublisher(offered []codec.Codec, kind codec.Kind, o SectionOptions) []codec.Codec {
	list := slices.Clone(offered)
	preferred := o.Preferred
	if kind == codec.Audio {
		if o.RED {
			preferred = append([]string{codec.MimeRED}, preferred...)
		} else {
			list = slices.DeleteFunc(list, func(c codec.Codec) bool { return c.Type() == codec.RED })
		}
	}
	rank := func(c codec.Codec) int {
		i := slices.IndexFunc(preferred, func(m string) bool { return strings.EqualFold(m, c.Mime) })
		if i < 0 {
			return len(preferred)
		}
		return i
	}
	slices.SortStableFunc(list, func(a, b codec.Codec) int { return rank(a) - rank(b) })
	if o.OnlyPreferred && len(list) > 0 && rank(list[0]) < len(preferred) {
		list = slices.DeleteFunc(list, func(c codec.Codec) bool { return rank(c) == len(preferred) && !wrapped(list, c) })
	}
	return list
}

// wrapped reports whether c is the encoding inside a RED codec of the list.
func wrapped(list []codec.Codec, c codec.Codec) bool {
	return slices.ContainsFunc(list, func(r codec.Codec) bool {
		pt, ok := r.REDPrimary()
		return ok && pt == c.PayloadType
	})
}

// withRTX puts each codec's retransmission payload type behind it.
func withRTX(list []codec.Codec) []codec.Codec {
	var out []codec.Codec
	for _, c := range list {
		out = append(out, c)
		if rtx, ok := c.RTX(); ok {
			out = append(out, rtx)
		}
	}
	return out
}

// withoutRTX forgets retransmission payload types.
func withoutRTX(list []codec.Codec) []codec.Codec {
	out := slices.Clone(list)
	for i := range out {
		out[i].RTXPayloadType = 0
	}
	return out
}

// payloads returns those of list that m lists with the same payload type, as m
// has them.
func payloads(written, list []codec.Codec) []codec.Codec {
	var out []codec.Codec
	for _, c := range list {
		for _, w := range written {
			if w.PayloadType == c.PayloadType && w.Type() == c.Type() {
				out = append(out, w)
			}
		}
	}
	return out
}

package transport

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

	"giaoban/sfu/codec"
)

// intake turns a checked description into one that the library handles well.
// It returns the candidates that were in it, which go another way, so that a
// bad one spoils nothing.
func intake(d *sdp.SessionDescription, table []codec.Codec) (text string, candidates []string, err error) {
	candidates = takeCandidates(d)
	bundleAll(d)
	for _, m := range d.MediaDescriptions {
		if kindOfSection(m) == 0 {
			continue
		}
		cleanSimulcast(m)
		cleanSources(m)
		cleanExtensions(m)
		if len(known(codecsOf(m), table)) == 0 {
			setDirection(m, Inactive)
		}
	}
	for _, kind := range []codec.Kind{codec.Audio, codec.Video} {
		teachCodecs(d, kind, table)
	}
	raw, err := d.Marshal()
	if err != nil {
		return "", nil, fmt.Errorf("transport: write description: %w", err)
	}
	return string(raw), candidates, nil
}

// nameSections gives sections that were refused without a name the one that the
// other side gave them, or one of their own: the library stops at a nameless one.
func nameSections(d *sdp.SessionDescription, like *sdp.SessionDescription) {
	for i, m := range d.MediaDescriptions {
		if midOf(m) != "" {
			continue
		}
		mid := "refused-" + strconv.Itoa(i)
		if like != nil && i < len(like.MediaDescriptions) {
			mid = midOf(like.MediaDescriptions[i])
		}
		m.WithValueAttribute(sdp.AttrKeyMID, mid)
		setDirection(m, Inactive)
	}
}

func takeCandidates(d *sdp.SessionDescription) []string {
	var list []string
	for _, m := range d.MediaDescriptions {
		removeAttributes(m, func(a sdp.Attribute) bool {
			if a.Key == keyCandidate && len(list) < maxCandidates {
				list = append(list, a.Value)
			}
			return a.Key == keyCandidate || a.Key == sdp.AttrKeyEndOfCandidates
		})
	}
	return list
}

// bundleAll puts every section in use into one group: there is one transport,
// and the library refuses sections outside the group.
func bundleAll(d *sdp.SessionDescription) {
	group := "BUNDLE"
	for _, m := range d.MediaDescriptions {
		if !rejected(m) {
			group += " " + midOf(m)
		}
	}
	kept := d.Attributes[:0:0]
	for _, a := range d.Attributes {
		if a.Key != sdp.AttrKeyGroup {
			kept = append(kept, a)
		}
	}
	d.Attributes = append(kept, sdp.Attribute{Key: sdp.AttrKeyGroup, Value: group})
}

// cleanSimulcast rewrites a=simulcast from the a=rid lines: the library indexes
// into its parts without looking.
func cleanSimulcast(m *sdp.MediaDescription) {
	rids := sendRids(m)
	removeAttributes(m, func(a sdp.Attribute) bool { return a.Key == keySimulcast || a.Key == keyRid })
	if len(rids) == 0 {
		return
	}
	for _, rid := range rids {
		m.WithValueAttribute(keyRid, rid+" send")
	}
	m.WithValueAttribute(keySimulcast, "send "+strings.Join(rids, ";"))
	if stream, track := msidOf(m); stream == "" || track == "" {
		// The library takes a simulcast section without msid for none.
		removeAttributes(m, func(a sdp.Attribute) bool { return a.Key == sdp.AttrKeyMsid })
		m.WithValueAttribute(sdp.AttrKeyMsid, orDash(stream)+" "+orDash(track))
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// cleanSources keeps the a=ssrc lines of one source and its RTX: more would
// pass for the older one-section-many-tracks dialect (Plan B), which is refused
// in the middle of applying the description.
func cleanSources(m *sdp.MediaDescription) {
	primary := primarySSRC(m)
	rtx := uint64(0)
	for _, a := range m.Attributes {
		f := strings.Fields(a.Value)
		if a.Key == sdp.AttrKeySSRCGroup && len(f) == 3 && f[0] == sdp.SemanticTokenFlowIdentification {
			if n, err := strconv.ParseUint(f[2], 10, 32); err == nil && uint32(n) != primary {
				rtx = n
				break
			}
		}
	}
	removeAttributes(m, func(a sdp.Attribute) bool {
		return a.Key == sdp.AttrKeySSRC || a.Key == sdp.AttrKeySSRCGroup
	})
	if primary == 0 || !directionOf(m).Sends() {
		return
	}
	if rtx != 0 {
		m.WithValueAttribute(sdp.AttrKeySSRCGroup, fmt.Sprintf("FID %d %d", primary, rtx))
	}
	m.WithValueAttribute(sdp.AttrKeySSRC, fmt.Sprintf("%d cname:-", primary))
}

// cleanExtensions drops a=extmap lines that say nothing to the server, or what
// cannot be.
func cleanExtensions(m *sdp.MediaDescription) {
	ids := extensionsOf(m)
	removeAttributes(m, func(a sdp.Attribute) bool {
		if a.Key != sdp.AttrKeyExtMap {
			return false
		}
		id, uri, ok := parseExtMap(a.Value)
		return !ok || ids.Get(uri) != id
	})
}

// teachCodecs lists every codec of the table in the first section of a kind.
// The library learns a connection's codecs there once and for all, while
// clients differ from section to section. Payload types are the client's where
// any of its sections names the codec, else the table's where they are free.
func teachCodecs(d *sdp.SessionDescription, kind codec.Kind, table []codec.Codec) {
	var first *sdp.MediaDescription
	var all []codec.Codec
	taken := make(map[uint8]bool)
	for _, m := range d.MediaDescriptions {
		list := codecsOf(m)
		for _, c := range list {
			taken[c.PayloadType] = true
		}
		if kindOfSection(m) != kind {
			continue
		}
		if first == nil {
			first = m
		}
		for _, c := range list {
			if !containsPT(all, c.PayloadType) && (c.Type() == codec.RTX || len(known([]codec.Codec{c}, table)) == 1) {
				all = append(all, c)
			}
		}
	}
	if first == nil {
		return
	}
	all = dropOrphanRTX(all)
	for _, c := range table {
		if _, found := codec.Find(all, c); found || c.Kind() != kind || taken[c.PayloadType] {
			continue
		}
		all = append(all, c)
		if rtx, ok := c.RTX(); ok && !taken[rtx.PayloadType] {
			all = append(all, rtx)
		}
	}
	writeCodecs(first, all)
	for _, m := range d.MediaDescriptions {
		if kindOfSection(m) == kind && m != first {
			writeCodecs(m, keepIn(codecsOf(m), all))
		}
	}
}

// keepIn returns the members of list whose payload types all names the same
// way; a section that has none gets all.
func keepIn(list, all []codec.Codec) []codec.Codec {
	var out []codec.Codec
	for _, c := range list {
		for _, a := range all {
			if a.PayloadType == c.PayloadType && a.Mime == c.Mime {
				out = append(out, c)
			}
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

func dropOrphanRTX(list []codec.Codec) []codec.Codec {
	out := list[:0:0]
	for _, c := range list {
		if apt, ok := associated(c); c.Type() == codec.RTX && (!ok || !containsPT(list, apt)) {
			continue
		}
		out = append(out, c)
	}
	return out
}

// writeCodecs replaces a section's payload types.
func writeCodecs(m *sdp.MediaDescription, list []codec.Codec) {
	m.MediaName.Formats = m.MediaName.Formats[:0:0]
	removeAttributes(m, func(a sdp.Attribute) bool {
		return a.Key == keyRTPMap || a.Key == keyFmtp || a.Key == keyFeedback
	})
	for _, c := range list {
		m.WithCodec(c.PayloadType, c.Name(), c.ClockRate, wireChannels(c), c.Fmtp)
		for _, f := range c.Feedback {
			m.WithValueAttribute(keyFeedback, feedbackLine(c.PayloadType, f))
		}
	}
}

// wireChannels is the rtpmap's parameter, left out where it is the default.
func wireChannels(c codec.Codec) uint16 {
	if c.Channels == 1 {
		return 0
	}
	return c.Channels
}

func feedbackLine(pt uint8, f codec.Feedback) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", pt, f.Type, f.Parameter))
}

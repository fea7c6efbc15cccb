package transport

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/pion/sdp/v3"

	"giaoban/sfu/codec"
)

// addMessageSize tells browsers what the server reads (RFC 8841, section 6);
// without the line they assume 64 KiB.
func addMessageSize(m *sdp.MediaDescription) {
	if _, ok := m.Attribute(keyMaxMessageSize); !ok {
		m.WithValueAttribute(keyMaxMessageSize, strconv.Itoa(MaxMessageSize))
	}
}

// editOffer turns the library's offer into the one that is sent. Each section
// lists its publication's codecs only, but the first of each kind lists all:
// some clients learn a connection's codecs there.
func editOffer(text string, outs map[string]outgoing) (string, error) {
	d, err := parseOwn(text)
	if err != nil {
		return "", err
	}
	seen := make(map[codec.Kind]bool)
	for _, m := range d.MediaDescriptions {
		kind := kindOfSection(m)
		if kind == 0 {
			addMessageSize(m)
			continue
		}
		first := !seen[kind]
		seen[kind] = true
		o, sending := outs[midOf(m)]
		if !sending {
			continue
		}
		all := withoutRTXEntries(codecsOf(m))
		list := forPublication(all, o.codecs)
		if len(list) == 0 || first {
			list = append(list, without(all, list)...)
		}
		if o.stereo {
			announceStereo(list)
		}
		if o.rtxSSRC == 0 {
			list = withoutRTX(list)
		}
		writeCodecs(m, withRTX(list))
		writeSources(m, o)
	}
	return marshal(d)
}

func without(all, list []codec.Codec) []codec.Codec {
	var out []codec.Codec
	for _, c := range all {
		if !containsPT(list, c.PayloadType) {
			out = append(out, c)
		}
	}
	return out
}

func withoutRTXEntries(list []codec.Codec) []codec.Codec {
	return slices.DeleteFunc(list, func(c codec.Codec) bool { return c.Type() == codec.RTX })
}

// answerPlan is what turns the library's answer into the one that is sent.
type answerPlan struct {
	offer    *sdp.SessionDescription // as the client wrote it
	sections []Section               // of that offer
	options  map[string]SectionOptions
	outs     map[string]outgoing
	stripRTX bool
}

func (p answerPlan) edit(text string) (string, error) {
	d, err := parseOwn(text)
	if err != nil {
		return "", err
	}
	for _, m := range d.MediaDescriptions {
		if kindOfSection(m) == 0 {
			addMessageSize(m)
			continue
		}
		mid := midOf(m)
		i := slices.IndexFunc(p.sections, func(s Section) bool { return s.Mid == mid })
		offered := sectionByMid(p.offer, mid)
		if i < 0 || offered == nil {
			return "", fmt.Errorf("transport: answered section %q was not offered", mid)
		}
		p.editSection(m, p.sections[i], rejected(offered))
	}
	ungroup(d)
	return marshal(d)
}

func (p answerPlan) editSection(m *sdp.MediaDescription, s Section, turnedDown bool) {
	written := codecsOf(m)
	list := payloads(written, s.Codecs)
	for i := range list {
		list[i].RTXPayloadType = rtxOf(written, s.Codecs, list[i].PayloadType)
	}
	o, sending := p.outs[s.Mid]
	switch {
	case turnedDown || len(list) == 0:
		m.MediaName.Formats = formatsOf(sectionByMid(p.offer, s.Mid))
		reject(m)
		return
	case s.Direction.Sends():
		opts := p.options[s.Mid]
		list = forPublisher(list, s.Kind, opts)
		tuneOpus(list, opts)
		feedbackOfPublisher(list, s.Extensions, opts.AudioNACK)
		if p.stripRTX && len(s.RIDs) > 0 {
			list = withoutRTX(list)
		}
	case sending:
		list = forPublication(list, o.codecs)
		feedbackOfReceiver(list, s.Extensions)
	default:
		feedbackOfReceiver(list, s.Extensions)
	}
	writeCodecs(m, withRTX(list))
	if sending {
		writeSources(m, o)
	}
}

// rtxOf returns the retransmission payload type of pt when both sides list it.
func rtxOf(written, offered []codec.Codec, pt uint8) uint8 {
	for _, c := range offered {
		if c.PayloadType == pt && c.RTXPayloadType != 0 && containsPT(written, c.RTXPayloadType) {
			return c.RTXPayloadType
		}
	}
	return 0
}

func formatsOf(m *sdp.MediaDescription) []string {
	if len(m.MediaName.Formats) == 0 {
		return []string{"0"}
	}
	return m.MediaName.Formats
}

// ungroup takes refused sections out of the BUNDLE group (RFC 9143, section 7.3.3).
func ungroup(d *sdp.SessionDescription) {
	for i, a := range d.Attributes {
		if a.Key != sdp.AttrKeyGroup {
			continue
		}
		group := "BUNDLE"
		for _, m := range d.MediaDescriptions {
			if !rejected(m) {
				group += " " + midOf(m)
			}
		}
		d.Attributes[i].Value = group
	}
}

func parseOwn(text string) (*sdp.SessionDescription, error) {
	d := &sdp.SessionDescription{}
	if err := d.UnmarshalString(text); err != nil {
		return nil, fmt.Errorf("transport: read own description: %w", err)
	}
	return d, nil
}

func marshal(d *sdp.SessionDescription) (string, error) {
	raw, err := d.Marshal()
	if err != nil {
		return "", fmt.Errorf("transport: write description: %w", err)
	}
	return string(raw), nil
}

package transport

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

	"giaoban/sfu/codec"
)

// SDPError says what is wrong with a client's description. Its text is safe to
// show to the client.
type SDPError struct{ Reason string }

// Error implements error.
func (e *SDPError) Error() string { return "session description refused: " + e.Reason }

func refuse(format string, args ...any) error {
	return &SDPError{Reason: fmt.Sprintf(format, args...)}
}

// Attribute keys that pion/sdp has no name for.
const (
	keyRTPMap         = "rtpmap"
	keyFmtp           = "fmtp"
	keyFeedback       = "rtcp-fb"
	keyRid            = "rid"
	keySimulcast      = "simulcast"
	keyFingerprint    = "fingerprint"
	keyUfrag          = "ice-ufrag"
	keyPwd            = "ice-pwd"
	keyCandidate      = "candidate"
	keyMaxMessageSize = "max-message-size"
	keyBundleOnly     = "bundle-only"

	mediaApplication = "application"
)

var directionKeys = map[string]Direction{
	sdp.AttrKeySendRecv: SendRecv, sdp.AttrKeySendOnly: SendOnly,
	sdp.AttrKeyRecvOnly: RecvOnly, sdp.AttrKeyInactive: Inactive,
}

// directionOf returns the section's direction; without one it is sendrecv
// (RFC 8866, section 6.7), and a section with port 0 is refused.
func directionOf(m *sdp.MediaDescription) Direction {
	if rejected(m) {
		return Inactive
	}
	for _, a := range m.Attributes {
		if d, ok := directionKeys[a.Key]; ok {
			return d
		}
	}
	return SendRecv
}

func setDirection(m *sdp.MediaDescription, d Direction) {
	removeAttributes(m, func(a sdp.Attribute) bool { _, ok := directionKeys[a.Key]; return ok })
	m.Attributes = append(m.Attributes, sdp.Attribute{Key: d.String()})
}

// rejected reports whether the section has port 0 without being bundle-only
// (RFC 9143, section 6).
func rejected(m *sdp.MediaDescription) bool {
	if m.MediaName.Port.Value != 0 {
		return false
	}
	_, bundled := m.Attribute(keyBundleOnly)
	return !bundled
}

// reject turns the section down: port 0, nothing flows (RFC 3264, section 6).
func reject(m *sdp.MediaDescription) {
	m.MediaName.Port = sdp.RangedPort{}
	setDirection(m, Inactive)
}

func midOf(m *sdp.MediaDescription) string {
	mid, _ := m.Attribute(sdp.AttrKeyMID)
	return mid
}

func kindOfSection(m *sdp.MediaDescription) codec.Kind {
	switch m.MediaName.Media {
	case "audio":
		return codec.Audio
	case "video":
		return codec.Video
	default:
		return 0
	}
}

func removeAttributes(m *sdp.MediaDescription, drop func(sdp.Attribute) bool) {
	m.Attributes = slices.DeleteFunc(m.Attributes, drop)
}

// payloadOf returns the payload type that an rtpmap, fmtp or rtcp-fb value
// begins with; false for the wildcard and for garbage.
func payloadOf(value string) (pt uint8, rest string, ok bool) {
	first, rest, _ := strings.Cut(value, " ")
	n, err := strconv.ParseUint(first, 10, 7)
	return uint8(n), rest, err == nil
}

// staticCodecs need no rtpmap (RFC 3551, section 6).
var staticCodecs = map[uint8]codec.Codec{
	0: {Mime: codec.MimePCMU, ClockRate: 8000, Channels: 1, PayloadType: 0},
	8: {Mime: codec.MimePCMA, ClockRate: 8000, Channels: 1, PayloadType: 8},
}

// codecsOf reads a section's payload types in order, RTX among them as its own
// entry (RTXPayloadType of the codecs is set as well).
func codecsOf(m *sdp.MediaDescription) []codec.Codec {
	byPT := make(map[uint8]*codec.Codec)
	for _, a := range m.Attributes {
		if a.Key != keyRTPMap {
			continue
		}
		if pt, rest, ok := payloadOf(a.Value); ok {
			if c, ok := parseRTPMap(m.MediaName.Media, rest); ok {
				c.PayloadType = pt
				byPT[pt] = &c
			}
		}
	}
	for pt, c := range staticCodecs {
		if _, ok := byPT[pt]; !ok && m.MediaName.Media == "audio" {
			byPT[pt] = &c
		}
	}
	for _, a := range m.Attributes {
		readCodecAttribute(a, byPT)
	}
	var list []codec.Codec
	for _, f := range m.MediaName.Formats {
		n, err := strconv.ParseUint(f, 10, 7)
		if err != nil {
			continue
		}
		if c, ok := byPT[uint8(n)]; ok && !containsPT(list, c.PayloadType) {
			list = append(list, *c)
		}
	}
	for _, c := range list {
		if apt, ok := associated(c); ok {
			for i := range list {
				if list[i].PayloadType == apt {
					list[i].RTXPayloadType = c.PayloadType
				}
			}
		}
	}
	return list
}

func parseRTPMap(media, value string) (codec.Codec, bool) {
	name, rest, ok := strings.Cut(strings.TrimSpace(value), "/")
	if !ok || name == "" {
		return codec.Codec{}, false
	}
	clock, params, _ := strings.Cut(rest, "/")
	rate, err := strconv.ParseUint(clock, 10, 32)
	if err != nil {
		return codec.Codec{}, false
	}
	c := codec.Codec{Mime: codec.CanonicalMime(media + "/" + name), ClockRate: uint32(rate)}
	if media == "audio" {
		c.Channels = 1
		if n, err := strconv.ParseUint(params, 10, 8); err == nil {
			c.Channels = uint16(n)
		}
	}
	return c, true
}

func readCodecAttribute(a sdp.Attribute, byPT map[uint8]*codec.Codec) {
	switch a.Key {
	case keyFmtp:
		if pt, rest, ok := payloadOf(a.Value); ok && byPT[pt] != nil {
			byPT[pt].Fmtp = rest
		}
	case keyFeedback:
		first, rest, _ := strings.Cut(a.Value, " ")
		typ, param, _ := strings.Cut(rest, " ")
		fb := codec.Feedback{Type: typ, Parameter: strings.TrimSpace(param)}
		if first == "*" {
			for _, c := range byPT {
				c.Feedback = append(c.Feedback, fb)
			}
		} else if pt, _, ok := payloadOf(a.Value); ok && byPT[pt] != nil {
			byPT[pt].Feedback = append(byPT[pt].Feedback, fb)
		}
	}
}

// associated returns the payload type that an RTX codec repairs (RFC 4588, section 8.6).
func associated(c codec.Codec) (uint8, bool) {
	if c.Type() != codec.RTX {
		return 0, false
	}
	n, err := strconv.ParseUint(codec.Param(c.Fmtp, "apt"), 10, 7)
	return uint8(n), err == nil
}

func containsPT(list []codec.Codec, pt uint8) bool {
	return slices.ContainsFunc(list, func(c codec.Codec) bool { return c.PayloadType == pt })
}

// extensionsOf reads the a=extmap lines that the server knows (RFC 8285, section 5).
func extensionsOf(m *sdp.MediaDescription) codec.ExtensionIDs {
	var ids codec.ExtensionIDs
	for _, a := range m.Attributes {
		if a.Key != sdp.AttrKeyExtMap {
			continue
		}
		if id, uri, ok := parseExtMap(a.Value); ok {
			ids.Set(uri, id)
		}
	}
	return ids
}

func parseExtMap(value string) (id uint8, uri string, ok bool) {
	fields := strings.Fields(value)
	if len(fields) < 2 {
		return 0, "", false
	}
	number, _, _ := strings.Cut(fields[0], "/")
	n, err := strconv.ParseUint(number, 10, 8)
	return uint8(n), fields[1], err == nil && n > 0
}

// sectionByMid finds a section of a description.
func sectionByMid(d *sdp.SessionDescription, mid string) *sdp.MediaDescription {
	for _, m := range d.MediaDescriptions {
		if midOf(m) == mid {
			return m
		}
	}
	return nil
}

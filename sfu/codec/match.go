package codec

import (
	"strconv"
	"strings"
)

// Param returns one parameter of an fmtp string, "" when it is absent. Names
// are compared without case, as RFC 8866 leaves them to each format and
// senders differ.
func Param(fmtp, name string) string {
	for part := range strings.SplitSeq(fmtp, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func paramOr(fmtp, name, fallback string) string {
	if v := Param(fmtp, name); v != "" {
		return v
	}
	return fallback
}

// Match reports whether a stream of codec a can be forwarded as codec b: the
// same encoding, and where the encoding has profiles, the same profile and
// packetization. Levels, feedback and payload types may differ.
func Match(a, b Codec) bool {
	t := a.Type()
	if t == Unknown || t != b.Type() || a.ClockRate != b.ClockRate {
		return false
	}
	switch t {
	case H264:
		return MatchH264(a.Fmtp, b.Fmtp)
	case VP9:
		return paramOr(a.Fmtp, "profile-id", "0") == paramOr(b.Fmtp, "profile-id", "0")
	case AV1:
		return paramOr(a.Fmtp, "profile", "0") == paramOr(b.Fmtp, "profile", "0")
	default:
		return true
	}
}

// Find returns the first codec of list that matches c.
func Find(list []Codec, c Codec) (Codec, bool) {
	for _, candidate := range list {
		if Match(candidate, c) {
			return candidate, true
		}
	}
	return Codec{}, false
}

// MatchH264 reports whether two H.264 fmtp strings name the same profile and
// packetization mode. The level is not compared: it may differ between
// directions (RFC 6184, section 8.2.2).
func MatchH264(a, b string) bool {
	if paramOr(a, "packetization-mode", "0") != paramOr(b, "packetization-mode", "0") {
		return false
	}
	pa, pb := h264ProfileOf(a), h264ProfileOf(b)
	return pa != h264Invalid && pa == pb
}

type h264Profile uint8

const (
	h264Invalid h264Profile = iota
	h264ConstrainedBaseline
	h264Baseline
	h264Main
	h264Extended
	h264ConstrainedHigh
	h264High
)

// h264Patterns is table 5 of RFC 6184, section 8.1: iop must equal value under mask.
var h264Patterns = []struct {
	idc, mask, value uint8
	profile          h264Profile
}{
	{0x42, 0x4f, 0x40, h264ConstrainedBaseline},
	{0x4d, 0x8f, 0x80, h264ConstrainedBaseline},
	{0x58, 0xcf, 0xc0, h264ConstrainedBaseline},
	{0x42, 0x4f, 0x00, h264Baseline},
	{0x58, 0xcf, 0x80, h264Baseline},
	{0x4d, 0xaf, 0x00, h264Main},
	{0x58, 0xcf, 0x00, h264Extended},
	{0x64, 0xff, 0x00, h264High},
	{0x64, 0xff, 0x0c, h264ConstrainedHigh},
}

// h264ProfileOf reads profile-level-id; without one the stream is Baseline
// (RFC 6184, section 8.1).
func h264ProfileOf(fmtp string) h264Profile {
	id, err := strconv.ParseUint(paramOr(fmtp, "profile-level-id", "420010"), 16, 32)
	if err != nil || id > 0xffffff {
		return h264Invalid
	}
	idc, iop := uint8(id>>16), uint8(id>>8)
	for _, p := range h264Patterns {
		if p.idc == idc && iop&p.mask == p.value {
			return p.profile
		}
	}
	return h264Invalid
}

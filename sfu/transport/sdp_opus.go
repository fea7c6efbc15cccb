package transport

import (
	"strings"

	"giaoban/sfu/codec"
)

// setParam sets one fmtp parameter, in place where it was.
func setParam(fmtp, name, value string) string {
	var parts []string
	found := false
	for part := range strings.SplitSeq(fmtp, ";") {
		part = strings.TrimSpace(part)
		key, _, _ := strings.Cut(part, "=")
		switch {
		case part == "":
		case strings.EqualFold(key, name):
			parts = append(parts, name+"="+value)
			found = true
		default:
			parts = append(parts, part)
		}
	}
	if !found {
		parts = append(parts, name+"="+value)
	}
	return strings.Join(parts, ";")
}

// dropParam removes one fmtp parameter.
func dropParam(fmtp, name string) string {
	var parts []string
	for part := range strings.SplitSeq(fmtp, ";") {
		key, _, _ := strings.Cut(strings.TrimSpace(part), "=")
		if key != "" && !strings.EqualFold(key, name) {
			parts = append(parts, strings.TrimSpace(part))
		}
	}
	return strings.Join(parts, ";")
}

// stereoBitrate is what Opus music in stereo may use, in bits per second.
const stereoBitrate = "510000"

// tuneOpus tells a publisher how to encode (RFC 7587, section 6.1).
func tuneOpus(list []codec.Codec, o SectionOptions) {
	for i := range list {
		if list[i].Type() != codec.Opus {
			continue
		}
		f := dropParam(list[i].Fmtp, "usedtx")
		if o.DTX {
			f = setParam(f, "usedtx", "1")
		}
		if o.Stereo {
			f = setParam(setParam(f, "stereo", "1"), "maxaveragebitrate", stereoBitrate)
		}
		list[i].Fmtp = f
	}
}

// announceStereo tells a receiver that the source is stereo.
func announceStereo(list []codec.Codec) {
	for i := range list {
		if list[i].Type() == codec.Opus {
			list[i].Fmtp = setParam(list[i].Fmtp, "sprop-stereo", "1")
		}
	}
}

package codec

import (
	"slices"
	"testing"
)

func TestTable(t *testing.T) {
	type row struct {
		mime     string
		fmtp     string
		pt, rtx  uint8
		clock    uint32
		channels uint16
	}
	h264 := "level-asymmetry-allowed=1;packetization-mode="
	want := []row{
		{"audio/opus", "minptime=10;useinbandfec=1", 111, 0, 48000, 2},
		{"audio/red", "111/111", 63, 0, 48000, 2},
		{"audio/PCMU", "", 0, 0, 8000, 1},
		{"audio/PCMA", "", 8, 0, 8000, 1},
		{"video/VP8", "", 96, 97, 90000, 0},
		{"video/VP9", "profile-id=0", 98, 99, 90000, 0},
		{"video/VP9", "profile-id=1", 100, 101, 90000, 0},
		{"video/H264", h264 + "0;profile-level-id=42e01f", 125, 126, 90000, 0},
		{"video/H264", h264 + "1;profile-level-id=42e01f", 108, 109, 90000, 0},
		{"video/H264", h264 + "1;profile-level-id=640032", 123, 124, 90000, 0},
		{"video/AV1", "", 35, 36, 90000, 0},
	}
	var got []row
	for _, c := range Table(Both) {
		got = append(got, row{c.Mime, c.Fmtp, c.PayloadType, c.RTXPayloadType, c.ClockRate, c.Channels})
	}
	if !slices.Equal(got, want) {
		t.Errorf("table:\n got %v\nwant %v", got, want)
	}
}

func TestTableIsConsistent(t *testing.T) {
	used := map[uint8]string{}
	for _, c := range Table(Both) {
		for _, pt := range []uint8{c.PayloadType, c.RTXPayloadType} {
			if pt == 0 && c.Type() != PCMU {
				continue
			}
			if other, taken := used[pt]; taken && pt != 0 {
				t.Errorf("payload type %d is both %s and %s", pt, other, c.Mime)
			}
			used[pt] = c.Mime
		}
		if c.Mime != CanonicalMime(c.Mime) {
			t.Errorf("%s is not canonical", c.Mime)
		}
		if found, ok := Find(Table(Both), c); !ok || found.PayloadType != c.PayloadType {
			t.Errorf("%s %q finds payload type %d", c.Mime, c.Fmtp, found.PayloadType)
		}
	}
}

func TestFeedback(t *testing.T) {
	for _, tt := range []struct {
		name          string
		dir           Direction
		twcc, remb    bool
		firPLIAndNACK bool
	}{
		{"publishers report to us by transport-cc", Receive, true, false, true},
		{"subscribers report by transport-cc, or REMB", Send, true, true, true},
		{"one connection has both", Both, true, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, c := range VideoTable(tt.dir) {
				if c.HasFeedback("transport-cc", "") != tt.twcc || c.HasFeedback("goog-remb", "") != tt.remb {
					t.Errorf("%s: %v", c.Mime, c.Feedback)
				}
				if !c.HasFeedback("ccm", "fir") || !c.HasFeedback("nack", "") || !c.HasFeedback("nack", "pli") {
					t.Errorf("%s lacks fir, nack or pli: %v", c.Mime, c.Feedback)
				}
			}
			for _, c := range AudioTable(tt.dir) {
				if len(c.Feedback) != 0 {
					t.Errorf("%s: %v", c.Mime, c.Feedback)
				}
			}
		})
	}
}

func TestRTX(t *testing.T) {
	vp8 := VideoTable(Both)[0]
	rtx, ok := vp8.RTX()
	if !ok || rtx.Mime != "video/rtx" || rtx.Fmtp != "apt=96" || rtx.PayloadType != 97 || rtx.ClockRate != 90000 {
		t.Errorf("RTX of VP8: %+v, %v", rtx, ok)
	}
	if _, ok := AudioTable(Both)[0].RTX(); ok {
		t.Error("Opus has RTX")
	}
}

func TestREDPrimary(t *testing.T) {
	for fmtp, want := range map[string]int{"111/111": 111, "96/96/96": 96, "111": 111, "": -1, "x/111": -1, "300/1": -1, "-1/1": -1} {
		pt, ok := Codec{Mime: MimeRED, Fmtp: fmtp}.REDPrimary()
		if got := int(pt); ok != (want >= 0) || (ok && got != want) {
			t.Errorf("%q: %d, %v", fmtp, got, ok)
		}
	}
	if _, ok := (Codec{Mime: MimeOpus, Fmtp: "111/111"}).REDPrimary(); ok {
		t.Error("Opus taken for RED")
	}
}

func TestCanonicalMime(t *testing.T) {
	for in, want := range map[string]string{
		"video/vp8": "video/VP8", "VIDEO/h264": "video/H264", "audio/OPUS": "audio/opus", "audio/pcmu": "audio/PCMU",
		"video/av1": "video/AV1", "audio/RED": "audio/red", "video/theora": "video/theora", "": "",
	} {
		if got := CanonicalMime(in); got != want {
			t.Errorf("CanonicalMime(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestKind(t *testing.T) {
	for mime, want := range map[string]Kind{"audio/opus": Audio, "video/VP8": Video, "text/plain": 0, "": 0} {
		if got := (Codec{Mime: mime}).Kind(); got != want {
			t.Errorf("%q: %v", mime, got)
		}
	}
	if Audio.String() != "audio" || Video.String() != "video" || Kind(0).String() != "unknown" {
		t.Error("kinds are misnamed")
	}
	if Unknown.Mime() != "" || Type(200).Mime() != "" || (Codec{Mime: MimeAV1}).Name() != "AV1" {
		t.Error("names of codecs")
	}
}

func TestMatch(t *testing.T) {
	video := func(mime, fmtp string) Codec { return Codec{Mime: mime, Fmtp: fmtp, ClockRate: 90000} }
	h264 := func(fmtp string) Codec { return video(MimeH264, fmtp) }
	for _, tt := range []struct {
		name string
		a, b Codec
		want bool
	}{
		{"spelling and order of parameters do not matter", h264("packetization-mode=1;profile-level-id=42e01f"),
			Codec{Mime: "video/h264", ClockRate: 90000, Fmtp: "profile-level-id=42E01F; Packetization-Mode=1"}, true},
		{"levels may differ", h264("packetization-mode=1;profile-level-id=42e01f"), h264("packetization-mode=1;profile-level-id=42e034"), true},
		{"constrained baseline has several spellings", h264("profile-level-id=42c01f"), h264("profile-level-id=4d801f"), true},
		{"packetization differs", h264("packetization-mode=1;profile-level-id=42e01f"), h264("profile-level-id=42e01f"), false},
		{"baseline is not constrained baseline", h264("profile-level-id=42001f"), h264("profile-level-id=42e01f"), false},
		{"baseline is the default profile", h264("profile-level-id=42001f"), h264(""), true},
		{"high is not baseline", h264("profile-level-id=640032"), h264("profile-level-id=42e01f"), false},
		{"constrained high is not high", h264("profile-level-id=640c32"), h264("profile-level-id=640032"), false},
		{"nonsense matches nothing, not even itself", h264("profile-level-id=zz"), h264("profile-level-id=zz"), false},
		{"too long a profile-level-id", h264("profile-level-id=42e01f00"), h264("profile-level-id=42e01f00"), false},
		{"VP9 profile 0 is the default", video(MimeVP9, ""), video(MimeVP9, "profile-id=0"), true},
		{"VP9 profiles differ", video(MimeVP9, "profile-id=1"), video(MimeVP9, "profile-id=0"), false},
		{"AV1 parameters beside the profile do not matter", video(MimeAV1, "level-idx=5;profile=0;tier=0"), video(MimeAV1, ""), true},
		{"AV1 profiles differ", video(MimeAV1, "profile=1"), video(MimeAV1, ""), false},
		{"VP8 has no profiles", video(MimeVP8, ""), video(MimeVP8, "max-fr=30"), true},
		{"codecs differ", video(MimeVP8, ""), video(MimeVP9, ""), false},
		{"clocks differ", Codec{Mime: MimeOpus, ClockRate: 48000}, Codec{Mime: MimeOpus, ClockRate: 8000}, false},
		{"unknown codecs match nothing", video("video/theora", ""), video("video/theora", ""), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Match(tt.a, tt.b); got != tt.want {
				t.Errorf("Match = %v", got)
			}
			if got := Match(tt.b, tt.a); got != tt.want {
				t.Errorf("Match the other way = %v", got)
			}
		})
	}
}

func TestFindMissesForeignCodecs(t *testing.T) {
	if c, ok := Find(Table(Receive), Codec{Mime: MimeH264, ClockRate: 90000, Fmtp: "profile-level-id=4d001f"}); ok {
		t.Errorf("found %+v", c)
	}
}

func TestExtensions(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind Kind
		dir  Direction
		want []string
	}{
		{"audio of publishers", Audio, Receive, []string{URIMid, URIRid, URIAudioLevel, URIAbsCaptureTime}},
		{"audio to subscribers", Audio, Send, []string{URIAbsCaptureTime}},
		{"video of publishers", Video, Receive, []string{URIMid, URIRid, URIRepairedRid, URITransportCC, URIAbsSendTime,
			URIFrameMarking, URIDependencyDescriptor, URIAbsCaptureTime}},
		{"video to subscribers", Video, Send, []string{URITransportCC, URIAbsSendTime, URIDependencyDescriptor, URIAbsCaptureTime, URIPlayoutDelay}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Extensions(tt.kind, tt.dir); !slices.Equal(got, tt.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestExtensionIDs(t *testing.T) {
	all := []string{URIMid, URIRid, URIRepairedRid, URIAudioLevel, URITransportCC, URIAbsSendTime, URIFrameMarking,
		URIDependencyDescriptor, URIAbsCaptureTime, URIPlayoutDelay}
	var ids ExtensionIDs
	for i, uri := range all {
		if !ids.Set(uri, uint8(i+1)) {
			t.Errorf("%s is unknown", uri)
		}
	}
	for i, uri := range all {
		if got := ids.Get(uri); got != uint8(i+1) {
			t.Errorf("%s: id %d, want %d", uri, got, i+1)
		}
	}
	if ids.Set("urn:3gpp:video-orientation", 4) || ids.Get("urn:3gpp:video-orientation") != 0 {
		t.Error("video orientation is not negotiated")
	}
}

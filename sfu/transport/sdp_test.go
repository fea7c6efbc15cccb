package transport

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"giaoban/sfu/codec"
)

const (
	testFingerprint = "a=fingerprint:sha-256 " +
		"00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\n"
	testHead = "v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE 0 1 2\n" + testFingerprint
	testICE  = "a=ice-ufrag:abcd\na=ice-pwd:0123456789012345678901\na=setup:actpass\n"
	testVP8  = "a=rtpmap:96 VP8/90000\na=rtcp-fb:96 nack\na=rtcp-fb:96 transport-cc\na=rtpmap:97 rtx/90000\na=fmtp:97 apt=96\n"
	testOpus = "a=rtpmap:111 opus/48000/2\na=fmtp:111 minptime=10;useinbandfec=1\n"
)

// section writes a media section as a browser does.
func section(media string, mid int, formats, lines string) string {
	proto := "UDP/TLS/RTP/SAVPF"
	if media == "application" {
		proto = "UDP/DTLS/SCTP"
	}
	return fmt.Sprintf("m=%s 9 %s %s\nc=IN IP4 0.0.0.0\na=rtcp-mux\na=mid:%d\n%s%s", media, proto, formats, mid, testICE, lines)
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

var (
	goodAudio = section("audio", 0, "111", "a=sendonly\na=msid:s mic\na=ssrc:11 cname:x\n"+testOpus)
	goodVideo = section("video", 1, "96 97", "a=sendonly\na=msid:s cam\na=ssrc-group:FID 21 22\na=ssrc:21 cname:x\na=ssrc:22 cname:x\n"+testVP8)
	goodData  = section("application", 2, "webrtc-datachannel", "a=sctp-port:5000\n")
	goodOffer = crlf(testHead + goodAudio + goodVideo + goodData)
)

func replaced(old, new string) string {
	s := crlf(strings.ReplaceAll(testHead+goodAudio+goodVideo+goodData, old, new))
	if s == goodOffer {
		panicking("replaces nothing: " + old)
	}
	return s
}

func panicking(s string) { panic(s) } //nolint:forbidigo // a fault of the test itself

// refusedOffers lie, or could not be survived.
func refusedOffers() map[string]string {
	return map[string]string{
		"empty":                  "",
		"not SDP":                "GET / HTTP/1.1\r\n\r\n",
		"no media":               crlf(testHead),
		"no fingerprint":         replaced(testFingerprint, ""),
		"short fingerprint":      replaced(":EE:FF\n", "\n"),
		"unknown hash":           replaced("sha-256", "md5"),
		"two fingerprints":       crlf(testHead + goodAudio + strings.Replace(testFingerprint, "00:11", "00:12", 1)),
		"no ufrag":               replaced("a=ice-ufrag:abcd\n", ""),
		"no pwd":                 replaced("a=ice-pwd:0123456789012345678901\n", ""),
		"short pwd":              replaced("a=ice-pwd:0123456789012345678901\n", "a=ice-pwd:0\n"),
		"ufrags differ":          crlf(testHead + goodAudio + strings.ReplaceAll(goodVideo, "abcd", "efgh")),
		"ufrag with a colon":     replaced("abcd", "ab:cd"),
		"no mid":                 replaced("a=mid:0\n", ""),
		"mid twice":              replaced("a=mid:1\n", "a=mid:0\n"),
		"long mid":               replaced("a=mid:1\n", "a=mid:"+strings.Repeat("1", 100)+"\n"),
		"unknown media":          replaced("m=video", "m=image"),
		"foreign codecs only":    crlf(testHead + strings.ReplaceAll(goodAudio, "opus", "speex")),
		"too many rids":          replaced("a=msid:s cam\n", strings.Repeat("a=rid:q send\n", 20)),
		"bad rid":                replaced("a=msid:s cam\n", "a=rid:q; send\n"),
		"501 sections":           manySections(501),
		"more than the SDP size": goodOffer + strings.Repeat("a=x\r\n", maxSDPSize/5),
	}
}

func manySections(n int) string {
	var b strings.Builder
	b.WriteString(testHead)
	for i := range n {
		b.WriteString(section("video", i, "96 97", "a=recvonly\n"+testVP8))
	}
	return crlf(b.String())
}

func TestRefusedOffers(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	p, err := e.NewPeer(PeerConfig{Role: Single, Handler: newEvents()})
	if err != nil {
		t.Fatal(err)
	}
	for name, offer := range refusedOffers() {
		t.Run(name, func(t *testing.T) {
			_, err := p.SetOffer(offer)
			var refused *SDPError
			if !errors.As(err, &refused) || refused.Reason == "" {
				t.Errorf("error %v", err)
			}
		})
	}
	// None of them changed anything.
	sections, err := p.SetOffer(goodOffer)
	if err != nil || len(sections) != 2 {
		t.Fatalf("good offer after bad ones: %d sections, %v", len(sections), err)
	}
	if _, _, err := p.CreateAnswer(nil); err != nil {
		t.Fatal(err)
	}
	for name, next := range map[string]string{
		"fewer sections":      crlf(testHead + goodAudio),
		"a section turns":     crlf(testHead + goodAudio + strings.Replace(goodVideo, "m=video", "m=audio", 1) + goodData),
		"second without data": crlf(testHead + goodAudio + goodVideo),
	} {
		t.Run(name, func(t *testing.T) {
			var refused *SDPError
			if _, err := p.SetOffer(next); !errors.As(err, &refused) {
				t.Errorf("error %v", err)
			}
		})
	}
	if _, err := p.SetOffer(goodOffer); err != nil {
		t.Errorf("the same offer again: %v", err)
	}
}

// Offers that are odd but honest are answered.
func TestOddOffers(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	foreign := section("video", 3, "50", "a=sendonly\na=msid:s strange\na=rtpmap:50 theora/90000\n")
	for name, tc := range map[string]struct {
		offer string
		has   []string
		lacks []string
	}{
		"one foreign section among good ones": {crlf(testHead + goodAudio + goodVideo + goodData + foreign),
			[]string{"m=video 0 UDP/TLS/RTP/SAVPF 50", "BUNDLE 0 1 2\r\n"}, nil},
		"paused layer": {replaced("a=ssrc-group:FID 21 22\na=ssrc:21 cname:x\na=ssrc:22 cname:x\n",
			"a=rid:q send\na=rid:h send\na=rid:f send\na=simulcast:send q;h;~f\n"),
			[]string{"a=rid:q recv", "a=simulcast:recv q;h;f\r\n"}, []string{"~"}},
		"layers from the top": {replaced("a=ssrc-group:FID 21 22\na=ssrc:21 cname:x\na=ssrc:22 cname:x\n",
			"a=rid:f send\na=rid:h send\na=rid:q send\na=simulcast:send f;h;q\n"),
			[]string{"a=simulcast:recv f;h;q\r\n"}, nil},
		"broken simulcast line": {replaced("a=msid:s cam\n", "a=simulcast:send ;;\n"), []string{"a=mid:1"}, []string{"a=simulcast"}},
		"no bundle group":       {replaced("a=group:BUNDLE 0 1 2\n", ""), []string{"a=group:BUNDLE 0 1 2"}, nil},
		"garbage candidates":    {replaced("a=msid:s cam\n", "a=candidate:nonsense\na=candidate:1 1 udp 1 x.local 9 typ host\n"), []string{"a=mid:1"}, nil},
		"garbage attributes": {replaced("a=msid:s cam\n", "a=ssrc:x\na=ssrc-group:FID\na=extmap:0 urn:x\na=extmap:zz\na=rtpmap:\na=fmtp:96\na=rtcp-fb:\na=msid:\n"),
			[]string{"a=mid:1"}, nil},
		"many sources in a section": {replaced("a=ssrc:22 cname:x\n", "a=ssrc:22 cname:x\na=ssrc:31 cname:y\na=ssrc:41 cname:z\n"), []string{"a=mid:1"}, nil},
		"static payload type":       {crlf(testHead + section("audio", 0, "0 8", "a=sendonly\na=msid:s mic\na=ssrc:11 cname:x\n") + goodVideo + goodData), []string{"PCMU/8000"}, nil},
		"refused section without a name": {crlf(testHead + goodAudio + goodVideo + goodData + "m=video 0 UDP/TLS/RTP/SAVPF 0\nc=IN IP4 0.0.0.0\n"),
			[]string{"m=video 0"}, nil},
		"bundle-only section": {crlf(testHead + goodAudio + strings.Replace(strings.Replace(goodVideo, "m=video 9", "m=video 0", 1), "a=rtcp-mux\n", "a=rtcp-mux\na=bundle-only\n", 1) + goodData),
			[]string{"VP8/90000"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := e.NewPeer(PeerConfig{Role: Publisher, Handler: newEvents()})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.SetOffer(tc.offer); err != nil {
				t.Fatal(err)
			}
			answer, _, err := p.CreateAnswer(nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tc.has {
				if !strings.Contains(answer, want) {
					t.Errorf("answer lacks %q:\n%s", want, answer)
				}
			}
			for _, bad := range tc.lacks {
				if strings.Contains(answer, bad) {
					t.Errorf("answer has %q:\n%s", bad, answer)
				}
			}
		})
	}
}

func TestAnswerOptions(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	red := "a=rtpmap:63 red/48000/2\na=fmtp:63 111/111\n"
	audio := section("audio", 0, "111 63 0", "a=sendonly\na=msid:s mic\na=ssrc:11 cname:x\n"+testOpus+red)
	h264 := "a=rtpmap:108 H264/90000\na=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\na=rtpmap:109 rtx/90000\na=fmtp:109 apt=108\n"
	video := section("video", 1, "96 97 108 109", "a=sendonly\na=msid:s cam\na=rid:q send\na=rid:h send\na=simulcast:send q;h\n"+
		"a=extmap:3 "+codec.URITransportCC+"\n"+testVP8+h264)
	offer := crlf(testHead + audio + video)
	for name, tc := range map[string]struct {
		options []SectionOptions
		strip   bool
		disable []string
		has     []string
		lacks   []string
	}{
		"nothing asked": {nil, false, nil, []string{"SAVPF 111 0\r\n", "SAVPF 96 97 108 109\r\n"}, []string{"usedtx", "stereo", "red/48000", "a=rtcp-fb:111"}},
		"RED":           {[]SectionOptions{{Mid: "0", RED: true}}, false, nil, []string{"SAVPF 63 111 0\r\n"}, nil},
		"DTX and stereo": {[]SectionOptions{{Mid: "0", DTX: true, Stereo: true}}, false, nil,
			[]string{"minptime=10;useinbandfec=1;usedtx=1;stereo=1;maxaveragebitrate=510000\r\n"}, nil},
		"audio NACK":       {[]SectionOptions{{Mid: "0", AudioNACK: true, RED: true}}, false, nil, []string{"a=rtcp-fb:111 nack\r\n"}, []string{"a=rtcp-fb:63"}},
		"H.264 first":      {[]SectionOptions{{Mid: "1", Preferred: []string{"video/h264"}}}, false, nil, []string{"SAVPF 108 109 96 97\r\n"}, nil},
		"H.264 only":       {[]SectionOptions{{Mid: "1", Preferred: []string{"video/H264"}, OnlyPreferred: true}}, false, nil, []string{"SAVPF 108 109\r\n"}, []string{"VP8"}},
		"AV1, not there":   {[]SectionOptions{{Mid: "1", Preferred: []string{"video/AV1"}, OnlyPreferred: true}}, false, nil, []string{"SAVPF 96 97 108 109\r\n"}, nil},
		"PCMU only":        {[]SectionOptions{{Mid: "0", Preferred: []string{"audio/pcmu"}, OnlyPreferred: true}}, false, nil, []string{"SAVPF 0\r\n"}, nil},
		"no simulcast RTX": {nil, true, nil, []string{"SAVPF 96 108\r\n"}, []string{"rtx"}},
		"H.264 disabled":   {nil, false, []string{"video/H264"}, []string{"SAVPF 96 97\r\n"}, []string{"H264"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := e.NewPeer(PeerConfig{Role: Publisher, Handler: newEvents(), StripSimulcastRTX: tc.strip, DisabledCodecs: tc.disable})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.SetOffer(offer); err != nil {
				t.Fatal(err)
			}
			answer, _, err := p.CreateAnswer(tc.options)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tc.has {
				if !strings.Contains(answer, want) {
					t.Errorf("answer lacks %q:\n%s", want, answer)
				}
			}
			for _, bad := range tc.lacks {
				if strings.Contains(answer, bad) {
					t.Errorf("answer has %q:\n%s", bad, answer)
				}
			}
		})
	}
}

// A later offer may bring codecs and sections that the first did not have.
func TestLaterCodecs(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	p, err := e.NewPeer(PeerConfig{Role: Publisher, Handler: newEvents()})
	if err != nil {
		t.Fatal(err)
	}
	second := section("video", 3, "98 99", "a=sendonly\na=msid:s two\na=ssrc:31 cname:x\na=rtpmap:98 VP9/90000\na=fmtp:98 profile-id=0\na=rtpmap:99 rtx/90000\na=fmtp:99 apt=98\n")
	for i, offer := range []string{goodOffer, crlf(testHead + goodAudio + goodVideo + goodData + second)} {
		if _, err := p.SetOffer(offer); err != nil {
			t.Fatal(err)
		}
		answer, _, err := p.CreateAnswer(nil)
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 && (!strings.Contains(answer, "SAVPF 98 99\r\n") || !strings.Contains(answer, "SAVPF 96 97\r\n")) {
			t.Errorf("answer:\n%s", answer)
		}
	}
}

func TestREMBFallback(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	for name, tc := range map[string]struct {
		extension string
		remb      bool
	}{"with transport-wide feedback": {"a=extmap:3 " + codec.URITransportCC + "\n", false}, "without": {"", true}} {
		t.Run(name, func(t *testing.T) {
			p, err := e.NewPeer(PeerConfig{Role: Publisher, Handler: newEvents()})
			if err != nil {
				t.Fatal(err)
			}
			video := strings.Replace(goodVideo, "a=rtcp-fb:96 nack\n", "a=rtcp-fb:96 nack\na=rtcp-fb:96 goog-remb\n"+tc.extension, 1)
			if _, err := p.SetOffer(crlf(testHead + goodAudio + video)); err != nil {
				t.Fatal(err)
			}
			answer, _, err := p.CreateAnswer(nil)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(answer, "goog-remb") != tc.remb || strings.Contains(answer, "transport-cc") == tc.remb {
				t.Errorf("answer:\n%s", answer)
			}
			if tc.remb {
				eventually(t, "the video's source", func() bool { return slices.Contains(p.receivedVideo(), 21) })
			}
		})
	}
}

func TestBadAnswers(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Subscriber}, clientOptions{})
	c.must(c.peer.OpenDataChannels())
	video := send(t, c.peer, "TR_v", codec.Video, vp8())
	offer, _, err := c.peer.CreateOffer(false)
	c.must(err)
	if _, _, err := c.peer.CreateOffer(false); !errors.Is(err, ErrWrongState) {
		t.Errorf("a second offer in flight: %v", err)
	}
	for name, answer := range map[string]string{
		"empty":          "",
		"fewer sections": crlf(testHead + section("video", 0, "96", testVP8)),
		"other mids":     crlf(testHead + section("video", 5, "96", testVP8) + section("application", 6, "webrtc-datachannel", "")),
		"other media":    crlf(testHead + section("audio", 0, "111", testOpus) + section("application", 1, "webrtc-datachannel", "")),
		"no fingerprint": crlf(strings.Replace(testHead, testFingerprint, "", 1) + section("video", 0, "96", testVP8) + section("application", 1, "webrtc-datachannel", "")),
	} {
		t.Run(name, func(t *testing.T) {
			var refused *SDPError
			if err := c.peer.SetAnswer(answer); !errors.As(err, &refused) {
				t.Errorf("error %v", err)
			}
		})
	}
	// The client refuses the video without naming the section: the rest works.
	answer := crlf(testHead + "m=video 0 UDP/TLS/RTP/SAVPF 0\nc=IN IP4 0.0.0.0\n" +
		strings.Replace(section("application", 1, "webrtc-datachannel", "a=sctp-port:5000\n"), "actpass", "active", 1))
	if !strings.Contains(offer, "a=mid:1\r\n") {
		t.Fatalf("offer:\n%s", offer)
	}
	c.must(c.peer.SetAnswer(answer))
	if !errors.Is(video.failure(), ErrNoCodec) {
		t.Errorf("failure %v", video.failure())
	}
	c.must(c.peer.RemoveSender(video.sender))
	if _, _, err := c.peer.CreateOffer(false); err != nil {
		t.Errorf("next offer: %v", err)
	}
}

func TestStereoAndREDOffer(t *testing.T) {
	c := newSubscriber(t, clientOptions{})
	red := codec.Codec{Mime: codec.MimeRED, ClockRate: 48000, Channels: 2, Fmtp: "111/111", PayloadType: 63}
	r := &receiverOf{}
	_, err := c.peer.AddSender(SenderConfig{TrackID: "TR_a", StreamID: streamID("TR_a"), Kind: codec.Audio, Codecs: []codec.Codec{red}, Stereo: true,
		Failed: func(err error) { r.failed = append(r.failed, err) }})
	c.must(err)
	offer, _, err := c.peer.CreateOffer(false)
	c.must(err)
	if !strings.Contains(offer, "SAVPF 63 111 0 8\r\n") || !strings.Contains(offer, "sprop-stereo=1") {
		t.Errorf("offer:\n%s", offer)
	}
}

func TestNegotiatedParams(t *testing.T) {
	for name, tc := range map[string]struct {
		lines     string
		published []codec.Codec
		ok        bool
		pt, red   uint8
		rtx       uint8
	}{
		"VP8 with RTX":          {"m=video 9 RTP/SAVPF 96 97\na=rtpmap:96 VP8/90000\na=rtpmap:97 rtx/90000\na=fmtp:97 apt=96\n", []codec.Codec{vp8()}, true, 96, 0, 97},
		"VP8 without RTX":       {"m=video 9 RTP/SAVPF 100\na=rtpmap:100 VP8/90000\n", []codec.Codec{vp8()}, true, 100, 0, 0},
		"RED and Opus":          {"m=audio 9 RTP/SAVPF 63 111\na=rtpmap:63 red/48000/2\na=fmtp:63 111/111\na=rtpmap:111 opus/48000/2\n", []codec.Codec{{Mime: codec.MimeRED, ClockRate: 48000}}, true, 111, 63, 0},
		"RED published, Opus":   {"m=audio 9 RTP/SAVPF 111\na=rtpmap:111 opus/48000/2\n", []codec.Codec{{Mime: codec.MimeRED, ClockRate: 48000}}, true, 111, 0, 0},
		"nothing in common":     {"m=video 9 RTP/SAVPF 45\na=rtpmap:45 AV1/90000\n", []codec.Codec{vp8()}, false, 0, 0, 0},
		"the publication's own": {"m=video 9 RTP/SAVPF 45 96\na=rtpmap:45 AV1/90000\na=rtpmap:96 VP8/90000\n", []codec.Codec{{Mime: codec.MimeVP9, ClockRate: 90000}, vp8()}, true, 96, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := parseOwn(crlf("v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\n" + tc.lines))
			if err != nil {
				t.Fatal(err)
			}
			p, ok := negotiated(d.MediaDescriptions[0], outgoing{codecs: tc.published, ssrc: 1, rtxSSRC: 2})
			if ok != tc.ok || p.PayloadType != tc.pt || p.REDPayloadType != tc.red || p.RTXPayloadType != tc.rtx || (p.RTXSSRC != 0) != (tc.rtx != 0) {
				t.Errorf("%v %+v", ok, p)
			}
		})
	}
}

func TestFmtpParameters(t *testing.T) {
	for name, tc := range map[string]struct{ got, want string }{
		"set in place":  {setParam("a=1;usedtx=0;b=2", "usedtx", "1"), "a=1;usedtx=1;b=2"},
		"set new":       {setParam("a=1", "stereo", "1"), "a=1;stereo=1"},
		"set on empty":  {setParam("", "stereo", "1"), "stereo=1"},
		"drop":          {dropParam("a=1; usedtx=1;b=2", "USEDTX"), "a=1;b=2"},
		"drop the last": {dropParam("usedtx=1", "usedtx"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Errorf("%q, want %q", tc.got, tc.want)
			}
		})
	}
}

package codec

// Fmtp values of the table.
const (
	fmtpOpus = "minptime=10;useinbandfec=1"
	fmtpRED  = "111/111"
	fmtpH264 = "level-asymmetry-allowed=1;packetization-mode="
)

// Table returns the codecs to register on a connection that carries the given
// directions, in order of preference; RTX entries follow from Codec.RTX. The
// payload types are those that LiveKit's clients are used to, so that most
// streams cross the server with their payload type unchanged.
func Table(dir Direction) []Codec {
	return append(AudioTable(dir), VideoTable(dir)...)
}

// AudioTable returns the audio codecs. NACK for audio is not part of it: it is
// offered per stream, since it wastes bandwidth on RED.
func AudioTable(Direction) []Codec {
	return []Codec{
		{Mime: MimeOpus, ClockRate: 48000, Channels: 2, Fmtp: fmtpOpus, PayloadType: 111},
		{Mime: MimeRED, ClockRate: 48000, Channels: 2, Fmtp: fmtpRED, PayloadType: 63},
		{Mime: MimePCMU, ClockRate: 8000, Channels: 1, PayloadType: 0},
		{Mime: MimePCMA, ClockRate: 8000, Channels: 1, PayloadType: 8},
	}
}

// VideoTable returns the video codecs with the feedback of the given directions.
func VideoTable(dir Direction) []Codec {
	video := func(mime, fmtp string, pt uint8) Codec {
		return Codec{
			Mime: mime, ClockRate: 90000, Fmtp: fmtp,
			PayloadType: pt, RTXPayloadType: pt + 1,
			Feedback: VideoFeedback(dir),
		}
	}
	return []Codec{
		video(MimeVP8, "", 96),
		video(MimeVP9, "profile-id=0", 98),
		video(MimeVP9, "profile-id=1", 100),
		video(MimeH264, fmtpH264+"0;profile-level-id=42e01f", 125),
		video(MimeH264, fmtpH264+"1;profile-level-id=42e01f", 108),
		video(MimeH264, fmtpH264+"1;profile-level-id=640032", 123),
		video(MimeAV1, "", 35),
	}
}

// AudioNACK is the feedback that turns retransmission of an audio stream on.
var AudioNACK = Feedback{Type: "nack"}

// VideoFeedback returns the feedback messages of video: transport-wide in both
// directions, and REMB of subscribers that cannot do it.
func VideoFeedback(dir Direction) []Feedback {
	fb := make([]Feedback, 0, 5)
	if dir != 0 {
		fb = append(fb, Feedback{Type: "transport-cc"})
	}
	if dir&Send != 0 {
		fb = append(fb, Feedback{Type: "goog-remb"})
	}
	return append(fb,
		Feedback{Type: "ccm", Parameter: "fir"},
		Feedback{Type: "nack"},
		Feedback{Type: "nack", Parameter: "pli"},
	)
}

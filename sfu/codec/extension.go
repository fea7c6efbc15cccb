package codec

// URIs of the RTP header extensions that the server knows.
const (
	URIMid                  = "urn:ietf:params:rtp-hdrext:sdes:mid"
	URIRid                  = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
	URIRepairedRid          = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
	URIAudioLevel           = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
	URITransportCC          = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
	URIAbsSendTime          = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
	URIFrameMarking         = "urn:ietf:params:rtp-hdrext:framemarking"
	URIDependencyDescriptor = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
	URIAbsCaptureTime       = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
	URIPlayoutDelay         = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
)

// Extension is one header extension with the directions it is negotiated in
// for a kind of media.
type Extension struct {
	URI   string
	Audio Direction // 0 when not negotiated for audio
	Video Direction // 0 when not negotiated for video
}

// extensions gives the mid and rid to publishers only: a publisher's mid
// forwarded to a subscriber would break its demultiplexing. The playout delay is
// for rooms that have one; in others it is not registered.
var extensions = []Extension{
	{URI: URIMid, Audio: Receive, Video: Receive},
	{URI: URIRid, Audio: Receive, Video: Receive},
	{URI: URIRepairedRid, Video: Receive},
	{URI: URIAudioLevel, Audio: Receive},
	{URI: URITransportCC, Video: Both},
	{URI: URIAbsSendTime, Video: Both},
	{URI: URIFrameMarking, Video: Receive},
	{URI: URIDependencyDescriptor, Video: Both},
	{URI: URIAbsCaptureTime, Audio: Both, Video: Both},
	{URI: URIPlayoutDelay, Video: Send},
}

// Extensions returns the header extensions to register for a kind of media on
// a connection that carries the given directions (Both gives the union).
func Extensions(kind Kind, dir Direction) []string {
	var uris []string
	for _, e := range extensions {
		d := e.Video
		if kind == Audio {
			d = e.Audio
		}
		if d&dir != 0 {
			uris = append(uris, e.URI)
		}
	}
	return uris
}

// ExtensionIDs holds the ids (1 to 255) that one peer negotiated; 0 means that
// the extension was not negotiated (RFC 8285).
type ExtensionIDs struct {
	Mid                  uint8
	Rid                  uint8
	RepairedRid          uint8
	AudioLevel           uint8
	TransportCC          uint8
	AbsSendTime          uint8
	FrameMarking         uint8
	DependencyDescriptor uint8
	AbsCaptureTime       uint8
	PlayoutDelay         uint8
}

// Set stores the id that a peer gave to a URI and reports whether the URI is known.
func (ids *ExtensionIDs) Set(uri string, id uint8) bool {
	field := ids.field(uri)
	if field == nil {
		return false
	}
	*field = id
	return true
}

// Get returns the id of a URI, 0 when it is unknown or was not negotiated.
func (ids *ExtensionIDs) Get(uri string) uint8 {
	if field := ids.field(uri); field != nil {
		return *field
	}
	return 0
}

func (ids *ExtensionIDs) field(uri string) *uint8 {
	switch uri {
	case URIMid:
		return &ids.Mid
	case URIRid:
		return &ids.Rid
	case URIRepairedRid:
		return &ids.RepairedRid
	case URIAudioLevel:
		return &ids.AudioLevel
	case URITransportCC:
		return &ids.TransportCC
	case URIAbsSendTime:
		return &ids.AbsSendTime
	case URIFrameMarking:
		return &ids.FrameMarking
	case URIDependencyDescriptor:
		return &ids.DependencyDescriptor
	case URIAbsCaptureTime:
		return &ids.AbsCaptureTime
	case URIPlayoutDelay:
		return &ids.PlayoutDelay
	default:
		return nil
	}
}

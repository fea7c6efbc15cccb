package transport

import (
	"errors"
	"log/slog"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// MaxMessageSize is the largest data-channel message in bytes, both ways. It
// is what browsers allow without a=max-message-size (64 KiB), less some room.
const MaxMessageSize = 64000

// Labels of the data channels that clients and the server know each other's by.
const (
	LabelReliable  = "_reliable"
	LabelLossy     = "_lossy"
	LabelDataTrack = "_data_track"
)

// Errors that callers act on. Faults in a client's SDP are *SDPError.
var (
	// ErrClosed is returned by every method once Close was called.
	ErrClosed = errors.New("transport: closed")
	// ErrSlow is returned by SendData when the channel's queue is full: the
	// message is dropped and counted in Stats.
	ErrSlow = errors.New("transport: receiver too slow, data queue full")
	// ErrTooLarge is returned by SendData above MaxMessageSize.
	ErrTooLarge = errors.New("transport: data message too large")
	// ErrNoChannel is returned by SendData when the peer has no channel of the kind.
	ErrNoChannel = errors.New("transport: no such data channel")
	// ErrWrongRole is returned when the peer's role does not allow the call.
	ErrWrongRole = errors.New("transport: not possible in this role")
	// ErrWrongState is returned when an offer or answer comes out of turn, such
	// as CreateOffer while an earlier offer waits for its answer.
	ErrWrongState = errors.New("transport: description out of turn")
	// ErrNoCodec is what SenderConfig.Failed gets when the receiver accepted
	// none of the publication's codecs.
	ErrNoCodec = errors.New("transport: receiver accepts none of the track's codecs")
	// ErrNotSending is returned by Sender.WriteRTP while the sender is not bound.
	ErrNotSending = errors.New("transport: sender is not bound")
)

// Role says who offers and in which direction media flows.
type Role uint8

// Roles of a peer connection.
const (
	// Publisher: the client offers and sends media.
	Publisher Role = iota + 1
	// Subscriber: the server offers and sends media.
	Subscriber
	// Single: the client offers, media flows both ways.
	Single
)

// String returns the role's name for logs.
func (r Role) String() string {
	switch r {
	case Publisher:
		return "publisher"
	case Subscriber:
		return "subscriber"
	case Single:
		return "single"
	default:
		return "unknown"
	}
}

func (r Role) receives() bool { return r == Publisher || r == Single }
func (r Role) sends() bool    { return r == Subscriber || r == Single }

func (r Role) direction() codec.Direction {
	switch r {
	case Publisher:
		return codec.Receive
	case Subscriber:
		return codec.Send
	default:
		return codec.Both
	}
}

// State is that of ICE and DTLS together.
type State uint8

// States of a peer, in the order of a good life. Disconnected may go back to
// Connected; Failed is left only by an ICE restart.
const (
	New State = iota
	Connecting
	Connected
	Disconnected
	Failed
	Closed
)

// String returns the state's name for logs.
func (s State) String() string {
	names := [...]string{"new", "connecting", "connected", "disconnected", "failed", "closed"}
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown"
}

// DataKind names a data channel by its use.
type DataKind uint8

// Kinds of data channels. Other is any label the server does not know.
const (
	Reliable DataKind = iota
	Lossy
	DataTrack
	Other
	dataKinds = int(Other)
)

func kindOfLabel(label string) DataKind {
	switch label {
	case LabelReliable:
		return Reliable
	case LabelLossy:
		return Lossy
	case LabelDataTrack:
		return DataTrack
	default:
		return Other
	}
}

// Handler receives a peer's events. The methods are called from the library's
// goroutines, one call at a time for each method's kind of event, and must not
// block or call the Peer's negotiation methods. None is called after Close
// has returned.
type Handler interface {
	// OnCandidate passes on a local candidate as the JSON of an
	// RTCIceCandidateInit; "" says that gathering ended. It mostly comes before
	// the CreateOffer or CreateAnswer that started gathering returns, whose
	// description has the candidates as well.
	OnCandidate(init string)
	// OnState reports each change of state.
	OnState(State)
	// OnTrack reports that one encoding's first packet came. The receiver of
	// the call must Read until an error, or nothing else drains the stream.
	OnTrack(Incoming)
	// OnData passes on a message; data belongs to the handler.
	OnData(kind DataKind, label string, data []byte)
	// OnDataOpen reports that a channel can be written to.
	OnDataOpen(DataKind)
}

// Incoming is one encoding that a publisher sends: a stream of decrypted RTP
// packets with retransmissions (RFC 4588) merged in.
type Incoming interface {
	// Read puts one RTP packet into b and returns its length. It blocks until
	// one comes and returns io.EOF when the stream has ended. One reader at a
	// time; b should hold 1500 bytes.
	Read(b []byte) (n int, err error)
	// Close ends a Read that waits, and all later ones, with io.EOF; what the
	// client still sends is dropped. The peer and its other streams go on.
	Close() error
	// SetRTCPHandler sets who gets the RTCP about this stream: its sender reports
	// and goodbye, one packet a call, one call at a time. It must not block.
	SetRTCPHandler(func([]rtcp.Packet))
	// Kind tells audio from video.
	Kind() codec.Kind
	// Mid is the media section's id.
	Mid() string
	// RID is the simulcast encoding's id, "" without simulcast.
	RID() string
	// TrackID and StreamID are the two parts of the section's msid.
	TrackID() string
	StreamID() string
	// SSRC identifies the stream in RTCP.
	SSRC() uint32
	// Codec is what the stream's first packet says, with the negotiated payload type.
	Codec() codec.Codec
	// Extensions are the header extension ids of the stream.
	Extensions() codec.ExtensionIDs
}

// PeerConfig is what one peer connection needs.
type PeerConfig struct {
	Role Role
	// Lite announces ICE-lite. Some clients cannot do it (Firefox); the caller knows.
	Lite bool
	// TCPOnly offers and accepts only ICE-TCP candidates.
	TCPOnly bool
	// DisabledCodecs are MIME types, in any spelling, that this peer must not negotiate.
	DisabledCodecs []string
	// StripSimulcastRTX leaves retransmission out of the answer's simulcast
	// sections, for clients whose RTX packets of a simulcast encoding cannot be
	// told from the encoding itself (Pion-based SDKs).
	StripSimulcastRTX bool
	// PlayoutDelay negotiates the header extension by which the server sets how
	// long the client buffers video; it is for rooms that have a delay.
	PlayoutDelay bool
	// Handler receives the peer's events; required.
	Handler Handler
	// Logger may be nil.
	Logger *slog.Logger
}

// Direction of a media section as its description states it.
type Direction uint8

// Directions (RFC 8866, section 6.7), seen from the writer of the description.
const (
	Inactive Direction = iota
	SendRecv
	SendOnly
	RecvOnly
)

// String returns the SDP attribute.
func (d Direction) String() string {
	switch d {
	case SendRecv:
		return "sendrecv"
	case SendOnly:
		return "sendonly"
	case RecvOnly:
		return "recvonly"
	default:
		return "inactive"
	}
}

// Sends reports whether the writer of the description sends.
func (d Direction) Sends() bool { return d == SendRecv || d == SendOnly }

// Receives reports whether the writer of the description receives.
func (d Direction) Receives() bool { return d == SendRecv || d == RecvOnly }

// Section is one audio or video section of a client's offer. A section with
// Direction.Sends is a track that the client publishes; it is known from here
// on, whether or not a packet ever comes.
type Section struct {
	Mid  string
	Kind codec.Kind
	// Direction is the offerer's.
	Direction Direction
	// TrackID and StreamID come from a=msid; "" when there is none.
	TrackID  string
	StreamID string
	// RIDs are the simulcast encodings in the offer's order, nil without simulcast.
	RIDs []string
	// SSRC is the primary source when the offer names one, else 0.
	SSRC uint32
	// Codecs are those offered that the server knows and the peer may use, in the
	// offer's order and with its payload types. Empty means that the section is
	// answered with a refusal.
	Codecs []codec.Codec
	// Extensions are the header extension ids of the section.
	Extensions codec.ExtensionIDs
}

// SectionOptions shapes the answer to one section in which the client sends.
type SectionOptions struct {
	Mid string
	// Preferred are MIME types to put first, the best first. The client sends
	// the first codec of the answer.
	Preferred []string
	// OnlyPreferred drops the other codecs, for clients that choose wrongly; it
	// has no effect when none of Preferred was offered.
	OnlyPreferred bool
	// RED puts RED first for audio when it was offered; false leaves it out.
	RED bool
	// DTX adds usedtx=1 to Opus.
	DTX bool
	// Stereo adds stereo=1 and maxaveragebitrate=510000 to Opus.
	Stereo bool
	// AudioNACK asks for retransmission of audio other than RED.
	AudioNACK bool
}

// SenderConfig describes one track on its way to a receiver. The callbacks
// must not block or call the Peer; they come from the goroutine that negotiates.
type SenderConfig struct {
	// TrackID ("TR_…") and StreamID ("PA_…|TR_…", or "PA_…|" and the name of a
	// stream that several tracks share) make the msid.
	TrackID  string
	StreamID string
	Kind     codec.Kind
	// Codecs are those that the publication has, the preferred first.
	Codecs []codec.Codec
	// Stereo announces a stereo source in offers (sprop-stereo=1).
	Stereo bool
	// OwnSection puts the track into a section of a Subscriber's offers that has
	// carried no other: a browser keeps the id of a section's first track, and
	// when StreamID does not name the track, clients go by that.
	OwnSection bool
	// Bound reports what was negotiated; from now on WriteRTP sends. It is
	// called again when a renegotiation changed the parameters.
	Bound func(forward.Params)
	// Unbound reports that the receiver withdrew the section; Bound may follow.
	Unbound func()
	// Failed reports that the receiver cannot take the track (ErrNoCodec).
	Failed func(error)
	// RTCP gets what the receiver reports about this stream: NACK, PLI, FIR,
	// REMB and reports. Compound packets come whole; look at the SSRCs. It is
	// called from the sender's own goroutine.
	RTCP func([]rtcp.Packet)
}

// CandidatePair is the path that ICE chose.
type CandidatePair struct {
	Protocol   string // "udp" or "tcp"
	Local      string // host:port
	Remote     string
	LocalType  string // host, srflx, prflx, relay
	RemoteType string
}

// Stats are a peer's counters.
type Stats struct {
	State State
	// RTT is the last round trip of ICE, 0 while unknown.
	RTT  time.Duration
	Pair CandidatePair
	// Packets and Bytes were handed to SRTP; Errors were refused by it.
	PacketsSent, BytesSent, SendErrors uint64
	// Data counts by DataKind (Reliable, Lossy, DataTrack).
	Data [dataKinds]DataStats
}

// DataStats are the counters of the data channels of one kind.
type DataStats struct {
	Sent, SentBytes, Received, ReceivedBytes uint64
	// Dropped are messages that SendData refused with ErrSlow or that a lossy
	// channel gave up; Oversized came in above MaxMessageSize and were discarded.
	Dropped, Oversized uint64
}

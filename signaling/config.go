package signaling

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"giaoban/signaling/token"
	"giaoban/signaling/webhook"

	"github.com/livekit/protocol/livekit"
)

const (
	// AnnouncedVersion is the LiveKit server version whose behaviour is served.
	// livekit-client switches features by it: below 1.8.0 it disables RPC, above
	// 1.13.6 it publishes VP9 and AV1 as RID simulcast.
	AnnouncedVersion = "1.13.6"
	// ProtocolVersion is the signal protocol number that is spoken.
	ProtocolVersion = 17
)

// Config is everything an operator can decide about signaling. Zero numbers
// and durations take the defaults of DefaultConfig.
type Config struct {
	// Keys are the API keys and secrets that sign join tokens and API calls. Required.
	Keys *token.Keys
	// NodeID and Region are told to clients.
	NodeID, Region string
	// AutoCreate lets a join create its room. When it is false only rooms made by
	// RoomService.CreateRoom (or Rooms.Create) can be joined.
	AutoCreate bool
	// IgnoreLines sends every receiver what it asks for, whatever its line carries.
	IgnoreLines bool
	// NarrowLine has only the lines watched that are known to carry no more than this, in bit/s; 0: all.
	NarrowLine uint64
	// RemoteUnmute lets RoomService.MutePublishedTrack unmute.
	RemoteUnmute bool
	// ICELite offers ICE-lite (RFC 8445, section 2.5) to clients that can take it.
	ICELite bool
	// ICEServers are told to clients in JoinResponse; empty on a closed network.
	ICEServers []*livekit.ICEServer
	// DeviceCodecs lists codecs that some devices must not be offered.
	DeviceCodecs []DeviceCodecRule
	Webhook      webhook.Config
	Limits       Limits
	Timings      Timings
}

// Limits bound what one client, or all of them, can ask for. Each is answered
// by a refusal in the protocol's own words.
type Limits struct {
	MessageBytes         int     // a signal message, compressed and decompressed
	RequestsPerSecond    float64 // signal messages of one participant, sustained
	RequestBurst         int     // signal messages of one participant, at once
	DataPerSecond        float64 // data packets of one participant, sustained
	DataBurst            int     // data packets of one participant, at once
	Sockets              int     // open signal sockets of the server
	Rooms                int     // rooms of the server
	Participants         int     // participants of a room
	Microphones          int     // of a room, forwarded at once
	TracksPerParticipant int     // published and pending tracks of a participant
	MetadataBytes        int     // participant and room metadata
	AttributesBytes      int     // all keys and values of a participant
	NameBytes            int     // identity, participant name, room name
	APIBodyBytes         int     // a RoomService request
	OutgoingQueue        int     // signal messages waiting for one socket
	MailboxLength        int     // events waiting for one session
	CandidatesPerSession int     // remote ICE candidates of one peer connection and ICE generation
	DataPacketBytes      int     // one data packet
	UpdateBatchBytes     int     // a ParticipantUpdate is split above this size
	RevokedTokens        int     // remembered removals with token revocation
}

// Timings are the protocol's clocks.
type Timings struct {
	PingInterval     time.Duration // told to clients
	PingTimeout      time.Duration // told to clients
	SocketPing       time.Duration // websocket-level ping
	SocketWrite      time.Duration // limit of one websocket write
	SocketIdle       time.Duration // a socket silent for longer is dead
	FirstNegotiation time.Duration // quiet time before the first subscriber offer
	Negotiation      time.Duration // quiet time before later ones
	Answer           time.Duration // the client's limit to answer an offer
	Settle           time.Duration // from an answer to the first media in single mode
	Activation       time.Duration // from join to ACTIVE
	TransportReady   time.Duration // from ICE connected to DTLS and channels up
	Resume           time.Duration // wait for a resume after a lost transport
	TokenRefresh     time.Duration // at most half of TokenLifetime
	TokenLifetime    time.Duration
	EmptyTimeout     time.Duration // a room nobody joined
	DepartureTimeout time.Duration // a room everybody left
	DynacastDelay    time.Duration // before a publisher is told that fewer qualities are wanted
	AnnounceInterval time.Duration // between two announcements of those who do not publish
}

// DefaultConfig returns LiveKit's usual numbers. Keys must still be set.
func DefaultConfig() Config {
	return Config{
		NodeID:       "giaoban",
		AutoCreate:   true,
		ICELite:      true,
		DeviceCodecs: DefaultDeviceCodecs(),
		Limits: Limits{
			MessageBytes: 2 << 20, RequestsPerSecond: 100, RequestBurst: 1000,
			DataPerSecond: 2000, DataBurst: 4000,
			Sockets: 4096, Rooms: 1024, Participants: 500,
			TracksPerParticipant: 32, Microphones: 8,
			MetadataBytes: 512 << 10, AttributesBytes: 64 << 10, NameBytes: 256, APIBodyBytes: 10 << 20,
			OutgoingQueue: 1024, MailboxLength: 8192, CandidatesPerSession: 256, DataPacketBytes: 64000,
			UpdateBatchBytes: 128 << 10, RevokedTokens: 4096,
		},
		Timings: Timings{
			PingInterval: 5 * time.Second, PingTimeout: 15 * time.Second,
			SocketPing: 10 * time.Second, SocketWrite: 2 * time.Second, SocketIdle: 30 * time.Second,
			FirstNegotiation: 10 * time.Millisecond, Negotiation: 150 * time.Millisecond, Answer: 15 * time.Second, Settle: 50 * time.Millisecond,
			Activation: time.Minute, TransportReady: 15 * time.Second, Resume: 5 * time.Second,
			TokenRefresh: 5 * time.Minute, TokenLifetime: 10 * time.Minute,
			EmptyTimeout: 300 * time.Second, DepartureTimeout: 20 * time.Second,
			DynacastDelay: 5 * time.Second, AnnounceInterval: 3 * time.Second,
		},
	}
}

// withDefaults fills zero limits and timings, and has every token renewed before it ends.
func (c Config) withDefaults() Config {
	defaults := DefaultConfig()
	fillZeros(&c.Limits, &defaults.Limits)
	fillZeros(&c.Timings, &defaults.Timings)
	c.Timings.TokenRefresh = min(c.Timings.TokenRefresh, c.Timings.TokenLifetime/2)
	return c
}

// fillZeros sets the zero fields of a struct to those of another.
func fillZeros[T any](target, defaults *T) {
	to, from := reflect.ValueOf(target).Elem(), reflect.ValueOf(defaults).Elem()
	for i := range to.NumField() {
		if to.Field(i).IsZero() {
			to.Field(i).Set(from.Field(i))
		}
	}
}

func (c Config) validate() error {
	if c.Keys == nil || c.Keys.NumKeys() == 0 {
		return errors.New("signaling: no API keys configured")
	}
	if err := checkPositive("limit", c.Limits); err != nil {
		return err
	}
	return checkPositive("timing", c.Timings)
}

func checkPositive(what string, numbers any) error {
	v := reflect.ValueOf(numbers)
	for i := range v.NumField() {
		field := v.Field(i)
		if field.CanInt() && field.Int() <= 0 || field.CanFloat() && field.Float() <= 0 {
			return fmt.Errorf("signaling: %s %s is not positive", what, v.Type().Field(i).Name)
		}
	}
	return nil
}

package wire

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// ErrTooLarge is the error for a join request above the size limit.
var ErrTooLarge = errors.New("wire: join request is too large")

// Join is how a client wants to join or resume, in one form for both modes.
type Join struct {
	// Single is true when one peer connection serves both directions; the client
	// then makes all offers.
	Single bool

	Client                 *livekit.ClientInfo
	AutoSubscribe          bool
	AutoSubscribeDataTrack bool
	AdaptiveStream         bool
	SubscriberAllowPause   *bool
	DisableICELite         bool
	// Publish, when not empty, asks for a publish-only twin of the identity.
	Publish string
	// Metadata, when not empty, replaces the token's.
	Metadata   string
	Attributes map[string]string

	Reconnect       bool
	ReconnectReason livekit.ReconnectReason
	ParticipantSID  string

	AddTracks []*livekit.AddTrackRequest
	Offer     *livekit.SessionDescription
	SyncState *livekit.SyncState
}

// ParseJoin reads the query of a signal socket. With a join_request parameter
// the client speaks single-peer-connection mode; requireJoinRequest makes its
// absence an error. limit bounds the join request's size in bytes, compressed
// and decompressed. Every error means that the client is at fault (HTTP 400).
func ParseJoin(query url.Values, requireJoinRequest bool, limit int) (*Join, error) {
	if encoded := query.Get("join_request"); encoded != "" {
		return parseJoinRequest(encoded, limit)
	}
	if requireJoinRequest {
		return nil, errors.New("wire: join_request is missing")
	}
	return parseQuery(query)
}

func parseQuery(query url.Values) (*Join, error) {
	attributes, err := parseAttributes(query.Get("attributes"))
	if err != nil {
		return nil, err
	}
	join := &Join{
		Client:                 parseClientInfo(query),
		AutoSubscribe:          boolean(query, "auto_subscribe", true),
		AutoSubscribeDataTrack: boolean(query, "auto_subscribe_data_track", true),
		AdaptiveStream:         boolean(query, "adaptive_stream", false),
		DisableICELite:         boolean(query, "disable_ice_lite", false),
		Publish:                query.Get("publish"),
		Attributes:             attributes,
		Reconnect:              boolean(query, "reconnect", false),
		ReconnectReason:        livekit.ReconnectReason(integer(query, "reconnect_reason")),
		ParticipantSID:         query.Get("sid"),
	}
	if query.Has("subscriber_allow_pause") {
		allow := boolean(query, "subscriber_allow_pause", false)
		join.SubscriberAllowPause = &allow
	}
	return join, nil
}

func parseJoinRequest(encoded string, limit int) (*Join, error) {
	if len(encoded) > base64.URLEncoding.EncodedLen(limit) {
		return nil, ErrTooLarge
	}
	request, err := DecodeJoinRequest(encoded, limit)
	if err != nil {
		return nil, err
	}
	settings := request.GetConnectionSettings()
	join := &Join{
		Single:                 true,
		Client:                 request.GetClientInfo(),
		AutoSubscribe:          settings.GetAutoSubscribe(),
		AutoSubscribeDataTrack: settings == nil || settings.AutoSubscribeDataTrack == nil || settings.GetAutoSubscribeDataTrack(),
		AdaptiveStream:         settings.GetAdaptiveStream(),
		DisableICELite:         settings.GetDisableIceLite(),
		Metadata:               request.GetMetadata(),
		Attributes:             request.GetParticipantAttributes(),
		Reconnect:              request.GetReconnect(),
		ReconnectReason:        request.GetReconnectReason(),
		ParticipantSID:         request.GetParticipantSid(),
		AddTracks:              request.GetAddTrackRequests(),
		Offer:                  request.GetPublisherOffer(),
		SyncState:              request.GetSyncState(),
	}
	if settings != nil {
		join.SubscriberAllowPause = settings.SubscriberAllowPause
	}
	if join.Client == nil {
		join.Client = &livekit.ClientInfo{}
	}
	return join, nil
}

// DecodeJoinRequest decodes the join_request parameter: URL-safe base64, with
// or without padding, of a WrappedJoinRequest whose content may be gzip'ed.
// limit bounds the size before and after decompression.
func DecodeJoinRequest(encoded string, limit int) (*livekit.JoinRequest, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return nil, fmt.Errorf("wire: join_request: %w", err)
	}
	wrapped := &livekit.WrappedJoinRequest{}
	if err := proto.Unmarshal(raw, wrapped); err != nil {
		return nil, fmt.Errorf("wire: join_request: %w", err)
	}
	inner := wrapped.GetJoinRequest()
	switch wrapped.GetCompression() {
	case livekit.WrappedJoinRequest_NONE:
	case livekit.WrappedJoinRequest_GZIP:
		if inner, err = gunzip(inner, limit); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("wire: join_request: unknown compression %d", wrapped.GetCompression())
	}
	if len(inner) > limit {
		return nil, ErrTooLarge
	}
	request := &livekit.JoinRequest{}
	if err := proto.Unmarshal(inner, request); err != nil {
		return nil, fmt.Errorf("wire: join_request: %w", err)
	}
	return request, nil
}

// EncodeJoinRequest is the inverse of DecodeJoinRequest; it compresses.
func EncodeJoinRequest(request *livekit.JoinRequest) (string, error) {
	inner, err := proto.Marshal(request)
	if err != nil {
		return "", err
	}
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	if _, err := writer.Write(inner); err != nil {
		return "", err
	}
	if err := writer.Close(); err != nil {
		return "", err
	}
	raw, err := proto.Marshal(&livekit.WrappedJoinRequest{
		Compression: livekit.WrappedJoinRequest_GZIP,
		JoinRequest: compressed.Bytes(),
	})
	if err != nil {
		return "", err
	}
	return base64.URLEncoding.EncodeToString(raw), nil
}

func gunzip(data []byte, limit int) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("wire: join_request: %w", err)
	}
	inner, err := io.ReadAll(io.LimitReader(reader, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("wire: join_request: %w", err)
	}
	if len(inner) > limit {
		return nil, ErrTooLarge
	}
	return inner, nil
}

func parseAttributes(encoded string) (map[string]string, error) {
	if encoded == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return nil, fmt.Errorf("wire: attributes: %w", err)
	}
	var attributes map[string]string
	if err := json.Unmarshal(raw, &attributes); err != nil {
		return nil, fmt.Errorf("wire: attributes: %w", err)
	}
	return attributes, nil
}

func boolean(query url.Values, name string, missing bool) bool {
	switch strings.ToLower(query.Get(name)) {
	case "1", "true":
		return true
	case "":
		return missing
	default:
		return false
	}
}

func integer(query url.Values, name string) int32 {
	number, err := strconv.ParseInt(query.Get(name), 10, 32)
	if err != nil {
		return 0
	}
	return int32(number)
}

package wire_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"

	"giaoban/signaling/wire"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

const limit = 1 << 16

func TestQueryDefaults(t *testing.T) {
	join, err := wire.ParseJoin(url.Values{}, false, limit)
	if err != nil {
		t.Fatal(err)
	}
	if join.Single || !join.AutoSubscribe || !join.AutoSubscribeDataTrack || join.AdaptiveStream || join.Reconnect || join.SubscriberAllowPause != nil {
		t.Errorf("%+v", join)
	}
}

func TestQuery(t *testing.T) {
	query, err := url.ParseQuery("auto_subscribe=0&adaptive_stream=true&subscriber_allow_pause=0&disable_ice_lite=1&reconnect=1&sid=PA_x" +
		"&reconnect_reason=2&publish=cam&sdk=go&version=2.18.1&protocol=17&client_protocol=1&os=linux&browser=Firefox" +
		"&capabilities=CAP_PACKET_TRAILER,CAP_WHATEVER&unknown=1&attributes=" + base64.URLEncoding.EncodeToString([]byte(`{"a":"b"}`)))
	if err != nil {
		t.Fatal(err)
	}
	join, err := wire.ParseJoin(query, false, limit)
	if err != nil {
		t.Fatal(err)
	}
	if join.AutoSubscribe || !join.AdaptiveStream || join.SubscriberAllowPause == nil || *join.SubscriberAllowPause || !join.DisableICELite ||
		!join.Reconnect || join.ParticipantSID != "PA_x" || join.ReconnectReason != livekit.ReconnectReason_RR_PUBLISHER_FAILED ||
		join.Publish != "cam" || join.Attributes["a"] != "b" {
		t.Errorf("%+v", join)
	}
	client := join.Client
	if client.GetSdk() != livekit.ClientInfo_GO || client.GetProtocol() != 17 || client.GetClientProtocol() != 1 ||
		len(client.GetCapabilities()) != 1 || !wire.IsFirefox(client) {
		t.Errorf("client %v", client)
	}
}

func TestJoinRequest(t *testing.T) {
	request := &livekit.JoinRequest{
		ClientInfo:         &livekit.ClientInfo{Sdk: livekit.ClientInfo_JS, Protocol: 17},
		ConnectionSettings: &livekit.ConnectionSettings{AdaptiveStream: true},
		AddTrackRequests:   []*livekit.AddTrackRequest{{Cid: "mic"}},
		PublisherOffer:     &livekit.SessionDescription{Type: "offer", Sdp: strings.Repeat("v=0\r\n", 100), Id: 3},
		Metadata:           "m",
	}
	encoded, err := wire.EncodeJoinRequest(request)
	if err != nil {
		t.Fatal(err)
	}
	for name, parameter := range map[string]string{
		"gzip'ed":  encoded,
		"unpadded": strings.TrimRight(encoded, "="),
		"plain":    wrap(t, livekit.WrappedJoinRequest_NONE, marshal(t, request)),
	} {
		t.Run(name, func(t *testing.T) {
			join, err := wire.ParseJoin(url.Values{"join_request": {parameter}}, true, limit)
			if err != nil {
				t.Fatal(err)
			}
			if !join.Single || join.AutoSubscribe || !join.AdaptiveStream || len(join.AddTracks) != 1 || join.Offer.GetId() != 3 || join.Metadata != "m" {
				t.Errorf("%+v", join)
			}
		})
	}
}

func marshal(t *testing.T, m proto.Message) []byte {
	t.Helper()
	raw, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func wrap(t *testing.T, compression livekit.WrappedJoinRequest_Compression, inner []byte) string {
	t.Helper()
	return base64.URLEncoding.EncodeToString(marshal(t, &livekit.WrappedJoinRequest{Compression: compression, JoinRequest: inner}))
}

func TestBadJoinRequests(t *testing.T) {
	var bomb bytes.Buffer
	writer := gzip.NewWriter(&bomb)
	if _, err := writer.Write(make([]byte, 10*limit)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		parameter string
		tooLarge  bool
	}{
		"missing":             {"", false},
		"bad base64":          {"%%%", false},
		"bad protobuf":        {"_____w==", false},
		"bad gzip":            {wrap(t, livekit.WrappedJoinRequest_GZIP, []byte("no gzip")), false},
		"unknown compression": {wrap(t, 9, nil), false},
		"bad inner protobuf":  {wrap(t, livekit.WrappedJoinRequest_NONE, []byte{0xff, 0xff}), false},
		"too long":            {strings.Repeat("A", 2*limit), true},
		"gzip bomb":           {wrap(t, livekit.WrappedJoinRequest_GZIP, bomb.Bytes()), true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := wire.ParseJoin(url.Values{"join_request": {tt.parameter}}, true, limit)
			if err == nil || errors.Is(err, wire.ErrTooLarge) != tt.tooLarge {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestCodecFollowsTheClient(t *testing.T) {
	var codec wire.Codec
	response := &livekit.SignalResponse{Message: &livekit.SignalResponse_Pong{Pong: 5}}
	frameType, data, err := codec.Encode(response, nil)
	if err != nil || frameType != websocket.BinaryMessage || !bytes.Equal(data, marshal(t, response)) {
		t.Fatalf("%d %x %v", frameType, data, err)
	}
	if _, err := codec.Decode(websocket.TextMessage, []byte(`{"ping":"3","unknown":{}}`)); err != nil {
		t.Fatal(err)
	}
	frameType, data, err = codec.Encode(response, []byte("ignored"))
	if err != nil || frameType != websocket.TextMessage {
		t.Fatalf("%d %v", frameType, err)
	}
	back := &livekit.SignalResponse{}
	if err := protojson.Unmarshal(data, back); err != nil || !proto.Equal(back, response) {
		t.Errorf("%s: %v", data, err)
	}
}

func FuzzSignalFrame(f *testing.F) {
	offer, err := proto.Marshal(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{Offer: &livekit.SessionDescription{Sdp: "v=0"}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(true, offer)
	f.Add(false, []byte(`{"ping":"3"}`))
	f.Fuzz(func(t *testing.T, binary bool, data []byte) {
		var codec wire.Codec
		frameType := websocket.TextMessage
		if binary {
			frameType = websocket.BinaryMessage
		}
		request, err := codec.Decode(frameType, data)
		if (err == nil) == (request == nil) || err != nil && !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("request %v, error %v", request, err)
		}
	})
}

func FuzzJoinRequest(f *testing.F) {
	encoded, err := wire.EncodeJoinRequest(&livekit.JoinRequest{Metadata: "m"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(encoded)
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, parameter string) {
		join, err := wire.ParseJoin(url.Values{"join_request": {parameter}}, true, limit)
		if (err == nil) == (join == nil) {
			t.Errorf("join %v, error %v", join, err)
		}
		if join != nil && join.Client == nil {
			t.Error("no client")
		}
	})
}

func FuzzQuery(f *testing.F) {
	f.Add("auto_subscribe=1&attributes=e30=")
	f.Fuzz(func(t *testing.T, raw string) {
		query, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		join, err := wire.ParseJoin(query, false, limit)
		if (err == nil) == (join == nil) {
			t.Errorf("join %v, error %v", join, err)
		}
	})
}

package signaling_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"giaoban/signaling"
	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

func closeCode(c *testclient.Client) int {
	var closed *websocket.CloseError
	if errors.As(c.CloseError(), &closed) {
		return closed.Code
	}
	return 0
}

// Whoever sends garbage loses the socket, with a reason, and nobody else notices.
func TestBadFrames(t *testing.T) {
	server := testserver.Start(t, limits(func(l *signaling.Limits) { l.MessageBytes = 64 << 10 }))
	witness := join(t, server, testclient.Dual, "hall", "witness")
	valid, err := proto.Marshal(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{
		AddTrack: &livekit.AddTrackRequest{Cid: "a client id", Name: strings.Repeat("n", 100)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		frameType int
		data      []byte
		code      int
	}{
		"binary garbage":            {websocket.BinaryMessage, []byte("\xff\xff\xff\xff garbage"), websocket.CloseInvalidFramePayloadData},
		"text garbage":              {websocket.TextMessage, []byte("not JSON"), websocket.CloseInvalidFramePayloadData},
		"truncated":                 {websocket.BinaryMessage, valid[:len(valid)/2], websocket.CloseInvalidFramePayloadData},
		"too large, incompressible": {websocket.BinaryMessage, noise(128 << 10), websocket.CloseMessageTooBig},
		"too large, compressible":   {websocket.BinaryMessage, make([]byte, 1<<20), websocket.CloseMessageTooBig},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := dial(t, server, testclient.Dual, "hall", name, quiet)
			if err := c.SendFrame(tt.frameType, tt.data); err != nil {
				t.Logf("the socket closed while writing: %v", err)
			}
			until(t, "the socket to be closed", func() bool { return c.CloseError() != nil })
			if code := closeCode(c); code != tt.code && !strings.HasPrefix(name, "too large") {
				t.Errorf("closed with %d (%v), want %d", code, c.CloseError(), tt.code)
			}
		})
	}
	if witness.CloseError() != nil || witness.Left() != nil {
		t.Error("another participant was harmed")
	}
}

func noise(n int) []byte {
	data := make([]byte, n)
	state := uint32(1)
	for i := range data {
		state = state*1664525 + 1013904223
		data[i] = byte(state >> 24)
	}
	return data
}

func TestUnknownMessagesAreIgnored(t *testing.T) {
	server := testserver.Start(t)
	c := join(t, server, testclient.Dual, "hall", "a")
	// Field 1999 of SignalRequest, which no version knows: an empty message.
	if err := c.SendFrame(websocket.BinaryMessage, []byte{0xfa, 0x7c, 0x00}); err != nil {
		t.Fatal(err)
	}
	if err := c.SendFrame(websocket.BinaryMessage, nil); err != nil {
		t.Fatal(err)
	}
	send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_Ping{Ping: 1}})
	until(t, "a pong after them", func() bool {
		for _, m := range c.Messages() {
			if m.GetPong() > 0 {
				return true
			}
		}
		return false
	})
}

func TestPingPong(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		c := dial(t, server, mode, "hall", "a", quiet)
		send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_PingReq{PingReq: &livekit.Ping{Timestamp: 42}}})
		pong := awaits(t, c, "pong_resp", (*livekit.SignalResponse).GetPongResp, nil)
		if pong.GetLastPingTimestamp() != 42 || pong.GetTimestamp() == 0 {
			t.Errorf("pong %v", pong)
		}
	})
}

// A text frame switches a connection to JSON, both ways.
func TestJSONFrames(t *testing.T) {
	server := testserver.Start(t)
	raw := server.Token(t, "hall", "a")
	conn, response, err := websocket.DefaultDialer.DialContext(t.Context(),
		"ws"+strings.TrimPrefix(server.URL, "http")+"/rtc?access_token="+raw, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	defer func() { _ = conn.Close() }()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"pingReq":{"timestamp":"7"},"somethingNew":1}`)); err != nil {
		t.Fatal(err)
	}
	for {
		frameType, data, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if frameType != websocket.TextMessage {
			continue // sent before
		}
		message := &livekit.SignalResponse{}
		if err := protojson.Unmarshal(data, message); err != nil {
			t.Fatal(err)
		}
		if message.GetPongResp().GetLastPingTimestamp() == 7 {
			return
		}
	}
}

func TestOffersThatLie(t *testing.T) {
	server := testserver.Start(t)
	witness := join(t, server, testclient.Dual, "hall", "witness")
	honest := func(t *testing.T, name string) (*testclient.Client, string) {
		t.Helper()
		c := join(t, server, testclient.Dual, "hall", name)
		until(t, "the publisher connection", func() bool {
			return c.Publisher().ConnectionState() == webrtc.PeerConnectionStateConnected
		})
		return c, c.Publisher().LocalDescription().SDP
	}
	manySections := func(offer string) string {
		var b strings.Builder
		b.WriteString(offer)
		for i := range 600 {
			fmt.Fprintf(&b, "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:x%d\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n", i)
		}
		return b.String()
	}
	withoutLines := func(prefix string) func(string) string {
		return func(offer string) string {
			var kept []string
			for line := range strings.SplitSeq(offer, "\r\n") {
				if !strings.HasPrefix(line, prefix) {
					kept = append(kept, line)
				}
			}
			return strings.Join(kept, "\r\n")
		}
	}
	tests := map[string]func(string) string{
		"not SDP":        func(string) string { return "hello" },
		"empty":          func(string) string { return "" },
		"no fingerprint": withoutLines("a=fingerprint"),
		"no ICE":         withoutLines("a=ice-ufrag"),
		"600 sections":   manySections,
		"foreign codecs": func(offer string) string {
			return offer + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:x\r\na=sendonly\r\na=rtpmap:96 FOREIGN/90000\r\n"
		},
	}
	for name, lie := range tests {
		t.Run(name, func(t *testing.T) {
			c, offer := honest(t, name)
			send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{
				Offer: &livekit.SessionDescription{Type: "offer", Sdp: lie(offer), Id: 77},
			}})
			until(t, "leave RECONNECT", func() bool {
				return c.Left().GetAction() == livekit.LeaveRequest_RECONNECT && c.Left().GetReason() == livekit.DisconnectReason_STATE_MISMATCH
			})
		})
	}
	if witness.CloseError() != nil || witness.Left() != nil {
		t.Error("another participant was harmed")
	}
}

func TestBadCandidatesAreIgnored(t *testing.T) {
	server := testserver.Start(t)
	c := join(t, server, testclient.Dual, "hall", "a")
	for _, init := range []string{"", "not JSON", `{"candidate":""}`, `{"candidate":"candidate:nonsense"}`,
		`{"candidate":"candidate:1 1 udp 1 abc.local 9 typ host","sdpMid":"0"}`, strings.Repeat("x", 1<<20)} {
		for _, target := range []livekit.SignalTarget{livekit.SignalTarget_PUBLISHER, livekit.SignalTarget_SUBSCRIBER, 99} {
			send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{
				Trickle: &livekit.TrickleRequest{CandidateInit: init, Target: target},
			}})
		}
	}
	for range 1000 {
		send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{Trickle: &livekit.TrickleRequest{
			CandidateInit: `{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdpMid":"0","sdpMLineIndex":0}`,
		}}})
	}
	addTrack(t, c, &livekit.AddTrackRequest{Cid: "mic", Type: livekit.TrackType_AUDIO})
	if c.Left() != nil {
		t.Errorf("left with %v", c.Left())
	}
}

// A client that floods is read more slowly; nothing of it is lost and others go on.
func TestRequestFloodIsThrottled(t *testing.T) {
	server := testserver.Start(t, limits(func(l *signaling.Limits) { l.RequestBurst, l.RequestsPerSecond = 50, 2000 }))
	flooder := dial(t, server, testclient.Dual, "hall", "flooder", quiet)
	witness := join(t, server, testclient.Dual, "hall", "witness")
	const pings = 2000
	for i := range pings {
		send(t, flooder, &livekit.SignalRequest{Message: &livekit.SignalRequest_PingReq{PingReq: &livekit.Ping{Timestamp: int64(i + 1)}}})
	}
	awaits(t, flooder, "the last pong", (*livekit.SignalResponse).GetPongResp, func(m *livekit.Pong) bool {
		return m.GetLastPingTimestamp() == pings
	})
	if witness.Left() != nil || witness.CloseError() != nil {
		t.Error("another participant was harmed")
	}
}

func TestDataFlood(t *testing.T) {
	server := testserver.Start(t, limits(func(l *signaling.Limits) { l.DataPerSecond, l.DataBurst = 1, 100 }))
	flooder := join(t, server, testclient.Dual, "hall", "flooder")
	receiver := join(t, server, testclient.Dual, "hall", "receiver")
	witness := join(t, server, testclient.Dual, "hall", "witness")
	until(t, "the channels", func() bool { return flooder.CanSend() && witness.CanSend() })
	const packets = 10000
	for i := range packets {
		if err := flooder.SendData(livekit.DataPacket_RELIABLE, user(fmt.Sprint(i), "receiver")); err != nil {
			t.Fatal(err)
		}
	}
	if err := witness.SendData(livekit.DataPacket_RELIABLE, user("after", "receiver")); err != nil {
		t.Fatal(err)
	}
	until(t, "another's packet", func() bool {
		data := receiver.Data()
		return len(data) > 0 && string(data[len(data)-1].GetUser().GetPayload()) == "after" || hasPayload(data, "after")
	})
	if n := len(receiver.Data()); n > packets/2 {
		t.Errorf("%d packets came through a limit of 100", n)
	}
	for _, c := range []*testclient.Client{flooder, receiver, witness} {
		if c.Left() != nil || c.CloseError() != nil {
			t.Error("a participant was harmed")
		}
	}
}

func hasPayload(data []*livekit.DataPacket, text string) bool {
	for _, packet := range data {
		if string(packet.GetUser().GetPayload()) == text {
			return true
		}
	}
	return false
}

func TestBadDataPackets(t *testing.T) {
	server := testserver.Start(t)
	sender := join(t, server, testclient.Dual, "hall", "sender")
	receiver := join(t, server, testclient.Dual, "hall", "receiver")
	until(t, "the channel", sender.CanSend)
	for _, raw := range [][]byte{{}, {0xff}, noise(1000), make([]byte, 65000)} {
		if err := sender.SendRaw("_reliable", raw); err != nil {
			t.Logf("refused by the sender's own stack: %v", err)
		}
	}
	if err := sender.SendData(livekit.DataPacket_RELIABLE, user("after")); err != nil {
		t.Fatal(err)
	}
	until(t, "the good packet", func() bool { return hasPayload(receiver.Data(), "after") })
}

func TestSocketsOpenedAndLeft(t *testing.T) {
	server := testserver.Start(t)
	for i := range 50 {
		c := dial(t, server, testclient.Dual, "hall", fmt.Sprint("visitor", i), quiet)
		c.DropSocket()
	}
	until(t, "everyone to be gone", func() bool { return server.Service.Rooms().Count("hall") == 0 })
}

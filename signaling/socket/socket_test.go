package socket_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"giaoban/internal/leaktest"
	"giaoban/signaling/socket"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// patience bounds every wait; a wait that needs it has failed.
const patience = time.Minute

func defaults() socket.Config {
	return socket.Config{
		MessageBytes: 1 << 16, Queue: 100, Rate: 1000, Burst: 1000,
		Ping: time.Minute, Write: 2 * time.Second, Idle: time.Minute,
	}
}

// pair connects a socket with a plain websocket client. handle runs on the
// socket's reader; result gets what Serve returned.
func pair(t *testing.T, config socket.Config, handle func(*socket.Socket, *livekit.SignalRequest)) (server *socket.Socket, client *websocket.Conn, result chan error) {
	t.Helper()
	sockets, result := make(chan *socket.Socket, 1), make(chan error, 1)
	upgrader := websocket.Upgrader{EnableCompression: true}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		s := socket.New(conn, config, slog.New(slog.DiscardHandler))
		sockets <- s
		result <- s.Serve(func(request *livekit.SignalRequest) {
			if handle != nil {
				handle(s, request)
			}
		})
	}))
	dialer := websocket.Dialer{EnableCompression: true}
	client, response, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(web.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	server = <-sockets
	t.Cleanup(func() {
		_ = client.Close()
		server.Wait()
		web.Close()
	})
	return server, client, result
}

func pong(n int64) socket.Message {
	return socket.Message{SignalResponse: &livekit.SignalResponse{Message: &livekit.SignalResponse_Pong{Pong: n}}}
}

func await(t *testing.T, what string, result chan error) error {
	t.Helper()
	select {
	case err := <-result:
		return err
	case <-time.After(patience):
		t.Fatalf("still waiting for %s", what)
		return nil
	}
}

func TestMessagesKeepTheirOrder(t *testing.T) {
	server, client, _ := pair(t, defaults(), nil)
	const messages = 50
	for i := range messages {
		if !server.Send(pong(int64(i + 1))) {
			t.Fatal("refused")
		}
	}
	for i := range messages {
		_, data, err := client.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		response := &livekit.SignalResponse{}
		if err := proto.Unmarshal(data, response); err != nil {
			t.Fatal(err)
		}
		if response.GetPong() != int64(i+1) {
			t.Fatalf("message %d is %v", i, response)
		}
	}
}

func TestFinishSaysEverythingThenGoodbye(t *testing.T) {
	server, client, result := pair(t, defaults(), nil)
	server.Send(pong(1))
	server.Finish()
	if server.Send(pong(2)) {
		t.Error("took a message after Finish")
	}
	if _, _, err := client.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	_, _, err := client.ReadMessage()
	if !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("closed with %v", err)
	}
	if err := await(t, "the socket to end", result); err == nil {
		t.Error("no cause")
	}
}

// A client that does not read loses its socket, and nobody waits for it.
func TestSlowReaderIsCutOff(t *testing.T) {
	config := defaults()
	config.Queue = 10
	server, _, result := pair(t, config, nil)
	large := socket.Message{SignalResponse: &livekit.SignalResponse{Message: &livekit.SignalResponse_RefreshToken{
		RefreshToken: strings.Repeat("x", 1<<20),
	}}, Encoded: incompressible(1 << 20)}
	sent := 0
	for server.Send(large) {
		if sent++; sent > 10000 {
			t.Fatal("the queue has no end")
		}
	}
	if err := await(t, "the socket to end", result); err == nil {
		t.Error("no cause")
	}
	server.Wait()
	if len(server.Unsent()) == 0 {
		t.Error("what was not sent is lost")
	}
}

func incompressible(n int) []byte {
	data := make([]byte, n)
	state := uint32(7)
	for i := range data {
		state = state*1664525 + 1013904223
		data[i] = byte(state >> 24)
	}
	return data
}

func TestSilentPeerIsDeclaredDead(t *testing.T) {
	config := defaults()
	config.Idle = 20 * time.Millisecond
	_, _, result := pair(t, config, nil)
	// The client reads nothing, so it does not answer websocket pings either.
	if err := await(t, "the socket to be declared dead", result); err == nil {
		t.Error("no cause")
	}
}

func TestServerPings(t *testing.T) {
	config := defaults()
	config.Ping = 5 * time.Millisecond
	_, client, _ := pair(t, config, nil)
	pinged := make(chan error, 1)
	client.SetPingHandler(func(string) error {
		select {
		case pinged <- nil:
		default:
		}
		return nil
	})
	go func() {
		for {
			if _, _, err := client.ReadMessage(); err != nil {
				return
			}
		}
	}()
	if err := await(t, "a websocket ping", pinged); err != nil {
		t.Error(err)
	}
}

// Pings are answered although the handler is busy with something else's request.
func TestRequestsArriveAndPingsDoNot(t *testing.T) {
	handled := make(chan *livekit.SignalRequest, 10)
	_, client, _ := pair(t, defaults(), func(_ *socket.Socket, request *livekit.SignalRequest) { handled <- request })
	write := func(request *livekit.SignalRequest) {
		t.Helper()
		data, err := proto.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := client.WriteMessage(websocket.BinaryMessage, data); err != nil {
			t.Fatal(err)
		}
	}
	write(&livekit.SignalRequest{Message: &livekit.SignalRequest_Ping{Ping: 1}})
	write(&livekit.SignalRequest{Message: &livekit.SignalRequest_Leave{Leave: &livekit.LeaveRequest{}}})
	if request := <-handled; request.GetLeave() == nil {
		t.Errorf("handled %v", request)
	}
	if _, data, err := client.ReadMessage(); err != nil || len(data) == 0 {
		t.Errorf("pong: %v", err)
	}
}

func TestFastSendersAreHeldBack(t *testing.T) {
	config := defaults()
	config.Rate, config.Burst = 10, 1
	handled := make(chan error, 100)
	server, client, _ := pair(t, config, func(*socket.Socket, *livekit.SignalRequest) { handled <- nil })
	const requests = 5
	for range requests {
		if err := client.WriteMessage(websocket.BinaryMessage, nil); err != nil {
			t.Fatal(err)
		}
	}
	for range requests {
		if err := await(t, "every request", handled); err != nil {
			t.Error(err)
		}
	}
	if n := server.Throttled(); n == 0 {
		t.Error("nothing was held back")
	}
}

func TestMessageSizeLimit(t *testing.T) {
	request, err := proto.Marshal(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{
		AddTrack: &livekit.AddTrackRequest{Name: strings.Repeat("a", 1<<20)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		compress bool
		data     []byte
	}{
		"compressed":   {false, incompressible(1 << 20)},
		"decompressed": {true, request},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, client, result := pair(t, defaults(), nil)
			client.EnableWriteCompression(tt.compress)
			_ = client.WriteMessage(websocket.BinaryMessage, tt.data) // fails when the server closes meanwhile
			go func() {
				for {
					if _, _, err := client.ReadMessage(); err != nil {
						return
					}
				}
			}()
			if err := await(t, "the refusal", result); !errors.Is(err, socket.ErrTooLarge) {
				t.Errorf("ended by %v", err)
			}
		})
	}
}

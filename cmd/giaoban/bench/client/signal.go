package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

const (
	signalProtocol   = "17"
	handshakeTimeout = 15 * time.Second
	writeTimeout     = 5 * time.Second
	maxRefusal       = 512
)

// signalConn is the signal socket: one protobuf message a binary frame. Sending is safe from any goroutine, reading
// is for one.
type signalConn struct {
	ws       *websocket.Conn
	messages atomic.Uint64 // received
	bytes    atomic.Uint64 // of these

	mu sync.Mutex // serialises writers
}

// dialSignal opens the signal socket of a server. A refusal comes back with the server's own words.
func dialSignal(ctx context.Context, server *url.URL, token string, autoSubscribe bool) (*signalConn, error) {
	u := *server
	u.Path = strings.TrimSuffix(u.Path, "/") + "/rtc"
	query := url.Values{"sdk": {"go"}, "version": {"2.18.1"}, "protocol": {signalProtocol}, "auto_subscribe": {"0"}}
	if autoSubscribe {
		query.Set("auto_subscribe", "1")
	}
	u.RawQuery = query.Encode()
	dialer := websocket.Dialer{HandshakeTimeout: handshakeTimeout}
	ws, response, err := dialer.DialContext(ctx, u.String(), http.Header{"Authorization": {"Bearer " + token}}) //nolint:bodyclose // gorilla hands out what it has read of a refusal; there is nothing to close
	if err != nil {
		if response != nil {
			body, _ := io.ReadAll(io.LimitReader(response.Body, maxRefusal))
			return nil, fmt.Errorf("%s answered %s: %s", u.Host, response.Status, strings.TrimSpace(string(body)))
		}
		return nil, fmt.Errorf("connecting to %s: %w", u.Host, err)
	}
	return &signalConn{ws: ws}, nil
}

func (c *signalConn) send(request *livekit.SignalRequest) error {
	frame, err := proto.Marshal(request)
	if err != nil {
		return fmt.Errorf("encoding a signal request: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return c.ws.WriteMessage(websocket.BinaryMessage, frame)
}

func (c *signalConn) receive() (*livekit.SignalResponse, error) {
	kind, frame, err := c.ws.ReadMessage()
	if err != nil {
		return nil, fmt.Errorf("reading the signal socket: %w", err)
	}
	if kind != websocket.BinaryMessage {
		return nil, errors.New("the server sent a text frame where a binary one was due")
	}
	c.messages.Add(1)
	c.bytes.Add(uint64(len(frame)))
	response := &livekit.SignalResponse{}
	if err := proto.Unmarshal(frame, response); err != nil {
		return nil, fmt.Errorf("decoding a signal response: %w", err)
	}
	return response, nil
}

func (c *signalConn) close() error { return c.ws.Close() }

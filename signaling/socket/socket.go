// Package socket carries signal messages over one websocket: a bounded outgoing
// queue with its writer, keep-alive, size limits, and a reader that answers
// pings itself so that they never wait behind work.
package socket

import (
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"giaoban/internal/id"
	"giaoban/signaling/wire"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"golang.org/x/time/rate"
)

// compressFrom is the size in bytes from which a message is worth deflating.
const compressFrom = 1024

// ErrTooLarge is why a socket ends when the client sends too large a message.
var ErrTooLarge = errors.New("socket: message exceeds the size limit")

// Config bounds a socket. All fields must be set.
type Config struct {
	MessageBytes int           // largest message, compressed and decompressed
	Queue        int           // outgoing messages waiting
	Rate         rate.Limit    // incoming messages a second; faster senders are read more slowly
	Burst        int           // incoming messages at once
	Ping         time.Duration // between websocket pings
	Write        time.Duration // limit of one write
	Idle         time.Duration // silence after which the socket is dead
}

// Message is one outgoing signal message. Encoded may hold its protobuf form
// when that was made already for several receivers.
type Message struct {
	*livekit.SignalResponse
	Encoded []byte
}

// Socket is one signal connection. Send, Finish and Kill may be called from any
// goroutine; none of them blocks.
type Socket struct {
	id     string
	conn   *websocket.Conn
	codec  wire.Codec
	config Config
	logger *slog.Logger

	throttled atomic.Uint64

	wake    chan struct{} // capacity 1: the queue or the state changed
	killed  chan struct{} // closed by Kill
	stopped chan struct{} // closed when the writer ended

	mu        sync.Mutex
	queue     []Message // guarded by mu
	finishing bool      // guarded by mu: flush, say goodbye, close
	goodbye   []byte    // guarded by mu: the close frame's content
	dead      bool      // guarded by mu: nothing is written any more
}

// New takes over conn and starts the writer. Kill or Finish must follow, then Wait.
func New(conn *websocket.Conn, config Config, logger *slog.Logger) *Socket {
	s := &Socket{
		id:   id.New(id.ConnectionPrefix),
		conn: conn, config: config,
		wake:    make(chan struct{}, 1),
		killed:  make(chan struct{}),
		stopped: make(chan struct{}),
	}
	s.logger = logger.With("connection", s.id)
	conn.SetReadLimit(int64(config.MessageBytes))
	conn.SetPongHandler(func(string) error { return s.alive() })
	pong := conn.PingHandler()
	conn.SetPingHandler(func(data string) error {
		_ = s.alive()
		return pong(data)
	})
	go s.write()
	return s
}

// ID names the connection in logs.
func (s *Socket) ID() string { return s.id }

// Send queues a message and reports whether the socket could take it. A client
// that lets the queue fill up loses the socket, and can resume.
func (s *Socket) Send(message Message) bool {
	s.mu.Lock()
	if s.dead || s.finishing {
		s.mu.Unlock()
		return false
	}
	if len(s.queue) >= s.config.Queue {
		s.mu.Unlock()
		s.logger.Warn("slow signal reader cut off", "queued", s.config.Queue)
		s.Kill()
		return false
	}
	s.queue = append(s.queue, message)
	s.mu.Unlock()
	s.signal()
	return true
}

// Finish writes what is queued and a close frame, then closes the connection
// when the client has answered it or the write limit is over.
func (s *Socket) Finish() { s.finish(websocket.CloseNormalClosure, "") }

func (s *Socket) finish(code int, reason string) {
	s.mu.Lock()
	if !s.finishing {
		s.finishing = true
		s.goodbye = websocket.FormatCloseMessage(code, reason)
	}
	s.mu.Unlock()
	s.signal()
}

// Kill closes the connection at once.
func (s *Socket) Kill() {
	s.mu.Lock()
	already := s.dead
	s.dead = true
	s.mu.Unlock()
	if !already {
		close(s.killed)
		_ = s.conn.NetConn().Close()
	}
}

// Unsent returns what was queued but not written. It is for use after Serve has
// returned.
func (s *Socket) Unsent() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queue
}

// Wait returns when the writer has ended.
func (s *Socket) Wait() { <-s.stopped }

// Serve reads until the socket ends and hands each request to handle in order;
// pings are answered here. It returns why the socket ended, after the writer
// ended too. Malformed and oversized messages end it, with a close code that
// says so (RFC 6455, section 7.4.1).
func (s *Socket) Serve(handle func(*livekit.SignalRequest)) error {
	err := s.serve(handle)
	switch {
	case errors.Is(err, ErrTooLarge):
		s.finish(websocket.CloseMessageTooBig, "signal message is too large")
	case errors.Is(err, wire.ErrMalformed):
		s.finish(websocket.CloseInvalidFramePayloadData, "malformed signal message")
	default:
		s.Kill()
	}
	s.Wait()
	return err
}

func (s *Socket) serve(handle func(*livekit.SignalRequest)) error {
	limiter := rate.NewLimiter(s.config.Rate, s.config.Burst)
	for {
		if err := s.alive(); err != nil {
			return err
		}
		request, err := s.read()
		if err != nil {
			return err
		}
		if err := s.throttle(limiter); err != nil {
			return err
		}
		if !s.answerPing(request) {
			handle(request)
		}
	}
}

// throttle holds the reader back, and through TCP the client, while it sends
// faster than allowed. Nothing is lost.
func (s *Socket) throttle(limiter *rate.Limiter) error {
	pause := limiter.Reserve().Delay()
	if pause <= 0 {
		return nil
	}
	s.throttled.Add(1)
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-s.killed:
		return errors.New("socket: closed")
	}
}

// Throttled returns how many messages had to wait for the rate limit.
func (s *Socket) Throttled() uint64 { return s.throttled.Load() }

func (s *Socket) read() (*livekit.SignalRequest, error) {
	frameType, reader, err := s.conn.NextReader()
	if err != nil {
		return nil, tooLarge(err)
	}
	// The connection's own limit counts compressed bytes.
	data, err := io.ReadAll(io.LimitReader(reader, int64(s.config.MessageBytes)+1))
	if err != nil {
		return nil, tooLarge(err)
	}
	if len(data) > s.config.MessageBytes {
		return nil, ErrTooLarge
	}
	return s.codec.Decode(frameType, data)
}

func tooLarge(err error) error {
	if errors.Is(err, websocket.ErrReadLimit) {
		return ErrTooLarge
	}
	return err
}

func (s *Socket) answerPing(request *livekit.SignalRequest) bool {
	now := time.Now().UnixMilli()
	switch ping := request.GetMessage().(type) {
	case *livekit.SignalRequest_Ping:
		s.Send(Message{SignalResponse: &livekit.SignalResponse{
			Message: &livekit.SignalResponse_Pong{Pong: now},
		}})
	case *livekit.SignalRequest_PingReq:
		s.Send(Message{SignalResponse: &livekit.SignalResponse{
			Message: &livekit.SignalResponse_PongResp{PongResp: &livekit.Pong{
				LastPingTimestamp: ping.PingReq.GetTimestamp(), Timestamp: now,
			}},
		}})
	default:
		return false
	}
	return true
}

// alive pushes the moment of death by silence away.
func (s *Socket) alive() error {
	return s.conn.SetReadDeadline(time.Now().Add(s.config.Idle))
}

func (s *Socket) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// write is the writer's goroutine.
func (s *Socket) write() {
	defer close(s.stopped)
	defer s.Kill()
	ping := time.NewTicker(s.config.Ping)
	defer ping.Stop()
	for {
		select {
		case <-s.killed:
			return
		case <-ping.C:
			if err := s.conn.WriteControl(websocket.PingMessage, nil, s.limit()); err != nil {
				return
			}
		case <-s.wake:
			if done := s.flush(); done {
				return
			}
		}
	}
}

// flush writes the queue and reports whether the socket is over.
func (s *Socket) flush() (done bool) {
	s.mu.Lock()
	queue, finishing, goodbye := s.queue, s.finishing, s.goodbye
	s.queue = nil
	s.mu.Unlock()
	for i, message := range queue {
		if err := s.writeMessage(message); err != nil {
			s.logger.Debug("signal message not written", "error", err)
			s.putBack(queue[i:])
			return true
		}
	}
	if finishing {
		_ = s.conn.WriteControl(websocket.CloseMessage, goodbye, s.limit())
		s.linger()
	}
	return finishing
}

// putBack returns messages to the queue for Unsent.
func (s *Socket) putBack(messages []Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(slices.Clone(messages), s.queue...)
}

// linger waits until the reader has seen the client's close frame: closing at
// once could reset the connection before the client read the last messages.
func (s *Socket) linger() {
	timer := time.NewTimer(s.config.Write)
	defer timer.Stop()
	select {
	case <-s.killed:
	case <-timer.C:
	}
}

func (s *Socket) writeMessage(message Message) error {
	frameType, data, err := s.codec.Encode(message.SignalResponse, message.Encoded)
	if err != nil {
		return err
	}
	s.conn.EnableWriteCompression(len(data) >= compressFrom)
	if err := s.conn.SetWriteDeadline(s.limit()); err != nil {
		return err
	}
	return s.conn.WriteMessage(frameType, data)
}

func (s *Socket) limit() time.Time { return time.Now().Add(s.config.Write) }

// Package webhook tells other systems what happens in rooms, in LiveKit's
// webhook format: a signed JSON POST for each event, in order for each room,
// tried again with growing pauses while the receiver fails.
package webhook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"giaoban/signaling/token"

	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/utils/guid"
	"github.com/livekit/protocol/webhook"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// Event names that a media node sends.
const (
	RoomStarted                  = webhook.EventRoomStarted
	RoomFinished                 = webhook.EventRoomFinished
	ParticipantJoined            = webhook.EventParticipantJoined
	ParticipantLeft              = webhook.EventParticipantLeft
	ParticipantConnectionAborted = webhook.EventParticipantConnectionAborted
	TrackPublished               = webhook.EventTrackPublished
	TrackUnpublished             = webhook.EventTrackUnpublished
)

// Config says where events go. Zero numbers take the defaults stated.
type Config struct {
	URLs   []string      // receivers; none switches webhooks off
	APIKey string        // the key that signs; the first configured one when empty
	Queue  int           // events waiting for one room and receiver (1000)
	Tries  int           // attempts for an event before it is given up (8)
	Pause  time.Duration // before the second attempt, doubled each time (500 ms)
	Limit  time.Duration // of one attempt (10 s)
	// Transport is the HTTP round tripper; http.DefaultTransport when nil.
	Transport http.RoundTripper
}

func (c Config) withDefaults() Config {
	if c.Queue <= 0 {
		c.Queue = 1000
	}
	if c.Tries <= 0 {
		c.Tries = 8
	}
	if c.Pause <= 0 {
		c.Pause = 500 * time.Millisecond
	}
	if c.Limit <= 0 {
		c.Limit = 10 * time.Second
	}
	return c
}

// Sender delivers events. Each pair of room and receiver has a bounded queue
// that one goroutine drains; the goroutine ends when the queue is empty.
type Sender struct {
	config Config
	keys   *token.Keys
	logger *slog.Logger
	client *http.Client

	stop    context.CancelFunc
	stopped context.Context
	workers sync.WaitGroup

	mu     sync.Mutex
	closed bool                      // guarded by mu
	queues map[destination][]*sealed // guarded by mu; an entry means a worker runs
	stats  struct{ sent, dropped atomic.Uint64 }
}

type destination struct{ room, url string }

// sealed is an event as it will be sent, marshalled once for all receivers.
type sealed struct {
	name string
	body []byte
}

// New returns a Sender. It starts no goroutine before the first event.
func New(config Config, keys *token.Keys, logger *slog.Logger) (*Sender, error) {
	config = config.withDefaults()
	if config.APIKey == "" && keys != nil && keys.NumKeys() > 0 {
		config.APIKey, _ = keys.First()
	}
	if len(config.URLs) > 0 && (keys == nil || keys.GetSecret(config.APIKey) == "") {
		return nil, errors.New("webhook: the API key that signs webhooks is not configured")
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Sender{
		config: config, keys: keys, logger: logger,
		client:  &http.Client{Transport: config.Transport, Timeout: config.Limit},
		stop:    cancel,
		stopped: ctx,
		queues:  make(map[destination][]*sealed),
	}, nil
}

// Send queues event for every receiver, filling its id and time. It never
// blocks: when a room's queue is full the event is dropped and counted.
func (s *Sender) Send(event *livekit.WebhookEvent) {
	if len(s.config.URLs) == 0 {
		return
	}
	event = proto.CloneOf(event)
	event.Id = guid.New("EV_")
	event.CreatedAt = time.Now().Unix()
	body, err := protojson.Marshal(event)
	if err != nil {
		s.logger.Error("webhook not marshalled", "event", event.Event, "error", err)
		return
	}
	s.enqueue(event.GetRoom().GetName(), &sealed{name: event.Event, body: body})
}

func (s *Sender) enqueue(room string, event *sealed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		s.stats.dropped.Add(1)
		return
	}
	for _, url := range s.config.URLs {
		to := destination{room, url}
		queue, running := s.queues[to]
		if len(queue) >= s.config.Queue {
			s.stats.dropped.Add(1)
			continue
		}
		s.queues[to] = append(queue, event)
		if !running {
			s.workers.Go(func() { s.drain(to) })
		}
	}
}

// Stats returns how many deliveries succeeded and how many events were given up.
func (s *Sender) Stats() (sent, dropped uint64) {
	return s.stats.sent.Load(), s.stats.dropped.Load()
}

// Close delivers what is queued until ctx ends, then gives up the rest.
func (s *Sender) Close(ctx context.Context) {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		s.workers.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	s.stop()
	<-done
	s.client.CloseIdleConnections()
}

func (s *Sender) drain(to destination) {
	for {
		s.mu.Lock()
		queue := s.queues[to]
		if len(queue) == 0 {
			delete(s.queues, to)
			s.mu.Unlock()
			return
		}
		event := queue[0]
		s.queues[to] = queue[1:]
		s.mu.Unlock()
		s.deliver(to, event)
	}
}

// deliver posts one event until the receiver takes it, the tries are used up or
// the sender closes.
func (s *Sender) deliver(to destination, event *sealed) {
	pause := s.config.Pause
	for try := 1; ; try++ {
		err := s.post(to.url, event)
		if err == nil {
			s.stats.sent.Add(1)
			return
		}
		if try >= s.config.Tries || s.stopped.Err() != nil {
			s.stats.dropped.Add(1)
			s.logger.Warn("webhook given up", "event", event.name, "room", to.room, "tries", try, "error", err)
			return
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-s.stopped.Done():
			timer.Stop()
		}
		pause *= 2
	}
}

func (s *Sender) post(url string, event *sealed) error {
	signature, err := s.sign(event.body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(s.stopped, http.MethodPost, url, bytes.NewReader(event.body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", signature)
	request.Header.Set("Content-Type", webhook.ContentType)
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	// Reading a little lets the connection be used again.
	_, _ = io.CopyN(io.Discard, response.Body, 4096)
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("webhook: receiver answered %s", response.Status)
	}
	return nil
}

// sign returns a token whose sha256 claim holds the body's digest, valid for
// five minutes.
func (s *Sender) sign(body []byte) (string, error) {
	digest := sha256.Sum256(body)
	return auth.NewAccessToken(s.config.APIKey, s.keys.GetSecret(s.config.APIKey)).
		SetValidFor(5 * time.Minute).
		SetSha256(base64.StdEncoding.EncodeToString(digest[:])).
		ToJWT()
}

package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"giaoban/internal/leaktest"
	"giaoban/signaling/token"
	"giaoban/signaling/webhook"

	"github.com/livekit/protocol/livekit"
	lkwebhook "github.com/livekit/protocol/webhook"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// receiver answers requests without a network, so that time can be simulated.
type receiver struct {
	keys   *token.Keys
	answer func(attempt int, event *livekit.WebhookEvent) (status int, err error)

	mu       sync.Mutex
	attempts map[string]int // by event id
	got      []string       // "url event room" of accepted ones, in order
	at       []time.Time
}

func (r *receiver) RoundTrip(request *http.Request) (*http.Response, error) {
	event, err := lkwebhook.ReceiveWebhookEvent(request, r.keys)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempts[event.GetId()+request.URL.Host]++
	status := http.StatusOK
	if r.answer != nil {
		if status, err = r.answer(r.attempts[event.GetId()+request.URL.Host], event); err != nil {
			return nil, err
		}
	}
	if status == http.StatusOK {
		r.got = append(r.got, fmt.Sprintf("%s %s %s", request.URL.Host, event.GetEvent(), event.GetRoom().GetName()))
		r.at = append(r.at, time.Now())
	}
	return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Body: io.NopCloser(strings.NewReader(""))}, nil
}

func start(t *testing.T, r *receiver, urls ...string) *webhook.Sender {
	t.Helper()
	keys, err := token.NewKeys(map[string]string{"key": "a secret of some length, more or less"})
	if err != nil {
		t.Fatal(err)
	}
	r.keys, r.attempts = keys, make(map[string]int)
	sender, err := webhook.New(webhook.Config{URLs: urls, Transport: r, Tries: 4, Queue: 10}, keys, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func event(name, room string) *livekit.WebhookEvent {
	return &livekit.WebhookEvent{Event: name, Room: &livekit.Room{Name: room}}
}

func TestEventsOfARoomStayInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answer: func(attempt int, e *livekit.WebhookEvent) (int, error) {
			if e.GetEvent() == webhook.RoomStarted && attempt < 3 {
				return http.StatusBadGateway, nil
			}
			return http.StatusOK, nil
		}}
		sender := start(t, r, "http://one")
		began := time.Now()
		sender.Send(event(webhook.RoomStarted, "hall"))
		sender.Send(event(webhook.ParticipantJoined, "hall"))
		sender.Send(event(webhook.RoomFinished, "hall"))
		sender.Close(context.Background())
		want := "one room_started hall,one participant_joined hall,one room_finished hall"
		if got := strings.Join(r.got, ","); got != want {
			t.Errorf("got %s", got)
		}
		// 500 ms and 1 s of the simulated clock before the third attempt.
		if pause := r.at[0].Sub(began); pause != 1500*time.Millisecond {
			t.Errorf("paused %v", pause)
		}
		if sent, dropped := sender.Stats(); sent != 3 || dropped != 0 {
			t.Errorf("sent %d, dropped %d", sent, dropped)
		}
	})
}

func TestAFailingRoomDoesNotHoldUpAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answer: func(_ int, e *livekit.WebhookEvent) (int, error) {
			if e.GetRoom().GetName() == "bad" {
				return 0, errors.New("unreachable")
			}
			return http.StatusOK, nil
		}}
		sender := start(t, r, "http://one", "http://two")
		began := time.Now()
		sender.Send(event(webhook.RoomStarted, "bad"))
		sender.Send(event(webhook.RoomStarted, "good"))
		sender.Close(context.Background())
		if len(r.got) != 2 || r.at[1] != began {
			t.Errorf("got %v at %v", r.got, r.at)
		}
		if sent, dropped := sender.Stats(); sent != 2 || dropped != 2 {
			t.Errorf("sent %d, dropped %d", sent, dropped)
		}
	})
}

func TestFullQueueDropsAndCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answer: func(int, *livekit.WebhookEvent) (int, error) { return http.StatusServiceUnavailable, nil }}
		sender := start(t, r, "http://one")
		for range 30 {
			sender.Send(event(webhook.TrackPublished, "hall"))
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		sender.Close(ctx)
		if sent, dropped := sender.Stats(); sent != 0 || dropped != 30 {
			t.Errorf("sent %d, dropped %d", sent, dropped)
		}
		sender.Send(event(webhook.TrackPublished, "hall"))
		if _, dropped := sender.Stats(); dropped != 31 {
			t.Errorf("dropped %d after the end", dropped)
		}
	})
}

func TestWithoutReceiversNothingHappens(t *testing.T) {
	r := &receiver{}
	sender := start(t, r)
	sender.Send(event(webhook.RoomStarted, "hall"))
	sender.Close(context.Background())
	if len(r.got) != 0 {
		t.Errorf("got %v", r.got)
	}
}

func TestUnknownSigningKey(t *testing.T) {
	keys, err := token.NewKeys(map[string]string{"key": "secret"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := webhook.New(webhook.Config{URLs: []string{"http://one"}, APIKey: "other"}, keys, slog.Default()); err == nil {
		t.Error("accepted")
	}
}

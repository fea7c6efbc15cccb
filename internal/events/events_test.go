package events_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"giaoban/internal/events"
)

func ready(s *events.Subscription) bool {
	select {
	case <-s.Ready():
		return true
	default:
		return false
	}
}

func TestOnlyWhoWatchesIsTold(t *testing.T) {
	hub := events.NewHub()
	hub.Publish(events.Event{Topic: "calendar", Type: "before"})
	both, other := hub.Subscribe("calendar", "meeting:1", "calendar"), hub.Subscribe("meeting:2")
	defer both.Close()
	defer other.Close()
	first, second := events.Event{Topic: "calendar", Type: "changed", ID: "ME_1"}, events.Event{Topic: "meeting:1", Type: "changed"}
	for _, event := range []events.Event{first, second, first, first} {
		hub.Publish(event)
	}
	if !ready(both) || ready(both) {
		t.Error("readiness is one token")
	}
	if got := both.Take(); !slices.Equal(got, []events.Event{first, second}) {
		t.Errorf("got %v", got)
	}
	if got := both.Take(); len(got) != 0 {
		t.Errorf("told twice: %v", got)
	}
	hub.Publish(first)
	if got := both.Take(); !slices.Equal(got, []events.Event{first}) {
		t.Errorf("not told again: %v", got)
	}
	if ready(other) || len(other.Take()) != 0 {
		t.Error("told of another topic")
	}
}

func TestTooManyCollapse(t *testing.T) {
	hub := events.NewHub()
	s := hub.Subscribe("a")
	defer s.Close()
	for i := range 2 * events.MaxPending {
		hub.Publish(events.Event{Topic: "a", ID: fmt.Sprint(i)})
	}
	if got := s.Take(); !slices.Equal(got, []events.Event{{Type: events.Resync}}) {
		t.Errorf("got %v", got)
	}
	hub.Publish(events.Event{Topic: "a", ID: "after"})
	if got := s.Take(); len(got) != 1 || got[0].ID != "after" {
		t.Errorf("got %v", got)
	}
}

func TestEnds(t *testing.T) {
	hub := events.NewHub()
	left, stays := hub.Subscribe("a", "b"), hub.Subscribe("a")
	left.Close()
	left.Close()
	<-left.Done()
	hub.Publish(events.Event{Topic: "a"})
	if len(left.Take()) != 0 || len(stays.Take()) != 1 || hub.Subscribers("a") != 1 || hub.Subscribers("b") != 0 {
		t.Error("who has left is told")
	}
	hub.Close()
	hub.Close()
	<-stays.Done()
	<-hub.Subscribe("a").Done()
	if hub.Subscribers("a") != 0 {
		t.Error("a closed hub has subscribers")
	}
	stays.Close()
}

func TestResync(t *testing.T) {
	hub := events.NewHub()
	one, other := hub.Subscribe("a", "b"), hub.Subscribe("c")
	defer one.Close()
	defer other.Close()
	hub.Publish(events.Event{Topic: "a", Type: "changed"})
	hub.Resync()
	for _, s := range []*events.Subscription{one, other} {
		if got := s.Take(); !ready(s) || !slices.Equal(got, []events.Event{{Type: events.Resync}}) {
			t.Error(got)
		}
	}
}

func TestAtTheSameTime(t *testing.T) {
	hub := events.NewHub()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 200 {
				s := hub.Subscribe("a", fmt.Sprint(i))
				hub.Publish(events.Event{Topic: "a", ID: fmt.Sprint(i)})
				if len(s.Take()) == 0 {
					t.Error("missed its own")
				}
				s.Close()
			}
		})
	}
	group.Wait()
	if hub.Subscribers("a") != 0 {
		t.Error("somebody is left")
	}
}

func BenchmarkPublish(b *testing.B) {
	hub := events.NewHub()
	for range 250 {
		hub.Subscribe("calendar")
	}
	b.ReportAllocs()
	for b.Loop() {
		hub.Publish(events.Event{Topic: "calendar", Type: "changed", ID: "ME_1"})
	}
}

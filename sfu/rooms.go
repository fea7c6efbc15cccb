package sfu

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/livekit/protocol/livekit"
)

// Rooms is every room of a node, by name. Rooms that closed themselves are forgotten.
type Rooms struct {
	deps Deps
	max  int

	mu       sync.Mutex
	rooms    map[string]*Room // guarded by mu
	closed   bool             // guarded by mu
	watchers sync.WaitGroup
}

// NewRooms returns an empty set that holds at most max rooms (0 is no limit), all with the same deps.
func NewRooms(max int, deps Deps) *Rooms {
	return &Rooms{deps: deps.withDefaults(), max: max, rooms: map[string]*Room{}}
}

// Open returns the room of config's name: the one that is open, whose configuration stays as it is, or a new one. Errors: Invalid, LimitExceeded,
// ErrRoomClosed when the set is closed.
func (s *Rooms) Open(config RoomConfig) (*Room, error) {
	config = config.withDefaults()
	switch {
	case config.Name == "":
		return nil, refuse(Invalid, "a room needs a name")
	case len(config.Name) > config.MaxNameSize:
		return nil, refuse(Invalid, "the room's name is longer than %d bytes", config.MaxNameSize)
	case len(config.Metadata) > config.MaxMetadataSize:
		return nil, refuse(LimitExceeded, "the metadata is larger than %d bytes", config.MaxMetadataSize)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrRoomClosed
	}
	if r := s.rooms[config.Name]; r != nil && !r.ending() {
		return r, nil
	}
	if s.max > 0 && len(s.rooms) >= s.max && s.rooms[config.Name] == nil {
		return nil, refuse(LimitExceeded, "this node holds no more than %d rooms", s.max)
	}
	r := NewRoom(config, s.deps)
	s.rooms[config.Name] = r
	s.watchers.Go(func() { s.watch(r) })
	return r, nil
}

// watch forgets a room when it has closed.
func (s *Rooms) watch(r *Room) {
	<-r.Done()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rooms[r.Name()] == r {
		delete(s.rooms, r.Name())
	}
}

// Get returns an open room by name. Errors: NotFound.
func (s *Rooms) Get(name string) (*Room, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[name]; r != nil && !r.ending() {
		return r, nil
	}
	return nil, refuse(NotFound, "requested room does not exist")
}

// List returns the open rooms, oldest first.
func (s *Rooms) List() []*Room {
	s.mu.Lock()
	defer s.mu.Unlock()
	rooms := make([]*Room, 0, len(s.rooms))
	for _, r := range s.rooms {
		if !r.ending() {
			rooms = append(rooms, r)
		}
	}
	slices.SortFunc(rooms, func(a, b *Room) int {
		return cmp.Or(a.created.Compare(b.created), cmp.Compare(a.Name(), b.Name()))
	})
	return rooms
}

// Join joins the room of config's name, opened when it is not: also when it closes itself at that very moment.
func (s *Rooms) Join(ctx context.Context, config RoomConfig, member Member, join JoinConfig) (*Participant, JoinState, error) {
	for {
		r, err := s.Open(config)
		if err != nil {
			return nil, JoinState{}, err
		}
		p, state, err := r.Join(ctx, member, join)
		if err != ErrRoomClosed { //nolint:errorlint // the very value, which Join does not wrap
			return p, state, err
		}
	}
}

// Close closes all rooms with the reason, waits for them and refuses new ones.
func (s *Rooms) Close(reason livekit.DisconnectReason) {
	s.mu.Lock()
	s.closed = true
	rooms := make([]*Room, 0, len(s.rooms))
	for _, r := range s.rooms {
		rooms = append(rooms, r)
	}
	s.mu.Unlock()
	var closing sync.WaitGroup
	for _, r := range rooms {
		closing.Go(func() { r.Close(reason) })
	}
	closing.Wait()
	s.watchers.Wait()
}

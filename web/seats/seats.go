// Package seats ties the live rooms to the sessions by which people came in: when a session is ended or an account
// disabled, its owner is out of every room at once, and the join tokens given before are void.
package seats

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/identity"
)

// lookEvery is how soon an account is out of the rooms whose session was ended by another process, a command for one.
const lookEvery = 15 * time.Second

// Rooms are the live rooms.
type Rooms interface {
	Counts() map[string]int
	Participants(ctx context.Context, room string) ([]*livekit.ParticipantInfo, error)
	// Hidden returns the identities of those whom nobody in a room sees.
	Hidden(room string) []string
	// RemoveParticipant takes an identity out of a room, and an account's second screen with it.
	RemoveParticipant(ctx context.Context, room, identity string) error
	// VoidTokens makes every join token of an identity that was given until now useless, and those of an account's second
	// screen.
	VoidTokens(identity string)
}

// Sessions knows which sessions are good; identity.Service does.
type Sessions interface {
	Lapsed(ctx context.Context, seats map[string]string) ([]string, error)
}

var _ Sessions = (*identity.Service)(nil)

// Seats remembers by which session each account asked for its last join token. It is safe for concurrent use.
type Seats struct {
	rooms    Rooms
	sessions Sessions
	log      *slog.Logger
	stop     context.CancelFunc
	running  sync.WaitGroup

	mu    sync.Mutex
	by    map[string]string // session by account; guarded by mu
	alone map[place]bool    // second screens whose owner was not in the room at the last look; guarded by mu
}

type place struct{ room, identity string }

// New returns seats that nobody has taken.
func New(rooms Rooms, sessions Sessions, log *slog.Logger) *Seats {
	return &Seats{rooms: rooms, sessions: sessions, log: log, by: map[string]string{}, stop: func() {}}
}

// Take notes that a session is given a join token of its account. An account is in a room with one device at a time, so
// that the last session to ask is the one inside.
func (s *Seats) Take(accountID, sessionID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.by[accountID] = sessionID
}

// SessionsEnded takes the account out of every room unless the session by which it came in is still good. After a restart
// it is not known who came in by which; then the account is taken out, and whoever still has a session comes back.
func (s *Seats) SessionsEnded(ctx context.Context, accountID string) {
	ctx = context.WithoutCancel(ctx) // the request that ended the sessions may be over
	s.mu.Lock()
	session, known := s.by[accountID]
	s.mu.Unlock()
	if known {
		lapsed, err := s.sessions.Lapsed(ctx, map[string]string{accountID: session})
		if err != nil {
			s.log.ErrorContext(ctx, "sessions could not be looked at; their owner is taken out of the rooms", "account", accountID, "error", err)
		} else if len(lapsed) == 0 {
			return
		}
	}
	s.rooms.VoidTokens(accountID)
	s.remove(ctx, map[string]bool{accountID: true})
}

// Look takes out of the rooms whose session or account has ended without this process being told.
func (s *Seats) Look(ctx context.Context) error {
	seats, alone := map[string]string{}, map[place]bool{}
	for room := range s.rooms.Counts() {
		participants, err := s.rooms.Participants(ctx, room)
		if err != nil {
			continue // the room has just closed
		}
		here := map[string]bool{}
		s.mu.Lock()
		for _, participant := range participants {
			id := participant.GetIdentity()
			here[id] = true
			if strings.HasPrefix(id, identity.AccountPrefix) {
				seats[id] = s.by[id]
			}
		}
		s.mu.Unlock()
		for _, id := range s.rooms.Hidden(room) {
			if owner, is := identity.OwnerOf(id); is && !here[owner] {
				alone[place{room, id}] = true
			}
		}
	}
	s.removeAlone(ctx, alone)
	if len(seats) == 0 {
		return nil
	}
	lapsed, err := s.sessions.Lapsed(ctx, seats)
	if err != nil {
		return err
	}
	out := map[string]bool{}
	for _, accountID := range lapsed {
		s.rooms.VoidTokens(accountID)
		out[accountID] = true
	}
	s.remove(ctx, out)
	return nil
}

// removeAlone takes out the second screens that were without their owner at the look before as well: nobody watches a
// meeting whom the others do not see there. One look is not enough, since an owner may just be coming back.
func (s *Seats) removeAlone(ctx context.Context, alone map[place]bool) {
	s.mu.Lock()
	before := s.alone
	s.alone = alone
	s.mu.Unlock()
	for at := range alone {
		if !before[at] {
			continue
		}
		s.log.InfoContext(ctx, "a second screen is taken out of a room: its owner is not there", "identity", at.identity, "room", at.room)
		if err := s.rooms.RemoveParticipant(ctx, at.room, at.identity); err != nil {
			s.log.DebugContext(ctx, "had left the room already", "identity", at.identity, "room", at.room, "error", err)
		}
	}
}

// remove takes accounts out of every room.
func (s *Seats) remove(ctx context.Context, accounts map[string]bool) {
	if len(accounts) == 0 {
		return
	}
	for room := range s.rooms.Counts() {
		participants, err := s.rooms.Participants(ctx, room)
		if err != nil {
			continue // the room has just closed
		}
		for _, participant := range participants {
			id := participant.GetIdentity()
			if !accounts[id] {
				continue
			}
			s.log.InfoContext(ctx, "taken out of a room: the session has ended", "account", id, "room", room)
			if err := s.rooms.RemoveParticipant(ctx, room, id); err != nil {
				s.log.DebugContext(ctx, "had left the room already", "account", id, "room", room, "error", err)
			}
		}
	}
}

// Start looks regularly, until Close.
func (s *Seats) Start() {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.running.Go(func() {
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if err := s.Look(ctx); err != nil && ctx.Err() == nil {
				s.log.ErrorContext(ctx, "the sessions of those in rooms could not be looked at; tried again soon", "error", err)
			}
		}
	})
}

// Close ends the looking and waits for it.
func (s *Seats) Close() {
	s.stop()
	s.running.Wait()
}

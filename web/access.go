package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"giaoban/internal/identity"
	"giaoban/web/rest"
)

var moderators = rest.Roles(identity.Chair, identity.Secretary)

// identify returns the caller; with an error when there is no good session.
func (s *Server) identify(r *http.Request) (*rest.Caller, error) {
	who := &rest.Caller{Client: identity.Client{Source: s.source(r), UserAgent: r.UserAgent()}}
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return who, identity.ErrNoSession
	}
	session, account, err := s.deps.Identity.Recognize(r.Context(), cookie.Value, quiet(r))
	if errors.Is(err, identity.ErrSessionIdle) && s.inConference(r.Context(), account.ID) {
		err = s.deps.Identity.Touch(r.Context(), session) // whoever listens for an hour is not away
	}
	if err != nil {
		return who, err
	}
	who.Session, who.Account = session, account
	if s.deps.Viewers != nil {
		who.Viewer, err = s.deps.Viewers.Viewer(r.Context(), account)
	}
	return who, err
}

// quietHeader is how many seconds ago a person last touched the page that makes the request.
const quietHeader = "Giaoban-Quiet"

// quiet tells how long ago the person behind a request last did something. The app says so with each request; others
// make requests because somebody wants something, but for event streams, which browsers open again by themselves. A lie
// keeps a session from locking, not from ending: that it does when its lifetime is over.
func quiet(r *http.Request) time.Duration {
	const long = 365 * 24 * time.Hour
	told := r.Header.Get(quietHeader)
	if told == "" {
		if r.Header.Get("Accept") == "text/event-stream" {
			return long
		}
		return 0
	}
	seconds, err := strconv.ParseUint(told, 10, 32)
	if err != nil {
		return long // what cannot be read is no sign of life
	}
	return min(time.Duration(seconds)*time.Second, long)
}

// inConference reports whether the account is a participant of any live room.
func (s *Server) inConference(ctx context.Context, accountID string) bool {
	for room := range s.deps.Conference.Counts() {
		participants, err := s.deps.Conference.Participants(ctx, room)
		if err != nil {
			continue // the room has just closed
		}
		for _, participant := range participants {
			if participant.GetIdentity() == accountID {
				return true
			}
		}
	}
	return false
}

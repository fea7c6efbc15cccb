package web

import (
	"context"
	"errors"
	"net/http"

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
	session, account, err := s.deps.Identity.Authenticate(r.Context(), cookie.Value)
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

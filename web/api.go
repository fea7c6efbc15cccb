package web

import (
	"net/http"

	"giaoban/web/rest"
)

// apiHandler serves everything under /api.
func (s *Server) apiHandler() http.Handler {
	api := rest.New(rest.Config{
		Name: s.config.Name, Version: s.config.Version,
		Description: "Meetings of a province and its communes: who is who, what is planned, and the way into the rooms. " +
			"Media and signaling speak LiveKit's protocol at /rtc and /twirp. Every error is problem details (RFC 9457) with a stable code.",
		Cookie: s.cookieName(), SetCookie: s.cookie, BodyBytes: s.config.BodyBytes, Log: s.deps.Log, Identify: s.identify,
	})
	api.Tag("info", "What this server is.")
	api.Tag("session", "Logging in and out, the own account.")
	api.Tag("directory", "Administrative units.")
	api.Tag("rooms", "Conference rooms and the way into them.")
	api.Tag("line-test", "Checking the line before a conference.")
	s.registerInfo(api)
	s.registerSession(api)
	s.registerSessions(api)
	s.registerSecondFactor(api)
	s.registerPasswordLink(api)
	s.registerRooms(api)
	s.registerModeration(api)
	s.registerHands(api)
	s.registerLineTest(api)
	for _, area := range s.deps.Areas {
		area(api)
	}
	return api.Handler()
}

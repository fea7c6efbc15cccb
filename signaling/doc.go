// Package signaling speaks LiveKit's signal protocol: it lets clients join,
// negotiate, publish, subscribe and resume, and serves the RoomService API and
// webhooks.
//
// A Service owns the rooms and the sessions in them. A session stands for one
// participant and outlives its sockets; it is an actor whose goroutine handles
// the client's requests, the room's events and the peer connections' events one
// at a time. A socket (package socket) reads and writes frames and answers
// pings by itself. Towards the room a session is an sfu.Member.
//
//	http.go       paths, CORS, status codes
//	admission.go  who may join, and as what
//	rooms.go      the rooms of this server
//	session.go    the actor
//	requests.go   the client's requests
//	publish.go    its offers and tracks
//	subscribe.go  our offers and what we send it
//	events.go     what the room tells it
//	resume.go     a new socket for an old session
package signaling

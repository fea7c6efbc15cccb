// Package sfu is the media plane: rooms, their members, what they publish and what they subscribe to.
//
// A Room is an actor: one goroutine owns who is in it, what is published and who may receive what; every change passes through it in order, and what
// follows from the change reaches each Member in that order. Media never passes through it. A packet goes
//
//	ingress.Layer → Rendition (fan-out over a copy-on-write list) → egress.Receiver of each member → its Writer
//
// so that no two receivers share a lock, and a slow one loses frames alone. Data packets go from the sender's goroutine to each receiver's bounded inbox.
//
// A Member is anyone or anything in a room: a person behind WebRTC, the recorder, a relay, a synthetic site. A room knows nothing of meetings.
package sfu

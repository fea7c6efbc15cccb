// Package chat is the chat of a live meeting: to everyone, to the chair's desk, to the technicians. It is kept beside the
// meeting's log, not in it: what is said here is no act of the meeting, and would slow its rebuilding. Who sees a message
// is decided here, for every reading.
package chat

import (
	"slices"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
)

// Channel is whom a message is for.
type Channel string

// Channels.
const (
	All         Channel = "all"
	Desk        Channel = "desk"        // bàn chủ trì: whoever conducts
	Technicians Channel = "technicians" // and whoever conducts
)

// Channels lists all channels.
func Channels() []Channel { return []Channel{All, Desk, Technicians} }

// Bounds.
const (
	MaxText     = 2000 // characters
	MaxReason   = 300  // characters of why a message was removed
	MaxClientID = 64   // bytes
	MaxPage     = 100
	// RateCount messages within RatePeriod are the most that one may write.
	RateCount  = 10
	RatePeriod = 30 * time.Second
)

// Everyone stands for all in a mute.
const Everyone = "*"

// Reader is who reads or writes.
type Reader struct {
	Who   conduct.Who
	Leads bool // conducts, by role or as the deputy
}

// Serves reports whether somebody answers what is written to a channel, and so reads all of it.
func (r *Reader) Serves(channel Channel) bool {
	return r.Leads || channel == Technicians && r.Who.Role == identity.Technician
}

// Message is one message.
type Message struct {
	Seq           int64
	Revision      int64
	Channel       Channel
	Author        string // identity
	AuthorName    string
	AuthorSite    string
	Recipient     string // identity of whom those who serve a channel answer, "" = nobody in particular
	RecipientName string
	Text          string // "" once it is removed
	At            time.Time
	RemovedBy     string // name
	RemovedReason string // why, as whoever removed it has told
}

// Sees reports whether somebody may read a message.
func (r *Reader) Sees(m *Message) bool {
	return m.Channel == All || r.Serves(m.Channel) || m.Author == r.Who.Identity || m.Recipient != "" && m.Recipient == r.Who.Identity
}

// Mutes are who may not write.
type Mutes []string

// Silences reports whether somebody may not write to a channel. One who is muted may not write anywhere but to the desk,
// where they can ask why; when all are, they may still write to those who serve. Whoever conducts is never muted.
func (m Mutes) Silences(r *Reader, channel Channel) bool {
	if r.Leads || channel == Desk {
		return false
	}
	return slices.Contains(m, r.Who.Identity) || channel == All && slices.Contains(m, Everyone)
}

// Draft is a message that somebody wants to send.
type Draft struct {
	ClientID  string
	Channel   Channel
	Recipient string
	Text      string
}

func refuse(code fault.Code, reason string, args ...any) error {
	return fault.New(code, "chat."+reason, args...)
}

// allow refuses a draft that somebody may not send.
func allow(r *Reader, d *Draft, phase conduct.Phase, mutes Mutes) error {
	switch {
	case phase == conduct.Closed:
		return refuse(fault.Conflict, "closed")
	case d.Recipient != "" && (d.Channel == All || !r.Serves(d.Channel)):
		return refuse(fault.Forbidden, "no_answer")
	case mutes.Silences(r, d.Channel):
		return refuse(fault.Forbidden, "muted")
	}
	return nil
}

// Package library keeps what is known of recordings: of which meeting they are, how they stand, who may watch them. The
// media themselves are files; see package writer.
package library

import (
	"time"

	"giaoban/recorder"
	"giaoban/scheduler/directory"
)

// Prefix begins the ids of recordings.
const Prefix = "RC_"

// State is how a recording stands.
type State string

// States. The first three are of a recording that runs.
const (
	Recording State = "recording"
	Paused    State = "paused"
	Finishing State = "finishing" // it is over; its manifest is being made
	Ready     State = "ready"
	Failed    State = "failed"   // nothing came of it
	Disposed  State = "disposed" // it was deleted, by the rules of package retention; its row stays
)

// Runs reports whether the recorder is, or should be, in the room.
func (s State) Runs() bool { return s == Recording || s == Paused }

// Audience is who may watch, besides who runs the meeting.
type Audience string

// Audiences.
const (
	Host    Audience = "host"    // the chair, the secretary and the leaders of the host unit
	Invited Audience = "invited" // everyone who is invited too
)

// Programme is how the playback file stands: one file with the stage and the mixed sound.
type Programme string

// States of the programme.
const (
	NoProgramme Programme = "none"
	Waiting     Programme = "waiting"
	Making      Programme = "making"
	Made        Programme = "ready"
	NotMade     Programme = "failed"
)

// Entry is one recording.
type Entry struct {
	ID          string // "RC_…"
	Version     int64
	MeetingID   string
	Title       string // the meeting's, when the recording began
	State       State
	Cameras     recorder.Cameras
	Audience    Audience
	StartedAt   time.Time
	StartedBy   string // account
	StarterName string
	EndedAt     time.Time // zero while it runs
	Reason      string    // why it ended, as in manifest.Manifest
	Length      time.Duration
	Bytes       int64
	Tracks      int
	Dropped     uint64 // frames that the disk was too slow for
	Gaps        int    // stretches in which nothing was recorded

	Programme      Programme
	Progress       int    // of the programme, percent
	ProgrammeError string // a word: see package programme

	MeetingStart time.Time         // planned; read only, as all that follow
	Host         directory.UnitKey // of the meeting
	HostName     directory.Text
}

// Standing is a group of states, for lists.
type Standing string

// Standings.
const (
	Running   Standing = "running"   // recorded, paused or being finished
	Preparing Standing = "preparing" // ended, and its programme is being made
	Watchable Standing = "watchable" // its programme can be watched
	Lost      Standing = "failed"    // nothing came of it, or its programme could not be made
	Gone      Standing = "disposed"
)

// Standings are all of them.
func Standings() []Standing { return []Standing{Running, Preparing, Watchable, Lost, Gone} }

// Query selects recordings that a viewer may watch. The zero query is all of them, the latest first.
type Query struct {
	MeetingID string
	Host      directory.UnitKey
	From, To  time.Time // that began in [From, To); zero = open
	Text      string    // words of the title
	Standing  Standing  // "" = all
	directory.Page
}

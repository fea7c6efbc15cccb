// Package speaker tells who is speaking from the audio levels that senders
// attach to their packets (RFC 6464). It follows LiveKit's rules: a
// participant speaks when it was louder than a threshold for a large enough
// part of an interval; levels are smoothed and quantised so that clients hear
// of changes only.
package speaker

import "time"

// Config holds the rules; the zero Config means the defaults.
type Config struct {
	// Interval is how often Update is meant to be called; default 400 ms.
	Interval time.Duration
	// ActiveLevel is the attenuation in -dBov up to which a packet counts as sound; default 35.
	ActiveLevel uint8
	// MinPercentile is the part of an interval, in percent, that must be sound; default 40.
	MinPercentile uint8
	// SmoothIntervals is the number of intervals that a level is smoothed over; default 2.
	SmoothIntervals int
}

// Change is one participant whose state differs from what was last told.
type Change struct {
	// ID is the participant's.
	ID string
	// Level is 0 (silence) to 1, in steps of 1/8.
	Level float32
	// Active is false when the participant stopped speaking.
	Active bool
}

// Level collects the audio levels of one participant. Observe may be called
// from any goroutine; a participant with several audio tracks shares one Level.
type Level struct{}

// Observe takes in one packet: its level in -dBov (0 is loudest, 127 silence)
// and the time that it covers.
func (l *Level) Observe(level uint8, duration time.Duration) {}

// Detector finds the speakers of one room. It belongs to one goroutine, but
// for the Levels that it hands out.
type Detector struct{}

// NewDetector returns a detector without participants.
func NewDetector(cfg Config) *Detector { return &Detector{} }

// Add returns the Level of a participant, made when it does not exist.
func (d *Detector) Add(id string) *Level { return &Level{} }

// Remove forgets a participant; the next Update tells that it is silent if it spoke.
func (d *Detector) Remove(id string) {}

// Interval is how often Update is meant to be called.
func (d *Detector) Interval() time.Duration { return 0 }

// Update ends an interval and returns what changed, loudest first. The slice
// is valid until the next call.
func (d *Detector) Update() []Change { return nil }

// Speakers returns who speaks now, loudest first, for a member that has just joined.
func (d *Detector) Speakers() []Change { return nil }

// Package demand sums up what all subscribers of a published track want of it,
// so that the publisher is told which qualities to send (dynacast). More is
// told at once; less only after a while, because receivers change their minds.
package demand

import "time"

// Quality is a layer that can be switched on or off at the publisher.
type Quality int8

// Qualities. Off wants nothing.
const (
	Off Quality = iota - 1
	Low
	Medium
	High
)

// Config holds the delays; the zero Config means the defaults.
type Config struct {
	// ReduceDelay is how long a smaller wish must last before it is told; default 5 s.
	ReduceDelay time.Duration
	// FirstNoneDelay is how long a new track waits for its first subscriber; default 10 s.
	FirstNoneDelay time.Duration
}

// Wanted is the highest quality that anyone wants of one codec.
type Wanted struct {
	// Codec is lower case without its kind: "vp8", "opus".
	Codec string
	// Max is the highest quality wanted; Off when nobody wants the codec. For
	// audio anything but Off means on.
	Max Quality
}

// Tracker follows the demand for one published track. It belongs to one
// goroutine and reads no clock of its own.
type Tracker struct{}

// New returns the tracker of a track that is published at now with the given
// codecs, the first one primary.
func New(cfg Config, now time.Time, codecs ...string) *Tracker { return &Tracker{} }

// AddCodec makes a further codec known, such as a backup.
func (t *Tracker) AddCodec(codec string) {}

// Set says what one subscriber wants, and of which codec. It replaces what the
// subscriber wanted before.
func (t *Tracker) Set(subscriber, codec string, q Quality) {}

// Remove forgets a subscriber.
func (t *Tracker) Remove(subscriber string) {}

// SetMuted holds reports back while the track is muted; unmuting repeats the last.
func (t *Tracker) SetMuted(muted bool) {}

// Repeat makes the next Update report although nothing changed, for a
// publisher that resumed its session.
func (t *Tracker) Repeat() {}

// Update returns what to tell the publisher at now, one entry per codec, or
// nil when there is nothing to tell; and when to call again at the latest
// (zero: not before the next change).
func (t *Tracker) Update(now time.Time) (wanted []Wanted, next time.Time) { return nil, time.Time{} }

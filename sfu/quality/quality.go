// Package quality scores the connection of a participant from what is
// measured of its tracks: loss, round trip, jitter and bitrate against what is
// expected.
package quality

import "time"

// Quality is a score in words, with LiveKit's numbers.
type Quality uint8

// Qualities, by their numbers in LiveKit's protocol.
const (
	Poor Quality = iota
	Good
	Excellent
	Lost
)

// Sample is what was measured of one track in one interval. Counters are of the interval.
type Sample struct {
	// Packets were expected, Lost of them did not come.
	Packets, Lost uint64
	RTT, Jitter   time.Duration
	// Bitrate and ExpectedBitrate are in bits a second; an ExpectedBitrate of
	// 0 means that none is known.
	Bitrate, ExpectedBitrate uint64
	// Silent says that no packets are no fault: the track is muted, paused by
	// dynacast or by the receiver, or audio with DTX.
	Silent bool
	// Video weighs bitrate; audio weighs loss less when Redundant.
	Video bool
	// Redundant says that RED or NACK repairs losses.
	Redundant bool
}

// Score is the outcome, 1 (worst) to 5.
type Score struct {
	Quality Quality
	Value   float32
}

// Scorer keeps the state of one participant's connection. It belongs to one goroutine.
type Scorer struct{}

// New returns a scorer that starts out excellent.
func New() *Scorer { return &Scorer{} }

// Update takes in the samples of all the participant's tracks for one interval
// that ends at now, and returns the score and whether its quality changed.
func (s *Scorer) Update(now time.Time, samples []Sample) (score Score, changed bool) {
	return Score{}, false
}

// Score returns the last score.
func (s *Scorer) Score() Score { return Score{} }

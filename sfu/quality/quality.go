// Package quality scores the connection of a participant from what is
// measured of its tracks: loss, round trip, jitter and bitrate against what is
// expected.
package quality

import (
	"math"
	"time"
)

// Quality is a score in words, with LiveKit's numbers.
type Quality uint8

// Qualities, by their numbers in LiveKit's protocol.
const (
	Poor Quality = iota
	Good
	Excellent
	Lost
)

// String returns the quality's name.
func (q Quality) String() string {
	switch q {
	case Poor:
		return "poor"
	case Good:
		return "good"
	case Excellent:
		return "excellent"
	default:
		return "lost"
	}
}

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
	// Video judges bitrate too, and suffers more from loss.
	Video bool
	// Redundant says that RED carries the audio twice.
	Redundant bool
}

// Score is the outcome; Value is a mean opinion score, 1 (worst) to 5.
type Score struct {
	Quality Quality
	Value   float32
}

const (
	maxScore  = 100
	excellent = 80 // scores from here on are excellent
	good      = 45 // and from here on good

	// Points lost for each percent of packets that were lost.
	videoLossWeight     = 10
	audioLossWeight     = 8
	redundantLossWeight = 3
	// halvedBitrate is the points lost for half the expected bitrate.
	halvedBitrate = 20
	// freeDelay of mouth to ear goes unnoticed (ITU-T G.114).
	freeDelay = 160 * time.Millisecond
	// delayStep costs one point.
	delayStep = 10 * time.Millisecond
	// recovery is the part of the way up that one interval goes: quality falls
	// at once and comes back slowly.
	recovery = 0.5
	// lostAfter is how long nothing must come before a connection counts as
	// lost. Browsers reconnect when told so, so it is not said lightly.
	lostAfter = 5 * time.Second
)

// Scorer keeps the state of one participant's connection. It belongs to one goroutine.
type Scorer struct {
	points     float64
	last       Score
	emptySince time.Time // since when nothing comes that should; zero when something does
}

// New returns a scorer that starts out excellent.
func New() *Scorer {
	s := &Scorer{points: maxScore}
	s.last = Score{Excellent, opinion(maxScore)}
	return s
}

// Update takes in the samples of all the participant's tracks for one interval
// that ends at now, and returns the score and whether its quality changed. The
// worst track decides; tracks that may be silent and are do not count.
func (s *Scorer) Update(now time.Time, samples []Sample) (score Score, changed bool) {
	points := float64(maxScore)
	due, came := 0, 0
	for i := range samples {
		sample := &samples[i]
		if sample.Packets > sample.Lost {
			came++
		} else if sample.Silent {
			continue
		}
		due++
		points = min(points, sample.points())
	}
	before := s.last.Quality
	if s.lost(now, due > 0 && came == 0) {
		s.points = 0
		s.last = Score{Lost, opinion(0)}
		return s.last, before != Lost
	}
	if !s.emptySince.IsZero() {
		return s.last, false // too early to tell
	}
	if points > s.points {
		points = s.points + (points-s.points)*recovery
	}
	s.points = points
	s.last = Score{qualityOf(points), opinion(points)}
	return s.last, s.last.Quality != before
}

// Score returns the last score.
func (s *Scorer) Score() Score { return s.last }

// lost reports whether nothing has come for long enough.
func (s *Scorer) lost(now time.Time, empty bool) bool {
	if !empty {
		s.emptySince = time.Time{}
		return false
	}
	if s.emptySince.IsZero() {
		s.emptySince = now
		return false
	}
	return now.Sub(s.emptySince) >= lostAfter
}

// points returns what a track is worth, 0 to 100.
func (s *Sample) points() float64 {
	if s.Packets <= s.Lost {
		return 0
	}
	points := float64(maxScore)
	weight := float64(audioLossWeight)
	switch {
	case s.Video:
		weight = videoLossWeight
	case s.Redundant:
		weight = redundantLossWeight
	}
	points -= weight * 100 * float64(s.Lost) / float64(s.Packets)
	// A jitter buffer holds about twice the jitter.
	if delay := s.RTT/2 + 2*s.Jitter; delay > freeDelay {
		points -= float64(delay-freeDelay) / float64(delayStep)
	}
	if s.Video && s.ExpectedBitrate > s.Bitrate && !s.Silent {
		ratio := float64(s.ExpectedBitrate) / float64(max(s.Bitrate, 1))
		points -= halvedBitrate * math.Log2(ratio)
	}
	return max(points, 0)
}

func qualityOf(points float64) Quality {
	switch {
	case points >= excellent:
		return Excellent
	case points >= good:
		return Good
	default:
		return Poor
	}
}

// opinion turns points into a mean opinion score by the curve of ITU-T G.107, annex B.
func opinion(points float64) float32 {
	return float32(max(1+0.035*points+7e-6*points*(points-60)*(maxScore-points), 1))
}

// Package loudest chooses whose microphones a large room hears: the loudest few, by the audio levels that senders attach
// to their packets (RFC 6464). Two hundred open microphones would else cost every line two hundred streams of which a
// handful say anything.
//
// While there are no more microphones than places, each has one. A voice takes the place of one that has fallen silent
// with its first packet; the place of one that speaks only when it is clearly louder for a moment, so that two people who
// talk at once do not cut each other into pieces. Preferred microphones, such as that of whoever has the floor, always
// have a place.
package loudest

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Config holds the rules; the zero value of a field takes its default.
type Config struct {
	// Places is the number of microphones that are heard at once (8). Preferred ones may exceed it.
	Places int
	// Hangover is how long a microphone that has fallen silent keeps its place against new voices (1.5 s).
	Hangover time.Duration
	// Voice is the attenuation in -dBov up to which a packet counts as a voice (45).
	Voice uint8
	// Margin in dB, and Attack: by how much and for how long a voice must be louder to take the place of one that speaks
	// (6 dB, 200 ms).
	Margin uint8
	Attack time.Duration
}

func (c Config) withDefaults() Config {
	if c.Places <= 0 {
		c.Places = 8
	}
	if c.Hangover <= 0 {
		c.Hangover = 1500 * time.Millisecond
	}
	if c.Voice == 0 {
		c.Voice = 45
	}
	if c.Margin == 0 {
		c.Margin = 6
	}
	if c.Attack <= 0 {
		c.Attack = 200 * time.Millisecond
	}
	return c
}

// Unmeasured is the level of packets whose sender does not tell it: a voice, but one that any other is louder than.
const Unmeasured = 44

// silence is the attenuation of digital silence.
const silence = 127

// Selector chooses among the microphones of one room. Its methods may be called from any goroutine.
type Selector struct {
	cfg     Config
	begun   time.Time
	free    atomic.Bool // there is a place that nobody has
	changes atomic.Uint64

	mu   sync.Mutex
	open []*Microphone // guarded by mu; those with a place
	held int           // guarded by mu; how many of them are preferred
}

// NewSelector returns a selector without microphones.
func NewSelector(cfg Config) *Selector {
	s := &Selector{cfg: cfg.withDefaults(), begun: time.Now()}
	s.free.Store(true)
	return s
}

// Microphone is one of the room's. Its methods may be called from any goroutine.
type Microphone struct {
	selector *Selector
	open     atomic.Bool
	voiced   atomic.Int64  // when it last was a voice, in ns since the selector was made
	loudness atomic.Uint32 // of its voice, smoothed, in dB above silence: bits of a float32

	// Guarded by selector.mu.
	preferred, gone bool
	rival           int64 // since when it has been clearly louder than somebody who has a place; 0 = it is not
}

// Add returns a microphone that has a place if one is free.
func (s *Selector) Add() *Microphone {
	m := &Microphone{selector: s}
	m.voiced.Store(math.MinInt64 / 2)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.spare() {
		s.grant(m)
	}
	return m
}

// Changes counts how often a place changed hands.
func (s *Selector) Changes() uint64 { return s.changes.Load() }

// Heard reports whether the microphone has a place.
func (m *Microphone) Heard() bool { return m.open.Load() }

// Prefer gives the microphone a place for as long as it is preferred, or takes the preference away; the place it keeps
// until somebody else needs it.
func (m *Microphone) Prefer(preferred bool) {
	s := m.selector
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.preferred == preferred || m.gone {
		return
	}
	m.preferred = preferred
	if !preferred {
		s.held--
		s.shrink()
		return
	}
	s.held++
	if !m.open.Load() {
		if !s.spare() {
			if victim := s.weakest(math.MinInt64); victim != nil {
				s.take(victim)
			}
		}
		s.grant(m)
	}
	s.free.Store(s.spare())
}

// Rest takes the microphone's place away until it sends again: it is muted.
func (m *Microphone) Rest() {
	s := m.selector
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.open.Load() && !m.preferred {
		s.take(m)
		s.free.Store(true)
	}
}

// Remove ends the microphone.
func (m *Microphone) Remove() {
	s := m.selector
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.preferred {
		m.preferred = false
		s.held--
	}
	m.gone = true
	if m.open.Load() {
		s.take(m)
	}
	s.free.Store(s.spare())
}

// Observe takes in a packet: its level in -dBov (0 is loudest, 127 silence), and when it came. It reports whether the
// microphone has a place. It allocates nothing, and takes the selector's lock only when the place might change hands.
func (m *Microphone) Observe(level uint8, at time.Time) (heard bool) {
	s := m.selector
	now := at.Sub(s.begun).Nanoseconds()
	voice := level <= s.cfg.Voice
	if voice {
		m.voiced.Store(now)
		m.smooth(float32(silence - level))
	}
	if m.open.Load() {
		return true
	}
	if !voice && !s.free.Load() {
		return false
	}
	return s.contend(m, now)
}

// smooth moves the loudness fast upwards and slowly downwards. The pauses between words do not count.
func (m *Microphone) smooth(loudness float32) {
	const rise, fall = 0.4, 0.03
	old := m.smoothed()
	factor := float32(fall)
	if loudness > old {
		factor = rise
	}
	m.loudness.Store(math.Float32bits(old + (loudness-old)*factor))
}

func (m *Microphone) smoothed() float32 { return math.Float32frombits(m.loudness.Load()) }

// contend gives m a place if one is free, if somebody who has one has fallen silent, or if m is clearly louder.
func (s *Selector) contend(m *Microphone, now int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.gone || m.open.Load() {
		return !m.gone
	}
	if s.spare() {
		s.grant(m)
		return true
	}
	victim := s.weakest(now)
	if victim == nil || !s.idle(victim, now) && !s.wins(m, victim, now) {
		return false
	}
	s.take(victim)
	s.grant(m)
	return true
}

// wins reports whether m has been clearly louder for long enough.
func (s *Selector) wins(m, victim *Microphone, now int64) bool {
	if m.smoothed() < victim.smoothed()+float32(s.cfg.Margin) {
		m.rival = 0
		return false
	}
	if m.rival == 0 {
		m.rival = now
	}
	return now-m.rival >= s.cfg.Attack.Nanoseconds()
}

// spare reports whether a place is free. s.mu is held.
func (s *Selector) spare() bool { return len(s.open) < max(s.cfg.Places, s.held) }

// shrink takes places away that are too many since somebody is preferred no more. s.mu is held.
func (s *Selector) shrink() {
	for len(s.open) > max(s.cfg.Places, s.held) {
		victim := s.weakest(math.MinInt64)
		if victim == nil {
			break
		}
		s.take(victim)
	}
	s.free.Store(s.spare())
}

// idle reports whether a microphone has been silent for so long that a new voice takes its place.
func (s *Selector) idle(m *Microphone, now int64) bool {
	return now-m.voiced.Load() >= s.cfg.Hangover.Nanoseconds()
}

// weakest returns who is first to lose their place, of those that are not preferred: whoever has been silent longest, else
// the most quiet; nil when all are preferred. now is at least the time of the last voice. s.mu is held.
func (s *Selector) weakest(now int64) *Microphone {
	var silent, quiet *Microphone
	for _, m := range s.open {
		now = max(now, m.voiced.Load())
	}
	for _, m := range s.open {
		switch {
		case m.preferred:
		case s.idle(m, now):
			if silent == nil || m.voiced.Load() < silent.voiced.Load() {
				silent = m
			}
		case quiet == nil || m.smoothed() < quiet.smoothed():
			quiet = m
		}
	}
	if silent != nil {
		return silent
	}
	return quiet
}

// grant gives m a place. s.mu is held.
func (s *Selector) grant(m *Microphone) {
	s.open = append(s.open, m)
	m.rival = 0
	m.open.Store(true)
	s.changes.Add(1)
	s.free.Store(s.spare())
}

// take takes m's place away. s.mu is held.
func (s *Selector) take(m *Microphone) {
	for i, o := range s.open {
		if o == m {
			s.open[i] = s.open[len(s.open)-1]
			s.open[len(s.open)-1] = nil
			s.open = s.open[:len(s.open)-1]
			break
		}
	}
	m.open.Store(false)
}

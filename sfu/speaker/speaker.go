// Package speaker tells who is speaking from the audio levels that senders
// attach to their packets (RFC 6464). It follows LiveKit's rules: a
// participant speaks when it was louder than a threshold for a large enough
// part of an interval; levels are smoothed and quantised so that clients hear
// of changes only.
package speaker

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"
)

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

func (c Config) withDefaults() Config {
	if c.Interval <= 0 {
		c.Interval = 400 * time.Millisecond
	}
	if c.ActiveLevel == 0 {
		c.ActiveLevel = 35
	}
	if c.MinPercentile == 0 {
		c.MinPercentile = 40
	}
	if c.SmoothIntervals <= 0 {
		c.SmoothIntervals = 2
	}
	return c
}

// quantSteps is the number of steps of a level between silence and 1.
const quantSteps = 8

// Change is one participant whose state differs from what was last told.
type Change struct {
	// ID is the participant's.
	ID string
	// Level is 0 (silence) to 1, in steps of 1/8.
	Level float32
	// Active is false when the participant stopped speaking.
	Active bool
}

// Level collects the audio levels of one participant over an interval. Observe
// may be called from any goroutine; a participant with several audio tracks
// shares one Level.
type Level struct {
	threshold uint8

	mu      sync.Mutex
	loudest uint8         // guarded by mu
	active  time.Duration // guarded by mu
}

// Observe takes in one packet: its level in -dBov (0 is loudest, 127 silence)
// and the time that it covers.
func (l *Level) Observe(level uint8, duration time.Duration) {
	if level > l.threshold {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.active == 0 || level < l.loudest {
		l.loudest = level
	}
	l.active += duration
}

// take returns what was observed since the last call.
func (l *Level) take() (loudest uint8, active time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	loudest, active = l.loudest, l.active
	l.loudest, l.active = 0, 0
	return loudest, active
}

// voice is one participant as the detector sees it.
type voice struct {
	level    *Level
	smoothed float64 // linear, 1 is full scale
	told     Change
}

// Detector finds the speakers of one room. It belongs to one goroutine, but
// for the Levels that it hands out.
type Detector struct {
	cfg       Config
	threshold float64 // smoothed level from which a participant speaks
	factor    float64 // weight of the newest interval
	voices    map[string]*voice
	removed   []Change
	changes   []Change
}

// NewDetector returns a detector without participants.
func NewDetector(cfg Config) *Detector {
	cfg = cfg.withDefaults()
	factor := 2 / float64(cfg.SmoothIntervals+1)
	// The quietest interval that counts makes a speaker by itself; a hair
	// less, so that rounding does not decide.
	quietest := linear(float64(cfg.ActiveLevel)) * float64(cfg.MinPercentile) / 100
	return &Detector{
		cfg:       cfg,
		threshold: quietest * factor * 0.999,
		factor:    factor,
		voices:    make(map[string]*voice),
	}
}

// linear turns an attenuation in dB into a level from 0 to 1.
func linear(attenuation float64) float64 { return math.Pow(10, -attenuation/20) }

// Add returns the Level of a participant, made when it does not exist.
func (d *Detector) Add(id string) *Level {
	v := d.voices[id]
	if v == nil {
		v = &voice{level: &Level{threshold: d.cfg.ActiveLevel}, told: Change{ID: id}}
		d.voices[id] = v
	}
	return v.level
}

// Remove forgets a participant; the next Update tells that it is silent if it spoke.
func (d *Detector) Remove(id string) {
	v := d.voices[id]
	if v == nil {
		return
	}
	delete(d.voices, id)
	if v.told.Active {
		d.removed = append(d.removed, Change{ID: id})
	}
}

// Interval is how often Update is meant to be called.
func (d *Detector) Interval() time.Duration { return d.cfg.Interval }

// Update ends an interval and returns what changed, loudest first. The slice
// is valid until the next call.
func (d *Detector) Update() []Change {
	d.changes = d.changes[:0]
	for _, gone := range d.removed {
		if _, back := d.voices[gone.ID]; !back {
			d.changes = append(d.changes, gone)
		}
	}
	d.removed = d.removed[:0]
	for id, v := range d.voices {
		d.measure(v)
		now := Change{ID: id}
		if v.smoothed >= d.threshold {
			now.Active, now.Level = true, quantise(v.smoothed)
		}
		if now != v.told {
			v.told = now
			d.changes = append(d.changes, now)
		}
	}
	sortLoudest(d.changes)
	return d.changes
}

// measure moves a voice's level by what it did in the interval. Sound for a
// part of the interval only counts as less loud.
func (d *Detector) measure(v *voice) {
	loudest, active := v.level.take()
	level := 0.0
	if active > 0 && active*100 >= d.cfg.Interval*time.Duration(d.cfg.MinPercentile) {
		part := min(float64(active)/float64(d.cfg.Interval), 1)
		level = linear(float64(loudest)) * part
	}
	v.smoothed += (level - v.smoothed) * d.factor
}

// Speakers returns who speaks now, loudest first, for a member that has just joined.
func (d *Detector) Speakers() []Change {
	var speakers []Change
	for _, v := range d.voices {
		if v.told.Active {
			speakers = append(speakers, v.told)
		}
	}
	sortLoudest(speakers)
	return speakers
}

func quantise(level float64) float32 {
	return float32(min(math.Ceil(level*quantSteps)/quantSteps, 1))
}

func sortLoudest(changes []Change) {
	slices.SortFunc(changes, func(a, b Change) int {
		if c := cmp.Compare(b.Level, a.Level); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
}

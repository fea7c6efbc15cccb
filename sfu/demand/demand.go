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

// Enabled reports whether the publisher should send a quality: all up to Max.
func (w Wanted) Enabled(q Quality) bool { return q <= w.Max }

// Tracker follows the demand for one published track. It belongs to one
// goroutine and reads no clock of its own.
type Tracker struct {
	cfg         Config
	publishedAt time.Time
	codecs      []codecDemand
	subscribers map[string]wish
	told        bool // the publisher has been told anything
	repeat      bool
	muted       bool
	limit       Quality
}

type wish struct {
	codec   string
	quality Quality
}

// codecDemand is what is known of one codec.
type codecDemand struct {
	name string
	told Quality
	// lessSince is since when less is wanted than was told; zero when it is not.
	lessSince time.Time
}

// New returns the tracker of a track that is published at now with the given
// codecs, the first one primary.
func New(cfg Config, now time.Time, codecs ...string) *Tracker {
	if cfg.ReduceDelay <= 0 {
		cfg.ReduceDelay = 5 * time.Second
	}
	if cfg.FirstNoneDelay <= 0 {
		cfg.FirstNoneDelay = 10 * time.Second
	}
	t := &Tracker{cfg: cfg, publishedAt: now, subscribers: make(map[string]wish), limit: High}
	for _, codec := range codecs {
		t.AddCodec(codec)
	}
	return t
}

// AddCodec makes a further codec known, such as a backup.
func (t *Tracker) AddCodec(codec string) {
	for i := range t.codecs {
		if t.codecs[i].name == codec {
			return
		}
	}
	t.codecs = append(t.codecs, codecDemand{name: codec, told: Off})
	t.repeat = t.told // the publisher is to hear of it too
}

// Set says what one subscriber wants, and of which codec. It replaces what the
// subscriber wanted before. Call Update afterwards.
func (t *Tracker) Set(subscriber, codec string, q Quality) {
	t.subscribers[subscriber] = wish{codec, q}
}

// Remove forgets a subscriber. Call Update afterwards.
func (t *Tracker) Remove(subscriber string) { delete(t.subscribers, subscriber) }

// SetMuted holds reports back while the track is muted; unmuting repeats the last.
func (t *Tracker) SetMuted(muted bool) {
	if t.muted && !muted && t.told {
		t.repeat = true
	}
	t.muted = muted
}

// SetLimit bounds what the publisher is asked for, whatever subscribers want.
// Call Update afterwards.
func (t *Tracker) SetLimit(q Quality) { t.limit = q }

// Repeat makes the next Update report although nothing changed, for a
// publisher that resumed its session.
func (t *Tracker) Repeat() { t.repeat = t.told }

// Update returns what to tell the publisher at now, one entry per codec, or
// nil when there is nothing to tell; and when to call again at the latest
// (zero: not before the next change).
func (t *Tracker) Update(now time.Time) (wanted []Wanted, next time.Time) {
	if t.muted {
		return nil, time.Time{}
	}
	changed := t.repeat
	t.repeat = false
	for i := range t.codecs {
		c := &t.codecs[i]
		moved, at := c.update(t.max(c.name), now, t.cfg.ReduceDelay)
		changed = changed || moved
		next = earlier(next, at)
	}
	if !t.told && !changed {
		// Nobody has asked for anything yet.
		if first := t.publishedAt.Add(t.cfg.FirstNoneDelay); now.Before(first) {
			return nil, earlier(next, first)
		}
		changed = true
	}
	if !changed {
		return nil, next
	}
	t.told = true
	return t.wanted(), next
}

func (t *Tracker) wanted() []Wanted {
	wanted := make([]Wanted, len(t.codecs))
	for i := range t.codecs {
		wanted[i] = Wanted{t.codecs[i].name, t.codecs[i].told}
	}
	return wanted
}

// Told returns the highest quality of a codec that the publisher was asked for;
// Off when it was asked for none, or for nothing yet.
func (t *Tracker) Told(codec string) Quality {
	for i := range t.codecs {
		if t.codecs[i].name == codec {
			return t.codecs[i].told
		}
	}
	return Off
}

// max returns the highest quality that anyone wants of a codec, within the limit.
func (t *Tracker) max(codec string) Quality {
	highest := Off
	for _, w := range t.subscribers {
		if w.codec == codec {
			highest = max(highest, w.quality)
		}
	}
	return min(highest, t.limit)
}

// update moves what was told towards what is wanted; next is when a smaller
// wish will have lasted long enough.
func (c *codecDemand) update(wanted Quality, now time.Time, delay time.Duration) (moved bool, next time.Time) {
	if wanted >= c.told {
		c.lessSince = time.Time{}
		moved = wanted > c.told
		c.told = wanted
		return moved, time.Time{}
	}
	if c.lessSince.IsZero() {
		c.lessSince = now
	}
	if at := c.lessSince.Add(delay); now.Before(at) {
		return false, at
	}
	c.told, c.lessSince = wanted, time.Time{}
	return true, time.Time{}
}

// earlier returns the earlier of two times, of which zero means none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Package timing puts the frames of all tracks on one clock: the server's. A publisher's sender reports (RFC 3550,
// section 6.4.1) say which of its RTP timestamps belong to which time of its own clock; the difference between that clock
// and the server's is taken from the report that came quickest. So the tracks of one publisher stay in step with
// each other exactly, and with everybody else's as well as the line allows.
package timing

import (
	"sync"
	"time"
)

// ntpEpoch is the difference between the NTP and Unix epochs in seconds.
const ntpEpoch = 2208988800

// NTP is a time as 32.32 fixed point seconds since 1900 (RFC 5905, section 6).
type NTP uint64

// Time returns it as a time, of the first NTP era.
func (n NTP) Time() time.Time {
	nanos := int64(uint64(n&0xffffffff) * 1e9 >> 32)
	return time.Unix(int64(n>>32)-ntpEpoch, nanos)
}

// remembered is how many reports a publisher's difference is taken from: half a minute of two tracks, so that a clock
// that drifts is followed.
const remembered = 16

// Publisher is the clock of who sends. It is safe for concurrent use.
type Publisher struct {
	mu    sync.Mutex
	late  [remembered]time.Duration // guarded by mu; arrival minus the time in the report
	count int                       // guarded by mu
}

func (p *Publisher) observe(ntp NTP, arrival time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late[p.count%remembered] = arrival.Sub(ntp.Time())
	p.count++
}

// difference is what is added to the publisher's time to get the server's.
func (p *Publisher) difference() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	least := p.late[0]
	for i := 1; i < min(p.count, remembered); i++ {
		least = min(least, p.late[i])
	}
	return least
}

const (
	// A correction below the step is slid to, a little with each frame, so that no player hears it.
	step = 200 * time.Millisecond
	// The largest share of the time since the last frame by which it is stretched: sound 2 %, a picture 20 %.
	slideSound, slidePicture = 50, 5
)

// Track maps the RTP timestamps of one stream to the server's time. It belongs to one goroutine.
type Track struct {
	publisher *Publisher
	rate      int64
	slide     time.Duration

	anchored bool
	anchor   time.Time // the time of base: of the publisher's clock when reported, else of the server's
	base     int64     // RTP
	reported bool
	begun    bool
	lastRTP  int64
	last     time.Time
}

// NewTrack returns the clock of a stream of a publisher with a clock rate in hertz.
func NewTrack(publisher *Publisher, rate uint32, video bool) *Track {
	t := &Track{publisher: publisher, rate: int64(rate), slide: slideSound}
	if video {
		t.slide = slidePicture
	}
	return t
}

// Reported reports whether a sender report has been seen: before, times are those of arrival.
func (t *Track) Reported() bool { return t.reported }

// Started reports whether a frame has got a time.
func (t *Track) Started() bool { return t.begun }

// Report takes in a sender report that arrived now. rtp is its RTP timestamp; of its wraps the one nearest to the last frame
// is meant.
func (t *Track) Report(ntp NTP, rtp uint32, arrival time.Time) {
	unwrapped := t.lastRTP + int64(int32(rtp-uint32(t.lastRTP)))
	if !t.begun {
		unwrapped = int64(rtp)
	}
	t.publisher.observe(ntp, arrival)
	t.anchor, t.base = ntp.Time(), unwrapped
	t.anchored, t.reported = true, true
}

// At returns the time of a frame with an unwrapped timestamp that arrived then. Times never go back.
func (t *Track) At(rtp int64, arrival time.Time) time.Time {
	if !t.anchored {
		t.anchored, t.anchor, t.base = true, arrival, rtp
	}
	if !t.begun {
		t.base = rtp + int64(int32(uint32(t.base)-uint32(rtp))) // a report may have come from before a wrap
	}
	want := t.anchor.Add(t.ticks(rtp - t.base))
	if t.reported {
		want = want.Add(t.publisher.difference())
	}
	if !t.begun {
		t.begun, t.lastRTP, t.last = true, rtp, want
		return want
	}
	since := t.ticks(rtp - t.lastRTP)
	got := t.last.Add(since)
	switch off := want.Sub(got); {
	case off > step || off < -step:
		got = want
	default:
		limit := max(since/t.slide, 0)
		got = got.Add(min(max(off, -limit), limit))
	}
	if !got.After(t.last) {
		got = t.last.Add(time.Millisecond)
	}
	t.lastRTP, t.last = rtp, got
	return got
}

func (t *Track) ticks(n int64) time.Duration {
	return time.Duration(n/t.rate)*time.Second + time.Duration(n%t.rate*int64(time.Second)/t.rate)
}

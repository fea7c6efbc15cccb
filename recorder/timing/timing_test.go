package timing_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"giaoban/recorder/timing"
)

var start = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

func ntp(t time.Time) timing.NTP {
	ns := t.UnixNano()
	return timing.NTP(uint64(ns/1e9+2208988800)<<32 | uint64(ns%1e9)<<32/1e9)
}

func near(t *testing.T, what string, got, want time.Time, within time.Duration) {
	t.Helper()
	if off := got.Sub(want); off > within || off < -within {
		t.Errorf("%s: off by %v", what, off)
	}
}

func TestNTP(t *testing.T) {
	near(t, "there and back", ntp(start.Add(123456789)).Time(), start.Add(123456789), time.Microsecond)
}

// A publisher whose clock is an hour wrong, whose sound arrives 40 ms and whose picture 180 ms after it was captured.
func TestTracksOfOnePublisherAreInStep(t *testing.T) {
	var publisher timing.Publisher
	sound, picture := timing.NewTrack(&publisher, 48000, false), timing.NewTrack(&publisher, 90000, true)
	wrong := time.Hour
	sound.Report(ntp(start.Add(wrong)), 7000, start.Add(40*time.Millisecond))
	picture.Report(ntp(start.Add(wrong)), 4000000000, start.Add(40*time.Millisecond))
	heard, seen := sound.At(7000+480, start.Add(50*time.Millisecond)), picture.At(4000000000+900, start.Add(190*time.Millisecond))
	if heard.Sub(seen) != 0 {
		t.Errorf("sound %v, picture %v", heard, seen)
	}
	near(t, "the server's time", heard, start.Add(50*time.Millisecond), time.Millisecond)
}

func TestBeforeAReportTimesAreThoseOfArrival(t *testing.T) {
	var publisher timing.Publisher
	track := timing.NewTrack(&publisher, 48000, false)
	near(t, "first", track.At(0, start), start, 0)
	near(t, "second", track.At(48000, start.Add(3*time.Second)), start.Add(time.Second), 0)
	if track.Reported() {
		t.Error("reported")
	}
}

func TestAReportFromBeforeAWrap(t *testing.T) {
	var publisher timing.Publisher
	track := timing.NewTrack(&publisher, 90000, true)
	track.Report(ntp(start), 0xffffffff-89, start)
	near(t, "a frame behind it", track.At(90000-90, start.Add(time.Second)), start.Add(time.Second), time.Millisecond)
}

// 200 ppm for two hours is 1.4 s.
func TestDriftIsFollowed(t *testing.T) {
	var publisher timing.Publisher
	track := timing.NewTrack(&publisher, 48000, false)
	const ppm = 200
	for i := range 2 * 3600 * 10 {
		real := start.Add(time.Duration(i) * 100 * time.Millisecond)
		theirs := real.Add(real.Sub(start) * ppm / 1_000_000)
		rtp := int64(theirs.Sub(start)) * 48 / 1_000_000
		if i%10 == 0 {
			track.Report(ntp(theirs), uint32(rtp), real)
		}
		if off := track.At(rtp, real).Sub(real); off > 5*time.Millisecond || off < -5*time.Millisecond {
			t.Fatalf("after %v: off by %v", real.Sub(start), off)
		}
	}
}

func TestTimesNeverGoBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var publisher timing.Publisher
		track := timing.NewTrack(&publisher, 90000, true)
		now, rtp, last := start, int64(0), time.Time{}
		for range rapid.IntRange(1, 200).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(3*time.Second)).Draw(t, "later")))
			if rapid.Bool().Draw(t, "report") {
				wrong := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(t, "wrong"))
				track.Report(ntp(now.Add(wrong)), rapid.Uint32().Draw(t, "rtp"), now)
				continue
			}
			rtp += rapid.Int64Range(-9000, 900000).Draw(t, "ticks")
			at := track.At(rtp, now)
			if !at.After(last) {
				t.Fatalf("%v after %v", at, last)
			}
			last = at
		}
	})
}

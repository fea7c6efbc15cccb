package quality

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var start = time.Unix(1_700_000_000, 0)

const interval = 5 * time.Second

// settled is the quality after some intervals of the same samples.
func settled(samples ...Sample) Score {
	s := New()
	for i := range 10 {
		s.Update(start.Add(time.Duration(i)*interval), samples)
	}
	return s.Score()
}

func TestQuality(t *testing.T) {
	audio := Sample{Packets: 250, Bitrate: 32_000, RTT: 40 * time.Millisecond, Jitter: 5 * time.Millisecond}
	video := Sample{Packets: 900, Bitrate: 1_500_000, ExpectedBitrate: 1_500_000, RTT: 40 * time.Millisecond, Video: true}
	change := func(s Sample, f func(*Sample)) Sample { f(&s); return s }
	tests := []struct {
		name    string
		samples []Sample
		want    Quality
	}{
		{"nothing published", nil, Excellent},
		{"clean", []Sample{audio, video}, Excellent},
		{"1% of video lost", []Sample{change(video, func(s *Sample) { s.Lost = 9 })}, Excellent},
		{"4% of video lost", []Sample{change(video, func(s *Sample) { s.Lost = 36 })}, Good},
		{"10% of video lost", []Sample{change(video, func(s *Sample) { s.Lost = 90 })}, Poor},
		{"4% of audio lost", []Sample{change(audio, func(s *Sample) { s.Lost = 10 })}, Good},
		{"4% of RED lost", []Sample{change(audio, func(s *Sample) { s.Lost, s.Redundant = 10, true })}, Excellent},
		{"half the bitrate", []Sample{change(video, func(s *Sample) { s.Bitrate /= 2 })}, Excellent},
		{"a quarter of the bitrate", []Sample{change(video, func(s *Sample) { s.Bitrate /= 4 })}, Good},
		{"a tenth of the bitrate", []Sample{change(video, func(s *Sample) { s.Bitrate /= 10 })}, Poor},
		{"round trip of 300 ms", []Sample{change(audio, func(s *Sample) { s.RTT = 300 * time.Millisecond })}, Excellent},
		{"round trip of 900 ms", []Sample{change(audio, func(s *Sample) { s.RTT = 900 * time.Millisecond })}, Good},
		{"jitter of 500 ms", []Sample{change(audio, func(s *Sample) { s.Jitter = 500 * time.Millisecond })}, Poor},
		{"the worst track decides", []Sample{audio, change(video, func(s *Sample) { s.Lost = 90 })}, Poor},
		{"one of two tracks stopped", []Sample{audio, {Video: true}}, Poor},
		{"muted", []Sample{{Silent: true}, {Silent: true, Video: true}}, Excellent},
		{"muted beside a good one", []Sample{audio, {Silent: true, Video: true}}, Excellent},
		{"all stopped", []Sample{{}, {Video: true}}, Lost},
		{"all lost on the way", []Sample{{Packets: 100, Lost: 100}}, Lost},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := settled(test.samples...); got.Quality != test.want {
				t.Errorf("%v (%.2f), want %v", got.Quality, got.Value, test.want)
			}
		})
	}
}

func TestLostIsNotSaidLightly(t *testing.T) {
	s := New()
	good := []Sample{{Packets: 250}}
	s.Update(start, good)
	if got, changed := s.Update(start.Add(interval), []Sample{{}}); got.Quality != Excellent || changed {
		t.Fatalf("%v after the first empty interval", got.Quality)
	}
	if got, changed := s.Update(start.Add(2*interval), []Sample{{}}); got.Quality != Lost || !changed {
		t.Fatalf("%v after the second", got.Quality)
	}
	if got, changed := s.Update(start.Add(3*interval), good); got.Quality != Good || !changed {
		t.Fatalf("%v when it comes back", got.Quality)
	}
	if got, _ := s.Update(start.Add(5*interval), good); got.Quality != Good {
		t.Fatalf("%v", got.Quality)
	}
	if got, _ := s.Update(start.Add(6*interval), good); got.Quality != Excellent {
		t.Fatalf("%v after a while", got.Quality)
	}
}

func TestFallsAtOnce(t *testing.T) {
	s := New()
	if got, changed := s.Update(start, []Sample{{Packets: 100, Lost: 20, Video: true}}); got.Quality != Poor || !changed {
		t.Errorf("%v", got.Quality)
	}
}

func TestSilentIsNeverLostProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New()
		for i := range 20 {
			samples := make([]Sample, rapid.IntRange(0, 4).Draw(t, "tracks"))
			for j := range samples {
				samples[j] = Sample{
					Packets: rapid.Uint64Range(0, 3).Draw(t, "packets"), Lost: rapid.Uint64Range(0, 3).Draw(t, "lost"),
					Video: rapid.Bool().Draw(t, "video"), Silent: true,
				}
			}
			got, _ := s.Update(start.Add(time.Duration(i)*interval), samples)
			if got.Quality == Lost || got.Value < 1 || got.Value > 5 {
				t.Fatalf("score %+v", got)
			}
		}
	})
}

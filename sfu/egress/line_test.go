package egress_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"giaoban/sfu/codec"
	"giaoban/sfu/egress"
	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
)

// site is a receiver at the end of a narrow line, which is sent sound, a camera in three layers and a shared screen.
type site struct {
	t        *testing.T
	line     *narrow
	receiver *egress.Receiver
	tracks   []*forward.Track
	feeds    []*forwardtest.Feed
	sources  [][]*forwardtest.Source
	told     map[*forward.Track]bool // what was told of pauses
	keySize  int                     // of a key frame, by that of another
	mu       sync.Mutex
}

const (
	soundSSRC = iota + 1
	stageSSRC
	screenSSRC
)

// layers of a camera: packets a frame, bytes of each, and the bit rates by temporal layer.
var layers = []struct {
	packets, size int
	rates         []uint64
}{
	{1, 560, []uint64{75_000, 75_000}},
	{2, 1000, []uint64{250_000, 250_000}},
	{6, 1150, []uint64{850_000, 850_000}},
}

// withSite runs a test with a site whose line has a rate in bit/s.
func withSite(t *testing.T, rate float64, test func(s *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &site{t: t, line: newNarrow(rate), told: map[*forward.Track]bool{}, keySize: 4}
		s.receiver = egress.New(egress.Config{Writer: s.line, Line: &egress.Line{Paused: func(t *forward.Track, paused bool) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.told[t] = paused
		}}})
		stop := make(chan struct{})
		var running sync.WaitGroup
		s.add(opus, soundSSRC, 1, false)
		stage := s.add(vp8, stageSSRC, 3, false)
		running.Go(func() { s.line.answer(s.receiver, stage, stop) })
		test(s)
		close(stop)
		running.Wait()
		s.receiver.Close()
	})
}

// add subscribes the site to a publication.
func (s *site) add(c codec.Codec, ssrc uint32, layerCount int, screen bool) *forward.Track {
	feed := forwardtest.NewFeed(c, layerCount, false)
	track := forward.NewTrack(feed, forward.Config{Kind: c.Kind(), Demand: forward.DefaultDemand(), Screen: screen})
	var sources []*forwardtest.Source
	for i := range layerCount {
		src := forwardtest.NewSource(feed, i, time.Now())
		if c.Kind() == codec.Video {
			src.Size = layers[i].size
			feed.At(i).SetBitrates(layers[i].rates...)
			feed.At(i).SetFrameRate(30)
		}
		sources = append(sources, src)
	}
	s.tracks, s.feeds, s.sources = append(s.tracks, track), append(s.feeds, feed), append(s.sources, sources)
	s.receiver.Add(track)
	params := forward.Params{SSRC: ssrc, PayloadType: c.PayloadType, Codec: c}
	params.Extensions.TransportCC = lineNumber
	s.receiver.Bind(track, params, &forwardtest.Sink{})
	return track
}

// pass lets everybody send for a while.
func (s *site) pass(d time.Duration) {
	asked := map[*forwardtest.Source]int{}
	const tick = 20 * time.Millisecond
	for end := time.Now().Add(d); time.Now().Before(end); <-time.After(tick) { // of the bubble
		now := time.Now()
		for i, sources := range s.sources {
			for layer, src := range sources {
				for !src.Now.After(now) {
					s.send(i, layer, src, asked)
				}
			}
		}
		synctest.Wait()
	}
}

func (s *site) send(i, layer int, src *forwardtest.Source, asked map[*forwardtest.Source]int) {
	if s.tracks[i].Kind() == codec.Audio {
		push(s.receiver, s.tracks[i], src.Add(src.AudioFrame(make([]byte, 80)))...)
		src.Advance()
		return
	}
	requests := s.feeds[i].Requests(layer)
	key := src.PictureID == 0 || requests > asked[src]
	asked[src] = requests
	packets := layers[layer].packets
	if key {
		packets *= s.keySize
	}
	temporal := uint8(src.PictureID % 2)
	if key {
		temporal = 0
	}
	push(s.receiver, s.tracks[i], src.Add(src.VP8Frame(packets, key, temporal, false)...)...)
}

// seen is what came of a stream in a while.
type seen struct {
	rate   int // in bit/s
	fps    int
	wait   time.Duration
	lost   int
	paused bool
}

// watch lets time pass and returns what came of each stream in it.
func (s *site) watch(d time.Duration) (sound, stage, screen seen) {
	s.line.look()
	s.pass(d)
	bytes, frames, lost, waits := s.line.look()
	of := func(ssrc uint32, i int) seen {
		if i >= len(s.tracks) {
			return seen{}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		seconds := d.Seconds()
		return seen{int(float64(bytes[ssrc]*8) / seconds), int(float64(frames[ssrc]) / seconds), waits[ssrc], lost[ssrc], s.told[s.tracks[i]]}
	}
	sound, stage, screen = of(soundSSRC, 0), of(stageSSRC, 1), of(screenSSRC, 2)
	s.t.Logf("%v: sound %+v, stage %+v, screen %+v, line %+v", d, sound, stage, screen, s.receiver.Line())
	return sound, stage, screen
}

// A wide line limits nothing.
func TestAWideLine(t *testing.T) {
	withSite(t, 50e6, func(s *site) {
		s.pass(3 * time.Second)
		sound, stage, _ := s.watch(20 * time.Second)
		if stage.fps != 30 || stage.rate < 1_600_000 || sound.lost+stage.lost > 0 || s.receiver.Line().Limited {
			t.Errorf("stage %+v, line %+v", stage, s.receiver.Line())
		}
	})
}

// The ladder of a line that collapses and comes back: layers, fewer frames, sound alone.
func TestALineCollapses(t *testing.T) {
	withSite(t, 8e6, func(s *site) {
		s.pass(10 * time.Second)
		for _, step := range []struct {
			rate     float64
			low, top int // of the stage's rate, in bit/s
			fps      int
			paused   bool
		}{
			{1e6, 400_000, 650_000, 30, false},
			{330_000, 120_000, 200_000, 30, false},
			{190_000, 60_000, 110_000, 15, false},
			{90_000, 0, 20_000, 0, true},
			{8e6, 1_500_000, 2_000_000, 30, false},
		} {
			s.line.set(step.rate)
			s.watch(40 * time.Second)
			sound, stage, _ := s.watch(20 * time.Second)
			if stage.rate < step.low || stage.rate > step.top || stage.paused != step.paused || stage.fps < step.fps-3 || stage.fps > step.fps+3 {
				t.Errorf("at %.0f bit/s the stage comes as %+v, want %d to %d bit/s, %d frames/s, paused %v", step.rate, stage, step.low, step.top, step.fps, step.paused)
			}
			if sound.lost > 10 || sound.wait > 400*time.Millisecond {
				t.Errorf("at %.0f bit/s the sound suffers: %+v", step.rate, sound)
			}
		}
	})
}

// A shared screen comes before the stage, which comes back when the screen ends.
func TestAScreenComesFirst(t *testing.T) {
	withSite(t, 1.3e6, func(s *site) {
		screen := s.add(vp8, screenSSRC, 2, true) // up to 500 kbit/s
		s.pass(40 * time.Second)
		sound, stage, shown := s.watch(20 * time.Second)
		if shown.rate < 450_000 || shown.fps < 28 || stage.rate > 650_000 || stage.paused || sound.lost > 0 {
			t.Errorf("sound %+v, stage %+v, screen %+v", sound, stage, shown)
		}
		s.line.set(550_000)
		s.pass(40 * time.Second)
		sound, stage, shown = s.watch(20 * time.Second)
		if shown.rate < 300_000 && stage.rate > 200_000 || sound.lost > 0 {
			t.Errorf("sound %+v, stage %+v, screen %+v: the stage goes before the screen", sound, stage, shown)
		}
		s.receiver.Remove(screen)
		s.feeds, s.tracks, s.sources = s.feeds[:2], s.tracks[:2], s.sources[:2]
		s.pass(60 * time.Second)
		if _, stage, _ := s.watch(10 * time.Second); stage.rate < 140_000 || stage.fps < 28 {
			t.Errorf("without the screen the stage comes as %+v", stage)
		}
	})
}

// A site's line as it is known from the contract is kept to from the start.
func TestKnownCapacity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{t: t, line: newNarrow(100e6), told: map[*forward.Track]bool{}, keySize: 4}
		s.receiver = egress.New(egress.Config{Writer: s.line, Line: &egress.Line{Capacity: 900_000}})
		defer s.receiver.Close()
		s.add(opus, soundSSRC, 1, false)
		s.add(vp8, stageSSRC, 3, false)
		s.pass(2 * time.Second)
		if _, stage, _ := s.watch(10 * time.Second); stage.rate > 600_000 || stage.rate < 450_000 {
			t.Errorf("the stage comes as %+v", stage)
		}
	})
}

// Key frames of a narrow line are spread out, and sound that comes meanwhile goes past them.
func TestBurstsArePaced(t *testing.T) {
	withSite(t, 900_000, func(s *site) {
		s.pass(60 * time.Second)
		s.watch(time.Second)
		s.keySize = 20 // 42 kB, as long as the line carries in 370 ms
		s.feeds[1].RequestKeyFrame(1)
		sound, stage, _ := s.watch(2 * time.Second)
		if sound.wait > 250*time.Millisecond || stage.rate < 600_000 || stage.lost+sound.lost > 0 {
			t.Errorf("beside a key frame the sound waits %v; the stage came as %+v", sound.wait, stage)
		}
	})
}

// A line that loses 3% of everything carries what fits: losses that do not come from sending too much limit nothing.
func TestALossyLine(t *testing.T) {
	withSite(t, 2e6, func(s *site) {
		s.line.lose(0.03)
		for i := range 3 {
			s.add(vp8, screenSSRC+1+uint32(i), 1, false) // 150 kbit/s each, and the camera up to 500
		}
		s.pass(30 * time.Second)
		s.watch(time.Second)
		s.line.look()
		s.pass(20 * time.Second)
		bytes, _, _, _ := s.line.look()
		for i := range 3 {
			if rate := bytes[screenSSRC+1+uint32(i)] * 8 / 20; rate < 140_000 {
				t.Errorf("camera %d comes at %d bit/s; line %+v", i, rate, s.receiver.Line())
			}
		}
		if rate := bytes[stageSSRC] * 8 / 20; rate < 400_000 {
			t.Errorf("the stage comes at %d bit/s", rate)
		}
	})
}

// Packets that take a longer way from some moment on stand in no queue. A picture of few frames is all that shows it at
// first, since the others are paused.
func TestTheWayBecomesLonger(t *testing.T) {
	usual := layers[0]
	defer func() { layers[0] = usual }()
	layers[0].packets, layers[0].size, layers[0].rates = 2, 700, []uint64{350_000}
	withSite(t, 50e6, func(s *site) {
		s.line.delay = 5 * time.Millisecond
		for i := range 3 {
			s.add(vp8, screenSSRC+1+uint32(i), 1, false)
		}
		low := forward.DefaultDemand()
		low.Quality = forward.Low
		s.receiver.SetDemand(s.tracks[1], low)
		s.sources[1][0].Interval = 400 * time.Millisecond
		s.feeds[1].At(0).SetBitrates(30_000)
		s.pass(20 * time.Second)
		s.line.set(2e6)
		s.line.lose(0.03)
		s.line.stretch(40 * time.Millisecond)
		s.pass(12 * time.Second)
		s.line.look()
		s.pass(20 * time.Second) // in which a trial of the losses may pause one for a second
		bytes, _, _, _ := s.line.look()
		for i := range 3 {
			if rate := bytes[screenSSRC+1+uint32(i)] * 8 / 20; rate < 290_000 {
				t.Errorf("camera %d comes at %d bit/s; line %+v", i, rate, s.receiver.Line())
			}
		}
	})
}

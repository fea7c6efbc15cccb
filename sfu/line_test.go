package sfu_test

import (
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
	"giaoban/sfu/codec"
)

// pictures is a camera in simulcast.
type pictures struct{ layers []*source }

// film sends frames of all layers but those switched off, for a while.
func (c *pictures) film(fps, size int, d time.Duration, off ...int) {
	for range int(d.Seconds() * float64(fps)) {
		for i, src := range c.layers {
			if !contains(off, i) {
				src.timestamp += uint32(90000/fps) - 3000 // frame moves on by 1/30 s
				src.frame(true, size)
			}
		}
		pass(time.Second / time.Duration(fps))
	}
}

func contains(list []int, n int) bool {
	for _, m := range list {
		if m == n {
			return true
		}
	}
	return false
}

// The quality of a publisher's line is what its camera delivers of what is wanted of it.
func TestQualityOfCamera(t *testing.T) {
	const (
		excellent = livekit.ConnectionQuality_EXCELLENT
		good      = livekit.ConnectionQuality_GOOD
		poor      = livekit.ConnectionQuality_POOR
		lost      = livekit.ConnectionQuality_LOST
	)
	type stage struct {
		cam   *pictures
		pub   *sfu.Publication
		anh   *sfu.Participant
		wants func(*livekit.UpdateTrackSettings)
	}
	for name, tt := range map[string]struct {
		screen bool
		then   func(s stage)
		want   livekit.ConnectionQuality
	}{
		"all layers":         {then: func(s stage) { s.cam.film(30, 1000, 20*time.Second) }, want: excellent},
		"a still picture":    {then: func(s stage) { s.cam.film(30, 20, 20*time.Second) }, want: excellent},
		"best layer missing": {then: func(s stage) { s.cam.film(30, 1000, 30*time.Second, 2) }, want: good},
		"lowest layer alone": {then: func(s stage) { s.cam.film(30, 1000, 30*time.Second, 1, 2) }, want: poor},
		"best layer missing that nobody wants": {then: func(s stage) {
			s.wants(&livekit.UpdateTrackSettings{Quality: livekit.VideoQuality_MEDIUM})
			s.cam.film(30, 1000, 10*time.Second)
			s.cam.film(30, 1000, 30*time.Second, 2)
		}, want: excellent},
		"one picture a second":       {then: func(s stage) { s.cam.film(1, 1000, 20*time.Second) }, want: poor},
		"one picture of a screen":    {screen: true, then: func(s stage) { s.cam.film(1, 1000, 20*time.Second) }, want: excellent},
		"a screen that stands still": {screen: true, then: func(stage) { pass(time.Minute) }, want: excellent},
		"nothing":                    {then: func(stage) { pass(time.Minute) }, want: lost},
		"nothing that nobody wants": {then: func(s stage) {
			s.wants(&livekit.UpdateTrackSettings{Disabled: true})
			s.cam.film(30, 1000, 6*time.Second)
			pass(time.Minute)
		}, want: excellent},
		"muted": {then: func(s stage) { mute(t, s.anh, s.pub, true); pass(time.Minute) }, want: excellent},
		"just back from a mute": {then: func(s stage) {
			mute(t, s.anh, s.pub, true)
			pass(11500 * time.Millisecond)
			mute(t, s.anh, s.pub, false)
			s.cam.film(30, 1000, 10*time.Second)
		}, want: excellent},
		"missing, and then back again": {then: func(s stage) { s.cam.film(30, 1000, 30*time.Second, 1, 2); s.cam.film(30, 1000, 30*time.Second) }, want: excellent},
	} {
		t.Run(name, func(t *testing.T) {
			inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
				self := newMember()
				anh := join(t, room, "anh", self)
				binh := join(t, room, "binh", newMember())
				req := camera("cam")
				req.Layers[0].Bitrate, req.Layers[1].Bitrate, req.Layers[2].Bitrate = 150_000, 500_000, 1_700_000
				req.Layers[1].Width, req.Layers[1].Height = 640, 360
				req.Layers[2].Width, req.Layers[2].Height = 640, 360 // the size of the synthetic pictures
				if tt.screen {
					req.Source = livekit.TrackSource_SCREEN_SHARE
				}
				pub := publish(t, anh, req)
				cam := &pictures{}
				for i, rid := range []string{"q", "h", "f"} {
					src := newSource(mustCodec(codec.MimeVP8), uint32(1000+i))
					src.layer(t, pub, rid)
					cam.layers = append(cam.layers, src)
				}
				cam.film(30, 1000, 20*time.Second)
				tt.then(stage{cam, pub, anh, func(s *livekit.UpdateTrackSettings) {
					s.TrackSids = []string{pub.SID()}
					if err := binh.UpdateTrackSettings(s); err != nil {
						t.Fatal(err)
					}
				}})
				got := excellent
				for _, e := range eventsOf[sfu.QualityChanged](self) {
					for _, u := range e.Updates {
						if u.ParticipantSid == anh.SID() {
							got = u.Quality
						}
					}
				}
				if got != tt.want {
					t.Errorf("the quality is %v, want %v", got, tt.want)
				}
			})
		})
	}
}

func mute(t *testing.T, p *sfu.Participant, pub *sfu.Publication, muted bool) {
	t.Helper()
	if err := p.SetMuted(pub.SID(), muted); err != nil {
		t.Fatal(err)
	}
}

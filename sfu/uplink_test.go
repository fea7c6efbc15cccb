package sfu_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
	"giaoban/sfu/codec"
)

// layered is a camera of three layers that take 150, 500 and 1,700 kbit/s.
func layered(cid string) *livekit.AddTrackRequest {
	req := camera(cid)
	for i, rate := range []uint32{150_000, 500_000, 1_700_000} {
		req.Layers[i].Bitrate = rate
	}
	req.SimulcastCodecs[0].Layers = req.Layers
	return req
}

func screen(cid string) *livekit.AddTrackRequest {
	return &livekit.AddTrackRequest{
		Cid: cid, Name: "screen", Type: livekit.TrackType_VIDEO, Source: livekit.TrackSource_SCREEN_SHARE, Width: 1920, Height: 1080,
		Layers:          []*livekit.VideoLayer{{Quality: livekit.VideoQuality_HIGH, Width: 1920, Height: 1080, Bitrate: 2_500_000}},
		SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "vp8", Cid: cid}},
	}
}

// asked is how many layers of a track its publisher was last asked for.
func asked(t *testing.T, m *member, sid string) int {
	t.Helper()
	n := 0
	for _, e := range eventsOf[sfu.QualitiesWanted](m) {
		if e.TrackSID != sid {
			continue
		}
		n = 0
		for _, q := range e.Codecs[0].Qualities {
			if q.Enabled {
				n++
			}
		}
	}
	return n
}

func TestACameraIsAskedForNoMoreThanItsLineCarries(t *testing.T) {
	for name, test := range map[string]struct {
		line uint64
		want int
	}{
		"not known":    {0, 3},
		"wide":         {8_000_000, 3},
		"just enough":  {3_100_000, 3},
		"a bit less":   {2_900_000, 2},
		"2 Mbit/s":     {2_000_000, 2},
		"narrow":       {512_000, 1},
		"next to none": {100_000, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
				self := newMember()
				join(t, room, "watcher", newMember())
				site := join(t, room, "site", self, func(c *sfu.JoinConfig) { c.Uplink = test.line })
				publish(t, site, microphone("mic"))
				pub := publish(t, site, layered("cam"))
				pass(11 * time.Second)
				if got := asked(t, self, pub.SID()); got != test.want {
					t.Errorf("%d layers are asked for, want %d", got, test.want)
				}
			})
		})
	}
}

// A shared screen takes the line that the camera had, until it ends.
func TestACameraMakesRoomForTheScreen(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self := newMember()
		join(t, room, "watcher", newMember())
		site := join(t, room, "site", self, func(c *sfu.JoinConfig) { c.Uplink = 4_000_000 })
		camera := publish(t, site, layered("cam"))
		pass(11 * time.Second)
		if got := asked(t, self, camera.SID()); got != 3 {
			t.Fatalf("%d layers are asked for, want all", got)
		}
		shared := publish(t, site, screen("screen"))
		pass(6 * time.Second)
		if got := asked(t, self, camera.SID()); got != 2 {
			t.Errorf("%d layers are asked for beside a screen, want 2", got)
		}
		if got := asked(t, self, shared.SID()); got == 0 {
			t.Error("the screen is not asked for")
		}
		if err := site.Unpublish(shared.SID()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := asked(t, self, camera.SID()); got != 3 {
			t.Errorf("%d layers are asked for when the screen has ended, want all", got)
		}
	})
}

func TestWhoseLinesAreWatched(t *testing.T) {
	const narrow, wide = 2_000_000, 100_000_000
	for name, test := range map[string]struct {
		config sfu.RoomConfig
		want   map[uint64]bool // by what the line is known to carry
	}{
		"narrow ones": {sfu.RoomConfig{NarrowLine: 20_000_000}, map[uint64]bool{0: false, narrow: true, wide: false}},
		"all":         {sfu.RoomConfig{}, map[uint64]bool{0: true, narrow: true, wide: true}},
		"none":        {sfu.RoomConfig{IgnoreLines: true}, map[uint64]bool{0: false, narrow: false, wide: false}},
	} {
		t.Run(name, func(t *testing.T) {
			inRoom(t, test.config, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
				members := map[uint64]*member{}
				for line := range test.want {
					members[line] = newMember()
					members[line].reports = true
					join(t, room, fmt.Sprint("site ", line), members[line], func(c *sfu.JoinConfig) { c.Downlink = line })
				}
				pub := publish(t, join(t, room, "anh", newMember()), camera("cam"))
				src := newSource(mustCodec(codec.MimeVP8), 1000)
				src.layer(t, pub, "q")
				for range 10 {
					src.frame(true, 500)
					pass(100 * time.Millisecond)
				}
				for line, want := range test.want {
					if got := members[line].out; got.written.Load() == 0 || (got.numbered.Load() > 0) != want {
						t.Errorf("to a line of %d bit/s, %d of %d packets are numbered", line, got.numbered.Load(), got.written.Load())
					}
				}
			})
		})
	}
}

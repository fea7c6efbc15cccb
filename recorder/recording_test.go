package recorder_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/recorder"
	"giaoban/recorder/manifest"
	"giaoban/recorder/recordertest"
	"giaoban/recorder/writer"
	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
)

// source feeds a publication with packets.
type source struct {
	packets chan []byte
	closed  chan struct{}
	once    sync.Once
}

func newSource() *source {
	return &source{packets: make(chan []byte, 256), closed: make(chan struct{})}
}

func (s *source) Read(b []byte) (int, error) {
	select {
	case raw := <-s.packets:
		return copy(b, raw), nil
	case <-s.closed:
		return 0, io.EOF
	}
}

func (s *source) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

// nobody is a member that only sends.
type nobody struct{}

func (nobody) Notify(sfu.Event)                               {}
func (nobody) Subscribe(*sfu.Subscription)                    {}
func (nobody) Unsubscribe(*sfu.Subscription)                  {}
func (nobody) SendData(livekit.DataPacket_Kind, []byte) error { return nil }

func join(t testing.TB, room *sfu.Room, identity string) *sfu.Participant {
	t.Helper()
	p, _, err := room.Join(t.Context(), nobody{}, sfu.JoinConfig{Info: &livekit.ParticipantInfo{
		Identity: identity, Name: strings.ToUpper(identity), Permission: &livekit.ParticipantPermission{CanPublish: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetState(livekit.ParticipantInfo_ACTIVE); err != nil {
		t.Fatal(err)
	}
	return p
}

const audioLevelID = 1

// publish opens a track whose packets are then sent by send.
func publish(t testing.TB, p *sfu.Participant, c codec.Type, change func(*livekit.AddTrackRequest)) (*ingress.Layer, *source) {
	t.Helper()
	negotiated := codec.Codec{Mime: c.Mime(), ClockRate: 90000, PayloadType: 96}
	request := &livekit.AddTrackRequest{
		Cid: c.Mime(), Type: livekit.TrackType_VIDEO, Source: livekit.TrackSource_CAMERA, Width: 320, Height: 180,
		Layers: []*livekit.VideoLayer{{Quality: livekit.VideoQuality_HIGH, Width: 320, Height: 180}},
	}
	config := ingress.Config{SSRC: 7, SendRTCP: func([]rtcp.Packet) {}}
	if c == codec.Opus {
		negotiated.ClockRate, negotiated.Channels = 48000, 2
		request = &livekit.AddTrackRequest{Cid: "mic", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE, DisableRed: true}
		config.Extensions.AudioLevel = audioLevelID
	}
	if change != nil {
		change(request)
	}
	info, err := p.AddTrack(request)
	if err != nil {
		t.Fatal(err)
	}
	pub, err := p.Publish(info.Sid, sfu.MediaInfo{Codec: negotiated, CID: request.Cid})
	if err != nil {
		t.Fatal(err)
	}
	config.Codec = negotiated
	s := newSource()
	layer, err := pub.AddLayer(config, s)
	if err != nil {
		t.Fatal(err)
	}
	return layer, s
}

// line is how a stream travels.
type line struct {
	delay time.Duration // from capture to arrival
	wrong time.Duration // of the publisher's clock
	level uint8         // of sound, -dBov
}

func ntp(at time.Time) uint64 {
	ns := at.UnixNano()
	return uint64(ns/1e9+2208988800)<<32 | uint64(ns%1e9)<<32/1e9
}

// send plays media from now on, with a sender report each second, and returns when all is sent.
func send(t *testing.T, layer *ingress.Layer, s *source, media *recordertest.Media, l line) {
	t.Helper()
	start := time.Now()
	nextReport := time.Duration(0)
	for i := range media.Packets {
		p := &media.Packets[i]
		<-time.After(time.Until(start.Add(p.At + l.delay)))
		if p.At >= nextReport {
			layer.HandleRTCP([]rtcp.Packet{&rtcp.SenderReport{SSRC: 7, NTPTime: ntp(start.Add(p.At + l.wrong)), RTPTime: p.Header.Timestamp}})
			nextReport += time.Second
		}
		header := p.Header
		if media.Codec == codec.Opus {
			if err := header.SetExtension(audioLevelID, []byte{l.level | 0x80}); err != nil {
				t.Error(err)
			}
		}
		raw, err := (&rtp.Packet{Header: header, Payload: p.Payload}).Marshal()
		if err != nil {
			t.Error(err)
			return
		}
		s.packets <- raw
	}
}

// record runs what happens in a room that is being recorded into dir, and returns the manifest.
func record(t *testing.T, dir string, cameras recorder.Cameras, happens func(room *sfu.Room, r *recorder.Recording)) *manifest.Manifest {
	t.Helper()
	room := sfu.NewRoom(sfu.RoomConfig{Name: "hall"}, sfu.Deps{})
	defer room.Close(livekit.DisconnectReason_ROOM_CLOSED)
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := recorder.Start(t.Context(), room, recorder.Config{
		Writer: writer.Config{Dir: dir, ID: "RC_1", StartedAt: time.Now(), Free: func() (int64, error) { return 1 << 40, nil }}, Cameras: cameras, Key: key,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !room.Info().ActiveRecording {
		t.Error("the room does not say that it is recorded")
	}
	happens(room, r)
	m, err := r.Stop(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := manifest.Verify(dir, []ed25519.PublicKey{key.Public().(ed25519.PublicKey)}); err != nil {
		t.Errorf("the copy is refused: %v", err)
	}
	return m
}

func track(t *testing.T, m *manifest.Manifest, identity, kind string) *manifest.Track {
	t.Helper()
	for i := range m.Tracks {
		if m.Tracks[i].Identity == identity && m.Tracks[i].Kind == kind {
			return &m.Tracks[i]
		}
	}
	t.Fatalf("no %s of %s in %+v", kind, identity, m.Tracks)
	return nil
}

// A flash and a beep at once each second, from a publisher whose clock is an hour wrong and whose picture is 140 ms slower
// than the sound.
func TestLipsAndVoiceAreInStep(t *testing.T) {
	for name, c := range map[string]codec.Type{"VP8": codec.VP8, "H264": codec.H264} {
		t.Run(name, func(t *testing.T) {
			picture, sound := recordertest.MakeFlash(t, c, 4), recordertest.MakeFlash(t, codec.Opus, 4)
			var m *manifest.Manifest
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				m = record(t, dir, recorder.AllCameras, func(room *sfu.Room, _ *recorder.Recording) {
					anh := join(t, room, "anh")
					var group sync.WaitGroup
					for media, l := range map[*recordertest.Media]line{
						picture: {delay: 180 * time.Millisecond, wrong: time.Hour}, sound: {delay: 40 * time.Millisecond, wrong: time.Hour, level: 20},
					} {
						layer, s := publish(t, anh, media.Codec, nil)
						group.Go(func() { send(t, layer, s, media, l) })
					}
					group.Wait()
					<-time.After(time.Second)
				})
			})
			seen, heard := track(t, m, "anh", "video"), track(t, m, "anh", "audio")
			if len(seen.Parts) != 1 || len(heard.Parts) != 1 || seen.Name != "ANH" {
				t.Fatalf("%+v\n%+v", seen, heard)
			}
			flashes := recordertest.Flashes(t, filepath.Join(dir, seen.Parts[0].File), false)
			beeps := recordertest.Flashes(t, filepath.Join(dir, heard.Parts[0].File), true)
			if len(flashes) < 3 || len(flashes) != len(beeps) {
				t.Fatalf("%d flashes, %d beeps: %v, %v", len(flashes), len(beeps), flashes, beeps)
			}
			for i := range flashes {
				off := flashes[i] + time.Duration(seen.Parts[0].Start)*time.Millisecond - beeps[i] - time.Duration(heard.Parts[0].Start)*time.Millisecond
				if off > 40*time.Millisecond || off < -40*time.Millisecond {
					t.Errorf("flash %d is %v behind its beep", i, off)
				}
				t.Logf("%v", off)
			}
		})
	}
}

func TestOnlyTheStagesCameraIsWritten(t *testing.T) {
	picture, sound := recordertest.Make(t, codec.VP8, 6), recordertest.Make(t, codec.Opus, 6)
	synctest.Test(t, func(t *testing.T) {
		m := record(t, t.TempDir(), recorder.StageCamera, func(room *sfu.Room, _ *recorder.Recording) {
			var group sync.WaitGroup
			for identity, level := range map[string]uint8{"anh": 20, "binh": 127} {
				p := join(t, room, identity)
				for _, media := range []*recordertest.Media{picture, sound} {
					layer, s := publish(t, p, media.Codec, nil)
					group.Go(func() { send(t, layer, s, media, line{level: level}) })
				}
			}
			group.Wait()
			<-time.After(time.Second)
		})
		if parts := track(t, m, "anh", "video").Parts; len(parts) != 1 || parts[0].Length < 3000 {
			t.Errorf("of who speaks: %+v", parts)
		}
		for i := range m.Tracks {
			if track := &m.Tracks[i]; track.Identity == "binh" && track.Kind == "video" && len(track.Parts) > 0 {
				t.Errorf("of who is silent: %+v", track.Parts)
			}
		}
		for _, identity := range []string{"anh", "binh"} {
			if parts := track(t, m, identity, "audio").Parts; len(parts) != 1 || parts[0].Length < 5000 {
				t.Errorf("microphone of %s: %+v", identity, parts)
			}
		}
	})
}

func TestEncryptedMediaAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := record(t, t.TempDir(), recorder.AllCameras, func(room *sfu.Room, _ *recorder.Recording) {
			publish(t, join(t, room, "anh"), codec.VP8, func(request *livekit.AddTrackRequest) { request.Encryption = livekit.Encryption_GCM })
			<-time.After(time.Second)
		})
		if got := track(t, m, "anh", "video"); got.Refused != "encrypted" || len(got.Parts) > 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestAPauseIsAGap(t *testing.T) {
	sound := recordertest.Make(t, codec.Opus, 6)
	synctest.Test(t, func(t *testing.T) {
		m := record(t, t.TempDir(), recorder.NoCamera, func(room *sfu.Room, r *recorder.Recording) {
			layer, s := publish(t, join(t, room, "anh"), codec.Opus, nil)
			var group sync.WaitGroup
			group.Go(func() { send(t, layer, s, sound, line{}) })
			<-time.After(2 * time.Second)
			r.Pause()
			<-time.After(2 * time.Second)
			r.Resume()
			group.Wait()
		})
		if len(m.Gaps) != 1 || m.Gaps[0].Start != 2000 || m.Gaps[0].End != 4000 || m.Gaps[0].Reason != "paused" {
			t.Errorf("%+v", m.Gaps)
		}
	})
}

func TestTheRoomEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := record(t, t.TempDir(), recorder.NoCamera, func(room *sfu.Room, r *recorder.Recording) {
			room.Close(livekit.DisconnectReason_ROOM_CLOSED)
			<-r.Gone()
		})
		if m.Reason != writer.RoomClosed {
			t.Errorf("%+v", m)
		}
	})
}

func TestNoRoomOnTheDisk(t *testing.T) {
	room := sfu.NewRoom(sfu.RoomConfig{Name: "hall"}, sfu.Deps{})
	defer room.Close(livekit.DisconnectReason_ROOM_CLOSED)
	_, err := recorder.Start(t.Context(), room, recorder.Config{Writer: writer.Config{
		Dir: t.TempDir(), ID: "RC_1", StartedAt: time.Now(), Free: func() (int64, error) { return 1 << 20, nil },
	}})
	if !errors.Is(err, writer.ErrDiskFull) {
		t.Errorf("error %v", err)
	}
	if room.Info().ActiveRecording {
		t.Error("the room says that it is recorded")
	}
}

package recorder_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtp"

	"giaoban/recorder"
	"giaoban/recorder/recordertest"
	"giaoban/recorder/writer"
	"giaoban/sfu"
	"giaoban/sfu/codec"
)

const (
	benchMicrophones = 168
	benchMedia       = 30 // seconds of it, which come again and again
)

// processorTime is how long processors have worked for this process.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// stream is one publisher's track: real media whose packets are numbered on and on.
type stream struct {
	*source
	media *recordertest.Media
	next  int // packet
	round int // of the media
	seq   uint16
}

// until sends what is due at a time since the beginning.
func (s *stream) until(b *testing.B, at time.Duration) {
	for {
		p := &s.media.Packets[s.next]
		offset := time.Duration(s.round) * benchMedia * time.Second
		if offset+p.At > at {
			return
		}
		header := p.Header
		s.seq++
		header.SequenceNumber = s.seq
		header.Timestamp += uint32(offset.Seconds() * float64(s.media.Rate))
		if s.media.Codec == codec.Opus {
			if err := header.SetExtension(audioLevelID, []byte{40 | 0x80}); err != nil {
				b.Fatal(err)
			}
		}
		raw, err := (&rtp.Packet{Header: header, Payload: p.Payload}).Marshal()
		if err != nil {
			b.Fatal(err)
		}
		s.packets <- raw
		if s.next++; s.next == len(s.media.Packets) {
			s.next, s.round = 0, s.round+1
		}
	}
}

// BenchmarkHall runs a room of 168 open microphones and a stage of 720p in real time, an operation a second, with a recorder in it
// and without: the difference of cpu-ms/s is what recording costs, through the room's fan-out, the recorder's subscriptions and
// the writer. bytes/s are on the disk.
func BenchmarkHall(b *testing.B) {
	sound, picture := recordertest.Make(b, codec.Opus, benchMedia), recordertest.MakeHD(b, codec.VP8, benchMedia)
	for _, recorded := range []bool{true, false} {
		b.Run(fmt.Sprintf("recorded=%v", recorded), func(b *testing.B) {
			room := sfu.NewRoom(sfu.RoomConfig{Name: "hall"}, sfu.Deps{})
			defer room.Close(livekit.DisconnectReason_ROOM_CLOSED)
			var r *recorder.Recording
			if recorded {
				r = startBench(b, room)
			}
			var all []*stream
			for i := range benchMicrophones {
				_, s := publish(b, join(b, room, fmt.Sprint("site", i)), codec.Opus, nil)
				all = append(all, &stream{source: s, media: sound})
			}
			_, s := publish(b, join(b, room, "stage"), codec.VP8, func(request *livekit.AddTrackRequest) {
				request.Width, request.Height = 1280, 720
				request.Layers = []*livekit.VideoLayer{{Quality: livekit.VideoQuality_HIGH, Width: 1280, Height: 720}}
			})
			all = append(all, &stream{source: s, media: picture})
			if r != nil {
				r.Spotlight("stage")
			}
			const tick = 20 * time.Millisecond
			began, before := time.Now(), processorTime(b)
			b.ResetTimer()
			for n := range b.N * int(time.Second/tick) {
				at := time.Duration(n) * tick
				<-time.After(time.Until(began.Add(at)))
				for _, one := range all {
					one.until(b, at)
				}
			}
			b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/time.Since(began).Seconds(), "cpu-ms/s")
			b.StopTimer()
			if r != nil {
				endBench(b, r)
			}
		})
	}
}

func startBench(b *testing.B, room *sfu.Room) *recorder.Recording {
	b.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	r, err := recorder.Start(b.Context(), room, recorder.Config{
		Writer:  writer.Config{Dir: filepath.Join(b.TempDir(), "RC_1"), ID: "RC_1", StartedAt: time.Now(), Free: func() (int64, error) { return 1 << 40, nil }},
		Cameras: recorder.StageCamera, Key: key,
	})
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// endBench ends the recording and checks that everything is in it.
func endBench(b *testing.B, r *recorder.Recording) {
	b.Helper()
	m, err := r.Stop(context.WithoutCancel(b.Context()))
	if err != nil {
		b.Fatal(err)
	}
	bytes, lost := int64(0), uint64(0)
	for i := range m.Tracks {
		for _, part := range m.Tracks[i].Parts {
			bytes += part.Bytes
		}
		lost += m.Tracks[i].Dropped + m.Tracks[i].Lost
	}
	if len(m.Tracks) != benchMicrophones+1 || lost > 0 {
		b.Errorf("%d tracks are recorded, %d frames and packets lost", len(m.Tracks), lost)
	}
	b.ReportMetric(float64(bytes)/m.EndedAt.Sub(m.StartedAt).Seconds(), "bytes/s")
}

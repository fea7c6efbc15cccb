package writer_test

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"giaoban/recorder/frame"
	"giaoban/recorder/manifest"
	"giaoban/recorder/writer"
	"giaoban/sfu/codec"
)

const (
	benchMicrophones = 168
	benchPacket      = 80   // bytes of 20 ms of speech at 32 kbit/s
	benchPicture     = 6250 // bytes of a picture at 1.5 Mbit/s and 30 a second
)

// cpu is what this process has used of the processors.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func report(b *testing.B, before time.Duration, bytes int64) {
	b.Helper()
	b.ReportMetric(float64((cpu(b)-before).Milliseconds())/float64(b.N), "cpu-ms/s")
	b.ReportMetric(float64(bytes)/float64(b.N), "bytes/s")
}

// BenchmarkSecond writes a second of a hall: 168 microphones and a stage. Compare its cpu-ms/s with BenchmarkBareSecond's.
func BenchmarkSecond(b *testing.B) {
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	ticks, now := make(chan time.Time), start
	w, err := writer.Open(writer.Config{
		Dir: filepath.Join(b.TempDir(), "RC_1"), ID: "RC_1", StartedAt: start, Ticks: ticks, Now: func() time.Time { return now },
		Free: func() (int64, error) { return 1 << 40, nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	open := func(about manifest.Track, c codec.Type) *writer.Track {
		track, err := w.Track(about, c)
		if err != nil {
			b.Fatal(err)
		}
		return track
	}
	var microphones []*writer.Track
	for i := range benchMicrophones {
		microphones = append(microphones, open(manifest.Track{SID: strconv.Itoa(i), Kind: "audio", Codec: codec.MimeOpus}, codec.Opus))
	}
	stage := open(manifest.Track{SID: "stage", Kind: "video", Codec: codec.MimeVP8}, codec.VP8)
	sound, picture := make([]byte, benchPacket), make([]byte, benchPicture)
	before := cpu(b)
	b.ResetTimer()
	for second := range b.N {
		at := start.Add(time.Duration(second) * time.Second)
		for n := range 50 {
			for _, track := range microphones {
				track.Push(frame.Frame{Data: sound, Key: true}, at.Add(time.Duration(n)*20*time.Millisecond))
			}
		}
		for n := range 30 {
			stage.Push(frame.Frame{Data: picture, Key: n == 0, Width: 1280, Height: 720}, at.Add(time.Duration(n)*time.Second/30))
		}
		ticks <- at.Add(time.Second)
	}
	if _, err := w.Close(b.Context(), writer.Stopped); err != nil {
		b.Fatal(err)
	}
	report(b, before, w.Stats().Written)
	if dropped := w.Stats().Dropped; dropped > 0 {
		b.Errorf("%d frames were dropped", dropped)
	}
}

// BenchmarkBareSecond puts as many bytes on stable storage in as many files, and does nothing else.
func BenchmarkBareSecond(b *testing.B) {
	dir := b.TempDir()
	var files []*os.File
	for i := range benchMicrophones + 1 {
		file, err := os.Create(filepath.Join(dir, strconv.Itoa(i)))
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		files = append(files, file)
	}
	sound, picture := make([]byte, 50*(benchPacket+7)), make([]byte, 30*(benchPicture+8))
	before, bytes := cpu(b), int64(0)
	b.ResetTimer()
	for range b.N {
		for i, file := range files {
			data := sound
			if i == benchMicrophones {
				data = picture
			}
			n, err := file.Write(data)
			if err == nil {
				err = unix.Fdatasync(int(file.Fd()))
			}
			if err != nil {
				b.Fatal(err)
			}
			bytes += int64(n)
		}
	}
	report(b, before, bytes)
}

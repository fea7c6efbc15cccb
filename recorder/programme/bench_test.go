package programme_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"giaoban/recorder/manifest"
	"giaoban/recorder/programme"
	"giaoban/recorder/recordertest"
	"giaoban/recorder/writer"
	"giaoban/sfu/codec"
)

// BenchmarkProgramme makes the programme of a minute of a 720p stage, which goes from one speaker to another in the middle, with
// both their sounds, and tells how many seconds of the recording are made in a second, of the clock and of a processor.
func BenchmarkProgramme(b *testing.B) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		b.Skip("ffmpeg is not installed")
	}
	const length = 60
	dir := filepath.Join(b.TempDir(), "RC_1")
	now := start
	w, err := writer.Open(writer.Config{Dir: dir, ID: "RC_1", StartedAt: start, Ticks: make(chan time.Time), Now: func() time.Time { return now }, Free: func() (int64, error) { return 1 << 40, nil }})
	if err != nil {
		b.Fatal(err)
	}
	picture, voice := recordertest.MakeHD(b, codec.VP8, length/2), recordertest.Make(b, codec.Opus, length)
	for i, who := range []string{"anh", "binh"} {
		now = start.Add(time.Duration(i) * length / 2 * time.Second)
		w.Cut(who)
		put(b, w, manifest.Track{SID: "TR_c" + who, Identity: who, Name: "Nguyễn Văn A", Kind: "video", Source: "camera"}, picture, now.Sub(start))
		put(b, w, manifest.Track{SID: "TR_m" + who, Identity: who, Kind: "audio", Source: "microphone"}, voice, 0)
	}
	now = start.Add(length * time.Second)
	finish(b, w, dir)
	began, before := time.Now(), childrenTime(b)
	b.ResetTimer()
	for b.Loop() {
		if err := errors.Join((&programme.Builder{Slots: programme.NewSlots(0)}).Build(b.Context(), dir, nil), os.RemoveAll(filepath.Join(dir, programme.Dir))); err != nil {
			b.Fatal(err)
		}
	}
	made := float64(length * b.N)
	b.ReportMetric(made/time.Since(began).Seconds(), "s/s")
	b.ReportMetric(made/(childrenTime(b)-before).Seconds(), "s/cpu-s")
}

// childrenTime is how long processors have worked for programs that this one started and that have ended.
func childrenTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

package linewatch_test

import (
	"slices"
	"testing"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/terminal"
)

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func TestBetween(t *testing.T) {
	open := linewatch.Source{Published: true, Wanted: true}
	came := func(s linewatch.Source, n uint64) linewatch.Source { s.Came = n; return s }
	muted, unwanted := open, open
	muted.Muted, unwanted.Wanted = true, false
	before := linewatch.Counted{Session: "a", At: start, Up: linewatch.Flow{Packets: 100, Lost: 10, Bytes: 1000}, Microphone: came(open, 5), Camera: came(open, 5)}
	after := linewatch.Counted{
		Session: "a", At: start.Add(5 * time.Second), Up: linewatch.Flow{Packets: 200, Lost: 20, Bytes: 126_000}, RTT: 30 * time.Millisecond,
		Microphone: came(open, 6), Camera: came(open, 5),
	}
	s, measured := linewatch.Between(&before, &after)
	if !measured || s.UpLossPct != 10 || s.UpKbps != 200 || s.RTTMs != 30 || s.Microphone != linewatch.Open || s.Camera != linewatch.Missing {
		t.Errorf("%+v", s)
	}
	for name, tt := range map[string]struct {
		before, after linewatch.Source
		want          linewatch.Standing
	}{
		"muted":                {came(muted, 5), came(muted, 5), linewatch.Closed},
		"just opened":          {came(muted, 5), came(open, 5), linewatch.Closed},
		"just closed":          {came(open, 5), came(muted, 5), linewatch.Closed},
		"nobody looks":         {came(unwanted, 5), came(unwanted, 5), linewatch.Closed},
		"never published":      {linewatch.Source{}, linewatch.Source{}, linewatch.Closed},
		"published anew":       {came(open, 500), came(open, 5), linewatch.Open},
		"open and nothing":     {came(open, 5), came(open, 5), linewatch.Missing},
		"open and it all came": {came(open, 5), came(open, 6), linewatch.Open},
	} {
		b, a := before, after
		b.Microphone, a.Microphone = tt.before, tt.after
		if s, _ := linewatch.Between(&b, &a); s.Microphone != tt.want {
			t.Errorf("%s: %s, want %s", name, s.Microphone, tt.want)
		}
	}
	again := after
	again.Session = "b"
	if _, measured := linewatch.Between(&before, &again); measured {
		t.Error("two sessions were compared")
	}
	if _, measured := linewatch.Between(&after, &before); measured {
		t.Error("time went back")
	}
	ended := after
	ended.Up = linewatch.Flow{}
	if s, _ := linewatch.Between(&before, &ended); s.UpLossPct != 0 || s.UpKbps != 0 {
		t.Errorf("counters that fell: %+v", s)
	}
}

func TestLevels(t *testing.T) {
	for name, tt := range map[string]struct {
		sample linewatch.Sample
		alarms []linewatch.Alarm
		want   linewatch.Level
	}{
		"good":            {want: linewatch.Good},
		"some loss":       {sample: linewatch.Sample{DownLossPct: 2}, want: linewatch.Care},
		"much loss":       {sample: linewatch.Sample{UpLossPct: 6}, want: linewatch.Bad},
		"slow":            {sample: linewatch.Sample{RTTMs: 200}, want: linewatch.Care},
		"very slow":       {sample: linewatch.Sample{RTTMs: 500}, want: linewatch.Bad},
		"a silent device": {alarms: []linewatch.Alarm{linewatch.Silent}, want: linewatch.Care},
		"no camera":       {alarms: []linewatch.Alarm{linewatch.Silent, linewatch.NoCamera}, sample: linewatch.Sample{RTTMs: 200}, want: linewatch.Bad},
	} {
		if got := linewatch.LevelOf(&tt.sample, tt.alarms); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestDevices(t *testing.T) {
	device := func(kind terminal.DeviceKind) terminal.Device { return terminal.Device{ID: string(kind), Kind: kind} }
	all := []terminal.Device{device(terminal.Camera), device(terminal.Microphone)}
	for name, tt := range map[string]struct {
		report terminal.Report
		silent time.Duration
		want   []linewatch.Alarm
	}{
		"well":          {report: terminal.Report{Browser: "Chrome", Devices: all, Camera: "camera"}},
		"never told":    {},
		"away":          {report: terminal.Report{Browser: "Chrome", Devices: all}, silent: time.Minute, want: []linewatch.Alarm{linewatch.TerminalAway}},
		"no camera":     {report: terminal.Report{Browser: "Chrome", Devices: all[1:]}, want: []linewatch.Alarm{linewatch.NoCamera}},
		"no microphone": {report: terminal.Report{Browser: "Chrome", Devices: all[:1]}, want: []linewatch.Alarm{linewatch.NoMicrophone}},
		"lost":          {report: terminal.Report{Browser: "Chrome", Devices: all, Microphone: "usb"}, want: []linewatch.Alarm{linewatch.DeviceLost}},
		"failing":       {report: terminal.Report{Browser: "Chrome", Devices: all, Doing: terminal.Failing}, want: []linewatch.Alarm{linewatch.TerminalFailing}},
	} {
		device := &terminal.Terminal{SeenAt: start, Report: tt.report}
		if got := linewatch.Devices(device, start.Add(tt.silent)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestReport(t *testing.T) {
	site := directory.UnitKey{Catalogue: "c", Code: "1"}
	at := func(minute int, change func(*linewatch.Minute)) linewatch.Minute {
		m := linewatch.Minute{Site: site, At: start.Add(time.Duration(minute) * time.Minute), Watched: 60_000, Present: 60_000, SoundDue: 60_000, UpPackets: 1000, RTTSum: 20_000, RTTs: 1, UpBytes: 750_000}
		if change != nil {
			change(&m)
		}
		return m
	}
	noSound := func(m *linewatch.Minute) { m.SoundMissing = 20_000 }
	r := linewatch.ReportOf(site, []linewatch.Minute{
		at(0, nil),
		at(1, noSound),
		at(2, func(m *linewatch.Minute) { noSound(m); m.UpLost = 100; m.Reconnects = 1 }),
		at(3, func(m *linewatch.Minute) { m.SoundDue = 0 }),        // muted on purpose
		at(4, func(m *linewatch.Minute) { m.SoundMissing = 5000 }), // too short to be noticed
		at(6, noSound), // the fifth was not measured
		at(7, func(m *linewatch.Minute) { *m = linewatch.Minute{Site: site, At: m.At, Watched: 60_000} }), // absent
		at(8, func(m *linewatch.Minute) { m.PictureDue, m.PictureMissing, m.RTTSum = 60_000, 60_000, 600_000 }),
	})
	span := func(from, to int) linewatch.Period {
		return linewatch.Period{From: start.Add(time.Duration(from) * time.Minute), To: start.Add(time.Duration(to) * time.Minute)}
	}
	if want := []linewatch.Period{span(1, 3), span(6, 7)}; !slices.Equal(r.NoSound, want) {
		t.Errorf("no sound: %v, want %v", r.NoSound, want)
	}
	if !slices.Equal(r.NoPicture, []linewatch.Period{span(8, 9)}) || !slices.Equal(r.Away, []linewatch.Period{span(7, 8)}) {
		t.Errorf("no picture %v, away %v", r.NoPicture, r.Away)
	}
	if want := []linewatch.Period{span(2, 3), span(8, 9)}; !slices.Equal(r.Poor, want) {
		t.Errorf("poor: %v, want %v", r.Poor, want)
	}
	if r.Watched != 8 || r.Present != 7 || r.Reconnects != 1 || r.Bad() != 5 || r.UpKbps != 100 {
		t.Errorf("%+v, %d bad", r, r.Bad())
	}
	if r.UpLoss.Median != 0 || r.UpLoss.P95 != 10 || r.RTT.Median != 20 || r.RTT.Max != 600 {
		t.Errorf("loss %+v, round trip %+v", r.UpLoss, r.RTT)
	}
	if r := linewatch.ReportOf(site, nil); r.Watched != 0 || r.Bad() != 0 {
		t.Errorf("of nothing: %+v", r)
	}
}

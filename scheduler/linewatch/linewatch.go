// Package linewatch says how the lines of a live meeting's sites are watched: what the server measures of each connection,
// what is wrong with it, and what a minute of a site was worth when the meeting is looked back on. It decides;
// minutestore keeps the minutes, watcher measures.
package linewatch

import (
	"slices"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/terminal"
)

// Flow counts packets one way: those that should have come, and those of them that did not at the first try.
type Flow struct{ Packets, Lost, Bytes uint64 }

// Source is a microphone or a camera as the server sees it. Wanted is false while nobody looks at its pictures, which are
// not sent then. Came counts packets of sound, or pictures.
type Source struct {
	Published, Muted, Wanted bool
	Came                     uint64
}

// Picture is a picture's size and how many come a second; zero = none.
type Picture struct {
	Width     int     `json:"width"`
	Height    int     `json:"height"`
	FrameRate float64 `json:"frameRate"`
}

// Counted is what the server has counted of a connection since it came, up to At.
type Counted struct {
	Identity string // account
	Session  string // of the media plane; new each time the connection comes
	At       time.Time
	Up, Down Flow // from the site, and to it
	RTT      time.Duration
	// Microphone and Camera are what the site sends, Sent and Shown the largest pictures each way.
	Microphone, Camera Source
	Sent, Shown        Picture
	Heard              time.Time // when it was last loud enough to be heard; zero = never
}

// Standing is how a microphone or a camera was between two looks.
type Standing string

// Standings. What its people have closed, or nobody looks at, is not missed.
const (
	Closed  Standing = "closed"
	Open    Standing = "open"
	Missing Standing = "missing" // open, and nothing came
)

// Sample is a connection between two looks.
type Sample struct {
	At          time.Time `json:"at"`
	RTTMs       float64   `json:"rttMs"` // 0 = not known
	UpLossPct   float64   `json:"upLossPct"`
	DownLossPct float64   `json:"downLossPct"`
	UpKbps      int64     `json:"upKbps"`
	DownKbps    int64     `json:"downKbps"`
	Sent        Picture   `json:"sent"`
	Shown       Picture   `json:"shown"`
	Microphone  Standing  `json:"microphone" enum:"closed,open,missing"`
	Camera      Standing  `json:"camera" enum:"closed,open,missing"`
}

// Between returns what happened between two looks at the same connection; there is nothing to tell when the second is not
// later.
func Between(before, after *Counted) (Sample, bool) {
	passed := after.At.Sub(before.At)
	if before.At.IsZero() || passed <= 0 || before.Session != after.Session {
		return Sample{}, false
	}
	s := Sample{
		At: after.At, RTTMs: float64(after.RTT.Microseconds()) / 1000, Sent: after.Sent, Shown: after.Shown,
		UpLossPct: lost(&before.Up, &after.Up), DownLossPct: lost(&before.Down, &after.Down),
		UpKbps: rate(before.Up.Bytes, after.Up.Bytes, passed), DownKbps: rate(before.Down.Bytes, after.Down.Bytes, passed),
		Microphone: standing(&before.Microphone, &after.Microphone), Camera: standing(&before.Camera, &after.Camera),
	}
	if s.Camera != Open {
		s.Sent = Picture{}
	}
	return s, true
}

func grown(before, after uint64) uint64 { return after - min(before, after) }

// Since returns what a flow has counted since another look at it.
func (f Flow) Since(before Flow) Flow {
	packets := grown(before.Packets, f.Packets)
	return Flow{packets, min(grown(before.Lost, f.Lost), packets), grown(before.Bytes, f.Bytes)}
}

func lost(before, after *Flow) float64 {
	since := after.Since(*before)
	return share(int64(since.Lost), int64(since.Packets))
}

func rate(before, after uint64, passed time.Duration) int64 {
	return int64(float64(grown(before, after)) * 8 / 1000 / passed.Seconds())
}

// standing goes by both looks: what was opened or closed between them is not held against the line.
func standing(before, after *Source) Standing {
	for _, s := range []*Source{before, after} {
		if !s.Published || s.Muted || !s.Wanted {
			return Closed
		}
	}
	if after.Came == before.Came {
		return Missing
	}
	return Open
}

// Limits of what is judged good, and of what is usable at all; the line test has the same.
const (
	GoodRTT   = 150 // ms
	WorstRTT  = 400
	GoodLoss  = 1 // per cent
	WorstLoss = 5
)

// Silence is how long an open microphone may be silent.
const Silence = time.Minute

// Alarm is something that is wrong with a connection.
type Alarm string

// Alarms.
const (
	NoSound         Alarm = "no_sound"         // its microphone is open and nothing comes
	NoPicture       Alarm = "no_picture"       // its camera is on, somebody looks, and nothing comes
	Silent          Alarm = "silent"           // its microphone is open, and no voice was heard for Silence
	NoCamera        Alarm = "no_camera"        // its terminal has none
	NoMicrophone    Alarm = "no_microphone"    // its terminal has none
	DeviceLost      Alarm = "device_lost"      // a device that it used, or that its terminal was told to use, is gone
	DeviceBlocked   Alarm = "device_blocked"   // a device is there, and its browser may not open it or cannot
	TerminalAway    Alarm = "terminal_away"    // its terminal is not heard of
	TerminalFailing Alarm = "terminal_failing" // its terminal cannot enter
)

// Level is how a connection does.
type Level string

// Levels, the worst first.
const (
	Bad  Level = "bad"
	Away Level = "away" // a site of which nobody is there
	Care Level = "care"
	Good Level = "good"
)

// LevelOf judges a connection by its latest sample and its alarms.
func LevelOf(s *Sample, alarms []Alarm) Level {
	level := Good
	lower := func(bad bool) {
		if bad {
			level = Bad
		} else if level == Good {
			level = Care
		}
	}
	for _, alarm := range alarms {
		lower(alarm != Silent && alarm != DeviceLost && alarm != DeviceBlocked && alarm != TerminalAway)
	}
	if loss := max(s.UpLossPct, s.DownLossPct); loss > GoodLoss {
		lower(loss > WorstLoss)
	}
	if s.RTTMs > GoodRTT {
		lower(s.RTTMs > WorstRTT)
	}
	return level
}

// Trouble is what a page in the hall says of a device that its people wanted to open.
type Trouble string

// Troubles.
const (
	Fine    Trouble = "fine" // it is open, or nobody wants it
	None    Trouble = "none" // there is no such device
	Lost    Trouble = "lost" // it was open, and was pulled out
	Blocked Trouble = "blocked"
)

// Own is what a page in the hall says of its own devices. The zero Own is as good as fine.
type Own struct{ Camera, Microphone Trouble }

// Fine reports whether there is no trouble.
func (o Own) Fine() bool { return len(o.Alarms()) == 0 }

// Alarms returns what is wrong, each once.
func (o Own) Alarms() []Alarm {
	var alarms []Alarm
	for _, device := range []struct {
		trouble Trouble
		none    Alarm
	}{{o.Camera, NoCamera}, {o.Microphone, NoMicrophone}} {
		alarm := map[Trouble]Alarm{None: device.none, Lost: DeviceLost, Blocked: DeviceBlocked}[device.trouble]
		if alarm != "" && !slices.Contains(alarms, alarm) {
			alarms = append(alarms, alarm)
		}
	}
	return alarms
}

// Devices returns what a terminal's own report says is wrong with it. One that has not told of its devices has no alarm.
func Devices(t *terminal.Terminal, now time.Time) []Alarm {
	var alarms []Alarm
	if !t.Connected(now) {
		return append(alarms, TerminalAway)
	}
	report := &t.Report
	if report.Browser == "" {
		return nil
	}
	has := map[terminal.DeviceKind]bool{}
	ids := map[string]bool{"": true, "default": true, "communications": true}
	for _, device := range report.Devices {
		has[device.Kind], ids[device.ID] = true, true
	}
	if !has[terminal.Camera] {
		alarms = append(alarms, NoCamera)
	}
	if !has[terminal.Microphone] {
		alarms = append(alarms, NoMicrophone)
	}
	if !ids[report.Camera] || !ids[report.Microphone] || !ids[report.Loudspeaker] {
		alarms = append(alarms, DeviceLost)
	}
	if report.Doing == terminal.Failing {
		alarms = append(alarms, TerminalFailing)
	}
	return alarms
}

// Minute is a minute of a site in a live meeting, as it is kept. Times are in milliseconds; what is counted is the sum
// over the connections that stood for the site: its terminals, or its people when it has none there.
type Minute struct {
	Site directory.UnitKey
	At   time.Time // when the minute began

	Watched int64 // how long the server looked: less than a minute when it was restarted
	Present int64 // how long somebody was there
	// SoundDue is how long a microphone was open, SoundMissing how long of that nothing came from any; likewise pictures.
	SoundDue, SoundMissing     int64
	PictureDue, PictureMissing int64

	UpPackets, UpLost, DownPackets, DownLost int64
	UpBytes, DownBytes                       int64
	RTTSum, RTTs, RTTMax                     int64 // of RTTs looks; microseconds
	Reconnects                               int64
}

// Noticed is from how long something counts in a minute: one look may be between two states.
const Noticed = 10_000 // ms

// NoSound reports whether sound was missing in the minute.
func (m *Minute) NoSound() bool { return m.SoundMissing >= Noticed }

// NoPicture reports whether the picture was missing in the minute.
func (m *Minute) NoPicture() bool { return m.PictureMissing >= Noticed }

// WasAway reports whether the site was not there for a good part of the minute.
func (m *Minute) WasAway() bool { return m.Watched-m.Present >= Noticed }

// UpLoss is the share of packets from the site that the line lost, in per cent.
func (m *Minute) UpLoss() float64 { return share(m.UpLost, m.UpPackets) }

// DownLoss is the share of packets to the site that the line lost, in per cent.
func (m *Minute) DownLoss() float64 { return share(m.DownLost, m.DownPackets) }

// RTT is the mean round trip in ms; 0 = not known.
func (m *Minute) RTT() float64 {
	if m.RTTs == 0 {
		return 0
	}
	return float64(m.RTTSum) / float64(m.RTTs) / 1000
}

// Poor reports whether the line was hardly usable in the minute.
func (m *Minute) Poor() bool {
	return m.UpLoss() > WorstLoss || m.DownLoss() > WorstLoss || m.RTT() > WorstRTT
}

func share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

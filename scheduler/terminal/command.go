package terminal

import (
	"slices"
	"strconv"
	"time"
)

// Kind is what a terminal is told to do. None opens a microphone or a camera: those at the site do.
type Kind string

// Kinds of commands.
const (
	ChooseCamera      Kind = "camera"      // value: a device's id
	ChooseMicrophone  Kind = "microphone"  // value: a device's id
	ChooseLoudspeaker Kind = "loudspeaker" // value: a device's id
	SetVolume         Kind = "volume"      // value: per cent
	SetLayout         Kind = "layout"      // value: a Layout
	Mute              Kind = "mute"        // no value
	Rejoin            Kind = "rejoin"      // no value: leaves its meeting and enters it anew
	Reload            Kind = "reload"      // no value: loads the page anew
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{ChooseCamera, ChooseMicrophone, ChooseLoudspeaker, SetVolume, SetLayout, Mute, Rejoin, Reload}
}

// State is how a command stands.
type State string

// States. A command that its terminal did not take in time has failed.
const (
	Queued State = "queued"
	Done   State = "done"
	Failed State = "failed"
)

// DetailExpired is the detail of a command that its terminal did not take in time.
const DetailExpired = "expired"

// Command is something that a terminal is told to do.
type Command struct {
	ID         string // "TC_…"
	TerminalID string
	Kind       Kind
	Value      string
	MeetingID  string // in whose name it was given; "" = none
	At         time.Time
	By         string // account
	ByName     string
	Deadline   time.Time
	State      State
	Detail     string // of a failed one: DetailExpired, or the terminal's own words
	EndedAt    time.Time
}

// Settle marks a command that was not taken in time as failed.
func (c *Command) Settle(now time.Time) {
	if c.State == Queued && !now.Before(c.Deadline) {
		c.State, c.Detail, c.EndedAt = Failed, DetailExpired, c.Deadline
	}
}

// Sound reports whether a command can be obeyed by a terminal that has told report: the device is there, the number is
// one.
func Sound(kind Kind, value string, report *Report) bool {
	switch kind {
	case ChooseCamera:
		return report.has(Camera, value)
	case ChooseMicrophone:
		return report.has(Microphone, value)
	case ChooseLoudspeaker:
		return report.has(Loudspeaker, value)
	case SetVolume:
		percent, err := strconv.Atoi(value)
		return err == nil && percent >= 0 && percent <= 100
	case SetLayout:
		return slices.Contains(Layouts(), Layout(value))
	case Mute, Rejoin, Reload:
		return value == ""
	}
	return false
}

func (r *Report) has(kind DeviceKind, id string) bool {
	for _, device := range r.Devices {
		if device.Kind == kind && device.ID == id {
			return true
		}
	}
	return false
}

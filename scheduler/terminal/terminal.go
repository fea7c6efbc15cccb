// Package terminal says what a meeting-room terminal is: a browser in kiosk mode that stands in a room, speaks for it
// under a key of its own, tells how it is, and is steered from afar. It decides; terminalstore keeps, keeper acts.
package terminal

import (
	"time"

	"giaoban/scheduler/directory"
)

// Prefixes of identifiers.
const (
	Prefix        = "TD_"
	PairingPrefix = "TP_"
	CommandPrefix = "TC_"
)

const (
	// CodeDigits is how long the code on a terminal's screen is.
	CodeDigits = 8
	// CodeLifetime is how long a code can be confirmed.
	CodeLifetime = 10 * time.Minute
	// MaxGuesses is how many wrong codes an account may enter within GuessWindow.
	MaxGuesses = 5
	// GuessWindow is how long a wrong code counts.
	GuessWindow = 15 * time.Minute
	// ChallengeLifetime is how long a nonce waits for its signature.
	ChallengeLifetime = time.Minute
	// Fresh is how long a terminal counts as connected after it was last heard of; it reports every twelve seconds.
	Fresh = 40 * time.Second
	// CommandLifetime is how long a command waits for its terminal.
	CommandLifetime = time.Minute
	// MaxName bounds names, in characters.
	MaxName = 80
	// MaxDetail bounds what a terminal tells in words, in characters.
	MaxDetail = 300
	// MaxWaiting bounds the codes that are shown at once.
	MaxWaiting = 2000
	// MaxQueued bounds the commands that wait for one terminal.
	MaxQueued = 20
)

// Terminal is a browser that stands in a room.
type Terminal struct {
	ID        string // "TD_…"
	Room      string // the room's name in the directory
	AccountID string // the account that speaks for the room
	Name      string // such as "Máy chính"
	PublicKey string // ECDSA P-256, SubjectPublicKeyInfo in base64
	PairedAt  time.Time
	PairedBy  string // account
	RevokedAt time.Time
	SessionID string    // the session that speaks for it; "" = it never came
	SeenAt    time.Time // when it was last heard of; zero = never
	Source    string    // from which address
	Report    Report

	RoomTitle directory.Text // read only, as all that follow
	Unit      directory.UnitKey
	UnitPath  string
	UnitName  directory.Text
	LineKbps  int64 // of the room's line
}

// Revoked reports whether the terminal may not come back.
func (t *Terminal) Revoked() bool { return !t.RevokedAt.IsZero() }

// Connected reports whether the terminal was heard of just before now.
func (t *Terminal) Connected(now time.Time) bool {
	return !t.Revoked() && !t.SeenAt.IsZero() && now.Sub(t.SeenAt) < Fresh
}

// Doing is what a terminal is at.
type Doing string

// What terminals do.
const (
	Idle    Doing = "idle"    // it shows its room's schedule
	Waiting Doing = "waiting" // it stands at the door of a meeting
	Joining Doing = "joining"
	Meeting Doing = "meeting" // it is in a meeting's room
	Testing Doing = "testing" // it is at the line test
	Failing Doing = "failing"
)

// Layout is how a terminal shows a meeting.
type Layout string

// Layouts. All but the first are the site's own and stand until it goes back to the first.
const (
	Chairs  Layout = "chair"   // what the chair has chosen for all
	Speaker Layout = "speaker" // one large picture and the others beside it
	Papers  Layout = "papers"
	Grid    Layout = "grid"
	Panel   Layout = "panel"
	Side    Layout = "side_by_side"
)

// Layouts lists all layouts.
func Layouts() []Layout { return []Layout{Chairs, Speaker, Papers, Grid, Panel, Side} }

// Report is what a terminal tells of itself.
type Report struct {
	Doing       Doing    `json:"doing"`
	MeetingID   string   `json:"meetingId,omitempty"`
	Detail      string   `json:"detail,omitempty"` // of what fails
	Devices     []Device `json:"devices"`
	Camera      string   `json:"camera,omitempty"` // ids of the devices in use; "" = the system's choice
	Microphone  string   `json:"microphone,omitempty"`
	Loudspeaker string   `json:"loudspeaker,omitempty"`
	CameraOn    bool     `json:"cameraOn"`
	MicOn       bool     `json:"microphoneOn"`
	Volume      int      `json:"volume"` // per cent
	Layout      Layout   `json:"layout"`
	Browser     string   `json:"browser"`
	App         string   `json:"app"`    // version of the app that it runs
	Screen      string   `json:"screen"` // pixels, such as "1920×1080"
}

// Device is a camera, microphone or loudspeaker of a terminal.
type Device struct {
	ID    string     `json:"id"`
	Kind  DeviceKind `json:"kind"`
	Label string     `json:"label"`
}

// DeviceKind is the kind of a device.
type DeviceKind string

// Kinds of devices.
const (
	Camera      DeviceKind = "camera"
	Microphone  DeviceKind = "microphone"
	Loudspeaker DeviceKind = "loudspeaker"
)

// Pairing is a code that a browser shows.
type Pairing struct {
	ID         string // "TP_…"; it cannot be guessed
	Code       string // told once, to the browser
	PublicKey  string
	Source     string // address of the browser
	UserAgent  string
	ExpiresAt  time.Time
	TerminalID string // what it became; "" = nobody has confirmed it
}

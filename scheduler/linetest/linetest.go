// Package linetest says what the line test (phiên thử) before a meeting is: what is checked at each site, how that is
// judged, and when a site is ready. It decides; linestore keeps, tester runs it.
package linetest

import (
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Prefix starts the ids of entries.
const Prefix = "LT_"

// MaxWords bounds what people write, in characters.
const MaxWords = 500

// Kind is what an entry tells of a site.
type Kind string

// Kinds of entries: the checks, then what people say.
const (
	Camera      Kind = "camera"      // frames that the server sees
	Microphone  Kind = "microphone"  // a level that the server hears
	Loudspeaker Kind = "loudspeaker" // a tone that somebody at the site hears
	Line        Kind = "line"        // round trip, loss, bitrates
	Terminal    Kind = "terminal"    // browser and version
	Mark        Kind = "mark"        // the technician's word: ready, or not
	Call        Kind = "call"        // the chair or the secretary calls the technician
)

// Checks lists what is checked, in the order of the board's columns.
func Checks() []Kind { return []Kind{Camera, Microphone, Loudspeaker, Line, Terminal} }

// Verdict is how a check stands.
type Verdict string

// Verdicts; of a mark, Go is ready and NoGo is trouble.
const (
	Untested Verdict = ""
	Go       Verdict = "go"
	Care     Verdict = "care" // usable with care
	NoGo     Verdict = "nogo"
)

// Figures are what was measured; zero = not measured.
type Figures struct {
	Pictures  uint64  `json:"pictures,omitempty"`
	Width     int     `json:"width,omitempty"`
	Height    int     `json:"height,omitempty"`
	FrameRate float64 `json:"frameRate,omitempty"`
	Level     float64 `json:"level,omitempty"` // 0 to 1
	Heard     bool    `json:"heard,omitempty"`
	RTTMs     float64 `json:"rttMs,omitempty"`
	LossPct   float64 `json:"lossPct,omitempty"`
	DownKbps  int64   `json:"downKbps,omitempty"`
	UpKbps    int64   `json:"upKbps,omitempty"`
	LineKbps  int64   `json:"lineKbps,omitempty"` // of the site's line in the directory
	NeedKbps  int64   `json:"needKbps,omitempty"` // of the meeting, each way
	Browser   string  `json:"browser,omitempty"`
	Version   int     `json:"version,omitempty"` // of the browser
	App       string  `json:"app,omitempty"`
}

// Entry is one thing told of a site, kept for good.
type Entry struct {
	ID        string
	MeetingID string
	Site      directory.UnitKey
	Kind      Kind
	Verdict   Verdict
	Figures   Figures
	Words     string // of a mark or a call
	At        time.Time
	By        string // account
	ByName    string
}

// Reading is what the server sees and hears of somebody in the test room.
type Reading struct {
	There     bool // they are in the room
	Level     float64
	Sound     bool // their microphone sends
	Pictures  uint64
	Width     int
	Height    int
	FrameRate float64
	Kbps      int64 // what comes from them
	LossPct   float64
	RTTMs     float64
}

// Limits of what is judged good, and of what is usable at all.
const (
	fewPictures  = 10
	smallPicture = 360 // lines
	goodRTT      = 150 // ms
	worstRTT     = 400
	goodLoss     = 1 // per cent
	worstLoss    = 5
	// shareOfLine is how much of the line in the directory must be there, in per cent: others use it too.
	shareOfLine = 25
	oldBrowser  = 109 // the last Chromium on Windows 7
	goodBrowser = 120
)

// JudgeCamera judges what the server has seen.
func JudgeCamera(seen Reading) Verdict {
	switch {
	case seen.Pictures < fewPictures || seen.Height == 0:
		return NoGo
	case seen.Height < smallPicture:
		return Care
	}
	return Go
}

// JudgeMicrophone judges what the server has heard.
func JudgeMicrophone(heard Reading) Verdict {
	if heard.Level > 0 {
		return Go
	}
	return NoGo
}

// JudgeLine judges a line by its figures, by what the meeting needs of it and by what it should carry.
func JudgeLine(f *Figures) Verdict {
	worst := Go
	lower := func(v Verdict) {
		if v == NoGo || worst == Go {
			worst = v
		}
	}
	atMost := func(value, good, most float64) {
		if value > most {
			lower(NoGo)
		} else if value > good {
			lower(Care)
		}
	}
	if f.RTTMs <= 0 || f.DownKbps <= 0 || f.UpKbps <= 0 {
		return NoGo
	}
	atMost(f.RTTMs, goodRTT, worstRTT)
	atMost(f.LossPct, goodLoss, worstLoss)
	for _, kbps := range []int64{f.DownKbps, f.UpKbps} {
		switch {
		case kbps < f.NeedKbps/2:
			lower(NoGo)
		case kbps < f.NeedKbps, f.LineKbps > 0 && kbps*100 < f.LineKbps*shareOfLine:
			lower(Care)
		}
	}
	return worst
}

// JudgeTerminal judges a browser by its name and version, and whether it runs the app that is served now.
func JudgeTerminal(f *Figures, served string) Verdict {
	chromium := f.Browser == "Chrome" || f.Browser == "Chromium" || f.Browser == "Edge" || f.Browser == "Opera"
	switch {
	case f.Version < oldBrowser && chromium, f.Version <= 0:
		return NoGo
	case !chromium || f.Version < goodBrowser || f.App != served:
		return Care
	}
	return Go
}

// NeedOf is what a meeting needs of a site's line each way, kbit/s.
func NeedOf(site *plan.Site) int64 {
	need := site.NeedKbps
	if need == 0 {
		need = plan.DefaultNeedKbps
	}
	return int64(need) / 2
}

// Open fails unless the line test of a meeting is open: from plan.TechnicianBefore its start until it is.
func Open(m *plan.Meeting, now time.Time) error {
	switch {
	case m.State != plan.StateIssued || now.After(m.End):
		return fault.New(fault.Conflict, "linetests.closed")
	case now.Before(m.Start.Add(-plan.TechnicianBefore)):
		return fault.New(fault.Conflict, "linetests.early")
	}
	return nil
}

// SitesOf returns the sites of a meeting at which a viewer tests: a terminal at its own, a technician or administrator
// at those of their unit and below.
func SitesOf(m *plan.Meeting, viewer *directory.Viewer) []*plan.Site {
	if viewer.Room != "" {
		if site := m.SiteOf(viewer.Room, viewer.Unit); site != nil {
			return []*plan.Site{site}
		}
		return nil
	}
	var sites []*plan.Site
	for i := range m.Sites {
		if viewer.HasAny(m.Sites[i].UnitPath, identity.Technician, identity.UnitAdmin) {
			sites = append(sites, &m.Sites[i])
		}
	}
	return sites
}

// State is how a site stands.
type State string

// States of a site. What its technician says counts; while they say nothing the checks do.
const (
	Missing State = "missing" // nothing was heard of it
	Partly  State = "partly"  // some checks are done and none has failed
	Failed  State = "failed"  // a check has failed, or the technician reports trouble
	Ready   State = "ready"   // the technician has marked it
)

// StateOf returns how a site stands by its latest entries.
func StateOf(latest map[Kind]Entry) State {
	if mark, told := latest[Mark]; told {
		if mark.Verdict == Go {
			return Ready
		}
		return Failed
	}
	state := Missing
	for _, kind := range Checks() {
		switch latest[kind].Verdict {
		case NoGo:
			return Failed
		case Go, Care:
			state = Partly
		case Untested:
		}
	}
	return state
}

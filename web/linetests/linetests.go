// Package linetests serves the line test before a meeting: the test room, what the server sees and hears there, the go /
// no-go board, and calling sites.
package linetests

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linetest"
	"giaoban/scheduler/linetest/tester"
	"giaoban/signaling/token"
	"giaoban/web/badge"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Deps are what this area stands on. All must be set.
type Deps struct {
	Tester *tester.Tester
	Units  directory.Lookup
	Keys   *token.Keys
	Now    func() time.Time
	// SignalOrigin is the ws or wss origin of signaling, "" = the one that serves the API.
	SignalOrigin  string
	TokenLifetime time.Duration
	// Seated is told by which session an account is given a join token; nil: nobody needs to know.
	Seated func(accountID, sessionID string)
}

const tag = "line-tests"

type area struct{ Deps }

// Register adds the area's endpoints.
func Register(api *rest.API, deps Deps) {
	api.Tag(tag, "The line test before a meeting: from an hour before its start every site tries camera, microphone, loudspeaker and line.")
	a := &area{deps}
	a.registerTest(api)
	a.registerBoard(api)
	a.registerCalls(api)
}

func by(ctx context.Context) directory.By {
	who := rest.CallerOf(ctx)
	return directory.By{Viewer: who.Viewer, Actor: who.Actor()}
}

type meetingInput struct {
	rest.LanguageInput
	ID string `path:"id" maxLength:"64" example:"ME_k3h1D2f9aQ0z"`
}

type joinedOutput struct {
	Body struct {
		URL      string `json:"url" doc:"Web socket origin of signaling; empty: the one that serves this API."`
		Token    string `json:"token"`
		Room     string `json:"room" example:"ME_k3h1D2f9aQ0z-test"`
		Identity string `json:"identity"`
		Site     string `json:"site" doc:"catalogue:code of the unit." example:"tuyen-quang-2025-07:02287"`
		Name     string `json:"name" example:"Điểm cầu Chiêm Hoá"`
		NeedKbps int64  `json:"needKbps" doc:"What the meeting needs each way."`
	}
}

type readingOutput struct {
	Body struct {
		There     bool    `json:"there" doc:"The caller is in the test room."`
		Level     float64 `json:"level" doc:"The loudest that the server heard of late, 0 to 1; 0: no voice."`
		Sound     bool    `json:"sound" doc:"The microphone sends."`
		Pictures  uint64  `json:"pictures" doc:"Frames that the server has received."`
		Width     int     `json:"width"`
		Height    int     `json:"height"`
		FrameRate float64 `json:"frameRate"`
		Kbps      int64   `json:"kbps" doc:"What comes from the caller."`
		LossPct   float64 `json:"lossPct"`
	}
}

type figures struct {
	Pictures  uint64  `json:"pictures,omitempty"`
	Width     int     `json:"width,omitempty"`
	Height    int     `json:"height,omitempty"`
	FrameRate float64 `json:"frameRate,omitempty"`
	Level     float64 `json:"level,omitempty"`
	Heard     bool    `json:"heard,omitempty"`
	RTTMs     float64 `json:"rttMs,omitempty" minimum:"0" maximum:"60000"`
	LossPct   float64 `json:"lossPct,omitempty" minimum:"0" maximum:"100"`
	DownKbps  int64   `json:"downKbps,omitempty" minimum:"0" maximum:"100000000"`
	UpKbps    int64   `json:"upKbps,omitempty" minimum:"0" maximum:"100000000"`
	LineKbps  int64   `json:"lineKbps,omitempty" doc:"Of the site's line in the directory."`
	NeedKbps  int64   `json:"needKbps,omitempty" doc:"What the meeting needs each way."`
	Browser   string  `json:"browser,omitempty" maxLength:"60"`
	Version   int     `json:"version,omitempty" doc:"Of the browser." minimum:"0" maximum:"100000"`
	App       string  `json:"app,omitempty" maxLength:"60" doc:"Version of the app that it runs."`
}

// Entry is one thing told of a site.
type Entry struct {
	Kind    linetest.Kind    `json:"kind" enum:"camera,microphone,loudspeaker,line,terminal,mark,call"`
	Verdict linetest.Verdict `json:"verdict,omitempty" enum:",go,care,nogo" doc:"Of a mark: go is ready, nogo is trouble."`
	Figures figures          `json:"figures"`
	Words   string           `json:"words,omitempty"`
	At      time.Time        `json:"at"`
	By      string           `json:"by"`
}

func tellEntry(e *linetest.Entry) Entry {
	return Entry{Kind: e.Kind, Verdict: e.Verdict, Figures: figures(e.Figures), Words: e.Words, At: e.At, By: e.ByName}
}

type checkInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Kind    linetest.Kind `json:"kind" enum:"camera,microphone,loudspeaker,line,terminal,mark"`
		Site    string        `json:"site,omitempty" maxLength:"100" doc:"catalogue:code; needed by those who test at several."`
		Heard   bool          `json:"heard,omitempty" doc:"Of the loudspeaker: the tone was heard."`
		Ready   bool          `json:"ready,omitempty" doc:"Of a mark."`
		Words   string        `json:"words,omitempty" maxLength:"2000" doc:"Of a mark; what the trouble is."`
		Figures *figures      `json:"figures,omitempty" doc:"Of line and terminal. Of camera and microphone the server goes by its own eyes and ears."`
	}
}

var failures = []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict}

func (a *area) registerTest(api *rest.API) {
	const who = "For technicians and administrators of a site's unit and for the terminal of its room, from an hour before the start until it."
	rest.Register(api, rest.Endpoint{
		ID: "join-line-test", Method: http.MethodPost, Path: "/meetings/{id}/line-test/join", Tag: tag, Allow: rest.Members,
		Summary: "Get into a meeting's test room", Description: "A room beside the meeting's own, which closes when the meeting starts. " + who, Errors: failures,
	}, a.join)
	rest.Register(api, rest.Endpoint{
		ID: "get-line-test-reading", Method: http.MethodGet, Path: "/meetings/{id}/line-test/reading", Tag: tag, Allow: rest.Members,
		Summary: "What the server sees and hears of the caller in the test room", Errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *meetingInput) (*readingOutput, error) {
		r, err := a.Tester.Heard(ctx, by(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		output := &readingOutput{}
		b := &output.Body
		b.There, b.Level, b.Sound, b.Pictures, b.Width, b.Height = r.There, r.Level, r.Sound, r.Pictures, r.Width, r.Height
		b.FrameRate, b.Kbps, b.LossPct = r.FrameRate, r.Kbps, r.LossPct
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "record-line-test", Method: http.MethodPost, Path: "/meetings/{id}/line-test/checks", Tag: tag, Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Record a check of a site, or mark it", Description: "Every record is kept. " + who, Errors: append(failures, problem.Invalid),
	}, func(ctx context.Context, input *checkInput) (*struct{ Body Entry }, error) {
		told := tester.Told{
			Site: unitOf(input.Body.Site), Kind: input.Body.Kind, Heard: input.Body.Heard, Ready: input.Body.Ready, Words: input.Body.Words,
		}
		if input.Body.Figures != nil {
			told.Figures = linetest.Figures(*input.Body.Figures)
		}
		e, err := a.Tester.Record(ctx, by(ctx), input.ID, told)
		if err != nil {
			return nil, err
		}
		return &struct{ Body Entry }{tellEntry(e)}, nil
	})
}

func (a *area) join(ctx context.Context, input *struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Site string `json:"site,omitempty" maxLength:"100" doc:"catalogue:code; needed by those who test at several."`
	}
}) (*joinedOutput, error) {
	who := rest.CallerOf(ctx)
	at, err := a.Tester.Join(ctx, by(ctx), input.ID, unitOf(input.Body.Site))
	if err != nil {
		return nil, err
	}
	units, err := a.Units.UnitsByKey(ctx, []directory.UnitKey{at.Site.Unit})
	if err != nil {
		return nil, err
	}
	var unit *directory.Unit
	if found, known := units[at.Site.Unit]; known {
		unit = &found
	}
	name, attributes := badge.Of(identity.Delegate, who.Viewer.Name, "", unit)
	signed, err := a.Keys.Mint("", token.Grant{
		Room: at.Meeting.TestRoom(), Identity: who.Account.ID, Name: name, Attributes: attributes, Lifetime: a.TokenLifetime,
		Permission: &livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true, CanPublishData: true},
	})
	if err != nil {
		return nil, err
	}
	if a.Seated != nil && who.Session != nil {
		a.Seated(who.Account.ID, who.Session.ID)
	}
	output := &joinedOutput{}
	b := &output.Body
	b.URL, b.Token, b.Room, b.Identity = a.SignalOrigin, signed, at.Meeting.TestRoom(), who.Account.ID
	b.Site, b.Name, b.NeedKbps = keyText(at.Site.Unit), name, linetest.NeedOf(at.Site)
	return output, nil
}

// unitOf reads catalogue:code; what is none is no unit's key.
func unitOf(text string) directory.UnitKey {
	catalogue, code, _ := strings.Cut(text, ":")
	return directory.UnitKey{Catalogue: catalogue, Code: code}
}

func keyText(key directory.UnitKey) string { return key.Catalogue + ":" + key.Code }

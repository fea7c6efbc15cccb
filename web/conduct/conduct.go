// Package conduct serves live meetings: their state, the commands that conduct them, and a stream of what changes.
package conduct

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"giaoban/internal/events"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/chat"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/conduct/notes"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
	"giaoban/web/sse"
)

// Deps are what this area stands on. All must be set, except as noted.
type Deps struct {
	Conductor *conductor.Conductor
	// Invited tells who was to come and what they answered.
	Invited conclude.Source
	Chat    *chat.Service
	Notes   *notes.Service
	Ballots Ballots
	// Check fails when a session is over; Hub tells when one may be.
	Check func(ctx context.Context, sessionID string) error
	Hub   *events.Hub
	Now   func() time.Time
	// Beat makes the heartbeat of streams; nil: a timer.
	Beat func() (beats <-chan time.Time, stop func())
}

const tag = "conduct"

type area struct {
	Deps
	streams streams
}

// Register adds the area's endpoints.
func Register(api *rest.API, deps Deps) {
	if deps.Beat == nil {
		deps.Beat = sse.Ticker
	}
	api.Tag(tag, "Live meetings: the roll, the agenda, the floor, votes, the picture at every site.")
	a := &area{Deps: deps, streams: streams{open: map[string]int{}}}
	rest.Register(api, rest.Endpoint{
		ID: "get-live-meeting", Method: http.MethodGet, Path: "/meetings/{id}/conduct", Tag: tag, Allow: rest.Members, Summary: "The state of a live meeting",
		Description: "All parts, as the caller may see them: those who conduct and the technicians see names and marks, the hall sees numbers. " +
			"By whoever has a part in the meeting.", Errors: []problem.Code{problem.NotFound, problem.Unavailable},
	}, a.look)
	rest.Register(api, rest.Endpoint{
		ID: "conduct-meeting", Method: http.MethodPost, Path: "/meetings/{id}/conduct/commands", Tag: tag, Allow: rest.Members, Summary: "Give a command",
		Description: "A command with the same id is carried out once, however often it is sent; an answer means that what it did is written down. " +
			"mine.may of the state names the caller's commands.\n\n" + tableOfRules(),
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid, problem.Unavailable},
	}, a.command)
	rest.Register(api, rest.Endpoint{
		ID: "read-meeting-log", Method: http.MethodGet, Path: "/meetings/{id}/conduct/log", Tag: tag, Allow: rest.Members, Summary: "The log of a meeting",
		Description: "What happened, in order. By the chair and the secretary.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.log)
	rest.Register(api, rest.Endpoint{
		ID: "list-live-attendees", Method: http.MethodGet, Path: "/meetings/{id}/conduct/attendees", Tag: tag, Allow: rest.Members, Summary: "Who was invited to a live meeting",
		Description: "People, sites and units with what they answered, by the subjects under which the roll of the state has them. " +
			"By those who conduct and the technicians.", Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Unavailable},
	}, a.attendees)
	a.registerChat(api)
	a.registerNotes(api)
	a.registerStream(api)
	a.registerBallots(api)
}

func by(ctx context.Context) directory.By {
	who := rest.CallerOf(ctx)
	return directory.By{Viewer: who.Viewer, Actor: who.Actor()}
}

type meetingInput struct {
	ID string `path:"id" doc:"The meeting's id." maxLength:"64" example:"ME_k3h1D2f9aQ0z"`
}

// viewBody is a conductor.View with its parts named. The stream sends the same, with the parts that have changed.
type viewBody struct {
	Seq         int64                    `json:"seq" doc:"Of the log's last entry: where a stream may go on."`
	Now         time.Time                `json:"now" doc:"The server's clock, for clocks that run."`
	Mine        conduct.MineView         `json:"mine"`
	Meeting     *conduct.MeetingView     `json:"meeting,omitempty"`
	Presence    *conduct.PresenceView    `json:"presence,omitempty"`
	Roll        *conduct.RollView        `json:"roll,omitempty"`
	Agenda      *conduct.Agenda          `json:"agenda,omitempty"`
	Floor       *conduct.FloorView       `json:"floor,omitempty"`
	Microphones *conduct.MicrophonesView `json:"microphones,omitempty"`
	Stage       *conduct.StageView       `json:"stage,omitempty"`
	Motions     *[]conduct.MotionView    `json:"motions,omitempty"`
}

// wireView is what a view is sent as: the parts beside seq and mine.
func wireView(view *conductor.View, now time.Time) ([]byte, error) {
	all := map[string]any{"seq": view.Seq, "mine": view.Mine, "now": now.UTC().Truncate(time.Millisecond)}
	for part, data := range view.Parts {
		all[string(part)] = data
	}
	return json.Marshal(all)
}

func (a *area) look(ctx context.Context, input *meetingInput) (*struct{ Body viewBody }, error) {
	view, err := a.Conductor.Look(ctx, by(ctx), input.ID)
	if err != nil {
		return nil, err
	}
	data, err := wireView(view, a.Now())
	if err != nil {
		return nil, err
	}
	output := &struct{ Body viewBody }{}
	return output, json.Unmarshal(data, &output.Body)
}

type commandBody struct {
	ID      string              `json:"id" minLength:"1" maxLength:"64" doc:"Made by the client, new for each command." example:"0192f3a4-5d6e-7f80-9a1b-2c3d4e5f6071"`
	Verb    conduct.Verb        `json:"verb" maxLength:"40" example:"floor.give"`
	Target  string              `json:"target,omitempty" maxLength:"256"`
	Before  string              `json:"before,omitempty" maxLength:"64"`
	Text    string              `json:"text,omitempty" maxLength:"20000"`
	Seconds int                 `json:"seconds,omitempty"`
	Page    int                 `json:"page,omitempty"`
	Queue   conduct.Queue       `json:"queue,omitempty" enum:",speech,question"`
	Mark    conduct.Mark        `json:"mark,omitempty" enum:",in_room,online,late,excused,unexcused,substitute"`
	Seat    string              `json:"seat,omitempty" maxLength:"80" doc:"Of a person at their site, at most 20 characters." example:"A3"`
	Policy  conduct.Microphones `json:"policy,omitempty" enum:",open,one,chair_only"`
	Quorum  *conduct.Quorum     `json:"quorum,omitempty"`
	Stage   *conduct.StageSet   `json:"stage,omitempty"`
	Motion  *motionDraft        `json:"motion,omitempty"`
	Choice  conduct.Choice      `json:"choice,omitempty" enum:",for,against,other"`
	Voters  []voterWeight       `json:"voters,omitempty" maxItems:"5000"`
	Seq     int64               `json:"seq,omitempty"`
}

type motionDraft struct {
	Question string `json:"question" maxLength:"20000"`
	ItemID   string `json:"itemId,omitempty" maxLength:"64"`
	Secret   bool   `json:"secret,omitempty"`
	ByUnit   bool   `json:"byUnit,omitempty" doc:"Each unit has one vote; otherwise each person."`
	Majority int    `json:"majority,omitempty" doc:"It is carried when more than this share of those eligible, in percent, are for it; 0: not judged." example:"50"`
}

type voterWeight struct {
	Voter  string `json:"voter" maxLength:"256"`
	Weight int    `json:"weight" doc:"0 takes the vote away."`
}

func (a *area) command(ctx context.Context, input *struct {
	ID   string `path:"id" doc:"The meeting's id." maxLength:"64"`
	Body commandBody
},
) (*struct {
	Body struct {
		Seq int64 `json:"seq" doc:"Of the log's last entry after it."`
	}
}, error,
) {
	b := &input.Body
	command := conduct.Command{
		ID: b.ID, Verb: b.Verb, Target: b.Target, Before: b.Before, Text: b.Text, Seconds: b.Seconds, Page: b.Page, Queue: b.Queue, Mark: b.Mark, Seat: b.Seat,
		Policy: b.Policy, Stage: b.Stage, Choice: b.Choice, Seq: b.Seq,
	}
	if b.Quorum != nil {
		command.Quorum = *b.Quorum
	}
	if b.Motion != nil {
		draft := conduct.MotionDraft(*b.Motion)
		command.Motion = &draft
	}
	for _, voter := range b.Voters {
		command.Voters = append(command.Voters, conduct.Weight(voter))
	}
	seq, err := a.Conductor.Do(ctx, by(ctx), input.ID, command)
	if err != nil {
		return nil, err
	}
	output := &struct {
		Body struct {
			Seq int64 `json:"seq" doc:"Of the log's last entry after it."`
		}
	}{}
	output.Body.Seq = seq
	return output, nil
}

type logEntry struct {
	Seq  int64           `json:"seq"`
	At   time.Time       `json:"at"`
	By   string          `json:"by,omitempty" doc:"Name; none: the system."`
	Kind string          `json:"kind" example:"floor.given"`
	Fact json.RawMessage `json:"fact" doc:"By kind."`
}

func (a *area) log(ctx context.Context, input *struct {
	ID    string `path:"id" doc:"The meeting's id." maxLength:"64"`
	After int64  `query:"after" minimum:"0" doc:"Entries behind this one."`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"200"`
},
) (*struct {
	Body struct {
		Items []logEntry `json:"items" nullable:"false"`
	}
}, error,
) {
	entries, err := a.Conductor.Entries(ctx, by(ctx), input.ID, input.After, input.Limit)
	if err != nil {
		return nil, err
	}
	output := &struct {
		Body struct {
			Items []logEntry `json:"items" nullable:"false"`
		}
	}{}
	output.Body.Items = make([]logEntry, len(entries))
	for i := range entries {
		kind, fact, err := conduct.Encode(entries[i].Fact)
		if err != nil {
			return nil, err
		}
		output.Body.Items[i] = logEntry{entries[i].Seq, entries[i].At, entries[i].By.Name, kind, fact}
	}
	return output, nil
}

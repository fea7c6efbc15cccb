package meetings

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/clash"
	"giaoban/web/rest"
)

type checkOutput struct {
	Body struct {
		Warnings []meetingWarning `json:"warnings" nullable:"false"`
		Clashes  []meetingClash   `json:"clashes" nullable:"false"`
		Free     *meetingSlot     `json:"free,omitempty" doc:"The next time within a fortnight when nothing is in the way; none if nothing is now."`
	}
}

type meetingSlot struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

type meetingClash struct {
	Kind        clash.Kind     `json:"kind" enum:"room,chair,secretary,person,line,inactive" doc:"room: taken; line: the meetings at a site need more than its line has; inactive: the room is out of use."`
	Subject     string         `json:"subject" doc:"The room's name, the person's id, or the unit's catalogue:code."`
	SubjectName string         `json:"subjectName"`
	Meetings    []clashMeeting `json:"meetings" nullable:"false" doc:"Those in the way."`
	NeedKbps    int            `json:"needKbps,omitempty" doc:"What all meetings at the site need together."`
	LineKbps    int            `json:"lineKbps,omitempty" doc:"What its line has."`
	Rooms       []clashRoom    `json:"rooms,omitempty" doc:"Free rooms of the same unit."`
}

type clashMeeting struct {
	ID    string     `json:"id"`
	Title string     `json:"title,omitempty" doc:"None when the caller may not see it."`
	Host  string     `json:"host"`
	Start time.Time  `json:"start"`
	End   time.Time  `json:"end"`
	State plan.State `json:"state"`
}

type clashRoom struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Seats    int    `json:"seats"`
	LineKbps int    `json:"lineKbps"`
}

func (a *area) registerCheck(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "check-meeting", Method: http.MethodPost, Path: "/meetings/check", Tag: tag, Allow: rest.Members,
		Summary:     "What stands in the way of a plan",
		Description: "While it is edited, nothing is saved: rooms, people and lines that other meetings need at the same time, each with a way out, and rules that the plan does not keep.",
		Errors:      adding,
	}, a.check)
}

func (a *area) check(ctx context.Context, input *struct {
	rest.LanguageInput
	Body struct {
		MeetingID string       `json:"meetingId,omitempty" maxLength:"64" doc:"Of the meeting that is edited; none for a new one."`
		Meeting   MeetingDraft `json:"meeting"`
		People    []string     `json:"people,omitempty" maxItems:"2000" doc:"Others who shall be invited."`
	}
},
) (*checkOutput, error) {
	findings, err := a.Planner.Check(ctx, by(ctx), input.Body.MeetingID, input.Body.Meeting.draft(), input.Body.People)
	if err != nil {
		return nil, err
	}
	lang := input.Language()
	output := &checkOutput{}
	output.Body.Warnings = warningBodies(findings.Warnings, lang)
	output.Body.Clashes = make([]meetingClash, len(findings.Clashes))
	for i := range findings.Clashes {
		output.Body.Clashes[i] = tellClash(&findings.Clashes[i], lang)
	}
	if findings.Free != nil {
		output.Body.Free = &meetingSlot{Start: findings.Free.Start, End: findings.Free.End}
	}
	return output, nil
}

func tellClash(c *clash.Clash, lang string) meetingClash {
	body := meetingClash{
		Kind: c.Kind, Subject: c.Subject, SubjectName: rest.InLanguage(c.SubjectName, lang), NeedKbps: c.NeedKbps, LineKbps: c.LineKbps,
		Meetings: make([]clashMeeting, len(c.Meetings)),
	}
	for i, other := range c.Meetings {
		body.Meetings[i] = clashMeeting{other.ID, other.Title, rest.InLanguage(other.Host, lang), other.Start, other.End, other.State}
	}
	for _, room := range c.Rooms {
		body.Rooms = append(body.Rooms, clashRoom{room.Name, rest.InLanguage(room.Title, lang), room.Seats, room.LineKbps})
	}
	return body
}

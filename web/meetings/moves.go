package meetings

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type actInput struct {
	rest.LanguageInput
	rest.VersionInput
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Action plan.Action   `json:"action" enum:"submit,withdraw,approve,return,issue,start,pause,resume,end,cancel,postpone,reschedule"`
		Reason string        `json:"reason,omitempty" doc:"Needed to return, cancel and postpone."`
		Scope  planner.Scope `json:"scope,omitempty" enum:"one,following,all" default:"one" doc:"Of a series: the others that stand where this one stands go along."`
	}
}

type meetingEvent struct {
	ID     string     `json:"id"`
	At     time.Time  `json:"at"`
	By     string     `json:"by,omitempty" doc:"Name of who did it; none: the system."`
	Action string     `json:"action" doc:"create, edit, repeat, or a transition."`
	From   plan.State `json:"from,omitempty"`
	To     plan.State `json:"to"`
	Reason string     `json:"reason,omitempty"`
}

func (a *area) registerMoves(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "act-on-meeting", Method: http.MethodPost, Path: "/meetings/{id}/actions", Tag: tag, Allow: rest.Members,
		Summary: "Move a meeting to its next state",
		Description: "By the table of transitions: rights.actions of the meeting names those open to the caller. If-Match is needed to approve " +
			"and to issue, so that nobody puts out what they have not read; it is honoured for the others.", Errors: changing,
	}, a.act)
	rest.Register(api, rest.Endpoint{
		ID: "meeting-history", Method: http.MethodGet, Path: "/meetings/{id}/history", Tag: tag, Allow: rest.Members,
		Summary: "What happened to a meeting", Description: "The oldest first.", Errors: reading,
	}, func(ctx context.Context, input *meetingInput) (*struct {
		Body struct {
			Items []meetingEvent `json:"items" nullable:"false"`
		}
	}, error,
	) {
		events, err := a.Planner.Events(ctx, by(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		output := &struct {
			Body struct {
				Items []meetingEvent `json:"items" nullable:"false"`
			}
		}{}
		output.Body.Items = make([]meetingEvent, len(events))
		for i, e := range events {
			output.Body.Items[i] = meetingEvent{ID: e.ID, At: e.At, By: e.ActorName, Action: e.Action, From: e.From, To: e.To, Reason: e.Reason}
		}
		return output, nil
	})
}

func (a *area) act(ctx context.Context, input *actInput) (*meetingOutput, error) {
	version := int64(0)
	if input.IfMatch != "" {
		var err error
		if version, err = input.Version(); err != nil {
			return nil, err
		}
	} else if input.Body.Action == plan.Approve || input.Body.Action == plan.Issue {
		return nil, problem.New(problem.Unconditional)
	}
	m, err := a.Planner.Act(ctx, by(ctx), input.ID, version, input.Body.Action, input.Body.Reason, input.Body.Scope)
	return a.made(ctx, m, nil, err, input.Language())
}

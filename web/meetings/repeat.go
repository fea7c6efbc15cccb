package meetings

import (
	"context"
	"time"

	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/web/rest"
)

type repeatInput struct {
	rest.VersionInput
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		MeetingRecurrence
		Settled planner.Settled `json:"settled,omitempty" enum:",keep,cancel" doc:"What becomes of meetings on days that fall out, when they are drafts no more: without it the change is refused."`
		Reason  string          `json:"reason,omitempty" doc:"Why meetings are cancelled; those who are invited are told."`
	}
}

type fitOutput struct {
	Body struct {
		Kept    []fitMeeting  `json:"kept" nullable:"false" doc:"On days that the rule has: they stay."`
		Moved   []fitMeeting  `json:"moved" nullable:"false" doc:"Drafts that move to another day of their week or month."`
		Added   []meetingDate `json:"added" nullable:"false" doc:"Days that get a draft."`
		Dropped []fitMeeting  `json:"dropped" nullable:"false" doc:"Drafts that are deleted."`
		Settled []fitMeeting  `json:"settled" nullable:"false" doc:"On days that fall out and drafts no more: they are kept or cancelled, as the change says."`
	}
}

type fitMeeting struct {
	ID    string     `json:"id" example:"ME_k3h1D2f9aQ0z"`
	Title string     `json:"title"`
	State plan.State `json:"state" enum:"draft,submitted,approved,issued,live,paused,ended,cancelled,postponed"`
	Start time.Time  `json:"start" doc:"When it is now."`
	To    *time.Time `json:"to,omitempty" doc:"When it would be."`
}

func (a *area) repeatMeeting(ctx context.Context, input *repeatInput) (*seriesOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	guests, err := a.Guests.LikeThose(ctx, by(ctx), input.ID)
	if err != nil {
		return nil, err
	}
	series, err := a.Planner.Repeat(ctx, by(ctx), input.ID, version, planner.Change{
		Recurrence: input.Body.recurrence(), Settled: input.Body.Settled, Reason: input.Body.Reason,
	}, guests)
	if err != nil {
		return nil, err
	}
	return a.wholeSeries(ctx, series)
}

func (a *area) previewRepeat(ctx context.Context, input *struct {
	ID   string `path:"id" maxLength:"64"`
	Body MeetingRecurrence
},
) (*fitOutput, error) {
	fit, err := a.Planner.FitTo(ctx, by(ctx), input.ID, input.Body.recurrence())
	if err != nil {
		return nil, err
	}
	output := &fitOutput{}
	output.Body.Kept, output.Body.Moved = fitted(fit.Kept), fitted(fit.Moved)
	for i := range fit.Moved {
		output.Body.Moved[i].To = &fit.Moved[i].Date.Start
	}
	output.Body.Dropped, output.Body.Settled = unfitted(fit.Dropped), unfitted(fit.Settled)
	output.Body.Added = make([]meetingDate, len(fit.Added))
	for i, date := range fit.Added {
		output.Body.Added[i] = meetingDate(date)
	}
	return output, nil
}

func fitted(all []planner.Fitted) []fitMeeting {
	told := make([]fitMeeting, len(all))
	for i, f := range all {
		told[i] = tellFit(f.Meeting)
	}
	return told
}

func unfitted(all []*plan.Meeting) []fitMeeting {
	told := make([]fitMeeting, len(all))
	for i, m := range all {
		told[i] = tellFit(m)
	}
	return told
}

func tellFit(m *plan.Meeting) fitMeeting {
	return fitMeeting{ID: m.ID, Title: m.Title, State: m.State, Start: m.Start}
}

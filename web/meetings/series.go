package meetings

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/recur"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// MeetingRecurrence is how a series repeats. Exported, as the framework wants what is embedded.
type MeetingRecurrence struct {
	Rule     string         `json:"rule" doc:"RRULE of RFC 5545 with COUNT or UNTIL, daily at most." example:"FREQ=WEEKLY;BYDAY=MO;COUNT=20"`
	Holidays recur.Holidays `json:"holidays" enum:"keep,skip,move" doc:"What becomes of a meeting on a day off: held all the same, left out, moved to the next working day."`
}

func (r MeetingRecurrence) recurrence() planner.Recurrence { return planner.Recurrence(r) }

type meetingDate struct {
	Original time.Time `json:"original" doc:"The start that the rule gives."`
	Start    time.Time `json:"start" doc:"When it is held."`
}

type seriesBody struct {
	ID       string           `json:"id" example:"MS_k3h1D2f9aQ0z"`
	Rule     string           `json:"rule"`
	Start    time.Time        `json:"start"`
	Holidays string           `json:"holidays" enum:"keep,skip,move"`
	Meetings []seriesMeeting  `json:"meetings,omitempty" doc:"When just made or changed."`
	Warnings []meetingWarning `json:"warnings,omitempty"`
}

type seriesMeeting struct {
	ID    string    `json:"id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

type seriesOutput struct {
	Body seriesBody
}

func tellSeries(s *plan.Series) *seriesOutput {
	return &seriesOutput{Body: seriesBody{ID: s.ID, Rule: s.Rule, Start: s.Start, Holidays: s.Holidays}}
}

func (a *area) registerSeries(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "preview-series", Method: http.MethodPost, Path: "/meeting-series/preview", Tag: tag, Allow: rest.Members,
		Summary: "When the meetings of a series would be", Errors: adding,
	}, a.previewSeries)
	rest.Register(api, rest.Endpoint{
		ID: "create-series", Method: http.MethodPost, Path: "/meeting-series", Tag: tag, Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Plan a series of meetings", Description: "Every meeting of it is a draft of its own. A rule must end by itself: at most 366 meetings in two years.",
		Errors: adding,
	}, a.createSeries)
	rest.Register(api, rest.Endpoint{
		ID: "get-series", Method: http.MethodGet, Path: "/meetings/{id}/series", Tag: tag, Allow: rest.Members,
		Summary: "The series that a meeting is one of", Description: "Its meetings: GET /meetings?series=…", Errors: reading,
	}, func(ctx context.Context, input *meetingInput) (*seriesOutput, error) {
		series, err := a.Planner.Series(ctx, by(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		return tellSeries(series), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "repeat-meeting", Method: http.MethodPut, Path: "/meetings/{id}/series", Tag: tag, Allow: rest.Members,
		Summary: "Change how a meeting repeats from here on",
		Description: "This meeting and those after it become a series by the new rule; a single meeting becomes the first of one. Drafts whose day " +
			"falls out move within their week or month or are deleted, new days get drafts with the same list of the invited. Meetings that are " +
			"drafts no more stay on their days; for those whose day falls out, settled must say whether they are kept or cancelled. " +
			"If-Match is the meeting's ETag.",
		Errors: append([]problem.Code{problem.TooLarge}, changing...),
	}, a.repeatMeeting)
	rest.Register(api, rest.Endpoint{
		ID: "preview-repeat", Method: http.MethodPost, Path: "/meetings/{id}/series/preview", Tag: tag, Allow: rest.Members,
		Summary: "What a rule would make of a meeting and those after it", Description: "Nothing is saved.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid},
	}, a.previewRepeat)
}

func (a *area) previewSeries(ctx context.Context, input *struct {
	Body struct {
		MeetingRecurrence
		Start time.Time `json:"start"`
	}
},
) (*struct {
	Body struct {
		Items []meetingDate `json:"items" nullable:"false"`
	}
}, error,
) {
	dates, err := a.Planner.Preview(ctx, input.Body.recurrence(), input.Body.Start)
	if err != nil {
		return nil, err
	}
	output := &struct {
		Body struct {
			Items []meetingDate `json:"items" nullable:"false"`
		}
	}{}
	output.Body.Items = make([]meetingDate, len(dates))
	for i, date := range dates {
		output.Body.Items[i] = meetingDate(date)
	}
	return output, nil
}

func (a *area) createSeries(ctx context.Context, input *struct {
	OnceInput
	Body struct {
		Meeting    MeetingDraft      `json:"meeting" doc:"The first of them."`
		Recurrence MeetingRecurrence `json:"recurrence"`
		MeetingGuests
	}
},
) (*seriesOutput, error) {
	guests, err := a.beside(ctx, input.Body.Invite, nil)
	if err != nil {
		return nil, err
	}
	var warnings []plan.Warning
	id, err := a.Planner.Once(ctx, by(ctx), input.IdempotencyKey, func(keep plan.Beside) (string, error) {
		_, meetings, found, err := a.Planner.CreateSeries(ctx, by(ctx), input.Body.Meeting.draft(), input.Body.Recurrence.recurrence(), guests, keep)
		if err != nil {
			return "", err
		}
		warnings = found
		return meetings[0].ID, nil
	})
	if err != nil {
		return nil, err
	}
	series, err := a.Planner.Series(ctx, by(ctx), id)
	if err != nil {
		return nil, err
	}
	output, err := a.wholeSeries(ctx, series)
	if err != nil {
		return nil, err
	}
	output.Body.Warnings = warningBodies(warnings, "vi")
	return output, nil
}

// wholeSeries tells of a series with its meetings.
func (a *area) wholeSeries(ctx context.Context, series *plan.Series) (*seriesOutput, error) {
	meetings, err := a.Planner.SeriesMeetings(ctx, series.ID)
	if err != nil {
		return nil, err
	}
	output := tellSeries(series)
	for _, m := range meetings {
		output.Body.Meetings = append(output.Body.Meetings, seriesMeeting{ID: m.ID, Start: m.Start, End: m.End})
	}
	return output, nil
}

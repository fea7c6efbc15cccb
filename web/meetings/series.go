package meetings

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/scheduler/plan/recur"
	"giaoban/web/rest"
)

type meetingRecurrence struct {
	Rule     string         `json:"rule" doc:"RRULE of RFC 5545 with COUNT or UNTIL, daily at most." example:"FREQ=WEEKLY;BYDAY=MO;COUNT=20"`
	Holidays recur.Holidays `json:"holidays" enum:"keep,skip,move" doc:"What becomes of a meeting on a day off: held all the same, left out, moved to the next working day."`
}

func (r meetingRecurrence) recurrence() planner.Recurrence { return planner.Recurrence(r) }

type meetingDate struct {
	Original time.Time `json:"original" doc:"The start that the rule gives."`
	Start    time.Time `json:"start" doc:"When it is held."`
}

type seriesBody struct {
	ID       string           `json:"id" example:"MS_k3h1D2f9aQ0z"`
	Rule     string           `json:"rule"`
	Start    time.Time        `json:"start"`
	Holidays string           `json:"holidays" enum:"keep,skip,move"`
	Meetings []seriesMeeting  `json:"meetings,omitempty" doc:"When just made."`
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
		Description: "This meeting and those after it become a series by the new rule; a single meeting becomes the first of one. Drafts on days " +
			"that the rule leaves out are deleted, new days get drafts. If-Match is the meeting's ETag.", Errors: changing,
	}, func(ctx context.Context, input *struct {
		rest.VersionInput
		ID   string `path:"id" maxLength:"64"`
		Body meetingRecurrence
	}) (*seriesOutput, error) {
		version, err := input.Version()
		if err != nil {
			return nil, err
		}
		series, err := a.Planner.Repeat(ctx, by(ctx), input.ID, version, input.Body.recurrence())
		if err != nil {
			return nil, err
		}
		return tellSeries(series), nil
	})
}

func (a *area) previewSeries(ctx context.Context, input *struct {
	Body struct {
		meetingRecurrence
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
	Body struct {
		Meeting    meetingDraft      `json:"meeting" doc:"The first of them."`
		Recurrence meetingRecurrence `json:"recurrence"`
	}
},
) (*seriesOutput, error) {
	series, meetings, warnings, err := a.Planner.CreateSeries(ctx, by(ctx), input.Body.Meeting.draft(), input.Body.Recurrence.recurrence())
	if err != nil {
		return nil, err
	}
	output := tellSeries(series)
	output.Body.Warnings = warningBodies(warnings)
	for _, m := range meetings {
		output.Body.Meetings = append(output.Body.Meetings, seriesMeeting{ID: m.ID, Start: m.Start, End: m.End})
	}
	return output, nil
}

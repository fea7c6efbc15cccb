package linetests

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/linetest"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type waitingCall struct {
	ID        string    `json:"id" example:"LT_k3h1D2f9aQ0z"`
	MeetingID string    `json:"meetingId"`
	Title     string    `json:"title" doc:"Of the meeting."`
	Site      string    `json:"site" doc:"catalogue:code of the unit."`
	Name      string    `json:"name" example:"Xã Chiêm Hoá"`
	By        string    `json:"by"`
	Words     string    `json:"words,omitempty"`
	At        time.Time `json:"at"`
	Until     time.Time `json:"until" doc:"When it rings no more."`
	Serves    bool      `json:"serves" doc:"The caller is the site's technician or terminal, to whom it is shown on any page; to others in the meeting's hall."`
}

type waitingOutput struct {
	Body struct {
		Now   time.Time     `json:"now"`
		Items []waitingCall `json:"items" nullable:"false"`
	}
}

func (a *area) registerCalls(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-site-calls", Method: http.MethodGet, Path: "/line-test/calls", Tag: tag, Allow: rest.Members,
		Summary:     "Calls that ring for the caller's site",
		Description: "Of a minute at most, the latest first, until somebody of the site answers. The topic me:{account} tells of changes by linetest.called.",
	}, func(ctx context.Context, input *rest.LanguageInput) (*waitingOutput, error) {
		waiting, err := a.Tester.Waits(ctx, by(ctx))
		if err != nil {
			return nil, err
		}
		output := &waitingOutput{}
		output.Body.Now, output.Body.Items = a.Now().UTC(), make([]waitingCall, len(waiting))
		for i := range waiting {
			w := &waiting[i]
			output.Body.Items[i] = waitingCall{
				ID: w.Call.ID, MeetingID: w.Meeting.ID, Title: w.Meeting.Title, Site: keyText(w.Site.Unit), Name: rest.InLanguage(w.Site.UnitName, input.Language()),
				By: w.Call.ByName, Words: w.Call.Words, At: w.Call.At, Until: w.Call.Until(), Serves: w.Serves,
			}
		}
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "receive-site-call", Method: http.MethodPut, Path: "/meetings/{id}/line-test/calls/{call}/receipt", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary:     "Tell that a call is shown, and answer it",
		Description: "By the site's terminal, its technicians and people of its unit, while it rings. Telling it again changes nothing.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict},
	}, func(ctx context.Context, input *struct {
		ID   string `path:"id" maxLength:"64"`
		Call string `path:"call" maxLength:"64"`
		Body struct {
			Where    linetest.Where `json:"where" enum:"terminal,hall,desk" doc:"What shows it."`
			Answered bool           `json:"answered,omitempty"`
		}
	}) (*struct{}, error) {
		return nil, a.Tester.Receive(ctx, by(ctx), input.ID, input.Call, input.Body.Where, input.Body.Answered)
	})
}

package meetings

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"giaoban/scheduler/plan"
	"giaoban/scheduler/workday"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type templateBody struct {
	ID        string      `json:"id" example:"MT_k3h1D2f9aQ0z"`
	Version   int64       `json:"version"`
	Name      string      `json:"name"`
	Host      meetingHost `json:"host"`
	Title     string      `json:"title" doc:"Of the meetings made from it."`
	Minutes   int         `json:"minutes" doc:"How long they are."`
	Sites     int         `json:"sites"`
	Items     int         `json:"items"`
	UpdatedAt time.Time   `json:"updatedAt"`
}

type templateOutput struct {
	ETag string `header:"ETag"`
	Body templateBody
}

func tellTemplate(t *plan.Template, lang string) templateBody {
	return templateBody{
		ID: t.ID, Version: t.Version, Name: t.Name, Host: meetingHost{t.Host.Catalogue, t.Host.Code, rest.InLanguage(t.HostName, lang)},
		Title: t.Draft.Title, Minutes: int(t.Draft.End.Sub(t.Draft.Start) / time.Minute), Sites: len(t.Draft.Sites), Items: len(t.Draft.Agenda), UpdatedAt: t.UpdatedAt,
	}
}

func templateSaved(t *plan.Template, err error, lang string) (*templateOutput, error) {
	if err != nil {
		return nil, err
	}
	return &templateOutput{ETag: rest.ETag(t.Version), Body: tellTemplate(t, lang)}, nil
}

type templateName struct {
	Name string `json:"name"`
}

type templatesOutput struct {
	Body struct {
		Items      []templateBody `json:"items" nullable:"false"`
		NextCursor string         `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

func (a *area) registerTemplates(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-meeting-templates", Method: http.MethodGet, Path: "/meeting-templates", Tag: tag, Allow: rest.Members,
		Summary: "Templates of the units that the caller plans for", Errors: []problem.Code{problem.Invalid},
	}, a.listTemplates)
	rest.Register(api, rest.Endpoint{
		ID: "create-meeting-template", Method: http.MethodPost, Path: "/meeting-templates", Tag: tag, Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Make a template of a meeting", Errors: append([]problem.Code{problem.Conflict}, adding...),
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		Body struct {
			MeetingID string `json:"meetingId" maxLength:"64"`
			Name      string `json:"name"`
		}
	}) (*templateOutput, error) {
		t, err := a.Planner.SaveTemplate(ctx, by(ctx), input.Body.MeetingID, input.Body.Name)
		return templateSaved(t, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "get-meeting-template", Method: http.MethodGet, Path: "/meeting-templates/{id}", Tag: tag, Allow: rest.Members,
		Summary: "One template", Errors: reading,
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		ID string `path:"id" maxLength:"64"`
	}) (*templateOutput, error) {
		t, err := a.Planner.Template(ctx, by(ctx), input.ID)
		return templateSaved(t, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "rename-meeting-template", Method: http.MethodPut, Path: "/meeting-templates/{id}", Tag: tag, Allow: rest.Members,
		Summary: "Rename a template", Errors: changing,
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		rest.VersionInput
		ID   string `path:"id" maxLength:"64"`
		Body templateName
	}) (*templateOutput, error) {
		version, err := input.Version()
		if err != nil {
			return nil, err
		}
		t, err := a.Planner.RenameTemplate(ctx, by(ctx), input.ID, version, input.Body.Name)
		return templateSaved(t, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "delete-meeting-template", Method: http.MethodDelete, Path: "/meeting-templates/{id}", Tag: tag, Allow: rest.Members,
		Status: http.StatusNoContent, Summary: "Delete a template", Errors: changing,
	}, func(ctx context.Context, input *struct {
		rest.VersionInput
		ID string `path:"id" maxLength:"64"`
	}) (*struct{}, error) {
		version, err := input.Version()
		if err != nil {
			return nil, err
		}
		return nil, a.Planner.DeleteTemplate(ctx, by(ctx), input.ID, version)
	})
	rest.Register(api, rest.Endpoint{
		ID: "use-meeting-template", Method: http.MethodPost, Path: "/meeting-templates/{id}/meetings", Tag: tag, Allow: rest.Members,
		Status: http.StatusCreated, Summary: "Plan a meeting from a template", Errors: adding,
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		ID   string `path:"id" maxLength:"64"`
		Body meetingCopy
	}) (*meetingOutput, error) {
		m, warnings, err := a.Planner.FromTemplate(ctx, by(ctx), input.ID, input.Body.Start, input.Body.Title, input.Body.NoStateSecret)
		return a.made(ctx, m, warnings, err, input.Language())
	})
}

func (a *area) listTemplates(ctx context.Context, input *struct {
	rest.LanguageInput
	rest.PageInput
	Query string `query:"q" doc:"Words of the name or the title." maxLength:"100"`
},
) (*templatesOutput, error) {
	found, next, err := a.Planner.Templates(ctx, by(ctx), input.Query, input.Page())
	if err != nil {
		return nil, err
	}
	output := &templatesOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]templateBody, len(found))
	for i := range found {
		output.Body.Items[i] = tellTemplate(&found[i], input.Language())
	}
	return output, nil
}

type calendarDay struct {
	Date string       `json:"date" example:"2027-02-06"`
	Kind workday.Kind `json:"kind" enum:"holiday,working"`
	Name string       `json:"name" example:"Tết Nguyên đán"`
}

func (a *area) registerCalendar(api *rest.API) {
	const who = "By administrators of the system and secretaries of a unit that has none above it."
	rest.Register(api, rest.Endpoint{
		ID: "list-calendar-days", Method: http.MethodGet, Path: "/calendar-days", Tag: tag, Allow: rest.Members,
		Summary: "Holidays and worked weekends of a year", Errors: []problem.Code{problem.Invalid},
	}, func(ctx context.Context, input *struct {
		Year int `query:"year" minimum:"2000" maximum:"2199" required:"true"`
	}) (*struct {
		Body struct {
			Items []calendarDay `json:"items" nullable:"false"`
		}
	}, error,
	) {
		year := strconv.Itoa(input.Year)
		days, err := a.Planner.Days(ctx, year+"-01-01", year+"-12-31")
		if err != nil {
			return nil, err
		}
		output := &struct {
			Body struct {
				Items []calendarDay `json:"items" nullable:"false"`
			}
		}{}
		output.Body.Items = make([]calendarDay, len(days))
		for i, day := range days {
			output.Body.Items[i] = calendarDay(day)
		}
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "set-calendar-day", Method: http.MethodPut, Path: "/calendar-days/{date}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Make a day a holiday or a worked one", Description: who, Errors: []problem.Code{problem.Forbidden, problem.Invalid},
	}, func(ctx context.Context, input *struct {
		Date string `path:"date" maxLength:"10" example:"2027-02-06"`
		Body struct {
			Kind workday.Kind `json:"kind" enum:"holiday,working"`
			Name string       `json:"name"`
		}
	}) (*struct{}, error) {
		return nil, a.Planner.SetDay(ctx, by(ctx), workday.Day{Date: input.Date, Kind: input.Body.Kind, Name: input.Body.Name})
	})
	rest.Register(api, rest.Endpoint{
		ID: "clear-calendar-day", Method: http.MethodDelete, Path: "/calendar-days/{date}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Make a day like the others of its weekday", Description: who, Errors: []problem.Code{problem.Forbidden, problem.NotFound},
	}, func(ctx context.Context, input *struct {
		Date string `path:"date" maxLength:"10"`
	}) (*struct{}, error) {
		return nil, a.Planner.ClearDay(ctx, by(ctx), input.Date)
	})
}

package meetings

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type meetingInput struct {
	rest.LanguageInput
	ID string `path:"id" doc:"The meeting's id." maxLength:"64" example:"ME_k3h1D2f9aQ0z"`
}

type meetingOutput struct {
	ETag string `header:"ETag"`
	Body meetingBody
}

type meetingsInput struct {
	rest.LanguageInput
	rest.PageInput
	From      time.Time    `query:"from" doc:"Meetings that end after this."`
	To        time.Time    `query:"to" doc:"Meetings that start before this."`
	States    []plan.State `query:"state" doc:"Any of these states, separated by commas." maxItems:"9"`
	Host      string       `query:"host" doc:"Held by this unit, catalogue:code." maxLength:"100"`
	Unit      string       `query:"unit" doc:"That this unit attends: as host, as a site, by invitation." maxLength:"100"`
	Prepares  string       `query:"prepares" doc:"In which this unit presents an item or prepares a paper." maxLength:"100"`
	Below     bool         `query:"below" doc:"And by the units below, for host, unit and prepares."`
	Person    string       `query:"person" doc:"That this person attends: as chair, secretary, presenter, by invitation. me = the caller." maxLength:"64"`
	Room      string       `query:"room" doc:"In this room." maxLength:"256"`
	Series    string       `query:"series" maxLength:"64"`
	Type      string       `query:"type" maxLength:"64"`
	Query     string       `query:"q" doc:"Words of title, description or agenda; case, diacritics and the place of tone marks don't matter." maxLength:"100"`
	Direction string       `query:"order" enum:"asc,desc" default:"asc" doc:"By start."`
}

type meetingsOutput struct {
	Body struct {
		Items      []meetingSummary `json:"items" nullable:"false"`
		NextCursor string           `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

func (a *area) registerPlan(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-meetings", Method: http.MethodGet, Path: "/meetings", Tag: tag, Allow: rest.Members, Summary: "Meetings the caller may see",
		Description: "For lists, search and calendars: give from and to for a day, a week or a month. Drafts are seen by the host's chairs, " +
			"secretaries and leaders alone; issued meetings by those who take part as well.", Errors: []problem.Code{problem.Invalid},
	}, a.listMeetings)
	rest.Register(api, rest.Endpoint{
		ID: "create-meeting", Method: http.MethodPost, Path: "/meetings", Tag: tag, Allow: rest.Members, Status: http.StatusCreated, Summary: "Plan a meeting",
		Description: "A draft, by a chair or secretary of the host unit or one above it, with its list of the invited: both are saved, or neither.",
		Errors:      append([]problem.Code{problem.TooLarge}, adding...),
	}, a.createMeeting)
	rest.Register(api, rest.Endpoint{
		ID: "get-meeting", Method: http.MethodGet, Path: "/meetings/{id}", Tag: tag, Allow: rest.Members, Summary: "One meeting",
		Description: "With what the caller may do with it.", Errors: reading,
	}, func(ctx context.Context, input *meetingInput) (*meetingOutput, error) {
		return a.tell(ctx, input.ID, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "update-meeting", Method: http.MethodPut, Path: "/meetings/{id}", Tag: tag, Allow: rest.Members, Summary: "Change a meeting's plan",
		Description: "Drafts, postponed and issued meetings; while one is under way its texts, end, agenda and policies. Of a series this one " +
			"alone, this and those after it, or all: the others keep their days, and everything else becomes the same. Agenda items keep their id.",
		Errors: append([]problem.Code{problem.TooLarge}, changing...),
	}, a.updateMeeting)
	rest.Register(api, rest.Endpoint{
		ID: "delete-meeting", Method: http.MethodDelete, Path: "/meetings/{id}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Delete a draft", Errors: changing,
	}, func(ctx context.Context, input *struct {
		rest.VersionInput
		ID string `path:"id" maxLength:"64"`
	}) (*struct{}, error) {
		version, err := input.Version()
		if err != nil {
			return nil, err
		}
		return nil, a.Planner.Delete(ctx, by(ctx), input.ID, version)
	})
	rest.Register(api, rest.Endpoint{
		ID: "copy-meeting", Method: http.MethodPost, Path: "/meetings/{id}/copy", Tag: tag, Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Make a new draft like a meeting", Errors: adding,
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		ID   string `path:"id" maxLength:"64"`
		Body meetingCopy
	}) (*meetingOutput, error) {
		m, warnings, err := a.Planner.Copy(ctx, by(ctx), input.ID, input.Body.Start, input.Body.Title, input.Body.NoStateSecret)
		return a.made(ctx, m, warnings, err, input.Language())
	})
	a.registerCheck(api)
}

type meetingCopy struct {
	Start         time.Time `json:"start" doc:"When the new one starts; its end and its agenda's fixed times move along."`
	Title         string    `json:"title,omitempty" doc:"The same if none is given."`
	NoStateSecret bool      `json:"noStateSecret" doc:"The mandatory declaration, made anew."`
}

func (a *area) listMeetings(ctx context.Context, input *meetingsInput) (*meetingsOutput, error) {
	query := plan.Query{
		From: input.From, To: input.To, States: input.States, Below: input.Below, PersonID: input.Person, Room: input.Room,
		SeriesID: input.Series, TypeID: input.Type, Text: input.Query, Descending: input.Direction == "desc", Page: input.Page(),
	}
	if query.PersonID == "me" {
		if query.PersonID = rest.CallerOf(ctx).Viewer.PersonID; query.PersonID == "" {
			query.PersonID = "none" // an account that is nobody's attends nothing
		}
	}
	for _, unit := range []struct {
		text, name string
		key        *directory.UnitKey
	}{{input.Host, "host", &query.Host}, {input.Unit, "unit", &query.Unit}, {input.Prepares, "prepares", &query.Prepares}} {
		if unit.text == "" {
			continue
		}
		key, ok := directory.ParseUnitKey(unit.text)
		if !ok {
			return nil, badQuery("query."+unit.name, "must be catalogue:code")
		}
		*unit.key = key
	}
	for _, state := range input.States {
		if !state.Valid() {
			return nil, badQuery("query.state", "must be states of a meeting")
		}
	}
	found, next, err := a.Planner.Find(ctx, by(ctx), query)
	if err != nil {
		return nil, err
	}
	output := &meetingsOutput{}
	output.Body.Items, output.Body.NextCursor = a.tellSummaries(found, input.Language()), next
	return output, nil
}

func badQuery(location, message string) error {
	refused := problem.New(problem.Invalid)
	refused.Fields = []problem.Field{{Location: location, Message: message}}
	return refused
}

func (a *area) createMeeting(ctx context.Context, input *struct {
	rest.LanguageInput
	OnceInput
	Body struct {
		MeetingDraft
		MeetingGuests
	}
},
) (*meetingOutput, error) {
	guests, err := a.beside(ctx, input.Body.Invite, nil)
	if err != nil {
		return nil, err
	}
	var warnings []plan.Warning
	id, err := a.Planner.Once(ctx, by(ctx), input.IdempotencyKey, func(keep plan.Beside) (string, error) {
		m, found, err := a.Planner.Create(ctx, by(ctx), input.Body.draft(), guests, keep)
		if err != nil {
			return "", err
		}
		warnings = found
		return m.ID, nil
	})
	return a.saved(ctx, id, warnings, err, input.Language())
}

func (a *area) updateMeeting(ctx context.Context, input *struct {
	rest.LanguageInput
	rest.VersionInput
	ID    string        `path:"id" maxLength:"64"`
	Scope planner.Scope `query:"scope" enum:"one,following,all" default:"one" doc:"Which meetings of a series."`
	Body  struct {
		MeetingDraft
		MeetingGuests
		Uninvite []meetingUnitKey `json:"uninvite,omitempty" maxItems:"2000" nullable:"false" doc:"Units taken off the list, where they have got no letter yet."`
	}
},
) (*meetingOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	guests, err := a.beside(ctx, input.Body.Invite, input.Body.Uninvite)
	if err != nil {
		return nil, err
	}
	_, warnings, err := a.Planner.Update(ctx, by(ctx), input.ID, version, input.Body.draft(), input.Scope, guests)
	return a.saved(ctx, input.ID, warnings, err, input.Language())
}

func (a *area) made(ctx context.Context, m *plan.Meeting, warnings []plan.Warning, err error, lang string) (*meetingOutput, error) {
	if err != nil {
		return nil, err
	}
	return a.saved(ctx, m.ID, warnings, nil, lang)
}

// saved answers with a meeting as it is now, after a change.
func (a *area) saved(ctx context.Context, id string, warnings []plan.Warning, err error, lang string) (*meetingOutput, error) {
	if err != nil {
		return nil, err
	}
	output, err := a.tell(ctx, id, lang)
	if err != nil {
		return nil, err
	}
	output.Body.Warnings = warningBodies(warnings, lang)
	return output, nil
}

func (a *area) tell(ctx context.Context, id, lang string) (*meetingOutput, error) {
	found, err := a.Planner.Get(ctx, by(ctx), id)
	if err != nil {
		return nil, err
	}
	return &meetingOutput{ETag: rest.ETag(found.Version), Body: tellMeeting(found, lang)}, nil
}

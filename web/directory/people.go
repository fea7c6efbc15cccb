package directory

import (
	"context"
	"net/http"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/web/rest"
)

type personItem struct {
	ID         string          `json:"id" example:"PE_4kT0c9mQ2xVb"`
	Name       string          `json:"name" example:"Nguyễn Thị Bưởi"`
	Unit       directoryOwner  `json:"unit"`
	PositionID string          `json:"positionId,omitempty" doc:"Of the catalogue positions."`
	Position   string          `json:"position,omitempty" doc:"The position's name in the caller's language."`
	Title      string          `json:"title,omitempty" doc:"How they are addressed; none: by the position." example:"Phó Chủ tịch UBND xã"`
	Mail       string          `json:"mail,omitempty"`
	Phone      string          `json:"phone,omitempty"`
	Head       bool            `json:"head" doc:"The head of the unit."`
	Active     bool            `json:"active" doc:"People are never deleted."`
	Demo       bool            `json:"demo" doc:"Invented, for the demonstration."`
	Roles      []directoryRole `json:"roles" nullable:"false"`
	Version    int64           `json:"version"`
	UpdatedAt  time.Time       `json:"updatedAt"`
}

// directoryRole is a role on a unit and all below it.
type directoryRole struct {
	Role identity.Role     `json:"role" enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
	Unit directory.UnitKey `json:"unit"`
}

func newPersonItem(p *directory.Person, lang string) personItem {
	item := personItem{
		ID: p.ID, Name: p.Name, Unit: newOwner(p.Unit, p.UnitName, lang), PositionID: p.PositionID, Position: p.Position.In(lang),
		Title: p.Title, Mail: p.Mail, Phone: p.Phone, Head: p.Head, Active: p.Active, Demo: p.Demo,
		Roles: []directoryRole{}, Version: p.Version, UpdatedAt: p.UpdatedAt.Truncate(time.Second),
	}
	for _, role := range p.Roles {
		item.Roles = append(item.Roles, directoryRole{Role: role.Role, Unit: role.Unit})
	}
	return item
}

// PeopleFilter picks people.
type PeopleFilter struct {
	Query    string        `query:"q" doc:"Words of name, title, mail or phone." maxLength:"100"`
	Unit     string        `query:"unit" doc:"Of this unit, catalogue:code." maxLength:"100" example:"tuyen-quang-2025-07:02287"`
	Below    bool          `query:"below" doc:"Of units below it as well."`
	Role     identity.Role `query:"role" doc:"Who have this role on the unit itself, or, with below or without a unit, on any." enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
	Head     bool          `query:"head" doc:"Only heads of units."`
	Inactive bool          `query:"inactive" doc:"The inactive instead of the active."`
}

func (f *PeopleFilter) query() (directory.PersonQuery, error) {
	unit, err := parseUnit(f.Unit)
	return directory.PersonQuery{Text: f.Query, Unit: unit, Below: f.Below, Role: f.Role, Head: f.Head, Inactive: f.Inactive}, err
}

type peopleInput struct {
	rest.PageInput
	rest.LanguageInput
	PeopleFilter
}

type peopleOutput struct {
	Body struct {
		Items      []personItem `json:"items" nullable:"false"`
		NextCursor string       `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

// PersonInput names a person in an address.
type PersonInput struct {
	rest.LanguageInput
	ID string `path:"id" maxLength:"40" example:"PE_4kT0c9mQ2xVb"`
}

type personOutput struct {
	Tagged
	Body personItem
}

func newPersonOutput(p *directory.Person, lang string) *personOutput {
	return &personOutput{Tagged: Tagged{ETag: rest.ETag(p.Version)}, Body: newPersonItem(p, lang)}
}

// PersonWrite is what may be said of a person.
type PersonWrite struct {
	Name       string            `json:"name"`
	Unit       directory.UnitKey `json:"unit"`
	PositionID string            `json:"positionId,omitempty" maxLength:"40"`
	Title      string            `json:"title,omitempty"`
	Mail       string            `json:"mail,omitempty"`
	Phone      string            `json:"phone,omitempty"`
	Head       bool              `json:"head,omitempty"`
	Roles      []directoryRole   `json:"roles,omitempty" nullable:"false" doc:"All of them: those left out are taken away."`
}

func (w *PersonWrite) person() directory.Person {
	p := directory.Person{
		Name: w.Name, Unit: w.Unit, PositionID: w.PositionID, Title: w.Title, Mail: w.Mail, Phone: w.Phone, Head: w.Head, Active: true,
	}
	for _, role := range w.Roles {
		p.Roles = append(p.Roles, directory.Assignment{Role: role.Role, Unit: role.Unit})
	}
	return p
}

type personCreateInput struct {
	rest.LanguageInput
	Body PersonWrite
}

type personUpdateInput struct {
	PersonInput
	rest.VersionInput
	Body struct {
		PersonWrite
		Active bool `json:"active" doc:"False deactivates: no more invitations, no way in."`
	}
}

func (a *area) registerPeople(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-people", Method: http.MethodGet, Path: "/people", Tag: "people", Allow: rest.Members,
		Summary: "People", Description: "In Vietnamese order of given names.", Errors: ofListing,
	}, a.listPeople)
	rest.Register(api, rest.Endpoint{
		ID: "get-person", Method: http.MethodGet, Path: "/people/{id}", Tag: "people", Allow: rest.Members,
		Summary: "One person", Errors: ofReading,
	}, func(ctx context.Context, input *PersonInput) (*personOutput, error) {
		person, err := a.units.Person(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return newPersonOutput(person, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "create-person", Method: http.MethodPost, Path: "/people", Tag: "people", Allow: keepers, Status: http.StatusCreated,
		Summary: "Add a person", Description: "To a unit that the caller administers. The role admin is for system administrators to give.",
		Errors: ofCreation,
	}, func(ctx context.Context, input *personCreateInput) (*personOutput, error) {
		person, err := a.units.CreatePerson(ctx, by(ctx), input.Body.person())
		if err != nil {
			return nil, err
		}
		return newPersonOutput(person, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "update-person", Method: http.MethodPut, Path: "/people/{id}", Tag: "people", Allow: keepers,
		Summary: "Change a person", Description: "People are never deleted: active false takes them out of use, and true back in.", Errors: ofChange,
	}, a.updatePerson)
}

func (a *area) listPeople(ctx context.Context, input *peopleInput) (*peopleOutput, error) {
	query, err := input.query()
	if err != nil {
		return nil, err
	}
	query.Page = input.Page()
	people, next, err := a.units.People(ctx, query)
	if err != nil {
		return nil, err
	}
	output := &peopleOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]personItem, len(people))
	for i := range people {
		output.Body.Items[i] = newPersonItem(&people[i], input.Language())
	}
	return output, nil
}

func (a *area) updatePerson(ctx context.Context, input *personUpdateInput) (*personOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	person := input.Body.person()
	person.ID, person.Active = input.ID, input.Body.Active
	changed, err := a.units.UpdatePerson(ctx, by(ctx), version, person)
	if err != nil {
		return nil, err
	}
	return newPersonOutput(changed, input.Language()), nil
}

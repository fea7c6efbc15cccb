package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/scheduler/directory"
	"giaoban/web/problem"
)

// LanguageInput is the language the caller wants to be answered in. It is exported as the API framework does not look
// into embedded types that are not.
type LanguageInput struct {
	AcceptLanguage string `header:"Accept-Language" doc:"vi (default) or en." maxLength:"200"`
}

func (l LanguageInput) language() string {
	base, _ := problem.Language(l.AcceptLanguage).Base()
	return base.String()
}

// PageInput is where in a list to go on; exported as LanguageInput is.
type PageInput struct {
	Cursor string `query:"cursor" doc:"nextCursor of the page before; none for the first page." maxLength:"100"`
	Limit  int    `query:"limit" doc:"Items a page." minimum:"1" maximum:"500" default:"100"`
}

func (p PageInput) page() directory.Page { return directory.Page{Cursor: p.Cursor, Limit: p.Limit} }

// textBody is a name in both languages.
type textBody struct {
	VI string `json:"vi" example:"Xã Chiêm Hoá"`
	EN string `json:"en" example:"Chiem Hoa Commune"`
}

// unitRef is a unit where something else is told.
type unitRef struct {
	Catalogue string          `json:"catalogue" doc:"The version of the catalogue that the code is from." example:"tuyen-quang-2025-07"`
	Code      string          `json:"code" example:"02287"`
	Level     directory.Level `json:"level" enum:"province,district,commune,agency"`
	Name      string          `json:"name" doc:"In the caller's language." example:"Xã Chiêm Hoá"`
}

func newUnitRef(unit *directory.Unit, lang string) *unitRef {
	return &unitRef{Catalogue: unit.Catalogue, Code: unit.Code, Level: unit.Level, Name: inLanguage(unit.Name, lang)}
}

func inLanguage(text directory.Text, lang string) string {
	if lang == "en" {
		return text.EN
	}
	return text.VI
}

type unitItem struct {
	Catalogue  string          `json:"catalogue" example:"tuyen-quang-2025-07"`
	Code       string          `json:"code" example:"02287"`
	ParentCode string          `json:"parentCode,omitempty" doc:"None for the root." example:"08"`
	Level      directory.Level `json:"level" enum:"province,district,commune,agency"`
	Name       textBody        `json:"name"`
	Children   int             `json:"children" doc:"How many units have this one as parent."`
}

type unitsInput struct {
	PageInput
	Catalogue string `query:"catalogue" doc:"Version of the catalogue; the one in force if none is given." maxLength:"64"`
	Parent    string `query:"parent" doc:"Only the children of the unit with this code." maxLength:"35"`
	Query     string `query:"q" doc:"Words in the name or code; case, diacritics and the place of tone marks don't matter." maxLength:"100"`
}

type unitsOutput struct {
	Body struct {
		Items      []unitItem `json:"items" nullable:"false"`
		NextCursor string     `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

func (s *Server) registerUnits(api huma.API) {
	register(s, api, endpoint{
		id: "list-units", method: http.MethodGet, path: "/units", tag: "directory", allow: members,
		summary: "Units of a catalogue", description: "In the catalogue's order: a parent before its children.",
		errors: []problem.Code{problem.Invalid},
	}, s.listUnits)
}

func (s *Server) listUnits(ctx context.Context, input *unitsInput) (*unitsOutput, error) {
	units, next, err := s.deps.Directory.Units(ctx, directory.UnitQuery{
		Catalogue: input.Catalogue, Parent: input.Parent, Text: input.Query, Page: input.page(),
	})
	if err != nil {
		return nil, err
	}
	output := &unitsOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]unitItem, len(units))
	for i, unit := range units {
		output.Body.Items[i] = unitItem{
			Catalogue: unit.Catalogue, Code: unit.Code, ParentCode: unit.ParentCode, Level: unit.Level,
			Name: textBody(unit.Name), Children: unit.Children,
		}
	}
	return output, nil
}

package web

import (
	"context"
	"net/http"

	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type unitItem struct {
	Catalogue  string          `json:"catalogue" example:"tuyen-quang-2025-07"`
	Code       string          `json:"code" example:"02287"`
	ParentCode string          `json:"parentCode,omitempty" doc:"None for the root." example:"08"`
	Level      directory.Level `json:"level" enum:"province,district,commune,agency"`
	Name       rest.Text       `json:"name"`
	Children   int             `json:"children" doc:"How many units have this one as parent."`
}

type unitsInput struct {
	rest.PageInput
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

func (s *Server) registerUnits(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-units", Method: http.MethodGet, Path: "/units", Tag: "directory", Allow: rest.Members,
		Summary: "Units of a catalogue", Description: "In the catalogue's order: a parent before its children.",
		Errors: []problem.Code{problem.Invalid},
	}, s.listUnits)
}

func (s *Server) listUnits(ctx context.Context, input *unitsInput) (*unitsOutput, error) {
	units, next, err := s.deps.Directory.Units(ctx, directory.UnitQuery{
		Catalogue: input.Catalogue, Parent: input.Parent, Text: input.Query, Page: input.Page(),
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
			Name: rest.Text(unit.Name), Children: unit.Children,
		}
	}
	return output, nil
}

package directory

import (
	"context"
	"net/http"

	"giaoban/scheduler/directory"
	"giaoban/web/rest"
)

// UnitItem is a unit as lists tell it.
type UnitItem struct {
	Catalogue  string          `json:"catalogue" example:"tuyen-quang-2025-07"`
	Code       string          `json:"code" example:"02287"`
	ParentCode string          `json:"parentCode,omitempty" doc:"None for the root." example:"08"`
	Level      directory.Level `json:"level" enum:"province,district,commune,agency"`
	Name       rest.Text       `json:"name"`
	AgencyCode string          `json:"agencyCode,omitempty" doc:"Mã định danh of the agency." example:"000.00.00.H49"`
	ValidFrom  string          `json:"validFrom,omitempty" doc:"First day; none: as the catalogue." example:"2025-07-01"`
	ValidTo    string          `json:"validTo,omitempty" doc:"Last day; none: as the catalogue."`
	Path       string          `json:"path" doc:"Names the unit and all above it: a unit is below another exactly when its path starts with the other's." example:"/tuyen-quang-2025-07/08/02287/"`
	Children   int             `json:"children" doc:"How many units have this one as parent."`
	Version    int64           `json:"version"`
}

func newUnitItem(unit *directory.Unit) UnitItem {
	return UnitItem{
		Catalogue: unit.Catalogue, Code: unit.Code, ParentCode: unit.ParentCode, Level: unit.Level, Name: rest.Text(unit.Name),
		AgencyCode: unit.AgencyCode, ValidFrom: unit.ValidFrom, ValidTo: unit.ValidTo, Path: unit.Path, Children: unit.Children,
		Version: unit.Version,
	}
}

type unitsInput struct {
	rest.PageInput
	Catalogue string          `query:"catalogue" doc:"Version of the catalogue; the one in force if none is given." maxLength:"64"`
	Parent    string          `query:"parent" doc:"Only the children of the unit with this code." maxLength:"35"`
	Under     string          `query:"under" doc:"Only units below the one with this code, at any depth." maxLength:"35"`
	Level     directory.Level `query:"level" enum:"province,district,commune,agency"`
	ValidOn   string          `query:"validOn" doc:"Only units valid on this day, YYYY-MM-DD." maxLength:"10" pattern:"^\\d{4}-\\d{2}-\\d{2}$"`
	Query     string          `query:"q" doc:"Words in the name or code; case, diacritics and the place of tone marks don't matter." maxLength:"100"`
}

type unitsOutput struct {
	Body struct {
		Items      []UnitItem `json:"items" nullable:"false"`
		NextCursor string     `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

// UnitPath names a unit in an address.
type UnitPath struct {
	Catalogue string `path:"catalogue" maxLength:"64" example:"tuyen-quang-2025-07"`
	Code      string `path:"code" maxLength:"35" example:"02287"`
}

func (p UnitPath) key() directory.UnitKey {
	return directory.UnitKey{Catalogue: p.Catalogue, Code: p.Code}
}

type unitOutput struct {
	Tagged
	Body struct {
		UnitItem
		Successors []directory.UnitKey `json:"successors" nullable:"false" doc:"What took its place in a reform."`
	}
}

func newUnitOutput(unit *directory.Unit) *unitOutput {
	output := &unitOutput{Tagged: Tagged{ETag: rest.ETag(unit.Version)}}
	output.Body.UnitItem = newUnitItem(unit)
	output.Body.Successors = append([]directory.UnitKey{}, unit.Successors...)
	return output
}

// UnitWrite is what may be said of a unit.
type UnitWrite struct {
	ParentCode string          `json:"parentCode,omitempty" doc:"None for a root; another one moves the unit with all below it." maxLength:"35"`
	Level      directory.Level `json:"level" enum:"province,district,commune,agency"`
	Name       rest.Text       `json:"name"`
	AgencyCode string          `json:"agencyCode,omitempty" maxLength:"35"`
	ValidFrom  string          `json:"validFrom,omitempty" maxLength:"10"`
	ValidTo    string          `json:"validTo,omitempty" maxLength:"10"`
}

func (w *UnitWrite) unit(key directory.UnitKey) directory.Unit {
	return directory.Unit{
		Catalogue: key.Catalogue, Code: key.Code, ParentCode: w.ParentCode, Level: w.Level, Name: directory.Text(w.Name),
		AgencyCode: w.AgencyCode, ValidFrom: w.ValidFrom, ValidTo: w.ValidTo,
	}
}

type unitCreateInput struct {
	Body struct {
		directory.UnitKey
		UnitWrite
	}
}

type unitUpdateInput struct {
	UnitPath
	rest.VersionInput
	Body UnitWrite
}

type unitVersionInput struct {
	UnitPath
	rest.VersionInput
}

type unitReformInput struct {
	UnitPath
	rest.VersionInput
	Body struct {
		ValidTo    string              `json:"validTo" doc:"The unit's last day." example:"2025-06-30" maxLength:"10"`
		Successors []directory.UnitKey `json:"successors,omitempty" nullable:"false" doc:"What takes its place; may be none." maxItems:"100"`
		Move       bool                `json:"move,omitempty" doc:"Take its people, roles, rooms, groups and lists along; with one successor only."`
	}
}

func (a *area) registerUnits(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-units", Method: http.MethodGet, Path: "/units", Tag: "directory", Allow: rest.Members,
		Summary: "Units of a catalogue", Description: "In the catalogue's order: a parent before its children.", Errors: ofListing,
	}, a.listUnits)
	rest.Register(api, rest.Endpoint{
		ID: "get-unit", Method: http.MethodGet, Path: "/units/{catalogue}/{code}", Tag: "directory", Allow: rest.Members,
		Summary: "One unit", Errors: ofReading,
	}, func(ctx context.Context, input *struct{ UnitPath }) (*unitOutput, error) {
		unit, err := a.units.Unit(ctx, input.Catalogue, input.Code)
		if err != nil {
			return nil, err
		}
		return newUnitOutput(unit), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "create-unit", Method: http.MethodPost, Path: "/units", Tag: "directory", Allow: keepers, Status: http.StatusCreated,
		Summary: "Add a unit to a catalogue", Description: "Below a unit that the caller administers; roots are for system administrators.",
		Errors: ofCreation,
	}, func(ctx context.Context, input *unitCreateInput) (*unitOutput, error) {
		unit, err := a.units.CreateUnit(ctx, by(ctx), input.Body.unit(input.Body.UnitKey))
		if err != nil {
			return nil, err
		}
		return newUnitOutput(unit), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "update-unit", Method: http.MethodPut, Path: "/units/{catalogue}/{code}", Tag: "directory", Allow: keepers,
		Summary: "Change a unit", Description: "Its code stays: a unit with another code is another unit.", Errors: ofChange,
	}, a.updateUnit)
	rest.Register(api, rest.Endpoint{
		ID: "delete-unit", Method: http.MethodDelete, Path: "/units/{catalogue}/{code}", Tag: "directory", Allow: keepers,
		Status: http.StatusNoContent, Summary: "Delete a unit made by mistake",
		Description: "Only a unit that nothing names: no unit below, no person, room or meeting. Others end by a reform.", Errors: ofChange,
	}, a.deleteUnit)
	rest.Register(api, rest.Endpoint{
		ID: "reform-unit", Method: http.MethodPost, Path: "/units/{catalogue}/{code}/reform", Tag: "directory", Allow: keepers,
		Summary:     "End a unit and name what takes its place",
		Description: "Meetings held before keep the unit. Whoever has a role on a successor has it on the unit's past as well.",
		Errors:      ofChange,
	}, a.reformUnit)
}

func (a *area) listUnits(ctx context.Context, input *unitsInput) (*unitsOutput, error) {
	units, next, err := a.units.Units(ctx, directory.UnitQuery{
		Catalogue: input.Catalogue, Parent: input.Parent, Under: input.Under, Level: input.Level, ValidOn: input.ValidOn,
		Text: input.Query, Page: input.Page(),
	})
	if err != nil {
		return nil, err
	}
	output := &unitsOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]UnitItem, len(units))
	for i := range units {
		output.Body.Items[i] = newUnitItem(&units[i])
	}
	return output, nil
}

func (a *area) updateUnit(ctx context.Context, input *unitUpdateInput) (*unitOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	unit, err := a.units.UpdateUnit(ctx, by(ctx), version, input.Body.unit(input.key()))
	if err != nil {
		return nil, err
	}
	return newUnitOutput(unit), nil
}

func (a *area) deleteUnit(ctx context.Context, input *unitVersionInput) (*noContent, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	return &noContent{}, a.units.DeleteUnit(ctx, by(ctx), version, input.key())
}

func (a *area) reformUnit(ctx context.Context, input *unitReformInput) (*unitOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	unit, err := a.units.ReformUnit(ctx, by(ctx), version, input.key(), directory.Reform(input.Body))
	if err != nil {
		return nil, err
	}
	return newUnitOutput(unit), nil
}

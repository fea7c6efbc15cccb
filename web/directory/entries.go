package directory

import (
	"context"
	"net/http"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/web/rest"
)

// EntryItem is one choice of a short catalogue.
type EntryItem struct {
	ID       string              `json:"id" example:"CE_4kT0c9mQ2xVb"`
	Kind     directory.EntryKind `json:"kind" enum:"positions,meeting-types,paper-types,issuing-agencies"`
	Code     string              `json:"code" example:"PCT"`
	Name     rest.Text           `json:"name"`
	Symbol   string              `json:"symbol,omitempty" doc:"Letters in the numbers of documents." example:"UBND"`
	Superior string              `json:"superior,omitempty" doc:"Of an issuing agency, the one above it in the heading of documents."`
	Unit     *directory.UnitKey  `json:"unit,omitempty" doc:"Of an issuing agency, the unit it is."`
	Regular  bool                `json:"regular" doc:"Of a type of meeting, that it is held by plan."`
	Active   bool                `json:"active"`
	Order    int64               `json:"order"`
	Version  int64               `json:"version"`
}

func newEntryItem(e *directory.Entry) EntryItem {
	item := EntryItem{
		ID: e.ID, Kind: e.Kind, Code: e.Code, Name: rest.Text(e.Name), Symbol: e.Symbol, Superior: e.Superior, Regular: e.Regular,
		Active: e.Active, Order: e.Order, Version: e.Version,
	}
	if !e.Unit.IsZero() {
		item.Unit = &directory.UnitKey{Catalogue: e.Unit.Catalogue, Code: e.Unit.Code}
	}
	return item
}

// KindInput names a short catalogue in an address.
type KindInput struct {
	Kind directory.EntryKind `path:"kind" enum:"positions,meeting-types,paper-types,issuing-agencies"`
}

// EntryInput names an entry in an address.
type EntryInput struct {
	KindInput
	ID string `path:"id" maxLength:"40"`
}

type entriesInput struct {
	KindInput
	rest.PageInput
	Query    string `query:"q" doc:"Words in the name or code." maxLength:"100"`
	Inactive bool   `query:"inactive" doc:"Those out of use as well."`
}

type entriesOutput struct {
	Body struct {
		Items      []EntryItem `json:"items" nullable:"false"`
		NextCursor string      `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

type entryOutput struct {
	Tagged
	Body EntryItem
}

// EntryWrite is what may be said of an entry.
type EntryWrite struct {
	Code     string             `json:"code" maxLength:"35"`
	Name     rest.Text          `json:"name"`
	Symbol   string             `json:"symbol,omitempty" maxLength:"35"`
	Superior string             `json:"superior,omitempty"`
	Unit     *directory.UnitKey `json:"unit,omitempty"`
	Regular  bool               `json:"regular,omitempty"`
	Order    int64              `json:"order,omitempty"`
}

func (w *EntryWrite) entry(kind directory.EntryKind) directory.Entry {
	entry := directory.Entry{
		Kind: kind, Code: w.Code, Name: directory.Text(w.Name), Symbol: w.Symbol, Superior: w.Superior, Regular: w.Regular, Order: w.Order, Active: true,
	}
	if w.Unit != nil {
		entry.Unit = *w.Unit
	}
	return entry
}

type entryCreateInput struct {
	KindInput
	Body EntryWrite
}

type entryUpdateInput struct {
	EntryInput
	rest.VersionInput
	Body struct {
		EntryWrite
		Active bool `json:"active" doc:"False takes the entry out of use: what names it keeps it."`
	}
}

func newEntryOutput(e *directory.Entry) *entryOutput {
	return &entryOutput{Tagged: Tagged{ETag: rest.ETag(e.Version)}, Body: newEntryItem(e)}
}

func (a *area) registerEntries(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-entries", Method: http.MethodGet, Path: "/catalogues/{kind}", Tag: "catalogues", Allow: rest.Members,
		Summary: "Positions, types of meetings and papers, issuing agencies", Errors: ofListing,
	}, a.listEntries)
	rest.Register(api, rest.Endpoint{
		ID: "get-entry", Method: http.MethodGet, Path: "/catalogues/{kind}/{id}", Tag: "catalogues", Allow: rest.Members,
		Summary: "One entry", Errors: ofReading,
	}, func(ctx context.Context, input *EntryInput) (*entryOutput, error) {
		entry, err := a.entry(ctx, input)
		if err != nil {
			return nil, err
		}
		return newEntryOutput(entry), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "create-entry", Method: http.MethodPost, Path: "/catalogues/{kind}", Tag: "catalogues", Allow: admins, Status: http.StatusCreated,
		Summary: "Add an entry", Errors: ofCreation,
	}, func(ctx context.Context, input *entryCreateInput) (*entryOutput, error) {
		entry, err := a.units.CreateEntry(ctx, by(ctx), input.Body.entry(input.Kind))
		if err != nil {
			return nil, err
		}
		return newEntryOutput(entry), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "update-entry", Method: http.MethodPut, Path: "/catalogues/{kind}/{id}", Tag: "catalogues", Allow: admins,
		Summary: "Change an entry, take it out of use or back", Errors: ofChange,
	}, a.updateEntry)
}

// entry returns the entry of an address; one of another kind is not there.
func (a *area) entry(ctx context.Context, input *EntryInput) (*directory.Entry, error) {
	entry, err := a.units.Entry(ctx, input.ID)
	if err == nil && entry.Kind != input.Kind {
		return nil, directory.ErrNotFound
	}
	return entry, err
}

func (a *area) listEntries(ctx context.Context, input *entriesInput) (*entriesOutput, error) {
	entries, next, err := a.units.Entries(ctx, directory.EntryQuery{
		Kind: input.Kind, Text: input.Query, Inactive: input.Inactive, Page: input.Page(),
	})
	if err != nil {
		return nil, err
	}
	output := &entriesOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]EntryItem, len(entries))
	for i := range entries {
		output.Body.Items[i] = newEntryItem(&entries[i])
	}
	return output, nil
}

func (a *area) updateEntry(ctx context.Context, input *entryUpdateInput) (*entryOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	if _, err := a.entry(ctx, &input.EntryInput); err != nil {
		return nil, err
	}
	entry := input.Body.entry(input.Kind)
	entry.ID, entry.Active = input.ID, input.Body.Active
	changed, err := a.units.UpdateEntry(ctx, by(ctx), version, entry)
	if err != nil {
		return nil, err
	}
	return newEntryOutput(changed), nil
}

type viewerOutput struct {
	Body struct {
		AccountID string            `json:"accountId"`
		PersonID  string            `json:"personId,omitempty" doc:"None: the account is nobody's in the directory."`
		Name      string            `json:"name"`
		Role      identity.Role     `json:"role" doc:"The account's." enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
		Unit      directory.UnitKey `json:"unit"`
		Roles     []heldRole        `json:"roles" nullable:"false" doc:"What the caller may act as, and where: on a unit and all below it."`
	}
}

type heldRole struct {
	Role identity.Role     `json:"role" enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
	Unit directory.UnitKey `json:"unit"`
	Path string            `json:"path" doc:"The unit's path: the role holds on every unit whose path starts with it."`
}

func (a *area) registerViewer(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "get-viewer", Method: http.MethodGet, Path: "/viewer", Tag: "people", Allow: rest.Members,
		Summary: "What the caller may act as, and where",
	}, func(ctx context.Context, _ *struct{}) (*viewerOutput, error) {
		viewer := by(ctx).Viewer
		output := &viewerOutput{}
		output.Body.AccountID, output.Body.PersonID, output.Body.Name = viewer.AccountID, viewer.PersonID, viewer.Name
		output.Body.Role, output.Body.Unit, output.Body.Roles = viewer.Role, viewer.Unit, []heldRole{}
		for _, role := range viewer.Assignments {
			output.Body.Roles = append(output.Body.Roles, heldRole(role))
		}
		return output, nil
	})
}

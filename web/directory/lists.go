package directory

import (
	"context"
	"net/http"

	"giaoban/scheduler/directory"
	"giaoban/web/rest"
)

// InvitationListItem is an invitation list as lists tell it.
type InvitationListItem struct {
	ID      string         `json:"id" example:"IL_4kT0c9mQ2xVb"`
	Name    string         `json:"name" example:"Toàn tỉnh"`
	Unit    directoryOwner `json:"unit" doc:"Who keeps it."`
	Size    int            `json:"size" doc:"How many members."`
	Version int64          `json:"version"`
}

func newListItem(l *directory.List, lang string) InvitationListItem {
	return InvitationListItem{ID: l.ID, Name: l.Name, Unit: newOwner(l.Unit, l.UnitName, lang), Size: l.Size, Version: l.Version}
}

// listMember is one member of a list.
type listMember struct {
	Kind directory.MemberKind `json:"kind" enum:"unit,person,site,group"`
	Unit *directory.UnitKey   `json:"unit,omitempty" doc:"Of a unit, its key."`
	ID   string               `json:"id,omitempty" doc:"Of the others, the id; of a site, its name." maxLength:"64"`
	Name string               `json:"name,omitempty" doc:"In the caller's language; told, not taken." readOnly:"true"`
}

func members(list []listMember) []directory.Member {
	all := make([]directory.Member, len(list))
	for i, m := range list {
		all[i] = directory.Member{Kind: m.Kind, ID: m.ID}
		if m.Unit != nil {
			all[i].Unit = *m.Unit
		}
	}
	return all
}

type listsOutput struct {
	Body struct {
		Items      []InvitationListItem `json:"items" nullable:"false"`
		NextCursor string               `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

type listOutput struct {
	Tagged
	Body struct {
		InvitationListItem
		Members []listMember `json:"members" nullable:"false"`
	}
}

func newListOutput(l *directory.List, lang string) *listOutput {
	output := &listOutput{Tagged: Tagged{ETag: rest.ETag(l.Version)}}
	output.Body.InvitationListItem = newListItem(l, lang)
	output.Body.Members = []listMember{}
	for _, m := range l.Members {
		member := listMember{Kind: m.Kind, ID: m.ID, Name: m.Name.In(lang)}
		if m.Kind == directory.MemberUnit {
			member.Unit = &directory.UnitKey{Catalogue: m.Unit.Catalogue, Code: m.Unit.Code}
		}
		output.Body.Members = append(output.Body.Members, member)
	}
	return output
}

// ListWrite is what may be said of a list.
type ListWrite struct {
	Name    string            `json:"name"`
	Unit    directory.UnitKey `json:"unit" doc:"Who keeps it."`
	Members []listMember      `json:"members" nullable:"false" maxItems:"2000"`
}

type listCreateInput struct {
	rest.LanguageInput
	Body ListWrite
}

type listUpdateInput struct {
	IDInput
	rest.VersionInput
	Body ListWrite
}

type expandInput struct {
	rest.LanguageInput
	Body struct {
		Members []listMember `json:"members" nullable:"false" maxItems:"2000"`
	}
}

type expansionOutput struct {
	Body struct {
		Units  []rest.UnitRef `json:"units" nullable:"false"`
		People []personItem   `json:"people" nullable:"false"`
		Sites  []SiteItem     `json:"sites" nullable:"false"`
	}
}

func newExpansionOutput(e *directory.Expansion, lang string) *expansionOutput {
	output := &expansionOutput{}
	output.Body.Units, output.Body.People, output.Body.Sites = []rest.UnitRef{}, []personItem{}, []SiteItem{}
	for i := range e.Units {
		output.Body.Units = append(output.Body.Units, *rest.NewUnitRef(&e.Units[i], lang))
	}
	for i := range e.People {
		output.Body.People = append(output.Body.People, newPersonItem(&e.People[i], lang))
	}
	for i := range e.Sites {
		output.Body.Sites = append(output.Body.Sites, newSiteItem(&e.Sites[i], lang))
	}
	return output
}

func (a *area) registerLists(api *rest.API) {
	const scope = "Of a unit whose secretary or administrator the caller is."
	rest.Register(api, rest.Endpoint{
		ID: "list-invitation-lists", Method: http.MethodGet, Path: "/invitation-lists", Tag: "lists", Allow: rest.Members,
		Summary: "Saved invitation lists", Errors: ofListing,
	}, a.listLists)
	rest.Register(api, rest.Endpoint{
		ID: "get-invitation-list", Method: http.MethodGet, Path: "/invitation-lists/{id}", Tag: "lists", Allow: rest.Members,
		Summary: "One list with its members", Errors: ofReading,
	}, func(ctx context.Context, input *IDInput) (*listOutput, error) {
		list, err := a.units.List(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return newListOutput(list, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "expand-invitation-list", Method: http.MethodGet, Path: "/invitation-lists/{id}/expansion", Tag: "lists", Allow: rest.Members,
		Summary: "Whom a list means", Description: "Each once; groups become their sites; those out of use are left out.", Errors: ofReading,
	}, func(ctx context.Context, input *IDInput) (*expansionOutput, error) {
		list, err := a.units.List(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return a.expand(ctx, list.Members, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "expand-members", Method: http.MethodPost, Path: "/expansion", Tag: "lists", Allow: rest.Members,
		Summary: "Whom chosen members mean", Description: "As of a list, of one that is not saved. Nothing is changed.", Errors: ofListing,
	}, func(ctx context.Context, input *expandInput) (*expansionOutput, error) {
		return a.expand(ctx, members(input.Body.Members), input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "create-invitation-list", Method: http.MethodPost, Path: "/invitation-lists", Tag: "lists", Allow: preparers, Status: http.StatusCreated,
		Summary: "Save an invitation list", Description: scope, Errors: ofCreation,
	}, func(ctx context.Context, input *listCreateInput) (*listOutput, error) {
		list, err := a.units.CreateList(ctx, by(ctx), directory.List{Name: input.Body.Name, Unit: input.Body.Unit, Members: members(input.Body.Members)})
		if err != nil {
			return nil, err
		}
		return newListOutput(list, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "update-invitation-list", Method: http.MethodPut, Path: "/invitation-lists/{id}", Tag: "lists", Allow: preparers,
		Summary: "Change an invitation list", Description: scope, Errors: ofChange,
	}, a.updateList)
	rest.Register(api, rest.Endpoint{
		ID: "delete-invitation-list", Method: http.MethodDelete, Path: "/invitation-lists/{id}", Tag: "lists", Allow: preparers,
		Status: http.StatusNoContent, Summary: "Delete an invitation list", Description: scope + " Who was invited by it stays invited.", Errors: ofChange,
	}, func(ctx context.Context, input *deleteInput) (*noContent, error) {
		version, err := input.Version()
		if err != nil {
			return nil, err
		}
		return &noContent{}, a.units.DeleteList(ctx, by(ctx), version, input.ID)
	})
}

func (a *area) expand(ctx context.Context, list []directory.Member, lang string) (*expansionOutput, error) {
	expansion, err := a.units.Expand(ctx, list)
	if err != nil {
		return nil, err
	}
	return newExpansionOutput(expansion, lang), nil
}

func (a *area) listLists(ctx context.Context, input *ListsInput) (*listsOutput, error) {
	query, err := input.query()
	if err != nil {
		return nil, err
	}
	lists, next, err := a.units.Lists(ctx, query)
	if err != nil {
		return nil, err
	}
	output := &listsOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]InvitationListItem, len(lists))
	for i := range lists {
		output.Body.Items[i] = newListItem(&lists[i], input.Language())
	}
	return output, nil
}

func (a *area) updateList(ctx context.Context, input *listUpdateInput) (*listOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	list, err := a.units.UpdateList(ctx, by(ctx), version, directory.List{
		ID: input.ID, Name: input.Body.Name, Unit: input.Body.Unit, Members: members(input.Body.Members),
	})
	if err != nil {
		return nil, err
	}
	return newListOutput(list, input.Language()), nil
}

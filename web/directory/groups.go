package directory

import (
	"context"
	"net/http"

	"giaoban/scheduler/directory"
	"giaoban/web/rest"
)

// GroupItem is a group of sites as lists tell it.
type GroupItem struct {
	ID      string         `json:"id" example:"GR_4kT0c9mQ2xVb"`
	Name    string         `json:"name" example:"Cụm Chiêm Hoá"`
	Unit    directoryOwner `json:"unit" doc:"Who keeps it."`
	Size    int            `json:"size" doc:"How many sites."`
	Version int64          `json:"version"`
}

func newGroupItem(g *directory.Group, lang string) GroupItem {
	return GroupItem{ID: g.ID, Name: g.Name, Unit: newOwner(g.Unit, g.UnitName, lang), Size: g.Size, Version: g.Version}
}

// ListsInput picks groups or lists.
type ListsInput struct {
	rest.PageInput
	rest.LanguageInput
	Query string `query:"q" doc:"Words in the name." maxLength:"100"`
	Unit  string `query:"unit" doc:"Kept by this unit, catalogue:code." maxLength:"100"`
}

func (i *ListsInput) query() (directory.ListQuery, error) {
	unit, err := parseUnit(i.Unit)
	return directory.ListQuery{Text: i.Query, Unit: unit, Page: i.Page()}, err
}

// IDInput names a group or list in an address.
type IDInput struct {
	rest.LanguageInput
	ID string `path:"id" maxLength:"40"`
}

type groupsOutput struct {
	Body struct {
		Items      []GroupItem `json:"items" nullable:"false"`
		NextCursor string      `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

type groupOutput struct {
	Tagged
	Body struct {
		GroupItem
		Sites []string `json:"sites" nullable:"false" doc:"Names of sites, in order."`
	}
}

func newGroupOutput(g *directory.Group, lang string) *groupOutput {
	output := &groupOutput{Tagged: Tagged{ETag: rest.ETag(g.Version)}}
	output.Body.GroupItem = newGroupItem(g, lang)
	output.Body.Sites = append([]string{}, g.Sites...)
	return output
}

// GroupWrite is what may be said of a group.
type GroupWrite struct {
	Name  string            `json:"name"`
	Unit  directory.UnitKey `json:"unit" doc:"Who keeps it."`
	Sites []string          `json:"sites" nullable:"false" maxItems:"2000"`
}

type groupCreateInput struct {
	rest.LanguageInput
	Body GroupWrite
}

type groupUpdateInput struct {
	IDInput
	rest.VersionInput
	Body GroupWrite
}

type deleteInput struct {
	IDInput
	rest.VersionInput
}

func (a *area) registerGroups(api *rest.API) {
	const scope = "Of a unit whose secretary or administrator the caller is."
	rest.Register(api, rest.Endpoint{
		ID: "list-groups", Method: http.MethodGet, Path: "/groups", Tag: "lists", Allow: rest.Members,
		Summary: "Groups of sites (cụm)", Errors: ofListing,
	}, a.listGroups)
	rest.Register(api, rest.Endpoint{
		ID: "get-group", Method: http.MethodGet, Path: "/groups/{id}", Tag: "lists", Allow: rest.Members,
		Summary: "One group with its sites", Errors: ofReading,
	}, func(ctx context.Context, input *IDInput) (*groupOutput, error) {
		group, err := a.units.Group(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return newGroupOutput(group, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "create-group", Method: http.MethodPost, Path: "/groups", Tag: "lists", Allow: preparers, Status: http.StatusCreated,
		Summary: "Add a group of sites", Description: scope, Errors: ofCreation,
	}, func(ctx context.Context, input *groupCreateInput) (*groupOutput, error) {
		group, err := a.units.CreateGroup(ctx, by(ctx), directory.Group{Name: input.Body.Name, Unit: input.Body.Unit, Sites: input.Body.Sites})
		if err != nil {
			return nil, err
		}
		return newGroupOutput(group, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "update-group", Method: http.MethodPut, Path: "/groups/{id}", Tag: "lists", Allow: preparers,
		Summary: "Change a group of sites", Description: scope, Errors: ofChange,
	}, a.updateGroup)
	rest.Register(api, rest.Endpoint{
		ID: "delete-group", Method: http.MethodDelete, Path: "/groups/{id}", Tag: "lists", Allow: preparers, Status: http.StatusNoContent,
		Summary: "Delete a group of sites", Description: scope + " Only one that no list names.", Errors: ofChange,
	}, func(ctx context.Context, input *deleteInput) (*noContent, error) {
		version, err := input.Version()
		if err != nil {
			return nil, err
		}
		return &noContent{}, a.units.DeleteGroup(ctx, by(ctx), version, input.ID)
	})
}

func (a *area) listGroups(ctx context.Context, input *ListsInput) (*groupsOutput, error) {
	query, err := input.query()
	if err != nil {
		return nil, err
	}
	groups, next, err := a.units.Groups(ctx, query)
	if err != nil {
		return nil, err
	}
	output := &groupsOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]GroupItem, len(groups))
	for i := range groups {
		output.Body.Items[i] = newGroupItem(&groups[i], input.Language())
	}
	return output, nil
}

func (a *area) updateGroup(ctx context.Context, input *groupUpdateInput) (*groupOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	group, err := a.units.UpdateGroup(ctx, by(ctx), version, directory.Group{
		ID: input.ID, Name: input.Body.Name, Unit: input.Body.Unit, Sites: input.Body.Sites,
	})
	if err != nil {
		return nil, err
	}
	return newGroupOutput(group, input.Language()), nil
}

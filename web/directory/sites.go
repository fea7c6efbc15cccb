package directory

import (
	"context"
	"net/http"

	"giaoban/scheduler/directory"
	"giaoban/web/rest"
)

// SiteItem is a room as lists of sites tell it.
type SiteItem struct {
	Name     string        `json:"name" doc:"The room's id, in the media plane too." example:"diem-cau-02287"`
	Title    rest.Text     `json:"title"`
	Unit     *rest.UnitRef `json:"unit,omitempty"`
	Practice bool          `json:"practice" doc:"For trying out; nothing official happens here."`
	Active   bool          `json:"active" doc:"In use."`
	Seats    int           `json:"seats" doc:"How many fit in."`
	LineKbps int64         `json:"lineKbps" doc:"What the line carries each way, kbit/s; 0: not known."`
	Version  int64         `json:"version"`
}

func newSiteItem(room *directory.Room, lang string) SiteItem {
	item := SiteItem{
		Name: room.Name, Title: rest.Text(room.Title), Practice: room.Practice, Active: room.Active, Seats: room.Seats,
		LineKbps: room.LineKbps, Version: room.Version,
	}
	if room.Unit != nil {
		item.Unit = rest.NewUnitRef(room.Unit, lang)
	}
	return item
}

type siteTerminal struct {
	ID   string                 `json:"id,omitempty" doc:"None for a new one; one that was there keeps its id." maxLength:"40"`
	Name string                 `json:"name" example:"Máy chính"`
	Kind directory.TerminalKind `json:"kind" enum:"pc,codec,tablet,other"`
	Note string                 `json:"note,omitempty"`
}

type sitesInput struct {
	rest.PageInput
	rest.LanguageInput
	Query    string `query:"q" doc:"Words in the title or the unit." maxLength:"100"`
	Unit     string `query:"unit" doc:"Of this unit, catalogue:code." maxLength:"100" example:"tuyen-quang-2025-07:08"`
	Below    bool   `query:"below" doc:"Of units below it as well."`
	Inactive bool   `query:"inactive" doc:"Those out of use instead."`
}

type sitesOutput struct {
	Body struct {
		Items      []SiteItem `json:"items" nullable:"false"`
		NextCursor string     `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

// SiteInput names a site in an address.
type SiteInput struct {
	rest.LanguageInput
	Name string `path:"name" maxLength:"64" example:"diem-cau-02287"`
}

type siteOutput struct {
	Tagged
	Body struct {
		SiteItem
		Description rest.Text         `json:"description"`
		SeatMap     directory.SeatMap `json:"seatMap"`
		Terminals   []siteTerminal    `json:"terminals" nullable:"false"`
	}
}

func newSiteOutput(room *directory.Room, lang string) *siteOutput {
	output := &siteOutput{Tagged: Tagged{ETag: rest.ETag(room.Version)}}
	output.Body.SiteItem = newSiteItem(room, lang)
	output.Body.Description = rest.Text(room.Description)
	output.Body.SeatMap = room.SeatMap
	if output.Body.SeatMap.Blocks == nil {
		output.Body.SeatMap.Blocks = []directory.SeatBlock{}
	}
	for i := range output.Body.SeatMap.Blocks {
		if block := &output.Body.SeatMap.Blocks[i]; block.Seats == nil {
			block.Seats = []directory.Seat{}
		}
	}
	output.Body.Terminals = []siteTerminal{}
	for _, t := range room.Terminals {
		output.Body.Terminals = append(output.Body.Terminals, siteTerminal(t))
	}
	return output
}

// SiteWrite is what may be said of a site.
type SiteWrite struct {
	Title       rest.Text          `json:"title"`
	Description *rest.Text         `json:"description,omitempty"`
	Unit        *directory.UnitKey `json:"unit,omitempty" doc:"None: of no unit, which is for system administrators."`
	Practice    bool               `json:"practice,omitempty"`
	Seats       int                `json:"seats,omitempty" doc:"At least those of the seat map."`
	LineKbps    int64              `json:"lineKbps,omitempty"`
	SeatMap     *directory.SeatMap `json:"seatMap,omitempty" doc:"None: no plan."`
	Terminals   []siteTerminal     `json:"terminals,omitempty" nullable:"false" maxItems:"50" doc:"All of them: those left out are gone."`
}

func (w *SiteWrite) room(name string, active bool) directory.Room {
	room := directory.Room{
		Name: name, Title: directory.Text(w.Title), Practice: w.Practice, Active: active, Seats: w.Seats, LineKbps: w.LineKbps,
	}
	if w.Description != nil {
		room.Description = directory.Text(*w.Description)
	}
	if w.Unit != nil {
		room.Unit = &directory.Unit{Catalogue: w.Unit.Catalogue, Code: w.Unit.Code}
	}
	if w.SeatMap != nil {
		room.SeatMap = *w.SeatMap
	}
	for _, t := range w.Terminals {
		room.Terminals = append(room.Terminals, directory.Terminal(t))
	}
	return room
}

type siteCreateInput struct {
	rest.LanguageInput
	Body struct {
		Name string `json:"name" doc:"Small letters, digits and hyphens; it stays." maxLength:"64" example:"hoi-truong-ubnd"`
		SiteWrite
	}
}

type siteUpdateInput struct {
	SiteInput
	rest.VersionInput
	Body struct {
		SiteWrite
		Active bool `json:"active" doc:"False takes the room out of use."`
	}
}

func (a *area) registerSites(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-sites", Method: http.MethodGet, Path: "/sites", Tag: "sites", Allow: rest.Members,
		Summary: "Sites", Description: "Without seat maps and terminals. Who is in a room now, the rooms tell.", Errors: ofListing,
	}, a.listSites)
	rest.Register(api, rest.Endpoint{
		ID: "get-site", Method: http.MethodGet, Path: "/sites/{name}", Tag: "sites", Allow: rest.Members,
		Summary: "One site with its seat map and terminals", Errors: ofReading,
	}, func(ctx context.Context, input *SiteInput) (*siteOutput, error) {
		room, err := a.units.Room(ctx, input.Name)
		if err != nil {
			return nil, err
		}
		return newSiteOutput(room, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "create-site", Method: http.MethodPost, Path: "/sites", Tag: "sites", Allow: keepers, Status: http.StatusCreated,
		Summary: "Add a site", Errors: ofCreation,
	}, func(ctx context.Context, input *siteCreateInput) (*siteOutput, error) {
		room, err := a.units.CreateRoom(ctx, by(ctx), input.Body.room(input.Body.Name, true))
		if err != nil {
			return nil, err
		}
		return newSiteOutput(room, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "update-site", Method: http.MethodPut, Path: "/sites/{name}", Tag: "sites", Allow: keepers,
		Summary: "Change a site", Errors: ofChange,
	}, a.updateSite)
}

func (a *area) listSites(ctx context.Context, input *sitesInput) (*sitesOutput, error) {
	unit, err := parseUnit(input.Unit)
	if err != nil {
		return nil, err
	}
	rooms, next, err := a.units.Rooms(ctx, directory.RoomQuery{
		Text: input.Query, Unit: unit, Below: input.Below, Inactive: input.Inactive, Page: input.Page(),
	})
	if err != nil {
		return nil, err
	}
	output := &sitesOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]SiteItem, len(rooms))
	for i := range rooms {
		output.Body.Items[i] = newSiteItem(&rooms[i], input.Language())
	}
	return output, nil
}

func (a *area) updateSite(ctx context.Context, input *siteUpdateInput) (*siteOutput, error) {
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	room, err := a.units.UpdateRoom(ctx, by(ctx), version, input.Body.room(input.Name, input.Body.Active))
	if err != nil {
		return nil, err
	}
	return newSiteOutput(room, input.Language()), nil
}

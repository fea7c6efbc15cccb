package terminals

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/terminal"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Item is a terminal as those who keep its room see it.
type Item struct {
	ID        string     `json:"id" example:"TD_k3h1D2f9aQ0z"`
	Name      string     `json:"name" example:"Máy chính"`
	Room      string     `json:"room" example:"diem-cau-02287"`
	RoomTitle string     `json:"roomTitle"`
	PairedAt  time.Time  `json:"pairedAt"`
	Connected bool       `json:"connected" doc:"It was heard of just now."`
	SeenAt    *time.Time `json:"seenAt,omitempty"`
	Source    string     `json:"source,omitempty" doc:"Its address." example:"10.8.0.17"`
	Report    *report    `json:"report,omitempty" doc:"What it last told of itself; none: it was never there."`
}

type report struct {
	Doing       terminal.Doing   `json:"doing" enum:"idle,waiting,joining,meeting,testing,failing"`
	MeetingID   string           `json:"meetingId,omitempty"`
	Detail      string           `json:"detail,omitempty"`
	Devices     []reportedDevice `json:"devices" nullable:"false"`
	Camera      string           `json:"camera,omitempty"`
	Microphone  string           `json:"microphone,omitempty"`
	Loudspeaker string           `json:"loudspeaker,omitempty"`
	CameraOn    bool             `json:"cameraOn"`
	MicOn       bool             `json:"microphoneOn"`
	Volume      int              `json:"volume"`
	Layout      terminal.Layout  `json:"layout" enum:"chair,speaker,papers,grid,panel,side_by_side" doc:"chair: what the chair has chosen for all; else the site's own, until it goes back."`
	Browser     string           `json:"browser"`
	App         string           `json:"app"`
	Screen      string           `json:"screen"`
}

func (a *area) tell(t *terminal.Terminal, lang string) Item {
	item := Item{
		ID: t.ID, Name: t.Name, Room: t.Room, RoomTitle: rest.InLanguage(t.RoomTitle, lang), PairedAt: t.PairedAt, Connected: t.Connected(a.Now()), Source: t.Source,
	}
	if !t.SeenAt.IsZero() {
		item.SeenAt = &t.SeenAt
	}
	if t.Report.Doing != "" {
		r := &t.Report
		item.Report = &report{
			Doing: r.Doing, MeetingID: r.MeetingID, Detail: r.Detail, Devices: []reportedDevice{}, Camera: r.Camera, Microphone: r.Microphone,
			Loudspeaker: r.Loudspeaker, CameraOn: r.CameraOn, MicOn: r.MicOn, Volume: r.Volume, Layout: r.Layout, Browser: r.Browser, App: r.App, Screen: r.Screen,
		}
		for _, device := range r.Devices {
			item.Report.Devices = append(item.Report.Devices, reportedDevice(device))
		}
	}
	return item
}

// Command is something that a terminal was told to do.
type Command struct {
	ID       string         `json:"id" example:"TC_k3h1D2f9aQ0z"`
	Kind     terminal.Kind  `json:"kind" enum:"camera,microphone,loudspeaker,volume,layout,mute,rejoin,reload"`
	Value    string         `json:"value,omitempty" doc:"A device's id, a volume in per cent, a layout."`
	At       time.Time      `json:"at"`
	By       string         `json:"by" doc:"Who gave it."`
	Deadline time.Time      `json:"deadline"`
	State    terminal.State `json:"state" enum:"queued,done,failed"`
	Detail   string         `json:"detail,omitempty" doc:"Why it failed; expired: the terminal did not take it in time."`
}

type commandsOutput struct {
	Body struct {
		Items []Command `json:"items" nullable:"false"`
	}
}

func tellCommand(c *terminal.Command) Command {
	return Command{ID: c.ID, Kind: c.Kind, Value: c.Value, At: c.At, By: c.ByName, Deadline: c.Deadline, State: c.State, Detail: c.Detail}
}

func tellCommands(found []terminal.Command) *commandsOutput {
	output := &commandsOutput{}
	output.Body.Items = make([]Command, len(found))
	for i := range found {
		output.Body.Items[i] = tellCommand(&found[i])
	}
	return output
}

type itemsOutput struct {
	Body struct {
		Items []Item `json:"items" nullable:"false"`
	}
}

func (a *area) registerSites(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-site-terminals", Method: http.MethodGet, Path: "/sites/{name}/terminals", Tag: tag, Allow: rest.Members,
		Summary: "The terminals of a site", Description: "For technicians and administrators of the site's unit or of one above it.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		Name string `path:"name" maxLength:"64" example:"diem-cau-02287"`
	}) (*itemsOutput, error) {
		found, err := a.Keeper.OfRoom(ctx, by(ctx), input.Name)
		if err != nil {
			return nil, err
		}
		output := &itemsOutput{}
		output.Body.Items = make([]Item, len(found))
		for i := range found {
			output.Body.Items[i] = a.tell(&found[i], input.Language())
		}
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "pair-terminal", Method: http.MethodPost, Path: "/sites/{name}/terminals", Tag: tag, Allow: keepers, Status: http.StatusCreated,
		Summary: "Confirm the code on a terminal's screen",
		Description: "Of a site of one's own unit or of one below it. Five wrong codes, and the account has to wait for a quarter of an hour. " +
			"The terminal gets an account of its own that speaks for the room and never has a password.",
		Errors: []problem.Code{problem.NotFound, problem.Invalid, problem.Conflict, problem.RateLimited},
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		Name string `path:"name" maxLength:"64" example:"diem-cau-02287"`
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"20" example:"4821 9037"`
			Name string `json:"name" minLength:"1" maxLength:"200" example:"Máy chính"`
		}
	}) (*struct{ Body Item }, error) {
		t, err := a.Keeper.Pair(ctx, by(ctx), input.Name, input.Body.Code, input.Body.Name)
		if err != nil {
			return nil, err
		}
		return &struct{ Body Item }{a.tell(t, input.Language())}, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "revoke-terminal", Method: http.MethodDelete, Path: "/terminals/{id}", Tag: tag, Allow: keepers, Status: http.StatusNoContent,
		Summary:     "Send a terminal away for good",
		Description: "Its session ends at once and its key is worth nothing any more; to come back it has to be paired again.",
		Errors:      []problem.Code{problem.NotFound, problem.Conflict},
	}, func(ctx context.Context, input *struct {
		ID string `path:"id" maxLength:"64"`
	}) (*struct{}, error) {
		return nil, a.Keeper.Revoke(ctx, by(ctx), input.ID)
	})
}

type oneInput struct {
	rest.LanguageInput
	ID      string `path:"id" maxLength:"64"`
	Meeting string `query:"meeting" maxLength:"64" doc:"In whose name its chair or secretary looks."`
}

func (a *area) registerSteering(api *rest.API) {
	const who = "For technicians and administrators of the site's unit or of one above it and, in a meeting's name from its line test to its end, " +
		"for its chair and secretary."
	failures := []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict}
	rest.Register(api, rest.Endpoint{
		ID: "get-terminal", Method: http.MethodGet, Path: "/terminals/{id}", Tag: tag, Allow: rest.Members,
		Summary: "One terminal", Description: who, Errors: failures,
	}, func(ctx context.Context, input *oneInput) (*struct{ Body Item }, error) {
		t, err := a.Keeper.Get(ctx, by(ctx), input.ID, input.Meeting)
		if err != nil {
			return nil, err
		}
		return &struct{ Body Item }{a.tell(t, input.Language())}, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "list-terminal-commands", Method: http.MethodGet, Path: "/terminals/{id}/commands", Tag: tag, Allow: rest.Members,
		Summary: "What a terminal was told to do", Description: "The latest first. " + who, Errors: failures,
	}, func(ctx context.Context, input *oneInput) (*commandsOutput, error) {
		found, err := a.Keeper.Commands(ctx, by(ctx), input.ID, input.Meeting)
		if err != nil {
			return nil, err
		}
		return tellCommands(found), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "command-terminal", Method: http.MethodPost, Path: "/terminals/{id}/commands", Tag: tag, Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Tell a terminal to do something",
		Description: "It is told by the events and has a minute; what became of it is told here. Nothing opens a microphone or a camera from afar: " +
			"those at the site do. " + who,
		Errors: append(failures, problem.Invalid),
	}, func(ctx context.Context, input *struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Kind      terminal.Kind `json:"kind" enum:"camera,microphone,loudspeaker,volume,layout,mute,rejoin,reload"`
			Value     string        `json:"value,omitempty" maxLength:"200" doc:"A device's id, a volume in per cent, a layout."`
			MeetingID string        `json:"meetingId,omitempty" maxLength:"64" doc:"In whose name its chair or secretary acts."`
		}
	}) (*struct{ Body Command }, error) {
		c, err := a.Keeper.Command(ctx, by(ctx), input.ID, input.Body.Kind, input.Body.Value, input.Body.MeetingID)
		if err != nil {
			return nil, err
		}
		return &struct{ Body Command }{tellCommand(c)}, nil
	})
}

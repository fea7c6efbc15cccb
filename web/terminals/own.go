package terminals

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/terminal"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type selfOutput struct {
	Body struct {
		ID        string        `json:"id" example:"TD_k3h1D2f9aQ0z"`
		Name      string        `json:"name" example:"Máy chính"`
		AccountID string        `json:"accountId" doc:"Whose topic of events to watch, and the identity in rooms."`
		Room      string        `json:"room" example:"diem-cau-02287"`
		RoomTitle string        `json:"roomTitle"`
		Unit      *rest.UnitRef `json:"unit,omitempty"`
		Now       time.Time     `json:"now" doc:"The server's clock, to set the one on the wall by."`
		Version   string        `json:"version" doc:"Of the product: a terminal that runs another one loads itself anew."`
	}
}

// ScheduleItem is a meeting of a terminal's room.
type ScheduleItem struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Host    string       `json:"host"`
	Start   time.Time    `json:"start"`
	End     time.Time    `json:"end"`
	State   plan.State   `json:"state"`
	Verdict plan.Verdict `json:"verdict" enum:"enter,wait,knock,closed" doc:"Whether the terminal would be let in now."`
	OpensAt *time.Time   `json:"opensAt,omitempty" doc:"When it would be, while it has to wait."`
	TestAt  time.Time    `json:"testAt" doc:"From when the line test is open."`
}

type scheduleOutput struct {
	Body struct {
		Now   time.Time      `json:"now"`
		Items []ScheduleItem `json:"items" nullable:"false"`
	}
}

type reportInput struct {
	Body struct {
		Doing       terminal.Doing   `json:"doing" enum:"idle,waiting,joining,meeting,testing,failing"`
		MeetingID   string           `json:"meetingId,omitempty" maxLength:"64"`
		Detail      string           `json:"detail,omitempty" maxLength:"300" doc:"What fails."`
		Devices     []reportedDevice `json:"devices" nullable:"false" maxItems:"60"`
		Camera      string           `json:"camera,omitempty" maxLength:"200" doc:"The device in use; none: the system's choice."`
		Microphone  string           `json:"microphone,omitempty" maxLength:"200"`
		Loudspeaker string           `json:"loudspeaker,omitempty" maxLength:"200"`
		CameraOn    bool             `json:"cameraOn"`
		MicOn       bool             `json:"microphoneOn"`
		Volume      int              `json:"volume" minimum:"0" maximum:"100"`
		Layout      terminal.Layout  `json:"layout" enum:"chair,speaker,papers,grid,panel,side_by_side" doc:"chair: what the chair has chosen for all; else the site's own, until it goes back."`
		Browser     string           `json:"browser" maxLength:"300"`
		App         string           `json:"app" maxLength:"60"`
		Screen      string           `json:"screen" maxLength:"40" example:"1920×1080"`
	}
}

type reportedDevice struct {
	ID    string              `json:"id" maxLength:"200"`
	Kind  terminal.DeviceKind `json:"kind" enum:"camera,microphone,loudspeaker"`
	Label string              `json:"label" maxLength:"300"`
}

func (a *area) registerOwn(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "get-own-terminal", Method: http.MethodGet, Path: "/terminal/self", Tag: tag, Allow: rest.Devices,
		Summary: "The terminal that the caller is",
	}, func(ctx context.Context, input *rest.LanguageInput) (*selfOutput, error) {
		t, err := a.Keeper.Self(ctx, by(ctx))
		if err != nil {
			return nil, err
		}
		output := &selfOutput{}
		body := &output.Body
		body.ID, body.Name, body.AccountID, body.Room = t.ID, t.Name, t.AccountID, t.Room
		body.RoomTitle, body.Now, body.Version = rest.InLanguage(t.RoomTitle, input.Language()), a.Now().UTC(), a.Version
		if !t.Unit.IsZero() {
			body.Unit = &rest.UnitRef{Catalogue: t.Unit.Catalogue, Code: t.Unit.Code, Name: rest.InLanguage(t.UnitName, input.Language())}
		}
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "get-terminal-schedule", Method: http.MethodGet, Path: "/terminal/schedule", Tag: tag, Allow: rest.Devices,
		Summary:     "The meetings of the terminal's room today",
		Description: "Those that are under way or begin before midnight, by their start.",
	}, a.schedule)
	rest.Register(api, rest.Endpoint{
		ID: "report-terminal", Method: http.MethodPut, Path: "/terminal/report", Tag: tag, Allow: rest.Devices, Status: http.StatusNoContent,
		Summary: "Tell how the terminal is", Description: "Every few seconds; one that is silent for 40 s counts as cut off.",
		Errors: []problem.Code{problem.Invalid},
	}, func(ctx context.Context, input *reportInput) (*struct{}, error) {
		told := &input.Body
		report := terminal.Report{
			Doing: told.Doing, MeetingID: told.MeetingID, Detail: told.Detail, Camera: told.Camera, Microphone: told.Microphone,
			Loudspeaker: told.Loudspeaker, CameraOn: told.CameraOn, MicOn: told.MicOn, Volume: told.Volume, Layout: told.Layout,
			Browser: told.Browser, App: told.App, Screen: told.Screen,
		}
		for _, device := range told.Devices {
			report.Devices = append(report.Devices, terminal.Device(device))
		}
		return nil, a.Keeper.Report(ctx, by(ctx), report)
	})
	a.registerQueue(api)
}

func (a *area) registerQueue(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-own-commands", Method: http.MethodGet, Path: "/terminal/commands", Tag: tag, Allow: rest.Devices,
		Summary: "What the terminal is to do", Description: "The oldest first; those whose time is over are not told.",
	}, func(ctx context.Context, _ *struct{}) (*commandsOutput, error) {
		found, err := a.Keeper.Queue(ctx, by(ctx))
		if err != nil {
			return nil, err
		}
		return tellCommands(found), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "finish-command", Method: http.MethodPut, Path: "/terminal/commands/{id}", Tag: tag, Allow: rest.Devices, Status: http.StatusNoContent,
		Summary: "Tell what became of a command", Errors: []problem.Code{problem.Conflict, problem.Invalid},
	}, func(ctx context.Context, input *struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Done   bool   `json:"done"`
			Detail string `json:"detail,omitempty" maxLength:"300" doc:"Why it failed."`
		}
	}) (*struct{}, error) {
		return nil, a.Keeper.Finish(ctx, by(ctx), input.ID, input.Body.Done, input.Body.Detail)
	})
}

func (a *area) schedule(ctx context.Context, input *rest.LanguageInput) (*scheduleOutput, error) {
	if _, err := a.Keeper.Self(ctx, by(ctx)); err != nil {
		return nil, err
	}
	now := a.Now().In(a.Zone)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, a.Zone)
	const most = 50
	found, _, err := a.Planner.Find(ctx, by(ctx), plan.Query{From: midnight, To: midnight.AddDate(0, 0, 1), Page: directory.Page{Limit: most}})
	if err != nil {
		return nil, err
	}
	output := &scheduleOutput{}
	output.Body.Now, output.Body.Items = now.UTC(), []ScheduleItem{}
	for i := range found {
		m := &found[i]
		entry, err := a.Door.Look(ctx, by(ctx), m.ID)
		if err != nil {
			return nil, err
		}
		item := ScheduleItem{
			ID: m.ID, Title: m.Title, Host: rest.InLanguage(m.HostName, input.Language()), Start: m.Start, End: m.End, State: m.State,
			Verdict: entry.Decision.Verdict, TestAt: m.Start.Add(-plan.TechnicianBefore),
		}
		if opens := entry.Decision.OpensAt; !opens.IsZero() {
			item.OpensAt = &opens
		}
		output.Body.Items = append(output.Body.Items, item)
	}
	return output, nil
}

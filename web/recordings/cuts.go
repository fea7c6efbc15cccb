package recordings

import (
	"context"
	"net/http"
	"time"

	"giaoban/recorder/cuts"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type recordingCut struct {
	ID        string     `json:"id" example:"CU_k3h1D2f9aQ0z"`
	Kind      cuts.Kind  `json:"kind" enum:"clip,sound,site"`
	Identity  string     `json:"identity,omitempty" doc:"Of site: the participant, as in the manifest."`
	Name      string     `json:"name"`
	FromMS    int64      `json:"fromMs" doc:"From the recording's start."`
	ToMS      int64      `json:"toMs"`
	State     cuts.State `json:"state" enum:"waiting,making,ready,failed"`
	Progress  int        `json:"progress" doc:"Percent."`
	Reason    string     `json:"reason,omitempty" doc:"Why it was not made: no_ffmpeg, disk_full, failed, nothing (the site sent nothing)."`
	Bytes     int64      `json:"bytes"`
	AskedBy   string     `json:"askedBy" doc:"Name."`
	AskedAt   time.Time  `json:"askedAt"`
	ExpiresAt time.Time  `json:"expiresAt" doc:"It is removed then."`
}

func tellCut(c *cuts.Cut) recordingCut {
	return recordingCut{
		ID: c.ID, Kind: c.Kind, Identity: c.Identity, Name: c.Name, FromMS: c.FromMS, ToMS: c.ToMS, State: c.State, Progress: c.Progress, Reason: c.Reason, Bytes: c.Bytes,
		AskedBy: c.AskerName, AskedAt: c.AskedAt, ExpiresAt: c.ExpiresAt,
	}
}

// RecordingCutInput names a cut. Exported, as the framework wants what is embedded.
type RecordingCutInput struct {
	RecordingInput
	Cut string `path:"cut" maxLength:"64" doc:"The cut." example:"CU_k3h1D2f9aQ0z"`
}

type cutsOutput struct {
	Body struct {
		Items []recordingCut `json:"items" nullable:"false"`
	}
}

func (a *area) registerCuts(api *rest.API) {
	const where, who = "/recordings/{id}/cuts", "For the chair and the secretary of its meeting."
	failures := []problem.Code{problem.NotFound, problem.Forbidden}
	rest.Register(api, rest.Endpoint{
		ID: "list-recording-cuts", Method: http.MethodGet, Path: where, Tag: tag, Allow: rest.Members,
		Summary: "Files that were made of a recording, the latest first", Description: who, Errors: failures,
	}, func(ctx context.Context, input *RecordingInput) (*cutsOutput, error) {
		found, err := a.Cuts.List(ctx, byOf(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		answer := &cutsOutput{}
		answer.Body.Items = make([]recordingCut, len(found))
		for i := range found {
			answer.Body.Items[i] = tellCut(&found[i])
		}
		return answer, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "cut-recording", Method: http.MethodPost, Path: where, Tag: tag, Allow: rest.Members, Status: http.StatusAccepted,
		Summary:     "Have a file made of a recording",
		Description: "A stretch of the programme (MP4), its sound alone (M4A), or what one site's camera and microphone sent (MP4). It is made in the background and kept, encrypted, until expiresAt. " + who,
		Errors:      append([]problem.Code{problem.Invalid, problem.Conflict, problem.TooLarge}, failures...),
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body struct {
			Kind     cuts.Kind `json:"kind" enum:"clip,sound,site"`
			Identity string    `json:"identity,omitempty" maxLength:"200" doc:"Of site: the participant, as in the manifest."`
			Name     string    `json:"name,omitempty" maxLength:"200" doc:"What the file is called; the recording's title if none is given."`
			FromMS   int64     `json:"fromMs" minimum:"0" maximum:"1000000000"`
			ToMS     int64     `json:"toMs" minimum:"0" maximum:"1000000000" doc:"The end of the recording if it is later."`
		}
	}) (*struct{ Body recordingCut }, error) {
		b := &input.Body
		c, err := a.Cuts.Ask(ctx, byOf(ctx), input.ID, cuts.Request{Kind: b.Kind, Identity: b.Identity, Name: b.Name, FromMS: b.FromMS, ToMS: b.ToMS})
		if err != nil {
			return nil, err
		}
		return &struct{ Body recordingCut }{tellCut(c)}, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "remove-recording-cut", Method: http.MethodDelete, Path: where + "/{cut}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Remove a file that was made of a recording", Description: "Also one that waits or is being made. " + who, Errors: failures,
	}, func(ctx context.Context, input *RecordingCutInput) (*struct{}, error) {
		return nil, a.Cuts.Remove(ctx, byOf(ctx), input.ID, input.Cut)
	})
	rest.Raw(api, rest.Endpoint{
		ID: "get-recording-cut-file", Method: http.MethodGet, Path: where + "/{cut}/file", Tag: tag, Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "Take a file that was made of a recording", Description: "Ranges are served. Each time is in the audit log. " + who, Errors: failures,
	}, a.cutFile)
}

func (a *area) cutFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	c, file, err := a.Cuts.Open(ctx, byOf(ctx), r.PathValue("id"), r.PathValue("cut"))
	if err != nil {
		return err
	}
	mediaType := "video/mp4"
	if c.Kind == cuts.Sound {
		mediaType = "audio/mp4"
	}
	sent := rest.File{Name: c.Name + c.Extension(), MediaType: mediaType, Tag: c.ID, Modified: c.AskedAt, Content: file}
	return sent.Send(w, r, "attachment")
}

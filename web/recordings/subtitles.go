package recordings

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"giaoban/recorder/subtitles"
	"giaoban/recorder/webvtt"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

const vttMedia = "text/vtt"

type recordingSubtitles struct {
	Language string    `json:"language" doc:"BCP 47." example:"vi"`
	Cues     int       `json:"cues"`
	Bytes    int64     `json:"bytes"`
	SHA256   string    `json:"sha256"`
	Machine  bool      `json:"machine" doc:"Made by a speech service, and checked by nobody."`
	By       string    `json:"by" doc:"Who attached them, or had them made: name."`
	At       time.Time `json:"at"`
}

func tellSubtitles(s *subtitles.Subtitles) recordingSubtitles {
	return recordingSubtitles{Language: s.Language, Cues: s.Cues, Bytes: s.Bytes, SHA256: s.SHA256, Machine: s.Machine, By: s.ByName, At: s.At}
}

// RecordingSubtitlesInput names subtitles. Exported, as the framework wants what is embedded.
type RecordingSubtitlesInput struct {
	RecordingInput
	Subtitles string `path:"language" maxLength:"12" doc:"Their language, BCP 47." example:"vi"`
}

type subtitlesOutput struct {
	Body struct {
		Items []recordingSubtitles `json:"items" nullable:"false"`
	}
}

type cuesOutput struct {
	Body struct {
		Items []webvtt.Cue `json:"items" nullable:"false" doc:"In their order; times from the recording's start."`
	}
}

func (a *area) registerSubtitles(api *rest.API) {
	const where, who = "/recordings/{id}/subtitles", "For the chair and the secretary of its meeting."
	failures := []problem.Code{problem.NotFound, problem.Forbidden}
	rest.Register(api, rest.Endpoint{
		ID: "list-recording-subtitles", Method: http.MethodGet, Path: where, Tag: tag, Allow: rest.Members,
		Summary: "Subtitles of a recording", Errors: failures[:1],
	}, func(ctx context.Context, input *RecordingInput) (*subtitlesOutput, error) {
		found, err := a.Subtitles.List(ctx, byOf(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		answer := &subtitlesOutput{}
		answer.Body.Items = make([]recordingSubtitles, len(found))
		for i := range found {
			answer.Body.Items[i] = tellSubtitles(&found[i])
		}
		return answer, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "get-recording-cues", Method: http.MethodGet, Path: where + "/{language}/cues", Tag: tag, Allow: rest.Members,
		Summary: "What is said when in a recording, by its subtitles in a language", Errors: failures[:1],
	}, func(ctx context.Context, input *RecordingSubtitlesInput) (*cuesOutput, error) {
		_, cues, err := a.Subtitles.Cues(ctx, byOf(ctx), input.ID, input.Subtitles)
		if err != nil {
			return nil, err
		}
		answer := &cuesOutput{}
		answer.Body.Items = cues
		return answer, nil
	})
	rest.Raw(api, rest.Endpoint{
		ID: "attach-recording-subtitles", Method: http.MethodPut, Path: where + "/{language}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Attach subtitles in a language",
		Description: "The body is a WebVTT file in UTF-8, whose times are from the recording's start, through pauses and gaps: one made of the programme or its " +
			"sound has them. It takes the place of the subtitles in that language. What is wrong in it is told with its line. " + who,
		Consumes: vttMedia, BodyBytes: webvtt.MaxBytes + 1, Errors: append([]problem.Code{problem.Invalid, problem.TooLarge, problem.Conflict}, failures...),
	}, a.attachSubtitles)
	rest.Register(api, rest.Endpoint{
		ID: "remove-recording-subtitles", Method: http.MethodDelete, Path: where + "/{language}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Remove the subtitles in a language", Description: who, Errors: failures,
	}, func(ctx context.Context, input *RecordingSubtitlesInput) (*struct{}, error) {
		return nil, a.Subtitles.Remove(ctx, byOf(ctx), input.ID, input.Subtitles)
	})
	rest.Raw(api, rest.Endpoint{
		ID: "get-recording-subtitles", Method: http.MethodGet, Path: where + "/{language}", Tag: tag, Allow: rest.Members, Produces: vttMedia,
		Summary: "Subtitles of a recording as a WebVTT file", Errors: failures[:1],
	}, a.subtitlesFile)
}

func (a *area) attachSubtitles(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	// Who may not is told so before the file is read.
	if _, err := a.Subtitles.Managed(ctx, byOf(ctx), r.PathValue("id")); err != nil {
		return err
	}
	data, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		_, err = subtitles.Check(make([]byte, webvtt.MaxBytes+1), 0) // says so
		return err
	}
	if err != nil {
		return err
	}
	if _, err := a.Subtitles.Attach(ctx, byOf(ctx), r.PathValue("id"), r.PathValue("language"), data); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *area) subtitlesFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	found, file, err := a.Subtitles.Open(ctx, byOf(ctx), r.PathValue("id"), r.PathValue("language"))
	if err != nil {
		return err
	}
	sent := rest.File{
		Name: found.RecordingID + "." + found.Language + ".vtt", MediaType: vttMedia + "; charset=utf-8", Tag: found.SHA256, Modified: found.At, Content: file,
	}
	return sent.Send(w, r, "attachment")
}

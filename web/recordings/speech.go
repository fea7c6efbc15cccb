package recordings

import (
	"context"
	"net/http"
	"time"

	"giaoban/recorder/speech"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type speechJob struct {
	Language string       `json:"language" doc:"BCP 47." example:"vi"`
	State    speech.State `json:"state" enum:"waiting,making,ready,failed"`
	Phase    string       `json:"phase,omitempty" doc:"While it is made: sound (the file of sound is made), work (the service has it)."`
	Progress int          `json:"progress" doc:"Percent, as far as the service tells; 0: it does not."`
	Tries    int          `json:"tries" doc:"Begun so far."`
	Reason   string       `json:"reason,omitempty" doc:"Why the last try failed: unreachable, refused, busy, timeout, answer, command, sound, no_ffmpeg, disk_full, failed; with ready: kept, subtitles that somebody attached were left alone."`
	Detail   string       `json:"detail,omitempty" doc:"The service's words, for who knows it."`
	Next     *time.Time   `json:"next,omitempty" doc:"While it waits: not before."`
	AskedBy  string       `json:"askedBy,omitempty" doc:"Name; none: by the configuration."`
	BegunAt  *time.Time   `json:"begunAt,omitempty" doc:"The try under way, or the last."`
}

type speechOutput struct {
	Body struct {
		Offered   bool        `json:"offered" doc:"Whether there is a speech service."`
		Languages []string    `json:"languages" nullable:"false" doc:"That it knows."`
		Items     []speechJob `json:"items" nullable:"false"`
	}
}

func (a *area) registerSpeech(api *rest.API) {
	const where, who = "/recordings/{id}/speech", "For the chair and the secretary of its meeting."
	failures := []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict}
	rest.Register(api, rest.Endpoint{
		ID: "list-recording-speech", Method: http.MethodGet, Path: where, Tag: tag, Allow: rest.Members,
		Summary: "How the making of subtitles by a speech service stands", Description: who, Errors: failures,
	}, func(ctx context.Context, input *RecordingInput) (*speechOutput, error) {
		jobs, err := a.Speech.Jobs(ctx, byOf(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		answer := &speechOutput{}
		answer.Body.Offered, answer.Body.Languages, answer.Body.Items = a.Speech.Offered(), append([]string{}, a.Speech.Languages...), make([]speechJob, len(jobs))
		for i := range jobs {
			j := &jobs[i]
			told := speechJob{
				Language: j.Language, State: j.State, Phase: j.Phase, Progress: j.Progress, Tries: j.Tries, Reason: j.Reason, Detail: j.Detail, AskedBy: j.AskerName, BegunAt: moment(j.BegunAt),
			}
			if j.State == speech.Waiting {
				told.Next = moment(j.Next)
			}
			answer.Body.Items[i] = told
		}
		return answer, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "make-recording-subtitles", Method: http.MethodPost, Path: where, Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary:     "Have a speech service make subtitles",
		Description: "In the background, in place of those there are in that language; they are marked as made by a machine. " + who,
		Errors:      append([]problem.Code{problem.Invalid}, failures...),
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body struct {
			Language string `json:"language" maxLength:"12" doc:"BCP 47." example:"vi"`
		}
	}) (*struct{}, error) {
		return nil, a.Speech.Ask(ctx, byOf(ctx), input.ID, input.Body.Language)
	})
	rest.Register(api, rest.Endpoint{
		ID: "end-recording-speech", Method: http.MethodDelete, Path: where + "/{language}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Call the making of subtitles off, or put what came of it away", Description: "Subtitles that were made stay. " + who, Errors: failures,
	}, func(ctx context.Context, input *RecordingSubtitlesInput) (*struct{}, error) {
		return nil, a.Speech.Forget(ctx, byOf(ctx), input.ID, input.Subtitles)
	})
}

// Package recordings serves what is recorded of meetings: starting and ending it, the library, the files to watch.
package recordings

import (
	"context"
	"crypto/ed25519"
	"net/http"
	"time"

	"giaoban/recorder"
	"giaoban/recorder/archive"
	"giaoban/recorder/cuts"
	"giaoban/recorder/library"
	"giaoban/recorder/marks"
	"giaoban/recorder/programme"
	"giaoban/recorder/retention"
	"giaoban/recorder/rushes"
	"giaoban/recorder/speech"
	"giaoban/recorder/studio"
	"giaoban/recorder/subtitles"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

const tag = "recordings"

// Proceedings knows what happened in meetings.
type Proceedings interface {
	Proceedings(ctx context.Context, meetingID string) (*conclude.Proceedings, error)
}

// Deps are what the area stands on.
type Deps struct {
	Studio      *studio.Studio
	Archive     *archive.Archive
	Mover       *archive.Mover
	Keeper      *retention.Keeper
	Minutes     Minutes
	Proceedings Proceedings
	Marks       *marks.Service
	Cuts        *cuts.Service
	Encoders    *programme.Encoders
	Subtitles   *subtitles.Service
	Speech      *speech.Maker
	Key         ed25519.PrivateKey // signs what is exported
}

type area struct {
	Deps
	rushes rushes.Finder
}

// Register adds the area's endpoints. Who leads a live meeting has it recorded; who may watch is said by the recording.
func Register(api *rest.API, deps Deps) {
	api.Tag(tag, "Recordings of meetings: made, listed, watched.")
	a := &area{Deps: deps}
	a.registerMaking(api)
	a.registerNow(api)
	a.registerLibrary(api)
	a.registerFiles(api)
	a.registerArchive(api)
	a.registerRushes(api)
	a.registerMarks(api)
	a.registerKeeping(api)
	a.registerBundle(api)
	a.registerCuts(api)
	a.registerSubtitles(api)
	a.registerSpeech(api)
}

func byOf(ctx context.Context) directory.By {
	caller := rest.CallerOf(ctx)
	viewer := caller.Viewer
	if viewer == nil {
		viewer = &directory.Viewer{} // nobody; none at all would be the system
	}
	return directory.By{Viewer: viewer, Actor: caller.Actor()}
}

type unitRef struct {
	Catalogue string `json:"catalogue"`
	Code      string `json:"code"`
	Name      string `json:"name" doc:"In the caller's language."`
}

type body struct {
	ID           string            `json:"id" example:"RC_k3h1D2f9aQ0z"`
	MeetingID    string            `json:"meetingId"`
	MeetingStart time.Time         `json:"meetingStart" doc:"As planned."`
	Title        string            `json:"title" doc:"The meeting's, when the recording began."`
	Host         unitRef           `json:"host"`
	State        library.State     `json:"state" enum:"recording,paused,finishing,ready,failed,disposed"`
	Cameras      recorder.Cameras  `json:"cameras" enum:"stage,all,none" doc:"Besides microphones and screen shares: of who is on the stage, of every site, of nobody."`
	Audience     library.Audience  `json:"audience" enum:"host,invited" doc:"host: chair, secretary and leaders of the host unit; invited: everyone invited too."`
	StartedAt    time.Time         `json:"startedAt"`
	StartedBy    string            `json:"startedBy" doc:"Name."`
	EndedAt      *time.Time        `json:"endedAt,omitempty"`
	Reason       string            `json:"reason,omitempty" doc:"Why it ended: stopped, room_closed, disk_full, disk_failed, killed, not_started, disposed."`
	Seconds      float64           `json:"seconds"`
	Bytes        int64             `json:"bytes"`
	Tracks       int               `json:"tracks"`
	Dropped      uint64            `json:"dropped" doc:"Frames that the disk was too slow for."`
	Gaps         int               `json:"gaps" doc:"Stretches in which nothing was recorded; the manifest tells when and why."`
	Programme    library.Programme `json:"programme" enum:"none,waiting,making,ready,failed" doc:"The file to watch: the stage with the mixed sound."`
	Progress     int               `json:"progress" doc:"Of the programme, percent."`
	ProgrammeWhy string            `json:"programmeError,omitempty" doc:"Why there is none: no_ffmpeg, failed, disk_full."`
	Manages      bool              `json:"manages,omitempty" doc:"Whether the caller runs its meeting, and so says who may watch. Told with one recording alone."`
}

func tell(e *library.Entry, lang string) body {
	b := body{
		ID: e.ID, MeetingID: e.MeetingID, MeetingStart: e.MeetingStart, Title: e.Title,
		Host:  unitRef{Catalogue: e.Host.Catalogue, Code: e.Host.Code, Name: rest.InLanguage(e.HostName, lang)},
		State: e.State, Cameras: e.Cameras, Audience: e.Audience, StartedAt: e.StartedAt, StartedBy: e.StarterName, Reason: e.Reason,
		Seconds: e.Length.Seconds(), Bytes: e.Bytes, Tracks: e.Tracks, Dropped: e.Dropped, Gaps: e.Gaps,
		Programme: e.Programme, Progress: e.Progress, ProgrammeWhy: e.ProgrammeError,
	}
	if !e.EndedAt.IsZero() {
		b.EndedAt = &e.EndedAt
	}
	return b
}

type output struct {
	Body body
}

func tellOr(e *library.Entry, err error, lang string) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{tell(e, lang)}, nil
}

// RecordingInput names a recording. Exported, as the framework wants what is embedded.
type RecordingInput struct {
	rest.LanguageInput
	ID string `path:"id" maxLength:"64" doc:"The recording." example:"RC_k3h1D2f9aQ0z"`
}

const leads = "For the chair, the secretary and a deputy of a live meeting."

func (a *area) registerMaking(api *rest.API) {
	failures := []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Unavailable}
	rest.Register(api, rest.Endpoint{
		ID: "start-recording", Method: http.MethodPost, Path: "/meetings/{id}/recordings", Tag: tag, Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Start recording a live meeting", Description: "Everyone in the room is told. " + leads, Errors: failures,
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		ID   string `path:"id" maxLength:"64" doc:"The meeting."`
		Body struct {
			Cameras recorder.Cameras `json:"cameras,omitempty" enum:"stage,all,none" default:"stage"`
		}
	}) (*output, error) {
		e, err := a.Studio.Start(ctx, byOf(ctx), input.ID, input.Body.Cameras)
		return tellOr(e, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "act-on-recording", Method: http.MethodPost, Path: "/recordings/{id}/actions", Tag: tag, Allow: rest.Members,
		Summary: "Pause, resume or stop a recording", Description: "It goes on when who started it leaves. " + leads, Errors: failures,
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body struct {
			Action studio.Act `json:"action" enum:"pause,resume,stop"`
		}
	}) (*output, error) {
		e, err := a.Studio.Do(ctx, byOf(ctx), input.ID, input.Body.Action)
		return tellOr(e, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "remake-programme", Method: http.MethodPost, Path: "/recordings/{id}/programme", Tag: tag, Allow: rest.Members, Status: http.StatusAccepted,
		Summary: "Make the file to watch again, when it was not made", Description: "For the chair and the secretary of its meeting.", Errors: failures,
	}, func(ctx context.Context, input *RecordingInput) (*output, error) {
		e, err := a.Studio.Remake(ctx, byOf(ctx), input.ID)
		return tellOr(e, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "share-recording", Method: http.MethodPut, Path: "/recordings/{id}/audience", Tag: tag, Allow: rest.Members,
		Summary: "Set who may watch a recording", Description: "For the chair and the secretary of its meeting.", Errors: failures,
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body struct {
			Audience library.Audience `json:"audience" enum:"host,invited"`
		}
	}) (*output, error) {
		e, err := a.Studio.Share(ctx, byOf(ctx), input.ID, input.Body.Audience)
		return tellOr(e, err, input.Language())
	})
}

type nowOutput struct {
	Body struct {
		State     string     `json:"state" enum:"none,recording,paused,finishing,ready,failed" doc:"none: it is not recorded. What is over is told to who leads the meeting, to others it is none."`
		ID        string     `json:"id,omitempty" doc:"Of the recording, for who leads the meeting." example:"RC_k3h1D2f9aQ0z"`
		StartedAt *time.Time `json:"startedAt,omitempty"`
		Reason    string     `json:"reason,omitempty" doc:"Why it ended, as in a recording."`
	}
}

func (a *area) registerNow(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "get-meeting-recording", Method: http.MethodGet, Path: "/meetings/{id}/recording", Tag: tag, Allow: rest.Members,
		Summary: "How a live meeting is being recorded", Description: "For everyone with a place in it: who is recorded may know.",
		Errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *struct {
		ID string `path:"id" maxLength:"64" doc:"The meeting."`
	}) (*nowOutput, error) {
		e, leads, err := a.Studio.Latest(ctx, byOf(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		answer := &nowOutput{}
		answer.Body.State = "none"
		if e == nil {
			return answer, nil
		}
		answer.Body.State, answer.Body.StartedAt, answer.Body.Reason = string(e.State), &e.StartedAt, e.Reason
		if leads {
			answer.Body.ID = e.ID
		}
		return answer, nil
	})
}

type listOutput struct {
	Body struct {
		Items      []body `json:"items" nullable:"false"`
		NextCursor string `json:"nextCursor,omitempty"`
	}
}

func (a *area) registerLibrary(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-recordings", Method: http.MethodGet, Path: "/recordings", Tag: tag, Allow: rest.Members,
		Summary: "Recordings that the caller may watch, the latest first", Errors: []problem.Code{problem.Invalid},
	}, a.list)
	rest.Register(api, rest.Endpoint{
		ID: "get-recording", Method: http.MethodGet, Path: "/recordings/{id}", Tag: tag, Allow: rest.Members,
		Summary: "A recording", Errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *RecordingInput) (*output, error) {
		e, err := a.Studio.Watch(ctx, byOf(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		answer := &output{tell(e, input.Language())}
		answer.Body.Manages, err = a.Studio.Manages(ctx, byOf(ctx), e)
		return answer, err
	})
	rest.Register(api, rest.Endpoint{
		ID: "get-recording-index", Method: http.MethodGet, Path: "/recordings/{id}/index", Tag: tag, Allow: rest.Members,
		Summary: "What happened when in a recording", Description: "Items of the agenda, who spoke, votes and what was told to all, by the meeting's log.",
		Errors: []problem.Code{problem.NotFound},
	}, a.index)
	rest.Register(api, rest.Endpoint{
		ID: "watched-recording", Method: http.MethodPost, Path: "/recordings/{id}/views", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Tell which part of a recording was watched", Description: "The player tells it; the audit log keeps it.",
		Errors: []problem.Code{problem.NotFound, problem.Invalid},
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body struct {
			FromMS int64 `json:"fromMs" minimum:"0"`
			ToMS   int64 `json:"toMs" minimum:"0"`
		}
	}) (*struct{}, error) {
		return nil, a.Studio.Watched(ctx, byOf(ctx), input.ID, input.Body.FromMS, input.Body.ToMS)
	})
}

func (a *area) list(ctx context.Context, input *struct {
	rest.PageInput
	rest.LanguageInput
	Meeting  string           `query:"meeting" maxLength:"64" doc:"Of this meeting."`
	Host     string           `query:"host" maxLength:"100" doc:"Of meetings of this unit, catalogue:code."`
	From     time.Time        `query:"from" doc:"That began at or after."`
	To       time.Time        `query:"to" doc:"That began before."`
	Q        string           `query:"q" maxLength:"200" doc:"Words of the title, without case, diacritics or tone placement."`
	Standing library.Standing `query:"standing" enum:"running,preparing,watchable,failed,disposed" doc:"running: recorded, paused or being finished; preparing: ended, and the file to watch is being made; failed: nothing came of it, or of that file."`
}) (*listOutput, error) {
	query := library.Query{MeetingID: input.Meeting, From: input.From, To: input.To, Text: input.Q, Standing: input.Standing, Page: input.Page()}
	if input.Host != "" {
		key, ok := directory.ParseUnitKey(input.Host)
		if !ok {
			return nil, problem.New(problem.Invalid)
		}
		query.Host = key
	}
	found, next, err := a.Studio.Store.Find(ctx, byOf(ctx).Viewer, query)
	if err != nil {
		return nil, err
	}
	answer := &listOutput{}
	answer.Body.Items, answer.Body.NextCursor = make([]body, len(found)), next
	for i := range found {
		answer.Body.Items[i] = tell(&found[i], input.Language())
	}
	return answer, nil
}

func (a *area) index(ctx context.Context, input *RecordingInput) (*struct{ Body library.Index }, error) {
	e, err := a.Studio.Watch(ctx, byOf(ctx), input.ID)
	if err != nil {
		return nil, err
	}
	proceedings, err := a.Proceedings.Proceedings(ctx, e.MeetingID)
	if err != nil {
		return nil, err
	}
	length := e.Length
	if length == 0 {
		length = a.Studio.Now().Sub(e.StartedAt)
	}
	index := library.IndexOf(proceedings, e.StartedAt, length)
	index.Silences = a.silences(ctx, e)
	return &struct{ Body library.Index }{index}, nil
}

// silences returns where a recording is silent, as far as that is known and can be had just now.
func (a *area) silences(ctx context.Context, e *library.Entry) []library.Stretch {
	told := []library.Stretch{}
	if e.Programme != library.Made {
		return told
	}
	file, err := a.Archive.Open(ctx, e.ID, programme.Dir+"/"+programme.Silences)
	if err != nil {
		return told // an older programme has none; without the archive one watches all of it
	}
	defer file.Close()
	found, err := programme.ReadSilences(file)
	if err != nil {
		return told
	}
	for _, one := range found {
		told = append(told, library.Stretch(one))
	}
	return told
}

package recordings

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"giaoban/internal/fault"
	"giaoban/recorder/bundle"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/webvtt"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Minutes returns the agreed minutes of a meeting as PDF; nil when there are none that the caller may read.
type Minutes func(ctx context.Context, by directory.By, meetingID string) ([]byte, error)

func (a *area) registerBundle(api *rest.API) {
	rest.Raw(api, rest.Endpoint{
		ID: "get-recording-bundle", Method: http.MethodGet, Path: "/recordings/{id}/bundle", Tag: tag, Allow: rest.Members, Produces: "application/zip",
		Summary: "A recording as one file that opens offline",
		Description: "A ZIP of its files, index, manifest, signature, agreed minutes, and a page that plays them in any browser. Unpacked, " +
			"`giaoban recording verify` checks it. For who runs its meeting; the audit log keeps it.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict},
	}, a.bundle)
}

// managed returns a recording that the caller may watch and whose meeting the caller runs.
func (a *area) managed(ctx context.Context, id string) (*library.Entry, error) {
	e, err := a.Studio.Watch(ctx, byOf(ctx), id)
	if err != nil {
		return nil, err
	}
	manages, err := a.Studio.Manages(ctx, byOf(ctx), e)
	if err == nil && !manages {
		err = fault.New(fault.Forbidden, "recording.download")
	}
	return e, err
}

func (a *area) bundle(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	e, err := a.managed(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	if e.State != library.Ready {
		return fault.New(fault.Conflict, "recording.not_ready")
	}
	proceedings, err := a.Proceedings.Proceedings(ctx, e.MeetingID)
	if err != nil {
		return err
	}
	files, err := a.Archive.Sums(ctx, e.ID)
	if err != nil {
		return err
	}
	source := &bundle.Source{
		Entry: e, Index: library.IndexOf(proceedings, e.StartedAt, e.Length), Files: files, Now: a.Studio.Now(),
		Open: func(ctx context.Context, name string) (io.ReadCloser, error) { return a.Archive.Open(ctx, e.ID, name) },
	}
	if source.Subtitles, err = a.bundledSubtitles(ctx, e.ID); err != nil {
		return err
	}
	source.Key = a.Key
	if source.Minutes, err = a.Minutes(ctx, byOf(ctx), e.MeetingID); err != nil {
		return err
	}
	if err := a.Studio.Exported(ctx, byOf(ctx), e, "recording.exported"); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", rest.ContentDisposition("attachment", bundle.Name(e)+".zip"))
	w.Header().Set("Cache-Control", "private, no-store")
	rest.Unhurried(w)
	if err := bundle.Write(ctx, w, source); err != nil {
		a.Studio.Log.LogAttrs(ctx, slog.LevelError, "a recording was not exported to its end", slog.String("recording", e.ID), slog.Any("error", err))
		// The answer has begun: the line is cut, so that nobody takes it for whole.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Unix(1, 0))
	}
	return nil
}

// bundledSubtitles returns the subtitles of a recording as a bundle holds them.
func (a *area) bundledSubtitles(ctx context.Context, id string) ([]bundle.Subtitles, error) {
	found, err := a.Subtitles.List(ctx, byOf(ctx), id)
	if err != nil {
		return nil, err
	}
	all := make([]bundle.Subtitles, len(found))
	for i := range found {
		one := &found[i]
		_, file, err := a.Subtitles.Open(ctx, byOf(ctx), id, one.Language)
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, err
		}
		all[i] = bundle.Subtitles{Data: data, AttachedFile: manifest.AttachedFile{
			File: "subtitles/" + one.Language + ".vtt", Bytes: one.Bytes, SHA256: one.SHA256, Language: one.Language, Machine: one.Machine, By: one.ByName, At: one.At,
		}}
		if all[i].Cues, err = webvtt.Parse(data); err != nil {
			return nil, err
		}
	}
	return all, nil
}

package main

import (
	"log/slog"
	"path/filepath"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/config"
	"giaoban/internal/events"
	paperdesk "giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/preview"
	"giaoban/scheduler/papers/upload"
	"giaoban/web/papers"
	"giaoban/web/rest"
)

// sweepEvery is how often abandoned uploads and files nobody refers to are cleared away.
const sweepEvery = time.Hour

// addPapers makes the papers of meetings. It comes after addMeetings.
func (d *desk) addPapers(cfg *config.Config, db *bun.DB, log *slog.Logger) error {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return err
	}
	blobs, err := blob.OpenDisk(filepath.Join(cfg.DataDir, "blobs"))
	if err != nil {
		return err
	}
	announce := func(topic, kind, id string) { d.hub.Publish(events.Event{Topic: topic, Type: kind, ID: id}) }
	kept := paperstore.New(db)
	maker := preview.New(preview.Find(cfg.Papers.PreviewTimeout, int64(cfg.Papers.PreviewMemory)), preview.Deps{
		Store: kept, Blobs: blobs, Log: log, Announce: announce,
	})
	deps := paperdesk.Deps{
		Store: kept, Blobs: blobs, Meetings: d.meetings, Attendance: d.attendance, Units: d.units, Audit: d.trail, Now: time.Now, Zone: zone,
		Log: log, Announce: announce, WakePreviews: maker.Wake, ViewLifetime: cfg.Papers.ViewLifetime,
	}
	if maker.Drawer != "" {
		deps.Thumbnail = maker.Thumbnail
	}
	d.papers = paperdesk.New(deps)
	d.uploads, err = upload.New(upload.Config{
		Dir: filepath.Join(cfg.DataDir, "uploads"), MaxBytes: int64(cfg.Papers.FileBytes), Lifetime: cfg.Papers.UploadLifetime, MaxOpen: cfg.Papers.OpenUploads,
	}, upload.Deps{Store: kept, Blobs: blobs, Audit: d.trail, Now: time.Now, Check: d.papers.CheckDeclaration})
	if err != nil {
		return err
	}
	d.begin = append(d.begin, maker.Start, func() { d.uploads.Start(sweepEvery, log) })
	d.end = append(d.end, maker.Close, d.uploads.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		papers.Register(api, papers.Deps{Desk: d.papers, Uploads: d.uploads})
	})
	return nil
}

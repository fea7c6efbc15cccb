package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/internal/config"
	"giaoban/internal/events"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents/cabinet"
	documentsdemo "giaoban/scheduler/documents/demo"
	"giaoban/scheduler/documents/docstore"
	"giaoban/scheduler/papers/demo"
	paperdesk "giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/preview"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
	"giaoban/web/documents"
	"giaoban/web/papers"
	"giaoban/web/rest"
)

// sweepEvery is how often abandoned uploads and files nobody refers to are cleared away.
const sweepEvery = time.Hour

// demoUploader is whose account uploads the demonstration's papers.
const demoUploader = "thuky"

// loadDemoPapers gives papers to the demonstration's meetings of the next days, and the secretary some own documents. It comes after loadDemoMeetings.
func (d *desk) loadDemoPapers(ctx context.Context, cfg *config.Config, db *bun.DB) error {
	accounts, err := newIdentity(cfg, db, d.trail)
	if err != nil {
		return err
	}
	account, err := accounts.Account(ctx, demoUploader)
	if err != nil {
		return err
	}
	by := directory.By{Actor: audit.Actor{ID: account.ID, Name: account.DisplayName}}
	coming, _, err := d.planner.Find(ctx, by, plan.Query{From: d.clock.Now().Add(-time.Hour), To: d.clock.Now().AddDate(0, 0, 14), Page: directory.Page{Limit: 20}})
	if err != nil {
		return err
	}
	for _, one := range coming {
		m, err := d.meetings.Meeting(ctx, d.meetings.DB(), one.ID)
		if err != nil {
			return err
		}
		if err := demo.Load(ctx, demo.Deps{Desk: d.papers, Uploads: d.uploads}, by, m); err != nil {
			return err
		}
	}
	return documentsdemo.Load(ctx, documentsdemo.Deps{Cabinet: d.documents, Uploads: d.uploads}, by, time.Now())
}

// addPapers makes the papers of meetings and people's own documents. It comes after addMeetings.
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
	kept, own := paperstore.New(db), docstore.New(db)
	maker := preview.New(preview.Find(cfg.Papers.PreviewTimeout, int64(cfg.Papers.PreviewMemory)), preview.Deps{
		Queues: []preview.Queue{kept, own}, Blobs: blobs, Log: log, Announce: announce,
	})
	deps := paperdesk.Deps{
		Store: kept, Blobs: blobs, Meetings: d.meetings, Attendance: d.attendance, Units: d.units, Audit: d.trail, Now: d.clock.Now, Zone: zone,
		TooLate: d.planner.TooLate, Log: log, Announce: announce, WakePreviews: maker.Wake, ViewLifetime: cfg.Papers.ViewLifetime,
	}
	if maker.Drawer != "" {
		deps.Thumbnail = maker.Thumbnail
	}
	d.papers = paperdesk.New(deps)
	d.uploads, err = upload.New(upload.Config{
		Dir: filepath.Join(cfg.DataDir, "uploads"), MaxBytes: int64(cfg.Papers.FileBytes), Lifetime: cfg.Papers.UploadLifetime, MaxOpen: cfg.Papers.OpenUploads,
	}, upload.Deps{
		Store: kept, Blobs: blobs, Audit: d.trail, Now: time.Now, Check: d.papers.CheckDeclaration, Others: []upload.Keeper{own},
	})
	if err != nil {
		return err
	}
	d.documents = cabinet.New(cabinet.Config{Quota: int64(cfg.Documents.QuotaBytes), TrashFor: cfg.Documents.TrashFor}, cabinet.Deps{
		Store: own, Papers: kept, Desk: d.papers, Uploads: d.uploads, Blobs: blobs, Audit: d.trail, Now: time.Now, Announce: announce, WakePreviews: maker.Wake,
		Thumbnail: deps.Thumbnail,
	})
	d.begin = append(d.begin, maker.Start, func() { d.uploads.Start(sweepEvery, log, d.documents.Sweep) })
	d.end = append(d.end, maker.Close, d.uploads.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		papers.Register(api, papers.Deps{Desk: d.papers, Uploads: d.uploads})
		documents.Register(api, documents.Deps{Cabinet: d.documents, Settle: d.uploads.Settle})
	})
	return nil
}

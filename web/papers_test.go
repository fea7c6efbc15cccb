package web_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planstore"
	papersapi "giaoban/web/papers"
	"giaoban/web/rest"
)

// papersArea is the API of papers over a database.
func papersArea(t *testing.T, db *bun.DB, units *dirstore.Store, trail *audit.Log, now func() time.Time) func(*rest.API) {
	t.Helper()
	blobs, err := blob.OpenDisk(t.TempDir())
	check(t, err)
	kept := paperstore.New(db)
	papers := desk.New(desk.Deps{
		Store: kept, Blobs: blobs, Meetings: planstore.New(db, plan.Nobody{}), Attendance: plan.Nobody{}, Units: units, Audit: trail,
		Now: now, Zone: time.UTC, Log: slog.New(slog.DiscardHandler), ViewLifetime: time.Hour,
	})
	uploads, err := upload.New(upload.Config{Dir: t.TempDir(), MaxBytes: 1 << 20, Lifetime: time.Hour, MaxOpen: 20}, upload.Deps{
		Store: kept, Blobs: blobs, Audit: trail, Now: now, Check: papers.CheckDeclaration,
	})
	check(t, err)
	return func(api *rest.API) { papersapi.Register(api, papersapi.Deps{Desk: papers, Uploads: uploads}) }
}

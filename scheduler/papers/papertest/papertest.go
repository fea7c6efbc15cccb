// Package papertest gives tests a desk of papers and a cabinet of own documents over a fresh database with a province's units, meetings in every state,
// and people of every role.
package papertest

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents/cabinet"
	"giaoban/scheduler/documents/docstore"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/desk"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/papers/pdffile/pdffiletest"
	"giaoban/scheduler/papers/upload"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
	"giaoban/scheduler/workday"
)

// Fixture is a desk and what it stands on.
type Fixture struct {
	*plantest.Fixture
	Kept    *paperstore.Store
	Blobs   *blob.Disk
	Desk    *desk.Desk
	Uploads *upload.Service
	Config  upload.Config
	Own     *docstore.Store
	Cabinet *cabinet.Cabinet
}

// Declared is the declaration of every honest file.
var Declared = papers.Declaration{NoStateSecret: true, Secrecy: plan.NotSecret}

// New fills a database and returns a desk over it.
func New(t testing.TB, db *bun.DB) *Fixture {
	t.Helper()
	f := &Fixture{Fixture: plantest.New(t, db), Kept: paperstore.New(db), Own: docstore.New(db)}
	var err error
	if f.Blobs, err = blob.OpenDisk(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	f.Config = upload.Config{Dir: t.TempDir(), MaxBytes: 4 << 20, Lifetime: 24 * time.Hour, MaxOpen: 3}
	f.Desk = desk.New(desk.Deps{
		Store: f.Kept, Blobs: f.Blobs, Meetings: f.Store, Attendance: f.Attendance, Units: f.Units, Audit: f.Audit, Now: f.Now,
		Zone: workday.Zone(), TooLate: f.Planner.TooLate, Log: slog.New(slog.DiscardHandler), ViewLifetime: time.Hour,
	})
	f.Uploads = f.Restarted(t)
	f.Cabinet = cabinet.New(cabinet.Config{Quota: 1 << 20, TrashFor: 30 * 24 * time.Hour}, cabinet.Deps{
		Store: f.Own, Papers: f.Kept, Desk: f.Desk, Uploads: f.Uploads, Blobs: f.Blobs, Audit: f.Audit, Now: f.Now,
	})
	return f
}

// Restarted returns the uploads as another process finds them.
func (f *Fixture) Restarted(t testing.TB) *upload.Service {
	t.Helper()
	service, err := upload.New(f.Config, upload.Deps{Store: f.Kept, Blobs: f.Blobs, Audit: f.Audit, Now: f.Now, Check: f.Desk.CheckDeclaration, Others: []upload.Keeper{f.Own}})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

// Who returns somebody with a role on a unit, whose account is in the database.
func (f *Fixture) Who(t testing.TB, role identity.Role, unit directory.UnitKey) directory.By {
	t.Helper()
	return f.Known(t, f.As(t, role, unit))
}

// Known puts the account of somebody into the database.
func (f *Fixture) Known(t testing.TB, by directory.By) directory.By {
	t.Helper()
	_, err := f.DB.NewRaw(`INSERT INTO accounts (id, username, display_name, role, search, version, password_hash, created_at, updated_at, active_since)
		VALUES (?, lower(?), 'x', 'delegate', '', 1, '', ?, ?, ?) ON CONFLICT DO NOTHING`, by.Actor.ID, by.Actor.ID, f.Now(), f.Now(), f.Now()).Exec(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return by
}

// Upload uploads a whole file and returns the upload's id.
func (f *Fixture) Upload(t testing.TB, by directory.By, name string, content []byte) string {
	t.Helper()
	made, err := f.Uploads.Create(t.Context(), by, name, int64(len(content)), Declared)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Uploads.Write(t.Context(), by, made.ID, 0, bytes.NewReader(content), upload.Sum{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Uploads.Settle(t.Context(), by, made.ID); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// paths to each state from nothing; the file is uploaded at Upload.
var paths = map[papers.State][]papers.Action{
	papers.Awaited:   nil,
	papers.Drafted:   {papers.Upload},
	papers.Submitted: {papers.Upload, papers.Submit},
	papers.Returned:  {papers.Upload, papers.Submit, papers.SendBack},
	papers.Approved:  {papers.Upload, papers.Submit, papers.Approve},
	papers.Released:  {papers.Upload, papers.Submit, papers.Approve, papers.Release},
	papers.Withdrawn: {papers.Upload, papers.Submit, papers.Approve, papers.Release, papers.Withdraw},
}

// InState asks for a paper and takes it to a state, with a PDF file of two pages.
func (f *Fixture) InState(t testing.TB, meetingID string, draft papers.Draft, state papers.State) *desk.Detail {
	t.Helper()
	return f.WithFile(t, meetingID, draft, state, "Báo cáo.pdf", pdffiletest.Pages(2, "", ""))
}

// WithFile is InState with a file of the caller's choice.
func (f *Fixture) WithFile(t testing.TB, meetingID string, draft papers.Draft, state papers.State, name string, content []byte) *desk.Detail {
	t.Helper()
	host := f.Who(t, identity.Secretary, plantest.Province)
	paper, err := f.Desk.Create(t.Context(), host, meetingID, draft)
	if err != nil {
		t.Fatal(err)
	}
	for _, action := range paths[state] {
		if action == papers.Upload {
			paper, err = f.Desk.AddFile(t.Context(), host, paper.ID, paper.Version, f.Upload(t, host, name, content), Declared)
		} else {
			paper, err = f.Desk.Act(t.Context(), host, paper.ID, paper.Version, action, "lý do")
		}
		if err != nil {
			t.Fatalf("%s: %v", action, err)
		}
	}
	return paper
}

// Actions returns how often each action stands in the audit log.
func (f *Fixture) Actions(t testing.TB) map[string]int {
	t.Helper()
	records, err := f.Audit.List(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, record := range records {
		counts[record.Action]++
	}
	return counts
}

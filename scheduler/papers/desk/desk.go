// Package desk is where papers are handled: asked for, handed in, approved, released and read. It checks who may, keeps
// the rules of package papers, and tells the audit log and the papers' history in the transaction of each change.
package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/papers/paperstore"
	"giaoban/scheduler/plan"
)

// Deps are what a desk stands on. All must be set, except as noted.
type Deps struct {
	Store      *paperstore.Store
	Blobs      blob.Store
	Meetings   papers.Meetings
	Attendance papers.Attendance
	Units      papers.Units
	Audit      *audit.Log
	Now        func() time.Time
	Zone       *time.Location // of the times on stamps
	// TooLate reports whether a paper released now comes later than the rule of working days ahead asks for, and nobody
	// has said why; nil = no rule is kept.
	TooLate func(ctx context.Context, m *plan.Meeting, now time.Time) (bool, error)
	Log     *slog.Logger
	// Announce tells whoever looks on that something has changed, after it has: topic, kind of change and what it was.
	// nil = nobody.
	Announce func(topic, kind, id string)
	// WakePreviews tells the makers of previews that there is work; nil = there are none.
	WakePreviews func()
	// Thumbnail draws a page of a PDF file as a small PNG picture; nil = nothing is installed that could.
	Thumbnail func(ctx context.Context, key string, page int) ([]byte, error)
	// ViewLifetime is how long a paper that was opened can be read before it must be opened again.
	ViewLifetime time.Duration
}

// Desk handles papers. It is safe for concurrent use.
type Desk struct {
	Deps
}

// New returns a desk.
func New(deps Deps) *Desk {
	if deps.Announce == nil {
		deps.Announce = func(string, string, string) {}
	}
	if deps.WakePreviews == nil {
		deps.WakePreviews = func() {}
	}
	return &Desk{Deps: deps}
}

// Detail is a paper with what its reader may do.
type Detail struct {
	papers.Paper
	Rights papers.Rights
}

// scene is a meeting and what somebody is to it.
type scene struct {
	meeting *plan.Meeting
	party   plan.Party
}

func (d *Desk) scene(ctx context.Context, db bun.IDB, by directory.By, meetingID string) (*scene, error) {
	meeting, err := d.Meetings.Meeting(ctx, db, meetingID)
	if err != nil {
		return nil, err
	}
	s := &scene{meeting: meeting}
	if by.Viewer != nil {
		if s.party, err = d.Attendance.Standing(ctx, meetingID, by.Viewer); err != nil {
			return nil, fmt.Errorf("papers: standing: %w", err)
		}
	}
	return s, nil
}

// hands returns which hands a caller has; the system has all.
func (s *scene) hands(by directory.By, paper *papers.Paper) []papers.Hand {
	if by.Viewer == nil {
		return []papers.Hand{papers.ByHost, papers.ByPreparer}
	}
	return papers.Hands(by.Viewer, s.meeting, s.party, paper)
}

func (s *scene) hosts(by directory.By) bool {
	return by.Viewer == nil || papers.Hosts(by.Viewer, s.meeting, s.party)
}

func (s *scene) rights(by directory.By, paper *papers.Paper) papers.Rights {
	if by.Viewer == nil {
		return papers.Rights{Read: true, Originals: true, Edit: true}
	}
	return papers.RightsOf(by.Viewer, s.meeting, s.party, paper)
}

// paper reads a paper for somebody. One they may not know of is not found.
func (d *Desk) paper(ctx context.Context, db bun.IDB, by directory.By, paperID string) (*Detail, *scene, error) {
	paper, err := d.Store.Paper(ctx, db, paperID)
	if err != nil {
		return nil, nil, err
	}
	s, err := d.scene(ctx, db, by, paper.MeetingID)
	if err != nil {
		return nil, nil, err
	}
	rights := s.rights(by, paper)
	if !rights.Known() {
		return nil, nil, &hidden{refusal: fault.New(fault.NotFound, ""), subject: subject(paperID)}
	}
	return &Detail{Paper: *paper, Rights: rights}, s, nil
}

func subject(paperID string) string { return "paper:" + paperID }

// hidden carries the subject of a refusal out of a transaction, so that its record outlives the rollback.
type hidden struct {
	refusal *fault.Error
	subject string
}

func (h *hidden) Error() string { return h.refusal.Error() }
func (h *hidden) Unwrap() error { return h.refusal }

// secrecy is the refusal of what may be secret; it is always recorded.
type secrecy struct {
	refusal *fault.Error
	subject string
	marking plan.Secrecy
}

func (s *secrecy) Error() string { return s.refusal.Error() }
func (s *secrecy) Unwrap() error { return s.refusal }

// told records a refusal that is worth a record and returns the error for the caller. Every way into the desk ends with
// it.
func (d *Desk) told(ctx context.Context, by directory.By, err error) error {
	var unseen *hidden
	var secret *secrecy
	switch {
	case errors.As(err, &unseen):
		if err := d.Audit.Append(ctx, by.Actor, "paper.access_refused", unseen.subject, nil); err != nil {
			return err
		}
		return unseen.refusal
	case errors.As(err, &secret):
		if err := d.Audit.Append(ctx, by.Actor, "paper.secrecy_refused", secret.subject, map[string]any{"marking": secret.marking}); err != nil {
			return err
		}
		return secret.refusal
	}
	return err
}

// CheckDeclaration refuses a file without the mandatory declaration, or with a marking of secrecy, and records that.
func (d *Desk) CheckDeclaration(ctx context.Context, by directory.By, declared papers.Declaration, about string) error {
	return d.told(ctx, by, checkDeclaration(declared, about))
}

func checkDeclaration(declared papers.Declaration, about string) error {
	switch {
	case declared.Secrecy != "" && declared.Secrecy != plan.NotSecret:
		return &secrecy{refusal: fault.New(fault.Invalid, "papers.secret"), subject: about, marking: declared.Secrecy}
	case !declared.NoStateSecret:
		return &secrecy{refusal: fault.New(fault.Invalid, "papers.undeclared"), subject: about, marking: declared.Secrecy}
	}
	return nil
}

// List returns a meeting's papers that somebody may know of, in order: none of a meeting that they may know of without
// its papers.
func (d *Desk) List(ctx context.Context, by directory.By, meetingID string) ([]Detail, bool, error) {
	s, found, err := d.ofMeeting(ctx, by, meetingID)
	if err != nil {
		return nil, false, err
	}
	return found, s.hosts(by), nil
}

// ofMeeting reads the papers of a meeting that somebody may know of. A meeting that they may not see either is not there.
func (d *Desk) ofMeeting(ctx context.Context, by directory.By, meetingID string) (*scene, []Detail, error) {
	s, err := d.scene(ctx, d.Store.DB(), by, meetingID)
	if err != nil {
		return nil, nil, err
	}
	all, err := d.Store.OfMeeting(ctx, d.Store.DB(), meetingID)
	if err != nil {
		return nil, nil, err
	}
	found := make([]Detail, 0, len(all))
	for i := range all {
		if rights := s.rights(by, &all[i]); rights.Known() {
			found = append(found, Detail{Paper: all[i], Rights: rights})
		}
	}
	if len(found) == 0 && by.Viewer != nil && !plan.RightsOf(s.meeting, by.Viewer, s.party).View {
		return nil, nil, d.told(ctx, by, &hidden{refusal: fault.New(fault.NotFound, ""), subject: "meeting:" + meetingID})
	}
	return s, found, nil
}

// Get returns a paper with its history.
func (d *Desk) Get(ctx context.Context, by directory.By, paperID string) (*Detail, []papers.Step, error) {
	found, _, err := d.paper(ctx, d.Store.DB(), by, paperID)
	if err != nil {
		return nil, nil, d.told(ctx, by, err)
	}
	if !found.Rights.Originals {
		return found, nil, nil // how a paper came about is not its readers' affair
	}
	steps, err := d.Store.Steps(ctx, paperID)
	return found, steps, err
}

// MeetingTitle names the meeting of a paper that was read; "" when it is gone.
func (d *Desk) MeetingTitle(ctx context.Context, meetingID string) string {
	meeting, err := d.Meetings.Meeting(ctx, d.Store.DB(), meetingID)
	if err != nil {
		return ""
	}
	return meeting.Title
}

// Waiting returns what somebody has a hand in: papers they prepare, papers to decide about.
func (d *Desk) Waiting(ctx context.Context, by directory.By) ([]papers.Task, error) {
	return d.Store.Waiting(ctx, by.Viewer)
}

// commit runs a change of a paper in a transaction and announces it.
func (d *Desk) commit(ctx context.Context, by directory.By, change func(ctx context.Context, tx bun.Tx) (*Detail, error)) (*Detail, error) {
	var changed *Detail
	err := store.InTx(ctx, d.Store.DB(), func(ctx context.Context, tx bun.Tx) (err error) {
		changed, err = change(ctx, tx)
		return err
	})
	if err != nil {
		return nil, d.told(ctx, by, err)
	}
	d.Announce("meeting:"+changed.MeetingID, "papers", changed.ID)
	return changed, nil
}

// record writes one step into the history and the audit log.
func (d *Desk) record(ctx context.Context, tx bun.Tx, by directory.By, paper *papers.Paper, step papers.Step, detail map[string]any) error {
	step.At, step.By, step.Name = d.Now(), by.Actor.ID, actorName(by)
	if step.To != "" {
		if err := d.Store.AddStep(ctx, tx, paper.ID, step); err != nil {
			return err
		}
	}
	detail["meeting"] = paper.MeetingID
	return d.Audit.In(tx).Append(ctx, by.Actor, "paper."+string(step.Action), subject(paper.ID), detail)
}

func actorName(by directory.By) string {
	if by.Viewer != nil {
		return by.Viewer.Name
	}
	return by.Actor.Name
}

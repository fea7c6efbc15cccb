package conclude

import (
	"slices"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// Task is what a meeting's conclusion asks somebody to do by when.
type Task struct {
	ID        string // "TA_…"
	Version   int64
	MeetingID string
	Order     int // among those of the meeting
	TaskFields

	State TaskState
	Note  string // what was last said of it
	// AssignedAt is when those responsible were told: with the conclusion notice, or at once when it was out already. Zero
	// = not yet, and nobody else than those who run the meeting knows of it.
	AssignedAt time.Time
	DoneAt     time.Time
	ChasedAt   time.Time
	Chases     int
	CreatedAt  time.Time
	UpdatedAt  time.Time

	UnitName     directory.Text // read only, as all that follow
	UnitPath     string
	PersonName   string
	MeetingTitle string
	MeetingStart time.Time
	HostPath     string
	ChairID      string
	SecretaryID  string
	Document     string // number and symbol of the conclusion notice; "" = none
}

// TaskFields is the part of a task that those who give it write.
type TaskFields struct {
	Title    string
	Detail   string
	Unit     directory.UnitKey // responsible
	PersonID string            // of the unit; "" = the unit as a whole
	Due      string            // YYYY-MM-DD, the last day; "" = none
}

// Mark is how a task stands to its due date.
type Mark string

// Marks.
const (
	OnTime  Mark = "on_time"
	DueSoon Mark = "due_soon" // within DueSoonDays
	Overdue Mark = "overdue"
	Late    Mark = "late" // done, but after the due date
)

// DueSoonDays is how many days before its due date a task is marked.
const DueSoonDays = 3

// MarkOf returns how a task stands at an instant in a zone. It follows from the due date alone, so that no clock must run
// for it.
func MarkOf(t *Task, now time.Time, zone *time.Location) Mark {
	if t.Due == "" || t.State == TaskWithdrawn {
		return OnTime
	}
	today := now.In(zone)
	switch {
	case t.State == TaskDone && t.DoneAt.In(zone).Format(time.DateOnly) > t.Due:
		return Late
	case t.State == TaskDone:
		return OnTime
	case today.Format(time.DateOnly) > t.Due:
		return Overdue
	case today.AddDate(0, 0, DueSoonDays).Format(time.DateOnly) >= t.Due:
		return DueSoon
	}
	return OnTime
}

// GiverRoles are the roles over a meeting's host that give its tasks.
func GiverRoles() []identity.Role { return []identity.Role{identity.Chair, identity.Secretary} }

// UnitRoles are the roles over a unit that see and report its tasks.
func UnitRoles() []identity.Role {
	return []identity.Role{identity.Chair, identity.Secretary, identity.Leader}
}

// StandingsOf returns what a viewer is to a task; nil is the system, which gives it.
func StandingsOf(t *Task, viewer *directory.Viewer) []Standing {
	if viewer == nil {
		return []Standing{Giver}
	}
	var all []Standing
	mine := viewer.PersonID != ""
	if mine && (viewer.PersonID == t.ChairID || viewer.PersonID == t.SecretaryID) || viewer.HasAny(t.HostPath, GiverRoles()...) {
		all = append(all, Giver)
	}
	speaks := slices.ContainsFunc(viewer.Assignments, func(a directory.Assignment) bool {
		return a.Unit == t.Unit && slices.Contains(UnitRoles(), a.Role)
	})
	if !t.AssignedAt.IsZero() && (mine && viewer.PersonID == t.PersonID || speaks) {
		all = append(all, Responsible)
	}
	return all
}

// MaySee reports whether a viewer knows of a task: those who give it, leaders of the host, and, once it is assigned, those
// responsible, everyone of the unit, and who leads a unit above. concludestore's visibility says the same of lists.
func MaySee(t *Task, viewer *directory.Viewer) bool {
	if len(StandingsOf(t, viewer)) > 0 || viewer.Has(identity.Leader, t.HostPath) {
		return true
	}
	return !t.AssignedAt.IsZero() && (viewer.Unit == t.Unit || viewer.HasAny(t.UnitPath, UnitRoles()...))
}

// TaskOrder is how a list of tasks is ordered.
type TaskOrder string

// Orders.
const (
	ByDue     TaskOrder = "due"     // the most pressing first
	ByUpdated TaskOrder = "updated" // the oldest change first, for systems that follow
)

// TaskQuery selects tasks that a viewer may see. Zero fields select all but those withdrawn.
type TaskQuery struct {
	MeetingID    string
	Unit         directory.UnitKey
	Below        bool // of units below Unit as well
	Mine         bool // of the viewer's person or unit
	States       []TaskState
	Mark         Mark // Overdue or DueSoon only
	Today        string
	Text         string
	UpdatedSince time.Time
	Withdrawn    bool // those too
	Order        TaskOrder
	directory.Page
}

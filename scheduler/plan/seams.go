package plan

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// Listener is told of every change to a meeting inside the transaction that makes it: an error undoes the change.
// Before is nil for a new meeting, after is nil for one that is about to be deleted (drafts only). Listeners that tell the world
// outside do so through the outbox in tx.
type Listener interface {
	MeetingChanged(ctx context.Context, tx bun.Tx, before, after *Meeting) error
}

// Beside writes what belongs to a change of meetings but is kept elsewhere, such as the list of the invited, in the
// transaction of the change: an error undoes both. It is given the meetings that were made or changed, never none.
type Beside func(ctx context.Context, tx bun.Tx, meetings []*Meeting) error

// Attendance knows who is invited. The invitations' owner implements it; every method takes a fixed number of queries.
type Attendance interface {
	// Standing returns what a person or account is to a meeting by invitation. Nobody is nothing, not an error.
	Standing(ctx context.Context, meetingID string, viewer *directory.Viewer) (Party, error)
	// InvitedTo returns a subquery that selects the ids (one column) of the meetings that somebody is invited to:
	// by person, or as one of a unit that is. It serves lists and calendars.
	InvitedTo(db bun.IDB, who Invitee) *bun.SelectQuery
	// Shared returns who is invited to one of the meetings and also to the meeting with the id, or is in people.
	Shared(ctx context.Context, meetingID string, people []string, others []string) ([]SharedPerson, error)
}

// Invitee is whom Attendance.InvitedTo asks about: a person, a unit, or both (either counts).
type Invitee struct {
	PersonID  string
	AccountID string
	Unit      directory.UnitKey
}

// SharedPerson is somebody invited to two meetings.
type SharedPerson struct {
	MeetingID string // the other meeting
	Person    Ref
}

// Nobody is the Attendance of a system without invitations: those named in a meeting's plan are all there are.
type Nobody struct{}

// Standing implements Attendance.
func (Nobody) Standing(context.Context, string, *directory.Viewer) (Party, error) {
	return Party{}, nil
}

// InvitedTo implements Attendance: no meetings.
func (Nobody) InvitedTo(db bun.IDB, _ Invitee) *bun.SelectQuery {
	return db.NewSelect().TableExpr("meetings AS nobody").Column("nobody.id").Where("1 = 0")
}

// Shared implements Attendance.
func (Nobody) Shared(context.Context, string, []string, []string) ([]SharedPerson, error) {
	return nil, nil
}

// Rooms is what a meeting does to its room in the media plane.
type Rooms interface {
	// Close sends everyone out of a room and closes it. A room that is not open is no error.
	Close(ctx context.Context, room string) error
}

// Rights is what somebody may do with a meeting.
type Rights struct {
	View     bool
	Edit     bool // everything in Draft that its state lets change
	Delete   bool
	Copy     bool // make another meeting of it
	Admit    bool // answer those who knock
	Join     bool // get in without knocking, once the room is open
	Role     identity.Role
	Actions  []Action // transitions open to them from the present state
	Moderate bool     // mute and remove others in the room
}

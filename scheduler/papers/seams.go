package papers

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Meetings is what papers need of the plan's owner.
type Meetings interface {
	// Meeting returns a meeting by id, whoever asks, or a fault of code NotFound.
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
}

// Attendance is what papers need of the invitations' owner. plan.Attendance has it.
type Attendance interface {
	// Standing returns what a viewer is to a meeting by invitation. Nobody is nothing, not an error.
	Standing(ctx context.Context, meetingID string, viewer *directory.Viewer) (plan.Party, error)
}

// Units names units on stamps; the directory has it.
type Units interface {
	// Unit returns one unit, or a fault of code NotFound.
	Unit(ctx context.Context, catalogue, code string) (*directory.Unit, error)
}

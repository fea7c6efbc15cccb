package conduct

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Meetings is what conducting needs of the plan's owner.
type Meetings interface {
	// Meeting returns a meeting by id, whoever asks, or a fault of code NotFound.
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
}

// Accounts knows who stands behind an account.
type Accounts interface {
	// ViewerOf returns who acts behind an account; fault.NotFound when there is none or it is disabled.
	ViewerOf(ctx context.Context, accountID string) (*directory.Viewer, error)
}

// Invited knows who was asked to come.
type Invited interface {
	// Heads returns the subjects under which the roll has those who were asked to come to a meeting: people, and units whose
	// people were not named. Not those in whose place others come, nor technicians, nor whom the directory does not know.
	Heads(ctx context.Context, meetingID string) ([]string, error)
}

// Papers knows what may be shown at a meeting.
type Papers interface {
	// Shows reports whether a paper is one of the meeting's and has been released.
	Shows(ctx context.Context, meetingID, paperID string) (bool, error)
}

// Media is the meeting's room in the media plane. A room or a participant that is not there is no error.
type Media interface {
	// Present returns the identities in a room.
	Present(room string) []string
	// Permit sets what a participant may send; what it sends beyond that ends.
	Permit(room, identity string, rights Rights) error
	// Prefer says whose microphones everyone is to hear, however many others are open. It replaces those named before.
	Prefer(room string, identities []string) error
	// Mute silences a participant's microphone.
	Mute(room, identity string) error
}

// BallotKeys are the public keys of a secret vote: of the ballot papers (RSA) and of the receipts (ECDSA on P-256),
// SPKI in base64.
type BallotKeys struct {
	Papers   string `json:"papers"`
	Receipts string `json:"receipts"`
}

// SecretBallots is the voting without names; see package ballot. Its calls are not part of the log. Errors are faults.
type SecretBallots interface {
	// Open makes the keys of a motion and returns their public parts.
	Open(ctx context.Context, meetingID, motionID string) (BallotKeys, error)
	// Issue gives a voter their one paper: it signs the blinded message. The same message is signed again, another is not:
	// Conflict "conduct.paper_issued".
	Issue(ctx context.Context, actor audit.Actor, motionID, voter string, blinded []byte) (signature []byte, err error)
	// Cast takes a ballot from nobody knows whom, and returns its receipt. The same ballot is taken again, another choice on the same
	// paper is not: Conflict "conduct.voted".
	Cast(ctx context.Context, motionID string, paper, signature []byte, choice Choice, text string) (receipt string, err error)
	// Close ends the voting, publishes the ballots and counts them.
	Close(ctx context.Context, motion *Motion) (Result, error)
	// Turnout tells how many papers were given out, and how many ballots came.
	Turnout(ctx context.Context, motionID string) (issued, cast int64, err error)
}

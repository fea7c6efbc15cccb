package conductor

import (
	"context"

	"giaoban/internal/fault"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Paper gives somebody who may vote the one paper of theirs in a secret vote: it signs the blinded message. Errors: those of
// conduct.SecretBallots.Issue, Forbidden "conduct.not_eligible", Conflict when the vote is not open.
func (c *Conductor) Paper(ctx context.Context, by directory.By, meetingID, motionID string, blinded []byte) ([]byte, error) {
	seat, err := c.SeatOf(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	var voter string
	err = c.secret(ctx, meetingID, motionID, func(motion *conduct.Motion) error {
		found, eligible := motion.VoterOf(seat.Who.Identity)
		if !eligible {
			return fault.New(fault.Forbidden, "conduct.not_eligible")
		}
		voter = found.Key
		return nil
	})
	if err != nil {
		return nil, unavailable(err)
	}
	signature, err := c.Ballots.Issue(ctx, by.Actor, motionID, voter, blinded)
	return signature, unavailable(err)
}

// Cast takes a ballot of a secret vote, from nobody knows whom, and returns its receipt. Errors: those of
// conduct.SecretBallots.Cast, NotFound, Conflict when the vote is not open.
func (c *Conductor) Cast(ctx context.Context, meetingID, motionID string, paper, signature []byte, choice conduct.Choice, text string) (receipt string, err error) {
	m, err := c.Meetings.Meeting(ctx, c.Log.DB(), meetingID) // before there is a hall for whatever anybody names
	if err != nil {
		return "", unavailable(err)
	}
	if m.State != plan.StateLive {
		return "", fault.New(fault.Conflict, "conduct.motion_closed")
	}
	if err := c.secret(ctx, meetingID, motionID, func(*conduct.Motion) error { return nil }); err != nil {
		return "", unavailable(err)
	}
	receipt, err = c.Ballots.Cast(ctx, motionID, paper, signature, choice, text)
	return receipt, unavailable(err)
}

// secret checks that a motion is one that is being voted on in secret, and then asks check.
func (c *Conductor) secret(ctx context.Context, meetingID, motionID string, check func(*conduct.Motion) error) error {
	if c.Ballots == nil {
		return fault.New(fault.Unsupported, "conduct.no_secret_votes")
	}
	var refused error
	err := c.hall(meetingID).read(ctx, func(state *conduct.State, _ *plan.Meeting) {
		motion := state.Motion(motionID)
		switch {
		case motion == nil:
			refused = fault.New(fault.NotFound, "")
		case !motion.Secret:
			refused = fault.New(fault.Conflict, "conduct.not_secret")
		case motion.State != conduct.MotionOpen:
			refused = fault.New(fault.Conflict, "conduct.motion_"+string(motion.State))
		case state.Phase != conduct.Open:
			refused = fault.New(fault.Conflict, "conduct.phase_"+string(state.Phase))
		default:
			refused = check(motion)
		}
	})
	if err != nil {
		return err
	}
	return refused
}

// Turnout tells those who conduct how many papers of a secret vote were given out, and how many ballots came.
func (c *Conductor) Turnout(ctx context.Context, by directory.By, meetingID, motionID string) (issued, cast int64, err error) {
	seat, err := c.SeatOf(ctx, by, meetingID)
	if err != nil {
		return 0, 0, err
	}
	leads, known := false, false
	err = c.hall(meetingID).read(ctx, func(state *conduct.State, m *plan.Meeting) {
		leads = state.MineOf(m, &seat.Who).Leads
		motion := state.Motion(motionID)
		known = motion != nil && motion.Secret && motion.State != conduct.MotionWritten
	})
	switch {
	case err != nil:
		return 0, 0, err
	case !leads:
		return 0, 0, fault.New(fault.Forbidden, "")
	case !known || c.Ballots == nil:
		return 0, 0, fault.New(fault.NotFound, "")
	}
	return c.Ballots.Turnout(ctx, motionID)
}

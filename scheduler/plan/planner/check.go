package planner

import (
	"context"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/clash"
)

// Check looks for what stands in the way of a plan, and for rules that it does not keep, without saving anything.
// MeetingID is the meeting that it is the plan of, "" for a new one; people are others who shall be invited.
func (p *Planner) Check(ctx context.Context, by directory.By, meetingID string, d plan.Draft, people []string) (*clash.Findings, error) {
	_, _, _, _ = ctx, by, meetingID, people
	return &clash.Findings{}, nil
}

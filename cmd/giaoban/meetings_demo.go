package main

import (
	"context"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	units "giaoban/scheduler/directory/demo"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/demo"
)

// loadDemoMeetings plans the demonstration's meetings and invites to them: the people behind the accounts, and to the
// meetings of everyone all communes.
func (d *desk) loadDemoMeetings(ctx context.Context) error {
	return demo.Load(ctx, d.planner, func(ctx context.Context, m *plan.Meeting, everyone bool) error {
		targets := []invite.Target{
			{Kind: invite.TargetPerson, ID: units.PersonID("daibieu")}, {Kind: invite.TargetPerson, ID: units.PersonID("daibieu2")},
			{Kind: invite.TargetPerson, ID: units.PersonID("khachmoi"), Role: identity.Guest},
			{Kind: invite.TargetPerson, ID: units.PersonID("kythuat"), Role: identity.Technician},
		}
		if everyone {
			province := directory.UnitKey{Catalogue: units.Current, Code: units.ProvinceCode}
			targets = append(targets, invite.Target{Kind: invite.TargetSubtree, Unit: province, Level: directory.Commune})
		}
		if _, err := d.inviter.Add(ctx, demo.By, m.ID, targets); err != nil {
			return err
		}
		if _, err := d.inviter.Issue(ctx, demo.By, m.ID, m.Version); err != nil || !everyone {
			return err
		}
		return d.answerDemo(ctx, demo.By, m.ID)
	})
}

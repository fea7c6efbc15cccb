package meetings

import (
	"context"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
)

// OnceInput names a request, to embed in the input of what makes meetings. Exported, as the framework wants what is embedded.
type OnceInput struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"64" doc:"Chosen by the caller, new for each meeting they make. Sent again with the same key, a request makes nothing and answers with the meeting that it made, as it is now."`
}

// MeetingGuests is whom a plan puts on the list of the invited, saved with the plan or not at all. Exported, as MeetingDraft is.
type MeetingGuests struct {
	Invite []meetingTarget `json:"invite,omitempty" maxItems:"2000" nullable:"false" doc:"Put on the list of the invited, as drafts until they are issued; those on it already are left as they are."`
}

type meetingTarget struct {
	Kind invite.TargetKind `json:"kind" enum:"unit,subtree,site,person,group,list" doc:"Subtree: every unit below one. Group: the units of its sites."`
	Unit *meetingUnitKey   `json:"unit,omitempty" doc:"Of unit and subtree."`
	ID   string            `json:"id,omitempty" maxLength:"256" doc:"Of a person, group or list; a site's room name."`
	Role identity.Role     `json:"role,omitempty" enum:"chair,secretary,delegate,guest,technician," doc:"Delegate if none is given, for a site technician."`
}

// beside returns what writes the list with the plan; nil when there is nothing to write.
func (a *area) beside(ctx context.Context, on []meetingTarget, off []meetingUnitKey) (plan.Beside, error) {
	if len(on)+len(off) == 0 {
		return nil, nil
	}
	targets := make([]invite.Target, len(on))
	for i, t := range on {
		targets[i] = invite.Target{Kind: t.Kind, Unit: t.Unit.key(), ID: t.ID, Role: t.Role}
	}
	units := make([]directory.UnitKey, len(off))
	for i := range off {
		units[i] = off[i].key()
	}
	return a.Guests.Beside(ctx, by(ctx), targets, units)
}

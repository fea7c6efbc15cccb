package inviter

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
)

// Beside returns what puts targets on the lists of meetings that are being made or changed, and takes units off that were
// on them and have got no letter yet, in the transaction of the plan. Who may change the plan may do so. All that is
// looked up is looked up now.
func (s *Service) Beside(ctx context.Context, by directory.By, on []invite.Target, off []directory.UnitKey) (plan.Beside, error) {
	if err := checkTargets(on); err != nil {
		return nil, err
	}
	contacts, _, err := s.expand(ctx, on)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx bun.Tx, meetings []*plan.Meeting) error {
		for _, m := range meetings {
			removed, err := s.takeOff(ctx, tx, m.ID, off)
			if err != nil {
				return err
			}
			added, err := s.add(ctx, tx, m, contacts)
			if err != nil {
				return err
			}
			if added+removed == 0 {
				continue
			}
			told := map[string]any{"added": added, "removed": removed, "targets": on}
			if err := s.Audit.In(tx).Append(ctx, by.Actor, "invitation.listed", "meeting:"+m.ID, told); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// LikeThose returns what gives new meetings the list of another, without its answers: whom it invites, in the same
// roles. Substitutes came for once, and are left out.
func (s *Service) LikeThose(ctx context.Context, by directory.By, meetingID string) (plan.Beside, error) {
	if _, err := s.managed(ctx, by, meetingID); err != nil {
		return nil, err
	}
	all, err := s.Store.All(ctx, s.Store.DB(), meetingID, live()...)
	if err != nil {
		return nil, err
	}
	contacts := make([]invite.Contact, 0, len(all))
	for i := range all {
		in := &all[i]
		if in.SubstituteOf != "" {
			continue
		}
		contacts = append(contacts, invite.Contact{
			Kind: in.Kind, Unit: in.Unit, UnitName: in.UnitName, PersonID: in.PersonID, Site: in.Site, Name: in.Name, Position: in.Position,
			Mail: in.Mail, Source: in.Source, Role: in.Role,
		})
	}
	return func(ctx context.Context, tx bun.Tx, meetings []*plan.Meeting) error {
		for _, m := range meetings {
			added, err := s.add(ctx, tx, m, contacts)
			if err != nil {
				return err
			}
			if err := s.Audit.In(tx).Append(ctx, by.Actor, "invitation.listed", "meeting:"+m.ID, map[string]any{"added": added, "like": meetingID}); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// takeOff removes units from a meeting's list that have got no letter yet.
func (s *Service) takeOff(ctx context.Context, tx bun.Tx, meetingID string, units []directory.UnitKey) (int, error) {
	if len(units) == 0 {
		return 0, nil
	}
	return s.removeDrafts(ctx, tx, meetingID, func(in *invite.Invitation) bool {
		return in.Kind == invite.Unit && slices.Contains(units, in.Unit)
	})
}

// forget lets the list of a draft go with it. Where somebody has got a letter, the meeting stays.
func (s *Service) forget(ctx context.Context, tx bun.Tx, m *plan.Meeting) error {
	_, err := s.removeDrafts(ctx, tx, m.ID, func(*invite.Invitation) bool { return true })
	return err
}

func (s *Service) removeDrafts(ctx context.Context, tx bun.Tx, meetingID string, which func(*invite.Invitation) bool) (int, error) {
	drafts, err := s.Store.All(ctx, tx, meetingID, invite.Draft)
	if err != nil {
		return 0, err
	}
	var ids []string
	for i := range drafts {
		if which(&drafts[i]) {
			ids = append(ids, drafts[i].ID)
		}
	}
	return len(ids), s.Store.Delete(ctx, tx, ids...)
}

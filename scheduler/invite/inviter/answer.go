package inviter

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/mail"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
)

// Mine returns the invitations that the caller answers for.
func (s *Service) Mine(ctx context.Context, by directory.By, query invite.MineQuery) ([]invite.Mine, string, error) {
	return s.Store.Mine(ctx, by.Viewer, query)
}

// Invitation returns one invitation with the meeting it is to, for its receiver and those who run the meeting.
func (s *Service) Invitation(ctx context.Context, by directory.By, invitationID string) (*invite.Mine, error) {
	in, _, _, err := s.own(ctx, by, invitationID)
	if err != nil {
		return nil, err
	}
	mine := &invite.Mine{Invitation: *in}
	letter, err := s.Store.Letter(ctx, s.Store.DB(), in.MeetingID)
	if err != nil {
		return nil, err
	}
	if letter != nil && letter.Announced != nil {
		mine.Announcement, mine.AnswerBy = *letter.Announced, letter.AnswerBy
	}
	if in.DocumentID != "" {
		document, err := s.Store.Document(ctx, s.Store.DB(), in.DocumentID)
		if err != nil {
			return nil, err
		}
		mine.Document = document.Symbol
	}
	return mine, nil
}

// own returns an invitation to its receiver, or to who runs the meeting; managing then says so.
func (s *Service) own(ctx context.Context, by directory.By, invitationID string) (in *invite.Invitation, m *plan.Meeting, managing bool, err error) {
	if in, err = s.Store.Invitation(ctx, s.Store.DB(), invitationID); err != nil {
		return nil, nil, false, err
	}
	if m, err = s.Meetings.Meeting(ctx, s.Store.DB(), in.MeetingID); err != nil {
		return nil, nil, false, err
	}
	if by.Viewer != nil && in.State.Issued() && invite.MayAnswer(in, by.Viewer) {
		return in, m, false, nil
	}
	if hands(m, by.Viewer) {
		return in, m, true, nil
	}
	return nil, nil, false, s.refuse(ctx, by, "invitation:"+invitationID)
}

// Seen notes that the receiver has opened an invitation. Who runs the meeting changes nothing by looking.
func (s *Service) Seen(ctx context.Context, by directory.By, invitationID string) (*invite.Invitation, error) {
	in, _, managing, err := s.own(ctx, by, invitationID)
	if err != nil || managing || in.State != invite.Pending {
		return in, err
	}
	in.State, in.SeenAt = invite.Seen, s.Now()
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.Store.Update(ctx, tx, in); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "invitation.seen", "invitation:"+in.ID, map[string]any{"meeting": in.MeetingID})
	})
	if fault.Is(err, fault.Stale) { // somebody of the same unit was faster
		return s.Store.Invitation(ctx, s.Store.DB(), invitationID)
	}
	if err != nil {
		return nil, err
	}
	s.changed(in.MeetingID)
	return in, nil
}

// Answer takes the answer to an invitation, from its receiver or noted by who runs the meeting. A later answer takes an
// earlier one's place: whoever was named to come instead is then no longer invited.
func (s *Service) Answer(ctx context.Context, by directory.By, invitationID string, version int64, answer invite.Answer) (*invite.Invitation, error) {
	in, m, managing, err := s.own(ctx, by, invitationID)
	if err != nil {
		return nil, err
	}
	if in.Version != version {
		return nil, fault.StaleVersion(in.Version)
	}
	if err := answerable(in, m); err != nil {
		return nil, err
	}
	if err := checkAnswer(in, &answer); err != nil {
		return nil, err
	}
	if answer.State == invite.Substituted && in.SubstituteOf != "" {
		return nil, fault.New(fault.Conflict, "invite.substitute_of_substitute")
	}
	var contact *invite.Contact
	if answer.State == invite.Substituted {
		if contact, err = s.substitute(ctx, in, answer.Substitute); err != nil {
			return nil, err
		}
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		return s.answer(ctx, tx, by, m, in, answer, contact, managing)
	})
	if err != nil {
		return nil, err
	}
	s.changed(in.MeetingID)
	return in, nil
}

func answerable(in *invite.Invitation, m *plan.Meeting) error {
	switch {
	case m.State.Over():
		return fault.New(fault.Conflict, "invite.meeting_over")
	case m.State == plan.StatePostponed:
		return fault.New(fault.Conflict, "invite.postponed")
	case in.State == invite.Draft:
		return fault.New(fault.Conflict, "invite.not_issued")
	case in.State == invite.Withdrawn:
		return fault.New(fault.Conflict, "invite.withdrawn")
	}
	return nil
}

func checkAnswer(in *invite.Invitation, answer *invite.Answer) error {
	form := &text.Form{}
	form.Lines("reason", &answer.Reason, text.Note)
	switch answer.State {
	case invite.Confirmed:
		form.Check(answer.Substitute == nil, "substitute", "invite.substitute_unwanted")
	case invite.Declined:
		form.Check(answer.Reason != "", "reason", text.ReasonRequired)
		form.Check(answer.Substitute == nil, "substitute", "invite.substitute_unwanted")
	case invite.Substituted:
		form.Check(in.Kind != invite.Site, "state", "invite.site_substitute")
		if answer.Substitute == nil {
			form.Add("substitute", text.ReasonRequired)
		} else if sub := answer.Substitute; sub.PersonID == "" {
			form.Required("substitute.name", &sub.Name, text.Name)
			form.Line("substitute.position", &sub.Position, text.Name)
			form.Line("substitute.mail", &sub.Mail, text.Name)
			form.Check(sub.Mail == "" || mail.ValidAddress(sub.Mail), "substitute.mail", "invite.mail")
		}
	default:
		form.Add("state", "invite.answer")
	}
	return form.Err()
}

// substitute finds who is named to come instead.
func (s *Service) substitute(ctx context.Context, in *invite.Invitation, named *invite.Substitute) (*invite.Contact, error) {
	contact := &invite.Contact{Kind: invite.Person, Name: named.Name, Position: named.Position, Mail: named.Mail, Unit: in.Unit, UnitName: in.UnitName, Role: in.Role}
	if named.PersonID != "" {
		people, err := s.Directory.PeopleByID(ctx, []string{named.PersonID})
		if err != nil {
			return nil, err
		}
		person := people[named.PersonID]
		if !person.Active {
			return nil, fault.InvalidFields("form", []fault.Field{{Location: "substitute.personId", Reason: "invite.nobody"}})
		}
		*contact = personContact(&person)
		contact.Role = in.Role
	}
	if contact.Role == identity.Chair || contact.Role == identity.Secretary {
		contact.Role = identity.Delegate // the meeting's offices are given by its plan
	}
	return contact, nil
}

func (s *Service) answer(ctx context.Context, tx bun.Tx, by directory.By, m *plan.Meeting, in *invite.Invitation, answer invite.Answer, contact *invite.Contact, managing bool) error {
	before := map[string]any{"state": in.State, "reason": in.Reason, "substitute": in.Substitute}
	letter, err := s.Store.Letter(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	if in.Substitute != "" {
		if err := s.withdrawChain(ctx, tx, letter, in.Substitute); err != nil {
			return err
		}
		in.Substitute = ""
	}
	now := s.Now().UTC()
	if contact != nil {
		if in.Substitute, err = s.invite(ctx, tx, m, letter, in, contact); err != nil {
			return err
		}
	}
	in.State, in.Reason = answer.State, answer.Reason
	in.AnsweredAt, in.AnsweredBy, in.OnBehalf = now, by.Actor.ID, managing
	if in.SeenAt.IsZero() {
		in.SeenAt = now
	}
	if err := s.Store.Update(ctx, tx, in); err != nil {
		return err
	}
	return s.Audit.In(tx).Append(ctx, by.Actor, "invitation.answered", "invitation:"+in.ID, map[string]any{
		"meeting": in.MeetingID, "before": before, "after": map[string]any{"state": in.State, "reason": in.Reason, "substitute": in.Substitute}, "onBehalf": managing,
	})
}

// invite invites who comes in another's place.
func (s *Service) invite(ctx context.Context, tx bun.Tx, m *plan.Meeting, letter *invite.Letter, instead *invite.Invitation, contact *invite.Contact) (string, error) {
	all, err := s.Store.All(ctx, tx, m.ID)
	if err != nil {
		return "", err
	}
	sub := s.newInvitation(m, contact, instead.Order)
	sub.State, sub.IssuedAt, sub.SubstituteOf, sub.DocumentID = invite.Pending, s.Now(), instead.ID, instead.DocumentID
	if i := slices.IndexFunc(all, func(other invite.Invitation) bool { return other.Target() == sub.Target() }); i >= 0 {
		earlier := &all[i]
		if earlier.State != invite.Withdrawn {
			return "", fault.New(fault.Conflict, "invite.already_invited")
		}
		sub.ID, sub.Version, sub.CreatedAt = earlier.ID, earlier.Version, earlier.CreatedAt
		err = s.Store.Update(ctx, tx, sub)
	} else {
		_, err = s.Store.Add(ctx, tx, []invite.Invitation{*sub})
	}
	if err != nil {
		return "", err
	}
	return sub.ID, s.post(ctx, tx, letter, []invite.Invitation{*sub}, invite.NoticeInvite, instead.DocumentID)
}

// withdrawChain takes back the invitation of a substitute, and of the one they had named in turn.
func (s *Service) withdrawChain(ctx context.Context, tx bun.Tx, letter *invite.Letter, invitationID string) error {
	for next := invitationID; next != ""; {
		sub, err := s.Store.Invitation(ctx, tx, next)
		if err != nil {
			return err
		}
		next = sub.Substitute
		if err := s.withdraw(ctx, tx, letter, sub); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) withdraw(ctx context.Context, tx bun.Tx, letter *invite.Letter, in *invite.Invitation) error {
	tell := in.State != invite.Substituted && in.State != invite.Withdrawn // who had passed it on has nothing to be told
	in.State, in.Substitute = invite.Withdrawn, ""
	if err := s.Store.Update(ctx, tx, in); err != nil || !tell {
		return err
	}
	return s.post(ctx, tx, letter, []invite.Invitation{*in}, invite.NoticeWithdraw, "")
}

// Remove takes somebody off the list: a draft is deleted, an issued invitation withdrawn with whoever stood in for it.
func (s *Service) Remove(ctx context.Context, by directory.By, invitationID string, version int64) error {
	in, m, managing, err := s.own(ctx, by, invitationID)
	if err != nil {
		return err
	}
	if !managing && !hands(m, by.Viewer) {
		return fault.New(fault.Forbidden, "")
	}
	if err := openFor(m); err != nil {
		return err
	}
	if in.Version != version {
		return fault.StaleVersion(in.Version)
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.remove(ctx, tx, in); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "invitation.removed", "invitation:"+in.ID, map[string]any{"meeting": in.MeetingID, "name": in.Name, "state": in.State})
	})
	if err == nil {
		s.changed(in.MeetingID)
	}
	return err
}

func (s *Service) remove(ctx context.Context, tx bun.Tx, in *invite.Invitation) error {
	if in.State == invite.Draft {
		return s.Store.Delete(ctx, tx, in.ID)
	}
	letter, err := s.Store.Letter(ctx, tx, in.MeetingID)
	if err != nil {
		return err
	}
	if in.SubstituteOf != "" {
		if err := s.comeBack(ctx, tx, in); err != nil {
			return err
		}
	}
	return s.withdrawChain(ctx, tx, letter, in.ID)
}

// comeBack asks the one whose substitute is removed again.
func (s *Service) comeBack(ctx context.Context, tx bun.Tx, sub *invite.Invitation) error {
	first, err := s.Store.Invitation(ctx, tx, sub.SubstituteOf)
	if err != nil || first.Substitute != sub.ID {
		return err
	}
	first.State, first.Substitute, first.Reason = invite.Seen, "", ""
	return s.Store.Update(ctx, tx, first)
}

// SetRole gives one of the invited another role.
func (s *Service) SetRole(ctx context.Context, by directory.By, invitationID string, version int64, role identity.Role) (*invite.Invitation, error) {
	in, m, managing, err := s.own(ctx, by, invitationID)
	if err != nil {
		return nil, err
	}
	if !managing && !hands(m, by.Viewer) {
		return nil, fault.New(fault.Forbidden, "")
	}
	if err := openFor(m); err != nil {
		return nil, err
	}
	if !slices.Contains(invite.Roles(), role) {
		return nil, fault.InvalidFields("form", []fault.Field{{Location: "role", Reason: "invite.role"}})
	}
	before := in.Role
	in.Role, in.Version = role, version
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.Store.Update(ctx, tx, in); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "invitation.role_changed", "invitation:"+in.ID, map[string]any{"meeting": in.MeetingID, "before": before, "after": role})
	})
	if err != nil {
		return nil, err
	}
	s.changed(in.MeetingID)
	return in, nil
}

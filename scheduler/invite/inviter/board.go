package inviter

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/outbox"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
)

// Line is one of the invited on the answers board, with the fate of the last mail to them.
type Line struct {
	invite.Invitation
	Delivery *invite.Delivery // nil = none was written yet
}

// Board returns a page of a meeting's invitations and the next page's cursor, "" at the end.
func (s *Service) Board(ctx context.Context, by directory.By, query invite.Query) ([]Line, string, error) {
	if _, err := s.watched(ctx, by, query.MeetingID); err != nil {
		return nil, "", err
	}
	page, next, err := s.Store.Page(ctx, query)
	if err != nil {
		return nil, "", err
	}
	ids := make([]string, len(page))
	for i := range page {
		ids[i] = page[i].ID
	}
	last, err := s.Store.LastDeliveries(ctx, s.Store.DB(), ids)
	if err != nil {
		return nil, "", err
	}
	lines := make([]Line, len(page))
	for i := range page {
		lines[i].Invitation = page[i]
		if d, found := last[page[i].ID]; found {
			lines[i].Delivery = &d
		}
	}
	return lines, next, nil
}

// Participants returns a page of those who are to come, by everybody who may see the meeting: a substitute and not whom they
// stand for, nobody who has declined. What they answered and why is not for all.
func (s *Service) Participants(ctx context.Context, by directory.By, query invite.Query) ([]invite.Invitation, string, error) {
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), query.MeetingID)
	if err != nil {
		return nil, "", err
	}
	if !hands(m, by.Viewer) {
		rights, err := s.rights(ctx, m, by.Viewer)
		if err != nil {
			return nil, "", err
		}
		if !rights.View {
			return nil, "", s.refuse(ctx, by, "meeting:"+query.MeetingID)
		}
	}
	query.States = []invite.State{invite.Pending, invite.Seen, invite.Confirmed}
	return s.Store.Page(ctx, query)
}

// Overview is the counts of the answers board and what was announced.
type Overview struct {
	invite.Summary
	Sequence  int
	Announced *invite.Announcement // nil = not issued yet
	AnswerBy  time.Time
	Document  *invite.Document // the last letter to all; nil = none
	CanManage bool
}

// Overview counts a meeting's answers.
func (s *Service) Overview(ctx context.Context, by directory.By, meetingID string) (*Overview, error) {
	m, err := s.watched(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	letter, err := s.Store.Letter(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	o := &Overview{CanManage: hands(m, by.Viewer)}
	if letter != nil {
		o.Sequence, o.Announced, o.AnswerBy = letter.Sequence, letter.Announced, letter.AnswerBy
	}
	sum, err := s.Store.Summary(ctx, s.Store.DB(), meetingID, s.Now(), o.AnswerBy)
	if err != nil {
		return nil, err
	}
	o.Summary = *sum
	documents, err := s.Store.Documents(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	o.Document = lastLetter(documents)
	return o, nil
}

// remindPause is how long nobody is reminded by hand again.
const remindPause = 10 * time.Minute

// Remind reminds all who have not answered, but those who were reminded just now, and returns how many.
func (s *Service) Remind(ctx context.Context, by directory.By, meetingID string) (int, error) {
	m, err := s.managed(ctx, by, meetingID)
	if err != nil {
		return 0, err
	}
	if err := openFor(m); err != nil {
		return 0, err
	}
	reminded := 0
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		letter, err := s.Store.Letter(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if letter == nil || letter.Announced == nil || letter.Announced.Postponed {
			return fault.New(fault.Conflict, "invite.not_issued")
		}
		open, err := s.Store.All(ctx, tx, meetingID, invite.Pending, invite.Seen)
		if err != nil {
			return err
		}
		var whom []invite.Invitation
		for i := range open {
			if open[i].RemindedAt.Before(s.Now().Add(-remindPause)) {
				whom = append(whom, open[i])
			}
		}
		if reminded = len(whom); reminded == 0 {
			return nil
		}
		if err := s.remind(ctx, tx, letter, whom); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "invitation.reminded", "meeting:"+meetingID, map[string]any{"reminded": reminded})
	})
	if err == nil && reminded > 0 {
		s.changed(meetingID)
	}
	return reminded, err
}

func (s *Service) remind(ctx context.Context, tx bun.Tx, letter *invite.Letter, whom []invite.Invitation) error {
	ids := make([]string, len(whom))
	for i := range whom {
		ids[i] = whom[i].ID
	}
	if err := s.Store.Touch(ctx, tx, "reminded_at", ids, s.Now()); err != nil {
		return err
	}
	return s.post(ctx, tx, letter, whom, invite.NoticeReminder, "")
}

// Deliveries returns a page of the mails of a meeting, the newest first.
func (s *Service) Deliveries(ctx context.Context, by directory.By, query invite.DeliveryQuery) ([]invite.Delivery, string, error) {
	if _, err := s.watched(ctx, by, query.MeetingID); err != nil {
		return nil, "", err
	}
	return s.Store.Deliveries(ctx, query)
}

// Resend has a mail tried again that failed or had no address, to the address that the directory has by now.
func (s *Service) Resend(ctx context.Context, by directory.By, deliveryID string) (*invite.Delivery, error) {
	d, err := s.Store.Delivery(ctx, s.Store.DB(), deliveryID)
	if err != nil {
		return nil, err
	}
	if _, err := s.managed(ctx, by, d.MeetingID); err != nil {
		return nil, err
	}
	if d.State != invite.DeliveryFailed && d.State != invite.DeliveryNoAddress {
		return nil, fault.New(fault.Conflict, "invite.mail_"+string(d.State))
	}
	if _, err := s.resend(ctx, by, []invite.Delivery{*d}); err != nil {
		return nil, err
	}
	return s.Store.Delivery(ctx, s.Store.DB(), deliveryID)
}

// ResendFailed is Resend for all mails of a meeting that failed; it returns how many go out again.
func (s *Service) ResendFailed(ctx context.Context, by directory.By, meetingID string) (int, error) {
	if _, err := s.managed(ctx, by, meetingID); err != nil {
		return 0, err
	}
	var all []invite.Delivery
	for _, state := range []invite.DeliveryState{invite.DeliveryFailed, invite.DeliveryNoAddress} {
		query := invite.DeliveryQuery{MeetingID: meetingID, State: state}
		for {
			page, next, err := s.Store.Deliveries(ctx, query)
			if err != nil {
				return 0, err
			}
			all = append(all, page...)
			if next == "" || len(all) >= maxInvited {
				break
			}
			query.Cursor = next
		}
	}
	return s.resend(ctx, by, all)
}

func (s *Service) resend(ctx context.Context, by directory.By, all []invite.Delivery) (int, error) {
	sent := 0
	var meetings []string
	for i := range all {
		d := &all[i]
		in, err := s.Store.Invitation(ctx, s.Store.DB(), d.InvitationID)
		if err != nil {
			return sent, err
		}
		if err := s.readdress(ctx, in); err != nil {
			return sent, err
		}
		if in.Mail == "" {
			continue
		}
		d.Address, d.State, d.Error = in.Mail, invite.DeliveryPending, ""
		d.Resends++
		err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
			if err := s.Store.Update(ctx, tx, in); err != nil {
				return err
			}
			if err := s.Store.SaveDelivery(ctx, tx, d); err != nil {
				return err
			}
			if err := outbox.Add(ctx, tx, mailMessage(d)); err != nil {
				return err
			}
			return s.Audit.In(tx).Append(ctx, by.Actor, "invitation.mail_resent", "invitation:"+in.ID, map[string]any{"delivery": d.ID, "address": d.Address})
		})
		if err != nil {
			return sent, err
		}
		sent++
		meetings = append(meetings, in.MeetingID)
	}
	for _, meetingID := range meetings {
		s.changed(meetingID)
	}
	return sent, nil
}

// readdress takes the address that the directory has by now.
func (s *Service) readdress(ctx context.Context, in *invite.Invitation) error {
	if in.Kind == invite.Person {
		if in.PersonID == "" {
			return nil
		}
		people, err := s.Directory.PeopleByID(ctx, []string{in.PersonID})
		if err != nil {
			return err
		}
		if person := people[in.PersonID]; person.Mail != "" {
			in.Mail = person.Mail
		}
		return nil
	}
	contacts := []invite.Contact{{Kind: in.Kind, Unit: in.Unit, Site: in.Site}}
	if err := s.addresses(ctx, contacts); err != nil {
		return err
	}
	if contacts[0].Mail != "" {
		in.Mail, in.Position = contacts[0].Mail, contacts[0].Position
	}
	return nil
}

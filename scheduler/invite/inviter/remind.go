package inviter

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
	"giaoban/internal/outbox"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
)

// Rule is one reminder before a meeting.
type Rule struct {
	ID          string
	Before      time.Duration
	Technicians bool // they alone; otherwise everybody else
}

// Rules are the reminders, the earliest first.
func Rules() []Rule {
	return []Rule{
		{ID: "3d", Before: 3 * 24 * time.Hour},
		{ID: "1d", Before: 24 * time.Hour},
		{ID: "60m", Before: time.Hour, Technicians: true},
		{ID: "15m", Before: 15 * time.Minute},
	}
}

// Tick does what has become due: reminders and escalations. What is due follows from the database and the clock alone, so
// that a restart, a missed tick or a clock that steps back loses and doubles nothing.
func (s *Service) Tick(ctx context.Context) error {
	return errors.Join(s.remindDue(ctx), s.escalateDue(ctx))
}

func (s *Service) remindDue(ctx context.Context) error {
	now := s.Now().UTC()
	letters, err := s.Store.Announced(ctx, s.Store.DB(), now, now.Add(Rules()[0].Before))
	if err != nil {
		return err
	}
	done, err := s.Store.ReminderRuns(ctx, s.Store.DB(), letters)
	if err != nil {
		return err
	}
	var errs []error
	for i := range letters {
		due := dueRules(&letters[i], done[letters[i].MeetingID], now)
		if len(due) == 0 {
			continue
		}
		if err := s.runRules(ctx, letters[i].MeetingID, due, now); err != nil {
			errs = append(errs, fmt.Errorf("invite: reminders of %s: %w", letters[i].MeetingID, err))
		}
	}
	return errors.Join(errs...)
}

// dueRules are the rules whose time has come and that were not seen to.
func dueRules(letter *invite.Letter, done map[string]bool, now time.Time) []Rule {
	return slices.DeleteFunc(Rules(), func(r Rule) bool {
		return done[r.ID] || now.Before(letter.Announced.Start.Add(-r.Before))
	})
}

// runRules sees to rules of one meeting. Of several for the same people that are due at once, after a stop of the server,
// the last alone is sent; none is sent whose time had passed when the meeting was announced, which told the same.
func (s *Service) runRules(ctx context.Context, meetingID string, due []Rule, now time.Time) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		letter, err := s.Store.Letter(ctx, tx, meetingID)
		if err != nil || letter == nil || letter.Announced == nil {
			return err
		}
		said := letter.Announced
		coming, err := s.Store.All(ctx, tx, meetingID, invite.Pending, invite.Seen, invite.Confirmed)
		if err != nil {
			return err
		}
		for i, rule := range due {
			later := slices.ContainsFunc(due[i+1:], func(r Rule) bool { return r.Technicians == rule.Technicians })
			var whom []invite.Invitation
			if !later && said.At.Before(said.Start.Add(-rule.Before)) {
				whom = audience(coming, rule)
			}
			first, err := s.Store.MarkReminder(ctx, tx, meetingID, rule.ID, said.Start, now, len(whom))
			if err != nil {
				return err
			}
			if !first || len(whom) == 0 {
				continue
			}
			if err := s.remind(ctx, tx, letter, whom); err != nil {
				return err
			}
		}
		return nil
	})
}

func audience(all []invite.Invitation, rule Rule) []invite.Invitation {
	var whom []invite.Invitation
	for i := range all {
		technical := all[i].Role == identity.Technician || all[i].Kind == invite.Site
		if technical == rule.Technicians {
			whom = append(whom, all[i])
		}
	}
	return whom
}

// escalateDue tells the heads of units that their people, or they themselves, have not answered in time: once.
func (s *Service) escalateDue(ctx context.Context) error {
	letters, err := s.Store.Unanswered(ctx, s.Store.DB(), s.Now())
	if err != nil {
		return err
	}
	var errs []error
	for i := range letters {
		if err := s.escalate(ctx, &letters[i]); err != nil {
			errs = append(errs, fmt.Errorf("invite: escalation of %s: %w", letters[i].MeetingID, err))
		}
	}
	return errors.Join(errs...)
}

func (s *Service) escalate(ctx context.Context, letter *invite.Letter) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		open, err := s.Store.All(ctx, tx, letter.MeetingID, invite.Pending, invite.Seen)
		if err != nil {
			return err
		}
		var ids []string
		var units []directory.UnitKey
		first := map[directory.UnitKey]*invite.Invitation{}
		for i := range open {
			in := &open[i]
			if !in.EscalatedAt.IsZero() {
				continue
			}
			ids = append(ids, in.ID)
			if _, found := first[in.Unit]; !found && !in.Unit.IsZero() {
				first[in.Unit] = in
				units = append(units, in.Unit)
			}
		}
		if err := s.Store.Touch(ctx, tx, "escalated_at", ids, s.Now()); err != nil {
			return err
		}
		heads, err := s.Directory.HeadsOf(ctx, tx, units)
		if err != nil {
			return err
		}
		if err := s.postEscalations(ctx, tx, letter, units, first, heads); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, audit.Actor{}, "invitation.escalated", "meeting:"+letter.MeetingID, map[string]any{"unanswered": len(ids), "heads": len(heads)})
	})
}

func (s *Service) postEscalations(ctx context.Context, tx bun.Tx, letter *invite.Letter, units []directory.UnitKey, first map[directory.UnitKey]*invite.Invitation, heads map[directory.UnitKey]directory.Contact) error {
	var deliveries []invite.Delivery
	var messages []outbox.Message
	for _, unit := range units {
		head, found := heads[unit]
		if !found || head.Mail == "" {
			continue // the board shows who is late all the same
		}
		late := *first[unit]
		late.Name, late.Mail = head.Name, head.Mail
		d, err := s.newDelivery(&late, letter, invite.NoticeEscalated, "")
		if err != nil {
			return err
		}
		deliveries = append(deliveries, *d)
		if d.State == invite.DeliveryPending {
			messages = append(messages, mailMessage(d))
		}
	}
	if err := s.Store.AddDeliveries(ctx, tx, deliveries); err != nil {
		return err
	}
	return outbox.AddAll(ctx, tx, messages)
}

// waiting names who of a unit has not answered.
func (s *Service) waiting(ctx context.Context, of *invite.Invitation) ([]string, error) {
	open, err := s.Store.All(ctx, s.Store.DB(), of.MeetingID, invite.Pending, invite.Seen)
	if err != nil {
		return nil, err
	}
	var names []string
	for i := range open {
		if open[i].Unit == of.Unit {
			names = append(names, receiver(&open[i]))
		}
	}
	return names, nil
}

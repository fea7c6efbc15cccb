package concluder

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/mail"
	"giaoban/internal/outbox"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
)

// Kinds of messages in the outbox.
const (
	kindMail = "conclude.mail" // one mail
	kindTell = "conclude.tell" // the pages of those invited to a meeting
)

// mailKind is what a mail says.
type mailKind string

const (
	mailNotice    mailKind = "notice"    // the conclusion notice, attached
	mailSubmitted mailKind = "submitted" // minutes wait for the chair
	mailReturned  mailKind = "returned"  // the chair has sent minutes back
	mailAgreed    mailKind = "agreed"    // the chair has agreed to the minutes
	mailClock     mailKind = "clock"     // the notice's time runs out
	mailAssigned  mailKind = "assigned"  // a task was given
	mailChase     mailKind = "chase"     // a task is waited for
	mailDueSoon   mailKind = "due_soon"  // a task is due in a few days
	mailDueToday  mailKind = "due_today"
	mailOverdue   mailKind = "overdue" // a task's due date has passed
)

// mailPayload is what is needed to write a mail when it is sent: whoever gets it late gets no old news.
type mailPayload struct {
	ID       string   `json:"id"` // of the Message-ID
	Kind     mailKind `json:"kind"`
	Meeting  string   `json:"meeting"`
	Document string   `json:"document,omitempty"`
	Task     string   `json:"task,omitempty"`
	Name     string   `json:"name"`
	Address  string   `json:"address"`
}

type tellPayload struct {
	Meeting string `json:"meeting"`
}

// Handlers are what the outbox calls for the messages of this package, by kind.
func (s *Service) Handlers() map[string]outbox.Handler {
	return map[string]outbox.Handler{kindMail: s.sendMail, kindTell: s.tell}
}

func (s *Service) tell(ctx context.Context, d outbox.Delivery) error {
	var payload tellPayload
	if err := d.Decode(&payload); err != nil {
		return err
	}
	people, units, err := s.Invitations.Receivers(ctx, s.Store.DB(), payload.Meeting)
	if err != nil {
		return err
	}
	accounts, err := s.Accounts.AccountsOf(ctx, people, units)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		s.Events.Publish(events.Event{Topic: "me:" + account, Type: "conclusion.changed", ID: payload.Meeting})
	}
	return nil
}

// receiver is whom a mail goes to.
type receiver struct{ name, address string }

// post writes a mail to each who has an address. Without a mail server everyone is told in the product only.
func (s *Service) post(ctx context.Context, tx bun.Tx, to []receiver, template mailPayload) error {
	if _, off := s.Mail.(mail.Disabled); off {
		return nil
	}
	var messages []outbox.Message
	seen := map[string]bool{}
	for _, r := range to {
		if r.address == "" || seen[r.address] {
			continue
		}
		seen[r.address] = true
		unique, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("conclude: %w", err)
		}
		payload := template
		payload.ID, payload.Name, payload.Address = unique.String(), r.name, r.address
		messages = append(messages, outbox.Message{Kind: kindMail, Key: "conclude:" + payload.ID, Payload: payload})
	}
	return outbox.AddAll(ctx, tx, messages)
}

// recipients are those invited, but for those who serve the meeting, and the places.
func (s *Service) recipients(ctx context.Context, db bun.IDB, m *plan.Meeting) ([]receiver, error) {
	invited, err := s.Invitations.All(ctx, db, m.ID, invite.Pending, invite.Seen, invite.Confirmed, invite.Declined, invite.Substituted)
	if err != nil {
		return nil, err
	}
	var to []receiver
	for i := range invited {
		if invited[i].Kind != invite.Site && invited[i].Role != identity.Technician {
			to = append(to, receiver{invited[i].Name, invited[i].Mail})
		}
	}
	return to, nil
}

func (s *Service) postNotice(ctx context.Context, tx bun.Tx, m *plan.Meeting, d *conclude.Document, to []receiver) error {
	err := outbox.Add(ctx, tx, outbox.Message{Kind: kindTell, Key: "conclude.tell:" + d.ID, Payload: tellPayload{Meeting: m.ID}})
	if err != nil {
		return err
	}
	return s.post(ctx, tx, to, mailPayload{Kind: mailNotice, Meeting: m.ID, Document: d.ID})
}

// postMinutes tells the chair that minutes wait, or the secretary what became of them.
func (s *Service) postMinutes(ctx context.Context, tx bun.Tx, m *plan.Meeting, minutes *conclude.Minutes, action conclude.MinutesAction) error {
	who, kind := m.SecretaryID, mailReturned
	switch action {
	case conclude.SubmitMinutes:
		who, kind = m.ChairID, mailSubmitted
	case conclude.AgreeMinutes:
		kind = mailAgreed
	case conclude.WithdrawMinutes:
		return nil
	}
	to, err := s.people(ctx, who)
	if err != nil {
		return err
	}
	return s.post(ctx, tx, to, mailPayload{Kind: kind, Meeting: m.ID, Document: minutes.DocumentID})
}

// people are the addresses of people who are active. One query.
func (s *Service) people(ctx context.Context, ids ...string) ([]receiver, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" })
	found, err := s.Directory.PeopleByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var to []receiver
	for _, id := range ids {
		if person := found[id]; person.Active {
			to = append(to, receiver{person.Name, person.Mail})
		}
	}
	return to, nil
}

// postTasks tells the person responsible for each task, or the head of its unit.
func (s *Service) postTasks(ctx context.Context, tx bun.Tx, tasks []conclude.Task, kind mailKind) error {
	units := make([]directory.UnitKey, len(tasks))
	for i := range tasks {
		units[i] = tasks[i].Unit
	}
	heads, err := s.Directory.HeadsOf(ctx, tx, units)
	if err != nil {
		return err
	}
	for i := range tasks {
		t := &tasks[i]
		head := heads[t.Unit]
		to := []receiver{{head.Name, head.Mail}}
		if t.PersonID != "" {
			if to, err = s.people(ctx, t.PersonID); err != nil {
				return err
			}
		}
		if err := s.post(ctx, tx, to, mailPayload{Kind: kind, Meeting: t.MeetingID, Task: t.ID}); err != nil {
			return err
		}
	}
	return nil
}

// sendMail hands one mail to the server.
func (s *Service) sendMail(ctx context.Context, attempt outbox.Delivery) error {
	var payload mailPayload
	if err := attempt.Decode(&payload); err != nil {
		return err
	}
	message, err := s.message(ctx, &payload)
	if fault.Is(err, fault.NotFound) {
		return outbox.Permanent(err)
	}
	if err != nil || message == nil {
		return err
	}
	err = s.Mail.Send(ctx, message)
	if mail.Permanent(err) {
		return outbox.Permanent(err)
	}
	return err
}

// message writes a mail as things stand now; nil when it has lost its sense.
func (s *Service) message(ctx context.Context, p *mailPayload) (*mail.Message, error) {
	m, err := s.Meetings.Meeting(ctx, s.Store.DB(), p.Meeting)
	if err != nil {
		return nil, err
	}
	message := &mail.Message{
		ID: p.ID + "@" + s.Domain, References: p.Meeting + ".conclusion@" + s.Domain, To: mail.Address{Name: p.Name, Mail: p.Address}, Date: s.Now(),
	}
	w := letter{title: m.Title, when: invite.SayTime(m.Start, s.Zone), link: s.Origin + "/meetings/" + m.ID}
	switch p.Kind {
	case mailNotice:
		if err := s.attach(ctx, message, &w, p.Document); err != nil {
			return nil, err
		}
	case mailAssigned, mailChase, mailDueSoon, mailDueToday, mailOverdue:
		t, err := s.Store.Task(ctx, s.Store.DB(), p.Task)
		if err != nil || !t.State.Open() {
			return nil, err
		}
		if p.Kind == mailOverdue && conclude.MarkOf(t, s.Now(), s.Zone) != conclude.Overdue {
			return nil, nil // the due date was moved meanwhile
		}
		w.task, w.link = t, s.Origin+"/tasks/"+t.ID
	case mailClock:
		n, err := s.Store.Notice(ctx, s.Store.DB(), p.Meeting)
		if err != nil || n.Out() {
			return nil, err
		}
		v, err := s.noticeView(ctx, &access{meeting: m}, n)
		if err != nil {
			return nil, err
		}
		w.deadline, w.link = invite.SayDay(v.Clock.Deadline, s.Zone), w.link+"/conclusion"
	default:
		minutes, err := s.Store.Minutes(ctx, s.Store.DB(), p.Meeting)
		if err != nil {
			return nil, err
		}
		w.reason, w.link = minutes.Reason, w.link+"/minutes"
	}
	message.Subject, message.Text, message.HTML = w.write(p.Kind)
	return message, nil
}

func (s *Service) attach(ctx context.Context, message *mail.Message, w *letter, documentID string) error {
	d, file, err := s.Store.File(ctx, s.Store.DB(), documentID, conclude.PDF)
	if err != nil {
		return err
	}
	if d.Replaces != "" {
		replaced, err := s.Store.Document(ctx, s.Store.DB(), d.Replaces)
		if err != nil {
			return err
		}
		w.replaces = replaced.Symbol
	}
	w.document, w.link = d.Symbol, w.link+"/conclusion"
	name := strings.ReplaceAll(d.Symbol, "/", "-") + ".pdf"
	message.Attachments = []mail.Attachment{{Name: name, Type: "application/pdf", Data: file}}
	return nil
}

// dayOf says a due date: "15/12/2026".
func dayOf(due string) string {
	day, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return ""
	}
	return day.Format("02/01/2006")
}

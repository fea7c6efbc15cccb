package inviter

import (
	"context"
	"strings"
	"time"

	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/mail"
	"giaoban/internal/outbox"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/ical"
	"giaoban/scheduler/invite/notice"
	"giaoban/scheduler/plan"
)

// Handlers are what the outbox calls for the messages of this package, by kind.
func (s *Service) Handlers() map[string]outbox.Handler {
	return map[string]outbox.Handler{kindMail: s.sendMail, kindTell: s.tell}
}

// tell tells the pages of a meeting and of those invited to it.
func (s *Service) tell(ctx context.Context, d outbox.Delivery) error {
	var payload tellPayload
	if err := d.Decode(&payload); err != nil {
		return err
	}
	people, units, err := s.Store.Receivers(ctx, s.Store.DB(), payload.Meeting)
	if err != nil {
		return err
	}
	accounts, err := s.Accounts.AccountsOf(ctx, people, units)
	if err != nil {
		return err
	}
	s.changed(payload.Meeting)
	for _, account := range accounts {
		s.Events.Publish(events.Event{Topic: "me:" + account, Type: "invitations.changed", ID: payload.Meeting})
	}
	return nil
}

// sendMail hands one mail to the server and notes its fate. A mail that was sent is not sent again, whatever happened
// after; should the process die between the server's taking it and the note, the second one has the same Message-ID.
func (s *Service) sendMail(ctx context.Context, attempt outbox.Delivery) error {
	var payload mailPayload
	if err := attempt.Decode(&payload); err != nil {
		return err
	}
	db := s.Store.DB()
	d, err := s.Store.Delivery(ctx, db, payload.Delivery)
	if fault.Is(err, fault.NotFound) {
		return outbox.Permanent(err)
	}
	if err != nil || d.State != invite.DeliveryPending {
		return err
	}
	if d.Notice != invite.NoticeEscalated {
		newer, err := s.outdated(ctx, d)
		if err != nil {
			return err
		}
		if newer {
			d.State = invite.DeliverySuperseded
			return s.Store.SaveDelivery(ctx, db, d)
		}
	}
	message, err := s.message(ctx, d)
	if err != nil {
		return err
	}
	sendErr := s.Mail.Send(ctx, message)
	d.Attempts++
	d.TriedAt = s.Now()
	switch {
	case sendErr == nil:
		d.State, d.SentAt, d.Error = invite.DeliverySent, d.TriedAt, ""
	case mail.Permanent(sendErr), attempt.Attempt >= s.MailAttempts:
		d.State, d.Error = invite.DeliveryFailed, shorten(sendErr.Error())
	default:
		d.Error = shorten(sendErr.Error())
	}
	if err := s.Store.SaveDelivery(context.WithoutCancel(ctx), db, d); err != nil {
		return err
	}
	s.changed(d.MeetingID)
	if mail.Permanent(sendErr) {
		return outbox.Permanent(sendErr)
	}
	return sendErr
}

// outdated reports whether a later mail to the same receiver tells better, or the mail has lost its sense: a reminder that
// was held up until the meeting began, news of a meeting that has ended.
func (s *Service) outdated(ctx context.Context, d *invite.Delivery) (bool, error) {
	newer, err := s.Store.Newer(ctx, s.Store.DB(), d)
	if err != nil || newer {
		return newer, err
	}
	letter, err := s.Store.Letter(ctx, s.Store.DB(), d.MeetingID)
	if err != nil {
		return false, err
	}
	if d.Notice == invite.NoticeReminder {
		return letter.Announced.Cancelled || letter.Announced.Postponed || !s.Now().Before(letter.Announced.Start), nil
	}
	return !s.Now().Before(letter.Announced.End), nil
}

const maxError = 500

// shorten keeps what a server said readable: one line of text.
func shorten(message string) string {
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(message, " ")), " "))
	return string(runes[:min(len(runes), maxError)])
}

// message writes a mail as things stand now: whoever gets it late gets no old news.
func (s *Service) message(ctx context.Context, d *invite.Delivery) (*mail.Message, error) {
	db := s.Store.DB()
	in, err := s.Store.Invitation(ctx, db, d.InvitationID)
	if err != nil {
		return nil, err
	}
	letter, err := s.Store.Letter(ctx, db, d.MeetingID)
	if err != nil {
		return nil, err
	}
	m, err := s.Meetings.Meeting(ctx, db, d.MeetingID)
	if err != nil {
		return nil, err
	}
	said := letter.Announced
	content := &notice.Mail{
		Notice: d.Notice, Agency: invite.InSentence(letter.AgencyName), Receiver: receiver(in), Title: said.Title, Start: said.Start, End: said.End,
		Location: said.Location, Chair: letter.Chair, AnswerBy: letter.AnswerBy, Answered: !in.State.Open(),
		Link: s.Origin + "/invitations/" + in.ID, Zone: s.Zone,
	}
	if !s.Now().Before(content.AnswerBy) {
		content.AnswerBy = time.Time{}
	}
	if said.Cancelled || said.Postponed {
		content.Reason = m.StateReason
	}
	if d.Notice == invite.NoticeEscalated {
		if content.Waiting, err = s.waiting(ctx, in); err != nil {
			return nil, err
		}
	}
	message := &mail.Message{
		ID: d.ID + "@" + s.Domain, To: mail.Address{Name: d.Name, Mail: d.Address}, Date: s.Now(),
		References: d.InvitationID + "@" + s.Domain, // by it readers show the mails of one invitation together
	}
	if err := s.attach(ctx, message, content, d, in); err != nil {
		return nil, err
	}
	if err := s.addCalendar(message, d, in, letter, m); err != nil {
		return nil, err
	}
	written, err := notice.Write(content)
	if err != nil {
		return nil, err
	}
	message.Subject, message.Text, message.HTML = written.Subject, written.Text, written.HTML
	return message, nil
}

func receiver(in *invite.Invitation) string {
	switch {
	case in.Kind != invite.Person || in.Position == "":
		return in.Name
	default:
		return in.Name + ", " + in.Position
	}
}

// attach puts the letter's file to the mails that bring it, and its number into the text of all.
func (s *Service) attach(ctx context.Context, message *mail.Message, content *notice.Mail, d *invite.Delivery, in *invite.Invitation) error {
	documentID := d.DocumentID
	if documentID == "" {
		if in.DocumentID == "" {
			return nil
		}
		document, err := s.Store.Document(ctx, s.Store.DB(), in.DocumentID)
		if err != nil {
			return err
		}
		content.Document = document.Symbol
		return nil
	}
	document, file, err := s.Store.DocumentFile(ctx, s.Store.DB(), documentID)
	if err != nil {
		return err
	}
	content.Document = document.Symbol
	name := strings.ReplaceAll(document.Symbol, "/", "-") + ".pdf"
	message.Attachments = append(message.Attachments, mail.Attachment{Name: name, Type: "application/pdf", Data: file})
	return nil
}

// addCalendar puts the meeting into mails that bring news of it. Reminders have none: nothing has changed.
func (s *Service) addCalendar(message *mail.Message, d *invite.Delivery, in *invite.Invitation, letter *invite.Letter, m *plan.Meeting) error {
	method := ical.Request
	switch d.Notice {
	case invite.NoticePostpone, invite.NoticeCancel, invite.NoticeWithdraw:
		method = ical.Cancel
	case invite.NoticeReminder, invite.NoticeEscalated:
		return nil
	}
	event := s.event(letter.Announced, m.ID, letter.Sequence)
	event.Description = "Trả lời giấy mời: " + s.Origin + "/invitations/" + in.ID
	event.Cancelled = method == ical.Cancel
	event.Attendee = &ical.Party{
		Name: in.Name, Mail: d.Address, Optional: in.Role == identity.Guest, Room: in.Kind == invite.Site, Status: partStatus(in.State),
	}
	body, err := ical.Invitation(method, event)
	if err != nil {
		return err
	}
	message.Calendar = &mail.Calendar{Method: method, Body: body}
	return nil
}

// event is a meeting as it was announced.
func (s *Service) event(said *invite.Announcement, meetingID string, sequence int) *ical.Event {
	return &ical.Event{
		UID: meetingID + "@" + s.Domain, Sequence: sequence, Zone: s.Zone, Start: said.Start, End: said.End, Summary: said.Title,
		Location: said.Location, URL: s.Origin + "/meetings/" + meetingID, Cancelled: said.Cancelled || said.Postponed, Changed: said.At,
		Organizer: ical.Party{Name: s.From.Name, Mail: s.From.Mail},
	}
}

// partStatus is the answer as calendars know it.
func partStatus(state invite.State) ical.Status {
	switch state {
	case invite.Confirmed:
		return ical.Accepted
	case invite.Declined:
		return ical.Declined
	case invite.Substituted:
		return ical.Delegated
	default:
		return ical.NeedsAction
	}
}

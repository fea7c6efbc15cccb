package inviter

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/mail"
	"giaoban/internal/outbox"
	"giaoban/internal/pdf"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/paper"
	"giaoban/scheduler/plan"
)

// Kinds of messages in the outbox.
const (
	kindMail = "invite.mail" // one mail; its payload is a delivery's id
	kindTell = "invite.tell" // pages of a meeting and of those invited to it; its payload is the meeting's id
)

// MeetingChanged implements plan.Listener: what the plan says is announced in the transaction that changes it. Issuing a
// meeting issues its letter; a change of time, place or title of an issued one issues a letter in its place; postponing
// and cancelling are made known; the list of a draft that is deleted goes with it. All reading is within tx.
func (s *Service) MeetingChanged(ctx context.Context, tx bun.Tx, before, after *plan.Meeting) error {
	switch {
	case before == nil:
		return nil
	case after == nil:
		return s.forget(ctx, tx, before)
	case after.State == plan.StateIssued && before.State == plan.StateApproved:
		return s.announce(ctx, tx, after, invite.DocumentInvitation)
	case after.State == plan.StateIssued && before.State == plan.StateIssued:
		return s.announceChange(ctx, tx, after)
	case after.State == plan.StatePostponed && before.State == plan.StateIssued:
		return s.announce(ctx, tx, after, invite.DocumentPostponed)
	case after.State == plan.StateCancelled:
		return s.announce(ctx, tx, after, invite.DocumentCancelled)
	}
	return nil
}

// Issue issues a meeting that is approved, or, for one that is issued, a letter to those put on its list since.
func (s *Service) Issue(ctx context.Context, by directory.By, meetingID string, version int64) (*invite.Document, error) {
	m, err := s.managed(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	letter, err := s.Store.Letter(ctx, s.Store.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	if letter == nil { // nobody has changed the proposal
		proposal, err := s.letterOf(ctx, m)
		if err != nil {
			return nil, err
		}
		if _, err := s.SaveLetter(ctx, by, meetingID, 0, proposal.LetterFields); err != nil {
			return nil, err
		}
	}
	switch m.State {
	case plan.StateApproved:
		err = s.Deps.Issue(ctx, by, meetingID, version)
	case plan.StateIssued, plan.StateLive, plan.StatePaused:
		err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
			return s.announceTo(ctx, tx, m, by.Actor.ID)
		})
	default:
		return nil, fault.New(fault.Conflict, "invite.not_approved")
	}
	if err != nil {
		return nil, err
	}
	documents, err := s.Store.Documents(ctx, s.Store.DB(), meetingID)
	if err != nil || len(documents) == 0 {
		return nil, err
	}
	s.changed(meetingID)
	return &documents[0], nil
}

// announceTo issues a letter to those on the list who have none yet.
func (s *Service) announceTo(ctx context.Context, tx bun.Tx, m *plan.Meeting, accountID string) error {
	m, err := s.Meetings.Meeting(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	drafts, err := s.Store.All(ctx, tx, m.ID, invite.Draft)
	if err != nil {
		return err
	}
	if len(drafts) == 0 {
		return fault.New(fault.Conflict, "invite.nobody_new")
	}
	m.UpdatedBy = accountID
	letter, err := s.Store.Letter(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	return s.issue(ctx, tx, m, letter, &round{kind: invite.DocumentAddition, notice: invite.NoticeInvite, to: drafts})
}

// announce issues, postpones or cancels.
func (s *Service) announce(ctx context.Context, tx bun.Tx, m *plan.Meeting, kind invite.DocumentKind) error {
	letter, err := s.Store.Letter(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	if kind != invite.DocumentInvitation {
		if letter == nil || letter.Announced == nil || letter.Announced.Postponed && kind == invite.DocumentPostponed {
			return nil // nobody was told of it
		}
		to, err := s.Store.All(ctx, tx, m.ID, told()...)
		if err != nil {
			return err
		}
		notice := invite.NoticeCancel
		if kind == invite.DocumentPostponed {
			notice = invite.NoticePostpone
		}
		return s.issue(ctx, tx, m, letter, &round{kind: kind, notice: notice, to: to, reason: m.StateReason})
	}
	to, err := s.Store.All(ctx, tx, m.ID, invite.Draft, invite.Pending, invite.Seen, invite.Confirmed, invite.Declined)
	if err != nil || len(to) == 0 {
		return err // a meeting of those named in its plan alone
	}
	if letter == nil {
		return fault.New(fault.Conflict, "invite.no_letter")
	}
	if err := complete(&letter.LetterFields); err != nil {
		return err
	}
	if m, err = s.named(ctx, tx, m); err != nil {
		return err
	}
	r := &round{kind: kind, notice: invite.NoticeInvite, to: to, renew: true}
	if letter.Announced != nil { // it was postponed
		r.kind, r.notice = invite.DocumentChange, invite.NoticeChange
	}
	return s.issue(ctx, tx, m, letter, r)
}

// announceChange issues a letter in place of the last one when an issued meeting is held at another time or place.
func (s *Service) announceChange(ctx context.Context, tx bun.Tx, m *plan.Meeting) error {
	letter, err := s.Store.Letter(ctx, tx, m.ID)
	if err != nil || letter == nil || letter.Announced == nil {
		return err
	}
	if m, err = s.named(ctx, tx, m); err != nil {
		return err
	}
	said, now := letter.Announced, announcementOf(letter, m)
	moved := !said.Start.Equal(now.Start) || !said.End.Equal(now.End)
	if !moved && said.Location == now.Location && said.Title == now.Title {
		return nil
	}
	to, err := s.Store.All(ctx, tx, m.ID, told()...)
	if err != nil {
		return err
	}
	// Who had answered for another time is asked again.
	return s.issue(ctx, tx, m, letter, &round{kind: invite.DocumentChange, notice: invite.NoticeChange, to: to, renew: moved})
}

// told are the states of those who must hear of changes.
func told() []invite.State {
	return []invite.State{invite.Pending, invite.Seen, invite.Confirmed, invite.Declined}
}

// named returns the meeting as it is now in tx, with the names of its parts.
func (s *Service) named(ctx context.Context, tx bun.Tx, m *plan.Meeting) (*plan.Meeting, error) {
	full, err := s.Meetings.Meeting(ctx, tx, m.ID)
	if err != nil {
		return nil, err
	}
	full.UpdatedBy = m.UpdatedBy
	return full, nil
}

func announcementOf(letter *invite.Letter, m *plan.Meeting) *invite.Announcement {
	location := letter.Location
	if location == "" {
		location = locationOf(m)
	}
	return &invite.Announcement{Title: m.Title, Start: m.Start, End: m.End, Location: location}
}

// round is one announcement to many.
type round struct {
	kind   invite.DocumentKind
	notice invite.Notice
	to     []invite.Invitation
	renew  bool // all are asked to answer
	reason string
}

// issue takes a number, sets and keeps the document, and writes the mails: everything in bulk, whatever their number.
func (s *Service) issue(ctx context.Context, tx bun.Tx, m *plan.Meeting, letter *invite.Letter, r *round) error {
	now := s.Now().UTC()
	if letter.Announced != nil {
		if letter.AnswerBy.Equal(letter.Announced.Start.Add(-answerAhead)) {
			letter.AnswerBy = time.Time{} // it moves along with the meeting
		}
		if r.kind != invite.DocumentAddition {
			letter.Sequence++
		}
	}
	document, err := s.document(ctx, tx, m, letter, r, now)
	if err != nil {
		return err
	}
	switch r.kind {
	case invite.DocumentPostponed, invite.DocumentCancelled:
		letter.Announced.Postponed, letter.Announced.Cancelled = r.kind == invite.DocumentPostponed, r.kind == invite.DocumentCancelled
		letter.Announced.At = now
	default:
		letter.Announced = announcementOf(letter, m)
		letter.Announced.At = now
		follow(&letter.LetterFields, m)
		keep := letter.LetterFields
		leaveToPlan(&keep, m)
		if keep.AnswerBy = letter.AnswerBy; !keep.AnswerBy.After(now) { // the board counts by it
			keep.AnswerBy = time.Time{}
		}
		letter.LetterFields = keep
		if err := s.Store.Issue(ctx, tx, m.ID, document.ID, now, r.renew); err != nil {
			return err
		}
	}
	if err := s.Store.SaveLetter(ctx, tx, letter); err != nil {
		return err
	}
	if err := s.post(ctx, tx, letter, r.to, r.notice, document.ID); err != nil {
		return err
	}
	actor := audit.Actor{ID: m.UpdatedBy}
	return s.Audit.In(tx).Append(ctx, actor, "invitation.issued", "meeting:"+m.ID, map[string]any{
		"document": document.ID, "symbol": document.Symbol, "kind": r.kind, "sequence": letter.Sequence, "invited": len(r.to), "sha256": document.SHA256,
	})
}

// document takes the next number and keeps the document that bears it.
func (s *Service) document(ctx context.Context, tx bun.Tx, m *plan.Meeting, letter *invite.Letter, r *round, now time.Time) (*invite.Document, error) {
	earlier, err := s.Store.Documents(ctx, tx, m.ID)
	if err != nil {
		return nil, err
	}
	fields := letter.LetterFields
	follow(&fields, m)
	if !fields.AnswerBy.After(now) {
		fields.AnswerBy = time.Time{} // it is too late to ask for an answer by then
	}
	year := now.In(s.Zone).Year()
	kind := paper.Type(r.kind)
	number, err := s.Store.TakeNumber(ctx, tx, fields.Agency, year, kind)
	if err != nil {
		return nil, err
	}
	d := &invite.Document{
		ID: id.New(invite.DocumentPrefix), MeetingID: m.ID, Kind: r.kind, Agency: fields.Agency, Year: year, Type: kind, Number: number,
		Symbol: paper.Symbol(number, paper.SymbolOf(r.kind, fields.Symbol)), Sequence: letter.Sequence,
		IssuedAt: now, IssuedBy: m.UpdatedBy, Invited: len(r.to),
	}
	content := &paper.Letter{
		LetterFields: &fields, Kind: r.kind, Urgency: m.Urgency, Start: m.Start, Reason: r.reason, Number: number, Date: now, Invited: r.to, Zone: s.Zone,
	}
	if last := lastLetter(earlier); last != nil && r.kind != invite.DocumentAddition {
		d.Replaces, content.Replaces = last.ID, s.replaced(last)
	}
	set := paper.Document(content)
	d.Title = set.Abstract
	file, err := pdf.Render(set)
	if err != nil {
		return nil, err
	}
	return d, s.Store.AddDocument(ctx, tx, d, file)
}

// replaced says in a document which letter it takes the place of.
func (s *Service) replaced(last *invite.Document) string {
	if last == nil {
		return ""
	}
	return fmt.Sprintf("Giấy mời số %s ngày %s", last.Symbol, invite.SayDate(last.IssuedAt, s.Zone))
}

// lastLetter returns the letter that went to all last.
func lastLetter(documents []invite.Document) *invite.Document {
	for i := range documents {
		if documents[i].Kind == invite.DocumentInvitation || documents[i].Kind == invite.DocumentChange {
			return &documents[i]
		}
	}
	return nil
}

// post writes a mail to each and its message in the outbox, and has the pages told after the commit.
func (s *Service) post(ctx context.Context, tx bun.Tx, letter *invite.Letter, to []invite.Invitation, notice invite.Notice, documentID string) error {
	deliveries := make([]invite.Delivery, len(to))
	messages := make([]outbox.Message, 0, len(to)+1)
	for i := range to {
		d, err := s.newDelivery(&to[i], letter, notice, documentID)
		if err != nil {
			return err
		}
		deliveries[i] = *d
		if d.State == invite.DeliveryPending {
			messages = append(messages, mailMessage(d))
		}
	}
	tell, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	messages = append(messages, outbox.Message{Kind: kindTell, Key: "tell:" + tell.String(), Payload: tellPayload{Meeting: letter.MeetingID}})
	if err := s.Store.AddDeliveries(ctx, tx, deliveries); err != nil {
		return err
	}
	return outbox.AddAll(ctx, tx, messages)
}

type mailPayload struct {
	Delivery string `json:"delivery"`
}

type tellPayload struct {
	Meeting string `json:"meeting"`
}

// mailMessage is the outbox's message of a mail; each time a person has it tried again it is another one.
func mailMessage(d *invite.Delivery) outbox.Message {
	return outbox.Message{Kind: kindMail, Key: fmt.Sprintf("mail:%s:%d", d.ID, d.Resends), Payload: mailPayload{Delivery: d.ID}}
}

func (s *Service) newDelivery(in *invite.Invitation, letter *invite.Letter, notice invite.Notice, documentID string) (*invite.Delivery, error) {
	unique, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("invite: %w", err)
	}
	d := &invite.Delivery{
		ID: invite.DeliveryPrefix + unique.String(), MeetingID: in.MeetingID, InvitationID: in.ID, DocumentID: documentID,
		Notice: notice, Sequence: letter.Sequence, Name: in.Name, Address: in.Mail, State: invite.DeliveryPending, CreatedAt: s.Now(),
	}
	if _, off := s.Mail.(mail.Disabled); off {
		d.State, d.Error = invite.DeliveryFailed, mail.ErrDisabled.Error()
	}
	if d.Address == "" {
		d.State = invite.DeliveryNoAddress
	}
	return d, nil
}

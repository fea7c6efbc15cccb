package chat

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/internal/text"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/directory"
)

// Floor knows who sits in a live meeting and where it stands.
type Floor interface {
	Standing(ctx context.Context, by directory.By, meetingID string) (*conductor.Standing, error)
}

// Deps are what the chat stands on. All must be set.
type Deps struct {
	DB    *bun.DB
	Floor Floor
	Hub   *events.Hub
	Audit *audit.Log
	Now   func() time.Time
}

// Service keeps the chats of all meetings. It is safe for concurrent use.
type Service struct{ Deps }

// New returns the chats in a database.
func New(deps Deps) *Service { return &Service{deps} }

type chatRow struct {
	bun.BaseModel `bun:"table:conduct_chats"`

	MeetingID string `bun:"meeting_id,pk"`
	Revision  int64  `bun:"revision"`
}

type messageRow struct {
	bun.BaseModel `bun:"table:conduct_messages"`

	MeetingID     string    `bun:"meeting_id,pk"`
	Seq           int64     `bun:"seq,pk"`
	Revision      int64     `bun:"revision"`
	ClientID      string    `bun:"client_id"`
	Channel       Channel   `bun:"channel"`
	Author        string    `bun:"author"`
	AuthorName    string    `bun:"author_name"`
	AuthorSite    string    `bun:"author_site"`
	Recipient     string    `bun:"recipient"`
	RecipientName string    `bun:"recipient_name"`
	Text          string    `bun:"text"`
	At            time.Time `bun:"at"`
	RemovedBy     string    `bun:"removed_by"`
	RemovedReason string    `bun:"removed_reason"`
}

func (r *messageRow) message() Message {
	return Message{r.Seq, r.Revision, r.Channel, r.Author, r.AuthorName, r.AuthorSite, r.Recipient, r.RecipientName, r.Text, r.At.UTC(), r.RemovedBy, r.RemovedReason}
}

type muteRow struct {
	bun.BaseModel `bun:"table:conduct_mutes"`

	MeetingID string `bun:"meeting_id,pk"`
	Identity  string `bun:"identity,pk"`
}

// Query asks for messages: the latest, those before one, or those that have changed since a revision.
type Query struct {
	Before int64 // seq, 0 = the latest
	Since  int64 // revision, 0 = not asked by it; the oldest changes come first
	Limit  int
}

// Page is what somebody may see of a chat.
type Page struct {
	Messages []Message // by seq; with Query.Since by revision
	More     bool      // there are others, older ones or later changes
	Revision int64     // of the chat, or of the last change that is in the page when there are more
	Muted    bool      // the reader may not write to everyone
	Mutes    Mutes     // for whoever conducts
}

// Read returns a page of what a reader may see. Four queries.
func (s *Service) Read(ctx context.Context, by directory.By, meetingID string, query Query) (*Page, error) {
	standing, err := s.Floor.Standing(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	reader := readerOf(standing)
	if query.Limit <= 0 || query.Limit > MaxPage {
		query.Limit = MaxPage
	}
	head, err := s.head(ctx, s.DB, meetingID)
	if err != nil {
		return nil, err
	}
	mutes, err := s.mutes(ctx, s.DB, meetingID)
	if err != nil {
		return nil, err
	}
	page := &Page{Revision: head.Revision, Muted: mutes.Silences(reader, All)}
	if reader.Leads {
		page.Mutes = mutes
	}
	var rows []messageRow
	if err := s.selection(&rows, reader, meetingID, query).Limit(int64(query.Limit) + 1).Scan(ctx); err != nil {
		return nil, fmt.Errorf("chat: read: %w", err)
	}
	if page.More = len(rows) > query.Limit; page.More {
		rows = rows[:query.Limit]
		if query.Since > 0 {
			page.Revision = rows[len(rows)-1].Revision
		}
	}
	if query.Since == 0 {
		slices.Reverse(rows)
	}
	for i := range rows {
		page.Messages = append(page.Messages, rows[i].message())
	}
	return page, nil
}

// selection is Reader.Sees for the database.
func (s *Service) selection(rows *[]messageRow, reader *Reader, meetingID string, query Query) *bun.SelectQuery {
	find := s.DB.NewSelect().Model(rows).Where("meeting_id = ?", meetingID)
	if !reader.Leads {
		whole := []Channel{All}
		if reader.Serves(Technicians) {
			whole = append(whole, Technicians)
		}
		find = find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("channel IN (?)", bun.List(whole)).WhereOr("author = ?", reader.Who.Identity).WhereOr("recipient = ?", reader.Who.Identity)
		})
	}
	switch {
	case query.Since > 0:
		return find.Where("revision > ?", query.Since).Order("revision")
	case query.Before > 0:
		find = find.Where("seq < ?", query.Before)
	}
	return find.OrderExpr("seq DESC")
}

func readerOf(standing *conductor.Standing) *Reader {
	return &Reader{Who: standing.Who, Leads: standing.Leads}
}

func (s *Service) head(ctx context.Context, db bun.IDB, meetingID string) (*chatRow, error) {
	head := &chatRow{MeetingID: meetingID}
	err := db.NewSelect().Model(head).WherePK().Scan(ctx)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("chat: head: %w", err)
	}
	return head, nil
}

func (s *Service) mutes(ctx context.Context, db bun.IDB, meetingID string) (Mutes, error) {
	var mutes Mutes
	err := db.NewSelect().Model((*muteRow)(nil)).Column("identity").Where("meeting_id = ?", meetingID).Order("identity").Scan(ctx, (*[]string)(&mutes))
	if err != nil {
		return nil, fmt.Errorf("chat: mutes: %w", err)
	}
	return mutes, nil
}

// next counts the chat's revision on; whoever holds it has the chat for the transaction.
func (s *Service) next(ctx context.Context, tx bun.Tx, meetingID string) (int64, error) {
	row := &chatRow{MeetingID: meetingID, Revision: 1}
	_, err := tx.NewInsert().Model(row).On("CONFLICT (meeting_id) DO UPDATE").Set("revision = chat_row.revision + 1").Returning("revision").Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("chat: revision: %w", err)
	}
	return row.Revision, nil
}

// Send writes a message, once however often it is sent.
func (s *Service) Send(ctx context.Context, by directory.By, meetingID string, draft Draft) (*Message, error) {
	standing, err := s.Floor.Standing(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	reader := readerOf(standing)
	if err := draft.check(); err != nil {
		return nil, err
	}
	row := &messageRow{
		MeetingID: meetingID, ClientID: draft.ClientID, Channel: draft.Channel, Author: reader.Who.Identity, AuthorName: reader.Who.Name,
		AuthorSite: reader.Who.Site, Recipient: draft.Recipient, Text: draft.Text, At: store.Time(s.Now()),
	}
	if draft.Recipient != "" && draft.Channel != All && reader.Serves(draft.Channel) {
		present, found := standing.Known(draft.Recipient)
		if !found {
			return nil, refuse(fault.Conflict, "nobody")
		}
		row.RecipientName = present.Name
	}
	err = store.InTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		return s.send(ctx, tx, reader, standing.Phase, &draft, row)
	})
	if err != nil {
		return nil, err
	}
	message := row.message()
	s.tell(meetingID, &message)
	return &message, nil
}

func (s *Service) send(ctx context.Context, tx bun.Tx, reader *Reader, phase conduct.Phase, draft *Draft, row *messageRow) error {
	revision, err := s.next(ctx, tx, row.MeetingID)
	if err != nil {
		return err
	}
	sent := &messageRow{}
	err = tx.NewSelect().Model(sent).Where("meeting_id = ?", row.MeetingID).Where("author = ?", row.Author).Where("client_id = ?", row.ClientID).Scan(ctx)
	if err == nil {
		*row = *sent
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("chat: send: %w", err)
	}
	mutes, err := s.mutes(ctx, tx, row.MeetingID)
	if err != nil {
		return err
	}
	if err := allow(reader, draft, phase, mutes); err != nil {
		return err
	}
	lately, err := tx.NewSelect().Model((*messageRow)(nil)).Where("meeting_id = ?", row.MeetingID).Where("author = ?", row.Author).
		Where("at > ?", row.At.Add(-RatePeriod)).Count(ctx)
	if err != nil {
		return fmt.Errorf("chat: send: %w", err)
	}
	if lately >= RateCount {
		return refuse(fault.Conflict, "too_fast", RateCount, int(RatePeriod.Seconds()))
	}
	row.Seq, row.Revision = revision, revision
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("chat: send: %w", err)
	}
	return nil
}

// check cleans a draft and refuses one that breaks its bounds.
func (d *Draft) check() error {
	var form text.Form
	form.Lines("text", &d.Text, MaxText)
	form.Check(len(form.Fields()) > 0 || d.Text != "", "text", text.ReasonRequired)
	form.Check(d.ClientID != "" && len(d.ClientID) <= MaxClientID, "id", text.ReasonRequired)
	form.Check(slices.Contains(Channels(), d.Channel), "channel", "unknown")
	return form.Err()
}

// Remove takes a message away for everyone. Its text is gone; that it was there, whose, who took it and why, is kept.
func (s *Service) Remove(ctx context.Context, by directory.By, meetingID string, seq int64, reason string) error {
	standing, err := s.moderate(ctx, by, meetingID)
	if err != nil {
		return err
	}
	var form text.Form
	form.Line("reason", &reason, MaxReason)
	if err := form.Err(); err != nil {
		return err
	}
	row := &messageRow{}
	err = store.InTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		revision, err := s.next(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		err = tx.NewSelect().Model(row).Where("meeting_id = ?", meetingID).Where("seq = ?", seq).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "")
		}
		if err != nil || row.RemovedBy != "" {
			return err
		}
		row.Text, row.RemovedBy, row.RemovedReason, row.Revision = "", standing.Who.Name, reason, revision
		if _, err := tx.NewUpdate().Model(row).Column("text", "removed_by", "removed_reason", "revision").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("chat: remove: %w", err)
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "chat.remove", "meeting:"+meetingID, map[string]any{"message": seq, "author": row.Author, "channel": row.Channel, "reason": reason})
	})
	if err != nil {
		return err
	}
	message := row.message()
	s.tell(meetingID, &message)
	return nil
}

// Mute takes somebody's right to write, Everyone's, or gives it back.
func (s *Service) Mute(ctx context.Context, by directory.By, meetingID, who string, muted bool) error {
	standing, err := s.moderate(ctx, by, meetingID)
	if err != nil {
		return err
	}
	if _, known := standing.Known(who); who != Everyone && !known {
		return refuse(fault.Conflict, "nobody")
	}
	err = store.InTx(ctx, s.DB, func(ctx context.Context, tx bun.Tx) error {
		if _, err := s.next(ctx, tx, meetingID); err != nil {
			return err
		}
		row := &muteRow{MeetingID: meetingID, Identity: who}
		action := "chat.mute"
		if muted {
			_, err = tx.NewInsert().Model(row).On("CONFLICT (meeting_id, identity) DO NOTHING").Exec(ctx)
		} else {
			action = "chat.unmute"
			_, err = tx.NewDelete().Model(row).WherePK().Exec(ctx)
		}
		if err != nil {
			return fmt.Errorf("chat: mute: %w", err)
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, action, "meeting:"+meetingID, map[string]any{"who": who})
	})
	if err == nil {
		s.publish(meetingID, string(All))
	}
	return err
}

// moderate refuses those who do not conduct.
func (s *Service) moderate(ctx context.Context, by directory.By, meetingID string) (*conductor.Standing, error) {
	standing, err := s.Floor.Standing(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if !standing.Leads {
		return nil, fault.New(fault.Forbidden, "conduct.not_yours")
	}
	return standing, nil
}

// Topics are what somebody who reads is told of: nobody learns even that something was written that is not for them.
func Topics(meetingID string, reader *Reader) []string {
	topics := []string{topic(meetingID, string(All)), topic(meetingID, "to:"+reader.Who.Identity)}
	for _, channel := range []Channel{Desk, Technicians} {
		if reader.Serves(channel) {
			topics = append(topics, topic(meetingID, string(channel)))
		}
	}
	return topics
}

func topic(meetingID, whom string) string { return "chat:" + meetingID + ":" + whom }

func (s *Service) tell(meetingID string, m *Message) {
	s.publish(meetingID, string(m.Channel))
	if m.Channel != All {
		s.publish(meetingID, "to:"+m.Author)
		if m.Recipient != "" {
			s.publish(meetingID, "to:"+m.Recipient)
		}
	}
}

func (s *Service) publish(meetingID, whom string) {
	s.Hub.Publish(events.Event{Topic: topic(meetingID, whom), Type: "chat.changed"})
}

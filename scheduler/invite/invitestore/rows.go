package invitestore

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
)

type invitationRow struct {
	bun.BaseModel `bun:"table:invitations,alias:i"`

	ID            string        `bun:"id,pk"`
	Version       int64         `bun:"version"`
	MeetingID     string        `bun:"meeting_id"`
	Target        string        `bun:"target"`
	Position      int64         `bun:"position"`
	Kind          invite.Kind   `bun:"kind"`
	Role          identity.Role `bun:"role"`
	UnitCatalogue string        `bun:"unit_catalogue,nullzero"`
	UnitCode      string        `bun:"unit_code,nullzero"`
	PersonID      string        `bun:"person_id,nullzero"`
	Site          string        `bun:"site,nullzero"`
	Name          string        `bun:"name"`
	Job           string        `bun:"job"`
	UnitName      string        `bun:"unit_name"`
	Mail          string        `bun:"mail"`
	Search        string        `bun:"search"`
	Source        string        `bun:"source"`
	SubstituteOf  string        `bun:"substitute_of,nullzero"`
	Substitute    string        `bun:"substitute"`
	State         invite.State  `bun:"state"`
	Reason        string        `bun:"reason"`
	DocumentID    string        `bun:"document_id,nullzero"`
	IssuedAt      time.Time     `bun:"issued_at,nullzero"`
	SeenAt        time.Time     `bun:"seen_at,nullzero"`
	AnsweredAt    time.Time     `bun:"answered_at,nullzero"`
	AnsweredBy    string        `bun:"answered_by"`
	OnBehalf      bool          `bun:"on_behalf"`
	RemindedAt    time.Time     `bun:"reminded_at,nullzero"`
	EscalatedAt   time.Time     `bun:"escalated_at,nullzero"`
	CreatedAt     time.Time     `bun:"created_at"`

	// What was announced of the meeting, where that is asked for.
	SaidTitle     string    `bun:"said_title,scanonly"`
	SaidLocation  string    `bun:"said_location,scanonly"`
	SaidStart     time.Time `bun:"said_start,scanonly"`
	SaidEnd       time.Time `bun:"said_end,scanonly"`
	SaidCancelled bool      `bun:"said_cancelled,scanonly"`
	SaidPostponed bool      `bun:"said_postponed,scanonly"`
	PlanVersion   int64     `bun:"plan_version,scanonly"`
	SaidAt        time.Time `bun:"said_at,scanonly"`
	SaidAnswerBy  time.Time `bun:"said_answer_by,scanonly,nullzero"`
	Document      string    `bun:"document,scanonly,nullzero"`
}

func newInvitationRow(i *invite.Invitation) invitationRow {
	return invitationRow{
		ID: i.ID, Version: i.Version, MeetingID: i.MeetingID, Target: i.Target(), Position: i.Order, Kind: i.Kind, Role: i.Role,
		UnitCatalogue: i.Unit.Catalogue, UnitCode: i.Unit.Code, PersonID: i.PersonID, Site: i.Site,
		Name: i.Name, Job: i.Position, UnitName: i.UnitName, Mail: i.Mail, Search: fold.Text(i.Name + " " + i.UnitName + " " + i.Position),
		Source: i.Source, SubstituteOf: i.SubstituteOf, Substitute: i.Substitute, State: i.State, Reason: i.Reason,
		DocumentID: i.DocumentID, IssuedAt: i.IssuedAt.UTC(), SeenAt: i.SeenAt.UTC(), AnsweredAt: i.AnsweredAt.UTC(),
		AnsweredBy: i.AnsweredBy, OnBehalf: i.OnBehalf, RemindedAt: i.RemindedAt.UTC(), EscalatedAt: i.EscalatedAt.UTC(),
		CreatedAt: i.CreatedAt.UTC(),
	}
}

func (r *invitationRow) invitation() invite.Invitation {
	return invite.Invitation{
		ID: r.ID, Version: r.Version, MeetingID: r.MeetingID, Order: r.Position, Kind: r.Kind, Role: r.Role,
		Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}, PersonID: r.PersonID, Site: r.Site,
		Name: r.Name, Position: r.Job, UnitName: r.UnitName, Mail: r.Mail, Source: r.Source, SubstituteOf: r.SubstituteOf,
		Substitute: r.Substitute, State: r.State, Reason: r.Reason, DocumentID: r.DocumentID, IssuedAt: r.IssuedAt.UTC(),
		SeenAt: r.SeenAt.UTC(), AnsweredAt: r.AnsweredAt.UTC(), AnsweredBy: r.AnsweredBy, OnBehalf: r.OnBehalf,
		RemindedAt: r.RemindedAt.UTC(), EscalatedAt: r.EscalatedAt.UTC(), CreatedAt: r.CreatedAt.UTC(),
	}
}

func invitations(rows []invitationRow) []invite.Invitation {
	all := make([]invite.Invitation, len(rows))
	for i := range rows {
		all[i] = rows[i].invitation()
	}
	return all
}

type letterRow struct {
	bun.BaseModel `bun:"table:letters,alias:l"`

	MeetingID   string    `bun:"meeting_id,pk"`
	Version     int64     `bun:"version"`
	Fields      string    `bun:"fields"`
	AnswerBy    time.Time `bun:"answer_by,nullzero"`
	Sequence    int       `bun:"sequence"`
	AnnouncedAt time.Time `bun:"announced_at,nullzero"`
	Title       string    `bun:"title"`
	Location    string    `bun:"location"`
	Start       time.Time `bun:"start_at,nullzero"`
	End         time.Time `bun:"end_at,nullzero"`
	Cancelled   bool      `bun:"cancelled"`
	Postponed   bool      `bun:"postponed"`
}

func newLetterRow(l *invite.Letter) (*letterRow, error) {
	fields, err := json.Marshal(l.LetterFields)
	if err != nil {
		return nil, fmt.Errorf("invite: letter: %w", err)
	}
	r := &letterRow{MeetingID: l.MeetingID, Version: l.Version, Fields: string(fields), AnswerBy: l.AnswerBy.UTC(), Sequence: l.Sequence}
	if a := l.Announced; a != nil {
		r.AnnouncedAt, r.Title, r.Location, r.Start, r.End = a.At.UTC(), a.Title, a.Location, a.Start.UTC(), a.End.UTC()
		r.Cancelled, r.Postponed = a.Cancelled, a.Postponed
	}
	return r, nil
}

func (r *letterRow) letter() (*invite.Letter, error) {
	l := &invite.Letter{MeetingID: r.MeetingID, Version: r.Version, Sequence: r.Sequence}
	if err := json.Unmarshal([]byte(r.Fields), &l.LetterFields); err != nil {
		return nil, fmt.Errorf("invite: letter of %s: %w", r.MeetingID, err)
	}
	l.AnswerBy = r.AnswerBy.UTC()
	if !r.AnnouncedAt.IsZero() {
		a := r.announcement()
		l.Announced = &a
	}
	return l, nil
}

func (r *letterRow) announcement() invite.Announcement {
	return invite.Announcement{
		Title: r.Title, Start: r.Start.UTC(), End: r.End.UTC(), Location: r.Location,
		Cancelled: r.Cancelled, Postponed: r.Postponed, At: r.AnnouncedAt.UTC(),
	}
}

type documentRow struct {
	bun.BaseModel `bun:"table:documents,alias:d"`

	ID              string              `bun:"id,pk"`
	MeetingID       string              `bun:"meeting_id"`
	Kind            invite.DocumentKind `bun:"kind"`
	AgencyCatalogue string              `bun:"agency_catalogue"`
	AgencyCode      string              `bun:"agency_code"`
	Year            int                 `bun:"year"`
	Type            string              `bun:"type"`
	Number          int                 `bun:"number"`
	Symbol          string              `bun:"symbol"`
	Title           string              `bun:"title"`
	ReplacesID      string              `bun:"replaces_id,nullzero"`
	Sequence        int                 `bun:"sequence"`
	Invited         int                 `bun:"invited"`
	PDF             []byte              `bun:"pdf"`
	Bytes           int                 `bun:"bytes"`
	SHA256          string              `bun:"sha256"`
	IssuedAt        time.Time           `bun:"issued_at"`
	IssuedBy        string              `bun:"issued_by"`
	Search          string              `bun:"search"`

	// What ended it, where that is asked for.
	ByKind   invite.DocumentKind `bun:"by_kind,scanonly"`
	BySymbol string              `bun:"by_symbol,scanonly"`
	ByID     string              `bun:"by_id,scanonly"`
}

func (r *documentRow) document() invite.Document {
	return invite.Document{
		ID: r.ID, MeetingID: r.MeetingID, Kind: r.Kind, Agency: directory.UnitKey{Catalogue: r.AgencyCatalogue, Code: r.AgencyCode},
		Year: r.Year, Type: r.Type, Number: r.Number, Symbol: r.Symbol, Title: r.Title, Replaces: r.ReplacesID,
		Sequence: r.Sequence, Invited: r.Invited, Bytes: r.Bytes, SHA256: r.SHA256, IssuedAt: r.IssuedAt.UTC(), IssuedBy: r.IssuedBy,
	}
}

type deliveryRow struct {
	bun.BaseModel `bun:"table:deliveries,alias:d"`

	ID           string               `bun:"id,pk"`
	MeetingID    string               `bun:"meeting_id"`
	InvitationID string               `bun:"invitation_id"`
	DocumentID   string               `bun:"document_id,nullzero"`
	Notice       invite.Notice        `bun:"notice"`
	Sequence     int                  `bun:"sequence"`
	Name         string               `bun:"name"`
	Address      string               `bun:"address"`
	State        invite.DeliveryState `bun:"state"`
	Attempts     int                  `bun:"attempts"`
	Resends      int                  `bun:"resends"`
	Error        string               `bun:"error"`
	CreatedAt    time.Time            `bun:"created_at"`
	TriedAt      time.Time            `bun:"tried_at,nullzero"`
	SentAt       time.Time            `bun:"sent_at,nullzero"`
}

func newDeliveryRow(d *invite.Delivery) deliveryRow {
	return deliveryRow{
		ID: d.ID, MeetingID: d.MeetingID, InvitationID: d.InvitationID, DocumentID: d.DocumentID, Notice: d.Notice,
		Sequence: d.Sequence, Name: d.Name, Address: d.Address, State: d.State, Attempts: d.Attempts, Resends: d.Resends,
		Error: d.Error, CreatedAt: d.CreatedAt.UTC(), TriedAt: d.TriedAt.UTC(), SentAt: d.SentAt.UTC(),
	}
}

func (r *deliveryRow) delivery() invite.Delivery {
	return invite.Delivery{
		ID: r.ID, MeetingID: r.MeetingID, InvitationID: r.InvitationID, DocumentID: r.DocumentID, Notice: r.Notice,
		Sequence: r.Sequence, Name: r.Name, Address: r.Address, State: r.State, Attempts: r.Attempts, Resends: r.Resends,
		Error: r.Error, CreatedAt: r.CreatedAt.UTC(), TriedAt: r.TriedAt.UTC(), SentAt: r.SentAt.UTC(),
	}
}

type feedRow struct {
	bun.BaseModel `bun:"table:calendar_feeds,alias:f"`

	ID         string            `bun:"id,pk"`
	TokenHash  string            `bun:"token_hash"`
	AccountID  string            `bun:"account_id"`
	Room       string            `bun:"room,nullzero"`
	Detail     invite.FeedDetail `bun:"detail"`
	CreatedAt  time.Time         `bun:"created_at"`
	LastUsedAt time.Time         `bun:"last_used_at,nullzero"`
	TitleVI    string            `bun:"title_vi,scanonly"`
	TitleEN    string            `bun:"title_en,scanonly"`
}

func (r *feedRow) feed() invite.Feed {
	return invite.Feed{
		ID: r.ID, AccountID: r.AccountID, Room: r.Room, Detail: r.Detail, RoomTitle: directory.Text{VI: r.TitleVI, EN: r.TitleEN},
		CreatedAt: r.CreatedAt.UTC(), LastUsedAt: r.LastUsedAt.UTC(),
	}
}

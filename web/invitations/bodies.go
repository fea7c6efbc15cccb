package invitations

import (
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/inviter"
)

type invitationUnit struct {
	Catalogue string `json:"catalogue" maxLength:"64" example:"tuyen-quang-2025-07"`
	Code      string `json:"code" maxLength:"35" example:"02287"`
}

func unitRef(key directory.UnitKey) *invitationUnit {
	if key.IsZero() {
		return nil
	}
	return &invitationUnit{Catalogue: key.Catalogue, Code: key.Code}
}

func (u *invitationUnit) key() directory.UnitKey {
	if u == nil {
		return directory.UnitKey{}
	}
	return directory.UnitKey{Catalogue: u.Catalogue, Code: u.Code}
}

// when leaves out times that are not known.
func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// InvitationBody is one of the invited. Exported, as the framework wants what is embedded.
type InvitationBody struct {
	ID           string          `json:"id" example:"IN_k3h1D2f9aQ0z"`
	Version      int64           `json:"version" doc:"What If-Match is given."`
	MeetingID    string          `json:"meetingId"`
	Kind         invite.Kind     `json:"kind" enum:"unit,site,person"`
	Role         identity.Role   `json:"role" enum:"chair,secretary,delegate,guest,technician"`
	Unit         *invitationUnit `json:"unit,omitempty" doc:"The unit itself, or the person's or site's."`
	PersonID     string          `json:"personId,omitempty" doc:"None for a substitute whom the directory does not know."`
	Site         string          `json:"site,omitempty" doc:"Name of the room."`
	Name         string          `json:"name"`
	Position     string          `json:"position,omitempty" doc:"A person's; for a unit or site, whom its mail goes to."`
	UnitName     string          `json:"unitName,omitempty"`
	Mail         string          `json:"mail,omitempty" doc:"None: it is told in the product only."`
	Source       string          `json:"source,omitempty" doc:"The group, list or unit by which it came onto the list."`
	SubstituteOf string          `json:"substituteOf,omitempty" doc:"The invitation in whose place this one stands."`
	Substitute   string          `json:"substitute,omitempty" doc:"The invitation in this one's place."`
	State        invite.State    `json:"state" enum:"draft,pending,seen,confirmed,declined,substituted,withdrawn"`
	Reason       string          `json:"reason,omitempty"`
	DocumentID   string          `json:"documentId,omitempty" doc:"By which it was issued last."`
	IssuedAt     *time.Time      `json:"issuedAt,omitempty"`
	SeenAt       *time.Time      `json:"seenAt,omitempty"`
	AnsweredAt   *time.Time      `json:"answeredAt,omitempty"`
	OnBehalf     bool            `json:"onBehalf,omitempty" doc:"The secretary noted an answer given otherwise."`
	RemindedAt   *time.Time      `json:"remindedAt,omitempty"`
	EscalatedAt  *time.Time      `json:"escalatedAt,omitempty" doc:"The unit's head was told that no answer came in time."`
}

func body(i *invite.Invitation) InvitationBody {
	return InvitationBody{
		ID: i.ID, Version: i.Version, MeetingID: i.MeetingID, Kind: i.Kind, Role: i.Role, Unit: unitRef(i.Unit), PersonID: i.PersonID, Site: i.Site,
		Name: i.Name, Position: i.Position, UnitName: i.UnitName, Mail: i.Mail, Source: i.Source, SubstituteOf: i.SubstituteOf, Substitute: i.Substitute,
		State: i.State, Reason: i.Reason, DocumentID: i.DocumentID, IssuedAt: when(i.IssuedAt), SeenAt: when(i.SeenAt), AnsweredAt: when(i.AnsweredAt),
		OnBehalf: i.OnBehalf, RemindedAt: when(i.RemindedAt), EscalatedAt: when(i.EscalatedAt),
	}
}

type invitationLine struct {
	InvitationBody
	Delivery *invitationDelivery `json:"delivery,omitempty" doc:"The last mail."`
}

type invitationDelivery struct {
	ID           string               `json:"id" example:"DE_019a"`
	InvitationID string               `json:"invitationId"`
	Notice       invite.Notice        `json:"notice" enum:"invite,change,postpone,cancel,withdraw,reminder,escalated" doc:"What it says."`
	Name         string               `json:"name"`
	Address      string               `json:"address,omitempty"`
	State        invite.DeliveryState `json:"state" enum:"pending,sent,failed,no_address,superseded" doc:"Sent: the mail server has taken it. Superseded: a later mail told better."`
	Attempts     int                  `json:"attempts"`
	Error        string               `json:"error,omitempty" doc:"Why the last attempt failed, as the mail server says it."`
	CreatedAt    time.Time            `json:"createdAt"`
	TriedAt      *time.Time           `json:"triedAt,omitempty"`
	SentAt       *time.Time           `json:"sentAt,omitempty"`
}

func delivery(d *invite.Delivery) *invitationDelivery {
	return &invitationDelivery{
		ID: d.ID, InvitationID: d.InvitationID, Notice: d.Notice, Name: d.Name, Address: d.Address, State: d.State, Attempts: d.Attempts,
		Error: d.Error, CreatedAt: d.CreatedAt, TriedAt: when(d.TriedAt), SentAt: when(d.SentAt),
	}
}

type announcementBody struct {
	Title     string    `json:"title"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Location  string    `json:"location"`
	Cancelled bool      `json:"cancelled"`
	Postponed bool      `json:"postponed"`
	At        time.Time `json:"at" doc:"When it was announced."`
}

func announcement(a *invite.Announcement) *announcementBody {
	if a == nil || a.At.IsZero() {
		return nil
	}
	return (*announcementBody)(a)
}

// ownInvitation is an invitation with what its receiver must know of the meeting.
type ownInvitation struct {
	InvitationBody
	Meeting  *announcementBody `json:"meeting,omitempty" doc:"What was announced; none while it is a draft."`
	AnswerBy *time.Time        `json:"answerBy,omitempty"`
	Document string            `json:"document,omitempty" doc:"Number and symbol of the letter." example:"12/GM-UBND"`
}

func own(m *invite.Mine) ownInvitation {
	return ownInvitation{InvitationBody: body(&m.Invitation), Meeting: announcement(&m.Announcement), AnswerBy: when(m.AnswerBy), Document: m.Document}
}

type documentBody struct {
	ID       string              `json:"id" example:"DO_k3h1D2f9aQ0z"`
	Kind     invite.DocumentKind `json:"kind" enum:"invitation,addition,change,postponed,cancelled"`
	Symbol   string              `json:"symbol" doc:"Number and symbol." example:"12/GM-UBND"`
	Number   int                 `json:"number"`
	Year     int                 `json:"year"`
	Type     string              `json:"type" doc:"GM giấy mời, TB thông báo." example:"GM"`
	Agency   *invitationUnit     `json:"agency"`
	Title    string              `json:"title" doc:"Trích yếu."`
	Replaces string              `json:"replaces,omitempty" doc:"The document in whose place this one stands."`
	Invited  int                 `json:"invited" doc:"How many it went to."`
	Bytes    int                 `json:"bytes" doc:"Of the PDF file at /invitation-documents/{id}/pdf."`
	SHA256   string              `json:"sha256"`
	IssuedAt time.Time           `json:"issuedAt"`
}

func document(d *invite.Document) *documentBody {
	if d == nil {
		return nil
	}
	return &documentBody{
		ID: d.ID, Kind: d.Kind, Symbol: d.Symbol, Number: d.Number, Year: d.Year, Type: d.Type, Agency: unitRef(d.Agency), Title: d.Title,
		Replaces: d.Replaces, Invited: d.Invited, Bytes: d.Bytes, SHA256: d.SHA256, IssuedAt: d.IssuedAt,
	}
}

// LetterFields are what a secretary writes of a letter.
type LetterFields struct {
	Agency      *invitationUnit    `json:"agency" doc:"The agency that issues, whose register gives the number: the host or a unit above it."`
	ParentName  string             `json:"parentName,omitempty" doc:"Cơ quan chủ quản, the first line at the top left."`
	AgencyName  string             `json:"agencyName" doc:"Cơ quan ban hành. A line break splits it."`
	Place       string             `json:"place" example:"Tuyên Quang"`
	Symbol      string             `json:"symbol" doc:"What follows the number." example:"GM-UBND"`
	Abstract    string             `json:"abstract,omitempty" doc:"Trích yếu; empty: the meeting's title."`
	Purpose     string             `json:"purpose,omitempty" doc:"What is attended; empty: the meeting's title."`
	Chair       string             `json:"chair,omitempty" doc:"Chủ trì."`
	Location    string             `json:"location,omitempty" doc:"Địa điểm; empty: the meeting's sites."`
	Invited     []string           `json:"invited,omitempty" nullable:"false" maxItems:"50" doc:"Lines of the invited; none: made from the list."`
	Notes       []string           `json:"notes,omitempty" nullable:"false" maxItems:"50" doc:"Further paragraphs."`
	CopyTo      []string           `json:"copyTo,omitempty" nullable:"false" maxItems:"50" doc:"Nơi nhận besides those invited."`
	Form        invite.SigningForm `json:"form,omitempty" enum:"TM.,KT.,TL.,TUQ.,Q.," doc:"By what right it is signed; empty: by the head in person."`
	OnBehalf    string             `json:"onBehalf,omitempty" doc:"The collective, for TM." example:"Ủy ban nhân dân"`
	Principal   string             `json:"principal,omitempty" doc:"The head's title, for KT., TL. and TUQ., and for TM. when a deputy signs." example:"Chủ tịch"`
	SignerTitle string             `json:"signerTitle" example:"Phó Chủ tịch"`
	SignerName  string             `json:"signerName"`
	AnswerBy    *time.Time         `json:"answerBy,omitempty" doc:"Until when an answer is asked for; none: a day before the start."`
}

func (f *LetterFields) fields() invite.LetterFields {
	l := invite.LetterFields{
		Agency: f.Agency.key(), ParentName: f.ParentName, AgencyName: f.AgencyName, Place: f.Place, Symbol: f.Symbol, Abstract: f.Abstract,
		Purpose: f.Purpose, Chair: f.Chair, Location: f.Location, Invited: f.Invited, Notes: f.Notes, CopyTo: f.CopyTo,
		Authority: invite.Authority{Form: f.Form, OnBehalf: f.OnBehalf, Principal: f.Principal, SignerTitle: f.SignerTitle, SignerName: f.SignerName},
	}
	if f.AnswerBy != nil {
		l.AnswerBy = *f.AnswerBy
	}
	return l
}

type letterBody struct {
	LetterFields
	Version   int64             `json:"version" doc:"0: nothing is saved yet, this is a proposal."`
	Sequence  int               `json:"sequence" doc:"How often a change was announced."`
	Announced *announcementBody `json:"announced,omitempty"`
	Missing   []string          `json:"missing" nullable:"false" doc:"Names of what must be written before it can be issued." example:"[\"signerName\"]"`
}

func letter(l *invite.Letter) letterBody {
	return letterBody{
		LetterFields: LetterFields{
			Agency: unitRef(l.Agency), ParentName: l.ParentName, AgencyName: l.AgencyName, Place: l.Place, Symbol: l.Symbol, Abstract: l.Abstract,
			Purpose: l.Purpose, Chair: l.Chair, Location: l.Location, Invited: l.Invited, Notes: l.Notes, CopyTo: l.CopyTo, Form: l.Form,
			OnBehalf: l.OnBehalf, Principal: l.Principal, SignerTitle: l.SignerTitle, SignerName: l.SignerName, AnswerBy: when(l.AnswerBy),
		},
		Version: l.Version, Sequence: l.Sequence, Announced: announcement(l.Announced),
		Missing: append([]string{}, inviter.Missing(&l.LetterFields)...),
	}
}

type summaryBody struct {
	Total      int                          `json:"total" doc:"Without those withdrawn."`
	ByState    map[invite.State]int         `json:"byState"`
	ByRole     map[identity.Role]int        `json:"byRole"`
	ByKind     map[invite.Kind]int          `json:"byKind"`
	Deliveries map[invite.DeliveryState]int `json:"deliveries" doc:"The last mail of each of the invited, by its fate."`
	Overdue    int                          `json:"overdue" doc:"Unanswered past the deadline."`
	Sequence   int                          `json:"sequence"`
	Announced  *announcementBody            `json:"announced,omitempty" doc:"None: not issued yet."`
	AnswerBy   *time.Time                   `json:"answerBy,omitempty"`
	Document   *documentBody                `json:"document,omitempty" doc:"The last letter to all."`
	CanManage  bool                         `json:"canManage" doc:"The caller may change the list, issue and remind."`
}

func summary(o *inviter.Overview) summaryBody {
	return summaryBody{
		Total: o.Total, ByState: o.ByState, ByRole: o.ByRole, ByKind: o.ByKind, Deliveries: o.Deliveries, Overdue: o.Overdue,
		Sequence: o.Sequence, Announced: announcement(o.Announced), AnswerBy: when(o.AnswerBy), Document: document(o.Document), CanManage: o.CanManage,
	}
}

type feedBody struct {
	ID         string            `json:"id" example:"CF_k3h1D2f9aQ0z"`
	Room       string            `json:"room,omitempty" doc:"None: the caller's own meetings."`
	RoomTitle  string            `json:"roomTitle,omitempty"`
	Detail     invite.FeedDetail `json:"detail" enum:"busy,titles" doc:"Busy: only when there are meetings."`
	CreatedAt  time.Time         `json:"createdAt"`
	LastUsedAt *time.Time        `json:"lastUsedAt,omitempty" doc:"To the hour."`
	URL        string            `json:"url,omitempty" doc:"The secret link; told once, when it is made."`
}

package concludestore

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
)

type minutesRow struct {
	bun.BaseModel `bun:"table:minutes,alias:mi"`

	MeetingID   string                `bun:"meeting_id,pk"`
	Version     int64                 `bun:"version"`
	State       conclude.MinutesState `bun:"state"`
	Content     string                `bun:"content"`
	Basis       conclude.Basis        `bun:"basis"`
	AuthorID    string                `bun:"author_id"`
	AuthorName  string                `bun:"author_name"`
	SavedAt     time.Time             `bun:"saved_at"`
	Reason      string                `bun:"reason"`
	DecidedBy   string                `bun:"decided_by"`
	DecidedAt   time.Time             `bun:"decided_at,nullzero"`
	Proceedings string                `bun:"proceedings"`
	DocumentID  string                `bun:"document_id,nullzero"`
	SHA256      string                `bun:"sha256"`
}

func encode(value any) (string, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("conclude: %w", err)
	}
	return string(raw), nil
}

func decode(raw string, into any) error {
	if raw == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		return fmt.Errorf("conclude: kept JSON: %w", err)
	}
	return nil
}

func newMinutesRow(m *conclude.Minutes) (*minutesRow, error) {
	content, err := encode(m.Content)
	if err != nil {
		return nil, err
	}
	proceedings := ""
	if m.Proceedings != nil {
		if proceedings, err = encode(m.Proceedings); err != nil {
			return nil, err
		}
	}
	return &minutesRow{
		MeetingID: m.MeetingID, Version: m.Version, State: m.State, Content: content, Basis: m.Basis, AuthorID: m.AuthorID, AuthorName: m.AuthorName,
		SavedAt: m.SavedAt.UTC(), Reason: m.Reason, DecidedBy: m.DecidedBy, DecidedAt: m.DecidedAt.UTC(), Proceedings: proceedings,
		DocumentID: m.DocumentID, SHA256: m.SHA256,
	}, nil
}

func (r *minutesRow) minutes() (*conclude.Minutes, error) {
	m := &conclude.Minutes{
		MeetingID: r.MeetingID, Version: r.Version, State: r.State, Basis: r.Basis, AuthorID: r.AuthorID, AuthorName: r.AuthorName, SavedAt: r.SavedAt.UTC(),
		Reason: r.Reason, DecidedBy: r.DecidedBy, DecidedAt: r.DecidedAt.UTC(), DocumentID: r.DocumentID, SHA256: r.SHA256,
	}
	if err := decode(r.Content, &m.Content); err != nil {
		return nil, err
	}
	if r.Proceedings != "" {
		m.Proceedings = &conclude.Proceedings{}
	}
	return m, decode(r.Proceedings, m.Proceedings)
}

type revisionRow struct {
	bun.BaseModel `bun:"table:minutes_revisions,alias:re"`

	MeetingID  string                `bun:"meeting_id,pk"`
	Number     int                   `bun:"number,pk"`
	Kind       conclude.RevisionKind `bun:"kind"`
	AuthorID   string                `bun:"author_id"`
	AuthorName string                `bun:"author_name"`
	CreatedAt  time.Time             `bun:"created_at"`
	SavedAt    time.Time             `bun:"saved_at"`
	Content    string                `bun:"content"`
}

func (r *revisionRow) revision() (conclude.Revision, error) {
	found := conclude.Revision{
		Number: r.Number, Kind: r.Kind, AuthorID: r.AuthorID, AuthorName: r.AuthorName, CreatedAt: r.CreatedAt.UTC(), SavedAt: r.SavedAt.UTC(),
	}
	return found, decode(r.Content, &found.Content)
}

type additionRow struct {
	bun.BaseModel `bun:"table:minutes_additions,alias:ad"`

	MeetingID  string    `bun:"meeting_id,pk"`
	Number     int       `bun:"number,pk"`
	Content    string    `bun:"content"`
	AuthorID   string    `bun:"author_id"`
	AuthorName string    `bun:"author_name"`
	AddedAt    time.Time `bun:"added_at"`
	SHA256     string    `bun:"sha256"`
}

func (r *additionRow) addition() (conclude.Addition, error) {
	found := conclude.Addition{
		MeetingID: r.MeetingID, Number: r.Number, AuthorID: r.AuthorID, AuthorName: r.AuthorName, At: r.AddedAt.UTC(), SHA256: r.SHA256,
	}
	return found, decode(r.Content, &found.Content)
}

type noticeRow struct {
	bun.BaseModel `bun:"table:conclusion_notices,alias:no"`

	MeetingID  string               `bun:"meeting_id,pk"`
	Edition    int                  `bun:"edition,pk"`
	Version    int64                `bun:"version"`
	State      conclude.NoticeState `bun:"state"`
	Fields     string               `bun:"fields"`
	Reason     string               `bun:"reason"`
	DocumentID string               `bun:"document_id,nullzero"`
	DecidedBy  string               `bun:"decided_by"`
	DecidedAt  time.Time            `bun:"decided_at,nullzero"`
	SavedAt    time.Time            `bun:"saved_at"`
	Replaces   string               `bun:"replaces,nullzero"`
	Why        string               `bun:"replace_reason"`
}

// newNoticeRow returns the row that a notice becomes when it is written: of the next version.
func newNoticeRow(n *conclude.Notice) (*noticeRow, error) {
	fields, err := encode(n.NoticeFields)
	if err != nil {
		return nil, err
	}
	return &noticeRow{
		MeetingID: n.MeetingID, Edition: n.Edition, Version: n.Version + 1, State: n.State, Fields: fields, Reason: n.Reason, DocumentID: n.DocumentID,
		DecidedBy: n.DecidedBy, DecidedAt: n.DecidedAt.UTC(), SavedAt: n.SavedAt.UTC(), Replaces: n.Replaces, Why: n.ReplaceReason,
	}, nil
}

func (r *noticeRow) notice() (*conclude.Notice, error) {
	n := &conclude.Notice{
		MeetingID: r.MeetingID, Edition: r.Edition, Version: r.Version, State: r.State, Reason: r.Reason, DocumentID: r.DocumentID, DecidedBy: r.DecidedBy,
		DecidedAt: r.DecidedAt.UTC(), SavedAt: r.SavedAt.UTC(), Replaces: r.Replaces, ReplaceReason: r.Why,
	}
	return n, decode(r.Fields, &n.NoticeFields)
}

type documentRow struct {
	bun.BaseModel `bun:"table:conclusion_documents,alias:d"`

	ID              string                `bun:"id,pk"`
	MeetingID       string                `bun:"meeting_id"`
	Kind            conclude.DocumentKind `bun:"kind"`
	AgencyCatalogue string                `bun:"agency_catalogue"`
	AgencyCode      string                `bun:"agency_code"`
	Year            int                   `bun:"year"`
	Type            string                `bun:"type"`
	Number          int                   `bun:"number"`
	Symbol          string                `bun:"symbol"`
	Title           string                `bun:"title"`
	Search          string                `bun:"search"`
	Recipients      int                   `bun:"recipients"`
	PDF             []byte                `bun:"pdf"`
	DOCX            []byte                `bun:"docx"`
	Bytes           int                   `bun:"bytes"`
	SHA256          string                `bun:"sha256"`
	DOCXSHA256      string                `bun:"docx_sha256"`
	IssuedAt        time.Time             `bun:"issued_at"`
	IssuedBy        string                `bun:"issued_by"`
	Replaces        string                `bun:"replaces,nullzero"`

	ReplacedBy   string    `bun:"replaced_by,scanonly"`
	MeetingTitle string    `bun:"meeting_title,scanonly"`
	MeetingStart time.Time `bun:"meeting_start,scanonly,nullzero"`
	HostVI       string    `bun:"host_vi,scanonly"`
	HostEN       string    `bun:"host_en,scanonly"`
	Tasks        int       `bun:"tasks,scanonly"`
}

func (r *documentRow) document() conclude.Document {
	return conclude.Document{
		ID: r.ID, MeetingID: r.MeetingID, Kind: r.Kind, Agency: directory.UnitKey{Catalogue: r.AgencyCatalogue, Code: r.AgencyCode}, Year: r.Year, Type: r.Type,
		Number: r.Number, Symbol: r.Symbol, Title: r.Title, SHA256: r.SHA256, DOCXSHA256: r.DOCXSHA256, Bytes: r.Bytes, IssuedAt: r.IssuedAt.UTC(), IssuedBy: r.IssuedBy,
		Recipients: r.Recipients, Replaces: r.Replaces, ReplacedBy: r.ReplacedBy,
	}
}

type taskRow struct {
	bun.BaseModel `bun:"table:tasks,alias:t"`

	ID            string             `bun:"id,pk"`
	Version       int64              `bun:"version"`
	MeetingID     string             `bun:"meeting_id"`
	Position      int                `bun:"position"`
	Title         string             `bun:"title"`
	Detail        string             `bun:"detail"`
	UnitCatalogue string             `bun:"unit_catalogue"`
	UnitCode      string             `bun:"unit_code"`
	PersonID      string             `bun:"person_id,nullzero"`
	Due           string             `bun:"due"`
	FarDue        string             `bun:"far_due"`
	State         conclude.TaskState `bun:"state"`
	Note          string             `bun:"note"`
	Search        string             `bun:"search"`
	AssignedAt    time.Time          `bun:"assigned_at,nullzero"`
	DoneAt        time.Time          `bun:"done_at,nullzero"`
	ChasedAt      time.Time          `bun:"chased_at,nullzero"`
	Chases        int                `bun:"chases"`
	CreatedAt     time.Time          `bun:"created_at"`
	UpdatedAt     time.Time          `bun:"updated_at"`

	UnitVI       string    `bun:"unit_vi,scanonly"`
	UnitEN       string    `bun:"unit_en,scanonly"`
	UnitPath     string    `bun:"unit_path,scanonly"`
	PersonName   string    `bun:"person_name,scanonly"`
	MeetingTitle string    `bun:"meeting_title,scanonly"`
	MeetingStart time.Time `bun:"meeting_start,scanonly"`
	HostPath     string    `bun:"host_path,scanonly"`
	ChairID      string    `bun:"chair_id,scanonly"`
	SecretaryID  string    `bun:"secretary_id,scanonly"`
	Document     string    `bun:"document,scanonly"`
}

// noDue sorts after every day.
const noDue = "9999-12-31"

func newTaskRow(t *conclude.Task) taskRow {
	far := t.Due
	if far == "" {
		far = noDue
	}
	return taskRow{
		ID: t.ID, Version: t.Version, MeetingID: t.MeetingID, Position: t.Order, Title: t.Title, Detail: t.Detail, UnitCatalogue: t.Unit.Catalogue, UnitCode: t.Unit.Code,
		PersonID: t.PersonID, Due: t.Due, FarDue: far, State: t.State, Note: t.Note, Search: fold.Text(t.Title + " " + t.Detail), AssignedAt: t.AssignedAt.UTC(),
		DoneAt: t.DoneAt.UTC(), ChasedAt: t.ChasedAt.UTC(), Chases: t.Chases, CreatedAt: t.CreatedAt.UTC(), UpdatedAt: t.UpdatedAt.UTC(),
	}
}

func (r *taskRow) task() conclude.Task {
	return conclude.Task{
		ID: r.ID, Version: r.Version, MeetingID: r.MeetingID, Order: r.Position,
		TaskFields: conclude.TaskFields{Title: r.Title, Detail: r.Detail, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}, PersonID: r.PersonID, Due: r.Due},
		State:      r.State, Note: r.Note, AssignedAt: r.AssignedAt.UTC(), DoneAt: r.DoneAt.UTC(), ChasedAt: r.ChasedAt.UTC(), Chases: r.Chases,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), UnitName: directory.Text{VI: r.UnitVI, EN: r.UnitEN}, UnitPath: r.UnitPath, PersonName: r.PersonName,
		MeetingTitle: r.MeetingTitle, MeetingStart: r.MeetingStart.UTC(), HostPath: r.HostPath, ChairID: r.ChairID, SecretaryID: r.SecretaryID, Document: r.Document,
	}
}

package paperstore

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
	"giaoban/scheduler/plan"
)

type paperRow struct {
	bun.BaseModel `bun:"table:papers,alias:p"`

	ID            string          `bun:"id,pk"`
	Version       int64           `bun:"version"`
	MeetingID     string          `bun:"meeting_id"`
	ItemID        string          `bun:"item_id,nullzero"`
	Position      int             `bun:"position"`
	Title         string          `bun:"title"`
	TypeID        string          `bun:"type_id,nullzero"`
	UnitCatalogue string          `bun:"unit_catalogue,nullzero"`
	UnitCode      string          `bun:"unit_code,nullzero"`
	PersonID      string          `bun:"person_id,nullzero"`
	Due           time.Time       `bun:"due_at,nullzero"`
	Audience      papers.Audience `bun:"audience"`
	CloseAfter    bool            `bun:"close_after"`
	State         papers.State    `bun:"state"`
	StateSince    time.Time       `bun:"state_since"`
	Reason        string          `bun:"reason"`
	Files         int             `bun:"files"`
	CreatedAt     time.Time       `bun:"created_at"`
	CreatedBy     string          `bun:"created_by"`
	UpdatedAt     time.Time       `bun:"updated_at"`

	UnitVI       string     `bun:"unit_vi,scanonly"`
	UnitEN       string     `bun:"unit_en,scanonly"`
	PersonName   string     `bun:"person_name,scanonly"`
	MeetingTitle string     `bun:"meeting_title,scanonly"`
	MeetingStart time.Time  `bun:"meeting_start,scanonly"`
	MeetingState plan.State `bun:"meeting_state,scanonly"`
	ChairID      string     `bun:"chair_id,scanonly"`
	SecretaryID  string     `bun:"secretary_id,scanonly"`
	HostPath     string     `bun:"host_path,scanonly"`
}

func newPaperRow(p *papers.Paper) *paperRow {
	return &paperRow{
		ID: p.ID, Version: p.Version, MeetingID: p.MeetingID, ItemID: p.ItemID, Position: p.Position, Title: p.Title, TypeID: p.TypeID,
		UnitCatalogue: p.Unit.Catalogue, UnitCode: p.Unit.Code, PersonID: p.PersonID, Due: p.Due.UTC(), Audience: p.Audience,
		CloseAfter: p.CloseAfter, State: p.State, StateSince: p.StateSince.UTC(), Reason: p.Reason, Files: len(p.Files),
		CreatedAt: p.CreatedAt.UTC(), CreatedBy: p.CreatedBy, UpdatedAt: p.UpdatedAt.UTC(),
	}
}

func (r *paperRow) paper() papers.Paper {
	return papers.Paper{
		ID: r.ID, Version: r.Version, MeetingID: r.MeetingID, Position: r.Position,
		Draft: papers.Draft{
			Title: r.Title, TypeID: r.TypeID, ItemID: r.ItemID, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode},
			PersonID: r.PersonID, Due: r.Due.UTC(), Audience: r.Audience, CloseAfter: r.CloseAfter,
		},
		UnitName: directory.Text{VI: r.UnitVI, EN: r.UnitEN}, PersonName: r.PersonName,
		State: r.State, StateSince: r.StateSince.UTC(), Reason: r.Reason,
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
}

type unitRow struct {
	bun.BaseModel `bun:"table:paper_units"`

	PaperID   string `bun:"paper_id,pk"`
	Catalogue string `bun:"catalogue,pk"`
	Code      string `bun:"code,pk"`
}

type fileRow struct {
	bun.BaseModel `bun:"table:paper_files"`

	ID         string              `bun:"id,pk"`
	PaperID    string              `bun:"paper_id"`
	Number     int                 `bun:"number"`
	Name       string              `bun:"name"`
	Kind       papers.Kind         `bun:"kind"`
	Size       int64               `bun:"size"`
	SHA256     string              `bun:"sha256"`
	Key        string              `bun:"blob_key"`
	UploadedAt time.Time           `bun:"uploaded_at"`
	UploadedBy string              `bun:"uploaded_by"`
	Uploader   string              `bun:"uploader"`
	Preview    papers.PreviewState `bun:"preview"`
	PreviewKey string              `bun:"preview_key"`
	Pages      int                 `bun:"pages"`
}

func newFileRow(paperID string, f *papers.File) *fileRow {
	return &fileRow{
		ID: f.ID, PaperID: paperID, Number: f.Number, Name: f.Name, Kind: f.Kind, Size: f.Size, SHA256: f.SHA256, Key: f.Key,
		UploadedAt: f.UploadedAt.UTC(), UploadedBy: f.UploadedBy, Uploader: f.Uploader,
		Preview: f.Preview.State, PreviewKey: f.Preview.Key, Pages: f.Preview.Pages,
	}
}

func (r *fileRow) file() papers.File {
	return papers.File{
		ID: r.ID, Number: r.Number, Name: r.Name, Kind: r.Kind, Size: r.Size, SHA256: r.SHA256, Key: r.Key,
		UploadedBy: r.UploadedBy, Uploader: r.Uploader, UploadedAt: r.UploadedAt.UTC(),
		Preview: papers.Preview{State: r.Preview, Key: r.PreviewKey, Pages: r.Pages},
	}
}

type stepRow struct {
	bun.BaseModel `bun:"table:paper_steps"`

	ID        string        `bun:"id,pk"`
	PaperID   string        `bun:"paper_id"`
	At        time.Time     `bun:"at"`
	Action    papers.Action `bun:"action"`
	From      papers.State  `bun:"from_state"`
	To        papers.State  `bun:"to_state"`
	Reason    string        `bun:"reason"`
	Number    int           `bun:"number"`
	ActorID   string        `bun:"actor_id"`
	ActorName string        `bun:"actor_name"`
}

type uploadRow struct {
	bun.BaseModel `bun:"table:paper_uploads"`

	ID         string      `bun:"id,pk"`
	AccountID  string      `bun:"account_id"`
	Name       string      `bun:"name"`
	Size       int64       `bun:"size"`
	Kind       papers.Kind `bun:"kind"`
	SHA256     string      `bun:"sha256"`
	Key        string      `bun:"blob_key"`
	PreviewKey string      `bun:"preview_key"`
	Pages      int         `bun:"pages"`
	DeclaredAt time.Time   `bun:"declared_at"`
	CreatedAt  time.Time   `bun:"created_at"`
	ExpiresAt  time.Time   `bun:"expires_at"`
}

func newUploadRow(u *papers.Incoming) *uploadRow {
	return &uploadRow{
		ID: u.ID, AccountID: u.AccountID, Name: u.Name, Size: u.Size, Kind: u.Kind, SHA256: u.SHA256, Key: u.Key,
		PreviewKey: u.PreviewKey, Pages: u.Pages, DeclaredAt: u.DeclaredAt.UTC(), CreatedAt: u.CreatedAt.UTC(), ExpiresAt: u.Expires.UTC(),
	}
}

func (r *uploadRow) upload() *papers.Incoming {
	return &papers.Incoming{
		ID: r.ID, AccountID: r.AccountID, Name: r.Name, Size: r.Size, Kind: r.Kind, SHA256: r.SHA256, Key: r.Key,
		PreviewKey: r.PreviewKey, Pages: r.Pages, DeclaredAt: r.DeclaredAt.UTC(), CreatedAt: r.CreatedAt.UTC(), Expires: r.ExpiresAt.UTC(),
	}
}

type viewRow struct {
	bun.BaseModel `bun:"table:paper_views"`

	ID        string    `bun:"id,pk"`
	PaperID   string    `bun:"paper_id"`
	FileID    string    `bun:"file_id"`
	AccountID string    `bun:"account_id"`
	Label     string    `bun:"label"`
	At        time.Time `bun:"at"`
	ExpiresAt time.Time `bun:"expires_at"`
}

type noteRow struct {
	bun.BaseModel `bun:"table:paper_notes"`

	ID        string          `bun:"id,pk"`
	Version   int64           `bun:"version"`
	AccountID string          `bun:"account_id"`
	PaperID   string          `bun:"paper_id"`
	FileID    string          `bun:"file_id"`
	Page      int             `bun:"page"`
	Kind      papers.NoteKind `bun:"kind"`
	Text      string          `bun:"text"`
	Color     string          `bun:"color"`
	Areas     string          `bun:"areas"`
	CreatedAt time.Time       `bun:"created_at"`
	UpdatedAt time.Time       `bun:"updated_at"`
}

func newNoteRow(accountID string, n *papers.Note) (*noteRow, error) {
	areas, err := json.Marshal(n.Areas)
	if err != nil {
		return nil, fmt.Errorf("papers: note: %w", err)
	}
	return &noteRow{
		ID: n.ID, Version: n.Version, AccountID: accountID, PaperID: n.PaperID, FileID: n.FileID, Page: n.Page, Kind: n.Kind,
		Text: n.Text, Color: n.Color, Areas: string(areas), CreatedAt: n.CreatedAt.UTC(), UpdatedAt: n.UpdatedAt.UTC(),
	}, nil
}

func (r *noteRow) note() (papers.Note, error) {
	n := papers.Note{
		ID: r.ID, Version: r.Version, PaperID: r.PaperID, FileID: r.FileID, Page: r.Page, Kind: r.Kind, Text: r.Text,
		Color: r.Color, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
	if err := json.Unmarshal([]byte(r.Areas), &n.Areas); err != nil {
		return n, fmt.Errorf("papers: note %s: %w", r.ID, err)
	}
	return n, nil
}

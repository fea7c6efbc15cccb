package docstore

import (
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/documents"
	"giaoban/scheduler/papers"
)

type cabinetRow struct {
	bun.BaseModel `bun:"table:own_cabinets,alias:c"`

	AccountID string `bun:"account_id,pk"`
	Changes   int64  `bun:"changes"`
}

type folderRow struct {
	bun.BaseModel `bun:"table:own_folders,alias:f"`

	ID        string    `bun:"id,pk"`
	Version   int64     `bun:"version"`
	AccountID string    `bun:"account_id"`
	ParentID  string    `bun:"parent_id,nullzero"`
	Name      string    `bun:"name"`
	NameKey   string    `bun:"name_key"`
	CreatedAt time.Time `bun:"created_at"`
	UpdatedAt time.Time `bun:"updated_at"`
	DeletedAt time.Time `bun:"deleted_at,nullzero"`
}

func newFolderRow(f *documents.Folder) *folderRow {
	return &folderRow{
		ID: f.ID, Version: f.Version, AccountID: f.AccountID, ParentID: f.ParentID, Name: f.Name, NameKey: documents.Key(f.Name),
		CreatedAt: f.CreatedAt.UTC(), UpdatedAt: f.UpdatedAt.UTC(), DeletedAt: f.DeletedAt.UTC(),
	}
}

func (r *folderRow) folder() documents.Folder {
	return documents.Folder{
		ID: r.ID, Version: r.Version, AccountID: r.AccountID, ParentID: r.ParentID, Name: r.Name,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), DeletedAt: r.DeletedAt.UTC(),
	}
}

type documentRow struct {
	bun.BaseModel `bun:"table:own_documents,alias:d"`

	ID         string              `bun:"id,pk"`
	Version    int64               `bun:"version"`
	AccountID  string              `bun:"account_id"`
	FolderID   string              `bun:"folder_id,nullzero"`
	Name       string              `bun:"name"`
	NameKey    string              `bun:"name_key"`
	Search     string              `bun:"search"`
	Kind       papers.Kind         `bun:"kind"`
	Size       int64               `bun:"size"`
	SHA256     string              `bun:"sha256"`
	Key        string              `bun:"blob_key"`
	Preview    papers.PreviewState `bun:"preview"`
	PreviewKey string              `bun:"preview_key"`
	Pages      int                 `bun:"pages"`
	Origin     string              `bun:"origin"`
	CreatedAt  time.Time           `bun:"created_at"`
	UpdatedAt  time.Time           `bun:"updated_at"`
	DeletedAt  time.Time           `bun:"deleted_at,nullzero"`
}

func newDocumentRow(d *documents.Document) *documentRow {
	return &documentRow{
		ID: d.ID, Version: d.Version, AccountID: d.AccountID, FolderID: d.FolderID, Name: d.Name, NameKey: documents.Key(d.Name),
		Search: fold.Text(d.Name + " " + d.Origin), Kind: d.Kind, Size: d.Size, SHA256: d.SHA256, Key: d.Key,
		Preview: d.Preview.State, PreviewKey: d.Preview.Key, Pages: d.Preview.Pages, Origin: d.Origin,
		CreatedAt: d.CreatedAt.UTC(), UpdatedAt: d.UpdatedAt.UTC(), DeletedAt: d.DeletedAt.UTC(),
	}
}

func (r *documentRow) document() documents.Document {
	return documents.Document{
		ID: r.ID, Version: r.Version, AccountID: r.AccountID, FolderID: r.FolderID, Name: r.Name, Kind: r.Kind, Size: r.Size,
		SHA256: r.SHA256, Key: r.Key, Preview: papers.Preview{State: r.Preview, Key: r.PreviewKey, Pages: r.Pages}, Origin: r.Origin,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), DeletedAt: r.DeletedAt.UTC(),
	}
}

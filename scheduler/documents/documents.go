// Package documents says what a person's own documents (tài liệu của tôi) are: files in folders that their owner alone
// sees, brought by the same uploads as papers, kept from papers that one may read, and taken into papers one prepares.
// docstore keeps them, cabinet changes and hands them out.
//
// All times are instants in UTC.
package documents

import (
	"fmt"
	"path"
	"strings"
	"time"

	"giaoban/scheduler/papers"
)

// Prefixes of identifiers.
const (
	FolderPrefix   = "DF_"
	DocumentPrefix = "DO_"
)

// Limits of one account's own documents.
const (
	MaxFolders   = 500    // those in the trash too
	MaxDepth     = 8      // folders in folders
	MaxDocuments = 20_000 // those in the trash too
)

// Folder holds documents and other folders of one account.
type Folder struct {
	ID        string // "DF_…"
	Version   int64  // grows with every change; what If-Match compares
	AccountID string
	ParentID  string // "" = at the top
	Name      string
	Documents int // right in it, read only
	CreatedAt time.Time
	UpdatedAt time.Time
	DeletedAt time.Time // zero: not in the trash; what is in it goes with it
}

// Document is one file of an account's own. Its bytes never change; its name and place do.
type Document struct {
	ID        string // "DO_…"
	Version   int64
	AccountID string
	FolderID  string // "" = at the top
	Name      string // with the ending of its kind
	Kind      papers.Kind
	Size      int64 // bytes
	SHA256    string
	Key       string // of the blob
	Preview   papers.Preview
	Origin    string // title of the meeting whose paper it was kept from; "" = it was uploaded
	CreatedAt time.Time
	UpdatedAt time.Time
	DeletedAt time.Time // zero: not in the trash
}

// Holding is what an account holds.
type Holding struct {
	Folders   []Folder // not those in the trash, in order
	Documents int      // right at the top
	Used      int64    // bytes, those in the trash too
	Trashed   int      // folders and documents in the trash
}

// Query finds documents.
type Query struct {
	Text     string // words of the name, without case or diacritics; "" = those of FolderID alone
	FolderID string // "" = the top; with Text everything is searched
	Cursor   string
	Limit    int
}

// Trash is what an account has deleted and may have back.
type Trash struct {
	Folders   []Folder
	Documents []Document
}

// Key is the form of a name that may be in a folder once.
func Key(name string) string { return strings.ToLower(name) }

// WithEnding returns a document's name with the ending of its kind, which a change of the name must not lose: what
// opens by its name must be what it is.
func WithEnding(name string, kind papers.Kind) string {
	ending := strings.ToLower(path.Ext(name))
	if ending == kind.Extension() || kind == papers.JPEG && (ending == ".jpeg" || ending == ".jpe") {
		return name
	}
	return strings.TrimRight(name, ". ") + kind.Extension()
}

// Free returns a name that is not taken: the name itself, or with the first free number.
func Free(name string, taken func(name string) bool) string {
	ending := path.Ext(name)
	for n, candidate := 2, name; ; n++ {
		if !taken(candidate) {
			return candidate
		}
		candidate = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ending), n, ending)
	}
}

// Tree answers questions about an account's folders.
type Tree struct {
	byID map[string]*Folder
}

// NewTree returns the tree of all folders of an account, those in the trash too.
func NewTree(folders []Folder) *Tree {
	t := &Tree{byID: make(map[string]*Folder, len(folders))}
	for i := range folders {
		t.byID[folders[i].ID] = &folders[i]
	}
	return t
}

// Folder returns a folder, nil when there is none.
func (t *Tree) Folder(id string) *Folder { return t.byID[id] }

// Live reports whether a folder is there and neither it nor one above it is in the trash. The top always is.
func (t *Tree) Live(id string) bool {
	for range MaxFolders {
		if id == "" {
			return true
		}
		folder := t.byID[id]
		if folder == nil || !folder.DeletedAt.IsZero() {
			return false
		}
		id = folder.ParentID
	}
	return false
}

// Depth tells how many folders one goes through to be in a folder; 0 at the top.
func (t *Tree) Depth(id string) int {
	depth := 0
	for folder := t.byID[id]; folder != nil && depth <= MaxFolders; folder = t.byID[folder.ParentID] {
		depth++
	}
	return depth
}

// Height tells how many levels of folders hang on a folder, itself counted.
func (t *Tree) Height(id string) int {
	height := 1
	for _, folder := range t.byID {
		if t.Within(folder.ID, id) {
			height = max(height, t.Depth(folder.ID)-t.Depth(id)+1)
		}
	}
	return height
}

// Within reports whether a folder is another one or somewhere in it.
func (t *Tree) Within(id, outer string) bool {
	for range MaxFolders {
		if id == outer {
			return true
		}
		folder := t.byID[id]
		if folder == nil {
			return false
		}
		id = folder.ParentID
	}
	return false
}

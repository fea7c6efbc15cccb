// Package docstore keeps own documents in the database. Every query but those of the maker of pages and the sweeper names
// the owner. Each read is a fixed number of queries, however many rows it finds.
package docstore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/documents"
)

// Store keeps own documents.
type Store struct {
	db *bun.DB
}

// New returns the own documents in db.
func New(db *bun.DB) *Store { return &Store{db: db} }

// DB returns the database, for transactions.
func (s *Store) DB() *bun.DB { return s.db }

// Lock holds an account's documents until the transaction ends: two changes of them come one after the other.
func (s *Store) Lock(ctx context.Context, tx bun.Tx, accountID string) error {
	_, err := tx.NewInsert().Model(&cabinetRow{AccountID: accountID, Changes: 1}).
		On("CONFLICT (account_id) DO UPDATE").Set("changes = c.changes + 1").Exec(ctx)
	if err != nil {
		return fmt.Errorf("documents: lock: %w", err)
	}
	return nil
}

// Folders returns all folders of an account, those in the trash too, in the order of their names.
func (s *Store) Folders(ctx context.Context, db bun.IDB, accountID string) ([]documents.Folder, error) {
	var rows []folderRow
	if err := db.NewSelect().Model(&rows).Where("account_id = ?", accountID).Order("name_key", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("documents: folders: %w", err)
	}
	all := make([]documents.Folder, len(rows))
	for i := range rows {
		all[i] = rows[i].folder()
	}
	return all, nil
}

// Count is what an account's documents add up to.
type Count struct {
	All     int            // those in the trash too
	Used    int64          // bytes, those in the trash too
	Live    map[string]int // right in each folder, not those deleted by themselves; "" = the top
	Trashed int            // deleted by themselves
}

// Count adds up the documents of an account.
func (s *Store) Count(ctx context.Context, db bun.IDB, accountID string) (*Count, error) {
	var rows []struct {
		FolderID string
		Deleted  bool
		Number   int
		Bytes    int64
	}
	err := db.NewSelect().Model((*documentRow)(nil)).
		ColumnExpr("coalesce(folder_id, '') AS folder_id, deleted_at IS NOT NULL AS deleted, count(*) AS number, CAST(sum(size) AS BIGINT) AS bytes").
		Where("account_id = ?", accountID).GroupExpr("1, 2").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("documents: count: %w", err)
	}
	count := &Count{Live: map[string]int{}}
	for _, row := range rows {
		count.All += row.Number
		count.Used += row.Bytes
		if row.Deleted {
			count.Trashed += row.Number
		} else {
			count.Live[row.FolderID] += row.Number
		}
	}
	return count, nil
}

// nothing is the answer for what an account does not have.
func nothing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "documents.none")
	}
	return fmt.Errorf("documents: %w", err)
}

// Document returns one document of an account, in the trash or not; fault.NotFound when it has none of that id.
func (s *Store) Document(ctx context.Context, db bun.IDB, accountID, documentID string) (*documents.Document, error) {
	row := &documentRow{}
	if err := db.NewSelect().Model(row).Where("id = ?", documentID).Where("account_id = ?", accountID).Scan(ctx); err != nil {
		return nil, nothing(err)
	}
	found := row.document()
	return &found, nil
}

// Exists reports whether a folder or document is anybody's.
func (s *Store) Exists(ctx context.Context, db bun.IDB, id string) (bool, error) {
	model := any((*documentRow)(nil))
	if strings.HasPrefix(id, documents.FolderPrefix) {
		model = (*folderRow)(nil)
	}
	found, err := db.NewSelect().Model(model).Where("id = ?", id).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("documents: %w", err)
	}
	return found, nil
}

// Find returns a page of an account's documents by their names, in the folders that are not in the trash, and the next
// page's cursor, "" at the end.
func (s *Store) Find(ctx context.Context, accountID string, live []string, query documents.Query) ([]documents.Document, string, error) {
	var rows []documentRow
	find := s.db.NewSelect().Model(&rows).Where("account_id = ?", accountID).Where("deleted_at IS NULL")
	words := strings.Fields(fold.Text(query.Text)) // folded words have no LIKE wildcards
	switch {
	case len(words) == 0 && strings.TrimSpace(query.Text) != "":
		return nil, "", nil
	case len(words) > 0:
		find = find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			if q = q.Where("folder_id IS NULL"); len(live) > 0 {
				q = q.WhereOr("folder_id IN (?)", bun.List(live))
			}
			return q
		})
	case query.FolderID == "":
		find = find.Where("folder_id IS NULL")
	default:
		find = find.Where("folder_id = ?", query.FolderID)
	}
	for _, word := range words {
		find = find.Where("search LIKE ?", "%"+word+"%")
	}
	if query.Cursor != "" {
		name, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, "", err
		}
		find = find.Where("(search, id) > (?, ?)", name, id)
	}
	limit := query.Limit
	if limit < 1 || limit > directory.MaxPage {
		limit = directory.MaxPage
	}
	if err := find.Order("search", "id").Limit(int64(limit) + 1).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("documents: find: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		last := &rows[limit-1]
		next = base64.RawURLEncoding.EncodeToString([]byte(last.Search + "\n" + last.ID))
	}
	return documentsOf(rows), next, nil
}

func parseCursor(text string) (name, id string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	name, id, found := strings.Cut(string(raw), "\n")
	if err != nil || !found || !strings.HasPrefix(id, documents.DocumentPrefix) {
		return "", "", directory.ErrBadCursor
	}
	return name, id, nil
}

func documentsOf(rows []documentRow) []documents.Document {
	all := make([]documents.Document, len(rows))
	for i := range rows {
		all[i] = rows[i].document()
	}
	return all
}

// Trashed returns the documents of an account that were deleted by themselves, the last deleted first.
func (s *Store) Trashed(ctx context.Context, accountID string) ([]documents.Document, error) {
	var rows []documentRow
	err := s.db.NewSelect().Model(&rows).Where("account_id = ?", accountID).Where("deleted_at IS NOT NULL").
		OrderExpr("deleted_at DESC, id").Limit(directory.MaxPage).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("documents: trash: %w", err)
	}
	return documentsOf(rows), nil
}

// Taken returns which names in a folder of an account are taken, as documents.Key.
func (s *Store) Taken(ctx context.Context, tx bun.Tx, accountID, folderID string) (map[string]bool, error) {
	var keys []string
	err := tx.NewSelect().Model((*documentRow)(nil)).Column("name_key").Where("account_id = ?", accountID).
		Where("coalesce(folder_id, '') = ?", folderID).Where("deleted_at IS NULL").Scan(ctx, &keys)
	if err != nil {
		return nil, fmt.Errorf("documents: names: %w", err)
	}
	taken := make(map[string]bool, len(keys))
	for _, key := range keys {
		taken[key] = true
	}
	return taken, nil
}

// doubled maps a name that is in the folder already.
func doubled(err error) error {
	if store.IsUnique(err) {
		return fault.Wrap(fault.Conflict, "documents.name_taken", err)
	}
	return fmt.Errorf("documents: %w", err)
}

// InsertFolder adds a folder.
func (s *Store) InsertFolder(ctx context.Context, tx bun.Tx, f *documents.Folder) error {
	if _, err := tx.NewInsert().Model(newFolderRow(f)).Exec(ctx); err != nil {
		return doubled(err)
	}
	return nil
}

// InsertDocument adds a document.
func (s *Store) InsertDocument(ctx context.Context, tx bun.Tx, d *documents.Document) error {
	if _, err := tx.NewInsert().Model(newDocumentRow(d)).Exec(ctx); err != nil {
		return doubled(err)
	}
	return nil
}

// UpdateFolder writes a folder that was read with its version, and makes that one more; fault.Stale when another page
// has changed it.
func (s *Store) UpdateFolder(ctx context.Context, tx bun.Tx, f *documents.Folder) error {
	row := newFolderRow(f)
	row.Version++
	result, err := tx.NewUpdate().Model(row).ExcludeColumn("id", "account_id", "created_at").
		Where("id = ?", f.ID).Where("account_id = ?", f.AccountID).Where("version = ?", f.Version).Exec(ctx)
	f.Version++
	return s.written(ctx, tx, result, err, (*folderRow)(nil), f.ID, f.AccountID)
}

// UpdateDocument is UpdateFolder for the name and place of a document.
func (s *Store) UpdateDocument(ctx context.Context, tx bun.Tx, d *documents.Document) error {
	row := newDocumentRow(d)
	row.Version++
	result, err := tx.NewUpdate().Model(row).Column("version", "folder_id", "name", "name_key", "search", "updated_at", "deleted_at").
		Where("id = ?", d.ID).Where("account_id = ?", d.AccountID).Where("version = ?", d.Version).Exec(ctx)
	d.Version++
	return s.written(ctx, tx, result, err, (*documentRow)(nil), d.ID, d.AccountID)
}

func (s *Store) written(ctx context.Context, tx bun.Tx, result sql.Result, err error, model any, id, accountID string) error {
	if err != nil {
		return doubled(err)
	}
	changed, err := result.RowsAffected()
	if err != nil || changed > 0 {
		return err
	}
	var current int64
	err = tx.NewSelect().Model(model).Column("version").Where("id = ?", id).Where("account_id = ?", accountID).Scan(ctx, &current)
	if err != nil {
		return nothing(err)
	}
	return fault.StaleVersion(current)
}

// Purge removes a folder or document of an account for good, with all that is in it.
func (s *Store) Purge(ctx context.Context, tx bun.Tx, accountID, id string) error {
	for _, model := range []any{(*folderRow)(nil), (*documentRow)(nil)} {
		if _, err := tx.NewDelete().Model(model).Where("id = ?", id).Where("account_id = ?", accountID).Exec(ctx); err != nil {
			return fmt.Errorf("documents: purge: %w", err)
		}
	}
	return nil
}

// PurgeTrash removes what was deleted by a time, of everybody, and tells how many folders and documents that were.
func (s *Store) PurgeTrash(ctx context.Context, by time.Time) (int64, error) {
	var all int64
	for _, model := range []any{(*folderRow)(nil), (*documentRow)(nil)} {
		result, err := s.db.NewDelete().Model(model).Where("deleted_at <= ?", by.UTC()).Exec(ctx)
		if err != nil {
			return all, fmt.Errorf("documents: purge: %w", err)
		}
		gone, err := result.RowsAffected()
		if err != nil {
			return all, err
		}
		all += gone
	}
	return all, nil
}

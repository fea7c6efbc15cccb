package paperstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/papers"
)

// InsertUpload adds an upload.
func (s *Store) InsertUpload(ctx context.Context, db bun.IDB, u *papers.Incoming) error {
	if _, err := db.NewInsert().Model(newUploadRow(u)).Exec(ctx); err != nil {
		return fmt.Errorf("papers: upload: %w", err)
	}
	return nil
}

// Upload returns an account's upload; fault.NotFound when it has none of that id.
func (s *Store) Upload(ctx context.Context, db bun.IDB, accountID, uploadID string) (*papers.Incoming, error) {
	row := &uploadRow{}
	err := db.NewSelect().Model(row).Where("id = ?", uploadID).Where("account_id = ?", accountID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "papers.no_upload")
	}
	if err != nil {
		return nil, fmt.Errorf("papers: upload: %w", err)
	}
	return row.upload(), nil
}

// CountUploads tells how many uploads an account has open.
func (s *Store) CountUploads(ctx context.Context, db bun.IDB, accountID string) (int, error) {
	count, err := db.NewSelect().Model((*uploadRow)(nil)).Where("account_id = ?", accountID).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("papers: uploads: %w", err)
	}
	return int(count), nil
}

// UpdateUpload writes what is known of an upload.
func (s *Store) UpdateUpload(ctx context.Context, db bun.IDB, u *papers.Incoming) error {
	if _, err := db.NewUpdate().Model(newUploadRow(u)).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("papers: upload: %w", err)
	}
	return nil
}

// DeleteUpload removes an upload; it is taken once only, so fault.NotFound when it is gone.
func (s *Store) DeleteUpload(ctx context.Context, db bun.IDB, uploadID string) error {
	result, err := db.NewDelete().Model((*uploadRow)(nil)).Where("id = ?", uploadID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("papers: upload: %w", err)
	}
	if gone, err := result.RowsAffected(); err != nil || gone == 0 {
		return errors.Join(err, fault.New(fault.NotFound, "papers.no_upload"))
	}
	return nil
}

// Expired returns the uploads that nobody came back to by now.
func (s *Store) Expired(ctx context.Context, now time.Time) ([]*papers.Incoming, error) {
	var rows []uploadRow
	if err := s.db.NewSelect().Model(&rows).Where("expires_at <= ?", now.UTC()).Scan(ctx); err != nil {
		return nil, fmt.Errorf("papers: uploads: %w", err)
	}
	all := make([]*papers.Incoming, len(rows))
	for i := range rows {
		all[i] = rows[i].upload()
	}
	return all, nil
}

// UploadIDs returns the ids of all uploads.
func (s *Store) UploadIDs(ctx context.Context) (map[string]bool, error) {
	var ids []string
	if err := s.db.NewSelect().Model((*uploadRow)(nil)).Column("id").Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("papers: uploads: %w", err)
	}
	known := make(map[string]bool, len(ids))
	for _, id := range ids {
		known[id] = true
	}
	return known, nil
}

// UsesBlob reports whether any file or upload is kept in the blob with the key, or has its pages there.
func (s *Store) UsesBlob(ctx context.Context, key string) (bool, error) {
	for _, model := range []any{(*fileRow)(nil), (*uploadRow)(nil)} {
		used, err := s.db.NewSelect().Model(model).Where("blob_key = ? OR preview_key = ?", key, key).Exists(ctx)
		if err != nil || used {
			return used, err
		}
	}
	return false, nil
}

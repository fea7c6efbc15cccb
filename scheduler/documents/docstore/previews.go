package docstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giaoban/scheduler/papers"
)

// PendingPreview returns the oldest document that waits for its pages and comes after the one with the id, nil when there
// is none.
func (s *Store) PendingPreview(ctx context.Context, after string) (*papers.File, error) {
	row := &documentRow{}
	err := s.db.NewSelect().Model(row).Where("preview = ?", papers.PreviewPending).Where("id > ?", after).Order("id").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("documents: previews: %w", err)
	}
	return &papers.File{ID: row.ID, Name: row.Name, Kind: row.Kind, Size: row.Size, SHA256: row.SHA256, Key: row.Key}, nil
}

// SetPreview writes how far a document's pages are, and returns the topic and kind of the event that tells its owner; no
// topic when the document is gone.
func (s *Store) SetPreview(ctx context.Context, documentID string, preview papers.Preview) (topic, kind string, err error) {
	_, err = s.db.NewUpdate().Model((*documentRow)(nil)).Set("preview = ?", preview.State).Set("preview_key = ?", preview.Key).
		Set("pages = ?", preview.Pages).Where("id = ?", documentID).Exec(ctx)
	if err != nil {
		return "", "", fmt.Errorf("documents: preview: %w", err)
	}
	var owner string
	err = s.db.NewSelect().Model((*documentRow)(nil)).Column("account_id").Where("id = ?", documentID).Scan(ctx, &owner)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	if err != nil {
		return "", "", fmt.Errorf("documents: preview: %w", err)
	}
	return "me:" + owner, "documents", nil
}

// RetryPreviews puts documents back into the queue whose pages could not be made for want of a program.
func (s *Store) RetryPreviews(ctx context.Context) error {
	_, err := s.db.NewUpdate().Model((*documentRow)(nil)).Set("preview = ?", papers.PreviewPending).Where("preview = ?", papers.PreviewUnavailable).Exec(ctx)
	if err != nil {
		return fmt.Errorf("documents: previews: %w", err)
	}
	return nil
}

// UsesBlob reports whether any document is kept in the blob with the key, or has its pages there.
func (s *Store) UsesBlob(ctx context.Context, key string) (bool, error) {
	used, err := s.db.NewSelect().Model((*documentRow)(nil)).Where("blob_key = ? OR preview_key = ?", key, key).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("documents: blobs: %w", err)
	}
	return used, nil
}

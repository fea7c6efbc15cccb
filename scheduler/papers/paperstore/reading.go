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

// InsertView adds a view.
func (s *Store) InsertView(ctx context.Context, tx bun.Tx, v *papers.View) error {
	row := viewRow{ID: v.ID, PaperID: v.PaperID, FileID: v.FileID, AccountID: v.AccountID, Label: v.Label, At: v.At.UTC(), ExpiresAt: v.Expires.UTC()}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return fmt.Errorf("papers: view: %w", err)
	}
	return nil
}

// View returns an account's view that has not expired; fault.NotFound when it has none of that id.
func (s *Store) View(ctx context.Context, accountID, viewID string, now time.Time) (*papers.View, error) {
	row := &viewRow{}
	err := s.db.NewSelect().Model(row).Where("id = ?", viewID).Where("account_id = ?", accountID).Where("expires_at > ?", now.UTC()).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "papers.no_view")
	}
	if err != nil {
		return nil, fmt.Errorf("papers: view: %w", err)
	}
	return &papers.View{ID: row.ID, PaperID: row.PaperID, FileID: row.FileID, AccountID: row.AccountID, Label: row.Label, At: row.At.UTC(), Expires: row.ExpiresAt.UTC()}, nil
}

// DropViews removes the views that have expired by now.
func (s *Store) DropViews(ctx context.Context, now time.Time) error {
	if _, err := s.db.NewDelete().Model((*viewRow)(nil)).Where("expires_at <= ?", now.UTC()).Exec(ctx); err != nil {
		return fmt.Errorf("papers: views: %w", err)
	}
	return nil
}

// Notes returns an account's notes on a paper, by page.
func (s *Store) Notes(ctx context.Context, accountID, paperID string) ([]papers.Note, error) {
	var rows []noteRow
	err := s.db.NewSelect().Model(&rows).Where("account_id = ?", accountID).Where("paper_id = ?", paperID).Order("page", "created_at", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("papers: notes: %w", err)
	}
	notes := make([]papers.Note, len(rows))
	for i := range rows {
		if notes[i], err = rows[i].note(); err != nil {
			return nil, err
		}
	}
	return notes, nil
}

// Note returns one of an account's notes; fault.NotFound when it has none of that id.
func (s *Store) Note(ctx context.Context, db bun.IDB, accountID, noteID string) (*papers.Note, error) {
	row := &noteRow{}
	err := db.NewSelect().Model(row).Where("id = ?", noteID).Where("account_id = ?", accountID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("papers: note: %w", err)
	}
	note, err := row.note()
	return &note, err
}

// InsertNote adds a note.
func (s *Store) InsertNote(ctx context.Context, accountID string, n *papers.Note) error {
	row, err := newNoteRow(accountID, n)
	if err != nil {
		return err
	}
	if _, err := s.db.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("papers: note: %w", err)
	}
	return nil
}

// UpdateNote writes an account's note that was read with n.Version; fault.Stale when another page has changed it.
func (s *Store) UpdateNote(ctx context.Context, accountID string, n *papers.Note) error {
	row, err := newNoteRow(accountID, n)
	if err != nil {
		return err
	}
	row.Version++
	result, err := s.db.NewUpdate().Model(row).ExcludeColumn("id", "account_id", "paper_id", "file_id", "created_at").
		Where("id = ?", n.ID).Where("account_id = ?", accountID).Where("version = ?", n.Version).Exec(ctx)
	if err != nil {
		return fmt.Errorf("papers: note: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed == 0 {
		return errors.Join(err, s.staleNote(ctx, accountID, n.ID))
	}
	n.Version++
	return nil
}

// DeleteNote removes an account's note as it was read.
func (s *Store) DeleteNote(ctx context.Context, accountID, noteID string, version int64) error {
	result, err := s.db.NewDelete().Model((*noteRow)(nil)).
		Where("id = ?", noteID).Where("account_id = ?", accountID).Where("version = ?", version).Exec(ctx)
	if err != nil {
		return fmt.Errorf("papers: note: %w", err)
	}
	if gone, err := result.RowsAffected(); err != nil || gone == 0 {
		return errors.Join(err, s.staleNote(ctx, accountID, noteID))
	}
	return nil
}

func (s *Store) staleNote(ctx context.Context, accountID, noteID string) error {
	current, err := s.Note(ctx, s.db, accountID, noteID)
	if err != nil {
		return err
	}
	return fault.StaleVersion(current.Version)
}

// CountNotes tells how many notes an account has on a paper.
func (s *Store) CountNotes(ctx context.Context, accountID, paperID string) (int, error) {
	count, err := s.db.NewSelect().Model((*noteRow)(nil)).Where("account_id = ?", accountID).Where("paper_id = ?", paperID).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("papers: notes: %w", err)
	}
	return int(count), nil
}

// PendingPreview returns the oldest file that waits for its pages and comes after the one with the id, nil when there is none.
func (s *Store) PendingPreview(ctx context.Context, after string) (*papers.File, error) {
	row := &fileRow{}
	err := s.db.NewSelect().Model(row).Where("preview = ?", papers.PreviewPending).Where("id > ?", after).Order("id").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("papers: previews: %w", err)
	}
	file := row.file()
	return &file, nil
}

// SetPreview writes how far a file's preview is, and returns the topic and kind of the event that tells of it; no topic
// when its paper is gone.
func (s *Store) SetPreview(ctx context.Context, fileID string, preview papers.Preview) (topic, kind string, err error) {
	_, err = s.db.NewUpdate().Model((*fileRow)(nil)).Set("preview = ?", preview.State).Set("preview_key = ?", preview.Key).
		Set("pages = ?", preview.Pages).Where("id = ?", fileID).Exec(ctx)
	if err != nil {
		return "", "", fmt.Errorf("papers: preview: %w", err)
	}
	var meetingID string
	err = s.db.NewSelect().Model((*paperRow)(nil)).Column("p.meeting_id").Join("JOIN paper_files AS f ON f.paper_id = p.id").
		Where("f.id = ?", fileID).Scan(ctx, &meetingID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil // the paper was deleted meanwhile
	}
	if err != nil {
		return "", "", fmt.Errorf("papers: preview: %w", err)
	}
	return "meeting:" + meetingID, "papers", nil
}

// RetryPreviews puts files back into the queue whose pages could not be made for want of a program.
func (s *Store) RetryPreviews(ctx context.Context) error {
	_, err := s.db.NewUpdate().Model((*fileRow)(nil)).Set("preview = ?", papers.PreviewPending).Where("preview = ?", papers.PreviewUnavailable).Exec(ctx)
	if err != nil {
		return fmt.Errorf("papers: previews: %w", err)
	}
	return nil
}

package invitestore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/scheduler/invite"
)

// AddDocument inserts an issued document with its file.
func (s *Store) AddDocument(ctx context.Context, tx bun.IDB, d *invite.Document, file []byte) error {
	sum := sha256.Sum256(file)
	d.Bytes, d.SHA256 = len(file), hex.EncodeToString(sum[:])
	row := documentRow{
		ID: d.ID, MeetingID: d.MeetingID, Kind: d.Kind, AgencyCatalogue: d.Agency.Catalogue, AgencyCode: d.Agency.Code,
		Year: d.Year, Type: d.Type, Number: d.Number, Symbol: d.Symbol, Title: d.Title, ReplacesID: d.Replaces,
		Sequence: d.Sequence, Invited: d.Invited, PDF: file, Bytes: d.Bytes, SHA256: d.SHA256,
		IssuedAt: d.IssuedAt.UTC(), IssuedBy: d.IssuedBy, Search: fold.Text(d.Symbol + " " + d.Title),
	}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return fmt.Errorf("invite: document: %w", err)
	}
	return nil
}

// Document returns a document without its file; fault.NotFound when there is none.
func (s *Store) Document(ctx context.Context, db bun.IDB, id string) (*invite.Document, error) {
	row, err := s.document(ctx, db, id, "pdf")
	if err != nil {
		return nil, err
	}
	found := row.document()
	return &found, nil
}

// DocumentFile returns a document with its file.
func (s *Store) DocumentFile(ctx context.Context, db bun.IDB, id string) (*invite.Document, []byte, error) {
	row, err := s.document(ctx, db, id)
	if err != nil {
		return nil, nil, err
	}
	found := row.document()
	return &found, row.PDF, nil
}

func (s *Store) document(ctx context.Context, db bun.IDB, id string, without ...string) (*documentRow, error) {
	row := &documentRow{}
	err := db.NewSelect().Model(row).ExcludeColumn(without...).Where("d.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("invite: document: %w", err)
	}
	return row, nil
}

// Documents returns the documents of a meeting, the newest first, without their files.
func (s *Store) Documents(ctx context.Context, db bun.IDB, meetingID string) ([]invite.Document, error) {
	var rows []documentRow
	err := db.NewSelect().Model(&rows).ExcludeColumn("pdf").Where("d.meeting_id = ?", meetingID).Order("d.issued_at DESC", "d.number DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("invite: documents: %w", err)
	}
	all := make([]invite.Document, len(rows))
	for i := range rows {
		all[i] = rows[i].document()
	}
	return all, nil
}

// Package invitestore keeps invitations, their letters, documents and mails in the database. Methods that change take the
// transaction of whoever decides on the change; each read is a fixed number of queries, however many rows it finds.
package invitestore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
)

// batch is how many rows go into one INSERT: well below every database's limit of parameters.
const batch = 200

// Store keeps invitations.
type Store struct {
	db *bun.DB
}

// New returns the invitations in db.
func New(db *bun.DB) *Store { return &Store{db: db} }

// DB returns the database, for transactions and for reads outside of one.
func (s *Store) DB() *bun.DB { return s.db }

// Invitation returns one invitation; fault.NotFound when there is none.
func (s *Store) Invitation(ctx context.Context, db bun.IDB, id string) (*invite.Invitation, error) {
	row := &invitationRow{}
	err := db.NewSelect().Model(row).Where("i.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("invite: invitation: %w", err)
	}
	found := row.invitation()
	return &found, nil
}

// All returns the invitations of a meeting that stand in one of the states, in their order; no states = all.
func (s *Store) All(ctx context.Context, db bun.IDB, meetingID string, states ...invite.State) ([]invite.Invitation, error) {
	var rows []invitationRow
	find := db.NewSelect().Model(&rows).Where("i.meeting_id = ?", meetingID).Order("i.position", "i.id")
	if len(states) > 0 {
		find = find.Where("i.state IN (?)", bun.List(states))
	}
	if err := find.Scan(ctx); err != nil {
		return nil, fmt.Errorf("invite: invitations: %w", err)
	}
	return invitations(rows), nil
}

// Page returns a page of a meeting's invitations and the next page's cursor, "" at the end.
func (s *Store) Page(ctx context.Context, query invite.Query) ([]invite.Invitation, string, error) {
	var rows []invitationRow
	find := s.db.NewSelect().Model(&rows).Where("i.meeting_id = ?", query.MeetingID).Order("i.position", "i.id")
	if len(query.States) > 0 {
		find = find.Where("i.state IN (?)", bun.List(query.States))
	}
	if query.Role != "" {
		find = find.Where("i.role = ?", query.Role)
	}
	if query.Kind != "" {
		find = find.Where("i.kind = ?", query.Kind)
	}
	for _, word := range strings.Fields(fold.Text(query.Text)) {
		find = find.Where("i.search LIKE ?", "%"+word+"%")
	}
	if query.Cursor != "" {
		position, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, "", err
		}
		find = find.Where("(i.position > ? OR (i.position = ? AND i.id > ?))", position, position, id)
	}
	limit := pageLimit(query.Page)
	if err := find.Limit(int64(limit) + 1).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("invite: invitations: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(rows[limit-1].Position, rows[limit-1].ID)
	}
	return invitations(rows), next, nil
}

// Add inserts invitations and returns the ids of those that were not there yet: the others are left as they are.
func (s *Store) Add(ctx context.Context, tx bun.IDB, all []invite.Invitation) (map[string]bool, error) {
	added := make(map[string]bool, len(all))
	for start := 0; start < len(all); start += batch {
		part := all[start:min(start+batch, len(all))]
		rows := make([]invitationRow, len(part))
		for i := range part {
			rows[i] = newInvitationRow(&part[i])
		}
		var ids []string
		err := tx.NewInsert().Model(&rows).On("CONFLICT (meeting_id, target) DO NOTHING").Returning("id").Scan(ctx, &ids)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("invite: add: %w", err)
		}
		for _, id := range ids {
			added[id] = true
		}
	}
	return added, nil
}

// LastOrder returns the greatest order among a meeting's invitations, 0 when there is none.
func (s *Store) LastOrder(ctx context.Context, db bun.IDB, meetingID string) (int64, error) {
	var last int64
	err := db.NewSelect().Model((*invitationRow)(nil)).ColumnExpr("COALESCE(max(i.position), 0)").Where("i.meeting_id = ?", meetingID).Scan(ctx, &last)
	if err != nil {
		return 0, fmt.Errorf("invite: order: %w", err)
	}
	return last, nil
}

// Update writes an invitation that was read with its Version, which it raises; fault.Stale when somebody was faster.
func (s *Store) Update(ctx context.Context, tx bun.IDB, i *invite.Invitation) error {
	row := newInvitationRow(i)
	row.Version++
	result, err := tx.NewUpdate().Model(&row).ExcludeColumn("id", "meeting_id", "position", "created_at").
		Where("i.id = ?", i.ID).Where("i.version = ?", i.Version).Exec(ctx)
	if err != nil {
		if store.IsUnique(err) {
			return fault.Wrap(fault.Conflict, "invite.already_invited", err)
		}
		return fmt.Errorf("invite: update: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		i.Version = row.Version
		return err
	}
	current, err := s.Invitation(ctx, tx, i.ID)
	if err != nil {
		return err
	}
	return fault.StaleVersion(current.Version)
}

// Delete removes drafts. One query.
func (s *Store) Delete(ctx context.Context, tx bun.IDB, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.NewDelete().Model((*invitationRow)(nil)).Where("id IN (?)", bun.List(ids)).Where("state = ?", invite.Draft).Exec(ctx)
	if err != nil {
		return fmt.Errorf("invite: delete: %w", err)
	}
	return nil
}

// Issue marks the drafts of a meeting as issued by a document, with renew the answered ones too: they are asked again.
func (s *Store) Issue(ctx context.Context, tx bun.IDB, meetingID, documentID string, at time.Time, renew bool) error {
	states := []invite.State{invite.Draft}
	if renew {
		states = append(states, invite.Pending, invite.Seen, invite.Confirmed, invite.Declined)
	}
	_, err := tx.NewUpdate().Model((*invitationRow)(nil)).Set("state = ?", invite.Pending).Set("issued_at = ?", at.UTC()).
		Set("document_id = ?", documentID).Set("version = version + 1").Set("reason = ''").Set("answered_at = NULL").
		Set("answered_by = ''").Set("on_behalf = ?", false).Set("seen_at = NULL").Set("escalated_at = NULL").
		Where("meeting_id = ?", meetingID).Where("state IN (?)", bun.List(states)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("invite: issue: %w", err)
	}
	return nil
}

// Touch sets one time of many invitations: "reminded_at" or "escalated_at".
func (s *Store) Touch(ctx context.Context, tx bun.IDB, column string, ids []string, at time.Time) error {
	for start := 0; start < len(ids); start += batch {
		_, err := tx.NewUpdate().Model((*invitationRow)(nil)).Set("? = ?", bun.Ident(column), at.UTC()).
			Where("id IN (?)", bun.List(ids[start:min(start+batch, len(ids))])).Exec(ctx)
		if err != nil {
			return fmt.Errorf("invite: %s: %w", column, err)
		}
	}
	return nil
}

func pageLimit(page directory.Page) int {
	if page.Limit < 1 || page.Limit > directory.MaxPage {
		return directory.MaxPage
	}
	return page.Limit
}

func cursor(position int64, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(position, 10) + " " + id))
}

func parseCursor(text string) (int64, string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	number, id, found := strings.Cut(string(raw), " ")
	position, problem := strconv.ParseInt(number, 10, 64)
	if err != nil || problem != nil || !found {
		return 0, "", directory.ErrBadCursor
	}
	return position, id, nil
}

package planstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/plan"
)

// KnockOf returns the knock of an account at a meeting, nil when there is none. One query.
func (s *Store) KnockOf(ctx context.Context, meetingID, accountID string) (*plan.Knock, error) {
	row := &knockRow{}
	err := s.selectKnocks(row).Where("knock.meeting_id = ?", meetingID).Where("knock.account_id = ?", accountID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("plan: knock: %w", err)
	}
	return row.knock(), nil
}

// Knock returns one knock at a meeting; fault.NotFound when there is none.
func (s *Store) Knock(ctx context.Context, meetingID, knockID string) (*plan.Knock, error) {
	row := &knockRow{}
	err := s.selectKnocks(row).Where("knock.meeting_id = ?", meetingID).Where("knock.id = ?", knockID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("plan: knock: %w", err)
	}
	return row.knock(), nil
}

// Knocks returns those who have knocked at a meeting, the latest first. One query.
func (s *Store) Knocks(ctx context.Context, meetingID string) ([]plan.Knock, error) {
	const most = 1000
	var rows []knockRow
	if err := s.selectKnocks(&rows).Where("knock.meeting_id = ?", meetingID).Order("knock.at DESC", "knock.id").Limit(most).Scan(ctx); err != nil {
		return nil, fmt.Errorf("plan: knocks: %w", err)
	}
	knocks := make([]plan.Knock, len(rows))
	for i := range rows {
		knocks[i] = *rows[i].knock()
	}
	return knocks, nil
}

func (s *Store) selectKnocks(model any) *bun.SelectQuery {
	return s.db.NewSelect().Model(model).ColumnExpr("knock.*").
		ColumnExpr("COALESCE(u.name_vi, '') AS unit_name_vi, COALESCE(u.name_en, '') AS unit_name_en").
		Join("LEFT JOIN units AS u ON u.catalogue = knock.unit_catalogue AND u.code = knock.unit_code")
}

// InsertKnock adds a knock. Somebody who has knocked already has not done so again.
func (s *Store) InsertKnock(ctx context.Context, tx bun.Tx, k *plan.Knock) error {
	row := &knockRow{
		ID: k.ID, MeetingID: k.MeetingID, AccountID: k.AccountID, Name: k.Name, UnitCatalogue: k.Unit.Catalogue, UnitCode: k.Unit.Code,
		At: k.At.UTC(), Answer: k.Answer,
	}
	if _, err := tx.NewInsert().Model(row).On("CONFLICT (meeting_id, account_id) DO NOTHING").Exec(ctx); err != nil {
		return fmt.Errorf("plan: knock: %w", err)
	}
	return nil
}

// UpdateKnock saves the answer to a knock.
func (s *Store) UpdateKnock(ctx context.Context, tx bun.Tx, k *plan.Knock) error {
	_, err := tx.NewUpdate().Model((*knockRow)(nil)).Set("answer = ?", k.Answer).Set("answered_at = ?", k.AnsweredAt.UTC()).
		Set("answered_by = ?", k.AnsweredBy).Where("id = ?", k.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("plan: knock: %w", err)
	}
	return nil
}

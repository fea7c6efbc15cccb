package invitestore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
)

// Receivers returns whose accounts are told of a meeting's invitations: people, and the units that are invited
// themselves or by their sites. One query.
func (s *Store) Receivers(ctx context.Context, db bun.IDB, meetingID string) (people []string, units []directory.UnitKey, err error) {
	var rows []struct {
		Kind          invite.Kind `bun:"kind"`
		PersonID      string      `bun:"person_id"`
		UnitCatalogue string      `bun:"unit_catalogue"`
		UnitCode      string      `bun:"unit_code"`
	}
	err = db.NewSelect().Model((*invitationRow)(nil)).Distinct().ColumnExpr("i.kind, COALESCE(i.person_id, '') AS person_id").
		ColumnExpr("COALESCE(i.unit_catalogue, '') AS unit_catalogue, COALESCE(i.unit_code, '') AS unit_code").
		Where("i.meeting_id = ?", meetingID).Where("i.state <> ?", invite.Draft).Scan(ctx, &rows)
	if err != nil {
		return nil, nil, fmt.Errorf("invite: receivers: %w", err)
	}
	for i := range rows {
		if rows[i].PersonID != "" {
			people = append(people, rows[i].PersonID)
		}
		if key := (directory.UnitKey{Catalogue: rows[i].UnitCatalogue, Code: rows[i].UnitCode}); rows[i].Kind != invite.Person && !key.IsZero() {
			units = append(units, key)
		}
	}
	return people, units, nil
}

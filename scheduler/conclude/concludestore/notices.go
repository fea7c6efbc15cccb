package concludestore

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/conclude"
)

// Notice returns the latest edition of a meeting's conclusion notice; when there is none yet, one of version 0 that says
// nothing.
func (s *Store) Notice(ctx context.Context, db bun.IDB, meetingID string) (*conclude.Notice, error) {
	return s.notice(ctx, db, meetingID)
}

// NoticeInForce returns the latest edition that was issued; when there is none, one of version 0.
func (s *Store) NoticeInForce(ctx context.Context, db bun.IDB, meetingID string) (*conclude.Notice, error) {
	return s.notice(ctx, db, meetingID, conclude.NoticeIssued)
}

func (s *Store) notice(ctx context.Context, db bun.IDB, meetingID string, states ...conclude.NoticeState) (*conclude.Notice, error) {
	row := &noticeRow{}
	find := db.NewSelect().Model(row).Where("no.meeting_id = ?", meetingID).Order("no.edition DESC").Limit(1)
	if len(states) > 0 {
		find = find.Where("no.state IN (?)", bun.List(states))
	}
	err := find.Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return &conclude.Notice{MeetingID: meetingID, Edition: 1, State: conclude.NoticeDraft}, nil
	}
	if err != nil {
		return nil, wrap("notice", err)
	}
	return row.notice()
}

// SaveNotice writes a notice that was read with its Version, 0 = a new one, and raises the version; fault.Stale when
// somebody was faster. One that is issued or waived is never written again.
func (s *Store) SaveNotice(ctx context.Context, tx bun.IDB, n *conclude.Notice) error {
	row, err := newNoticeRow(n)
	if err != nil {
		return err
	}
	var result sql.Result
	if n.Version == 0 {
		result, err = tx.NewInsert().Model(row).On("CONFLICT (meeting_id, edition) DO NOTHING").Exec(ctx)
	} else {
		result, err = tx.NewUpdate().Model(row).WherePK().Where("no.version = ?", n.Version).Where("no.state = ?", conclude.NoticeDraft).Exec(ctx)
	}
	if err != nil {
		return wrap("save notice", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		n.Version = row.Version
		return err
	}
	return s.faster(ctx, tx, n.MeetingID)
}

// faster says why a notice was not written.
func (s *Store) faster(ctx context.Context, tx bun.IDB, meetingID string) error {
	current, err := s.Notice(ctx, tx, meetingID)
	if err != nil {
		return err
	}
	if current.State != conclude.NoticeDraft {
		return fault.New(fault.Conflict, "conclude.notice_"+string(current.State))
	}
	return fault.StaleVersion(current.Version)
}

// AddEdition inserts the draft of a new edition, whose Version is that of the one before, and raises the version;
// fault.Stale when somebody was faster.
func (s *Store) AddEdition(ctx context.Context, tx bun.IDB, n *conclude.Notice) error {
	row, err := newNoticeRow(n)
	if err != nil {
		return err
	}
	result, err := tx.NewInsert().Model(row).On("CONFLICT (meeting_id, edition) DO NOTHING").Exec(ctx)
	if err != nil {
		return wrap("edition", err)
	}
	if added, err := result.RowsAffected(); err != nil || added > 0 {
		n.Version = row.Version
		return err
	}
	return s.faster(ctx, tx, n.MeetingID)
}

// DropEdition removes a draft that was to replace an issued notice; fault.Stale when somebody was faster.
func (s *Store) DropEdition(ctx context.Context, tx bun.IDB, n *conclude.Notice) error {
	result, err := tx.NewDelete().Model((*noticeRow)(nil)).Where("no.meeting_id = ?", n.MeetingID).Where("no.edition = ?", n.Edition).
		Where("no.edition > 1").Where("no.version = ?", n.Version).Where("no.state = ?", conclude.NoticeDraft).Exec(ctx)
	if err != nil {
		return wrap("drop edition", err)
	}
	if gone, err := result.RowsAffected(); err != nil || gone > 0 {
		return err
	}
	return s.faster(ctx, tx, n.MeetingID)
}

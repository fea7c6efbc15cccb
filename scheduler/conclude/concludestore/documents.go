package concludestore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

func sum(file []byte) string {
	hash := sha256.Sum256(file)
	return hex.EncodeToString(hash[:])
}

// AddDocument inserts a document with its files. Words is what it is found by, beside its title and number.
func (s *Store) AddDocument(ctx context.Context, tx bun.IDB, d *conclude.Document, pdf, docx []byte, words string) error {
	d.Bytes, d.SHA256, d.DOCXSHA256 = len(pdf), sum(pdf), sum(docx)
	row := &documentRow{
		ID: d.ID, MeetingID: d.MeetingID, Kind: d.Kind, AgencyCatalogue: d.Agency.Catalogue, AgencyCode: d.Agency.Code, Year: d.Year, Type: d.Type, Number: d.Number,
		Symbol: d.Symbol, Title: d.Title, Search: fold.Text(d.Symbol + " " + d.Title + " " + words), Recipients: d.Recipients, PDF: pdf, DOCX: docx, Bytes: d.Bytes,
		SHA256: d.SHA256, DOCXSHA256: d.DOCXSHA256, IssuedAt: d.IssuedAt.UTC(), IssuedBy: d.IssuedBy, Replaces: d.Replaces,
	}
	_, err := tx.NewInsert().Model(row).Exec(ctx)
	return wrap("document", err)
}

// selectDocuments finds documents without the columns named.
func selectDocuments(db bun.IDB, model any, without ...string) *bun.SelectQuery {
	return db.NewSelect().Model(model).ExcludeColumn(without...).
		ColumnExpr("COALESCE((SELECT later.symbol FROM conclusion_documents AS later WHERE later.replaces = d.id), '') AS replaced_by")
}

// Document returns a document without its files; fault.NotFound when there is none.
func (s *Store) Document(ctx context.Context, db bun.IDB, id string) (*conclude.Document, error) {
	row := &documentRow{}
	err := selectDocuments(db, row, "pdf", "docx", "search").Where("d.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, wrap("document", err)
	}
	found := row.document()
	return &found, nil
}

// NoticesOf returns the conclusion notices of a meeting that were issued, the latest first. One query.
func (s *Store) NoticesOf(ctx context.Context, db bun.IDB, meetingID string) ([]conclude.Document, error) {
	var rows []documentRow
	err := selectDocuments(db, &rows, "pdf", "docx", "search").Where("d.meeting_id = ?", meetingID).Where("d.kind = ?", conclude.DocumentNotice).
		Order("d.issued_at DESC", "d.id DESC").Scan(ctx)
	if err != nil {
		return nil, wrap("notices", err)
	}
	all := make([]conclude.Document, len(rows))
	for i := range rows {
		all[i] = rows[i].document()
	}
	return all, nil
}

// File returns a document with one of its files.
func (s *Store) File(ctx context.Context, db bun.IDB, id string, format conclude.Format) (*conclude.Document, []byte, error) {
	other := "docx"
	if format == conclude.DOCX {
		other = "pdf"
	}
	row := &documentRow{}
	err := selectDocuments(db, row, other, "search").Where("d.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, nil, wrap("document", err)
	}
	found := row.document()
	if format == conclude.DOCX {
		return &found, row.DOCX, nil
	}
	return &found, row.PDF, nil
}

// Issued returns a page of the conclusion notices that a viewer may read, the newest first, and the next page's cursor, ""
// at the end. One query.
func (s *Store) Issued(ctx context.Context, viewer *directory.Viewer, query conclude.IssuedQuery) ([]conclude.Issued, string, error) {
	var rows []documentRow
	find := selectDocuments(s.db, &rows, "pdf", "docx", "search").
		ColumnExpr("m.title AS meeting_title, m.start_at AS meeting_start, host.name_vi AS host_vi, host.name_en AS host_en").
		ColumnExpr("(SELECT count(*) FROM tasks AS t WHERE t.meeting_id = d.meeting_id AND t.state <> ?) AS tasks", conclude.TaskWithdrawn).
		Join("JOIN meetings AS m ON m.id = d.meeting_id").Join("JOIN units AS host ON host.catalogue = m.host_catalogue AND host.code = m.host_code").
		Where("d.kind = ?", conclude.DocumentNotice).Order("d.issued_at DESC", "d.id DESC")
	find = s.entitled(find, viewer)
	for _, word := range strings.Fields(fold.Text(query.Text)) {
		find = find.Where("d.search LIKE ?", "%"+word+"%")
	}
	if !query.From.IsZero() {
		find = find.Where("d.issued_at >= ?", query.From.UTC())
	}
	if !query.To.IsZero() {
		find = find.Where("d.issued_at < ?", query.To.UTC())
	}
	if !query.Host.IsZero() {
		find = find.Where("m.host_catalogue = ?", query.Host.Catalogue).Where("m.host_code = ?", query.Host.Code)
	}
	if query.Cursor != "" {
		at, id, err := parseCursor(query.Cursor)
		if err != nil {
			return nil, "", err
		}
		issued, err := time.Parse(time.RFC3339Nano, at)
		if err != nil {
			return nil, "", directory.ErrBadCursor
		}
		find = find.Where("(d.issued_at, d.id) < (?, ?)", issued.UTC(), id)
	}
	limit := pageLimit(query.Page)
	if err := find.Limit(int64(limit) + 1).Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("conclude: issued: %w", err)
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = cursor(rows[limit-1].IssuedAt.UTC().Format(time.RFC3339Nano), rows[limit-1].ID)
	}
	all := make([]conclude.Issued, len(rows))
	for i := range rows {
		r := &rows[i]
		all[i] = conclude.Issued{
			Document: r.document(), MeetingTitle: r.MeetingTitle, MeetingStart: r.MeetingStart.UTC(), HostName: directory.Text{VI: r.HostVI, EN: r.HostEN}, Tasks: r.Tasks,
		}
	}
	return all, next, nil
}

// entitled keeps what is of meetings that a viewer may see; plan.RightsOf says the same of one meeting that was held.
func (s *Store) entitled(find *bun.SelectQuery, viewer *directory.Viewer) *bun.SelectQuery {
	if viewer == nil {
		return find
	}
	return find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("m.id IN (?)", s.attendance.InvitedTo(s.db, plan.Invitee{PersonID: viewer.PersonID, AccountID: viewer.AccountID, Unit: viewer.Unit}))
		for _, path := range pathsOf(viewer, plan.HostRoles()...) {
			q = q.WhereOr("substr(host.path, 1, ?) = ?", len(path), path)
		}
		if viewer.PersonID != "" {
			q = q.WhereOr("m.chair_id = ?", viewer.PersonID).WhereOr("m.secretary_id = ?", viewer.PersonID).
				WhereOr("EXISTS (SELECT 1 FROM agenda_items AS i WHERE i.meeting_id = m.id AND i.presenter_id = ?)", viewer.PersonID)
		}
		for _, path := range pathsOf(viewer, plan.SiteRoles(viewer)...) {
			q = q.WhereOr("EXISTS (SELECT 1 FROM meeting_sites AS c JOIN units AS u ON u.catalogue = c.unit_catalogue "+
				"AND u.code = c.unit_code WHERE c.meeting_id = m.id AND substr(u.path, 1, ?) = ?)", len(path), path)
		}
		for _, path := range pathsOf(viewer, identity.Secretary) {
			q = q.WhereOr("EXISTS (SELECT 1 FROM agenda_items AS i JOIN units AS u ON u.catalogue = i.presenter_catalogue "+
				"AND u.code = i.presenter_code WHERE i.meeting_id = m.id AND substr(u.path, 1, ?) = ?)", len(path), path)
		}
		return q
	})
}

// Unconcluded returns the ids of meetings that ended after an instant and have neither issued nor waived a conclusion
// notice, the oldest first. With a viewer, only those that they run. One query.
func (s *Store) Unconcluded(ctx context.Context, viewer *directory.Viewer, since time.Time) ([]string, error) {
	var ids []string
	find := s.db.NewSelect().TableExpr("meetings AS m").Column("m.id").Join("JOIN units AS host ON host.catalogue = m.host_catalogue AND host.code = m.host_code").
		Where("m.state = ?", plan.StateEnded).Where("m.ended_at > ?", since.UTC()).
		Where("NOT EXISTS (SELECT 1 FROM conclusion_notices AS n WHERE n.meeting_id = m.id AND n.state <> ?)", conclude.NoticeDraft).Order("m.ended_at", "m.id").Limit(500)
	if err := run(find, viewer).Scan(ctx, &ids); err != nil {
		return nil, wrap("unconcluded", err)
	}
	return ids, nil
}

// Submitted returns the ids of the meetings whose minutes wait for a viewer's decision as chair. One query.
func (s *Store) Submitted(ctx context.Context, viewer *directory.Viewer) ([]string, error) {
	var ids []string
	find := s.db.NewSelect().TableExpr("meetings AS m").Column("m.id").Join("JOIN units AS host ON host.catalogue = m.host_catalogue AND host.code = m.host_code").
		Join("JOIN minutes AS mi ON mi.meeting_id = m.id").Where("mi.state = ?", conclude.MinutesSubmitted).Order("mi.saved_at", "m.id").Limit(100)
	find = find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("1 = 0")
		if viewer.PersonID != "" {
			q = q.WhereOr("m.chair_id = ?", viewer.PersonID)
		}
		for _, path := range pathsOf(viewer, identity.Chair) {
			q = q.WhereOr("substr(host.path, 1, ?) = ?", len(path), path)
		}
		return q
	})
	return ids, wrap("submitted", find.Scan(ctx, &ids))
}

// run keeps the meetings that a viewer runs.
func run(find *bun.SelectQuery, viewer *directory.Viewer) *bun.SelectQuery {
	if viewer == nil {
		return find
	}
	return find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("1 = 0")
		if viewer.PersonID != "" {
			q = q.WhereOr("m.chair_id = ?", viewer.PersonID).WhereOr("m.secretary_id = ?", viewer.PersonID)
		}
		for _, path := range pathsOf(viewer, conclude.GiverRoles()...) {
			q = q.WhereOr("substr(host.path, 1, ?) = ?", len(path), path)
		}
		return q
	})
}

// MarkReminder notes that a rule of a meeting's clock was seen to; false when it was already.
func (s *Store) MarkReminder(ctx context.Context, tx bun.IDB, meetingID, rule string, at time.Time) (bool, error) {
	return marked(ctx, tx.NewRaw("INSERT INTO conclusion_reminders (meeting_id, rule, run_at) VALUES (?, ?, ?) ON CONFLICT (meeting_id, rule) DO NOTHING",
		meetingID, rule, at.UTC()))
}

// MarkTaskReminder notes that a rule of a task's due date was seen to; false when it was already. A due date that is moved
// is reminded of anew.
func (s *Store) MarkTaskReminder(ctx context.Context, tx bun.IDB, t *conclude.Task, rule string, at time.Time) (bool, error) {
	return marked(ctx, tx.NewRaw("INSERT INTO task_reminders (task_id, due, rule, run_at) VALUES (?, ?, ?, ?) ON CONFLICT (task_id, due, rule) DO NOTHING",
		t.ID, t.Due, rule, at.UTC()))
}

func marked(ctx context.Context, insert *bun.RawQuery) (bool, error) {
	result, err := insert.Exec(ctx)
	if err != nil {
		return false, wrap("reminder", err)
	}
	added, err := result.RowsAffected()
	return added > 0, err
}

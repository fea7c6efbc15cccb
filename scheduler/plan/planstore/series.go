package planstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/workday"
)

// InsertSeries adds a series.
func (s *Store) InsertSeries(ctx context.Context, tx bun.Tx, series *plan.Series) error {
	row := &seriesRow{
		ID: series.ID, Version: series.Version, Rule: series.Rule, Start: series.Start.UTC(), Holidays: series.Holidays,
		CreatedAt: series.CreatedAt.UTC(), CreatedBy: series.CreatedBy,
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("plan: series: %w", err)
	}
	return nil
}

// Series returns one series; fault.NotFound when there is none.
func (s *Store) Series(ctx context.Context, db bun.IDB, seriesID string) (*plan.Series, error) {
	row := &seriesRow{}
	err := db.NewSelect().Model(row).Where("series.id = ?", seriesID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("plan: series: %w", err)
	}
	return row.series(), nil
}

// UpdateSeries saves the rule of a series over the version it was read at.
func (s *Store) UpdateSeries(ctx context.Context, tx bun.Tx, series *plan.Series) error {
	result, err := tx.NewUpdate().Model((*seriesRow)(nil)).Set("rule = ?", series.Rule).Set("version = version + 1").
		Where("id = ?", series.ID).Where("version = ?", series.Version).Exec(ctx)
	if err != nil {
		return fmt.Errorf("plan: series: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		return err
	}
	return s.stale(ctx, tx, (*seriesRow)(nil), series.ID)
}

// Templates returns a page of the templates of the units that a viewer plans for, by name.
func (s *Store) Templates(ctx context.Context, viewer *directory.Viewer, words string, page directory.Page) ([]plan.Template, string, error) {
	var rows []templateRow
	find := selectTemplates(s.db, &rows).OrderExpr("template.name, template.id").Limit(int64(pageLimit(page)) + 1)
	if viewer != nil {
		find = find.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = q.Where("1 = 0")
			for _, path := range pathsOf(viewer, identity.Chair, identity.Secretary) {
				q = q.WhereOr("substr(host.path, 1, ?) = ?", len(path), path)
			}
			return q
		})
	}
	for _, word := range strings.Fields(fold.Text(words)) {
		find = find.Where("template.search LIKE ?", "%"+word+"%")
	}
	if page.Cursor != "" {
		last, err := s.Template(ctx, s.db, page.Cursor)
		if err != nil {
			return nil, "", directory.ErrBadCursor
		}
		find = find.Where("(template.name, template.id) > (?, ?)", last.Name, last.ID)
	}
	if err := find.Scan(ctx); err != nil {
		return nil, "", fmt.Errorf("plan: templates: %w", err)
	}
	next := ""
	if limit := pageLimit(page); len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].ID
	}
	templates := make([]plan.Template, len(rows))
	for i := range rows {
		template, err := rows[i].template()
		if err != nil {
			return nil, "", err
		}
		templates[i] = *template
	}
	return templates, next, nil
}

// Template returns one template; fault.NotFound when there is none.
func (s *Store) Template(ctx context.Context, db bun.IDB, templateID string) (*plan.Template, error) {
	row := &templateRow{}
	err := selectTemplates(db, row).Where("template.id = ?", templateID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("plan: template: %w", err)
	}
	return row.template()
}

func selectTemplates(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("template.*").
		ColumnExpr("host.path AS host_path, host.name_vi AS host_name_vi, host.name_en AS host_name_en").
		Join("JOIN units AS host ON host.catalogue = template.host_catalogue AND host.code = template.host_code")
}

func (r *templateRow) template() (*plan.Template, error) {
	t := &plan.Template{
		ID: r.ID, Version: r.Version, Name: r.Name, Host: directory.UnitKey{Catalogue: r.HostCatalogue, Code: r.HostCode},
		HostPath: r.HostPath, HostName: directory.Text{VI: r.HostNameVI, EN: r.HostNameEN}, UpdatedAt: r.UpdatedAt.UTC(), UpdatedBy: r.UpdatedBy,
	}
	if err := json.Unmarshal([]byte(r.Content), &t.Draft); err != nil {
		return nil, fmt.Errorf("plan: template %s: %w", r.ID, err)
	}
	return t, nil
}

func newTemplateRow(t *plan.Template) (*templateRow, error) {
	content, err := json.Marshal(t.Draft)
	if err != nil {
		return nil, fmt.Errorf("plan: template: %w", err)
	}
	return &templateRow{
		ID: t.ID, Version: t.Version, Name: t.Name, HostCatalogue: t.Host.Catalogue, HostCode: t.Host.Code,
		Search: fold.Text(t.Name + " " + t.Draft.Title), Content: string(content), UpdatedAt: t.UpdatedAt.UTC(), UpdatedBy: t.UpdatedBy,
	}, nil
}

// InsertTemplate adds a template. Its name must be free within its unit.
func (s *Store) InsertTemplate(ctx context.Context, tx bun.Tx, t *plan.Template) error {
	row, err := newTemplateRow(t)
	if err != nil {
		return err
	}
	_, err = tx.NewInsert().Model(row).Exec(ctx)
	return templateFault(err)
}

// UpdateTemplate saves a template over the version it was read at, and gives it the next one.
func (s *Store) UpdateTemplate(ctx context.Context, tx bun.Tx, t *plan.Template) error {
	read := t.Version
	t.Version++
	row, err := newTemplateRow(t)
	if err != nil {
		return err
	}
	result, err := tx.NewUpdate().Model(row).Where("id = ?", t.ID).Where("version = ?", read).ExcludeColumn("id").Exec(ctx)
	if err != nil {
		return templateFault(err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		return err
	}
	return s.stale(ctx, tx, (*templateRow)(nil), t.ID)
}

func templateFault(err error) error {
	switch {
	case err == nil:
		return nil
	case store.IsUnique(err):
		return &fault.Error{Code: fault.Conflict, Reason: "meetings.template_name", Fields: []fault.Field{{Location: "name", Reason: "duplicate"}}}
	default:
		return unknownPart(err)
	}
}

// DeleteTemplate removes a template as it was read.
func (s *Store) DeleteTemplate(ctx context.Context, tx bun.Tx, t *plan.Template) error {
	result, err := tx.NewDelete().Model((*templateRow)(nil)).Where("id = ?", t.ID).Where("version = ?", t.Version).Exec(ctx)
	if err != nil {
		return fmt.Errorf("plan: template: %w", err)
	}
	if gone, err := result.RowsAffected(); err != nil || gone > 0 {
		return err
	}
	return s.stale(ctx, tx, (*templateRow)(nil), t.ID)
}

// Days implements workday.Source. One query.
func (s *Store) Days(ctx context.Context, from, to string) ([]workday.Day, error) {
	var rows []dayRow
	if err := s.db.NewSelect().Model(&rows).Where("day.day >= ?", from).Where("day.day <= ?", to).Order("day.day").Scan(ctx); err != nil {
		return nil, fmt.Errorf("plan: calendar: %w", err)
	}
	days := make([]workday.Day, len(rows))
	for i, r := range rows {
		days[i] = workday.Day{Date: r.Day, Kind: workday.Kind(r.Kind), Name: r.Name}
	}
	return days, nil
}

// SetDay makes a day differ from the others of its weekday.
func (s *Store) SetDay(ctx context.Context, tx bun.Tx, day workday.Day) error {
	_, err := tx.NewInsert().Model(&dayRow{Day: day.Date, Kind: string(day.Kind), Name: day.Name}).
		On("CONFLICT (day) DO UPDATE").Set("kind = EXCLUDED.kind").Set("name = EXCLUDED.name").Exec(ctx)
	if err != nil {
		return fmt.Errorf("plan: calendar: %w", err)
	}
	return nil
}

// ClearDay makes a day like the others of its weekday, and returns what it was; fault.NotFound when it was that already.
func (s *Store) ClearDay(ctx context.Context, tx bun.Tx, date string) error {
	result, err := tx.NewDelete().Model((*dayRow)(nil)).Where("day = ?", date).Exec(ctx)
	if err != nil {
		return fmt.Errorf("plan: calendar: %w", err)
	}
	if gone, err := result.RowsAffected(); err != nil || gone > 0 {
		return err
	}
	return fault.New(fault.NotFound, "")
}

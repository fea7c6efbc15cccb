// Package paperstore keeps papers in the database. Methods that change take the transaction of whoever decides on the
// change; each read is a fixed number of queries, however many rows it finds.
package paperstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/papers"
)

// Store keeps papers.
type Store struct {
	db *bun.DB
}

// New returns the papers in db.
func New(db *bun.DB) *Store { return &Store{db: db} }

// DB returns the database, for transactions.
func (s *Store) DB() *bun.DB { return s.db }

func selectPapers(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("p.*").
		ColumnExpr("coalesce(unit.name_vi, '') AS unit_vi, coalesce(unit.name_en, '') AS unit_en, coalesce(person.name, '') AS person_name").
		Join("LEFT JOIN units AS unit ON unit.catalogue = p.unit_catalogue AND unit.code = p.unit_code").
		Join("LEFT JOIN people AS person ON person.id = p.person_id")
}

// Paper returns one paper with its files; fault.NotFound when there is none. Three queries.
func (s *Store) Paper(ctx context.Context, db bun.IDB, paperID string) (*papers.Paper, error) {
	var rows []paperRow
	if err := selectPapers(db, &rows).Where("p.id = ?", paperID).Scan(ctx); err != nil {
		return nil, fmt.Errorf("papers: %w", err)
	}
	found, err := s.complete(ctx, db, rows)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "")
	}
	return &found[0], nil
}

// OfMeeting returns a meeting's papers with their files, in order. Three queries.
func (s *Store) OfMeeting(ctx context.Context, db bun.IDB, meetingID string) ([]papers.Paper, error) {
	var rows []paperRow
	if err := selectPapers(db, &rows).Where("p.meeting_id = ?", meetingID).Order("p.position", "p.id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("papers: %w", err)
	}
	return s.complete(ctx, db, rows)
}

// complete reads the files and the reading units of papers.
func (s *Store) complete(ctx context.Context, db bun.IDB, rows []paperRow) ([]papers.Paper, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	all, ids, place := make([]papers.Paper, len(rows)), make([]string, len(rows)), map[string]int{}
	for i := range rows {
		all[i], ids[i], place[rows[i].ID] = rows[i].paper(), rows[i].ID, i
	}
	var files []fileRow
	if err := db.NewSelect().Model(&files).Where("paper_id IN (?)", bun.List(ids)).Order("paper_id", "number").Scan(ctx); err != nil {
		return nil, fmt.Errorf("papers: files: %w", err)
	}
	for i := range files {
		paper := &all[place[files[i].PaperID]]
		paper.Files = append(paper.Files, files[i].file())
	}
	var units []unitRow
	if err := db.NewSelect().Model(&units).Where("paper_id IN (?)", bun.List(ids)).Order("paper_id", "catalogue", "code").Scan(ctx); err != nil {
		return nil, fmt.Errorf("papers: units: %w", err)
	}
	for _, unit := range units {
		paper := &all[place[unit.PaperID]]
		paper.Units = append(paper.Units, directory.UnitKey{Catalogue: unit.Catalogue, Code: unit.Code})
	}
	return all, nil
}

// Insert adds a paper with its reading units, after the others of its meeting, and sets its position.
func (s *Store) Insert(ctx context.Context, tx bun.Tx, p *papers.Paper) error {
	row := newPaperRow(p)
	err := tx.NewSelect().Model((*paperRow)(nil)).ColumnExpr("coalesce(max(position), 0) + 1").Where("meeting_id = ?", p.MeetingID).Scan(ctx, &row.Position)
	if err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return unknownPart(err)
	}
	p.Position = row.Position
	return s.setUnits(ctx, tx, p)
}

func (s *Store) setUnits(ctx context.Context, tx bun.Tx, p *papers.Paper) error {
	if len(p.Units) == 0 {
		return nil
	}
	rows := make([]unitRow, len(p.Units))
	for i, unit := range p.Units {
		rows[i] = unitRow{PaperID: p.ID, Catalogue: unit.Catalogue, Code: unit.Code}
	}
	if _, err := tx.NewInsert().Model(&rows).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
		return unknownPart(err)
	}
	return nil
}

// unknownPart maps what a paper names and is not there.
func unknownPart(err error) error {
	if store.IsForeignKey(err) {
		return fault.Wrap(fault.Invalid, "papers.unknown_part", err)
	}
	return fmt.Errorf("papers: %w", err)
}

// Update writes a paper that was read with p.Version, without its files, and makes its version one more; fault.Stale
// when somebody else has changed it.
func (s *Store) Update(ctx context.Context, tx bun.Tx, p *papers.Paper) error {
	row := newPaperRow(p)
	row.Version++
	result, err := tx.NewUpdate().Model(row).ExcludeColumn("id", "meeting_id", "created_at", "created_by").
		Where("id = ?", p.ID).Where("version = ?", p.Version).Exec(ctx)
	if err != nil {
		return unknownPart(err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed == 0 {
		return errors.Join(err, s.stale(ctx, tx, p.ID))
	}
	p.Version++
	if _, err := tx.NewDelete().Model((*unitRow)(nil)).Where("paper_id = ?", p.ID).Exec(ctx); err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	return s.setUnits(ctx, tx, p)
}

// Delete removes a paper as it was read, with everything that hangs on it.
func (s *Store) Delete(ctx context.Context, tx bun.Tx, p *papers.Paper) error {
	result, err := tx.NewDelete().Model((*paperRow)(nil)).Where("id = ?", p.ID).Where("version = ?", p.Version).Exec(ctx)
	if err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed == 0 {
		return errors.Join(err, s.stale(ctx, tx, p.ID))
	}
	return nil
}

// stale is the refusal of a change to a row that has changed or gone.
func (s *Store) stale(ctx context.Context, db bun.IDB, paperID string) error {
	var current int64
	err := db.NewSelect().Model((*paperRow)(nil)).Column("version").Where("id = ?", paperID).Scan(ctx, &current)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.NotFound, "")
	}
	if err != nil {
		return fmt.Errorf("papers: %w", err)
	}
	return fault.StaleVersion(current)
}

// AddFile adds a version of a paper's file.
func (s *Store) AddFile(ctx context.Context, tx bun.Tx, paperID string, f *papers.File) error {
	if _, err := tx.NewInsert().Model(newFileRow(paperID, f)).Exec(ctx); err != nil {
		return fmt.Errorf("papers: file: %w", err)
	}
	return nil
}

// AddStep adds to a paper's history.
func (s *Store) AddStep(ctx context.Context, tx bun.Tx, paperID string, step papers.Step) error {
	row := stepRow{
		ID: id.New("PS_"), PaperID: paperID, At: step.At.UTC(), Action: step.Action, From: step.From, To: step.To, Reason: step.Reason,
		Number: step.Number, ActorID: step.By, ActorName: step.Name,
	}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return fmt.Errorf("papers: step: %w", err)
	}
	return nil
}

// Steps returns a paper's history, the oldest first.
func (s *Store) Steps(ctx context.Context, paperID string) ([]papers.Step, error) {
	var rows []stepRow
	if err := s.db.NewSelect().Model(&rows).Where("paper_id = ?", paperID).Order("at", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("papers: steps: %w", err)
	}
	steps := make([]papers.Step, len(rows))
	for i, r := range rows {
		steps[i] = papers.Step{At: r.At.UTC(), Action: r.Action, From: r.From, To: r.To, Reason: r.Reason, Number: r.Number, By: r.ActorID, Name: r.ActorName}
	}
	return steps, nil
}

package dirstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/fold"
	"giaoban/internal/id"
	"giaoban/scheduler/directory"
)

// maxProblems is how many lines are told of.
const maxProblems = 100

// ImportCatalogue adds a catalogue from a file, all or nothing, and ends the one before if asked to. Only system
// administrators may. What is wrong with the file is told in the report; nothing is changed then, nor in a dry run.
func (s *Store) ImportCatalogue(ctx context.Context, by directory.By, imported directory.CatalogueImport) (*directory.ImportReport, error) {
	if !by.IsAdmin() {
		return nil, forbidden()
	}
	if err := directory.CheckCatalogue(&imported.Catalogue); err != nil {
		return nil, err
	}
	var report *directory.ImportReport
	err := s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		report = &directory.ImportReport{DryRun: imported.DryRun, Created: len(imported.File.Units)}
		there, err := tx.NewSelect().Model((*catalogueRow)(nil)).Where("version = ?", imported.Catalogue.Version).Count(ctx)
		if err != nil {
			return record{}, fmt.Errorf("directory: catalogues: %w", err)
		}
		if there > 0 {
			return record{}, taken("version")
		}
		if err := checkPredecessors(ctx, tx, &imported, report); err != nil || imported.DryRun || len(report.Errors) > 0 {
			return record{}, err
		}
		made, err := addCatalogue(ctx, tx, imported.Catalogue, imported.File.Units)
		if err == nil && !made { // by another import, a moment ago
			err = taken("version")
		}
		if err != nil {
			return record{}, err
		}
		if err := replaceCatalogue(ctx, tx, &imported); err != nil {
			return record{}, err
		}
		report.Applied = true
		return record{"directory.catalogue_imported", "catalogue:" + imported.Catalogue.Version, map[string]any{
			"units": report.Created, "replaces": imported.Replaces, "succeeded": report.Succeeded, "moved": imported.Move,
		}}, nil
	})
	if err != nil {
		return nil, err
	}
	return report, nil
}

// checkPredecessors looks for the units whose place the new ones take.
func checkPredecessors(ctx context.Context, tx bun.Tx, imported *directory.CatalogueImport, report *directory.ImportReport) error {
	var known []string
	if imported.Replaces != "" {
		err := tx.NewSelect().Model((*unitRow)(nil)).Column("code").Where("catalogue = ?", imported.Replaces).Scan(ctx, &known)
		if err != nil {
			return fmt.Errorf("directory: units: %w", err)
		}
		if len(known) == 0 {
			return unknown("replaces")
		}
	}
	slices.Sort(known)
	for _, unit := range imported.File.Units {
		for _, before := range imported.File.Succeeds[unit.Code] {
			if _, there := slices.BinarySearch(known, before); there {
				report.Succeeded++
				continue
			}
			report.Errors = append(report.Errors, directory.LineError{
				Line: imported.File.Lines[unit.Code], Column: "succeeds", Reason: "unknown",
			})
		}
	}
	slices.SortStableFunc(report.Errors, func(a, b directory.LineError) int { return a.Line - b.Line })
	report.Errors = report.Errors[:min(len(report.Errors), maxProblems)]
	return nil
}

// replaceCatalogue ends the catalogue before and notes what took its units' places.
func replaceCatalogue(ctx context.Context, tx bun.Tx, imported *directory.CatalogueImport) error {
	if imported.Replaces == "" {
		return nil
	}
	from, err := time.Parse(time.DateOnly, imported.Catalogue.ValidFrom)
	if err != nil {
		return fmt.Errorf("directory: valid from: %w", err)
	}
	last := from.AddDate(0, 0, -1).Format(time.DateOnly)
	ended, err := inserted(tx.NewUpdate().Model((*catalogueRow)(nil)).Set("valid_to = ?", last).
		Where("version = ?", imported.Replaces).Where("valid_from <= ?", last).Exec(ctx))
	if err != nil {
		return fmt.Errorf("directory: catalogue: %w", err)
	}
	if !ended { // it starts later than the one that is to take its place
		return fault.InvalidFields("form", []fault.Field{{Location: "validFrom", Reason: "directory.period"}})
	}
	successors := map[string][]directory.UnitKey{}
	for _, unit := range imported.File.Units {
		for _, before := range imported.File.Succeeds[unit.Code] {
			successors[before] = append(successors[before], directory.UnitKey{Catalogue: imported.Catalogue.Version, Code: unit.Code})
		}
	}
	rows := make([]successionRow, 0, len(successors))
	for before, list := range successors {
		for _, to := range list {
			rows = append(rows, successionRow{FromCatalogue: imported.Replaces, FromCode: before, ToCatalogue: to.Catalogue, ToCode: to.Code})
		}
		if imported.Move && len(list) == 1 {
			if err := moveTo(ctx, tx, directory.UnitKey{Catalogue: imported.Replaces, Code: before}, list[0]); err != nil {
				return err
			}
		}
	}
	if err := insertAll(ctx, tx, rows); err != nil {
		return fmt.Errorf("directory: successors: %w", err)
	}
	return nil
}

// ImportPeople adds and changes people from a file, all or nothing, within the caller's reach. A line with an id changes
// that person, one without adds somebody. What is wrong is told in the report by line; nothing is changed then, nor in a
// dry run.
func (s *Store) ImportPeople(ctx context.Context, by directory.By, lines []directory.PersonLine, dryRun bool) (*directory.ImportReport, error) {
	inForce, err := s.inForce(ctx)
	if err != nil {
		return nil, err
	}
	var report *directory.ImportReport
	err = s.change(ctx, by, func(ctx context.Context, tx bun.Tx) (record, error) {
		p := &peopleImport{by: by, report: &directory.ImportReport{DryRun: dryRun}}
		report = p.report
		if err := p.prepare(ctx, tx, completed(lines, inForce)); err != nil {
			return record{}, err
		}
		if len(report.Errors) > 0 || dryRun || len(p.created)+len(p.updated) == 0 {
			return record{}, nil
		}
		if err := s.writePeople(ctx, tx, p); err != nil {
			return record{}, err
		}
		report.Applied = true
		return record{"directory.people_imported", "people", map[string]any{"created": report.Created, "updated": report.Updated}}, nil
	})
	if err != nil {
		return nil, err
	}
	return report, nil
}

// completed returns lines whose units without a catalogue are of the one in force.
func completed(lines []directory.PersonLine, inForce string) []directory.PersonLine {
	all := slices.Clone(lines)
	for i := range all {
		person := &all[i].Person
		if person.Unit.Catalogue == "" {
			person.Unit.Catalogue = inForce
		}
		person.Roles = slices.Clone(person.Roles)
		for j := range person.Roles {
			if person.Roles[j].Unit.Catalogue == "" {
				person.Roles[j].Unit.Catalogue = person.Unit.Catalogue
			}
		}
	}
	return all
}

// peopleImport is one import of people on its way.
type peopleImport struct {
	by      directory.By
	report  *directory.ImportReport
	created []directory.Person
	updated []update
}

type update struct{ old, person directory.Person }

func (p *peopleImport) fail(line int, column, reason string) {
	if len(p.report.Errors) < maxProblems {
		p.report.Errors = append(p.report.Errors, directory.LineError{Line: line, Column: column, Reason: reason})
	}
}

// sameKey names who a new line would double.
type sameKey struct {
	unit       directory.UnitKey
	name, mail string
}

func keyOf(p *directory.Person) sameKey {
	return sameKey{unit: p.Unit, name: fold.Text(p.Name), mail: p.Mail}
}

// prepare looks everything up, in a fixed number of queries, and sorts the lines into those to add and to change.
func (p *peopleImport) prepare(ctx context.Context, tx bun.Tx, lines []directory.PersonLine) error {
	var keys []directory.UnitKey
	var ids []string
	for i := range lines {
		person := &lines[i].Person
		keys = append(keys, person.Unit)
		for _, role := range person.Roles {
			keys = append(keys, role.Unit)
		}
		if person.ID != "" {
			ids = append(ids, person.ID)
		}
	}
	old, err := peopleByID(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, person := range old {
		for _, role := range person.Roles {
			keys = append(keys, role.Unit)
		}
	}
	units, err := unitsByKey(ctx, tx, unique(keys))
	if err != nil {
		return err
	}
	positions, byName, err := positionsByName(ctx, tx)
	if err != nil {
		return err
	}
	there, err := peopleThere(ctx, tx, units)
	if err != nil {
		return err
	}
	for i := range lines {
		line := &lines[i]
		if line.Position != "" {
			if line.Person.PositionID = byName[fold.Text(line.Position)]; line.Person.PositionID == "" {
				p.fail(line.Line, "position", "unknown")
				continue
			}
		}
		p.sort(line, units, positions, old, there)
	}
	return nil
}

func unique(keys []directory.UnitKey) []directory.UnitKey {
	seen := make(map[directory.UnitKey]bool, len(keys))
	var all []directory.UnitKey
	for _, key := range keys {
		if !seen[key] {
			seen[key] = true
			all = append(all, key)
		}
	}
	return all
}

// positionsByName returns the positions in use by id, and their ids by folded name and code.
func positionsByName(ctx context.Context, tx bun.Tx) (map[string]directory.Entry, map[string]string, error) {
	var rows []entryRow
	if err := tx.NewSelect().Model(&rows).Where("kind = ?", directory.Positions).Order("active", "position DESC").Scan(ctx); err != nil {
		return nil, nil, fmt.Errorf("directory: positions: %w", err)
	}
	all, byName := make(map[string]directory.Entry, len(rows)), make(map[string]string, 3*len(rows))
	for i := range rows { // those in use come last and win
		all[rows[i].ID] = rows[i].entry()
		for _, name := range []string{rows[i].NameEN, rows[i].Code, rows[i].NameVI} {
			byName[fold.Text(name)] = rows[i].ID
		}
	}
	delete(byName, "")
	return all, byName, nil
}

// peopleThere returns who is in the units that a file names.
func peopleThere(ctx context.Context, tx bun.Tx, units map[directory.UnitKey]directory.Unit) (map[sameKey]bool, error) {
	codes := map[string][]string{}
	for key := range units {
		codes[key.Catalogue] = append(codes[key.Catalogue], key.Code)
	}
	there := map[sameKey]bool{}
	for catalogue, list := range codes {
		var rows []personRow
		err := tx.NewSelect().Model(&rows).Where("person.unit_catalogue = ?", catalogue).Where("person.unit_code IN (?)", bun.List(list)).Scan(ctx)
		if err != nil {
			return nil, fmt.Errorf("directory: people: %w", err)
		}
		for i := range rows {
			person := rows[i].person()
			there[keyOf(&person)] = true
		}
	}
	return there, nil
}

// sort checks one line and notes what it asks for.
func (p *peopleImport) sort(line *directory.PersonLine, units map[directory.UnitKey]directory.Unit, positions map[string]directory.Entry,
	known map[string]directory.Person, there map[sameKey]bool,
) {
	person := line.Person
	var old *directory.Person
	if person.ID != "" {
		found, there := known[person.ID]
		if !there {
			p.fail(line.Line, "id", "unknown")
			return
		}
		old, person.Demo = &found, found.Demo
		keepMissing(&person, old, line.Missing)
	} else if there[keyOf(&person)] {
		p.fail(line.Line, "name", "directory.person_there")
		return
	}
	if err := checkReach(p.by, old, &person, units, positions); err != nil {
		p.failErr(line.Line, err)
		return
	}
	switch {
	case old == nil:
		there[keyOf(&person)] = true
		person.ID = id.New(directory.PersonPrefix)
		p.created = append(p.created, person)
		p.report.Created++
	case same(old, &person):
		p.report.Unchanged++
	default:
		p.updated = append(p.updated, update{old: *old, person: person})
		p.report.Updated++
	}
}

// keepMissing takes over what the file's columns say nothing of.
func keepMissing(person, old *directory.Person, missing []string) {
	for _, column := range missing {
		switch column {
		case "position":
			person.PositionID = old.PositionID
		case "title":
			person.Title = old.Title
		case "mail":
			person.Mail = old.Mail
		case "phone":
			person.Phone = old.Phone
		case "head":
			person.Head = old.Head
		case "active":
			person.Active = old.Active
		case "roles":
			person.Roles = slices.Clone(old.Roles)
		}
	}
}

func (p *peopleImport) failErr(line int, err error) {
	var refused *fault.Error
	if !errors.As(err, &refused) {
		p.fail(line, "", "directory.line")
		return
	}
	if len(refused.Fields) == 0 {
		p.fail(line, "", refused.Reason)
		return
	}
	columns := map[string]string{"unit": "unit_code", "positionId": "position"}
	for _, field := range refused.Fields {
		column := field.Location
		if name, found := columns[column]; found {
			column = name
		}
		p.fail(line, column, field.Reason)
	}
}

// same reports whether nothing that is kept differs.
func same(old, person *directory.Person) bool {
	a, b := told(old), told(person)
	return a.Name == b.Name && a.Unit == b.Unit && a.PositionID == b.PositionID && a.Title == b.Title && a.Mail == b.Mail &&
		a.Phone == b.Phone && a.Head == b.Head && a.Active == b.Active && slices.Equal(a.Roles, b.Roles)
}

// writePeople writes and records what an import asks for.
func (s *Store) writePeople(ctx context.Context, tx bun.Tx, p *peopleImport) error {
	at := s.now().UTC()
	rows := make([]*personRow, len(p.created))
	var roles []roleRow
	for i := range p.created {
		person := &p.created[i]
		rows[i] = newPersonRow(person, at)
		for _, role := range person.Roles {
			roles = append(roles, roleRow{PersonID: person.ID, Role: role.Role, UnitCatalogue: role.Unit.Catalogue, UnitCode: role.Unit.Code})
		}
	}
	if err := insertAll(ctx, tx, rows); err != nil {
		return fmt.Errorf("directory: people: %w", err)
	}
	if err := insertAll(ctx, tx, roles); err != nil {
		return fmt.Errorf("directory: roles: %w", err)
	}
	log := s.audit.In(tx)
	for i := range p.created {
		detail, err := difference(nil, told(&p.created[i]))
		if err != nil {
			return err
		}
		if err := log.Append(ctx, p.by.Actor, "directory.person_created", "person:"+p.created[i].ID, detail); err != nil {
			return err
		}
	}
	for i := range p.updated {
		made, err := s.replacePerson(ctx, tx, &p.updated[i].old, &p.updated[i].person)
		if err != nil {
			return err
		}
		if err := log.Append(ctx, p.by.Actor, made.action, made.subject, made.detail); err != nil {
			return err
		}
	}
	return nil
}

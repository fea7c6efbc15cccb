package inviter

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/paper"
	"giaoban/scheduler/register"
)

// reads reports whether a viewer may read the registers of the unit at a path: its secretaries, leaders and
// administrators, and those of units above it.
func reads(by directory.By, path string) bool {
	return by.Prepares(path) || by.Viewer.Has(identity.Leader, path)
}

// readable returns the agencies whose registers the caller may read, of those that have any, and their units. only is the
// one asked for, zero = all. Two queries.
func (s *Service) readable(ctx context.Context, by directory.By, only directory.UnitKey) (map[directory.UnitKey]directory.Unit, error) {
	keys := []directory.UnitKey{only}
	if only.IsZero() {
		var err error
		if keys, err = s.Store.Agencies(ctx); err != nil {
			return nil, err
		}
		if own := ownUnit(by); !own.IsZero() && !slices.Contains(keys, own) { // it may have none yet
			keys = append(keys, own)
		}
	}
	units, err := s.Directory.UnitsByKey(ctx, keys)
	if err != nil {
		return nil, err
	}
	for key := range units {
		if !reads(by, units[key].Path) {
			delete(units, key)
		}
	}
	if !only.IsZero() && len(units) == 0 {
		return nil, s.refuse(ctx, by, "register:"+only.String())
	}
	return units, nil
}

// ownUnit is the caller's unit, zero when they have none.
func ownUnit(by directory.By) directory.UnitKey {
	if by.Viewer == nil {
		return directory.UnitKey{}
	}
	return by.Viewer.Unit
}

// Registers returns the registers that the caller may read, the last year first. That of letters of the caller's own unit
// is among them when it has given no number this year. Three queries.
func (s *Service) Registers(ctx context.Context, by directory.By) ([]invite.Register, error) {
	units, err := s.readable(ctx, by, directory.UnitKey{})
	if err != nil {
		return nil, err
	}
	all, err := s.Store.Registers(ctx, keysOf(units))
	if err != nil {
		return nil, err
	}
	own, year := ownUnit(by), s.Now().In(s.Zone).Year()
	begun := func(r invite.Register) bool { return r.Agency == own && r.Year == year && r.Type == paper.TypeLetter }
	if _, found := units[own]; found && !slices.ContainsFunc(all, begun) {
		all = append([]invite.Register{{Agency: own, Year: year, Type: paper.TypeLetter}}, all...)
	}
	for i := range all {
		unit := units[all[i].Agency]
		all[i].Name, all[i].CanContinue = unit.Name, by.Prepares(unit.Path)
	}
	slices.SortStableFunc(all, func(a, b invite.Register) int { return b.Year - a.Year })
	return all, nil
}

// Entries returns a page of the numbered documents of a year that the caller may read, and the next page's cursor, "" at
// the end. Three queries.
func (s *Service) Entries(ctx context.Context, by directory.By, query invite.EntryQuery) ([]invite.Entry, string, error) {
	form := &text.Form{}
	form.Check(query.Type == "" || query.Type == paper.TypeLetter || query.Type == paper.TypeNotice, "type", "invite.register_type")
	form.Check(query.Effect == "" || slices.Contains(invite.Effects(), query.Effect), "effect", "invite.effect")
	form.Check(query.Year == 0 || query.Year >= 2000 && query.Year <= 9999, "year", "invite.year")
	if err := form.Err(); err != nil {
		return nil, "", err
	}
	if query.Year == 0 {
		query.Year = s.Now().In(s.Zone).Year()
	}
	units, err := s.readable(ctx, by, query.Agency)
	if err != nil {
		return nil, "", err
	}
	entries, next, err := s.Store.Entries(ctx, keysOf(units), &query)
	if err != nil {
		return nil, "", err
	}
	for i := range entries {
		entries[i].AgencyName = units[entries[i].Agency].Name
	}
	return entries, next, nil
}

// ExportEntries is Entries for all pages, one by one, with a record of who took them.
func (s *Service) ExportEntries(ctx context.Context, by directory.By, query invite.EntryQuery, take func([]invite.Entry) error) error {
	query.Page = directory.Page{Limit: directory.MaxPage}
	for first := true; first || query.Cursor != ""; first = false {
		page, next, err := s.Entries(ctx, by, query)
		if err != nil {
			return err
		}
		if first {
			detail := map[string]any{"year": query.Year, "type": query.Type, "agency": query.Agency, "text": query.Text}
			if err := s.Audit.Append(ctx, by.Actor, "register.exported", "register:"+query.Agency.String(), detail); err != nil {
				return err
			}
		}
		if err := take(page); err != nil {
			return err
		}
		query.Cursor = next
	}
	return nil
}

func keysOf(units map[directory.UnitKey]directory.Unit) []directory.UnitKey {
	keys := make([]directory.UnitKey, 0, len(units))
	for key := range units {
		keys = append(keys, key)
	}
	return keys
}

// ContinueRegister has the host's register go on after a number given on paper.
func (s *Service) ContinueRegister(ctx context.Context, by directory.By, agency directory.UnitKey, year int, kind string, last int) error {
	units, err := s.Directory.UnitsByKey(ctx, []directory.UnitKey{agency})
	if err != nil {
		return err
	}
	unit, found := units[agency]
	if !found {
		return fault.New(fault.NotFound, "")
	}
	if !by.Prepares(unit.Path) {
		return fault.New(fault.Forbidden, "")
	}
	form := &text.Form{}
	form.Check(slices.Contains(register.Types(), kind), "type", "invite.register_type")
	form.Check(year >= 2000 && year <= 9999, "year", "invite.year")
	form.Check(last >= 0 && last < 1_000_000, "last", "invite.register_number")
	if err := form.Err(); err != nil {
		return err
	}
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := s.Store.ContinueAfter(ctx, tx, agency, year, kind, last); err != nil {
			return err
		}
		return s.Audit.In(tx).Append(ctx, by.Actor, "register.continued", "unit:"+agency.String(), map[string]any{"year": year, "type": kind, "last": last})
	})
}

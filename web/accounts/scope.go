package accounts

import (
	"context"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

func isAdmin(who *rest.Caller) bool {
	return who.Account.Role == identity.Admin || who.Viewer != nil && who.Viewer.IsAdmin()
}

// mayChange reports whether the caller may change an account that they may see: a unit administrator those of lesser
// roles only.
func mayChange(who *rest.Caller, account *identity.Account) bool {
	return isAdmin(who) || !account.Administers
}

// under returns the paths of the units whose accounts the caller asks for and may see; nil is everything.
func (a *area) under(ctx context.Context, unit string) ([]string, error) {
	who := rest.CallerOf(ctx)
	var wanted string
	if unit != "" {
		key, _ := directory.ParseUnitKey(unit)
		found, err := a.Units.UnitsByKey(ctx, []directory.UnitKey{key})
		if err != nil {
			return nil, err
		}
		if _, known := found[key]; !known {
			refused := problem.New(problem.Invalid)
			refused.Fields = []problem.Field{{Location: "query.unit", Reason: "account.unit"}}
			return nil, refused
		}
		wanted = found[key].Path
	}
	if isAdmin(who) {
		if wanted != "" {
			return []string{wanted}, nil
		}
		return nil, nil
	}
	paths := []string{}
	for _, held := range administered(who) {
		switch {
		case wanted == "" || directory.Under(held, wanted):
			paths = append(paths, held)
		case directory.Under(wanted, held):
			paths = append(paths, wanted)
		}
	}
	return paths, nil
}

// administered returns the paths of the units that the caller administers.
func administered(who *rest.Caller) []string {
	if who.Viewer == nil {
		return nil
	}
	var paths []string
	for _, assignment := range who.Viewer.Assignments {
		if assignment.Role == identity.UnitAdmin {
			paths = append(paths, assignment.Path)
		}
	}
	return paths
}

// administers reports whether the caller administers a unit; none belongs to system administrators alone.
func (a *area) administers(ctx context.Context, unit directory.UnitKey) (bool, error) {
	who := rest.CallerOf(ctx)
	if isAdmin(who) {
		return true, nil
	}
	if unit.Code == "" || who.Viewer == nil {
		return false, nil
	}
	found, err := a.Units.UnitsByKey(ctx, []directory.UnitKey{unit})
	if err != nil {
		return false, err
	}
	place, known := found[unit]
	return known && who.Viewer.Has(identity.UnitAdmin, place.Path), nil
}

// find returns an account that the caller may see. One of another unit is not found, and that somebody tried is
// recorded.
func (a *area) find(ctx context.Context, id string) (*identity.Account, error) {
	account, err := a.Identity.AccountByID(ctx, id)
	if err != nil {
		return nil, err
	}
	seen, err := a.administers(ctx, keyOf(account))
	if err != nil {
		return nil, err
	}
	if !seen {
		if err := a.Audit.Append(ctx, rest.CallerOf(ctx).Actor(), "access.denied", "account:"+account.ID, nil); err != nil {
			return nil, err
		}
		return nil, identity.ErrNotFound
	}
	return account, nil
}

// changeable returns an account that the caller may change.
func (a *area) changeable(ctx context.Context, id string) (*identity.Account, error) {
	account, err := a.find(ctx, id)
	if err != nil {
		return nil, err
	}
	if !mayChange(rest.CallerOf(ctx), account) {
		return nil, fault.New(fault.Forbidden, "account.higher_role")
	}
	return account, nil
}

// another returns an account that the caller may change and that is not their own.
func (a *area) another(ctx context.Context, id string) (*identity.Account, error) {
	account, err := a.changeable(ctx, id)
	if err != nil {
		return nil, err
	}
	if account.ID == rest.CallerOf(ctx).Account.ID {
		return nil, fault.New(fault.Conflict, "account.self")
	}
	return account, nil
}

// mayMake refuses an account as it is wanted to be: roles and units that the caller cannot give.
func (a *area) mayMake(ctx context.Context, wanted *identity.Account) error {
	if !isAdmin(rest.CallerOf(ctx)) && (wanted.Role == identity.Admin || wanted.Role == identity.UnitAdmin) {
		return fault.New(fault.Forbidden, "account.higher_role")
	}
	own, err := a.administers(ctx, keyOf(wanted))
	if err != nil {
		return err
	}
	if !own {
		return fault.New(fault.Forbidden, "account.own_unit")
	}
	return nil
}

// Package accounts serves the administration of accounts: a system administrator's of all of them, a unit administrator's
// of the accounts of the unit and those below it. What people do to their own account is in package web.
package accounts

import (
	"context"
	"net/http"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Units finds units by key; those that are not there are left out.
type Units interface {
	UnitsByKey(ctx context.Context, keys []directory.UnitKey) (map[directory.UnitKey]directory.Unit, error)
}

// Deps are the services that the endpoints stand on.
type Deps struct {
	Identity *identity.Service
	Units    Units
	Audit    *audit.Log
}

type area struct{ Deps }

// administrators may call everything here but the login log of all; each sees only what they administer.
var administrators = rest.Roles(identity.Admin, identity.UnitAdmin)

const tag = "accounts"

// Register adds the endpoints to an API.
func Register(api *rest.API, deps Deps) {
	a := &area{deps}
	api.Tag(tag, "Administration of accounts.")
	rest.Register(api, rest.Endpoint{
		ID: "list-accounts", Method: http.MethodGet, Path: "/accounts", Tag: tag, Allow: administrators,
		Summary: "Accounts by username", Description: "Of the whole system, or of the units that the caller administers and all below them.",
		Errors: []problem.Code{problem.Invalid},
	}, a.list)
	rest.Register(api, rest.Endpoint{
		ID: "create-account", Method: http.MethodPost, Path: "/accounts", Tag: tag, Allow: administrators, Status: http.StatusCreated,
		Summary: "Add an account",
		Description: "Without a password nobody can log in to it until its owner has set one by the link, which is shown only here. " +
			"A password given here must be replaced by its owner at the first login.",
		Errors: []problem.Code{problem.Invalid, problem.Conflict, problem.WeakPassword},
	}, a.create)
	rest.Register(api, rest.Endpoint{
		ID: "get-account", Method: http.MethodGet, Path: "/accounts/{id}", Tag: tag, Allow: administrators,
		Summary: "An account", Errors: []problem.Code{problem.NotFound},
	}, a.get)
	rest.Register(api, rest.Endpoint{
		ID: "update-account", Method: http.MethodPut, Path: "/accounts/{id}", Tag: tag, Allow: administrators,
		Summary: "Change an account's name, role, unit and person",
		Errors:  []problem.Code{problem.NotFound, problem.Invalid, problem.Conflict, problem.Stale, problem.Unconditional},
	}, a.update)
	rest.Register(api, rest.Endpoint{
		ID: "disable-account", Method: http.MethodPut, Path: "/accounts/{id}/disabled", Tag: tag, Allow: administrators,
		Summary: "Disable an account, or enable it again", Description: "Disabling ends its sessions. The last system administrator stays.",
		Errors: []problem.Code{problem.NotFound, problem.Conflict, problem.Stale, problem.Unconditional},
	}, a.disable)
	a.registerHelp(api)
	a.registerWatch(api)
}

// accountUnit names a unit in requests.
type accountUnit struct {
	Catalogue string `json:"catalogue" minLength:"1" maxLength:"64"`
	Code      string `json:"code" minLength:"1" maxLength:"35"`
}

type accountBody struct {
	ID           string               `json:"id" example:"AC_k3h1D2f9aQ0z"`
	Version      int64                `json:"version" doc:"For If-Match."`
	Username     string               `json:"username"`
	DisplayName  string               `json:"displayName"`
	Role         identity.Role        `json:"role" enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
	Unit         *rest.UnitRef        `json:"unit,omitempty"`
	PersonID     string               `json:"personId,omitempty"`
	Demo         bool                 `json:"demo" doc:"Its password is public."`
	Disabled     identity.DisabledWhy `json:"disabled,omitempty" enum:"administrator,unused,demo" doc:"Why it is disabled; none while it is not."`
	LockedUntil  *time.Time           `json:"lockedUntil,omitempty" doc:"None when it is not locked."`
	NoPassword   bool                 `json:"noPassword" doc:"Nobody can log in until a link has set a password."`
	MustChange   bool                 `json:"mustChange" doc:"Somebody else has chosen the password."`
	SecondFactor *time.Time           `json:"secondFactor,omitempty" doc:"Since when; none when it is off."`
	Editable     bool                 `json:"editable" doc:"Whether the caller may change it."`
	CreatedAt    time.Time            `json:"createdAt"`
	LastLoginAt  *time.Time           `json:"lastLoginAt,omitempty" doc:"None: never."`
}

type accountOutput struct {
	ETag string `header:"ETag"`
	Body accountBody
}

type passwordLink struct {
	Path      string    `json:"path" doc:"What to put after this server's address. It is good once; nobody is shown it again." example:"/reset#…"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// bodies tells of accounts; of their units with one question to the directory.
func (a *area) bodies(ctx context.Context, accounts []identity.Account, lang string) ([]accountBody, error) {
	var keys []directory.UnitKey
	for _, account := range accounts {
		if account.UnitCode != "" {
			keys = append(keys, keyOf(&account))
		}
	}
	units, err := a.Units.UnitsByKey(ctx, keys)
	if err != nil {
		return nil, err
	}
	who := rest.CallerOf(ctx)
	now := time.Now()
	bodies := make([]accountBody, len(accounts))
	for i, account := range accounts {
		bodies[i] = accountBody{
			ID: account.ID, Version: account.Version, Username: account.Username, DisplayName: account.DisplayName, Role: account.Role,
			PersonID: account.PersonID, Demo: account.Demo, Disabled: account.Disabled, NoPassword: account.NoPassword,
			MustChange: account.MustChange, Editable: mayChange(who, &account), CreatedAt: account.CreatedAt,
			SecondFactor: known(account.SecondFactor), LastLoginAt: known(account.LastLoginAt),
		}
		if account.LockedUntil.After(now) {
			bodies[i].LockedUntil = &account.LockedUntil
		}
		if unit, found := units[keyOf(&account)]; found {
			bodies[i].Unit = rest.NewUnitRef(&unit, lang)
		}
	}
	return bodies, nil
}

func (a *area) output(ctx context.Context, account *identity.Account, lang string) (*accountOutput, error) {
	bodies, err := a.bodies(ctx, []identity.Account{*account}, lang)
	if err != nil {
		return nil, err
	}
	return &accountOutput{ETag: rest.ETag(account.Version), Body: bodies[0]}, nil
}

func keyOf(account *identity.Account) directory.UnitKey {
	return directory.UnitKey{Catalogue: account.UnitCatalogue, Code: account.UnitCode}
}

func known(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

type accountsInput struct {
	rest.LanguageInput
	rest.PageInput
	Query  string          `query:"q" doc:"Words in the username or the name; case, diacritics and the place of tone marks don't matter." maxLength:"100"`
	Role   identity.Role   `query:"role" enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
	Status identity.Status `query:"status" enum:"active,disabled,locked"`
	Unit   string          `query:"unit" doc:"catalogue:code; only accounts of this unit and those below it." maxLength:"100"`
}

type accountsOutput struct {
	Body struct {
		Items      []accountBody `json:"items" nullable:"false"`
		NextCursor string        `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

func (a *area) list(ctx context.Context, input *accountsInput) (*accountsOutput, error) {
	under, err := a.under(ctx, input.Unit)
	if err != nil {
		return nil, err
	}
	accounts, next, err := a.Identity.Accounts(ctx, identity.AccountQuery{
		Text: input.Query, Role: input.Role, Status: input.Status, Under: under, Cursor: input.Cursor, Limit: input.Limit,
	})
	if err != nil {
		return nil, err
	}
	output := &accountsOutput{}
	output.Body.NextCursor = next
	output.Body.Items, err = a.bodies(ctx, accounts, input.Language())
	return output, err
}

type createAccountInput struct {
	rest.LanguageInput
	Body struct {
		Username    string        `json:"username" minLength:"1" maxLength:"64"`
		DisplayName string        `json:"displayName" minLength:"1" maxLength:"1000"`
		Role        identity.Role `json:"role" enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
		Unit        *accountUnit  `json:"unit,omitempty"`
		PersonID    string        `json:"personId,omitempty" maxLength:"64"`
		Password    string        `json:"password,omitempty" maxLength:"256" doc:"To be replaced at the first login. None: a link is made."`
	}
}

type createAccountOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     struct {
		Account accountBody   `json:"account"`
		Link    *passwordLink `json:"link,omitempty"`
	}
}

func (a *area) create(ctx context.Context, input *createAccountInput) (*createAccountOutput, error) {
	wanted := identity.Account{
		Username: input.Body.Username, DisplayName: input.Body.DisplayName, Role: input.Body.Role, PersonID: input.Body.PersonID, MustChange: true,
	}
	input.Body.Unit.into(&wanted)
	if err := a.mayMake(ctx, &wanted); err != nil {
		return nil, err
	}
	who := rest.CallerOf(ctx)
	var made *identity.Account
	var link *identity.Link
	var err error
	if input.Body.Password != "" {
		made, err = a.Identity.Create(ctx, who.Actor(), wanted, input.Body.Password)
	} else {
		made, link, err = a.Identity.Invite(ctx, who.Actor(), wanted)
	}
	if err != nil {
		return nil, err
	}
	told, err := a.output(ctx, made, input.Language())
	if err != nil {
		return nil, err
	}
	output := &createAccountOutput{ETag: told.ETag, Location: rest.Prefix + "/accounts/" + made.ID}
	output.Body.Account = told.Body
	if link != nil {
		output.Body.Link = &passwordLink{Path: link.Path(), ExpiresAt: link.ExpiresAt}
	}
	return output, nil
}

func (k *accountUnit) into(account *identity.Account) {
	if k != nil {
		account.UnitCatalogue, account.UnitCode = k.Catalogue, k.Code
	}
}

// AccountInput names an account; exported as the API framework does not look into embedded types that are not.
type AccountInput struct {
	rest.LanguageInput
	ID string `path:"id" maxLength:"64"`
}

func (a *area) get(ctx context.Context, input *AccountInput) (*accountOutput, error) {
	account, err := a.find(ctx, input.ID)
	if err != nil {
		return nil, err
	}
	return a.output(ctx, account, input.Language())
}

type updateAccountInput struct {
	AccountInput
	rest.VersionInput
	Body struct {
		DisplayName string        `json:"displayName" minLength:"1" maxLength:"1000"`
		Role        identity.Role `json:"role" enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
		Unit        *accountUnit  `json:"unit,omitempty"`
		PersonID    string        `json:"personId,omitempty" maxLength:"64"`
	}
}

func (a *area) update(ctx context.Context, input *updateAccountInput) (*accountOutput, error) {
	account, err := a.changeable(ctx, input.ID)
	if err != nil {
		return nil, err
	}
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	wanted := identity.Account{DisplayName: input.Body.DisplayName, Role: input.Body.Role, PersonID: input.Body.PersonID}
	input.Body.Unit.into(&wanted)
	who := rest.CallerOf(ctx)
	if account.ID == who.Account.ID && wanted.Role != account.Role {
		return nil, fault.New(fault.Conflict, "account.self")
	}
	if err := a.mayMake(ctx, &wanted); err != nil {
		return nil, err
	}
	changed, err := a.Identity.Update(ctx, who.Actor(), account.ID, version, wanted)
	if err != nil {
		return nil, err
	}
	return a.output(ctx, changed, input.Language())
}

type disableAccountInput struct {
	AccountInput
	rest.VersionInput
	Body struct {
		Disabled bool `json:"disabled"`
	}
}

func (a *area) disable(ctx context.Context, input *disableAccountInput) (*accountOutput, error) {
	account, err := a.another(ctx, input.ID)
	if err != nil {
		return nil, err
	}
	version, err := input.Version()
	if err != nil {
		return nil, err
	}
	changed, err := a.Identity.SetDisabled(ctx, rest.CallerOf(ctx).Actor(), account.ID, version, input.Body.Disabled)
	if err != nil {
		return nil, err
	}
	return a.output(ctx, changed, input.Language())
}

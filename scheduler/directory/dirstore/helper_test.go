package dirstore_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/directory/dirstore"
)

const today = "2026-11-23"

// fixture is the demonstration's directory in a database.
type fixture struct {
	*dirstore.Store
	db *bun.DB
}

// each runs a test with the demonstration's directory in each database.
func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		test(t, &fixture{open(t, db, today), db})
	})
}

// unit is the key of a unit in force.
func unit(code string) directory.UnitKey {
	return directory.UnitKey{Catalogue: demo.Current, Code: code}
}

var system = directory.By{}

// as is a change by an account of a role on a unit in force.
func (f *fixture) as(t *testing.T, role identity.Role, code string) directory.By {
	t.Helper()
	viewer, err := f.Viewer(t.Context(), &identity.Account{ID: "AC_x", DisplayName: "X", Role: role, UnitCatalogue: demo.Current, UnitCode: code})
	check(t, err)
	return directory.By{Viewer: viewer, Actor: audit.Actor{ID: "AC_x", Name: "x", Source: "10.0.0.1"}}
}

// records returns the actions recorded of a subject, the oldest first.
func (f *fixture) records(t *testing.T, subject string) string {
	t.Helper()
	var actions []string
	check(t, f.db.NewSelect().Table("audit_records").Column("action").Where("subject = ?", subject).Order("at", "id").Scan(t.Context(), &actions))
	return strings.Join(actions, " ")
}

// detail returns what the last record of a subject tells.
func (f *fixture) detail(t *testing.T, subject string) string {
	t.Helper()
	var text string
	check(t, f.db.NewSelect().Table("audit_records").Column("detail").Where("subject = ?", subject).Order("at DESC", "id DESC").Limit(1).Scan(t.Context(), &text))
	return text
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks a refusal: its code, and its reason or, after a slash, the location and reason of one of its fields.
func refused(t *testing.T, err error, code fault.Code, want string) {
	t.Helper()
	var refusal *fault.Error
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Fatalf("got %v, want %s %s", err, code, want)
	}
	if refusal.Reason == want || want == "" {
		return
	}
	for _, field := range refusal.Fields {
		if field.Location+"/"+field.Reason == want {
			return
		}
	}
	t.Fatalf("got %v, want %s %s", err, code, want)
}

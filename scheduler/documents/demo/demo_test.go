package demo_test

import (
	"testing"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/documents/demo"
	"giaoban/scheduler/papers/papertest"
	"giaoban/scheduler/plan/plantest"
)

func TestLoad(t *testing.T) {
	f := papertest.New(t, demotest.Seed.SQLite(t))
	by := f.Who(t, identity.Secretary, plantest.Province)
	for range 2 { // the second time changes nothing
		if err := demo.Load(t.Context(), demo.Deps{Cabinet: f.Cabinet, Uploads: f.Uploads}, by, f.Now()); err != nil {
			t.Fatal(err)
		}
	}
	held, err := f.Cabinet.Holding(t.Context(), by)
	if err != nil || len(held.Folders) != 3 || held.Documents != 1 {
		t.Fatalf("%+v %v", held, err)
	}
	for _, folder := range held.Folders {
		if folder.Documents != 2 || (folder.ParentID != "") != (folder.Name == "Tháng 11") {
			t.Errorf("%+v", folder)
		}
	}
}

package rest

import (
	"reflect"
	"testing"

	"giaoban/scheduler/directory"
	"giaoban/web/problem"
)

func TestSchemaName(t *testing.T) {
	a := New(Config{})
	for _, c := range []struct {
		of         reflect.Type
		area, hint string
		want       string
	}{
		{reflect.TypeFor[UnitRef](), "meeting", "", "UnitRef"},
		{reflect.TypeFor[problem.Details](), "meeting", "", "Details"},
		{reflect.TypeFor[directory.Unit](), "meeting", "", "Unit"},
		{reflect.TypeFor[struct{ A int }](), "meeting", "ListOutputBody", "MeetingListOutputBody"},
		{reflect.TypeFor[struct{ A int }](), "meeting", "MeetingsOutputBody", "MeetingsOutputBody"},
		{reflect.TypeFor[struct{ A int }](), "", "RoomsOutputBody", "RoomsOutputBody"},
	} {
		a.area = c.area
		if got := a.schemaName(c.of, c.hint); got != c.want {
			t.Errorf("%v in %q: %s, want %s", c.of, c.area, got, c.want)
		}
	}
}

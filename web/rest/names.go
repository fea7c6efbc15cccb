package rest

import (
	"path"
	"reflect"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
)

const module = "giaoban/web/"

// schemaName names a type in the OpenAPI document. Types of an area are named after it, so that two areas may both have
// an "item"; those of the frame and of the server itself keep their names.
func (a *API) schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	area := a.area // of a type without a name: the one that is registering
	if t.Name() != "" {
		area = areaOf(t)
	}
	if area == "" || strings.HasPrefix(strings.ToLower(name), area) {
		return name
	}
	return string(unicode.ToUpper(rune(area[0]))) + area[1:] + name
}

// areaOf returns the area that a type belongs to, in the singular; "" when it is none's.
func areaOf(t reflect.Type) string {
	rest, found := strings.CutPrefix(t.PkgPath(), module)
	if !found || rest == "rest" || rest == "problem" {
		return ""
	}
	return strings.TrimSuffix(path.Base(rest), "s")
}

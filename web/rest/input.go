package rest

import (
	"strconv"
	"strings"

	"giaoban/scheduler/directory"
	"giaoban/web/problem"
)

// LanguageInput is the language the caller wants to be answered in; to embed in an operation's input.
type LanguageInput struct {
	AcceptLanguage string `header:"Accept-Language" doc:"vi (default) or en." maxLength:"200"`
}

// Language returns "vi" or "en".
func (l LanguageInput) Language() string {
	base, _ := problem.Language(l.AcceptLanguage).Base()
	return base.String()
}

// PageInput is where in a list to go on; to embed in an operation's input.
type PageInput struct {
	Cursor string `query:"cursor" doc:"nextCursor of the page before; none for the first page." maxLength:"400"`
	Limit  int    `query:"limit" doc:"Items a page." minimum:"1" maximum:"500" default:"100"`
}

// Page returns what services take.
func (p PageInput) Page() directory.Page { return directory.Page{Cursor: p.Cursor, Limit: p.Limit} }

// VersionInput is the version that a change is of; to embed in the input of an operation that changes what two people may
// edit (RFC 9110, section 13.1.1).
type VersionInput struct {
	IfMatch string `header:"If-Match" doc:"The ETag of what the caller has read." maxLength:"40"`
}

// Version returns the version, or the refusal of a request without one.
func (v VersionInput) Version() (int64, error) {
	if v.IfMatch == "" {
		return 0, problem.New(problem.Unconditional)
	}
	version, err := strconv.ParseInt(strings.Trim(v.IfMatch, `"`), 10, 64)
	if err != nil {
		return 0, problem.New(problem.Stale)
	}
	return version, nil
}

// ETag returns the entity tag of a version, for an output's `header:"ETag"`.
func ETag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }

// Text is a name in both languages.
type Text struct {
	VI string `json:"vi" example:"Xã Chiêm Hoá"`
	EN string `json:"en" example:"Chiem Hoa Commune"`
}

// UnitRef is a unit where something else is told.
type UnitRef struct {
	Catalogue string          `json:"catalogue" doc:"The version of the catalogue that the code is from." example:"tuyen-quang-2025-07"`
	Code      string          `json:"code" example:"02287"`
	Level     directory.Level `json:"level" enum:"province,district,commune,agency"`
	Name      string          `json:"name" doc:"In the caller's language." example:"Xã Chiêm Hoá"`
}

// NewUnitRef tells of a unit in a language.
func NewUnitRef(unit *directory.Unit, lang string) *UnitRef {
	return &UnitRef{Catalogue: unit.Catalogue, Code: unit.Code, Level: unit.Level, Name: InLanguage(unit.Name, lang)}
}

// InLanguage picks a text's language.
func InLanguage(text directory.Text, lang string) string {
	if lang == "en" && text.EN != "" {
		return text.EN
	}
	return text.VI
}

package directory

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/text"
)

// Limits of what is kept.
const (
	MaxCode      = 35 // characters of a unit's code, and of an agency's (QĐ 20/2020)
	MaxMembers   = 2000
	MaxTerminals = 50
	MaxSeats     = 10_000
	MaxLineKbps  = 100_000_000
)

var (
	// unitCode is what codes of units look like: groups of 0-9 A-Z split by dots.
	unitCode = regexp.MustCompile(`^[0-9A-Z]+(\.[0-9A-Z]+)*$`)
	// agencyCode takes older forms too.
	agencyCode = regexp.MustCompile(`^[0-9A-Za-z]+([.\-][0-9A-Za-z]+)*$`)
	// catalogueVersion goes into paths and addresses.
	catalogueVersion = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	roomName         = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	entryCode        = regexp.MustCompile(`^[0-9A-Za-zĐđ]+([._\-/][0-9A-Za-zĐđ]+)*$`)
	phoneNumber      = regexp.MustCompile(`^\+?[0-9][0-9 ().\-]{2,29}$`)
)

const maxIdentifier = 64

// Levels lists the levels of units.
func Levels() []Level { return []Level{Province, District, Commune, Agency} }

// Reasons of this area's refusals of single fields.
const (
	reasonCode     = "directory.code"
	reasonSlug     = "directory.slug"
	reasonDate     = "directory.date"
	reasonPeriod   = "directory.period"
	reasonMail     = "directory.mail"
	reasonPhone    = "directory.phone"
	reasonUnknown  = "unknown"
	reasonTwice    = "duplicate"
	reasonRange    = "out_of_range"
	reasonTooMany  = "directory.too_many"
	reasonRequired = text.ReasonRequired
)

// CheckCatalogue cleans and checks a catalogue.
func CheckCatalogue(c *Catalogue) error {
	var form text.Form
	form.Check(len(c.Version) <= maxIdentifier && catalogueVersion.MatchString(c.Version), "version", reasonSlug)
	form.Required("title", &c.Title, text.Name)
	form.Check(isDate(c.ValidFrom), "validFrom", reasonDate)
	checkPeriod(&form, c.ValidFrom, c.ValidTo)
	return form.Err()
}

// CheckUnit cleans and checks what a unit says of itself.
func CheckUnit(u *Unit) error {
	var form text.Form
	form.Check(isCode(u.Code), "code", reasonCode)
	form.Check(u.ParentCode == "" || isCode(u.ParentCode), "parentCode", reasonCode)
	form.Check(u.ParentCode == "" || u.ParentCode != u.Code, "parentCode", "directory.cycle")
	form.Check(slices.Contains(Levels(), u.Level), "level", reasonUnknown)
	form.Required("name.vi", &u.Name.VI, text.Name)
	form.Line("name.en", &u.Name.EN, text.Name)
	form.Check(u.AgencyCode == "" || len(u.AgencyCode) <= MaxCode && agencyCode.MatchString(u.AgencyCode), "agencyCode", reasonCode)
	form.Check(u.ValidFrom == "" || isDate(u.ValidFrom), "validFrom", reasonDate)
	checkPeriod(&form, u.ValidFrom, u.ValidTo)
	return form.Err()
}

func checkPeriod(form *text.Form, from, to string) {
	switch {
	case to == "":
	case !isDate(to):
		form.Add("validTo", reasonDate)
	case to < from:
		form.Add("validTo", reasonPeriod)
	}
}

func isCode(code string) bool { return len(code) <= MaxCode && unitCode.MatchString(code) }

func isDate(value string) bool {
	_, err := time.Parse(time.DateOnly, value)
	return err == nil
}

// CheckPerson cleans and checks what a person's record says.
func CheckPerson(p *Person) error {
	var form text.Form
	checkPerson(&form, p)
	return form.Err()
}

func checkPerson(form *text.Form, p *Person) {
	form.Required("name", &p.Name, text.Name)
	form.Line("title", &p.Title, text.Name)
	form.Check(!p.Unit.IsZero(), "unit", reasonRequired)
	p.Mail, p.Phone = strings.TrimSpace(p.Mail), strings.TrimSpace(p.Phone)
	form.Check(p.Mail == "" || isMail(p.Mail), "mail", reasonMail)
	form.Check(p.Phone == "" || phoneNumber.MatchString(p.Phone), "phone", reasonPhone)
	seen := map[Assignment]bool{}
	for _, role := range p.Roles {
		key := Assignment{Role: role.Role, Unit: role.Unit}
		form.Check(role.Role.Valid(), "roles", reasonUnknown)
		form.Check(!role.Unit.IsZero(), "roles", reasonRequired)
		form.Check(!seen[key], "roles", reasonTwice)
		seen[key] = true
	}
	form.Check(len(p.Roles) <= maxRoles, "roles", reasonTooMany, maxRoles)
}

const (
	maxRoles = 50
	maxMail  = 254 // RFC 5321, section 4.5.3.1.3
)

// isMail reports whether value is a plain address (RFC 5321), which a mail's header can take without quoting.
func isMail(value string) bool {
	address, err := mail.ParseAddress(value)
	if err != nil || address.Address != value || len(value) > maxMail {
		return false
	}
	return !strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),:;<>[\]`, r) })
}

// CheckEntry cleans and checks an entry.
func CheckEntry(e *Entry) error {
	var form text.Form
	form.Check(slices.Contains(EntryKinds(), e.Kind), "kind", reasonUnknown)
	form.Check(len(e.Code) <= MaxCode && entryCode.MatchString(e.Code), "code", reasonCode)
	form.Required("name.vi", &e.Name.VI, text.Name)
	form.Line("name.en", &e.Name.EN, text.Name)
	form.Check(e.Symbol == "" || len(e.Symbol) <= MaxCode && entryCode.MatchString(e.Symbol), "symbol", reasonCode)
	form.Line("superior", &e.Superior, text.Name)
	form.Check(e.Order >= 0 && e.Order <= maxOrder, "order", reasonRange, 0, maxOrder)
	if e.Kind != IssuingAgencies {
		e.Superior, e.Unit = "", UnitKey{}
	}
	e.Regular = e.Regular && e.Kind == MeetingTypes
	return form.Err()
}

const maxOrder = 1_000_000

// CheckGroup cleans and checks a group.
func CheckGroup(g *Group) error {
	var form text.Form
	form.Required("name", &g.Name, text.Name)
	form.Check(!g.Unit.IsZero(), "unit", reasonRequired)
	form.Check(len(g.Sites) <= MaxMembers, "sites", reasonTooMany, MaxMembers)
	noted := map[string]bool{}
	for i, site := range g.Sites {
		form.Check(!noted[site], item("sites", i), reasonTwice)
		noted[site] = true
	}
	return limited(form.Fields())
}

// CheckList cleans and checks an invitation list.
func CheckList(l *List) error {
	var form text.Form
	form.Required("name", &l.Name, text.Name)
	form.Check(!l.Unit.IsZero(), "unit", reasonRequired)
	form.Check(len(l.Members) <= MaxMembers, "members", reasonTooMany, MaxMembers)
	noted := map[Member]bool{}
	for i, member := range l.Members {
		key := Member{Kind: member.Kind, Unit: member.Unit, ID: member.ID}
		switch member.Kind {
		case MemberUnit:
			form.Check(!member.Unit.IsZero() && member.ID == "", item("members", i), reasonRequired)
		case MemberPerson, MemberSite, MemberGroup:
			form.Check(member.Unit.IsZero() && member.ID != "", item("members", i), reasonRequired)
		default:
			form.Add(item("members", i), reasonUnknown)
		}
		form.Check(!noted[key], item("members", i), reasonTwice)
		noted[key] = true
	}
	return limited(form.Fields())
}

// maxFields is how many faults are told at once.
const maxFields = 100

func limited(fields []fault.Field) error {
	return fault.InvalidFields("form", fields[:min(len(fields), maxFields)])
}

// CheckReform checks a reform of a unit, which is given as it will be.
func CheckReform(ended *Unit, reform Reform) error {
	var form text.Form
	form.Check(isDate(reform.ValidTo), "validTo", reasonDate)
	checkPeriod(&form, ended.ValidFrom, ended.ValidTo)
	form.Check(!slices.Contains(reform.Successors, ended.Key()), "successors", "directory.cycle")
	form.Check(len(reform.Successors) <= maxSuccessors, "successors", reasonTooMany, maxSuccessors)
	seen := map[UnitKey]bool{}
	for i, key := range reform.Successors {
		form.Check(!seen[key], item("successors", i), reasonTwice)
		seen[key] = true
	}
	form.Check(!reform.Move || len(reform.Successors) == 1, "move", "directory.one_successor")
	return form.Err()
}

const maxSuccessors = 100

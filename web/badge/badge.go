// Package badge is what others in a room are told about whoever is there.
package badge

import (
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// titles are the words for the roles that a site's name is followed by; a chair and a delegate speak for their site.
var titles = map[identity.Role]directory.Text{
	identity.Secretary:  {VI: "Thư ký", EN: "Secretary"},
	identity.Guest:      {VI: "Khách mời", EN: "Guest"},
	identity.Technician: {VI: "Kỹ thuật", EN: "Technician"},
	identity.UnitAdmin:  {VI: "Quản trị đơn vị", EN: "Unit administrator"},
	identity.Admin:      {VI: "Quản trị", EN: "Administrator"},
	identity.Leader:     {VI: "Lãnh đạo", EN: "Leader"},
}

// NameEN and SiteEN are the attributes that have the name and the site in English, where it has a name in English.
const (
	NameEN = "name_en"
	SiteEN = "site_en"
)

// Of returns the name that a person bears in a room, and the attributes that tell others about them: role, person, their
// position if they have one, site, unit. The unit is nil for those who are of none.
func Of(role identity.Role, person, position string, unit *directory.Unit) (name string, attributes map[string]string) {
	attributes = map[string]string{"role": string(role), "person": person}
	if position != "" {
		attributes["position"] = position
	}
	if unit == nil {
		return person, attributes
	}
	name = directory.SiteName(*unit)
	attributes["site"], attributes["unit"] = name, unit.Code
	title, titled := titles[role]
	if english := directory.SiteNameEN(*unit); english != "" {
		attributes[SiteEN], attributes[NameEN] = english, english
		if titled {
			attributes[NameEN] += " (" + title.EN + ")"
		}
	}
	if titled {
		name += " (" + title.VI + ")"
	}
	return name, attributes
}

// Package badge is what others in a room are told about whoever is there.
package badge

import (
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
)

// titles are the Vietnamese words for the roles that a site's name is followed by; a chair and a delegate speak for their
// site.
var titles = map[identity.Role]string{
	identity.Secretary:  "Thư ký",
	identity.Guest:      "Khách mời",
	identity.Technician: "Kỹ thuật",
	identity.UnitAdmin:  "Quản trị đơn vị",
	identity.Admin:      "Quản trị",
	identity.Leader:     "Lãnh đạo",
}

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
	if title, found := titles[role]; found {
		name += " (" + title + ")"
	}
	return name, attributes
}

package demo

import (
	"slices"

	"giaoban/scheduler/directory"
)

const (
	before = "tuyen-quang-2025-06"
	// ProvinceList is the id of the list of all communes.
	ProvinceList = directory.ListPrefix + "demoToanTinh"
)

// successions of the reform, as far as the catalogues tell them: the unit that kept a code took its bearer's place.
func successions(old, units []directory.Unit) []directory.Succession {
	var all []directory.Succession
	for i := range units {
		if slices.ContainsFunc(old, func(unit directory.Unit) bool { return unit.Code == units[i].Code }) {
			all = append(all, directory.Succession{From: directory.UnitKey{Catalogue: before, Code: units[i].Code}, To: units[i].Key()})
		}
	}
	return all
}

// groups returns a group of sites (cụm) for each former district of Tuyên Quang, and one for the communes that came from
// Hà Giang, whose districts the catalogues do not tell.
func groups(old, units []directory.Unit) []directory.Group {
	district := map[string]string{} // of communes before the reform
	names := map[string]string{}
	for _, unit := range old {
		if unit.Level == directory.District {
			names[unit.Code] = directory.PlaceName(unit.Name.VI)
		}
		district[unit.Code] = unit.ParentCode
	}
	owner := directory.UnitKey{Catalogue: Current, Code: ProvinceCode}
	const hagiang = "HG"
	names[hagiang] = "Hà Giang"
	byDistrict := map[string]*directory.Group{}
	var codes []string
	for i := range units {
		if units[i].Level != directory.Commune {
			continue
		}
		code, known := district[units[i].Code]
		if !known {
			code = hagiang
		}
		if byDistrict[code] == nil {
			byDistrict[code] = &directory.Group{ID: directory.GroupPrefix + "demo" + code, Name: "Cụm " + names[code], Unit: owner}
			codes = append(codes, code)
		}
		byDistrict[code].Sites = append(byDistrict[code].Sites, RoomName(units[i].Code))
	}
	slices.Sort(codes)
	all := make([]directory.Group, len(codes))
	for i, code := range codes {
		all[i] = *byDistrict[code]
	}
	return all
}

// lists returns the saved invitation lists: all communes, all bodies of the province, and both with the groups' sites.
func lists(units, bodies []directory.Unit) []directory.List {
	owner := directory.UnitKey{Catalogue: Current, Code: ProvinceCode}
	communes := directory.List{ID: ProvinceList, Name: "Toàn tỉnh", Unit: owner}
	for i := range units {
		if units[i].Level == directory.Commune {
			communes.Members = append(communes.Members, directory.Member{Kind: directory.MemberUnit, Unit: units[i].Key()})
		}
	}
	departments := directory.List{ID: directory.ListPrefix + "demoSoNganh", Name: "Các sở, ngành", Unit: owner}
	for i := range bodies {
		departments.Members = append(departments.Members, directory.Member{Kind: directory.MemberUnit, Unit: bodies[i].Key()})
	}
	return []directory.List{communes, departments}
}

package directory

import "strings"

// kinds of units as they start a Vietnamese name; the longer ones first.
var kinds = []string{"Thành phố ", "Thị trấn ", "Thị xã ", "Đặc khu ", "Huyện ", "Phường ", "Quận ", "Tỉnh ", "Xã "}

// PlaceName returns a unit's Vietnamese name without its kind: "Chiêm Hoá" for "Xã Chiêm Hoá".
func PlaceName(name string) string {
	for _, kind := range kinds {
		if rest, found := strings.CutPrefix(name, kind); found && rest != "" {
			return rest
		}
	}
	return name
}

// SiteName returns the name that a unit's room bears in a conference: "Điểm cầu Chiêm Hoá", and for the province, the
// main site, "Điểm cầu trung tâm Tuyên Quang".
func SiteName(unit Unit) string {
	if unit.Level == Province {
		return "Điểm cầu trung tâm " + PlaceName(unit.Name.VI)
	}
	return "Điểm cầu " + PlaceName(unit.Name.VI)
}

// SiteNameEN is SiteName in English, "Chiem Hoa site" and "Tuyen Quang main site"; "" when the unit has no name in English.
func SiteNameEN(unit Unit) string {
	place := unit.Name.EN
	if place == "" {
		return ""
	}
	for _, level := range levelsEN {
		place = strings.TrimSuffix(strings.TrimPrefix(place, level+" "), " "+level)
	}
	if unit.Level == Province {
		return place + " main site"
	}
	return place + " site"
}

// levelsEN are the words for levels before or after a unit's name in English.
var levelsEN = []string{"Province", "City", "District", "Town", "Township", "Commune", "Ward", "Special Zone"}

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

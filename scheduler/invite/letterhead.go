package invite

import (
	"strings"

	"giaoban/scheduler/directory"
)

// Letterhead is what stands at the top of an agency's documents.
type Letterhead struct {
	Parent string // "" = none
	Agency string
	Symbol string // the agency's abbreviation, "UBND"
	Place  string
}

// NewLetterhead makes a letterhead. What the catalogue of issuing agencies does not say follows from the unit: a province
// or commune issues as its people's committee, any other unit by its own name below the committee above it.
func NewLetterhead(from directory.Heading) *Letterhead {
	head := &Letterhead{Symbol: from.Symbol, Place: placeName(from.Unit)}
	switch {
	case from.Agency != "":
		head.Agency, head.Parent = from.Agency, from.Superior
	case from.Level == directory.Agency:
		head.Agency, head.Parent = from.Unit, committee(from.Parent)
	default:
		head.Agency = committee(from.Unit)
	}
	if from.Level == directory.Agency {
		head.Place = placeName(from.Root)
	}
	if head.Symbol == "" {
		head.Symbol = abbreviation(head.Agency)
	}
	head.Agency, head.Parent = strings.ToUpper(split(head.Agency)), strings.ToUpper(split(head.Parent))
	return head
}

// split sets the place of a people's committee on a line of its own, as headings have it.
func split(agency string) string {
	if rest, found := strings.CutPrefix(agency, committeeName+" "); found {
		return committeeName + "\n" + rest
	}
	return agency
}

const committeeName = "Ủy ban nhân dân"

func committee(unit string) string {
	if unit == "" {
		return ""
	}
	kind, rest, found := strings.Cut(unit, " ")
	if !found {
		return committeeName + "\n" + unit
	}
	return committeeName + "\n" + strings.ToLower(kind) + " " + rest
}

// placeName leaves out the word before a place's name: "Tỉnh Tuyên Quang" is "Tuyên Quang".
func placeName(unit string) string {
	for _, kind := range []string{"Tỉnh ", "Thành phố ", "Huyện ", "Xã ", "Phường ", "Thị trấn ", "Đặc khu "} {
		if rest, found := strings.CutPrefix(unit, kind); found && rest != "" {
			return rest
		}
	}
	return unit
}

// abbreviation takes the first letters of an agency's name, of a people's committee the usual ones.
func abbreviation(agency string) string {
	if strings.HasPrefix(strings.ToLower(agency), strings.ToLower(committeeName)) {
		return "UBND"
	}
	var letters []rune
	for _, word := range strings.Fields(agency) {
		for _, r := range strings.ToUpper(word) {
			letters = append(letters, r)
			break
		}
	}
	return string(letters)
}

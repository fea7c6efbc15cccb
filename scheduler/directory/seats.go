package directory

import (
	"slices"
	"strconv"

	"giaoban/internal/text"
)

const (
	maxGrid   = 100
	maxBlocks = 200
	maxLabel  = 20
)

var (
	blockKinds    = []BlockKind{BlockRow, BlockTable, BlockStage, BlockScreen, BlockDoor}
	terminalKinds = []TerminalKind{TerminalPC, TerminalCodec, TerminalTablet, TerminalOther}
)

// CheckRoom cleans and checks what a room says, its seat map and terminals too.
func CheckRoom(r *Room) error {
	var form text.Form
	form.Check(len(r.Name) <= maxIdentifier && roomName.MatchString(r.Name), "name", reasonSlug)
	form.Required("title.vi", &r.Title.VI, text.Name)
	form.Line("title.en", &r.Title.EN, text.Name)
	form.Line("description.vi", &r.Description.VI, text.Note)
	form.Line("description.en", &r.Description.EN, text.Note)
	form.Check(r.Seats >= 0 && r.Seats <= MaxSeats, "seats", reasonRange, 0, MaxSeats)
	form.Check(r.LineKbps >= 0 && r.LineKbps <= MaxLineKbps, "lineKbps", reasonRange, 0, MaxLineKbps)
	checkTerminals(&form, r.Terminals)
	checkSeatMap(&form, &r.SeatMap)
	if planned := r.SeatMap.Count(); planned > r.Seats {
		form.Add("seats", "directory.seats", planned)
	}
	return limited(form.Fields())
}

func checkTerminals(form *text.Form, terminals []Terminal) {
	form.Check(len(terminals) <= MaxTerminals, "terminals", reasonTooMany, MaxTerminals)
	for i := range terminals {
		at := item("terminals", i)
		form.Required(at+".name", &terminals[i].Name, text.Name)
		form.Line(at+".note", &terminals[i].Note, text.Note)
		form.Check(slices.Contains(terminalKinds, terminals[i].Kind), at+".kind", reasonUnknown)
	}
}

// checkSeatMap checks that everything stands on the plan and no two seats have one label.
func checkSeatMap(form *text.Form, m *SeatMap) {
	before := len(form.Fields())
	form.Check(m.Columns >= 0 && m.Columns <= maxGrid, "seatMap.columns", reasonRange, 0, maxGrid)
	form.Check(m.Rows >= 0 && m.Rows <= maxGrid, "seatMap.rows", reasonRange, 0, maxGrid)
	form.Check(len(m.Blocks) <= maxBlocks, "seatMap.blocks", reasonTooMany, maxBlocks)
	form.Check(m.Count() <= MaxSeats, "seatMap.blocks", reasonTooMany, MaxSeats)
	if len(form.Fields()) > before {
		return
	}
	labels := map[string]bool{}
	for i := range m.Blocks {
		block, at := &m.Blocks[i], item("seatMap.blocks", i)
		form.Check(slices.Contains(blockKinds, block.Kind), at+".kind", reasonUnknown)
		form.Line(at+".name", &block.Name, text.Name)
		within := block.X >= 0 && block.Y >= 0 && block.Width >= 1 && block.Height >= 1 &&
			block.X <= m.Columns-block.Width && block.Y <= m.Rows-block.Height
		form.Check(within, at, "directory.off_plan")
		for j := range block.Seats {
			seat, at := &block.Seats[j], item(at+".seats", j)
			form.Required(at+".label", &seat.Label, maxLabel)
			form.Line(at+".name", &seat.Name, text.Name)
			form.Check(!labels[seat.Label], at+".label", reasonTwice)
			labels[seat.Label] = true
		}
	}
}

// item names one of a list's items: "sites[3]".
func item(list string, index int) string { return list + "[" + strconv.Itoa(index) + "]" }

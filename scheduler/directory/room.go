package directory

// Room is a conference room that people can enter, and a site (điểm cầu): a place with a screen, a camera and seats.
type Room struct {
	Name        string // its id in the media plane and in URLs
	Title       Text
	Description Text
	Unit        *Unit // nil when it belongs to none
	Practice    bool  // for trying out; nothing official happens here
	Active      bool  // in use
	Seats       int   // how many fit in; at least those of the seat map
	LineKbps    int64 // what the site's line carries, kbit/s each way; 0 = not known
	Version     int64
	// SeatMap and Terminals are told of a single room only.
	SeatMap   SeatMap
	Terminals []Terminal
}

// Terminal is a device that stands in a room and speaks for those who sit there.
type Terminal struct {
	ID   string       // "TM_…"; "" = a new one
	Name string       // such as "Máy chính"
	Kind TerminalKind // what it is
	Note string       // serial number, where it stands
}

// TerminalKind is the kind of a terminal.
type TerminalKind string

// Kinds of terminals.
const (
	TerminalPC     TerminalKind = "pc"     // a computer with a browser
	TerminalCodec  TerminalKind = "codec"  // a conference codec
	TerminalTablet TerminalKind = "tablet" // a tablet or phone
	TerminalOther  TerminalKind = "other"
)

// TerminalPrefix starts the ids of terminals.
const TerminalPrefix = "TM_"

// SeatMap is the plan of a room on a grid: blocks of seats and where they stand.
type SeatMap struct {
	Columns int         `json:"columns" minimum:"0" maximum:"100" doc:"Width of the plan in cells; 0 = no plan."`
	Rows    int         `json:"rows" minimum:"0" maximum:"100" doc:"Depth of the plan in cells."`
	Blocks  []SeatBlock `json:"blocks" nullable:"false" maxItems:"200"`
}

// SeatBlock is a row of seats or a table, or a thing that is no seat such as the screen.
type SeatBlock struct {
	Kind   BlockKind `json:"kind" enum:"row,table,stage,screen,door"`
	Name   string    `json:"name" maxLength:"800" doc:"Such as Bàn chủ toạ; may be empty."`
	X      int       `json:"x" minimum:"0" maximum:"99" doc:"Left cell, from 0."`
	Y      int       `json:"y" minimum:"0" maximum:"99" doc:"Top cell, from 0; the front is at the top."`
	Width  int       `json:"width" minimum:"1" maximum:"100"`
	Height int       `json:"height" minimum:"1" maximum:"100"`
	Seats  []Seat    `json:"seats" nullable:"false" maxItems:"200" doc:"From left to right; round a table clockwise."`
}

// BlockKind is the kind of a block.
type BlockKind string

// Kinds of blocks.
const (
	BlockRow    BlockKind = "row"
	BlockTable  BlockKind = "table"
	BlockStage  BlockKind = "stage"
	BlockScreen BlockKind = "screen"
	BlockDoor   BlockKind = "door"
)

// Seat is one seat.
type Seat struct {
	Label string `json:"label" maxLength:"80" doc:"Unique in the room, such as A1."`
	Name  string `json:"name,omitempty" maxLength:"800" doc:"The name plate; empty for a seat that is free."`
}

// Count returns how many seats the plan has.
func (m *SeatMap) Count() int {
	total := 0
	for i := range m.Blocks {
		total += len(m.Blocks[i].Seats)
	}
	return total
}

// RoomQuery selects rooms that are in use.
type RoomQuery struct {
	Text     string  // as in UnitQuery
	Unit     UnitKey // of this unit; zero = of any
	Below    bool    // of units below Unit as well
	Inactive bool    // those out of use instead
	Page
}

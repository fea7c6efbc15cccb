package clash

import (
	"slices"
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/workday"
)

// Busy is a meeting that takes place some time, with what it needs: people, and its sites at the places in question.
type Busy struct {
	ID                   string
	Title                string
	Host                 directory.Text
	HostPath             string
	Start, End           time.Time
	State                plan.State
	Mode                 plan.Mode
	ChairID, SecretaryID string
	Sites                []plan.Site
	// People are those of the plan in question who are invited to this meeting too.
	People []plan.Ref
	// Seen means that the asker may see its title.
	Seen bool

	rooms map[string]bool           // of Sites
	needs map[directory.UnitKey]int // of Sites, kbit/s
}

// index prepares a meeting for being asked often.
func (b *Busy) index() {
	b.rooms, b.needs = map[string]bool{}, map[directory.UnitKey]int{}
	d := plan.Draft{Mode: b.Mode}
	for i := range b.Sites {
		site := &b.Sites[i]
		b.needs[site.Unit] += d.Need(site)
		if site.Room != "" {
			b.rooms[site.Room] = true
		}
	}
}

func (b *Busy) overlaps(start, end time.Time) bool { return b.Start.Before(end) && start.Before(b.End) }

func (b *Busy) other() Other {
	other := Other{ID: b.ID, Host: b.Host, Start: b.Start, End: b.End, State: b.State}
	if b.Seen {
		other.Title = b.Title
	}
	return other
}

// Place is everything that may stand in a plan's way.
type Place struct {
	Busy  []Busy // within the time that is looked at
	Rooms []Room // of the plan, and the others of its units
	Names map[string]string
	Units map[directory.UnitKey]directory.Text

	ready  bool
	byName map[string]*Room
	lines  map[directory.UnitKey]int // kbit/s; the widest of a unit's rooms in use
}

func (p *Place) index() {
	if p.ready {
		return
	}
	p.ready, p.byName, p.lines = true, map[string]*Room{}, map[directory.UnitKey]int{}
	for i := range p.Busy {
		p.Busy[i].index()
	}
	for i := range p.Rooms {
		room := &p.Rooms[i]
		p.byName[room.Name] = room
		if room.Active {
			p.lines[room.Unit] = max(p.lines[room.Unit], room.LineKbps)
		}
	}
}

// Find returns what stands in the way of a plan at its time.
func Find(d *plan.Draft, p *Place) []Clash {
	p.index()
	found := roomClashes(d, p)
	for i := range found {
		found[i].Rooms = freeRooms(d, p, found[i].unit)
	}
	found = append(found, peopleClashes(d, p)...)
	return append(found, lineClashes(d, p)...)
}

func roomClashes(d *plan.Draft, p *Place) []Clash {
	var found []Clash
	for i := range d.Sites {
		site := &d.Sites[i]
		if site.Room == "" {
			continue
		}
		c := Clash{Kind: RoomTaken, Subject: site.Room, unit: site.Unit}
		for j := range p.Busy {
			if b := &p.Busy[j]; b.overlaps(d.Start, d.End) && b.rooms[site.Room] {
				c.Meetings = append(c.Meetings, b.other())
			}
		}
		if room := p.byName[site.Room]; room != nil {
			c.SubjectName = room.Title
			if !room.Active && len(c.Meetings) == 0 {
				c.Kind = RoomInactive
			}
		}
		if len(c.Meetings) > 0 || c.Kind == RoomInactive {
			found = append(found, c)
		}
	}
	return found
}

// freeRooms returns the rooms of a unit that neither the plan nor any meeting at its time uses.
func freeRooms(d *plan.Draft, p *Place, unit directory.UnitKey) []Room {
	const most = 5
	var free []Room
	for _, room := range p.Rooms {
		if len(free) == most {
			break
		}
		if room.Unit != unit || !room.Active || slices.ContainsFunc(d.Sites, func(site plan.Site) bool { return site.Room == room.Name }) {
			continue
		}
		if !slices.ContainsFunc(p.Busy, func(b Busy) bool { return b.overlaps(d.Start, d.End) && b.rooms[room.Name] }) {
			free = append(free, room)
		}
	}
	return free
}

func peopleClashes(d *plan.Draft, p *Place) []Clash {
	kinds := map[string]Kind{}
	for i := range d.Agenda {
		kinds[d.Agenda[i].PresenterID] = PersonBusy
	}
	kinds[d.SecretaryID], kinds[d.ChairID] = SecretaryBusy, ChairBusy // chairing weighs more
	delete(kinds, "")
	byPerson := map[string]*Clash{}
	var order []string
	add := func(personID, name string, b *Busy) {
		c := byPerson[personID]
		if c == nil {
			c = &Clash{Kind: PersonBusy, Subject: personID, SubjectName: directory.Text{VI: name, EN: name}}
			if kind, named := kinds[personID]; named {
				c.Kind = kind
			}
			byPerson[personID], order = c, append(order, personID)
		}
		if len(c.Meetings) == 0 || c.Meetings[len(c.Meetings)-1].ID != b.ID {
			c.Meetings = append(c.Meetings, b.other())
		}
	}
	for i := range p.Busy {
		b := &p.Busy[i]
		if !b.overlaps(d.Start, d.End) {
			continue
		}
		for _, leader := range []string{b.ChairID, b.SecretaryID} {
			if _, needed := kinds[leader]; needed {
				add(leader, p.Names[leader], b)
			}
		}
		for _, person := range b.People {
			add(person.ID, person.Name, b)
		}
	}
	found := make([]Clash, 0, len(order))
	for _, personID := range order {
		found = append(found, *byPerson[personID])
	}
	slices.SortStableFunc(found, func(a, b Clash) int { return rank(a.Kind) - rank(b.Kind) })
	return found
}

func rank(kind Kind) int { return slices.Index([]Kind{ChairBusy, SecretaryBusy, PersonBusy}, kind) }

// lineClashes adds up, for each unit that takes part, what the plan and the meetings at its time need of its line. A
// unit has one line: the widest that any of its rooms is known to have.
func lineClashes(d *plan.Draft, p *Place) []Clash {
	var found []Clash
	seen := map[directory.UnitKey]bool{}
	for i := range d.Sites {
		unit := d.Sites[i].Unit
		line := p.lines[unit]
		if seen[unit] || line == 0 {
			continue
		}
		seen[unit] = true
		own := need(d, d.Sites, unit)
		if own == 0 {
			continue
		}
		most, others := peak(d, p, unit, own)
		if most > line {
			found = append(found, Clash{
				Kind: LineFull, Subject: unit.String(), SubjectName: p.Units[unit], Meetings: others, NeedKbps: most, LineKbps: line,
			})
		}
	}
	return found
}

// need is what a meeting needs of a unit's line.
func need(d *plan.Draft, sites []plan.Site, unit directory.UnitKey) int {
	total := 0
	for i := range sites {
		if sites[i].Unit == unit {
			total += d.Need(&sites[i])
		}
	}
	return total
}

// peak returns the most that a unit's line must carry at any moment of the plan, and the other meetings of that moment.
func peak(d *plan.Draft, p *Place, unit directory.UnitKey, own int) (most int, others []Other) {
	moments := []time.Time{d.Start}
	for i := range p.Busy {
		if start := p.Busy[i].Start; start.After(d.Start) && start.Before(d.End) {
			moments = append(moments, start)
		}
	}
	for _, moment := range moments {
		total, there := own, []Other(nil)
		for i := range p.Busy {
			b := &p.Busy[i]
			if b.Start.After(moment) || !b.End.After(moment) {
				continue
			}
			if needed := b.needs[unit]; needed > 0 {
				total += needed
				there = append(there, b.other())
			}
		}
		if total > most {
			most, others = total, there
		}
	}
	return most, others
}

// Working hours in which a free time is looked for.
const (
	dayStart = 7*time.Hour + 30*time.Minute
	dayEnd   = 17*time.Hour + 30*time.Minute
	step     = 30 * time.Minute
	// Ahead is how far a free time is looked for.
	Ahead = 14 * 24 * time.Hour
)

// NextFree returns the next time after the plan's own when nothing stands in its way: on a working day, and within
// working hours if it fits there. Nil when there is none, or when no other time helps: what is in the way is not held at
// a time.
func NextFree(d *plan.Draft, p *Place, calendar *workday.Calendar) *Slot {
	p.index()
	if !inTheWay(d, p) {
		return nil
	}
	length := d.End.Sub(d.Start)
	for start := d.Start.Truncate(step).Add(step); start.Before(d.Start.Add(Ahead)); start = start.Add(step) {
		end := start.Add(length)
		if !calendar.IsWorking(start) || !withinHours(start, end, calendar.Zone()) {
			continue
		}
		moved := *d
		moved.Start, moved.End = start, end
		if !inTheWay(&moved, p) {
			return &Slot{Start: start.UTC(), End: end.UTC()}
		}
	}
	return nil
}

// inTheWay is Find for those who only ask whether: without listing what.
func inTheWay(d *plan.Draft, p *Place) bool {
	near := *p
	near.Busy = nil
	for i := range p.Busy {
		if p.Busy[i].overlaps(d.Start, d.End) {
			near.Busy = append(near.Busy, p.Busy[i])
		}
	}
	return slices.ContainsFunc(roomClashes(d, &near), func(c Clash) bool { return len(c.Meetings) > 0 }) ||
		len(peopleClashes(d, &near)) > 0 ||
		slices.ContainsFunc(lineClashes(d, &near), func(c Clash) bool { return len(c.Meetings) > 0 })
}

func withinHours(start, end time.Time, zone *time.Location) bool {
	local := start.In(zone)
	year, month, day := local.Date()
	midnight := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if start.Before(midnight.Add(dayStart)) {
		return false
	}
	return !end.After(midnight.Add(dayEnd)) || end.Sub(start) > dayEnd-dayStart && start.Equal(midnight.Add(dayStart))
}

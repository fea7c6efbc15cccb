package inviter

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
)

// Added tells what became of targets.
type Added struct {
	Added   int
	Present int   // were invited already
	Unknown []int // indices of targets that are not there, or no longer in use
}

// Add puts targets on a meeting's list, as drafts until they are issued. Those on it already are left as they are.
func (s *Service) Add(ctx context.Context, by directory.By, meetingID string, targets []invite.Target) (*Added, error) {
	m, err := s.managed(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	if err := openFor(m); err != nil {
		return nil, err
	}
	if err := checkTargets(targets); err != nil {
		return nil, err
	}
	contacts, unknown, err := s.expand(ctx, targets)
	if err != nil {
		return nil, err
	}
	result := &Added{Unknown: unknown}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		added, err := s.add(ctx, tx, m, contacts)
		if err != nil {
			return err
		}
		result.Added, result.Present = added, len(contacts)-added
		return s.Audit.In(tx).Append(ctx, by.Actor, "invitation.listed", "meeting:"+meetingID, map[string]any{"added": added, "targets": targets})
	})
	if err != nil {
		return nil, err
	}
	s.changed(meetingID)
	return result, nil
}

func checkTargets(targets []invite.Target) error {
	if len(targets) > maxTargets {
		return fault.New(fault.TooLarge, "invite.too_many_targets", maxTargets)
	}
	var fields []fault.Field
	for i, t := range targets {
		at := fmt.Sprintf("targets[%d]", i)
		if !slices.Contains(invite.TargetKinds(), t.Kind) {
			fields = append(fields, fault.Field{Location: at + ".kind", Reason: "invite.kind"})
		}
		if t.Role != "" && !slices.Contains(invite.Roles(), t.Role) {
			fields = append(fields, fault.Field{Location: at + ".role", Reason: "invite.role"})
		}
		byUnit := t.Kind == invite.TargetUnit || t.Kind == invite.TargetSubtree
		if byUnit == t.Unit.IsZero() || byUnit != (t.ID == "") {
			fields = append(fields, fault.Field{Location: at, Reason: "invite.target"})
		}
	}
	return fault.InvalidFields("form", fields)
}

func (s *Service) add(ctx context.Context, tx bun.Tx, m *plan.Meeting, contacts []invite.Contact) (int, error) {
	present, err := s.Store.All(ctx, tx, m.ID)
	if err != nil {
		return 0, err
	}
	if len(present)+len(contacts) > maxInvited {
		return 0, fault.New(fault.TooLarge, "invite.too_many", maxInvited)
	}
	var order int64
	known := make(map[string]*invite.Invitation, len(present))
	for i := range present {
		order = max(order, present[i].Order)
		known[present[i].Target()] = &present[i]
	}
	var fresh []invite.Invitation
	again := 0
	for i := range contacts {
		order++
		in := s.newInvitation(m, &contacts[i], order)
		earlier, found := known[in.Target()]
		switch {
		case !found:
			fresh = append(fresh, *in)
		case earlier.State == invite.Withdrawn: // invited anew
			in.ID, in.Version, in.Order = earlier.ID, earlier.Version, earlier.Order
			if err := s.Store.Update(ctx, tx, in); err != nil {
				return 0, err
			}
			again++
		}
	}
	added, err := s.Store.Add(ctx, tx, fresh)
	return len(added) + again, err
}

func (s *Service) newInvitation(m *plan.Meeting, c *invite.Contact, order int64) *invite.Invitation {
	return &invite.Invitation{
		ID: id.New(invite.InvitationPrefix), Version: 1, MeetingID: m.ID, Order: order, Kind: c.Kind, Role: c.Role, Unit: c.Unit,
		PersonID: c.PersonID, Site: c.Site, Name: c.Name, Position: c.Position, UnitName: c.UnitName, Mail: c.Mail, Source: c.Source,
		State: invite.Draft, CreatedAt: s.Now(),
	}
}

// expansion collects whom targets mean, each once; the first target that means somebody gives the role.
type expansion struct {
	contacts []invite.Contact
	seen     map[string]bool
	unknown  []int
}

func (e *expansion) keep(c invite.Contact, t *invite.Target, source string) {
	c.Source, c.Role = source, t.Role
	if c.Role == "" {
		c.Role = identity.Delegate
		if c.Kind == invite.Site {
			c.Role = identity.Technician
		}
	}
	key := (&invite.Invitation{Kind: c.Kind, Unit: c.Unit, Site: c.Site, PersonID: c.PersonID}).Target()
	if !e.seen[key] {
		e.seen[key] = true
		e.contacts = append(e.contacts, c)
	}
}

// expand resolves targets: one look-up for each kind of thing named by itself, and three or four queries for each
// subtree, group and list, of which there are few.
func (s *Service) expand(ctx context.Context, targets []invite.Target) ([]invite.Contact, []int, error) {
	var units []directory.UnitKey
	var people, rooms []string
	for _, t := range targets {
		switch t.Kind {
		case invite.TargetUnit:
			units = append(units, t.Unit)
		case invite.TargetPerson:
			people = append(people, t.ID)
		case invite.TargetSite:
			rooms = append(rooms, t.ID)
		}
	}
	knownUnits, err := s.Directory.UnitsByKey(ctx, units)
	if err != nil {
		return nil, nil, err
	}
	knownPeople, err := s.Directory.PeopleByID(ctx, people)
	if err != nil {
		return nil, nil, err
	}
	knownRooms, err := s.Directory.RoomsByName(ctx, rooms)
	if err != nil {
		return nil, nil, err
	}
	e := &expansion{seen: map[string]bool{}}
	for i := range targets {
		t := &targets[i]
		found := false
		switch t.Kind {
		case invite.TargetUnit:
			var unit directory.Unit
			if unit, found = knownUnits[t.Unit]; found {
				e.keep(unitContact(&unit), t, "")
			}
		case invite.TargetPerson:
			person := knownPeople[t.ID]
			if found = person.Active; found {
				e.keep(personContact(&person), t, "")
			}
		case invite.TargetSite:
			room := knownRooms[t.ID]
			if found = room.Active; found {
				e.keep(siteContact(&room), t, "")
			}
		default:
			if found, err = s.expandMany(ctx, e, t); err != nil {
				return nil, nil, err
			}
		}
		if !found {
			e.unknown = append(e.unknown, i)
		}
	}
	return e.contacts, e.unknown, s.addresses(ctx, e.contacts)
}

// expandMany resolves a subtree, group or list.
func (s *Service) expandMany(ctx context.Context, e *expansion, t *invite.Target) (found bool, err error) {
	if t.Kind == invite.TargetSubtree {
		return s.expandTree(ctx, e, t)
	}
	members := []directory.Member{{Kind: directory.MemberGroup, ID: t.ID}}
	if t.Kind == invite.TargetList {
		list, err := s.Directory.List(ctx, t.ID)
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		members = list.Members
	}
	all, err := s.Directory.Expand(ctx, members)
	if err != nil {
		return false, err
	}
	for i := range all.Units {
		e.keep(unitContact(&all.Units[i]), t, t.ID)
	}
	for i := range all.People {
		e.keep(personContact(&all.People[i]), t, t.ID)
	}
	for i := range all.Sites {
		// A group is of sites, but it is the units there that are asked to come.
		if t.Kind == invite.TargetGroup && all.Sites[i].Unit != nil && t.Role != identity.Technician {
			e.keep(unitContact(all.Sites[i].Unit), t, t.ID)
			continue
		}
		e.keep(siteContact(&all.Sites[i]), t, t.ID)
	}
	return len(all.Units)+len(all.People)+len(all.Sites) > 0, nil
}

func (s *Service) expandTree(ctx context.Context, e *expansion, t *invite.Target) (found bool, err error) {
	query := directory.UnitQuery{
		Catalogue: t.Unit.Catalogue, Under: t.Unit.Code, Level: t.Level, ValidOn: s.Now().In(s.Zone).Format("2006-01-02"),
		Page: directory.Page{Limit: directory.MaxPage},
	}
	for {
		units, next, err := s.Directory.Units(ctx, query)
		if err != nil {
			return false, err
		}
		for i := range units {
			e.keep(unitContact(&units[i]), t, t.Unit.String())
			found = true
		}
		if next == "" || len(e.contacts) > maxInvited {
			return found, nil
		}
		query.Cursor = next
	}
}

func unitContact(unit *directory.Unit) invite.Contact {
	return invite.Contact{Kind: invite.Unit, Unit: unit.Key(), UnitName: unit.Name.VI, Name: unit.Name.VI}
}

func personContact(person *directory.Person) invite.Contact {
	return invite.Contact{
		Kind: invite.Person, PersonID: person.ID, Unit: person.Unit, UnitName: person.UnitName.VI, Name: person.Name,
		Position: person.Address("vi"), Mail: person.Mail,
	}
}

func siteContact(room *directory.Room) invite.Contact {
	c := invite.Contact{Kind: invite.Site, Site: room.Name, Name: room.Title.VI}
	if room.Unit != nil {
		c.Unit, c.UnitName = room.Unit.Key(), room.Unit.Name.VI
	}
	return c
}

// addresses finds to whom the mail of units and sites goes: a unit's head, a site's technician, else its unit's head.
func (s *Service) addresses(ctx context.Context, contacts []invite.Contact) error {
	var units, sites []directory.UnitKey
	for i := range contacts {
		switch {
		case contacts[i].Unit.IsZero():
		case contacts[i].Kind == invite.Unit:
			units = append(units, contacts[i].Unit)
		case contacts[i].Kind == invite.Site:
			sites = append(sites, contacts[i].Unit)
		}
	}
	heads, err := s.Directory.HeadsOf(ctx, s.Store.DB(), append(units, sites...))
	if err != nil {
		return err
	}
	technicians, err := s.Directory.TechniciansOf(ctx, s.Store.DB(), sites)
	if err != nil {
		return err
	}
	for i := range contacts {
		c := &contacts[i]
		if c.Kind == invite.Person {
			continue
		}
		whom, found := heads[c.Unit]
		if technician, there := technicians[c.Unit]; there && c.Kind == invite.Site && technician.Mail != "" {
			whom, found = technician, true
		}
		if !found {
			continue
		}
		c.Mail, c.Position = whom.Mail, whom.Name
		if whom.Position != "" {
			c.Position += ", " + whom.Position
		}
	}
	return nil
}

package dirstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
)

// resolved is what members name, found in one query each of four kinds.
type resolved struct {
	units  map[directory.UnitKey]directory.Unit
	people map[string]directory.Person
	rooms  map[string]directory.Room
	groups map[string]string // id to name
}

func resolve(ctx context.Context, db bun.IDB, members []directory.Member) (*resolved, error) {
	var units []directory.UnitKey
	ids := map[directory.MemberKind][]string{}
	for _, member := range members {
		if member.Kind == directory.MemberUnit {
			units = append(units, member.Unit)
		} else {
			ids[member.Kind] = append(ids[member.Kind], member.ID)
		}
	}
	var err error
	found := &resolved{groups: map[string]string{}}
	if found.units, err = unitsByKey(ctx, db, units); err != nil {
		return nil, err
	}
	if found.people, err = peopleByID(ctx, db, ids[directory.MemberPerson]); err != nil {
		return nil, err
	}
	if found.rooms, err = roomsByName(ctx, db, ids[directory.MemberSite]); err != nil {
		return nil, err
	}
	if len(ids[directory.MemberGroup]) == 0 {
		return found, nil
	}
	var groups []groupRow
	if err := db.NewSelect().Model(&groups).Column("id", "name").Where("id IN (?)", bun.List(ids[directory.MemberGroup])).Scan(ctx); err != nil {
		return nil, fmt.Errorf("directory: groups: %w", err)
	}
	for i := range groups {
		found.groups[groups[i].ID] = groups[i].Name
	}
	return found, nil
}

// name returns a member's name, and whether it is there.
func (r *resolved) name(member directory.Member) (directory.Text, bool) {
	switch member.Kind {
	case directory.MemberUnit:
		unit, there := r.units[member.Unit]
		return unit.Name, there
	case directory.MemberPerson:
		person, there := r.people[member.ID]
		return directory.Text{VI: person.Name, EN: person.Name}, there
	case directory.MemberSite:
		room, there := r.rooms[member.ID]
		return room.Title, there
	case directory.MemberGroup:
		name, there := r.groups[member.ID]
		return directory.Text{VI: name, EN: name}, there
	}
	return directory.Text{}, false
}

// Expand implements directory.Expander. Members that are not there are left out, as they may have gone since the list
// was read.
func (s *Store) Expand(ctx context.Context, members []directory.Member) (*directory.Expansion, error) {
	known, err := resolve(ctx, s.db, members)
	if err != nil {
		return nil, err
	}
	expansion, sites, groups := known.direct(members)
	inGroups, err := groupMembers(ctx, s.db, groups)
	if err != nil {
		return nil, err
	}
	var further []string
	for _, member := range inGroups {
		further = append(further, member.RoomName)
	}
	rooms, err := s.RoomsByName(ctx, further)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, name := range append(sites, further...) {
		room, there := known.rooms[name]
		if !there {
			room, there = rooms[name]
		}
		if there && room.Active && !seen[name] {
			seen[name] = true
			expansion.Sites = append(expansion.Sites, room)
		}
	}
	return expansion, nil
}

// direct sorts members by kind: units and people as they are, names of sites, ids of groups.
func (r *resolved) direct(members []directory.Member) (expansion *directory.Expansion, sites, groups []string) {
	expansion = &directory.Expansion{}
	units, people := map[directory.UnitKey]bool{}, map[string]bool{}
	for _, member := range members {
		switch member.Kind {
		case directory.MemberUnit:
			if unit, there := r.units[member.Unit]; there && !units[member.Unit] {
				units[member.Unit] = true
				expansion.Units = append(expansion.Units, unit)
			}
		case directory.MemberPerson:
			if person, there := r.people[member.ID]; there && person.Active && !people[member.ID] {
				people[member.ID] = true
				expansion.People = append(expansion.People, person)
			}
		case directory.MemberSite:
			sites = append(sites, member.ID)
		case directory.MemberGroup:
			if _, there := r.groups[member.ID]; there && !slices.Contains(groups, member.ID) {
				groups = append(groups, member.ID)
			}
		}
	}
	return expansion, sites, groups
}

package planner

import (
	"context"
	"slices"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/clash"
)

// Check looks for what stands in the way of a plan, and for rules that it does not keep, without saving anything.
// MeetingID is the meeting that it is the plan of, "" for a new one; people are others who shall be invited. It takes a
// fixed number of queries.
func (p *Planner) Check(ctx context.Context, by directory.By, meetingID string, d plan.Draft, people []string) (*clash.Findings, error) {
	now := p.Now()
	var before *plan.Draft
	if meetingID != "" {
		found, err := p.Get(ctx, by, meetingID)
		if err != nil {
			return nil, err
		}
		if !found.Rights.Copy {
			return nil, fault.New(fault.Forbidden, "")
		}
		before = &found.Draft
	}
	if err := p.refuseSecrets(ctx, by, "meeting:check", &d); err != nil {
		return nil, err
	}
	d.NoStateSecret = true // is declared when it is saved
	if err := d.Clean(before, now); err != nil {
		return nil, err
	}
	if _, err := p.hostFor(ctx, by, d.Host); err != nil {
		return nil, err
	}
	known, err := p.checkParts(ctx, before, &d)
	if err != nil {
		return nil, err
	}
	calendar, err := p.calendar(ctx, d.Start, d.Start.Add(clash.Ahead))
	if err != nil {
		return nil, err
	}
	place, err := p.place(ctx, by, meetingID, &d, people)
	if err != nil {
		return nil, err
	}
	findings := &clash.Findings{Warnings: known.warnings(&d, calendar, now), Clashes: clash.Find(&d, place)}
	if len(findings.Clashes) > 0 {
		findings.Free = clash.NextFree(&d, place, calendar)
	}
	return findings, nil
}

// place gathers what may stand in a plan's way from its start on, as far ahead as a free time is looked for.
func (p *Planner) place(ctx context.Context, by directory.By, meetingID string, d *plan.Draft, people []string) (*clash.Place, error) {
	units, named, rooms := partsOf(d)
	units = slices.DeleteFunc(units, func(key directory.UnitKey) bool {
		return !slices.ContainsFunc(d.Sites, func(site plan.Site) bool { return site.Unit == key })
	})
	known, err := p.Store.RoomsOf(ctx, units, rooms)
	if err != nil {
		return nil, err
	}
	for _, room := range known {
		rooms = append(rooms, room.Name)
	}
	busy, err := p.Store.Busy(ctx, d.Start, d.End.Add(clash.Ahead), meetingID, rooms, units)
	if err != nil {
		return nil, err
	}
	place := &clash.Place{Busy: busy, Rooms: known}
	if err := p.addPeople(ctx, meetingID, place, append(people, named...)); err != nil {
		return nil, err
	}
	for i := range busy {
		busy[i].Seen = by.Viewer == nil || by.Viewer.HasAny(busy[i].HostPath, plan.HostRoles()...)
	}
	return place, p.addNames(ctx, place, units, named)
}

func (p *Planner) addPeople(ctx context.Context, meetingID string, place *clash.Place, people []string) error {
	ids := make([]string, len(place.Busy))
	byID := make(map[string]*clash.Busy, len(place.Busy))
	for i := range place.Busy {
		ids[i], byID[place.Busy[i].ID] = place.Busy[i].ID, &place.Busy[i]
	}
	if len(ids) == 0 {
		return nil
	}
	shared, err := p.Attendance.Shared(ctx, meetingID, people, ids)
	if err != nil {
		return err
	}
	for _, person := range shared {
		if b := byID[person.MeetingID]; b != nil {
			b.People = append(b.People, person.Person)
		}
	}
	return nil
}

func (p *Planner) addNames(ctx context.Context, place *clash.Place, units []directory.UnitKey, people []string) error {
	found, err := p.Directory.PeopleByID(ctx, people)
	if err != nil {
		return err
	}
	place.Names = make(map[string]string, len(found))
	for personID, person := range found {
		place.Names[personID] = person.Name
	}
	named, err := p.Directory.UnitsByKey(ctx, units)
	if err != nil {
		return err
	}
	place.Units = make(map[directory.UnitKey]directory.Text, len(named))
	for key, unit := range named {
		place.Units[key] = unit.Name
	}
	return nil
}

package plan

import (
	"fmt"
	"slices"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
)

// Limits of a plan.
const (
	MaxTitle      = 500 // characters
	MaxSites      = 500
	MaxItems      = 100
	MaxReason     = 1000 // characters
	MaxLength     = 14 * 24 * time.Hour
	MaxAheadYears = 3
	MaxOpenBefore = 240 // minutes
	MaxNeedKbps   = 1_000_000
)

// Clean brings the texts and times of a draft into one form and refuses what breaks a rule, naming every part at once.
// Before is the plan that it changes, nil for a new one: a start that has passed since is no fault of who corrects a
// title. The marking of secrecy is not looked at; see Secret.
func (d *Draft) Clean(before *Draft, now time.Time) error {
	d.Agenda = slices.Clone(d.Agenda) // the caller's stays as it is
	form := &text.Form{}
	form.Required("title", &d.Title, MaxTitle)
	form.Lines("description", &d.Description, text.Block)
	form.Lines("lateReason", &d.LateReason, MaxReason)
	form.Check(d.NoStateSecret, "noStateSecret", "meetings.declaration_missing")
	form.Check(!d.Host.IsZero(), "host", text.ReasonRequired)
	form.Check(slices.Contains(Urgencies(), d.Urgency), "urgency", "unknown")
	form.Check(slices.Contains(Modes(), d.Mode), "mode", "unknown")
	d.cleanTimes(form, before, now)
	d.cleanSites(form)
	d.cleanAgenda(form)
	d.Policies.clean(form)
	return form.Err()
}

// Secret reports whether a draft bears a marking that must not enter the system.
func (d *Draft) Secret() bool { return d.Secrecy != NotSecret && d.Secrecy != "" }

func (d *Draft) cleanTimes(form *text.Form, before *Draft, now time.Time) {
	d.Start, d.End = d.Start.UTC().Truncate(time.Second), d.End.UTC().Truncate(time.Second)
	if d.Start.IsZero() || d.End.IsZero() {
		form.Check(!d.Start.IsZero(), "start", text.ReasonRequired)
		form.Check(!d.End.IsZero(), "end", text.ReasonRequired)
		return
	}
	if before == nil || !before.Start.Equal(d.Start) {
		form.Check(!d.Start.Before(now.Truncate(time.Minute)), "start", "meetings.start_past")
	}
	form.Check(d.Start.Before(now.AddDate(MaxAheadYears, 0, 0)), "start", "meetings.start_far", MaxAheadYears)
	switch {
	case !d.End.After(d.Start):
		form.Add("end", "meetings.end_before_start")
	case d.End.Sub(d.Start) > MaxLength:
		form.Add("end", "meetings.too_long", int(MaxLength/(24*time.Hour)))
	}
}

func (d *Draft) cleanSites(form *text.Form) {
	if len(d.Sites) > MaxSites {
		form.Add("sites", "out_of_range", 0, MaxSites)
		return
	}
	type place struct {
		unit directory.UnitKey
		room string
	}
	seen, rooms, main := map[place]bool{}, map[string]bool{}, false
	for i := range d.Sites {
		site, at := &d.Sites[i], fmt.Sprintf("sites[%d]", i)
		form.Check(!site.Unit.IsZero(), at+".unit", text.ReasonRequired)
		form.Check(site.NeedKbps >= 0 && site.NeedKbps <= MaxNeedKbps, at+".needKbps", "out_of_range", 0, MaxNeedKbps)
		form.Check(!seen[place{site.Unit, site.Room}] && (site.Room == "" || !rooms[site.Room]), at, "duplicate")
		form.Check(!site.Main || !main, at+".main", "meetings.two_main_sites")
		seen[place{site.Unit, site.Room}], rooms[site.Room] = true, true
		main = main || site.Main
	}
}

func (d *Draft) cleanAgenda(form *text.Form) {
	if len(d.Agenda) > MaxItems {
		form.Add("agenda", "out_of_range", 0, MaxItems)
		return
	}
	length := int(d.End.Sub(d.Start) / time.Minute)
	total, sound := 0, d.End.After(d.Start)
	clock := d.Start // when the item before ends
	for i := range d.Agenda {
		item, at := &d.Agenda[i], fmt.Sprintf("agenda[%d]", i)
		form.Required(at+".title", &item.Title, MaxTitle)
		if most := int(MaxLength / time.Minute); item.Minutes < 1 || item.Minutes > most {
			form.Add(at+".minutes", "out_of_range", 1, most)
			sound = false
		}
		total += item.Minutes
		if !item.Start.IsZero() {
			item.Start = item.Start.UTC().Truncate(time.Second)
		}
		if !sound {
			continue
		}
		switch {
		case item.Start.IsZero():
		case item.Start.Before(d.Start) || item.Start.Add(item.length()).After(d.End):
			form.Add(at+".start", "meetings.item_outside")
			sound = false
			continue
		case item.Start.Before(clock):
			form.Add(at+".start", "meetings.item_overlaps", i)
		default:
			clock = item.Start
		}
		clock = clock.Add(item.length())
	}
	if sound && clock.After(d.End) {
		form.Add("agenda", "meetings.agenda_longer", total, length)
	}
}

func (i *AgendaItem) length() time.Duration { return time.Duration(i.Minutes) * time.Minute }

func (p *Policies) clean(form *text.Form) {
	form.Check(slices.Contains([]MicrophonePolicy{MicrophonesOpen, MicrophoneOneAtATime, MicrophonesByChair}, p.Microphones), "policies.microphones", "unknown")
	form.Check(slices.Contains([]SharingPolicy{ShareEveryone, SharePresenters, ShareChair}, p.Sharing), "policies.sharing", "unknown")
	form.Check(p.Recording || !p.RecordAtOpening, "policies.recordAtOpening", "meetings.not_recorded")
	form.Check(p.OpenBefore >= 0 && p.OpenBefore <= MaxOpenBefore, "policies.openBefore", "out_of_range", 0, MaxOpenBefore)
}

// Complete refuses a plan that lacks what it must have before anybody is asked to approve it.
func (d *Draft) Complete() error {
	form := &text.Form{}
	form.Check(d.ChairID != "", "chairId", text.ReasonRequired)
	form.Check(d.SecretaryID != "", "secretaryId", text.ReasonRequired)
	form.Check(len(d.Sites) > 0, "sites", "meetings.no_sites")
	form.Check(d.Mode == Online || slices.ContainsFunc(d.Sites, func(site Site) bool { return site.Room != "" }), "sites", "meetings.no_room")
	return fault.InvalidFields("meetings.incomplete", form.Fields())
}

// Limit refuses a change that the state does not allow: while a meeting is under way its end, agenda, policies and texts
// may still change, but not who holds it, when it began and which sites are in it.
func Limit(state State, before, after *Draft) error {
	if !Editable(state) {
		if state.Over() {
			return fault.New(fault.Conflict, "meetings.over")
		}
		return fault.New(fault.Conflict, "meetings.take_back_first")
	}
	if before.Host != after.Host && state != StateDraft {
		return fault.InvalidFields("form", []fault.Field{{Location: "host", Reason: "meetings.fixed"}})
	}
	if !state.Running() {
		return nil
	}
	form := &text.Form{}
	form.Check(before.Start.Equal(after.Start), "start", "meetings.fixed")
	form.Check(before.ChairID == after.ChairID, "chairId", "meetings.fixed")
	form.Check(before.Mode == after.Mode, "mode", "meetings.fixed")
	form.Check(slices.EqualFunc(before.Sites, after.Sites, func(a, b Site) bool {
		return a.Unit == b.Unit && a.Room == b.Room && a.Main == b.Main && a.NeedKbps == b.NeedKbps
	}), "sites", "meetings.fixed")
	return form.Err()
}

// Need returns what a site's line must carry for the meeting, in kbit/s.
func (d *Draft) Need(site *Site) int {
	if d.Mode == InRoom {
		return 0
	}
	if site.NeedKbps == 0 {
		return DefaultNeedKbps
	}
	return site.NeedKbps
}

// MovedTo returns a copy of a draft that starts at another time; fixed times of its agenda move along.
func (d *Draft) MovedTo(start time.Time) Draft {
	moved := *d
	shift := start.Sub(d.Start)
	moved.Start, moved.End = start, d.End.Add(shift)
	moved.Sites, moved.Agenda = slices.Clone(d.Sites), slices.Clone(d.Agenda)
	for i := range moved.Agenda {
		if !moved.Agenda[i].Start.IsZero() {
			moved.Agenda[i].Start = moved.Agenda[i].Start.Add(shift)
		}
	}
	return moved
}

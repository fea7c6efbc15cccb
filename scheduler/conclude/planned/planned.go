// Package planned tells of a meeting what its plan and the answers to its invitations know: who was to come and what was
// to be taken. It serves where no log of the meeting is kept.
package planned

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/plan"
)

// Meetings has the plans of meetings.
type Meetings interface {
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
}

// Invitations has who was invited.
type Invitations interface {
	DB() *bun.DB
	All(ctx context.Context, db bun.IDB, meetingID string, states ...invite.State) ([]invite.Invitation, error)
}

// Source implements conclude.Source.
type Source struct {
	Meetings    Meetings
	Invitations Invitations
	Directory   directory.Lookup
}

var _ conclude.Source = (*Source)(nil)

// Proceedings implements conclude.Source.
func (s *Source) Proceedings(ctx context.Context, meetingID string) (*conclude.Proceedings, error) {
	m, err := s.Meetings.Meeting(ctx, s.Invitations.DB(), meetingID)
	if err != nil {
		return nil, err
	}
	invited, err := s.Invitations.All(ctx, s.Invitations.DB(), meetingID, invite.Pending, invite.Seen, invite.Confirmed, invite.Declined, invite.Substituted)
	if err != nil {
		return nil, err
	}
	people, err := s.people(ctx, m)
	if err != nil {
		return nil, err
	}
	p := &conclude.Proceedings{
		Basis: conclude.BasisPlan, MeetingID: m.ID, Title: m.Title, Location: LocationOf(m),
		Chair: people.named(m.ChairID, m.ChairName), Secretary: people.named(m.SecretaryID, m.SecretaryName), Opened: m.StartedAt, Closed: m.EndedAt,
	}
	for i := range m.Agenda {
		item := &m.Agenda[i]
		presenter := people.named(item.PresenterID, item.PresenterName)
		if presenter.Name == "" {
			presenter = conclude.Named{Unit: item.PresenterUnit, UnitName: item.UnitName.VI}
		}
		p.Items = append(p.Items, conclude.Item{ID: item.ID, Title: item.Title, Presenter: presenter})
	}
	p.Attendance = attendance(invited)
	return p, nil
}

// Heads implements conduct.Invited: the people of a meeting's invitations, its chair and its secretary.
type Heads struct{ Source *Source }

// Heads implements conduct.Invited.
func (h Heads) Heads(ctx context.Context, meetingID string) ([]string, error) {
	p, err := h.Source.Proceedings(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, named := range []conclude.Named{p.Chair, p.Secretary} {
		if named.PersonID != "" {
			all = append(all, conduct.PersonSubject(named.PersonID))
		}
	}
	for i := range p.Attendance {
		a := &p.Attendance[i]
		switch {
		case a.Role == identity.Technician:
		case a.Kind == conclude.PersonAttendee && a.PersonID != "":
			all = append(all, conduct.PersonSubject(a.PersonID))
		case a.Kind == conclude.UnitAttendee:
			all = append(all, conduct.SiteSubject(a.Unit))
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

type people map[string]directory.Person

func (s *Source) people(ctx context.Context, m *plan.Meeting) (people, error) {
	var ids []string
	for _, id := range []string{m.ChairID, m.SecretaryID} {
		if id != "" {
			ids = append(ids, id)
		}
	}
	for i := range m.Agenda {
		if m.Agenda[i].PresenterID != "" {
			ids = append(ids, m.Agenda[i].PresenterID)
		}
	}
	return s.Directory.PeopleByID(ctx, ids)
}

func (p people) named(id, name string) conclude.Named {
	person, found := p[id]
	if !found {
		return conclude.Named{PersonID: id, Name: name}
	}
	return conclude.Named{PersonID: id, Name: person.Name, Position: person.Address("vi"), Unit: person.Unit, UnitName: person.UnitName.VI}
}

// attendance lists the invited by what they answered. One in whose place another comes is not listed beside them.
func attendance(invited []invite.Invitation) []conclude.Attendee {
	names := map[string]string{}
	for i := range invited {
		names[invited[i].ID] = invited[i].Name
	}
	var all []conclude.Attendee
	for i := range invited {
		in := &invited[i]
		a := conclude.Attendee{
			Named: conclude.Named{PersonID: in.PersonID, Name: in.Name, Position: in.Position, Unit: in.Unit, UnitName: in.UnitName},
			Kind:  conclude.AttendeeKind(in.Kind), Role: in.Role, Reason: in.Reason, SubstituteFor: names[in.SubstituteOf],
		}
		if in.Kind != invite.Person {
			a.Name, a.Position = "", "" // whom its mail goes to, not who comes
			if in.Kind == invite.Site {
				a.Name = in.Name
			}
		}
		switch in.State {
		case invite.Substituted:
			continue
		case invite.Declined:
			a.Presence = conclude.AbsentExcused
		case invite.Confirmed:
			a.Presence = conclude.Expected
		}
		all = append(all, a)
	}
	return all
}

// LocationOf says where a meeting is held.
func LocationOf(m *plan.Meeting) string {
	main, others := "", 0
	for i := range m.Sites {
		site := &m.Sites[i]
		if !site.Main || main != "" {
			others++
			continue
		}
		if main = site.RoomTitle.VI; main == "" {
			main = site.UnitName.VI
		}
	}
	switch {
	case main != "" && others > 0 && m.Mode != plan.InRoom:
		return fmt.Sprintf("%s; trực tuyến tới %d điểm cầu", main, others)
	case main != "":
		return main
	case others > 0:
		return fmt.Sprintf("Trực tuyến tại %d điểm cầu", others)
	}
	return m.HostName.VI
}

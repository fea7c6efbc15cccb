package meetings

import (
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/planner"
	"giaoban/web/rest"
)

func tellMeeting(found *planner.Detail, lang string) meetingBody {
	m := found.Meeting
	return meetingBody{
		ID: m.ID, Version: m.Version, SeriesID: m.SeriesID, Occurrence: instant(m.Occurrence), Title: m.Title, Description: m.Description,
		TypeID: m.TypeID, Urgency: m.Urgency, Host: unitRef(m.Host, m.HostLevel, m.HostName, lang),
		Chair: personRef(m.ChairID, m.ChairName), Secretary: personRef(m.SecretaryID, m.SecretaryName),
		Start: m.Start, End: m.End, Mode: m.Mode, Sites: tellSites(m, lang), Agenda: tellAgenda(m, lang), Policies: meetingPolicies(m.Policies),
		LateReason: m.LateReason, NoStateSecret: m.NoStateSecret, Secrecy: m.Secrecy,
		State: m.State, StateSince: m.StateSince, StateReason: m.StateReason, StartedAt: instant(m.StartedAt), EndedAt: instant(m.EndedAt),
		OpensAt: m.Start.Add(-time.Duration(m.Policies.OpenBefore) * time.Minute), Overdue: found.Overdue, Room: m.Room(),
		Rights: tellRights(&found.Rights), CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
	}
}

func unitRef(key directory.UnitKey, level directory.Level, name directory.Text, lang string) rest.UnitRef {
	return rest.UnitRef{Catalogue: key.Catalogue, Code: key.Code, Level: level, Name: rest.InLanguage(name, lang)}
}

func tellSites(m *plan.Meeting, lang string) []meetingSite {
	sites := make([]meetingSite, len(m.Sites))
	for i := range m.Sites {
		site := &m.Sites[i]
		sites[i] = meetingSite{
			Unit: unitRef(site.Unit, site.UnitLevel, site.UnitName, lang), Room: site.Room, RoomTitle: rest.InLanguage(site.RoomTitle, lang),
			Main: site.Main, NeedKbps: site.NeedKbps,
		}
	}
	return sites
}

func tellAgenda(m *plan.Meeting, lang string) []meetingItem {
	items := make([]meetingItem, len(m.Agenda))
	clock := m.Start
	for i := range m.Agenda {
		item := &m.Agenda[i]
		if !item.Start.IsZero() {
			clock = item.Start
		}
		items[i] = meetingItem{
			ID: item.ID, Title: item.Title, Minutes: item.Minutes, Start: instant(item.Start), Begins: clock,
			Presenter: personRef(item.PresenterID, item.PresenterName), Vote: item.Vote,
		}
		if !item.PresenterUnit.IsZero() {
			unit := unitRef(item.PresenterUnit, item.UnitLevel, item.UnitName, lang)
			items[i].PresenterUnit = &unit
		}
		clock = clock.Add(time.Duration(item.Minutes) * time.Minute)
	}
	return items
}

func tellRights(r *plan.Rights) meetingRights {
	actions := r.Actions
	if actions == nil {
		actions = []plan.Action{}
	}
	return meetingRights{
		Role: string(r.Role), Edit: r.Edit, Delete: r.Delete, Copy: r.Copy, Admit: r.Admit, Join: r.Join, Moderate: r.Moderate, Actions: actions,
	}
}

func (a *area) tellSummaries(found []plan.Summary, lang string) []meetingSummary {
	now := a.Now()
	items := make([]meetingSummary, len(found))
	for i := range found {
		m := &found[i]
		items[i] = meetingSummary{
			ID: m.ID, Version: m.Version, SeriesID: m.SeriesID, Title: m.Title, TypeID: m.TypeID, Urgency: m.Urgency,
			Host:  meetingHost{Catalogue: m.Host.Catalogue, Code: m.Host.Code, Name: rest.InLanguage(m.HostName, lang)},
			Chair: personRef(m.ChairID, m.ChairName), Secretary: personRef(m.SecretaryID, m.SecretaryName),
			Start: m.Start, End: m.End, Mode: m.Mode, State: m.State, StateReason: m.StateReason,
			StartedAt: instant(m.StartedAt), EndedAt: instant(m.EndedAt), Overdue: plan.OverdueAt(m.State, m.Start, m.End, now),
			Sites: m.Sites, Items: m.Items,
		}
		if m.MainRoom != "" {
			items[i].MainRoom = &meetingRoom{Name: m.MainRoom, Title: rest.InLanguage(m.MainRoomTitle, lang)}
		}
	}
	return items
}

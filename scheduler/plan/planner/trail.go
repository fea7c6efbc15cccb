package planner

import (
	"reflect"
	"time"

	"giaoban/scheduler/plan"
)

// fields lists a meeting for the audit log.
func fields(m *plan.Meeting) map[string]any {
	type site struct {
		Unit     string `json:"unit"`
		Room     string `json:"room,omitempty"`
		Main     bool   `json:"main,omitempty"`
		NeedKbps int    `json:"needKbps,omitempty"`
	}
	type item struct {
		ID        string    `json:"id"`
		Title     string    `json:"title"`
		Minutes   int       `json:"minutes"`
		Start     time.Time `json:"start,omitzero"`
		Unit      string    `json:"unit,omitempty"`
		Presenter string    `json:"presenter,omitempty"`
		Vote      bool      `json:"vote,omitempty"`
	}
	sites, agenda := make([]site, len(m.Sites)), make([]item, len(m.Agenda))
	for i, s := range m.Sites {
		sites[i] = site{s.Unit.String(), s.Room, s.Main, s.NeedKbps}
	}
	for i, a := range m.Agenda {
		agenda[i] = item{ID: a.ID, Title: a.Title, Minutes: a.Minutes, Start: a.Start, Presenter: a.PresenterID, Vote: a.Vote}
		if !a.PresenterUnit.IsZero() {
			agenda[i].Unit = a.PresenterUnit.String()
		}
	}
	return map[string]any{
		"title": m.Title, "description": m.Description, "type": m.TypeID, "urgency": m.Urgency, "host": m.Host.String(),
		"chair": m.ChairID, "secretary": m.SecretaryID, "start": m.Start, "end": m.End, "mode": m.Mode, "sites": sites, "agenda": agenda,
		"policies": m.Policies, "lateReason": m.LateReason, "state": m.State, "series": m.SeriesID,
	}
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }

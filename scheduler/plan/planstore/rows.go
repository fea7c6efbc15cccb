package planstore

import (
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

type meetingRow struct {
	bun.BaseModel `bun:"table:meetings,alias:m"`

	ID            string                `bun:"id,pk"`
	Version       int64                 `bun:"version"`
	SeriesID      string                `bun:"series_id,nullzero"`
	Occurrence    time.Time             `bun:"occurrence_at,nullzero"`
	Title         string                `bun:"title"`
	Description   string                `bun:"description"`
	TypeID        string                `bun:"type_id,nullzero"`
	Urgency       plan.Urgency          `bun:"urgency"`
	HostCatalogue string                `bun:"host_catalogue"`
	HostCode      string                `bun:"host_code"`
	ChairID       string                `bun:"chair_id,nullzero"`
	SecretaryID   string                `bun:"secretary_id,nullzero"`
	Start         time.Time             `bun:"start_at"`
	End           time.Time             `bun:"end_at"`
	Mode          plan.Mode             `bun:"mode"`
	Microphones   plan.MicrophonePolicy `bun:"microphones"`
	WaitingRoom   bool                  `bun:"waiting_room"`
	Recording     bool                  `bun:"recording"`
	Sharing       plan.SharingPolicy    `bun:"sharing"`
	OpenBefore    int                   `bun:"open_before"`
	AutoStart     bool                  `bun:"auto_start"`
	RecordOpening bool                  `bun:"record_at_opening"`
	LateReason    string                `bun:"late_reason"`
	Secrecy       plan.Secrecy          `bun:"secrecy"`
	DeclaredBy    string                `bun:"declared_by"`
	DeclaredAt    time.Time             `bun:"declared_at"`
	State         plan.State            `bun:"state"`
	StateSince    time.Time             `bun:"state_since"`
	StateReason   string                `bun:"state_reason"`
	StartedAt     time.Time             `bun:"started_at,nullzero"`
	EndedAt       time.Time             `bun:"ended_at,nullzero"`
	Search        string                `bun:"search"`
	CreatedAt     time.Time             `bun:"created_at"`
	CreatedBy     string                `bun:"created_by"`
	UpdatedAt     time.Time             `bun:"updated_at"`
	UpdatedBy     string                `bun:"updated_by"`

	HostPath      string `bun:"host_path,scanonly"`
	HostNameVI    string `bun:"host_name_vi,scanonly"`
	HostNameEN    string `bun:"host_name_en,scanonly"`
	HostLevel     string `bun:"host_level,scanonly"`
	ChairName     string `bun:"chair_name,scanonly"`
	SecretaryName string `bun:"secretary_name,scanonly"`
	Sites         int    `bun:"sites,scanonly"`
	Items         int    `bun:"items,scanonly"`
	MainRoom      string `bun:"main_room,scanonly"`
	MainRoomVI    string `bun:"main_room_vi,scanonly"`
	MainRoomEN    string `bun:"main_room_en,scanonly"`
}

func newMeetingRow(m *plan.Meeting) *meetingRow {
	return &meetingRow{
		ID: m.ID, Version: m.Version, SeriesID: m.SeriesID, Occurrence: m.Occurrence.UTC(), Title: m.Title, Description: m.Description,
		TypeID: m.TypeID, Urgency: m.Urgency, HostCatalogue: m.Host.Catalogue, HostCode: m.Host.Code, ChairID: m.ChairID,
		SecretaryID: m.SecretaryID, Start: m.Start.UTC(), End: m.End.UTC(), Mode: m.Mode,
		Microphones: m.Policies.Microphones, WaitingRoom: m.Policies.WaitingRoom, Recording: m.Policies.Recording,
		Sharing: m.Policies.Sharing, OpenBefore: m.Policies.OpenBefore, AutoStart: m.Policies.AutoStart, RecordOpening: m.Policies.RecordAtOpening,
		LateReason: m.LateReason, Secrecy: m.Secrecy, DeclaredBy: m.Declared.By, DeclaredAt: m.Declared.At.UTC(),
		State: m.State, StateSince: m.StateSince.UTC(), StateReason: m.StateReason, StartedAt: m.StartedAt.UTC(), EndedAt: m.EndedAt.UTC(),
		Search: searchText(m), CreatedAt: m.CreatedAt.UTC(), CreatedBy: m.CreatedBy, UpdatedAt: m.UpdatedAt.UTC(), UpdatedBy: m.UpdatedBy,
	}
}

func searchText(m *plan.Meeting) string {
	texts := []string{m.Title, m.Description}
	for i := range m.Agenda {
		texts = append(texts, m.Agenda[i].Title)
	}
	return fold.Text(strings.Join(texts, " "))
}

func (r *meetingRow) meeting() *plan.Meeting {
	return &plan.Meeting{
		ID: r.ID, Version: r.Version, SeriesID: r.SeriesID, Occurrence: r.Occurrence.UTC(),
		Draft: plan.Draft{
			Title: r.Title, Description: r.Description, TypeID: r.TypeID, Urgency: r.Urgency,
			Host: directory.UnitKey{Catalogue: r.HostCatalogue, Code: r.HostCode}, ChairID: r.ChairID, SecretaryID: r.SecretaryID,
			Start: r.Start.UTC(), End: r.End.UTC(), Mode: r.Mode,
			Policies: plan.Policies{
				Microphones: r.Microphones, WaitingRoom: r.WaitingRoom, Recording: r.Recording, Sharing: r.Sharing,
				OpenBefore: r.OpenBefore, AutoStart: r.AutoStart, RecordAtOpening: r.RecordOpening,
			},
			LateReason: r.LateReason, NoStateSecret: true, Secrecy: r.Secrecy,
		},
		State: r.State, StateSince: r.StateSince.UTC(), StateReason: r.StateReason, StartedAt: r.StartedAt.UTC(), EndedAt: r.EndedAt.UTC(),
		Declared: plan.Declaration{By: r.DeclaredBy, At: r.DeclaredAt.UTC()},
		HostPath: r.HostPath, HostName: directory.Text{VI: r.HostNameVI, EN: r.HostNameEN}, HostLevel: directory.Level(r.HostLevel),
		ChairName: r.ChairName, SecretaryName: r.SecretaryName,
		CreatedAt: r.CreatedAt.UTC(), CreatedBy: r.CreatedBy, UpdatedAt: r.UpdatedAt.UTC(), UpdatedBy: r.UpdatedBy,
	}
}

func (r *meetingRow) summary() plan.Summary {
	return plan.Summary{
		ID: r.ID, Version: r.Version, SeriesID: r.SeriesID, Title: r.Title, TypeID: r.TypeID, Urgency: r.Urgency,
		Host: directory.UnitKey{Catalogue: r.HostCatalogue, Code: r.HostCode}, HostName: directory.Text{VI: r.HostNameVI, EN: r.HostNameEN},
		ChairID: r.ChairID, ChairName: r.ChairName, SecretaryID: r.SecretaryID, SecretaryName: r.SecretaryName,
		Start: r.Start.UTC(), End: r.End.UTC(), Mode: r.Mode, State: r.State, StateReason: r.StateReason,
		StartedAt: r.StartedAt.UTC(), EndedAt: r.EndedAt.UTC(), Sites: r.Sites, Items: r.Items,
		MainRoom: r.MainRoom, MainRoomTitle: directory.Text{VI: r.MainRoomVI, EN: r.MainRoomEN},
		UpdatedAt: r.UpdatedAt.UTC(),
	}
}

type siteRow struct {
	bun.BaseModel `bun:"table:meeting_sites,alias:site"`

	MeetingID     string `bun:"meeting_id,pk"`
	Position      int    `bun:"position,pk"`
	UnitCatalogue string `bun:"unit_catalogue"`
	UnitCode      string `bun:"unit_code"`
	Room          string `bun:"room_name,nullzero"`
	Main          bool   `bun:"main"`
	NeedKbps      int    `bun:"need_kbps"`

	UnitPath    string `bun:"unit_path,scanonly"`
	UnitNameVI  string `bun:"unit_name_vi,scanonly"`
	UnitNameEN  string `bun:"unit_name_en,scanonly"`
	UnitLevel   string `bun:"unit_level,scanonly"`
	RoomTitleVI string `bun:"room_title_vi,scanonly"`
	RoomTitleEN string `bun:"room_title_en,scanonly"`
}

func newSiteRows(m *plan.Meeting) []siteRow {
	rows := make([]siteRow, len(m.Sites))
	for i, site := range m.Sites {
		rows[i] = siteRow{
			MeetingID: m.ID, Position: i, UnitCatalogue: site.Unit.Catalogue, UnitCode: site.Unit.Code, Room: site.Room, Main: site.Main,
			NeedKbps: site.NeedKbps,
		}
	}
	return rows
}

func (r *siteRow) site() plan.Site {
	return plan.Site{
		Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}, Room: r.Room, Main: r.Main, NeedKbps: r.NeedKbps,
		UnitPath: r.UnitPath, UnitName: directory.Text{VI: r.UnitNameVI, EN: r.UnitNameEN}, UnitLevel: directory.Level(r.UnitLevel),
		RoomTitle: directory.Text{VI: r.RoomTitleVI, EN: r.RoomTitleEN},
	}
}

type agendaRow struct {
	bun.BaseModel `bun:"table:agenda_items,alias:item"`

	ID                 string    `bun:"id,pk"`
	MeetingID          string    `bun:"meeting_id"`
	Position           int       `bun:"position"`
	Title              string    `bun:"title"`
	Minutes            int       `bun:"minutes"`
	Start              time.Time `bun:"start_at,nullzero"`
	PresenterCatalogue string    `bun:"presenter_catalogue,nullzero"`
	PresenterCode      string    `bun:"presenter_code,nullzero"`
	PresenterID        string    `bun:"presenter_id,nullzero"`
	Vote               bool      `bun:"vote"`

	UnitPath      string `bun:"unit_path,scanonly"`
	UnitNameVI    string `bun:"unit_name_vi,scanonly"`
	UnitNameEN    string `bun:"unit_name_en,scanonly"`
	UnitLevel     string `bun:"unit_level,scanonly"`
	PresenterName string `bun:"presenter_name,scanonly"`
}

func newAgendaRows(m *plan.Meeting) []agendaRow {
	rows := make([]agendaRow, len(m.Agenda))
	for i, item := range m.Agenda {
		rows[i] = agendaRow{
			ID: item.ID, MeetingID: m.ID, Position: i, Title: item.Title, Minutes: item.Minutes, Start: item.Start.UTC(),
			PresenterCatalogue: item.PresenterUnit.Catalogue, PresenterCode: item.PresenterUnit.Code, PresenterID: item.PresenterID, Vote: item.Vote,
		}
	}
	return rows
}

func (r *agendaRow) item() plan.AgendaItem {
	return plan.AgendaItem{
		ID: r.ID, Title: r.Title, Minutes: r.Minutes, Start: r.Start.UTC(), Vote: r.Vote, PresenterID: r.PresenterID,
		PresenterUnit: directory.UnitKey{Catalogue: r.PresenterCatalogue, Code: r.PresenterCode},
		UnitPath:      r.UnitPath, UnitName: directory.Text{VI: r.UnitNameVI, EN: r.UnitNameEN}, UnitLevel: directory.Level(r.UnitLevel),
		PresenterName: r.PresenterName,
	}
}

type eventRow struct {
	bun.BaseModel `bun:"table:meeting_events,alias:event"`

	ID        string     `bun:"id,pk"`
	MeetingID string     `bun:"meeting_id"`
	At        time.Time  `bun:"at"`
	ActorID   string     `bun:"actor_id"`
	ActorName string     `bun:"actor_name"`
	Action    string     `bun:"action"`
	From      plan.State `bun:"from_state"`
	To        plan.State `bun:"to_state"`
	Reason    string     `bun:"reason"`
}

type seriesRow struct {
	bun.BaseModel `bun:"table:meeting_series,alias:series"`

	ID        string    `bun:"id,pk"`
	Version   int64     `bun:"version"`
	Rule      string    `bun:"rule"`
	Start     time.Time `bun:"start_at"`
	Holidays  string    `bun:"holidays"`
	CreatedAt time.Time `bun:"created_at"`
	CreatedBy string    `bun:"created_by"`
}

func (r *seriesRow) series() *plan.Series {
	return &plan.Series{
		ID: r.ID, Version: r.Version, Rule: r.Rule, Start: r.Start.UTC(), Holidays: r.Holidays, CreatedAt: r.CreatedAt.UTC(), CreatedBy: r.CreatedBy,
	}
}

type templateRow struct {
	bun.BaseModel `bun:"table:meeting_templates,alias:template"`

	ID            string    `bun:"id,pk"`
	Version       int64     `bun:"version"`
	Name          string    `bun:"name"`
	HostCatalogue string    `bun:"host_catalogue"`
	HostCode      string    `bun:"host_code"`
	Search        string    `bun:"search"`
	Content       string    `bun:"content"`
	UpdatedAt     time.Time `bun:"updated_at"`
	UpdatedBy     string    `bun:"updated_by"`

	HostPath   string `bun:"host_path,scanonly"`
	HostNameVI string `bun:"host_name_vi,scanonly"`
	HostNameEN string `bun:"host_name_en,scanonly"`
}

type knockRow struct {
	bun.BaseModel `bun:"table:meeting_knocks,alias:knock"`

	ID            string      `bun:"id,pk"`
	MeetingID     string      `bun:"meeting_id"`
	AccountID     string      `bun:"account_id"`
	Name          string      `bun:"name"`
	UnitCatalogue string      `bun:"unit_catalogue"`
	UnitCode      string      `bun:"unit_code"`
	At            time.Time   `bun:"at"`
	Answer        plan.Answer `bun:"answer"`
	AnsweredAt    time.Time   `bun:"answered_at,nullzero"`
	AnsweredBy    string      `bun:"answered_by"`

	UnitNameVI string `bun:"unit_name_vi,scanonly"`
	UnitNameEN string `bun:"unit_name_en,scanonly"`
}

func (r *knockRow) knock() *plan.Knock {
	return &plan.Knock{
		ID: r.ID, MeetingID: r.MeetingID, AccountID: r.AccountID, Name: r.Name, Unit: directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode},
		UnitName: directory.Text{VI: r.UnitNameVI, EN: r.UnitNameEN}, At: r.At.UTC(), Answer: r.Answer, AnsweredAt: r.AnsweredAt.UTC(), AnsweredBy: r.AnsweredBy,
	}
}

type dayRow struct {
	bun.BaseModel `bun:"table:calendar_days,alias:day"`

	Day  string `bun:"day,pk"`
	Kind string `bun:"kind"`
	Name string `bun:"name"`
}

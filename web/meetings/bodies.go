package meetings

import (
	"time"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/web/rest"
)

type meetingUnitKey struct {
	Catalogue string `json:"catalogue" maxLength:"64" example:"tuyen-quang-2025-07"`
	Code      string `json:"code" maxLength:"35" example:"08"`
}

func (k *meetingUnitKey) key() directory.UnitKey {
	if k == nil {
		return directory.UnitKey{}
	}
	return directory.UnitKey{Catalogue: k.Catalogue, Code: k.Code}
}

type meetingPolicies struct {
	Microphones plan.MicrophonePolicy `json:"microphones" enum:"open,one,chair_only" doc:"Who may have a microphone open: anyone; one at a time; those the chair lets."`
	WaitingRoom bool                  `json:"waitingRoom" doc:"Those not invited may knock; without it they are turned away."`
	Recording   bool                  `json:"recording" doc:"The chair may have the meeting recorded."`
	Sharing     plan.SharingPolicy    `json:"sharing" enum:"everyone,presenters,chair" doc:"Who may share a screen."`
	OpenBefore  int                   `json:"openBefore" minimum:"0" maximum:"240" doc:"Minutes before the start when the room opens."`
	AutoStart   bool                  `json:"autoStart,omitempty" doc:"The meeting goes live at its start by itself."`
	// What is recorded is told to everyone in the room before it begins.
	RecordAtOpening bool `json:"recordAtOpening,omitempty" doc:"The recording begins with the meeting by itself. Only where recording is true."`
}

// MeetingDraft is the plan as it is sent in. Exported, as the framework wants what is embedded.
type MeetingDraft struct {
	Title         string             `json:"title" doc:"Trích yếu." example:"Giao ban công tác tuần"`
	Description   string             `json:"description,omitempty"`
	TypeID        string             `json:"typeId,omitempty" maxLength:"64" doc:"An entry of the directory's meeting types."`
	Urgency       plan.Urgency       `json:"urgency,omitempty" enum:"normal,urgent,very_urgent,immediate" default:"normal"`
	Host          meetingUnitKey     `json:"host" doc:"The unit that holds it."`
	ChairID       string             `json:"chairId,omitempty" maxLength:"64" doc:"A person; needed before it is submitted."`
	SecretaryID   string             `json:"secretaryId,omitempty" maxLength:"64" doc:"A person; needed before it is submitted."`
	Start         time.Time          `json:"start"`
	End           time.Time          `json:"end"`
	Mode          plan.Mode          `json:"mode" enum:"in_room,online,hybrid"`
	Sites         []meetingSiteDraft `json:"sites,omitempty" nullable:"false"`
	Agenda        []meetingItemDraft `json:"agenda,omitempty" nullable:"false" doc:"In order."`
	Policies      *meetingPolicies   `json:"policies,omitempty" doc:"The usual ones if none are given."`
	LateReason    string             `json:"lateReason,omitempty" doc:"Why a regular meeting is called less than three working days ahead."`
	NoStateSecret bool               `json:"noStateSecret" doc:"The mandatory declaration that nothing in the meeting is a state secret."`
	Secrecy       plan.Secrecy       `json:"secrecy,omitempty" enum:"normal,confidential,secret,top_secret" default:"normal" doc:"Any marking but normal is refused, and the refusal recorded."`
}

type meetingSiteDraft struct {
	Unit     meetingUnitKey `json:"unit"`
	Room     string         `json:"room,omitempty" maxLength:"256" doc:"Name of a room of the directory."`
	Main     bool           `json:"main,omitempty" doc:"Điểm cầu trung tâm; one at most."`
	NeedKbps int            `json:"needKbps,omitempty" minimum:"0" doc:"What the meeting needs of the site's line in kbit/s; 0 = 4000."`
}

type meetingItemDraft struct {
	ID            string          `json:"id,omitempty" maxLength:"64" doc:"Of an item that is there already; none for a new one."`
	Title         string          `json:"title"`
	Minutes       int             `json:"minutes" example:"15"`
	Start         *time.Time      `json:"start,omitempty" doc:"A fixed time; without it, when the item before ends."`
	PresenterUnit *meetingUnitKey `json:"presenterUnit,omitempty"`
	PresenterID   string          `json:"presenterId,omitempty" maxLength:"64" doc:"A person."`
	Vote          bool            `json:"vote,omitempty" doc:"It is voted on."`
}

func (d *MeetingDraft) draft() plan.Draft {
	draft := plan.Draft{
		Title: d.Title, Description: d.Description, TypeID: d.TypeID, Urgency: d.Urgency, Host: d.Host.key(), ChairID: d.ChairID,
		SecretaryID: d.SecretaryID, Start: d.Start, End: d.End, Mode: d.Mode, Policies: plan.DefaultPolicies(),
		LateReason: d.LateReason, NoStateSecret: d.NoStateSecret, Secrecy: d.Secrecy,
	}
	if d.Policies != nil {
		draft.Policies = plan.Policies(*d.Policies)
	}
	for _, site := range d.Sites {
		draft.Sites = append(draft.Sites, plan.Site{Unit: site.Unit.key(), Room: site.Room, Main: site.Main, NeedKbps: site.NeedKbps})
	}
	for _, item := range d.Agenda {
		planned := plan.AgendaItem{
			ID: item.ID, Title: item.Title, Minutes: item.Minutes, PresenterUnit: item.PresenterUnit.key(), PresenterID: item.PresenterID, Vote: item.Vote,
		}
		if item.Start != nil {
			planned.Start = *item.Start
		}
		draft.Agenda = append(draft.Agenda, planned)
	}
	return draft
}

type meetingPerson struct {
	ID   string `json:"id" example:"PE_k3h1D2f9aQ0z"`
	Name string `json:"name"`
}

func personRef(id, name string) *meetingPerson {
	if id == "" {
		return nil
	}
	return &meetingPerson{ID: id, Name: name}
}

type meetingSite struct {
	Unit      rest.UnitRef `json:"unit"`
	Room      string       `json:"room,omitempty" doc:"Name of the room."`
	RoomTitle string       `json:"roomTitle,omitempty"`
	Main      bool         `json:"main"`
	NeedKbps  int          `json:"needKbps"`
}

type meetingItem struct {
	ID            string         `json:"id" example:"AG_k3h1D2f9aQ0z"`
	Title         string         `json:"title"`
	Minutes       int            `json:"minutes"`
	Start         *time.Time     `json:"start,omitempty" doc:"Only when it was fixed."`
	Begins        time.Time      `json:"begins" doc:"When it begins by the plan."`
	PresenterUnit *rest.UnitRef  `json:"presenterUnit,omitempty"`
	Presenter     *meetingPerson `json:"presenter,omitempty"`
	Vote          bool           `json:"vote"`
}

type meetingRights struct {
	Role     string        `json:"role,omitempty" doc:"What the caller is to the meeting; none for a mere reader."`
	Edit     bool          `json:"edit"`
	Delete   bool          `json:"delete"`
	Copy     bool          `json:"copy"`
	Admit    bool          `json:"admit" doc:"Answers those who knock."`
	Join     bool          `json:"join" doc:"Gets in without knocking once the room is open."`
	Moderate bool          `json:"moderate" doc:"May mute and remove others in the room."`
	Actions  []plan.Action `json:"actions" nullable:"false" doc:"Transitions open to the caller from the present state."`
}

type meetingWarning struct {
	Kind     plan.WarningKind `json:"kind" enum:"late_notice,day_off,unit_ended"`
	Deadline string           `json:"deadline,omitempty" doc:"The last day (YYYY-MM-DD) on which the invitation had to go out." example:"2026-11-23"`
	Holiday  string           `json:"holiday,omitempty" doc:"Name of the holiday; none for a weekend."`
	Units    []string         `json:"units,omitempty" nullable:"false" doc:"Names of units that are not there on that day, by a reform; choose those that succeed them."`
	Excused  bool             `json:"excused" doc:"The secretary has said why."`
}

func warningBodies(warnings []plan.Warning, lang string) []meetingWarning {
	bodies := make([]meetingWarning, len(warnings))
	for i, w := range warnings {
		bodies[i] = meetingWarning{Kind: w.Kind, Holiday: w.Name, Excused: w.Excused}
		if !w.Deadline.IsZero() {
			bodies[i].Deadline = w.Deadline.Format(time.DateOnly)
		}
		for _, name := range w.Units {
			bodies[i].Units = append(bodies[i].Units, rest.InLanguage(name, lang))
		}
	}
	return bodies
}

type meetingBody struct {
	ID            string           `json:"id" example:"ME_k3h1D2f9aQ0z"`
	Version       int64            `json:"version" doc:"What ETag and If-Match carry."`
	SeriesID      string           `json:"seriesId,omitempty" example:"MS_k3h1D2f9aQ0z"`
	Occurrence    *time.Time       `json:"occurrence,omitempty" doc:"The start that the rule of the series gave."`
	Title         string           `json:"title"`
	Description   string           `json:"description"`
	TypeID        string           `json:"typeId,omitempty"`
	Urgency       plan.Urgency     `json:"urgency" enum:"normal,urgent,very_urgent,immediate"`
	Host          rest.UnitRef     `json:"host"`
	Chair         *meetingPerson   `json:"chair,omitempty"`
	Secretary     *meetingPerson   `json:"secretary,omitempty"`
	Start         time.Time        `json:"start"`
	End           time.Time        `json:"end"`
	Mode          plan.Mode        `json:"mode" enum:"in_room,online,hybrid"`
	Sites         []meetingSite    `json:"sites" nullable:"false"`
	Agenda        []meetingItem    `json:"agenda" nullable:"false"`
	Policies      meetingPolicies  `json:"policies"`
	LateReason    string           `json:"lateReason,omitempty"`
	NoStateSecret bool             `json:"noStateSecret"`
	Secrecy       plan.Secrecy     `json:"secrecy" enum:"normal"`
	State         plan.State       `json:"state" enum:"draft,submitted,approved,issued,live,paused,ended,cancelled,postponed"`
	StateSince    time.Time        `json:"stateSince"`
	StateReason   string           `json:"stateReason,omitempty" doc:"Why, where that was asked for."`
	StartedAt     *time.Time       `json:"startedAt,omitempty"`
	EndedAt       *time.Time       `json:"endedAt,omitempty"`
	OpensAt       time.Time        `json:"opensAt" doc:"When the room opens for delegates."`
	Overdue       plan.Overdue     `json:"overdue,omitempty" enum:",not_started,missed,running_over" doc:"The clock is ahead of the meeting."`
	Room          string           `json:"room" doc:"Name of its room in the media plane."`
	Rights        meetingRights    `json:"rights"`
	Warnings      []meetingWarning `json:"warnings,omitempty" doc:"Rules that the plan does not keep; told when it was saved."`
	CreatedAt     time.Time        `json:"createdAt"`
	UpdatedAt     time.Time        `json:"updatedAt"`
}

type meetingSummary struct {
	ID          string         `json:"id" example:"ME_k3h1D2f9aQ0z"`
	Version     int64          `json:"version"`
	SeriesID    string         `json:"seriesId,omitempty"`
	Title       string         `json:"title"`
	TypeID      string         `json:"typeId,omitempty"`
	Urgency     plan.Urgency   `json:"urgency" enum:"normal,urgent,very_urgent,immediate"`
	Host        meetingHost    `json:"host"`
	Chair       *meetingPerson `json:"chair,omitempty"`
	Secretary   *meetingPerson `json:"secretary,omitempty"`
	Start       time.Time      `json:"start"`
	End         time.Time      `json:"end"`
	Mode        plan.Mode      `json:"mode" enum:"in_room,online,hybrid"`
	State       plan.State     `json:"state" enum:"draft,submitted,approved,issued,live,paused,ended,cancelled,postponed"`
	StateReason string         `json:"stateReason,omitempty"`
	StartedAt   *time.Time     `json:"startedAt,omitempty"`
	EndedAt     *time.Time     `json:"endedAt,omitempty"`
	Overdue     plan.Overdue   `json:"overdue,omitempty" enum:",not_started,missed,running_over"`
	Sites       int            `json:"sites" doc:"How many sites take part."`
	Items       int            `json:"items" doc:"How many items are on the agenda."`
	MainRoom    *meetingRoom   `json:"mainRoom,omitempty" doc:"The main site's room."`
}

type meetingHost struct {
	Catalogue string `json:"catalogue"`
	Code      string `json:"code"`
	Name      string `json:"name" doc:"In the caller's language."`
}

type meetingRoom struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

func instant(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

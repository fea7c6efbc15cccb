package conduct

import (
	"cmp"
	"slices"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/plan"
)

// Audience is who a view is for: those who conduct see more than the hall.
type Audience string

// Audiences.
const (
	Desk Audience = "desk" // the chair, the secretary, the deputy, technicians
	Hall Audience = "hall" // everyone else
)

// AudienceOf returns which view somebody has.
func (s *State) AudienceOf(who *Who) Audience {
	if s.leads(who) || who.Role == identity.Technician {
		return Desk
	}
	return Hall
}

// MeetingView is PartMeeting.
type MeetingView struct {
	Phase    Phase     `json:"phase" enum:"waiting,open,paused,closed"`
	OpenedAt time.Time `json:"openedAt,omitzero"`
	PausedAt time.Time `json:"pausedAt,omitzero"`
	EndedAt  time.Time `json:"endedAt,omitzero"`
	Deputy   string    `json:"deputy,omitempty" doc:"Identity of who conducts when the chair cannot."`
	Notice   Notice    `json:"notice"`
}

// PresenceView is PartPresence. The hall sees numbers only.
type PresenceView struct {
	Sites  int        `json:"sites" doc:"Units with somebody in the room."`
	People int        `json:"people" doc:"Accounts in the room."`
	All    []Presence `json:"all,omitempty" doc:"For those who conduct: everyone who is or was there."`
}

// RollView is PartRoll.
type RollView struct {
	Counts  map[Mark]int        `json:"counts" doc:"People by mark."`
	Sites   map[Mark]int        `json:"sites" doc:"Sites by mark; those without one are not counted."`
	Planned int                 `json:"planned" doc:"Sites of the meeting's plan."`
	Quorum  QuorumView          `json:"quorum"`
	Calling string              `json:"calling,omitempty" doc:"The site that is called now."`
	Marks   map[string]RollMark `json:"marks,omitempty" doc:"For those who conduct: by subject, site:{catalogue}/{code} or person:{id}."`
	Places  map[string]*Place   `json:"places,omitempty" doc:"For those who conduct: by subject of a person, where they sit and when they came and left."`
}

// QuorumView is how the rule stands to the roll.
type QuorumView struct {
	Quorum
	Present int  `json:"present"`
	Total   int  `json:"total" doc:"Sites of the plan; or everyone who was asked to come, those who did not come too: people, and units whose people were not named."`
	Met     bool `json:"met"`
}

// FloorView is PartFloor.
type FloorView struct {
	Waiting   []*Request    `json:"waiting" nullable:"false" doc:"The first two hundred of each queue."`
	Counts    map[Queue]int `json:"counts" doc:"How many wait, by queue."`
	Turns     []*Turn       `json:"turns" nullable:"false" doc:"Under way."`
	Past      []*Turn       `json:"past" nullable:"false" doc:"The latest twenty, the last first."`
	PastCount int           `json:"pastCount"`
}

// MicrophonesView is PartMicrophones.
type MicrophonesView struct {
	Policy  Microphones `json:"policy" enum:"open,one,chair_only"`
	Granted []string    `json:"granted" nullable:"false"`
}

// StageView is PartStage.
type StageView struct {
	StageSet
	Since         time.Time `json:"since,omitzero" doc:"When this layout began: pages that are turned by time are counted from here, so that every site shows the same."`
	Spotlight     string    `json:"spotlight,omitempty" doc:"Identity that is large at every site; of a site that is called in the roll, whoever is there for it."`
	SpotlightSite string    `json:"spotlightSite,omitempty" doc:"Subject of the site that is called in the roll."`
}

// MotionView is one motion of PartMotions.
type MotionView struct {
	ID string `json:"id"`
	MotionDraft
	State    MotionState       `json:"state" enum:"prepared,open,stopped,closed"`
	OpenedAt time.Time         `json:"openedAt,omitzero"`
	ClosedAt time.Time         `json:"closedAt,omitzero"`
	Keys     *BallotKeys       `json:"keys,omitempty" doc:"Public keys of a secret vote."`
	Eligible int               `json:"eligible"`
	Ready    int               `json:"ready"`
	Cast     int               `json:"cast"`
	Result   *Result           `json:"result,omitempty"`
	Voters   []Voter           `json:"voters,omitempty" nullable:"false"`
	IsReady  map[string]bool   `json:"isReady,omitempty" doc:"For those who conduct: by voter."`
	HasCast  map[string]bool   `json:"hasCast,omitempty" doc:"For those who conduct, by name: by voter, never how while it is open."`
	Ballots  map[string]Ballot `json:"ballots,omitempty" doc:"By voter, once closed, of a vote by name."`
}

// pastShown bounds how many ended turns a view has, waitingShown how many of each queue.
const (
	pastShown    = 20
	waitingShown = 200
)

// ViewOf returns a part of the state as an audience sees it. Invited are the subjects of all who were asked to come: see
// Invited.
func (s *State) ViewOf(part Part, m *plan.Meeting, invited []string, audience Audience) any {
	switch part {
	case PartMeeting:
		return MeetingView{Phase: s.Phase, OpenedAt: s.OpenedAt, PausedAt: s.HeldAt, EndedAt: s.EndedAt, Deputy: s.Deputy, Notice: s.Notice}
	case PartPresence:
		return s.presenceView(audience)
	case PartRoll:
		return s.rollView(m, invited, audience)
	case PartAgenda:
		return s.Agenda
	case PartFloor:
		return s.floorView()
	case PartMicrophones:
		return MicrophonesView{Policy: s.Microphones, Granted: append([]string{}, s.Granted...)}
	case PartStage:
		view := StageView{StageSet: s.Stage, Since: s.StageSince}
		view.Spotlight, view.SpotlightSite = s.Spotlight()
		return view
	case PartMotions:
		return s.motionViews(audience)
	}
	return nil
}

func (s *State) presenceView(audience Audience) PresenceView {
	view, units := PresenceView{}, map[string]bool{}
	for _, present := range s.Presence {
		if present.Here {
			view.People++
			if !present.Who.Unit.IsZero() {
				units[SiteSubject(present.Who.Unit)] = true
			}
		}
		if audience == Desk {
			view.All = append(view.All, *present)
		}
	}
	view.Sites = len(units)
	slices.SortFunc(view.All, func(a, b Presence) int {
		return cmp.Or(cmp.Compare(a.Who.Site, b.Who.Site), cmp.Compare(a.Who.Name, b.Who.Name), cmp.Compare(a.Who.Identity, b.Who.Identity))
	})
	return view
}

func (s *State) rollView(m *plan.Meeting, invited []string, audience Audience) RollView {
	view := RollView{Counts: map[Mark]int{}, Sites: map[Mark]int{}, Planned: len(m.Sites), Calling: s.Roll.Calling}
	for subject, mark := range s.Roll.Marks {
		if len(subject) > 5 && subject[:5] == "site:" {
			view.Sites[mark.Mark]++
		} else {
			view.Counts[mark.Mark]++
		}
	}
	view.Quorum = s.quorum(m, invited)
	if audience == Desk {
		view.Marks, view.Places = s.Roll.Marks, s.Roll.Places
	}
	return view
}

// quorum compares those present with the rule: sites of the plan, or all who were asked to come, those of whom the roll says
// nothing too. Who came unasked is nobody whom a quorum waits for.
func (s *State) quorum(m *plan.Meeting, invited []string) QuorumView {
	view := QuorumView{Quorum: s.Roll.Quorum}
	if view.Of == OfPeople {
		view.Total = len(invited)
		for _, subject := range invited {
			if s.Roll.Marks[subject].Mark.Present() {
				view.Present++
			}
		}
	} else {
		for i := range m.Sites {
			view.Total++
			if s.Roll.Marks[SiteSubject(m.Sites[i].Unit)].Mark.Present() {
				view.Present++
			}
		}
	}
	view.Met = view.Percent == 0 || view.Present*100 > view.Total*view.Percent
	return view
}

func (s *State) floorView() FloorView {
	view := FloorView{Waiting: []*Request{}, Counts: map[Queue]int{}, Turns: append([]*Turn{}, s.Floor.Turns...), Past: []*Turn{}, PastCount: len(s.Floor.Past)}
	for _, request := range s.Floor.Waiting {
		if view.Counts[request.Queue]++; view.Counts[request.Queue] <= waitingShown {
			view.Waiting = append(view.Waiting, request)
		}
	}
	for i := len(s.Floor.Past) - 1; i >= 0 && len(view.Past) < pastShown; i-- {
		view.Past = append(view.Past, s.Floor.Past[i])
	}
	return view
}

func (s *State) motionViews(audience Audience) []MotionView {
	views := []MotionView{}
	for _, motion := range s.Motions {
		if audience == Hall && motion.State == MotionWritten {
			continue // not put to anybody yet
		}
		views = append(views, motion.view(audience))
	}
	return views
}

func (m *Motion) view(audience Audience) MotionView {
	view := MotionView{
		ID: m.ID, MotionDraft: m.MotionDraft, State: m.State, OpenedAt: m.OpenedAt, ClosedAt: m.ClosedAt, Keys: m.Keys, Eligible: len(m.Voters),
		Ready: len(m.Ready), Cast: len(m.Ballots), Result: m.Result,
	}
	if m.Secret && m.Result != nil {
		view.Cast = m.Result.Cast
	}
	if m.State == MotionDone && !m.Secret {
		view.Voters, view.Ballots = m.Voters, m.Ballots
	}
	if audience == Desk {
		view.Voters, view.IsReady = m.Voters, m.Ready
		if !m.Secret {
			view.HasCast = map[string]bool{}
			for voter := range m.Ballots {
				view.HasCast[voter] = true
			}
		}
	}
	return view
}

// MineView is what the state is to one who watches.
type MineView struct {
	Who      Who             `json:"who"`
	Audience Audience        `json:"audience" enum:"desk,hall"`
	Leads    bool            `json:"leads" doc:"May conduct."`
	Presents bool            `json:"presents" doc:"May open papers and turn pages for everyone."`
	Rights   Rights          `json:"rights"`
	Roll     *RollMark       `json:"roll,omitempty" doc:"What the roll says of them, or of their site when they are nobody in particular."`
	Seat     string          `json:"seat,omitempty" doc:"Where they sit, by the roll."`
	Votes    map[string]Mine `json:"votes" doc:"By motion: the vote that is theirs to cast."`
	Asked    []Asked         `json:"asked" nullable:"false" doc:"Their requests for the floor that wait."`
	Refused  *Refusal        `json:"refused,omitempty" doc:"Why the latest request for the floor was refused, until they ask again or are called."`
	May      []Verb          `json:"may" nullable:"false" doc:"Commands that they may give in the present phase."`
}

// Mine is somebody's vote on a motion.
type Mine struct {
	Voter  string `json:"voter"`
	Ready  bool   `json:"ready"`
	Cast   bool   `json:"cast"`
	Choice Choice `json:"choice,omitempty" enum:",for,against,other"`
}

// Asked is somebody's own request for the floor.
type Asked struct {
	*Request
	Place int `json:"place" doc:"In its queue, from 1."`
}

// askedBy returns the requests of an identity that wait.
func (s *State) askedBy(identity string) []Asked {
	found, places := []Asked{}, map[Queue]int{}
	for _, request := range s.Floor.Waiting {
		if places[request.Queue]++; request.Who.Identity == identity {
			found = append(found, Asked{request, places[request.Queue]})
		}
	}
	return found
}

// MineOf returns what the state is to somebody.
func (s *State) MineOf(m *plan.Meeting, who *Who) MineView {
	view := MineView{
		Who: *who, Audience: s.AudienceOf(who), Leads: s.leads(who), Presents: s.presentsItem(m, who), Rights: s.RightsOf(m, who), Votes: map[string]Mine{}, May: []Verb{}, Asked: s.askedBy(who.Identity),
	}
	if refusal, found := s.Floor.Refused[who.Identity]; found {
		view.Refused = &refusal
	}
	if mark, found := s.Roll.Marks[ownSubject(who)]; found {
		view.Roll = &mark
	}
	if place := s.Roll.Places[PersonSubjectOf(who)]; place != nil {
		view.Seat = place.Seat
	}
	for _, motion := range s.Motions {
		if voter, found := motion.VoterOf(who.Identity); found {
			ballot, cast := motion.Ballots[voter.Key]
			view.Votes[motion.ID] = Mine{Voter: voter.Key, Ready: motion.Ready[voter.Key], Cast: cast, Choice: ballot.Choice}
		}
	}
	for _, rule := range Rules {
		for _, phase := range rule.Phases {
			if phase == s.Phase && s.May(who, rule.Verb) {
				view.May = append(view.May, rule.Verb)
			}
		}
	}
	return view
}

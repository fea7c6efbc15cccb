package conduct

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/text"
	"giaoban/scheduler/plan"
)

// Bounds of what commands carry.
const (
	MaxText      = 2000 // characters of a topic, a reason, an opinion, a notice
	MaxTopic     = 300  // of what somebody wants to speak on
	MaxSeconds   = 4 * 3600
	MaxWaiting   = 2000 // requests for the floor at once
	MaxMotions   = 200
	MaxPanel     = 16
	MinRotate    = 5 // seconds: each page asks every site on it for a key frame
	MaxPage      = 100_000
	MaxVoters    = 5000
	MaxCommandID = 64 // bytes
	maxIdentity  = 256
)

// Scene is what a command is judged by beside the state.
type Scene struct {
	Meeting *plan.Meeting
	By      Who
	Now     time.Time
	NewID   func(prefix string) string
	// SiteOf returns the subject of the site at which a person of the directory sits, "" = there is no such person.
	SiteOf func(personID string) (string, error)
	// ShowsPaper reports whether a paper belongs to the meeting and may be shown there.
	ShowsPaper func(paperID string) (bool, error)
	// BallotKeys are the public keys of a secret vote that is to be opened.
	BallotKeys func(motionID string) (BallotKeys, error)
	// SecretResult counts the ballots of a secret vote.
	SecretResult func(motion *Motion) (Result, error)
}

func refuse(code fault.Code, reason string, args ...any) error {
	return fault.New(code, "conduct."+reason, args...)
}

// Decide returns what a command makes happen, nothing when all is as it asks already. It changes no state. Errors are
// faults: Forbidden for those who may not, Conflict for what does not fit the state, Invalid for what breaks a rule.
func (s *State) Decide(scene *Scene, c *Command) ([]Fact, error) {
	rule, found := RuleOf(c.Verb)
	if !found {
		return nil, refuse(fault.Invalid, "verb")
	}
	if !s.May(&scene.By, c.Verb) {
		return nil, refuse(fault.Forbidden, "not_yours")
	}
	if !slices.Contains(rule.Phases, s.Phase) {
		return nil, refuse(fault.Conflict, "phase_"+string(s.Phase))
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	area, _, _ := strings.Cut(string(c.Verb), ".")
	switch area {
	case "roll":
		return s.decideRoll(scene, c)
	case "agenda":
		return s.decideAgenda(scene, c)
	case "floor":
		return s.decideFloor(scene, c)
	case "microphones":
		return s.decideMicrophones(scene, c)
	case "motion":
		return s.decideMotion(scene, c)
	}
	return s.decideRest(scene, c)
}

// check refuses a command whose parts break their bounds, and cleans its text.
func (c *Command) check() error {
	var form text.Form
	longest := MaxText
	if c.Verb == AskFloor {
		longest = MaxTopic // the hall's pages have all of a queue's before them
	}
	form.Lines("text", &c.Text, longest)
	if err := cmp.Or(form.Err(), checkSeat(&c.Seat)); err != nil {
		return err
	}
	switch {
	case c.ID == "" || len(c.ID) > MaxCommandID:
		return invalid("id", text.ReasonRequired)
	case c.Seconds < -MaxSeconds || c.Seconds > MaxSeconds:
		return invalid("seconds", "out_of_range", 0, MaxSeconds)
	case c.Page < 0 || c.Page > MaxPage:
		return invalid("page", "out_of_range", 1, MaxPage)
	}
	return nil
}

func invalid(location, reason string, args ...any) error {
	return fault.InvalidFields("form", []fault.Field{{Location: location, Reason: reason, Args: args}})
}

func facts(some ...Fact) ([]Fact, error) { return some, nil }

func (s *State) decideRoll(scene *Scene, c *Command) ([]Fact, error) {
	switch c.Verb {
	case MarkRoll:
		if !slices.Contains(Marks(), c.Mark) {
			return nil, invalid("mark", "unknown")
		}
		if !subject(c.Target) {
			return nil, invalid("target", "unknown")
		}
		return s.markSeated(scene, c, c.Target, c.Mark, c.Text)
	case ConfirmPresence:
		if c.Mark != InRoom && c.Mark != Online {
			return nil, invalid("mark", "unknown")
		}
		own := ownSubject(&scene.By)
		if own == "" {
			return nil, refuse(fault.Conflict, "no_subject")
		}
		// Whoever came late, or for somebody else, is there no less for it, and is not made to have come otherwise.
		if written := s.Roll.Marks[own]; written.Mark == Late || written.Mark == Substitute {
			return s.markSeated(scene, c, own, written.Mark, written.Note)
		}
		return s.markSeated(scene, c, own, c.Mark, "")
	case SeatRoll, LeaveRoll, ReturnRoll:
		return s.decidePlace(scene, c)
	case CallRoll:
		if !strings.HasPrefix(c.Target, "site:") || !hasSite(scene.Meeting, c.Target) {
			return nil, invalid("target", "unknown")
		}
		if s.Roll.Calling == c.Target {
			return nil, nil
		}
		return facts(RollCalled{Subject: c.Target})
	case CloseRoll:
		if s.Roll.Calling == "" {
			return nil, nil
		}
		return facts(RollClosed{})
	case RuleQuorum:
		if c.Quorum.Percent < 0 || c.Quorum.Percent > 100 || c.Quorum.Of != OfSites && c.Quorum.Of != OfPeople {
			return nil, invalid("quorum", "out_of_range", 0, 100)
		}
		return facts(QuorumRuled{c.Quorum})
	}
	return nil, refuse(fault.Invalid, "verb")
}

func (s *State) mark(subject string, mark Mark, note string) ([]Fact, error) {
	if written := s.Roll.Marks[subject]; written.Mark == mark && written.Note == note && written.By != "" {
		return nil, nil
	}
	return facts(RollMarked{Subject: subject, Mark: mark, Note: note})
}

// markSeated is a mark, with the seat that the command gives a person who is there.
func (s *State) markSeated(scene *Scene, c *Command, subject string, mark Mark, note string) ([]Fact, error) {
	made, err := s.mark(subject, mark, note)
	if err != nil || c.Seat == "" {
		return made, err
	}
	id, person := strings.CutPrefix(subject, personPrefix)
	if !person || !mark.Present() {
		return nil, invalid("seat", "unknown")
	}
	site, err := scene.SiteOf(id)
	if err != nil || site == "" {
		return nil, cmp.Or(err, invalid("target", "unknown"))
	}
	seated, err := s.seated(site, subject, c.Seat)
	return append(made, seated...), err
}

func subject(target string) bool {
	kind, id, _ := strings.Cut(target, ":")
	return (kind == "site" || kind == "person") && id != "" && len(id) <= 200
}

// ownSubject is what somebody confirms for: the person, or for a terminal the site.
func ownSubject(who *Who) string {
	switch {
	case who.PersonID != "":
		return PersonSubject(who.PersonID)
	case !who.Unit.IsZero():
		return SiteSubject(who.Unit)
	}
	return ""
}

func hasSite(m *plan.Meeting, subject string) bool {
	return slices.ContainsFunc(m.Sites, func(site plan.Site) bool { return SiteSubject(site.Unit) == subject })
}

func (s *State) decideAgenda(scene *Scene, c *Command) ([]Fact, error) {
	if c.Verb == TakeItem {
		known := c.Target == "" || slices.ContainsFunc(scene.Meeting.Agenda, func(item plan.AgendaItem) bool { return item.ID == c.Target })
		switch {
		case !known:
			return nil, invalid("target", "unknown")
		case s.Agenda.Current == c.Target:
			return nil, nil
		}
		return facts(ItemTaken{ItemID: c.Target})
	}
	if !s.leads(&scene.By) && !s.presents(scene) {
		return nil, refuse(fault.Forbidden, "not_presenter")
	}
	if c.Verb == TurnPage {
		switch {
		case s.Agenda.Paper == "":
			return nil, refuse(fault.Conflict, "no_paper")
		case c.Page < 1:
			return nil, invalid("page", "out_of_range", 1, MaxPage)
		case s.Agenda.Page == c.Page:
			return nil, nil
		}
		return facts(PageTurned{Page: c.Page})
	}
	page := max(1, c.Page)
	if c.Target == "" {
		page = 0
	} else if may, err := scene.ShowsPaper(c.Target); err != nil || !may {
		if err != nil {
			return nil, err
		}
		return nil, invalid("target", "unknown")
	}
	if s.Agenda.Paper == c.Target && s.Agenda.Page == page {
		return nil, nil
	}
	return facts(PaperShown{PaperID: c.Target, Page: page})
}

// presents reports whether somebody presents the current item of the agenda.
func (s *State) presents(scene *Scene) bool { return s.presentsItem(scene.Meeting, &scene.By) }

func (s *State) presentsItem(m *plan.Meeting, who *Who) bool {
	for i := range m.Agenda {
		item := &m.Agenda[i]
		if item.ID != s.Agenda.Current {
			continue
		}
		return item.PresenterID != "" && item.PresenterID == who.PersonID ||
			item.PresenterID == "" && !item.PresenterUnit.IsZero() && item.PresenterUnit == who.Unit
	}
	return false
}

func (s *State) decideMicrophones(scene *Scene, c *Command) ([]Fact, error) {
	granted := slices.Contains(s.Granted, c.Target)
	switch c.Verb {
	case RuleMicrophones:
		known := []Microphones{plan.MicrophonesOpen, plan.MicrophoneOneAtATime, plan.MicrophonesByChair}
		if !slices.Contains(known, c.Policy) {
			return nil, invalid("policy", "unknown")
		}
		if s.Microphones == c.Policy {
			return nil, nil
		}
		return facts(MicrophonesRuled{Policy: c.Policy})
	case GrantMicrophone:
		switch {
		case s.Microphones == plan.MicrophoneOneAtATime:
			return nil, refuse(fault.Conflict, "one_at_a_time")
		case !s.Here(c.Target):
			return nil, refuse(fault.Conflict, "not_here")
		case granted:
			return nil, nil
		}
		return facts(MicrophoneGranted{Identity: c.Target})
	case RevokeMicrophone:
		if !granted {
			return nil, nil
		}
		return facts(MicrophoneRevoked{Identity: c.Target})
	case MuteHall:
		return facts(HallMuted{Except: scene.By.Identity})
	}
	return nil, refuse(fault.Invalid, "verb")
}

func (s *State) decideRest(scene *Scene, c *Command) ([]Fact, error) {
	switch c.Verb {
	case SetStage:
		return s.decideStage(c)
	case PostNotice:
		return s.decideNotice(c)
	case NameDeputy:
		found := s.Presence[c.Target]
		switch {
		case c.Target == s.Deputy:
			return nil, nil
		case c.Target == "":
			return facts(DeputyNamed{})
		case found == nil || found.Who.Role != identity.Delegate && found.Who.Role != identity.Secretary:
			return nil, refuse(fault.Conflict, "not_here")
		case scene.By.Identity == s.Deputy:
			return nil, refuse(fault.Forbidden, "not_yours") // a deputy names no other
		}
		return facts(DeputyNamed{Identity: c.Target, Name: found.Who.Name})
	case Correct:
		if c.Text == "" {
			return nil, invalid("text", text.ReasonRequired)
		}
		if c.Seq < 0 || c.Seq > s.Seq {
			return nil, invalid("seq", "unknown")
		}
		return facts(Corrected{Seq: c.Seq, Text: c.Text})
	}
	return nil, refuse(fault.Invalid, "verb")
}

func (s *State) decideNotice(c *Command) ([]Fact, error) {
	switch {
	case c.Seconds < 0:
		return nil, invalid("seconds", "out_of_range", 0, MaxSeconds)
	case c.Text == "" && s.Notice.Text == "", c.Text == s.Notice.Text && c.Seconds == 0 && s.Notice.Until.IsZero():
		return nil, nil
	case c.Text == "":
		return facts(NoticePosted{})
	}
	return facts(NoticePosted{Text: c.Text, Seconds: c.Seconds})
}

func (s *State) decideStage(c *Command) ([]Fact, error) {
	stage := c.Stage
	switch {
	case stage == nil || !slices.Contains(Layouts(), stage.Layout) || stage.Second != "" && !slices.Contains(Layouts(), stage.Second):
		return nil, invalid("stage.layout", "unknown")
	case len(stage.Panel) > MaxPanel:
		return nil, invalid("stage.panel", "too_many", MaxPanel)
	case stage.Rotate != 0 && (stage.Rotate < MinRotate || stage.Rotate > MaxSeconds):
		return nil, invalid("stage.rotate", "out_of_range", MinRotate, MaxSeconds)
	case len(stage.Spotted) > maxIdentity:
		return nil, invalid("stage.spotted", "unknown")
	}
	for i, identity := range stage.Panel {
		switch {
		case identity == "" || len(identity) > maxIdentity:
			return nil, invalid("stage.panel", "unknown")
		case slices.Contains(stage.Panel[:i], identity):
			return nil, invalid("stage.panel", "duplicate")
		}
	}
	if stage.Layout == LayoutPanel && len(stage.Panel) == 0 {
		return nil, invalid("stage.panel", text.ReasonRequired)
	}
	same := s.Stage.Layout == stage.Layout && slices.Equal(s.Stage.Panel, stage.Panel) && s.Stage.Rotate == stage.Rotate &&
		s.Stage.Second == stage.Second && s.Stage.Spotted == stage.Spotted
	if same {
		return nil, nil
	}
	return facts(*stage)
}

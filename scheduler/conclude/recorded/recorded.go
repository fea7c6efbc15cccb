// Package recorded tells of a meeting what its log knows: who was there, what was taken when, who spoke about what, how
// the votes went. What was never opened is told by the plan.
package recorded

import (
	"cmp"
	"context"
	"slices"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/ballot"
	"giaoban/scheduler/directory"
)

// Logs has the logs of meetings.
type Logs interface {
	// Replay returns a meeting's state and all entries of its log.
	Replay(ctx context.Context, meetingID string) (*conduct.State, []conduct.Entry, error)
}

// Ballots has what secret votes have published.
type Ballots interface {
	// Published returns the ballots of a vote that is closed, in the order of their serials.
	Published(ctx context.Context, meetingID, motionID string) ([]ballot.Ballot, conduct.BallotKeys, error)
	// Turnout returns how many papers were given out and how many ballots were cast.
	Turnout(ctx context.Context, motionID string) (issued, cast int64, err error)
}

// Source implements conclude.Source.
type Source struct {
	Plan      conclude.Source // what was planned and answered
	Logs      Logs
	Ballots   Ballots
	Directory directory.Lookup
}

var _ conclude.Source = (*Source)(nil)

// Proceedings implements conclude.Source.
func (s *Source) Proceedings(ctx context.Context, meetingID string) (*conclude.Proceedings, error) {
	p, err := s.Plan.Proceedings(ctx, meetingID)
	if err != nil {
		return nil, err
	}
	state, entries, err := s.Logs.Replay(ctx, meetingID)
	if err != nil || state.OpenedAt.IsZero() {
		return p, err
	}
	names, err := s.names(ctx, state)
	if err != nil {
		return nil, err
	}
	p.Basis, p.Opened, p.Closed = conclude.BasisLog, state.OpenedAt, state.EndedAt
	walk(p, entries, names)
	p.Turns = turns(state, names)
	if p.Motions, err = s.motions(ctx, meetingID, state, names); err != nil {
		return nil, err
	}
	p.Attendance = attendance(p.Attendance, state, names)
	return p, nil
}

// names are how official documents name those in a log.
type names map[string]directory.Person

func (s *Source) names(ctx context.Context, state *conduct.State) (names, error) {
	var ids []string
	for _, present := range state.Presence {
		if present.Who.PersonID != "" {
			ids = append(ids, present.Who.PersonID)
		}
	}
	slices.Sort(ids)
	return s.Directory.PeopleByID(ctx, slices.Compact(ids))
}

func (n names) of(who *conduct.Who) conclude.Named {
	person, found := n[who.PersonID]
	if !found {
		return conclude.Named{PersonID: who.PersonID, Name: who.Name, Unit: who.Unit, UnitName: who.Site, Impersonal: who.PersonID == ""}
	}
	return conclude.Named{PersonID: person.ID, Name: person.Name, Position: person.Address("vi"), Unit: person.Unit, UnitName: person.UnitName.VI}
}

// walk takes from the log what has a beginning and an end, and what was told to all.
func walk(p *conclude.Proceedings, entries []conduct.Entry, names names) {
	current := ""
	end := func(at time.Time) {
		for i := range p.Items {
			if taken := p.Items[i].Taken; p.Items[i].ID == current && len(taken) > 0 {
				taken[len(taken)-1].To = at
			}
		}
		current = ""
	}
	for i := range entries {
		e := &entries[i]
		switch fact := e.Fact.(type) {
		case conduct.ItemTaken:
			end(e.At)
			current = fact.ItemID
			for i := range p.Items {
				if p.Items[i].ID == current {
					p.Items[i].Taken = append(p.Items[i].Taken, conclude.Span{From: e.At})
				}
			}
		case conduct.Held:
			p.Pauses = append(p.Pauses, conclude.Span{From: e.At})
		case conduct.Resumed:
			endPause(p, e.At)
		case conduct.Ended:
			end(e.At)
			endPause(p, e.At)
		case conduct.NoticePosted:
			if fact.Text != "" {
				p.Notices = append(p.Notices, conclude.Remark{ItemID: current, At: e.At, By: names.of(&e.By), Text: fact.Text})
			}
		}
	}
}

func endPause(p *conclude.Proceedings, at time.Time) {
	if n := len(p.Pauses); n > 0 && p.Pauses[n-1].To.IsZero() {
		p.Pauses[n-1].To = at
	}
}

func turns(state *conduct.State, names names) []conclude.Turn {
	all := make([]conclude.Turn, 0, len(state.Floor.Past))
	for _, turn := range slices.Concat(state.Floor.Past, state.Floor.Turns) {
		kind := conclude.Speech
		switch {
		case turn.Reply != "":
			kind = conclude.Reply
		case turn.Queue == conduct.Question:
			kind = conclude.Question
		}
		all = append(all, conclude.Turn{
			ItemID: turn.ItemID, Who: names.of(&turn.Who), Kind: kind, Topic: turn.Topic, Span: conclude.Span{From: turn.Start, To: turn.End},
		})
	}
	slices.SortStableFunc(all, func(a, b conclude.Turn) int { return a.From.Compare(b.From) })
	return all
}

// motions are those that were voted on to the end.
func (s *Source) motions(ctx context.Context, meetingID string, state *conduct.State, names names) ([]conclude.Motion, error) {
	var all []conclude.Motion
	for _, motion := range state.Motions {
		if motion.Result == nil {
			continue
		}
		result := motion.Result
		told := conclude.Motion{
			ItemID: motion.ItemID, Question: motion.Question, Method: conclude.ByName, Span: conclude.Span{From: motion.OpenedAt, To: motion.ClosedAt},
			Eligible: result.Weight, For: result.For, Against: result.Against, Other: result.Other,
			NotVoting: result.Weight - result.For - result.Against - result.Other,
		}
		if motion.Secret {
			told.Method = conclude.Secret
			if err := s.count(ctx, meetingID, motion, &told); err != nil {
				return nil, err
			}
		} else {
			told.Votes, told.Opinions = votes(state, motion, names)
		}
		all = append(all, told)
	}
	return all, nil
}

// count tells of a secret vote what anybody can count again.
func (s *Source) count(ctx context.Context, meetingID string, motion *conduct.Motion, told *conclude.Motion) error {
	published, _, err := s.Ballots.Published(ctx, meetingID, motion.ID)
	if err != nil {
		return err
	}
	papers, _, err := s.Ballots.Turnout(ctx, motion.ID)
	if err != nil {
		return err
	}
	told.Papers, told.BallotsSum = int(papers), motion.Result.Ballots
	for i := range published {
		serial, err := published[i].Serial(motion.ID)
		if err != nil {
			return err
		}
		told.Ballots = append(told.Ballots, conclude.SecretBallot{Serial: serial, Choice: conclude.Choice(published[i].Choice), Text: published[i].Text})
		if published[i].Text != "" {
			told.Opinions = append(told.Opinions, published[i].Text)
		}
	}
	return nil
}

func votes(state *conduct.State, motion *conduct.Motion, names names) (all []conclude.Vote, opinions []string) {
	for i := range motion.Voters {
		voter := &motion.Voters[i]
		vote := conclude.Vote{Who: conclude.Named{Name: voter.Name, UnitName: voter.Unit}, Choice: conclude.NotVoting}
		if !motion.ByUnit && len(voter.Identities) > 0 {
			if present := state.Presence[voter.Identities[0]]; present != nil {
				vote.Who = names.of(&present.Who)
			}
		}
		if ballot, cast := motion.Ballots[voter.Key]; cast {
			vote.Choice = conclude.Choice(ballot.Choice)
			if ballot.Text != "" {
				opinions = append(opinions, ballot.Text)
			}
		}
		all = append(all, vote)
	}
	return all, opinions
}

// attendance writes over the list of the invited what the roll says of each, and adds those who came uninvited.
func attendance(invited []conclude.Attendee, state *conduct.State, names names) []conclude.Attendee {
	listed, represented := map[string]bool{}, map[string]bool{}
	for i := range invited {
		a := &invited[i]
		subject := conduct.SiteSubject(a.Unit)
		if a.Kind == conclude.PersonAttendee {
			subject = conduct.PersonSubject(a.PersonID)
		}
		listed[subject] = true
		if a.Kind == conclude.PersonAttendee {
			represented[conduct.SiteSubject(a.Unit)] = true
		}
		enter(a, subject, state)
		tellStay(a, subject, state)
	}
	var came []conclude.Attendee
	for _, present := range state.Presence {
		who := &present.Who
		subject := cmp.Or(conduct.PersonSubjectOf(who), conduct.SiteSubject(who.Unit))
		site := conduct.SiteSubject(who.Unit)
		terminal := who.PersonID == "" && represented[site]
		if listed[subject] || listed[site] || represented[site] && !terminal || who.Role == identity.Technician {
			continue
		}
		listed[subject] = true
		a := conclude.Attendee{Named: names.of(who), Kind: conclude.PersonAttendee, Role: who.Role}
		if terminal {
			a.Kind, a.Name = conclude.SiteAttendee, cmp.Or(who.Site, who.Name)
		}
		enter(&a, subject, state)
		tellStay(&a, subject, state)
		came = append(came, a)
	}
	slices.SortFunc(came, func(a, b conclude.Attendee) int {
		return cmp.Or(cmp.Compare(a.UnitName, b.UnitName), cmp.Compare(a.Name, b.Name))
	})
	return append(invited, came...)
}

// enter says of one whether they came. Who was invited, and of whom the roll says nothing, was absent.
func enter(a *conclude.Attendee, subject string, state *conduct.State) {
	mark, marked := state.Roll.Marks[subject]
	switch mark.Mark {
	case conduct.InRoom:
		a.Presence = conclude.InRoom
	case conduct.Online:
		a.Presence = conclude.Online
	case conduct.Late:
		a.Presence, a.Late = conclude.Online, true
	case conduct.Substitute:
		a.Presence, a.SubstituteFor = conclude.Online, cmp.Or(a.SubstituteFor, a.Name)
		if mark.Note != "" {
			a.Name = mark.Note
		}
	case conduct.Excused:
		a.Presence, a.Reason = conclude.AbsentExcused, cmp.Or(mark.Note, a.Reason)
	case conduct.Unexcused, conduct.Unmarked:
		if a.Presence != conclude.AbsentExcused || marked {
			a.Presence = conclude.Absent
		}
	}
}

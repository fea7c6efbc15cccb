package plan_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/plan"
)

var update = flag.Bool("update", false, "write the table of transitions into README.md")

const (
	begin = "<!-- transitions: made by go test ./scheduler/plan -update -->\n"
	end   = "<!-- end of transitions -->\n"
)

// TestReadme holds the table in the documentation to the one in code.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatal("README.md has no place for the table")
	}
	want := before + begin + plan.Markdown() + end + after
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Error("README.md is not current: go test ./scheduler/plan -update")
	}
}

func TestTheTableIsSound(t *testing.T) {
	seen := map[string]bool{}
	reached := map[plan.State]bool{plan.StateDraft: true}
	for _, row := range plan.Transitions {
		key := string(row.From) + " " + string(row.Action)
		if seen[key] {
			t.Errorf("%s is there twice", key)
		}
		seen[key], reached[row.To] = true, true
		if len(row.By) == 0 || !row.From.Valid() || !row.To.Valid() || row.From.Over() {
			t.Errorf("%+v", row)
		}
	}
	for _, state := range plan.States() {
		if !reached[state] {
			t.Errorf("nothing leads to %s", state)
		}
	}
}

var start = time.Date(2026, 11, 30, 1, 0, 0, 0, time.UTC)

func meeting(state plan.State) *plan.Meeting {
	m := &plan.Meeting{ID: "ME_1", State: state}
	m.Start, m.End, m.Policies = start, start.Add(2*time.Hour), plan.DefaultPolicies()
	return m
}

func TestGate(t *testing.T) {
	party := func(role identity.Role) plan.Party { return plan.Party{Role: role, Invited: true} }
	away := plan.Party{Role: identity.Delegate, Invited: true, Away: true}
	knock := func(answer plan.Answer) *plan.Knock { return &plan.Knock{Answer: answer} }
	for name, c := range map[string]struct {
		state   plan.State
		before  time.Duration // the start; negative: after it
		party   plan.Party
		knock   *plan.Knock
		verdict plan.Verdict
		reason  plan.GateReason
	}{
		"a delegate a day early":                 {plan.StateIssued, 24 * time.Hour, party(identity.Delegate), nil, plan.Wait, plan.GateEarly},
		"a delegate 16 minutes early":            {plan.StateIssued, 16 * time.Minute, party(identity.Delegate), nil, plan.Wait, plan.GateEarly},
		"a delegate 15 minutes early":            {plan.StateIssued, 15 * time.Minute, party(identity.Delegate), nil, plan.Enter, ""},
		"a guest 16 minutes early":               {plan.StateIssued, 16 * time.Minute, party(identity.Guest), nil, plan.Wait, plan.GateEarly},
		"a technician an hour early":             {plan.StateIssued, time.Hour, party(identity.Technician), nil, plan.Enter, ""},
		"a technician 61 minutes early":          {plan.StateIssued, 61 * time.Minute, party(identity.Technician), nil, plan.Wait, plan.GateEarly},
		"the secretary an hour early":            {plan.StateIssued, time.Hour, party(identity.Secretary), nil, plan.Enter, ""},
		"opened early, the delegates are in":     {plan.StateLive, 30 * time.Minute, party(identity.Delegate), nil, plan.Enter, ""},
		"late":                                   {plan.StateLive, -time.Hour, party(identity.Delegate), nil, plan.Enter, ""},
		"running over":                           {plan.StateLive, -5 * time.Hour, party(identity.Delegate), nil, plan.Enter, ""},
		"in the break":                           {plan.StatePaused, -time.Hour, party(identity.Delegate), nil, plan.Enter, ""},
		"nobody has opened it yet":               {plan.StateIssued, -time.Hour, party(identity.Delegate), nil, plan.Enter, ""},
		"nobody ever opened it":                  {plan.StateIssued, -15 * time.Hour, party(identity.Chair), nil, plan.Closed, plan.GateMissed},
		"a draft":                                {plan.StateDraft, 0, party(identity.Chair), nil, plan.Wait, plan.GateNotIssued},
		"approved only":                          {plan.StateApproved, 0, party(identity.Technician), nil, plan.Wait, plan.GateNotIssued},
		"ended":                                  {plan.StateEnded, 0, party(identity.Chair), nil, plan.Closed, plan.GateEnded},
		"cancelled":                              {plan.StateCancelled, 0, party(identity.Delegate), nil, plan.Closed, plan.GateCancelled},
		"postponed":                              {plan.StatePostponed, 0, party(identity.Delegate), nil, plan.Wait, plan.GatePostponed},
		"not invited":                            {plan.StateLive, 0, plan.Party{}, nil, plan.MayKnock, plan.GateUninvited},
		"not invited, has knocked":               {plan.StateLive, 0, plan.Party{}, knock(plan.AnswerPending), plan.MayKnock, plan.GatePending},
		"not invited, admitted":                  {plan.StateLive, 0, plan.Party{}, knock(plan.AnswerAdmitted), plan.Enter, ""},
		"not invited, admitted, but early":       {plan.StateIssued, time.Hour, plan.Party{}, knock(plan.AnswerAdmitted), plan.Wait, plan.GateEarly},
		"not invited, turned away":               {plan.StateLive, 0, plan.Party{}, knock(plan.AnswerDenied), plan.Closed, plan.GateDenied},
		"admitted, but it has ended":             {plan.StateEnded, 0, plan.Party{}, knock(plan.AnswerAdmitted), plan.Closed, plan.GateEnded},
		"has declined":                           {plan.StateLive, 0, away, nil, plan.MayKnock, plan.GateAway},
		"has declined, admitted":                 {plan.StateLive, 0, away, knock(plan.AnswerAdmitted), plan.Enter, ""},
		"the invited need no answer to a knock":  {plan.StateLive, 0, party(identity.Delegate), knock(plan.AnswerDenied), plan.Enter, ""},
		"a clock set back by a day, in the hall": {plan.StateLive, 24 * time.Hour, party(identity.Delegate), nil, plan.Enter, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := plan.Gate(meeting(c.state), c.party, false, c.knock, start.Add(-c.before))
			if got.Verdict != c.verdict || got.Reason != c.reason {
				t.Errorf("%s %s, want %s %s", got.Verdict, got.Reason, c.verdict, c.reason)
			}
			if (got.Reason == plan.GateEarly) != !got.OpensAt.IsZero() {
				t.Errorf("opens at %v", got.OpensAt)
			}
		})
	}
}

func TestRightsInTheRoom(t *testing.T) {
	for name, c := range map[string]struct {
		role            identity.Role
		sharing         plan.SharingPolicy
		state           plan.State
		presents        bool
		moderate, share bool
	}{
		"the chair":                            {identity.Chair, plan.ShareChair, plan.StateLive, false, true, true},
		"the secretary":                        {identity.Secretary, plan.ShareChair, plan.StateLive, false, true, true},
		"a delegate where the chair shares":    {identity.Delegate, plan.ShareChair, plan.StateLive, true, false, false},
		"a delegate who presents":              {identity.Delegate, plan.SharePresenters, plan.StateLive, true, false, true},
		"a delegate who does not":              {identity.Delegate, plan.SharePresenters, plan.StateLive, false, false, false},
		"a delegate where everyone shares":     {identity.Delegate, plan.ShareEveryone, plan.StateLive, false, false, true},
		"a guest where everyone shares":        {identity.Guest, plan.ShareEveryone, plan.StateLive, false, false, true},
		"a technician at the test":             {identity.Technician, plan.ShareChair, plan.StateIssued, false, false, true},
		"a technician during the meeting":      {identity.Technician, plan.ShareChair, plan.StateLive, false, false, false},
		"a technician, whoever else moderates": {identity.Technician, plan.ShareEveryone, plan.StateLive, true, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := meeting(c.state)
			m.Policies.Sharing = c.sharing
			got := plan.Gate(m, plan.Party{Role: c.role, Invited: true}, c.presents, nil, start)
			if got.Verdict != plan.Enter || got.Moderate != c.moderate || got.Share != c.share || got.Role != c.role {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestOverdue(t *testing.T) {
	m := meeting(plan.StateIssued)
	for _, c := range []struct {
		state plan.State
		after time.Duration
		want  plan.Overdue
	}{
		{plan.StateIssued, -time.Second, plan.OnTime}, {plan.StateIssued, 0, plan.NotStarted}, {plan.StateIssued, 2 * time.Hour, plan.Missed},
		{plan.StateLive, time.Hour, plan.OnTime}, {plan.StateLive, 2 * time.Hour, plan.RunningOver}, {plan.StatePaused, 3 * time.Hour, plan.RunningOver},
		{plan.StateEnded, 3 * time.Hour, plan.OnTime}, {plan.StateDraft, 3 * time.Hour, plan.OnTime},
	} {
		if got := plan.OverdueAt(c.state, m.Start, m.End, start.Add(c.after)); got != c.want {
			t.Errorf("%s %v after the start: %q", c.state, c.after, got)
		}
	}
}

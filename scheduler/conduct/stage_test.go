package conduct_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/plan"
)

func stageOf(t *testing.T, h *hall) conduct.StageView {
	t.Helper()
	view, ok := h.state.ViewOf(conduct.PartStage, h.meeting, nil, conduct.Hall).(conduct.StageView)
	if !ok {
		t.Fatal("no stage")
	}
	return view
}

func (h *hall) stage(stage conduct.StageSet) error {
	return h.do(people[0], conduct.Command{Verb: conduct.SetStage, Stage: &stage})
}

func TestWhatAStageMayBe(t *testing.T) {
	many := make([]string, conduct.MaxPanel+1)
	for i := range many {
		many[i] = fmt.Sprint("site", i)
	}
	for name, test := range map[string]struct {
		stage  conduct.StageSet
		refuse string // field and reason
	}{
		"speaker":              {conduct.StageSet{Layout: conduct.LayoutSpeaker, Rotate: 20}, ""},
		"panel":                {conduct.StageSet{Layout: conduct.LayoutPanel, Panel: []string{"two", "one"}}, ""},
		"as many as fit":       {conduct.StageSet{Layout: conduct.LayoutPanel, Panel: many[1:]}, ""},
		"grid that turns":      {conduct.StageSet{Layout: conduct.LayoutGrid, Rotate: conduct.MinRotate}, ""},
		"second screen":        {conduct.StageSet{Layout: conduct.LayoutPapers, Second: conduct.LayoutGrid}, ""},
		"no layout":            {conduct.StageSet{}, "stage.layout unknown"},
		"unknown layout":       {conduct.StageSet{Layout: "mosaic"}, "stage.layout unknown"},
		"unknown second":       {conduct.StageSet{Layout: conduct.LayoutGrid, Second: "mosaic"}, "stage.layout unknown"},
		"empty panel":          {conduct.StageSet{Layout: conduct.LayoutPanel}, "stage.panel required"},
		"a site twice":         {conduct.StageSet{Layout: conduct.LayoutPanel, Panel: []string{"one", "two", "one"}}, "stage.panel duplicate"},
		"a site without name":  {conduct.StageSet{Layout: conduct.LayoutPanel, Panel: []string{""}}, "stage.panel unknown"},
		"too many":             {conduct.StageSet{Layout: conduct.LayoutPanel, Panel: many}, "stage.panel too_many"},
		"turns too fast":       {conduct.StageSet{Layout: conduct.LayoutGrid, Rotate: conduct.MinRotate - 1}, "stage.rotate out_of_range"},
		"turns backwards":      {conduct.StageSet{Layout: conduct.LayoutGrid, Rotate: -20}, "stage.rotate out_of_range"},
		"endless spotlight":    {conduct.StageSet{Layout: conduct.LayoutSpeaker, Spotted: strings.Repeat("x", 300)}, "stage.spotted unknown"},
		"endless name of site": {conduct.StageSet{Layout: conduct.LayoutPanel, Panel: []string{strings.Repeat("x", 300)}}, "stage.panel unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(plan.MicrophonesByChair)
			before := len(h.log)
			err := h.stage(test.stage)
			if test.refuse == "" {
				if err != nil {
					t.Fatal(err)
				}
				if got := stageOf(t, h); got.Layout != test.stage.Layout || !slices.Equal(got.Panel, test.stage.Panel) || got.Second != test.stage.Second {
					t.Errorf("%+v", got)
				}
				return
			}
			want(t, err, fault.Invalid, "form")
			if got := fieldOf(err); got != test.refuse {
				t.Errorf("%s, not %s", got, test.refuse)
			}
			if len(h.log) != before {
				t.Error("it is in the log all the same")
			}
		})
	}
}

// TestPagesAreCountedFromWhereTheLayoutBegan and go on when something else of the stage changes.
func TestPagesAreCountedFromWhereTheLayoutBegan(t *testing.T) {
	h := open(plan.MicrophonesByChair)
	set := func(stage conduct.StageSet) time.Time {
		t.Helper()
		h.now = h.now.Add(time.Minute)
		if err := h.stage(stage); err != nil {
			t.Fatal(err)
		}
		return stageOf(t, h).Since
	}
	grid := conduct.StageSet{Layout: conduct.LayoutGrid, Rotate: 20}
	began := set(grid)
	if !began.Equal(h.now) {
		t.Fatalf("began at %s, not %s", began, h.now)
	}
	grid.Spotted = "one"
	if since := set(grid); !since.Equal(began) {
		t.Error("a spotlight begins the pages anew")
	}
	grid.Rotate = 30
	if since := set(grid); !since.Equal(h.now) {
		t.Error("other seconds go on from the old beginning")
	}
	entries := len(h.log)
	if set(grid); len(h.log) != entries {
		t.Error("the same stage is written down again")
	}
}

// TestTheSiteThatIsCalledIsSeen by whoever sits there, not by its technician.
func TestTheSiteThatIsCalledIsSeen(t *testing.T) {
	h := open(plan.MicrophonesByChair)
	one, technician := people[2], people[6]
	call := func(target string) {
		t.Helper()
		if err := h.do(people[1], conduct.Command{Verb: conduct.CallRoll, Target: target}); err != nil {
			t.Fatal(err)
		}
	}
	call(conduct.SiteSubject(unit("1")))
	if got := stageOf(t, h).Spotlight; got != one.Identity {
		t.Errorf("large is %q", got)
	}
	h.add(conduct.Who{}, conduct.Departed{Identity: one.Identity})
	if h.state.Changed[conduct.PartStage] != h.state.Seq {
		t.Error("pages are not told that who was large has left")
	}
	if got := stageOf(t, h).Spotlight; got != technician.Identity {
		t.Errorf("large is %q", got)
	}
	h.add(conduct.Who{}, conduct.Departed{Identity: technician.Identity})
	if got := stageOf(t, h); got.Spotlight != "" || got.SpotlightSite == "" {
		t.Errorf("large is %+v, and nobody is there", got)
	}
	speaker := people[3]
	if err := h.do(people[0], conduct.Command{Verb: conduct.GiveFloor, Target: speaker.Identity}); err != nil {
		t.Fatal(err)
	}
	if got := stageOf(t, h); got.Spotlight != speaker.Identity || got.SpotlightSite == "" {
		t.Errorf("large is %+v: a site where nobody is hides who speaks", got)
	}
	h.add(conduct.Who{}, conduct.Arrived{Who: one})
	if got := stageOf(t, h).Spotlight; got != one.Identity || h.state.Changed[conduct.PartStage] != h.state.Seq {
		t.Errorf("large is %q", got)
	}
}

// fieldOf is the first field that an error names, and why.
func fieldOf(err error) string {
	var refused *fault.Error
	if !errors.As(err, &refused) || len(refused.Fields) == 0 {
		return ""
	}
	return refused.Fields[0].Location + " " + refused.Fields[0].Reason
}

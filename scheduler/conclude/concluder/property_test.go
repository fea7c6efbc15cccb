package concluder_test

import (
	"bytes"
	"flag"
	"testing"

	"pgregory.net/rapid"

	"giaoban/internal/fault"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concluder"
	rt "giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// life is minutes under any commands of two secretaries and a chair, each of whom may hold an old version.
type life struct {
	t       *rapid.T
	f       *fixture
	tb      testing.TB
	id      string
	callers []directory.By // two secretaries, a chair
	held    []int64        // the version each has read
	now     *concluder.MinutesView
	written map[string]bool // hashes of texts that were submitted, sent back or agreed
	pdf     []byte          // as it was when they were frozen
}

// command runs one command and checks its answer against the rules.
func (l *life) command(who int, run func(version int64) (*concluder.MinutesView, error), allowed bool) {
	version, before := l.held[who], l.now
	after, err := run(version)
	switch {
	case err == nil && (!allowed || version != before.Version):
		l.t.Fatalf("%d did with version %d what it must not, at %d in %s", who, version, before.Version, before.State)
	case err == nil:
		l.now, l.held[who] = after, after.Version
		if after.Version < before.Version {
			l.t.Fatalf("the version fell from %d to %d", before.Version, after.Version)
		}
	case allowed && version == before.Version:
		l.t.Fatalf("%d was refused: %v", who, err)
	case !fault.Is(err, fault.Stale) && !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Conflict):
		l.t.Fatalf("refused by %v", err)
	}
}

// check holds what must hold after every command.
func (l *life) check() {
	ctx := l.tb.Context()
	read, err := l.f.service.Minutes(ctx, l.callers[0], l.id)
	check(l.tb, err)
	if read.Version != l.now.Version || !read.Content.Equal(l.now.Content) || read.State != l.now.State {
		l.t.Fatalf("a refused command has changed something: %+v", read.Minutes)
	}
	revisions, err := l.f.service.Revisions(ctx, l.callers[0], l.id)
	check(l.tb, err)
	kept := map[string]bool{}
	for i, r := range revisions {
		if r.Number != len(revisions)-i {
			l.t.Fatalf("revision %d stands at %d of %d", r.Number, i, len(revisions))
		}
		whole, err := l.f.service.Revision(ctx, l.callers[0], l.id, r.Number)
		check(l.tb, err)
		kept[whole.Content.SHA256()] = true
	}
	if !kept[read.Content.SHA256()] {
		l.t.Fatal("what is there now is no revision")
	}
	if read.State != conclude.MinutesDraft {
		l.written[read.Content.SHA256()] = true
	}
	for hash := range l.written {
		if !kept[hash] {
			l.t.Fatal("a text that the chair saw is no revision any more")
		}
	}
	if read.State != conclude.MinutesAgreed {
		return
	}
	file, err := l.f.service.MinutesFile(ctx, l.callers[0], l.id, conclude.PDF)
	check(l.tb, err)
	if l.pdf == nil {
		l.pdf = file.Data
	}
	if !bytes.Equal(l.pdf, file.Data) || l.f.service.VerifyMinutes(ctx, l.id) != nil {
		l.t.Fatal("frozen minutes have changed")
	}
}

// TestAnyOrderOfCommandsKeepsVersionsAndTheFreeze: nobody writes over a version they have not read, what the chair saw
// stays, and agreed minutes never change.
func TestAnyOrderOfCommandsKeepsVersionsAndTheFreeze(t *testing.T) {
	// A life is some fifty transactions: thirty of them on each database find what a hundred do.
	if flag.Lookup("rapid.checks").Value.String() == "100" {
		check(t, flag.Set("rapid.checks", "30"))
	}
	each(t, func(t *testing.T, f *fixture) {
		start := f.Now()
		rapid.Check(t, func(r *rapid.T) {
			f.At(start)
			ctx := t.Context()
			m := f.held(t, plan.StateEnded)
			second := f.secretary(t)
			second.Actor.ID += "2"
			l := &life{t: r, f: f, tb: t, id: m.ID, callers: []directory.By{f.secretary(t), second, f.chair(t)}, written: map[string]bool{}}
			drafted, err := f.service.Draft(ctx, l.callers[0], m.ID, 0)
			check(t, err)
			l.now, l.held = drafted, []int64{drafted.Version, drafted.Version, drafted.Version}
			act := func(who int, action conclude.MinutesAction) {
				row, found := conclude.FindMinutes(l.now.State, action)
				isChair := who == 2
				allowed := found && isChair == (row.By == "chair")
				l.command(who, func(version int64) (*concluder.MinutesView, error) {
					return f.service.ActMinutes(ctx, l.callers[who], m.ID, version, action, "vì thế")
				}, allowed)
			}
			person := rapid.IntRange(0, 2)
			for range rapid.IntRange(1, 12).Draw(r, "commands") {
				who := person.Draw(r, "who")
				switch rapid.SampledFrom([]string{"read", "save", "save", "submit", "withdraw", "return", "agree", "add"}).Draw(r, "command") {
				case "read":
					l.held[who] = l.now.Version
				case "save":
					text := rt.Doc{Content: []rt.Node{rt.Paragraph(rt.Run(rapid.StringMatching("[a-z]{1,3}").Draw(r, "text")))}}
					l.command(who, func(version int64) (*concluder.MinutesView, error) {
						return f.service.SaveMinutes(ctx, l.callers[who], m.ID, version, text)
					}, who != 2 && l.now.State == conclude.MinutesDraft)
				case "submit":
					act(who, conclude.SubmitMinutes)
				case "withdraw":
					act(who, conclude.WithdrawMinutes)
				case "return":
					act(who, conclude.ReturnMinutes)
				case "agree":
					act(who, conclude.AgreeMinutes)
				case "add":
					_, err := f.service.AddToMinutes(ctx, l.callers[who], m.ID, body("bổ sung"))
					if (err == nil) != (l.now.State == conclude.MinutesAgreed) {
						r.Fatalf("an addition in %s: %v", l.now.State, err)
					}
				}
				l.check()
			}
		})
	})
}

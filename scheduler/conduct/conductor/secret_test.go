package conductor_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun/dialect"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/ballot"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// secretVote opens a secret vote, and returns it as the hall sees it.
func secretVote(t *testing.T, f *conducttest.Fixture, chair directory.By) conduct.MotionView {
	t.Helper()
	do(t, f, chair, conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: "Bầu tổ trưởng", Secret: true, Majority: 50}})
	motions := part[[]conduct.MotionView](t, view(t, f.Conductor, f, chair), conduct.PartMotions)
	do(t, f, chair, conduct.Command{Verb: conduct.OpenMotion, Target: motions[len(motions)-1].ID})
	return motionOf(t, f, chair, motions[len(motions)-1].ID)
}

func motionOf(t *testing.T, f *conducttest.Fixture, by directory.By, id string) conduct.MotionView {
	t.Helper()
	for _, motion := range part[[]conduct.MotionView](t, view(t, f.Conductor, f, by), conduct.PartMotions) {
		if motion.ID == id {
			return motion
		}
	}
	t.Fatalf("no motion %s", id)
	return conduct.MotionView{}
}

// paper gets somebody's paper.
func paper(t *testing.T, f *conducttest.Fixture, by directory.By, motion *conduct.MotionView) func(conduct.Choice, string) *ballot.Ballot {
	t.Helper()
	voter, blinded, err := ballot.NewVoter(motion.ID, motion.Keys.Papers)
	check(t, err)
	signature, err := f.Conductor.Paper(t.Context(), by, f.Meeting.ID, motion.ID, blinded)
	check(t, err)
	again, err := f.Conductor.Paper(t.Context(), by, f.Meeting.ID, motion.ID, blinded)
	check(t, err)
	if !slices.Equal(signature, again) {
		t.Fatal("a lost answer cannot be asked for again")
	}
	return func(choice conduct.Choice, text string) *ballot.Ballot {
		made, err := voter.Ballot(signature, choice, text)
		check(t, err)
		return made
	}
}

func castSecret(t *testing.T, f *conducttest.Fixture, motionID string, b *ballot.Ballot) (ballot.Receipt, error) {
	t.Helper()
	receipt, err := f.Conductor.Cast(t.Context(), f.Meeting.ID, motionID, b.Paper, b.Signature, b.Choice, b.Text)
	return ballot.Receipt(receipt), err
}

func TestSecretVote(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair, commune := f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)
		guest := f.Enter(t, identity.Guest, plantest.Commune)
		motion := secretVote(t, f, chair)
		if motion.Keys == nil || motion.Eligible != 2 {
			t.Fatalf("%+v", motion)
		}
		wants(t, try(t, f.Conductor, f, commune, conduct.Command{Verb: conduct.Vote, Target: motion.ID, Choice: conduct.For}), fault.Conflict, "conduct.secret")

		// A guest gets no paper; a voter gets one, and no second.
		_, blinded, err := ballot.NewVoter(motion.ID, motion.Keys.Papers)
		check(t, err)
		_, err = f.Conductor.Paper(t.Context(), guest, f.Meeting.ID, motion.ID, blinded)
		wants(t, err, fault.Forbidden, "conduct.not_eligible")
		mine, theirs := paper(t, f, commune, &motion), paper(t, f, chair, &motion)
		_, err = f.Conductor.Paper(t.Context(), commune, f.Meeting.ID, motion.ID, blinded)
		wants(t, err, fault.Conflict, "conduct.paper_issued")
		_, err = f.Conductor.Paper(t.Context(), commune, f.Meeting.ID, motion.ID, []byte("short"))
		wants(t, err, fault.Invalid, "conduct.paper_form")

		first := mine(conduct.Other, "Đề nghị lùi sang quý sau")
		receipt, err := castSecret(t, f, motion.ID, first)
		check(t, err)
		again, err := castSecret(t, f, motion.ID, first)
		if err != nil || again != receipt {
			t.Errorf("a double click: %v", err)
		}
		_, err = castSecret(t, f, motion.ID, mine(conduct.For, ""))
		wants(t, err, fault.Conflict, "conduct.voted")
		forged := *theirs(conduct.For, "")
		forged.Signature = slices.Clone(forged.Signature)
		forged.Signature[0] ^= 1
		_, err = castSecret(t, f, motion.ID, &forged)
		wants(t, err, fault.Forbidden, "conduct.ballot_forged")

		do(t, f, chair, conduct.Command{Verb: conduct.StopMotion, Target: motion.ID})
		_, err = castSecret(t, f, motion.ID, theirs(conduct.For, ""))
		wants(t, err, fault.Conflict, "conduct.motion_stopped")
		do(t, f, chair, conduct.Command{Verb: conduct.ResumeMotion, Target: motion.ID})

		// Another server, as after a kill, goes on with the same vote.
		f.Conductor = f.NewConductor("main")
		_, err = castSecret(t, f, motion.ID, theirs(conduct.For, ""))
		check(t, err)
		_, _, err = f.Ballots.Published(t.Context(), f.Meeting.ID, motion.ID)
		wants(t, err, fault.Conflict, "conduct.ballots_later")
		if issued, cast, err := f.Conductor.Turnout(t.Context(), chair, f.Meeting.ID, motion.ID); err != nil || issued != 2 || cast != 2 {
			t.Errorf("%d papers, %d ballots, %v", issued, cast, err)
		}
		_, _, err = f.Conductor.Turnout(t.Context(), commune, f.Meeting.ID, motion.ID)
		wants(t, err, fault.Forbidden, "")

		do(t, f, chair, conduct.Command{Verb: conduct.CloseMotion, Target: motion.ID})
		closed := motionOf(t, f, commune, motion.ID)
		ballots, keys, err := f.Ballots.Published(t.Context(), f.Meeting.ID, motion.ID)
		check(t, err)
		counts, err := ballot.Count(motion.ID, keys, ballots)
		check(t, err)
		r := closed.Result
		if r.For != counts[conduct.For] || r.Other != 1 || r.Cast != 2 || r.Carried || r.Ballots != ballot.Hash(ballots) || len(closed.Voters) > 0 {
			t.Errorf("%+v of %v", r, counts)
		}
		check(t, receipt.Check(motion.ID, keys, ballots))
		_, err = castSecret(t, f, motion.ID, first)
		wants(t, err, fault.Conflict, "conduct.motion_closed")
		_, _, err = f.Ballots.Published(t.Context(), "ME_other", motion.ID)
		wants(t, err, fault.NotFound, "")
	})
}

// Whatever is in the database after a secret vote, nothing outside the ballots themselves says anything of a ballot, nothing in
// them of a person, and they lie in the order of their serials.
func TestASecretBallotHasNoTrace(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		voters := []directory.By{f.Enter(t, identity.Chair, plantest.Province), f.Enter(t, identity.Delegate, plantest.Commune)}
		motion := secretVote(t, f, voters[0])
		var traces, people []string
		for n, by := range voters {
			b := paper(t, f, by, &motion)(conduct.Other, fmt.Sprint("ý kiến riêng ", n))
			receipt, err := castSecret(t, f, motion.ID, b)
			check(t, err)
			serial, err := b.Serial(motion.ID)
			check(t, err)
			traces = append(traces, serial, b.Text, string(receipt))
			people = append(people, by.Viewer.AccountID, by.Viewer.PersonID, by.Viewer.Name)
		}
		do(t, f, voters[0], conduct.Command{Verb: conduct.CloseMotion, Target: motion.ID})
		for table, rows := range dump(t, f) {
			for _, row := range rows {
				for _, trace := range traces {
					if table != "ballots" && strings.Contains(row, trace) {
						t.Errorf("%s tells of a ballot: %s", table, row)
					}
				}
				for _, person := range people {
					if table == "ballots" && person != "" && strings.Contains(row, person) {
						t.Errorf("a ballot tells of %s: %s", person, row)
					}
				}
			}
			if table == "ballot_papers" && len(rows) > 0 {
				t.Errorf("who got which paper is kept: %v", rows)
			}
			if table == "ballots" && (len(rows) != 2 || !slices.IsSorted(rows)) {
				t.Errorf("not in the order of serials: %v", rows)
			}
		}
		var private int
		check(t, f.Log.DB().NewSelect().Table("ballot_keys").ColumnExpr("count(private_key)").Scan(t.Context(), &private))
		if private != 0 {
			t.Error("a private key is kept")
		}
	})
}

// dump returns all rows of all tables as text, as they lie.
func dump(t *testing.T, f *conducttest.Fixture) map[string][]string {
	t.Helper()
	db := f.Log.DB()
	list := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if db.Dialect().Name() == dialect.PG {
		list = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	}
	var tables []string
	check(t, db.NewRaw(list).Scan(t.Context(), &tables))
	all := map[string][]string{}
	for _, table := range tables {
		var rows []map[string]any
		check(t, db.NewSelect().Table(table).Scan(t.Context(), &rows))
		for _, row := range rows {
			columns := []string{}
			for name, value := range row {
				if data, ok := value.([]byte); ok {
					value = string(data)
				}
				columns = append(columns, fmt.Sprint(name, "=", value))
			}
			slices.SortFunc(columns, func(a, b string) int { // the serial first
				return strings.Compare(strings.Replace(a, "serial=", "!", 1), strings.Replace(b, "serial=", "!", 1))
			})
			all[table] = append(all[table], strings.Join(columns, " "))
		}
	}
	if len(all["ballots"]) == 0 || len(all["conduct_entries"]) == 0 {
		t.Fatal("nothing was read")
	}
	return all
}

// Ballots that come at once, each sent twice, are each counted once; what comes when the vote is being closed is counted or refused.
func TestSecretBallotsAtOnce(t *testing.T) {
	each(t, plan.StateLive, func(t *testing.T, f *conducttest.Fixture) {
		chair := f.Enter(t, identity.Chair, plantest.Province)
		const voters = 12
		people := append(delegates(t, f, voters-1), chair)
		motion := secretVote(t, f, chair)
		if motion.Eligible != voters {
			t.Fatalf("%d may vote, not %d", motion.Eligible, voters)
		}
		var ballots []*ballot.Ballot
		for _, by := range people {
			ballots = append(ballots, paper(t, f, by, &motion)(conduct.For, ""))
		}
		var group sync.WaitGroup
		var mu sync.Mutex
		receipts := map[ballot.Receipt]bool{}
		for _, b := range append(slices.Clone(ballots), ballots...) {
			group.Go(func() {
				receipt, err := castSecret(t, f, motion.ID, b)
				if err != nil {
					if !fault.Is(err, fault.Conflict) {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				defer mu.Unlock()
				receipts[receipt] = true
			})
		}
		group.Go(func() {
			if _, err := f.Conductor.Do(t.Context(), chair, f.Meeting.ID, conduct.Command{ID: "close", Verb: conduct.CloseMotion, Target: motion.ID}); err != nil {
				t.Error(err)
			}
		})
		group.Wait()
		published, keys, err := f.Ballots.Published(t.Context(), f.Meeting.ID, motion.ID)
		check(t, err)
		if closed := motionOf(t, f, chair, motion.ID); closed.Result.Cast != len(published) || len(receipts) != len(published) {
			t.Errorf("%d receipts, %d published, %+v", len(receipts), len(published), closed.Result)
		}
		for receipt := range receipts {
			check(t, receipt.Check(motion.ID, keys, published))
		}
	})
}

// BenchmarkSecretBallots has a thousand delegates cast secret ballots at once, their papers in hand.
func BenchmarkSecretBallots(b *testing.B) {
	eachDB(b, func(b *testing.B, f *conducttest.Fixture) {
		chair := f.Enter(b, identity.Chair, plantest.Province)
		people := delegates(b, f, crowd)
		for i := 0; b.Loop(); i++ {
			b.StopTimer()
			give := func(c conduct.Command) {
				c.ID = fmt.Sprint(i, c.Verb)
				if _, err := f.Conductor.Do(b.Context(), chair, f.Meeting.ID, c); err != nil {
					b.Fatal(err)
				}
			}
			give(conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: fmt.Sprint("Bầu ", i), Secret: true}})
			motions := motionsOf(b, f.Conductor, f, chair)
			id := motions[len(motions)-1].ID
			give(conduct.Command{Verb: conduct.OpenMotion, Target: id})
			motions = motionsOf(b, f.Conductor, f, chair)
			ballots := make([]*ballot.Ballot, len(people))
			for n, by := range people {
				voter, blinded, err := ballot.NewVoter(id, motions[len(motions)-1].Keys.Papers)
				if err != nil {
					b.Fatal(err)
				}
				signature, err := f.Conductor.Paper(b.Context(), by, f.Meeting.ID, id, blinded)
				if err != nil {
					b.Fatal(err)
				}
				if ballots[n], err = voter.Ballot(signature, conduct.For, ""); err != nil {
					b.Fatal(err)
				}
			}
			b.StartTimer()
			var running sync.WaitGroup
			for _, cast := range ballots {
				running.Go(func() {
					if _, err := f.Conductor.Cast(b.Context(), f.Meeting.ID, id, cast.Paper, cast.Signature, cast.Choice, cast.Text); err != nil {
						b.Error(err)
					}
				})
			}
			running.Wait()
			b.StopTimer()
			give(conduct.Command{Verb: conduct.CloseMotion, Target: id})
			motions = motionsOf(b, f.Conductor, f, chair)
			if result := motions[len(motions)-1].Result; result.For != crowd {
				b.Fatalf("%+v", result)
			}
			b.StartTimer()
		}
		b.ReportMetric(crowd*float64(b.N)/b.Elapsed().Seconds(), "ballots/s")
	})
}

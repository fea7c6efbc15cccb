package conductor_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/hlc"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conductor"
	"giaoban/scheduler/conduct/conducttest"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// crowd is how many watch a meeting and vote in it.
const crowd = 1000

// eachDB runs a benchmark over both databases.
func eachDB(b *testing.B, run func(b *testing.B, f *conducttest.Fixture)) {
	b.Helper()
	for name, open := range map[string]func(testing.TB) *bun.DB{"sqlite": demotest.Seed.SQLite, "postgres": demotest.Seed.Postgres} {
		b.Run(name, func(b *testing.B) { run(b, conducttest.New(b, open(b), plan.StateLive)) })
	}
}

// delegates brings a crowd into the room, each the delegate of Chiêm Hoá by an account of their own.
func delegates(t testing.TB, f *conducttest.Fixture, n int) []directory.By {
	t.Helper()
	all := make([]directory.By, n)
	for i := range all {
		all[i] = f.ByAccount(t, &identity.Account{
			ID: fmt.Sprint("AC_", i), Username: fmt.Sprint("d", i), DisplayName: fmt.Sprint("Đại biểu ", i), Role: identity.Delegate,
			UnitCatalogue: plantest.Commune.Catalogue, UnitCode: plantest.Commune.Code,
		})
		f.Add(all[i])
	}
	if err := f.Conductor.SyncPresence(t.Context(), f.Meeting.ID); err != nil {
		t.Fatal(err)
	}
	return all
}

// BenchmarkSeenByAll gives the floor and takes it back, and waits until all who watch have been told. bare is the same
// fan-out with nothing in it: a channel closed and as many goroutines woken.
func BenchmarkSeenByAll(b *testing.B) {
	eachDB(b, func(b *testing.B, f *conducttest.Fixture) {
		chair := f.Enter(b, identity.Chair, plantest.Province)
		people := delegates(b, f, crowd)
		ctx, cancel := context.WithCancel(b.Context())
		seen := make(chan int64, crowd)
		var running sync.WaitGroup
		for _, by := range people {
			watch, err := f.Conductor.Watch(ctx, by, f.Meeting.ID, -1)
			if err != nil {
				b.Fatal(err)
			}
			running.Go(func() {
				for {
					next := watch.Next()
					view, err := watch.Take(ctx)
					if err != nil {
						return
					}
					if view != nil {
						seen <- view.Seq
					}
					select {
					case <-next:
					case <-ctx.Done():
						return
					}
				}
			})
		}
		all := func(seq int64) {
			for told := 0; told < crowd; {
				if <-seen >= seq {
					told++
				}
			}
		}
		all(1)
		var took, bare []time.Duration
		for i := 0; b.Loop(); i++ {
			command := conduct.Command{ID: fmt.Sprint("n", i), Verb: conduct.PostNotice, Text: fmt.Sprint("Thông báo ", i)}
			begin := time.Now()
			seq, err := f.Conductor.Do(b.Context(), chair, f.Meeting.ID, command)
			if err != nil {
				b.Fatal(err)
			}
			all(seq)
			took = append(took, time.Since(begin))
			bare = append(bare, bareFanOut())
		}
		cancel()
		running.Wait()
		report(b, "seen", took)
		report(b, "bare", bare)
	})
}

func bareFanOut() time.Duration {
	start, done := make(chan struct{}), make(chan struct{}, crowd)
	for range crowd {
		go func() {
			<-start
			done <- struct{}{}
		}()
	}
	begin := time.Now()
	close(start)
	for range crowd {
		<-done
	}
	return time.Since(begin)
}

func report(b *testing.B, what string, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(took[len(took)/2]), what+"-p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), what+"-p99-ms")
}

// BenchmarkBallots has a thousand delegates vote at once.
func BenchmarkBallots(b *testing.B) {
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
			give(conduct.Command{Verb: conduct.PrepareMotion, Motion: &conduct.MotionDraft{Question: fmt.Sprint("Thông qua ", i, "?")}})
			motions := motionsOf(b, f.Conductor, f, chair)
			motion := motions[len(motions)-1].ID
			give(conduct.Command{Verb: conduct.OpenMotion, Target: motion})
			b.StartTimer()
			var running sync.WaitGroup
			for _, by := range people {
				running.Go(func() {
					if _, err := f.Conductor.Do(b.Context(), by, f.Meeting.ID, conduct.Command{ID: motion, Verb: conduct.Vote, Target: motion, Choice: conduct.For}); err != nil {
						b.Error(err)
					}
				})
			}
			running.Wait()
			b.StopTimer()
			give(conduct.Command{Verb: conduct.CloseMotion, Target: motion})
			motions = motionsOf(b, f.Conductor, f, chair)
			if result := motions[len(motions)-1].Result; result.For != crowd {
				b.Fatalf("%+v", result)
			}
			b.StartTimer()
		}
		b.ReportMetric(crowd*float64(b.N)/b.Elapsed().Seconds(), "ballots/s")
	})
}

// BenchmarkRebuild rebuilds the state of a day-long meeting from a log of a hundred thousand entries.
func BenchmarkRebuild(b *testing.B) {
	const entries = 100_000
	eachDB(b, func(b *testing.B, f *conducttest.Fixture) {
		head, err := f.Log.Head(b.Context(), f.DB, f.Meeting.ID)
		if err != nil {
			b.Fatal(err)
		}
		last := head.Entries
		for last < entries {
			some := make([]conduct.Entry, 1000)
			for i := range some {
				n := last + int64(i)
				who := conduct.Who{Identity: fmt.Sprint("AC_", n%crowd), Name: "Đại biểu", Role: identity.Delegate, Unit: plantest.Commune}
				fact := []conduct.Fact{
					conduct.Arrived{Who: who}, conduct.FloorAsked{RequestID: fmt.Sprint("FR_", n), Queue: conduct.Speech, Who: who},
					conduct.FloorGiven{RequestID: fmt.Sprint("FR_", n-1), Who: who, Queue: conduct.Speech}, conduct.FloorEnded{RequestID: fmt.Sprint("FR_", n-2)},
					conduct.Departed{Identity: who.Identity},
				}[n%5]
				some[i] = conduct.Entry{Node: "main", Clock: hlc.Of(f.Now()), At: f.Now(), Fact: fact}
			}
			err := store.InTx(b.Context(), f.DB, func(ctx context.Context, tx bun.Tx) error {
				return f.Log.Append(ctx, tx, f.Meeting.ID, last, some, false)
			})
			if err != nil {
				b.Fatal(err)
			}
			last += int64(len(some))
		}
		secretary := f.As(b, identity.Secretary, plantest.Province)
		for b.Loop() {
			if _, err := f.NewConductor("main").Look(b.Context(), secretary, f.Meeting.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func motionsOf(t testing.TB, c *conductor.Conductor, f *conducttest.Fixture, by directory.By) []conduct.MotionView {
	t.Helper()
	found, err := c.Look(t.Context(), by, f.Meeting.ID)
	if err != nil {
		t.Fatal(err)
	}
	return decode[[]conduct.MotionView](t, found.Parts[conduct.PartMotions])
}

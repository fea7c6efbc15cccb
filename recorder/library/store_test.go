package library_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/recorder"
	"giaoban/recorder/library"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/plantest"
)

// TestStandings: every recording is in the one group that tells how it stands; what was disposed of is in no other.
func TestStandings(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		f := plantest.New(t, db)
		store := library.New(db, f.Attendance)
		want := map[library.Standing][]string{}
		for i, c := range []struct {
			state     library.State
			programme library.Programme
			standing  library.Standing
		}{
			{library.Recording, library.NoProgramme, library.Running}, {library.Finishing, library.NoProgramme, library.Running},
			{library.Ready, library.Waiting, library.Preparing}, {library.Ready, library.Making, library.Preparing}, {library.Ready, library.Made, library.Watchable},
			{library.Ready, library.NotMade, library.Lost}, {library.Failed, library.NoProgramme, library.Lost}, {library.Disposed, library.Made, library.Gone},
		} {
			m := f.InState(t, f.Draft(t), plan.StateEnded)
			e := &library.Entry{
				ID: fmt.Sprint("RC_", i), MeetingID: m.ID, Title: "Giao ban", State: c.state, Cameras: recorder.StageCamera, Audience: library.Host, StartedAt: m.Start, Programme: c.programme, Gaps: i,
			}
			if !c.state.Runs() && c.state != library.Finishing {
				e.EndedAt = m.Start.Add(time.Hour)
			}
			if err := store.Add(t.Context(), db, e); err != nil {
				t.Fatal(err)
			}
			want[c.standing] = append(want[c.standing], e.ID)
			kept, err := store.Get(t.Context(), e.ID)
			if err != nil || kept.State != c.state || kept.Gaps != i {
				t.Fatalf("%+v, %v", kept, err)
			}
		}
		for _, standing := range library.Standings() {
			found, _, err := store.Find(t.Context(), nil, library.Query{Standing: standing})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for i := range found {
				got[found[i].ID] = true
			}
			if len(got) != len(want[standing]) {
				t.Errorf("%s: %v, want %v", standing, got, want[standing])
			}
			for _, id := range want[standing] {
				if !got[id] {
					t.Errorf("%s lacks %s", standing, id)
				}
			}
		}
	})
}

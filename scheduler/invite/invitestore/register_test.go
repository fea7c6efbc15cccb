package invitestore_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/directory/demo"
	"giaoban/scheduler/directory/demo/demotest"
	"giaoban/scheduler/directory/dirstore"
	"giaoban/scheduler/invite/invitestore"
)

var (
	province = directory.UnitKey{Catalogue: demo.Current, Code: demo.ProvinceCode}
	commune  = directory.UnitKey{Catalogue: demo.Current, Code: demo.ChiemHoaCode}
)

func filled(t *testing.T, db *bun.DB) *invitestore.Store {
	t.Helper()
	if err := demotest.Ensure(t.Context(), dirstore.New(db, time.Now)); err != nil {
		t.Fatal(err)
	}
	return invitestore.New(db)
}

var errUndone = errors.New("undone")

// Every third taker fails after it took its number: numbers must neither repeat nor be skipped all the same.
func TestNumbersNeitherRepeatNorSkip(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		kept := filled(t, db)
		const takers, each = 8, 9
		var mu sync.Mutex
		var given []int
		var group sync.WaitGroup
		for taker := range takers {
			group.Go(func() {
				for i := range each {
					var number int
					err := store.InTx(t.Context(), db, func(ctx context.Context, tx bun.Tx) (err error) {
						if number, err = kept.TakeNumber(ctx, tx, province, 2026, "GM"); err != nil {
							return err
						}
						if (taker+i)%3 == 0 {
							return errUndone
						}
						return nil
					})
					switch {
					case err == nil:
						mu.Lock()
						given = append(given, number)
						mu.Unlock()
					case !errors.Is(err, errUndone):
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		slices.Sort(given)
		for i, number := range given {
			if number != i+1 {
				t.Fatalf("given %v", given)
			}
		}
		if len(given) != takers*each*2/3 {
			t.Errorf("%d numbers", len(given))
		}
	})
}

func TestRegistersAreApart(t *testing.T) {
	demotest.Seed.Each(t, func(t *testing.T, db *bun.DB) {
		kept := filled(t, db)
		take := func(agency directory.UnitKey, year int, kind string) (number int) {
			t.Helper()
			if err := store.InTx(t.Context(), db, func(ctx context.Context, tx bun.Tx) (err error) {
				number, err = kept.TakeNumber(ctx, tx, agency, year, kind)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return number
		}
		take(province, 2026, "GM")
		for _, c := range []struct {
			agency directory.UnitKey
			year   int
			kind   string
			want   int
		}{{province, 2026, "GM", 2}, {commune, 2026, "GM", 1}, {province, 2027, "GM", 1}, {province, 2026, "TB", 1}, {province, 2026, "GM", 3}} {
			if got := take(c.agency, c.year, c.kind); got != c.want {
				t.Errorf("%+v: %d", c, got)
			}
		}
		after := func(last int) error {
			return store.InTx(t.Context(), db, func(ctx context.Context, tx bun.Tx) error {
				return kept.ContinueAfter(ctx, tx, province, 2026, "GM", last)
			})
		}
		if err := after(120); err != nil {
			t.Fatal(err)
		}
		if got := take(province, 2026, "GM"); got != 121 {
			t.Errorf("after those on paper: %d", got)
		}
		if err := after(120); !fault.Is(err, fault.Conflict) {
			t.Errorf("going back: %v", err)
		}
		last, err := kept.LastNumbers(t.Context(), db, []directory.UnitKey{province, commune}, 2026, "GM")
		if err != nil || last[province] != 121 || last[commune] != 1 {
			t.Errorf("last %v (%v)", last, err)
		}
	})
}

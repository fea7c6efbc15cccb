package audit_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/store"
	"giaoban/internal/store/storetest"
)

// disarm takes away what keeps records from being changed, as whoever owns the database can.
func disarm(t *testing.T, db bun.IDB) {
	t.Helper()
	queries := []string{"DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"}
	if store.IsPostgres(db) {
		queries = []string{"ALTER TABLE audit_records DISABLE TRIGGER ALL"}
	}
	execute(t, db, queries...)
}

func execute(t *testing.T, db bun.IDB, queries ...string) {
	t.Helper()
	for _, query := range queries {
		if _, err := db.NewRaw(query).Exec(t.Context()); err != nil {
			t.Fatal(query, err)
		}
	}
}

const columns = "id, at, actor_id, actor_name, source, request_id, action, subject, detail, hash, search"

func TestVerifyNamesTheFirstBrokenLink(t *testing.T) {
	const records = 7
	tests := map[string]struct {
		tamper []string
		broken int64
	}{
		"nothing":                {nil, 0},
		"a changed subject":      {[]string{"UPDATE audit_records SET subject = 'room:9' WHERE seq = 3"}, 3},
		"a changed time":         {[]string{"UPDATE audit_records SET at = '2026-01-01 00:00:00+00:00' WHERE seq = 2"}, 2},
		"a changed person":       {[]string{"UPDATE audit_records SET actor_id = 'AC_2' WHERE seq = 5"}, 5},
		"a changed detail":       {[]string{"UPDATE audit_records SET detail = '{\"all\":false}' WHERE seq = 1"}, 1},
		"a moved border":         {[]string{"UPDATE audit_records SET action = action || subject, subject = '' WHERE seq = 4"}, 4},
		"a hash of its own":      {[]string{"UPDATE audit_records SET hash = '" + zeros + "' WHERE seq = 6"}, 6},
		"several, the first":     {[]string{"UPDATE audit_records SET subject = 'x' WHERE seq IN (6, 4)"}, 4},
		"a record taken out":     {[]string{"DELETE FROM audit_records WHERE seq = 4"}, 4},
		"the first taken out":    {[]string{"DELETE FROM audit_records WHERE seq = 1"}, 1},
		"the last taken out":     {[]string{"DELETE FROM audit_records WHERE seq = 7"}, 7},
		"all taken out":          {[]string{"DELETE FROM audit_records"}, 1},
		"two records exchanged":  {[]string{"UPDATE audit_records SET seq = 100 WHERE seq = 2", "UPDATE audit_records SET seq = 2 WHERE seq = 3", "UPDATE audit_records SET seq = 3 WHERE seq = 100"}, 2},
		"one put at the end":     {[]string{"INSERT INTO audit_records (seq, " + columns + ") SELECT 8, 'new', at, actor_id, actor_name, source, request_id, action, subject, detail, hash, search FROM audit_records WHERE seq = 7"}, 8},
		"one put far behind":     {[]string{"INSERT INTO audit_records (seq, " + columns + ") SELECT 20, 'new', at, actor_id, actor_name, source, request_id, action, subject, detail, hash, search FROM audit_records WHERE seq = 7"}, 8},
		"the head turned back":   {[]string{"UPDATE audit_head SET seq = 5, hash = (SELECT hash FROM audit_records WHERE seq = 5)"}, 6},
		"the head of another":    {[]string{"UPDATE audit_head SET hash = '" + zeros + "'"}, 7},
		"the words for a search": {[]string{"UPDATE audit_records SET search = ''"}, 0},
	}
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		for i := range records {
			appendTo(t, audit.New(db, time.Now), fmt.Sprintf("room:%d", i))
		}
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				tx, err := db.BeginTx(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = tx.Rollback() }() // whole again for the next
				disarm(t, tx)
				execute(t, tx, test.tamper...)
				last, err := audit.Verify(t.Context(), tx)
				var broken *audit.BrokenError
				switch {
				case test.broken == 0:
					if err != nil || last.Seq != records {
						t.Errorf("%v %v", last, err)
					}
				case !errors.As(err, &broken) || broken.Seq != test.broken:
					t.Errorf("%v, want a break at %d", err, test.broken)
				}
			})
		}
	})
}

const zeros = "0000000000000000000000000000000000000000000000000000000000000000"

func TestNotedLinks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		log := audit.New(db, time.Now)
		appendTo(t, log, "a", "b", "c")
		noted, err := audit.Verify(t.Context(), db)
		if err != nil || noted.Seq != 3 {
			t.Fatal(noted, err)
		}
		again, err := audit.ParseLink(noted.String())
		if err != nil || again != noted {
			t.Fatal(again, err)
		}
		appendTo(t, log, "d")
		if _, err := audit.Verify(t.Context(), db, noted); err != nil {
			t.Error(err)
		}
		var broken *audit.BrokenError
		// The whole log is made anew, as nobody can tell from the database alone.
		disarm(t, db)
		execute(t, db, "DELETE FROM audit_records", "UPDATE audit_head SET seq = 0, hash = ''")
		appendTo(t, log, "a")
		if _, err := audit.Verify(t.Context(), db); err != nil {
			t.Error(err)
		}
		if _, err := audit.Verify(t.Context(), db, noted); !errors.As(err, &broken) || broken.Seq != 2 {
			t.Errorf("shorter than noted: %v", err)
		}
		appendTo(t, log, "b", "c", "d")
		if _, err := audit.Verify(t.Context(), db, noted); !errors.As(err, &broken) || broken.Seq != 3 {
			t.Errorf("another than noted: %v", err)
		}
	})
}

func TestParseLink(t *testing.T) {
	for _, text := range []string{"", "1", "1:", "1:00", "0:" + zeros, "-1:" + zeros, "x:" + zeros} {
		if link, err := audit.ParseLink(text); err == nil {
			t.Errorf("%q: %v", text, link)
		}
	}
}

// The rule of the hash is fixed: it must not change with the program.
func TestHashOfAKnownRecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		execute(t, db, "INSERT INTO audit_records (seq, "+columns+") VALUES (1, '01', '2026-11-23 01:02:03.000004+00:00', 'AC_1', 'thư ký', '10.0.0.7', 'RQ_1', 'a.b', 's', '{}', '"+known+"', '')",
			"UPDATE audit_head SET seq = 1, hash = '"+known+"'")
		if last, err := audit.Verify(t.Context(), db); err != nil || last.Hash != known {
			t.Errorf("%v %v", last, err)
		}
	})
}

// known was computed by another program, from the rule alone.
const known = "acebc4d54aeedbdb88ad8ecfdacbbedfd3e685d1b4bab672cd8ac2fccd84d7c2"

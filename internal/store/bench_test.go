package store_test

import (
	"bytes"
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/store"
	"giaoban/internal/store/storetest"
)

// What it costs SQLite to overwrite with zeros what is deleted, so that a key that was destroyed is nowhere in the file: each
// operation is a transaction that is on the disk when it ends.
func BenchmarkSecureDelete(b *testing.B) {
	for name, pragma := range map[string]string{"on": "PRAGMA secure_delete = 1", "off": "PRAGMA secure_delete = 0"} {
		b.Run(name, func(b *testing.B) {
			db := storetest.SQLite(b)
			db.SetMaxOpenConns(1) // the setting is of a connection
			do := func(query string, args ...any) {
				if _, err := db.NewRaw(query, args...).Exec(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			do(pragma)
			do("CREATE TABLE things (id INTEGER PRIMARY KEY, content BLOB NOT NULL)")
			turnOver := func(rows, size int) func(*testing.B) {
				return func(b *testing.B) {
					content := bytes.Repeat([]byte{1}, size)
					began, id, turns := processorTime(b), 0, 0
					for b.Loop() {
						turns++
						err := store.InTx(b.Context(), db, func(ctx context.Context, tx bun.Tx) error {
							for range rows {
								id++
								if _, err := tx.NewRaw("INSERT INTO things (id, content) VALUES (?, ?)", id, content).Exec(ctx); err != nil {
									return err
								}
							}
							_, err := tx.NewRaw("DELETE FROM things WHERE id <= ?", id-rows).Exec(ctx)
							return err
						})
						if err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(processorTime(b)-began)/float64(turns), "cpu-ns/op")
					do("DELETE FROM things")
				}
			}
			b.Run("key", turnOver(1, 200))        // of a recording or a session: a row comes, one goes
			b.Run("rows", turnOver(100, 500))     // of an outbox
			b.Run("document", turnOver(1, 1<<20)) // a file in the database
			b.Run("update", func(b *testing.B) {
				do("INSERT INTO things (id, content) VALUES (1, ?)", bytes.Repeat([]byte{1}, 500))
				began, i := processorTime(b), 0
				for b.Loop() {
					i++
					do("UPDATE things SET content = ? WHERE id = 1", bytes.Repeat([]byte{byte(i)}, 300+i%200))
				}
				b.ReportMetric(float64(processorTime(b)-began)/float64(i), "cpu-ns/op")
				do("DELETE FROM things")
			})
		})
	}
}

// processorTime is how long processors have worked for this program: it says more than the clock where others work too.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

package yeartest

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

// batch is how many rows go into one INSERT: the statement stays well below a megabyte.
const batch = 500

// table collects rows and inserts them in batches.
type table struct {
	db      bun.IDB
	insert  string
	row     string
	rows    int
	pending []any
}

func newTable(db bun.IDB, name string, columns ...string) *table {
	return &table{
		db: db, insert: "INSERT INTO " + name + " (" + strings.Join(columns, ", ") + ") VALUES ",
		row: "(" + strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ") + "), ",
	}
}

// add adds a row of values in the order of the columns; nil is NULL.
func (t *table) add(ctx context.Context, values ...any) error {
	t.pending = append(t.pending, values...)
	if t.rows++; t.rows < batch {
		return nil
	}
	return t.flush(ctx)
}

func (t *table) flush(ctx context.Context) error {
	if t.rows == 0 {
		return nil
	}
	query := t.insert + strings.TrimSuffix(strings.Repeat(t.row, t.rows), ", ")
	if _, err := t.db.NewRaw(query, t.pending...).Exec(ctx); err != nil {
		return fmt.Errorf("%s: %w", t.insert, err)
	}
	t.rows, t.pending = 0, t.pending[:0]
	return nil
}

package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fold"
	"giaoban/internal/store"
)

// MaxPage is the longest page of records.
const MaxPage = 500

// Query picks records; zero fields pick all.
type Query struct {
	Actor   string    // an account's id or a username
	Action  string    // one action, or with a final dot all of an area: "meeting."
	Subject string    // one subject and what is part of it: "room:thu" finds "room:thu/participant:AC_1" too
	From    time.Time // at or after
	Until   time.Time // before
	Text    string    // every word somewhere in the record; case, diacritics and the place of tone marks don't matter
	Before  int64     // only records before this place in the chain: where a page goes on
	Limit   int       // 1 to MaxPage
}

// Search returns records, the newest first, and where the next page begins; 0 on the last page.
func (l *Log) Search(ctx context.Context, query Query) (records []Record, next int64, err error) {
	limit := query.Limit
	if limit < 1 || limit > MaxPage {
		limit = MaxPage
	}
	var rows []row
	err = query.narrow(l.db.NewSelect().Model(&rows)).ExcludeColumn("search").Order("seq DESC").Limit(int64(limit) + 1).Scan(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("audit: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].Seq
	}
	records = make([]Record, len(rows))
	for i := range rows {
		records[i] = rows[i].record()
	}
	return records, next, nil
}

// List returns up to limit records, newest first, those before the record with the given id ("" = from the newest).
func (l *Log) List(ctx context.Context, before string, limit int) ([]Record, error) {
	query := Query{Limit: limit}
	if before != "" {
		err := l.db.NewSelect().Model((*row)(nil)).Column("seq").Where("id = ?", before).Scan(ctx, &query.Before)
		if err != nil {
			return nil, fmt.Errorf("audit: record %q: %w", before, err)
		}
	}
	records, _, err := l.Search(ctx, query)
	return records, err
}

// Each calls yield with every record that the query picks, the newest first, until yield fails. It reads in pages, so
// that it holds neither much memory nor a transaction.
func (l *Log) Each(ctx context.Context, query Query, yield func(Record) error) error {
	query.Limit = MaxPage
	for {
		records, next, err := l.Search(ctx, query)
		if err != nil {
			return err
		}
		for _, record := range records {
			if err := yield(record); err != nil {
				return err
			}
		}
		if next == 0 {
			return nil
		}
		query.Before = next
	}
}

func (query Query) narrow(find *bun.SelectQuery) *bun.SelectQuery {
	if query.Actor != "" {
		find = find.Where("(actor_id = ? OR actor_name = ?)", query.Actor, query.Actor)
	}
	if area, found := strings.CutSuffix(query.Action, "."); found {
		find = find.Where(`action LIKE ? ESCAPE '\'`, like(area)+".%")
	} else if query.Action != "" {
		find = find.Where("action = ?", query.Action)
	}
	if query.Subject != "" {
		find = find.Where(`(subject = ? OR subject LIKE ? ESCAPE '\')`, query.Subject, like(query.Subject)+"/%")
	}
	if !query.From.IsZero() {
		find = find.Where("at >= ?", store.Time(query.From))
	}
	if !query.Until.IsZero() {
		find = find.Where("at < ?", store.Time(query.Until))
	}
	for _, word := range strings.Fields(fold.Text(query.Text)) { // folded words have no wildcards
		find = find.Where("search LIKE ?", "%"+word+"%")
	}
	if query.Before > 0 {
		find = find.Where("seq < ?", query.Before)
	}
	return find
}

// like returns text as a LIKE pattern of itself.
func like(text string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text)
}

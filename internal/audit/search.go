package audit

import (
	"context"
	"fmt"
	"slices"
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
	Text    string    // each a word of the record, the last the beginning of one; case, diacritics and the place of tone marks don't matter
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
	err = query.narrow(l.db.NewSelect().Model(&rows)).ExcludeColumn("search").Limit(int64(limit) + 1).Scan(ctx)
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
	words := strings.Fields(fold.Text(query.Text))
	switch {
	case len(words) == 0:
		return before(find, "seq", query.Before)
	case store.IsPostgres(find.DB()):
		return before(find, "seq", query.Before).Where("words @@ CAST(? AS tsquery)", matching(words, "'", "':*", " & "))
	default:
		// The index gives its finds in order, the newest first, so that a page of many ends early; CROSS keeps it first.
		find = find.ModelTableExpr(`audit_words CROSS JOIN audit_records AS "row"`).Where(`"row".seq = audit_words.rowid`)
		return before(find, "audit_words.rowid", query.Before).Where("audit_words MATCH ?", matching(words, `"`, `" *`, " AND "))
	}
}

// before orders records by their place in the chain, the newest first, from the one before the given place; 0 for all.
func before(find *bun.SelectQuery, seq string, place int64) *bun.SelectQuery {
	if place > 0 {
		find = find.Where("? < ?", bun.Safe(seq), place)
	}
	return find.OrderExpr("? DESC", bun.Safe(seq))
}

// maxWord is how many letters of a word are compared: what PostgreSQL's index keeps of it.
const maxWord = 64

// matching writes folded words, which have nothing but letters and digits, as a query of an index: whole words, and of
// the last, which may still be typed, the beginning. Beginnings of every word would be dear: an index has to gather
// all that begins so before it finds the first.
func matching(words []string, quote, beginning, and string) string {
	last := words[len(words)-1]
	words = slices.Compact(slices.Sorted(slices.Values(words[:len(words)-1])))
	terms := make([]string, 0, len(words)+1)
	for _, word := range words {
		terms = append(terms, term(word, quote, quote, beginning))
	}
	return strings.Join(append(terms, term(last, quote, beginning, beginning)), and)
}

// term quotes a word; one of more letters than are compared is the beginning of what it may be.
func term(word, quote, whole, beginning string) string {
	if letters := []rune(word); len(letters) > maxWord {
		word, whole = string(letters[:maxWord]), beginning
	}
	return quote + word + whole
}

// like returns text as a LIKE pattern of itself.
func like(text string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text)
}

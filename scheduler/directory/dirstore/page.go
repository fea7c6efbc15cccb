package dirstore

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/uptrace/bun"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"giaoban/internal/fold"
	"giaoban/scheduler/directory"
)

// batch is how many rows go into one INSERT: well below every database's limit of parameters.
const batch = 200

// collator orders names as Vietnamese does; it is not safe for concurrent use.
var collator = struct {
	sync.Mutex
	*collate.Collator // guarded by Mutex
}{Collator: collate.New(language.Vietnamese)}

// sortKey returns a text whose plain order is the Vietnamese order of names, whatever the database's own order is.
func sortKey(name string) string {
	collator.Lock()
	defer collator.Unlock()
	var buffer collate.Buffer
	return hex.EncodeToString(collator.KeyFromString(&buffer, name))
}

// personKey orders people by given name, as Vietnamese lists do, then by the whole name.
func personKey(name string) string {
	// Key by key: the tones of given names count before the letters of the others.
	given := name[strings.LastIndexByte(name, ' ')+1:]
	return sortKey(given) + sortKey(name)
}

// matching keeps the rows whose search column holds every word of text. Folded words have no LIKE wildcards.
func matching(query *bun.SelectQuery, alias, text string) *bun.SelectQuery {
	for _, word := range strings.Fields(fold.Text(text)) {
		query = query.Where("?.search LIKE ?", bun.Ident(alias), "%"+word+"%")
	}
	return query
}

// byPosition orders by position, then by a unique column, and goes on after a cursor. It asks for one row more than the
// page holds, which tells whether there is a next page.
func byPosition(query *bun.SelectQuery, alias, unique string, page directory.Page) (*bun.SelectQuery, error) {
	position, key := bun.Safe(alias+".position"), bun.Safe(alias+"."+unique)
	if page.Cursor != "" {
		text, err := base64.RawURLEncoding.DecodeString(page.Cursor)
		if err != nil {
			return nil, directory.ErrBadCursor
		}
		number, last, _ := strings.Cut(string(text), ":")
		after, err := strconv.ParseInt(number, 10, 64)
		if err != nil || last == "" {
			return nil, directory.ErrBadCursor
		}
		query = query.Where("(? > ? OR (? = ? AND ? > ?))", position, after, position, after, key, last)
	}
	return query.OrderExpr("?, ?", position, key).Limit(int64(pageLimit(page)) + 1), nil
}

func positionCursor(position int64, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(position, 10) + ":" + key))
}

// byName orders by the column sort_key, then by id, and goes on after the row whose id the cursor is.
func (s *Store) byName(ctx context.Context, query *bun.SelectQuery, table, alias string, page directory.Page) (*bun.SelectQuery, error) {
	key, id := bun.Safe(alias+".sort_key"), bun.Safe(alias+".id")
	if page.Cursor != "" {
		var after string
		err := s.db.NewSelect().Table(table).Column("sort_key").Where("id = ?", page.Cursor).Scan(ctx, &after)
		if found(err, "cursor") == directory.ErrNotFound { //nolint:errorlint // it is returned as it is
			return nil, directory.ErrBadCursor
		}
		if err != nil {
			return nil, fmt.Errorf("directory: cursor: %w", err)
		}
		query = query.Where("(? > ? OR (? = ? AND ? > ?))", key, after, key, after, id, page.Cursor)
	}
	return query.OrderExpr("?, ?", key, id).Limit(int64(pageLimit(page)) + 1), nil
}

func pageLimit(page directory.Page) int {
	if page.Limit < 1 || page.Limit > directory.MaxPage {
		return directory.MaxPage
	}
	return page.Limit
}

// cut returns the rows of the page and the cursor of the next one, "" when these are the last.
func cut[R any](rows []R, page directory.Page, cursor func(*R) string) ([]R, string) {
	limit := pageLimit(page)
	if len(rows) <= limit {
		return rows, ""
	}
	return rows[:limit], cursor(&rows[limit-1])
}

// insertAll adds rows, a batch at a time.
func insertAll[R any](ctx context.Context, tx bun.Tx, rows []R) error {
	for start := 0; start < len(rows); start += batch {
		part := rows[start:min(start+batch, len(rows))]
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

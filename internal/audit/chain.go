package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/uptrace/bun"
)

// timeFormat is how a record's time enters its hash.
const timeFormat = "2006-01-02T15:04:05.000000Z"

// link returns the hash of a record that stands behind the one with the hash before ("" for the first): SHA-256 over the
// netstrings (length in bytes, colon, bytes, comma) of before, seq, id, time, actor id, actor name, source, request id,
// action, subject and detail. No other fields give the same bytes.
func (r *row) link(before string) string {
	var encoded []byte
	for _, field := range []string{
		before, strconv.FormatInt(r.Seq, 10), r.ID, r.At.UTC().Format(timeFormat), r.ActorID, r.ActorName, r.Source,
		r.RequestID, r.Action, r.Subject, r.Detail,
	} {
		encoded = strconv.AppendInt(encoded, int64(len(field)), 10)
		encoded = append(encoded, ':')
		encoded = append(encoded, field...)
		encoded = append(encoded, ',')
	}
	hash := sha256.Sum256(encoded)
	return hex.EncodeToString(hash[:])
}

// Link is one place in the chain. Kept outside the database it proves later that nothing up to it was changed since.
type Link struct {
	Seq  int64
	Hash string
}

// String is the form that ParseLink reads.
func (l Link) String() string { return fmt.Sprintf("%d:%s", l.Seq, l.Hash) }

// ParseLink reads a link as String writes it.
func ParseLink(text string) (Link, error) {
	var link Link
	if _, err := fmt.Sscanf(text, "%d:%s", &link.Seq, &link.Hash); err != nil || link.Seq < 1 || len(link.Hash) != sha256.Size*2 {
		return Link{}, fmt.Errorf("audit: %q is no link; want NUMBER:HASH, as verify prints it", text)
	}
	return link, nil
}

// BrokenError names the first link of the chain that does not hold.
type BrokenError struct {
	Seq     int64  // the record it leads to
	ID      string // of that record; "" when it is missing
	At      time.Time
	Problem string
}

func (e *BrokenError) Error() string {
	text := fmt.Sprintf("audit: the chain is broken at record %d", e.Seq)
	if e.ID != "" {
		text += fmt.Sprintf(" (id %s, %s)", e.ID, e.At.UTC().Format(time.RFC3339))
	}
	return text + ": " + e.Problem
}

// verifyBatch is how many records Verify holds in memory.
const verifyBatch = 1000

// Verify follows the chain from its beginning and returns its last link, or a *BrokenError for the first one that does not
// hold. Each of known, links noted earlier, must be part of the chain. Records may be appended meanwhile.
//
// Whoever can write to the database and knows this program can compute the whole chain anew; known links, kept
// elsewhere, are what shows that.
func Verify(ctx context.Context, db bun.IDB, known ...Link) (Link, error) {
	var head headRow
	if err := db.NewSelect().Model(&head).Scan(ctx); err != nil {
		return Link{}, fmt.Errorf("audit: head of the chain: %w", err)
	}
	noted := map[int64]string{}
	for _, link := range known {
		noted[link.Seq] = link.Hash
	}
	last := Link{}
	for {
		var rows []row
		err := db.NewSelect().Model(&rows).ExcludeColumn("search").Where("seq > ?", last.Seq).Order("seq").Limit(verifyBatch).Scan(ctx)
		if err != nil {
			return Link{}, fmt.Errorf("audit: %w", err)
		}
		for i := range rows {
			if err := follow(last, &rows[i], noted); err != nil {
				return last, err
			}
			last = Link{rows[i].Seq, rows[i].Hash}
			if last.Seq == head.Seq && last.Hash != head.Hash {
				return last, &BrokenError{last.Seq, rows[i].ID, rows[i].At, "it is not the record that was written last"}
			}
		}
		if len(rows) < verifyBatch {
			return last, checkEnd(ctx, db, head, last, noted)
		}
	}
}

// follow checks the link from the record before to the next one there is.
func follow(before Link, next *row, noted map[int64]string) error {
	switch hash, known := noted[next.Seq]; {
	case next.Seq != before.Seq+1:
		return &BrokenError{Seq: before.Seq + 1, Problem: "it is missing"}
	case next.Hash != next.link(before.Hash):
		return &BrokenError{next.Seq, next.ID, next.At, "its content, or the record before it, is not what was written"}
	case known && hash != next.Hash:
		return &BrokenError{next.Seq, next.ID, next.At, "its hash is not the one noted earlier"}
	}
	return nil
}

// checkEnd finds what is missing or too much behind the last record.
func checkEnd(ctx context.Context, db bun.IDB, head headRow, last Link, noted map[int64]string) error {
	if last.Seq < head.Seq {
		return &BrokenError{Seq: last.Seq + 1, Problem: fmt.Sprintf("it is missing, as all up to record %d", head.Seq)}
	}
	for seq := range noted {
		if seq > last.Seq {
			return &BrokenError{Seq: last.Seq + 1, Problem: fmt.Sprintf("it is missing, as all up to record %d, which was noted earlier", seq)}
		}
	}
	if last.Seq > head.Seq { // appended since, or put there by other means
		if err := db.NewSelect().Model(&head).Scan(ctx); err != nil {
			return fmt.Errorf("audit: head of the chain: %w", err)
		}
		if last.Seq > head.Seq {
			return &BrokenError{Seq: head.Seq + 1, Problem: "it was not written by this program"}
		}
	}
	return nil
}

// Package register keeps the books in which an agency numbers its documents: one for each year and type (NĐ 30/2020,
// Điều 15). A number is taken in the transaction that makes the document: none repeats, none is skipped.
package register

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
)

// Types of documents that have a book of their own.
const (
	Letter  = "GM" // giấy mời
	Notice  = "TB" // thông báo
	Minutes = "BB" // biên bản
)

// Types lists all types.
func Types() []string { return []string{Letter, Notice, Minutes} }

// Book names one book.
type Book struct {
	Agency directory.UnitKey
	Year   int
	Type   string
}

// Symbol returns number and symbol: "05/BB-UBND".
func Symbol(number int, symbol string) string { return fmt.Sprintf("%02d/%s", number, symbol) }

// Take takes the next number of a book. The row stays locked until the transaction ends, and one that is undone gives its
// number back.
func Take(ctx context.Context, tx bun.Tx, book Book) (int, error) {
	var number int
	err := tx.NewRaw("INSERT INTO document_registers AS r (agency_catalogue, agency_code, year, type, last_number) VALUES (?, ?, ?, ?, 1) "+
		"ON CONFLICT (agency_catalogue, agency_code, year, type) DO UPDATE SET last_number = r.last_number + 1 RETURNING last_number",
		book.Agency.Catalogue, book.Agency.Code, book.Year, book.Type).Scan(ctx, &number)
	if err != nil {
		return 0, fmt.Errorf("register: %w", err)
	}
	return number, nil
}

// ContinueAfter has a book go on after a number that was given on paper; fault.Conflict when it has come further.
func ContinueAfter(ctx context.Context, tx bun.Tx, book Book, last int) error {
	result, err := tx.NewRaw("INSERT INTO document_registers AS r (agency_catalogue, agency_code, year, type, last_number) VALUES (?, ?, ?, ?, ?) "+
		"ON CONFLICT (agency_catalogue, agency_code, year, type) DO UPDATE SET last_number = excluded.last_number "+
		"WHERE r.last_number <= excluded.last_number", book.Agency.Catalogue, book.Agency.Code, book.Year, book.Type, last).Exec(ctx)
	if err != nil {
		return fmt.Errorf("register: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed > 0 {
		return err
	}
	return fault.New(fault.Conflict, "invite.register_ahead")
}

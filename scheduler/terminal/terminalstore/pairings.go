package terminalstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/scheduler/terminal"
)

type pairingRow struct {
	bun.BaseModel `bun:"table:terminal_pairings,alias:p"`

	ID         string    `bun:"id,pk"`
	CodeHash   string    `bun:"code_hash"`
	PublicKey  string    `bun:"public_key"`
	Source     string    `bun:"source"`
	UserAgent  string    `bun:"user_agent"`
	ExpiresAt  time.Time `bun:"expires_at"`
	TerminalID string    `bun:"terminal_id,nullzero"`
}

func (r *pairingRow) pairing() *terminal.Pairing {
	return &terminal.Pairing{
		ID: r.ID, PublicKey: r.PublicKey, Source: r.Source, UserAgent: r.UserAgent, ExpiresAt: r.ExpiresAt, TerminalID: r.TerminalID,
	}
}

type guessRow struct {
	bun.BaseModel `bun:"table:terminal_guesses,alias:g"`

	ID        string    `bun:"id,pk"`
	AccountID string    `bun:"account_id"`
	At        time.Time `bun:"at"`
}

type challengeRow struct {
	bun.BaseModel `bun:"table:terminal_challenges,alias:c"`

	NonceHash  string    `bun:"nonce_hash,pk"`
	TerminalID string    `bun:"terminal_id"`
	ExpiresAt  time.Time `bun:"expires_at"`
}

// Sweep forgets codes, guesses and nonces that are over.
func (s *Store) Sweep(ctx context.Context, now time.Time) error {
	now = now.UTC()
	for _, del := range []*bun.DeleteQuery{
		// A while longer, so that a browser that was away still learns what became of its code.
		s.db.NewDelete().Model((*pairingRow)(nil)).Where("expires_at < ?", now.Add(-terminal.CodeLifetime)),
		s.db.NewDelete().Model((*guessRow)(nil)).Where("at < ?", now.Add(-terminal.GuessWindow)),
		s.db.NewDelete().Model((*challengeRow)(nil)).Where("expires_at < ?", now),
	} {
		if _, err := del.Exec(ctx); err != nil {
			return fmt.Errorf("terminal: sweep: %w", err)
		}
	}
	return nil
}

// InsertPairing adds a code. It reports false when another browser shows the same one: take another.
func (s *Store) InsertPairing(ctx context.Context, p *terminal.Pairing) (bool, error) {
	row := &pairingRow{
		ID: p.ID, CodeHash: terminal.Hash(p.Code), PublicKey: p.PublicKey, Source: p.Source, UserAgent: p.UserAgent, ExpiresAt: p.ExpiresAt.UTC(),
	}
	if _, err := s.db.NewInsert().Model(row).Exec(ctx); store.IsUnique(err) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("terminal: pairing: %w", err)
	}
	return true, nil
}

// WaitingPairings counts the codes that can be confirmed.
func (s *Store) WaitingPairings(ctx context.Context, now time.Time) (int, error) {
	count, err := s.db.NewSelect().Model((*pairingRow)(nil)).Where("expires_at > ?", now.UTC()).Where("terminal_id IS NULL").Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("terminal: pairings: %w", err)
	}
	return int(count), nil
}

// Pairing returns a pairing by its id; fault.NotFound when there is none.
func (s *Store) Pairing(ctx context.Context, pairingID string) (*terminal.Pairing, error) {
	return s.pairing(ctx, s.db.NewSelect().Where("p.id = ?", pairingID))
}

// PairingByCode returns the pairing that shows a code now; fault.NotFound when none does.
func (s *Store) PairingByCode(ctx context.Context, tx bun.Tx, code string, now time.Time) (*terminal.Pairing, error) {
	return s.pairing(ctx, tx.NewSelect().Where("p.code_hash = ?", terminal.Hash(code)).Where("p.expires_at > ?", now.UTC()).Where("p.terminal_id IS NULL"))
}

func (s *Store) pairing(ctx context.Context, find *bun.SelectQuery) (*terminal.Pairing, error) {
	row := &pairingRow{}
	err := find.Model(row).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "terminals.no_code")
	}
	if err != nil {
		return nil, fmt.Errorf("terminal: pairing: %w", err)
	}
	return row.pairing(), nil
}

// TakePairing notes what a code has become; once only: fault.NotFound when somebody else was faster.
func (s *Store) TakePairing(ctx context.Context, tx bun.Tx, pairingID, terminalID string) error {
	result, err := tx.NewUpdate().Model((*pairingRow)(nil)).Set("terminal_id = ?", terminalID).
		Where("id = ?", pairingID).Where("terminal_id IS NULL").Exec(ctx)
	return changed(result, err, fault.New(fault.NotFound, "terminals.no_code"))
}

// AddGuess notes a code that was none.
func (s *Store) AddGuess(ctx context.Context, accountID string, at time.Time) error {
	if _, err := s.db.NewInsert().Model(&guessRow{ID: id.New("TG_"), AccountID: accountID, At: at.UTC()}).Exec(ctx); err != nil {
		return fmt.Errorf("terminal: guess: %w", err)
	}
	return nil
}

// Guesses counts the wrong codes an account has entered since a time.
func (s *Store) Guesses(ctx context.Context, accountID string, since time.Time) (int, error) {
	count, err := s.db.NewSelect().Model((*guessRow)(nil)).Where("account_id = ?", accountID).Where("at > ?", since.UTC()).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("terminal: guesses: %w", err)
	}
	return int(count), nil
}

// InsertChallenge keeps a nonce until it is signed. A terminal has one at a time: the one before is of no use any more.
func (s *Store) InsertChallenge(ctx context.Context, terminalID, nonce string, expires time.Time) error {
	return store.InTx(ctx, s.db, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewDelete().Model((*challengeRow)(nil)).Where("terminal_id = ?", terminalID).Exec(ctx); err != nil {
			return fmt.Errorf("terminal: challenge: %w", err)
		}
		row := &challengeRow{NonceHash: terminal.Hash(nonce), TerminalID: terminalID, ExpiresAt: expires.UTC()}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return fmt.Errorf("terminal: challenge: %w", err)
		}
		return nil
	})
}

// TakeChallenge uses a nonce up, whether what was signed is right or not. It reports false for one that was used, has
// expired or is another terminal's.
func (s *Store) TakeChallenge(ctx context.Context, terminalID, nonce string, now time.Time) (bool, error) {
	result, err := s.db.NewDelete().Model((*challengeRow)(nil)).Where("nonce_hash = ?", terminal.Hash(nonce)).
		Where("terminal_id = ?", terminalID).Where("expires_at > ?", now.UTC()).Exec(ctx)
	none := fault.New(fault.NotFound, "")
	if err := changed(result, err, none); errors.Is(err, none) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return true, nil
}

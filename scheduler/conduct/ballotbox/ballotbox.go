// Package ballotbox keeps the ballots of secret votes: it gives out papers, takes ballots, and publishes them when the voting is
// closed. See package ballot for what that protects.
package ballotbox

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/seal"
	"giaoban/internal/store"
	"giaoban/internal/text"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/ballot"
)

// Box keeps the ballots of all secret votes. It is safe for concurrent use.
type Box struct {
	db    *bun.DB
	seal  *seal.Box
	trail *audit.Log
}

// New returns the box in db. Private keys are sealed by s.
func New(db *bun.DB, s *seal.Box, trail *audit.Log) *Box { return &Box{db, s, trail} }

var _ conduct.SecretBallots = (*Box)(nil)

type keyRow struct {
	bun.BaseModel `bun:"table:ballot_keys"`

	MotionID   string         `bun:"motion_id,pk"`
	MeetingID  string         `bun:"meeting_id"`
	PaperKey   string         `bun:"paper_key"`
	ReceiptKey string         `bun:"receipt_key"`
	PrivateKey sql.NullString `bun:"private_key"`
	Closed     bool           `bun:"closed"`
	Issued     int64          `bun:"issued"`
}

type paperRow struct {
	bun.BaseModel `bun:"table:ballot_papers"`

	MotionID string `bun:"motion_id,pk"`
	Voter    string `bun:"voter,pk"`
	Blinded  string `bun:"blinded"`
}

type ballotRow struct {
	bun.BaseModel `bun:"table:ballots"`

	MotionID  string `bun:"motion_id,pk"`
	Serial    string `bun:"serial,pk"`
	Paper     string `bun:"paper"`
	Signature string `bun:"signature"`
	Choice    string `bun:"choice"`
	Opinion   string `bun:"opinion"`
}

func (r *ballotRow) ballot() (ballot.Ballot, error) {
	paper, err := base64.StdEncoding.DecodeString(r.Paper)
	if err != nil {
		return ballot.Ballot{}, err
	}
	signature, err := base64.StdEncoding.DecodeString(r.Signature)
	return ballot.Ballot{Paper: paper, Signature: signature, Choice: conduct.Choice(r.Choice), Text: r.Opinion}, err
}

func public(row *keyRow) conduct.BallotKeys {
	return conduct.BallotKeys{Papers: row.PaperKey, Receipts: row.ReceiptKey}
}

// Open implements conduct.SecretBallots. Opened again it returns the same keys.
func (b *Box) Open(ctx context.Context, meetingID, motionID string) (conduct.BallotKeys, error) {
	row, err := b.key(ctx, b.db, motionID, "")
	if err == nil {
		return public(row), nil
	}
	if !fault.Is(err, fault.NotFound) {
		return conduct.BallotKeys{}, err
	}
	keys, err := ballot.NewKeys()
	if err != nil {
		return conduct.BallotKeys{}, err
	}
	private, err := keys.Marshal()
	if err != nil {
		return conduct.BallotKeys{}, err
	}
	known, err := keys.Public()
	if err != nil {
		return conduct.BallotKeys{}, err
	}
	row = &keyRow{
		MotionID: motionID, MeetingID: meetingID, PaperKey: known.Papers, ReceiptKey: known.Receipts,
		PrivateKey: sql.NullString{String: b.seal.Seal(private, motionID), Valid: true},
	}
	if _, err := b.db.NewInsert().Model(row).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
		return conduct.BallotKeys{}, fmt.Errorf("ballot: keys: %w", err)
	}
	if row, err = b.key(ctx, b.db, motionID, ""); err != nil { // another server may have been first
		return conduct.BallotKeys{}, err
	}
	return public(row), nil
}

// key reads a motion's row, locked in PostgreSQL: SQLite has one writer at a time.
func (b *Box) key(ctx context.Context, db bun.IDB, motionID, lock string) (*keyRow, error) {
	row := &keyRow{MotionID: motionID}
	query := db.NewSelect().Model(row).WherePK()
	if lock != "" && b.db.Dialect().Name() == dialect.PG {
		query = query.For(lock)
	}
	err := query.Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "")
	}
	if err != nil {
		return nil, fmt.Errorf("ballot: key: %w", err)
	}
	return row, nil
}

// private opens the keys of a motion that is not closed.
func (b *Box) private(row *keyRow) (*ballot.Keys, error) {
	if row.Closed || !row.PrivateKey.Valid {
		return nil, fault.New(fault.Conflict, "conduct.motion_closed")
	}
	data, err := b.seal.Open(row.PrivateKey.String, row.MotionID)
	if err != nil {
		return nil, fmt.Errorf("ballot: key of %s: %w", row.MotionID, err)
	}
	return ballot.ParseKeys(data)
}

// Issue implements conduct.SecretBallots.
func (b *Box) Issue(ctx context.Context, actor audit.Actor, motionID, voter string, blinded []byte) (signature []byte, err error) {
	sum := sha256.Sum256(blinded)
	mark := hex.EncodeToString(sum[:])
	err = store.InTx(ctx, b.db, func(ctx context.Context, tx bun.Tx) error {
		row, err := b.key(ctx, tx, motionID, "SHARE")
		if err != nil {
			return err
		}
		keys, err := b.private(row)
		if err != nil {
			return err
		}
		if signature, err = keys.Sign(blinded); err != nil {
			return fault.New(fault.Invalid, "conduct.paper_form")
		}
		paper := &paperRow{MotionID: motionID, Voter: voter, Blinded: mark}
		result, err := tx.NewInsert().Model(paper).On("CONFLICT DO NOTHING").Exec(ctx)
		if err != nil {
			return fmt.Errorf("ballot: paper: %w", err)
		}
		if made, err := result.RowsAffected(); err != nil || made == 1 {
			if err != nil {
				return err
			}
			return b.trail.In(tx).Append(ctx, actor, "conduct.paper_issued", "meeting:"+row.MeetingID, map[string]any{"target": motionID})
		}
		if err := tx.NewSelect().Model(paper).WherePK().Scan(ctx); err != nil {
			return fmt.Errorf("ballot: paper: %w", err)
		}
		if paper.Blinded != mark {
			return fault.New(fault.Conflict, "conduct.paper_issued")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return signature, nil
}

// Cast implements conduct.SecretBallots.
func (b *Box) Cast(ctx context.Context, motionID string, paper, sign []byte, choice conduct.Choice, opinion string) (receipt string, err error) {
	var form text.Form
	form.Lines("text", &opinion, conduct.MaxText)
	if err := form.Err(); err != nil {
		return "", err
	}
	if choice != conduct.Other {
		opinion = ""
	}
	cast := ballot.Ballot{Paper: paper, Signature: sign, Choice: choice, Text: opinion}
	known, err := b.key(ctx, b.db, motionID, "")
	if err != nil {
		return "", err
	}
	if err := verify(known, &cast); err != nil {
		return "", err
	}
	serial, err := cast.Serial(motionID)
	if err != nil {
		return "", fault.New(fault.Invalid, "conduct.ballot_form")
	}
	var keys *ballot.Keys
	err = store.InTx(ctx, b.db, func(ctx context.Context, tx bun.Tx) error {
		row, err := b.key(ctx, tx, motionID, "SHARE")
		if err != nil {
			return err
		}
		if keys, err = b.private(row); err != nil {
			return err
		}
		made := &ballotRow{
			MotionID: motionID, Serial: serial, Paper: base64.StdEncoding.EncodeToString(paper), Signature: base64.StdEncoding.EncodeToString(sign),
			Choice: string(choice), Opinion: opinion,
		}
		result, err := tx.NewInsert().Model(made).On("CONFLICT DO NOTHING").Exec(ctx)
		if err != nil {
			return fmt.Errorf("ballot: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		if err := tx.NewSelect().Model(made).WherePK().Scan(ctx); err != nil {
			return fmt.Errorf("ballot: %w", err)
		}
		before, err := made.ballot()
		if err != nil {
			return err
		}
		if !before.Equal(&cast) {
			return fault.New(fault.Conflict, "conduct.voted")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	signed, err := keys.Receipt(motionID, &cast)
	return string(signed), err
}

func verify(row *keyRow, cast *ballot.Ballot) error {
	key, err := ballot.ParsePaperKey(row.PaperKey)
	if err != nil {
		return err
	}
	switch err := key.Verify(row.MotionID, cast); {
	case errors.Is(err, ballot.ErrForged):
		return fault.New(fault.Forbidden, "conduct.ballot_forged")
	case err != nil:
		return fault.New(fault.Invalid, "conduct.ballot_form")
	}
	return nil
}

// Close implements conduct.SecretBallots. Closed again it counts the same.
func (b *Box) Close(ctx context.Context, motion *conduct.Motion) (result conduct.Result, err error) {
	err = store.InTx(ctx, b.db, func(ctx context.Context, tx bun.Tx) error {
		row, err := b.key(ctx, tx, motion.ID, "UPDATE")
		if err != nil {
			return err
		}
		ballots, rows, err := b.read(ctx, tx, motion.ID)
		if err != nil {
			return err
		}
		if !row.Closed {
			if err := b.shut(ctx, tx, row, rows); err != nil {
				return err
			}
		}
		counts, err := ballot.Count(motion.ID, public(row), ballots)
		if err != nil {
			return fmt.Errorf("ballot: the box of %s: %w", motion.ID, err)
		}
		result = motion.ResultOf(counts, ballot.Hash(ballots))
		return nil
	})
	return result, err
}

// shut destroys the keys and who got papers, and writes the ballots anew in their order.
func (b *Box) shut(ctx context.Context, tx bun.Tx, row *keyRow, rows []ballotRow) error {
	issued, err := tx.NewSelect().Model((*paperRow)(nil)).Where("motion_id = ?", row.MotionID).Count(ctx)
	if err != nil {
		return fmt.Errorf("ballot: papers: %w", err)
	}
	row.Closed, row.PrivateKey, row.Issued = true, sql.NullString{}, issued
	if _, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("ballot: close: %w", err)
	}
	if _, err := tx.NewDelete().Model((*paperRow)(nil)).Where("motion_id = ?", row.MotionID).Exec(ctx); err != nil {
		return fmt.Errorf("ballot: papers: %w", err)
	}
	if _, err := tx.NewDelete().Model((*ballotRow)(nil)).Where("motion_id = ?", row.MotionID).Exec(ctx); err != nil {
		return fmt.Errorf("ballot: rewrite: %w", err)
	}
	const batch = 200
	for len(rows) > 0 {
		some := rows[:min(batch, len(rows))]
		if _, err := tx.NewInsert().Model(&some).Exec(ctx); err != nil {
			return fmt.Errorf("ballot: rewrite: %w", err)
		}
		rows = rows[len(some):]
	}
	return nil
}

func (b *Box) read(ctx context.Context, db bun.IDB, motionID string) ([]ballot.Ballot, []ballotRow, error) {
	var rows []ballotRow
	if err := db.NewSelect().Model(&rows).Where("motion_id = ?", motionID).Order("serial").Scan(ctx); err != nil {
		return nil, nil, fmt.Errorf("ballot: read: %w", err)
	}
	ballots := make([]ballot.Ballot, len(rows))
	for i := range rows {
		var err error
		if ballots[i], err = rows[i].ballot(); err != nil {
			return nil, nil, fmt.Errorf("ballot: read: %w", err)
		}
	}
	ballot.Sort(motionID, ballots) // collations differ
	return ballots, rows, nil
}

// Published returns the ballots of a motion that is closed, with its public keys. Errors: fault.NotFound, fault.Conflict
// "conduct.ballots_later".
func (b *Box) Published(ctx context.Context, meetingID, motionID string) ([]ballot.Ballot, conduct.BallotKeys, error) {
	row, err := b.key(ctx, b.db, motionID, "")
	if err != nil {
		return nil, conduct.BallotKeys{}, err
	}
	if row.MeetingID != meetingID {
		return nil, conduct.BallotKeys{}, fault.New(fault.NotFound, "")
	}
	if !row.Closed {
		return nil, conduct.BallotKeys{}, fault.New(fault.Conflict, "conduct.ballots_later")
	}
	ballots, _, err := b.read(ctx, b.db, motionID)
	return ballots, public(row), err
}

// Turnout implements conduct.SecretBallots. Three queries.
func (b *Box) Turnout(ctx context.Context, motionID string) (issued, cast int64, err error) {
	row, err := b.key(ctx, b.db, motionID, "")
	if err != nil {
		return 0, 0, err
	}
	issued = row.Issued
	if !row.Closed {
		if issued, err = b.db.NewSelect().Model((*paperRow)(nil)).Where("motion_id = ?", motionID).Count(ctx); err != nil {
			return 0, 0, fmt.Errorf("ballot: papers: %w", err)
		}
	}
	if cast, err = b.db.NewSelect().Model((*ballotRow)(nil)).Where("motion_id = ?", motionID).Count(ctx); err != nil {
		return 0, 0, fmt.Errorf("ballot: count: %w", err)
	}
	return issued, cast, nil
}

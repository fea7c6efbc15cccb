package keeper

import (
	"context"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/scheduler/terminal"
)

// Challenge gives a terminal a nonce to sign; fault.NotFound for one that is unknown or revoked, which has to be paired
// again.
func (k *Keeper) Challenge(ctx context.Context, terminalID string) (nonce string, expires time.Time, err error) {
	t, err := k.Store.Terminal(ctx, terminalID)
	if fault.Is(err, fault.NotFound) || err == nil && t.Revoked() {
		return "", time.Time{}, fault.New(fault.NotFound, "terminals.not_known")
	}
	if err != nil {
		return "", time.Time{}, err
	}
	const length = 43 // 256 bits
	nonce, expires = id.Random(length), k.Now().Add(terminal.ChallengeLifetime)
	return nonce, expires, k.Store.InsertChallenge(ctx, t.ID, nonce, expires)
}

// Entry is a terminal that was let in.
type Entry struct {
	Terminal *terminal.Terminal
	Account  *identity.Account
	Session  *identity.Session
	Token    string // the session's secret
	// Displaced means that another session of the same terminal was live: the key seems to be in two places.
	Displaced bool
}

// Enter opens a session for a terminal that has signed its nonce. A nonce is good for one try. Held is the session that
// the browser still holds, "" = none: when another session is live, that one is ended and told, and a record is left.
func (k *Keeper) Enter(ctx context.Context, terminalID, nonce, signature, held string, client identity.Client) (*Entry, error) {
	source := audit.Actor{Source: client.Source}
	fresh, err := k.Store.TakeChallenge(ctx, terminalID, nonce, k.Now())
	if err != nil {
		return nil, err
	}
	if !fresh {
		return nil, k.refuse(ctx, source, terminalID, "replayed")
	}
	t, err := k.Store.Terminal(ctx, terminalID)
	if err != nil {
		return nil, err
	}
	if t.Revoked() {
		return nil, k.refuse(ctx, source, terminalID, "revoked")
	}
	key, err := terminal.ParseKey(t.PublicKey)
	if err != nil {
		return nil, err
	}
	if !terminal.Verify(key, terminal.Message(t.ID, nonce), signature) {
		return nil, k.refuse(ctx, source, terminalID, "signature")
	}
	return k.open(ctx, t, held, client)
}

func (k *Keeper) refuse(ctx context.Context, actor audit.Actor, terminalID, why string) error {
	if err := k.Audit.Append(ctx, actor, "terminal.entry_refused", "terminal:"+terminalID, map[string]string{"why": why}); err != nil {
		return err
	}
	return fault.New(fault.Conflict, "terminals.not_let_in")
}

func (k *Keeper) open(ctx context.Context, t *terminal.Terminal, held string, client identity.Client) (*Entry, error) {
	found := []terminal.Terminal{*t}
	k.freshen(found)
	displaced := t.SessionID != "" && t.SessionID != held && found[0].Connected(k.Now()) && k.Identity.Check(ctx, t.SessionID) == nil
	token, session, account, err := k.Identity.OpenDevice(ctx, t.AccountID, client)
	if err != nil {
		return nil, err
	}
	actor := audit.Actor{ID: account.ID, Name: account.Username, Source: client.Source}
	if displaced {
		err := k.Audit.Append(ctx, actor, "terminal.displaced", "terminal:"+t.ID, map[string]string{
			"room": t.Room, "before": t.Source, "after": client.Source, "session": t.SessionID,
		})
		if err != nil {
			return nil, err
		}
	}
	if err := k.Store.SetSession(ctx, t.ID, session.ID, client.Source, k.Now()); err != nil {
		return nil, err
	}
	if err := k.Audit.Append(ctx, actor, "terminal.entered", "terminal:"+t.ID, map[string]string{"room": t.Room, "session": session.ID}); err != nil {
		return nil, err
	}
	k.heard(t.ID)
	if displaced {
		k.changed(t, "terminal.displaced")
	} else {
		k.changed(t, "terminal.changed")
	}
	return &Entry{Terminal: t, Account: account, Session: session, Token: token, Displaced: displaced}, nil
}

// heard notes that a terminal is there and reports whether it was not just before.
func (k *Keeper) heard(terminalID string) (back bool) {
	now := k.Now()
	k.mu.Lock()
	defer k.mu.Unlock()
	before, known := k.seen[terminalID]
	k.seen[terminalID] = now
	return !known || now.Sub(before) >= terminal.Fresh
}

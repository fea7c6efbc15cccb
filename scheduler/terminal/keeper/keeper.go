// Package keeper pairs terminals with rooms, lets them in by their keys, keeps what they tell of themselves, and passes
// on what they are told to do.
package keeper

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/terminal"
	"giaoban/scheduler/terminal/terminalstore"
)

// Meetings is what the keeper asks of the plan.
type Meetings interface {
	// Meeting returns a meeting that the viewer may see and what they may do with it; fault.NotFound for others.
	Meeting(ctx context.Context, by directory.By, meetingID string) (*plan.Meeting, plan.Rights, error)
}

// Rooms finds rooms of the directory.
type Rooms interface {
	Room(ctx context.Context, name string) (*directory.Room, error)
}

// Deps are what a keeper stands on. All must be set, except as noted.
type Deps struct {
	Store    *terminalstore.Store
	Identity *identity.Service
	Rooms    Rooms
	Meetings Meetings
	Audit    *audit.Log
	Now      func() time.Time
	// Announce tells whoever looks on that something has changed; nil = nobody.
	Announce func(topic, kind, id string)
}

// Keeper keeps terminals. It is safe for concurrent use.
type Keeper struct {
	Deps

	mu   sync.Mutex
	seen map[string]time.Time // when terminals were last heard of, by id; guarded by mu
}

// New returns a keeper.
func New(deps Deps) *Keeper {
	if deps.Announce == nil {
		deps.Announce = func(string, string, string) {}
	}
	return &Keeper{Deps: deps, seen: map[string]time.Time{}}
}

// Topic is what those watch who look at a room's terminals.
func Topic(room string) string { return "site:" + room }

// changed tells those who look on, and the terminal itself.
func (k *Keeper) changed(t *terminal.Terminal, kind string) {
	k.Announce(Topic(t.Room), kind, t.ID)
	k.Announce("me:"+t.AccountID, kind, t.ID)
	if t.Report.MeetingID != "" {
		k.Announce("linetest:"+t.Report.MeetingID, kind, t.ID)
	}
}

// room returns a room of the directory for those who may see its terminals.
func (k *Keeper) room(ctx context.Context, by directory.By, name string, may func(*directory.Viewer, string) bool) (*directory.Room, error) {
	room, err := k.Rooms.Room(ctx, name)
	if err != nil {
		return nil, err
	}
	path := ""
	if room.Unit != nil {
		path = room.Unit.Path
	}
	if by.Viewer != nil && !may(by.Viewer, path) {
		if err := k.Audit.Append(ctx, by.Actor, "access.refused", "room:"+name+"/terminals", nil); err != nil {
			return nil, err
		}
		return nil, fault.New(fault.Forbidden, "terminals.not_yours")
	}
	return room, nil
}

// OfRoom returns a room's terminals to those who may see them.
func (k *Keeper) OfRoom(ctx context.Context, by directory.By, room string) ([]terminal.Terminal, error) {
	if _, err := k.room(ctx, by, room, terminal.MaySee); err != nil {
		return nil, err
	}
	found, err := k.Store.OfRooms(ctx, []string{room})
	k.freshen(found)
	return found, err
}

// OfRooms returns the terminals of rooms that are not revoked, with when they were last heard of, for services: who may see
// them is for those to say. One query.
func (k *Keeper) OfRooms(ctx context.Context, rooms []string) ([]terminal.Terminal, error) {
	found, err := k.Store.OfRooms(ctx, rooms)
	k.freshen(found)
	return found, err
}

// Watches reports whether a viewer may follow a room's terminals.
func (k *Keeper) Watches(ctx context.Context, viewer *directory.Viewer, name string) (bool, error) {
	room, err := k.Rooms.Room(ctx, name)
	if err != nil || viewer == nil {
		return false, err
	}
	if viewer.Room != "" {
		return viewer.Room == name, nil
	}
	path := ""
	if room.Unit != nil {
		path = room.Unit.Path
	}
	return terminal.MaySee(viewer, path), nil
}

// freshen puts in when terminals were heard of since that was last written down.
func (k *Keeper) freshen(found []terminal.Terminal) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range found {
		if seen, known := k.seen[found[i].ID]; known && seen.After(found[i].SeenAt) {
			found[i].SeenAt = seen
		}
	}
}

// Begin gives a browser a code to show. The key must be fit; codes are bounded in number.
func (k *Keeper) Begin(ctx context.Context, publicKey string, client identity.Client) (*terminal.Pairing, error) {
	if _, err := terminal.ParseKey(publicKey); err != nil {
		return nil, err
	}
	now := k.Now()
	if err := k.Store.Sweep(ctx, now); err != nil {
		return nil, err
	}
	waiting, err := k.Store.WaitingPairings(ctx, now)
	if err != nil {
		return nil, err
	}
	if waiting >= terminal.MaxWaiting {
		return nil, fault.New(fault.Unavailable, "terminals.too_many_codes")
	}
	const secret, tries = 24, 5
	for range tries {
		p := &terminal.Pairing{
			ID: terminal.PairingPrefix + id.Random(secret), Code: terminal.NewCode(), PublicKey: publicKey, Source: client.Source,
			UserAgent: short(client.UserAgent), ExpiresAt: now.Add(terminal.CodeLifetime),
		}
		if added, err := k.Store.InsertPairing(ctx, p); err != nil || added {
			return p, err
		}
	}
	return nil, fault.New(fault.Unavailable, "terminals.too_many_codes")
}

func short(agent string) string {
	const longest = 256
	if len(agent) > longest {
		agent = agent[:longest]
	}
	cleaned, problem := text.Line(agent, longest)
	if problem != nil {
		return ""
	}
	return cleaned
}

// Pairing returns what has become of a code, to whoever holds the pairing's id.
func (k *Keeper) Pairing(ctx context.Context, pairingID string) (*terminal.Pairing, error) {
	return k.Store.Pairing(ctx, pairingID)
}

// Pair confirms the code on a terminal's screen for a room, by an administrator of its unit. Wrong codes are counted:
// after terminal.MaxGuesses nobody's account can try more until terminal.GuessWindow has passed.
func (k *Keeper) Pair(ctx context.Context, by directory.By, roomName, code, name string) (*terminal.Terminal, error) {
	room, err := k.room(ctx, by, roomName, terminal.MayPair)
	if err != nil {
		return nil, err
	}
	var form text.Form
	form.Required("name", &name, terminal.MaxName)
	if err := form.Err(); err != nil {
		return nil, err
	}
	if room.Unit == nil || !room.Active {
		return nil, fault.New(fault.Conflict, "terminals.room_unfit")
	}
	now := k.Now()
	guesses, err := k.Store.Guesses(ctx, by.Actor.ID, now.Add(-terminal.GuessWindow))
	if err != nil {
		return nil, err
	}
	if guesses >= terminal.MaxGuesses {
		return nil, fault.New(fault.Unavailable, "terminals.guessed", int(terminal.GuessWindow.Minutes()))
	}
	t := &terminal.Terminal{ID: id.New(terminal.Prefix), Room: room.Name, Name: name, PairedAt: now.UTC(), PairedBy: by.Actor.ID}
	err = store.InTx(ctx, k.Store.DB(), func(ctx context.Context, tx bun.Tx) error { return k.pair(ctx, tx, by, room, t, code) })
	if fault.Is(err, fault.NotFound) {
		return nil, k.guessed(ctx, by, room.Name)
	}
	if err != nil {
		return nil, err
	}
	k.Announce(Topic(room.Name), "terminal.changed", t.ID)
	return k.Store.Terminal(ctx, t.ID)
}

func (k *Keeper) pair(ctx context.Context, tx bun.Tx, by directory.By, room *directory.Room, t *terminal.Terminal, code string) error {
	p, err := k.Store.PairingByCode(ctx, tx, terminal.CleanCode(code), k.Now())
	if err != nil {
		return err
	}
	account, err := k.Identity.AddDevice(ctx, tx, by.Actor, identity.Account{
		Username: "terminal-" + hexOf(t.ID), DisplayName: room.Title.VI + " – " + t.Name, Role: identity.Delegate,
		UnitCatalogue: room.Unit.Catalogue, UnitCode: room.Unit.Code, Room: room.Name,
	})
	if err != nil {
		return err
	}
	t.AccountID, t.PublicKey = account.ID, p.PublicKey
	if err := k.Store.Insert(ctx, tx, t); err != nil {
		return err
	}
	if err := k.Store.TakePairing(ctx, tx, p.ID, t.ID); err != nil {
		return err
	}
	return k.Audit.In(tx).Append(ctx, by.Actor, "terminal.paired", "terminal:"+t.ID, map[string]any{
		"room": room.Name, "name": t.Name, "account": account.ID, "source": p.Source, "browser": p.UserAgent, "key": terminal.Hash(p.PublicKey),
	})
}

// hexOf makes an id fit for a username, which knows no capitals, without two ids becoming one.
func hexOf(terminalID string) string { return terminal.Hash(terminalID)[:16] }

// guessed counts a wrong code and refuses it.
func (k *Keeper) guessed(ctx context.Context, by directory.By, room string) error {
	if err := k.Store.AddGuess(ctx, by.Actor.ID, k.Now()); err != nil {
		return err
	}
	if err := k.Audit.Append(ctx, by.Actor, "terminal.code_refused", "room:"+room, nil); err != nil {
		return err
	}
	return fault.InvalidFields("form", []fault.Field{{Location: "code", Reason: "terminals.no_code"}})
}

// Revoke sends a terminal away for good: its sessions end at once and its key is worth nothing any more.
func (k *Keeper) Revoke(ctx context.Context, by directory.By, terminalID string) error {
	t, err := k.Store.Terminal(ctx, terminalID)
	if err != nil {
		return err
	}
	if _, err := k.room(ctx, by, t.Room, terminal.MayPair); err != nil {
		return err
	}
	err = store.InTx(ctx, k.Store.DB(), func(ctx context.Context, tx bun.Tx) error {
		if err := k.Store.Revoke(ctx, tx, t.ID, by.Actor.ID, k.Now()); err != nil {
			return err
		}
		if err := k.Identity.RetireDevice(ctx, tx, by.Actor, t.AccountID); err != nil {
			return fmt.Errorf("terminal: retire: %w", err)
		}
		return k.Audit.In(tx).Append(ctx, by.Actor, "terminal.revoked", "terminal:"+t.ID, map[string]any{"room": t.Room, "name": t.Name})
	})
	if err != nil {
		return err
	}
	k.changed(t, "terminal.revoked")
	return nil
}

// Package retention says how long recordings are kept and how they go: by a class of so many years or for ever, held by a legal
// hold, disposed of when due by a person who confirms it, or before by two. What is disposed of leaves its row and a certificate,
// signed; its key is destroyed with its files, so that copies of them elsewhere are noise.
package retention

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// Class is how long recordings of a kind are kept.
type Class struct {
	ID    string
	Name  directory.Text
	Years int // 0: for ever
}

// due is when a recording that ended at a time is due; zero: never.
func (c *Class) due(ended time.Time) time.Time {
	if c.Years == 0 {
		return time.Time{}
	}
	return ended.UTC().AddDate(c.Years, 0, 0)
}

// Rules are an administrator's.
type Rules struct {
	Classes []Class
	Default string            // id of the class of what no type has
	ByType  map[string]string // ids of classes by the meeting's type
	// Roles over the host's unit: who sets and lifts holds; who confirms what is due, and asks for what is not; who decides on that.
	Hold, Dispose, Approve []identity.Role
	AskedFor               time.Duration // how long a question stands
}

func (r *Rules) class(id string) *Class {
	for i := range r.Classes {
		if r.Classes[i].ID == id {
			return &r.Classes[i]
		}
	}
	return nil
}

// ErrRules means that rules do not fit together.
var ErrRules = errors.New("retention: the rules name a class that there is not")

// Check refuses rules that name classes which are not among them.
func (r *Rules) Check() error {
	names := []string{r.Default}
	for _, name := range r.ByType {
		names = append(names, name)
	}
	for _, name := range names {
		if r.class(name) == nil {
			return fmt.Errorf("%w: %q", ErrRules, name)
		}
	}
	return nil
}

// Meetings knows the plan, whoever asks.
type Meetings interface {
	Meeting(ctx context.Context, db bun.IDB, id string) (*plan.Meeting, error)
}

// Watchers says who may watch; see package studio.
type Watchers interface {
	Watch(ctx context.Context, by directory.By, recordingID string) (*library.Entry, error)
}

// Deps are what a keeper stands on. All must be set.
type Deps struct {
	Rules    Rules
	Library  *library.Store
	Archive  *archive.Archive
	Meetings Meetings
	Watchers Watchers
	Copies   Copies // of parts of recordings; nil = none are made
	Audit    *audit.Log
	Key      ed25519.PrivateKey // signs certificates
	Publish  func(events.Event)
	Now      func() time.Time
	Zone     *time.Location // of the dates on certificates
	Log      *slog.Logger
}

// Copies are files that were made of recordings, and go with them.
type Copies interface {
	// ExpireIn ends the time of all copies of a recording: nobody gets one any more.
	ExpireIn(ctx context.Context, tx bun.IDB, recordingID string) error
	// Wake has the files removed whose time is over.
	Wake()
}

// Keeper keeps to the rules. It is safe for concurrent use.
type Keeper struct{ Deps }

// New returns a keeper.
func New(deps Deps) *Keeper { return &Keeper{deps} }

func (k *Keeper) db() *bun.DB { return k.Library.DB() }

type keepingRow struct {
	bun.BaseModel `bun:"table:recording_keeping,alias:k"`

	RecordingID string       `bun:"recording_id,pk"`
	Class       string       `bun:"class"`
	DueAt       bun.NullTime `bun:"due_at"`
	HoldReason  string       `bun:"hold_reason"`
	HoldBy      string       `bun:"hold_by"`
	HoldName    string       `bun:"hold_name"`
	HoldAt      bun.NullTime `bun:"hold_at"`
	DisposedAt  bun.NullTime `bun:"disposed_at"`
	Certificate string       `bun:"certificate"`
	Signature   string       `bun:"signature"`
}

// Deletion is a question whether a recording may go before its time, and its answer.
type Deletion struct {
	bun.BaseModel `bun:"table:recording_deletions,alias:d"`

	ID          string       `bun:"id,pk"`
	RecordingID string       `bun:"recording_id"`
	State       string       `bun:"state"` // asked, approved, refused, expired
	Reason      string       `bun:"reason"`
	AskedBy     string       `bun:"asked_by"`
	AskerName   string       `bun:"asker_name"`
	AskedAt     time.Time    `bun:"asked_at"`
	ExpiresAt   time.Time    `bun:"expires_at"`
	DecidedBy   string       `bun:"decided_by"`
	DeciderName string       `bun:"decider_name"`
	DecidedAt   bun.NullTime `bun:"decided_at"`
	Decision    string       `bun:"decision"` // why
}

// May is what somebody may do with a recording's keeping.
type May struct{ Class, Hold, Dispose, Ask, Decide bool }

// Keeping is how a recording is kept.
type Keeping struct {
	Entry      *library.Entry
	Class      Class
	Due        time.Time // zero: never
	HoldReason string    // "": none
	HoldName   string
	HoldAt     time.Time
	Disposed   time.Time // zero: it is there
	Deletion   *Deletion // the latest; nil: none
	Local      bool      // some of its files are on the server's disk
	May        May
}

// Ensure gives a class to recordings that are over and have none.
func (k *Keeper) Ensure(ctx context.Context) error {
	var missing []struct {
		ID      string    `bun:"id"`
		EndedAt time.Time `bun:"ended_at"`
		TypeID  string    `bun:"type_id"`
	}
	err := k.db().NewSelect().TableExpr("recordings AS r").ColumnExpr("r.id, r.ended_at, COALESCE(m.type_id, '') AS type_id").
		Join("JOIN meetings AS m ON m.id = r.meeting_id").Join("LEFT JOIN recording_keeping AS k ON k.recording_id = r.id").
		Where("k.recording_id IS NULL").Where("r.state = ?", library.Ready).Scan(ctx, &missing)
	if err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	for _, one := range missing {
		name := k.Rules.Default
		if of := k.Rules.ByType[one.TypeID]; of != "" {
			name = of
		}
		class := k.Rules.class(name)
		row := &keepingRow{RecordingID: one.ID, Class: class.ID, DueAt: bun.NullTime{Time: class.due(one.EndedAt)}}
		if _, err := k.db().NewInsert().Model(row).On("CONFLICT DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("retention: %w", err)
		}
	}
	return nil
}

// scene is a recording, its meeting and its keeping as somebody meets them.
type scene struct {
	entry   *library.Entry
	meeting *plan.Meeting
	row     *keepingRow
}

// see returns the scene for one who may watch; others are refused as by Watch.
func (k *Keeper) see(ctx context.Context, by directory.By, recordingID string) (*scene, error) {
	e, err := k.Watchers.Watch(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	m, err := k.Meetings.Meeting(ctx, k.db(), e.MeetingID)
	if err == nil {
		err = k.Ensure(ctx)
	}
	if err != nil {
		return nil, err
	}
	row, err := k.row(ctx, k.db(), recordingID)
	return &scene{e, m, row}, err
}

func (k *Keeper) row(ctx context.Context, db bun.IDB, recordingID string) (*keepingRow, error) {
	row := &keepingRow{}
	err := db.NewSelect().Model(row).Where("recording_id = ?", recordingID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.Conflict, "recording.not_over")
	}
	if err != nil {
		return nil, fmt.Errorf("retention: %w", err)
	}
	return row, nil
}

// Held refuses, with fault.Conflict "recording.held", while a recording is under legal hold: what is kept with it is neither
// removed nor replaced then. It is asked in the transaction that would do so.
func Held(ctx context.Context, tx bun.IDB, recordingID string) error {
	held, err := tx.NewSelect().Model((*keepingRow)(nil)).Where("recording_id = ?", recordingID).Where("hold_reason <> ''").Exists(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("retention: hold: %w", err)
	case held:
		return fault.New(fault.Conflict, "recording.held")
	}
	return nil
}

func has(by directory.By, m *plan.Meeting, roles []identity.Role) bool {
	return by.Viewer != nil && by.Viewer.HasAny(m.HostPath, roles...)
}

// Get tells how a recording is kept, to who may watch it.
func (k *Keeper) Get(ctx context.Context, by directory.By, recordingID string) (*Keeping, error) {
	s, err := k.see(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	return k.keeping(ctx, by, s)
}

func (k *Keeper) keeping(ctx context.Context, by directory.By, s *scene) (*Keeping, error) {
	row := s.row
	kept := &Keeping{
		Entry: s.entry, Due: row.DueAt.UTC(), HoldReason: row.HoldReason, HoldName: row.HoldName, HoldAt: row.HoldAt.UTC(),
		Disposed: row.DisposedAt.UTC(),
	}
	if kept.Class = (Class{ID: row.Class, Name: directory.Text{VI: row.Class, EN: row.Class}}); k.Rules.class(row.Class) != nil {
		kept.Class = *k.Rules.class(row.Class)
	}
	var err error
	if kept.Deletion, err = k.latest(ctx, k.db(), row.RecordingID); err != nil {
		return nil, err
	}
	if kept.Local, err = k.Archive.HasLocal(row.RecordingID); err != nil {
		return nil, err
	}
	if !kept.Disposed.IsZero() {
		return kept, nil
	}
	asked := kept.Deletion != nil && kept.Deletion.State == "asked"
	disposes, due, held := has(by, s.meeting, k.Rules.Dispose), !row.DueAt.IsZero() && !k.Now().Before(row.DueAt.Time), row.HoldReason != ""
	kept.May = May{
		Class: k.manages(by, s.meeting), Hold: has(by, s.meeting, k.Rules.Hold), Dispose: disposes && due && !held,
		Ask: disposes && !due && !held && !asked, Decide: asked && !held && has(by, s.meeting, k.Rules.Approve) && by.Actor.ID != kept.Deletion.AskedBy,
	}
	return kept, nil
}

func (k *Keeper) manages(by directory.By, m *plan.Meeting) bool {
	return by.Viewer != nil && len(plan.HandsOf(m, by.Viewer)) > 0
}

// latest returns the latest question about a recording; one whose time is over is told as expired.
func (k *Keeper) latest(ctx context.Context, db bun.IDB, recordingID string) (*Deletion, error) {
	d := &Deletion{}
	err := db.NewSelect().Model(d).Where("recording_id = ?", recordingID).Order("asked_at DESC", "id DESC").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("retention: %w", err)
	}
	if d.State == "asked" && !k.Now().Before(d.ExpiresAt) {
		d.State = "expired"
	}
	return d, nil
}

const maxReason = 1000

// reasonOf trims a reason; fault.Invalid "recording.reason" when there is none or too much.
func reasonOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > maxReason {
		return "", fault.New(fault.Invalid, "recording.reason")
	}
	return text, nil
}

// change runs act on the row, in one transaction with its audit record.
func (k *Keeper) change(ctx context.Context, by directory.By, s *scene, action string, act func(ctx context.Context, tx bun.Tx, row *keepingRow) (details any, err error)) (*Keeping, error) {
	err := store.InTx(ctx, k.db(), func(ctx context.Context, tx bun.Tx) error {
		// The write comes first: it takes the row for this transaction on both databases.
		if _, err := tx.NewUpdate().Model((*keepingRow)(nil)).Set("class = class").Where("recording_id = ?", s.entry.ID).Exec(ctx); err != nil {
			return fmt.Errorf("retention: %w", err)
		}
		row, err := k.row(ctx, tx, s.entry.ID)
		if err != nil {
			return err
		}
		if !row.DisposedAt.IsZero() {
			return fault.New(fault.Conflict, "recording.disposed")
		}
		details, err := act(ctx, tx, row)
		if err != nil {
			return err
		}
		if _, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("retention: %w", err)
		}
		s.row = row
		return k.Audit.In(tx).Append(ctx, by.Actor, action, "recording:"+s.entry.ID, details)
	})
	if err != nil {
		return nil, err
	}
	k.Publish(events.Event{Topic: "meeting:" + s.entry.MeetingID, Type: "recording.changed", ID: s.entry.ID})
	return k.keeping(ctx, by, s)
}

// SetClass gives a recording another class: for who runs its meeting; one that ends sooner only for those who may approve
// deletions, and never one that has ended already: that is a deletion.
func (k *Keeper) SetClass(ctx context.Context, by directory.By, recordingID, classID string) (*Keeping, error) {
	s, err := k.see(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	approves := has(by, s.meeting, k.Rules.Approve)
	if !k.manages(by, s.meeting) && !approves {
		return nil, fault.New(fault.Forbidden, "")
	}
	class := k.Rules.class(classID)
	if class == nil {
		return nil, fault.New(fault.Invalid, "recording.class")
	}
	return k.change(ctx, by, s, "recording.class", func(_ context.Context, _ bun.Tx, row *keepingRow) (any, error) {
		due := class.due(s.entry.EndedAt)
		sooner := !due.IsZero() && (row.DueAt.IsZero() || due.Before(row.DueAt.Time))
		switch {
		case sooner && !approves:
			return nil, fault.New(fault.Forbidden, "recording.class_shorter")
		case sooner && !k.Now().Before(due):
			return nil, fault.New(fault.Conflict, "recording.class_over")
		}
		before := row.Class
		row.Class, row.DueAt = class.ID, bun.NullTime{Time: due}
		return map[string]string{"from": before, "to": class.ID}, nil
	})
}

// Hold sets a legal hold, or lifts it, with a reason: for the roles that the rules name.
func (k *Keeper) Hold(ctx context.Context, by directory.By, recordingID string, on bool, reason string) (*Keeping, error) {
	s, err := k.see(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	if !has(by, s.meeting, k.Rules.Hold) {
		return nil, fault.New(fault.Forbidden, "")
	}
	if reason, err = reasonOf(reason); err != nil {
		return nil, err
	}
	action := "recording.hold"
	if !on {
		action = "recording.hold_lifted"
	}
	return k.change(ctx, by, s, action, func(_ context.Context, _ bun.Tx, row *keepingRow) (any, error) {
		if on == (row.HoldReason != "") {
			return nil, fault.New(fault.Conflict, "recording.held_already")
		}
		row.HoldReason, row.HoldBy, row.HoldName, row.HoldAt = "", "", "", bun.NullTime{}
		if on {
			row.HoldReason, row.HoldBy, row.HoldName, row.HoldAt = reason, by.Actor.ID, by.Name(), bun.NullTime{Time: k.Now().UTC()}
		}
		return map[string]string{"reason": reason}, nil
	})
}

// Ask asks for the deletion of a recording before its time.
func (k *Keeper) Ask(ctx context.Context, by directory.By, recordingID, reason string) (*Keeping, error) {
	s, err := k.see(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	if !has(by, s.meeting, k.Rules.Dispose) {
		return nil, fault.New(fault.Forbidden, "")
	}
	if reason, err = reasonOf(reason); err != nil {
		return nil, err
	}
	return k.change(ctx, by, s, "recording.deletion_asked", func(ctx context.Context, tx bun.Tx, row *keepingRow) (any, error) {
		if row.HoldReason != "" {
			return nil, fault.New(fault.Conflict, "recording.held")
		}
		last, err := k.latest(ctx, tx, recordingID)
		if err != nil {
			return nil, err
		}
		if last != nil && last.State == "asked" {
			return nil, fault.New(fault.Conflict, "recording.asked_already")
		}
		if _, err := tx.NewUpdate().Model((*Deletion)(nil)).Set("state = 'expired'").Where("recording_id = ?", recordingID).Where("state = 'asked'").Exec(ctx); err != nil {
			return nil, fmt.Errorf("retention: %w", err)
		}
		now := k.Now().UTC()
		_, err = tx.NewInsert().Model(&Deletion{
			ID: id.New("RD_"), RecordingID: recordingID, State: "asked", Reason: reason, AskedBy: by.Actor.ID, AskerName: by.Name(), AskedAt: now,
			ExpiresAt: now.Add(k.Rules.AskedFor),
		}).Exec(ctx)
		return map[string]string{"reason": reason}, err
	})
}

package retention

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/events"
	"giaoban/internal/fault"
	"giaoban/internal/store"
	"giaoban/recorder/archive"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/scheduler/directory"
)

// Certificate says what was disposed of, by whom and by what rule. It is signed as manifests are.
type Certificate struct {
	Version    int           `json:"version"`
	Recording  string        `json:"recording"`
	Meeting    string        `json:"meeting"`
	Title      string        `json:"title"`
	Host       string        `json:"host"`
	StartedAt  time.Time     `json:"startedAt"`
	EndedAt    time.Time     `json:"endedAt"`
	Class      string        `json:"class"`
	ClassName  string        `json:"className"`
	Due        *time.Time    `json:"due,omitempty"` // none: never
	Rule       string        `json:"rule"`          // due, or early: before its time, by two
	Reason     string        `json:"reason,omitempty"`
	AskedBy    string        `json:"askedBy,omitempty"`
	AskedAt    *time.Time    `json:"askedAt,omitempty"`
	DisposedBy string        `json:"disposedBy"` // who confirmed, or approved
	DisposedAt time.Time     `json:"disposedAt"`
	Files      []archive.Sum `json:"files"`
	// Destroyed says how: the key without which every copy of the files is noise, and the files.
	Destroyed []string `json:"destroyed"`
	// Remains says what this server cannot destroy, and where it is: the wrapped key, in backups of the database from before.
	// With them, the master key of their time and a copy of the files the recording could be read.
	Remains []string `json:"remains"`
}

// Rules of disposal.
const (
	RuleDue   = "due"
	RuleEarly = "early"
)

// Dispose disposes of a recording whose time is over: for the roles that the rules name, who confirm it.
func (k *Keeper) Dispose(ctx context.Context, by directory.By, recordingID string) (*Keeping, error) {
	s, err := k.see(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	if !has(by, s.meeting, k.Rules.Dispose) {
		return nil, fault.New(fault.Forbidden, "")
	}
	return k.shred(ctx, by, s, RuleDue, "")
}

// Decide answers a question whether a recording may go before its time: another than who asked, of the roles that the rules name.
// Approved, it goes.
func (k *Keeper) Decide(ctx context.Context, by directory.By, recordingID string, approve bool, why string) (*Keeping, error) {
	s, err := k.see(ctx, by, recordingID)
	if err != nil {
		return nil, err
	}
	if !has(by, s.meeting, k.Rules.Approve) {
		return nil, fault.New(fault.Forbidden, "")
	}
	if approve {
		return k.shred(ctx, by, s, RuleEarly, why)
	}
	if why, err = reasonOf(why); err != nil {
		return nil, err
	}
	return k.change(ctx, by, s, "recording.deletion_refused", func(ctx context.Context, tx bun.Tx, _ *keepingRow) (any, error) {
		d, err := k.decided(ctx, tx, by, recordingID, "refused", why)
		if err != nil {
			return nil, err
		}
		return map[string]string{"asked": d.Reason, "reason": why}, nil
	})
}

// decided answers the question that stands: fault.Conflict "recording.not_asked" when none does, fault.Forbidden
// "recording.second_person" for who asked.
func (k *Keeper) decided(ctx context.Context, tx bun.Tx, by directory.By, recordingID, state, why string) (*Deletion, error) {
	d, err := k.latest(ctx, tx, recordingID)
	if err != nil {
		return nil, err
	}
	if d == nil || d.State != "asked" {
		return nil, fault.New(fault.Conflict, "recording.not_asked")
	}
	if d.AskedBy == by.Actor.ID {
		return nil, fault.New(fault.Forbidden, "recording.second_person")
	}
	d.State, d.DecidedBy, d.DeciderName, d.DecidedAt, d.Decision = state, by.Actor.ID, by.Name(), bun.NullTime{Time: k.Now().UTC()}, why
	_, err = tx.NewUpdate().Model(d).WherePK().Where("state = 'asked'").Exec(ctx)
	return d, err
}

// shred destroys a recording and leaves its certificate.
func (k *Keeper) shred(ctx context.Context, by directory.By, s *scene, rule, why string) (*Keeping, error) {
	files, err := k.Archive.Sums(ctx, s.entry.ID)
	if err != nil {
		return nil, err
	}
	err = k.Archive.Shred(ctx, s.entry.ID, func(destroy func(context.Context, bun.Tx) error) error {
		return store.InTx(ctx, k.db(), func(ctx context.Context, tx bun.Tx) error {
			return k.dispose(ctx, tx, by, s, rule, why, files, destroy)
		})
	})
	if errors.Is(err, archive.ErrInUse) {
		return nil, fault.Wrap(fault.Conflict, "recording.in_use", err)
	}
	if err != nil {
		return nil, err
	}
	if k.Copies != nil {
		k.Copies.Wake()
	}
	k.Publish(events.Event{Topic: "meeting:" + s.entry.MeetingID, Type: "recording.changed", ID: s.entry.ID})
	return k.keeping(ctx, by, s)
}

func (k *Keeper) dispose(ctx context.Context, tx bun.Tx, by directory.By, s *scene, rule, why string, files []archive.Sum, destroy func(context.Context, bun.Tx) error) error {
	e := s.entry
	if _, err := tx.NewUpdate().Model((*keepingRow)(nil)).Set("class = class").Where("recording_id = ?", e.ID).Exec(ctx); err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	row, err := k.row(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	now := k.Now().UTC()
	switch {
	case !row.DisposedAt.IsZero():
		return fault.New(fault.Conflict, "recording.disposed")
	case row.HoldReason != "":
		return fault.New(fault.Conflict, "recording.held")
	case rule == RuleDue && (row.DueAt.IsZero() || now.Before(row.DueAt.Time)):
		return fault.New(fault.Conflict, "recording.not_due")
	case e.State != library.Ready:
		return fault.New(fault.Conflict, "recording.not_over")
	}
	c := Certificate{
		Version: 1, Recording: e.ID, Meeting: e.MeetingID, Title: e.Title, Host: s.meeting.HostName.VI, StartedAt: e.StartedAt, EndedAt: e.EndedAt,
		Class: row.Class, ClassName: row.Class, Rule: rule, DisposedBy: by.Name(), DisposedAt: now, Files: files, Destroyed: []string{"key", "files"},
		Remains: []string{"database_backups"},
	}
	if class := k.Rules.class(row.Class); class != nil {
		c.ClassName = class.Name.VI
	}
	if !row.DueAt.IsZero() {
		due := row.DueAt.UTC()
		c.Due = &due
	}
	if rule == RuleEarly {
		d, err := k.decided(ctx, tx, by, e.ID, "approved", why)
		if err != nil {
			return err
		}
		asked := d.AskedAt.UTC()
		c.Reason, c.AskedBy, c.AskedAt = d.Reason, d.AskerName, &asked
	}
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	signature, err := manifest.Sign(k.Key, text)
	if err != nil {
		return err
	}
	row.DisposedAt, row.Certificate, row.Signature = bun.NullTime{Time: now}, string(text), string(signature)
	if _, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("retention: %w", err)
	}
	if err := k.Library.DisposeIn(ctx, tx, e.ID); err != nil {
		return err
	}
	if k.Copies != nil {
		if err := k.Copies.ExpireIn(ctx, tx, e.ID); err != nil {
			return err
		}
	}
	if err := destroy(ctx, tx); err != nil {
		return err
	}
	s.row, e.State = row, library.Disposed
	return k.Audit.In(tx).Append(ctx, by.Actor, "recording.disposed", "recording:"+e.ID, map[string]any{"rule": rule, "class": row.Class, "files": len(files)})
}

// Due returns the recordings that a viewer may dispose of: those whose time is over and that nothing holds, and those about which
// a question stands that the viewer may answer; the earliest due first.
func (k *Keeper) Due(ctx context.Context, by directory.By) ([]*Keeping, error) {
	if err := k.Ensure(ctx); err != nil {
		return nil, err
	}
	var ids []string
	const most = 500
	err := k.db().NewSelect().TableExpr("recording_keeping AS k").ColumnExpr("k.recording_id").
		Join("LEFT JOIN recording_deletions AS d ON d.recording_id = k.recording_id AND d.state = 'asked' AND d.expires_at > ?", k.Now().UTC()).
		Where("k.disposed_at IS NULL").Where("(k.due_at <= ? OR d.id IS NOT NULL)", k.Now().UTC()).Order("k.due_at", "k.recording_id").Limit(most).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("retention: %w", err)
	}
	var due []*Keeping
	for _, one := range ids {
		e, err := k.Library.Get(ctx, one)
		if err != nil {
			return nil, err
		}
		m, err := k.Meetings.Meeting(ctx, k.db(), e.MeetingID)
		if err != nil {
			return nil, err
		}
		if !has(by, m, k.Rules.Dispose) && !has(by, m, k.Rules.Approve) {
			continue
		}
		row, err := k.row(ctx, k.db(), one)
		if err != nil {
			return nil, err
		}
		kept, err := k.keeping(ctx, by, &scene{e, m, row})
		if err != nil {
			return nil, err
		}
		due = append(due, kept)
	}
	return due, nil
}

// CertificateOf returns the certificate of a recording that was disposed of, and its signature, to who might watch it.
func (k *Keeper) CertificateOf(ctx context.Context, by directory.By, recordingID string) (text, signature []byte, err error) {
	s, err := k.see(ctx, by, recordingID)
	if err != nil {
		return nil, nil, err
	}
	if s.row.Certificate == "" {
		return nil, nil, fault.New(fault.NotFound, "")
	}
	return []byte(s.row.Certificate), []byte(s.row.Signature), nil
}

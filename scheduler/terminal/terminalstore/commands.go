package terminalstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/scheduler/terminal"
)

type commandRow struct {
	bun.BaseModel `bun:"table:terminal_commands,alias:k"`

	ID         string         `bun:"id,pk"`
	TerminalID string         `bun:"terminal_id"`
	Kind       terminal.Kind  `bun:"kind"`
	Value      string         `bun:"value"`
	MeetingID  string         `bun:"meeting_id"`
	QueuedAt   time.Time      `bun:"queued_at"`
	QueuedBy   string         `bun:"queued_by"`
	QueuedName string         `bun:"queued_name"`
	Deadline   time.Time      `bun:"deadline"`
	State      terminal.State `bun:"state"`
	Detail     string         `bun:"detail"`
	EndedAt    bun.NullTime   `bun:"ended_at"`
}

func (r *commandRow) command() terminal.Command {
	return terminal.Command{
		ID: r.ID, TerminalID: r.TerminalID, Kind: r.Kind, Value: r.Value, MeetingID: r.MeetingID, At: r.QueuedAt, By: r.QueuedBy,
		ByName: r.QueuedName, Deadline: r.Deadline, State: r.State, Detail: r.Detail, EndedAt: r.EndedAt.Time,
	}
}

// InsertCommand adds a command. Whatever the clock says, it is later than those before it.
func (s *Store) InsertCommand(ctx context.Context, tx bun.Tx, c *terminal.Command) error {
	var last bun.NullTime
	err := tx.NewSelect().Model((*commandRow)(nil)).Column("queued_at").Where("terminal_id = ?", c.TerminalID).
		Order("queued_at DESC").Limit(1).Scan(ctx, &last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("terminal: last command: %w", err)
	}
	if c.At = c.At.UTC().Truncate(time.Millisecond); !c.At.After(last.Time) {
		c.At = last.UTC().Add(time.Millisecond)
	}
	row := &commandRow{
		ID: c.ID, TerminalID: c.TerminalID, Kind: c.Kind, Value: c.Value, MeetingID: c.MeetingID, QueuedAt: c.At.UTC(), QueuedBy: c.By,
		QueuedName: c.ByName, Deadline: c.Deadline.UTC(), State: c.State,
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("terminal: command: %w", err)
	}
	return nil
}

// Commands returns the latest commands of a terminal, the latest first, at most limit.
func (s *Store) Commands(ctx context.Context, terminalID string, limit int) ([]terminal.Command, error) {
	var rows []commandRow
	err := s.db.NewSelect().Model(&rows).Where("terminal_id = ?", terminalID).Order("queued_at DESC", "id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("terminal: commands: %w", err)
	}
	return commands(rows), nil
}

// Queued returns the commands that wait for a terminal, the oldest first.
func (s *Store) Queued(ctx context.Context, terminalID string, now time.Time) ([]terminal.Command, error) {
	var rows []commandRow
	err := s.db.NewSelect().Model(&rows).Where("terminal_id = ?", terminalID).Where("state = ?", terminal.Queued).
		Where("deadline > ?", now.UTC()).Order("queued_at", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("terminal: commands: %w", err)
	}
	return commands(rows), nil
}

func commands(rows []commandRow) []terminal.Command {
	found := make([]terminal.Command, len(rows))
	for i := range rows {
		found[i] = rows[i].command()
	}
	return found
}

// EndCommand notes what became of a terminal's command, once: fault.Conflict when it has ended or its time is over,
// or is none of this terminal's.
func (s *Store) EndCommand(ctx context.Context, terminalID, commandID string, state terminal.State, detail string, now time.Time) error {
	result, err := s.db.NewUpdate().Model((*commandRow)(nil)).Set("state = ?", state).Set("detail = ?", detail).Set("ended_at = ?", now.UTC()).
		Where("id = ?", commandID).Where("terminal_id = ?", terminalID).Where("state = ?", terminal.Queued).Where("deadline > ?", now.UTC()).Exec(ctx)
	return changed(result, err, fault.New(fault.Conflict, "terminals.command_over"))
}

// PruneCommands forgets commands that were given before a time.
func (s *Store) PruneCommands(ctx context.Context, before time.Time) error {
	if _, err := s.db.NewDelete().Model((*commandRow)(nil)).Where("queued_at < ?", before.UTC()).Exec(ctx); err != nil {
		return fmt.Errorf("terminal: commands: %w", err)
	}
	return nil
}

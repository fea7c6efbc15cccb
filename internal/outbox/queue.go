package outbox

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/id"
	"giaoban/internal/store"
)

// Config says how a queue sends. The zero value of a field means the default.
type Config struct {
	Workers     int           // messages sent at the same time; 4
	Timeout     time.Duration // of one attempt; 1 minute
	Poll        time.Duration // how often to look for what has become due; 2 seconds
	FirstRetry  time.Duration // the pause after the first error, doubled after each; 10 seconds
	LongestWait time.Duration // the longest pause; 30 minutes
	MaxAttempts int           // then a message is given up; DefaultAttempts, which is about 8 hours
	Keep        time.Duration // how long what was sent can be looked at; 90 days
	Now         func() time.Time
	Random      func() float64 // from 0 to 1, spreads the pauses
	Log         *slog.Logger
	Wake        *Wake // nil: the queue only polls
}

// DefaultAttempts is after how many attempts a message is given up when nothing else is configured.
const DefaultAttempts = 24

// leaseMargin is how much longer than an attempt a lease lasts: for writing down how it ended.
const leaseMargin = 30 * time.Second

// pruneEvery is how often messages sent long ago are deleted.
const pruneEvery = time.Hour

func (c *Config) setDefaults() {
	c.Workers = cmp.Or(c.Workers, 4)
	c.Timeout = cmp.Or(c.Timeout, time.Minute)
	c.Poll = cmp.Or(c.Poll, 2*time.Second)
	c.FirstRetry = cmp.Or(c.FirstRetry, 10*time.Second)
	c.LongestWait = cmp.Or(c.LongestWait, 30*time.Minute)
	c.MaxAttempts = cmp.Or(c.MaxAttempts, DefaultAttempts)
	c.Keep = cmp.Or(c.Keep, 90*24*time.Hour)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Wake == nil {
		c.Wake = NewWake()
	}
}

// Queue hands messages to handlers. Several processes may have one on the same database.
type Queue struct {
	db       *bun.DB
	cfg      Config
	handlers map[string]Handler // read only after Start
	metrics  *counters
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// New returns a queue over db that sends nothing yet.
func New(db *bun.DB, cfg Config) *Queue {
	cfg.setDefaults()
	return &Queue{db: db, cfg: cfg, handlers: map[string]Handler{}, metrics: newCounters(), stop: func() {}}
}

// Handle sets who sends messages of a kind; before Start. Messages of other kinds wait for a process that sends them.
func (q *Queue) Handle(kind string, handler Handler) { q.handlers[kind] = handler }

// Start begins sending. Close ends it.
func (q *Queue) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	q.stop = cancel
	for range q.cfg.Workers {
		q.running.Go(func() { q.work(ctx) })
	}
	q.running.Go(func() { q.pruneNowAndThen(ctx) })
}

// Close stops sending: attempts under way are cancelled and, not being counted, made again by the next process.
func (q *Queue) Close() {
	q.stop()
	q.running.Wait()
}

func (q *Queue) work(ctx context.Context) {
	timer := time.NewTimer(q.cfg.Poll)
	defer timer.Stop()
	for {
		signal := q.cfg.Wake.next() // taken before looking: what is committed meanwhile is not overslept
		if _, err := q.drain(ctx); err != nil && ctx.Err() == nil {
			q.cfg.Log.ErrorContext(ctx, "outbox does not move", "error", err)
		}
		timer.Reset(q.cfg.Poll)
		select {
		case <-ctx.Done():
			return
		case <-signal:
		case <-timer.C:
		}
	}
}

// RunDue sends what is due now, one after the other, and returns how many attempts that took. It is Start for tests and
// for commands that end.
func (q *Queue) RunDue(ctx context.Context) (attempts int, err error) { return q.drain(ctx) }

func (q *Queue) drain(ctx context.Context) (attempts int, err error) {
	for ctx.Err() == nil {
		message, err := q.claim(ctx)
		if err != nil || message == nil {
			return attempts, err
		}
		attempts++
		if err := q.attempt(ctx, message); err != nil {
			return attempts, err
		}
	}
	return attempts, ctx.Err()
}

// claim takes the message that is due first, for as long as an attempt may last; nil when there is none.
func (q *Queue) claim(ctx context.Context) (*row, error) {
	if len(q.handlers) == 0 {
		return nil, nil //nolint:nilnil // nothing to do
	}
	now := store.Time(q.cfg.Now())
	due := q.db.NewSelect().Model((*row)(nil)).Column("id").Where("state = ?", Pending).Where("due_at <= ?", now).
		Where("kind IN (?)", bun.List(slices.Sorted(maps.Keys(q.handlers)))).Order("due_at", "id").Limit(1)
	if store.IsPostgres(q.db) {
		due = due.For("UPDATE SKIP LOCKED") // SQLite has one writer at a time
	}
	message := &row{}
	err := q.db.NewUpdate().Model(message).Set("lease = ?", id.Random(16)).Set("attempts = attempts + 1").
		Set("due_at = ?", store.Time(now.Add(q.cfg.Timeout+leaseMargin))).
		Where("id = (?)", due).Returning("*").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // nothing is due
	}
	if err != nil {
		return nil, fmt.Errorf("outbox: claim: %w", err)
	}
	return message, nil
}

// attempt hands a claimed message to its handler and writes down how it ended.
func (q *Queue) attempt(ctx context.Context, message *row) error {
	err := q.call(ctx, message)
	now := store.Time(q.cfg.Now())
	update := q.db.NewUpdate().Model((*row)(nil)).Set("lease = ''").
		Where("id = ?", message.ID).Where("lease = ?", message.Lease) // not if the lease ran out and another took it up
	outcome := ""
	switch {
	case err == nil:
		outcome = "sent"
		update = update.Set("state = ?", Sent).Set("ended_at = ?", now).Set("last_error = ''")
	case ctx.Err() != nil: // we are stopping: it is nobody's fault and does not count
		outcome = "interrupted"
		update = update.Set("attempts = ?", message.Attempts-1).Set("due_at = ?", now)
	case isPermanent(err) || message.Attempts >= q.cfg.MaxAttempts:
		outcome = "failed"
		update = update.Set("state = ?", Failed).Set("ended_at = ?", now).Set("last_error = ?", errorText(err))
	default:
		outcome = "retried"
		update = update.Set("due_at = ?", store.Time(now.Add(q.pause(message.Attempts)))).Set("last_error = ?", errorText(err))
	}
	q.metrics.attempts.WithLabelValues(message.Kind, outcome).Inc()
	if err != nil {
		q.cfg.Log.WarnContext(ctx, "message not sent", "kind", message.Kind, "key", message.Key, "attempt", message.Attempts, "outcome", outcome, "error", err)
	}
	// That a message was sent is written down even while stopping; otherwise it would be sent twice.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseMargin)
	defer cancel()
	if _, err := update.Exec(ctx); err != nil {
		return fmt.Errorf("outbox: %s: %w", message.Key, err)
	}
	return nil
}

func (q *Queue) call(ctx context.Context, message *row) (err error) {
	ctx, cancel := context.WithTimeout(ctx, q.cfg.Timeout)
	defer cancel()
	defer func() {
		if fault := recover(); fault != nil {
			q.cfg.Log.ErrorContext(ctx, "handler panicked", "kind", message.Kind, "panic", fmt.Sprint(fault), "stack", string(debug.Stack()))
			err = fmt.Errorf("the handler of %s panicked", message.Kind)
		}
	}()
	return q.handlers[message.Kind](ctx, Delivery{
		ID: message.ID, Kind: message.Kind, Key: message.Key, Payload: json.RawMessage(message.Payload),
		Attempt: message.Attempts, CreatedAt: message.CreatedAt,
	})
}

// pause returns how long to wait after the given number of attempts: twice as long each time, and up to a half shorter,
// so that what failed together does not come back together.
func (q *Queue) pause(attempts int) time.Duration {
	pause := q.cfg.LongestWait
	if doublings := attempts - 1; doublings < 32 && q.cfg.FirstRetry<<doublings < pause {
		pause = q.cfg.FirstRetry << doublings
	}
	return pause - time.Duration(q.cfg.Random()*float64(pause)/2)
}

const maxError = 500

// errorText is what people are shown of an error.
func errorText(err error) string {
	text := []rune(err.Error())
	return string(text[:min(len(text), maxError)])
}

func (q *Queue) pruneNowAndThen(ctx context.Context) {
	ticker := time.NewTicker(pruneEvery)
	defer ticker.Stop()
	for {
		if _, err := q.Prune(ctx); err != nil && ctx.Err() == nil {
			q.cfg.Log.ErrorContext(ctx, "outbox not pruned", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Prune deletes what was sent longer ago than Config.Keep and returns how much that was.
func (q *Queue) Prune(ctx context.Context) (int, error) {
	result, err := q.db.NewDelete().Model((*row)(nil)).Where("state = ?", Sent).
		Where("ended_at < ?", store.Time(q.cfg.Now().Add(-q.cfg.Keep))).Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("outbox: prune: %w", err)
	}
	gone, err := result.RowsAffected()
	return int(gone), err
}

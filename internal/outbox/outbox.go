// Package outbox sends what must leave the system, mail above all, at least once: a message is written in the transaction
// that decides it, so that neither exists without the other, and handed to the handler of its kind after the commit, again
// and again until it is sent or given up. A process that dies in between loses nothing: its lease runs out and the next
// one goes on. Whoever receives a message twice tells by its key.
package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"giaoban/internal/store"
)

// MaxPayload is the longest payload in bytes: messages name what they are about, they do not carry files.
const MaxPayload = 1 << 20

// Message is what to send.
type Message struct {
	// Kind picks the handler.
	Kind string
	// Key names what happens once, such as "invitation:IN_1:request:3". Adding a second message of the same key does
	// nothing.
	Key string
	// Payload is encoded as JSON: ids rather than contents, which the handler reads when it sends.
	Payload any
	// NotBefore is when it may be sent; zero means at once.
	NotBefore time.Time
}

// Add writes a message into the outbox, inside the transaction tx.
func Add(ctx context.Context, tx bun.IDB, message Message) error {
	return AddAll(ctx, tx, []Message{message})
}

// batch is how many messages go into one INSERT: well below every database's limit of parameters.
const batch = 200

// AddAll is Add for many: a statement for every 200.
func AddAll(ctx context.Context, tx bun.IDB, messages []Message) error {
	rows := make([]row, len(messages))
	for i, message := range messages {
		if message.Kind == "" || message.Key == "" {
			return errors.New("outbox: a message needs a kind and a key")
		}
		payload, err := json.Marshal(message.Payload)
		if err != nil {
			return fmt.Errorf("outbox: payload of %s: %w", message.Key, err)
		}
		if len(payload) > MaxPayload {
			return fmt.Errorf("outbox: payload of %s has %d bytes, more than %d", message.Key, len(payload), MaxPayload)
		}
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("outbox: %w", err)
		}
		due := message.NotBefore
		if due.IsZero() {
			due = atOnce
		}
		rows[i] = row{
			ID: id.String(), Kind: message.Kind, Key: message.Key, Payload: string(payload), State: Pending,
			DueAt: store.Time(due), CreatedAt: store.Time(time.Now()),
		}
	}
	for start := 0; start < len(rows); start += batch {
		part := rows[start:min(start+batch, len(rows))]
		if _, err := tx.NewInsert().Model(&part).On("CONFLICT (idempotency_key) DO NOTHING").Exec(ctx); err != nil {
			return fmt.Errorf("outbox: %w", err)
		}
	}
	return nil
}

// Withdraw takes back the messages with the keys that nobody has begun to send, and returns how many those were: a
// reminder of a meeting that was cancelled, for one.
func Withdraw(ctx context.Context, tx bun.IDB, keys ...string) (int, error) {
	if len(keys) == 0 {
		return 0, nil
	}
	result, err := tx.NewDelete().Model((*row)(nil)).Where("idempotency_key IN (?)", bun.List(keys)).
		Where("state = ?", Pending).Where("lease = ''").Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("outbox: %w", err)
	}
	taken, err := result.RowsAffected()
	return int(taken), err
}

// atOnce is the due time of a message without NotBefore: before any clock's now.
var atOnce = time.Unix(0, 0).UTC()

// State is how far a message has come.
type State string

// The states.
const (
	Pending State = "pending" // to be sent, or sent again after an error
	Sent    State = "sent"
	Failed  State = "failed" // given up; Queue.Retry takes it up again
)

// row is a message in the database.
type row struct {
	bun.BaseModel `bun:"table:outbox_messages"`

	ID        string       `bun:"id,pk"`
	Kind      string       `bun:"kind"`
	Key       string       `bun:"idempotency_key"`
	Payload   string       `bun:"payload"`
	State     State        `bun:"state"`
	Attempts  int          `bun:"attempts"`
	DueAt     time.Time    `bun:"due_at"`
	Lease     string       `bun:"lease"`
	LastError string       `bun:"last_error"`
	CreatedAt time.Time    `bun:"created_at"`
	EndedAt   bun.NullTime `bun:"ended_at"`
}

// Delivery is one attempt to send a message.
type Delivery struct {
	ID        string
	Kind      string
	Key       string
	Payload   json.RawMessage
	Attempt   int // from 1
	CreatedAt time.Time
}

// Decode reads the payload.
func (d Delivery) Decode(into any) error {
	if err := json.Unmarshal(d.Payload, into); err != nil {
		return Permanent(fmt.Errorf("payload of %s: %w", d.Key, err))
	}
	return nil
}

// Handler sends a message. An error means that it is tried again later, unless it is Permanent.
type Handler func(ctx context.Context, delivery Delivery) error

type permanentError struct{ error }

func (e permanentError) Unwrap() error { return e.error }

// Permanent marks an error that trying again cannot help.
func Permanent(err error) error { return permanentError{err} }

func isPermanent(err error) bool { return errors.As(err, &permanentError{}) }

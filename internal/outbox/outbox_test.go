package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/leaktest"
	"giaoban/internal/outbox"
	"giaoban/internal/store"
	"giaoban/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(victimEnv); dsn != "" {
		beKilled(dsn)
	}
	leaktest.Main(m)
}

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)} }

// mailbox is a handler that remembers what it was given and answers with the next error of script.
type mailbox struct {
	mu     sync.Mutex
	got    map[string]int // attempts by key; guarded by mu
	script []error        // guarded by mu
}

func (m *mailbox) handle(_ context.Context, d outbox.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.got == nil {
		m.got = map[string]int{}
	}
	m.got[d.Key]++
	if len(m.script) == 0 {
		return nil
	}
	err := m.script[0]
	m.script = m.script[1:]
	return err
}

func add(t *testing.T, db bun.IDB, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if err := outbox.Add(t.Context(), db, outbox.Message{Kind: "mail", Key: key, Payload: map[string]string{"to": key}}); err != nil {
			t.Fatal(err)
		}
	}
}

func run(t *testing.T, q *outbox.Queue, want int) {
	t.Helper()
	if got, err := q.RunDue(t.Context()); err != nil || got != want {
		t.Fatalf("%d attempts, want %d; %v", got, want, err)
	}
}

func entry(t *testing.T, q *outbox.Queue, key string) outbox.Entry {
	t.Helper()
	found, err := q.ByKeys(t.Context(), []string{key, "none"})
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return found[key]
}

func TestAMessageIsSentOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		box := &mailbox{}
		q := outbox.New(db, outbox.Config{Now: newClock().now})
		q.Handle("mail", func(ctx context.Context, d outbox.Delivery) error {
			var payload map[string]string
			if err := d.Decode(&payload); err != nil || payload["to"] != d.Key || d.Attempt != 1 || d.Kind != "mail" {
				t.Errorf("%+v %v %v", d, payload, err)
			}
			return box.handle(ctx, d)
		})
		refused := errors.New("refused")
		err := db.RunInTx(t.Context(), nil, func(_ context.Context, tx bun.Tx) error {
			add(t, tx, "rolled back")
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		add(t, db, "a", "b", "a")
		if err := outbox.Add(t.Context(), db, outbox.Message{Kind: "other", Key: "c"}); err != nil {
			t.Fatal(err)
		}
		run(t, q, 2)
		run(t, q, 0)
		add(t, db, "a") // as a request repeated much later would
		run(t, q, 0)
		if !maps.Equal(box.got, map[string]int{"a": 1, "b": 1}) {
			t.Errorf("%v", box.got)
		}
		if e := entry(t, q, "a"); e.State != outbox.Sent || e.Attempts != 1 || e.EndedAt.IsZero() || e.Sending {
			t.Errorf("%+v", e)
		}
		if e := entry(t, q, "c"); e.State != outbox.Pending || e.Attempts != 0 || !e.DueAt.IsZero() {
			t.Errorf("a kind that nobody sends: %+v", e)
		}
	})
}

func TestNotBefore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		c := newClock()
		q := outbox.New(db, outbox.Config{Now: c.now})
		q.Handle("mail", (&mailbox{}).handle)
		message := outbox.Message{Kind: "mail", Key: "later", NotBefore: c.at.Add(time.Hour)}
		if err := outbox.Add(t.Context(), db, message); err != nil {
			t.Fatal(err)
		}
		run(t, q, 0)
		c.at = c.at.Add(time.Hour - time.Microsecond)
		run(t, q, 0)
		c.at = c.at.Add(time.Microsecond)
		run(t, q, 1)
	})
}

func TestServerDown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		down := errors.New("connection refused")
		box := &mailbox{script: []error{down, down, down, down, down}}
		c := newClock()
		q := outbox.New(db, outbox.Config{Now: c.now, Random: func() float64 { return 0.5 }, LongestWait: time.Minute, MaxAttempts: 5})
		q.Handle("mail", box.handle)
		add(t, db, "a")
		// 10 s doubled each time, at most a minute, less a quarter: a half of the random half.
		for attempt, seconds := range []float64{7.5, 15, 30, 45} {
			run(t, q, 1)
			e := entry(t, q, "a")
			if wait := e.DueAt.Sub(c.at).Seconds(); wait != seconds || e.State != outbox.Pending || e.Attempts != attempt+1 || e.LastError != down.Error() || e.Sending {
				t.Fatalf("attempt %d: waits %v, %+v", attempt+1, wait, e)
			}
			run(t, q, 0)
			c.at = e.DueAt
		}
		run(t, q, 1)
		e := entry(t, q, "a")
		if e.State != outbox.Failed || e.Attempts != 5 || e.LastError != down.Error() || !e.EndedAt.Equal(c.at) {
			t.Errorf("given up: %+v", e)
		}
		c.at = c.at.Add(24 * time.Hour)
		run(t, q, 0)
		if err := q.Retry(t.Context(), db, e.ID); err != nil {
			t.Fatal(err)
		}
		run(t, q, 1)
		if e := entry(t, q, "a"); e.State != outbox.Sent || e.LastError != "" || e.Attempts != 1 {
			t.Errorf("after trying again: %+v", e)
		}
		if err := q.Retry(t.Context(), db, e.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("again after it was sent: %v", err)
		}
		if err := q.Retry(t.Context(), db, "none"); !fault.Is(err, fault.NotFound) {
			t.Errorf("of nothing: %v", err)
		}
	})
}

// An hour without a mail server must lose nothing with the defaults.
func TestDefaultsOutlastHoursOfOutage(t *testing.T) {
	db := storetest.SQLite(t)
	c := newClock()
	start := c.at
	q := outbox.New(db, outbox.Config{Now: c.now, Random: func() float64 { return 1 }}) // the shortest pauses
	q.Handle("mail", func(context.Context, outbox.Delivery) error { return errors.New("down") })
	add(t, db, "a")
	for entry(t, q, "a").State == outbox.Pending {
		run(t, q, 1)
		if e := entry(t, q, "a"); e.State == outbox.Pending {
			c.at = e.DueAt
		}
	}
	if lasted := c.at.Sub(start); lasted < 4*time.Hour {
		t.Errorf("given up after %v", lasted)
	}
}

func TestErrorsThatTryingAgainCannotHelp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		q := outbox.New(db, outbox.Config{Now: newClock().now})
		q.Handle("mail", func(_ context.Context, d outbox.Delivery) error {
			switch d.Key {
			case "address":
				return fmt.Errorf("send: %w", outbox.Permanent(errors.New(strings.Repeat("ấ", 600))))
			case "payload":
				var number int
				return d.Decode(&number)
			}
			panic("boom") //nolint:forbidigo // a handler's fault is what this is about
		})
		add(t, db, "address", "payload", "panic")
		run(t, q, 3)
		if e := entry(t, q, "address"); e.State != outbox.Failed || len([]rune(e.LastError)) != 500 {
			t.Errorf("%+v", e)
		}
		if e := entry(t, q, "payload"); e.State != outbox.Failed {
			t.Errorf("%+v", e)
		}
		if e := entry(t, q, "panic"); e.State != outbox.Pending || strings.Contains(e.LastError, "boom") {
			t.Errorf("%+v", e)
		}
	})
}

func TestALeaseThatRanOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		c := newClock()
		second := outbox.New(db, outbox.Config{Now: c.now})
		box := &mailbox{}
		second.Handle("mail", box.handle)
		first := outbox.New(db, outbox.Config{Now: c.now})
		first.Handle("mail", func(context.Context, outbox.Delivery) error {
			if err := second.Retry(t.Context(), db, entry(t, second, "a").ID); !fault.Is(err, fault.Conflict) {
				t.Errorf("retry while it is being sent: %v", err)
			}
			if taken, err := outbox.Withdraw(t.Context(), db, "a"); err != nil || taken != 0 {
				t.Errorf("withdrawn while it is being sent: %d %v", taken, err)
			}
			c.at = c.at.Add(89 * time.Second)
			run(t, second, 0) // the lease still holds
			c.at = c.at.Add(time.Second)
			run(t, second, 1) // it seems to be dead
			return errors.New("I was only slow")
		})
		add(t, db, "a")
		run(t, first, 1)
		if e := entry(t, first, "a"); e.State != outbox.Sent || e.Attempts != 2 || e.LastError != "" {
			t.Errorf("the slow one wrote over what the other did: %+v", e)
		}
	})
}

func TestWorkers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		wake := outbox.NewWake()
		db = db.WithQueryHook(wake)
		got := make(chan string)
		fails := []error{outbox.Permanent(errors.New("not yet"))}
		once := func() (err error) { // called by one worker at a time
			if len(fails) > 0 {
				err, fails = fails[0], nil
			}
			return err
		}
		q := outbox.New(db, outbox.Config{Wake: wake, Poll: time.Hour, Workers: 2})
		q.Handle("mail", func(ctx context.Context, d outbox.Delivery) error {
			if d.Key == "long" {
				got <- "begun"
				<-ctx.Done()
				return ctx.Err()
			}
			got <- d.Key
			if d.Key == "alone" {
				return once()
			}
			return nil
		})
		q.Start()
		err := db.RunInTx(t.Context(), nil, func(_ context.Context, tx bun.Tx) error {
			add(t, tx, "in a transaction")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if key := <-got; key != "in a transaction" {
			t.Error(key)
		}
		add(t, db, "alone")
		if key := <-got; key != "alone" {
			t.Error(key)
		}
		tried := func() bool { e := entry(t, q, "alone"); return e.State == outbox.Failed && !e.Sending }
		for !tried() { // until how the attempt ended is written
			runtime.Gosched()
		}
		if err := q.Retry(t.Context(), db, entry(t, q, "alone").ID); err != nil {
			t.Fatal(err)
		}
		if key := <-got; key != "alone" {
			t.Error(key)
		}
		add(t, db, "long")
		<-got
		q.Close()
		if e := entry(t, q, "long"); e.State != outbox.Pending || e.Attempts != 0 || e.Sending {
			t.Errorf("interrupted: %+v", e)
		}
	})
}

func TestManySendersShareTheWork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		const count = 100
		messages := make([]outbox.Message, count)
		for i := range messages {
			messages[i] = outbox.Message{Kind: "mail", Key: fmt.Sprint(i)}
		}
		if err := outbox.AddAll(t.Context(), db, messages); err != nil {
			t.Fatal(err)
		}
		box := &mailbox{}
		errs := make([]error, 6)
		var senders sync.WaitGroup
		for i := range errs {
			q := outbox.New(db, outbox.Config{})
			q.Handle("mail", box.handle)
			senders.Go(func() { _, errs[i] = q.RunDue(t.Context()) })
		}
		senders.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if len(box.got) != count {
			t.Errorf("%d of %d sent", len(box.got), count)
		}
		for key, times := range box.got {
			if times != 1 {
				t.Errorf("%s sent %d times", key, times)
			}
		}
	})
}

const victimEnv = "OUTBOX_TEST_VICTIM"

// beKilled is another process, which commits a message and is killed while it sends it.
func beKilled(dsn string) {
	ctx := context.Background()
	db, err := store.Connect(dsn, "")
	if err == nil {
		err = db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			return outbox.Add(ctx, tx, outbox.Message{Kind: "mail", Key: "a"})
		})
	}
	if err == nil {
		q := outbox.New(db, outbox.Config{Now: newClock().now})
		q.Handle("mail", func(context.Context, outbox.Delivery) error { return syscall.Kill(os.Getpid(), syscall.SIGKILL) })
		_, err = q.RunDue(ctx)
	}
	fmt.Fprintln(os.Stderr, "not killed:", err)
	os.Exit(1)
}

func TestKilledBetweenCommitAndMail(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		victim := exec.Command(os.Args[0])
		victim.Env = append(os.Environ(), victimEnv+"="+dsn)
		output, err := victim.CombinedOutput()
		var exited *exec.ExitError
		if !errors.As(err, &exited) || exited.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("%v: %s", err, output)
		}
		db, err := store.Connect(dsn, "")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		c, box := newClock(), &mailbox{}
		q := outbox.New(db, outbox.Config{Now: c.now})
		q.Handle("mail", box.handle)
		if e := entry(t, q, "a"); !e.Sending || e.Attempts != 1 {
			t.Errorf("left behind: %+v", e)
		}
		run(t, q, 0)
		c.at = c.at.Add(2 * time.Minute)
		run(t, q, 1)
		if e := entry(t, q, "a"); e.State != outbox.Sent || box.got["a"] != 1 {
			t.Errorf("%+v %v", e, box.got)
		}
	})
}

func TestListWithdrawPruneAndMetrics(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *bun.DB) {
		c := newClock()
		box := &mailbox{script: []error{nil, outbox.Permanent(errors.New("no such address"))}}
		q := outbox.New(db, outbox.Config{Now: c.now, Keep: time.Hour})
		q.Handle("mail", box.handle)
		add(t, db, "sent", "failed")
		run(t, q, 2)
		add(t, db, "pending", "withdrawn")
		if taken, err := outbox.Withdraw(t.Context(), db, "withdrawn", "sent", "none"); err != nil || taken != 1 {
			t.Errorf("withdrawn %d, %v", taken, err)
		}
		keys := func(query outbox.Query) string {
			t.Helper()
			entries, err := q.List(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			var list []string
			for _, e := range entries {
				list = append(list, e.Key)
			}
			return strings.Join(list, " ")
		}
		all, err := q.List(t.Context(), outbox.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for want, query := range map[string]outbox.Query{
			"pending failed sent": {Kind: "mail"}, "": {Kind: "other"}, "failed": {State: outbox.Failed}, "pending": {Limit: 1}, "failed sent": {Before: all[0].ID},
		} {
			if got := keys(query); got != want {
				t.Errorf("%+v: %s, want %s", query, got, want)
			}
		}
		if got := gauges(t, q); !slices.Equal(got, []string{"attempts_total=1", "attempts_total=1", "overdue=true", "messages=1", "messages=1"}) {
			t.Error(got)
		}
		c.at = c.at.Add(2 * time.Hour)
		if gone, err := q.Prune(t.Context()); err != nil || gone != 1 || keys(outbox.Query{}) != "pending failed" {
			t.Errorf("%d gone, %v, %s left", gone, err, keys(outbox.Query{}))
		}
	})
}

// gauges returns the queue's metrics; how long something is overdue only as whether it is.
func gauges(t *testing.T, q *outbox.Queue) []string {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(q)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, family := range families {
		name := strings.TrimPrefix(family.GetName(), "giaoban_outbox_")
		for _, metric := range family.GetMetric() {
			if name == "due_age_seconds" {
				list = append(list, fmt.Sprintf("overdue=%v", metric.GetGauge().GetValue() >= 0))
				continue
			}
			list = append(list, fmt.Sprintf("%s=%v", name, metric.GetGauge().GetValue()+metric.GetCounter().GetValue()))
		}
	}
	return list
}

func TestMessagesThatCannotBe(t *testing.T) {
	db := storetest.SQLite(t)
	for name, message := range map[string]outbox.Message{
		"without a kind":     {Key: "a"},
		"without a key":      {Kind: "mail"},
		"that is no JSON":    {Kind: "mail", Key: "a", Payload: func() {}},
		"that carries a lot": {Kind: "mail", Key: "a", Payload: strings.Repeat("x", outbox.MaxPayload)},
	} {
		if err := outbox.Add(t.Context(), db, message); err == nil {
			t.Errorf("a message %s was taken", name)
		}
	}
}

package main

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/mail/mailtest"
)

// mails counts the mails by what became of them.
func (c *child) mails() (pending, sent, tried int) {
	c.t.Helper()
	c.withStore(func(ctx context.Context, db *bun.DB) error {
		return db.NewRaw(`SELECT COALESCE(SUM(state = 'pending'), 0), COALESCE(SUM(state = 'sent'), 0), COALESCE(SUM(error <> ''), 0) FROM deliveries`).
			Scan(ctx, &pending, &sent, &tried)
	})
	return pending, sent, tried
}

// noted waits until the program has noted of so many mails that they are sent.
func (c *child) noted(want int) {
	c.t.Helper()
	c.until(strconv.Itoa(want)+" mails to be noted as sent", func() bool { _, sent, _ := c.mails(); return sent == want })
}

// hoursPass makes due what waits for its next attempt, and lets the leases of a process that is gone run out.
func (c *child) hoursPass() {
	c.t.Helper()
	c.withStore(func(ctx context.Context, db *bun.DB) error {
		_, err := db.NewRaw(`UPDATE outbox_messages SET due_at = ? WHERE state = 'pending'`, time.Now().Add(-time.Hour).UTC()).Exec(ctx)
		return err
	})
}

// The program is killed after what it decided is in the database and before the mail is out; again while it hands a mail
// over; and again in the only moment that cannot be closed: when the mail server has taken a mail and has not said so.
func TestKilledBetweenCommitAndMail(t *testing.T) {
	const third = 3
	var before, after atomic.Int32 // mails until the server is killed; 0: it is not
	address := freeAddress(t)      // nobody listens there: the mail server is down
	c := newChild(t, t.TempDir(), "GIAOBAN_MAIL_HOST=127.0.0.1", "GIAOBAN_MAIL_PORT="+strconv.Itoa(portOf(t, address)),
		"GIAOBAN_MAIL_TLS=none", "GIAOBAN_MAIL_FROM=hop@tuyenquang.example")
	c.start()
	c.until("the mail server to be missed", func() bool { _, _, tried := c.mails(); return tried > 0 })
	c.kill()
	committed, sent, _ := c.mails()
	if committed < 100 || sent != 0 {
		t.Fatalf("%d mails are in the database, %d are sent", committed, sent)
	}

	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	var twice atomic.Value // the mail of which the program could not know that it was taken
	var taken atomic.Int32
	server := mailtest.Serve(t, listener, mailtest.Options{
		Before: func(mailtest.Mail) error {
			if before.Add(-1) == 0 {
				c.noted(int(taken.Load()))
				c.kill()
				return errors.New("the client is gone")
			}
			return nil
		},
		After: func(m mailtest.Mail) {
			taken.Add(1)
			if after.Add(-1) == 0 {
				c.noted(int(taken.Load()) - 1)
				c.kill()
				twice.Store(m.Message(t).Header.Get("Message-ID"))
			}
		},
	})
	for _, moment := range []*atomic.Int32{&before, &after} {
		moment.Store(third)
		c.hoursPass()
		c.launch()
		c.gone()
	}
	c.hoursPass()
	c.start()
	c.until("all mails to be sent", func() bool { pending, _, _ := c.mails(); return pending == 0 })
	c.kill()

	_, sent, _ = c.mails() // less than were committed: news that a later mail tells better is left out
	arrived := map[string]int{}
	for _, m := range server.Mails() {
		arrived[m.Message(t).Header.Get("Message-ID")]++
	}
	if sent < 100 || len(arrived) != sent {
		t.Errorf("of %d mails %d were sent and %d arrived", committed, sent, len(arrived))
	}
	for id, times := range arrived {
		want := 1
		if id == twice.Load() {
			want = 2 // under one Message-ID, by which mail servers and readers see that it is the same
		}
		if times != want {
			t.Errorf("%s arrived %d times, want %d", id, times, want)
		}
	}
}

package identity_test

import (
	"errors"
	"testing"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
)

func TestCheckASession(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		account := f.create(t, "an")
		open := func() string {
			t.Helper()
			_, session, _, err := f.Login(t.Context(), "an", good, here)
			check(t, err)
			return session.ID
		}
		is := func(session string, want error) {
			t.Helper()
			if err := f.Check(t.Context(), session); !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
		}
		session := open()
		is(session, nil)
		is("none", identity.ErrNoSession)
		f.clock.pass(15*time.Minute - time.Second)
		is(session, nil)
		f.clock.pass(time.Second)
		is(session, identity.ErrSessionIdle) // looking did not count as activity
		f.clock.pass(12 * time.Hour)
		is(session, identity.ErrSessionExpired)
		revoked := open()
		check(t, f.Revoke(t.Context(), audit.Actor{}, account.ID, revoked))
		is(revoked, identity.ErrNoSession)
	})
}

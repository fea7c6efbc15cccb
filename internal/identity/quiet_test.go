package identity_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/identity"
)

func TestQuietRequestsDoNotKeepASessionFromLocking(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.create(t, "an")
		token, err := f.login(t, good)
		check(t, err)
		f.clock.pass(10 * time.Minute)
		_, _, err = f.Recognize(t.Context(), token, 4*time.Minute) // somebody touched the page six minutes after the login
		check(t, err)
		for range 4 { // the page reads again by itself, and says so
			f.clock.pass(2 * time.Minute)
			if _, _, err := f.Recognize(t.Context(), token, 24*time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		f.clock.pass(3 * time.Minute)
		if _, _, err := f.Recognize(t.Context(), token, 0); !errors.Is(err, identity.ErrSessionIdle) {
			t.Errorf("15 minutes after the last touch: %v", err)
		}
	})
}

func TestALieKeepsASessionOnlyUntilItsEnd(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.create(t, "an")
		token, err := f.login(t, good)
		check(t, err)
		for range 71 {
			f.clock.pass(10 * time.Minute)
			if _, _, err := f.Recognize(t.Context(), token, -time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		f.clock.pass(10 * time.Minute)
		if _, _, err := f.Recognize(t.Context(), token, -time.Hour); !errors.Is(err, identity.ErrSessionExpired) {
			t.Error(err)
		}
	})
}

func TestTheClockStepsBackUnderASession(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.create(t, "an")
		token, err := f.login(t, good)
		check(t, err)
		f.clock.pass(-20 * time.Hour)
		session, _, err := f.Authenticate(t.Context(), token)
		if err != nil {
			t.Fatalf("the session is good: %v", err)
		}
		if left := session.ExpiresAt.Sub(f.clock.now()); left != 12*time.Hour {
			t.Errorf("it is to last for %v", left)
		}
		f.clock.pass(15 * time.Minute)
		if _, _, err := f.Authenticate(t.Context(), token); !errors.Is(err, identity.ErrSessionIdle) {
			t.Errorf("it does not lock: %v", err)
		}
		f.clock.pass(12 * time.Hour)
		if _, _, err := f.Authenticate(t.Context(), token); !errors.Is(err, identity.ErrSessionExpired) {
			t.Errorf("it does not end: %v", err)
		}
	})
}

func TestWhoEndsSessionsIsTold(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		var told []string
		f.OnSessionsEnded(func(_ context.Context, accountID string) { told = append(told, accountID) })
		account := f.create(t, "an")
		token, err := f.login(t, good)
		check(t, err)
		session, _, err := f.Authenticate(t.Context(), token)
		check(t, err)
		nobody := audit.Actor{}
		want := 0
		for _, c := range []struct {
			name string
			end  func() error
		}{
			{"revoke", func() error { return f.Revoke(t.Context(), nobody, account.ID, f.another(t)) }},
			{"revoke all", func() error { return f.RevokeAll(t.Context(), nobody, account.ID, session.ID) }},
			{"password", func() error { return f.ChangePassword(t.Context(), nobody, session, good, "Khác-hẳn-2026", here) }},
			{"second factor", func() error { return f.ResetSecondFactor(t.Context(), nobody, account.ID) }},
			{"password reset", func() error { _, err := f.ResetPassword(t.Context(), nobody, account.ID); return err }},
			{"disable", func() error {
				now, err := f.AccountByID(t.Context(), account.ID)
				check(t, err)
				_, err = f.SetDisabled(t.Context(), nobody, account.ID, now.Version, true)
				return err
			}},
		} {
			check(t, c.end())
			if want++; len(told) != want || told[want-1] != account.ID {
				t.Errorf("%s: %v", c.name, told)
			}
		}
		if err := f.Revoke(t.Context(), nobody, account.ID, "SE_none"); !errors.Is(err, identity.ErrNotFound) || len(told) != want {
			t.Errorf("nothing was ended: %v %v", told, err)
		}
	})
}

func TestLapsed(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		account, other := f.create(t, "an"), f.create(t, "binh")
		first, second := f.another(t), f.another(t)
		lapsed := func(session string) bool {
			t.Helper()
			found, err := f.Lapsed(t.Context(), map[string]string{account.ID: session, other.ID: ""})
			check(t, err)
			if slices.Contains(found, other.ID) {
				t.Error("somebody else is out")
			}
			return slices.Contains(found, account.ID)
		}
		if lapsed(first) || lapsed(second) || lapsed("") {
			t.Error("good sessions have lapsed")
		}
		f.clock.pass(time.Hour)
		if lapsed(first) {
			t.Error("who listens for an hour is out")
		}
		check(t, f.Revoke(t.Context(), audit.Actor{}, account.ID, first))
		if !lapsed(first) || lapsed(second) || lapsed("") {
			t.Error("of two sessions not the one that was ended")
		}
		f.clock.pass(12 * time.Hour)
		if !lapsed(second) {
			t.Error("an expired session is good")
		}
		_, err := f.SetDisabled(t.Context(), audit.Actor{}, account.ID, account.Version, true)
		check(t, err)
		if !lapsed("") {
			t.Error("a disabled account stays")
		}
		if found, err := f.Lapsed(t.Context(), nil); err != nil || found != nil {
			t.Error(found, err)
		}
	})
}

// another logs in once more and returns the session's id.
func (f *fixture) another(t *testing.T) string {
	t.Helper()
	_, session, _, err := f.Login(t.Context(), "an", good, here)
	check(t, err)
	return session.ID
}

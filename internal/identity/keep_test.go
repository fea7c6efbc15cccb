package identity_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
)

const day = 24 * time.Hour

func (f *fixture) make(t *testing.T, username string, role identity.Role) *identity.Account {
	t.Helper()
	account, err := f.Create(t.Context(), audit.Actor{}, identity.Account{Username: username, DisplayName: "X", Role: role}, good)
	check(t, err)
	return account
}

func (f *fixture) last(t *testing.T) string {
	t.Helper()
	var record struct{ Action, ActorID, ActorName, Detail string }
	check(t, f.db.NewRaw("SELECT action, actor_id, actor_name, detail FROM audit_records ORDER BY id DESC LIMIT 1").Scan(t.Context(), &record))
	return record.Action + " by " + record.ActorID + record.ActorName + " " + record.Detail
}

func TestUnusedAccountsAreDisabled(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		used, unused, admin := f.make(t, "used", identity.Delegate), f.make(t, "unused", identity.Delegate), f.make(t, "quantri", identity.Admin)
		_, err := f.Create(t.Context(), audit.Actor{}, identity.Account{Username: "demo", DisplayName: "X", Role: identity.Guest, Demo: true}, good)
		check(t, err)
		f.clock.pass(45 * day)
		_, _, _, err = f.Login(t.Context(), "used", good, here)
		check(t, err)
		if disabled, err := f.DisableUnused(t.Context()); err != nil || disabled != 0 {
			t.Errorf("on the 45th day: %d, %v", disabled, err)
		}
		f.clock.pass(time.Second)
		if disabled, err := f.DisableUnused(t.Context()); err != nil || disabled != 1 {
			t.Errorf("after it: %d, %v", disabled, err)
		}
		if got := f.last(t); !strings.HasPrefix(got, "account.disabled by  ") || !strings.Contains(got, `"unused"`) {
			t.Error(got)
		}
		for _, want := range []struct {
			id  string
			why identity.DisabledWhy
		}{{used.ID, ""}, {unused.ID, identity.Unused}, {admin.ID, ""}} {
			if account, err := f.AccountByID(t.Context(), want.id); err != nil || account.Disabled != want.why {
				t.Errorf("%+v %v", account, err)
			}
		}
		if _, _, _, err := f.Login(t.Context(), "unused", good, here); !errors.Is(err, identity.ErrInvalidCredentials) {
			t.Error(err)
		}
		account, err := f.SetDisabled(t.Context(), audit.Actor{}, unused.ID, 2, false)
		check(t, err)
		if _, _, _, err := f.Login(t.Context(), "unused", good, here); err != nil || account.Disabled != "" {
			t.Errorf("enabled again: %v", err)
		}
		t.Run("at a login that comes before the daily look", func(t *testing.T) {
			f.clock.pass(46 * day)
			if _, _, _, err := f.Login(t.Context(), "used", good, here); !errors.Is(err, identity.ErrInvalidCredentials) {
				t.Error(err)
			}
			if _, _, _, err := f.Login(t.Context(), "quantri", good, here); err != nil {
				t.Errorf("the last administrator: %v", err)
			}
			if _, _, _, err := f.Login(t.Context(), "demo", good, here); err != nil {
				t.Errorf("a demonstration's: %v", err)
			}
		})
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		first, second := f.make(t, "mot", identity.Admin), f.make(t, "hai", identity.Admin)
		_, _, err := f.Invite(t.Context(), audit.Actor{}, identity.Account{Username: "ba", DisplayName: "X", Role: identity.Admin})
		check(t, err) // who has no password yet is no help
		results := make([]error, 2)
		var group sync.WaitGroup
		for i, account := range []*identity.Account{first, second} {
			group.Go(func() { _, results[i] = f.SetDisabled(context.Background(), audit.Actor{}, account.ID, 1, true) })
		}
		group.Wait()
		refused, left := 0, second
		for i, err := range results {
			if errors.Is(err, identity.ErrLastAdmin) {
				refused, left = refused+1, []*identity.Account{first, second}[i]
			} else if err != nil {
				t.Error(err)
			}
		}
		if refused != 1 {
			t.Fatalf("%d of two at once were refused", refused)
		}
		if _, err := f.Update(t.Context(), audit.Actor{}, left.ID, 1, identity.Account{DisplayName: "X", Role: identity.Guest}); !errors.Is(err, identity.ErrLastAdmin) {
			t.Errorf("another role: %v", err)
		}
	})
}

func TestTwoAdministratorsSavingAtOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		account := f.make(t, "an", identity.Delegate)
		results := make([]error, 6)
		var group sync.WaitGroup
		for i := range results {
			group.Go(func() {
				_, results[i] = f.Update(context.Background(), audit.Actor{}, account.ID, 1, identity.Account{DisplayName: fmt.Sprint("Tên ", i), Role: identity.Guest})
			})
		}
		group.Wait()
		saved := 0
		for _, err := range results {
			var refused *fault.Error
			switch {
			case err == nil:
				saved++
			case !errors.As(err, &refused) || refused.Code != fault.Stale || refused.Current != 2:
				t.Error(err)
			}
		}
		if got := f.last(t); saved != 1 || !strings.Contains(got, `"before":{"displayName":"X"`) || !strings.Contains(got, `"after":{"displayName":"Tên `) {
			t.Errorf("%d saved; %s", saved, got)
		}
	})
}

func TestPasswordHistory(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.create(t, "an")
		_, session, _, err := f.Login(t.Context(), "an", good, here)
		check(t, err)
		now := good
		change := func(to string) error {
			err := f.ChangePassword(t.Context(), audit.Actor{}, session, now, to, here)
			if err == nil {
				now = to
			}
			return err
		}
		var refused *identity.PasswordError
		for i := range 3 {
			check(t, change(fmt.Sprintf("Lần-thứ-%d-2026", i)))
			if err := change(good); !errors.As(err, &refused) || refused.Problem != identity.PasswordEarlier || refused.History != 3 {
				t.Errorf("after %d changes: %v", i+1, err)
			}
		}
		check(t, change("Lần-thứ-3-2026"))
		check(t, change(good))
		var kept int
		check(t, f.db.NewRaw("SELECT COUNT(*) FROM password_history").Scan(t.Context(), &kept))
		if kept != 3 {
			t.Errorf("%d earlier passwords are kept", kept)
		}
	})
}

func TestCommonPasswords(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for i, password := range []string{
			"Matkhau@2026", "Mật-khẩu-123", "P@ssw0rd2026", "GiaoBan@2026", "TuyenQuang#1", "Qwerty@12345", "Admin@123456", "Aa@111111111", "@1234567890A", "Zz-fedcba-99",
		} {
			_, err := f.Create(t.Context(), audit.Actor{}, identity.Account{Username: fmt.Sprint("nguoi", i), DisplayName: "X", Role: identity.Guest}, password)
			var refused *identity.PasswordError
			if !errors.As(err, &refused) || refused.Problem != identity.PasswordTooCommon {
				t.Errorf("%s: %v", password, err)
			}
		}
		_, err := f.Create(t.Context(), audit.Actor{}, identity.Account{Username: "binh", DisplayName: "X", Role: identity.Guest}, "Trà xanh buổi sáng 7")
		check(t, err)
	})
}

func TestLinks(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		account, link, err := f.Invite(t.Context(), audit.Actor{}, identity.Account{Username: "an", DisplayName: "X", Role: identity.Guest})
		check(t, err)
		if !account.NoPassword {
			t.Errorf("%+v", account)
		}
		for _, password := range []string{"", "x", good} {
			if _, err := f.login(t, password); !errors.Is(err, identity.ErrInvalidCredentials) {
				t.Errorf("%q: %v", password, err)
			}
		}
		var kept string
		check(t, f.db.NewRaw("SELECT token_hash FROM password_links").Scan(t.Context(), &kept))
		if kept == link.Secret || strings.Contains(f.last(t), link.Secret) {
			t.Error("the link's secret is kept")
		}
		t.Run("once, of many at once", func(t *testing.T) {
			results := make([]error, 6)
			var group sync.WaitGroup
			for i := range results {
				group.Go(func() { results[i] = f.UseLink(context.Background(), link.Secret, good, here) })
			}
			group.Wait()
			used := 0
			for _, err := range results {
				if err == nil {
					used++
				} else if !errors.Is(err, identity.ErrLink) && !errors.As(err, new(*identity.PasswordError)) {
					t.Error(err)
				}
			}
			if used != 1 {
				t.Errorf("used %d times", used)
			}
		})
		_, err = f.login(t, good)
		check(t, err)
		link, err = f.ResetPassword(t.Context(), audit.Actor{}, account.ID)
		check(t, err)
		if sessions, err := f.Sessions(t.Context(), account.ID); err != nil || len(sessions) != 0 {
			t.Errorf("%d sessions are left, %v", len(sessions), err)
		}
		account, err = f.AccountByID(t.Context(), account.ID)
		check(t, err)
		_, err = f.SetDisabled(t.Context(), audit.Actor{}, account.ID, account.Version, true)
		check(t, err)
		if err := f.UseLink(t.Context(), link.Secret, "Khác-hẳn-2026", here); !errors.Is(err, identity.ErrLink) {
			t.Errorf("of a disabled account: %v", err)
		}
		f.clock.pass(24 * time.Hour)
		check(t, f.Tidy(t.Context()))
		var left int
		check(t, f.db.NewRaw("SELECT COUNT(*) FROM password_links").Scan(t.Context(), &left))
		if left != 0 {
			t.Errorf("%d links are left", left)
		}
	})
}

func TestTheLoginLogInPages(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.create(t, "an")
		for i := range 7 {
			_, _, _, err := f.Login(t.Context(), fmt.Sprint("la", i%2), "x", identity.Client{Source: fmt.Sprint("10.0.0.", i)})
			if err == nil {
				t.Fatal("let in")
			}
			f.clock.pass(time.Minute)
		}
		count := func(q identity.LoginQuery) (total int) {
			t.Helper()
			q.Limit = 2
			for {
				logins, next, err := f.Logins(t.Context(), q)
				check(t, err)
				total += len(logins)
				if next == "" {
					return total
				}
				q.Cursor = next
			}
		}
		start := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		for name, c := range map[string]struct {
			query identity.LoginQuery
			want  int
		}{
			"all": {identity.LoginQuery{}, 7}, "of a name": {identity.LoginQuery{Username: "LA1"}, 3}, "of a source": {identity.LoginQuery{Source: "10.0.0.4"}, 1},
			"of an outcome": {identity.LoginQuery{Outcome: identity.OutcomeOK}, 0}, "of nobody": {identity.LoginQuery{AccountID: "AC_x"}, 0},
			"of some minutes": {identity.LoginQuery{From: start.Add(time.Minute), To: start.Add(3 * time.Minute)}, 2},
		} {
			if got := count(c.query); got != c.want {
				t.Errorf("%s: %d, want %d", name, got, c.want)
			}
		}
	})
}

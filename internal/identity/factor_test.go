package identity_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
)

func (f *fixture) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, f.clock.now())
	check(t, err)
	return code
}

// enrol puts a second factor into force for the account "an", which must not have one.
func (f *fixture) enrol(t *testing.T) (secret string, recovery []string) {
	t.Helper()
	_, session, account, err := f.Login(t.Context(), "an", good, here)
	check(t, err)
	made, err := f.BeginEnrolment(t.Context(), account.ID)
	check(t, err)
	recovery, err = f.ConfirmEnrolment(t.Context(), audit.Actor{}, session, f.code(t, made.Secret))
	check(t, err)
	return made.Secret, recovery
}

// half logs in with the password alone.
func (f *fixture) half(t *testing.T) *identity.Session {
	t.Helper()
	_, session, _, err := f.Login(t.Context(), "an", good, here)
	check(t, err)
	if session.Requires != identity.StepCode {
		t.Fatalf("requires %q", session.Requires)
	}
	return session
}

func (f *fixture) confirm(t *testing.T, session *identity.Session, code string) error {
	t.Helper()
	_, _, _, err := f.ConfirmLogin(t.Context(), session, code, here)
	return err
}

func TestSecondFactor(t *testing.T) { each(t, testSecondFactor) }

func testSecondFactor(t *testing.T, f *fixture) {
	account := f.create(t, "an")
	secret, recovery := f.enrol(t)

	t.Run("the secret is sealed in the database", func(t *testing.T) {
		var kept string
		check(t, f.db.NewRaw("SELECT totp_secret FROM accounts").Scan(t.Context(), &kept))
		if !strings.HasPrefix(kept, "v1.") || strings.Contains(kept, secret) {
			t.Error(kept)
		}
	})
	t.Run("recovery codes are hashed", func(t *testing.T) {
		var hashes []string
		check(t, f.db.NewRaw("SELECT code_hash FROM recovery_codes").Scan(t.Context(), &hashes))
		if all := strings.Join(hashes, " "); len(hashes) != 10 || strings.Contains(all, strings.ReplaceAll(recovery[0], "-", "")) {
			t.Error(all)
		}
	})
	t.Run("half a login does not last", func(t *testing.T) {
		token, session, _, err := f.Login(t.Context(), "an", good, here)
		check(t, err)
		if left := session.ExpiresAt.Sub(f.clock.now()); left != 10*time.Minute {
			t.Errorf("good for %v", left)
		}
		found, _, err := f.Authenticate(t.Context(), token)
		if err != nil || found.Requires != identity.StepCode {
			t.Errorf("%+v %v", found, err)
		}
	})
	t.Run("codes of the step before, now and after", func(t *testing.T) {
		for _, offset := range []time.Duration{-30 * time.Second, 0, 30 * time.Second} {
			f.clock.pass(5 * time.Minute)
			code, err := totp.GenerateCode(secret, f.clock.now().Add(offset))
			check(t, err)
			check(t, f.confirm(t, f.half(t), code[:3]+" "+code[3:]))
		}
	})
	t.Run("codes of longer ago, and none", func(t *testing.T) {
		f.clock.pass(5 * time.Minute)
		old, err := totp.GenerateCode(secret, f.clock.now().Add(-time.Minute))
		check(t, err)
		session := f.half(t)
		for _, code := range []string{old, "", "12345", "1234567", "ABCDEFGHIJKLMNOP", strings.Repeat("9", 1000), "\x00"} {
			if err := f.confirm(t, session, code); !errors.Is(err, identity.ErrInvalidCode) {
				t.Errorf("%.20q: %v", code, err)
			}
			check(t, f.Unlock(t.Context(), audit.Actor{}, account.ID))
		}
	})
	t.Run("one code, many at once", func(t *testing.T) {
		f.clock.pass(5 * time.Minute)
		code := f.code(t, secret)
		sessions := []*identity.Session{f.half(t), f.half(t), f.half(t), f.half(t)}
		var group sync.WaitGroup
		var in atomic.Int64
		for _, session := range sessions {
			group.Go(func() {
				if _, _, _, err := f.ConfirmLogin(context.Background(), session, code, here); err == nil {
					in.Add(1)
				}
			})
		}
		group.Wait()
		if in.Load() != 1 {
			t.Errorf("%d came in by one code", in.Load())
		}
	})
	t.Run("a whole session needs no code", func(t *testing.T) {
		f.clock.pass(5 * time.Minute)
		_, whole, _, err := f.ConfirmLogin(t.Context(), f.half(t), recovery[0], here)
		check(t, err)
		if err := f.confirm(t, whole, recovery[1]); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		renewed, err := f.RenewRecoveryCodes(t.Context(), audit.Actor{}, whole, good, here)
		check(t, err)
		if err := f.confirm(t, f.half(t), recovery[1]); !errors.Is(err, identity.ErrInvalidCode) {
			t.Errorf("a code of before the renewal: %v", err)
		}
		check(t, f.confirm(t, f.half(t), renewed[1]))
		if _, err := f.BeginEnrolment(t.Context(), account.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second secret: %v", err)
		}
	})
}

func TestTheEnrolmentsPicture(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		account := f.create(t, "an")
		first, err := f.BeginEnrolment(t.Context(), account.ID)
		check(t, err)
		made, err := f.BeginEnrolment(t.Context(), account.ID)
		check(t, err)
		address, err := url.Parse(made.URI)
		check(t, err)
		if address.Scheme != "otpauth" || address.Path != "/GiaoBan:an" || address.Query().Get("secret") != made.Secret || len(made.Secret) != 32 {
			t.Error(made.URI)
		}
		encoded, found := strings.CutPrefix(made.QR, "data:image/svg+xml;base64,")
		svg, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil || !found || !strings.HasPrefix(string(svg), "<svg ") || strings.Contains(string(svg), "script") {
			t.Errorf("%s %v", svg, err)
		}
		_, session, _, err := f.Login(t.Context(), "an", good, here)
		check(t, err)
		if _, err := f.ConfirmEnrolment(t.Context(), audit.Actor{}, session, f.code(t, first.Secret)); !errors.Is(err, identity.ErrInvalidCode) {
			t.Errorf("a code of the secret before: %v", err)
		}
	})
}

func TestWrongCodesCountWithWrongPasswords(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.create(t, "an")
		secret, _ := f.enrol(t)
		wrongPassword := func() error { _, err := f.login(t, "wrong"); return err }
		session := f.half(t)
		for i, attempt := range []func() error{
			wrongPassword, func() error { return f.confirm(t, session, "000000") }, wrongPassword,
			func() error { return f.confirm(t, session, "000000") },
		} {
			if err := attempt(); !errors.Is(err, identity.ErrInvalidCredentials) && !errors.Is(err, identity.ErrInvalidCode) {
				t.Fatalf("attempt %d: %v", i+1, err)
			}
		}
		f.half(t) // the password again gives back no try
		var locked *identity.LockedError
		if err := f.confirm(t, session, "000000"); !errors.As(err, &locked) {
			t.Fatalf("the fifth: %v", err)
		}
		f.clock.pass(10 * time.Minute)
		check(t, f.confirm(t, f.half(t), f.code(t, secret)))
	})
}

func TestGuessesAtTheCodeAmongRightPasswordsAreNoMoreThanFive(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		account := f.create(t, "an")
		f.enrol(t)
		session := f.half(t)
		var group sync.WaitGroup
		for i := range 24 {
			group.Go(func() {
				if i%2 == 0 {
					_, _, _, _ = f.Login(context.Background(), "an", good, here) // may find it locked
				} else if _, _, _, err := f.ConfirmLogin(context.Background(), session, "000000", here); err == nil {
					t.Error("let in")
				}
			})
		}
		group.Wait()
		logins, _, err := f.Logins(t.Context(), identity.LoginQuery{AccountID: account.ID, Outcome: identity.OutcomeWrongCode, Limit: 100})
		check(t, err)
		if len(logins) > 5 {
			t.Errorf("%d codes were looked at", len(logins))
		}
	})
}

func TestStepsOfALogin(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		make := func(username string, role identity.Role, demo, change bool) identity.Step {
			t.Helper()
			_, err := f.Create(t.Context(), audit.Actor{}, identity.Account{Username: username, DisplayName: "X", Role: role, Demo: demo, MustChange: change}, good)
			check(t, err)
			_, session, _, err := f.Login(t.Context(), username, good, here)
			check(t, err)
			return session.Requires
		}
		for username, c := range map[string]struct {
			role         identity.Role
			demo, change bool
			want         identity.Step
		}{
			"delegate": {identity.Delegate, false, false, identity.StepNone}, "given": {identity.Delegate, false, true, identity.StepChange},
			"admin": {identity.Admin, false, false, identity.StepEnrol}, "unit-admin": {identity.UnitAdmin, false, false, identity.StepEnrol},
			"new-admin": {identity.Admin, false, true, identity.StepChange}, "demo-admin": {identity.Admin, true, false, identity.StepEnrol},
		} {
			if got := make(username, c.role, c.demo, c.change); got != c.want {
				t.Errorf("%s requires %q, want %q", username, got, c.want)
			}
		}
	})
	t.Run("a demonstration on loopback", func(t *testing.T) {
		each(t, func(t *testing.T, f *fixture) {
			_, err := f.Create(t.Context(), audit.Actor{}, identity.Account{Username: "an", DisplayName: "X", Role: identity.Admin, Demo: true}, good)
			check(t, err)
			_, session, _, err := f.Login(t.Context(), "an", good, here)
			if err != nil || session.Requires != identity.StepNone {
				t.Errorf("%+v %v", session, err)
			}
		}, func(config *identity.Config) { config.DemoByPassword = true })
	})
}

func TestARoleAssignedToThePersonCounts(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		for _, query := range []string{
			`INSERT INTO catalogues (version, title, valid_from) VALUES ('c', 'C', '2025-07-01')`,
			`INSERT INTO units (catalogue, code, level, name_vi, name_en, path, search, position) VALUES ('c', '1', 'commune', 'X', 'X', '/c/1/', 'x', 1)`,
			`INSERT INTO people (id, unit_catalogue, unit_code, name, sort_key, title, mail, phone, head, active, demo, search, created_at, updated_at)
			 VALUES ('PE_1', 'c', '1', 'X', 'x', '', '', '', FALSE, TRUE, FALSE, 'x', '2026-01-01', '2026-01-01')`,
			`INSERT INTO role_assignments (person_id, role, unit_catalogue, unit_code) VALUES ('PE_1', 'unit_admin', 'c', '1')`,
		} {
			_, err := f.db.NewRaw(query).Exec(t.Context())
			check(t, err)
		}
		account := identity.Account{Username: "an", DisplayName: "X", Role: identity.Delegate, PersonID: "PE_1", UnitCatalogue: "c", UnitCode: "1"}
		made, err := f.Create(t.Context(), audit.Actor{}, account, good)
		check(t, err)
		_, session, found, err := f.Login(t.Context(), "an", good, here)
		if err != nil || session.Requires != identity.StepEnrol || !found.Administers {
			t.Errorf("%+v %+v %v", session, found, err)
		}
		account.Username = "binh"
		if _, err := f.Create(t.Context(), audit.Actor{}, account, good); err == nil || !strings.Contains(err.Error(), "account.person_taken") {
			t.Errorf("a second account of a person: %v", err)
		}
		for path, want := range map[string]int{"/c/1/": 1, "/c/": 1, "/c/2/": 0} {
			accounts, _, err := f.Accounts(t.Context(), identity.AccountQuery{Under: []string{path}, Limit: 10})
			if err != nil || len(accounts) != want {
				t.Errorf("%s: %d accounts, %v", path, len(accounts), err)
			}
		}
		if accounts, _, err := f.Accounts(t.Context(), identity.AccountQuery{Under: []string{}, Limit: 10}); err != nil || len(accounts) != 0 {
			t.Errorf("under nothing: %d accounts, %v", len(accounts), err)
		}
		if made.PersonID != "PE_1" {
			t.Errorf("%+v", made)
		}
	})
}

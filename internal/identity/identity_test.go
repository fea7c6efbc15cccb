package identity_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/leaktest"
	"giaoban/internal/seal"
	"giaoban/internal/store/storetest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// cheap keeps the tests fast; what is tested does not depend on the cost.
var cheap = identity.Argon2{MemoryKiB: 64, Passes: 1, Threads: 1}

const good = "Giữ-Kín-2026"

// clock is a time that tests move by hand.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC).Add(time.Duration(c.offset.Load()))
}
func (c *clock) pass(d time.Duration) { c.offset.Add(int64(d)) }

type fixture struct {
	*identity.Service
	clock *clock
	db    *bun.DB
	audit *audit.Log
}

// each runs a test on every kind of database.
func each(t *testing.T, test func(t *testing.T, f *fixture), changes ...func(*identity.Config)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *bun.DB) { test(t, newFixture(t, db, changes...)) })
}

func newFixture(t *testing.T, db *bun.DB, changes ...func(*identity.Config)) *fixture {
	t.Helper()
	c := &clock{}
	log := audit.New(db, c.now)
	box, err := seal.New(bytes.Repeat([]byte{7}, 32))
	check(t, err)
	config := identity.Config{
		SessionLifetime: 12 * time.Hour, IdleTimeout: 15 * time.Minute, LockAfter: 5, LockDuration: 10 * time.Minute,
		PasswordMinLength: 10, PasswordHistory: 3, LinkLifetime: 24 * time.Hour, DisableAfter: 45 * 24 * time.Hour,
		SecondFactor: []identity.Role{identity.Admin, identity.UnitAdmin}, Issuer: "GiaoBan", Seal: box, Argon2: cheap, Now: c.now,
	}
	for _, change := range changes {
		change(&config)
	}
	service, err := identity.New(db, log, config)
	check(t, err)
	return &fixture{Service: service, clock: c, db: db, audit: log}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) create(t *testing.T, username string) *identity.Account {
	t.Helper()
	account, err := f.Create(t.Context(), audit.Actor{}, identity.Account{Username: username, DisplayName: "An", Role: identity.Chair}, good)
	if err != nil {
		t.Fatal(err)
	}
	return account
}

var here = identity.Client{Source: "10.0.0.7", UserAgent: "test"}

func (f *fixture) login(t *testing.T, password string) (string, error) {
	t.Helper()
	token, _, _, err := f.Login(t.Context(), "an", password, here)
	return token, err
}

func TestLogin(t *testing.T) { each(t, testLogin) }

func testLogin(t *testing.T, f *fixture) {
	made := f.create(t, "An")
	token, session, account, err := f.Login(t.Context(), " AN ", good, here)
	if err != nil {
		t.Fatal(err)
	}
	if account.ID != made.ID || session.AccountID != made.ID || session.Source != here.Source {
		t.Errorf("%+v %+v", account, session)
	}
	_, found, err := f.Authenticate(t.Context(), token)
	if err != nil || found.ID != made.ID || found.LastLoginAt.IsZero() {
		t.Errorf("%+v %v", found, err)
	}
	t.Run("the token is not in the database", func(t *testing.T) {
		var hashes []string
		if err := f.db.NewRaw("SELECT token_hash FROM sessions").Scan(t.Context(), &hashes); err != nil {
			t.Fatal(err)
		}
		if len(hashes) != 1 || hashes[0] == token || strings.Contains(hashes[0], token) {
			t.Error(hashes)
		}
	})
	t.Run("the password is kept as argon2id", func(t *testing.T) {
		var hash string
		if err := f.db.NewRaw("SELECT password_hash FROM accounts").Scan(t.Context(), &hash); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=1$") {
			t.Error(hash)
		}
	})
	t.Run("letters composed by another keyboard are the same", func(t *testing.T) {
		decomposed := norm.NFD.String(good)
		if decomposed == good {
			t.Fatal("the test's text is not decomposed")
		}
		if _, err := f.login(t, decomposed); err != nil {
			t.Error(err)
		}
	})
	for name, c := range map[string]struct{ username, password string }{
		"wrong password":   {"an", good + "x"},
		"unknown username": {"binh", good},
		"empty":            {"", ""},
		"enormous":         {strings.Repeat("a", 1<<16), strings.Repeat("b", 1<<16)},
		"not UTF-8":        {"\xff\xfe", "\xff"},
		"NUL":              {"an\x00x", "a\x00"},
		"SQL":              {"an' OR '1'='1", "' OR ''='"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, _, err := f.Login(t.Context(), c.username, c.password, here); !errors.Is(err, identity.ErrInvalidCredentials) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestLockout(t *testing.T) { each(t, testLockout) }

func testLockout(t *testing.T, f *fixture) {
	account := f.create(t, "an")
	for attempt := range 4 {
		if _, err := f.login(t, "wrong"); !errors.Is(err, identity.ErrInvalidCredentials) {
			t.Fatalf("attempt %d: %v", attempt+1, err)
		}
	}
	var locked *identity.LockedError
	if _, err := f.login(t, "wrong"); !errors.As(err, &locked) || locked.RetryAfter != 10*time.Minute {
		t.Fatalf("the fifth: %v", err)
	}
	f.clock.pass(10*time.Minute - time.Second)
	if _, err := f.login(t, good); !errors.As(err, &locked) || locked.RetryAfter != time.Second {
		t.Fatalf("the right password while locked: %v", err)
	}
	f.clock.pass(time.Second)
	if _, err := f.login(t, good); err != nil {
		t.Fatalf("after the lock: %v", err)
	}
	logins, _, err := f.Logins(t.Context(), identity.LoginQuery{AccountID: account.ID, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []string
	for _, login := range logins {
		outcomes = append(outcomes, string(login.Outcome))
	}
	if got := strings.Join(outcomes, " "); got != "ok locked wrong wrong wrong wrong wrong" {
		t.Errorf("login log: %s", got)
	}
}

func TestAnUnknownNameLocksLikeAKnownOne(t *testing.T) { each(t, testAnUnknownNameLocksLikeAKnownOne) }

func testAnUnknownNameLocksLikeAKnownOne(t *testing.T, f *fixture) {
	f.create(t, "an")
	outcomes := func(username string) (list []string) {
		attempt := func() {
			var locked *identity.LockedError
			_, _, _, err := f.Login(t.Context(), username, "wrong", here)
			switch {
			case errors.As(err, &locked):
				list = append(list, "locked for "+locked.RetryAfter.String())
			case errors.Is(err, identity.ErrInvalidCredentials):
				list = append(list, "invalid")
			default:
				t.Fatal(err)
			}
		}
		for range 7 {
			attempt()
		}
		f.clock.pass(10 * time.Minute)
		for range 5 {
			attempt()
		}
		f.clock.pass(10 * time.Minute)
		return list
	}
	known, unknown := outcomes("an"), outcomes("nobody")
	if !slices.Equal(known, unknown) {
		t.Errorf("a stranger can tell which names exist:\nknown   %q\nunknown %q", known, unknown)
	}
}

func TestARightPasswordForgetsWrongOnes(t *testing.T) { each(t, testARightPasswordForgetsWrongOnes) }

func testARightPasswordForgetsWrongOnes(t *testing.T, f *fixture) {
	f.create(t, "an")
	for range 3 {
		for range 4 {
			if _, err := f.login(t, "wrong"); !errors.Is(err, identity.ErrInvalidCredentials) {
				t.Fatal(err)
			}
		}
		if _, err := f.login(t, good); err != nil {
			t.Fatal(err)
		}
	}
}

func TestManyGuessesAtOnceAreNoMoreThanFive(t *testing.T) {
	each(t, testManyGuessesAtOnceAreNoMoreThanFive)
}

func testManyGuessesAtOnceAreNoMoreThanFive(t *testing.T, f *fixture) {
	account := f.create(t, "an")
	var group sync.WaitGroup
	for range 40 {
		group.Go(func() {
			if _, _, _, err := f.Login(context.Background(), "an", "wrong", here); err == nil {
				t.Error("let in")
			}
		})
	}
	group.Wait()
	logins, _, err := f.Logins(t.Context(), identity.LoginQuery{AccountID: account.ID, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, login := range logins {
		if login.Outcome == identity.OutcomeWrong {
			tried++
		}
	}
	if tried != 5 || len(logins) != 40 {
		t.Errorf("%d passwords were looked at in %d attempts", tried, len(logins))
	}
}

func TestSessions(t *testing.T) { each(t, testSessions) }

func testSessions(t *testing.T, f *fixture) {
	account := f.create(t, "an")
	login := func() string {
		t.Helper()
		token, err := f.login(t, good)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	t.Run("no such token", func(t *testing.T) {
		for _, token := range []string{"", "guess", strings.Repeat("x", 1<<16)} {
			if _, _, err := f.Authenticate(t.Context(), token); !errors.Is(err, identity.ErrNoSession) {
				t.Error(err)
			}
		}
	})
	t.Run("idle", func(t *testing.T) {
		token := login()
		for range 4 { // each request counts as activity
			f.clock.pass(14 * time.Minute)
			if _, _, err := f.Authenticate(t.Context(), token); err != nil {
				t.Fatal(err)
			}
		}
		f.clock.pass(15 * time.Minute)
		session, who, err := f.Authenticate(t.Context(), token)
		if !errors.Is(err, identity.ErrSessionIdle) || who.ID != account.ID {
			t.Fatal(who, err)
		}
		if err := f.Touch(t.Context(), session); err != nil {
			t.Fatal(err)
		}
		if _, _, err := f.Authenticate(t.Context(), token); err != nil {
			t.Error(err)
		}
	})
	t.Run("expired", func(t *testing.T) {
		token := login()
		for range 71 {
			f.clock.pass(10 * time.Minute)
			if _, _, err := f.Authenticate(t.Context(), token); err != nil {
				t.Fatal(err)
			}
		}
		f.clock.pass(10 * time.Minute)
		if _, _, err := f.Authenticate(t.Context(), token); !errors.Is(err, identity.ErrSessionExpired) {
			t.Error(err)
		}
	})
	t.Run("revoked", func(t *testing.T) {
		token, other := login(), login()
		session, _, err := f.Authenticate(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Revoke(t.Context(), audit.Actor{}, "AC_someone", session.ID); !errors.Is(err, identity.ErrNotFound) {
			t.Errorf("someone else's session: %v", err)
		}
		if err := f.Revoke(t.Context(), audit.Actor{}, account.ID, session.ID); err != nil {
			t.Fatal(err)
		}
		if err := f.Revoke(t.Context(), audit.Actor{}, account.ID, session.ID); !errors.Is(err, identity.ErrNotFound) {
			t.Errorf("twice: %v", err)
		}
		if _, _, err := f.Authenticate(t.Context(), token); !errors.Is(err, identity.ErrNoSession) {
			t.Error(err)
		}
		if _, _, err := f.Authenticate(t.Context(), other); err != nil {
			t.Errorf("another session ended too: %v", err)
		}
		sessions, err := f.Sessions(t.Context(), account.ID)
		if err != nil || len(sessions) != 1 {
			t.Error(len(sessions), err)
		}
	})
}

func TestChangePassword(t *testing.T) { each(t, testChangePassword) }

func testChangePassword(t *testing.T, f *fixture) {
	f.create(t, "an")
	token, err := f.login(t, good)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := f.login(t, good)
	if err != nil {
		t.Fatal(err)
	}
	session, _, err := f.Authenticate(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	change := func(current, replacement string) error {
		return f.ChangePassword(t.Context(), audit.Actor{}, session, current, replacement, here)
	}
	if err := change("wrong", "Khác-hẳn-2026"); !errors.Is(err, identity.ErrInvalidCredentials) {
		t.Errorf("wrong current password: %v", err)
	}
	for name, c := range map[string]struct {
		password string
		want     identity.PasswordProblem
	}{
		"short":             {"Ngắn-1", identity.PasswordTooShort},
		"plain":             {"onlysmallletters", identity.PasswordTooPlain},
		"with the username": {"Xin-chao-An-2026", identity.PasswordHasName},
		"the same":          {good, identity.PasswordSame},
		"long":              {strings.Repeat("Aa1", 100), identity.PasswordTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			var refused *identity.PasswordError
			if err := change(good, c.password); !errors.As(err, &refused) || refused.Problem != c.want {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := change(good, "Khác-hẳn-2026"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Authenticate(t.Context(), token); err != nil {
		t.Errorf("the own session: %v", err)
	}
	if _, _, err := f.Authenticate(t.Context(), elsewhere); !errors.Is(err, identity.ErrNoSession) {
		t.Errorf("another session: %v", err)
	}
	if _, err := f.login(t, good); !errors.Is(err, identity.ErrInvalidCredentials) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := f.login(t, "Khác-hẳn-2026"); err != nil {
		t.Errorf("the new password: %v", err)
	}
	records, err := f.audit.List(t.Context(), "", 1)
	if err != nil || records[0].Action != "account.password_changed" {
		t.Error(records, err)
	}
}

func TestCreate(t *testing.T) { each(t, testCreate) }

func testCreate(t *testing.T, f *fixture) {
	f.create(t, "an")
	valid := identity.Account{Username: "binh", DisplayName: "Bình", Role: identity.Delegate}
	for name, c := range map[string]struct {
		change func(*identity.Account)
		want   string
	}{
		"the same name in capitals": {func(a *identity.Account) { a.Username = "AN" }, "account.exists"},
		"letters with marks":        {func(a *identity.Account) { a.Username = "bình" }, "username account.username"},
		"one letter":                {func(a *identity.Account) { a.Username = "b" }, "username account.username"},
		"a long username":           {func(a *identity.Account) { a.Username = strings.Repeat("b", 65) }, "username account.username"},
		"no display name":           {func(a *identity.Account) { a.DisplayName = " " }, "displayName required"},
		"a long display name":       {func(a *identity.Account) { a.DisplayName = strings.Repeat("x", 10_000) }, "displayName too_long"},
		"a hidden character":        {func(a *identity.Account) { a.DisplayName = "Bình\u200b" }, "displayName characters"},
		"written backwards":         {func(a *identity.Account) { a.DisplayName = "\u202eBình" }, "displayName characters"},
		"no role":                   {func(a *identity.Account) { a.Role = "" }, "role account.role"},
		"a unit without catalogue":  {func(a *identity.Account) { a.UnitCode = "08" }, "unit account.unit"},
		"a unit that is not there":  {func(a *identity.Account) { a.UnitCatalogue, a.UnitCode = "x", "08" }, "unit account.unit"},
		"a person who is not there": {func(a *identity.Account) { a.PersonID = "PE_x" }, "personId account.person"},
	} {
		t.Run(name, func(t *testing.T) {
			account := valid
			c.change(&account)
			var refused *fault.Error
			if _, err := f.Create(t.Context(), audit.Actor{}, account, good); !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := f.Account(t.Context(), "binh"); !errors.Is(err, identity.ErrNotFound) {
		t.Errorf("a refused account is there: %v", err)
	}
}

func TestDemoAccountsWorkInADemoOnly(t *testing.T) { each(t, testDemoAccountsWorkInADemoOnly) }

func testDemoAccountsWorkInADemoOnly(t *testing.T, f *fixture) {
	f.create(t, "that")
	if _, err := f.Create(t.Context(), audit.Actor{}, identity.Account{Username: "an", DisplayName: "An", Role: identity.Guest, Demo: true}, good); err != nil {
		t.Fatal(err)
	}
	token, err := f.login(t, good)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetDemoEnabled(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Authenticate(t.Context(), token); !errors.Is(err, identity.ErrNoSession) {
		t.Errorf("its session: %v", err)
	}
	if _, err := f.login(t, good); !errors.Is(err, identity.ErrInvalidCredentials) {
		t.Errorf("its login: %v", err)
	}
	if _, _, _, err := f.Login(t.Context(), "that", good, here); err != nil {
		t.Errorf("a real account: %v", err)
	}
	if err := f.SetDemoEnabled(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if _, err := f.login(t, good); err != nil {
		t.Errorf("in a demo again: %v", err)
	}
}

func TestWhoseSecondScreen(t *testing.T) {
	if owner, is := identity.OwnerOf(identity.SecondScreen("AC_1")); !is || owner != "AC_1" {
		t.Error(owner, is)
	}
	for _, other := range []string{"AC_1", "AC_1/3", "recorder/2", "/2", ""} {
		if owner, is := identity.OwnerOf(other); is {
			t.Errorf("%q is the second screen of %q", other, owner)
		}
	}
}

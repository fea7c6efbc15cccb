package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAccountCommand(t *testing.T) {
	data := t.TempDir()
	account := func(input string, arguments ...string) string {
		t.Helper()
		out, err := execute(t, input, append(append([]string{"account"}, arguments...), "--data", data)...)
		if err != nil {
			t.Fatalf("%v: %v", arguments, err)
		}
		return out
	}
	account("Kín-đáo-2026\n", "add", "an", "--name", "An", "--role", "admin")
	out := account("", "add", "binh", "--name", "Bình", "--link")
	if !strings.HasPrefix(out, "http://127.0.0.1:7880/reset#") || !strings.Contains(out, "good once, until 20") {
		t.Error(out)
	}
	again := account("", "reset", "BINH")
	if first, _, _ := strings.Cut(out, "\n"); !strings.HasPrefix(again, "http://127.0.0.1:7880/reset#") || strings.HasPrefix(again, first) {
		t.Error(again)
	}
	account("", "reset", "an", "--second-factor")
	account("", "disable", "binh")
	list := account("", "list")
	for _, want := range []string{"USERNAME", "an        admin     -", "disabled (administrator)", "never"} {
		if !strings.Contains(list, want) {
			t.Errorf("no %q in\n%s", want, list)
		}
	}
	account("", "enable", "binh")
	if list := account("", "list"); !strings.Contains(list, "no password yet") {
		t.Error(list)
	}
	for name, c := range map[string]struct {
		input     string
		arguments []string
		want      string
	}{
		"the last administrator": {"", []string{"disable", "an"}, "account.last_admin"},
		"nobody":                 {"", []string{"reset", "nobody"}, "not found"},
		"a common password":      {"Matkhau@2026\n", []string{"add", "chi", "--name", "Chi"}, "too_common"},
		"no password":            {"", []string{"add", "chi", "--name", "Chi"}, "too_short"},
		"a role that is none":    {"Kín-đáo-2026\n", []string{"add", "chi", "--name", "Chi", "--role", "king"}, "account.role"},
		"a taken name":           {"Kín-đáo-2026\n", []string{"add", "an", "--name", "Chi"}, "account.exists"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := execute(t, c.input, append(append([]string{"account"}, c.arguments...), "--data", data)...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSecondFactorRolesAreChecked(t *testing.T) {
	t.Setenv("PATH", "")
	_, err := execute(t, "", "account", "list", "--data", t.TempDir(), "--config", configFile(t, "auth:\n  second_factor_roles: [king]\n"))
	if err == nil || !strings.Contains(err.Error(), "auth.second_factor_roles") {
		t.Errorf("got %v", err)
	}
}

func configFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "giaoban.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

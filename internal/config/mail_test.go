package config

import (
	"os"
	"strings"
	"testing"
)

func TestMail(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string // in the error; "" = none
	}{
		"no server":            {"mail: {host: \"\"}", ""},
		"a relay":              {"mail: {host: mail.example.vn, port: 25, tls: none, from: hop@example.vn}", ""},
		"with a name":          {"mail: {host: mail.example.vn, from: \"Văn phòng <hop@example.vn>\"}", ""},
		"nobody writes":        {"mail: {host: mail.example.vn}", "mail.from"},
		"a user alone":         {"mail: {host: mail.example.vn, from: hop@example.vn, user: x}", "mail.user"},
		"an unknown kind":      {"mail: {tls: ssl}", "mail.tls"},
		"no port":              {"mail: {port: 0}", "mail.port"},
		"no time at all":       {"mail: {timeout: 0s}", "mail.timeout"},
		"a password in clear?": {"mail: {password: x}", "password"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := Load(write(t, c.text), nil)
			if err == nil {
				err = cfg.Validate()
			}
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestMailPassword(t *testing.T) {
	path := write(t, "bí mật\n")
	cfg := &Config{Mail: Mail{PasswordFile: path}}
	if got, err := cfg.MailPassword(); err != nil || got != "bí mật" {
		t.Errorf("%q (%v)", got, err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := cfg.MailPassword(); err == nil || strings.Contains(err.Error(), "bí mật") {
		t.Errorf("got %v", err)
	}
}

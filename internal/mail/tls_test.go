package mail_test

import (
	"strings"
	"testing"
	"time"

	"giaoban/internal/mail"
	"giaoban/internal/mail/mailtest"
)

// A mail server of a closed network has a certificate by an authority of its own: it is spoken to under TLS and known by
// that authority, or nothing is sent and the reason is told.
func TestTLS(t *testing.T) {
	const host = "127.0.0.1"
	own, other := mailtest.NewAuthority(t), mailtest.NewAuthority(t)
	later, past := time.Now().Add(time.Hour), time.Now().Add(-time.Minute)
	for name, c := range map[string]struct {
		authority *mailtest.Authority // that signed the server's certificate
		host      string              // that the certificate is for
		until     time.Time
		refused   string // part of the reason; "" = the mail is taken
	}{
		"known authority":       {own, host, later, ""},
		"unknown authority":     {other, host, later, "unknown authority"},
		"another's certificate": {own, "mail.example.vn", later, "IP SANs"},
		"expired certificate":   {own, host, past, "expired"},
	} {
		for security, implicit := range map[mail.Security]bool{mail.TLSStart: false, mail.TLSAuto: false, mail.TLSImplicit: true} {
			t.Run(name+", "+string(security), func(t *testing.T) {
				server := mailtest.New(t, mailtest.Options{
					TLS: c.authority.Server(t, c.host, c.until), Implicit: implicit, Accounts: map[string]string{"giaoban": "bí mật"},
				})
				s := sender(t, server, func(config *mail.Config) {
					config.Security, config.Roots, config.Username, config.Password = security, own.Pool(), "giaoban", "bí mật"
				})
				err := s.Send(t.Context(), message("a@example.vn"))
				if c.refused == "" {
					if err != nil || len(server.Mails()) != 1 || server.Logins() != 1 || server.Secured() == 0 {
						t.Errorf("%v; %d mails, %d logins, %d sessions under TLS", err, len(server.Mails()), server.Logins(), server.Secured())
					}
					return
				}
				// It is tried again: whoever keeps the server can mend its certificate.
				if err == nil || mail.Permanent(err) || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("got %v, want a reason with %q that may pass", err, c.refused)
				}
				if len(server.Mails()) != 0 || server.Logins() != 0 {
					t.Error("the password or the mail went to a server that is not known")
				}
				if strings.Contains(err.Error(), "bí mật") {
					t.Error("the password is in the reason")
				}
			})
		}
	}
}

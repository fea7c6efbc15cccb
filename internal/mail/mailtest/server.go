// Package mailtest runs a real SMTP server for tests: it keeps what it is sent, and can be down or refuse recipients.
package mailtest

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/mail"
	"slices"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Server is an SMTP server on a free port of 127.0.0.1.
type Server struct {
	Host string
	Port int

	mu       sync.Mutex
	mails    []Mail            // guarded by mu
	refuse   map[string]int    // guarded by mu; SMTP code by recipient
	accounts map[string]string // guarded by mu; nil = no authentication
	logins   int               // guarded by mu
	sessions int               // guarded by mu
	options  Options
	secured  int // guarded by mu; sessions under TLS
}

// Mail is what a client handed over.
type Mail struct {
	From string
	To   []string
	Data []byte
}

// Message parses the mail's header.
func (m Mail) Message(t testing.TB) *mail.Message {
	t.Helper()
	message, err := mail.ReadMessage(bytes.NewReader(m.Data))
	if err != nil {
		t.Fatalf("not a mail: %v", err)
	}
	return message
}

// Options of a server.
type Options struct {
	TLS      *tls.Config // offers STARTTLS, or speaks TLS from the first byte if Implicit is set
	Implicit bool
	Accounts map[string]string // asks for one of these usernames and passwords
	// Before, if set, is called with a mail that has come as a whole; an error refuses it for now.
	Before func(Mail) error
	// After, if set, is called when the mail is kept and the client has not been told so yet.
	After func(Mail)
}

// New starts a server that is stopped with the test.
func New(t testing.TB, options Options) *Server {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return Serve(t, listener, options)
}

// Serve is New on a listener.
func Serve(t testing.TB, listener net.Listener, options Options) *Server {
	t.Helper()
	address, _ := listener.Addr().(*net.TCPAddr)
	s := &Server{Host: "127.0.0.1", Port: address.Port, refuse: map[string]int{}, accounts: options.Accounts, options: options}
	server := smtp.NewServer(s)
	server.Domain, server.AllowInsecureAuth, server.TLSConfig = "localhost", true, options.TLS
	if options.Implicit {
		listener, server.TLSConfig = tls.NewListener(listener, options.TLS), nil
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // ends with an error when it is closed
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return s
}

// Mails returns what has arrived so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// Sessions counts connections; Logins those that gave a right password.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

// Secured counts the sessions under TLS.
func (s *Server) Secured() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secured
}

// Logins counts right passwords.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

// Refuse answers an SMTP code for a recipient; 0 takes it again.
func (s *Server) Refuse(recipient string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code == 0 {
		delete(s.refuse, recipient)
		return
	}
	s.refuse[recipient] = code
}

// NewSession implements smtp.Backend.
func (s *Server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	if _, secured := c.TLSConnectionState(); secured {
		s.secured++
	}
	return &session{server: s, trusted: s.accounts == nil}, nil
}

type session struct {
	server  *Server
	trusted bool
	mail    Mail
}

// AuthMechanisms implements smtp.AuthSession.
func (c *session) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth implements smtp.AuthSession.
func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		c.server.mu.Lock()
		defer c.server.mu.Unlock()
		if wanted, found := c.server.accounts[username]; !found || wanted != password {
			return smtp.ErrAuthFailed
		}
		c.server.logins++
		c.trusted = true
		return nil
	}), nil
}

// Mail implements smtp.Session.
func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if !c.trusted {
		return smtp.ErrAuthRequired
	}
	c.mail = Mail{From: from}
	return nil
}

// Rcpt implements smtp.Session.
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if code := c.server.refuse[to]; code != 0 {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "no such mailbox here"}
	}
	c.mail.To = append(c.mail.To, to)
	return nil
}

// Data implements smtp.Session.
func (c *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.mail.Data = data
	if c.server.options.Before != nil {
		if err := c.server.options.Before(c.mail); err != nil {
			return err
		}
	}
	c.server.mu.Lock()
	c.server.mails = append(c.server.mails, c.mail)
	c.server.mu.Unlock()
	if c.server.options.After != nil {
		c.server.options.After(c.mail)
	}
	return nil
}

// Reset implements smtp.Session.
func (c *session) Reset() { c.mail = Mail{} }

// Logout implements smtp.Session.
func (c *session) Logout() error { return nil }

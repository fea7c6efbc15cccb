package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	netmail "net/mail"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// Security is how the connection to the server is protected.
type Security string

// Kinds of protection.
const (
	TLSAuto     Security = "auto"     // STARTTLS when the server offers it
	TLSStart    Security = "starttls" // STARTTLS, or nothing is sent
	TLSImplicit Security = "tls"      // TLS from the first byte
	TLSNone     Security = "none"
)

// Config is how to reach a mail server.
type Config struct {
	Host     string
	Port     int
	Security Security
	Username string // "" = without authentication
	Password string
	From     Address
	Hello    string         // name given in HELO; "" = the machine's
	Roots    *x509.CertPool // who may sign the server's certificate; nil = the system's
	Timeout  time.Duration  // of one exchange with the server; 0 = 30 s
	// KeepAlive is how long a connection is kept for the next message; 0 = 5 s.
	KeepAlive time.Duration
}

const (
	defaultTimeout   = 30 * time.Second
	defaultKeepAlive = 5 * time.Second
)

// SMTP sends through a mail server, one message at a time over a connection that it keeps for a while. It is safe for
// concurrent use; Close it.
type SMTP struct {
	from   Address
	client *gomail.Client
	keep   time.Duration

	mu         sync.Mutex
	connection *smtp.Client // guarded by mu; nil = none
	idle       *time.Timer  // guarded by mu; closes the connection
	closed     bool         // guarded by mu
}

// NewSMTP returns a sender. No connection is made yet.
func NewSMTP(c Config) (*SMTP, error) {
	if !ValidAddress(c.From.Mail) {
		return nil, fmt.Errorf("mail: %q is not an address to send from", c.From.Mail)
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.KeepAlive <= 0 {
		c.KeepAlive = defaultKeepAlive
	}
	options := []gomail.Option{
		gomail.WithPort(c.Port), gomail.WithTimeout(c.Timeout),
		gomail.WithTLSConfig(&tls.Config{ServerName: c.Host, RootCAs: c.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch c.Security {
	case TLSAuto:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	case TLSStart:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLSImplicit:
		options = append(options, gomail.WithSSL())
	case TLSNone:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail: unknown protection %q", string(c.Security))
	}
	if c.Hello != "" {
		options = append(options, gomail.WithHELO(c.Hello))
	}
	if c.Username != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if c.Security == TLSNone {
			auth = gomail.SMTPAuthPlainNoEnc // the administrator chose a connection without protection
		}
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(c.Username), gomail.WithPassword(c.Password))
	}
	client, err := gomail.NewClient(c.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &SMTP{from: c.From, client: client, keep: c.KeepAlive}, nil
}

// Send implements Sender.
func (s *SMTP) Send(ctx context.Context, message *Message) error {
	composed, err := s.compose(message)
	if err != nil {
		return &Error{Permanent: true, Cause: err}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	reused := s.connection != nil
	err = s.exchange(ctx, composed)
	if reused && lostBefore(err) {
		err = s.exchange(ctx, composed) // the server had closed the kept connection: nothing was sent yet
	}
	if err != nil {
		return refusal(err)
	}
	return nil
}

// Close closes the connection that is kept, if any. Nothing can be sent afterwards.
func (s *SMTP) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.drop()
	return nil
}

// exchange sends over the kept connection or a new one. s.mu is held.
func (s *SMTP) exchange(ctx context.Context, composed *gomail.Msg) error {
	if s.closed {
		return errors.New("sender is closed")
	}
	if s.idle != nil {
		s.idle.Stop()
	}
	if s.connection == nil {
		connection, err := s.client.DialToSMTPClientWithContext(ctx)
		if err != nil {
			return err
		}
		s.connection = connection
	}
	if err := s.client.SendWithSMTPClient(s.connection, composed); err != nil {
		s.drop()
		return err
	}
	kept := s.connection
	s.idle = time.AfterFunc(s.keep, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.connection == kept {
			s.drop()
		}
	})
	return nil
}

// drop closes the connection. s.mu is held.
func (s *SMTP) drop() {
	if s.idle != nil {
		s.idle.Stop()
	}
	if s.connection != nil {
		_ = s.client.CloseWithSMTPClient(s.connection) // the server may have closed it first
		s.connection = nil
	}
}

// lostBefore reports whether the connection was found broken before anything of the message went out.
func lostBefore(err error) bool {
	var send *gomail.SendError
	return errors.As(err, &send) && send.Reason == gomail.ErrConnCheck
}

// refusal tells apart what a server refused for good (SMTP replies from 500 on, RFC 5321, section 4.2.1) from what may
// go better later.
func refusal(err error) *Error {
	var send *gomail.SendError
	if errors.As(err, &send) {
		return &Error{Permanent: !send.IsTemp() && send.ErrorCode() >= 500, Cause: err}
	}
	return &Error{Cause: err}
}

func (s *SMTP) compose(message *Message) (*gomail.Msg, error) {
	m := gomail.NewMsg()
	m.FromMailAddress(&netmail.Address{Name: s.from.Name, Address: s.from.Mail})
	if !ValidAddress(message.To.Mail) {
		return nil, fmt.Errorf("%q is not an address", message.To.Mail)
	}
	m.ToMailAddress(&netmail.Address{Name: message.To.Name, Address: message.To.Mail})
	m.Subject(message.Subject)
	m.SetMessageIDWithValue(message.ID)
	m.SetDateWithValue(message.Date)
	m.SetUserAgent("GiaoBan")
	m.SetGenHeader("Auto-Submitted", "auto-generated") // no holiday replies (RFC 3834)
	if message.References != "" {
		m.SetGenHeader(gomail.HeaderInReplyTo, "<"+message.References+">")
		m.SetGenHeader(gomail.HeaderReferences, "<"+message.References+">")
	}
	m.SetBodyString(gomail.TypeTextPlain, message.Text)
	if message.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, message.HTML)
	}
	if c := message.Calendar; c != nil {
		// As the last alternative it is what calendars show; its lines must reach them as they are, hence base64.
		m.AddAlternativeString(gomail.ContentType("text/calendar; method="+c.Method), c.Body, gomail.WithPartEncoding(gomail.EncodingB64))
		// Readers that do not look at alternatives find it as a file.
		err := m.AttachReader("invite.ics", bytes.NewReader([]byte(c.Body)), gomail.WithFileContentType("application/ics"))
		if err != nil {
			return nil, fmt.Errorf("attach calendar: %w", err)
		}
	}
	for _, file := range message.Attachments {
		err := m.AttachReader(file.Name, bytes.NewReader(file.Data), gomail.WithFileContentType(gomail.ContentType(file.Type)))
		if err != nil {
			return nil, fmt.Errorf("attach %s: %w", file.Name, err)
		}
	}
	return m, nil
}

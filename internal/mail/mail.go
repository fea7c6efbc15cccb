// Package mail hands messages to an SMTP server: text and HTML parts, an iCalendar part that calendars understand
// (RFC 6047), and attachments.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
)

// Address is a mail address with the name to show.
type Address struct {
	Name string
	Mail string
}

// Message is one mail to one recipient.
type Message struct {
	// ID is the Message-ID without its angle brackets. The same message sent again has the same, by which mail servers
	// and readers recognise it.
	ID      string
	To      Address
	Subject string
	Text    string
	HTML    string
	// Calendar is an iCalendar object, shown as an invitation; nil = none.
	Calendar    *Calendar
	Attachments []Attachment
	Date        time.Time
	// References is the ID of the message that this one goes on from; "" = none.
	References string
}

// Calendar is an iCalendar object and its METHOD.
type Calendar struct {
	Method string // REQUEST or CANCEL
	Body   string
}

// Attachment is a file that goes along.
type Attachment struct {
	Name string
	Type string // media type
	Data []byte
}

// Sender sends messages.
type Sender interface {
	// Send returns when the server has taken the message. The error is a *Error when the server, or the lack of one,
	// is the reason.
	Send(ctx context.Context, message *Message) error
}

// Error is why a message was not taken.
type Error struct {
	// Permanent means that trying again is of no use: the server refused this message or recipient for good.
	Permanent bool
	Cause     error
}

func (e *Error) Error() string {
	if e.Permanent {
		return fmt.Sprintf("mail: refused: %v", e.Cause)
	}
	return fmt.Sprintf("mail: not sent: %v", e.Cause)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Permanent reports whether err says that trying again is of no use.
func Permanent(err error) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Permanent
}

// ErrDisabled means that no mail server is configured.
var ErrDisabled = errors.New("mail: no server is configured (mail.host)")

// Disabled is the Sender of a system without a mail server.
type Disabled struct{}

// Send implements Sender: nothing is sent.
func (Disabled) Send(context.Context, *Message) error {
	return &Error{Permanent: true, Cause: ErrDisabled}
}

// ParseAddress reads "Name <who@host>" or "who@host".
func ParseAddress(text string) (Address, error) {
	parsed, err := mail.ParseAddress(text)
	if err != nil {
		return Address{}, fmt.Errorf("mail: %q is not an address: %w", text, err)
	}
	if strings.ContainsFunc(parsed.Address, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return Address{}, fmt.Errorf("mail: %q is not an address", text)
	}
	return Address{Name: parsed.Name, Mail: parsed.Address}, nil
}

// ValidAddress reports whether text is a plain address, who@host.
func ValidAddress(text string) bool {
	parsed, err := ParseAddress(text)
	return err == nil && parsed.Name == "" && parsed.Mail == text
}

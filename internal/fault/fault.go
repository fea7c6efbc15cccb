// Package fault holds the few kinds of refusal that services give, so that every one of them is mapped once: to HTTP by
// the REST API, to an exit text by the command line.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code is the kind of a refusal.
type Code string

// The codes. Anything else that goes wrong is an internal error and is not told in detail.
const (
	// NotFound: there is no such thing, or the caller may not know that there is.
	NotFound Code = "not_found"
	// Invalid: what was given breaks a rule; Fields name the parts.
	Invalid Code = "invalid"
	// Conflict: it does not fit the present state, such as a name taken or a transition not possible from here.
	Conflict Code = "conflict"
	// Forbidden: the caller may see it, but not do this.
	Forbidden Code = "forbidden"
	// Stale: somebody else has changed it since the caller read it.
	Stale Code = "stale"
	// TooLarge: more than a limit allows.
	TooLarge Code = "too_large"
	// Unsupported: a kind of file or an option that is not taken.
	Unsupported Code = "unsupported"
	// Unavailable: not now; the same request may succeed later.
	Unavailable Code = "unavailable"
)

// Error is a refusal with what a caller needs to know. Reason is a stable word, "area.word", that picks the text for
// people; Args are that text's arguments.
type Error struct {
	Code   Code
	Reason string
	Args   []any
	Fields []Field
	// Current is, for Stale, the version that is there now.
	Current int64
	Cause   error
}

// Field is what is wrong with one part of what was given.
type Field struct {
	Location string // such as "agenda[2].minutes"
	Reason   string // as in Error
	Args     []any
}

// New returns a refusal.
func New(code Code, reason string, args ...any) *Error {
	return &Error{Code: code, Reason: reason, Args: args}
}

// Wrap returns a refusal with its cause, for the log.
func Wrap(code Code, reason string, cause error) *Error {
	return &Error{Code: code, Reason: reason, Cause: cause}
}

// InvalidFields returns the refusal of all the fields, nil when there are none.
func InvalidFields(reason string, fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Code: Invalid, Reason: reason, Fields: fields}
}

// StaleVersion returns the refusal of a change to an older version than the current one.
func StaleVersion(current int64) *Error {
	return &Error{Code: Stale, Reason: "stale", Current: current}
}

// Error tells developers what was refused; people read the text of the reason.
func (e *Error) Error() string {
	text := string(e.Code)
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	if len(e.Fields) > 0 {
		names := make([]string, len(e.Fields))
		for i, field := range e.Fields {
			names[i] = field.Location + " " + field.Reason
		}
		text += " (" + strings.Join(names, ", ") + ")"
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether err is a refusal of the code.
func Is(err error, code Code) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Code == code
}

// Reason returns the reason of a refusal, "" for any other error.
func Reason(err error) string {
	var refused *Error
	if errors.As(err, &refused) {
		return refused.Reason
	}
	return ""
}

// String names the field and the reason, for logs and tests.
func (f Field) String() string { return fmt.Sprintf("%s: %s", f.Location, f.Reason) }

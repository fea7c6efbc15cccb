// Package problem is how the REST API says no: problem details (RFC 9457) with a stable code for programs and a message
// in the caller's language for people.
package problem

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Code is the stable name of a kind of problem.
type Code string

// The codes. Programs may rely on them; their messages may change.
const (
	InvalidCredentials Code = "invalid_credentials" //nolint:gosec // a word for a fault: wrong username or password
	InvalidCode        Code = "invalid_code"        // of the second factor
	LoginIncomplete    Code = "login_incomplete"    // the session requires a step, the reason, before anything else
	AccountLocked      Code = "account_locked"      // too many wrong passwords
	Unauthenticated    Code = "unauthenticated"     // no session, or one that has ended
	Forbidden          Code = "forbidden"           // the role does not allow it
	CrossOrigin        Code = "cross_origin"        // the request came from another site's page
	NotFound           Code = "not_found"
	Conflict           Code = "conflict"
	Stale              Code = "stale"                 // somebody else has changed it since; Current says to what version
	Unconditional      Code = "precondition_required" // the request must say which version it changes (If-Match)
	Invalid            Code = "invalid"               // the request cannot be understood or breaks a rule
	WeakPassword       Code = "weak_password"
	TooLarge           Code = "too_large"
	UnsupportedMedia   Code = "unsupported_media_type"
	MethodNotAllowed   Code = "method_not_allowed"
	RateLimited        Code = "rate_limited"
	LimitExceeded      Code = "limit_exceeded"
	Unavailable        Code = "unavailable"
	Internal           Code = "internal"
)

// Error is a refusal on its way to the caller. Cause is for the log alone.
type Error struct {
	Code       Code
	Reason     string        // picks a more exact message of the code; "" = the general one
	Arguments  []any         // of the message
	RetryAfter time.Duration // 0: not told
	Fields     []Field
	Current    int64 // of Stale: the version that is there now
	Cause      error
}

// Field is what is wrong with one part of a request.
type Field struct {
	Location string `json:"location" doc:"Where, such as body.displayName." example:"body.displayName"`
	Reason   string `json:"reason,omitempty" doc:"A stable word, for programs; none when the form itself is wrong."`
	Message  string `json:"message" doc:"What is wrong: in the caller's language where there is a reason, else in English for developers." example:"expected length <= 100"`

	Arguments []any `json:"-"` // of the message for Reason
}

// New returns a refusal.
func New(code Code) *Error { return &Error{Code: code} }

// Wrap returns a refusal with the error that caused it, for the log.
func Wrap(code Code, cause error) *Error { return &Error{Code: code, Cause: cause} }

// Because returns a refusal with the message for reason and its arguments.
func Because(code Code, reason string, arguments ...any) *Error {
	return &Error{Code: code, Reason: reason, Arguments: arguments}
}

// Retry returns a refusal that says when to try again.
func Retry(code Code, after time.Duration) *Error { return &Error{Code: code, RetryAfter: after} }

// From returns err as a refusal: itself when it is one, else Internal.
func From(err error) *Error {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return Wrap(Internal, err)
}

// FromStatus returns the refusal for an HTTP status that some other layer decided.
func FromStatus(status int) *Error {
	for _, entry := range texts {
		if entry.status == status && entry.general {
			return New(entry.code)
		}
	}
	if status < http.StatusInternalServerError {
		return New(Invalid)
	}
	return New(Internal)
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %v", e.Code, e.Cause)
	}
	return string(e.Code)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// GetStatus returns the HTTP status.
func (e *Error) GetStatus() int { return lookup(e.Code, e.Reason).status }

// ContentType is that of problem details.
func (e *Error) ContentType(string) string { return ContentType }

// GetHeaders tells when to try again (RFC 9110, section 10.2.3).
func (e *Error) GetHeaders() http.Header {
	header := http.Header{}
	if e.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(seconds(e.RetryAfter)))
	}
	return header
}

// seconds rounds up: whoever comes back exactly then must not be early.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

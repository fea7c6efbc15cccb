package sfu

import (
	"errors"
	"fmt"
)

// Code says what kind of refusal an Error is. Signaling maps it once to the protocol's reasons and to Twirp's codes.
type Code uint8

// The codes. Internal is also what CodeOf gives to an error that is none of ours.
const (
	Internal      Code = iota
	NotFound           // the room, participant, track or request it names does not exist
	NotAllowed         // the participant's permissions forbid it
	LimitExceeded      // a limit of the configuration is reached
	Invalid            // the request is malformed or contradicts itself
	Unsupported        // a media type or codec that the server cannot forward
	TimedOut           // a participant did not answer in time
	Conflict           // it clashes with what is there: a closed room, a client id in use, a state the server does not share
)

// String returns the code's name for logs.
func (c Code) String() string {
	switch c {
	case NotFound:
		return "not found"
	case NotAllowed:
		return "not allowed"
	case LimitExceeded:
		return "limit exceeded"
	case Invalid:
		return "invalid"
	case Unsupported:
		return "unsupported"
	case TimedOut:
		return "timed out"
	case Conflict:
		return "conflict"
	default:
		return "internal"
	}
}

// Error is a refusal by the media plane. Message is fit for a client; the cause, if any, is for the log.
type Error struct {
	Code    Code
	Message string
	Err     error
}

// Error returns the message with the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, Internal when there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

func refuse(code Code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// ErrRoomClosed is what every call on a closed room gives.
var ErrRoomClosed error = &Error{Code: Conflict, Message: "the room is closed"}

// ErrGone is what a call on a participant that has left gives.
var ErrGone error = &Error{Code: NotFound, Message: "the participant has left the room"}

package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/logging"
	"giaoban/scheduler/directory"
	"giaoban/sfu"
	"giaoban/web/problem"
)

// refusal maps the errors of the services below to problems. It is the only place that does.
func refusal(err error) *problem.Error {
	var fault *fault.Error
	var locked *identity.LockedError
	var weak *identity.PasswordError
	var media *sfu.Error
	switch {
	case errors.As(err, new(*problem.Error)):
		return problem.From(err)
	case errors.As(err, &fault):
		return faultRefusal(fault)
	case errors.As(err, &locked):
		return problem.Retry(problem.AccountLocked, locked.RetryAfter)
	case errors.As(err, &weak):
		switch weak.Problem {
		case identity.PasswordTooShort:
			return problem.Because(problem.WeakPassword, string(weak.Problem), weak.MinLength)
		case identity.PasswordEarlier:
			return problem.Because(problem.WeakPassword, string(weak.Problem), weak.History)
		}
		return problem.Because(problem.WeakPassword, string(weak.Problem))
	case errors.Is(err, identity.ErrInvalidCredentials):
		return problem.New(problem.InvalidCredentials)
	case errors.Is(err, identity.ErrInvalidCode):
		return problem.New(problem.InvalidCode)
	case errors.Is(err, identity.ErrNoSession):
		return problem.New(problem.Unauthenticated)
	case errors.Is(err, identity.ErrSessionExpired):
		return problem.Because(problem.Unauthenticated, "expired")
	case errors.Is(err, identity.ErrSessionIdle):
		return problem.Because(problem.Unauthenticated, "idle")
	case errors.Is(err, identity.ErrNotFound), errors.Is(err, directory.ErrNotFound):
		return problem.New(problem.NotFound)
	case errors.Is(err, directory.ErrBadCursor):
		return problem.Because(problem.Invalid, "cursor")
	case errors.As(err, &media):
		return mediaRefusal(media)
	case errors.As(err, new(*http.MaxBytesError)):
		return problem.Wrap(problem.TooLarge, err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return problem.Wrap(problem.Unavailable, err)
	default:
		return problem.Wrap(problem.Internal, err)
	}
}

// faultCodes maps the kinds of refusal that services give.
var faultCodes = map[fault.Code]problem.Code{
	fault.NotFound: problem.NotFound, fault.Invalid: problem.Invalid, fault.Conflict: problem.Conflict,
	fault.Forbidden: problem.Forbidden, fault.Stale: problem.Stale, fault.TooLarge: problem.TooLarge,
	fault.Unsupported: problem.UnsupportedMedia, fault.Unavailable: problem.Unavailable,
}

func faultRefusal(err *fault.Error) *problem.Error {
	code, known := faultCodes[err.Code]
	if !known {
		return problem.Wrap(problem.Internal, err)
	}
	refused := &problem.Error{Code: code, Reason: err.Reason, Arguments: err.Args, Current: err.Current, Cause: err.Cause}
	for _, field := range err.Fields {
		refused.Fields = append(refused.Fields, problem.Field{Location: field.Location, Reason: field.Reason, Arguments: field.Args})
	}
	return refused
}

func mediaRefusal(err *sfu.Error) *problem.Error {
	switch err.Code {
	case sfu.NotFound:
		return problem.Because(problem.NotFound, "participant")
	case sfu.NotAllowed:
		return problem.Wrap(problem.Forbidden, err)
	case sfu.LimitExceeded:
		return problem.Wrap(problem.LimitExceeded, err)
	case sfu.Invalid, sfu.Unsupported:
		return problem.Wrap(problem.Invalid, err)
	case sfu.Conflict:
		return problem.Wrap(problem.Conflict, err)
	default:
		return problem.Wrap(problem.Internal, err)
	}
}

// tellProblem turns every error body, the framework's own too, into problem details in the caller's language, and logs
// the cause. Values that were sent are not repeated: one of them may be a password.
func (a *API) tellProblem(ctx huma.Context, status string, body any) (any, error) {
	var refused *problem.Error
	switch value := body.(type) {
	case *problem.Error:
		refused = value
	case *huma.ErrorModel:
		refused = problem.FromStatus(value.Status)
		for _, detail := range value.Errors {
			if refused.Code != problem.Internal {
				refused.Fields = append(refused.Fields, problem.Field{Location: detail.Location, Message: detail.Message})
			} else {
				refused.Cause = errors.Join(refused.Cause, detail)
			}
		}
	default:
		return body, nil
	}
	a.logProblem(ctx.Context(), refused)
	details := refused.Details(problem.Language(ctx.Header("Accept-Language")), logging.RequestID(ctx.Context()))
	if code, err := strconv.Atoi(status); err == nil {
		details.Status = code // the framework may have chosen a finer one than the code's
	}
	return details, nil
}

func (a *API) logProblem(ctx context.Context, refused *problem.Error) {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return // the caller has gone
	case refused.GetStatus() >= http.StatusInternalServerError:
		a.config.Log.ErrorContext(ctx, "request failed", "code", string(refused.Code), "error", refused.Cause)
	case refused.Cause != nil:
		a.config.Log.InfoContext(ctx, "request refused", "code", string(refused.Code), "error", refused.Cause)
	}
}

// writeProblem answers in place of the framework's handler.
func (a *API) writeProblem(ctx huma.Context, refused *problem.Error) {
	told, err := a.tellProblem(ctx, fmt.Sprint(refused.GetStatus()), refused)
	if err != nil {
		a.config.Log.ErrorContext(ctx.Context(), "problem not told", "error", err)
		return
	}
	for name, values := range refused.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", problem.ContentType)
	ctx.SetStatus(refused.GetStatus())
	if err := a.huma.Marshal(ctx.BodyWriter(), jsonMedia, told); err != nil {
		a.config.Log.InfoContext(ctx.Context(), "problem not sent", "error", err)
	}
}

// tell answers a request that the framework has no hand in.
func (a *API) tell(w http.ResponseWriter, r *http.Request, refused *problem.Error) {
	a.logProblem(r.Context(), refused)
	refused.Write(w, problem.Language(r.Header.Get("Accept-Language")), logging.RequestID(r.Context()))
}

// refuseWith answers every request with the same problem.
func (a *API) refuseWith(refused *problem.Error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refused.Write(w, problem.Language(r.Header.Get("Accept-Language")), logging.RequestID(r.Context()))
	})
}

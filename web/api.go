package web

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"giaoban/internal/identity"
	"giaoban/internal/logging"
	"giaoban/scheduler/directory"
	"giaoban/sfu"
	"giaoban/web/problem"
)

const (
	apiPrefix   = "/api/v1"
	sessionAuth = "session" // the security scheme's name in the OpenAPI document
)

// apiHandler serves everything under /api.
func (s *Server) apiHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", s.noSuchEndpoint(mux))
	api := s.newAPI(mux)
	s.registerInfo(api)
	s.registerSession(api)
	s.registerSessions(api)
	s.registerUnits(api)
	s.registerRooms(api)
	s.registerModeration(api)
	s.registerHands(api)
	s.registerLineTest(api)
	// The framework describes its own errors, which tellProblem never lets out.
	schemas := api.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")

	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.refuseWith(problem.New(problem.CrossOrigin)))
	return guard.Handler(s.checkForm(mux))
}

func (s *Server) newAPI(mux *http.ServeMux) huma.API {
	config := huma.DefaultConfig(s.config.Name, s.config.Version)
	config.Info.Description = "Conferences of a province and its communes: who is who, which rooms there are, and the way into them. " +
		"Media and signaling speak LiveKit's protocol at /rtc and /twirp. Every error is problem details (RFC 9457) with a stable code."
	config.OpenAPIPath = "/api/openapi"
	config.DocsPath = ""    // the documentation page would be loaded from another host
	config.SchemasPath = "" // schemas are in the document
	config.CreateHooks = nil
	config.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	config.Transformers = []huma.Transformer{s.tellProblem}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		sessionAuth: {Type: "apiKey", In: "cookie", Name: s.cookieName(), Description: "The cookie that POST /api/v1/session sets."},
	}
	config.Tags = []*huma.Tag{
		{Name: "info", Description: "What this server is."},
		{Name: "session", Description: "Logging in and out, the own account."},
		{Name: "directory", Description: "Administrative units."},
		{Name: "rooms", Description: "Conference rooms and the way into them."},
		{Name: "line-test", Description: "Checking the line before a conference."},
	}
	api := humago.New(mux, config)
	api.UseMiddleware(s.authorize(api))
	return api
}

// endpoint describes an operation of the API: what a reader of the OpenAPI document needs and who may call it.
type endpoint struct {
	id, method, path string
	summary          string
	description      string
	tag              string
	allow            access
	status           int // of success; 0 = 200
	errors           []problem.Code
	bodyBytes        int64 // 0: the configured limit
}

// register adds an operation. Who may call it is part of the endpoint; the zero access lets nobody.
func register[I, O any](s *Server, api huma.API, e endpoint, handle func(context.Context, *I) (*O, error)) {
	operation := huma.Operation{
		OperationID: e.id, Method: e.method, Path: apiPrefix + e.path, Summary: e.summary,
		Description: strings.TrimSpace(e.description + "\n\nWho: " + e.allow.String() + "."), Tags: []string{e.tag},
		DefaultStatus: e.status, MaxBodyBytes: s.config.BodyBytes, Metadata: map[string]any{accessKey: e.allow},
		Responses: problemResponses(api, e),
	}
	if e.bodyBytes > 0 {
		operation.MaxBodyBytes = e.bodyBytes
	}
	if !e.allow.public {
		operation.Security = []map[string][]string{{sessionAuth: {}}}
	}
	huma.Register(api, operation, func(ctx context.Context, input *I) (*O, error) {
		output, err := handle(ctx, input)
		if err != nil {
			return nil, refusal(err)
		}
		return output, nil
	})
}

// problemResponses documents the errors of an endpoint: those of its own by status, any other as problem details too.
func problemResponses(api huma.API, e endpoint) map[string]*huma.Response {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem.Details](), true, "Problem")
	content := map[string]*huma.MediaType{problem.ContentType: {Schema: schema}}
	codes := e.errors
	if !e.allow.public {
		codes = append([]problem.Code{problem.Unauthenticated}, codes...)
	}
	if len(e.allow.roles) > 0 {
		codes = append(codes, problem.Forbidden)
	}
	responses := map[string]*huma.Response{
		"default": {Description: "Any other refusal, told as problem details.", Content: content},
	}
	for _, code := range codes {
		status := strconv.Itoa(problem.New(code).GetStatus())
		if earlier, found := responses[status]; found {
			earlier.Description += ", " + string(code)
			continue
		}
		responses[status] = &huma.Response{Description: "Code " + string(code), Content: content}
	}
	return responses
}

// refusal maps the errors of the services below to problems. It is the only place that does.
func refusal(err error) *problem.Error {
	var locked *identity.LockedError
	var weak *identity.PasswordError
	var media *sfu.Error
	switch {
	case errors.As(err, new(*problem.Error)):
		return problem.From(err)
	case errors.As(err, &locked):
		return problem.Retry(problem.AccountLocked, locked.RetryAfter)
	case errors.As(err, &weak):
		if weak.Problem == identity.PasswordTooShort {
			return problem.Because(problem.WeakPassword, string(weak.Problem), weak.MinLength)
		}
		return problem.Because(problem.WeakPassword, string(weak.Problem))
	case errors.Is(err, identity.ErrInvalidCredentials):
		return problem.New(problem.InvalidCredentials)
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
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return problem.Wrap(problem.Unavailable, err)
	default:
		return problem.Wrap(problem.Internal, err)
	}
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
func (s *Server) tellProblem(ctx huma.Context, status string, body any) (any, error) {
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
	s.logProblem(ctx.Context(), refused)
	details := refused.Details(problem.Language(ctx.Header("Accept-Language")), logging.RequestID(ctx.Context()))
	if code, err := strconv.Atoi(status); err == nil {
		details.Status = code // the framework may have chosen a finer one than the code's
	}
	return details, nil
}

func (s *Server) logProblem(ctx context.Context, refused *problem.Error) {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return // the caller has gone
	case refused.GetStatus() >= http.StatusInternalServerError:
		s.deps.Log.ErrorContext(ctx, "request failed", "code", string(refused.Code), "error", refused.Cause)
	case refused.Cause != nil:
		s.deps.Log.InfoContext(ctx, "request refused", "code", string(refused.Code), "error", refused.Cause)
	}
}

// noSuchEndpoint answers for paths that are none of the API's, and methods that their path does not take.
func (s *Server) noSuchEndpoint(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			probe := r.Clone(r.Context())
			probe.Method = method
			if _, pattern := mux.Handler(probe); strings.Contains(pattern, " ") {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			s.refuseWith(problem.New(problem.NotFound)).ServeHTTP(w, r)
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		s.refuseWith(problem.New(problem.MethodNotAllowed)).ServeHTTP(w, r)
	}
}

// refuseWith answers every request with the same problem.
func (s *Server) refuseWith(refused *problem.Error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refused.Write(w, problem.Language(r.Header.Get("Accept-Language")), logging.RequestID(r.Context()))
	})
}

// lineTestBytes bounds what a line test sends or receives at once.
const lineTestBytes = 8 << 20

// checkForm refuses addresses that are no text, which a database would choke on, and bodies that are not JSON: a page of
// another site can send forms without asking, but not JSON. It bounds every body.
func (s *Server) checkForm(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if query, err := url.QueryUnescape(r.URL.RawQuery); err != nil || !isText(r.URL.Path) || !isText(query) {
			s.refuseWith(problem.New(problem.Invalid)).ServeHTTP(w, r)
			return
		}
		limit, wanted := s.config.BodyBytes, "application/json"
		if r.URL.Path == apiPrefix+lineTestPayload {
			limit, wanted = lineTestBytes, "application/octet-stream"
		}
		switch r.Method {
		case http.MethodPost, http.MethodPut, http.MethodPatch:
			if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != wanted {
				s.refuseWith(problem.Wrap(problem.UnsupportedMedia, fmt.Errorf("not %s", wanted))).ServeHTTP(w, r)
				return
			}
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

// isText reports whether text is UTF-8 without the character that ends strings.
func isText(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }

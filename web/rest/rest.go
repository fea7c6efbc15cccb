// Package rest is how the REST API's areas meet the world: an area registers endpoints that say what they take, what they
// answer and who may call them; this package finds the caller, refuses whom it must, maps every refusal to problem
// details (RFC 9457) and describes it all in an OpenAPI 3.1 document.
package rest

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"giaoban/web/problem"
)

// Prefix is where the API's paths start.
const Prefix = "/api/v1"

const sessionAuth = "session" // the security scheme's name in the OpenAPI document

// Config is what the API needs to know of the server around it.
type Config struct {
	Name, Version, Description string
	Cookie                     string // the session cookie's name
	// SetCookie makes the cookie that holds a session's token until a time; nil: no area opens sessions.
	SetCookie func(token string, expires time.Time) http.Cookie
	BodyBytes int64 // limit of a request's body where an endpoint sets none
	Log       *slog.Logger
	// Identify returns the caller, never nil; with an error when there is no good session.
	Identify func(*http.Request) (*Caller, error)
}

// API is a REST API under construction, and then its handler.
type API struct {
	config Config
	mux    *http.ServeMux
	huma   huma.API
	bodies map[string]body // by the mux's pattern; written while registering only
	area   string          // whose endpoint is being registered
}

// body is what an endpoint takes as its request's body.
type body struct {
	media string // "" = any
	limit int64
}

// New returns an API without endpoints.
func New(config Config) *API {
	a := &API{config: config, mux: http.NewServeMux(), bodies: map[string]body{}}
	a.mux.HandleFunc("/api/", a.noSuchEndpoint)
	described := huma.DefaultConfig(config.Name, config.Version)
	described.Info.Description = config.Description
	described.Servers = []*huma.Server{{URL: "/", Description: "The server of this document."}}
	described.OpenAPIPath = "/api/openapi"
	described.DocsPath = ""    // the documentation page would be loaded from another host
	described.SchemasPath = "" // schemas are in the document
	described.CreateHooks = nil
	described.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	described.Transformers = []huma.Transformer{a.tellProblem}
	described.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", a.schemaName)
	described.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		sessionAuth: {Type: "apiKey", In: "cookie", Name: config.Cookie, Description: "The cookie that POST /api/v1/session sets."},
	}
	a.huma = humago.New(a.mux, described)
	a.huma.UseMiddleware(a.authorize)
	return a
}

// Tag describes a group of endpoints in the OpenAPI document.
func (a *API) Tag(name, description string) {
	document := a.huma.OpenAPI()
	document.Tags = append(document.Tags, &huma.Tag{Name: name, Description: description})
}

// SessionCookie is the cookie that holds a session's token until a time.
func (a *API) SessionCookie(token string, expires time.Time) http.Cookie {
	return a.config.SetCookie(token, expires)
}

// Handler serves everything under /api. No endpoint may be registered after it was called.
func (a *API) Handler() http.Handler {
	// The framework describes its own errors, which tellProblem never lets out.
	schemas := a.huma.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")

	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(a.refuseWith(problem.New(problem.CrossOrigin)))
	return guard.Handler(a.checkForm(a.mux))
}

// noSuchEndpoint answers for paths that are none of the API's, and methods that their path does not take.
func (a *API) noSuchEndpoint(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := a.mux.Handler(probe); strings.HasPrefix(pattern, method+" ") {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		a.refuseWith(problem.New(problem.NotFound)).ServeHTTP(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	a.refuseWith(problem.New(problem.MethodNotAllowed)).ServeHTTP(w, r)
}

package rest

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/web/problem"
)

// Endpoint describes an operation of the API: what a reader of the OpenAPI document needs and who may call it.
type Endpoint struct {
	ID, Method, Path string // the path without Prefix; {name...} at its end takes the rest of it, for Raw
	Summary          string
	Description      string
	Tag              string
	Allow            Access
	Status           int // of success; 0 = 200
	Errors           []problem.Code
	BodyBytes        int64  // 0: the configured limit
	Consumes         string // media type of the request's body; "" = JSON, "*/*" = any
	Produces         string // media type that a Raw endpoint answers with; "" = JSON
	// Parameters of a Raw endpoint; others are described by their input type.
	Parameters []*huma.Param
}

// Register adds an operation whose input and output the framework reads, checks and writes. Who may call it is part of
// the endpoint; the zero access lets nobody.
func Register[I, O any](a *API, e Endpoint, handle func(context.Context, *I) (*O, error)) {
	a.area = areaOf(reflect.TypeFor[O]())
	operation := a.describe(e)
	huma.Register(a.huma, operation, func(ctx context.Context, input *I) (*O, error) {
		output, err := handle(ctx, input)
		if err != nil {
			return nil, refusal(err)
		}
		return output, nil
	})
}

// Raw adds an operation that reads its request and writes its answer by itself: uploads, downloads, streams. An error
// that it returns is told as problem details; it must not have written anything then.
func Raw(a *API, e Endpoint, handle func(ctx context.Context, w http.ResponseWriter, r *http.Request) error) {
	operation := a.describe(e)
	status := strconv.Itoa(cmp.Or(e.Status, http.StatusOK))
	success := &huma.Response{Description: http.StatusText(cmp.Or(e.Status, http.StatusOK))}
	if e.Status != http.StatusNoContent {
		success.Content = map[string]*huma.MediaType{cmp.Or(e.Produces, jsonMedia): {Schema: &huma.Schema{Type: "string", Format: "binary"}}}
	}
	operation.Responses[status] = success
	operation.Parameters = append(pathParameters(e.Path), e.Parameters...)
	if e.Consumes != "" {
		operation.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{
			e.Consumes: {Schema: &huma.Schema{Type: "string", Format: "binary"}},
		}}
	}
	a.huma.OpenAPI().AddOperation(&operation)
	a.mux.HandleFunc(e.Method+" "+Prefix+e.Path, func(w http.ResponseWriter, r *http.Request) {
		ctx, refused := a.admit(r, e.Allow)
		if refused != nil {
			a.tell(w, r, refused)
			return
		}
		if err := handle(ctx, w, r.WithContext(ctx)); err != nil {
			a.tell(w, r.WithContext(ctx), refusal(err))
		}
	})
}

func pathParameters(path string) []*huma.Param {
	var found []*huma.Param
	for _, part := range strings.Split(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			found = append(found, &huma.Param{
				Name: strings.TrimSuffix(strings.TrimSuffix(name, "}"), "..."), In: "path", Required: true, Schema: &huma.Schema{Type: "string"},
			})
		}
	}
	return found
}

func (a *API) describe(e Endpoint) huma.Operation {
	operation := huma.Operation{
		OperationID: e.ID, Method: e.Method, Path: Prefix + strings.ReplaceAll(e.Path, "...}", "}"), Summary: e.Summary,
		Description: strings.TrimSpace(e.Description + "\n\nWho: " + e.Allow.String() + "."), Tags: []string{e.Tag},
		DefaultStatus: e.Status, MaxBodyBytes: cmp.Or(e.BodyBytes, a.config.BodyBytes), Metadata: map[string]any{accessKey: e.Allow},
		Responses: a.problemResponses(e),
	}
	operation.Security = []map[string][]string{{sessionAuth: {}}}
	if e.Allow.public {
		operation.Security = []map[string][]string{{}} // none is needed, and that is meant
	}
	media := cmp.Or(e.Consumes, jsonMedia)
	if media == "*/*" {
		media = ""
	}
	a.bodies[e.Method+" "+Prefix+e.Path] = body{media: media, limit: operation.MaxBodyBytes}
	return operation
}

// problemResponses documents the errors of an endpoint: those of its own by status, any other as problem details too.
func (a *API) problemResponses(e Endpoint) map[string]*huma.Response {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem.Details](), true, "Problem")
	content := map[string]*huma.MediaType{problem.ContentType: {Schema: schema}}
	codes := e.Errors
	if !e.Allow.public {
		codes = append([]problem.Code{problem.Unauthenticated}, codes...)
	}
	if len(e.Allow.roles) > 0 || e.Allow.devices {
		codes = append(codes, problem.Forbidden)
	}
	responses := map[string]*huma.Response{
		"default": {Description: "Any other refusal, told as problem details.", Content: content},
	}
	for _, code := range codes {
		status := strconv.Itoa(problem.New(code).GetStatus())
		if earlier, found := responses[status]; found {
			if !strings.Contains(earlier.Description, string(code)) {
				earlier.Description += ", " + string(code)
			}
			continue
		}
		responses[status] = &huma.Response{Description: "Code " + string(code), Content: content}
	}
	return responses
}

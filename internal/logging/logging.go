// Package logging makes the structured log: slog as text or JSON, with what the context knows (request, account,
// participant) in each line and without secrets.
package logging

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

// New returns a logger that writes lines of at least the given level (debug, info, warn, error) in the given format
// (text, json) to w.
func New(w io.Writer, level, format string) (*slog.Logger, error) {
	var threshold slog.Level
	if err := threshold.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("log level: %w", err)
	}
	options := &slog.HandlerOptions{Level: threshold, ReplaceAttr: redact}
	var handler slog.Handler
	switch format {
	case "text":
		handler = slog.NewTextHandler(w, options)
	case "json":
		handler = slog.NewJSONHandler(w, options)
	default:
		return nil, fmt.Errorf("log format %q is neither text nor json", format)
	}
	return slog.New(contextHandler{handler}), nil
}

type attributesKey struct{}

// With returns a context whose log lines carry attributes as well as those ctx already has.
func With(ctx context.Context, attributes ...slog.Attr) context.Context {
	earlier := from(ctx)
	all := make([]slog.Attr, 0, len(earlier)+len(attributes))
	return context.WithValue(ctx, attributesKey{}, append(append(all, earlier...), attributes...))
}

func from(ctx context.Context) []slog.Attr {
	attributes, _ := ctx.Value(attributesKey{}).([]slog.Attr)
	return attributes
}

type requestIDKey struct{}

// WithRequestID returns a context that carries a request's id, in its log lines too.
func WithRequestID(ctx context.Context, id string) context.Context {
	return With(context.WithValue(ctx, requestIDKey{}, id), slog.String("request", id))
}

// RequestID returns the id that WithRequestID put into ctx, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// contextHandler adds the context's attributes to each record.
type contextHandler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h contextHandler) Handle(ctx context.Context, record slog.Record) error {
	record.AddAttrs(from(ctx)...)
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (h contextHandler) WithAttrs(attributes []slog.Attr) slog.Handler {
	return contextHandler{h.Handler.WithAttrs(attributes)}
}

// WithGroup implements slog.Handler.
func (h contextHandler) WithGroup(name string) slog.Handler {
	return contextHandler{h.Handler.WithGroup(name)}
}

const hidden = "(hidden)"

// secretKeys are parts of attribute names whose values never reach the log.
var secretKeys = []string{"password", "secret", "token", "authorization", "cookie", "join_request"}

// webToken matches a JSON Web Token (RFC 7519) wherever it stands, such as in a logged URL.
var webToken = regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]*`)

// redact hides secrets by the name of their attribute and tokens by their form. It is a net under code that
// should not log them in the first place.
func redact(_ []string, attribute slog.Attr) slog.Attr {
	name := strings.ToLower(attribute.Key)
	for _, part := range secretKeys {
		if strings.Contains(name, part) {
			return slog.String(attribute.Key, hidden)
		}
	}
	var text string
	switch value := attribute.Value.Any().(type) {
	case string:
		text = value
	case error:
		text = value.Error()
	case fmt.Stringer:
		text = value.String()
	default:
		return attribute
	}
	if !strings.Contains(text, "eyJ") {
		return attribute
	}
	return slog.String(attribute.Key, webToken.ReplaceAllString(text, hidden))
}

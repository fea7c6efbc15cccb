package web

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/id"
	"giaoban/signaling/token"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

const (
	lineTestPayload = "/line-test/payload"
	lineTestBytes   = 8 << 20      // what a test sends or receives at once, at most
	lineTestRoom    = "line-test-" // then a random part: nobody else finds the room
)

type lineTestOutput struct {
	Body struct {
		URL   string `json:"url" doc:"Web socket origin of signaling; empty: the one that serves this API."`
		Token string `json:"token" doc:"Lets the caller, alone, into the test room."`
		Room  string `json:"room" example:"line-test-7sF0kQm2"`
	}
}

type payloadInput struct {
	Bytes int `query:"bytes" required:"true" minimum:"1" maximum:"8388608" doc:"How many bytes to send."`
}

type receivedOutput struct {
	Body struct {
		Bytes int64 `json:"bytes" doc:"How many bytes arrived."`
	}
}

// sinkInput swallows the request's body, whatever its size within the limit.
type sinkInput struct {
	received int64
	refused  error
}

// Resolve implements huma.Resolver: only there is the body at hand unread.
func (i *sinkInput) Resolve(ctx huma.Context) []error {
	i.received, i.refused = io.Copy(io.Discard, ctx.BodyReader())
	return nil
}

func (s *Server) registerLineTest(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "start-line-test", Method: http.MethodPost, Path: "/line-test", Tag: "line-test", Allow: rest.Members,
		Summary: "Get a room to test the media line in", Description: "The room is the caller's alone and closes behind them.",
	}, s.startLineTest)
	rest.Register(api, rest.Endpoint{
		ID: "ping-line", Method: http.MethodGet, Path: "/line-test/ping", Tag: "line-test", Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Answer at once, to measure the round trip",
	}, func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
	rest.Register(api, rest.Endpoint{
		ID: "download-line-test", Method: http.MethodGet, Path: lineTestPayload, Tag: "line-test", Allow: rest.Members,
		Summary: "Random bytes, to measure the line towards the caller", Errors: []problem.Code{problem.Invalid},
	}, func(_ context.Context, input *payloadInput) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(ctx huma.Context) { sendNoise(ctx, input.Bytes) }}, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "upload-line-test", Method: http.MethodPost, Path: lineTestPayload, Tag: "line-test", Allow: rest.Members,
		Summary:     "Discard the body, to measure the line from the caller",
		Description: "The body is application/octet-stream, 8 MiB at most.",
		Consumes:    "application/octet-stream", BodyBytes: lineTestBytes,
		Errors: []problem.Code{problem.TooLarge, problem.UnsupportedMedia},
	}, func(_ context.Context, input *sinkInput) (*receivedOutput, error) {
		if errors.As(input.refused, new(*http.MaxBytesError)) {
			return nil, problem.New(problem.TooLarge)
		}
		if input.refused != nil {
			return nil, problem.Wrap(problem.Invalid, input.refused)
		}
		output := &receivedOutput{}
		output.Body.Bytes = input.received
		return output, nil
	})
}

func (s *Server) startLineTest(ctx context.Context, _ *struct{}) (*lineTestOutput, error) {
	account := rest.CallerOf(ctx).Account
	const randomPart = 12
	room := lineTestRoom + id.Random(randomPart)
	signed, err := s.deps.Keys.Mint("", token.Grant{
		Room: room, Identity: account.ID, Name: account.DisplayName, Permission: permission(), Lifetime: s.config.JoinTokenLifetime,
	})
	if err != nil {
		return nil, err
	}
	output := &lineTestOutput{}
	output.Body.URL, output.Body.Token, output.Body.Room = s.config.SignalOrigin, signed, room
	return output, nil
}

// sendNoise sends bytes that no proxy on the way can compress. They need not be secret.
func sendNoise(ctx huma.Context, length int) {
	ctx.SetHeader("Content-Type", "application/octet-stream")
	ctx.SetHeader("Content-Length", strconv.Itoa(length))
	ctx.SetStatus(http.StatusOK)
	var seed [32]byte
	for i := range seed {
		seed[i] = byte(rand.Uint32()) //nolint:gosec // noise, not a secret
	}
	_, _ = io.CopyN(ctx.BodyWriter(), rand.NewChaCha8(seed), int64(length)) // the caller may stop early
}

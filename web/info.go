package web

import (
	"context"
	"net/http"

	"giaoban/web/rest"
)

type infoOutput struct {
	Body struct {
		Name              string        `json:"name" doc:"The product's name." example:"GiaoBan"`
		Version           string        `json:"version"`
		Demo              bool          `json:"demo" doc:"A demonstration: its accounts are public."`
		DemoAccounts      []DemoAccount `json:"demoAccounts,omitempty" nullable:"false" doc:"The accounts of a demonstration."`
		PasswordMinLength int           `json:"passwordMinLength" doc:"The shortest password that is taken, in characters."`
		Languages         []string      `json:"languages" nullable:"false" doc:"Languages of messages, the default first (BCP 47)." example:"[\"vi\",\"en\"]"`
	}
}

func (s *Server) registerInfo(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "get-info", Method: http.MethodGet, Path: "/info", Tag: "info", Allow: rest.Anyone,
		Summary: "What this server is", Description: "What a page needs to know before anyone has logged in.",
	}, func(_ context.Context, _ *struct{}) (*infoOutput, error) {
		output := &infoOutput{}
		output.Body.Name, output.Body.Version = s.config.Name, s.config.Version
		output.Body.Demo, output.Body.DemoAccounts = len(s.config.DemoAccounts) > 0, s.config.DemoAccounts
		output.Body.PasswordMinLength = s.deps.Identity.PasswordMinLength()
		output.Body.Languages = []string{"vi", "en"}
		return output, nil
	})
}

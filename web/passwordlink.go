package web

import (
	"context"
	"net/http"
	"time"

	"giaoban/web/problem"
	"giaoban/web/rest"
)

type linkInput struct {
	Body struct {
		Secret string `json:"secret" minLength:"1" maxLength:"100" doc:"What stands after # in the link."`
	}
}

type linkOutput struct {
	Body struct {
		Username    string    `json:"username"`
		DisplayName string    `json:"displayName"`
		ExpiresAt   time.Time `json:"expiresAt"`
	}
}

type useLinkInput struct {
	Body struct {
		Secret string `json:"secret" minLength:"1" maxLength:"100" doc:"What stands after # in the link."`
		New    string `json:"new" minLength:"1" maxLength:"256" doc:"The new password."`
	}
}

// registerPasswordLink serves those who have been given a link to set their password. Its secret travels in bodies only:
// addresses end up in logs.
func (s *Server) registerPasswordLink(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "check-password-link", Method: http.MethodPost, Path: "/password-link/check", Tag: "session", Allow: rest.Anyone, BodyBytes: loginBytes,
		Summary: "Whose password a link sets", Errors: []problem.Code{problem.NotFound, problem.RateLimited},
	}, func(ctx context.Context, input *linkInput) (*linkOutput, error) {
		if err := s.allowSource(rest.CallerOf(ctx).Client); err != nil {
			return nil, err
		}
		account, link, err := s.deps.Identity.LinkAccount(ctx, input.Body.Secret)
		if err != nil {
			return nil, err
		}
		output := &linkOutput{}
		output.Body.Username, output.Body.DisplayName, output.Body.ExpiresAt = account.Username, account.DisplayName, link.ExpiresAt
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "use-password-link", Method: http.MethodPost, Path: "/password-link", Tag: "session", Allow: rest.Anyone,
		Status: http.StatusNoContent, BodyBytes: loginBytes,
		Summary: "Set a password by a link", Description: "The link is good once. The account's sessions end.",
		Errors: []problem.Code{problem.NotFound, problem.RateLimited, problem.WeakPassword},
	}, func(ctx context.Context, input *useLinkInput) (*struct{}, error) {
		who := rest.CallerOf(ctx)
		if err := s.allowSource(who.Client); err != nil {
			return nil, err
		}
		return nil, s.deps.Identity.UseLink(ctx, input.Body.Secret, input.Body.New, who.Client)
	})
}

package accounts

import (
	"context"
	"net/http"

	"giaoban/web/problem"
	"giaoban/web/rest"
)

type passwordLinkOutput struct {
	Body passwordLink
}

// registerHelp serves the help that owners of accounts ask their administrator for.
func (a *area) registerHelp(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "reset-password", Method: http.MethodPost, Path: "/accounts/{id}/password-link", Tag: tag, Allow: administrators, Status: http.StatusCreated,
		Summary: "Make a password useless and a link that sets a new one",
		Description: "Ends the account's sessions and its lock. The link is shown only here, is good once and for a limited time; one made " +
			"before is of no use any more.",
		Errors: []problem.Code{problem.NotFound, problem.Conflict},
	}, func(ctx context.Context, input *AccountInput) (*passwordLinkOutput, error) {
		account, err := a.another(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		link, err := a.Identity.ResetPassword(ctx, rest.CallerOf(ctx).Actor(), account.ID)
		if err != nil {
			return nil, err
		}
		return &passwordLinkOutput{Body: passwordLink{Path: link.Path(), ExpiresAt: link.ExpiresAt}}, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "unlock-account", Method: http.MethodDelete, Path: "/accounts/{id}/lock", Tag: tag, Allow: administrators, Status: http.StatusNoContent,
		Summary: "Let an account that wrong passwords have locked log in again at once", Errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *AccountInput) (*struct{}, error) {
		account, err := a.another(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return nil, a.Identity.Unlock(ctx, rest.CallerOf(ctx).Actor(), account.ID)
	})
	rest.Register(api, rest.Endpoint{
		ID: "reset-second-factor", Method: http.MethodDelete, Path: "/accounts/{id}/second-factor", Tag: tag, Allow: administrators,
		Status: http.StatusNoContent, Summary: "Take away a second factor that its owner has lost",
		Description: "Ends the account's sessions. Where the role requires one, the owner sets up another at the next login.",
		Errors:      []problem.Code{problem.NotFound, problem.Conflict},
	}, func(ctx context.Context, input *AccountInput) (*struct{}, error) {
		account, err := a.another(ctx, input.ID)
		if err != nil {
			return nil, err
		}
		return nil, a.Identity.ResetSecondFactor(ctx, rest.CallerOf(ctx).Actor(), account.ID)
	})
}

package web

import (
	"context"
	"net/http"
	"time"

	"giaoban/internal/identity"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type secondFactorOutput struct {
	Body struct {
		On            bool       `json:"on"`
		Since         *time.Time `json:"since,omitempty"`
		Required      bool       `json:"required" doc:"The role must have one; it cannot be turned off."`
		RecoveryCodes int        `json:"recoveryCodes" doc:"How many are left."`
	}
}

type enrolmentOutput struct {
	Body struct {
		Secret string `json:"secret" doc:"Base32, to be typed into an authenticator app that has no camera." example:"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"`
		URI    string `json:"uri" doc:"The otpauth URI that the picture shows."`
		QR     string `json:"qr" doc:"The picture to scan: an SVG as a data URL."`
	}
}

type recoveryOutput struct {
	Body struct {
		RecoveryCodes []string `json:"recoveryCodes" nullable:"false" doc:"Each lets in once in place of a code. Not shown again."`
	}
}

type confirmInput struct {
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"256" doc:"The current password."`
	}
}

func (s *Server) registerSecondFactor(api *rest.API) {
	const path = "/session/second-factor"
	enrolling := rest.Entering(identity.StepEnrol)
	rest.Register(api, rest.Endpoint{
		ID: "get-second-factor", Method: http.MethodGet, Path: path, Tag: "session", Allow: enrolling,
		Summary: "The caller's second factor",
	}, s.secondFactor)
	rest.Register(api, rest.Endpoint{
		ID: "begin-second-factor", Method: http.MethodPost, Path: path, Tag: "session", Allow: enrolling, BodyBytes: loginBytes,
		Summary:     "Begin to set up a second factor",
		Description: "Makes a secret for an authenticator app. It comes into force when a code of the app has been entered.",
		Errors:      []problem.Code{problem.Conflict},
	}, s.beginSecondFactor)
	rest.Register(api, rest.Endpoint{
		ID: "confirm-second-factor", Method: http.MethodPut, Path: path, Tag: "session", Allow: enrolling, BodyBytes: loginBytes,
		Summary: "Put the second factor into force", Description: "Takes a first code of the app. Ends the account's other sessions.",
		Errors: []problem.Code{problem.InvalidCode, problem.RateLimited, problem.Conflict},
	}, s.confirmSecondFactor)
	rest.Register(api, rest.Endpoint{
		ID: "end-second-factor", Method: http.MethodPost, Path: path + "/end", Tag: "session", Allow: rest.Members, Status: http.StatusNoContent,
		BodyBytes: loginBytes, Summary: "Do without a second factor", Description: "Takes the current password.",
		Errors: []problem.Code{problem.InvalidCredentials, problem.AccountLocked, problem.RateLimited, problem.Forbidden},
	}, func(ctx context.Context, input *confirmInput) (*struct{}, error) {
		who := rest.CallerOf(ctx)
		if err := s.allowAttempt(who.Client, who.Account.Username); err != nil {
			return nil, err
		}
		return nil, s.deps.Identity.EndSecondFactor(ctx, who.Actor(), who.Session, input.Body.Password, who.Client)
	})
	rest.Register(api, rest.Endpoint{
		ID: "renew-recovery-codes", Method: http.MethodPost, Path: path + "/recovery-codes", Tag: "session", Allow: rest.Members,
		BodyBytes: loginBytes, Summary: "Replace the recovery codes", Description: "Takes the current password.",
		Errors: []problem.Code{problem.InvalidCredentials, problem.AccountLocked, problem.RateLimited, problem.Conflict},
	}, s.renewRecoveryCodes)
}

func (s *Server) secondFactor(ctx context.Context, _ *struct{}) (*secondFactorOutput, error) {
	state, err := s.deps.Identity.SecondFactorOf(ctx, rest.CallerOf(ctx).Account.ID)
	if err != nil {
		return nil, err
	}
	output := &secondFactorOutput{}
	output.Body.On, output.Body.Required, output.Body.RecoveryCodes = !state.Since.IsZero(), state.Required, state.RecoveryCodes
	if output.Body.On {
		output.Body.Since = &state.Since
	}
	return output, nil
}

func (s *Server) beginSecondFactor(ctx context.Context, _ *struct{}) (*enrolmentOutput, error) {
	enrolment, err := s.deps.Identity.BeginEnrolment(ctx, rest.CallerOf(ctx).Account.ID)
	if err != nil {
		return nil, err
	}
	output := &enrolmentOutput{}
	output.Body.Secret, output.Body.URI, output.Body.QR = enrolment.Secret, enrolment.URI, enrolment.QR
	return output, nil
}

func (s *Server) confirmSecondFactor(ctx context.Context, input *codeInput) (*recoveryOutput, error) {
	who := rest.CallerOf(ctx)
	if err := s.allowAttempt(who.Client, who.Account.Username); err != nil {
		return nil, err
	}
	codes, err := s.deps.Identity.ConfirmEnrolment(ctx, who.Actor(), who.Session, input.Body.Code)
	if err != nil {
		return nil, err
	}
	output := &recoveryOutput{}
	output.Body.RecoveryCodes = codes
	return output, nil
}

func (s *Server) renewRecoveryCodes(ctx context.Context, input *confirmInput) (*recoveryOutput, error) {
	who := rest.CallerOf(ctx)
	if err := s.allowAttempt(who.Client, who.Account.Username); err != nil {
		return nil, err
	}
	codes, err := s.deps.Identity.RenewRecoveryCodes(ctx, who.Actor(), who.Session, input.Body.Password, who.Client)
	if err != nil {
		return nil, err
	}
	output := &recoveryOutput{}
	output.Body.RecoveryCodes = codes
	return output, nil
}

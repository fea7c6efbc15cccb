package invitations

import (
	"context"
	"net/http"

	"giaoban/scheduler/invite"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type deliveriesInput struct {
	MeetingInput
	rest.PageInput
	State      invite.DeliveryState `query:"state" enum:"pending,sent,failed,no_address,superseded,"`
	Invitation string               `query:"invitation" maxLength:"64" doc:"Only those to one of the invited."`
}

type deliveriesOutput struct {
	Body struct {
		Items      []invitationDelivery `json:"items" nullable:"false"`
		NextCursor string               `json:"nextCursor,omitempty"`
	}
}

type deliveryOutput struct{ Body invitationDelivery }

func (a *area) registerMails(api *rest.API) {
	const path = "/meetings/{id}/invitation-mails"
	rest.Register(api, rest.Endpoint{
		ID: "list-invitation-mails", Method: http.MethodGet, Path: path, Tag: tag, Allow: rest.Members, Summary: "The mails of a meeting and their fate",
		Description: "The newest first.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.deliveries)
	rest.Register(api, rest.Endpoint{
		ID: "resend-failed-mails", Method: http.MethodPost, Path: path + "/resend", Tag: tag, Allow: rest.Members, Summary: "Have all mails of a meeting that failed tried again",
		Description: "To the addresses that the directory has by now. Answers how many go out again.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.resendFailed)
	rest.Register(api, rest.Endpoint{
		ID: "resend-mail", Method: http.MethodPost, Path: "/invitation-mails/{id}/resend", Tag: tag, Allow: rest.Members, Summary: "Have a mail that failed tried again",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict},
	}, a.resend)
}

func (a *area) deliveries(ctx context.Context, in *deliveriesInput) (*deliveriesOutput, error) {
	found, next, err := a.Inviter.Deliveries(ctx, byOf(ctx), invite.DeliveryQuery{MeetingID: in.ID, InvitationID: in.Invitation, State: in.State, Page: in.Page()})
	if err != nil {
		return nil, err
	}
	out := &deliveriesOutput{}
	out.Body.Items, out.Body.NextCursor = make([]invitationDelivery, len(found)), next
	for i := range found {
		out.Body.Items[i] = *delivery(&found[i])
	}
	return out, nil
}

func (a *area) resendFailed(ctx context.Context, in *MeetingInput) (*countOutput, error) {
	return counted(a.Inviter.ResendFailed(ctx, byOf(ctx), in.ID))
}

func (a *area) resend(ctx context.Context, in *InvitationInput) (*deliveryOutput, error) {
	d, err := a.Inviter.Resend(ctx, byOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &deliveryOutput{Body: *delivery(d)}, nil
}

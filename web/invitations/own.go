package invitations

import (
	"context"
	"net/http"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/invite"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type mineInput struct {
	rest.PageInput
	Open bool      `query:"open" doc:"Only those that wait for an answer."`
	From time.Time `query:"from" doc:"Only of meetings that end after."`
}

type mineOutput struct {
	Body struct {
		Items      []ownInvitation `json:"items" nullable:"false"`
		NextCursor string          `json:"nextCursor,omitempty"`
	}
}

// InvitationInput names an invitation, or whatever else an endpoint is about.
type InvitationInput struct {
	ID string `path:"id" maxLength:"64"`
}

type ownOutput struct {
	ETag string `header:"ETag"`
	Body ownInvitation
}

type invitationOutput struct {
	ETag string `header:"ETag"`
	Body InvitationBody
}

func told(i *invite.Invitation, err error) (*invitationOutput, error) {
	if err != nil {
		return nil, err
	}
	return &invitationOutput{ETag: rest.ETag(i.Version), Body: body(i)}, nil
}

type answerInput struct {
	InvitationInput
	rest.VersionInput
	Body struct {
		State      invite.State `json:"state" enum:"confirmed,declined,substituted"`
		Reason     string       `json:"reason,omitempty" maxLength:"8000" doc:"Needed when declined."`
		Substitute *struct {
			PersonID string `json:"personId,omitempty" maxLength:"64" doc:"A person of the directory; or else:"`
			Name     string `json:"name,omitempty" maxLength:"800"`
			Position string `json:"position,omitempty" maxLength:"800"`
			Mail     string `json:"mail,omitempty" maxLength:"800"`
		} `json:"substitute,omitempty" doc:"Who comes instead; needed when substituted."`
	}
}

type roleInput struct {
	InvitationInput
	rest.VersionInput
	Body struct {
		Role identity.Role `json:"role" enum:"chair,secretary,delegate,guest,technician"`
	}
}

type removeInput struct {
	InvitationInput
	rest.VersionInput
}

func (a *area) registerOwn(api *rest.API) {
	const path = "/invitations/{id}"
	rest.Register(api, rest.Endpoint{
		ID: "list-own-invitations", Method: http.MethodGet, Path: "/invitations", Tag: tag, Allow: rest.Members, Summary: "The invitations that the caller answers for",
		Description: "Their own, and those of the unit and the sites that they speak for; the next meeting first.",
	}, a.mine)
	rest.Register(api, rest.Endpoint{
		ID: "get-invitation", Method: http.MethodGet, Path: path, Tag: tag, Allow: rest.Members, Summary: "One invitation",
		Description: "For its receiver and those who run the meeting.", Errors: []problem.Code{problem.NotFound},
	}, a.get)
	rest.Register(api, rest.Endpoint{
		ID: "see-invitation", Method: http.MethodPut, Path: path + "/seen", Tag: tag, Allow: rest.Members, Summary: "Note that the receiver has opened it",
		Description: "By anyone else it changes nothing.", Errors: []problem.Code{problem.NotFound},
	}, a.see)
	rest.Register(api, rest.Endpoint{
		ID: "answer-invitation", Method: http.MethodPut, Path: path + "/answer", Tag: tag, Allow: rest.Members, Summary: "Confirm, decline, or name who comes instead",
		Description: "By the receiver, or noted by those who run the meeting. A later answer takes an earlier one's place; whoever was to come instead is then no longer invited.",
		Errors:      []problem.Code{problem.NotFound, problem.Conflict, problem.Stale, problem.Invalid, problem.Unconditional},
	}, a.answer)
	rest.Register(api, rest.Endpoint{
		ID: "change-invitation", Method: http.MethodPatch, Path: path, Tag: tag, Allow: rest.Members, Summary: "Give one of the invited another role",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Stale, problem.Unconditional},
	}, a.setRole)
	rest.Register(api, rest.Endpoint{
		ID: "remove-invitation", Method: http.MethodDelete, Path: path, Tag: tag, Allow: rest.Members, Status: http.StatusNoContent, Summary: "Take somebody off the list",
		Description: "An invitation that was issued is withdrawn, which its receiver is told.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Stale, problem.Unconditional},
	}, a.remove)
}

func (a *area) mine(ctx context.Context, in *mineInput) (*mineOutput, error) {
	found, next, err := a.Inviter.Mine(ctx, byOf(ctx), invite.MineQuery{Open: in.Open, From: in.From, Page: in.Page()})
	if err != nil {
		return nil, err
	}
	out := &mineOutput{}
	out.Body.Items, out.Body.NextCursor = make([]ownInvitation, len(found)), next
	for i := range found {
		out.Body.Items[i] = own(&found[i])
	}
	return out, nil
}

func (a *area) get(ctx context.Context, in *InvitationInput) (*ownOutput, error) {
	found, err := a.Inviter.Invitation(ctx, byOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &ownOutput{ETag: rest.ETag(found.Version), Body: own(found)}, nil
}

func (a *area) see(ctx context.Context, in *InvitationInput) (*invitationOutput, error) {
	return told(a.Inviter.Seen(ctx, byOf(ctx), in.ID))
}

func (a *area) answer(ctx context.Context, in *answerInput) (*invitationOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	answer := invite.Answer{State: in.Body.State, Reason: in.Body.Reason}
	if sub := in.Body.Substitute; sub != nil {
		answer.Substitute = &invite.Substitute{PersonID: sub.PersonID, Name: sub.Name, Position: sub.Position, Mail: sub.Mail}
	}
	return told(a.Inviter.Answer(ctx, byOf(ctx), in.ID, version, answer))
}

func (a *area) setRole(ctx context.Context, in *roleInput) (*invitationOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return told(a.Inviter.SetRole(ctx, byOf(ctx), in.ID, version, in.Body.Role))
}

func (a *area) remove(ctx context.Context, in *removeInput) (*struct{}, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return nil, a.Inviter.Remove(ctx, byOf(ctx), in.ID, version)
}

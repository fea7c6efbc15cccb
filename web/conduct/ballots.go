package conduct

import (
	"context"
	"net/http"

	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/ballot"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Ballots are what was cast in secret votes that are closed.
type Ballots interface {
	Published(ctx context.Context, meetingID, motionID string) ([]ballot.Ballot, conduct.BallotKeys, error)
}

func (a *area) registerBallots(api *rest.API) {
	const path = "/meetings/{id}/motions/{motion}"
	rest.Register(api, rest.Endpoint{
		ID: "issue-ballot-paper", Method: http.MethodPost, Path: path + "/ballot-paper", Tag: tag, Allow: rest.Members, Summary: "Get the paper of a secret vote",
		Description: "Signs a blinded message (RFC 9474, RSABSSA-SHA384-PSS-Randomized) with the motion's key, once for each who may vote: the same message " +
			"again gets the same signature, another is refused. The message before it is prepared and blinded is \"giaoban-ballot-1:\", the motion's id, " +
			"\":\" and a serial of 32 random bytes. By whoever may vote on the motion.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid, problem.Unavailable},
	}, a.paper)
	rest.Register(api, rest.Endpoint{
		ID: "cast-ballot", Method: http.MethodPost, Path: path + "/ballots", Tag: tag, Allow: rest.Anyone, Summary: "Cast a secret ballot",
		Description: "Takes a ballot on a paper of the motion's, and answers with a receipt once it is written down. Send no session with it: nothing is asked of who " +
			"sends it, and nothing kept. The same ballot again gets the same receipt; another choice on the same paper is refused.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid, problem.Unavailable},
	}, a.cast)
	rest.Register(api, rest.Endpoint{
		ID: "list-ballots", Method: http.MethodGet, Path: path + "/ballots", Tag: tag, Allow: rest.Members, Summary: "The ballots of a secret vote",
		Description: "All that were cast, in the order of their serials, once the vote is closed: whoever wants to can check each signature, count again and look for " +
			"their own. By whoever has a part in the meeting.",
		Errors: []problem.Code{problem.NotFound, problem.Conflict},
	}, a.published)
	rest.Register(api, rest.Endpoint{
		ID: "get-turnout", Method: http.MethodGet, Path: path + "/turnout", Tag: tag, Allow: rest.Members, Summary: "How many have voted in secret",
		Description: "Papers given out and ballots cast, without names. By those who conduct.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.turnout)
}

type motionInput struct {
	ID     string `path:"id" doc:"The meeting's id." maxLength:"64" example:"ME_k3h1D2f9aQ0z"`
	Motion string `path:"motion" doc:"The motion's id." maxLength:"64" example:"MO_k3h1D2f9aQ0z"`
}

type signatureBody struct {
	Signature []byte `json:"signature" doc:"Base64."`
}

func (a *area) paper(ctx context.Context, input *struct {
	ID     string `path:"id" doc:"The meeting's id." maxLength:"64" example:"ME_k3h1D2f9aQ0z"`
	Motion string `path:"motion" doc:"The motion's id." maxLength:"64" example:"MO_k3h1D2f9aQ0z"`
	Body   struct {
		Blinded []byte `json:"blinded" doc:"The blinded message, base64." maxLength:"1024"`
	}
},
) (*struct{ Body signatureBody }, error) {
	signature, err := a.Conductor.Paper(ctx, by(ctx), input.ID, input.Motion, input.Body.Blinded)
	if err != nil {
		return nil, err
	}
	return &struct{ Body signatureBody }{signatureBody{signature}}, nil
}

type ballotBody struct {
	Paper     []byte         `json:"paper" doc:"The prepared message, base64." maxLength:"1024"`
	Signature []byte         `json:"signature" doc:"Base64." maxLength:"1024"`
	Choice    conduct.Choice `json:"choice" enum:"for,against,other"`
	Text      string         `json:"text,omitempty" doc:"Of another opinion." maxLength:"20000"`
}

type receiptBody struct {
	Receipt string `json:"receipt" doc:"Signed by the server: GB1, the motion's id, the serial, the choice, the text's SHA-256 and the signature, joined by dots."`
}

func (a *area) cast(ctx context.Context, input *struct {
	ID     string `path:"id" doc:"The meeting's id." maxLength:"64" example:"ME_k3h1D2f9aQ0z"`
	Motion string `path:"motion" doc:"The motion's id." maxLength:"64" example:"MO_k3h1D2f9aQ0z"`
	Body   ballotBody
},
) (*struct{ Body receiptBody }, error) {
	b := &input.Body
	receipt, err := a.Conductor.Cast(ctx, input.ID, input.Motion, b.Paper, b.Signature, b.Choice, b.Text)
	if err != nil {
		return nil, err
	}
	return &struct{ Body receiptBody }{receiptBody{receipt}}, nil
}

type publishedBody struct {
	Keys  conduct.BallotKeys `json:"keys"`
	Hash  string             `json:"hash" doc:"SHA-256 of the ballots, as in the motion's result."`
	Items []ballotBody       `json:"items" nullable:"false"`
}

func (a *area) published(ctx context.Context, input *motionInput) (*struct{ Body publishedBody }, error) {
	if _, err := a.Conductor.SeatOf(ctx, by(ctx), input.ID); err != nil {
		return nil, err
	}
	ballots, keys, err := a.Ballots.Published(ctx, input.ID, input.Motion)
	if err != nil {
		return nil, err
	}
	output := &struct{ Body publishedBody }{publishedBody{Keys: keys, Hash: ballot.Hash(ballots), Items: make([]ballotBody, len(ballots))}}
	for i := range ballots {
		output.Body.Items[i] = ballotBody(ballots[i])
	}
	return output, nil
}

type turnoutBody struct {
	Issued int64 `json:"issued" doc:"Papers given out."`
	Cast   int64 `json:"cast" doc:"Ballots that came."`
}

func (a *area) turnout(ctx context.Context, input *motionInput) (*struct{ Body turnoutBody }, error) {
	issued, cast, err := a.Conductor.Turnout(ctx, by(ctx), input.ID, input.Motion)
	if err != nil {
		return nil, err
	}
	return &struct{ Body turnoutBody }{turnoutBody{issued, cast}}, nil
}

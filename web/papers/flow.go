package papers

import (
	"context"
	"net/http"

	"giaoban/scheduler/papers"
	"giaoban/scheduler/plan"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type fileInput struct {
	PaperPath
	rest.LanguageInput
	rest.VersionInput
	Body struct {
		UploadID      string       `json:"uploadId" doc:"A finished upload of the caller's." maxLength:"40" example:"PU_4fGh2kLm9QwE"`
		NoStateSecret bool         `json:"noStateSecret" doc:"The mandatory declaration that the file holds no state secret."`
		Secrecy       plan.Secrecy `json:"secrecy,omitempty" enum:"normal,confidential,secret,top_secret" default:"normal" doc:"The marking on the paper. Any other than normal is refused, and the refusal recorded."`
	}
}

type actionInput struct {
	PaperPath
	rest.LanguageInput
	rest.VersionInput
	Body struct {
		Action papers.Action `json:"action" enum:"submit,recall,approve,send_back,release,withdraw"`
		Reason string        `json:"reason,omitempty" doc:"Must be given to send back and to withdraw, and to release less than three working days before a regular meeting that has no reason of its own for being called late." maxLength:"4000"`
	}
}

func (a *area) registerFlow(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "addPaperFile", Method: http.MethodPost, Path: "/papers/{paperId}/files", Tag: "papers", Allow: rest.Members, Status: http.StatusCreated,
		Summary: "Make an upload the next version of a paper", Errors: append([]problem.Code{problem.TooLarge}, edits...),
	}, a.addFile)
	rest.Register(api, rest.Endpoint{
		ID: "movePaper", Method: http.MethodPost, Path: "/papers/{paperId}/actions", Tag: "papers", Allow: rest.Members,
		Summary: "Submit, recall, approve, send back, release or withdraw a paper", Description: "rights.actions of the paper says what the caller may do now.",
		Errors: edits,
	}, a.act)
}

func (a *area) addFile(ctx context.Context, in *fileInput) (*paperOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	declared := papers.Declaration{NoStateSecret: in.Body.NoStateSecret, Secrecy: in.Body.Secrecy}
	if err := a.Uploads.Settle(ctx, by(ctx), in.Body.UploadID); err != nil {
		return nil, err
	}
	added, err := a.Desk.AddFile(ctx, by(ctx), in.PaperID, version, in.Body.UploadID, declared)
	if err != nil {
		return nil, err
	}
	return newPaperOutput(added, nil, in.Language()), nil
}

func (a *area) act(ctx context.Context, in *actionInput) (*paperOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	moved, err := a.Desk.Act(ctx, by(ctx), in.PaperID, version, in.Body.Action, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return newPaperOutput(moved, nil, in.Language()), nil
}

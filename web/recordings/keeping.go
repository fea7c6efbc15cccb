package recordings

import (
	"context"
	"net/http"
	"path"
	"strings"
	"time"

	"giaoban/internal/fault"
	"giaoban/recorder/retention"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type classBody struct {
	ID    string `json:"id" example:"years-10"`
	Name  string `json:"name" doc:"In the caller's language."`
	Years int    `json:"years" doc:"0: for ever."`
}

type deletionBody struct {
	State     string     `json:"state" enum:"asked,approved,refused,expired"`
	Reason    string     `json:"reason"`
	AskedBy   string     `json:"askedBy" doc:"Name."`
	AskedAt   time.Time  `json:"askedAt"`
	ExpiresAt time.Time  `json:"expiresAt"`
	DecidedBy string     `json:"decidedBy,omitempty"`
	DecidedAt *time.Time `json:"decidedAt,omitempty"`
	Decision  string     `json:"decision,omitempty" doc:"Why it was decided so."`
}

type holdBody struct {
	Reason string    `json:"reason"`
	By     string    `json:"by" doc:"Name."`
	At     time.Time `json:"at"`
}

type mayBody struct {
	Class   bool `json:"class"`
	Hold    bool `json:"hold"`
	Dispose bool `json:"dispose" doc:"It is due."`
	Ask     bool `json:"ask" doc:"For its deletion before it is due."`
	Decide  bool `json:"decide" doc:"On what another has asked."`
}

type keepingBody struct {
	Recording body          `json:"recording"`
	Class     classBody     `json:"class"`
	Classes   []classBody   `json:"classes" nullable:"false" doc:"Those there are."`
	Due       *time.Time    `json:"due,omitempty" doc:"None: it is kept for ever."`
	Hold      *holdBody     `json:"hold,omitempty" doc:"Keeps it from being deleted."`
	Deletion  *deletionBody `json:"deletion,omitempty" doc:"The latest question whether it may go before its time."`
	Disposed  *time.Time    `json:"disposed,omitempty" doc:"Its files and their key were destroyed; a certificate is there."`
	Place     string        `json:"place" enum:"local,store,none" doc:"local: some of its files are still on the server's disk."`
	May       mayBody       `json:"may"`
}

func (a *area) keepingBody(k *retention.Keeping, lang string) keepingBody {
	told := keepingBody{
		Recording: tell(k.Entry, lang), Class: classOf(&k.Class, lang), Classes: []classBody{}, Due: moment(k.Due), Disposed: moment(k.Disposed), Place: "store",
		May: mayBody(k.May),
	}
	for i := range a.Keeper.Rules.Classes {
		told.Classes = append(told.Classes, classOf(&a.Keeper.Rules.Classes[i], lang))
	}
	if k.HoldReason != "" {
		told.Hold = &holdBody{k.HoldReason, k.HoldName, k.HoldAt}
	}
	if d := k.Deletion; d != nil {
		told.Deletion = &deletionBody{d.State, d.Reason, d.AskerName, d.AskedAt, d.ExpiresAt, d.DeciderName, moment(d.DecidedAt.Time), d.Decision}
	}
	switch {
	case told.Disposed != nil:
		told.Place = "none"
	case k.Local:
		told.Place = "local"
	}
	return told
}

func classOf(c *retention.Class, lang string) classBody {
	return classBody{c.ID, rest.InLanguage(c.Name, lang), c.Years}
}

type keepingOutput struct{ Body keepingBody }

func (a *area) tellKeeping(k *retention.Keeping, err error, lang string) (*keepingOutput, error) {
	if err != nil {
		return nil, err
	}
	return &keepingOutput{a.keepingBody(k, lang)}, nil
}

type reasonInput struct {
	RecordingInput
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func (a *area) registerKeeping(api *rest.API) {
	failures := []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid}
	rest.Register(api, rest.Endpoint{
		ID: "get-recording-keeping", Method: http.MethodGet, Path: "/recordings/{id}/keeping", Tag: tag, Allow: rest.Members,
		Summary: "How long a recording is kept, and what the caller may do about it", Description: "For who may watch it, once it has ended.", Errors: failures,
	}, func(ctx context.Context, input *RecordingInput) (*keepingOutput, error) {
		k, err := a.Keeper.Get(ctx, byOf(ctx), input.ID)
		return a.tellKeeping(k, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "set-recording-class", Method: http.MethodPut, Path: "/recordings/{id}/keeping", Tag: tag, Allow: rest.Members,
		Summary: "Give a recording another class", Description: "For who runs its meeting; one that ends sooner for who may approve deletions.", Errors: failures,
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body struct {
			Class string `json:"class" maxLength:"64"`
		}
	}) (*keepingOutput, error) {
		k, err := a.Keeper.SetClass(ctx, byOf(ctx), input.ID, input.Body.Class)
		return a.tellKeeping(k, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "hold-recording", Method: http.MethodPost, Path: "/recordings/{id}/hold", Tag: tag, Allow: rest.Members,
		Summary: "Set a legal hold, or lift it", Description: "While it stands nobody deletes the recording. For the configured roles over the host unit.", Errors: failures,
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body struct {
			On     bool   `json:"on"`
			Reason string `json:"reason" minLength:"1" maxLength:"1000"`
		}
	}) (*keepingOutput, error) {
		k, err := a.Keeper.Hold(ctx, byOf(ctx), input.ID, input.Body.On, input.Body.Reason)
		return a.tellKeeping(k, err, input.Language())
	})
	a.registerDisposal(api, failures)
}

func (a *area) registerDisposal(api *rest.API, failures []problem.Code) {
	rest.Register(api, rest.Endpoint{
		ID: "ask-recording-deletion", Method: http.MethodPost, Path: "/recordings/{id}/deletion", Tag: tag, Allow: rest.Members,
		Summary: "Ask for the deletion of a recording before its time", Description: "Another person decides. For the configured roles over the host unit.", Errors: failures,
	}, func(ctx context.Context, input *reasonInput) (*keepingOutput, error) {
		k, err := a.Keeper.Ask(ctx, byOf(ctx), input.ID, input.Body.Reason)
		return a.tellKeeping(k, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "decide-recording-deletion", Method: http.MethodPost, Path: "/recordings/{id}/deletion/decision", Tag: tag, Allow: rest.Members,
		Summary:     "Approve or refuse the deletion of a recording before its time",
		Description: "Approved, it is deleted at once. Never by who asked. For the configured roles over the host unit.", Errors: failures,
	}, func(ctx context.Context, input *struct {
		RecordingInput
		Body struct {
			Approve bool   `json:"approve"`
			Reason  string `json:"reason,omitempty" maxLength:"1000" doc:"Needed to refuse."`
		}
	}) (*keepingOutput, error) {
		k, err := a.Keeper.Decide(ctx, byOf(ctx), input.ID, input.Body.Approve, input.Body.Reason)
		return a.tellKeeping(k, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "dispose-recording", Method: http.MethodPost, Path: "/recordings/{id}/disposal", Tag: tag, Allow: rest.Members,
		Summary: "Dispose of a recording that is due", Description: "Its key and files are destroyed; its row and a certificate stay. For the configured roles over the host unit.",
		Errors: failures,
	}, func(ctx context.Context, input *RecordingInput) (*keepingOutput, error) {
		k, err := a.Keeper.Dispose(ctx, byOf(ctx), input.ID)
		return a.tellKeeping(k, err, input.Language())
	})
	rest.Register(api, rest.Endpoint{
		ID: "list-due-recordings", Method: http.MethodGet, Path: "/due-recordings", Tag: tag, Allow: rest.Members,
		Summary: "Recordings that the caller may dispose of or decide on", Description: "Those that are due, and those whose deletion was asked for.",
	}, func(ctx context.Context, input *struct{ rest.LanguageInput }) (*dueOutput, error) {
		due, err := a.Keeper.Due(ctx, byOf(ctx))
		if err != nil {
			return nil, err
		}
		answer := &dueOutput{}
		answer.Body.Items = make([]keepingBody, len(due))
		for i, k := range due {
			answer.Body.Items[i] = a.keepingBody(k, input.Language())
		}
		return answer, nil
	})
	rest.Raw(api, rest.Endpoint{
		ID: "get-disposal-certificate", Method: http.MethodGet, Path: "/recordings/{id}/certificate/{file}", Tag: tag, Allow: rest.Members, Produces: "application/octet-stream",
		Summary:     "The certificate of a recording that was disposed of",
		Description: "File is certificate.pdf, certificate.json, or certificate.sig, the server's signature of the JSON (Ed25519, by the key that signs manifests).",
		Errors:      []problem.Code{problem.NotFound},
	}, a.certificate)
}

type dueOutput struct {
	Body struct {
		Items []keepingBody `json:"items" nullable:"false"`
	}
}

func (a *area) certificate(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	text, signature, err := a.Keeper.CertificateOf(ctx, byOf(ctx), r.PathValue("id"))
	if err != nil {
		return err
	}
	data, mediaType := text, "application/json"
	switch r.PathValue("file") {
	case "certificate.json":
	case "certificate.sig":
		data = signature
	case "certificate.pdf":
		mediaType = "application/pdf"
		if data, err = a.Keeper.Paper(text); err != nil {
			return err
		}
	default:
		return fault.New(fault.NotFound, "")
	}
	name := "chung-nhan-huy-" + r.PathValue("id") + path.Ext(r.PathValue("file"))
	sent := rest.File{Name: name, MediaType: mediaType, Tag: r.PathValue("id") + "/" + name, Content: nopCloser{strings.NewReader(string(data))}}
	return sent.Send(w, r, "attachment")
}

type nopCloser struct{ *strings.Reader }

// Close implements io.Closer: there is nothing to close.
func (nopCloser) Close() error { return nil }

package invitations

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"giaoban/scheduler/invite"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type letterOutput struct {
	ETag string `header:"ETag"`
	Body letterBody
}

type letterInput struct {
	MeetingInput
	rest.VersionInput
	Body LetterFields
}

type previewInput struct {
	MeetingInput
	Body LetterFields
}

type previewOutput struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

type issuersInput struct {
	MeetingInput
	rest.LanguageInput
}

type issuersOutput struct {
	Body struct {
		Items []issuerBody `json:"items" nullable:"false"`
	}
}

type issuerBody struct {
	Unit        *invitationUnit    `json:"unit"`
	Name        string             `json:"name" doc:"In the caller's language." example:"Tỉnh Tuyên Quang"`
	ParentName  string             `json:"parentName,omitempty"`
	AgencyName  string             `json:"agencyName"`
	Place       string             `json:"place"`
	Symbol      string             `json:"symbol" example:"GM-UBND"`
	Form        invite.SigningForm `json:"form,omitempty" enum:"TM.,KT.,TL.,TUQ.,Q.,"`
	OnBehalf    string             `json:"onBehalf,omitempty"`
	SignerTitle string             `json:"signerTitle"`
	SignerName  string             `json:"signerName"`
	Next        int                `json:"next" doc:"The number that its next letter of this year gets, should no other be issued before." example:"13"`
}

func issuer(i *invite.Issuer, lang string) issuerBody {
	return issuerBody{
		Unit: unitRef(i.Unit), Name: rest.InLanguage(i.Name, lang), ParentName: i.ParentName, AgencyName: i.AgencyName, Place: i.Place, Symbol: i.Symbol,
		Form: i.Form, OnBehalf: i.OnBehalf, SignerTitle: i.SignerTitle, SignerName: i.SignerName, Next: i.Next,
	}
}

type documentsOutput struct {
	Body struct {
		Items []documentBody `json:"items" nullable:"false"`
	}
}

func (a *area) registerLetter(api *rest.API) {
	const path = "/meetings/{id}/letter"
	rest.Register(api, rest.Endpoint{
		ID: "get-letter", Method: http.MethodGet, Path: path, Tag: tag, Allow: rest.Members, Summary: "The letter (giấy mời) as it is written",
		Description: "What is not written yet is proposed from the plan and the directory.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.letter)
	rest.Register(api, rest.Endpoint{
		ID: "save-letter", Method: http.MethodPut, Path: path, Tag: tag, Allow: rest.Members, Summary: "Write the letter",
		Description: "Before it is issued it may lack what missing names; afterwards it may not.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Stale, problem.Invalid, problem.Unconditional},
	}, a.saveLetter)
	rest.Raw(api, rest.Endpoint{
		ID: "preview-letter", Method: http.MethodGet, Path: path + "/preview", Tag: tag, Allow: rest.Members, Produces: "application/pdf", Summary: "The letter as a PDF file",
		Description: "A draft without number and date.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.preview)
	rest.Register(api, rest.Endpoint{
		ID: "preview-written-letter", Method: http.MethodPost, Path: path + "/preview", Tag: tag, Allow: rest.Members, Produces: "application/pdf", Summary: "A letter that is being written as a PDF file",
		Description: "A draft without number and date. Nothing is saved and no number is taken; what must still be written is left blank.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid},
	}, a.previewWritten)
	rest.Register(api, rest.Endpoint{
		ID: "list-letter-issuers", Method: http.MethodGet, Path: path + "/issuers", Tag: tag, Allow: rest.Members, Summary: "The agencies in whose name the letter can go out",
		Description: "The host first, then those above it, with what their letters say and the number that the next one gets.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.issuers)
	rest.Register(api, rest.Endpoint{
		ID: "list-invitation-documents", Method: http.MethodGet, Path: "/meetings/{id}/invitation-documents", Tag: tag, Allow: rest.Members, Summary: "The letters and notices issued for a meeting",
		Description: "For those who run it and those invited; the newest first.", Errors: []problem.Code{problem.NotFound},
	}, a.documents)
	rest.Raw(api, rest.Endpoint{
		ID: "get-invitation-document", Method: http.MethodGet, Path: "/invitation-documents/{id}/pdf", Tag: tag, Allow: rest.Members, Produces: "application/pdf", Summary: "An issued document as a PDF file",
		Errors: []problem.Code{problem.NotFound},
	}, a.file)
}

func (a *area) letter(ctx context.Context, in *MeetingInput) (*letterOutput, error) {
	found, err := a.Inviter.Letter(ctx, byOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &letterOutput{ETag: rest.ETag(found.Version), Body: letter(found)}, nil
}

func (a *area) saveLetter(ctx context.Context, in *letterInput) (*letterOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	saved, err := a.Inviter.SaveLetter(ctx, byOf(ctx), in.ID, version, in.Body.fields())
	if err != nil {
		return nil, err
	}
	return &letterOutput{ETag: rest.ETag(saved.Version), Body: letter(saved)}, nil
}

func (a *area) documents(ctx context.Context, in *MeetingInput) (*documentsOutput, error) {
	found, err := a.Inviter.Documents(ctx, byOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &documentsOutput{}
	out.Body.Items = make([]documentBody, len(found))
	for i := range found {
		out.Body.Items[i] = *document(&found[i])
	}
	return out, nil
}

func (a *area) preview(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	file, err := a.Inviter.Preview(ctx, byOf(ctx), r.PathValue("id"), nil)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	writePDF(w, "giay-moi-du-thao.pdf", file)
	return nil
}

func (a *area) previewWritten(ctx context.Context, in *previewInput) (*previewOutput, error) {
	fields := in.Body.fields()
	file, err := a.Inviter.Preview(ctx, byOf(ctx), in.ID, &fields)
	if err != nil {
		return nil, err
	}
	return &previewOutput{ContentType: "application/pdf", CacheControl: "no-store", Body: file}, nil
}

func (a *area) issuers(ctx context.Context, in *issuersInput) (*issuersOutput, error) {
	found, err := a.Inviter.Issuers(ctx, byOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &issuersOutput{}
	out.Body.Items = make([]issuerBody, len(found))
	for i := range found {
		out.Body.Items[i] = issuer(&found[i], in.Language())
	}
	return out, nil
}

func (a *area) file(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	found, file, err := a.Inviter.DocumentFile(ctx, byOf(ctx), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	tag := `"` + found.SHA256 + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	writePDF(w, strings.ReplaceAll(found.Symbol, "/", "-")+".pdf", file)
	return nil
}

func writePDF(w http.ResponseWriter, name string, file []byte) {
	header := w.Header()
	header.Set("Content-Type", "application/pdf")
	header.Set("Content-Length", fmt.Sprint(len(file)))
	header.Set("Content-Disposition", "inline; filename*=UTF-8''"+url.PathEscape(name))
	_, _ = w.Write(file) //nolint:gosec // a PDF file, said to be one; the caller may have gone
}

package invitations

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"giaoban/scheduler/directory"
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

type documentsOutput struct {
	Body struct {
		Items []documentBody `json:"items" nullable:"false"`
	}
}

type registerInput struct {
	Catalogue string `path:"catalogue" maxLength:"64"`
	Code      string `path:"code" maxLength:"35"`
	Year      int    `path:"year" minimum:"2000" maximum:"9999"`
	Type      string `path:"type" enum:"GM,TB"`
	Body      struct {
		Last int `json:"last" minimum:"0" maximum:"999999" doc:"The last number given on paper."`
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
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Stale, problem.Invalid, problem.Unconditional},
	}, a.saveLetter)
	rest.Raw(api, rest.Endpoint{
		ID: "preview-letter", Method: http.MethodGet, Path: path + "/preview", Tag: tag, Allow: rest.Members, Produces: "application/pdf", Summary: "The letter as a PDF file",
		Description: "A draft without number and date.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.preview)
	rest.Register(api, rest.Endpoint{
		ID: "list-invitation-documents", Method: http.MethodGet, Path: "/meetings/{id}/invitation-documents", Tag: tag, Allow: rest.Members, Summary: "The letters and notices issued for a meeting",
		Description: "For those who run it and those invited; the newest first.", Errors: []problem.Code{problem.NotFound},
	}, a.documents)
	rest.Raw(api, rest.Endpoint{
		ID: "get-invitation-document", Method: http.MethodGet, Path: "/invitation-documents/{id}/pdf", Tag: tag, Allow: rest.Members, Produces: "application/pdf", Summary: "An issued document as a PDF file",
		Errors: []problem.Code{problem.NotFound},
	}, a.file)
	rest.Register(api, rest.Endpoint{
		ID: "continue-register", Method: http.MethodPut, Path: "/registers/{catalogue}/{code}/{year}/{type}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary:     "Have a register of numbers go on after one given on paper",
		Description: "For secretaries and administrators of the agency. A number that the register has passed is refused.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict},
	}, a.continueRegister)
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
	file, err := a.Inviter.Preview(ctx, byOf(ctx), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	writePDF(w, "giay-moi-du-thao.pdf", file)
	return nil
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

func (a *area) continueRegister(ctx context.Context, in *registerInput) (*struct{}, error) {
	key := directory.UnitKey{Catalogue: in.Catalogue, Code: in.Code}
	return nil, a.Inviter.ContinueRegister(ctx, byOf(ctx), key, in.Year, in.Type, in.Body.Last)
}

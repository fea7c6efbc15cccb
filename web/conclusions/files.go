package conclusions

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"giaoban/scheduler/conclude"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

func marshal(value any) ([]byte, error) { return json.Marshal(value) }

func (a *area) registerFiles(api *rest.API) {
	missing := []problem.Code{problem.NotFound, problem.Forbidden}
	rest.Raw(api, rest.Endpoint{
		ID: "get-minutes-file", Method: http.MethodGet, Path: "/meetings/{id}/minutes/file/{format}", Tag: tag, Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "Minutes as a file (Mẫu 1.9)", Description: "Format is pdf or docx: as they were frozen, or a draft without number.", Errors: missing,
	}, a.minutesFile)
	rest.Raw(api, rest.Endpoint{
		ID: "get-minutes-annex", Method: http.MethodGet, Path: "/meetings/{id}/minutes/annexes/{annex}/{format}", Tag: tag, Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "An annex of minutes as a file", Description: "Annex is attendance, votes or count (of secret ballots, where there were any); format is pdf, docx or xlsx.", Errors: missing,
	}, a.annexFile)
	rest.Raw(api, rest.Endpoint{
		ID: "get-minutes-addition", Method: http.MethodGet, Path: "/meetings/{id}/minutes/additions/{number}/{format}", Tag: tag, Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "A correction of minutes as a file", Description: "Format is pdf or docx.", Errors: missing,
	}, a.additionFile)
	rest.Raw(api, rest.Endpoint{
		ID: "get-conclusion-file", Method: http.MethodGet, Path: "/meetings/{id}/conclusion/file/{format}", Tag: tag, Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "A conclusion notice as a file (Mẫu 1.4)", Description: "Format is pdf or docx: as it was issued, or a draft without number and date.", Errors: missing,
	}, a.noticeFile)
	rest.Raw(api, rest.Endpoint{
		ID: "get-conclusion-edition-file", Method: http.MethodGet, Path: "/meetings/{id}/conclusion/editions/{document}/{format}", Tag: tag, Allow: rest.Members, Produces: "application/octet-stream",
		Summary: "A conclusion notice as it was issued, whatever replaces it", Description: "Format is pdf or docx.", Errors: missing,
	}, a.noticeEditionFile)
}

func (a *area) minutesFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	format := conclude.Format(r.PathValue("format"))
	file, err := a.Concluder.MinutesFile(ctx, byOf(ctx), r.PathValue("id"), format)
	if err != nil {
		return err
	}
	writeFile(w, r, format, file)
	return nil
}

func (a *area) annexFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	format := conclude.Format(r.PathValue("format"))
	file, err := a.Concluder.AnnexFile(ctx, byOf(ctx), r.PathValue("id"), conclude.Annex(r.PathValue("annex")), format)
	if err != nil {
		return err
	}
	writeFile(w, r, format, file)
	return nil
}

func (a *area) additionFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	format := conclude.Format(r.PathValue("format"))
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		number = 0 // there is none of this number
	}
	file, err := a.Concluder.AdditionFile(ctx, byOf(ctx), r.PathValue("id"), number, format)
	if err != nil {
		return err
	}
	writeFile(w, r, format, file)
	return nil
}

func (a *area) noticeEditionFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	format := conclude.Format(r.PathValue("format"))
	file, err := a.Concluder.NoticeEditionFile(ctx, byOf(ctx), r.PathValue("id"), r.PathValue("document"), format)
	if err != nil {
		return err
	}
	writeFile(w, r, format, file)
	return nil
}

func (a *area) noticeFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	format := conclude.Format(r.PathValue("format"))
	file, err := a.Concluder.NoticeFile(ctx, byOf(ctx), r.PathValue("id"), format)
	if err != nil {
		return err
	}
	writeFile(w, r, format, file)
	return nil
}

package directory

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

func (a *area) registerPeopleFiles(api *rest.API) {
	rest.Raw(api, rest.Endpoint{
		ID: "import-people", Method: http.MethodPost, Path: "/people/import", Tag: "people", Allow: keepers,
		Summary: "Add and change people from a CSV file",
		Description: "The body is the file, in UTF-8, split by commas or semicolons: the columns name and unit_code, and, if wanted, id, unit_catalogue, " +
			"position (name or code), title, mail, phone, head, active and roles (such as \"secretary technician@02287\": a role alone is on the " +
			"person's own unit). A line with an id changes that person, in the columns that the file has; one without adds somebody. " +
			"All or nothing; the answer, 200 also for a file with errors, tells them by line.",
		Consumes: csvMedia, BodyBytes: fileBytes, Errors: []problem.Code{problem.TooLarge},
		Parameters: []*huma.Param{queryParam("dryRun", "Only tell what would be done.", "boolean")},
	}, a.importPeople)
	rest.Raw(api, rest.Endpoint{
		ID: "export-people", Method: http.MethodGet, Path: "/people/export", Tag: "people", Allow: keepers,
		Summary: "People as a CSV file", Description: "In UTF-8 with a byte order mark, safe to open in a spreadsheet; import takes it back.",
		Produces: csvMedia, Errors: ofListing,
		Parameters: []*huma.Param{
			queryParam("q", "As in the list of people.", "string"), queryParam("unit", "catalogue:code", "string"),
			queryParam("below", "Of units below as well.", "boolean"), queryParam("role", "As in the list of people.", "string"),
			queryParam("inactive", "The inactive instead of the active.", "boolean"),
		},
	}, a.exportPeople)
}

func (a *area) importPeople(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	dryRun := r.URL.Query().Get("dryRun") == "true"
	lines, err := directory.ParsePeople(r.Body)
	if report := refusedFile(err, dryRun); report != nil {
		return tellReport(w, r, report)
	}
	if err != nil {
		return err
	}
	report, err := a.units.ImportPeople(ctx, by(ctx), lines, dryRun)
	if err != nil {
		return err
	}
	return tellReport(w, r, report)
}

func (a *area) exportPeople(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	given := r.URL.Query()
	filter := PeopleFilter{
		Query: given.Get("q"), Unit: given.Get("unit"), Below: given.Get("below") == "true",
		Role: identity.Role(given.Get("role")), Inactive: given.Get("inactive") == "true",
	}
	query, err := filter.query()
	if err != nil {
		return err
	}
	var file bytes.Buffer // whole before the first byte is sent: an error can still be told
	out, err := directory.NewPeopleWriter(&file)
	if err != nil {
		return err
	}
	for {
		people, next, err := a.units.People(ctx, query)
		if err != nil {
			return err
		}
		if err := out.Write(people); err != nil {
			return err
		}
		if next == "" {
			break
		}
		query.Cursor = next
	}
	download(w, "nguoi-dung.csv")
	_, _ = file.WriteTo(w) // the caller may have gone
	return nil
}

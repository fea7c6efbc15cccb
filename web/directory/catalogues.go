package directory

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/scheduler/directory"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

const (
	csvMedia = "text/csv"
	// fileBytes bounds imported files: tens of thousands of lines.
	fileBytes = 16 << 20
)

type catalogueItem struct {
	Version   string `json:"version" example:"tuyen-quang-2025-07"`
	Title     string `json:"title"`
	ValidFrom string `json:"validFrom" example:"2025-07-01"`
	ValidTo   string `json:"validTo,omitempty" doc:"The last day; none while it is valid."`
}

type cataloguesOutput struct {
	Body struct {
		Items []catalogueItem `json:"items" nullable:"false"`
	}
}

// importReport tells what an import did.
type importReport struct {
	DryRun    bool         `json:"dryRun"`
	Applied   bool         `json:"applied" doc:"False in a dry run, and when there are errors: nothing was changed then."`
	Created   int          `json:"created"`
	Updated   int          `json:"updated"`
	Unchanged int          `json:"unchanged"`
	Succeeded int          `json:"succeeded" doc:"Units of the catalogue before whose place was taken."`
	Errors    []importLine `json:"errors" nullable:"false" doc:"The first hundred."`
}

type importLine struct {
	Line    int    `json:"line" doc:"From 1; the header is line 1."`
	Column  string `json:"column,omitempty" doc:"None: the line as a whole."`
	Reason  string `json:"reason"`
	Message string `json:"message" doc:"In the caller's language."`
}

func newImportReport(report *directory.ImportReport, r *http.Request) importReport {
	body := importReport{
		DryRun: report.DryRun, Applied: report.Applied, Created: report.Created, Updated: report.Updated,
		Unchanged: report.Unchanged, Succeeded: report.Succeeded, Errors: []importLine{},
	}
	lang := problem.Language(r.Header.Get("Accept-Language"))
	for _, line := range report.Errors {
		body.Errors = append(body.Errors, importLine{
			Line: line.Line, Column: line.Column, Reason: line.Reason, Message: problem.Message(lang, line.Reason, line.Args...),
		})
	}
	return body
}

// tellReport answers with an import's report.
func tellReport(w http.ResponseWriter, r *http.Request, report *directory.ImportReport) error {
	text, err := json.Marshal(newImportReport(report, r))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // the caller may have gone
	return nil
}

// refusedFile is the report of a file that cannot be read; nil when err is something else.
func refusedFile(err error, dryRun bool) *directory.ImportReport {
	var refused *directory.ImportError
	if !errors.As(err, &refused) {
		return nil
	}
	return &directory.ImportReport{DryRun: dryRun, Errors: refused.Lines}
}

func queryParam(name, doc, kind string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: kind}}
}

func (a *area) registerCatalogues(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-unit-catalogues", Method: http.MethodGet, Path: "/unit-catalogues", Tag: "directory", Allow: rest.Members,
		Summary: "Versions of the list of units", Description: "The newest first.",
	}, func(ctx context.Context, _ *struct{}) (*cataloguesOutput, error) {
		catalogues, err := a.units.Catalogues(ctx)
		if err != nil {
			return nil, err
		}
		output := &cataloguesOutput{}
		output.Body.Items = make([]catalogueItem, len(catalogues))
		for i, c := range catalogues {
			output.Body.Items[i] = catalogueItem(c)
		}
		return output, nil
	})
	rest.Raw(api, rest.Endpoint{
		ID: "import-unit-catalogue", Method: http.MethodPost, Path: "/unit-catalogues/{version}/import", Tag: "directory", Allow: admins,
		Summary: "Add a catalogue from a CSV file",
		Description: "The body is the file, in UTF-8: the columns code, parent_code, level, name_vi and name_en, and, if wanted, agency_code, " +
			"valid_from, valid_to and succeeds (codes, split by spaces, of the units of the replaced catalogue whose place the unit takes). " +
			"All or nothing; the answer, 200 also for a file with errors, tells them by line.",
		Consumes: csvMedia, BodyBytes: fileBytes, Errors: append(ofCreation, problem.TooLarge),
		Parameters: []*huma.Param{
			queryParam("dryRun", "Only tell what would be done.", "boolean"),
			queryParam("title", "The catalogue's title.", "string"),
			queryParam("validFrom", "Its first day, YYYY-MM-DD.", "string"),
			queryParam("replaces", "The version that ends the day before.", "string"),
			queryParam("move", "Take people, roles, rooms, groups and lists of units with one successor along to it.", "boolean"),
		},
	}, a.importCatalogue)
	rest.Raw(api, rest.Endpoint{
		ID: "export-unit-catalogue", Method: http.MethodGet, Path: "/unit-catalogues/{version}/export", Tag: "directory", Allow: rest.Members,
		Summary: "A catalogue as a CSV file", Produces: csvMedia,
	}, a.exportCatalogue)
}

func (a *area) importCatalogue(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	dryRun := query.Get("dryRun") == "true"
	file, err := directory.ParseCatalogue(r.Body)
	if report := refusedFile(err, dryRun); report != nil {
		return tellReport(w, r, report)
	}
	if err != nil {
		return err
	}
	report, err := a.units.ImportCatalogue(ctx, by(ctx), directory.CatalogueImport{
		Catalogue: directory.Catalogue{Version: r.PathValue("version"), Title: query.Get("title"), ValidFrom: query.Get("validFrom")},
		File:      file, Replaces: query.Get("replaces"), Move: query.Get("move") == "true", DryRun: dryRun,
	})
	if err != nil {
		return err
	}
	return tellReport(w, r, report)
}

func (a *area) exportCatalogue(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	var all []directory.Unit
	query := directory.UnitQuery{Catalogue: r.PathValue("version")}
	for {
		units, next, err := a.units.Units(ctx, query)
		if err != nil {
			return err
		}
		all = append(all, units...)
		if next == "" {
			break
		}
		query.Cursor = next
	}
	if len(all) == 0 {
		return directory.ErrNotFound
	}
	var file bytes.Buffer
	if err := directory.WriteUnits(&file, all); err != nil {
		return err
	}
	download(w, query.Catalogue+".csv")
	_, _ = file.WriteTo(w) // the caller may have gone
	return nil
}

// download says that a CSV file follows.
func download(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", csvMedia+"; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
}

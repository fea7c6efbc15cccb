package meetings

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/workday/dayfile"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

const dayFileBytes = 1 << 20

// dayReport tells what an import did, in the words of the directory's imports.
type dayReport struct {
	DryRun    bool      `json:"dryRun"`
	Applied   bool      `json:"applied"`
	Created   int       `json:"created"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Succeeded int       `json:"succeeded"`
	Errors    []dayLine `json:"errors"`
}

type dayLine struct {
	Line    int    `json:"line"`
	Column  string `json:"column,omitempty"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

func (a *area) registerDayFiles(api *rest.API) {
	rest.Raw(api, rest.Endpoint{
		ID: "import-calendar-days", Method: http.MethodPost, Path: "/calendar-days/import", Tag: tag, Allow: rest.Members,
		Summary: "Set holidays and worked weekends from a file",
		Description: "The body is a file in UTF-8: CSV with the columns date (YYYY-MM-DD), kind (holiday or working) and name, or iCalendar with events of " +
			"whole days (holidays; worked days by the category WORKING-DAY). Days that are not in it stay as they are. All or nothing; the answer, " +
			"200 also for a file with errors, tells them by line. By administrators of the system and secretaries of a unit that has none above it.",
		Consumes: "text/csv", BodyBytes: dayFileBytes, Errors: []problem.Code{problem.Forbidden, problem.TooLarge},
		Parameters: []*huma.Param{{Name: "dryRun", In: "query", Description: "Only tell what would be done.", Schema: &huma.Schema{Type: "boolean"}}},
	}, a.importDays)
	rest.Raw(api, rest.Endpoint{
		ID: "export-calendar-days", Method: http.MethodGet, Path: "/calendar-days/export", Tag: tag, Allow: rest.Members,
		Summary: "Holidays and worked weekends of a year as a file", Description: "CSV, safe to open in a spreadsheet, or iCalendar; import takes both back.",
		Produces: "text/csv", Errors: []problem.Code{problem.Invalid},
		Parameters: []*huma.Param{
			{Name: "year", In: "query", Required: true, Description: "From 2000 to 2199.", Schema: &huma.Schema{Type: "integer"}},
			{Name: "format", In: "query", Description: "csv (default) or ics.", Schema: &huma.Schema{Type: "string", Enum: []any{"csv", "ics"}}},
		},
	}, a.exportDays)
}

func (a *area) importDays(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	dryRun := r.URL.Query().Get("dryRun") == "true"
	days, err := dayfile.Parse(r.Body)
	var refused *directory.ImportError
	if err != nil && !errors.As(err, &refused) {
		return err
	}
	report, failure := a.Planner.ImportDays(ctx, by(ctx), days, dryRun || refused != nil)
	if failure != nil {
		return failure
	}
	body := dayReport{DryRun: dryRun, Applied: report.Applied, Created: report.Created, Updated: report.Updated, Unchanged: report.Unchanged, Errors: []dayLine{}}
	if refused != nil {
		body = dayReport{DryRun: dryRun, Errors: []dayLine{}}
		lang := problem.Language(r.Header.Get("Accept-Language"))
		for _, line := range refused.Lines {
			body.Errors = append(body.Errors, dayLine{line.Line, line.Column, line.Reason, problem.Message(lang, line.Reason, line.Args...)})
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // the caller may have gone
	return nil
}

func (a *area) exportDays(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	given := r.URL.Query()
	year, err := strconv.Atoi(given.Get("year"))
	if err != nil || year < 2000 || year > 2199 {
		return fault.InvalidFields("form", []fault.Field{{Location: "query.year", Reason: "out_of_range", Args: []any{2000, 2199}}})
	}
	text := strconv.Itoa(year)
	days, err := a.Planner.Days(ctx, text+"-01-01", text+"-12-31")
	if err != nil {
		return err
	}
	var file bytes.Buffer // whole before the first byte is sent: an error can still be told
	media, name := "text/csv", "ngay-lam-viec-"+text+".csv"
	if given.Get("format") == "ics" {
		media, name = "text/calendar", "ngay-lam-viec-"+text+".ics"
		err = dayfile.WriteICS(&file, days, a.Now())
	} else {
		err = dayfile.WriteCSV(&file, days)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = file.WriteTo(w) // the caller may have gone
	return nil
}

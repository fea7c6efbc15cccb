package lines

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/xuri/excelize/v2"

	"giaoban/scheduler/linewatch"
	"giaoban/scheduler/plan"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// Period is a run of minutes.
type Period struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Minutes int       `json:"minutes"`
}

// Spread is how a figure was spread over the minutes in which a site was there.
type Spread struct {
	Median float64 `json:"median"`
	P95    float64 `json:"p95"`
	Max    float64 `json:"max"`
}

// SiteReport is how the line of a site did.
type SiteReport struct {
	Site           string   `json:"site" doc:"catalogue:code." example:"tuyen-quang-2025-07:02287"`
	Name           string   `json:"name" example:"Xã Chiêm Hoá"`
	WatchedMinutes int      `json:"watchedMinutes" doc:"Minutes that were measured while the meeting was live."`
	PresentMinutes int      `json:"presentMinutes"`
	BadMinutes     int      `json:"badMinutes" doc:"In which anything below was so; a minute counts once."`
	NoSound        []Period `json:"noSound" nullable:"false" doc:"Its microphone was open, or it had none, and nothing came for ten seconds at least. A microphone that is closed is not missed."`
	NoPicture      []Period `json:"noPicture" nullable:"false" doc:"Likewise of its camera, while somebody looked."`
	Away           []Period `json:"away" nullable:"false" doc:"Nobody was there for ten seconds at least."`
	Poor           []Period `json:"poor" nullable:"false" doc:"The line lost more than 5 % or a round trip took more than 400 ms."`
	UpLossPct      Spread   `json:"upLossPct" doc:"Lost on the way from the site, before repair."`
	DownLossPct    Spread   `json:"downLossPct"`
	RTTMs          Spread   `json:"rttMs"`
	UpKbps         int64    `json:"upKbps" doc:"Mean while it was there."`
	DownKbps       int64    `json:"downKbps"`
	Reconnects     int      `json:"reconnects"`
}

type reportBody struct {
	Title string       `json:"title"`
	State string       `json:"state"`
	From  *time.Time   `json:"from,omitempty" doc:"When the meeting was opened."`
	To    *time.Time   `json:"to,omitempty" doc:"When it ended."`
	Items []SiteReport `json:"items" nullable:"false"`
}

func tellPeriods(periods []linewatch.Period) []Period {
	told := make([]Period, len(periods))
	for i, p := range periods {
		told[i] = Period{p.From, p.To, p.Minutes()}
	}
	return told
}

func (a *area) report(ctx context.Context, id, lang string) (*reportBody, error) {
	m, reports, err := a.Watcher.Report(ctx, by(ctx), id)
	if err != nil {
		return nil, err
	}
	body := &reportBody{Title: m.Title, State: string(m.State), From: known(m.StartedAt), To: known(m.EndedAt), Items: make([]SiteReport, len(reports))}
	names := namesOf(m, lang)
	for i := range reports {
		r := &reports[i]
		key := r.Site.Catalogue + ":" + r.Site.Code
		body.Items[i] = SiteReport{
			Site: key, Name: names[key], WatchedMinutes: r.Watched, PresentMinutes: r.Present, BadMinutes: r.Bad(),
			NoSound: tellPeriods(r.NoSound), NoPicture: tellPeriods(r.NoPicture), Away: tellPeriods(r.Away), Poor: tellPeriods(r.Poor),
			UpLossPct: Spread(r.UpLoss), DownLossPct: Spread(r.DownLoss), RTTMs: Spread(r.RTT), UpKbps: r.UpKbps, DownKbps: r.DownKbps, Reconnects: r.Reconnects,
		}
	}
	return body, nil
}

func known(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func namesOf(m *plan.Meeting, lang string) map[string]string {
	names := map[string]string{}
	for i := range m.Sites {
		site := &m.Sites[i]
		names[site.Unit.Catalogue+":"+site.Unit.Code] = rest.InLanguage(site.UnitName, lang)
	}
	return names
}

func (a *area) registerReport(api *rest.API) {
	failures := []problem.Code{problem.NotFound, problem.Forbidden}
	rest.Register(api, rest.Endpoint{
		ID: "get-line-report", Method: http.MethodGet, Path: "/meetings/{id}/line-report", Tag: tag, Allow: rest.Members,
		Summary: "How the lines of a meeting's sites did",
		Description: "From the minutes that the server has kept while the meeting was live; breaks are not measured. Figures are spread over the minutes in which " +
			"the site was there: a site is its room's terminals, or its people while none of those is there. " + who, Errors: failures,
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		ID string `path:"id" maxLength:"64" example:"ME_k3h1D2f9aQ0z"`
	}) (*struct{ Body *reportBody }, error) {
		body, err := a.report(ctx, input.ID, input.Language())
		if err != nil {
			return nil, err
		}
		return &struct{ Body *reportBody }{body}, nil
	})
	language := []*huma.Param{{Name: "language", In: "query", Description: "Of the heads and names: vi or en.", Schema: &huma.Schema{Type: "string"}}}
	rest.Raw(api, rest.Endpoint{
		ID: "export-line-report-csv", Method: http.MethodGet, Path: "/meetings/{id}/line-report/csv", Tag: tag, Allow: rest.Members, Produces: "text/csv",
		Summary: "The report as a CSV file", Description: "In UTF-8 with a byte order mark, safe to open in a spreadsheet. " + who, Errors: failures, Parameters: language,
	}, a.csv)
	rest.Raw(api, rest.Endpoint{
		ID: "export-line-report-xlsx", Method: http.MethodGet, Path: "/meetings/{id}/line-report/xlsx", Tag: tag, Allow: rest.Members, Produces: xlsx,
		Summary: "The report as an Excel file", Description: who, Errors: failures, Parameters: language,
	}, a.xlsx)
}

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// heads are the columns of the files.
var heads = map[string][]string{
	"vi": {
		"Mã đơn vị", "Điểm cầu", "Số phút đo", "Số phút có mặt", "Số phút xấu", "Số phút mất tiếng", "Mất tiếng lúc", "Số phút mất hình", "Mất hình lúc",
		"Số phút vắng", "Vắng lúc", "Số phút đường truyền kém", "Đường truyền kém lúc", "Số lần kết nối lại", "Trễ trung vị (ms)", "Trễ P95 (ms)", "Trễ lớn nhất (ms)",
		"Mất gói lên trung vị (%)", "Mất gói lên P95 (%)", "Mất gói về trung vị (%)", "Mất gói về P95 (%)", "Lên (kbit/s)", "Về (kbit/s)",
	},
	"en": {
		"Unit", "Site", "Minutes measured", "Minutes present", "Bad minutes", "Minutes without sound", "Without sound at", "Minutes without picture", "Without picture at",
		"Minutes away", "Away at", "Minutes of poor line", "Poor line at", "Reconnects", "Round trip, median (ms)", "Round trip, P95 (ms)", "Round trip, longest (ms)",
		"Loss up, median (%)", "Loss up, P95 (%)", "Loss down, median (%)", "Loss down, P95 (%)", "Up (kbit/s)", "Down (kbit/s)",
	},
}

func (a *area) cells(r *SiteReport) []any {
	_, code, _ := strings.Cut(r.Site, ":")
	cells := []any{code, r.Name, r.WatchedMinutes, r.PresentMinutes, r.BadMinutes}
	for _, periods := range [][]Period{r.NoSound, r.NoPicture, r.Away, r.Poor} {
		minutes, times := 0, make([]string, len(periods))
		for i, p := range periods {
			minutes += p.Minutes
			times[i] = p.From.In(a.Zone).Format("15:04") + "–" + p.To.In(a.Zone).Format("15:04")
		}
		cells = append(cells, minutes, strings.Join(times, "; "))
	}
	return append(cells, r.Reconnects, tenth(r.RTTMs.Median), tenth(r.RTTMs.P95), tenth(r.RTTMs.Max), tenth(r.UpLossPct.Median), tenth(r.UpLossPct.P95),
		tenth(r.DownLossPct.Median), tenth(r.DownLossPct.P95), r.UpKbps, r.DownKbps)
}

func tenth(value float64) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'f', 1, 64), 64)
	return rounded
}

func (a *area) csv(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	lang := languageOf(r)
	body, err := a.report(ctx, r.PathValue("id"), lang)
	if err != nil {
		return err
	}
	download(w, "text/csv; charset=utf-8", "line-report.csv")
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil //nolint:nilerr // the reader has gone
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	_ = table.Write(heads[lang])
	for i := range body.Items {
		cells := a.cells(&body.Items[i])
		texts := make([]string, len(cells))
		for j := range cells {
			texts[j] = inert(fmt.Sprint(cells[j]))
		}
		_ = table.Write(texts)
	}
	table.Flush()
	return nil
}

func download(w http.ResponseWriter, media, name string) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// inert keeps a spreadsheet from taking a text for a formula.
func inert(cell string) string {
	if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
		return "'" + cell
	}
	return cell
}

func (a *area) xlsx(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	lang := languageOf(r)
	body, err := a.report(ctx, r.PathValue("id"), lang)
	if err != nil {
		return err
	}
	file := excelize.NewFile()
	defer func() { _ = file.Close() }()
	sheet := map[string]string{"vi": "Chất lượng đường truyền", "en": "Line quality"}[lang]
	if err := file.SetSheetName("Sheet1", sheet); err != nil {
		return fmt.Errorf("lines: sheet: %w", err)
	}
	head := make([]any, len(heads[lang]))
	for i, name := range heads[lang] {
		head[i] = name
	}
	rows := [][]any{{body.Title}, head}
	for i := range body.Items {
		rows = append(rows, a.cells(&body.Items[i]))
	}
	for i, cells := range rows {
		if err := file.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &cells); err != nil {
			return fmt.Errorf("lines: sheet: %w", err)
		}
	}
	const wide, names = 18, 36
	if err := file.SetColWidth(sheet, "A", "W", wide); err != nil {
		return fmt.Errorf("lines: sheet: %w", err)
	}
	if err := file.SetColWidth(sheet, "B", "B", names); err != nil {
		return fmt.Errorf("lines: sheet: %w", err)
	}
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("lines: sheet: %w", err)
	}
	if err := file.SetRowStyle(sheet, 1, 2, bold); err != nil {
		return fmt.Errorf("lines: sheet: %w", err)
	}
	out, err := file.WriteToBuffer()
	if err != nil {
		return fmt.Errorf("lines: sheet: %w", err)
	}
	download(w, xlsx, "line-report.xlsx")
	_, _ = w.Write(out.Bytes()) // the reader may have gone
	return nil
}

package linetests

import (
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"giaoban/internal/fault"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/linetest"
	"giaoban/scheduler/linetest/tester"
	"giaoban/scheduler/plan"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type boardTerminal struct {
	ID        string `json:"id" example:"TD_k3h1D2f9aQ0z"`
	Name      string `json:"name"`
	Connected bool   `json:"connected"`
	Doing     string `json:"doing,omitempty"`
}

// Row is a site on the board.
type Row struct {
	Site      string          `json:"site" doc:"catalogue:code of the unit." example:"tuyen-quang-2025-07:02287"`
	Name      string          `json:"name" example:"Xã Chiêm Hoá"`
	Main      bool            `json:"main"`
	Room      string          `json:"room,omitempty"`
	LineKbps  int64           `json:"lineKbps" doc:"Of the site's line in the directory; 0: not known."`
	State     linetest.State  `json:"state" enum:"missing,partly,failed,ready"`
	Checks    []Entry         `json:"checks" nullable:"false" doc:"The latest of each kind."`
	Terminals []boardTerminal `json:"terminals" nullable:"false"`
	Call      *boardCall      `json:"call,omitempty" doc:"The latest call of the site."`
}

type boardCall struct {
	State      linetest.CallState `json:"state" enum:"ringing,reached,answered,missed,unreached" doc:"missed: shown and not answered in time; unreached: nothing of the site showed it."`
	At         time.Time          `json:"at"`
	Until      time.Time          `json:"until" doc:"When it rings no more."`
	By         string             `json:"by"`
	Words      string             `json:"words,omitempty"`
	Shown      []linetest.Where   `json:"shown" nullable:"false" enum:"terminal,hall,desk" doc:"Where it was shown: the room's screen, the meeting's page of somebody there, a page of the technician."`
	AnsweredAt *time.Time         `json:"answeredAt,omitempty"`
	AnsweredBy string             `json:"answeredBy,omitempty"`
	AnsweredOn linetest.Where     `json:"answeredOn,omitempty" enum:"terminal,hall,desk"`
}

func tellCall(row *tester.Row, now time.Time) *boardCall {
	call, found := row.Latest[linetest.Call]
	if !found {
		return nil
	}
	told := &boardCall{
		State: linetest.CallStateOf(&call, row.Receipts, now), At: call.At, Until: call.Until(), By: call.ByName, Words: call.Words, Shown: []linetest.Where{},
	}
	for i := range row.Receipts {
		receipt := &row.Receipts[i]
		if !slices.Contains(told.Shown, receipt.Where) {
			told.Shown = append(told.Shown, receipt.Where)
		}
		if at := receipt.AnsweredAt; !at.IsZero() && (told.AnsweredAt == nil || at.Before(*told.AnsweredAt)) {
			told.AnsweredAt, told.AnsweredBy, told.AnsweredOn = &at, receipt.ByName, receipt.Where
		}
	}
	return told
}

type boardOutput struct {
	Body struct {
		Title string    `json:"title"`
		Start time.Time `json:"start"`
		Open  bool      `json:"open" doc:"The test is under way."`
		From  time.Time `json:"from" doc:"When it opens."`
		Calls bool      `json:"calls" doc:"Sites can be called: from the opening of the test until the meeting has ended."`
		Leads bool      `json:"leads" doc:"The caller may call sites and sees all of them."`
		Now   time.Time `json:"now"`
		Items []Row     `json:"items" nullable:"false"`
	}
}

func (a *area) tellBoard(board *tester.Board, lang string) *boardOutput {
	output := &boardOutput{}
	body := &output.Body
	m := board.Meeting
	body.Title, body.Start, body.Open, body.Calls, body.Leads = m.Title, m.Start, board.Open, board.Calls, board.Leads
	body.From, body.Now = m.Start.Add(-plan.TechnicianBefore), a.Now().UTC()
	body.Items = make([]Row, len(board.Rows))
	for i := range board.Rows {
		row := &board.Rows[i]
		item := Row{
			Site: keyText(row.Site.Unit), Name: rest.InLanguage(row.Site.UnitName, lang), Main: row.Site.Main, Room: row.Site.Room,
			LineKbps: row.LineKbps, State: row.State, Checks: []Entry{}, Terminals: []boardTerminal{},
			Call: tellCall(row, body.Now),
		}
		for _, kind := range append(linetest.Checks(), linetest.Mark, linetest.Call) {
			if e, told := row.Latest[kind]; told {
				item.Checks = append(item.Checks, tellEntry(&e))
			}
		}
		for j := range row.Terminals {
			t := &row.Terminals[j]
			item.Terminals = append(item.Terminals, boardTerminal{t.ID, t.Name, t.Connected(a.Now()), string(t.Report.Doing)})
		}
		body.Items[i] = item
	}
	return output
}

func (a *area) registerBoard(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "get-line-test", Method: http.MethodGet, Path: "/meetings/{id}/line-test", Tag: tag, Allow: rest.Members,
		Summary:     "The go / no-go board",
		Description: "All sites for the chair and the secretary; for technicians, administrators and terminals those at which they test. The topic linetest:{meeting} tells of changes.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden},
	}, func(ctx context.Context, input *meetingInput) (*boardOutput, error) {
		board, err := a.Tester.Board(ctx, by(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		return a.tellBoard(board, input.Language()), nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "get-line-test-history", Method: http.MethodGet, Path: "/meetings/{id}/line-test/history", Tag: tag, Allow: rest.Members,
		Summary: "What was told of a site, the latest first", Description: "For those who see it on the board.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, func(ctx context.Context, input *struct {
		ID   string `path:"id" maxLength:"64"`
		Site string `query:"site" maxLength:"100" doc:"catalogue:code."`
	}) (*struct {
		Body struct {
			Items []Entry `json:"items" nullable:"false"`
		}
	}, error) {
		entries, err := a.Tester.History(ctx, by(ctx), input.ID, unitOf(input.Site))
		if err != nil {
			return nil, err
		}
		output := &struct {
			Body struct {
				Items []Entry `json:"items" nullable:"false"`
			}
		}{}
		output.Body.Items = make([]Entry, len(entries))
		for i := range entries {
			output.Body.Items[i] = tellEntry(&entries[i])
		}
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "call-sites", Method: http.MethodPost, Path: "/meetings/{id}/line-test/calls", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary: "Call sites",
		Description: "By the chair and the secretary, from the opening of the test until the meeting has ended. For a minute it is shown on the rooms' screens, on the meeting's pages of " +
			"those who sit there and on any page of their technicians; the board tells where it was shown, and who has answered.",
		Errors: append(failures, problem.Invalid),
	}, func(ctx context.Context, input *struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Sites []string `json:"sites" minItems:"1" maxItems:"500" nullable:"false" doc:"Each catalogue:code."`
			Words string   `json:"words,omitempty" maxLength:"2000"`
		}
	}) (*struct{}, error) {
		keys := make([]directory.UnitKey, len(input.Body.Sites))
		for i, site := range input.Body.Sites {
			keys[i] = unitOf(site)
		}
		return nil, a.Tester.Call(ctx, by(ctx), input.ID, keys, input.Body.Words)
	})
	rest.Raw(api, rest.Endpoint{
		ID: "export-line-test", Method: http.MethodGet, Path: "/meetings/{id}/line-test/export", Tag: tag, Allow: rest.Members, Produces: "text/csv",
		Summary: "The board as a CSV file", Description: "In UTF-8 with a byte order mark, safe to open in a spreadsheet. For the chair and the secretary.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.export)
}

func (a *area) export(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	board, err := a.Tester.Board(ctx, by(ctx), r.PathValue("id"))
	if err != nil {
		return err
	}
	if !board.Leads {
		return fault.New(fault.Forbidden, "linetests.not_yours")
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="line-test.csv"`)
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil //nolint:nilerr // the reader has gone
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	_ = table.Write([]string{"unit", "site", "state", "camera", "microphone", "loudspeaker", "line", "rtt_ms", "loss_pct", "down_kbps", "up_kbps", "line_kbps", "terminal", "mark_words", "marked_by", "marked_at"})
	for i := range board.Rows {
		row := &board.Rows[i]
		line, mark := row.Latest[linetest.Line].Figures, row.Latest[linetest.Mark]
		at := ""
		if !mark.At.IsZero() {
			at = mark.At.Format(time.RFC3339)
		}
		cells := []string{
			row.Site.Unit.Code, row.Site.UnitName.VI, string(row.State), verdict(row, linetest.Camera), verdict(row, linetest.Microphone),
			verdict(row, linetest.Loudspeaker), verdict(row, linetest.Line), number(line.RTTMs), number(line.LossPct),
			strconv.FormatInt(line.DownKbps, 10), strconv.FormatInt(line.UpKbps, 10), strconv.FormatInt(row.LineKbps, 10),
			verdict(row, linetest.Terminal), mark.Words, mark.ByName, at,
		}
		for j := range cells {
			cells[j] = inert(cells[j])
		}
		_ = table.Write(cells)
	}
	table.Flush()
	return nil
}

func verdict(row *tester.Row, kind linetest.Kind) string { return string(row.Latest[kind].Verdict) }

func number(value float64) string { return strconv.FormatFloat(value, 'f', 1, 64) }

// inert keeps a spreadsheet from taking a text for a formula.
func inert(cell string) string {
	if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
		return "'" + cell
	}
	return cell
}

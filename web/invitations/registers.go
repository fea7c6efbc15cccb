package invitations

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/fault"
	"giaoban/internal/text"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type registersOutput struct {
	Body struct {
		Items []registerBody `json:"items" nullable:"false"`
	}
}

type registerBody struct {
	Agency      *invitationUnit `json:"agency"`
	AgencyName  string          `json:"agencyName" doc:"In the caller's language."`
	Year        int             `json:"year" example:"2026"`
	Type        string          `json:"type" doc:"GM giấy mời, TB thông báo, BB biên bản." example:"GM"`
	Last        int             `json:"last" doc:"The last number given, 0: none."`
	Issued      int             `json:"issued" doc:"How many of the numbers the system gave; the others were given on paper."`
	CanContinue bool            `json:"canContinue" doc:"The caller may say which number was given last on paper."`
}

type entriesInput struct {
	rest.LanguageInput
	rest.PageInput
	Agency string        `query:"agency" maxLength:"120" doc:"catalogue:code of an agency; none: all whose registers the caller may read." example:"tuyen-quang-2025-07:08"`
	Year   int           `query:"year" minimum:"0" maximum:"9999" doc:"None: this year."`
	Type   string        `query:"type" enum:"GM,TB,"`
	Effect invite.Effect `query:"effect" enum:"in_force,replaced,postponed,cancelled,"`
	Q      string        `query:"q" maxLength:"200" doc:"Words of number, symbol and abstract, without case, diacritics or tone placement."`
}

type entriesOutput struct {
	Body struct {
		Items      []entryBody `json:"items" nullable:"false"`
		NextCursor string      `json:"nextCursor,omitempty"`
	}
}

type entryBody struct {
	documentBody
	MeetingID  string        `json:"meetingId"`
	AgencyName string        `json:"agencyName" doc:"In the caller's language."`
	Effect     invite.Effect `json:"effect" enum:"in_force,replaced,postponed,cancelled" doc:"What became of it: another took its place, or its meeting was postponed or cancelled."`
	By         string        `json:"by,omitempty" doc:"Number and symbol of what ended it." example:"02/TB-UBND"`
	ByID       string        `json:"byId,omitempty"`
}

type registerInput struct {
	Catalogue string `path:"catalogue" maxLength:"64"`
	Code      string `path:"code" maxLength:"35"`
	Year      int    `path:"year" minimum:"2000" maximum:"9999"`
	Type      string `path:"type" enum:"GM,TB,BB"`
	Body      struct {
		Last int `json:"last" minimum:"0" maximum:"999999" doc:"The last number given on paper."`
	}
}

func (a *area) registerRegisters(api *rest.API) {
	const who = "For secretaries, leaders and administrators of the agency or of one above it."
	rest.Register(api, rest.Endpoint{
		ID: "list-registers", Method: http.MethodGet, Path: "/registers", Tag: tag, Allow: rest.Members, Summary: "The registers of numbers that the caller may read",
		Description: who + " One for each agency, year and type of document; the last year first.",
	}, a.registers)
	rest.Register(api, rest.Endpoint{
		ID: "list-register-entries", Method: http.MethodGet, Path: "/register-entries", Tag: tag, Allow: rest.Members, Summary: "The numbered documents of a year",
		Description: who + " The newest first.", Errors: []problem.Code{problem.Invalid, problem.NotFound},
	}, a.entries)
	rest.Raw(api, rest.Endpoint{
		ID: "export-register-entries", Method: http.MethodGet, Path: "/register-entries/export", Tag: tag, Allow: rest.Members, Produces: "text/csv", Summary: "The numbered documents of a year as a file",
		Description: who + " CSV for a spreadsheet, narrowed as the list is. The export is recorded.",
		Errors:      []problem.Code{problem.Invalid, problem.NotFound}, Parameters: entryParameters(),
	}, a.exportEntries)
	rest.Register(api, rest.Endpoint{
		ID: "continue-register", Method: http.MethodPut, Path: "/registers/{catalogue}/{code}/{year}/{type}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent,
		Summary:     "Have a register of numbers go on after one given on paper",
		Description: "For secretaries and administrators of the agency. A number that the register has passed is refused.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict},
	}, a.continueRegister)
}

func (a *area) registers(ctx context.Context, in *rest.LanguageInput) (*registersOutput, error) {
	found, err := a.Inviter.Registers(ctx, byOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &registersOutput{}
	out.Body.Items = make([]registerBody, len(found))
	for i := range found {
		r := &found[i]
		out.Body.Items[i] = registerBody{
			Agency: unitRef(r.Agency), AgencyName: rest.InLanguage(r.Name, in.Language()), Year: r.Year, Type: r.Type, Last: r.Last, Issued: r.Issued, CanContinue: r.CanContinue,
		}
	}
	return out, nil
}

func entryQuery(agency string, year int, kind string, effect invite.Effect, q string) (invite.EntryQuery, error) {
	query := invite.EntryQuery{Year: year, Type: kind, Effect: effect, Text: q}
	if agency != "" {
		key, found := directory.ParseUnitKey(agency)
		if !found {
			return query, fault.New(fault.NotFound, "")
		}
		query.Agency = key
	}
	return query, nil
}

func (a *area) entries(ctx context.Context, in *entriesInput) (*entriesOutput, error) {
	query, err := entryQuery(in.Agency, in.Year, in.Type, in.Effect, in.Q)
	if err != nil {
		return nil, err
	}
	query.Page = in.Page()
	found, next, err := a.Inviter.Entries(ctx, byOf(ctx), query)
	if err != nil {
		return nil, err
	}
	out := &entriesOutput{}
	out.Body.Items, out.Body.NextCursor = make([]entryBody, len(found)), next
	for i := range found {
		e := &found[i]
		out.Body.Items[i] = entryBody{
			documentBody: *document(&e.Document), MeetingID: e.MeetingID, AgencyName: rest.InLanguage(e.AgencyName, in.Language()), Effect: e.Effect, By: e.By, ByID: e.ByID,
		}
	}
	return out, nil
}

// entryParameters are those of the list, without pages.
func entryParameters() []*huma.Param {
	text := func(name, about string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: about, Schema: &huma.Schema{Type: "string"}}
	}
	return []*huma.Param{
		text("agency", "catalogue:code of an agency; none: all whose registers the caller may read."), text("year", "None: this year."),
		text("type", "GM or TB."), text("effect", "in_force, replaced, postponed or cancelled."), text("q", "Words of number, symbol and abstract."),
	}
}

var entryColumns = []string{"Số, ký hiệu", "Ngày ban hành", "Cơ quan ban hành", "Loại", "Trích yếu", "Nơi nhận (số lượng)", "Hiệu lực", "Văn bản liên quan", "Cuộc họp"}

var effectNames = map[invite.Effect]string{
	invite.InForce: "Còn hiệu lực", invite.Replaced: "Đã thay thế", invite.Postponed: "Đã hoãn", invite.Cancelled: "Đã hủy",
}

func (a *area) exportEntries(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	year := 0
	if given := values.Get("year"); given != "" {
		var err error
		if year, err = strconv.Atoi(given); err != nil {
			return fault.InvalidFields("form", []fault.Field{{Location: "year", Reason: "invite.year"}})
		}
	}
	query, err := entryQuery(values.Get("agency"), year, values.Get("type"), invite.Effect(values.Get("effect")), values.Get("q"))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	file.WriteString("\uFEFF") // the mark by which spreadsheets know UTF-8
	table := csv.NewWriter(&file)
	table.UseCRLF = true
	if err := table.Write(entryColumns); err != nil {
		return err
	}
	err = a.Inviter.ExportEntries(ctx, byOf(ctx), query, func(entries []invite.Entry) error {
		for i := range entries {
			if err := table.Write(a.entryCells(&entries[i])); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	table.Flush()
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="so-van-ban.csv"`)
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(file.Bytes()) // the caller may have gone
	return nil
}

func (a *area) entryCells(e *invite.Entry) []string {
	cells := []string{
		e.Symbol, e.IssuedAt.In(a.Inviter.Zone).Format(time.DateOnly), e.AgencyName.VI, e.Type, e.Title, strconv.Itoa(e.Invited),
		effectNames[e.Effect], e.By, a.Origin + "/meetings/" + e.MeetingID,
	}
	for i := range cells {
		cells[i] = text.Inert(cells[i])
	}
	return cells
}

func (a *area) continueRegister(ctx context.Context, in *registerInput) (*struct{}, error) {
	key := directory.UnitKey{Catalogue: in.Catalogue, Code: in.Code}
	return nil, a.Inviter.ContinueRegister(ctx, byOf(ctx), key, in.Year, in.Type, in.Body.Last)
}

// Package auditlog serves the audit log to system administrators: searched in pages, and exported as a file.
package auditlog

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

const tag = "audit"

// Deps are what the endpoints stand on.
type Deps struct {
	Log *audit.Log
	Now func() time.Time // nil: time.Now; names the exported file
}

type area struct{ Deps }

var administrators = rest.Roles(identity.Admin)

// Register adds the endpoints to an API.
func Register(api *rest.API, deps Deps) {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	a := &area{deps}
	api.Tag(tag, "Who did and read what.")
	rest.Register(api, rest.Endpoint{
		ID: "list-audit-records", Method: http.MethodGet, Path: "/audit", Tag: tag, Allow: administrators,
		Summary: "Records, the newest first", Description: "What is given narrows the search together.",
		Errors: []problem.Code{problem.Invalid},
	}, a.list)
	rest.Raw(api, rest.Endpoint{
		ID: "export-audit-records", Method: http.MethodGet, Path: "/audit/export", Tag: tag, Allow: administrators, Produces: "text/csv",
		Summary: "Records as a file, the newest first",
		Description: "CSV for a spreadsheet, or with format=jsonl one JSON object a line (application/x-ndjson), as the list has them. " +
			"Narrowed as the list is. The export is recorded before it begins.",
		Errors:     []problem.Code{problem.Invalid},
		Parameters: exportParameters(),
	}, a.export)
}

type auditItem struct {
	Seq       int64     `json:"seq" doc:"Its place in the chain, from 1."`
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	ActorID   string    `json:"actorId" doc:"The account; none when the system itself acted." example:"AC_k3h1D2f9aQ0z"`
	ActorName string    `json:"actorName" doc:"The username at the time." example:"thuky"`
	Source    string    `json:"source" doc:"Network address." example:"10.0.0.7"`
	RequestID string    `json:"requestId" doc:"Names the request in the server's log."`
	Action    string    `json:"action" example:"meeting.issued"`
	Subject   string    `json:"subject" example:"meeting:ME_k3h1D2f9aQ0z"`
	Detail    any       `json:"detail" doc:"What the action was given; of a change, before and after."`
	Hash      string    `json:"hash" doc:"SHA-256 over the record and the hash of the one before it, in hexadecimal."`
}

func newItem(record audit.Record) auditItem {
	return auditItem{
		Seq: record.Seq, ID: record.ID, At: record.At, ActorID: record.Actor.ID, ActorName: record.Actor.Name, Source: record.Actor.Source,
		RequestID: record.RequestID, Action: record.Action, Subject: record.Subject, Detail: record.Detail, Hash: record.Hash,
	}
}

type listInput struct {
	rest.PageInput
	Actor   string    `query:"actor" doc:"An account's id or a username." maxLength:"64"`
	Action  string    `query:"action" doc:"One action, or with a final dot all of an area: meeting." maxLength:"100"`
	Subject string    `query:"subject" doc:"One subject and what is part of it." maxLength:"200"`
	From    time.Time `query:"from" doc:"At or after."`
	Until   time.Time `query:"until" doc:"Before."`
	Query   string    `query:"q" doc:"Words of the record, the last one as far as it is typed; case, diacritics and the place of tone marks don't matter." maxLength:"200"`
}

type auditOutput struct {
	Body struct {
		Items      []auditItem `json:"items" nullable:"false"`
		NextCursor string      `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

func (a *area) list(ctx context.Context, input *listInput) (*auditOutput, error) {
	query := audit.Query{
		Actor: input.Actor, Action: input.Action, Subject: input.Subject, From: input.From, Until: input.Until, Text: input.Query, Limit: input.Limit,
	}
	if input.Cursor != "" {
		before, err := strconv.ParseInt(input.Cursor, 10, 64)
		if err != nil || before < 1 {
			return nil, fault.New(fault.Invalid, "cursor")
		}
		query.Before = before
	}
	if err := checkPeriod(query); err != nil {
		return nil, err
	}
	records, next, err := a.Log.Search(ctx, query)
	if err != nil {
		return nil, err
	}
	output := &auditOutput{}
	output.Body.Items = make([]auditItem, len(records))
	for i, record := range records {
		output.Body.Items[i] = newItem(record)
	}
	if next != 0 {
		output.Body.NextCursor = strconv.FormatInt(next, 10)
	}
	return output, nil
}

func checkPeriod(query audit.Query) error {
	if !query.From.IsZero() && !query.Until.IsZero() && !query.From.Before(query.Until) {
		return fault.New(fault.Invalid, "audit.period")
	}
	return nil
}

// exportParameters are the list's, and the format.
func exportParameters() []*huma.Param {
	text := func(name, doc string, schema *huma.Schema) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: doc, Schema: schema}
	}
	word, moment := &huma.Schema{Type: "string"}, &huma.Schema{Type: "string", Format: "date-time"}
	return []*huma.Param{
		text("format", "csv (default) or jsonl.", &huma.Schema{Type: "string", Enum: []any{formatCSV, formatJSONL}}),
		text("actor", "An account's id or a username.", word),
		text("action", "One action, or with a final dot all of an area: meeting.", word),
		text("subject", "One subject and what is part of it.", word),
		text("from", "At or after.", moment),
		text("until", "Before.", moment),
		text("q", "Words of the record, the last one as far as it is typed.", word),
	}
}

const (
	formatCSV   = "csv"
	formatJSONL = "jsonl"
)

func (a *area) export(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	given := r.URL.Query()
	query := audit.Query{Actor: given.Get("actor"), Action: given.Get("action"), Subject: given.Get("subject"), Text: given.Get("q")}
	for name, into := range map[string]*time.Time{"from": &query.From, "until": &query.Until} {
		text := given.Get(name)
		if text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return &fault.Error{Code: fault.Invalid, Fields: []fault.Field{{Location: "query." + name, Reason: "audit.time"}}}
		}
		*into = at
	}
	if err := checkPeriod(query); err != nil {
		return err
	}
	writer, known := writers[given.Get("format")]
	if !known {
		return fault.New(fault.Unsupported, "audit.format")
	}
	// What it was narrowed by, not how much it held: it is recorded even when the caller does not take all of it.
	filter := map[string]string{}
	for name, values := range given {
		filter[name] = strings.Join(values, " ")
	}
	if err := a.Log.Append(ctx, rest.CallerOf(ctx).Actor(), "audit.exported", "audit", filter); err != nil {
		return err
	}
	return writer.send(ctx, w, a.Log, query, "giaoban-audit-"+a.Now().UTC().Format("20060102T150405Z"))
}

// MarshalJSON keeps the detail as it was written.
func (i auditItem) MarshalJSON() ([]byte, error) {
	type plain auditItem
	if raw, ok := i.Detail.(json.RawMessage); ok && !json.Valid(raw) {
		i.Detail = string(raw) // somebody has tampered with it: still told
	}
	return json.Marshal(plain(i))
}

package problem

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"golang.org/x/text/language"
)

// ContentType is the media type of problem details in JSON.
const ContentType = "application/problem+json"

// Details is the body of every error response (RFC 9457, section 3.1).
type Details struct {
	Type       string  `json:"type" doc:"Always about:blank: the code says what kind of problem it is." example:"about:blank"`
	Title      string  `json:"title" doc:"The kind of problem, in the caller's language." example:"Không có quyền"`
	Status     int     `json:"status" doc:"The HTTP status." example:"403"`
	Detail     string  `json:"detail" doc:"What happened and what to do, in the caller's language."`
	Code       Code    `json:"code" doc:"The stable name of the kind of problem, for programs." example:"forbidden"`
	Reason     string  `json:"reason,omitempty" doc:"A stable word for the exact cause within the code, for programs." example:"plan.end_before_start"`
	Current    int64   `json:"current,omitempty" doc:"With code stale: the version that is there now."`
	RequestID  string  `json:"requestId,omitempty" doc:"Names the request in the server's log."`
	RetryAfter int     `json:"retryAfter,omitempty" doc:"Seconds after which trying again makes sense."`
	Errors     []Field `json:"errors,omitempty" nullable:"false" doc:"What is wrong with single fields of the request."`
}

// Details returns the body that tells e in a language, Vietnamese if it is none of ours.
func (e *Error) Details(lang language.Tag, requestID string) *Details {
	entry := lookup(e.Code, e.Reason)
	said := entry.vi
	if base, _ := lang.Base(); base.String() == "en" {
		said = entry.en
	}
	detail := said.detail
	if len(e.Arguments) > 0 {
		detail = fmt.Sprintf(detail, e.Arguments...)
	}
	details := &Details{
		Type: "about:blank", Title: said.title, Status: entry.status, Detail: detail,
		Code: e.Code, Reason: e.Reason, Current: e.Current, RequestID: requestID, Errors: told(e.Fields, lang),
	}
	if e.RetryAfter > 0 {
		details.RetryAfter = seconds(e.RetryAfter)
	}
	return details
}

// told returns the fields with the messages of their reasons.
func told(fields []Field, lang language.Tag) []Field {
	base, _ := lang.Base()
	all := slices.Clone(fields)
	for i, field := range all {
		said, known := fieldTexts()[field.Reason]
		if field.Reason == "" || !known {
			continue
		}
		message := said.vi
		if base.String() == "en" {
			message = said.en
		}
		if len(field.Arguments) > 0 {
			message = fmt.Sprintf(message, field.Arguments...)
		}
		all[i].Message = message
	}
	return all
}

// Write answers a request with e. It is for handlers outside the API framework.
func (e *Error) Write(w http.ResponseWriter, lang language.Tag, requestID string) {
	body, err := json.Marshal(e.Details(lang, requestID))
	if err != nil { // cannot happen: Details holds nothing that JSON has not
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	for name, values := range e.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", ContentType)
	w.WriteHeader(e.GetStatus())
	_, _ = w.Write(append(body, '\n')) // the caller may have gone
}

var languages = language.NewMatcher([]language.Tag{language.Vietnamese, language.English})

// Language picks the language of an Accept-Language header (RFC 9110, section 12.5.4): Vietnamese unless English is
// preferred.
func Language(accept string) language.Tag {
	const longest = 200 // no browser's is longer; parsing is not for free
	if len(accept) > longest {
		return language.Vietnamese
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return language.Vietnamese
	}
	_, index, _ := languages.Match(tags...)
	return []language.Tag{language.Vietnamese, language.English}[index]
}

package conclusions

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/conclude/richtext"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// NoticeFields are what a secretary writes of a conclusion notice, but for its text.
type NoticeFields struct {
	Agency      unitKey            `json:"agency" doc:"The agency that issues, whose register gives the number: the host or a unit above it."`
	ParentName  string             `json:"parentName,omitempty" doc:"Cơ quan chủ quản, the first line at the top left."`
	AgencyName  string             `json:"agencyName" doc:"Cơ quan ban hành. A line break splits it."`
	Place       string             `json:"place" example:"Tuyên Quang"`
	Symbol      string             `json:"symbol" doc:"What follows the number." example:"TB-UBND"`
	Abstract    string             `json:"abstract" doc:"Trích yếu."`
	CopyTo      []string           `json:"copyTo,omitempty" nullable:"false" maxItems:"50" doc:"Nơi nhận."`
	Form        invite.SigningForm `json:"form,omitempty" enum:"TM.,KT.,TL.,TUQ.,Q.," doc:"By what right it is signed; empty: by the head in person."`
	OnBehalf    string             `json:"onBehalf,omitempty" doc:"The collective, for TM." example:"Ủy ban nhân dân"`
	Principal   string             `json:"principal,omitempty" doc:"The head's title, for KT., TL. and TUQ., and for TM. when a deputy signs." example:"Chủ tịch"`
	SignerTitle string             `json:"signerTitle,omitempty" example:"Phó Chủ tịch"`
	SignerName  string             `json:"signerName,omitempty"`
}

type clockBody struct {
	Mark     conclude.ClockMark `json:"mark" enum:"running,soon,overdue" doc:"Soon: the last working day or the one before."`
	Deadline time.Time          `json:"deadline" doc:"The end of the fifth working day after the meeting."`
	DaysLeft int                `json:"daysLeft" doc:"Working days, today's not counted."`
}

func clock(c conclude.Clock) *clockBody {
	if c.Mark == conclude.ClockNone {
		return nil
	}
	return &clockBody{Mark: c.Mark, Deadline: c.Deadline, DaysLeft: c.DaysLeft}
}

type noticeBody struct {
	NoticeFields
	MeetingID    string               `json:"meetingId"`
	MeetingTitle string               `json:"meetingTitle"`
	Version      int64                `json:"version" doc:"What If-Match is given; 0: nothing is saved yet, this is a proposal."`
	State        conclude.NoticeState `json:"state" enum:"draft,issued,waived"`
	Content      richtext.Doc         `json:"content" doc:"The text; see the minutes' content."`
	Reason       string               `json:"reason,omitempty" doc:"Why the meeting needs none."`
	DecidedAt    *time.Time           `json:"decidedAt,omitempty" doc:"When it was issued or waived."`
	SavedAt      *time.Time           `json:"savedAt,omitempty"`
	Clock        *clockBody           `json:"clock,omitempty" doc:"None: the meeting has not ended, or the notice is out."`
	Document     *documentBody        `json:"document,omitempty" doc:"None: not issued yet."`
	Edition      int                  `json:"edition" doc:"From 1. A later one replaces the one before it, which is in force until then."`
	Earlier      []*documentBody      `json:"earlier" nullable:"false" doc:"Editions that were issued before this one, the latest first. Their files are at /meetings/{meetingId}/conclusion/editions/{id}/{format}."`
	ReplaceWhy   string               `json:"replaceReason,omitempty" doc:"Why this edition replaces the one before it."`
	CanReplace   bool                 `json:"canReplace" doc:"The caller may begin an edition that replaces this one."`
	CanWrite     bool                 `json:"canWrite" doc:"The caller may write, issue and waive it now."`
	CanAssign    bool                 `json:"canAssign" doc:"The caller may give tasks."`
	Ready        bool                 `json:"ready" doc:"The meeting has ended: the notice can be issued."`
}

type noticeOutput struct {
	ETag string `header:"ETag"`
	Body noticeBody
}

func noticeOr(v *concluder.NoticeView, err error) (*noticeOutput, error) {
	if err != nil {
		return nil, err
	}
	n := &v.NoticeFields
	return &noticeOutput{ETag: rest.ETag(v.Version), Body: noticeBody{
		NoticeFields: NoticeFields{
			Agency: unitRef(n.Agency, ""), ParentName: n.ParentName, AgencyName: n.AgencyName, Place: n.Place, Symbol: n.Symbol, Abstract: n.Abstract, CopyTo: n.CopyTo,
			Form: n.Form, OnBehalf: n.OnBehalf, Principal: n.Principal, SignerTitle: n.SignerTitle, SignerName: n.SignerName,
		},
		MeetingID: v.MeetingID, MeetingTitle: v.Meeting.Title, Version: v.Version, State: v.State, Content: n.Body, Reason: v.Reason, DecidedAt: when(v.DecidedAt),
		SavedAt: when(v.SavedAt), Clock: clock(v.Clock), Document: document(v.Document), CanWrite: v.Write, CanAssign: v.Assign, Ready: v.Ready,
		Edition: v.Edition, Earlier: documents(v.Earlier), ReplaceWhy: v.ReplaceReason, CanReplace: v.Replace,
	}}, nil
}

func documents(all []conclude.Document) []*documentBody {
	bodies := make([]*documentBody, len(all))
	for i := range all {
		bodies[i] = document(&all[i])
	}
	return bodies
}

type saveNoticeInput struct {
	MeetingInput
	rest.VersionInput
	Body struct {
		NoticeFields
		Content textNode `json:"content" doc:"The text; see the minutes' content. At most 512 KiB."`
	}
}

type waiveInput struct {
	MeetingInput
	rest.VersionInput
	Body struct {
		Reason string `json:"reason" maxLength:"8000" doc:"Why the meeting needs no conclusion notice."`
	}
}

type replaceInput struct {
	MeetingInput
	rest.VersionInput
	Body struct {
		Reason string `json:"reason" maxLength:"8000" doc:"Why the conclusion notice is replaced; it stays within the secretariat."`
	}
}

type issuedInput struct {
	rest.PageInput
	rest.LanguageInput
	Q    string    `query:"q" maxLength:"200" doc:"Words of number, abstract, meeting and text, without case, diacritics or tone placement."`
	From time.Time `query:"from" doc:"Issued at or after."`
	To   time.Time `query:"to" doc:"Issued before."`
	Host string    `query:"host" maxLength:"100" doc:"Of meetings held by the unit, catalogue:code."`
}

type issuedOutput struct {
	Body struct {
		Items      []conclusionItem `json:"items" nullable:"false"`
		NextCursor string           `json:"nextCursor,omitempty"`
	}
}

// conclusionItem is an issued conclusion notice in a list.
type conclusionItem struct {
	ID           string    `json:"id" example:"CD_k3h1D2f9aQ0z"`
	Symbol       string    `json:"symbol" doc:"Number and symbol." example:"12/TB-UBND"`
	IssuedAt     time.Time `json:"issuedAt"`
	Abstract     string    `json:"abstract" doc:"Trích yếu."`
	MeetingID    string    `json:"meetingId" doc:"Its files are at /meetings/{meetingId}/conclusion/file."`
	MeetingTitle string    `json:"meetingTitle"`
	MeetingStart time.Time `json:"meetingStart"`
	Host         string    `json:"host" doc:"Name of the host unit, in the caller's language."`
	Tasks        int       `json:"tasks" doc:"How many the meeting gave."`
	ReplacedBy   string    `json:"replacedBy,omitempty" doc:"Number and symbol of the one that replaces it." example:"15/TB-UBND"`
}

type pendingOutput struct {
	Body struct {
		Items []pendingItem `json:"items" nullable:"false"`
	}
}

type pendingItem struct {
	MeetingID    string     `json:"meetingId"`
	MeetingTitle string     `json:"meetingTitle"`
	EndedAt      *time.Time `json:"endedAt,omitempty"`
	Kind         string     `json:"kind" enum:"minutes,notice" doc:"Minutes wait for the caller as chair; or the conclusion notice is to be issued."`
	Clock        *clockBody `json:"clock,omitempty"`
}

func (a *area) registerNotice(api *rest.API) {
	const path = "/meetings/{id}/conclusion"
	changing := []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Stale, problem.Invalid, problem.Unconditional}
	rest.Register(api, rest.Endpoint{
		ID: "get-conclusion", Method: http.MethodGet, Path: path, Tag: tag, Allow: rest.Members, Summary: "A meeting's conclusion notice (thông báo kết luận)",
		Description: "For those who run the meeting and leaders of its host; for everyone of the meeting once it is issued.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.notice)
	rest.Register(api, rest.Endpoint{
		ID: "save-conclusion", Method: http.MethodPut, Path: path, Tag: tag, Allow: rest.Members, BodyBytes: textBytes, Summary: "Write the conclusion notice",
		Description: "For those who run the meeting.", Errors: append(changing, problem.TooLarge),
	}, a.saveNotice)
	rest.Register(api, rest.Endpoint{
		ID: "issue-conclusion", Method: http.MethodPost, Path: path + "/issue", Tag: tag, Allow: rest.Members, Summary: "Issue the conclusion notice",
		Description: "It gets the next number of its agency's register and goes to those invited by mail and in the product; the meeting's tasks are assigned. It never changes afterwards.",
		Errors:      changing,
	}, a.issueNotice)
	rest.Register(api, rest.Endpoint{
		ID: "waive-conclusion", Method: http.MethodPost, Path: path + "/waive", Tag: tag, Allow: rest.Members, Summary: "Note that the meeting needs no conclusion notice",
		Description: "The clock stops; the meeting's tasks are assigned.", Errors: changing,
	}, a.waiveNotice)
	rest.Register(api, rest.Endpoint{
		ID: "replace-conclusion", Method: http.MethodPost, Path: path + "/replace", Tag: tag, Allow: rest.Members, Summary: "Prepare an edition that replaces an issued conclusion notice",
		Description: "For those who run the meeting. The new edition is a draft with the text of the one in force, which everybody else reads until the new one is issued and gets a number of its own.",
		Errors:      changing,
	}, a.replaceNotice)
	rest.Register(api, rest.Endpoint{
		ID: "drop-conclusion-edition", Method: http.MethodDelete, Path: path, Tag: tag, Allow: rest.Members, Summary: "Give up an edition that was not issued",
		Description: "The conclusion notice that it was to replace is the last one again.", Errors: changing,
	}, a.dropReplacement)
	rest.Register(api, rest.Endpoint{
		ID: "list-conclusions", Method: http.MethodGet, Path: "/conclusions", Tag: tag, Allow: rest.Members, Summary: "Conclusion notices, the newest first",
		Description: "Those of meetings that the caller may see.", Errors: []problem.Code{problem.Invalid},
	}, a.issued)
	rest.Register(api, rest.Endpoint{
		ID: "list-pending-conclusions", Method: http.MethodGet, Path: "/conclusions/pending", Tag: tag, Allow: rest.Members, Summary: "What waits for the caller's conclusion",
		Description: "Minutes to agree to, and meetings of the last 60 days whose conclusion notice is to be issued.",
	}, a.pending)
}

func (a *area) notice(ctx context.Context, in *MeetingInput) (*noticeOutput, error) {
	return noticeOr(a.Concluder.Notice(ctx, byOf(ctx), in.ID))
}

func (a *area) saveNotice(ctx context.Context, in *saveNoticeInput) (*noticeOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	content := textBody{Content: in.Body.Content}
	text, err := content.text()
	if err != nil {
		return nil, err
	}
	f := &in.Body.NoticeFields
	return noticeOr(a.Concluder.SaveNotice(ctx, byOf(ctx), in.ID, version, conclude.NoticeFields{
		Agency: f.Agency.key(), ParentName: f.ParentName, AgencyName: f.AgencyName, Place: f.Place, Symbol: f.Symbol, Abstract: f.Abstract, Body: text, CopyTo: f.CopyTo,
		Authority: invite.Authority{Form: f.Form, OnBehalf: f.OnBehalf, Principal: f.Principal, SignerTitle: f.SignerTitle, SignerName: f.SignerName},
	}))
}

func (a *area) issueNotice(ctx context.Context, in *draftInput) (*noticeOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return noticeOr(a.Concluder.IssueNotice(ctx, byOf(ctx), in.ID, version))
}

func (a *area) replaceNotice(ctx context.Context, in *replaceInput) (*noticeOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return noticeOr(a.Concluder.ReplaceNotice(ctx, byOf(ctx), in.ID, version, in.Body.Reason))
}

func (a *area) dropReplacement(ctx context.Context, in *draftInput) (*noticeOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return noticeOr(a.Concluder.DropReplacement(ctx, byOf(ctx), in.ID, version))
}

func (a *area) waiveNotice(ctx context.Context, in *waiveInput) (*noticeOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return noticeOr(a.Concluder.WaiveNotice(ctx, byOf(ctx), in.ID, version, in.Body.Reason))
}

func (a *area) issued(ctx context.Context, in *issuedInput) (*issuedOutput, error) {
	query := conclude.IssuedQuery{Text: in.Q, From: in.From, To: in.To, Page: in.Page()}
	if in.Host != "" {
		key, ok := directory.ParseUnitKey(in.Host)
		if !ok {
			return nil, problem.New(problem.Invalid)
		}
		query.Host = key
	}
	found, next, err := a.Concluder.Issued(ctx, byOf(ctx), query)
	if err != nil {
		return nil, err
	}
	out := &issuedOutput{}
	out.Body.Items, out.Body.NextCursor = make([]conclusionItem, len(found)), next
	for i := range found {
		f := &found[i]
		out.Body.Items[i] = conclusionItem{
			ID: f.ID, Symbol: f.Symbol, IssuedAt: f.IssuedAt, Abstract: f.Title, MeetingID: f.MeetingID, MeetingTitle: f.MeetingTitle, MeetingStart: f.MeetingStart,
			Host: rest.InLanguage(f.HostName, in.Language()), Tasks: f.Tasks, ReplacedBy: f.ReplacedBy,
		}
	}
	return out, nil
}

func (a *area) pending(ctx context.Context, _ *struct{}) (*pendingOutput, error) {
	found, err := a.Concluder.Pending(ctx, byOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &pendingOutput{}
	out.Body.Items = make([]pendingItem, len(found))
	for i := range found {
		f := &found[i]
		out.Body.Items[i] = pendingItem{MeetingID: f.Meeting.ID, MeetingTitle: f.Meeting.Title, EndedAt: when(f.Meeting.EndedAt), Kind: "notice", Clock: clock(f.Clock)}
		if f.Minutes {
			out.Body.Items[i].Kind = "minutes"
		}
	}
	return out, nil
}

package conclusions

import (
	"context"
	"net/http"
	"time"

	"giaoban/scheduler/conclude"
	"giaoban/scheduler/conclude/concluder"
	"giaoban/scheduler/conclude/richtext"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// textDoc describes a text as the editor has it.
type textNode = map[string]any

type minutesBody struct {
	MeetingID    string                   `json:"meetingId"`
	MeetingTitle string                   `json:"meetingTitle"`
	Version      int64                    `json:"version" doc:"What If-Match is given; 0: there are none yet."`
	State        conclude.MinutesState    `json:"state,omitempty" enum:"draft,submitted,agreed" doc:"None: there are none yet."`
	Content      richtext.Doc             `json:"content" doc:"The text as ProseMirror has it: doc of paragraph, heading (level 1 to 3), bulletList and orderedList of listItem, text with the marks bold and italic, hardBreak."`
	Basis        conclude.Basis           `json:"basis,omitempty" enum:"plan,log" doc:"What the first draft was made from: the plan and the answers, or the meeting's log."`
	AuthorID     string                   `json:"authorId,omitempty" doc:"Account that changed it last."`
	AuthorName   string                   `json:"authorName,omitempty"`
	SavedAt      *time.Time               `json:"savedAt,omitempty"`
	Reason       string                   `json:"reason,omitempty" doc:"Why the chair sent it back."`
	AgreedAt     *time.Time               `json:"agreedAt,omitempty"`
	SHA256       string                   `json:"sha256,omitempty" doc:"Of the text that was agreed."`
	Document     *documentBody            `json:"document,omitempty" doc:"None: not agreed yet."`
	Additions    []additionBody           `json:"additions" nullable:"false" doc:"Corrections of agreed minutes, in order."`
	CanWrite     bool                     `json:"canWrite" doc:"The caller may draft and write now."`
	CanAdd       bool                     `json:"canAdd" doc:"The caller may add a correction."`
	Ready        bool                     `json:"ready" doc:"The meeting has ended: the minutes can be submitted."`
	Actions      []conclude.MinutesAction `json:"actions" nullable:"false" doc:"submit, withdraw, return, agree: what the caller may do now."`
}

type additionBody struct {
	Number     int          `json:"number"`
	Content    richtext.Doc `json:"content"`
	AuthorName string       `json:"authorName"`
	At         time.Time    `json:"at"`
	SHA256     string       `json:"sha256" doc:"Over the addition and the hash before it."`
}

func addition(a *conclude.Addition) additionBody {
	return additionBody{Number: a.Number, Content: a.Content, AuthorName: a.AuthorName, At: a.At, SHA256: a.SHA256}
}

type minutesOutput struct {
	ETag string `header:"ETag"`
	Body minutesBody
}

func minutes(v *concluder.MinutesView) *minutesOutput {
	body := minutesBody{
		MeetingID: v.MeetingID, MeetingTitle: v.Meeting.Title, Version: v.Version, State: v.State, Content: v.Content, Basis: v.Basis, AuthorID: v.AuthorID, AuthorName: v.AuthorName,
		SavedAt: when(v.SavedAt), Reason: v.Reason, AgreedAt: when(v.DecidedAt), SHA256: v.SHA256, Document: document(v.Document),
		Additions: make([]additionBody, len(v.Additions)), CanWrite: v.Author, CanAdd: v.Add, Ready: v.Ready, Actions: append([]conclude.MinutesAction{}, v.Actions...),
	}
	for i := range v.Additions {
		body.Additions[i] = addition(&v.Additions[i])
	}
	return &minutesOutput{ETag: rest.ETag(v.Version), Body: body}
}

func minutesOr(v *concluder.MinutesView, err error) (*minutesOutput, error) {
	if err != nil {
		return nil, err
	}
	return minutes(v), nil
}

type draftInput struct {
	MeetingInput
	rest.VersionInput
}

// textBody is a text alone. What it may hold is checked by the text itself.
type textBody struct {
	Content textNode `json:"content" doc:"See the minutes' content. At most 512 KiB."`
}

// text reads a text that the framework has decoded as any JSON.
func (b *textBody) text() (richtext.Doc, error) {
	raw, err := marshal(b.Content)
	if err != nil {
		return richtext.Doc{}, problem.Wrap(problem.Invalid, err)
	}
	parsed, err := richtext.Parse(raw)
	if err != nil {
		return richtext.Doc{}, err
	}
	return *parsed, nil
}

type saveMinutesInput struct {
	MeetingInput
	rest.VersionInput
	Body textBody
}

type actMinutesInput struct {
	MeetingInput
	rest.VersionInput
	Body struct {
		Action conclude.MinutesAction `json:"action" enum:"submit,withdraw,return,agree" doc:"Submit to the chair, take back, send back with a reason, agree: then they are numbered and frozen."`
		Reason string                 `json:"reason,omitempty" maxLength:"8000"`
	}
}

type revisionBody struct {
	Number     int                   `json:"number"`
	Kind       conclude.RevisionKind `json:"kind" enum:"drafted,edited,submitted,returned,agreed"`
	AuthorName string                `json:"authorName,omitempty" doc:"None: the system."`
	CreatedAt  time.Time             `json:"createdAt"`
	SavedAt    time.Time             `json:"savedAt" doc:"One person's savings within ten minutes are one revision."`
	Content    *richtext.Doc         `json:"content,omitempty" doc:"Of a single revision only."`
}

func revision(r *conclude.Revision) revisionBody {
	return revisionBody{Number: r.Number, Kind: r.Kind, AuthorName: r.AuthorName, CreatedAt: r.CreatedAt, SavedAt: r.SavedAt}
}

type revisionsOutput struct {
	Body struct {
		Items []revisionBody `json:"items" nullable:"false"`
	}
}

type revisionInput struct {
	MeetingInput
	Number int `path:"number" minimum:"1" maximum:"1000000"`
}

type revisionOutput struct{ Body revisionBody }

type addInput struct {
	MeetingInput
	Body textBody
}

type additionOutput struct{ Body additionBody }

func (a *area) registerMinutes(api *rest.API) {
	const path = "/meetings/{id}/minutes"
	changing := []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Stale, problem.Invalid, problem.Unconditional, problem.TooLarge}
	rest.Register(api, rest.Endpoint{
		ID: "get-minutes", Method: http.MethodGet, Path: path, Tag: tag, Allow: rest.Members, Summary: "A meeting's minutes (biên bản)",
		Description: "For those who run the meeting and leaders of its host; for its delegates once they are agreed. Version 0: there are none yet.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.minutes)
	rest.Register(api, rest.Endpoint{
		ID: "draft-minutes", Method: http.MethodPost, Path: path + "/draft", Tag: tag, Allow: rest.Members, Summary: "Have the minutes drafted from what happened",
		Description: "For the secretary, from the meeting's start until they are submitted. If-Match is \"0\" for the first draft; a later one takes the place of what is written, which stays as a revision.",
		Errors:      changing,
	}, a.draftMinutes)
	rest.Register(api, rest.Endpoint{
		ID: "save-minutes", Method: http.MethodPut, Path: path, Tag: tag, Allow: rest.Members, BodyBytes: textBytes, Summary: "Write the minutes",
		Description: "For the secretary, while they are a draft. Somebody else's change meanwhile is refused as stale, with the version that is there now.", Errors: changing,
	}, a.saveMinutes)
	rest.Register(api, rest.Endpoint{
		ID: "act-on-minutes", Method: http.MethodPost, Path: path + "/actions", Tag: tag, Allow: rest.Members, Summary: "Submit, take back, send back or agree to the minutes",
		Description: "The secretary submits and takes back, the chair sends back and agrees.", Errors: changing,
	}, a.actOnMinutes)
	rest.Register(api, rest.Endpoint{
		ID: "list-minutes-revisions", Method: http.MethodGet, Path: path + "/revisions", Tag: tag, Allow: rest.Members, Summary: "The minutes' revisions, the newest first",
		Description: "For those who run the meeting and leaders of its host.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.revisions)
	rest.Register(api, rest.Endpoint{
		ID: "get-minutes-revision", Method: http.MethodGet, Path: path + "/revisions/{number}", Tag: tag, Allow: rest.Members, Summary: "The minutes as they once stood",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.revision)
	rest.Register(api, rest.Endpoint{
		ID: "add-to-minutes", Method: http.MethodPost, Path: path + "/additions", Tag: tag, Allow: rest.Members, Status: http.StatusCreated, BodyBytes: textBytes,
		Summary:     "Add a correction to agreed minutes",
		Description: "For those who run the meeting. It stands beside the minutes with its date and author and never changes; nor do the minutes.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid, problem.TooLarge},
	}, a.addToMinutes)
}

func (a *area) minutes(ctx context.Context, in *MeetingInput) (*minutesOutput, error) {
	return minutesOr(a.Concluder.Minutes(ctx, byOf(ctx), in.ID))
}

func (a *area) draftMinutes(ctx context.Context, in *draftInput) (*minutesOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return minutesOr(a.Concluder.Draft(ctx, byOf(ctx), in.ID, version))
}

func (a *area) saveMinutes(ctx context.Context, in *saveMinutesInput) (*minutesOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	content, err := in.Body.text()
	if err != nil {
		return nil, err
	}
	return minutesOr(a.Concluder.SaveMinutes(ctx, byOf(ctx), in.ID, version, content))
}

func (a *area) actOnMinutes(ctx context.Context, in *actMinutesInput) (*minutesOutput, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return minutesOr(a.Concluder.ActMinutes(ctx, byOf(ctx), in.ID, version, in.Body.Action, in.Body.Reason))
}

func (a *area) revisions(ctx context.Context, in *MeetingInput) (*revisionsOutput, error) {
	found, err := a.Concluder.Revisions(ctx, byOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := &revisionsOutput{}
	out.Body.Items = make([]revisionBody, len(found))
	for i := range found {
		out.Body.Items[i] = revision(&found[i])
	}
	return out, nil
}

func (a *area) revision(ctx context.Context, in *revisionInput) (*revisionOutput, error) {
	found, err := a.Concluder.Revision(ctx, byOf(ctx), in.ID, in.Number)
	if err != nil {
		return nil, err
	}
	out := &revisionOutput{Body: revision(found)}
	out.Body.Content = &found.Content
	return out, nil
}

func (a *area) addToMinutes(ctx context.Context, in *addInput) (*additionOutput, error) {
	content, err := in.Body.text()
	if err != nil {
		return nil, err
	}
	added, err := a.Concluder.AddToMinutes(ctx, byOf(ctx), in.ID, content)
	if err != nil {
		return nil, err
	}
	return &additionOutput{Body: addition(added)}, nil
}

// Package invitations serves whom meetings are held with: the list of the invited, the letter and its issued documents,
// the answers, the mails and their fate, and calendars by secret link.
package invitations

import (
	"context"
	"net/http"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/inviter"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

const tag = "invitations"

// Deps are what the area stands on.
type Deps struct {
	Inviter *inviter.Service
	Origin  string // of links to calendars, "https://hop.example.vn"
}

type area struct {
	Deps
}

// Register adds the area's endpoints. What a caller may see and do depends on the meeting; see the service.
func Register(api *rest.API, deps Deps) {
	api.Tag(tag, "Who is invited to meetings, by what letter, and what they answer. A meeting's list is run by its chair, its secretary and those of its host.")
	a := &area{Deps: deps}
	a.registerBoard(api)
	a.registerOwn(api)
	a.registerLetter(api)
	a.registerRegisters(api)
	a.registerMails(api)
	a.registerFeeds(api)
}

func byOf(ctx context.Context) directory.By {
	caller := rest.CallerOf(ctx)
	return directory.By{Viewer: caller.Viewer, Actor: caller.Actor()}
}

// MeetingInput names a meeting. Exported, as the framework wants what is embedded.
type MeetingInput struct {
	ID string `path:"id" maxLength:"64" doc:"The meeting."`
}

type countOutput struct {
	Body struct {
		Count int `json:"count"`
	}
}

func counted(n int, err error) (*countOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &countOutput{}
	out.Body.Count = n
	return out, nil
}

type boardInput struct {
	MeetingInput
	rest.PageInput
	State []invite.State `query:"state" enum:"draft,pending,seen,confirmed,declined,substituted,withdrawn" doc:"Only those in one of these states."`
	Role  identity.Role  `query:"role" enum:"chair,secretary,delegate,guest,technician,"`
	Kind  invite.Kind    `query:"kind" enum:"unit,site,person,"`
	Q     string         `query:"q" maxLength:"200" doc:"Words of names, without case, diacritics or tone placement."`
}

type boardOutput struct {
	Body struct {
		Items      []invitationLine `json:"items" nullable:"false"`
		NextCursor string           `json:"nextCursor,omitempty"`
	}
}

type participantsInput struct {
	MeetingInput
	rest.PageInput
	Role identity.Role `query:"role" enum:"chair,secretary,delegate,guest,technician,"`
	Q    string        `query:"q" maxLength:"200" doc:"Words of names, without case, diacritics or tone placement."`
}

// participant is who is to come, without what they answered.
type participant struct {
	Kind     invite.Kind   `json:"kind" enum:"unit,site,person"`
	Role     identity.Role `json:"role" enum:"chair,secretary,delegate,guest,technician"`
	Name     string        `json:"name" example:"Ma Văn Thượng"`
	Position string        `json:"position,omitempty" doc:"A person's."`
	UnitName string        `json:"unitName,omitempty"`
}

type participantsOutput struct {
	Body struct {
		Items      []participant `json:"items" nullable:"false"`
		NextCursor string        `json:"nextCursor,omitempty"`
	}
}

type targetBody struct {
	Kind  invite.TargetKind `json:"kind" enum:"unit,subtree,site,person,group,list" doc:"Subtree: every unit below one. Group: the units of its sites."`
	Unit  *invitationUnit   `json:"unit,omitempty" doc:"Of unit and subtree."`
	ID    string            `json:"id,omitempty" maxLength:"256" doc:"Of a person, group or list; a site's room name."`
	Role  identity.Role     `json:"role,omitempty" enum:"chair,secretary,delegate,guest,technician," doc:"Delegate if none is given, for a site technician."`
	Level directory.Level   `json:"level,omitempty" enum:"province,district,commune,agency," doc:"Of a subtree, only units of this level."`
}

type addInput struct {
	MeetingInput
	Body struct {
		Targets []targetBody `json:"targets" minItems:"1" maxItems:"2000" nullable:"false"`
	}
}

type addOutput struct {
	Body struct {
		Added   int   `json:"added"`
		Present int   `json:"present" doc:"Were invited already."`
		Unknown []int `json:"unknown" nullable:"false" doc:"Places in targets of what is not there or no longer in use."`
	}
}

type summaryOutput struct{ Body summaryBody }

type issueInput struct {
	MeetingInput
	Body struct {
		Version int64 `json:"version,omitempty" doc:"The meeting's version that the caller has read; 0: whatever it is."`
	}
}

type documentOutput struct{ Body *documentBody }

func (a *area) registerBoard(api *rest.API) {
	const path = "/meetings/{id}/invitations"
	rest.Register(api, rest.Endpoint{
		ID: "list-invitations", Method: http.MethodGet, Path: path, Tag: tag, Allow: rest.Members, Summary: "A meeting's invitations and answers",
		Description: "For those who run the meeting, and leaders of its host.", Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.board)
	rest.Register(api, rest.Endpoint{
		ID: "list-participants", Method: http.MethodGet, Path: "/meetings/{id}/participants", Tag: tag, Allow: rest.Members, Summary: "Who is to come to a meeting",
		Description: "Those to whom the letter was issued and who have not declined, for everybody who may see the meeting.",
		Errors:      []problem.Code{problem.NotFound},
	}, a.participants)
	rest.Register(api, rest.Endpoint{
		ID: "add-invitations", Method: http.MethodPost, Path: path, Tag: tag, Allow: rest.Members, Summary: "Put units, sites, people, groups and lists on the list",
		Description: "They are drafts until they are issued. Those on the list already are left as they are.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid, problem.TooLarge},
	}, a.add)
	rest.Register(api, rest.Endpoint{
		ID: "summarize-invitations", Method: http.MethodGet, Path: path + "/summary", Tag: tag, Allow: rest.Members, Summary: "Counts of the answers board",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, a.summary)
	rest.Register(api, rest.Endpoint{
		ID: "issue-invitations", Method: http.MethodPost, Path: path + "/issue", Tag: tag, Allow: rest.Members, Summary: "Issue the letter",
		Description: "Issues an approved meeting with its letter, or, when it is issued already, a letter to those put on the list since. " +
			"The letter gets the next number of its agency's register, and goes out by mail and in the product.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict, problem.Stale, problem.Invalid},
	}, a.issue)
	rest.Register(api, rest.Endpoint{
		ID: "remind-invitations", Method: http.MethodPost, Path: path + "/remind", Tag: tag, Allow: rest.Members, Summary: "Remind all who have not answered",
		Description: "Those who were reminded within ten minutes are left alone. Answers how many were reminded.",
		Errors:      []problem.Code{problem.NotFound, problem.Forbidden, problem.Conflict},
	}, a.remind)
}

func (a *area) board(ctx context.Context, in *boardInput) (*boardOutput, error) {
	lines, next, err := a.Inviter.Board(ctx, byOf(ctx), invite.Query{MeetingID: in.ID, States: in.State, Role: in.Role, Kind: in.Kind, Text: in.Q, Page: in.Page()})
	if err != nil {
		return nil, err
	}
	out := &boardOutput{}
	out.Body.Items, out.Body.NextCursor = make([]invitationLine, len(lines)), next
	for i := range lines {
		out.Body.Items[i].InvitationBody = body(&lines[i].Invitation)
		if lines[i].Delivery != nil {
			out.Body.Items[i].Delivery = delivery(lines[i].Delivery)
		}
	}
	return out, nil
}

func (a *area) participants(ctx context.Context, in *participantsInput) (*participantsOutput, error) {
	found, next, err := a.Inviter.Participants(ctx, byOf(ctx), invite.Query{MeetingID: in.ID, Role: in.Role, Text: in.Q, Page: in.Page()})
	if err != nil {
		return nil, err
	}
	out := &participantsOutput{}
	out.Body.Items, out.Body.NextCursor = make([]participant, len(found)), next
	for i := range found {
		who := &found[i]
		out.Body.Items[i] = participant{Kind: who.Kind, Role: who.Role, Name: who.Name, UnitName: who.UnitName}
		if who.Kind == invite.Person {
			out.Body.Items[i].Position = who.Position
		}
	}
	return out, nil
}

func (a *area) add(ctx context.Context, in *addInput) (*addOutput, error) {
	targets := make([]invite.Target, len(in.Body.Targets))
	for i, t := range in.Body.Targets {
		targets[i] = invite.Target{Kind: t.Kind, Unit: t.Unit.key(), ID: t.ID, Role: t.Role, Level: t.Level}
	}
	added, err := a.Inviter.Add(ctx, byOf(ctx), in.ID, targets)
	if err != nil {
		return nil, err
	}
	out := &addOutput{}
	out.Body.Added, out.Body.Present, out.Body.Unknown = added.Added, added.Present, append([]int{}, added.Unknown...)
	return out, nil
}

func (a *area) summary(ctx context.Context, in *MeetingInput) (*summaryOutput, error) {
	overview, err := a.Inviter.Overview(ctx, byOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &summaryOutput{Body: summary(overview)}, nil
}

func (a *area) issue(ctx context.Context, in *issueInput) (*documentOutput, error) {
	issued, err := a.Inviter.Issue(ctx, byOf(ctx), in.ID, in.Body.Version)
	if err != nil {
		return nil, err
	}
	return &documentOutput{Body: document(issued)}, nil
}

func (a *area) remind(ctx context.Context, in *MeetingInput) (*countOutput, error) {
	return counted(a.Inviter.Remind(ctx, byOf(ctx), in.ID))
}

package meetings

import (
	"context"
	"net/http"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/identity"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/plan/door"
	"giaoban/signaling/token"
	"giaoban/web/badge"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type entryBody struct {
	Verdict   plan.Verdict    `json:"verdict" enum:"enter,wait,knock,closed"`
	Waiting   bool            `json:"waiting" doc:"Ask again at opensAt, or when the events say so; else it makes no sense."`
	Reason    plan.GateReason `json:"reason,omitempty" enum:",early,postponed,cancelled,ended,missed,not_invited,declined,knocking,denied,not_issued"`
	OpensAt   *time.Time      `json:"opensAt,omitempty" doc:"When the room opens for the caller."`
	Now       time.Time       `json:"now" doc:"The server's clock, to count down by."`
	Title     string          `json:"title,omitempty" doc:"None for those who may not see the meeting."`
	Host      string          `json:"host"`
	Start     time.Time       `json:"start"`
	End       time.Time       `json:"end"`
	State     plan.State      `json:"state"`
	Answer    plan.Answer     `json:"answer,omitempty" enum:",pending,admitted,denied" doc:"What the caller was told, who has knocked."`
	Ticket    *joinTicket     `json:"ticket,omitempty" doc:"The way in."`
	PollAfter int             `json:"pollAfter,omitempty" doc:"Seconds after which to ask again without events."`
}

// joinTicket is what a client joins with.
type joinTicket struct {
	URL             string        `json:"url" doc:"Web socket origin of signaling; empty: the one that serves this API."`
	Token           string        `json:"token" doc:"The join token of LiveKit's protocol."`
	Room            string        `json:"room"`
	Identity        string        `json:"identity" doc:"The caller's identity in the room: one device of an account at a time."`
	ParticipantName string        `json:"participantName" example:"Điểm cầu Chiêm Hoá"`
	Role            identity.Role `json:"role" enum:"chair,secretary,delegate,guest,technician"`
	CanModerate     bool          `json:"canModerate" doc:"The caller may mute and remove others here."`
	CanSpeak        bool          `json:"canSpeak" doc:"The caller may open a microphone now; the meeting's state tells when that changes."`
	CanShare        bool          `json:"canShare" doc:"The caller may share a screen."`
	ExpiresAt       time.Time     `json:"expiresAt" doc:"Until when the token lets in. Inside, the server renews it."`
}

type entryOutput struct {
	Body entryBody
}

type knockBody struct {
	ID         string       `json:"id" example:"KN_k3h1D2f9aQ0z"`
	Name       string       `json:"name"`
	Unit       *meetingHost `json:"unit,omitempty"`
	At         time.Time    `json:"at"`
	Answer     plan.Answer  `json:"answer" enum:"pending,admitted,denied"`
	AnsweredAt *time.Time   `json:"answeredAt,omitempty"`
}

func tellKnock(k *plan.Knock, lang string) knockBody {
	body := knockBody{ID: k.ID, Name: k.Name, At: k.At, Answer: k.Answer, AnsweredAt: instant(k.AnsweredAt)}
	if !k.Unit.IsZero() {
		body.Unit = &meetingHost{k.Unit.Catalogue, k.Unit.Code, rest.InLanguage(k.UnitName, lang)}
	}
	return body
}

func (a *area) registerDoor(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "join-meeting", Method: http.MethodPost, Path: "/meetings/{id}/join", Tag: tag, Allow: rest.Members, Summary: "Get in, or knock",
		Description: "Once the room is open, those who take part get a ticket with the rights of their role; technicians, the chair and the " +
			"secretary an hour before the start, the others as many minutes as the meeting's policy says. Earlier comers wait. Whoever is not " +
			"invited has knocked with this, and waits for the secretary.", Errors: reading,
	}, func(ctx context.Context, input *meetingInput) (*entryOutput, error) {
		entry, err := a.Door.Enter(ctx, by(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		return a.tellEntry(ctx, entry, input.Language(), true)
	})
	rest.Register(api, rest.Endpoint{
		ID: "get-meeting-entry", Method: http.MethodGet, Path: "/meetings/{id}/entry", Tag: tag, Allow: rest.Members,
		Summary: "Whether one would get in", Description: "As joining, but nobody knocks and no ticket is given: for those who wait.", Errors: reading,
	}, func(ctx context.Context, input *meetingInput) (*entryOutput, error) {
		entry, err := a.Door.Look(ctx, by(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		return a.tellEntry(ctx, entry, input.Language(), false)
	})
	a.registerSecond(api)
	a.registerKnocks(api)
}

func (a *area) registerKnocks(api *rest.API) {
	const who = "By the chair and the secretary."
	rest.Register(api, rest.Endpoint{
		ID: "list-knocks", Method: http.MethodGet, Path: "/meetings/{id}/knocks", Tag: tag, Allow: rest.Members,
		Summary: "Who has knocked", Description: "The latest first. " + who, Errors: []problem.Code{problem.NotFound, problem.Forbidden},
	}, func(ctx context.Context, input *meetingInput) (*struct {
		Body struct {
			Items []knockBody `json:"items" nullable:"false"`
		}
	}, error,
	) {
		knocks, err := a.Door.Knocks(ctx, by(ctx), input.ID)
		if err != nil {
			return nil, err
		}
		output := &struct {
			Body struct {
				Items []knockBody `json:"items" nullable:"false"`
			}
		}{}
		output.Body.Items = make([]knockBody, len(knocks))
		for i := range knocks {
			output.Body.Items[i] = tellKnock(&knocks[i], input.Language())
		}
		return output, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "answer-knock", Method: http.MethodPut, Path: "/meetings/{id}/knocks/{knockId}", Tag: tag, Allow: rest.Members,
		Summary: "Admit somebody who knocks, or turn them away", Description: who, Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid},
	}, func(ctx context.Context, input *struct {
		rest.LanguageInput
		ID      string `path:"id" maxLength:"64"`
		KnockID string `path:"knockId" maxLength:"64"`
		Body    struct {
			Answer plan.Answer `json:"answer" enum:"admitted,denied"`
		}
	}) (*struct{ Body knockBody }, error) {
		knock, err := a.Door.Answer(ctx, by(ctx), input.ID, input.KnockID, input.Body.Answer)
		if err != nil {
			return nil, err
		}
		return &struct{ Body knockBody }{tellKnock(knock, input.Language())}, nil
	})
}

func (a *area) tellEntry(ctx context.Context, entry *door.Entry, lang string, ticket bool) (*entryOutput, error) {
	const patience = 15 // seconds
	m, d := entry.Meeting, &entry.Decision
	body := entryBody{
		Verdict: d.Verdict, Waiting: d.Verdict == plan.Wait || d.Verdict == plan.MayKnock && entry.Knock != nil, Reason: d.Reason,
		OpensAt: instant(d.OpensAt), Now: a.Now().UTC().Truncate(time.Millisecond), Host: rest.InLanguage(m.HostName, lang), Start: m.Start, End: m.End, State: m.State,
	}
	if entry.Known {
		body.Title = m.Title
	}
	if entry.Knock != nil {
		body.Answer = entry.Knock.Answer
	}
	if body.Waiting {
		body.PollAfter = patience
	}
	if ticket && d.Verdict == plan.Enter {
		var err error
		if body.Ticket, err = a.mint(ctx, m, d); err != nil {
			return nil, err
		}
	}
	return &entryOutput{Body: body}, nil
}

// mint makes the ticket of somebody who is let in.
func (a *area) mint(ctx context.Context, m *plan.Meeting, d *plan.Decision) (*joinTicket, error) {
	who := rest.CallerOf(ctx)
	unit, err := a.unitOf(ctx, who.Viewer.Unit)
	if err != nil {
		return nil, err
	}
	name, attributes := badge.Of(d.Role, who.Viewer.Name, who.Viewer.Position, unit)
	rights, err := a.Floor.Rights(ctx, who.Viewer, m, d.Role)
	if err != nil {
		return nil, err
	}
	grant := token.Grant{
		Room: m.Room(), Identity: who.Account.ID, Name: name, Attributes: attributes, Permission: Permission(rights), Admin: d.Moderate, Lifetime: a.TokenLifetime,
	}
	ticket, err := a.sign(&grant, d.Role)
	if err != nil {
		return nil, err
	}
	if a.Seated != nil {
		a.Seated(who.Account.ID, who.Session.ID)
	}
	ticket.CanModerate, ticket.CanSpeak, ticket.CanShare = d.Moderate, rights.Microphone, rights.Share
	return ticket, nil
}

// sign makes a ticket that lets do no more than its grant's permission.
func (a *area) sign(grant *token.Grant, role identity.Role) (*joinTicket, error) {
	signed, err := a.Keys.Mint("", *grant)
	if err != nil {
		return nil, err
	}
	// Tokens go by the machine's clock, whatever a demonstration's says.
	return &joinTicket{
		URL: a.SignalOrigin, Token: signed, Room: grant.Room, Identity: grant.Identity, ParticipantName: grant.Name, Role: role,
		ExpiresAt: time.Now().Add(a.TokenLifetime).UTC().Truncate(time.Second),
	}, nil
}

func (a *area) unitOf(ctx context.Context, key directory.UnitKey) (*directory.Unit, error) {
	if key.IsZero() {
		return nil, nil
	}
	units, err := a.Units.UnitsByKey(ctx, []directory.UnitKey{key})
	if err != nil {
		return nil, err
	}
	if unit, found := units[key]; found {
		return &unit, nil
	}
	return nil, nil
}

// Permission is what somebody with the rights may do in the room: who may speak and share when is for the conduct of the
// meeting to say, which changes it as the meeting goes on. Nobody changes their own name and attributes, since others
// trust the site and the role in them. The sound of a shared screen is sound: it goes with the microphone, or a microphone
// would pass for it.
func Permission(rights conduct.Rights) *livekit.ParticipantPermission {
	p := &livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true, CanPublishData: true}
	p.CanPublishSources = []livekit.TrackSource{livekit.TrackSource_CAMERA}
	if rights.Microphone {
		p.CanPublishSources = append(p.CanPublishSources, livekit.TrackSource_MICROPHONE)
	}
	if rights.Share {
		p.CanPublishSources = append(p.CanPublishSources, livekit.TrackSource_SCREEN_SHARE)
	}
	if rights.Share && rights.Microphone {
		p.CanPublishSources = append(p.CanPublishSources, livekit.TrackSource_SCREEN_SHARE_AUDIO)
	}
	return p
}

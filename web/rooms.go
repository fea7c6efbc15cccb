package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/signaling/token"
	"giaoban/web/badge"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

type roomBody struct {
	Name         string        `json:"name" doc:"The room's id." example:"diem-cau-02287"`
	Title        rest.Text     `json:"title"`
	Unit         *rest.UnitRef `json:"unit,omitempty" doc:"The unit whose room it is."`
	Participants int           `json:"participants" doc:"How many are in the room now."`
	Live         bool          `json:"live" doc:"Somebody is in the room."`
	Practice     bool          `json:"practice" doc:"For trying out; nothing official happens here."`
	Description  string        `json:"description,omitempty" doc:"In the caller's language."`
}

type roomsInput struct {
	rest.PageInput
	rest.LanguageInput
	Query string `query:"q" doc:"Words in the room's title or its unit; case, diacritics and the place of tone marks don't matter." maxLength:"100"`
}

type roomsOutput struct {
	Body struct {
		Items      []roomBody `json:"items" nullable:"false"`
		NextCursor string     `json:"nextCursor,omitempty" doc:"None on the last page."`
	}
}

type roomInput struct {
	rest.LanguageInput
	Name string `path:"name" doc:"The room's id." maxLength:"256" example:"diem-cau-02287"`
}

type roomOutput struct {
	Body roomBody
}

type joinInput struct {
	rest.LanguageInput
	Name string `path:"name" doc:"The room's id." maxLength:"256" example:"diem-cau-02287"`
	Body *struct {
		DisplayName string `json:"displayName,omitempty" doc:"The name to bear in the room; the site's name if none is given." maxLength:"100"`
	}
}

type ticketBody struct {
	URL             string        `json:"url" doc:"Web socket origin of signaling; empty: the one that serves this API."`
	Token           string        `json:"token" doc:"The join token of LiveKit's protocol."`
	Identity        string        `json:"identity" doc:"The caller's identity in the room: one device of an account at a time."`
	ParticipantName string        `json:"participantName" example:"Điểm cầu Chiêm Hoá"`
	Role            identity.Role `json:"role" enum:"chair,secretary,delegate,guest,technician,unit_admin,admin,leader"`
	CanModerate     bool          `json:"canModerate" doc:"The caller may mute and remove others here."`
	ExpiresAt       time.Time     `json:"expiresAt" doc:"Until when the token lets in. Inside, the server renews it."`
}

type ticketOutput struct {
	Body ticketBody
}

func (s *Server) registerRooms(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-rooms", Method: http.MethodGet, Path: "/rooms", Tag: "rooms", Allow: rest.Members,
		Summary: "Conference rooms", Description: "Practice rooms first, then by unit.", Errors: []problem.Code{problem.Invalid},
	}, s.listRooms)
	rest.Register(api, rest.Endpoint{
		ID: "get-room", Method: http.MethodGet, Path: "/rooms/{name}", Tag: "rooms", Allow: rest.Members,
		Summary: "One conference room", Errors: []problem.Code{problem.NotFound},
	}, func(ctx context.Context, input *roomInput) (*roomOutput, error) {
		room, _, err := s.room(ctx, input.Name)
		if err != nil {
			return nil, err
		}
		return &roomOutput{Body: newRoomBody(room, s.deps.Conference.Counts(), input.Language())}, nil
	})
	rest.Register(api, rest.Endpoint{
		ID: "join-room", Method: http.MethodPost, Path: "/rooms/{name}/join", Tag: "rooms", Allow: rest.Members,
		Summary: "Get a join token",
		Description: "The token lets the caller into the room with the rights of their role: the chair and the secretary of the room's unit, " +
			"or of a unit above it, may mute and remove others. Administrators of the system take no part in meetings, so only " +
			"practice rooms are open to them.",
		Errors: []problem.Code{problem.NotFound, problem.Forbidden, problem.Invalid},
	}, s.joinRoom)
}

// room returns a room of the directory or of a meeting, and whether the caller may mute and remove others there.
func (s *Server) room(ctx context.Context, name string) (room *directory.Room, moderates bool, err error) {
	who := rest.CallerOf(ctx)
	if s.deps.Meetings != nil && strings.HasPrefix(name, plan.MeetingPrefix) {
		return s.deps.Meetings.Room(ctx, directory.By{Viewer: who.Viewer, Actor: who.Actor()}, name)
	}
	if room, err = s.deps.Directory.Room(ctx, name); err != nil {
		return nil, false, err
	}
	moderates, err = s.moderates(ctx, who.Account, room)
	return room, moderates, err
}

func (s *Server) listRooms(ctx context.Context, input *roomsInput) (*roomsOutput, error) {
	rooms, next, err := s.deps.Directory.Rooms(ctx, directory.RoomQuery{Text: input.Query, Page: input.Page()})
	if err != nil {
		return nil, err
	}
	counts := s.deps.Conference.Counts()
	output := &roomsOutput{}
	output.Body.NextCursor = next
	output.Body.Items = make([]roomBody, len(rooms))
	for i := range rooms {
		output.Body.Items[i] = newRoomBody(&rooms[i], counts, input.Language())
	}
	return output, nil
}

func newRoomBody(room *directory.Room, counts map[string]int, lang string) roomBody {
	body := roomBody{
		Name: room.Name, Title: rest.Text(room.Title), Participants: counts[room.Name], Live: counts[room.Name] > 0,
		Practice: room.Practice, Description: rest.InLanguage(room.Description, lang),
	}
	if room.Unit != nil {
		body.Unit = rest.NewUnitRef(room.Unit, lang)
	}
	return body
}

func (s *Server) joinRoom(ctx context.Context, input *joinInput) (*ticketOutput, error) {
	who := rest.CallerOf(ctx)
	room, err := s.deps.Directory.Room(ctx, input.Name)
	if err != nil {
		return nil, err
	}
	if who.Account.Role == identity.Admin && !room.Practice || who.Account.Room != "" && who.Account.Room != room.Name && !room.Practice {
		return nil, problem.New(problem.Forbidden)
	}
	moderates, err := s.moderates(ctx, who.Account, room)
	if err != nil {
		return nil, err
	}
	unit, err := s.unitOf(ctx, who.Account)
	if err != nil {
		return nil, err
	}
	name, attributes := badge.Of(who.Account.Role, who.Account.DisplayName, "", unit)
	if input.Body != nil && input.Body.DisplayName != "" {
		if name, err = visibleName(input.Body.DisplayName); err != nil {
			return nil, err
		}
		delete(attributes, badge.NameEN)
	}
	expires := s.deps.Now().Add(s.config.JoinTokenLifetime)
	signed, err := s.deps.Keys.Mint("", token.Grant{
		Room: room.Name, Identity: who.Account.ID, Name: name, Attributes: attributes, Permission: permission(),
		Admin: moderates, Lifetime: s.config.JoinTokenLifetime,
	})
	if err != nil {
		return nil, err
	}
	if err := s.deps.Audit.Append(ctx, who.Actor(), "room.join_granted", "room:"+room.Name, map[string]any{"name": name, "moderates": moderates}); err != nil {
		return nil, err
	}
	s.deps.Seated(who.Account.ID, who.Session.ID)
	return &ticketOutput{Body: ticketBody{
		URL: s.config.SignalOrigin, Token: signed, Identity: who.Account.ID, ParticipantName: name, Role: who.Account.Role,
		CanModerate: moderates, ExpiresAt: expires.UTC().Truncate(time.Second),
	}}, nil
}

// permission is what everyone may do in a room: who may speak when is for the chair to say, not for the token. Nobody
// changes their own name and attributes there, since others trust the site and the role that stand in them.
func permission() *livekit.ParticipantPermission {
	return &livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true, CanPublishData: true}
}

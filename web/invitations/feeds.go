package invitations

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"giaoban/scheduler/invite"
	"giaoban/web/problem"
	"giaoban/web/rest"
)

// extension ends the links: calendars tell by it what they get.
const extension = ".ics"

type feedsOutput struct {
	Body struct {
		Items []feedBody `json:"items" nullable:"false"`
	}
}

type feedOutput struct{ Body feedBody }

type createFeedInput struct {
	rest.LanguageInput
	Body struct {
		Room   string            `json:"room,omitempty" maxLength:"256" doc:"A room of the caller's unit or one below; none: the caller's own meetings."`
		Detail invite.FeedDetail `json:"detail,omitempty" enum:"busy,titles," doc:"What whoever has the link is told: only when there are meetings, or their titles and places. None: busy of a room, titles of the caller's own."`
	}
}

func (a *area) registerFeeds(api *rest.API) {
	rest.Register(api, rest.Endpoint{
		ID: "list-calendar-feeds", Method: http.MethodGet, Path: "/calendar-feeds", Tag: tag, Allow: rest.Members, Summary: "The caller's links to calendars",
	}, a.feeds)
	rest.Register(api, rest.Endpoint{
		ID: "create-calendar-feed", Method: http.MethodPost, Path: "/calendar-feeds", Tag: tag, Allow: rest.Members, Status: http.StatusCreated, Summary: "Make a secret link to a calendar",
		Description: "Whoever has the link reads the calendar without logging in, until it is revoked. It is told once.",
		Errors:      []problem.Code{problem.Invalid, problem.Conflict},
	}, a.createFeed)
	rest.Register(api, rest.Endpoint{
		ID: "revoke-calendar-feed", Method: http.MethodDelete, Path: "/calendar-feeds/{id}", Tag: tag, Allow: rest.Members, Status: http.StatusNoContent, Summary: "Revoke a link",
		Errors: []problem.Code{problem.NotFound},
	}, a.revokeFeed)
	rest.Raw(api, rest.Endpoint{
		ID: "get-calendar", Method: http.MethodGet, Path: "/calendar/{link}", Tag: tag, Allow: rest.Anyone, Produces: "text/calendar", Summary: "A calendar by its secret link",
		Description: "iCalendar (RFC 5545), from a month ago to a year ahead. Ask again with If-None-Match.", Errors: []problem.Code{problem.NotFound},
	}, a.calendar)
}

func feed(f *invite.Feed, lang string) feedBody {
	return feedBody{ID: f.ID, Room: f.Room, RoomTitle: rest.InLanguage(f.RoomTitle, lang), Detail: f.Detail, CreatedAt: f.CreatedAt, LastUsedAt: when(f.LastUsedAt)}
}

func (a *area) feeds(ctx context.Context, in *rest.LanguageInput) (*feedsOutput, error) {
	found, err := a.Inviter.Feeds(ctx, byOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &feedsOutput{}
	out.Body.Items = make([]feedBody, len(found))
	for i := range found {
		out.Body.Items[i] = feed(&found[i], in.Language())
	}
	return out, nil
}

func (a *area) createFeed(ctx context.Context, in *createFeedInput) (*feedOutput, error) {
	made, token, err := a.Inviter.CreateFeed(ctx, byOf(ctx), in.Body.Room, in.Body.Detail)
	if err != nil {
		return nil, err
	}
	out := &feedOutput{Body: feed(made, in.Language())}
	out.Body.URL = a.Origin + rest.Prefix + "/calendar/" + token + extension
	return out, nil
}

func (a *area) revokeFeed(ctx context.Context, in *InvitationInput) (*struct{}, error) {
	return nil, a.Inviter.RevokeFeed(ctx, byOf(ctx), in.ID)
}

func (a *area) calendar(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	token, found := strings.CutSuffix(r.PathValue("link"), extension)
	if !found {
		return problem.New(problem.NotFound)
	}
	text, err := a.Inviter.Calendar(ctx, token)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(text))
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	header := w.Header()
	header.Set("ETag", tag)
	header.Set("Cache-Control", "private, no-cache")
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	header.Set("Content-Type", "text/calendar; charset=utf-8")
	header.Set("Content-Disposition", `inline; filename="lich-hop.ics"`)
	_, _ = w.Write([]byte(text)) //nolint:gosec // a calendar, which no browser runs; the caller may have gone
	return nil
}

// matches compares weakly (RFC 9110, section 13.1.2): proxies that compress make a tag weak.
func matches(header, tag string) bool {
	for _, candidate := range strings.Split(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == tag || candidate == "*" {
			return true
		}
	}
	return false
}

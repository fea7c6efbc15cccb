package inviter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite"
	"giaoban/scheduler/invite/ical"
	"giaoban/scheduler/plan"
)

const (
	tokenLength = 32 // base62 characters, 190 bits
	maxFeeds    = 20 // of one account
	// maxFeedEvents is how many meetings a calendar holds at most.
	maxFeedEvents = 5000
	feedPast      = 31 * 24 * time.Hour
	feedFuture    = 400 * 24 * time.Hour
	// usedEvery is how often the use of a link is noted.
	usedEvery = time.Hour
)

// Feeds returns the calendar links of the caller.
func (s *Service) Feeds(ctx context.Context, by directory.By) ([]invite.Feed, error) {
	return s.Store.Feeds(ctx, by.Viewer.AccountID)
}

// CreateFeed makes a secret link to the caller's own meetings, or to those in a room of a unit of theirs, and returns its
// secret, which cannot be read again. Unless detail says otherwise a room's link tells only when it is taken, as it is of
// all meetings in it, and the caller's own tells titles.
func (s *Service) CreateFeed(ctx context.Context, by directory.By, room string, detail invite.FeedDetail) (feed *invite.Feed, token string, err error) {
	switch {
	case detail != "":
	case room != "":
		detail = invite.FeedBusy
	default:
		detail = invite.FeedTitles
	}
	if detail != invite.FeedBusy && detail != invite.FeedTitles {
		return nil, "", fault.InvalidFields("form", []fault.Field{{Location: "detail", Reason: "invite.feed_detail"}})
	}
	all, err := s.Feeds(ctx, by)
	if err != nil {
		return nil, "", err
	}
	if len(all) >= maxFeeds {
		return nil, "", fault.New(fault.Conflict, "invite.feeds", maxFeeds)
	}
	feed = &invite.Feed{ID: id.New(invite.FeedPrefix), AccountID: by.Viewer.AccountID, Room: room, Detail: detail, CreatedAt: s.Now()}
	if room != "" {
		rooms, err := s.Directory.RoomsByName(ctx, []string{room})
		if err != nil {
			return nil, "", err
		}
		found, there := rooms[room]
		if !there || !roomOf(by.Viewer, &found) {
			return nil, "", fault.InvalidFields("form", []fault.Field{{Location: "room", Reason: "invite.room"}})
		}
		feed.RoomTitle = found.Title
	}
	token = id.Random(tokenLength)
	if err := s.Store.AddFeed(ctx, feed, hashToken(token)); err != nil {
		return nil, "", err
	}
	return feed, token, s.Audit.Append(ctx, by.Actor, "calendar_feed.created", "feed:"+feed.ID, map[string]any{"room": room, "detail": detail})
}

// roomOf reports whether a viewer may see what is held in a room: it is of their unit, or of one they have a role over.
func roomOf(viewer *directory.Viewer, room *directory.Room) bool {
	if room.Unit == nil {
		return false
	}
	if viewer.Unit == room.Unit.Key() {
		return true
	}
	roles := append(invite.Roles(), identity.UnitAdmin, identity.Leader)
	return viewer.HasAny(room.Unit.Path, roles...)
}

// RevokeFeed ends a link of the caller.
func (s *Service) RevokeFeed(ctx context.Context, by directory.By, feedID string) error {
	if err := s.Store.DeleteFeed(ctx, by.Viewer.AccountID, feedID); err != nil {
		return err
	}
	return s.Audit.Append(ctx, by.Actor, "calendar_feed.revoked", "feed:"+feedID, nil)
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Calendar returns the iCalendar object behind a secret link; NotFound when it was revoked, or its owner is gone.
func (s *Service) Calendar(ctx context.Context, token string) (string, error) {
	if len(token) != tokenLength {
		return "", fault.New(fault.NotFound, "")
	}
	feed, err := s.Store.FeedByToken(ctx, hashToken(token))
	if err != nil {
		return "", err
	}
	viewer, err := s.Accounts.ViewerOf(ctx, feed.AccountID)
	if err != nil {
		return "", fault.New(fault.NotFound, "") // disabled, or no longer active
	}
	now := s.Now()
	if now.Sub(feed.LastUsedAt) >= usedEvery {
		if err := s.Store.UsedFeed(ctx, feed.ID, now); err != nil {
			return "", err
		}
	}
	name, events, err := s.feedOf(ctx, feed, viewer, now)
	if err != nil {
		return "", err
	}
	if feed.Detail == invite.FeedBusy {
		for i := range events {
			events[i] = s.busy(&events[i])
		}
	}
	slices.SortStableFunc(events, func(a, b ical.Event) int { return a.Start.Compare(b.Start) })
	return ical.Feed(name, s.Zone, events)
}

// feedOf returns a calendar's name and events: of a room all that is held in it, of a person what they take part in and
// what they answer for on behalf of a unit.
func (s *Service) feedOf(ctx context.Context, feed *invite.Feed, viewer *directory.Viewer, now time.Time) (string, []ical.Event, error) {
	query := plan.Query{
		From: now.Add(-feedPast), To: now.Add(feedFuture), Page: directory.Page{Limit: directory.MaxPage},
		States: []plan.State{plan.StateIssued, plan.StateLive, plan.StatePaused, plan.StateEnded, plan.StateCancelled, plan.StatePostponed},
	}
	if feed.Room != "" {
		rooms, err := s.Directory.RoomsByName(ctx, []string{feed.Room})
		if err != nil {
			return "", nil, err
		}
		room, found := rooms[feed.Room]
		if !found || !roomOf(viewer, &room) { // they have lost the right to it
			return "", nil, fault.New(fault.NotFound, "")
		}
		query.Room = feed.Room
		// Whoever keeps the room must know when it is taken, hence all of them.
		held, err := s.findAll(ctx, nil, query)
		return "Lịch họp: " + feed.RoomTitle.VI, s.feedEvents(held), err
	}
	name := "Lịch họp: " + viewer.Name
	if viewer.PersonID == "" {
		query.Unit = viewer.Unit
	} else {
		query.PersonID = viewer.PersonID
	}
	own, err := s.findAll(ctx, viewer, query)
	if err != nil {
		return "", nil, err
	}
	events := s.feedEvents(own)
	mine, _, err := s.Store.Mine(ctx, viewer, invite.MineQuery{From: query.From, Page: query.Page})
	if err != nil {
		return "", nil, err
	}
	known := make(map[string]bool, len(own))
	for i := range own {
		known[own[i].ID] = true
	}
	for i := range mine {
		if meetingID := mine[i].MeetingID; !known[meetingID] {
			known[meetingID] = true
			event := s.event(&mine[i].Announcement, meetingID, int(mine[i].PlanVersion))
			event.Organizer = ical.Party{}
			events = append(events, *event)
		}
	}
	return name, events, nil
}

// findAll finds page after page: a busy room has more than one in a year.
func (s *Service) findAll(ctx context.Context, viewer *directory.Viewer, query plan.Query) ([]plan.Summary, error) {
	var all []plan.Summary
	for len(all) < maxFeedEvents {
		found, next, err := s.Meetings.Find(ctx, viewer, query)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
		if query.Cursor = next; next == "" {
			break
		}
	}
	return all, nil
}

// busy leaves of an event when it is, and nothing by which its meeting could be found.
func (s *Service) busy(e *ical.Event) ical.Event {
	sum := sha256.Sum256([]byte("busy:" + e.UID))
	return ical.Event{
		UID: hex.EncodeToString(sum[:16]) + "@" + s.Domain, Sequence: e.Sequence, Zone: e.Zone, Start: e.Start, End: e.End, Summary: "Bận",
		Cancelled: e.Cancelled, Changed: e.Changed,
	}
}

func (s *Service) feedEvents(found []plan.Summary) []ical.Event {
	all := make([]ical.Event, len(found))
	for i := range found {
		m := &found[i]
		location := m.MainRoomTitle.VI
		if location == "" {
			location = m.HostName.VI
		}
		said := &invite.Announcement{
			Title: m.Title, Start: m.Start, End: m.End, Location: location,
			Cancelled: m.State == plan.StateCancelled, Postponed: m.State == plan.StatePostponed, At: m.UpdatedAt,
		}
		// A calendar that holds the mailed event too knows it by its UID; the version never falls.
		all[i] = *s.event(said, m.ID, int(m.Version))
		all[i].Organizer = ical.Party{}
	}
	return all
}

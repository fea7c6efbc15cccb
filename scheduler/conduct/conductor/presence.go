package conductor

import (
	"context"
	"slices"

	"giaoban/internal/fault"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/plan"
)

// maxNotes bounds what was seen in rooms and is not in the log yet. One that is lost is made up for when the next of the
// meeting comes: what counts is who is in the room then.
const maxNotes = 4096

type presenceNote struct {
	room   string
	joined string // identity; "" = somebody left
}

// RoomChanged takes note that somebody came into a room, joined, or left it, "". It never waits.
func (c *Conductor) RoomChanged(room, joined string) {
	select {
	case c.presence <- presenceNote{room, joined}:
	default:
	}
}

// watchPresence writes down who comes and goes. Rooms that are no meeting's are passed over.
func (c *Conductor) watchPresence(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case note := <-c.presence:
			rooms := map[string][]string{}
			noted := func(note presenceNote) {
				rooms[note.room] = append(rooms[note.room], note.joined)
			}
			noted(note)
			for more := true; more; {
				select {
				case note := <-c.presence:
					noted(note)
				default:
					more = false
				}
			}
			for room, joined := range rooms {
				if err := c.SyncPresence(ctx, room, joined...); err != nil && ctx.Err() == nil {
					c.Logger.Error("who is present was not written down", "meeting", room, "error", err)
				}
			}
		}
	}
}

// SyncPresence writes into a meeting's log who is in its room and was not, and who was and is not any more. Those who
// have just joined have what their token gave them, also when they were there a moment before: their rights are set
// again.
func (c *Conductor) SyncPresence(ctx context.Context, meetingID string, joined ...string) error {
	if len(meetingID) < len(plan.MeetingPrefix) || meetingID[:len(plan.MeetingPrefix)] != plan.MeetingPrefix {
		return nil
	}
	h := c.hall(meetingID)
	present := map[string]bool{}
	for _, identity := range c.Media.Present(meetingID) {
		present[identity] = true
	}
	var came []string
	var made []conduct.Fact
	var m *plan.Meeting
	err := h.read(ctx, func(state *conduct.State, meeting *plan.Meeting) {
		m = meeting
		for _, identity := range joined {
			delete(h.permitted, identity)
			h.preferred = nil // the room may be a new one
		}
		h.permit()
		for identity := range present {
			if !state.Here(identity) {
				came = append(came, identity)
			}
		}
		for identity, was := range state.Presence {
			if was.Here && !present[identity] {
				made = append(made, conduct.Departed{Identity: identity})
			}
		}
	})
	if fault.Is(err, fault.NotFound) {
		c.forget(meetingID)
		return nil // a room that only looks like a meeting's
	}
	if err != nil {
		return err
	}
	slices.Sort(came)
	for _, identity := range came {
		who, err := c.whoIs(ctx, identity, m)
		if err != nil {
			return err
		}
		if who != nil {
			made = append(made, conduct.Arrived{Who: *who})
		}
	}
	if len(made) == 0 {
		return nil
	}
	_, err = h.do(ctx, &job{facts: made})
	return err
}

// whoIs returns who somebody in a room is, nil for those who are no account: synthetic sites, the recorder.
func (c *Conductor) whoIs(ctx context.Context, identity string, m *plan.Meeting) (*conduct.Who, error) {
	viewer, err := c.Accounts.ViewerOf(ctx, identity)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	seat, err := c.seatIn(ctx, viewer, m)
	if err != nil || seat == nil {
		return nil, err
	}
	return &seat.Who, nil
}

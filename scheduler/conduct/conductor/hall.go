package conductor

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/fault"
	"giaoban/internal/id"
	"giaoban/internal/store"
	"giaoban/scheduler/conduct"
	"giaoban/scheduler/conduct/conductlog"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

const (
	// maxPending bounds the commands that wait for one meeting; maxBatch those that share one commit.
	maxPending = 2048
	maxBatch   = 128
	// attempts is how often commands are judged anew when another server has written in between.
	attempts = 24
)

// hall is one meeting as this server has it in memory. Commands that wait while another is committed are committed
// together: whoever holds the turn takes all that wait.
type hall struct {
	c         *Conductor
	meetingID string
	turn      chan struct{} // holds one token: who has taken it may touch what it guards
	pending   chan *job
	outdated  atomic.Bool // the plan, or the log, was changed elsewhere

	// Guarded by the conductor's mu.
	used     time.Time // when it was last asked for
	watchers int

	// Guarded by turn.
	meeting *plan.Meeting
	state   *conduct.State // nil: to be loaded
	// permitted are the rights last set in the media plane.
	permitted map[string]conduct.Rights
	// preferred are those whose microphones were last said to be heard; nil: not said yet.
	preferred []string
	views     map[viewKey]encoded
	// invited are those whom a quorum counts, as read at an instant; lists is how often they were others than before.
	invited   []string
	invitedAt time.Time
	lists     int

	mu      sync.Mutex
	changed chan struct{} // closed at the next change; guarded by mu
}

// job is a command on its way.
type job struct {
	by      directory.By
	who     conduct.Who
	command conduct.Command
	facts   []conduct.Fact // the system's own, instead of a command

	done chan struct{} // closed when seq and err are set
	seq  int64
	err  error
}

func newHall(c *Conductor, meetingID string) *hall {
	h := &hall{
		c: c, meetingID: meetingID, turn: make(chan struct{}, 1), pending: make(chan *job, maxPending), changed: make(chan struct{}),
	}
	h.turn <- struct{}{}
	return h
}

// do carries out a job, with those of others that wait.
func (h *hall) do(ctx context.Context, j *job) (int64, error) {
	j.done = make(chan struct{})
	select {
	case h.pending <- j:
	default:
		return 0, fault.New(fault.Unavailable, "conduct.busy")
	}
	for {
		select {
		case <-j.done:
			return j.seq, j.err
		case <-h.turn:
			h.work(ctx)
			h.turn <- struct{}{}
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// work takes what waits and carries it out.
func (h *hall) work(ctx context.Context) {
	var jobs []*job
	for len(jobs) < maxBatch {
		select {
		case j := <-h.pending:
			jobs = append(jobs, j)
			continue
		default:
		}
		break
	}
	if len(jobs) == 0 {
		return
	}
	// Others' commands are in the batch: they do not end with whoever carries them out.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.c.patience)
	defer cancel()
	err := h.commit(ctx, jobs)
	for _, j := range jobs {
		if err != nil && j.err == nil {
			j.err = err
		}
		close(j.done)
	}
	if err == nil {
		h.wake()
	}
}

// commit judges the jobs one after the other, writes what they make happen in one transaction, and keeps the state only
// when that has succeeded. An error is of all of them.
func (h *hall) commit(ctx context.Context, jobs []*job) (err error) {
	for range attempts {
		if err = h.load(ctx); err != nil {
			return unavailable(err)
		}
		if err = h.try(ctx, jobs); !errors.Is(err, conductlog.ErrMoved) {
			break
		}
		h.outdated.Store(true)
	}
	if err != nil {
		h.state = nil // it has seen what was not written
		return unavailable(err)
	}
	h.permit()
	return nil
}

// unavailable tells that nothing happened because the log could not be written: nobody is told otherwise.
func unavailable(err error) error {
	if err == nil {
		return nil
	}
	var refused *fault.Error
	if errors.As(err, &refused) {
		return err
	}
	return fault.Wrap(fault.Unavailable, "conduct.not_written", err)
}

func (h *hall) try(ctx context.Context, jobs []*job) error {
	before := h.state.Seq
	var entries []conduct.Entry
	var acted []*job
	var muted []string
	for _, j := range jobs {
		j.err, j.seq = nil, h.state.Seq
		if j.command.ID != "" && h.state.Given(j.commandID()) {
			continue
		}
		made := j.facts
		if made == nil {
			if made, j.err = h.state.Decide(h.scene(ctx, j), &j.command); j.err != nil {
				continue
			}
		}
		for _, fact := range made {
			entry := h.c.entry(j.who, j.commandID(), fact)
			entry.Seq = h.state.Seq + 1
			h.state.Apply(&entry)
			entries = append(entries, entry)
			if mute, ok := fact.(conduct.HallMuted); ok {
				muted = append(muted, mute.Except)
			}
		}
		if j.seq = h.state.Seq; len(made) > 0 && j.facts == nil {
			acted = append(acted, j)
		}
	}
	if len(entries) == 0 {
		return nil
	}
	err := store.InTx(ctx, h.c.Log.DB(), func(ctx context.Context, tx bun.Tx) error {
		if err := h.c.Log.Append(ctx, tx, h.meetingID, before, entries, false); err != nil {
			return err
		}
		return h.audit(ctx, tx, acted)
	})
	if err != nil {
		h.state = nil
		return err
	}
	for _, except := range muted {
		h.mute(except)
	}
	return nil
}

// commandID is the client's name for its command, made its own.
func (j *job) commandID() string {
	if j.command.ID == "" {
		return ""
	}
	return j.who.Identity + "/" + j.command.ID
}

// audit records what people did. Ballots are recorded as cast, never how.
func (h *hall) audit(ctx context.Context, tx bun.Tx, acted []*job) error {
	trail := h.c.Audit.In(tx)
	for _, j := range acted {
		detail := map[string]any{"target": j.command.Target}
		if j.command.Seat != "" {
			detail["seat"] = j.command.Seat
		}
		if j.command.Text != "" && j.command.Verb != conduct.Vote {
			detail["text"] = j.command.Text
		}
		if err := trail.Append(ctx, j.by.Actor, "conduct."+string(j.command.Verb), "meeting:"+h.meetingID, detail); err != nil {
			return err
		}
	}
	return nil
}

func (h *hall) scene(ctx context.Context, j *job) *conduct.Scene {
	return &conduct.Scene{
		Meeting: h.meeting, By: j.who, Now: h.c.Now(), NewID: id.New,
		SiteOf:     func(personID string) (string, error) { return h.siteOf(ctx, personID) },
		ShowsPaper: func(paperID string) (bool, error) { return h.c.Papers.Shows(ctx, h.meetingID, paperID) },
		BallotKeys: func(motionID string) (conduct.BallotKeys, error) {
			if h.c.Ballots == nil {
				return conduct.BallotKeys{}, fault.New(fault.Unsupported, "conduct.no_secret_votes")
			}
			return h.c.Ballots.Open(ctx, h.meetingID, motionID)
		},
		SecretResult: func(motion *conduct.Motion) (conduct.Result, error) {
			return h.c.Ballots.Close(ctx, motion)
		},
	}
}

// siteOf returns the subject of the meeting's site at which a person of the directory sits: their unit's, else that of the
// nearest unit above; of a meeting that has neither, their unit itself. There is none for who is not in the directory.
func (h *hall) siteOf(ctx context.Context, personID string) (string, error) {
	people, err := h.c.Units.PeopleByID(ctx, []string{personID})
	if err != nil {
		return "", err
	}
	person, found := people[personID]
	if !found {
		return "", nil
	}
	unit, path := person.Unit, ""
	for i := range h.meeting.Sites {
		if site := &h.meeting.Sites[i]; len(site.UnitPath) > len(path) && directory.Under(person.UnitPath, site.UnitPath) {
			unit, path = site.Unit, site.UnitPath
		}
	}
	return conduct.SiteSubject(unit), nil
}

// load brings plan and state up to date.
func (h *hall) load(ctx context.Context) error {
	if h.outdated.Swap(false) || h.state == nil {
		m, err := h.c.Meetings.Meeting(ctx, h.c.Log.DB(), h.meetingID)
		if err != nil {
			h.outdated.Store(true)
			return err
		}
		h.meeting = m
		if h.state == nil {
			h.state = conduct.NewState(m.Policies)
		}
		h.views = nil // the plan may have changed
		err = h.c.Log.Replay(ctx, h.c.Log.DB(), h.meetingID, h.state.Seq, func(e *conduct.Entry) {
			h.c.clock.Hear(e.Clock)
			h.state.Apply(e)
		})
		if err != nil {
			h.state = nil
			return err
		}
		h.permit()
	}
	return h.loadInvited(ctx)
}

// freshList is how long the list of the invited is good for: answers and substitutes come while the meeting goes on.
const freshList = 30 * time.Second

// loadInvited reads anew who was asked to come. While that fails, what was known stands.
func (h *hall) loadInvited(ctx context.Context) error {
	now := h.c.Now()
	if !h.invitedAt.IsZero() && now.Sub(h.invitedAt) < freshList {
		return nil
	}
	invited, err := h.c.Invited.Heads(ctx, h.meetingID)
	if err != nil && h.invitedAt.IsZero() {
		return err
	}
	h.invitedAt = now
	if err != nil {
		h.c.Logger.Warn("who was invited was not read", "meeting", h.meetingID, "error", err)
		return nil
	}
	if !slices.Equal(invited, h.invited) {
		h.invited, h.views = invited, nil
		h.lists++
	}
	return nil
}

// read lets look at plan and state; what is seen must not be kept.
func (h *hall) read(ctx context.Context, look func(*conduct.State, *plan.Meeting)) error {
	select {
	case <-h.turn:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { h.turn <- struct{}{} }()
	if err := h.load(ctx); err != nil {
		return err
	}
	look(h.state, h.meeting)
	return nil
}

// wake tells those who watch that there is something new.
func (h *hall) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.changed)
	h.changed = make(chan struct{})
}

// next is closed at the next change.
func (h *hall) next() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.changed
}

// permit sets in the media plane what has changed of the rights of those present.
func (h *hall) permit() {
	wanted := make(map[string]conduct.Rights, len(h.permitted))
	for identity, present := range h.state.Presence {
		if !present.Here {
			continue
		}
		rights := h.state.RightsOf(h.meeting, &present.Who)
		if set, found := h.permitted[identity]; found && set == rights {
			wanted[identity] = rights
			continue
		}
		if err := h.c.Media.Permit(h.meeting.Room(), identity, rights); err != nil {
			h.c.Logger.Error("rights in the room were not set", "meeting", h.meetingID, "identity", identity, "error", err)
			continue // again at the next change
		}
		wanted[identity] = rights
	}
	h.permitted = wanted
	h.prefer()
}

// prefer tells the media plane whose microphones everyone is to hear, if they are others than before.
func (h *hall) prefer() {
	preferred := h.state.Preferred()
	if h.preferred != nil && slices.Equal(preferred, h.preferred) {
		return
	}
	h.preferred = nil
	if err := h.c.Media.Prefer(h.meeting.Room(), preferred); err != nil {
		h.c.Logger.Error("who is to be heard was not set", "meeting", h.meetingID, "error", err)
		return // again at the next change
	}
	h.preferred = append([]string{}, preferred...)
}

func (h *hall) mute(except string) {
	present := h.c.Media.Present(h.meeting.Room())
	slices.Sort(present)
	for _, identity := range present {
		if identity == except {
			continue
		}
		if err := h.c.Media.Mute(h.meeting.Room(), identity); err != nil {
			h.c.Logger.Error("a microphone was not muted", "meeting", h.meetingID, "identity", identity, "error", err)
		}
	}
}

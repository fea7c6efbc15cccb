package sfu

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/id"
	"giaoban/sfu/forward"
	"giaoban/sfu/loudest"
)

// Room is the meeting place of members. Its goroutine owns its state; its methods wait for that goroutine, which never blocks.
type Room struct {
	sid     string
	created time.Time
	config  RoomConfig
	deps    Deps
	log     *slog.Logger
	mailbox *mailbox
	done    chan struct{}
	// running counts the goroutines of layers and receivers; the room's own waits for them.
	running sync.WaitGroup
	stop    context.CancelFunc
	ctx     context.Context

	// roster is who is in the room, for the data path: replaced, never changed.
	roster atomic.Pointer[roster]
	info   atomic.Pointer[livekit.Room]
	calls  calls
	// microphones chooses whose are forwarded.
	microphones *loudest.Selector

	// What follows is the room's goroutine's alone.
	agenda       agenda
	participants map[string]*Participant // by identity
	ordered      []*Participant          // in the order of joining
	tracks       map[string]*Publication // by sid, published ones only
	visited      bool                    // someone has been here
	departed     []departure
	announcer    announcer
	nonces       nonces
	levels       levels
	preferred    map[string]bool // by identity: whose microphones are always forwarded
	lifetime     *deadline
	countUpdate  *deadline
	closed       bool
	reason       livekit.DisconnectReason
}

// roster is an immutable list of participants.
type roster struct {
	all        []*Participant
	byIdentity map[string]*Participant
}

// NewRoom opens a room and starts its goroutine. It closes itself when it stays empty (see RoomConfig); Close closes it before.
func NewRoom(config RoomConfig, deps Deps) *Room {
	config, deps = config.withDefaults(), deps.withDefaults()
	r := &Room{
		sid:          id.Room(),
		created:      time.Now(),
		config:       config,
		deps:         deps,
		mailbox:      newMailbox(),
		done:         make(chan struct{}),
		participants: map[string]*Participant{},
		tracks:       map[string]*Publication{},
	}
	r.ctx, r.stop = context.WithCancel(context.Background())
	r.log = deps.Logger.With("room", config.Name, "room_sid", r.sid)
	r.roster.Store(&roster{})
	r.levels = newLevels(config)
	r.microphones = loudest.NewSelector(loudest.Config{Places: config.Microphones})
	r.storeInfo(&livekit.Room{
		Sid:              r.sid,
		Name:             config.Name,
		EmptyTimeout:     uint32(config.EmptyTimeout / time.Second),
		DepartureTimeout: uint32(config.DepartureTimeout / time.Second),
		MaxParticipants:  config.MaxParticipants,
		CreationTime:     r.created.Unix(),
		CreationTimeMs:   r.created.UnixMilli(),
		EnabledCodecs:    config.EnabledCodecs,
		Metadata:         config.Metadata,
	})
	go r.run()
	return r
}

// SID returns the room's sid ("RM_…").
func (r *Room) SID() string { return r.sid }

// Name returns the room's name.
func (r *Room) Name() string { return r.config.Name }

// Info returns the room as clients see it. The message is shared: read only.
func (r *Room) Info() *livekit.Room { return r.info.Load() }

// SyncStreams reports whether receivers get the tracks that belong together in one media stream.
func (r *Room) SyncStreams() bool { return r.config.SyncStreams }

// PlayoutDelay returns how long receivers buffer video; not enabled when it is left to them.
func (r *Room) PlayoutDelay() forward.PlayoutDelay { return r.config.PlayoutDelay }

// Done is closed when the room has closed and everything it started has ended.
func (r *Room) Done() <-chan struct{} { return r.done }

// Close removes everyone with the reason, ends all media and waits until it has ended. Closing again only waits.
func (r *Room) Close(reason livekit.DisconnectReason) {
	r.post(func() { r.finish(reason) })
	<-r.done
}

// Participants returns everyone who is not hidden, in the order of joining. The messages are shared: read only.
func (r *Room) Participants() []*livekit.ParticipantInfo {
	var infos []*livekit.ParticipantInfo
	for _, p := range r.roster.Load().all {
		if info := p.Info(); !info.GetPermission().GetHidden() {
			infos = append(infos, info)
		}
	}
	return infos
}

// Hidden returns the identities of those whom nobody sees, in the order of joining.
func (r *Room) Hidden() []string {
	var identities []string
	for _, p := range r.roster.Load().all {
		if p.hidden() {
			identities = append(identities, p.identity)
		}
	}
	return identities
}

// run is the room's goroutine.
func (r *Room) run() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	r.deps.Metrics.rooms.Add(1)
	r.deps.Observer.RoomStarted(r.Info())
	r.watchLifetime()
	for !r.closed {
		if at, ok := r.agenda.next(); ok {
			timer.Reset(time.Until(at))
		}
		select {
		case <-r.mailbox.wake:
			for _, req := range r.mailbox.take() {
				r.serve(req)
			}
		case <-timer.C:
			r.agenda.runDue(time.Now())
		}
	}
	r.mailbox.close()
	r.deps.Observer.RoomFinished(r.Info(), r.reason)
	r.deps.Metrics.rooms.Add(-1)
	r.running.Wait()
	close(r.done)
}

func (r *Room) serve(req request) {
	if r.closed {
		if req.done != nil {
			req.done <- ErrRoomClosed
		}
		return
	}
	req.run()
	if req.done != nil {
		req.done <- nil
	}
}

// post has the room's goroutine run fn, and does not wait.
func (r *Room) post(fn func()) {
	r.mailbox.put(request{run: fn})
}

// call has the room's goroutine run fn, and waits.
func (r *Room) call(fn func()) error {
	done := make(chan error, 1)
	if !r.mailbox.put(request{run: fn, done: done}) {
		return ErrRoomClosed
	}
	return <-done
}

// after plans fn on the room's goroutine.
func (r *Room) after(d time.Duration, fn func()) *deadline {
	return r.agenda.add(time.Now().Add(d), fn)
}

// finish removes everyone and ends the room.
func (r *Room) finish(reason livekit.DisconnectReason) {
	if r.closed {
		return
	}
	everyone := slices.Clone(r.ordered)
	for _, p := range everyone {
		p.left = true // so that nobody is told of each other's end
	}
	for _, p := range everyone {
		r.takeOut(p, reason, false)
	}
	r.closed, r.reason = true, reason
	r.stop()
	r.log.Info("room closed", "reason", reason.String())
}

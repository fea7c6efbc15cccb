package sfu

import (
	"context"
	"slices"
	"time"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"

	"giaoban/internal/id"
)

// Join brings a member into the room as JOINED and returns its participant and the room as it found it. An older participant of the same identity is
// replaced: its member is Removed with DUPLICATE_IDENTITY, and the others see the new one take its place. Errors: Invalid, LimitExceeded, ErrRoomClosed.
func (r *Room) Join(ctx context.Context, member Member, config JoinConfig) (*Participant, JoinState, error) {
	if err := r.checkJoin(config.Info); err != nil {
		return nil, JoinState{}, err
	}
	var (
		p       *Participant
		state   JoinState
		refusal error
	)
	err := r.call(func() {
		if refusal = ctx.Err(); refusal == nil {
			p, state, refusal = r.admit(member, config)
		}
	})
	if err != nil {
		return nil, JoinState{}, err
	}
	return p, state, refusal
}

func (r *Room) checkJoin(info *livekit.ParticipantInfo) error {
	identity := info.GetIdentity()
	switch {
	case identity == "":
		return refuse(Invalid, "an identity is required")
	case len(identity) > r.config.MaxNameSize:
		return refuse(LimitExceeded, "the identity is longer than %d bytes", r.config.MaxNameSize)
	}
	return r.checkOwn(info.GetName(), info.GetMetadata(), info.GetAttributes())
}

// admit is Join on the room's goroutine.
func (r *Room) admit(member Member, config JoinConfig) (*Participant, JoinState, error) {
	info, ok := proto.Clone(config.Info).(*livekit.ParticipantInfo)
	if !ok {
		return nil, JoinState{}, refuse(Invalid, "participant info is required")
	}
	old := r.participants[info.Identity]
	if old == nil && !info.GetPermission().GetHidden() && r.full() {
		return nil, JoinState{}, refuse(LimitExceeded, "the room holds no more than %d participants", r.config.MaxParticipants)
	}
	oldPublished := false
	if old != nil {
		oldPublished = old.publishes()
		r.remove(old, livekit.DisconnectReason_DUPLICATE_IDENTITY, true)
	}
	now := time.Now()
	if info.Permission == nil {
		info.Permission = &livekit.ParticipantPermission{}
	}
	info.Sid = id.Participant()
	info.State = livekit.ParticipantInfo_JOINED
	info.JoinedAt, info.JoinedAtMs = now.Unix(), now.UnixMilli()
	info.Version = 1
	info.Tracks, info.DataTracks, info.IsPublisher = nil, nil, false
	p := newParticipant(r, member, config, info)
	state := JoinState{Self: info, Others: r.othersOf(p)}

	r.visited = true
	r.participants[p.identity] = p
	r.ordered = append(r.ordered, p)
	r.storeRoster()
	r.watchLifetime()
	r.watchLevels()
	r.recount()
	state.Room = r.Info()
	r.deps.Metrics.participants.Add(1)
	p.log.Info("participant joined", "kind", info.Kind.String(), "replaces", old != nil)
	if oldPublished {
		r.announceNow(p, false)
	} else {
		r.announce(p)
	}
	r.reconcileAll(p)
	return p, state, nil
}

// full reports whether one more visible participant would be too many.
func (r *Room) full() bool {
	if r.config.MaxParticipants == 0 {
		return false
	}
	return r.Info().NumParticipants >= r.config.MaxParticipants
}

// othersOf lists everyone whom p may see.
func (r *Room) othersOf(p *Participant) []*livekit.ParticipantInfo {
	infos := make([]*livekit.ParticipantInfo, 0, len(r.ordered))
	for _, other := range r.ordered {
		if other != p && !other.hidden() {
			infos = append(infos, other.Info())
		}
	}
	return infos
}

func (r *Room) storeRoster() {
	next := &roster{all: slices.Clone(r.ordered), byIdentity: make(map[string]*Participant, len(r.ordered))}
	for _, p := range r.ordered {
		next.byIdentity[p.identity] = p
	}
	r.roster.Store(next)
}

// remove takes a participant out of the room. When it is replaced by a newer session of its identity the others get no DISCONNECTED, which would remove
// the new one in clients that key participants by identity.
func (r *Room) remove(p *Participant, reason livekit.DisconnectReason, replaced bool) {
	if p.left {
		return
	}
	p.left = true
	r.takeOut(p, reason, replaced)
}

// takeOut ends a participant that is marked as left: its subscriptions, its tracks, then itself.
func (r *Room) takeOut(p *Participant, reason livekit.DisconnectReason, replaced bool) {
	published := p.publishes()
	for _, sub := range p.subscriptionList() {
		r.dropSubscription(sub)
	}
	for _, pub := range slices.Clone(p.publications) {
		r.withdraw(pub)
	}
	delete(r.participants, p.identity)
	r.ordered = slices.DeleteFunc(r.ordered, func(q *Participant) bool { return q == p })
	r.storeRoster()
	p.change(func(info *livekit.ParticipantInfo) {
		info.State = livekit.ParticipantInfo_DISCONNECTED
		info.DisconnectReason = reason
		info.Tracks = nil
	})
	info := p.Info()
	if !p.hidden() {
		r.announceLeft(info, published, replaced)
	}
	r.levels.forget(p.sid)
	p.inbox.close()
	r.calls.left(p)
	p.member.Notify(Removed{Reason: reason})
	if p.receiver != nil {
		r.running.Go(p.closeReceiver)
	}
	if p.wasActive {
		r.deps.Observer.ParticipantLeft(r.Info(), info)
	} else {
		r.deps.Observer.ParticipantAborted(r.Info(), info)
	}
	r.deps.Metrics.participants.Add(-1)
	r.watchLifetime()
	r.recount()
	p.log.Info("participant left", "reason", reason.String(), "replaced", replaced)
}

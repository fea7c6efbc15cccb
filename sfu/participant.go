package sfu

import (
	"log/slog"
	"sync/atomic"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"

	"giaoban/sfu/egress"
)

// Participant is one member's session in a room. Its methods may be called from any goroutine but the room's (see Member); after it left they give ErrGone.
type Participant struct {
	room           *Room
	sid, identity  string
	member         Member
	autoSubscribe  bool
	adaptiveStream bool
	subscribeEarly bool
	receiver       *egress.Receiver // nil when it receives no media
	log            *slog.Logger
	inbox          *inbox
	sequence       sequence
	info           atomic.Pointer[livekit.ParticipantInfo] // replaced, never changed

	// What follows is the room's goroutine's alone.
	left, wasActive bool
	publications    []*Publication // pending and published, in the order of AddTrack
	queued          []*livekit.AddTrackRequest
	wants           map[string]*want         // by track sid
	subscriptions   map[string]*Subscription // by track sid
	grants          *grants                  // nil: everyone may subscribe
	line            line
	uplinkRate      uint64                               // bit/s, 0 = not known
	toldQuality     map[string]livekit.ConnectionQuality // by participant sid, what the member was last told
}

func newParticipant(r *Room, member Member, config JoinConfig, info *livekit.ParticipantInfo) *Participant {
	p := &Participant{
		room:           r,
		sid:            info.Sid,
		identity:       info.Identity,
		member:         member,
		autoSubscribe:  config.AutoSubscribe,
		adaptiveStream: config.AdaptiveStream,
		subscribeEarly: config.SubscribeEarly,
		log:            r.log.With("participant", info.Identity, "participant_sid", info.Sid),
		inbox:          newInbox(member, r.config.InboxTimeout, r.deps.Metrics),
		wants:          map[string]*want{},
		subscriptions:  map[string]*Subscription{},
		line:           newLine(),
		uplinkRate:     config.Uplink,
		toldQuality:    map[string]livekit.ConnectionQuality{},
	}
	p.info.Store(info)
	if config.Writer != nil {
		p.receiver = egress.New(egress.Config{Writer: config.Writer, Logger: p.log, QueueLength: config.QueueLength, Line: p.watched(config.Downlink)})
		r.deps.Metrics.addReceiver(p.receiver)
	}
	return p
}

// Room returns the room that the participant is or was in.
func (p *Participant) Room() *Room { return p.room }

// SID returns the participant's sid ("PA_…"), new for each session.
func (p *Participant) SID() string { return p.sid }

// Identity returns who the participant is, across sessions.
func (p *Participant) Identity() string { return p.identity }

// Info returns the participant's complete state. The message is shared: read only.
func (p *Participant) Info() *livekit.ParticipantInfo { return p.info.Load() }

// Receiver returns the participant's way out, nil when it receives no media.
func (p *Participant) Receiver() *egress.Receiver { return p.receiver }

// closeReceiver ends the way out, whose goroutine may still be writing.
func (p *Participant) closeReceiver() {
	p.receiver.Close()
	p.room.deps.Metrics.removeReceiver(p.receiver)
}

// Leave takes the participant out of the room. Leaving again does nothing.
func (p *Participant) Leave(reason livekit.DisconnectReason) {
	_ = p.room.call(func() { p.room.remove(p, reason, false) }) // a closed room has removed it
}

// SetState moves the participant on from JOINED to ACTIVE, when media can flow; its subscriptions start then. Steps back are ignored.
func (p *Participant) SetState(state livekit.ParticipantInfo_State) error {
	return p.call(func() error {
		if state == livekit.ParticipantInfo_DISCONNECTED || state <= p.Info().State {
			return nil
		}
		p.change(func(info *livekit.ParticipantInfo) { info.State = state })
		if state == livekit.ParticipantInfo_ACTIVE {
			p.wasActive = true
			p.room.deps.Observer.ParticipantJoined(p.room.Info(), p.Info())
		}
		p.room.announce(p)
		p.room.reconcileAll(p)
		return nil
	})
}

// UpdateMetadata changes name, metadata and attributes at the participant's own wish: empty name and metadata leave what is there, attributes are merged
// and an empty value deletes its key. It needs CanUpdateMetadata. Everyone is told, the participant too, which also gets TokenChanged.
func (p *Participant) UpdateMetadata(name, metadata string, attributes map[string]string) error {
	return p.call(func() error {
		if !p.Info().Permission.GetCanUpdateMetadata() {
			return refuse(NotAllowed, "the participant may not change its own metadata")
		}
		return p.applyMetadata(name, metadata, attributes)
	})
}

// applyMetadata is UpdateMetadata without the question of permission.
func (p *Participant) applyMetadata(name, metadata string, attributes map[string]string) error {
	merged := mergeAttributes(p.Info().Attributes, attributes)
	if err := p.room.checkOwn(name, metadata, merged); err != nil {
		return err
	}
	p.change(func(info *livekit.ParticipantInfo) {
		if name != "" {
			info.Name = name
		}
		if metadata != "" {
			info.Metadata = metadata
		}
		info.Attributes = merged
	})
	p.room.announceNow(p, true)
	p.notify(TokenChanged{Info: p.Info()})
	return nil
}

func mergeAttributes(old, changes map[string]string) map[string]string {
	merged := make(map[string]string, len(old)+len(changes))
	for key, value := range old {
		merged[key] = value
	}
	for key, value := range changes {
		if value == "" {
			delete(merged, key)
		} else {
			merged[key] = value
		}
	}
	return merged
}

// checkOwn holds name, metadata and attributes against the limits.
func (r *Room) checkOwn(name, metadata string, attributes map[string]string) error {
	size := 0
	for key, value := range attributes {
		size += len(key) + len(value)
	}
	switch {
	case len(name) > r.config.MaxNameSize:
		return refuse(LimitExceeded, "the name is longer than %d bytes", r.config.MaxNameSize)
	case len(metadata) > r.config.MaxMetadataSize:
		return refuse(LimitExceeded, "the metadata is larger than %d bytes", r.config.MaxMetadataSize)
	case size > r.config.MaxAttributesSize:
		return refuse(LimitExceeded, "the attributes are larger than %d bytes", r.config.MaxAttributesSize)
	}
	return nil
}

// call runs fn on the room's goroutine while the participant is in the room.
func (p *Participant) call(fn func() error) error {
	refusal := ErrGone
	err := p.room.call(func() {
		if !p.left {
			refusal = fn()
		}
	})
	if err != nil {
		return err
	}
	return refusal
}

// change replaces the participant's info by a changed copy of the next version, with its tracks as they are now.
func (p *Participant) change(change func(*livekit.ParticipantInfo)) {
	info, ok := proto.Clone(p.info.Load()).(*livekit.ParticipantInfo)
	if !ok {
		return
	}
	info.Version++
	info.Tracks = info.Tracks[:0]
	for _, pub := range p.publications {
		if pub.published {
			info.Tracks = append(info.Tracks, pub.Info())
		}
	}
	info.IsPublisher = len(info.Tracks) > 0
	change(info)
	p.info.Store(info)
}

// changed makes a new version after a change of the participant's tracks.
func (p *Participant) changed() { p.change(func(*livekit.ParticipantInfo) {}) }

// notify tells the member, unless it has left: Removed is told by what removes it.
func (p *Participant) notify(event Event) {
	if !p.left {
		p.member.Notify(event)
	}
}

func (p *Participant) hidden() bool { return p.Info().Permission.GetHidden() }

// publishes reports whether any track of the participant is visible to others.
func (p *Participant) publishes() bool { return p.Info().IsPublisher }

// recorder reports whether subscription permissions do not bind the participant.
func (p *Participant) recorder() bool {
	info := p.Info()
	//nolint:staticcheck // older tokens still say it by the deprecated field
	return info.Kind == livekit.ParticipantInfo_EGRESS || info.Permission.GetRecorder()
}

// find returns the participant's publication, pending or published.
func (p *Participant) find(sid string) *Publication {
	for _, pub := range p.publications {
		if pub.sid == sid {
			return pub
		}
	}
	return nil
}

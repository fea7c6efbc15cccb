package sfu

import (
	"time"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// watchLifetime starts or stops the clock that closes an empty room: EmptyTimeout when nobody ever came, DepartureTimeout after the last one left.
func (r *Room) watchLifetime() {
	r.agenda.cancel(r.lifetime)
	r.lifetime = nil
	if len(r.ordered) > 0 {
		return
	}
	wait := r.config.EmptyTimeout
	if r.visited {
		wait = r.config.DepartureTimeout
	}
	r.lifetime = r.after(wait, func() { r.finish(livekit.DisconnectReason_ROOM_CLOSED) })
}

func (r *Room) storeInfo(info *livekit.Room) { r.info.Store(info) }

// changeInfo replaces the room's info by a changed copy.
func (r *Room) changeInfo(change func(*livekit.Room)) {
	info, ok := proto.Clone(r.info.Load()).(*livekit.Room)
	if !ok {
		return
	}
	change(info)
	r.storeInfo(info)
}

// recount brings the room's counts up to date and plans to tell everyone. Hidden participants do not count.
func (r *Room) recount() {
	var participants, publishers uint32
	for _, p := range r.ordered {
		if p.hidden() {
			continue
		}
		participants++
		if p.publishes() {
			publishers++
		}
	}
	old := r.Info()
	if old.NumParticipants == participants && old.NumPublishers == publishers {
		return
	}
	r.changeInfo(func(info *livekit.Room) {
		info.NumParticipants, info.NumPublishers = participants, publishers
	})
	if r.countUpdate == nil {
		r.countUpdate = r.after(r.config.CountInterval, r.tellRoom)
	}
}

// tellRoom sends the room's info to everyone.
func (r *Room) tellRoom() {
	r.agenda.cancel(r.countUpdate)
	r.countUpdate = nil
	event := RoomUpdated{Room: r.Info()}
	for _, p := range r.ordered {
		p.notify(event)
	}
}

// departure is a participant who left, kept for members that resume and missed it.
type departure struct {
	info *livekit.ParticipantInfo
	at   time.Time
}

const (
	// departedMax and departedFor bound what a resuming member can be told about those who left.
	departedMax = 1000
	departedFor = 5 * time.Minute
)

// rememberDeparture keeps the info of a participant who left.
func (r *Room) rememberDeparture(info *livekit.ParticipantInfo) {
	now := time.Now()
	first := 0
	for first < len(r.departed) && (now.Sub(r.departed[first].at) > departedFor || len(r.departed)-first >= departedMax) {
		first++
	}
	r.departed = append(r.departed[first:], departure{info: info, at: now})
}

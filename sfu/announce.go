package sfu

import (
	"time"

	"github.com/livekit/protocol/livekit"
)

// announcer batches the announcements of participants who do not publish. The first of a quiet time goes at once; those that follow within
// BatchInterval go together, so that a rush of N joins costs each member a message an interval and not N.
type announcer struct {
	pending map[string]*livekit.ParticipantInfo // by identity: the newest session of it counts
	order   []string
	last    time.Time
	flush   *deadline
}

// put queues the newest state of an identity.
func (a *announcer) put(info *livekit.ParticipantInfo) {
	if a.pending == nil {
		a.pending = map[string]*livekit.ParticipantInfo{}
	}
	if _, queued := a.pending[info.Identity]; !queued {
		a.order = append(a.order, info.Identity)
	}
	a.pending[info.Identity] = info
}

// drop forgets what is queued of an identity, since newer news of it go another way.
func (a *announcer) drop(identity string) { delete(a.pending, identity) }

// take returns what is queued, in order, and empties the queue.
func (a *announcer) take() []*livekit.ParticipantInfo {
	infos := make([]*livekit.ParticipantInfo, 0, len(a.pending))
	for _, identity := range a.order {
		if info, ok := a.pending[identity]; ok {
			infos = append(infos, info)
			delete(a.pending, identity)
		}
	}
	a.order = a.order[:0]
	return infos
}

// announce tells the others of p's state: at once when it publishes, batched when it does not.
func (r *Room) announce(p *Participant) {
	switch {
	case p.hidden():
	case p.publishes():
		r.announceNow(p, false)
	default:
		r.announceSoon(p.Info())
	}
}

// announceNow tells the others of p's state at once, and p itself when toSelf.
func (r *Room) announceNow(p *Participant, toSelf bool) {
	event := &ParticipantsUpdated{Infos: []*livekit.ParticipantInfo{p.Info()}}
	if toSelf {
		p.notify(event)
	}
	if p.hidden() {
		return
	}
	r.announcer.drop(p.identity)
	r.tellOthers(p.identity, event)
}

// announceLeft tells the others that a participant is gone. One that was replaced is not announced: its successor takes its place.
func (r *Room) announceLeft(info *livekit.ParticipantInfo, published, replaced bool) {
	if replaced {
		r.announcer.drop(info.Identity)
		return
	}
	r.rememberDeparture(info)
	if !published {
		r.announceSoon(info)
		return
	}
	r.announcer.drop(info.Identity)
	r.tellOthers(info.Identity, &ParticipantsUpdated{Infos: []*livekit.ParticipantInfo{info}})
}

func (r *Room) tellOthers(identity string, event Event) {
	for _, q := range r.ordered {
		if q.identity != identity {
			q.notify(event)
		}
	}
}

// announceSoon queues an info for the next batch.
func (r *Room) announceSoon(info *livekit.ParticipantInfo) {
	r.announcer.put(info)
	wait := max(r.config.BatchInterval, 0) - time.Since(r.announcer.last)
	switch {
	case r.announcer.flush != nil:
	case wait <= 0:
		r.flushAnnouncements()
	default:
		r.announcer.flush = r.after(wait, r.flushAnnouncements)
	}
}

// flushAnnouncements sends the batch to everyone. A participant may find itself in it: its own current state, which clients accept.
func (r *Room) flushAnnouncements() {
	r.agenda.cancel(r.announcer.flush)
	r.announcer.flush = nil
	infos := r.announcer.take()
	if len(infos) == 0 {
		return
	}
	r.announcer.last = time.Now()
	if len(infos) == 1 {
		r.tellOthers(infos[0].Identity, &ParticipantsUpdated{Infos: infos})
		return
	}
	event := &ParticipantsUpdated{Infos: infos}
	for _, q := range r.ordered {
		q.notify(event)
	}
}

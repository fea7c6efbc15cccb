package sfu

import (
	"time"

	"github.com/livekit/protocol/livekit"
)

const (
	// rushFrom is the size of a room from which news of those who publish are batched too.
	rushFrom = 20
	// rushPerMember times the number of members is the least time between two such batches: news of a member cost a message to each other one.
	rushPerMember = 2 * time.Millisecond
	// rushMost bounds it: a picture is wanted soon.
	rushMost = 500 * time.Millisecond
)

// announcer batches the announcements of participants. The first of a quiet time goes at once; those that follow go together, so that a rush of N joins
// costs each member a message an interval and not N. The interval is BatchInterval for those who do not publish, far less for those who do.
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

// drop forgets what is queued of an identity.
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

// announce tells the others of p's state.
func (r *Room) announce(p *Participant) {
	switch {
	case p.hidden():
	case p.publishes():
		r.announceSoon(p.Info(), r.rushInterval())
	default:
		r.announceSoon(p.Info(), r.config.BatchInterval)
	}
}

// announceNow tells the others of what they wait for in p's state, at once unless the room is large and there was news just before; and p itself when
// toSelf.
func (r *Room) announceNow(p *Participant, toSelf bool) {
	if toSelf {
		p.notify(&ParticipantsUpdated{Infos: []*livekit.ParticipantInfo{p.Info()}})
	}
	if !p.hidden() {
		r.announceSoon(p.Info(), r.rushInterval())
	}
}

// rushInterval is the least time between two announcements of participants who publish.
func (r *Room) rushInterval() time.Duration {
	if len(r.ordered) < rushFrom {
		return 0
	}
	return min(time.Duration(len(r.ordered))*rushPerMember, rushMost)
}

// announceLeft tells the others that a participant is gone. One that was replaced is not announced: its successor takes its place.
func (r *Room) announceLeft(info *livekit.ParticipantInfo, published, replaced bool) {
	if replaced {
		r.announcer.drop(info.Identity)
		return
	}
	r.rememberDeparture(info)
	interval := r.config.BatchInterval
	if published {
		interval = r.rushInterval()
	}
	r.announceSoon(info, interval)
}

// announceSoon queues an info for a batch that goes when the last one is at least interval old.
func (r *Room) announceSoon(info *livekit.ParticipantInfo, interval time.Duration) {
	r.announcer.put(info)
	due := r.announcer.last.Add(max(interval, 0))
	switch {
	case !due.After(time.Now()):
		r.flushAnnouncements()
	case r.announcer.flush == nil || due.Before(r.announcer.flush.at):
		r.agenda.cancel(r.announcer.flush)
		r.announcer.flush = r.agenda.add(due, r.flushAnnouncements)
	}
}

// flushAnnouncements sends the batch to everyone, and subscribes those who were to hear first of whose tracks they get. A participant may find itself in it:
// its own current state, which clients accept.
func (r *Room) flushAnnouncements() {
	r.agenda.cancel(r.announcer.flush)
	r.announcer.flush = nil
	infos := r.announcer.take()
	if len(infos) == 0 {
		return
	}
	r.announcer.last = time.Now()
	event := &ParticipantsUpdated{Infos: infos}
	for _, q := range r.ordered {
		if len(infos) > 1 || q.identity != infos[0].Identity {
			q.notify(event)
		}
	}
	for _, info := range infos {
		if p := r.participants[info.Identity]; p != nil {
			r.announced(p)
		}
	}
}

// announced subscribes those who are to receive what p published: they know of it now.
func (r *Room) announced(p *Participant) {
	for _, pub := range p.publications {
		if !pub.published || pub.announced {
			continue
		}
		pub.announced = true
		for _, q := range r.ordered {
			r.reconcile(q, pub)
		}
	}
}

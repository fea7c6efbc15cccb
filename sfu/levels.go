package sfu

import (
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/speaker"
)

// levels follows who speaks in a room. It is the room's goroutine's alone, but for the speaker.Levels that ingest goroutines write to.
type levels struct {
	detector *speaker.Detector
	speaking map[string]*livekit.SpeakerInfo // by participant sid
	heard    map[string]time.Time            // when those who do not speak now did last, by participant sid
	// The next looks; nil while nobody is in the room.
	speakerLook, qualityLook *deadline
}

func newLevels(config RoomConfig) levels {
	return levels{
		detector: speaker.NewDetector(speaker.Config{Interval: config.SpeakerInterval}),
		speaking: map[string]*livekit.SpeakerInfo{},
		heard:    map[string]time.Time{},
	}
}

// level returns where a participant's audio levels go.
func (l *levels) level(sid string) *speaker.Level { return l.detector.Add(sid) }

// forget drops a participant that left.
func (l *levels) forget(sid string) {
	l.detector.Remove(sid)
	delete(l.speaking, sid)
	delete(l.heard, sid)
}

// heardBy lists who speaks now, of those whom p may hear.
func (l *levels) heardBy(p *Participant) []*livekit.SpeakerInfo {
	var speakers []*livekit.SpeakerInfo
	for _, sid := range sortedKeys(l.speaking) {
		if p.sid == sid || p.hears(sid) {
			speakers = append(speakers, l.speaking[sid])
		}
	}
	return speakers
}

// hears reports whether p is subscribed to a sound of the participant with the sid.
func (p *Participant) hears(sid string) bool {
	for _, sub := range p.subscriptions {
		if sub.pub.owner.sid == sid && sub.pub.kind() == codec.Audio {
			return true
		}
	}
	return false
}

// watchLevels looks at speakers and connection quality at their intervals while anyone is in the room.
func (r *Room) watchLevels() {
	if r.levels.speakerLook == nil {
		r.levels.speakerLook = r.after(r.config.SpeakerInterval, r.lookAtSpeakers)
	}
	if r.levels.qualityLook == nil {
		r.levels.qualityLook = r.after(r.config.QualityInterval, r.lookAtQuality)
	}
}

// lookAtSpeakers tells everyone of the speakers that changed and that they may hear.
func (r *Room) lookAtSpeakers() {
	r.levels.speakerLook = nil
	if len(r.ordered) == 0 {
		return
	}
	r.levels.speakerLook = r.after(r.config.SpeakerInterval, r.lookAtSpeakers)
	bySID := map[string]*livekit.SpeakerInfo{}
	var changed []*livekit.SpeakerInfo
	for _, change := range r.levels.detector.Update() {
		info := &livekit.SpeakerInfo{Sid: change.ID, Level: change.Level, Active: change.Active}
		if change.Active {
			r.levels.speaking[change.ID] = info
		} else if _, spoke := r.levels.speaking[change.ID]; !spoke {
			continue // it left, and with it its mark
		} else {
			delete(r.levels.speaking, change.ID)
			r.levels.heard[change.ID] = time.Now()
		}
		bySID[change.ID] = info
		changed = append(changed, info)
	}
	if len(changed) == 0 {
		return
	}
	for _, p := range r.ordered {
		if heard := p.heardOf(changed, bySID); len(heard) > 0 {
			p.notify(SpeakersChanged{Speakers: heard})
		}
	}
}

// heardOf returns those of the changed speakers that p is or may hear; the very slice when it is all of them.
func (p *Participant) heardOf(changed []*livekit.SpeakerInfo, bySID map[string]*livekit.SpeakerInfo) []*livekit.SpeakerInfo {
	heard := map[string]bool{}
	if bySID[p.sid] != nil {
		heard[p.sid] = true
	}
	for _, sub := range p.subscriptions {
		if sid := sub.pub.owner.sid; bySID[sid] != nil && sub.pub.kind() == codec.Audio {
			heard[sid] = true
		}
	}
	if len(heard) == len(changed) {
		return changed
	}
	infos := make([]*livekit.SpeakerInfo, 0, len(heard))
	for _, info := range changed {
		if heard[info.Sid] {
			infos = append(infos, info)
		}
	}
	return infos
}

// tellSpeaking tells p, who begins to hear a publisher, that it is speaking.
func (r *Room) tellSpeaking(p, publisher *Participant) {
	if info := r.levels.speaking[publisher.sid]; info != nil {
		p.notify(SpeakersChanged{Speakers: []*livekit.SpeakerInfo{info}})
	}
}

// tellSilent tells p, who ceases to hear a publisher that is speaking, that it hears no more.
func (r *Room) tellSilent(p, publisher *Participant) {
	if r.levels.speaking[publisher.sid] != nil && !p.hears(publisher.sid) {
		p.notify(SpeakersChanged{Speakers: []*livekit.SpeakerInfo{{Sid: publisher.sid}}})
	}
}

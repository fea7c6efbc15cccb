package recorder

import (
	"time"

	"github.com/livekit/protocol/livekit"
)

// hold is how long somebody must have the floor of sound before the stage goes over from another: coughs do not cut.
const hold = 1500 * time.Millisecond

// stage is who the recording looks at.
type stage struct {
	spotlight string
	speaker   string
	told      string // of whom the writer knows
	next      string
	since     time.Time          // when next began to be the loudest
	levels    map[string]float32 // of those who speak, by sid
}

// on returns who is on the stage; "" before anybody spoke.
func (s *stage) on() string {
	if s.spotlight != "" {
		return s.spotlight
	}
	return s.speaker
}

// heard takes in whose speaking changed.
func (s *stage) heard(speakers []*livekit.SpeakerInfo) {
	if s.levels == nil {
		s.levels = map[string]float32{}
	}
	for _, speaker := range speakers {
		if speaker.Active {
			s.levels[speaker.Sid] = speaker.Level
		} else {
			delete(s.levels, speaker.Sid)
		}
	}
}

// look decides who is on the stage; identities are those of the participants by sid. It reports whether that has changed.
func (s *stage) look(identities map[string]string, now time.Time) bool {
	loudest, level := "", float32(0)
	for sid, its := range s.levels {
		if identity := identities[sid]; identity != "" && (its > level || its == level && identity < loudest) {
			loudest, level = identity, its
		}
	}
	before := s.speaker
	switch {
	case loudest == "" || loudest == s.speaker:
		s.next = ""
	case s.speaker == "":
		s.speaker = loudest
	case loudest != s.next:
		s.next, s.since = loudest, now
	case now.Sub(s.since) >= hold:
		s.speaker, s.next = loudest, ""
	}
	return s.speaker != before
}

// look moves the stage on. r.mu is held.
func (r *Recording) look(now time.Time) {
	if len(r.stage.levels) == 0 {
		return
	}
	identities := make(map[string]string, len(r.bySID))
	for _, in := range r.bySID {
		identities[in.subscription.PublisherSID()] = in.about.Identity
	}
	if r.stage.look(identities, now) {
		r.restage()
	}
}

// restage lets the cameras flow that are recorded, and stops the others. r.mu is held.
func (r *Recording) restage() {
	on := r.stage.on()
	if on != r.stage.told {
		r.stage.told = on
		r.writer.Cut(on)
	}
	if r.cfg.Cameras != StageCamera {
		return
	}
	for _, in := range r.bySID {
		if in.subscription.Track().Source == livekit.TrackSource_CAMERA {
			in.subscription.SetPaused(on != in.about.Identity)
		}
	}
}

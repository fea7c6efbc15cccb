package sfu

import (
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/demand"
	"giaoban/sfu/forward"
	"giaoban/sfu/ingress"
)

// Flow counts packets one way. Counters grow from look to look (RoomConfig.QualityInterval) for as long as the participant's session lasts.
type Flow struct {
	// Packets should have come, Lost of them did not come at the first try: repaired ones are among them. It is what the line loses.
	Packets, Lost uint64
	Bytes         uint64
}

// Source is one kind of what a participant sends: its microphone or its camera.
type Source struct {
	// Published is false while there is no such track, Muted while it is closed by its sender or a moderator.
	Published, Muted bool
	// Wanted is false for pictures that nobody looks at: they are not sent then.
	Wanted bool
	// Came counts packets of sound, or pictures.
	Came uint64
}

// Line is what the server has counted of the connection of one participant, up to At.
type Line struct {
	Identity, SID string
	At            time.Time // of the last look; zero before the first
	Up, Down      Flow      // from the participant, and to it
	RTT           time.Duration
	Microphone    Source
	Camera        Source
	// Heard is when the participant was last loud enough to be a speaker; zero = never.
	Heard time.Time
	// Width, Height and FrameRate are of the largest picture that comes; Shown of the largest that is sent to the participant.
	Width, Height uint32
	FrameRate     float64
	Shown         Picture
}

// Picture is the size of a picture and how many come a second.
type Picture struct {
	Width, Height uint32
	FrameRate     float64
}

// counts is what the looks at a participant's line add up to. It is the room's goroutine's alone.
type counts struct {
	up, down Flow
	rtt      time.Duration
}

func (f *Flow) arrived(now, last *ingress.Stats) {
	expected := grown(now.Expected, last.Expected)
	lost := grown(now.Lost, last.Lost) + grown(now.Recovered, last.Recovered)
	f.Packets += expected
	f.Lost += min(lost, expected)
	f.Bytes += grown(now.Bytes, last.Bytes)
}

func (f *Flow) sent(now *forward.Stats, last *sent) {
	packets := grown(now.Packets, last.packets)
	lost := uint64(max(now.Lost-last.lost, 0)) + grown(now.Resent, last.resent)
	f.Packets += packets
	f.Lost += min(lost, packets)
	f.Bytes += grown(now.Bytes+now.ResentBytes, last.bytes)
}

func grown(now, last uint64) uint64 { return now - min(now, last) }

// Lines returns what was counted of everyone in the room, in the order in which they came. Errors: ErrRoomClosed.
func (r *Room) Lines() ([]Line, error) {
	var lines []Line
	err := r.call(func() {
		lines = make([]Line, 0, len(r.ordered))
		for _, p := range r.ordered {
			if p.wasActive && !p.hidden() {
				lines = append(lines, p.countedLine())
			}
		}
	})
	return lines, err
}

func (p *Participant) countedLine() Line {
	counted := &p.line.counted
	l := Line{
		Identity: p.identity, SID: p.sid, At: p.line.at, Up: counted.up, Down: counted.down, RTT: counted.rtt, Heard: p.room.levels.heard[p.sid],
	}
	if p.room.levels.speaking[p.sid] != nil {
		l.Heard = time.Now()
	}
	for _, pub := range p.publications {
		if pub.published {
			l.add(pub)
		}
	}
	for _, sub := range p.subscriptions {
		if sub.Kind() == codec.Video {
			l.show(sub)
		}
	}
	return l
}

func (l *Line) add(pub *Publication) {
	info := pub.Info()
	source := &Source{}
	switch info.Source {
	case livekit.TrackSource_MICROPHONE:
		source = &l.Microphone
	case livekit.TrackSource_CAMERA:
		source = &l.Camera
	default:
	}
	source.Published, source.Muted = true, info.Muted
	for _, rend := range pub.Renditions() {
		source.Wanted = source.Wanted || pub.kind() == codec.Audio || rend.asked()
		for i := range rend.layers {
			layer := rend.layers[i].Load()
			if layer == nil {
				continue
			}
			stats := layer.Stats()
			if pub.kind() == codec.Audio {
				source.Came += stats.Packets
				continue
			}
			source.Came += stats.Pictures
			if uint32(stats.Height) > l.Height && stats.Active(time.Now()) {
				l.Width, l.Height, l.FrameRate = uint32(stats.Width), uint32(stats.Height), stats.FrameRate
			}
		}
	}
}

// asked reports whether anyone wants pictures of the rendition and its publisher knows it.
func (rend *Rendition) asked() bool {
	tracker := rend.pub.tracker
	return tracker != nil && len(*rend.routes.Load()) > 0 && tracker.Told(rend.name()) > demand.Off
}

// show takes in a picture that is sent to the participant.
func (l *Line) show(sub *Subscription) {
	stats, bound := sub.Stats()
	rend, _ := sub.wanted()
	if !bound || rend == nil || !stats.Started || stats.Layer < 0 || int(stats.Layer) >= maxLayers || sub.pub.Info().Muted {
		return
	}
	width, height := rend.measured(int(stats.Layer))
	if height <= l.Shown.Height {
		return
	}
	l.Shown = Picture{Width: width, Height: height}
	at := int(stats.Layer)
	if rend.svc() {
		at = 0
	}
	if layer := rend.layers[at].Load(); layer != nil {
		l.Shown.FrameRate = layer.Stats().FrameRate
	}
}

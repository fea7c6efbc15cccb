package sfu

import (
	"time"

	"giaoban/sfu/codec"
)

// Reading is what the server itself sees and hears of a participant.
type Reading struct {
	// Level is how loud they speak now, from 0 (they don't) to 1.
	Level float32
	// AudioPackets counts what came of their sound; a muted microphone sends none.
	AudioPackets uint64
	// Pictures counts the frames that came of their pictures, the largest of which is Width by Height pixels.
	Pictures      uint64
	Width, Height uint16
	FrameRate     float64
	// Bitrate is what came in the last second, bits per second.
	Bitrate uint64
	// Expected and Lost count packets: what the sequence numbers promised, and what has not come so far.
	Expected, Lost uint64
	RTT, Jitter    time.Duration
}

// Reading returns what comes of a participant. Errors: NotFound.
func (r *Room) Reading(identity string) (Reading, error) {
	var reading Reading
	err := r.withParticipant(identity, func(p *Participant) error {
		if speaking := r.levels.speaking[p.sid]; speaking != nil {
			reading.Level = speaking.GetLevel()
		}
		for _, pub := range p.publications {
			reading.add(pub)
		}
		return nil
	})
	return reading, err
}

func (reading *Reading) add(pub *Publication) {
	for _, rend := range pub.Renditions() {
		for i := range rend.layers {
			l := rend.layers[i].Load()
			if l == nil {
				continue
			}
			stats := l.Stats()
			reading.Bitrate += stats.Bitrate
			reading.Expected += stats.Expected
			reading.Lost += stats.Lost
			reading.RTT, reading.Jitter = max(reading.RTT, stats.RTT), max(reading.Jitter, stats.Jitter)
			if pub.kind() == codec.Audio {
				reading.AudioPackets += stats.Packets
				continue
			}
			reading.Pictures += stats.Pictures
			reading.FrameRate = max(reading.FrameRate, stats.FrameRate)
			if stats.Height > reading.Height {
				reading.Width, reading.Height = stats.Width, stats.Height
			}
		}
	}
}

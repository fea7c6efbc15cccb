package synth

import "time"

const (
	// voiceInterval is the time between two packets of sound, silenceInterval that of Opus with DTX in silence.
	voiceInterval   = 20 * time.Millisecond
	silenceInterval = 400 * time.Millisecond
	// voiceSize is a packet's at 40 kbit/s; silenceSize has room for a stamp.
	voiceSize   = 100
	silenceSize = opusHeaderSize + StampSize
	// silenceLevel is digital silence (RFC 6464 section 3).
	silenceLevel = 127
)

// Microphone makes an Opus-like stream that tells its level: a packet every 20 ms while somebody speaks, and as Opus with
// DTX a short one every 400 ms while nobody does. It begins silent.
type Microphone struct {
	voice, silence [1]Packet
	speaking       bool
	begins         bool // the next packet is the first of a speech
	timestamp      uint32
}

// NewMicrophone returns a silent microphone.
func NewMicrophone() *Microphone {
	m := &Microphone{}
	for packet, size := range map[*Packet]int{&m.voice[0]: voiceSize, &m.silence[0]: silenceSize} {
		payload := make([]byte, size)
		fill(payload)
		payload[0] = opusTOC
		*packet = Packet{Payload: payload, StampAt: opusHeaderSize, HasLevel: true, Level: silenceLevel}
	}
	m.voice[0].Voice = true
	return m
}

// Speak lets somebody speak at a level in -dBov, 0 the loudest, or fall silent. The interval changes with it.
func (m *Microphone) Speak(speaking bool, level uint8) {
	m.begins = speaking && !m.speaking
	m.speaking, m.voice[0].Level = speaking, level
}

// Interval implements Source.
func (m *Microphone) Interval() time.Duration {
	if m.speaking {
		return voiceInterval
	}
	return silenceInterval
}

// Next implements Source.
func (m *Microphone) Next(bool) ([]Packet, error) {
	packets := m.silence[:]
	if m.speaking {
		packets = m.voice[:]
	}
	packets[0].Timestamp, packets[0].Marker = m.timestamp, m.begins
	m.begins = false
	m.timestamp += uint32(m.Interval() * audioClock / time.Second)
	return packets, nil
}

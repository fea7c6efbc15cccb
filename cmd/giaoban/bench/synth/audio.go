package synth

import "time"

const (
	audioClock     = 48000
	opusHeaderSize = 1
	// opusTOC says hybrid mode, full band, 20 ms, mono, one frame (RFC 6716 section 3.1).
	opusTOC = 15 << 3
)

// Audio makes an Opus-like stream of one packet a frame.
type Audio struct {
	shape   Shape
	packets [1]Packet
	frames  uint64
}

// NewAudio returns a source of the given shape, or an error that says which value is out of range.
func NewAudio(shape Shape) (*Audio, error) {
	shape.Burst = 1
	if err := shape.validate(opusHeaderSize + StampSize); err != nil {
		return nil, err
	}
	payload := make([]byte, shape.PacketSize)
	fill(payload)
	payload[0] = opusTOC
	a := &Audio{shape: shape}
	a.packets[0] = Packet{Payload: payload, StampAt: opusHeaderSize}
	return a, nil
}

// Interval implements Source.
func (a *Audio) Interval() time.Duration { return a.shape.Interval() }

// Next implements Source. Audio has no key frames.
func (a *Audio) Next(bool) ([]Packet, error) {
	p := &a.packets[0]
	p.Timestamp = uint32(uint64(float64(a.frames) * audioClock / a.shape.Rate))
	p.Marker = a.frames == 0
	a.frames++
	return a.packets[:], nil
}

package frame

import (
	"encoding/binary"

	"github.com/pion/rtp/codecs"
	vp9header "github.com/pion/rtp/codecs/vp9"

	"giaoban/sfu/codec"
	"giaoban/sfu/payload"
)

// depacketizer takes the payloads of a frame's packets, in order and without gaps.
type depacketizer interface {
	begin()
	add(frame *[]byte, data []byte, info *payload.Info) error
	end(frame *[]byte)
	// reset forgets what was begun: packets are missing.
	reset()
	// size reads the picture's size from a key frame, where its packets did not tell; 0 when it cannot.
	size(frame []byte) (width, height int)
}

func newDepacketizer(c codec.Type) depacketizer {
	switch c {
	case codec.Opus:
		return plain{}
	case codec.VP8:
		return &vp8{}
	case codec.VP9:
		return &vp9{}
	case codec.H264:
		return &h264{body: codecs.H264Packet{IsAVC: true}}
	case codec.AV1:
		return &av1{}
	}
	return nil
}

type plain struct{}

func (plain) begin()                          {}
func (plain) end(*[]byte)                     {}
func (plain) reset()                          {}
func (plain) size([]byte) (width, height int) { return 0, 0 }
func (plain) add(frame *[]byte, data []byte, _ *payload.Info) error {
	*frame = append(*frame, data...)
	return nil
}

type vp8 struct {
	plain
	body codecs.VP8Packet
}

func (d *vp8) add(frame *[]byte, data []byte, _ *payload.Info) error {
	part, err := d.body.Unmarshal(data)
	*frame = append(*frame, part...)
	return err
}

// vp9 joins the spatial layers of a picture into a superframe (VP9 bitstream specification, annex B).
type vp9 struct {
	plain
	layers []int // bytes of the layers' frames
}

func (d *vp9) begin() { d.layers = d.layers[:0] }

func (d *vp9) add(frame *[]byte, data []byte, info *payload.Info) error {
	var body codecs.VP9Packet
	part, err := body.Unmarshal(data)
	if err != nil {
		return err
	}
	if info.Start || len(d.layers) == 0 {
		d.layers = append(d.layers, 0)
	}
	d.layers[len(d.layers)-1] += len(part)
	*frame = append(*frame, part...)
	return nil
}

// size reads the uncompressed header: a sender without scalability may leave the structure out of the descriptor.
func (d *vp9) size(frame []byte) (width, height int) {
	var header vp9header.Header
	if err := header.Unmarshal(frame); err != nil || header.NonKeyFrame {
		return 0, 0
	}
	return int(header.Width()), int(header.Height())
}

// superframe's index has sizes of four bytes, and at most eight frames.
const maxLayers = 8

func (d *vp9) end(frame *[]byte) {
	if len(d.layers) < 2 || len(d.layers) > maxLayers {
		return
	}
	marker := byte(0b11000000 | 3<<3 | len(d.layers) - 1)
	index := []byte{marker}
	for _, size := range d.layers {
		index = binary.LittleEndian.AppendUint32(index, uint32(size))
	}
	*frame = append(append(*frame, index...), marker)
}

type h264 struct {
	plain
	body codecs.H264Packet
}

func (d *h264) reset() { d.body = codecs.H264Packet{IsAVC: true} }

func (d *h264) add(frame *[]byte, data []byte, _ *payload.Info) error {
	part, err := d.body.Unmarshal(data)
	*frame = append(*frame, part...)
	return err
}

type av1 struct {
	plain
	body codecs.AV1Depacketizer
}

func (d *av1) reset() { d.body = codecs.AV1Depacketizer{} }

func (d *av1) add(frame *[]byte, data []byte, _ *payload.Info) error {
	part, err := d.body.Unmarshal(data)
	*frame = append(*frame, part...)
	return err
}

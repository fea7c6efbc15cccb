package ingress

import (
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
)

const testSSRC = 0x1000

var (
	vp8  = codec.VideoTable(codec.Receive)[0]
	opus = codec.AudioTable(codec.Receive)[0]
	red  = codec.AudioTable(codec.Receive)[1]
)

// seen is what a test keeps of a packet that reached the sink.
type seen struct {
	seq                        uint64
	late, restart, paddingOnly bool
	key                        bool
}

// bench holds a layer whose packets and feedback are kept.
type rig struct {
	t     *testing.T
	layer *Layer
	now   time.Time

	mu       sync.Mutex
	packets  []seen        // guarded by mu
	feedback []rtcp.Packet // guarded by mu
}

// newRig returns a layer for tests that push packets themselves, at times of
// their own.
func newRig(t *testing.T, c codec.Codec, change func(*Config)) *rig {
	r := &rig{t: t, now: time.Unix(1000, 0)}
	cfg := Config{
		Codec:        c,
		SSRC:         testSSRC,
		FeedbackSSRC: 1,
		NACK:         true,
		SendRTCP:     r.sendRTCP,
		Sink:         r.sink,
	}
	if change != nil {
		change(&cfg)
	}
	r.layer = New(cfg)
	t.Cleanup(r.layer.history.Close)
	return r
}

func (r *rig) sendRTCP(packets []rtcp.Packet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.feedback = append(r.feedback, packets...)
}

func (r *rig) sink(p *packet.Packet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.packets = append(r.packets, seen{seq: p.Seq, late: p.Late, restart: p.Restart, paddingOnly: p.PaddingOnly, key: p.Frame.Key})
}

// taken returns what reached the sink since the last call.
func (r *rig) taken() []seen {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.packets
	r.packets = nil
	return got
}

// asked returns the feedback since the last call: the numbers asked for, and
// the count of key frame requests.
func (r *rig) asked() (lost []uint16, keyFrames int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.feedback {
		switch p := p.(type) {
		case *rtcp.TransportLayerNack:
			if p.MediaSSRC != testSSRC || p.SenderSSRC != 1 {
				r.t.Errorf("NACK about %x from %x", p.MediaSSRC, p.SenderSSRC)
			}
			for i := range p.Nacks {
				lost = append(lost, p.Nacks[i].PacketList()...)
			}
		case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
			keyFrames++
		default:
			r.t.Errorf("unexpected feedback %T", p)
		}
	}
	r.feedback = nil
	return lost, keyFrames
}

// push brings one raw packet in.
func (r *rig) push(raw []byte) {
	p := packet.New()
	r.layer.receive(p, copy(p.Buffer(), raw), r.now)
	p.Release()
}

// sequence brings in packets of a video delta frame, one frame each.
func (r *rig) numbers(seqs ...uint16) {
	for _, seq := range seqs {
		r.push(video(seq, uint32(seq)*3000, false))
	}
}

func marshal(h rtp.Header, payload []byte) []byte {
	h.Version = 2
	if h.SSRC == 0 {
		h.SSRC = testSSRC
	}
	raw, err := (&rtp.Packet{Header: h, Payload: payload}).Marshal()
	if err != nil {
		panic(err) //nolint:forbidigo // a slip in the test's own packet
	}
	return raw
}

// video returns a VP8 frame of one packet.
func video(seq uint16, timestamp uint32, key bool) []byte {
	frame := []byte{0x10, 0x31, 0, 0, 1, 2, 3, 4, 5, 6, 7}
	if key {
		frame = []byte{0x10, 0x30, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01}
	}
	return marshal(rtp.Header{PayloadType: vp8.PayloadType, SequenceNumber: seq, Timestamp: timestamp, Marker: true}, frame)
}

// paddingOnly returns a packet of four bytes of padding.
func paddingOnly(seq uint16, timestamp uint32) []byte {
	raw := marshal(rtp.Header{PayloadType: vp8.PayloadType, SequenceNumber: seq, Timestamp: timestamp}, []byte{0, 0, 0, 4})
	raw[0] |= 0x20
	return raw
}

func audio(c codec.Codec, seq uint16, timestamp uint32) []byte {
	return marshal(rtp.Header{PayloadType: c.PayloadType, SequenceNumber: seq, Timestamp: timestamp}, []byte{0x78, 1, 2, 3})
}

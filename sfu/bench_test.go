package sfu_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/egress"
	"giaoban/sfu/forward"
	"giaoban/sfu/ingress"
)

// sink is a member that only counts what reaches its writer.
type sink struct {
	written *atomic.Uint64
	stream  nullStream
}

func (s *sink) Notify(sfu.Event) {}

func (s *sink) Subscribe(sub *sfu.Subscription) {
	c := sub.Codecs()[0]
	_ = sub.Bind(forward.Params{SSRC: 1, PayloadType: c.PayloadType, Codec: c}, s.stream)
}

func (s *sink) Unsubscribe(*sfu.Subscription) {}

func (s *sink) SendData(livekit.DataPacket_Kind, []byte) error { return nil }

func (s *sink) WriteBatch(batch []egress.Out) (int, error) {
	s.written.Add(uint64(len(batch)))
	return len(batch), nil
}

func (s *sink) WriteRTCP([]rtcp.Packet) error { return nil }

type nullStream struct{}

func (nullStream) WriteRTP(_ *rtp.Header, payload []byte) (int, error) { return len(payload), nil }

// pump is a source that hands out a packet when it is asked to.
type pump struct {
	next   chan []byte
	closed chan struct{}
}

func (p *pump) Read(b []byte) (int, error) {
	select {
	case raw := <-p.next:
		return copy(b, raw), nil
	case <-p.closed:
		return 0, errSlow
	}
}

// BenchmarkFanOut measures a video packet's whole way in one process: read, parsed, kept, fanned out, rewritten for each receiver and handed to its
// writer. One operation is one packet to all receivers.
func BenchmarkFanOut(b *testing.B) {
	for _, receivers := range []int{1, 100} {
		b.Run(fmt.Sprintf("receivers=%d", receivers), func(b *testing.B) { benchmarkFanOut(b, receivers) })
	}
}

func benchmarkFanOut(b *testing.B, receivers int) {
	room := sfu.NewRoom(sfu.RoomConfig{Name: "bench"}, sfu.Deps{})
	defer room.Close(livekit.DisconnectReason_SERVER_SHUTDOWN)
	var written atomic.Uint64
	join := func(identity string, writer egress.Writer, m sfu.Member) *sfu.Participant {
		p, _, err := room.Join(b.Context(), m, sfu.JoinConfig{
			Info: &livekit.ParticipantInfo{Identity: identity, Permission: everything()}, AutoSubscribe: true, Writer: writer,
		})
		if err != nil {
			b.Fatal(err)
		}
		if err := p.SetState(livekit.ParticipantInfo_ACTIVE); err != nil {
			b.Fatal(err)
		}
		return p
	}
	publisher := join("publisher", nil, &sink{written: &written})
	req := camera("cam")
	req.Layers = req.Layers[2:]
	info, err := publisher.AddTrack(req)
	if err != nil {
		b.Fatal(err)
	}
	vp8 := mustCodec(codec.MimeVP8)
	pub, err := publisher.Publish(info.Sid, sfu.MediaInfo{Codec: vp8, CID: "cam"})
	if err != nil {
		b.Fatal(err)
	}
	for i := range receivers {
		s := &sink{written: &written}
		join(fmt.Sprintf("receiver %d", i), s, s)
	}
	source := &pump{next: make(chan []byte), closed: make(chan struct{})}
	defer close(source.closed)
	if _, err := pub.AddLayer(ingress.Config{Codec: vp8, SSRC: 1000, SendRTCP: func([]rtcp.Packet) {}}, source); err != nil {
		b.Fatal(err)
	}
	seq, timestamp := uint16(0), uint32(0)
	payload := make([]byte, 1100)
	copy(payload, []byte{0x10, 0x30, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01})
	// Two buffers in turn: the ingest copies a packet before it asks for the next.
	var raws [2][]byte
	for i := range raws {
		raws[i] = make([]byte, 12+len(payload))
	}
	send := func() {
		seq++
		timestamp += 3000
		raw := raws[seq%2]
		h := rtp.Header{Version: 2, Marker: true, PayloadType: vp8.PayloadType, SSRC: 1000, SequenceNumber: seq, Timestamp: timestamp}
		n, err := h.MarshalTo(raw)
		if err != nil {
			b.Error(err)
			return
		}
		copy(raw[n:], payload)
		source.next <- raw
	}
	// Receivers start with the first key frame; until all have, packets are not counted.
	for written.Load() < uint64(100*receivers) {
		send()
		runtime.Gosched()
	}
	b.SetBytes(int64(len(payload) * receivers))
	b.ReportAllocs()
	start := written.Load()
	b.ResetTimer()
	for i := range uint64(b.N) {
		send()
		// At most a few packets are under way, so that no queue overflows and the count is exact.
		for written.Load()+uint64(64*receivers) < start+(i+1)*uint64(receivers) {
			runtime.Gosched()
		}
	}
	for written.Load() < start+uint64(b.N*receivers) {
		runtime.Gosched()
	}
	b.StopTimer()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*receivers), "ns/packet/receiver")
}

// BenchmarkData measures a reliable packet from one sender to 250 receivers.
func BenchmarkData(b *testing.B) {
	room := sfu.NewRoom(sfu.RoomConfig{Name: "bench"}, sfu.Deps{})
	defer room.Close(livekit.DisconnectReason_SERVER_SHUTDOWN)
	var sender *sfu.Participant
	for i := range 251 {
		p, _, err := room.Join(b.Context(), &sink{}, sfu.JoinConfig{
			Info: &livekit.ParticipantInfo{Identity: fmt.Sprintf("site %d", i), Permission: everything()},
		})
		if err != nil {
			b.Fatal(err)
		}
		p.OpenData(reliable)
		sender = p
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := sender.SendPacket(reliable, userPacket("giơ tay")); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkProvince measures a whole province meeting: 124 communes join, publish camera and microphone and receive each other's. One operation is the
// meeting from the first join to the last subscription, and its end.
func BenchmarkProvince(b *testing.B) {
	const sites = 124
	b.ReportAllocs()
	for b.Loop() {
		var written atomic.Uint64
		room := sfu.NewRoom(sfu.RoomConfig{Name: "bench"}, sfu.Deps{})
		for i := range sites {
			s := &sink{written: &written}
			p, _, err := room.Join(b.Context(), s, sfu.JoinConfig{
				Info: &livekit.ParticipantInfo{Identity: fmt.Sprintf("site %d", i), Permission: everything()}, AutoSubscribe: true, Writer: s,
			})
			if err != nil {
				b.Fatal(err)
			}
			if err := p.SetState(livekit.ParticipantInfo_ACTIVE); err != nil {
				b.Fatal(err)
			}
			for _, req := range []*livekit.AddTrackRequest{microphone("mic"), camera("cam")} {
				info, err := p.AddTrack(req)
				if err != nil {
					b.Fatal(err)
				}
				media := sfu.MediaInfo{Codec: mustCodec(codec.MimeOpus), CID: req.Cid}
				if req.Type == livekit.TrackType_VIDEO {
					media.Codec = mustCodec(codec.MimeVP8)
				}
				if _, err := p.Publish(info.Sid, media); err != nil {
					b.Fatal(err)
				}
			}
		}
		room.Close(livekit.DisconnectReason_SERVER_SHUTDOWN)
	}
}

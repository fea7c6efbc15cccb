package sfu_test

import (
	"io"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
)

// source is a synthetic RTP stream of a publisher.
type source struct {
	codec     codec.Codec
	ssrc      uint32
	seq       uint16
	timestamp uint32

	packets chan []byte
	closed  chan struct{}
	close   sync.Once

	mu       sync.Mutex
	feedback []rtcp.Packet
}

const audioLevelID = 1

func newSource(c codec.Codec, ssrc uint32) *source {
	return &source{codec: c, ssrc: ssrc, packets: make(chan []byte, 64), closed: make(chan struct{})}
}

func (s *source) Read(b []byte) (int, error) {
	select {
	case raw := <-s.packets:
		return copy(b, raw), nil
	case <-s.closed:
		return 0, io.EOF
	}
}

func (s *source) Close() error {
	s.close.Do(func() { close(s.closed) })
	return nil
}

func (s *source) sendRTCP(packets []rtcp.Packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.feedback = append(s.feedback, packets...)
}

// keyFrameRequests returns how many came so far.
func (s *source) keyFrameRequests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, p := range s.feedback {
		switch p.(type) {
		case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
			n++
		}
	}
	return n
}

// send marshals one packet into the stream.
func (s *source) send(h rtp.Header, payload []byte) {
	s.seq++
	h.Version, h.SSRC, h.SequenceNumber, h.PayloadType = 2, s.ssrc, s.seq, s.codec.PayloadType
	raw, err := (&rtp.Packet{Header: h, Payload: payload}).Marshal()
	if err != nil {
		panic(err) //nolint:forbidigo // a slip in the test's own packet
	}
	select {
	case s.packets <- raw:
	case <-s.closed:
	}
}

// frame sends one VP8 frame of one packet, 1/30 s after the last.
func (s *source) frame(key bool, size int) {
	s.timestamp += 3000
	payload := make([]byte, max(size, 16))
	payload[0], payload[1] = 0x10, 0x31
	if key {
		payload[1] = 0x30
		copy(payload[4:], []byte{0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01})
	}
	s.send(rtp.Header{Timestamp: s.timestamp, Marker: true}, payload)
}

// sound sends 20 ms of Opus with an audio level in -dBov.
func (s *source) sound(t *testing.T, level uint8) {
	t.Helper()
	s.timestamp += 960
	h := rtp.Header{Timestamp: s.timestamp}
	if err := h.SetExtension(audioLevelID, []byte{level | 0x80}); err != nil {
		t.Fatal(err)
	}
	s.send(h, []byte{0x78, 1, 2, 3})
}

// layer connects a source to a publication.
func (s *source) layer(t testing.TB, pub *sfu.Publication, rid string) *ingress.Layer {
	t.Helper()
	l, err := pub.AddLayer(ingress.Config{
		Codec: s.codec, Rid: rid, SSRC: s.ssrc, SendRTCP: s.sendRTCP, Extensions: codec.ExtensionIDs{AudioLevel: audioLevelID},
	}, s)
	if err != nil {
		t.Fatalf("AddLayer: %v", err)
	}
	return l
}

// speak sends sound in real pace for a while; the bubble's time passes.
func (s *source) speak(t *testing.T, level uint8, d time.Duration) {
	t.Helper()
	for range d / (20 * time.Millisecond) {
		s.sound(t, level)
		pass(20 * time.Millisecond)
	}
}

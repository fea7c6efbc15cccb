package forwardtest

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/sfu/forward"
)

// Sent is one packet as a receiver got it.
type Sent struct {
	rtp.Header
	Payload []byte
	Raw     []byte
}

// Sink records what a receiver got. It fulfils egress.Writer and forward.Stream.
type Sink struct {
	mu   sync.Mutex
	sent []Sent        // guarded by mu
	rtcp []rtcp.Packet // guarded by mu
	err  error         // guarded by mu
}

// WriteBatch records packets.
func (s *Sink) WriteBatch(batch []forward.Out) (int, error) {
	for i := range batch {
		if _, err := batch[i].Stream.WriteRTP(&batch[i].Header, batch[i].Payload); err != nil {
			return i, err
		}
	}
	return len(batch), nil
}

// WriteRTP records one packet.
func (s *Sink) WriteRTP(header *rtp.Header, payload []byte) (int, error) {
	raw, err := header.Marshal()
	if err != nil {
		return 0, fmt.Errorf("header: %w", err)
	}
	raw = append(raw, payload...)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, s.err
	}
	s.sent = append(s.sent, Sent{header.Clone(), bytes.Clone(payload), raw})
	return len(raw), nil
}

// WriteRTCP records reports.
func (s *Sink) WriteRTCP(packets []rtcp.Packet) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rtcp = append(s.rtcp, packets...)
	return s.err
}

// Fail makes further writes return err.
func (s *Sink) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// Take returns what was recorded since the last Take.
func (s *Sink) Take() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := s.sent
	s.sent = nil
	return sent
}

// TakeRTCP returns the reports since the last TakeRTCP.
func (s *Sink) TakeRTCP() []rtcp.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	packets := s.rtcp
	s.rtcp = nil
	return packets
}

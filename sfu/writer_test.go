package sfu_test

import (
	"sync"
	"sync/atomic"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"giaoban/sfu/egress"
)

// writer is a member's way out: it hands each packet to its stream and counts.
type writer struct {
	written  atomic.Uint64
	numbered atomic.Uint64 // those whose way is watched
	blocked  chan struct{} // when set, writing waits until it is closed
}

func (w *writer) WriteBatch(batch []egress.Out) (int, error) {
	if w.blocked != nil {
		<-w.blocked
	}
	for i := range batch {
		if batch[i].Numbered {
			w.numbered.Add(1)
		}
		if batch[i].Stream != nil {
			if _, err := batch[i].Stream.WriteRTP(&batch[i].Header, batch[i].Payload); err != nil {
				return i, err
			}
		}
	}
	w.written.Add(uint64(len(batch)))
	return len(batch), nil
}

func (w *writer) WriteRTCP([]rtcp.Packet) error { return nil }

// stream keeps the headers of what one subscription got.
type stream struct {
	member *member
	track  string

	mu      sync.Mutex
	headers []rtp.Header
	sizes   []int
}

func (s *stream) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.headers = append(s.headers, rtp.Header{
		SSRC: h.SSRC, SequenceNumber: h.SequenceNumber, Timestamp: h.Timestamp, PayloadType: h.PayloadType, Marker: h.Marker, Padding: h.Padding,
	})
	s.sizes = append(s.sizes, len(payload))
	s.member.note(s)
	return len(payload), nil
}

func (s *stream) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.headers)
}

package client

import (
	"encoding/binary"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	rtpHeaderSize = 12
	// passedAtStart is how many packets of a new stream all go to Pion, so that it reports the track at once.
	passedAtStart = 32
	arrivalRing   = 64
)

// Meter counts the RTP packets of one socket by their headers and picks those that are to be decrypted.
type Meter struct {
	sample uint16

	mu      sync.Mutex
	streams map[uint32]*stream // by SSRC; guarded by mu
}

// stream is what a Meter knows of one SSRC.
type stream struct {
	tracker  Tracker
	arrivals [arrivalRing]arrival // of sampled packets, by their place in the sequence
}

// Arrival is what the socket saw of a sampled packet.
type Arrival struct {
	// At is when the kernel received it, in nanoseconds since 1970.
	At int64
	// Size is its length on the wire, without IP and UDP headers.
	Size int
}

type arrival struct {
	Arrival
	seq uint16
}

// NewMeter returns a meter that lets one packet in sample be decrypted.
func NewMeter(sample int) *Meter {
	return &Meter{
		sample:  uint16(min(max(sample, 1), 1<<15)),
		streams: map[uint32]*stream{},
	}
}

// Observe counts an SRTP packet, given with the control messages it came with, and says whether to pass it on.
func (m *Meter) Observe(packet, control []byte) bool {
	if len(packet) < rtpHeaderSize {
		return false
	}
	seq, ssrc := binary.BigEndian.Uint16(packet[2:]), binary.BigEndian.Uint32(packet[8:])
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.streams[ssrc]
	if s == nil {
		s = &stream{}
		m.streams[ssrc] = s
	}
	s.tracker.Add(seq, len(packet))
	if seq%m.sample != 0 {
		return s.tracker.counts.Packets <= passedAtStart
	}
	if at := receiveTime(control); at != 0 {
		s.arrivals[seq/m.sample%arrivalRing] = arrival{Arrival{at, len(packet)}, seq}
	}
	return true
}

// Arrival returns what was seen of a sampled packet. It reports false when that is forgotten.
func (m *Meter) Arrival(ssrc uint32, seq uint16) (Arrival, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.streams[ssrc]
	if s == nil {
		return Arrival{}, false
	}
	a := s.arrivals[seq/m.sample%arrivalRing]
	return a.Arrival, a.At != 0 && a.seq == seq
}

// Counts returns what arrived of one stream, and the extended number of its newest packet (RFC 3550 section 6.4.1).
func (m *Meter) Counts(ssrc uint32) (counts Counts, highest uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.streams[ssrc]
	if s == nil {
		return Counts{}, 0
	}
	return s.tracker.counts, uint32(s.tracker.highest)
}

// receiveTime reads the kernel's receive time-stamp from control messages (SO_TIMESTAMPNS); 0 when there is none.
func receiveTime(control []byte) int64 {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return 0
	}
	const timespecSize = 16
	for _, message := range messages {
		if message.Header.Level == unix.SOL_SOCKET && message.Header.Type == unix.SO_TIMESTAMPNS && len(message.Data) >= timespecSize {
			seconds := int64(binary.NativeEndian.Uint64(message.Data))
			nanoseconds := int64(binary.NativeEndian.Uint64(message.Data[8:]))
			return seconds*int64(time.Second) + nanoseconds
		}
	}
	return 0
}

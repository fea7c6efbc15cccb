// Package seal encrypts outgoing RTP with AES-GCM as SRTP demands (RFC 3711,
// RFC 7714), in place and without an allocation.
//
// Under one key an AES-GCM nonce must never serve two contents: whoever sees
// both learns the difference of the texts and can forge packets. The nonce is
// made of SSRC, rollover counter and sequence number, so a Sealer remembers of
// each stream what it has sealed: a new packet above or inside the window is
// sealed once, the same packet again gives the same octets, another content
// under an old number is refused, and so is everything below the window. A
// stream is remembered as long as the key.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
)

// Overhead is how many octets sealing adds to a packet: the tag.
const Overhead = 16

// Errors of Seal; nothing was sealed.
var (
	// ErrOld is returned for a sequence number so far back that whether it was
	// sealed before is not known.
	ErrOld = errors.New("seal: sequence number below the window")
	// ErrReused is returned for a sequence number that was sealed with another content.
	ErrReused = errors.New("seal: sequence number sealed before with another content")
	// ErrExhausted is returned when a stream has used up the key's 2^48 packets.
	ErrExhausted = errors.New("seal: no packet index left")
	// ErrClosed is returned after Close.
	ErrClosed = errors.New("seal: closed")
	// ErrPacket is returned for what is no RTP packet of the stream, or finds no room.
	ErrPacket = errors.New("seal: not a packet of this stream")
)

// Sealer holds one key. It is not safe for concurrent use: its owner sees to it
// that one goroutine at a time seals.
type Sealer struct {
	aead    cipher.AEAD
	salt    [saltLength]byte
	nonce   [saltLength]byte // a field, so that it need not be allocated
	streams map[uint32]*Stream
}

func newSealer(key, salt []byte) (*Sealer, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	s := &Sealer{aead: aead, streams: make(map[uint32]*Stream)}
	copy(s.salt[:], salt)
	return s, nil
}

// Stream returns the stream of an SSRC, which it makes on the first call.
// window is how many of its newest sequence numbers may be sealed out of order
// or again; it is at least 1 and stays what the first call said.
func (s *Sealer) Stream(ssrc uint32, window int) *Stream {
	st := s.streams[ssrc]
	if st == nil {
		st = &Stream{ssrc: ssrc, tags: make([]uint64, max(window, 1))}
		if s.streams != nil {
			s.streams[ssrc] = st
		}
	}
	return st
}

// Close wipes what can be wiped. Nothing is sealed any more.
func (s *Sealer) Close() {
	s.aead, s.streams = nil, nil
	clear(s.salt[:])
	clear(s.nonce[:])
}

// Positions in the header of an RTP packet (RFC 3550, section 5.1).
const (
	minHeader  = 12
	sequenceAt = 2
	ssrcAt     = 8
)

// Seal seals a packet of st. buf begins with the packet's header, extensions
// included; the sealed payload and the tag are put behind it. payload may lie
// right there in buf or not overlap with buf at all; buf must have room for
// header, payload and Overhead. It returns the length of the sealed packet.
func (s *Sealer) Seal(st *Stream, buf []byte, header int, payload []byte) (int, error) {
	total := header + len(payload) + Overhead
	switch {
	case s.aead == nil:
		return 0, ErrClosed
	case header < minHeader || total > len(buf) || binary.BigEndian.Uint32(buf[ssrcAt:]) != st.ssrc:
		return 0, ErrPacket
	}
	index, err := st.index(binary.BigEndian.Uint16(buf[sequenceAt:]))
	if err != nil {
		return 0, err
	}
	s.makeNonce(st.ssrc, index)
	s.aead.Seal(buf[header:header], s.nonce[:], payload, buf[:header])
	if !st.record(index, binary.BigEndian.Uint64(buf[total-Overhead:])) {
		clear(buf[header:total])
		return 0, ErrReused
	}
	return total, nil
}

// makeNonce sets the nonce of a packet (RFC 7714, section 8.1): two zero
// octets, SSRC, rollover counter and sequence number, masked with the salt.
func (s *Sealer) makeNonce(ssrc uint32, index uint64) {
	binary.BigEndian.PutUint32(s.nonce[0:], ssrc>>16)
	binary.BigEndian.PutUint64(s.nonce[4:], uint64(ssrc)<<48|index)
	for i := range s.nonce {
		s.nonce[i] ^= s.salt[i]
	}
}

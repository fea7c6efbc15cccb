package signaling

import (
	"sync/atomic"

	"giaoban/sfu/transport"

	"github.com/livekit/protocol/livekit"
)

// dataStats counts data packets that a session refused.
type dataStats struct {
	limited atomic.Uint64 // above the rate limit
	refused atomic.Uint64 // malformed, too large or not allowed
}

// receiveData routes a client's data packet on the transport's goroutine, which
// keeps each sender's order. It never waits for a receiver.
func (s *session) receiveData(kind transport.DataKind, label string, data []byte) {
	if !s.data.Allow() {
		if s.stats.limited.Add(1) == 1 {
			s.logger.Warn("client sends data faster than allowed; the excess is dropped")
		}
		return
	}
	if len(data) > s.service.config.Limits.DataPacketBytes {
		s.stats.refused.Add(1)
		return
	}
	var err error
	switch kind {
	case transport.Reliable:
		err = s.participant.SendData(livekit.DataPacket_RELIABLE, data)
	case transport.Lossy:
		err = s.participant.SendData(livekit.DataPacket_LOSSY, data)
	case transport.Other:
		// A channel that the application opened itself carries raw user data.
		err = s.participant.SendPacket(livekit.DataPacket_RELIABLE, &livekit.DataPacket{
			Value: &livekit.DataPacket_User{User: &livekit.UserPacket{Payload: data, Topic: &label}},
		})
	default:
		return
	}
	if err != nil && s.stats.refused.Add(1) == 1 {
		s.logger.Info("data packet refused; further ones are only counted", "error", err)
	}
}

// SendData implements sfu.Member. It never blocks: a slow client loses packets.
func (s *session) SendData(kind livekit.DataPacket_Kind, payload []byte) error {
	channel := transport.Reliable
	if kind == livekit.DataPacket_LOSSY {
		channel = transport.Lossy
	}
	return s.peer(s.primary()).SendData(channel, payload)
}

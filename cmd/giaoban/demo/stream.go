package demo

import (
	"io"
	"sync"

	"github.com/pion/rtp"
)

const (
	// maxPacket is the payload of one RTP packet of the synthetic sites, bytes; the same as a browser's.
	maxPacket = 1150
	// streamQueue holds a key frame at the sites' bitrate; what does not fit is dropped, as a socket would.
	streamQueue = 256
	// audioLevelID is the header extension id of the audio level (RFC 6464) in these streams.
	audioLevelID = 1
)

// stream is one RTP stream made in this process, read by the room as if it came from a network.
type stream struct {
	packets chan []byte
	done    chan struct{}
	once    sync.Once

	// The rest belongs to the one goroutine that writes.
	packetizer rtp.Packetizer
}

func newStream(payloader rtp.Payloader, payloadType uint8, ssrc, clockRate uint32) *stream {
	return &stream{
		packets:    make(chan []byte, streamQueue),
		done:       make(chan struct{}),
		packetizer: rtp.NewPacketizer(maxPacket, payloadType, ssrc, payloader, rtp.NewRandomSequencer(), clockRate),
	}
}

// Read returns the next packet. It returns io.EOF once the stream is closed.
func (s *stream) Read(b []byte) (int, error) {
	select {
	case packet := <-s.packets:
		return copy(b, packet), nil
	case <-s.done:
		return 0, io.EOF
	}
}

// write sends one frame that lasts the given number of clock ticks. level is the loudness in -dBov (RFC 6464), or
// negative for a stream that has none.
func (s *stream) write(frame []byte, ticks uint32, level int) error {
	for _, packet := range s.packetizer.Packetize(frame, ticks) {
		if level >= 0 {
			extension, err := rtp.AudioLevelExtension{Level: uint8(level), Voice: level < silentLevel}.Marshal()
			if err != nil {
				return err
			}
			if err := packet.SetExtension(audioLevelID, extension); err != nil {
				return err
			}
		}
		raw, err := packet.Marshal()
		if err != nil {
			return err
		}
		select {
		case s.packets <- raw:
		default:
		}
	}
	return nil
}

// skip lets the given number of clock ticks pass without a packet.
func (s *stream) skip(ticks uint32) { s.packetizer.SkipSamples(ticks) }

func (s *stream) close() { s.once.Do(func() { close(s.done) }) }

package ingress

import (
	"time"

	"giaoban/sfu/payload"
)

// Stats is what a layer has counted since it started; rates are over the last second.
type Stats struct {
	SSRC uint32
	// Packets and Bytes count received packets that were passed on, header and padding included.
	Packets, Bytes uint64
	// Expected is how many packets the sequence numbers promised; Lost of them
	// have not arrived so far, retransmissions counted as arrived.
	Expected, Lost uint64
	// Recovered counts packets that arrived after they were asked for.
	Recovered uint64
	// Duplicates, Late, PaddingOnly and Restarts count what their names say.
	Duplicates, Late, PaddingOnly, Restarts uint64
	// Dropped packets, by reason.
	DroppedMalformed, DroppedSSRC, DroppedPayloadType, DroppedRid, DroppedOld uint64
	// Undescribed counts packets that were forwarded although their payload
	// descriptor could not be read.
	Undescribed uint64
	// Jitter is the interarrival jitter of RFC 3550, section 6.4.1.
	Jitter time.Duration
	RTT    time.Duration
	// NACKs counts sequence numbers asked for, retries included; Abandoned
	// those given up.
	NACKs, Abandoned uint64
	// KeyFrameRequests counts PLI or FIR sent, KeyFrames key frames received.
	KeyFrameRequests, KeyFrames uint64
	LastKeyFrame                time.Time
	LastPacket                  time.Time
	// Bitrate is in bits per second, header and padding included; Bitrates
	// splits it by spatial and temporal layer (not cumulative).
	Bitrate  uint64
	Bitrates [payload.MaxSpatial][payload.MaxTemporal]uint64
	// FrameRate is in frames per second, of the highest spatial layer; Pictures
	// counts the same frames.
	FrameRate float64
	Pictures  uint64
	// Width and Height are of the largest picture, 0 until known. Sizes has
	// the spatial layers of one stream, SpatialLayers of them.
	Width, Height uint16
	Sizes         [payload.MaxSpatial]payload.Size
	SpatialLayers int
}

// activeFor bridges the second between two frames of a still screen share.
const activeFor = 2 * time.Second

// Active reports whether the stream was being sent just before now.
func (s Stats) Active(now time.Time) bool {
	return !s.LastPacket.IsZero() && now.Sub(s.LastPacket) < activeFor
}

// Package payload reads what a server may know of a media payload without
// decoding it: where frames start and end, which are key frames, and to which
// temporal and spatial layer a packet belongs. It reads the payload
// descriptors of VP8 (RFC 7741), VP9 (RFC 9628), H.264 (RFC 6184) and AV1 (AV1
// RTP specification), the dependency descriptor, RED (RFC 2198) and Opus (RFC
// 6716), and it rewrites the VP8 descriptor.
//
// Every parser takes bytes from the network: malformed input gives an error,
// never a panic. Nothing here allocates per packet.
package payload

import (
	"errors"

	"giaoban/sfu/codec"
)

// Errors of the parsers.
var (
	// ErrShort means that the payload ends within its descriptor.
	ErrShort = errors.New("payload: too short")
	// ErrMalformed means that a field contradicts its specification.
	ErrMalformed = errors.New("payload: malformed")
	// ErrNoStructure means that a dependency descriptor refers to a template
	// structure that has not been received.
	ErrNoStructure = errors.New("payload: no template structure")
)

// Limits of layers that the server tells apart; higher ones are counted into the last.
const (
	MaxSpatial  = 4
	MaxTemporal = 4
)

// Info is what one packet's payload and descriptors tell.
type Info struct {
	// Start and End mark the first and last packet of a frame; with spatial
	// layers in one stream, of a layer's frame.
	Start, End bool
	// Key marks a packet with which a decoder can start: the first of a key
	// frame (of its lowest spatial layer). Later packets of the key frame do
	// not carry it.
	Key bool
	// Temporal and Spatial are the layer ids, 0 when the stream does not tell.
	Temporal, Spatial int8
	// SwitchUp says that a receiver may raise its temporal layer to this
	// packet's with this frame (VP8 Y, VP9 U).
	SwitchUp bool
	// InterPicture says that the frame is predicted from earlier pictures
	// (VP9 P); a spatial layer can be entered where it is false.
	InterPicture bool
	// InterLayer says that the frame is predicted from the spatial layer below
	// in the same picture (VP9 D).
	InterLayer bool
	// Discardable says that no other frame refers to this one (VP8 N, frame
	// marking D).
	Discardable bool
	// Silence marks audio that carries no sound (Opus DTX).
	Silence bool
	// Width and Height are of the largest layer in pixels, 0 when this packet
	// does not tell.
	Width, Height uint16
	// VP8 is set for VP8 streams.
	VP8 VP8
	// PictureID is VP9's, with its width in bits (0, 7 or 15).
	PictureID     uint16
	PictureIDBits uint8
	// Dependency is set when the packet carries a dependency descriptor that
	// could be read.
	Dependency Dependency
}

// Size is a picture size in pixels.
type Size struct {
	Width, Height uint16
}

// Input is one packet as a Parser sees it.
type Input struct {
	Payload []byte
	// Timestamp and Marker are the RTP header's.
	Timestamp uint32
	Marker    bool
	// Late says that a later packet was parsed before; it must not change what
	// later packets refer to.
	Late bool
	// Dependency and FrameMarking are the bytes of these header extensions, nil when absent.
	Dependency   []byte
	FrameMarking []byte
}

// Parser reads the packets of one stream. It keeps what later packets refer to
// (scalability structures, picture sizes) and so belongs to one goroutine.
type Parser struct {
	codec      codec.Type
	dependency DependencyReader
	h264       h264State
	lastTS     uint32
	lastMarker bool
	begun      bool
	sizes      [MaxSpatial]Size
	spatial    int
}

// NewParser returns a parser for streams of a codec. Audio codecs other than
// Opus have nothing to read.
func NewParser(c codec.Type) *Parser {
	return &Parser{codec: c, spatial: 1}
}

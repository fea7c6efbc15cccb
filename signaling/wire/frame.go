// Package wire reads and writes what travels on a signal socket: frames, and
// the parameters with which a client opens one.
package wire

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// ErrMalformed is the error for a frame that is not a signal message.
var ErrMalformed = errors.New("wire: malformed signal message")

// Codec translates between websocket frames and signal messages. Binary frames
// hold protobuf, text frames protojson; after the first text frame from the
// client answers are text too. It is safe for one reader and one writer.
type Codec struct {
	json atomic.Bool
}

// Decode parses one frame from a client. Unknown protobuf and JSON fields are
// ignored, so a message of a newer protocol decodes to a request with a nil
// oneof.
func (c *Codec) Decode(frameType int, data []byte) (*livekit.SignalRequest, error) {
	request := &livekit.SignalRequest{}
	switch frameType {
	case websocket.BinaryMessage:
		c.json.Store(false)
		if err := proto.Unmarshal(data, request); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
	case websocket.TextMessage:
		if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(data, request); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		c.json.Store(true)
	default:
		return nil, ErrMalformed
	}
	return request, nil
}

// Encode returns the frame type and bytes of a message to a client. encoded may
// hold the message's protobuf form if that is known already.
func (c *Codec) Encode(response *livekit.SignalResponse, encoded []byte) (frameType int, data []byte, err error) {
	if c.json.Load() {
		data, err = protojson.Marshal(response)
		return websocket.TextMessage, data, err
	}
	if encoded == nil {
		encoded, err = proto.Marshal(response)
	}
	return websocket.BinaryMessage, encoded, err
}

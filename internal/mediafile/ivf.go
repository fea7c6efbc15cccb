// Package mediafile reads the two plainest media containers, frame by frame and from a pipe as well as from a
// file: IVF for VP8, VP9 and AV1 frames, Ogg for Opus packets (RFC 7845). They feed the synthetic sites of demo
// mode, the load generator and tests; recordings have their own writers.
package mediafile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	ivfHeaderSize      = 32
	ivfFrameHeaderSize = 12
	// maxFrameSize bounds one frame, so that a damaged length cannot ask for gigabytes.
	maxFrameSize = 16 << 20
)

// ErrFormat says that the input is not the container it was opened as, or is damaged.
var ErrFormat = errors.New("not a valid media file")

// IVFReader reads the frames of one IVF stream.
type IVFReader struct {
	// FourCC names the codec: "VP80", "VP90" or "AV01".
	FourCC string
	// Width and Height are the picture's size in pixels.
	Width, Height int

	r     io.Reader
	tick  time.Duration // length of one timestamp unit
	frame []byte
}

// NewIVFReader reads the file header. It returns ErrFormat when r is no IVF stream.
func NewIVFReader(r io.Reader) (*IVFReader, error) {
	var header [ivfHeaderSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, fmt.Errorf("reading the IVF header: %w", err)
	}
	if string(header[:4]) != "DKIF" || binary.LittleEndian.Uint16(header[6:]) != ivfHeaderSize {
		return nil, fmt.Errorf("%w: no IVF signature", ErrFormat)
	}
	rate := binary.LittleEndian.Uint32(header[16:])
	scale := binary.LittleEndian.Uint32(header[20:])
	if rate == 0 || scale == 0 {
		return nil, fmt.Errorf("%w: IVF time base %d/%d", ErrFormat, scale, rate)
	}
	return &IVFReader{
		FourCC: string(header[8:12]),
		Width:  int(binary.LittleEndian.Uint16(header[12:])),
		Height: int(binary.LittleEndian.Uint16(header[14:])),
		r:      r,
		tick:   time.Duration(float64(time.Second) * float64(scale) / float64(rate)),
	}, nil
}

// Next returns the next frame and its time from the start of the stream. The frame is valid until the next call.
// It returns io.EOF at the end, io.ErrUnexpectedEOF when the stream ends inside a frame.
func (v *IVFReader) Next() (frame []byte, at time.Duration, err error) {
	var header [ivfFrameHeaderSize]byte
	if _, err := io.ReadFull(v.r, header[:]); err != nil {
		return nil, 0, err
	}
	size := binary.LittleEndian.Uint32(header[:])
	if size > maxFrameSize {
		return nil, 0, fmt.Errorf("%w: IVF frame of %d bytes", ErrFormat, size)
	}
	if uint32(cap(v.frame)) < size {
		v.frame = make([]byte, size)
	}
	v.frame = v.frame[:size]
	if _, err := io.ReadFull(v.r, v.frame); err != nil {
		return nil, 0, io.ErrUnexpectedEOF
	}
	pts := binary.LittleEndian.Uint64(header[4:])
	return v.frame, time.Duration(pts) * v.tick, nil
}

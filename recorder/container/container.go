// Package container writes frames into files that browsers play, a fragment at a time: WebM for VP8, VP9, AV1 and Opus,
// fragmented MP4 for H.264. What is on the disk up to the end of any fragment is a whole file; Whole finds that end in
// a file whose writer was killed.
package container

import (
	"errors"
	"time"

	"giaoban/recorder/frame"
	"giaoban/sfu/codec"
)

// Sample is a frame with its place in the file.
type Sample struct {
	frame.Frame
	At time.Duration // from the start of the file
}

// Muxer makes the bytes of one file of one track. It belongs to one goroutine.
type Muxer interface {
	// Header returns the beginning of the file, for a track that begins with first, which is a key frame.
	Header(first *frame.Frame) ([]byte, error)
	// Fragment returns samples, in order, as the next part of the file.
	Fragment(samples []Sample) ([]byte, error)
	// Continues reports whether a frame can be in the same file as those before it: a decoder's parameters are in the
	// header.
	Continues(f *frame.Frame) bool
}

// Errors.
var (
	// ErrCodec means that no container holds the codec.
	ErrCodec = errors.New("container: codec that no container holds")
	// ErrHeader means that the first frame lacks what the header needs of it.
	ErrHeader = errors.New("container: the first frame does not say how to decode")
	// ErrDamaged means that not even the header of a file is there.
	ErrDamaged = errors.New("container: no file of ours, or its header is damaged")
)

// New returns a Muxer and the extension of its files.
func New(c codec.Type) (Muxer, string, error) {
	switch c {
	case codec.VP8, codec.VP9, codec.AV1, codec.Opus:
		return &webmMuxer{codec: c}, WebM, nil
	case codec.H264:
		return &mp4Muxer{}, MP4, nil
	}
	return nil, "", ErrCodec
}

// Extensions of files.
const (
	WebM = ".webm"
	MP4  = ".mp4"
)

package synth

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"giaoban/internal/mediafile"

	"github.com/pion/rtp/codecs"
)

// opusFrame is the packet length that files are taken to have; it is what encoders write unless told otherwise.
const opusFrame = 20 * time.Millisecond

// File plays a VP8 file (.ivf) or an Opus file (.ogg, .opus) over and over. Its packets carry no Stamp.
type File struct {
	name      string
	mtu       int
	video     bool
	interval  time.Duration
	timestamp uint32
	payloader codecs.VP8Payloader
	packets   []Packet
	next      func() ([]byte, error)
	file      *os.File
}

// OpenFile opens name by its extension. mtu is the largest payload of a video packet in bytes.
func OpenFile(name string, mtu int) (*File, error) {
	f := &File{name: name, mtu: mtu, payloader: codecs.VP8Payloader{EnablePictureID: true}}
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".ivf":
		f.video = true
	case ".ogg", ".opus":
	default:
		return nil, fmt.Errorf("%s: the file must be .ivf (VP8) or .ogg or .opus (Opus), not %q", name, ext)
	}
	if err := f.rewind(); err != nil {
		return nil, err
	}
	if !f.video {
		f.interval = opusFrame
		return f, nil
	}
	if err := f.measureInterval(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, f.rewind()
}

// Video says whether the file holds video; it holds audio otherwise.
func (f *File) Video() bool { return f.video }

// Interval implements Source.
func (f *File) Interval() time.Duration { return f.interval }

// Close closes the file.
func (f *File) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// Next implements Source. A key frame comes when the file has one.
func (f *File) Next(bool) ([]Packet, error) {
	frame, err := f.next()
	if errors.Is(err, io.EOF) {
		if err = f.rewind(); err == nil {
			frame, err = f.next()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", f.name, err)
	}
	f.packets = f.packets[:0]
	clock := uint64(audioClock)
	if f.video {
		clock = videoClock
		parts := f.payloader.Payload(uint16(f.mtu), frame)
		for i, part := range parts {
			f.packets = append(f.packets, Packet{Payload: part, Timestamp: f.timestamp, Marker: i == len(parts)-1, StampAt: -1})
		}
	} else {
		f.packets = append(f.packets, Packet{Payload: frame, Timestamp: f.timestamp, StampAt: -1})
	}
	f.timestamp += uint32(uint64(f.interval) * clock / uint64(time.Second))
	return f.packets, nil
}

func (f *File) rewind() error {
	if err := f.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return err
	}
	file, err := os.Open(f.name)
	if err != nil {
		return err
	}
	f.file = file
	if !f.video {
		reader, err := mediafile.NewOggReader(file)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		f.next = reader.Next
		return nil
	}
	reader, err := mediafile.NewIVFReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	if reader.FourCC != "VP80" {
		return fmt.Errorf("%s: the codec must be VP8, not %q", f.name, reader.FourCC)
	}
	f.next = func() ([]byte, error) {
		frame, _, err := reader.Next()
		return frame, err
	}
	return nil
}

// measureInterval takes the time between the first two frames as the time between all.
func (f *File) measureInterval() error {
	reader, err := mediafile.NewIVFReader(io.NewSectionReader(f.file, 0, 1<<40))
	if err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	var at [2]time.Duration
	for i := range at {
		if _, at[i], err = reader.Next(); err != nil {
			return fmt.Errorf("%s: the file must have two frames or more: %w", f.name, err)
		}
	}
	if f.interval = at[1] - at[0]; f.interval <= 0 {
		return fmt.Errorf("%s: the frames' times do not advance", f.name)
	}
	return nil
}

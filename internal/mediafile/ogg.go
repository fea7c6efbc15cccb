package mediafile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

const (
	oggHeaderSize = 27
	// oggContinued is the header-type flag of a page that starts inside a packet (RFC 3533 section 6).
	oggContinued = 0x01
	lacingFull   = 255
)

// OggReader reads the Opus packets of one Ogg stream with a single logical bitstream.
type OggReader struct {
	// Channels is the channel count of the OpusHead packet.
	Channels int
	// PreSkip is the number of 48 kHz samples to drop at the start (RFC 7845 section 4.2).
	PreSkip int

	r       io.Reader
	packets [][]byte // complete packets of the current page not yet handed out
	partial []byte   // a packet that goes on in the next page
}

// NewOggReader reads the OpusHead and OpusTags packets. It returns ErrFormat when r is no Ogg Opus stream.
func NewOggReader(r io.Reader) (*OggReader, error) {
	o := &OggReader{r: r}
	head, err := o.Next()
	if err != nil {
		return nil, fmt.Errorf("reading the Opus header: %w", err)
	}
	if len(head) < 19 || !bytes.HasPrefix(head, []byte("OpusHead")) {
		return nil, fmt.Errorf("%w: no OpusHead packet", ErrFormat)
	}
	o.Channels = int(head[9])
	o.PreSkip = int(binary.LittleEndian.Uint16(head[10:]))
	tags, err := o.Next()
	if err != nil {
		return nil, fmt.Errorf("reading the Opus tags: %w", err)
	}
	if !bytes.HasPrefix(tags, []byte("OpusTags")) {
		return nil, fmt.Errorf("%w: no OpusTags packet", ErrFormat)
	}
	return o, nil
}

// Next returns the next packet, a slice of its own. It returns io.EOF at the end of the stream.
func (o *OggReader) Next() ([]byte, error) {
	for len(o.packets) == 0 {
		if err := o.readPage(); err != nil {
			return nil, err
		}
	}
	packet := o.packets[0]
	o.packets = o.packets[1:]
	return packet, nil
}

// readPage reads one page and splits it into packets by its lacing values (RFC 3533 section 5).
func (o *OggReader) readPage() error {
	var header [oggHeaderSize]byte
	if _, err := io.ReadFull(o.r, header[:]); err != nil {
		return err
	}
	if string(header[:4]) != "OggS" {
		return fmt.Errorf("%w: no Ogg page where one should start", ErrFormat)
	}
	lacing := make([]byte, header[26])
	if _, err := io.ReadFull(o.r, lacing); err != nil {
		return io.ErrUnexpectedEOF
	}
	size := 0
	for _, l := range lacing {
		size += int(l)
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(o.r, body); err != nil {
		return io.ErrUnexpectedEOF
	}
	if header[5]&oggContinued == 0 {
		o.partial = nil
	}
	start, end := 0, 0
	for _, l := range lacing {
		end += int(l)
		if l == lacingFull {
			continue
		}
		o.packets = append(o.packets, append(o.partial, body[start:end]...))
		o.partial, start = nil, end
	}
	if start < end {
		if len(o.partial)+end-start > maxFrameSize {
			return fmt.Errorf("%w: Ogg packet over %d bytes", ErrFormat, maxFrameSize)
		}
		o.partial = append(o.partial, body[start:end]...)
	}
	return nil
}

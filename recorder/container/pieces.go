package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/abema/go-mp4"
)

// Piece is one fragment in a file.
type Piece struct {
	At     time.Duration // of its first sample, from the start of the file
	Offset int64
	Bytes  int64
	Key    bool // something in it is decoded without what is before it
}

// Pieces finds the fragments of a file of ours one after the other, reading no more of it than their heads.
type Pieces struct {
	r         io.ReaderAt
	size, at  int64
	mp4       bool
	header    int64
	parameter string
}

// NewPieces reads the header of a file of so many bytes. Errors: ErrDamaged, and those of reading.
func NewPieces(r io.ReaderAt, size int64, name string) (*Pieces, error) {
	p := &Pieces{r: r, size: size, mp4: strings.HasSuffix(name, MP4)}
	var err error
	if p.mp4 {
		err = p.headMP4()
	} else {
		err = p.headWebM()
	}
	p.at = p.header
	return p, err
}

// Header is how many bytes are before the first fragment: what a decoder is set up with.
func (p *Pieces) Header() int64 { return p.header }

// Parameter is the codec as browsers name it, where the header alone tells it (RFC 6381): "avc1.42e01f"; "" for others.
func (p *Pieces) Parameter() string { return p.parameter }

// Next returns the next fragment: io.EOF behind the last whole one.
func (p *Pieces) Next() (Piece, error) {
	if p.mp4 {
		return p.nextMP4()
	}
	return p.nextWebM()
}

func (p *Pieces) headWebM() error {
	id, length, data, err := element(p.r, 0)
	if err != nil || id != idEBML || length < 0 {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	id, _, at, err := element(p.r, data+length)
	if err != nil || id != idSegment {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	for at < p.size {
		id, length, data, err := element(p.r, at)
		if err != nil || length < 0 || data+length > p.size {
			break
		}
		at = data + length
		if id == idTracks {
			p.header = at
			return nil
		}
	}
	return ErrDamaged
}

func (p *Pieces) nextWebM() (Piece, error) {
	if p.at >= p.size {
		return Piece{}, io.EOF
	}
	id, length, data, err := element(p.r, p.at)
	if errors.Is(err, ErrDamaged) || err == nil && (id != idCluster || length < 0 || data+length > p.size) {
		return Piece{}, io.EOF
	}
	if err != nil {
		return Piece{}, err
	}
	piece := Piece{Offset: p.at, Bytes: data + length - p.at}
	p.at = data + length
	var ticks uint64
	for at := data; at < p.at && !piece.Key; {
		id, length, body, err := element(p.r, at)
		if err != nil || length < 0 || body+length > p.at {
			return Piece{}, io.EOF
		}
		switch {
		case id == idTimecode && length <= 8:
			value := make([]byte, length)
			if _, err := p.r.ReadAt(value, body); err != nil {
				return Piece{}, err
			}
			for _, b := range value {
				ticks = ticks<<8 | uint64(b)
			}
		case id == idSimpleBlock && length >= 4:
			var head [4]byte // the track, its time in the cluster, flags (RFC 9559, section 10.2)
			if _, err := p.r.ReadAt(head[:], body); err != nil {
				return Piece{}, err
			}
			piece.Key = head[3]&0x80 != 0
		}
		at = body + length
	}
	piece.At = time.Duration(ticks&math.MaxUint32) * tick
	return piece, nil
}

// box reads the head of a box (ISO/IEC 14496-12, section 4.2).
func (p *Pieces) box(at int64) (kind string, length int64, err error) {
	if at+8 > p.size {
		return "", 0, io.EOF
	}
	var head [8]byte
	if _, err := p.r.ReadAt(head[:], at); err != nil {
		return "", 0, err
	}
	length = int64(binary.BigEndian.Uint32(head[:]))
	if length < 8 || at+length > p.size {
		return "", 0, io.EOF
	}
	return string(head[4:]), length, nil
}

// maxHead bounds what is read of one moov or moof.
const maxHead = 4 << 20

func (p *Pieces) read(at, length int64) ([]byte, error) {
	if length > maxHead {
		return nil, ErrDamaged
	}
	data := make([]byte, length)
	_, err := p.r.ReadAt(data, at)
	return data, err
}

func (p *Pieces) headMP4() error {
	for at := int64(0); ; {
		kind, length, err := p.box(at)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if kind != "moov" {
			at += length
			continue
		}
		data, err := p.read(at, length)
		if err != nil {
			return err
		}
		path := mp4.BoxPath{mp4.BoxTypeMoov(), mp4.BoxTypeTrak(), mp4.BoxTypeMdia(), mp4.BoxTypeMinf(), mp4.BoxTypeStbl(), mp4.BoxTypeStsd(), mp4.StrToBoxType("avc1"), mp4.BoxTypeAvcC()}
		found, err := mp4.ExtractBoxWithPayload(bytes.NewReader(data), nil, path)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		for _, one := range found {
			if avc, ok := one.Payload.(*mp4.AVCDecoderConfiguration); ok {
				p.parameter = fmt.Sprintf("avc1.%02x%02x%02x", avc.Profile, avc.ProfileCompatibility, avc.Level)
			}
		}
		p.header = at + length
		return nil
	}
}

const notSync = 1 << 16 // of a sample's flags (ISO/IEC 14496-12, section 8.8.3.1)

func (p *Pieces) nextMP4() (Piece, error) {
	piece := Piece{Offset: p.at, Bytes: -1}
	for at := p.at; ; {
		kind, length, err := p.box(at)
		if err != nil {
			return Piece{}, err
		}
		at += length
		switch kind {
		case "moof":
			data, err := p.read(at-length, length)
			if err != nil {
				return Piece{}, err
			}
			if err := readMoof(data, &piece); err != nil {
				return Piece{}, io.EOF
			}
			piece.Bytes = 0
		case "mdat":
			if piece.Bytes < 0 {
				return Piece{}, io.EOF
			}
			piece.Bytes = at - piece.Offset
			p.at = at
			return piece, nil
		}
	}
}

func readMoof(data []byte, piece *Piece) error {
	traf := mp4.BoxPath{mp4.BoxTypeMoof(), mp4.BoxTypeTraf()}
	boxes, err := mp4.ExtractBoxesWithPayload(bytes.NewReader(data), nil, []mp4.BoxPath{
		append(traf[:2:2], mp4.BoxTypeTfdt()), append(traf[:2:2], mp4.BoxTypeTrun()),
	})
	if err != nil {
		return err
	}
	for _, box := range boxes {
		switch b := box.Payload.(type) {
		case *mp4.Tfdt:
			ticks := b.GetBaseMediaDecodeTime()
			piece.At = time.Duration(ticks/mp4Rate)*time.Second + time.Duration(ticks%mp4Rate)*time.Second/mp4Rate
		case *mp4.Trun:
			flagged := b.CheckFlag(0x400) // without, all are what the header's default says: pictures of their own
			for _, sample := range b.Entries {
				piece.Key = piece.Key || !flagged || sample.SampleFlags&notSync == 0
			}
		}
	}
	return nil
}

// From goes on at an offset where a fragment begins.
func (p *Pieces) From(offset int64) { p.at = offset }

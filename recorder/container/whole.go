package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/bluenviron/mediacommon/v2/pkg/formats/fmp4"
)

// Whole returns how many bytes of a file of ours are whole, its header and all fragments that were written to their end, and
// where in the file the last frame of these is; negative when there is none. Errors: ErrDamaged, and those of reading.
func Whole(r io.ReaderAt, size int64, name string) (whole int64, last time.Duration, err error) {
	find, lastOf := wholeWebM, lastOfCluster
	if strings.HasSuffix(name, MP4) {
		find, lastOf = wholeMP4, lastOfPart
	}
	whole, fragment, err := find(r, size)
	if err != nil || fragment == whole {
		return whole, -1, err
	}
	data := make([]byte, min(whole-fragment, maxFragment))
	if _, err := r.ReadAt(data, fragment); err != nil {
		return 0, 0, err
	}
	return whole, lastOf(data), nil
}

// maxFragment bounds what is read into memory to find the last frame: a second of any stream.
const maxFragment = 64 << 20

// Elements of Matroska (RFC 9559).
const (
	idEBML    = 0x1A45DFA3
	idSegment = 0x18538067
	idCluster = 0x1F43B675
	idInfo    = 0x1549A966
	idTracks  = 0x1654AE6B

	idTimecode    = 0xE7
	idSimpleBlock = 0xA3
)

// element reads the head of an EBML element (RFC 8794, section 5): its id, its size (-1: unknown) and where its data begin.
func element(r io.ReaderAt, at int64) (id uint32, size, data int64, err error) {
	var head [12]byte
	n, err := r.ReadAt(head[:], at)
	if n == 0 {
		return 0, 0, 0, err
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, 0, 0, err
	}
	b := head[:n]
	width := vintWidth(b[0])
	if width > 4 || len(b) < width+1 {
		return 0, 0, 0, ErrDamaged
	}
	for _, c := range b[:width] {
		id = id<<8 | uint32(c)
	}
	b = b[width:]
	sizeWidth := vintWidth(b[0])
	if sizeWidth > 8 || len(b) < sizeWidth {
		return 0, 0, 0, ErrDamaged
	}
	value := uint64(b[0]) & (1<<(8-sizeWidth) - 1)
	for _, c := range b[1:sizeWidth] {
		value = value<<8 | uint64(c)
	}
	size = int64(value)
	if value == 1<<(7*sizeWidth)-1 {
		size = -1
	}
	return id, size, at + int64(width+sizeWidth), nil
}

func vintWidth(b byte) int {
	width := 1
	for mask := byte(0x80); mask != 0 && b&mask == 0; mask >>= 1 {
		width++
	}
	return width
}

// wholeWebM also returns where the last whole cluster begins; whole when there is none.
func wholeWebM(r io.ReaderAt, size int64) (whole, fragment int64, err error) {
	id, length, data, err := element(r, 0)
	if err != nil || id != idEBML || length < 0 {
		return 0, 0, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	id, _, at, err := element(r, data+length)
	if err != nil || id != idSegment {
		return 0, 0, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	tracks, start := false, int64(0)
	for at < size {
		id, length, data, err := element(r, at)
		if errors.Is(err, ErrDamaged) || errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, 0, err
		}
		if length < 0 || data+length > size || id != idCluster && id != idInfo && id != idTracks {
			break
		}
		start, at = at, data+length
		tracks = tracks || id == idTracks
		if tracks {
			whole, fragment = at, at
		}
		if tracks && id == idCluster {
			fragment = start
		}
	}
	if !tracks {
		return 0, 0, ErrDamaged
	}
	return whole, fragment, nil
}

// lastOfCluster returns the time of a cluster's last block.
func lastOfCluster(data []byte) time.Duration {
	r := bytes.NewReader(data)
	_, _, at, err := element(r, 0)
	var base, last int64
	for err == nil && at < int64(len(data)) {
		var id uint32
		var length, body int64
		id, length, body, err = element(r, at)
		if err != nil || length < 0 || body+length > int64(len(data)) {
			break
		}
		value := data[body : body+length]
		switch {
		case id == idTimecode:
			base = 0
			for _, b := range value {
				base = base<<8 | int64(b)
			}
			last = base
		case id == idSimpleBlock && len(value) >= 3:
			last = base + int64(int16(binary.BigEndian.Uint16(value[1:])))
		}
		at = body + length
	}
	return time.Duration(last) * tick
}

// lastOfPart returns the time of the last sample in a pair of moof and mdat.
func lastOfPart(data []byte) time.Duration {
	var parts fmp4.Parts
	if err := parts.Unmarshal(data); err != nil {
		return 0
	}
	var last uint64
	for _, part := range parts {
		for _, track := range part.Tracks {
			at := track.BaseTime
			for _, sample := range track.Samples {
				last = at
				at += uint64(sample.Duration)
			}
		}
	}
	return time.Duration(last/mp4Rate)*time.Second + time.Duration(last%mp4Rate)*time.Second/mp4Rate
}

// wholeMP4 also returns where the last whole fragment begins; whole when there is none.
func wholeMP4(r io.ReaderAt, size int64) (whole, fragment int64, err error) {
	var at, start int64
	moov, moof := false, false
	for at+8 <= size {
		var head [8]byte
		if _, err := r.ReadAt(head[:], at); err != nil {
			return 0, 0, err
		}
		length, kind := int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
		if length < 8 || at+length > size {
			break
		}
		switch kind {
		case "moov":
			moov, whole, fragment = true, at+length, at+length
		case "moof":
			moof, start = true, at
		case "mdat":
			if moov && moof {
				whole, fragment = at+length, start
			}
			moof = false
		}
		at += length
	}
	if !moov {
		return 0, 0, ErrDamaged
	}
	return whole, fragment, nil
}

package container

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"

	"giaoban/recorder/frame"
	"giaoban/sfu/codec"
)

const (
	opusRate     = 48000
	opusPreRoll  = 80 * time.Millisecond // RFC 7845, section 4.6: what a decoder needs to converge
	typeVideo    = 1
	typeAudio    = 2
	trackNumber  = 1
	tick         = time.Millisecond
	clusterLimit = math.MaxInt16 * tick // a block's time is 16 bits from its cluster's
)

// webmMuxer writes WebM of one track: a segment without a length, then clusters with one.
type webmMuxer struct {
	codec  codec.Type
	header []byte // AV1's sequence header
}

// Header implements Muxer.
func (m *webmMuxer) Header(first *frame.Frame) ([]byte, error) {
	track := webm.TrackEntry{TrackNumber: trackNumber, TrackUID: trackNumber}
	if m.codec == codec.Opus {
		track.TrackType, track.CodecID = typeAudio, "A_OPUS"
		channels := opusChannels(first.Data)
		track.CodecPrivate = opusHead(channels)
		track.SeekPreRoll = uint64(opusPreRoll)
		track.Audio = &webm.Audio{SamplingFrequency: opusRate, Channels: uint64(channels)}
	} else {
		if first.Width == 0 || first.Height == 0 {
			return nil, fmt.Errorf("%w: no size", ErrHeader)
		}
		track.TrackType = typeVideo
		track.CodecID = map[codec.Type]string{codec.VP8: "V_VP8", codec.VP9: "V_VP9", codec.AV1: "V_AV1"}[m.codec]
		track.Video = &webm.Video{PixelWidth: uint64(first.Width), PixelHeight: uint64(first.Height)}
	}
	if m.codec == codec.AV1 {
		m.header = sequenceHeader(first.Data)
		private, err := av1Configuration(m.header)
		if err != nil {
			return nil, err
		}
		track.CodecPrivate = private
	}
	var out bytes.Buffer
	err := ebml.Marshal(&struct {
		Header  webm.EBMLHeader    `ebml:"EBML"`
		Segment webm.SegmentStream `ebml:"Segment,size=unknown"`
	}{
		Header: webm.EBMLHeader{
			EBMLVersion: 1, EBMLReadVersion: 1, EBMLMaxIDLength: 4, EBMLMaxSizeLength: 8, DocType: "webm", DocTypeVersion: 4, DocTypeReadVersion: 2,
		},
		Segment: webm.SegmentStream{
			Info:   webm.Info{TimecodeScale: uint64(tick), MuxingApp: "GiaoBan", WritingApp: "GiaoBan"},
			Tracks: webm.Tracks{TrackEntry: []webm.TrackEntry{track}},
		},
	}, &out)
	return out.Bytes(), err
}

// Continues implements Muxer: only AV1's header holds parameters; the others have all in their key frames.
func (m *webmMuxer) Continues(f *frame.Frame) bool {
	if m.codec != codec.AV1 || !f.Key {
		return true
	}
	header := sequenceHeader(f.Data)
	return header == nil || bytes.Equal(header, m.header)
}

// Fragment implements Muxer.
func (m *webmMuxer) Fragment(samples []Sample) ([]byte, error) {
	var out bytes.Buffer
	for len(samples) > 0 {
		base := samples[0].At.Truncate(tick)
		n := 1
		for n < len(samples) && samples[n].At-base < clusterLimit {
			n++
		}
		cluster := webm.Cluster{Timecode: uint64(base / tick), SimpleBlock: make([]ebml.Block, n)}
		for i := range n {
			s := &samples[i]
			cluster.SimpleBlock[i] = ebml.Block{
				TrackNumber: trackNumber, Timecode: int16((s.At - base) / tick), Keyframe: s.Key, Data: [][]byte{s.Data},
			}
		}
		if err := ebml.Marshal(&struct {
			Cluster webm.Cluster `ebml:"Cluster"`
		}{cluster}, &out); err != nil {
			return nil, err
		}
		samples = samples[n:]
	}
	return out.Bytes(), nil
}

// opusChannels reads the stereo bit of the first packet (RFC 6716, section 3.1).
func opusChannels(packet []byte) int {
	if len(packet) > 0 && packet[0]&0x04 != 0 {
		return 2
	}
	return 1
}

// opusHead is the identification header (RFC 7845, section 5.1).
func opusHead(channels int) []byte {
	head := append([]byte("OpusHead"), 1, byte(channels))
	head = binary.LittleEndian.AppendUint16(head, 0) // pre-skip: we enter in the middle
	head = binary.LittleEndian.AppendUint32(head, opusRate)
	return append(head, 0, 0, 0) // gain, mapping family
}

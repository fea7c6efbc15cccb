package container

import (
	"bytes"
	"fmt"
	"time"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h264"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/fmp4"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/fmp4/seekablebuffer"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/mp4/codecs"

	"giaoban/recorder/frame"
)

const (
	mp4Rate = 90000
	// usual is how long the last picture of a fragment is shown when nothing tells.
	usual = time.Second / 30
)

// mp4Muxer writes fragmented MP4 (ISO/IEC 14496-12, section 8.8) of one track of H.264.
type mp4Muxer struct {
	sps, pps []byte
	sequence uint32
}

// parameters returns the last parameter sets of an access unit, and the unit without them and without delimiters.
func parameters(data []byte) (sps, pps []byte, rest [][]byte, err error) {
	var unit h264.AVCC
	if err := unit.Unmarshal(data); err != nil {
		return nil, nil, nil, err
	}
	for _, nal := range unit {
		if len(nal) == 0 {
			continue
		}
		switch h264.NALUType(nal[0] & 0x1f) {
		case h264.NALUTypeSPS:
			sps = nal
		case h264.NALUTypePPS:
			pps = nal
		case h264.NALUTypeAccessUnitDelimiter:
		default:
			rest = append(rest, nal)
		}
	}
	return sps, pps, rest, nil
}

// Header implements Muxer.
func (m *mp4Muxer) Header(first *frame.Frame) ([]byte, error) {
	sps, pps, _, err := parameters(first.Data)
	if err != nil || sps == nil || pps == nil {
		return nil, fmt.Errorf("%w: no parameter sets: %w", ErrHeader, err)
	}
	m.sps, m.pps = bytes.Clone(sps), bytes.Clone(pps)
	var out seekablebuffer.Buffer
	header := fmp4.Init{Tracks: []*fmp4.InitTrack{{ID: trackNumber, TimeScale: mp4Rate, Codec: &codecs.H264{SPS: m.sps, PPS: m.pps}}}}
	if err := header.Marshal(&out); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	return out.Bytes(), nil
}

// Continues implements Muxer: the parameter sets are in the header.
func (m *mp4Muxer) Continues(f *frame.Frame) bool {
	if !f.Key {
		return true
	}
	sps, pps, _, err := parameters(f.Data)
	return err == nil && (sps == nil || bytes.Equal(sps, m.sps)) && (pps == nil || bytes.Equal(pps, m.pps))
}

// Fragment implements Muxer.
func (m *mp4Muxer) Fragment(samples []Sample) ([]byte, error) {
	track := &fmp4.PartTrack{ID: trackNumber, BaseTime: mp4Ticks(samples[0].At)}
	for i := range samples {
		_, _, rest, err := parameters(samples[i].Data)
		if err != nil {
			return nil, err
		}
		if len(rest) == 0 {
			continue
		}
		length := usual
		if i+1 < len(samples) {
			length = samples[i+1].At - samples[i].At
		}
		sample := &fmp4.Sample{}
		if err := sample.FillH264(0, rest); err != nil {
			return nil, err
		}
		sample.Duration, sample.IsNonSyncSample = uint32(mp4Ticks(length)), !samples[i].Key
		track.Samples = append(track.Samples, sample)
	}
	var out seekablebuffer.Buffer
	part := fmp4.Part{SequenceNumber: m.sequence, Tracks: []*fmp4.PartTrack{track}}
	m.sequence++
	err := part.Marshal(&out)
	return out.Bytes(), err
}

func mp4Ticks(d time.Duration) uint64 {
	return uint64(d/time.Second)*mp4Rate + uint64(d%time.Second)*mp4Rate/uint64(time.Second)
}

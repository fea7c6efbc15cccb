package container

import (
	"fmt"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/av1"
)

const obuSequenceHeader = 1

// sequenceHeader returns the sequence header of a temporal unit with its OBU header and without a size, nil when it has none.
func sequenceHeader(unit []byte) []byte {
	var obus av1.Bitstream
	if err := obus.Unmarshal(unit); err != nil {
		return nil
	}
	for _, obu := range obus {
		if len(obu) > 0 && obu[0]>>3&0x0f == obuSequenceHeader {
			return obu
		}
	}
	return nil
}

// av1Configuration is the av1C record (AV1 codec ISO media file format binding, section 2.3).
func av1Configuration(header []byte) ([]byte, error) {
	var sequence av1.SequenceHeader
	if header == nil {
		return nil, fmt.Errorf("%w: no sequence header", ErrHeader)
	}
	if err := sequence.Unmarshal(header); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	config, err := av1.Bitstream{header}.Marshal()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	bit := func(set bool, shift int) byte {
		if set {
			return 1 << shift
		}
		return 0
	}
	var level byte
	if len(sequence.SeqLevelIdx) > 0 {
		level = sequence.SeqLevelIdx[0]
	}
	var tier byte
	if len(sequence.SeqTier) > 0 {
		tier = bit(sequence.SeqTier[0], 7)
	}
	c := &sequence.ColorConfig
	record := []byte{
		0x81, // marker and version
		sequence.SeqProfile<<5 | level&0x1f,
		tier | bit(c.HighBitDepth, 6) | bit(c.TwelveBit, 5) | bit(c.MonoChrome, 4) | bit(c.SubsamplingX, 3) | bit(c.SubsamplingY, 2) | byte(c.ChromaSamplePosition)&3,
		0, // no initial presentation delay
	}
	return append(record, config...), nil
}

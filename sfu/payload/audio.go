package payload

// SplitRED returns the primary encoding of a RED payload and its payload type
// (RFC 2198, section 3). The result aliases payload.
func SplitRED(payload []byte) (primary []byte, payloadType uint8, err error) {
	at, redundant := 0, 0
	for {
		if at >= len(payload) {
			return nil, 0, ErrShort
		}
		if payload[at]&0x80 == 0 {
			break
		}
		if at+4 > len(payload) {
			return nil, 0, ErrShort
		}
		redundant += int(payload[at+2]&0x03)<<8 | int(payload[at+3])
		at += 4
	}
	payloadType = payload[at] & 0x7f
	at++
	if at+redundant > len(payload) {
		return nil, 0, ErrShort
	}
	return payload[at+redundant:], payloadType, nil
}

// OpusDTX reports whether an Opus packet stands for silence: a TOC byte with
// at most one byte of data is a frame that was not sent (RFC 6716, section
// 3.1, and 2.1.9).
func OpusDTX(payload []byte) bool { return len(payload) <= 2 }

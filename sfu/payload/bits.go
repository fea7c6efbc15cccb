package payload

// bits reads big-endian bit fields. Past the end it returns zeros and
// remembers, so that a parser checks once.
type bits struct {
	data  []byte
	at    int // in bits
	short bool
}

// read returns the next n bits, n at most 32.
func (b *bits) read(n int) uint32 {
	if b.at+n > len(b.data)*8 {
		b.short, b.at = true, len(b.data)*8
		return 0
	}
	var v uint32
	for n > 0 {
		left := 8 - b.at&7
		take := min(left, n)
		chunk := b.data[b.at>>3] >> (left - take) & (1<<take - 1)
		v = v<<take | uint32(chunk)
		b.at += take
		n -= take
	}
	return v
}

func (b *bits) flag() bool { return b.read(1) == 1 }

func (b *bits) skip(n int) {
	if b.at+n > len(b.data)*8 {
		b.short, b.at = true, len(b.data)*8
		return
	}
	b.at += n
}

// nonSymmetric reads a value below n (AV1 RTP specification, appendix A.3.2; n at least 1).
func (b *bits) nonSymmetric(n uint32) uint32 {
	w := 0
	for x := n; x != 0; x >>= 1 {
		w++
	}
	m := uint32(1)<<w - n
	v := b.read(w - 1)
	if v < m {
		return v
	}
	return v<<1 - m + b.read(1)
}

// expGolomb reads ue(v) of H.264 (section 9.1), the same code as uvlc() of AV1.
func (b *bits) expGolomb() uint32 {
	zeros := 0
	for !b.flag() {
		zeros++
		if b.short || zeros > 31 {
			b.short = true
			return 0
		}
	}
	return 1<<zeros - 1 + b.read(zeros)
}

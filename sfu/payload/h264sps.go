package payload

// spsSize returns the picture size that a sequence parameter set gives (H.264,
// sections 7.3.2.1 and 7.4.2.1), the zero Size when it cannot be read. nal
// includes the NAL header.
func spsSize(nal []byte) Size {
	var unescaped [256]byte
	b := bits{data: unescape(unescaped[:], nal[1:])}
	profile := b.read(8)
	b.skip(16) // constraint flags, level
	b.expGolomb()
	chroma := uint32(1)
	if hasChroma(profile) {
		chroma = spsChroma(&b)
	}
	b.expGolomb() // log2_max_frame_num
	spsOrderCount(&b)
	b.expGolomb() // max_num_ref_frames
	b.skip(1)
	width := 16 * (b.expGolomb() + 1)
	mapUnits := b.expGolomb() + 1
	frameOnly := b.read(1)
	if frameOnly == 0 {
		b.skip(1)
	}
	height := 16 * mapUnits * (2 - frameOnly)
	b.skip(1)
	if b.flag() {
		// Units of the cropping rectangle (equations 7-19 to 7-22); field
		// coding doubles the vertical one.
		unitX, unitY := uint32(1), 2-frameOnly
		if chroma == 1 || chroma == 2 {
			unitX = 2
		}
		if chroma == 1 {
			unitY *= 2
		}
		width -= unitX * (b.expGolomb() + b.expGolomb())
		height -= unitY * (b.expGolomb() + b.expGolomb())
	}
	if b.short || width == 0 || height == 0 || width > 0xffff || height > 0xffff {
		return Size{}
	}
	return Size{Width: uint16(width), Height: uint16(height)}
}

func hasChroma(profile uint32) bool {
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		return true
	}
	return false
}

// spsChroma reads the chroma and scaling fields of the high profiles and
// returns ChromaArrayType.
func spsChroma(b *bits) uint32 {
	chroma := b.expGolomb()
	lists := 8
	separate := false
	if chroma == 3 {
		lists = 12
		separate = b.flag()
	}
	b.expGolomb()
	b.expGolomb()
	b.skip(1)
	if b.flag() {
		for i := 0; i < lists && !b.short; i++ {
			if b.flag() {
				n := 16
				if i >= 6 {
					n = 64
				}
				skipScalingList(b, n)
			}
		}
	}
	if separate {
		return 0
	}
	return chroma
}

// skipScalingList reads one scaling list (section 7.3.2.1.1.1).
func skipScalingList(b *bits, n int) {
	last, next := int32(8), int32(8)
	for i := 0; i < n && !b.short; i++ {
		if next != 0 {
			next = (last + signed(b.expGolomb()) + 256) & 0xff
		}
		if next != 0 {
			last = next
		}
	}
}

// signed maps ue(v) to se(v) (section 9.1.1).
func signed(v uint32) int32 {
	if v&1 == 1 {
		return int32(v>>1) + 1
	}
	return -int32(v >> 1)
}

func spsOrderCount(b *bits) {
	switch b.expGolomb() {
	case 0:
		b.expGolomb()
	case 1:
		b.skip(1)
		b.expGolomb()
		b.expGolomb()
		for n := b.expGolomb(); n > 0 && !b.short; n-- {
			b.expGolomb()
		}
	}
}

// unescape copies a NAL unit into dst without its emulation prevention bytes,
// as far as dst reaches.
func unescape(dst, nal []byte) []byte {
	n, zeros := 0, 0
	for _, c := range nal {
		if zeros >= 2 && c == 3 {
			zeros = 0
			continue
		}
		if n == len(dst) {
			break
		}
		dst[n] = c
		n++
		if c == 0 {
			zeros++
		} else {
			zeros = 0
		}
	}
	return dst[:n]
}

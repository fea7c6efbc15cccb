package payload

// av1Size returns the largest picture size of a sequence header (AV1 bitstream
// specification, section 5.5.1), the zero Size when it cannot be read.
func av1Size(header []byte) Size {
	b := bits{data: header}
	b.skip(4) // seq_profile, still_picture
	if b.flag() {
		b.skip(5) // reduced_still_picture_header: seq_level_idx
	} else {
		av1OperatingPoints(&b)
	}
	widthBits, heightBits := int(b.read(4))+1, int(b.read(4))+1
	width, height := b.read(widthBits)+1, b.read(heightBits)+1
	if b.short || width > 0xffff || height > 0xffff {
		return Size{}
	}
	return Size{Width: uint16(width), Height: uint16(height)}
}

// av1OperatingPoints passes over timing, decoder model and operating points.
func av1OperatingPoints(b *bits) {
	delayBits := 0
	if b.flag() { // timing_info_present_flag
		b.skip(64)
		if b.flag() { // equal_picture_interval
			b.expGolomb()
		}
		if b.flag() { // decoder_model_info_present_flag
			delayBits = int(b.read(5)) + 1
			b.skip(42)
		}
	}
	displayDelay := b.flag()
	for n := int(b.read(5)) + 1; n > 0 && !b.short; n-- {
		b.skip(12)
		if b.read(5) > 7 {
			b.skip(1) // seq_tier
		}
		if delayBits > 0 && b.flag() {
			b.skip(2*delayBits + 1)
		}
		if displayDelay && b.flag() {
			b.skip(4)
		}
	}
}

package payload

import "giaoban/sfu/codec"

// Parse reads one packet into info, which is cleared first. When it returns an
// error info still holds what could be told: at least Start and End, guessed
// from timestamp and marker.
func (p *Parser) Parse(in *Input, info *Info) error {
	*info = Info{}
	info.Start, info.End = p.frameEdge(in), in.Marker
	var dependencyErr error
	if in.Dependency != nil {
		dependencyErr = p.dependency.Read(in.Dependency, in.Late, &info.Dependency)
	}
	if err := p.parseCodec(in, info); err != nil {
		return err
	}
	return dependencyErr
}

func (p *Parser) parseCodec(in *Input, info *Info) error {
	switch p.codec {
	case codec.VP8:
		return p.parseVP8(in, info)
	case codec.VP9:
		return p.parseVP9(in, info)
	case codec.H264:
		return p.parseH264(in, info)
	case codec.AV1:
		return p.parseAV1(in, info)
	case codec.Opus:
		info.wholeFrame()
		info.Silence = OpusDTX(in.Payload)
	case codec.RED:
		info.wholeFrame()
		primary, _, err := SplitRED(in.Payload)
		if err != nil {
			return err
		}
		info.Silence = OpusDTX(primary)
	case codec.PCMU, codec.PCMA:
		info.wholeFrame()
	}
	return nil
}

// wholeFrame marks a packet of audio: each is a frame that a decoder can start with.
func (info *Info) wholeFrame() { info.Start, info.End, info.Key = true, true, true }

// frameEdge reports whether a packet is the first of a frame by the RTP header
// alone, as far as packets come in order.
func (p *Parser) frameEdge(in *Input) bool {
	if in.Late {
		return false
	}
	first := !p.begun || p.lastMarker || in.Timestamp != p.lastTS
	p.begun, p.lastMarker, p.lastTS = true, in.Marker, in.Timestamp
	return first
}

// applyDependency lets the dependency descriptor, where there is one, say what
// the payload of the codec does not.
func (info *Info) applyDependency() {
	d := &info.Dependency
	if !d.Present {
		return
	}
	info.Start, info.End = d.Start, d.End
	info.Spatial, info.Temporal = d.Spatial, d.Temporal
	info.InterPicture = d.NumDiffs > 0
}

// Sizes returns the picture sizes of the spatial layers, lowest first, and how
// many layers the stream has; sizes are zero until they are known.
func (p *Parser) Sizes() (sizes [MaxSpatial]Size, layers int) { return p.sizes, p.spatial }

// setSizes keeps the sizes of the spatial layers, lowest first, and tells the
// largest to info. Unknown sizes change nothing.
func (p *Parser) setSizes(info *Info, sizes ...Size) {
	for _, s := range sizes {
		if s.Width == 0 || s.Height == 0 {
			return
		}
	}
	p.sizes = [MaxSpatial]Size{}
	p.spatial = copy(p.sizes[:], sizes)
	if p.spatial > 0 {
		top := sizes[len(sizes)-1]
		info.Width, info.Height = top.Width, top.Height
	}
}

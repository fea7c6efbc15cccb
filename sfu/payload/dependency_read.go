package payload

// Read reads the descriptor of one packet into d. A late packet may refer to
// the structure but does not replace it. ErrNoStructure comes back for a
// descriptor whose structure was lost or has not been sent yet; d then holds
// Start, End and FrameNumber with Present false.
func (r *DependencyReader) Read(raw []byte, late bool, d *Dependency) error {
	*d = Dependency{}
	if len(raw) < 3 {
		return ErrShort
	}
	b := bits{data: raw}
	d.Start, d.End = b.flag(), b.flag()
	template := uint8(b.read(6))
	d.FrameNumber = uint16(b.read(16))

	structure, active := r.structure, r.active
	var custom struct{ indications, diffs, chains bool }
	if len(raw) > 3 {
		hasStructure, hasActive := b.flag(), b.flag()
		custom.indications, custom.diffs, custom.chains = b.flag(), b.flag(), b.flag()
		if hasStructure {
			s, err := readStructure(&b)
			if err != nil {
				return err
			}
			structure, active = s, allTargets(len(s.Targets))
			d.NewStructure = true
		}
		if hasActive {
			if structure == nil {
				return ErrNoStructure
			}
			active = b.read(len(structure.Targets))
		}
	}
	if structure == nil {
		return ErrNoStructure
	}
	index := int(template-structure.TemplateOffset) & 63
	if index >= len(structure.Templates) {
		return ErrMalformed
	}
	t := &structure.Templates[index]
	d.Spatial, d.Temporal = t.Spatial, t.Temporal
	d.Indications, d.Diffs, d.NumDiffs, d.ChainDiffs = t.Indications, t.Diffs, t.NumDiffs, t.ChainDiffs
	if custom.indications {
		d.Indications = readIndications(&b, len(structure.Targets))
	}
	if custom.diffs && !readFrameDiffs(&b, d) {
		return ErrMalformed
	}
	if custom.chains {
		for i := range structure.NumChains {
			d.ChainDiffs[i] = uint8(b.read(8))
		}
	}
	if b.short {
		return ErrShort
	}
	if !late {
		r.structure, r.active = structure, active
	}
	d.Structure, d.ActiveTargets, d.Present = structure, active, true
	return nil
}

// startsKey reports whether the packet is the first of a key frame of the
// lowest spatial layer.
func (d *Dependency) startsKey() bool {
	return d.Present && d.NewStructure && d.Start && d.Spatial == 0 && d.NumDiffs == 0
}

func (s *Structure) spatialLayers() int {
	return int(s.Templates[len(s.Templates)-1].Spatial) + 1
}

func allTargets(n int) uint32 { return uint32(uint64(1)<<n - 1) }

func readIndications(b *bits, targets int) Indications {
	var all Indications
	for i := range targets {
		all |= Indications(b.read(2)) << (2 * i)
	}
	return all
}

// readFrameDiffs reads a frame's own diffs, reporting whether they fit.
func readFrameDiffs(b *bits, d *Dependency) bool {
	d.Diffs, d.NumDiffs = [maxDiffs]uint16{}, 0
	for size := b.read(2); size != 0; size = b.read(2) {
		if int(d.NumDiffs) == maxDiffs {
			return false
		}
		d.Diffs[d.NumDiffs] = uint16(b.read(4*int(size))) + 1
		d.NumDiffs++
	}
	return true
}

// readStructure reads template_dependency_structure (appendix A.8.3).
func readStructure(b *bits) (*Structure, error) {
	s := &Structure{TemplateOffset: uint8(b.read(6))}
	targets := int(b.read(5)) + 1
	if !s.readLayers(b) {
		return nil, ErrMalformed
	}
	for i := range s.Templates {
		s.Templates[i].Indications = readIndications(b, targets)
	}
	for i := range s.Templates {
		if !s.Templates[i].readDiffs(b) {
			return nil, ErrMalformed
		}
	}
	if !s.readChains(b, targets) {
		return nil, ErrMalformed
	}
	s.Targets = make([]Target, targets)
	for i := range s.Targets {
		s.Targets[i] = s.target(i)
	}
	if b.flag() {
		s.Sizes = make([]Size, s.spatialLayers())
		for i := range s.Sizes {
			// A size of 65536 does not fit and means unknown.
			s.Sizes[i] = Size{Width: uint16(b.read(16)) + 1, Height: uint16(b.read(16)) + 1}
		}
	}
	if b.short {
		return nil, ErrShort
	}
	return s, nil
}

func (s *Structure) readLayers(b *bits) bool {
	var at Template
	for {
		if len(s.Templates) == maxTemplates || b.short {
			return false
		}
		s.Templates = append(s.Templates, at)
		switch b.read(2) {
		case 1:
			at.Temporal++
		case 2:
			at.Temporal = 0
			at.Spatial++
		case 3:
			return true
		}
		if at.Temporal > 7 || at.Spatial > 3 {
			return false
		}
	}
}

func (t *Template) readDiffs(b *bits) bool {
	for b.flag() {
		if int(t.NumDiffs) == maxDiffs {
			return false
		}
		t.Diffs[t.NumDiffs] = uint16(b.read(4)) + 1
		t.NumDiffs++
	}
	return true
}

func (s *Structure) readChains(b *bits, targets int) bool {
	s.NumChains = int(b.nonSymmetric(uint32(targets) + 1))
	if s.NumChains == 0 {
		return true
	}
	if s.NumChains > maxChains {
		return false
	}
	s.ProtectedBy = make([]uint8, targets)
	for i := range s.ProtectedBy {
		s.ProtectedBy[i] = uint8(b.nonSymmetric(uint32(s.NumChains)))
	}
	for i := range s.Templates {
		for c := range s.NumChains {
			s.Templates[i].ChainDiffs[c] = uint8(b.read(4))
		}
	}
	return true
}

// target finds the layers of a decode target: the highest of its frames.
func (s *Structure) target(i int) Target {
	var t Target
	for _, f := range s.Templates {
		if f.Indications.Of(i) != NotPresent {
			t.Spatial, t.Temporal = max(t.Spatial, f.Spatial), max(t.Temporal, f.Temporal)
		}
	}
	return t
}

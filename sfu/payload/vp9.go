package payload

import "encoding/binary"

// vp9 is the payload descriptor of a VP9 packet (RFC 9628, section 4.2).
type vp9 struct {
	interPicture, flexible, begin, end bool
	pictureIDBits                      uint8
	pictureID                          uint16
	temporal, spatial                  uint8
	switchUp, interLayer               bool
	layers                             int // from the scalability structure, 0 without
	hasSizes                           bool
	sizes                              [8]Size
	size                               int
}

func (d *vp9) parse(payload []byte) error {
	if len(payload) < 1 {
		return ErrShort
	}
	flags := payload[0]
	d.interPicture, d.flexible = flags&0x40 != 0, flags&0x10 != 0
	d.begin, d.end = flags&0x08 != 0, flags&0x04 != 0
	d.size = 1
	if flags&0x80 != 0 {
		if err := d.parsePictureID(payload); err != nil {
			return err
		}
	}
	if flags&0x20 != 0 {
		if err := d.parseLayers(payload); err != nil {
			return err
		}
	}
	if d.flexible && d.interPicture {
		if err := d.parseReferences(payload); err != nil {
			return err
		}
	}
	if flags&0x02 != 0 {
		if err := d.parseStructure(payload); err != nil {
			return err
		}
	}
	if len(payload) <= d.size {
		return ErrShort
	}
	return nil
}

func (d *vp9) parsePictureID(payload []byte) error {
	if len(payload) <= d.size {
		return ErrShort
	}
	if payload[d.size]&0x80 == 0 {
		d.pictureIDBits, d.pictureID = 7, uint16(payload[d.size])
		d.size++
		return nil
	}
	if len(payload) < d.size+2 {
		return ErrShort
	}
	d.pictureIDBits, d.pictureID = 15, binary.BigEndian.Uint16(payload[d.size:])&0x7fff
	d.size += 2
	return nil
}

func (d *vp9) parseLayers(payload []byte) error {
	if len(payload) <= d.size {
		return ErrShort
	}
	b := payload[d.size]
	d.temporal, d.switchUp = b>>5, b&0x10 != 0
	d.spatial, d.interLayer = b>>1&0x07, b&0x01 != 0
	d.size++
	if !d.flexible {
		d.size++ // TL0PICIDX
		if len(payload) < d.size {
			return ErrShort
		}
	}
	return nil
}

// parseReferences passes over up to three P_DIFF.
func (d *vp9) parseReferences(payload []byte) error {
	for i := 0; ; i++ {
		if i == 3 {
			return ErrMalformed
		}
		if len(payload) <= d.size {
			return ErrShort
		}
		d.size++
		if payload[d.size-1]&0x01 == 0 {
			return nil
		}
	}
}

func (d *vp9) parseStructure(payload []byte) error {
	if len(payload) <= d.size {
		return ErrShort
	}
	flags := payload[d.size]
	d.size++
	d.layers = int(flags>>5) + 1
	if flags&0x10 != 0 {
		if len(payload) < d.size+4*d.layers {
			return ErrShort
		}
		d.hasSizes = true
		for i := range d.layers {
			d.sizes[i].Width = binary.BigEndian.Uint16(payload[d.size:])
			d.sizes[i].Height = binary.BigEndian.Uint16(payload[d.size+2:])
			d.size += 4
		}
	}
	if flags&0x08 == 0 {
		return nil
	}
	if len(payload) <= d.size {
		return ErrShort
	}
	pictures := int(payload[d.size])
	d.size++
	for range pictures {
		if len(payload) <= d.size {
			return ErrShort
		}
		d.size += 1 + int(payload[d.size]>>2&0x03)
	}
	if len(payload) < d.size {
		return ErrShort
	}
	return nil
}

func (p *Parser) parseVP9(in *Input, info *Info) error {
	var d vp9
	if err := d.parse(in.Payload); err != nil {
		return err
	}
	info.Start, info.End = d.begin, d.end
	info.Spatial, info.Temporal = int8(d.spatial), int8(d.temporal)
	info.SwitchUp, info.InterPicture, info.InterLayer = d.switchUp, d.interPicture, d.interLayer
	info.PictureID, info.PictureIDBits = d.pictureID, d.pictureIDBits
	info.Key = d.begin && !d.interPicture && d.spatial == 0
	if d.layers > 0 && !in.Late {
		if d.hasSizes {
			p.setSizes(info, d.sizes[:d.layers]...)
		}
		p.spatial = min(d.layers, MaxSpatial)
	}
	return nil
}

package forward

import (
	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
	"giaoban/sfu/payload"
)

const (
	// allTemporal and allSpatial as caps let every layer pass.
	allTemporal int8 = 127
	allSpatial  int8 = 127
)

// caps are the highest layers that pass within one stream.
type caps struct {
	spatial, temporal int8
}

func (c caps) lower(o caps) caps {
	return caps{min(c.spatial, o.spatial), min(c.temporal, o.temporal)}
}

// filter drops temporal and spatial layers inside one stream so that what
// remains can be decoded.
type filter struct {
	codec   codec.Type
	want    caps
	now     caps
	raise   bool // temporal layers may be raised at the next picture
	begun   bool
	picture uint32 // timestamp of the current picture
	passed  bool   // the last packet in order passed
	// highest is the highest temporal layer seen.
	highest int8
}

// pass reports whether a packet goes to the receiver, and whether it is the
// last one of the picture that does. Late packets are judged by the present
// state and change none.
func (f *filter) pass(p *packet.Packet, late bool) (ok, last bool) {
	info := &p.Frame
	if !late {
		f.step(p)
	}
	dep := &info.Dependency
	if dep.Present && dep.Structure != nil {
		target := targetFor(dep.Structure, f.now)
		ok = target < 0 || dep.Indications.Of(target) != payload.NotPresent
		last = ok && target >= 0 && dep.End && dep.Spatial == dep.Structure.Targets[target].Spatial
	} else {
		ok = info.Spatial <= f.now.spatial && info.Temporal <= f.now.temporal
		last = ok && info.End && info.Spatial == f.now.spatial
	}
	if !late {
		f.passed = ok
	}
	return ok, last
}

// step moves the caps towards what is wanted where this packet allows it.
func (f *filter) step(p *packet.Packet) {
	info := &p.Frame
	f.highest = max(f.highest, info.Temporal)
	fresh := !f.begun || p.Timestamp != f.picture
	f.begun, f.picture = true, p.Timestamp
	if info.Key {
		f.now, f.raise = f.want, false
		return
	}
	if f.now == f.want || !info.Start && !fresh {
		return
	}
	if dep := &info.Dependency; dep.Present && dep.Structure != nil {
		f.stepTargets(dep, fresh)
		return
	}
	if fresh {
		f.now = f.now.lower(f.want)
		if f.raise {
			f.now.temporal, f.raise = f.want.temporal, false
		}
	}
	f.stepUp(info)
}

// stepUp raises the caps by what the payload descriptor says of this frame.
func (f *filter) stepUp(info *payload.Info) {
	if !info.Start {
		return
	}
	if info.Spatial == f.now.spatial+1 && info.Spatial <= f.want.spatial && !info.InterPicture {
		f.now.spatial = info.Spatial
	}
	if !info.SwitchUp || f.now.temporal >= f.want.temporal {
		return
	}
	switch {
	case info.Temporal == f.now.temporal+1:
		f.now.temporal = info.Temporal
	case f.codec == codec.VP9 && info.Temporal <= f.now.temporal:
		// Later frames of higher layers refer to nothing before this one
		// (RFC 9628, section 4.2, U).
		f.raise = true
	}
}

// stepTargets moves to the decode target that is wanted: with a frame that
// allows the switch, or at once when the receiver already has all of it.
func (f *filter) stepTargets(dep *payload.Dependency, fresh bool) {
	have, want := targetFor(dep.Structure, f.now), targetFor(dep.Structure, f.want)
	if have < 0 || want < 0 || have == want {
		f.now = f.want
		return
	}
	if dep.Start && dep.Indications.Of(want) == payload.Switch ||
		fresh && contains(dep.Structure, have, want) {
		f.now = f.want
	}
}

// targetFor returns the best decode target within the caps, -1 when none is.
func targetFor(s *payload.Structure, c caps) int {
	for i, t := range s.Targets {
		if t.Spatial <= c.spatial && t.Temporal <= c.temporal {
			return i
		}
	}
	return -1
}

// contains reports whether all frames of decode target b belong to a as well.
func contains(s *payload.Structure, a, b int) bool {
	for i := range s.Templates {
		d := s.Templates[i].Indications
		if d.Of(b) != payload.NotPresent && d.Of(a) == payload.NotPresent {
			return false
		}
	}
	return true
}

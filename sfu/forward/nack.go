package forward

import (
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/codec"
	"giaoban/sfu/packet"
)

const (
	// minResend is the shortest time between two resendings of a packet,
	// taken while the round trip is not known.
	minResend = 50 * time.Millisecond
	// maxTries ends the resending of one packet.
	maxTries = 10
	// NackPairSize is the most sequence numbers that one NackPair names.
	NackPairSize = 17
)

// AnswerNACK resends what the receiver lost: by RTX where it was negotiated
// (RFC 4588), else the same packet again. The batch must have Room for
// NackPairSize packets.
func (t *Track) AnswerNACK(pair rtcp.NackPair, out *Batch) {
	if t.stream == nil || t.seq == nil {
		return
	}
	t.resend(pair.PacketID, out)
	for i := range uint16(16) {
		if pair.LostPackets&(1<<i) != 0 {
			t.resend(pair.PacketID+i+1, out)
		}
	}
}

func (t *Track) resend(seq uint16, out *Batch) {
	t.stats.NACKs++
	s := t.seq.find(seq)
	if s == nil {
		t.stats.NACKMisses++
		return
	}
	if !t.due(s, out.Now) {
		return
	}
	if s.filler() {
		t.again(s, out)
		t.emitFiller(s, out)
		return
	}
	e := t.seq.epochOf(s)
	if e == nil {
		t.stats.NACKMisses++
		return
	}
	view, ok := t.feed.Layer(int(e.layer))
	if !ok {
		t.stats.NACKMisses++
		return
	}
	p := view.History().Get(e.incoming(s))
	if p == nil {
		t.stats.NACKMisses++
		return
	}
	out.Hold(p)
	if p.SSRC != e.ssrc {
		t.stats.NACKMisses++
		return
	}
	if s.kind == slotReserved {
		t.repair(s, e, p, out)
		return
	}
	t.again(s, out)
	n := t.emit(s, e, p, out, t.params.RTXSSRC != 0)
	t.stats.Resent++
	t.stats.ResentBytes += uint64(n)
	if t.params.RTXSSRC == 0 {
		t.count(n)
	}
}

// repair sends a packet that was lost upstream and has come since, before
// this track was handed it.
func (t *Track) repair(s *slot, e *epoch, p *packet.Packet, out *Batch) {
	pass, last := !p.PaddingOnly, false
	if t.cfg.Kind == codec.Video {
		pass, last = t.sieve.pass(p, true)
	}
	if !pass || p.PaddingOnly {
		t.pad(s, p.Timestamp-e.timestamp, out)
		return
	}
	s.kind, s.marker = slotMedia, p.Marker || last
	t.observe(s, e, p)
	t.send(s, e, p, out)
}

// due reports whether a packet may be resent now: not while an earlier
// resending is still on its way.
func (t *Track) due(s *slot, now time.Time) bool {
	if s.tries == 0 {
		return true
	}
	wait := t.reports.rtt
	if wait == 0 {
		wait = minResend
	}
	passed := time.Duration(resentAt(now)-s.resent) * time.Second / 1024
	return s.tries < maxTries && passed >= wait
}

// again marks a slot as resent.
func (t *Track) again(s *slot, out *Batch) {
	s.tries++
	s.resent = resentAt(out.Now)
}

// resentAt returns a time in 1/2^10 s.
func resentAt(now time.Time) uint16 { return uint16(sentAt(now) >> 8) }

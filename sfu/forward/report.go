package forward

import (
	"time"

	"github.com/pion/rtcp"
)

// sentReports is how many of our sender reports a receiver may refer to.
const sentReports = 8

// reports is what the receiver told of the stream.
type reports struct {
	at       time.Time
	fraction float64
	lost     int64
	jitter   time.Duration
	rtt      time.Duration
	remb     uint64
	sent     [sentReports]sentReport
	next     int
	pliAt    time.Time
}

// sentReport is one of our sender reports, by the middle 32 bits of its NTP
// time. The receiver echoes them, and they are of the publisher's clock, so
// the round trip is taken from when we sent it.
type sentReport struct {
	middle uint32
	at     time.Time
}

func (r *reports) fill(s *Stats) {
	s.FractionLost, s.Lost, s.Jitter = r.fraction, r.lost, r.jitter
	s.RTT, s.REMB, s.ReportAt = r.rtt, r.remb, r.at
}

// reported remembers a sender report for the round trip.
func (r *reports) reported(ntp uint64, now time.Time) {
	r.sent[r.next%sentReports] = sentReport{uint32(ntp >> 16), now}
	r.next++
}

// maxRTT is the longest round trip that is believed.
const maxRTT = 10 * time.Second

// receive takes in one reception report block (RFC 3550, section 6.4.1).
func (r *reports) receive(b *rtcp.ReceptionReport, rate uint32, now time.Time) {
	r.at = now
	r.fraction = float64(b.FractionLost) / 256
	r.lost = int64(int32(b.TotalLost<<8) >> 8) // 24 bits with sign
	r.jitter = time.Duration(int64(b.Jitter) * int64(time.Second) / int64(rate))
	if b.LastSenderReport == 0 {
		return
	}
	for i := range r.sent {
		if s := &r.sent[i]; s.middle == b.LastSenderReport && !s.at.IsZero() {
			held := time.Duration(int64(b.Delay) * int64(time.Second) / 65536)
			if rtt := now.Sub(s.at) - held; rtt >= 0 && rtt < maxRTT {
				r.rtt = max(rtt, time.Microsecond)
			}
			return
		}
	}
}

// HandleRTCP takes in what the receiver reported about the stream. NACKs are
// answered by AnswerNACK, since they need a batch.
func (t *Track) HandleRTCP(packets []rtcp.Packet, now time.Time) {
	if t.stream == nil {
		return
	}
	for _, packet := range packets {
		switch p := packet.(type) {
		case *rtcp.ReceiverReport:
			t.receptionReports(p.Reports, now)
		case *rtcp.SenderReport:
			t.receptionReports(p.Reports, now)
		case *rtcp.PictureLossIndication:
			if t.names(p.MediaSSRC) {
				t.stats.PLIs++
				t.pictureLost(now)
			}
		case *rtcp.FullIntraRequest:
			t.fullIntra(p, now)
		case *rtcp.ReceiverEstimatedMaximumBitrate:
			if p.Bitrate >= 0 && p.Bitrate < 1e12 {
				t.reports.remb = uint64(p.Bitrate)
			}
		}
	}
}

// NACKFor reports whether a NACK for a media source means this stream.
func (t *Track) NACKFor(ssrc uint32) bool { return t.stream != nil && ssrc == t.params.SSRC }

func (t *Track) receptionReports(blocks []rtcp.ReceptionReport, now time.Time) {
	for i := range blocks {
		if blocks[i].SSRC == t.params.SSRC {
			t.reports.receive(&blocks[i], t.line.rate, now)
			t.delay.acknowledge(blocks[i].LastSequenceNumber, t.seq.next)
		}
	}
}

// names reports whether feedback is about this stream; some receivers leave
// the media source out.
func (t *Track) names(ssrc uint32) bool { return ssrc == t.params.SSRC || ssrc == 0 }

// fullIntra handles a FIR (RFC 5104, section 4.3.1), which names its streams in entries.
func (t *Track) fullIntra(p *rtcp.FullIntraRequest, now time.Time) {
	for _, entry := range p.FIR {
		if entry.SSRC == t.params.SSRC {
			t.stats.FIRs++
			t.pictureLost(now)
			return
		}
	}
}

// pliInterval limits what one receiver's requests cost the publication.
const pliInterval = 200 * time.Millisecond

// pictureLost asks for a key frame of the encoding that flows, or the one that is to.
func (t *Track) pictureLost(now time.Time) {
	layer := t.layer
	if layer < 0 {
		layer = t.target
	}
	if layer < 0 || t.stopped() || now.Sub(t.reports.pliAt) < pliInterval {
		return
	}
	if _, ok := t.feed.Layer(int(layer)); !ok {
		return
	}
	t.reports.pliAt = now
	t.stats.KeyFrameRequests++
	t.feed.RequestKeyFrame(int(layer))
}

// anchor ties the outgoing RTP time to an NTP time.
type anchor struct {
	valid bool
	ntp   uint64
	rtp   uint32
	at    time.Time
	ours  bool // NTP is our own clock's
}

const (
	// clockWait is how long to wait for the publisher's clock before our own
	// takes its place. Its clock keeps audio and video of one participant
	// together; a change of clocks on the way would tear them apart.
	clockWait = 5 * time.Second
	// quietReports is how many sender reports follow the last packet.
	quietReports = 2
)

// reporting reports whether a sender report is still to come after the last
// packet. Fillers alone are not reported: there is nothing to be in step with.
func (t *Track) reporting() bool {
	return t.stream != nil && !t.startedAt.IsZero() && (t.packets != t.reported || t.quiet <= quietReports)
}

// SenderReport returns the report for now, nil when there is nothing to
// report: nothing was sent lately, or the publisher's clock is not known yet.
// Its NTP time is of the publisher's clock, so that a receiver can play the
// tracks of one publisher in step.
func (t *Track) SenderReport(now time.Time) *rtcp.SenderReport {
	if t.stream == nil || !t.line.valid || t.packets == 0 {
		return nil
	}
	if t.packets == t.reported {
		if t.quiet++; t.quiet > quietReports {
			return nil
		}
	} else {
		t.quiet = 0
	}
	if !t.findAnchor(now) {
		return nil
	}
	t.reported = t.packets
	a := &t.lastNTP
	passed := now.Sub(a.at)
	sr := &rtcp.SenderReport{
		SSRC:        t.params.SSRC,
		NTPTime:     addNTP(a.ntp, passed),
		RTPTime:     a.rtp + ticks(passed, t.line.rate),
		PacketCount: t.packets,
		OctetCount:  t.octets,
	}
	t.reports.reported(sr.NTPTime, now)
	return sr
}

// findAnchor renews the anchor from the publisher's last report of the source
// that flows. After a switch the old anchor holds until the new source has
// reported, since outgoing time went on.
func (t *Track) findAnchor(now time.Time) bool {
	e := t.seq.epoch()
	if t.flowing && e.numbered {
		if view, ok := t.feed.Layer(int(e.layer)); ok {
			if clock, ok := clockOf(view); ok {
				t.lastNTP = anchor{valid: true, ntp: clock.ntp, rtp: clock.rtp - e.timestamp, at: clock.at}
				return true
			}
		}
	}
	if t.lastNTP.valid {
		return true
	}
	if t.startedAt.IsZero() || now.Sub(t.startedAt) < clockWait {
		return false
	}
	t.lastNTP = anchor{valid: true, ntp: toNTP(now), rtp: t.line.at(now), at: now, ours: true}
	return true
}

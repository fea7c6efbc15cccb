package transport

import (
	"net"
	"strconv"
	"strings"
	"time"
)

// RTT returns ICE's last round-trip time, 0 while it is unknown.
func (p *Peer) RTT() time.Duration {
	if !p.iceStarted() {
		return 0
	}
	s, ok := p.pc.SCTP().Transport().ICETransport().GetSelectedCandidatePairStats()
	if !ok {
		return 0
	}
	return time.Duration(s.CurrentRoundTripTime * float64(time.Second))
}

// SelectedPair returns the path that ICE chose, false before there is one.
func (p *Peer) SelectedPair() (CandidatePair, bool) {
	if !p.iceStarted() {
		return CandidatePair{}, false
	}
	pair, err := p.pc.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
	if err != nil || pair == nil || pair.Local == nil || pair.Remote == nil {
		return CandidatePair{}, false
	}
	return CandidatePair{
		Protocol:   strings.ToLower(pair.Local.Protocol.String()),
		Local:      hostPort(pair.Local.Address, pair.Local.Port),
		Remote:     hostPort(pair.Remote.Address, pair.Remote.Port),
		LocalType:  pair.Local.Typ.String(),
		RemoteType: pair.Remote.Typ.String(),
	}, true
}

func hostPort(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// Stats returns the peer's counters.
func (p *Peer) Stats() Stats {
	s := Stats{
		State: p.State(), RTT: p.RTT(),
		PacketsSent: p.counts.packets.Load(), BytesSent: p.counts.bytes.Load(), SendErrors: p.counts.errors.Load(),
	}
	s.Pair, _ = p.SelectedPair()
	for k := range s.Data {
		n := &p.data.counts[k]
		s.Data[k] = DataStats{
			Sent: n.sent.Load(), SentBytes: n.sentBytes.Load(),
			Received: n.received.Load(), ReceivedBytes: n.receivedBytes.Load(),
			Dropped: n.dropped.Load(), Oversized: n.oversized.Load(),
		}
	}
	return s
}

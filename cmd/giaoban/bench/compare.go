package bench

import (
	"time"

	"giaoban/cmd/giaoban/bench/report"
)

// compare makes what every result has from the two ends of the window.
func (p *party) compare(before, after snapshot) *report.Result {
	counts := after.received.Counts.Sub(before.received.Counts)
	result := &report.Result{
		Scenario: p.load.Name,
		Packets: report.Packets{
			Delivered: counts.Packets, Bytes: counts.Bytes, Missing: counts.Missing(),
			Gaps: counts.Gaps, Reordered: counts.Reordered, Duplicates: counts.Duplicates,
		},
		Cipher:    cipherName(after.received.AuthTag),
		Decrypted: after.received.Decrypted - before.received.Decrypted,
		Client:    report.ClientUse{CPU: after.clientCPU - before.clientCPU, SocketDrops: after.drops - before.drops},
	}
	for i := range after.sent {
		result.Client.SendFailures += after.sent[i].Failed - before.sent[i].Failed
		result.Client.FramesSkipped += after.sent[i].Skipped - before.sent[i].Skipped
	}
	if p.load.File == "" {
		var delays []time.Duration
		for _, s := range p.subscribers {
			delays = append(delays, s.Delays()...)
		}
		delay := report.Distribute(delays)
		result.Delay = &delay
	}
	return result
}

// compare makes the result from the two ends of the window.
func (r *run) compare(before, after snapshot) *report.Result {
	result := r.party.compare(before, after)
	result.Publishers, result.Subscribers, result.Streams = r.load.Publishers, r.load.Subscribers, r.load.streams()
	layer := r.sentLayer()
	for i := range after.sent {
		sent := after.sent[i].Packets[layer] - before.sent[i].Packets[layer]
		result.Packets.Sent += sent
		result.Packets.Expected += sent * uint64(r.takers(i))
	}
	var joins []time.Duration
	for _, s := range r.joins {
		joins = append(joins, s.JoinTime())
	}
	result.Join = report.Distribute(joins)
	return result
}

// sentLayer is the index of the layer that subscribers get.
func (r *run) sentLayer() int {
	if !r.load.Simulcast {
		return 0
	}
	for i, name := range layerNames {
		if name == r.load.Layer {
			return i
		}
	}
	return 0
}

// takers is the number of subscribers that take a publisher's track; join spreads them in turn.
func (r *run) takers(publisher int) int {
	takers := 0
	for n := range r.load.Subscribers {
		offset := (publisher - n%r.load.Publishers + r.load.Publishers) % r.load.Publishers
		if offset < r.load.streams() {
			takers++
		}
	}
	return takers
}

// estimateJoin takes what the joining phase cost beyond forwarding as the cost of so many joins.
func estimateJoin(result *report.Result, joins int, used time.Duration, packets uint64) {
	if result.Server == nil || result.Packets.Delivered == 0 {
		return
	}
	forwarding := time.Duration(float64(result.Server.CPU) * float64(packets) / float64(result.Packets.Delivered))
	result.Server.JoinCPU = max(0, used-forwarding) / time.Duration(joins)
}

// cipherName tells SRTP's protection from the length of its authentication tag (RFC 7714 section 14, RFC 3711
// section 5.2).
func cipherName(tag int) string {
	switch tag {
	case 16:
		return "AES-GCM"
	case 10:
		return "AES-CM with HMAC-SHA1-80"
	default:
		return "unknown"
	}
}

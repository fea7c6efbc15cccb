package bench

import (
	"context"
	"fmt"
	"time"

	"giaoban/cmd/giaoban/bench/client"
	"giaoban/cmd/giaoban/bench/host"
	"giaoban/cmd/giaoban/bench/report"
)

// snapshot is everything that is counted, at one moment at which no packet is under way.
type snapshot struct {
	sent      []client.Sent // by publisher
	received  client.Received
	drops     uint64
	clientCPU time.Duration
	serverCPU time.Duration
	allCPU    time.Duration
}

// window measures between two moments of rest.
func (r *run) window(ctx context.Context) (*report.Result, error) {
	before, err := r.rest(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range r.subscribers {
		s.Time(true)
	}
	var memory host.Memory
	r.pause(false)
	start := time.Now()
	if err := r.watch(ctx, r.load.Duration, &memory); err != nil {
		return nil, err
	}
	length := time.Since(start)
	after, err := r.rest(ctx)
	if err != nil {
		return nil, err
	}
	result := r.compare(before, after)
	result.Window = length
	if r.serverPID != 0 {
		result.Others = max(0, after.allCPU-before.allCPU-(after.clientCPU-before.clientCPU)-(after.serverCPU-before.serverCPU))
		result.Server = &report.ServerUse{
			CPU: after.serverCPU - before.serverCPU, Resident: memory.Resident, Peak: memory.Peak,
		}
	}
	return result, nil
}

// rest stops the publishers, waits until what is under way has arrived, and counts.
func (r *run) rest(ctx context.Context) (snapshot, error) {
	r.pause(true)
	var s snapshot
	for start := time.Now(); time.Since(start) < drainLimit; {
		before := r.received().Counts
		if err := r.watch(ctx, drainTime, nil); err != nil {
			return snapshot{}, err
		}
		if s.received = r.received(); s.received.Counts == before {
			break
		}
	}
	for _, p := range r.publishers {
		s.sent = append(s.sent, p.Sent())
	}
	var err error
	if s.drops, err = r.socketDrops(); err != nil {
		return snapshot{}, err
	}
	if s.clientCPU, err = host.OwnCPUTime(); err != nil {
		return snapshot{}, err
	}
	if s.allCPU, err = host.AllCPUTime(); err != nil {
		return snapshot{}, err
	}
	s.serverCPU, err = r.serverCPU()
	return s, err
}

func (r *run) pause(paused bool) {
	for _, p := range r.publishers {
		p.Pause(paused)
	}
}

// watch waits, and fails as soon as a session does. It keeps the highest memory of the server in memory if not nil.
func (r *run) watch(ctx context.Context, duration time.Duration, memory *host.Memory) error {
	deadline := time.NewTimer(duration)
	defer deadline.Stop()
	ticker := time.NewTicker(watchInterval)
	defer ticker.Stop()
	for {
		if err := r.check(); err != nil {
			return err
		}
		if memory != nil && r.serverPID != 0 {
			now, err := host.MemoryOf(r.serverPID)
			if err != nil {
				return err
			}
			// The kernel notes a peak late: what was seen resident counts as well.
			memory.Resident = max(memory.Resident, now.Resident)
			memory.Peak = max(memory.Resident, now.Peak)
		}
		select {
		case <-deadline.C:
			return nil
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// check returns an error when a session has ended.
func (r *run) check() error {
	for i, p := range r.publishers {
		if err := p.Err(); err != nil {
			return fmt.Errorf("publisher %d: %w", i, err)
		}
	}
	for i, s := range r.subscribers {
		if err := s.Err(); err != nil {
			return fmt.Errorf("subscriber %d: %w", i, err)
		}
	}
	return nil
}

// received adds up what all subscribers have.
func (r *run) received() client.Received {
	var sum client.Received
	for _, s := range r.subscribers {
		one := s.Received()
		sum.Counts = sum.Counts.Add(one.Counts)
		sum.Tracks += one.Tracks
		sum.Decrypted += one.Decrypted
		sum.InboxDrops += one.InboxDrops
		sum.AuthTag = max(sum.AuthTag, one.AuthTag)
	}
	return sum
}

// socketDrops adds up what the kernel dropped at the subscribers' sockets.
func (r *run) socketDrops() (uint64, error) {
	drops, err := host.UDPDrops()
	if err != nil {
		return 0, err
	}
	var sum uint64
	for _, s := range r.subscribers {
		sum += drops[s.Port()]
	}
	return sum, nil
}

// compare makes the result from the two ends of the window.
func (r *run) compare(before, after snapshot) *report.Result {
	counts := after.received.Counts.Sub(before.received.Counts)
	result := &report.Result{
		Scenario: r.load.Name, Publishers: r.load.Publishers, Subscribers: r.load.Subscribers, Streams: r.load.streams(),
		Packets: report.Packets{
			Delivered: counts.Packets, Bytes: counts.Bytes, Missing: counts.Missing(),
			Gaps: counts.Gaps, Reordered: counts.Reordered, Duplicates: counts.Duplicates,
		},
		Cipher:    cipherName(after.received.AuthTag),
		Decrypted: after.received.Decrypted - before.received.Decrypted,
		Client:    report.ClientUse{CPU: after.clientCPU - before.clientCPU, SocketDrops: after.drops - before.drops},
	}
	layer := r.sentLayer()
	for i := range after.sent {
		sent := after.sent[i].Packets[layer] - before.sent[i].Packets[layer]
		result.Packets.Sent += sent
		result.Packets.Expected += sent * uint64(r.takers(i))
		result.Client.SendFailures += after.sent[i].Failed - before.sent[i].Failed
		result.Client.FramesSkipped += after.sent[i].Skipped - before.sent[i].Skipped
	}
	var delays, joins []time.Duration
	for _, s := range r.subscribers {
		delays = append(delays, s.Delays()...)
		joins = append(joins, s.JoinTime())
	}
	if r.load.File == "" {
		delay := report.Distribute(delays)
		result.Delay = &delay
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

// estimateJoin takes what the joining phase cost beyond forwarding as the cost of the joins.
func (r *run) estimateJoin(result *report.Result, used time.Duration, packets uint64) {
	if result.Server == nil || result.Packets.Delivered == 0 {
		return
	}
	forwarding := time.Duration(float64(result.Server.CPU) * float64(packets) / float64(result.Packets.Delivered))
	result.Server.JoinCPU = max(0, used-forwarding) / time.Duration(r.load.Subscribers)
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

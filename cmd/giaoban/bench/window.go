package bench

import (
	"context"
	"fmt"
	"time"

	"giaoban/cmd/giaoban/bench/client"
	"giaoban/cmd/giaoban/bench/host"
	"giaoban/cmd/giaoban/bench/report"
)

const (
	// At the edges of the window publishers rest until nothing has arrived for drainTime, but no longer than drainLimit,
	// so that no packet is under way.
	drainTime  = 250 * time.Millisecond
	drainLimit = 10 * time.Second
	// watchInterval is the time between two looks at the sessions and the server's memory.
	watchInterval = 250 * time.Millisecond
)

// snapshot is everything that is counted, at one moment at which no packet is under way.
type snapshot struct {
	sent      []client.Sent // by publisher
	received  client.Received
	tracks    []map[string]client.Counts // what came of each track, by subscriber
	drops     uint64
	clientCPU time.Duration
	serverCPU time.Duration
	allCPU    time.Duration
}

// window measures between two moments of rest, and leaves it to compare what the difference means.
func (p *party) window(ctx context.Context, compare func(before, after snapshot) *report.Result) (*report.Result, error) {
	before, err := p.rest(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range p.subscribers {
		s.Time(true)
	}
	var memory host.Memory
	p.pause(false)
	start := time.Now()
	if err := p.watch(ctx, p.load.Duration, &memory); err != nil {
		return nil, err
	}
	length := time.Since(start)
	after, err := p.rest(ctx)
	if err != nil {
		return nil, err
	}
	result := compare(before, after)
	result.Window = length
	if p.serverPID != 0 {
		result.Others = max(0, after.allCPU-before.allCPU-(after.clientCPU-before.clientCPU)-(after.serverCPU-before.serverCPU))
		result.Server = &report.ServerUse{
			CPU: after.serverCPU - before.serverCPU, Resident: memory.Resident, Peak: memory.Peak,
		}
	}
	return result, nil
}

// rest stops the publishers, waits until what is under way has arrived, and counts.
func (p *party) rest(ctx context.Context) (snapshot, error) {
	p.pause(true)
	var s snapshot
	for start := time.Now(); time.Since(start) < drainLimit; {
		before := p.received().Counts
		if err := p.watch(ctx, drainTime, nil); err != nil {
			return snapshot{}, err
		}
		if s.received = p.received(); s.received.Counts == before {
			break
		}
	}
	for _, one := range p.publishers {
		s.sent = append(s.sent, one.Sent())
	}
	for _, one := range p.subscribers {
		s.tracks = append(s.tracks, one.Tracks())
	}
	var err error
	if s.drops, err = p.socketDrops(); err != nil {
		return snapshot{}, err
	}
	if s.clientCPU, err = host.OwnCPUTime(); err != nil {
		return snapshot{}, err
	}
	if s.allCPU, err = host.AllCPUTime(); err != nil {
		return snapshot{}, err
	}
	s.serverCPU, err = p.serverCPU()
	return s, err
}

func (p *party) pause(paused bool) {
	for _, one := range p.publishers {
		one.Pause(paused)
	}
}

// watch waits, and fails as soon as a session does. It keeps the highest memory of the server in memory if not nil.
func (p *party) watch(ctx context.Context, duration time.Duration, memory *host.Memory) error {
	deadline := time.NewTimer(duration)
	defer deadline.Stop()
	ticker := time.NewTicker(watchInterval)
	defer ticker.Stop()
	for {
		if err := p.check(); err != nil {
			return err
		}
		if memory != nil && p.serverPID != 0 {
			now, err := host.MemoryOf(p.serverPID)
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
func (p *party) check() error {
	for _, m := range p.members {
		if err := m.who.Err(); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// received adds up what all subscribers have.
func (p *party) received() client.Received {
	var sum client.Received
	for _, s := range p.subscribers {
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
func (p *party) socketDrops() (uint64, error) {
	drops, err := host.UDPDrops()
	if err != nil {
		return 0, err
	}
	var sum uint64
	for _, s := range p.subscribers {
		sum += drops[s.Port()]
	}
	return sum, nil
}

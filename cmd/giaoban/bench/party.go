package bench

import (
	"errors"
	"io"
	"slices"
	"time"

	"giaoban/cmd/giaoban/bench/client"
	"giaoban/cmd/giaoban/bench/host"

	"golang.org/x/sync/errgroup"
)

// publisher is a participant as far as it sends.
type publisher interface {
	Pause(paused bool)
	Sent() client.Sent
}

// subscriber is a participant as far as it receives.
type subscriber interface {
	Time(on bool)
	Delays() []time.Duration
	Received() client.Received
	Tracks() map[string]client.Counts
	Port() uint16
}

// member is a session with its name for error messages.
type member struct {
	name string
	who  interface {
		Err() error
		Close() error
	}
}

// party is everybody in the room of one measurement. A participant may be both publisher and subscriber.
type party struct {
	load      Load
	target    *target
	room      string
	sample    int
	cm        bool   // SRTP by AES-CM
	serverPID int    // 0: unknown
	joined    func() // called when everybody has joined

	engine      *client.Engine
	publishers  []publisher
	subscribers []subscriber
	members     []member
	files       []io.Closer
}

// leave closes all sessions, the last that came first.
func (p *party) leave() error {
	var group errgroup.Group
	const atOnce = 20
	group.SetLimit(atOnce)
	for _, m := range slices.Backward(p.members) {
		group.Go(m.who.Close)
	}
	err := group.Wait()
	for _, file := range p.files {
		err = errors.Join(err, file.Close())
	}
	return errors.Join(err, p.engine.Close())
}

// serverCPU returns the CPU time that the server has used; 0 when its process is unknown.
func (p *party) serverCPU() (time.Duration, error) {
	if p.serverPID == 0 {
		return 0, nil
	}
	return host.CPUTime(p.serverPID)
}

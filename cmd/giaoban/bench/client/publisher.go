package client

import (
	"context"
	"errors"
	"fmt"
)

// PublisherConfig describes a participant that sends one track.
type PublisherConfig struct {
	SessionConfig
	// Number tells the stamps of this track from those of others.
	Number uint16
	Video  bool
	// Layers are the encodings, lowest first; all have the same frame interval.
	Layers []Layer
}

// Publisher is a participant that sends one track.
type Publisher struct {
	session *session
	sender  *sender
	socket  *Socket
}

// Sent is what a participant has sent.
type Sent struct {
	// Packets is the number of packets by layer; of a Site those of its camera.
	Packets []uint64
	// Voice is the number of packets of sound in which somebody speaks, of sources that tell.
	Voice uint64
	// Failed is the number of packets that could not be written, Skipped that of frames left out because this process
	// was too slow.
	Failed, Skipped uint64
	// KeyFrames is how often the server asked for a key frame.
	KeyFrames uint64
}

// Publish joins, publishes a track and starts sending.
func Publish(ctx context.Context, config PublisherConfig) (*Publisher, error) {
	sender, err := newSender(config.Number, fmt.Sprintf("bench-%d", config.Number), config.Video, config.Layers)
	if err != nil {
		return nil, err
	}
	session, err := openSession(ctx, config.SessionConfig, hooks{})
	if err != nil {
		return nil, err
	}
	p := &Publisher{session: session, sender: sender}
	if p.socket, err = connect(ctx, session, sender); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// SID is the track's id.
func (p *Publisher) SID() string { return p.sender.sid }

// Pause stops sending, or goes on. When it returns no frame is under way.
func (p *Publisher) Pause(paused bool) { p.sender.pause(paused) }

// Err returns why sending or the session ended, nil while they last.
func (p *Publisher) Err() error { return errors.Join(p.sender.err(), p.session.failure()) }

// Sent returns what was sent since the publisher joined.
func (p *Publisher) Sent() Sent {
	sent := p.sender.sent()
	sent.Failed += p.socket.unsent.Load()
	return sent
}

// Close stops sending, leaves the room and waits for the publisher's goroutines.
func (p *Publisher) Close() error { return errors.Join(p.sender.stop(), p.session.close()) }

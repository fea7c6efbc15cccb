package transport

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/pion/webrtc/v3"
)

const (
	// maxChannels bounds the data channels that a client may open.
	maxChannels = 32
	// What may wait for a receiver, before and inside SCTP.
	reliableQueueBytes    = 8 << 20
	reliableQueueMessages = 16384
	lossyQueueBytes       = 256 << 10
	lossyQueueMessages    = 1024
	reliableBuffered      = 1 << 20
	lossyBuffered         = 128 << 10
)

// channels are the data channels of a peer: an outbox for each kind, whichever
// side opened the channel.
type channels struct {
	peer    *Peer
	outbox  [dataKinds]*outbox
	counts  [dataKinds]dataCounters
	adopted atomic.Int32
}

type dataCounters struct {
	sent, sentBytes, received, receivedBytes, dropped, oversized atomic.Uint64
}

func newChannels(p *Peer) *channels {
	c := &channels{peer: p}
	for k := range c.outbox {
		c.outbox[k] = newOutbox(DataKind(k), &c.counts[k])
	}
	return c
}

func (c *channels) close() {
	for _, o := range c.outbox {
		o.attach(nil)
	}
}

// OpenDataChannels makes the server's channels, before the first offer.
func (p *Peer) OpenDataChannels() error {
	if p.cfg.Role != Subscriber {
		return ErrWrongRole
	}
	ordered, unordered, none := true, false, uint16(0)
	for _, ch := range []struct {
		label string
		init  *webrtc.DataChannelInit
	}{
		{LabelReliable, &webrtc.DataChannelInit{Ordered: &ordered}},
		{LabelLossy, &webrtc.DataChannelInit{Ordered: &unordered, MaxRetransmits: &none}},
	} {
		d, err := p.pc.CreateDataChannel(ch.label, ch.init)
		if err != nil {
			return fmt.Errorf("transport: open %s: %w", ch.label, err)
		}
		p.data.use(d)
	}
	return nil
}

// adopt takes a channel that the client opened.
func (c *channels) adopt(d *webrtc.DataChannel) {
	if c.adopted.Add(1) > maxChannels {
		c.peer.log.Debug("data channel refused: too many")
		d.OnOpen(func() { _ = d.Close() })
		return
	}
	c.use(d)
}

func (c *channels) use(d *webrtc.DataChannel) {
	kind, label := kindOfLabel(d.Label()), d.Label()
	d.OnOpen(func() { c.peer.life.run(func() { c.opened(kind, d) }) })
	d.OnMessage(func(m webrtc.DataChannelMessage) {
		c.peer.life.run(func() { c.received(kind, label, m.Data) })
	})
}

func (c *channels) opened(kind DataKind, d *webrtc.DataChannel) {
	if int(kind) < dataKinds {
		o := c.outbox[kind]
		o.watch(d)
		o.attach(d)
		o.start.Do(func() { c.peer.life.start(func() { o.run(c.peer.life.done) }) })
	}
	c.peer.cfg.Handler.OnDataOpen(kind)
}

func (c *channels) received(kind DataKind, label string, data []byte) {
	if int(kind) < dataKinds {
		n := &c.counts[kind]
		if len(data) > MaxMessageSize {
			n.oversized.Add(1)
			return
		}
		n.received.Add(1)
		n.receivedBytes.Add(uint64(len(data)))
	} else if len(data) > MaxMessageSize {
		return
	}
	c.peer.cfg.Handler.OnData(kind, label, data)
}

// SendData queues one message for the receiver and never blocks. data may be
// shared with other receivers and must not change afterwards. Reliable messages
// sent before the channel is open wait for it; lossy ones are dropped. When the
// receiver is behind by more than the queue holds, the error is ErrSlow: a
// reliable stream has a gap from there on, so the caller should act.
func (p *Peer) SendData(kind DataKind, data []byte) error {
	switch {
	case int(kind) >= dataKinds:
		return ErrNoChannel
	case len(data) > MaxMessageSize:
		return fmt.Errorf("%w: %d bytes, the limit is %d", ErrTooLarge, len(data), MaxMessageSize)
	case p.isClosed():
		return ErrClosed
	}
	return p.data.outbox[kind].put(data)
}

// outbox is the bounded queue of one kind of channel, emptied by one goroutine.
type outbox struct {
	kind               DataKind
	counts             *dataCounters
	maxBytes, maxCount int
	maxBuffered        uint64
	start              sync.Once
	wake, low          chan struct{}

	mu      sync.Mutex
	channel *webrtc.DataChannel // guarded by mu; nil until open
	queue   [][]byte            // guarded by mu
	bytes   int                 // guarded by mu; of queue
}

func newOutbox(kind DataKind, counts *dataCounters) *outbox {
	o := &outbox{
		kind: kind, counts: counts, wake: make(chan struct{}, 1), low: make(chan struct{}, 1),
		maxBytes: lossyQueueBytes, maxCount: lossyQueueMessages, maxBuffered: lossyBuffered,
	}
	if kind == Reliable {
		o.maxBytes, o.maxCount, o.maxBuffered = reliableQueueBytes, reliableQueueMessages, reliableBuffered
	}
	return o
}

func (o *outbox) put(data []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.channel == nil && o.kind != Reliable {
		o.counts.dropped.Add(1)
		return ErrNoChannel
	}
	if len(o.queue) >= o.maxCount || o.bytes+len(data) > o.maxBytes {
		o.counts.dropped.Add(1)
		return ErrSlow
	}
	o.queue = append(o.queue, data)
	o.bytes += len(data)
	signal(o.wake)
	return nil
}

func (o *outbox) attach(d *webrtc.DataChannel) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.channel = d
	signal(o.wake)
}

// watch asks to be told when SCTP has sent enough to take more.
func (o *outbox) watch(d *webrtc.DataChannel) {
	d.SetBufferedAmountLowThreshold(o.maxBuffered / 2)
	d.OnBufferedAmountLow(func() { signal(o.low) })
	d.OnClose(func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.channel == d {
			o.channel = nil
		}
	})
}

// next takes one message, with the channel to send it on.
func (o *outbox) next() (*webrtc.DataChannel, []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.channel == nil || len(o.queue) == 0 {
		return nil, nil
	}
	data := o.queue[0]
	o.queue[0] = nil
	o.queue = o.queue[1:]
	o.bytes -= len(data)
	if len(o.queue) == 0 {
		o.queue = nil
	}
	return o.channel, data
}

func (o *outbox) run(done <-chan struct{}) {
	for {
		d, data := o.next()
		if d == nil {
			select {
			case <-o.wake:
				continue
			case <-done:
				return
			}
		}
		if !o.room(d, done) {
			o.counts.dropped.Add(1)
			continue
		}
		if err := d.Send(data); err != nil {
			o.counts.dropped.Add(1)
			continue
		}
		o.counts.sent.Add(1)
		o.counts.sentBytes.Add(uint64(len(data)))
	}
}

// room waits until SCTP takes more. A lossy message is not worth the wait: it
// reports false at once.
func (o *outbox) room(d *webrtc.DataChannel, done <-chan struct{}) bool {
	for d.BufferedAmount() > o.maxBuffered {
		if o.kind != Reliable {
			return false
		}
		select {
		case <-o.low:
		case <-done:
			return false
		}
	}
	return true
}

// signal leaves a note for a goroutine that may be busy.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

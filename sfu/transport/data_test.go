package transport

import (
	"bytes"
	"errors"
	"testing"

	"github.com/pion/webrtc/v4"
)

func TestDataBothWays(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Single}, clientOptions{})
	lossy := false
	reliable, err := c.pc.CreateDataChannel(LabelReliable, nil)
	c.must(err)
	_, err = c.pc.CreateDataChannel(LabelLossy, &webrtc.DataChannelInit{Ordered: &lossy})
	c.must(err)
	other, err := c.pc.CreateDataChannel("whiteboard", nil)
	c.must(err)
	got := make(chan []byte, 100)
	reliable.OnMessage(func(m webrtc.DataChannelMessage) { got <- m.Data })

	// Sent before anything is open: kept for the client.
	c.must(c.peer.SendData(Reliable, []byte("early")))
	if err := c.peer.SendData(Lossy, []byte("early")); !errors.Is(err, ErrNoChannel) {
		t.Errorf("lossy before open: %v", err)
	}
	if err := c.peer.SendData(Other, nil); !errors.Is(err, ErrNoChannel) {
		t.Errorf("unknown kind: %v", err)
	}
	big := bytes.Repeat([]byte{7}, MaxMessageSize)
	if err := c.peer.SendData(Reliable, append(big, 0)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	c.offer()
	for _, kind := range []DataKind{Reliable, Lossy, Other} {
		eventually(t, "an open channel", func() bool { return c.events.opened(kind) })
	}
	c.must(c.peer.SendData(Reliable, big))
	if m := <-got; string(m) != "early" {
		t.Errorf("first message %q", m)
	}
	if m := <-got; !bytes.Equal(m, big) {
		t.Errorf("second message of %d bytes", len(m))
	}

	c.must(reliable.Send([]byte("one")))
	c.peer.data.received(Reliable, LabelReliable, append(big, 0)) // from a client that ignores the limit
	c.must(reliable.Send([]byte("two")))
	c.must(other.Send([]byte("three")))
	eventually(t, "the client's messages", func() bool { return len(c.events.received()) == 3 })
	var kinds [4]int
	for _, m := range c.events.received() {
		kinds[m.kind]++
		if m.kind == Other && m.label != "whiteboard" {
			t.Errorf("label %q", m.label)
		}
	}
	if kinds[Reliable] != 2 || kinds[Other] != 1 {
		t.Errorf("kinds %v", kinds)
	}
	eventually(t, "what was sent and received to be counted", func() bool { // after it has been handed on
		s := c.peer.Stats().Data[Reliable]
		return s.Sent == 2 && s.Received == 2 && s.Oversized == 1 && s.SentBytes == uint64(len(big)+5)
	})
}

func TestServerChannels(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Subscriber}, clientOptions{})
	opened := make(chan *webrtc.DataChannel, 2)
	got := make(chan string, 2)
	c.pc.OnDataChannel(func(d *webrtc.DataChannel) {
		d.OnMessage(func(m webrtc.DataChannelMessage) { got <- d.Label() + string(m.Data) })
		opened <- d
	})
	c.must(c.peer.OpenDataChannels())
	c.takeOffer(false)
	for range 2 {
		switch d := <-opened; d.Label() {
		case LabelReliable:
			if !d.Ordered() || d.MaxRetransmits() != nil {
				t.Error("the reliable channel is not")
			}
		case LabelLossy:
			if d.Ordered() || d.MaxRetransmits() == nil || *d.MaxRetransmits() != 0 {
				t.Error("the lossy channel is ordered or retransmits")
			}
		default:
			t.Errorf("channel %q", d.Label())
		}
	}
	for _, kind := range []DataKind{Reliable, Lossy} {
		eventually(t, "an open channel", func() bool { return c.events.opened(kind) })
		c.must(c.peer.SendData(kind, []byte("!")))
		if m := <-got; m != LabelReliable+"!" && m != LabelLossy+"!" {
			t.Errorf("message %q", m)
		}
	}
}

// A receiver that does not read fills its own queue and nobody else's time.
func TestSlowReceiver(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Subscriber}, clientOptions{})
	hold := make(chan struct{})
	c.pc.OnDataChannel(func(d *webrtc.DataChannel) {
		d.OnMessage(func(webrtc.DataChannelMessage) { <-hold })
	})
	c.must(c.peer.OpenDataChannels())
	c.takeOffer(false)
	eventually(t, "open channels", func() bool { return c.events.opened(Reliable) && c.events.opened(Lossy) })
	chunk := make([]byte, 60000)
	var err error
	for range 4 * reliableQueueBytes / len(chunk) {
		if err = c.peer.SendData(Reliable, chunk); err != nil {
			break
		}
	}
	if !errors.Is(err, ErrSlow) {
		t.Errorf("reliable overflow: %v", err)
	}
	eventually(t, "dropped lossy messages", func() bool {
		_ = c.peer.SendData(Lossy, chunk)
		return c.peer.Stats().Data[Lossy].Dropped > 0
	})
	if n := c.peer.Stats().Data[Reliable].Dropped; n != 1 {
		t.Errorf("%d reliable messages dropped", n)
	}
	close(hold)
}

func TestTooManyChannels(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Publisher}, clientOptions{})
	closed := make(chan struct{}, 2*maxChannels)
	for range maxChannels + 3 {
		d, err := c.pc.CreateDataChannel("x", nil)
		c.must(err)
		d.OnClose(func() { closed <- struct{}{} })
	}
	c.offer()
	for range 3 {
		<-closed
	}
}

package transport

import (
	"sync"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"giaoban/sfu/codec"
)

// A browser names an encoding in its packets only until a report about it has
// come: an encoding that begins with a single packet must still be recognized.
func TestSlowEncodingIsNotReportedBeforeItIsKnown(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Publisher}, clientOptions{})
	counts := drain(c.events)
	video := c.publish("cam", webrtc.MimeTypeVP8, "q", "h")
	slow := video.encodings[1]
	slowRTCP := &rtcpLog{}
	c.readers.Go(func() {
		for {
			packets, _, err := video.sender.ReadSimulcastRTCP(slow.RID())
			if err != nil {
				return
			}
			slowRTCP.add(packets)
		}
	})
	sections, _ := c.offer()
	c.connected()

	mid := sections[0].Mid
	if err := slow.WriteRTP(named(t, video, mid, slow, 1)); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var pump sync.WaitGroup
	video.encodings = video.encodings[:1]
	pump.Go(func() { c.pump(video, mid, stop) })
	eventually(t, "two reports about the steady encoding", func() bool { return video.rtcp.count(isReport) >= 2 })
	close(stop)
	pump.Wait()
	if n := slowRTCP.count(isReport); n > 0 {
		t.Errorf("%d reports about an encoding that is not known yet", n)
	}

	for seq := uint16(2); seq < 6; seq++ {
		if err := slow.WriteRTP(named(t, video, mid, slow, seq)); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the slow encoding", func() bool { return counts.count("videoh") > 0 })
}

// named is a packet that says which section and encoding it belongs to.
func named(t *testing.T, p publishedTrack, mid string, encoding *webrtc.TrackLocalStaticRTP, seq uint16) *rtp.Packet {
	t.Helper()
	packet := &rtp.Packet{
		Header:  rtp.Header{Version: 2, SequenceNumber: seq, Timestamp: uint32(seq) * 3000},
		Payload: []byte{0x10, byte(seq)},
	}
	for _, e := range p.sender.GetParameters().HeaderExtensions {
		value := map[string]string{codec.URIMid: mid, codec.URIRid: encoding.RID()}[e.URI]
		if value != "" && packet.SetExtension(uint8(e.ID), []byte(value)) != nil {
			t.Fatalf("header extension %s does not fit", e.URI)
		}
	}
	return packet
}

func isReport(p rtcp.Packet) bool {
	report, ok := p.(*rtcp.ReceiverReport)
	return ok && len(report.Reports) > 0
}

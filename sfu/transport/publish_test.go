package transport

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"giaoban/sfu/codec"
)

// publishedTrack is a client's track with the encodings that it sends.
type publishedTrack struct {
	sender    *webrtc.RTPSender
	encodings []*webrtc.TrackLocalStaticRTP
	rtcp      *rtcpLog // of the first encoding
}

func (c *client) publish(id, mime string, rids ...string) publishedTrack {
	c.t.Helper()
	if len(rids) == 0 {
		rids = []string{""}
	}
	p := publishedTrack{rtcp: &rtcpLog{}}
	for i, rid := range rids {
		capability := webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000}
		if strings.HasPrefix(mime, "audio/") {
			capability.ClockRate, capability.Channels = 48000, 2
		}
		var opts []func(*webrtc.TrackLocalStaticRTP)
		if rid != "" {
			opts = append(opts, webrtc.WithRTPStreamID(rid))
		}
		track, err := webrtc.NewTrackLocalStaticRTP(capability, id, "stream", opts...)
		c.must(err)
		p.encodings = append(p.encodings, track)
		if i == 0 {
			tr, err := c.pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{
				Direction: webrtc.RTPTransceiverDirectionSendonly})
			c.must(err)
			p.sender = tr.Sender()
			continue
		}
		c.must(p.sender.AddEncoding(track))
	}
	// The client's interceptors answer NACKs only while someone reads.
	c.readers.Go(func() {
		for {
			packets, _, err := p.sender.ReadRTCP()
			if err != nil {
				return
			}
			p.rtcp.add(packets)
		}
	})
	return p
}

// pump writes packets on all encodings until stop is closed.
func (c *client) pump(p publishedTrack, mid string, stop <-chan struct{}) {
	params := p.sender.GetParameters()
	var midID, ridID uint8
	for _, e := range params.HeaderExtensions {
		switch e.URI {
		case codec.URIMid:
			midID = uint8(e.ID)
		case codec.URIRid:
			ridID = uint8(e.ID)
		}
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for seq := uint16(1); ; seq++ {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		for _, track := range p.encodings {
			h := rtp.Header{Version: 2, SequenceNumber: seq, Timestamp: uint32(seq) * 3000}
			if track.RID() != "" {
				if h.SetExtension(midID, []byte(mid)) != nil || h.SetExtension(ridID, []byte(track.RID())) != nil {
					return
				}
			}
			if err := track.WriteRTP(&rtp.Packet{Header: h, Payload: []byte{0x10, byte(seq)}}); err != nil {
				return
			}
		}
	}
}

// readAll drains each incoming stream and counts its packets.
type readCounts struct {
	mu   sync.Mutex
	n    map[string]int
	wg   sync.WaitGroup
	rtcp map[string]*rtcpLog
}

func drain(h *events) *readCounts {
	r := &readCounts{n: make(map[string]int), rtcp: make(map[string]*rtcpLog)}
	h.onTrack = func(in Incoming) {
		key := in.Kind().String() + in.RID()
		log := &rtcpLog{}
		in.SetRTCPHandler(log.add)
		r.mu.Lock()
		r.rtcp[key] = log
		r.mu.Unlock()
		r.wg.Go(func() {
			b := make([]byte, 1500)
			for {
				if _, err := in.Read(b); err != nil {
					return
				}
				r.mu.Lock()
				r.n[key]++
				r.mu.Unlock()
			}
		})
	}
	return r
}

func (r *readCounts) count(key string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n[key]
}

func (r *readCounts) log(key string) *rtcpLog {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rtcp[key]
}

func TestPublish(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Publisher}, clientOptions{})
	counts := drain(c.events)
	audio := c.publish("mic", webrtc.MimeTypeOpus)
	video := c.publish("cam", webrtc.MimeTypeVP8, "q", "h", "f")

	sections, answer := c.offer(SectionOptions{Mid: "0", DTX: true, AudioNACK: true}, SectionOptions{Mid: "1", Preferred: []string{"video/vp8"}})
	if len(sections) != 2 {
		t.Fatalf("%d sections", len(sections))
	}
	a, v := sections[0], sections[1]
	if a.Kind != codec.Audio || a.TrackID != "mic" || a.StreamID != "stream" || a.SSRC == 0 || !a.Direction.Sends() {
		t.Errorf("audio section %+v", a)
	}
	if v.Kind != codec.Video || v.TrackID != "cam" || strings.Join(v.RIDs, "") != "qhf" || v.Codecs[0].Mime != codec.MimeVP8 {
		t.Errorf("video section %+v", v)
	}
	for _, want := range []string{"usedtx=1", "a=rtcp-fb:111 nack\r\n", "a=simulcast:recv q;h;f", "a=recvonly", "transport-cc"} {
		if !strings.Contains(answer, want) {
			t.Errorf("answer lacks %q:\n%s", want, answer)
		}
	}
	if strings.Contains(answer, "goog-remb") {
		t.Error("answer asks for both kinds of bandwidth feedback")
	}
	c.connected()

	stop := make(chan struct{})
	var pumps sync.WaitGroup
	pumps.Go(func() { c.pump(audio, a.Mid, stop) })
	pumps.Go(func() { c.pump(video, v.Mid, stop) })
	for _, key := range []string{"audio", "videoq", "videoh", "videof"} {
		eventually(t, "30 packets of "+key, func() bool { return counts.count(key) >= 30 })
	}
	isSR := func(p rtcp.Packet) bool { _, ok := p.(*rtcp.SenderReport); return ok }
	eventually(t, "a sender report of the audio", func() bool { return counts.log("audio").has(isSR) })
	close(stop)
	pumps.Wait()

	if n := len(c.events.incoming()); n != 4 {
		t.Errorf("%d incoming streams, want 4", n)
	}
	for _, in := range c.events.incoming() {
		if in.SSRC() == 0 || in.Codec().PayloadType == 0 || in.Mid() == "" {
			t.Errorf("incoming %+v", in)
		}
		if in.Kind() == codec.Video && (in.TrackID() != "cam" || in.Extensions().Rid == 0) {
			t.Errorf("incoming video: track %q, extensions %+v", in.TrackID(), in.Extensions())
		}
	}

	c.must(c.pc.RemoveTrack(audio.sender))
	if sections, _ = c.offer(); sections[0].Direction.Sends() {
		t.Error("removed track still sends")
	}
	if err := c.peer.Close(); err != nil {
		t.Fatal(err)
	}
	counts.wg.Wait() // Read returns on Close
}

// A publisher's loss is repaired by its RTX stream without our help.
func TestPublishRetransmission(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Publisher}, clientOptions{})
	counts := drain(c.events)
	video := c.publish("cam", webrtc.MimeTypeVP8)
	sections, _ := c.offer()
	c.connected()
	ssrc := sections[0].SSRC
	write := func(seq uint16) {
		c.must(video.encodings[0].WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: seq}, Payload: []byte{0x10, 1}}))
	}
	for seq := range uint16(10) {
		write(seq)
	}
	eventually(t, "the first ten packets", func() bool { return counts.count("video") >= 10 })
	nack := &rtcp.TransportLayerNack{MediaSSRC: ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers([]uint16{3, 4, 5})}
	seq := uint16(10)
	eventually(t, "three retransmissions", func() bool {
		if counts.count("video") >= int(seq)+3 {
			return true
		}
		if err := c.peer.WriteRTCP([]rtcp.Packet{nack}); err != nil {
			t.Fatal(err)
		}
		write(seq) // the library looks for repaired packets when the next one comes
		seq++
		return false
	})
	if err := c.peer.Close(); err != nil {
		t.Fatal(err)
	}
	counts.wg.Wait()
}

// Closing one stream ends its reader while nothing comes, and leaves the others alone.
func TestCloseOneStream(t *testing.T) {
	e := newTestEngine(t, Config{TCPPort: -1})
	c := newClient(t, e, PeerConfig{Role: Publisher}, clientOptions{})
	counts := drain(c.events)
	video := c.publish("cam", webrtc.MimeTypeVP8, "q", "h", "f")
	sections, _ := c.offer()
	c.connected()
	stop := make(chan struct{})
	var pumps sync.WaitGroup
	pumps.Go(func() { c.pump(video, sections[0].Mid, stop) })
	for _, key := range []string{"videoq", "videoh", "videof"} {
		eventually(t, "packets of "+key, func() bool { return counts.count(key) > 0 })
	}
	close(stop)
	pumps.Wait()

	for _, in := range c.events.incoming() {
		c.must(in.Close())
		c.must(in.Close()) // again does nothing
	}
	counts.wg.Wait() // the readers have ended, the peer has not
	if got := c.peer.State(); got != Connected {
		t.Errorf("the peer is %v", got)
	}
	for _, in := range c.events.incoming() {
		if _, err := in.Read(make([]byte, 1500)); !errors.Is(err, io.EOF) {
			t.Errorf("reading on gives %v", err)
		}
	}
	c.publish("mic", webrtc.MimeTypeOpus)
	c.offer() // the connection goes on
}

package client

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"giaoban/cmd/giaoban/bench/synth"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

const (
	// reportInterval is the time between two receiver reports (RFC 3550 section 6.2).
	reportInterval = time.Second
	// maxReports is how many streams one report can be about: its count has five bits (RFC 3550 section 6.4.2).
	maxReports = 31
)

// reception takes what one session receives: it counts every packet and looks into some.
type reception struct {
	meter   *Meter
	stamped bool // media packets carry stamps; those without are not media
	// media is called without locks for the packets of media that are looked at; without stamps once for each track.
	media func(track *webrtc.TrackRemote, marker bool)

	mu        sync.Mutex
	tracks    map[uint32]*webrtc.TrackRemote // by SSRC; guarded by mu
	delays    []time.Duration                // guarded by mu
	timing    bool                           // whether delays are kept; guarded by mu
	decrypted uint64                         // sampled packets that passed authentication while timing; guarded by mu
	tag       int                            // length of the last SRTP authentication tag; guarded by mu
}

// Received is what a participant has to show of what it receives.
type Received struct {
	Counts Counts
	Tracks int
	// Decrypted is the number of sampled packets that passed authentication while timing was on.
	Decrypted uint64
	// InboxDrops is the number of datagrams that this process itself dropped before decrypting them.
	InboxDrops uint64
	// AuthTag is the length of the SRTP authentication tag in bytes: 16 with AES-GCM, 10 with HMAC-SHA1-80.
	AuthTag int
}

func newReception(sample int, stamped bool, media func(*webrtc.TrackRemote, bool)) *reception {
	return &reception{meter: NewMeter(sample), stamped: stamped, media: media, tracks: map[uint32]*webrtc.TrackRemote{}}
}

// start is called by Pion when a track's first packet has come, perhaps before the session is handed out.
func (r *reception) start(session *session, track *webrtc.TrackRemote) {
	r.mu.Lock()
	owned := session.own(func() { r.readTrack(track) })
	if owned {
		r.tracks[uint32(track.SSRC())] = track
	}
	r.mu.Unlock()
	if owned && !r.stamped {
		r.media(track, false)
	}
}

// readTrack is the goroutine that takes a track's sampled packets. It ends when the connection is closed.
func (r *reception) readTrack(track *webrtc.TrackRemote) {
	buf := make([]byte, maxDatagram)
	for {
		n, _, err := track.Read(buf)
		if err != nil {
			return
		}
		var header rtp.Header
		size, err := header.Unmarshal(buf[:n])
		if err != nil {
			continue
		}
		r.take(track, &header, buf[:n], size)
	}
}

// take looks at a decrypted packet: whether it is media, and how late it came.
func (r *reception) take(track *webrtc.TrackRemote, header *rtp.Header, packet []byte, headerSize int) {
	stamp, stamped := synth.FindStamp(packet[headerSize:], track.Kind() == webrtc.RTPCodecTypeVideo)
	arrival, sampled := r.meter.Arrival(header.SSRC, header.SequenceNumber)
	if stamped {
		r.media(track, header.Marker)
	}
	if !sampled {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tag = arrival.Size - len(packet)
	if r.timing {
		r.decrypted++
		if stamped {
			r.delays = append(r.delays, time.Duration(arrival.At-stamp.SentAt))
		}
	}
}

// time starts taking delays, or stops it.
func (r *reception) time(on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.timing = on
}

// taken returns the one-way delays taken so far.
func (r *reception) taken() []time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.delays)
}

// received returns what has come of all tracks so far.
func (r *reception) received(session *session) Received {
	r.mu.Lock()
	defer r.mu.Unlock()
	received := Received{Tracks: len(r.tracks), Decrypted: r.decrypted, AuthTag: r.tag}
	if p := session.subscriberIfAny(); p != nil {
		received.InboxDrops = p.socket.overflows.Load()
	}
	for ssrc := range r.tracks {
		counts, _ := r.meter.Counts(ssrc)
		received.Counts = received.Counts.Add(counts)
	}
	return received
}

// byTrack returns what has come so far of each track, by its sid.
func (r *reception) byTrack() map[string]Counts {
	r.mu.Lock()
	defer r.mu.Unlock()
	tracks := make(map[string]Counts, len(r.tracks))
	for ssrc, track := range r.tracks {
		counts, _ := r.meter.Counts(ssrc)
		tracks[track.ID()] = tracks[track.ID()].Add(counts)
	}
	return tracks
}

// report is the goroutine that sends receiver reports.
func (r *reception) report(session *session) {
	ticker := time.NewTicker(reportInterval)
	defer ticker.Stop()
	sender := rand.Uint32() //nolint:gosec // an SSRC has to differ, not to be secret
	last := map[uint32]Counts{}
	for {
		select {
		case <-ticker.C:
			r.sendReports(session, sender, last)
		case <-session.ended:
			return
		}
	}
}

// sendReports reports on the streams of which something has come since the report before, whose counts last holds.
func (r *reception) sendReports(session *session, sender uint32, last map[uint32]Counts) {
	r.mu.Lock()
	ssrcs := make([]uint32, 0, len(r.tracks))
	for ssrc := range r.tracks {
		ssrcs = append(ssrcs, ssrc)
	}
	r.mu.Unlock()
	var reports []rtcp.ReceptionReport
	for _, ssrc := range ssrcs {
		counts, highest := r.meter.Counts(ssrc)
		since := counts.Sub(last[ssrc])
		if since.Packets == 0 {
			continue
		}
		last[ssrc] = counts
		var fraction uint8
		if since.Span > 0 {
			fraction = uint8(min(255, since.Missing()*256/since.Span))
		}
		reports = append(reports, rtcp.ReceptionReport{
			SSRC: ssrc, FractionLost: fraction, TotalLost: uint32(counts.Missing()), LastSequenceNumber: highest,
		})
	}
	p := session.subscriberIfAny()
	if p == nil {
		return
	}
	for chunk := range slices.Chunk(reports, maxReports) {
		// A report that cannot be sent is like one that got lost.
		_ = p.pc.WriteRTCP([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: sender, Reports: chunk}})
	}
}

// Package frame makes frames of RTP packets: it puts packets in order, waits a moment for those that are missing, and gives
// away whole frames only. Of video, nothing is given from a loss on until the next key frame, since what a decoder
// would make of it is not what was sent.
package frame

import (
	"errors"
	"time"

	"github.com/pion/rtp"

	"giaoban/sfu/codec"
	"giaoban/sfu/payload"
)

// Frame is one picture or one packet of sound.
type Frame struct {
	// Time is the RTP timestamp, unwrapped: in ticks of the codec's clock from an arbitrary start.
	Time int64
	// Arrival is when its first packet came.
	Arrival time.Time
	// Key says that a decoder can start here; always so of sound.
	Key bool
	// Gap says that packets before it were lost for good.
	Gap bool
	// Width and Height of the picture in pixels; 0 when this frame does not tell.
	Width, Height int
	// Data is the frame as its container wants it: VP8 and VP9 as they are (VP9's spatial layers as a superframe), H.264
	// as NAL units with lengths of four bytes before them, AV1 as OBUs with sizes, Opus as it is.
	Data []byte
}

// ErrCodec says that a codec cannot be recorded.
var ErrCodec = errors.New("frame: codec that cannot be recorded")

const (
	// patience is how long a missing packet is waited for: a retransmission over a bad line.
	patience = 600 * time.Millisecond
	// window bounds the packets that wait for one that is missing.
	window = 1024
	// maxSize bounds one frame in bytes.
	maxSize = 8 << 20
)

// Stats counts what an Assembler saw.
type Stats struct {
	Packets   uint64 // taken in
	Late      uint64 // too late or twice
	Lost      uint64 // given up
	Frames    uint64 // given away
	Discarded uint64 // incomplete, or not decodable without what was lost
	Malformed uint64 // packets that could not be read
}

// Assembler makes the frames of one stream. It belongs to one goroutine.
type Assembler struct {
	codec  codec.Type
	video  bool
	parser *payload.Parser
	body   depacketizer

	begun   bool
	next    uint64 // unwrapped sequence number that is due
	waiting map[uint64]held
	since   time.Time // from when on next is missing; zero: it is not

	timeBegun bool
	lastTime  int64

	open    bool // current is being filled
	broken  bool
	current Frame

	gap     bool // since the last frame given away
	waitKey bool // nothing is decodable before the next key frame
	stats   Stats
}

type held struct {
	header  rtp.Header
	payload []byte
	at      time.Time
}

// New returns an Assembler for streams of a codec. Errors: ErrCodec.
func New(c codec.Type) (*Assembler, error) {
	body := newDepacketizer(c)
	if body == nil {
		return nil, ErrCodec
	}
	video := c != codec.Opus
	return &Assembler{
		codec: c, video: video, parser: payload.NewParser(c), body: body, waiting: map[uint64]held{}, waitKey: video,
	}, nil
}

// Stats returns the counts so far.
func (a *Assembler) Stats() Stats { return a.stats }

// WantsKey reports whether nothing more will come before a key frame: the sender should be asked for one.
func (a *Assembler) WantsKey() bool { return a.waitKey }

// Push takes in a packet that arrived now and calls give for each frame that is ready, in order. It keeps neither header
// nor data; frames are the caller's.
func (a *Assembler) Push(header *rtp.Header, data []byte, now time.Time, give func(Frame)) {
	a.stats.Packets++
	seq := a.unwrap(header.SequenceNumber)
	if seq < a.next {
		a.stats.Late++
		return
	}
	if seq == a.next {
		a.take(header, data, now, give)
		a.next++
		a.drain(now, give)
		return
	}
	if _, twice := a.waiting[seq]; twice {
		a.stats.Late++
		return
	}
	a.waiting[seq] = held{
		header:  rtp.Header{Marker: header.Marker, SequenceNumber: header.SequenceNumber, Timestamp: header.Timestamp},
		payload: append([]byte(nil), data...), at: now,
	}
	if a.since.IsZero() {
		a.since = now
	}
	a.Tick(now, give)
}

// Tick gives up what was waited for long enough. Call it now and then, since a stream may pause at a gap.
func (a *Assembler) Tick(now time.Time, give func(Frame)) {
	for len(a.waiting) > 0 && (now.Sub(a.since) >= patience || len(a.waiting) > window) {
		a.skip(now, give)
	}
}

// Flush gives up all that is missing, at the end of the stream.
func (a *Assembler) Flush(now time.Time, give func(Frame)) {
	for len(a.waiting) > 0 {
		a.skip(now, give)
	}
	a.open = false
}

// skip goes over to the next packet that is there.
func (a *Assembler) skip(now time.Time, give func(Frame)) {
	least := ^uint64(0)
	for seq := range a.waiting {
		least = min(least, seq)
	}
	a.stats.Lost += least - a.next
	a.lose()
	a.next = least
	a.drain(now, give)
}

// lose notes that packets are gone.
func (a *Assembler) lose() {
	a.gap = true
	a.broken = true
	a.body.reset()
	if a.video {
		a.waitKey = true
	}
}

func (a *Assembler) drain(now time.Time, give func(Frame)) {
	for {
		p, there := a.waiting[a.next]
		if !there {
			break
		}
		delete(a.waiting, a.next)
		a.take(&p.header, p.payload, p.at, give)
		a.next++
	}
	a.since = time.Time{}
	if len(a.waiting) > 0 {
		a.since = now
	}
}

// unwrap extends a sequence number, nearest to the one that is due.
func (a *Assembler) unwrap(seq uint16) uint64 {
	if !a.begun {
		a.begun = true
		a.next = 1<<32 + uint64(seq)
	}
	return a.next + uint64(int64(int16(seq-uint16(a.next))))
}

func (a *Assembler) unwrapTime(timestamp uint32) int64 {
	if !a.timeBegun {
		a.timeBegun, a.lastTime = true, int64(timestamp)
	}
	a.lastTime += int64(int32(timestamp - uint32(a.lastTime)))
	return a.lastTime
}

// take takes in the packet that is due.
func (a *Assembler) take(header *rtp.Header, data []byte, at time.Time, give func(Frame)) {
	if len(data) == 0 {
		return // padding, by which a sender probes the line
	}
	var info payload.Info
	in := payload.Input{Payload: data, Timestamp: header.Timestamp, Marker: header.Marker}
	if err := a.parser.Parse(&in, &info); err != nil {
		a.malformed()
		return
	}
	when := a.unwrapTime(header.Timestamp)
	if a.open && a.current.Time != when {
		a.finish(give) // the marker of the frame before is not set by every sender
	}
	if !a.open {
		a.open, a.broken = true, !info.Start
		a.current = Frame{Time: when, Arrival: at}
		a.body.begin()
	}
	a.current.Key = a.current.Key || info.Key
	if info.Width > 0 {
		a.current.Width, a.current.Height = int(info.Width), int(info.Height)
	}
	if err := a.body.add(&a.current.Data, data, &info); err != nil || len(a.current.Data) > maxSize {
		a.malformed()
		return
	}
	if header.Marker || !a.video {
		a.finish(give)
	}
}

func (a *Assembler) malformed() {
	a.stats.Malformed++
	a.lose()
}

func (a *Assembler) finish(give func(Frame)) {
	a.open = false
	f := a.current
	a.current = Frame{}
	a.body.end(&f.Data)
	if a.broken || len(f.Data) == 0 || a.waitKey && !f.Key {
		a.stats.Discarded++
		if a.broken && a.video && !a.waitKey {
			a.gap, a.waitKey = true, true
		}
		return
	}
	a.waitKey = false
	if f.Key && f.Width == 0 {
		f.Width, f.Height = a.body.size(f.Data)
	}
	f.Gap, a.gap = a.gap, false
	a.stats.Frames++
	give(f)
}

package simlink

import (
	"time"

	"github.com/pion/rtcp"
)

// receiver stamps packets and returns transport-wide feedback as Chromium does:
// from the first packet not told of to the newest; a late packet makes the next
// feedback begin with it.
type receiver struct {
	*sim
	cfg     *Link
	arrived map[int64]time.Duration
	next    int64 // first number not told of
	newest  int64
	count   uint8
	back    func(fb *rtcp.TransportLayerCC)
	wake    time.Duration // when the last packet of a bunch was read
	started bool
}

// deliver takes a media packet; a receiver that hangs reads it when it wakes.
func (r *receiver) deliver(number int64) {
	if hang, ok := inside(r.cfg.Hang, r.now); ok {
		r.wake = max(r.wake+30*time.Microsecond, hang.To)
		r.at(r.wake, func() { r.stamp(number) })
		return
	}
	if r.now <= r.wake { // behind what still waits
		r.wake += 30 * time.Microsecond
		r.at(r.wake, func() { r.stamp(number) })
		return
	}
	r.stamp(number)
}

func (r *receiver) stamp(number int64) {
	r.arrived[number] = time.Duration(float64(r.now)*(1+r.cfg.Clock)) + 1000*time.Hour
	if !r.started {
		r.started, r.next = true, number
	}
	r.next = min(r.next, number)
	r.newest = max(r.newest, number)
}

// tick sends feedback and asks for the next time.
func (r *receiver) tick() {
	if hang, ok := inside(r.cfg.Hang, r.now); ok {
		// Somewhere amid the bunch that is read then.
		r.at(hang.To+time.Duration(r.random.Int64N(int64(5*time.Millisecond))), r.tick)
		return
	}
	if r.started && r.newest >= r.next {
		r.send(r.build())
	}
	r.after(r.cfg.FeedbackEvery, r.tick)
}

func (r *receiver) send(fb *rtcp.TransportLayerCC) {
	lost := r.random.Float64() < r.cfg.FeedbackLoss
	delay := r.cfg.Delay
	if r.cfg.FeedbackDelay > 0 {
		delay += time.Duration(r.random.Int64N(int64(r.cfg.FeedbackDelay)))
	}
	if _, cut := inside(r.cfg.Cut, r.now); cut || lost {
		return
	}
	raw, err := fb.Marshal()
	if err != nil {
		return
	}
	parsed := new(rtcp.TransportLayerCC)
	if parsed.Unmarshal(raw) != nil {
		return
	}
	r.after(delay, func() { r.back(parsed) })
}

// build makes one feedback packet and moves on. Times are in units of 250 µs.
func (r *receiver) build() *rtcp.TransportLayerCC {
	const unit = 250 * time.Microsecond
	first, ok := time.Duration(0), false
	for n := r.next; n <= r.newest && !ok; n++ {
		first, ok = r.arrived[n], r.arrived[n] != 0
	}
	fb := &rtcp.TransportLayerCC{
		SenderSSRC: 1, MediaSSRC: 2, BaseSequenceNumber: uint16(r.next), FbPktCount: r.count,
		ReferenceTime: uint32(first/(64*time.Millisecond)) & (1<<24 - 1),
	}
	r.count++
	last := first.Truncate(64*time.Millisecond) / unit
	var symbols []uint16
	n := r.next
	for ; n <= r.newest && len(symbols) < 2000; n++ {
		at, ok := r.arrived[n]
		if !ok {
			symbols = append(symbols, rtcp.TypeTCCPacketNotReceived)
			continue
		}
		delta := at/unit - last
		if delta < -32768 || delta > 32767 {
			break
		}
		last = at / unit
		d := &rtcp.RecvDelta{Type: rtcp.TypeTCCPacketReceivedSmallDelta, Delta: int64(delta) * 250}
		if delta < 0 || delta > 255 {
			d.Type = rtcp.TypeTCCPacketReceivedLargeDelta
		}
		fb.RecvDeltas = append(fb.RecvDeltas, d)
		symbols = append(symbols, d.Type)
	}
	for old := r.next - 3000; old < n-3000; old++ {
		delete(r.arrived, old)
	}
	r.next = n
	fb.PacketStatusCount = uint16(len(symbols))
	fb.PacketChunks = Chunks(symbols)
	fb.Header = rtcp.Header{Count: rtcp.FormatTCC, Type: rtcp.TypeTransportSpecificFeedback}
	fb.Header.Padding = fb.MarshalSize()%4 != 0 || needsPadding(fb)
	fb.Header.Length = uint16(fb.MarshalSize()/4 - 1)
	return fb
}

// needsPadding says whether the packet does not fill its last word.
func needsPadding(fb *rtcp.TransportLayerCC) bool {
	n := 20 + 2*len(fb.PacketChunks)
	for _, d := range fb.RecvDeltas {
		n++
		if d.Type == rtcp.TypeTCCPacketReceivedLargeDelta {
			n++
		}
	}
	return n%4 != 0
}

// Chunks packs symbols as run lengths, one-bit and two-bit vectors, whichever
// holds most.
func Chunks(symbols []uint16) []rtcp.PacketStatusChunk {
	var chunks []rtcp.PacketStatusChunk
	for len(symbols) > 0 {
		run := 1
		for run < len(symbols) && run < 8191 && symbols[run] == symbols[0] {
			run++
		}
		if run >= 14 || run == len(symbols) {
			chunks = append(chunks, &rtcp.RunLengthChunk{PacketStatusSymbol: symbols[0], RunLength: uint16(run)})
			symbols = symbols[run:]
			continue
		}
		size, count := uint16(rtcp.TypeTCCSymbolSizeOneBit), 14
		for _, s := range symbols[:min(14, len(symbols))] {
			if s > rtcp.TypeTCCPacketReceivedSmallDelta {
				size, count = rtcp.TypeTCCSymbolSizeTwoBit, 7
			}
		}
		list := make([]uint16, count)
		n := copy(list, symbols)
		chunks = append(chunks, &rtcp.StatusVectorChunk{
			Type: rtcp.TypeTCCStatusVectorChunk, SymbolSize: size, SymbolList: list,
		})
		symbols = symbols[n:]
	}
	return chunks
}

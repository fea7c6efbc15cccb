package egress

import (
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/forward"
)

const (
	// batchSize is the most packets that are handed to the writer at once.
	batchSize = 64
	// tickInterval is how often layer choices and fillers are renewed.
	tickInterval = 500 * time.Millisecond
	// reportTicks makes sender reports go out every 3 s.
	reportTicks = 6
	// reportsPerPacket keeps a compound RTCP packet below 1,200 bytes.
	reportsPerPacket = 12
)

// loop is the goroutine of a receiver. It owns all forwarding state.
type loop struct {
	r        *Receiver
	tracks   map[*forward.Track]*share // nil: no part of a line that is watched
	line     *line                     // nil: the line is not watched
	busy     []*forward.Track          // those that need the next tick, or were owned lately
	batch    *forward.Batch
	items    []item
	controls []control
	order    []*forward.Track // tracks of one round, as they first appear
	round    uint64
	ticks    int
	failing  bool // the last batch could not be written
}

func newLoop(r *Receiver) *loop {
	return &loop{
		r:      r,
		tracks: make(map[*forward.Track]*share),
		batch:  forward.NewBatch(batchSize),
		items:  make([]item, 0, r.cfg.QueueLength),
		line:   newLine(r.cfg.Line),
	}
}

func (l *loop) run() {
	defer close(l.r.ended)
	defer l.r.queue.close()
	defer l.endLine()
	ticker := time.NewTicker(tickInterval)
	defer ticker.Stop()
	for {
		select {
		case <-l.r.done:
			return
		case <-l.r.wake:
			l.drain()
		case <-l.lineTimer():
			l.goOn()
		case now := <-ticker.C:
			l.tick(now)
		}
	}
}

// drain handles what waits, once: what comes meanwhile has left a token, and
// the ticker gets its turn in between.
func (l *loop) drain() {
	l.items, l.controls = l.r.queue.swap(l.items, l.controls)
	l.batch.Now = time.Now()
	for i := range l.controls {
		l.control(&l.controls[i])
	}
	clear(l.controls)
	if l.line == nil {
		l.forward(l.items)
	} else {
		l.forward(l.paced(l.items))
		l.line.rest()
	}
	clear(l.items)
	l.flush()
}

func (l *loop) control(c *control) {
	if c.op == opAdd {
		l.tracks[c.track] = l.line.newShare(c.track)
		return
	}
	if _, ok := l.tracks[c.track]; !ok {
		return
	}
	l.wake(c.track)
	switch c.op {
	case opSucceed:
		c.track.Succeed(c.old)
	case opBind:
		l.watchLine(&c.params)
		c.track.Bind(c.params, c.stream, l.batch.Now)
		l.fill(c.track)
	case opUnbind:
		c.track.Unbind()
	case opRemove:
		c.track.Unbind()
		delete(l.tracks, c.track)
	case opDemand:
		c.track.SetDemand(c.demand, l.batch.Now)
	case opRTCP:
		c.track.HandleRTCP(c.rtcp, l.batch.Now)
		l.feedback(c.rtcp)
		l.nacks(c.track, c.rtcp)
	}
}

// nacks answers the NACKs among a receiver's RTCP.
func (l *loop) nacks(t *forward.Track, packets []rtcp.Packet) {
	for _, packet := range packets {
		nack, ok := packet.(*rtcp.TransportLayerNack)
		if !ok || !t.NACKFor(nack.MediaSSRC) {
			continue
		}
		for _, pair := range nack.Nacks {
			if l.batch.Room() < forward.NackPairSize {
				l.flush()
			}
			t.AnswerNACK(pair, l.batch)
		}
	}
}

// forward hands the packets of a round to their tracks, one track after the
// other, so that packets of one stream lie together in the batch.
func (l *loop) forward(items []item) {
	l.round++
	l.order = l.order[:0]
	for i := range items {
		it := &items[i]
		it.next = -1
		lane := &it.track.Lane
		if lane.Round != l.round {
			lane.Round, lane.Head = l.round, int32(i)
			l.order = append(l.order, it.track)
		} else {
			items[lane.Tail].next = int32(i)
		}
		lane.Tail = int32(i)
	}
	for _, t := range l.order {
		_, owned := l.tracks[t]
		if owned {
			l.wake(t)
		}
		for i := t.Lane.Head; i >= 0; i = items[i].next {
			l.item(&items[i], owned)
		}
	}
	clear(l.order)
}

func (l *loop) item(it *item, owned bool) {
	p := it.pkt
	if p == nil {
		return
	}
	if !owned {
		p.Release()
		return
	}
	if it.lost > 0 {
		it.track.Skip(int(it.lost), it.key, l.batch.Now)
	}
	if l.batch.Full() {
		l.flush()
	}
	before := l.batch.Len()
	it.track.Forward(p, l.batch)
	if l.batch.Len() == before {
		p.Release()
		return
	}
	l.batch.Hold(p)
}

// flush writes the batch and empties it.
func (l *loop) flush() {
	if l.batch.Len() > 0 {
		l.sent(l.batch.Outs())
		n, err := l.r.cfg.Writer.WriteBatch(l.batch.Outs())
		l.r.queue.wrote(n, err != nil)
		if err != nil && !l.failing {
			l.r.cfg.Logger.Debug("media could not be written", "error", err, "written", n, "batch", l.batch.Len())
		}
		l.failing = err != nil
	}
	l.batch.Reset()
}

// wake has a track looked after at the next tick.
func (l *loop) wake(t *forward.Track) {
	if !t.Lane.Busy {
		t.Lane.Busy = true
		l.busy = append(l.busy, t)
	}
}

// tick does what time asks for. A member of a large meeting has hundreds of
// tracks of which few carry anything: the others cost nothing.
func (l *loop) tick(now time.Time) {
	l.batch.Now = now
	l.ticks++
	kept := l.busy[:0]
	for _, t := range l.busy {
		t.Lane.Busy = l.look(t, now)
		if t.Lane.Busy {
			kept = append(kept, t)
		}
	}
	clear(l.busy[len(kept):])
	l.busy = kept
	l.tickLine(now)
	l.flush()
	if l.ticks%reportTicks == 0 {
		l.report(now)
	}
}

// look does what time asks of one track and reports whether the next tick will
// ask for more.
func (l *loop) look(t *forward.Track, now time.Time) (again bool) {
	if _, owned := l.tracks[t]; !owned {
		return false
	}
	again = t.Tick(now)
	l.fill(t)
	l.r.views.set(t, t.Stats())
	return again
}

func (l *loop) fill(t *forward.Track) {
	if l.batch.Full() {
		l.flush()
	}
	t.Filler(l.batch)
}

// report sends the sender reports of all tracks, each compound packet with the
// names of its sources (RFC 3550, section 6.1).
func (l *loop) report(now time.Time) {
	var packets []rtcp.Packet
	names := &rtcp.SourceDescription{}
	send := func() {
		if len(packets) == 0 {
			return
		}
		if err := l.r.cfg.Writer.WriteRTCP(append(packets, names)); err != nil {
			l.r.cfg.Logger.Debug("sender reports could not be written", "error", err)
		}
		packets, names = nil, &rtcp.SourceDescription{}
	}
	for _, t := range l.busy {
		sr := t.SenderReport(now)
		if sr == nil {
			continue
		}
		packets = append(packets, sr)
		names.Chunks = append(names.Chunks, rtcp.SourceDescriptionChunk{
			Source: sr.SSRC,
			Items:  []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: t.Config().CNAME}},
		})
		if len(packets) == reportsPerPacket {
			send()
		}
	}
	send()
}

package ingress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/packet"
)

// deadliner is a source whose blocked Read can be ended, as a Pion track's can.
type deadliner interface {
	SetReadDeadline(t time.Time) error
}

// Run reads the source until it ends or the context does. It returns nil at
// the end of the source, else the context's or the source's error. It is the
// body of the ingest goroutine and is called once; when it returns, the
// history is released and nothing it started runs on. A canceled context ends
// a Read that waits if the source has SetReadDeadline; other sources must be
// closed besides.
func (l *Layer) Run(ctx context.Context, source Source) error {
	ctx, cancel := context.WithCancel(ctx)
	timerDone := make(chan struct{})
	go func() {
		defer close(timerDone)
		l.runTimer(ctx)
	}()
	defer func() {
		cancel()
		<-timerDone
		l.history.Close()
	}()
	if d, ok := source.(deadliner); ok {
		defer context.AfterFunc(ctx, func() {
			// A source that is closed already ends its Read by itself.
			_ = d.SetReadDeadline(time.Unix(0, 0))
		})()
	}
	for {
		if err := l.readOne(source); err != nil {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, io.EOF):
				return nil
			default:
				return fmt.Errorf("read layer %d: %w", l.cfg.Layer, err)
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// readOne takes one packet through the layer. Video is read into the buffer
// that is kept; audio, which is short, is moved to one of its size.
func (l *Layer) readOne(source Source) error {
	if l.scratch != nil {
		n, err := l.read(source, l.scratch)
		if n > 0 {
			p := packet.Copy(l.scratch[:n])
			l.receive(p, n, time.Now())
			p.Release()
		}
		return err
	}
	p := packet.New()
	defer p.Release()
	n, err := l.read(source, p.Buffer())
	if n > 0 {
		l.receive(p, n, time.Now())
	}
	return err
}

// read reads a packet and returns its length, 0 for one that is to be passed over.
func (l *Layer) read(source Source, b []byte) (int, error) {
	n, err := source.Read(b)
	if errors.Is(err, io.ErrShortBuffer) {
		n, err = 0, nil
	}
	if err != nil {
		return 0, err
	}
	if n == 0 {
		l.count(func(s *Stats) { s.DroppedMalformed++ })
	}
	return n, nil
}

// runTimer does what is due while no packet comes in.
func (l *Layer) runTimer(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-l.wake:
		}
		if next, ok := l.poll(time.Now()); ok {
			timer.Reset(time.Until(next))
		} else {
			timer.Stop()
		}
	}
}

// poll sends what is due and returns when the next thing will be.
func (l *Layer) poll(now time.Time) (next time.Time, ok bool) {
	l.mu.Lock()
	feedback := l.due(now)
	next, ok = l.nextDue()
	l.armed = next
	l.mu.Unlock()
	if feedback != nil {
		l.cfg.SendRTCP(feedback)
	}
	return next, ok
}

// nextDue returns when something has to be sent, ok false and no time when
// nothing has. The caller holds mu.
func (l *Layer) nextDue() (next time.Time, ok bool) {
	if l.ssrc == 0 {
		return time.Time{}, false
	}
	next, ok = l.keyFrame.next()
	if len(l.missing.list) > 0 && (!ok || l.missing.next.Before(next)) {
		next, ok = l.missing.next, true
	}
	return next, ok
}

// timerLate reports whether something is due before the timer knows, and then
// takes the timer as told. The caller holds mu.
func (l *Layer) timerLate() bool {
	next, ok := l.nextDue()
	if !ok || (!l.armed.IsZero() && !next.Before(l.armed)) {
		return false
	}
	l.armed = next
	return true
}

// due returns the feedback to send now, nil when there is none. The caller
// holds mu.
func (l *Layer) due(now time.Time) []rtcp.Packet {
	var feedback []rtcp.Packet
	if l.missing.pending(now) {
		oldest := uint64(0)
		if n := uint64(l.cfg.HistorySize); l.newest > n {
			oldest = l.newest - n
		}
		if ask := l.missing.due(now, l.rtt, oldest); len(ask) > 0 {
			l.stats.NACKs += uint64(len(ask))
			feedback = append(feedback, &rtcp.TransportLayerNack{
				SenderSSRC: l.cfg.FeedbackSSRC,
				MediaSSRC:  l.ssrc,
				Nacks:      rtcp.NackPairsFromSequenceNumbers(ask),
			})
		}
	}
	if request := l.dueKeyFrame(now); request != nil {
		feedback = append(feedback, request)
	}
	return feedback
}

// dueKeyFrame returns the key frame request to send now, nil when none is due:
// a PLI, or a FIR where the publisher takes only that. The caller holds mu.
func (l *Layer) dueKeyFrame(now time.Time) rtcp.Packet {
	if l.ssrc == 0 || !l.keyFrame.due(now) {
		return nil
	}
	l.stats.KeyFrameRequests++
	c := l.cfg.Codec
	if c.HasFeedback("ccm", "fir") && !c.HasFeedback("nack", "pli") {
		l.firSeq++
		return &rtcp.FullIntraRequest{
			SenderSSRC: l.cfg.FeedbackSSRC,
			MediaSSRC:  l.ssrc,
			FIR:        []rtcp.FIREntry{{SSRC: l.ssrc, SequenceNumber: l.firSeq}},
		}
	}
	return &rtcp.PictureLossIndication{SenderSSRC: l.cfg.FeedbackSSRC, MediaSSRC: l.ssrc}
}

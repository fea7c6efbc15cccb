package forward_test

import (
	"testing"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
)

// The stream that another track left goes on, and SRTP never sees a number twice.
func TestSucceed(t *testing.T) {
	for name, rtx := range map[string]bool{"plain": false, "with RTX": true} {
		t.Run(name, func(t *testing.T) {
			var options []option
			if rtx {
				options = append(options, withRTX)
			}
			r, src := single(t, options...)
			before := r.forward(src.Add(src.VP8Frame(5, true, 0, false)...)...)
			resent := r.nack(before[0].SequenceNumber)

			feed := forwardtest.NewFeed(vp8, 1, false)
			next := newRig(t, feed, vp8, options...)
			params := next.track.Params()
			next.track = forward.NewTrack(feed, r.track.Config())
			r.track.Unbind()
			next.track.Succeed(r.track)
			next.track.Bind(params, next.sink, r.now)
			other := forwardtest.NewSource(feed, 0, r.now)
			after := count(t, next.forward(other.Add(other.VP8Frame(3, true, 0, false)...)...), 3)
			continuous(t, after, before[4].SequenceNumber)
			if step := int32(after[0].Timestamp - before[0].Timestamp); step <= 0 || step > 90000 {
				t.Errorf("the timestamp moved by %d", step)
			}
			if got := next.nack(before[0].SequenceNumber); len(got) != 0 {
				t.Errorf("what the other sent was sent again from a feed that does not have it")
			}
			if again := next.nack(after[0].SequenceNumber); rtx && again[0].SequenceNumber != resent[0].SequenceNumber+1 {
				t.Errorf("RTX number %d follows %d", again[0].SequenceNumber, resent[0].SequenceNumber)
			}
		})
	}
	t.Run("another stream", func(t *testing.T) {
		r, src := single(t)
		r.forward(src.Add(src.VP8Frame(5, true, 0, false)...)...)
		next := forward.NewTrack(r.feed, r.track.Config())
		next.Succeed(r.track)
		params := r.track.Params()
		params.SSRC++
		next.Bind(params, r.sink, r.now)
		if sr := next.SenderReport(r.now); sr != nil {
			t.Error("a new stream reports the packets of another")
		}
	})
}

func TestFirstNumbersLeaveRoomForRollover(t *testing.T) {
	for range 100 {
		r, src := single(t, withRTX)
		sent := r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
		again := count(t, r.nack(sent[0].SequenceNumber), 1)
		if sent[0].SequenceNumber >= 0x8000 || again[0].SequenceNumber >= 0x8000 {
			t.Fatalf("streams begin at %d and %d", sent[0].SequenceNumber, again[0].SequenceNumber)
		}
	}
}

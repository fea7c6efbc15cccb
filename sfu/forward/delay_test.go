package forward_test

import (
	"testing"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/forward"
	"giaoban/sfu/forward/forwardtest"
)

const delayID = 7

func delayed(d forward.PlayoutDelay) option {
	return func(c *forward.Config, p *forward.Params) {
		c.Delay, p.Extensions.PlayoutDelay = d, delayID
	}
}

// told counts packets that tell the delay.
func told(sent []forwardtest.Sent) (n int) {
	for i := range sent {
		if sent[i].GetExtension(delayID) != nil {
			n++
		}
	}
	return n
}

func TestPlayoutDelay(t *testing.T) {
	r, src := single(t, delayed(forward.PlayoutDelay{Min: 200 * time.Millisecond, Max: time.Second}))
	report := func(ssrc, highest uint32) {
		r.track.HandleRTCP([]rtcp.Packet{&rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{
			{SSRC: ssrc, LastSequenceNumber: highest},
		}}}, r.now)
	}
	report(outSSRC, uint32(count(t, r.filler(), 1)[0].SequenceNumber)) // a filler tells nothing
	first := r.forward(src.Add(src.VP8Frame(3, true, 0, false)...)...)
	if count(t, first, 3); told(first) != 3 {
		t.Fatalf("%d of 3 packets tell the delay", told(first))
	}
	// 20 and 100 units of 10 ms.
	if got := first[0].GetExtension(delayID); len(got) != 3 || got[0] != 0x01 || got[1] != 0x40 || got[2] != 0x64 {
		t.Errorf("the delay is % x", got)
	}
	report(outSSRC, uint32(first[0].SequenceNumber)-1) // made before any of these came
	report(outSSRC+1, uint32(first[2].SequenceNumber)) // of another stream
	report(outSSRC, uint32(first[2].SequenceNumber)+1) // of what was never sent
	second := r.forward(src.Add(src.VP8Frame(2, false, 0, false)...)...)
	if told(second) != 2 {
		t.Fatalf("%d of 2 packets tell the delay before one was acknowledged", told(second))
	}
	report(outSSRC, 1<<16|uint32(first[1].SequenceNumber)) // the receiver counts its own cycles above 16 bits
	third := r.forward(src.Add(src.VP8Frame(2, false, 0, false)...)...)
	if told(third) != 0 {
		t.Errorf("%d packets tell the delay after it was acknowledged", told(third))
	}
	if key := r.forward(src.Add(src.VP8Frame(2, true, 0, false)...)...); told(key[:1]) != 1 {
		t.Error("a key frame does not tell the delay")
	}

	again := count(t, r.nack(second[1].SequenceNumber, third[0].SequenceNumber), 2)
	if told(again[:1]) != 1 || told(again[1:]) != 0 {
		t.Error("a packet that is sent again differs from the first")
	}
	other := forward.Params{SSRC: outSSRC + 5, PayloadType: 97, Codec: vp8}
	other.Extensions.PlayoutDelay = delayID
	r.track.Bind(other, r.sink, r.now)
	fresh := r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...)
	if count(t, fresh, 1); told(fresh) != 1 {
		t.Error("another stream is not told the delay")
	}
}

func TestPlayoutDelayIsNotTold(t *testing.T) {
	second := forward.PlayoutDelay{Max: time.Second}
	for name, o := range map[string][]option{
		"to a receiver that did not negotiate it": {delayed(second), func(_ *forward.Config, p *forward.Params) { p.Extensions.PlayoutDelay = 0 }},
		"in a room that has none":                 {delayed(forward.PlayoutDelay{})},
	} {
		t.Run(name, func(t *testing.T) {
			r, src := single(t, o...)
			if sent := count(t, r.forward(src.Add(src.VP8Frame(2, true, 0, false)...)...), 2); told(sent) != 0 {
				t.Error("it is told")
			}
		})
	}
	t.Run("with audio", func(t *testing.T) {
		feed := forwardtest.NewFeed(opus, 1, false)
		r := newRig(t, feed, opus, delayed(second))
		src := forwardtest.NewSource(feed, 0, start)
		if sent := count(t, r.forward(src.Add(src.AudioFrame([]byte{0x78, 1, 2}))...), 1); told(sent) != 0 {
			t.Error("it is told")
		}
	})
}

func TestPlayoutDelayFitsItsField(t *testing.T) {
	for name, tc := range map[string]struct {
		delay forward.PlayoutDelay
		want  [3]byte
	}{
		"no most":              {forward.PlayoutDelay{Min: 100 * time.Millisecond}, [3]byte{0x00, 0xaf, 0xff}},
		"most below the least": {forward.PlayoutDelay{Min: 100 * time.Millisecond, Max: 50 * time.Millisecond}, [3]byte{0x00, 0xa0, 0x0a}},
		"too long":             {forward.PlayoutDelay{Min: time.Hour, Max: time.Hour}, [3]byte{0xff, 0xff, 0xff}},
		"no least":             {forward.PlayoutDelay{Max: time.Second}, [3]byte{0x00, 0x00, 0x64}},
	} {
		t.Run(name, func(t *testing.T) {
			r, src := single(t, delayed(tc.delay))
			sent := count(t, r.forward(src.Add(src.VP8Frame(1, true, 0, false)...)...), 1)
			if got := sent[0].GetExtension(delayID); string(got) != string(tc.want[:]) {
				t.Errorf("the delay is % x, want % x", got, tc.want)
			}
		})
	}
}

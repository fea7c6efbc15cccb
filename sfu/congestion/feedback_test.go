package congestion_test

import (
	"testing"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/congestion"
	"giaoban/sfu/congestion/simlink"
)

// report builds feedback for packets from base on; arrivals are µs of the
// receiver's clock, negative for a packet that did not arrive.
func report(base uint16, reference uint32, arrivals ...int64) *rtcp.TransportLayerCC {
	fb := &rtcp.TransportLayerCC{
		Header:             rtcp.Header{Count: rtcp.FormatTCC, Type: rtcp.TypeTransportSpecificFeedback},
		BaseSequenceNumber: base, PacketStatusCount: uint16(len(arrivals)), ReferenceTime: reference & (1<<24 - 1),
	}
	last := int64(reference) * 64_000
	var symbols []uint16
	for _, a := range arrivals {
		if a < 0 {
			symbols = append(symbols, rtcp.TypeTCCPacketNotReceived)
			continue
		}
		d := &rtcp.RecvDelta{Type: rtcp.TypeTCCPacketReceivedSmallDelta, Delta: a - last}
		if d.Delta < 0 || d.Delta > 255*250 {
			d.Type = rtcp.TypeTCCPacketReceivedLargeDelta
		}
		last = a
		fb.RecvDeltas = append(fb.RecvDeltas, d)
		symbols = append(symbols, d.Type)
	}
	fb.PacketChunks = simlink.Chunks(symbols)
	return fb
}

// steady sends 100 packets/s of 1000 bytes for a time over a line of 20 ms, with
// feedback every 100 ms of what arrived, and returns the estimator.
func steady(first uint16, reference int64, length time.Duration, change func(fb *rtcp.TransportLayerCC) []*rtcp.TransportLayerCC) *congestion.Estimator {
	e := congestion.New(congestion.Config{Start: 800_000})
	number := first
	for at := time.Duration(0); at < length; at += 100 * ms {
		base := number
		var arrivals []int64
		for i := range 10 {
			sent := at + time.Duration(i)*10*ms
			e.Sent(number, 1000, epoch.Add(sent), 0)
			number++
			arrivals = append(arrivals, reference*64_000+(sent+20*ms).Microseconds())
		}
		fb := report(base, uint32(reference+int64((at+20*ms)/(64*ms))), arrivals...)
		for _, one := range change(fb) {
			e.Feedback(one, epoch.Add(at+140*ms))
		}
		e.Tick(epoch.Add(at + 140*ms))
	}
	return e
}

func once(fb *rtcp.TransportLayerCC) []*rtcp.TransportLayerCC { return []*rtcp.TransportLayerCC{fb} }

func TestFeedbackIsFollowed(t *testing.T) {
	for name, e := range map[string]*congestion.Estimator{
		"plain":                   steady(0, 1000, 5*sec, once),
		"numbers wrap":            steady(65400, 1000, 5*sec, once),
		"reference time wraps":    steady(0, 1<<24-20, 5*sec, once),
		"every feedback is twice": steady(0, 1000, 5*sec, func(fb *rtcp.TransportLayerCC) []*rtcp.TransportLayerCC { return append(once(fb), fb) }),
		"malformed between": steady(0, 1000, 5*sec, func(fb *rtcp.TransportLayerCC) []*rtcp.TransportLayerCC {
			short := *fb
			short.RecvDeltas = short.RecvDeltas[:3]
			none := *fb
			none.PacketChunks = nil
			odd := *fb
			odd.BaseSequenceNumber += 30000
			return []*rtcp.TransportLayerCC{nil, {}, &none, &odd, &short, fb}
		}),
	} {
		got := e.Estimate()
		if got.Acked < 790_000 || got.Acked > 810_000 {
			t.Errorf("%s: %d bit/s arrive, want 800000", name, got.Acked)
		}
		if got.Queue != 0 || got.Loss != 0 || got.Limited {
			t.Errorf("%s: an idle line shows %+v", name, got)
		}
		if got.RTT < 40*ms || got.RTT > 60*ms {
			t.Errorf("%s: RTT %v, want about 50 ms", name, got.RTT)
		}
		if got.Target < 1_000_000 {
			t.Errorf("%s: target %d did not grow", name, got.Target)
		}
	}
}

func TestLatePacketIsNotLost(t *testing.T) {
	e := steady(0, 1000, 2*sec, func(fb *rtcp.TransportLayerCC) []*rtcp.TransportLayerCC {
		// First told missing, then told to have come.
		early := *fb
		early.PacketChunks = []rtcp.PacketStatusChunk{&rtcp.RunLengthChunk{RunLength: 10}}
		early.RecvDeltas = nil
		return []*rtcp.TransportLayerCC{&early, fb}
	})
	if got := e.Estimate(); got.Loss != 0 {
		t.Errorf("loss %v of packets that came late", got.Loss)
	}
}

func TestMissingPacketsAreLost(t *testing.T) {
	e := steady(0, 1000, 2*sec, func(fb *rtcp.TransportLayerCC) []*rtcp.TransportLayerCC {
		lossy := *fb
		lossy.PacketChunks = simlink.Chunks([]uint16{1, 1, 1, 1, 1, 1, 1, 1, 1, 0})
		lossy.RecvDeltas = lossy.RecvDeltas[:9]
		return once(&lossy)
	})
	if got := e.Estimate(); got.Loss < 0.09 || got.Loss > 0.11 {
		t.Errorf("loss %v, want 0.1", got.Loss)
	}
}

// FuzzFeedback feeds what the network may bring, between honest reports.
func FuzzFeedback(f *testing.F) {
	raw := func(fb *rtcp.TransportLayerCC) []byte {
		fb.Header.Length = uint16(fb.MarshalSize()/4 - 1)
		b, err := fb.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	f.Add(raw(report(0, 1000, 64_000_000, 64_010_000, -1, 64_005_000, 64_200_000)))
	f.Add(raw(report(65530, 1<<24-1, 1, 2, 3)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var strange rtcp.TransportLayerCC
		// What pion parsed before it failed is taken too: worse than we will meet.
		_ = strange.Unmarshal(data)
		e := steady(65400, 1000, 2*sec, func(fb *rtcp.TransportLayerCC) []*rtcp.TransportLayerCC {
			return []*rtcp.TransportLayerCC{&strange, fb}
		})
		got := e.Estimate()
		if got.Target < 30_000 || got.Target > 100_000_000 || !(got.Loss >= 0 && got.Loss <= 1) || got.Queue < 0 {
			t.Errorf("estimate out of bounds: %+v", got)
		}
	})
}

// FuzzCalls makes calls in any order with any arguments.
func FuzzCalls(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
	f.Fuzz(func(t *testing.T, data []byte) {
		e := congestion.New(congestion.Config{Start: 500_000, History: 256})
		at, number, probe := epoch, uint16(0), 0
		for len(data) >= 3 {
			call, a, b := data[0], int(data[1]), int(int8(data[2]))
			data = data[3:]
			at = at.Add(time.Duration(b*b*b) * 10 * time.Microsecond)
			switch call % 8 {
			case 0, 1, 2:
				for range a % 16 {
					number++
					e.Sent(number, a*8, at, probe)
				}
			case 3:
				e.Sent(uint16(a*b), b*100, at, a)
			case 4, 5:
				arrivals := make([]int64, a%32)
				for i := range arrivals {
					arrivals[i] = at.Sub(epoch).Microseconds() + 64_000_000 + int64(i*b*100)
					if i%7 == a%7 {
						arrivals[i] = -1
					}
				}
				e.Feedback(report(number-uint16(len(arrivals))+uint16(call/64), 1000, arrivals...), at)
			case 6:
				e.Tick(at)
				if p, due := e.Probe(at, uint64(a)*100_000); due {
					probe = p.ID
				}
			case 7:
				e.REMB(uint64(a)*uint64(a)*1000, at)
				e.Report(float64(b)/50, time.Duration(a)*ms, at)
			}
			got := e.Estimate()
			if got.Target < 30_000 || got.Target > 100_000_000 || !(got.Loss >= 0 && got.Loss <= 1) || got.RTT < 0 {
				t.Fatalf("estimate out of bounds: %+v", got)
			}
		}
	})
}

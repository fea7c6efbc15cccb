package congestion_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/gcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// pionGCC drives the interceptor module's estimator, for comparison. It reads
// the wall clock and has goroutines of its own, so it lives in a bubble whose
// time follows the simulation's.
type pionGCC struct {
	estimator *gcc.SendSideBWE
	writer    interceptor.RTPWriter
}

const pionExtension = 5

func newPionGCC(t *testing.T) *pionGCC {
	t.Helper()
	e, err := gcc.NewSendSideBWE(
		gcc.SendSideBWEInitialBitrate(300_000), gcc.SendSideBWEMinBitrate(30_000),
		gcc.SendSideBWEMaxBitrate(100_000_000), gcc.SendSideBWEPacer(gcc.NewNoOpPacer()),
	)
	if err != nil {
		t.Fatal(err)
	}
	p := &pionGCC{estimator: e}
	p.writer = e.AddStream(&interceptor.StreamInfo{
		SSRC: 1,
		RTPHeaderExtensions: []interceptor.RTPHeaderExtension{{
			ID: pionExtension, URI: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
		}},
	}, interceptor.RTPWriterFunc(func(*rtp.Header, []byte, interceptor.Attributes) (int, error) { return 0, nil }))
	return p
}

// follow lets the bubble's time reach the simulation's.
func (p *pionGCC) follow(at time.Time) {
	if d := time.Until(at); d > 0 {
		<-time.After(d)
	}
}

func (p *pionGCC) Sent(number uint16, size int, at time.Time, _ int) {
	p.follow(at)
	header := &rtp.Header{Version: 2, SSRC: 1, SequenceNumber: number}
	extension, _ := rtp.TransportCCExtension{TransportSequence: number}.Marshal()
	_ = header.SetExtension(pionExtension, extension)
	_, _ = p.writer.Write(header, make([]byte, max(size-20, 0)), nil)
}

func (p *pionGCC) Feedback(fb *rtcp.TransportLayerCC, at time.Time) {
	p.follow(at)
	_ = p.estimator.WriteRTCP([]rtcp.Packet{fb}, nil)
	synctest.Wait()
}

func (p *pionGCC) Tick(at time.Time) { p.follow(at) }

func (p *pionGCC) Target() uint64 { return uint64(p.estimator.GetTargetBitrate()) }

func (p *pionGCC) Probe(time.Time, uint64) (int, uint64, int, bool) { return 0, 0, 0, false }

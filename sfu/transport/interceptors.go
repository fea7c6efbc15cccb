package transport

import (
	"fmt"
	"slices"
	"sync"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// newRegistry sets up what runs beside a peer's media: towards publishers
// transport-wide feedback and receiver reports, with the reader of what they
// report outermost; towards subscribers nothing but the tap, which runs no code
// for a packet.
func newRegistry(role Role, t *tap, incoming *reports, logs *logFactory) (*interceptor.Registry, error) {
	r := &interceptor.Registry{}
	if role.receives() {
		feedback, err := twcc.NewSenderInterceptor(twcc.WithLoggerFactory(logs))
		if err != nil {
			return nil, fmt.Errorf("transport: transport-wide feedback: %w", err)
		}
		reports, err := report.NewReceiverInterceptor(report.WithReceiverLoggerFactory(logs))
		if err != nil {
			return nil, fmt.Errorf("transport: receiver reports: %w", err)
		}
		r.Add(feedback)
		r.Add(&onlyBegun{}) // ahead of the reports, so that they are written through it
		r.Add(reports)
		r.Add(incoming)
	}
	r.Add(t)
	return r, nil
}

// onlyBegun holds back receiver reports about streams of which nothing has been
// received. The library begins to report on a simulcast encoding before it has
// read the packet that says which one it is, and a browser takes the report for
// the receipt after which it no longer says so: the encoding would stay unknown
// for good.
type onlyBegun struct{ interceptor.NoOp }

// NewInterceptor implements interceptor.Factory.
func (*onlyBegun) NewInterceptor(string) (interceptor.Interceptor, error) { return &onlyBegun{}, nil }

// BindRTCPWriter returns a writer that drops reports without a sequence number.
func (*onlyBegun) BindRTCPWriter(w interceptor.RTCPWriter) interceptor.RTCPWriter {
	return interceptor.RTCPWriterFunc(func(packets []rtcp.Packet, a interceptor.Attributes) (int, error) {
		if slices.ContainsFunc(packets, reportsNothing) {
			packets = slices.DeleteFunc(slices.Clone(packets), reportsNothing)
		}
		if len(packets) == 0 {
			return 0, nil
		}
		return w.Write(packets, a)
	})
}

// reportsNothing tells whether all that a receiver report says is that nothing has come.
func reportsNothing(p rtcp.Packet) bool {
	report, ok := p.(*rtcp.ReceiverReport)
	if !ok || len(report.Reports) == 0 {
		return false
	}
	return !slices.ContainsFunc(report.Reports, func(r rtcp.ReceptionReport) bool { return r.LastSequenceNumber != 0 })
}

// tap remembers the innermost writer of each outgoing stream, which leads
// straight to SRTP: the library's own way there makes a map for each packet.
type tap struct {
	interceptor.NoOp

	mu      sync.Mutex
	writers map[uint32]interceptor.RTPWriter // guarded by mu, by SSRC
}

func newTap() *tap { return &tap{writers: make(map[uint32]interceptor.RTPWriter)} }

// NewInterceptor implements interceptor.Factory: the tap belongs to one peer.
func (t *tap) NewInterceptor(string) (interceptor.Interceptor, error) { return t, nil }

// BindLocalStream notes the writer and adds nothing to it.
func (t *tap) BindLocalStream(info *interceptor.StreamInfo, w interceptor.RTPWriter) interceptor.RTPWriter {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writers[info.SSRC] = w
	return w
}

// UnbindLocalStream forgets the writer.
func (t *tap) UnbindLocalStream(info *interceptor.StreamInfo) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.writers, info.SSRC)
}

func (t *tap) writer(ssrc uint32) interceptor.RTPWriter {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.writers[ssrc]
}

// rtpWriter is the way of one outgoing stream to SRTP.
type rtpWriter interface {
	WriteRTP(header *rtp.Header, payload []byte) (int, error)
}

// tapped writes to the innermost writer.
type tapped struct{ interceptor.RTPWriter }

// WriteRTP implements rtpWriter.
func (w tapped) WriteRTP(header *rtp.Header, payload []byte) (int, error) {
	return w.Write(header, payload, nil)
}

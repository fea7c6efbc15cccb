package transport

import (
	"fmt"
	"sync"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
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
		r.Add(reports)
		r.Add(incoming)
	}
	r.Add(t)
	return r, nil
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

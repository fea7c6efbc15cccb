package transport

import (
	"sync"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
)

// maxReportSources bounds the sources whose reports are remembered before
// their stream is known.
const maxReportSources = 1024

// reports reads the RTCP of every received stream and hands it to the stream
// that it is about. It reads for the library too, whose own way to a simulcast
// encoding's RTCP races with the arrival of the next encoding.
type reports struct {
	interceptor.NoOp
	life *lifetime

	mu    sync.Mutex
	sinks map[uint32]*reportSink // guarded by mu, by SSRC
}

// reportSink is where the reports about one source go.
type reportSink struct {
	mu      sync.Mutex
	handler func([]rtcp.Packet) // guarded by mu
	last    *rtcp.SenderReport  // guarded by mu
}

func newReports(life *lifetime) *reports {
	return &reports{life: life, sinks: make(map[uint32]*reportSink)}
}

// NewInterceptor implements interceptor.Factory.
func (r *reports) NewInterceptor(string) (interceptor.Interceptor, error) { return r, nil }

// BindRTCPReader starts reading a received stream's RTCP; the library is left
// with nothing to read.
func (r *reports) BindRTCPReader(reader interceptor.RTCPReader) interceptor.RTCPReader {
	r.life.start(func() {
		buf := make([]byte, receiveMTU)
		for {
			n, _, err := reader.Read(buf, nil)
			if err != nil {
				return
			}
			if packets, err := rtcp.Unmarshal(buf[:n]); err == nil {
				r.route(packets)
			}
		}
	})
	return interceptor.RTCPReaderFunc(func([]byte, interceptor.Attributes) (int, interceptor.Attributes, error) {
		<-r.life.done
		return 0, nil, ErrClosed
	})
}

func (r *reports) sink(ssrc uint32) *reportSink {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.sinks[ssrc]
	if s == nil && len(r.sinks) < maxReportSources {
		s = &reportSink{}
		r.sinks[ssrc] = s
	}
	return s
}

func (r *reports) forget(ssrc uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sinks, ssrc)
}

// route splits a compound packet by source: one compound comes once for every
// stream that it names.
func (r *reports) route(packets []rtcp.Packet) {
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.SenderReport:
			if s := r.sink(p.SSRC); s != nil {
				s.senderReport(p)
			}
		case *rtcp.Goodbye:
			for _, ssrc := range p.Sources {
				if s := r.sink(ssrc); s != nil {
					s.pass(p)
				}
			}
		}
	}
}

func (s *reportSink) senderReport(p *rtcp.SenderReport) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != nil && s.last.NTPTime == p.NTPTime && s.last.RTPTime == p.RTPTime {
		return // the same report by way of another stream
	}
	s.last = p
	if s.handler != nil {
		s.handler([]rtcp.Packet{p})
	}
}

func (s *reportSink) pass(p rtcp.Packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handler != nil {
		s.handler([]rtcp.Packet{p})
	}
}

// handle sets who gets the reports, and passes on the last one that came before.
func (s *reportSink) handle(f func([]rtcp.Packet)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handler = f
	if f != nil && s.last != nil {
		f([]rtcp.Packet{s.last})
	}
}

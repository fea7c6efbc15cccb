package simlink

import (
	"math/rand/v2"
	"time"

	"github.com/pion/rtcp"
)

// Controller is what is tested: it is told of packets and feedback and says
// what may be sent, in bit/s.
type Controller interface {
	Sent(number uint16, size int, at time.Time, probe int)
	Feedback(fb *rtcp.TransportLayerCC, at time.Time)
	Tick(at time.Time)
	Target() uint64
	// Probe asks whether a cluster is due when wanted bit/s would be sent:
	// its id, its rate in bit/s and its bytes.
	Probe(at time.Time, wanted uint64) (id int, rate uint64, bytes int, due bool)
}

// Media describes what is sent: video frames, and audio of 50 packets a second.
type Media struct {
	// Layers are the video's rates in bit/s, rising; the best that fits the
	// target is sent. Without layers the encoder follows the target.
	Layers []float64
	// Max is the most that an encoder that follows the target makes, bit/s.
	Max float64
	// KeyEvery is the time between key frames, of five times a frame's size;
	// default 10 s.
	KeyEvery time.Duration
	// Silent leaves the audio out.
	Silent bool
	// Eager sends the best layer while the controller knows no limit.
	Eager bool
}

// limiter is a Controller that says whether the line has shown a limit.
type limiter interface{ Limited() bool }

const (
	frameTime  = time.Second / 30
	packetSize = 1200
	audioSize  = 120
	tickTime   = 50 * time.Millisecond
)

// media is a Media at work.
type media struct {
	*sim
	cfg    Media
	ctl    Controller
	link   *link
	epoch  time.Time
	flow   int
	number int64
	wakes  time.Duration
	keyAt  time.Duration
	debt   float64 // bytes that a key frame took from the next frames
	sent   func(size int)
	probe  cluster
}

// cluster is a probe that is being sent.
type cluster struct {
	id    int
	rate  uint64
	bytes int
	begun time.Duration
	sent  int
}

func (m *media) clock() time.Time { return m.epoch.Add(m.now) }

// awake does something now, or when the sender's machine wakes.
func (m *media) awake(do func()) {
	if hang, ok := inside(m.link.cfg.SenderHang, m.now); ok {
		m.wakes = max(m.wakes+20*time.Microsecond, hang.To)
		m.at(m.wakes, do)
		return
	}
	do()
}

func (m *media) transmit(size int) { m.awake(func() { m.write(size) }) }

func (m *media) write(size int) {
	id := 0
	if m.probe.id != 0 {
		id = m.probe.id
		m.probe.sent += size
	}
	m.ctl.Sent(uint16(m.number), size, m.clock(), id)
	m.sent(size)
	m.link.send(packet{flow: m.flow, number: m.number, size: size})
	m.number++
}

// video returns the rate to encode at.
func (m *media) video() float64 {
	target := float64(m.ctl.Target())
	if !m.cfg.Silent {
		target -= 50 * audioSize * 8
	}
	if len(m.cfg.Layers) == 0 {
		return max(min(target, m.cfg.Max), 20_000)
	}
	if l, ok := m.ctl.(limiter); ok && m.cfg.Eager && !l.Limited() {
		return m.wanted()
	}
	best := 0.0
	for _, l := range m.cfg.Layers {
		if l <= target {
			best = l
		}
	}
	return best
}

func (m *media) wanted() float64 {
	if n := len(m.cfg.Layers); n > 0 {
		return m.cfg.Layers[n-1]
	}
	return m.cfg.Max
}

func (m *media) frame() {
	m.after(frameTime, m.frame)
	rate := m.video()
	if rate == 0 {
		return
	}
	bytes := rate / 8 * frameTime.Seconds()
	size := bytes * (0.8 + 0.4*m.random.Float64())
	if m.now >= m.keyAt {
		m.keyAt = m.now + m.cfg.KeyEvery
		m.debt = size * 4
		size *= 5
	} else if m.debt > 0 {
		paid := min(m.debt, size/4)
		m.debt -= paid
		size -= paid
	}
	// The publisher's pacer spreads a frame at 2.5 times its rate.
	gap := time.Duration(packetSize * 8e9 / (2.5 * rate))
	for i := 0; size > 0; i++ {
		n := int(min(size, packetSize))
		size -= packetSize
		m.after(time.Duration(i)*gap, func() { m.transmit(max(n, 60)) })
	}
}

func (m *media) audio() {
	m.transmit(audioSize)
	m.after(20*time.Millisecond, m.audio)
}

func (m *media) tick() {
	m.ctl.Tick(m.clock())
	if m.probe.id == 0 {
		if id, rate, bytes, due := m.ctl.Probe(m.clock(), uint64(m.wanted())); due {
			m.probe = cluster{id: id, rate: rate, bytes: bytes, begun: m.now}
			m.pad()
		}
	}
	m.after(tickTime, m.tick)
}

// pad fills a probe cluster with padding, 5 ms at a time.
func (m *media) pad() {
	p := &m.probe
	if _, hang := inside(m.link.cfg.SenderHang, m.now); hang {
		m.after(5*time.Millisecond, m.pad)
		return
	}
	for p.sent < p.bytes && float64(p.sent) <= float64(p.rate)/8*(m.now-p.begun).Seconds() {
		m.transmit(1000)
	}
	if p.sent >= p.bytes {
		*p = cluster{}
		return
	}
	m.after(5*time.Millisecond, m.pad)
}

// Sender is one of the senders on a link.
type Sender struct {
	Media      Media
	Controller Controller
	// From is when it begins to send.
	From time.Duration
}

// Run sends media over a link for a time and returns what was seen. The
// controller's clock starts at epoch.
func Run(cfg Link, content Media, ctl Controller, epoch time.Time, length time.Duration) *Trace {
	return RunAll(cfg, []Sender{{Media: content, Controller: ctl}}, epoch, length)[0]
}

// RunAll is Run with several senders that share the link; each has a receiver
// of its own.
func RunAll(cfg Link, senders []Sender, epoch time.Time, length time.Duration) []*Trace {
	if cfg.Queue == 0 {
		cfg.Queue = 300 * time.Millisecond
	}
	if cfg.FeedbackEvery == 0 {
		cfg.FeedbackEvery = 100 * time.Millisecond
	}
	s := &sim{random: rand.New(rand.NewPCG(cfg.Seed, 1))} //nolint:gosec // equal seeds give equal runs
	l := &link{sim: s, cfg: cfg, tokens: cfg.PoliceBytes}
	t := &rival{sim: s, link: l}
	traces := make([]*Trace, len(senders))
	receivers := make([]*receiver, len(senders))
	for i, sender := range senders {
		traces[i] = newTrace(cfg, i, length)
		receivers[i] = &receiver{sim: s, cfg: &l.cfg, arrived: map[int64]time.Duration{}}
		join(s, l, receivers[i], traces[i], sender, i, epoch)
	}
	each := func(do func(*Trace)) {
		for _, trace := range traces {
			do(trace)
		}
	}
	l.deliver = func(p packet) {
		each(func(trace *Trace) { trace.arrived(s.now, p) })
		if p.flow == rivalFlow {
			t.deliver(p.number)
			return
		}
		receivers[p.flow].deliver(p.number)
	}
	l.dropped = func(p packet) { each(func(trace *Trace) { trace.dropped(s.now, p) }) }
	l.waited = func(p packet, wait time.Duration) { each(func(trace *Trace) { trace.waited(s.now, p, wait) }) }
	for _, i := range cfg.Rival {
		s.at(i.From, func() { t.start(i.To) })
	}
	s.run(length)
	return traces
}

// join starts one sender.
func join(s *sim, l *link, r *receiver, trace *Trace, sender Sender, flow int, epoch time.Time) {
	m := &media{
		sim: s, cfg: sender.Media, ctl: sender.Controller, link: l, epoch: epoch, flow: flow, number: 65000,
		keyAt: sender.From,
	}
	if m.cfg.KeyEvery == 0 {
		m.cfg.KeyEvery = 10 * time.Second
	}
	m.sent = func(size int) { trace.sent(s.now, size) }
	r.back = func(fb *rtcp.TransportLayerCC) {
		m.awake(func() { m.ctl.Feedback(fb, m.clock()) })
	}
	s.at(sender.From, m.frame)
	if !m.cfg.Silent {
		s.at(sender.From+3*time.Millisecond, m.audio)
	}
	s.at(sender.From, m.tick)
	s.at(sender.From+l.cfg.FeedbackEvery, r.tick)
	var sample func()
	sample = func() {
		trace.target(s.now, m.ctl.Target())
		s.after(traceStep, sample)
	}
	s.at(0, sample)
}

package congestion_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/pion/rtcp"

	"giaoban/sfu/congestion"
	"giaoban/sfu/congestion/simlink"
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// ours drives an Estimator.
type ours struct{ *congestion.Estimator }

func (o ours) Target() uint64 { return o.Estimate().Target }

func (o ours) Limited() bool { return o.Estimate().Limited }

func (o ours) Probe(at time.Time, wanted uint64) (int, uint64, int, bool) {
	p, due := o.Estimator.Probe(at, wanted)
	return p.ID, p.Rate, p.Bytes, due
}

func (o ours) Feedback(fb *rtcp.TransportLayerCC, at time.Time) { o.Estimator.Feedback(fb, at) }

func newOurs() ours { return ours{congestion.New(congestion.Config{})} }

// scenario is a line and what is expected of it.
type scenario struct {
	name   string
	link   simlink.Link
	media  simlink.Media
	length time.Duration
	// change is when the last change of the line was; convergence and the
	// figures of the table count from then, or from from.
	change, from time.Duration

	// low and high are the shares of the line between which a target has
	// converged; default 0.7 and 1.1.
	low, high float64

	converge time.Duration // at most; default 5 s
	use      float64       // at least; default 0.8
	wait     time.Duration // p95 of the queue at most; default 150 ms
	loss     float64       // at most, beyond the line's own; default 1%
	rival    float64       // the rival's share of the line at least
}

func (s *scenario) run(c simlink.Controller, epoch time.Time) result {
	tr := simlink.Run(s.link, s.media, c, epoch, s.length)
	return result{
		converged: tr.Converged(s.change, s.length, s.low, s.high),
		use:       tr.Use(s.from, s.length),
		median:    tr.Wait(s.from, s.length, 0.5),
		wait:      tr.Wait(s.from, s.length, 0.95),
		loss:      tr.Loss(s.from, s.length),
		rival:     tr.Rival(s.from, s.length) / tr.Rate(s.from, s.length) * tr.Use(s.from, s.length),
	}
}

// result is what a run showed.
type result struct {
	converged        time.Duration
	use, loss, rival float64
	median, wait     time.Duration
}

func (r result) String() string {
	return fmt.Sprintf("%6.1f s %5.1f%% %5d ms %5d ms %6.2f%% %5.1f%%", r.converged.Seconds(), 100*r.use,
		r.median.Milliseconds(), r.wait.Milliseconds(), 100*r.loss, 100*r.rival)
}

const resultHead = " converged    use      p50      p95    loss  rival"

// or returns value, or what it defaults to.
func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

func rate(bps float64) []simlink.Step { return []simlink.Step{{Value: bps}} }

const (
	kbit = 1e3
	mbit = 1e6
	ms   = time.Millisecond
	sec  = time.Second
)

var continuous = simlink.Media{Max: 30 * mbit}
var layered = simlink.Media{Layers: []float64{150 * kbit, 500 * kbit, 1.7 * mbit}}

var eager = simlink.Media{Layers: layered.Layers, Eager: true}

func scenarios() []scenario {
	always := func(v float64) []simlink.Step { return []simlink.Step{{Value: v}} }
	list := []scenario{
		{name: "2 Mbit/s", link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms}},
		{name: "10 Mbit/s", link: simlink.Link{Rate: rate(10 * mbit), Delay: 20 * ms}},
		{name: "300 kbit/s", wait: 300 * ms, link: simlink.Link{Rate: rate(300 * kbit), Delay: 20 * ms}},
		{name: "2 Mbit/s, queue 1 s", link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Queue: sec}},
		{name: "2 Mbit/s, queue 50 ms", loss: 0.05, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Queue: 50 * ms}},
		{length: 60 * sec, name: "step 2 to 0.5", wait: 250 * ms, change: 30 * sec, link: simlink.Link{Rate: []simlink.Step{{Value: 2 * mbit}, {From: 30 * sec, Value: 0.5 * mbit}}, Delay: 20 * ms}},
		{length: 60 * sec, name: "step 0.5 to 2", change: 30 * sec, link: simlink.Link{Rate: []simlink.Step{{Value: 0.5 * mbit}, {From: 30 * sec, Value: 2 * mbit}}, Delay: 20 * ms}},
		{length: 60 * sec, name: "step 10 to 1", change: 30 * sec, wait: 200 * ms, link: simlink.Link{Rate: []simlink.Step{{Value: 10 * mbit}, {From: 30 * sec, Value: 1 * mbit}}, Delay: 20 * ms}},
		{name: "2, 0.5, 2, layers", low: 0.875, high: 10, converge: 10 * sec, change: 60 * sec, length: 90 * sec, media: layered, link: simlink.Link{Rate: []simlink.Step{{Value: 2 * mbit}, {From: 30 * sec, Value: 0.5 * mbit}, {From: 60 * sec, Value: 2 * mbit}}, Delay: 20 * ms}},
	}
	for _, p := range []float64{0.01, 0.02, 0.05, 0.1, 0.2} {
		list = append(list, scenario{name: "loss " + pct(p), converge: 12 * sec, use: lossUse(p), loss: p + 0.015, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Loss: always(p)}})
	}
	list = append(list, scenario{name: "loss 5%, bursts of 4", use: 0.65, converge: 20 * sec, loss: 0.06, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Loss: always(0.05), Burst: 4}})
	for _, rtt := range []time.Duration{30 * ms, 100 * ms, 200 * ms, 400 * ms} {
		list = append(list, scenario{name: "RTT " + rtt.String(), link: simlink.Link{Rate: rate(2 * mbit), Delay: rtt / 2}})
	}
	for _, j := range []time.Duration{5 * ms, 20 * ms, 50 * ms} {
		list = append(list, scenario{name: "jitter " + j.String(), link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Jitter: j}})
	}
	list = append(list,
		scenario{name: "policed 2 Mbit/s", loss: 0.05, link: simlink.Link{Rate: rate(100 * mbit), Delay: 20 * ms, Police: 2 * mbit, PoliceBytes: 15_000}},
		scenario{name: "beside TCP, queue 100 ms", low: 0.2, converge: 10 * sec, use: 0.25, wait: 110 * ms, loss: 0.03, rival: 0.25, change: 20 * sec, length: 140 * sec, from: 20 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Queue: 100 * ms, Rival: []simlink.Interval{{From: 20 * sec, To: 140 * sec}}}},
		scenario{name: "beside TCP, queue 300 ms", low: 0.2, converge: 10 * sec, use: 0.25, wait: 310 * ms, loss: 0.03, rival: 0.25, change: 20 * sec, length: 140 * sec, from: 20 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Rival: []simlink.Interval{{From: 20 * sec, To: 140 * sec}}}},
		scenario{name: "beside TCP, queue 1 s", low: 0.2, converge: 10 * sec, use: 0.25, wait: 1010 * ms, loss: 0.03, rival: 0.25, change: 20 * sec, length: 140 * sec, from: 20 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Queue: sec, Rival: []simlink.Interval{{From: 20 * sec, To: 140 * sec}}}},
		scenario{name: "after TCP", converge: 10 * sec, change: 60 * sec, length: 90 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Rival: []simlink.Interval{{From: 20 * sec, To: 60 * sec}}}},
		scenario{name: "cut 5 s", change: 35 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Cut: []simlink.Interval{{From: 30 * sec, To: 35 * sec}}}},
		scenario{name: "cut 20 s", change: 50 * sec, length: 80 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Cut: []simlink.Interval{{From: 30 * sec, To: 50 * sec}}}},
		scenario{name: "cut 5 s, nothing fits", media: simlink.Media{Layers: []float64{250 * kbit, 1.7 * mbit}, Silent: true}, low: 0.85, high: 10, change: 35 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Cut: []simlink.Interval{{From: 30 * sec, To: 35 * sec}}}},
		scenario{name: "cut 60 s", change: 90 * sec, length: 120 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Cut: []simlink.Interval{{From: 30 * sec, To: 90 * sec}}}},
		scenario{name: "20 s of 30% loss, then", change: 50 * sec, length: 80 * sec, converge: 15 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Loss: []simlink.Step{{}, {From: 30 * sec, Value: 0.3}, {From: 50 * sec, Value: 0}}}},
		scenario{name: "hangs 50 to 700 ms", wait: 250 * ms, loss: 0.03, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Hang: hangs(60 * sec)}},
		scenario{name: "hangs, 100 Mbit/s, layers", low: 0.0175, high: 1, use: 0.0155, media: layered, link: simlink.Link{Rate: rate(100 * mbit), Delay: 5 * ms, Hang: hangs(60 * sec)}},
		scenario{name: "hang of 2 s", change: 32 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Hang: []simlink.Interval{{From: 30 * sec, To: 32 * sec}}}},
		scenario{name: "hang of 2 s, 100 Mbit/s, layers", media: layered, low: 0.0175, high: 1, use: 0.015, change: 32 * sec, from: 32 * sec, link: simlink.Link{Rate: rate(100 * mbit), Delay: 5 * ms, Hang: []simlink.Interval{{From: 30 * sec, To: 32 * sec}}}},
		scenario{name: "slow terminal, 100 Mbit/s, layers", media: layered, low: 0.0175, high: 1, use: 0.0155, link: simlink.Link{Rate: rate(100 * mbit), Delay: 5 * ms, Hang: pauses(60*sec, 400*ms, 200*ms)}},
		scenario{name: "slow terminal, 2 Mbit/s", wait: 290 * ms, loss: 0.04, converge: 10 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Hang: pauses(60*sec, 400*ms, 200*ms)}},
		scenario{name: "Wi-Fi bunches of 80 ms", wait: 250 * ms, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Hang: bunches(60*sec, 100*ms, 80*ms)}},
		scenario{name: "sender hangs 50 to 700 ms", wait: 300 * ms, loss: 0.06, use: 0.75, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, SenderHang: hangs(60 * sec)}},
		scenario{name: "sender hangs, 100 Mbit/s, layers", media: layered, low: 0.0175, high: 1, use: 0.0155, link: simlink.Link{Rate: rate(100 * mbit), Delay: 5 * ms, SenderHang: hangs(60 * sec)}},
		scenario{name: "detour of 60 ms", change: 30 * sec, from: 30 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Detour: []simlink.Step{{}, {From: 30 * sec, Value: 0.06}}}},
		scenario{name: "detour, 100 Mbit/s, layers", media: layered, low: 0.0175, high: 1, use: 0.014, change: 30 * sec, from: 30 * sec, link: simlink.Link{Rate: rate(100 * mbit), Delay: 5 * ms, Detour: []simlink.Step{{}, {From: 30 * sec, Value: 0.06}}}},
		scenario{name: "clock 500 ppm off, 120 s", length: 120 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Clock: 500e-6}},
		scenario{name: "300 kbit/s, jitter 30ms", wait: 300 * ms, link: simlink.Link{Rate: rate(300 * kbit), Delay: 20 * ms, Jitter: 30 * ms}},
		scenario{name: "150 kbit/s", wait: 400 * ms, link: simlink.Link{Rate: rate(150 * kbit), Delay: 20 * ms, Queue: 600 * ms}},
		scenario{name: "1 Mbit/s, RTT 400ms, jitter 50ms, loss 5%", use: 0.7, loss: 0.06, converge: 15 * sec, link: simlink.Link{Rate: rate(1 * mbit), Delay: 200 * ms, Jitter: 50 * ms, Loss: always(0.05)}},
		scenario{name: "feedback every 50ms", link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, FeedbackEvery: 50 * ms}},
		scenario{name: "feedback every 250ms", link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, FeedbackEvery: 250 * ms}},
		scenario{name: "radio: 1 to 4 Mbit/s each 3 s", use: 0.6, length: 90 * sec, wait: 490 * ms, loss: 0.04, link: simlink.Link{Rate: radio(90 * sec), Delay: 30 * ms, Jitter: 10 * ms, Queue: 500 * ms}},
		scenario{name: "reordering 5%", converge: 10 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, Reorder: 0.05, ReorderBy: 30 * ms}},
		scenario{name: "feedback loss 20%", converge: 10 * sec, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms, FeedbackLoss: 0.2, FeedbackDelay: 50 * ms}},
		scenario{name: "layers on 2 Mbit/s", low: 0.875, high: 10, media: layered, link: simlink.Link{Rate: rate(2 * mbit), Delay: 20 * ms}},
		scenario{name: "eager layers on 1 Mbit/s", media: eager, low: 0.55, high: 10, use: 0.52, link: simlink.Link{Rate: rate(1 * mbit), Delay: 20 * ms}},
		scenario{name: "eager layers on 100 Mbit/s", media: eager, low: 0.0175, high: 1, use: 0.0165, link: simlink.Link{Rate: rate(100 * mbit), Delay: 10 * ms, Jitter: 10 * ms}},
		scenario{name: "layers on 1 Mbit/s", low: 0.55, high: 10, use: 0.52, media: layered, link: simlink.Link{Rate: rate(1 * mbit), Delay: 20 * ms}},
	)
	for i := range list {
		s := &list[i]
		if s.length == 0 {
			s.length = 60 * sec
		}
		if s.media.Max == 0 && s.media.Layers == nil {
			s.media = continuous
		}
		if s.from == 0 {
			s.from = s.change + 10*sec
		}
		s.link.Seed = uint64(i + 1)
		s.low, s.high = or(s.low, 0.7), or(s.high, 1.1)
		s.converge, s.use = or(s.converge, 5*sec), or(s.use, 0.8)
		s.wait, s.loss = or(s.wait, 150*ms), or(s.loss, 0.01)
	}
	return list
}

// lossUse is what is asked of a line that loses packets at random.
func lossUse(p float64) float64 {
	if p > 0.1 {
		return 0.4
	}
	return 0.7
}

func pct(p float64) string { return fmt.Sprintf("%.0f%%", 100*p) }

// radio returns a rate that changes between 1 and 4 Mbit/s.
func radio(until time.Duration) []simlink.Step {
	list := []simlink.Step{{Value: 2 * mbit}}
	for i, at := 0, 3*sec; at < until; i, at = i+1, at+3*sec {
		list = append(list, simlink.Step{From: at, Value: mbit * float64(1+i*7%4)})
	}
	return list
}

// bunches returns hangs of one length at one distance.
func bunches(until, every, length time.Duration) []simlink.Interval {
	var list []simlink.Interval
	for at := every; at < until; at += every {
		list = append(list, simlink.Interval{From: at, To: at + length})
	}
	return list
}

// pauses returns hangs of up to most, one in every so long, at uneven times.
func pauses(until, every, most time.Duration) []simlink.Interval {
	r := rand.New(rand.NewPCG(1, 2))
	var list []simlink.Interval
	for at := every; at < until; at += every {
		from := at + time.Duration(r.Int64N(int64(every-most)))
		list = append(list, simlink.Interval{From: from, To: from + time.Duration(r.Int64N(int64(most)))})
	}
	return list
}

// hangs returns hangs of 50 to 700 ms, one every 4 s.
func hangs(until time.Duration) []simlink.Interval {
	var list []simlink.Interval
	for i, at := 0, 5*sec; at < until; i, at = i+1, at+4*sec {
		list = append(list, simlink.Interval{From: at, To: at + 50*ms + time.Duration(i*150%700)*ms})
	}
	return list
}

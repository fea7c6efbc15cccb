package congestion_test

import (
	"testing"
	"time"

	"giaoban/sfu/congestion"
	"giaoban/sfu/congestion/simlink"
)

func TestTwoReceiversShareALine(t *testing.T) {
	for _, second := range []time.Duration{0, 30 * sec} {
		traces := simlink.RunAll(simlink.Link{Seed: 7, Rate: rate(4 * mbit), Delay: 20 * ms}, []simlink.Sender{
			{Media: continuous, Controller: newOurs()},
			{Media: continuous, Controller: newOurs(), From: second},
		}, epoch, 120*sec)
		a, b := traces[0].Use(second+30*sec, 120*sec), traces[1].Use(second+30*sec, 120*sec)
		t.Logf("second after %v: %.1f%% and %.1f%%, p95 of the queue %v", second, 100*a, 100*b, traces[0].Wait(second+30*sec, 120*sec, 0.95))
		if a < 0.25 || b < 0.25 || a+b < 0.8 {
			t.Errorf("second after %v: %.1f%% and %.1f%% of the line, want a quarter each and 80%% together", second, 100*a, 100*b)
		}
		if w := traces[0].Wait(second+30*sec, 120*sec, 0.95); w > 250*ms {
			t.Errorf("second after %v: p95 of the queue %v", second, w)
		}
	}
}

func TestFourReceiversShareALine(t *testing.T) {
	var senders []simlink.Sender
	for i := range 4 {
		senders = append(senders, simlink.Sender{Media: layered, Controller: newOurs(), From: time.Duration(i) * 5 * sec})
	}
	sum := 0.0
	for i, trace := range simlink.RunAll(simlink.Link{Seed: 7, Rate: rate(4 * mbit), Delay: 20 * ms}, senders, epoch, 120*sec) {
		use := trace.Use(40*sec, 120*sec)
		sum += use
		t.Logf("receiver %d: %.1f%%, loss %.2f%%, p95 %v", i, 100*use, 100*trace.Loss(40*sec, 120*sec), trace.Wait(40*sec, 120*sec, 0.95))
		if use < 0.045 {
			t.Errorf("receiver %d has %.1f%% of the line, less than its lowest layer and audio need", i, 100*use)
		}
	}
	if sum < 0.5 {
		t.Errorf("%.1f%% of the line used", 100*sum)
	}
}

// TestHourOfLittle sends the lowest layer for an hour on a wide line:
// the target neither grows without end nor falls.
func TestHourOfLittle(t *testing.T) {
	ctl := newOurs()
	little := simlink.Media{Layers: []float64{150 * kbit}, Silent: true}
	length := time.Hour
	if testing.Short() {
		length = 5 * time.Minute
	}
	trace := simlink.Run(simlink.Link{Seed: 3, Rate: rate(100 * mbit), Delay: 10 * ms, Jitter: 5 * ms}, little, ctl, epoch, length)
	least, most := trace.Target(10*sec, length)
	if least < 200_000 || most > 600_000 {
		t.Errorf("target between %d and %d while 150 kbit/s are sent", least, most)
	}
	if ctl.Estimate().Limited {
		t.Error("a wide line counts as limited")
	}
}

// TestHangsDoNotLower has receivers that hang, slow ones and long ways on lines
// far wider than what is sent.
func TestHangsDoNotLower(t *testing.T) {
	for name, link := range map[string]simlink.Link{
		"hangs":         {Hang: hangs(60 * sec)},
		"slow terminal": {Hang: pauses(60*sec, 400*ms, 200*ms)},
		"bunches":       {Hang: bunches(60*sec, 200*ms, 150*ms)},
		"sender hangs":  {SenderHang: hangs(60 * sec)},
		"jitter":        {Jitter: 50 * ms},
	} {
		for seed := range uint64(2) {
			link.Seed, link.Rate, link.Delay = seed, rate(100*mbit), 10*ms
			ctl := newOurs()
			trace := simlink.Run(link, layered, ctl, epoch, 60*sec)
			if least, _ := trace.Target(5*sec, 60*sec); least < 1_750_000 || ctl.Estimate().Limited {
				t.Errorf("%s, seed %d: target fell to %d, limited %v", name, seed, least, ctl.Estimate().Limited)
			}
		}
	}
}

func TestCutLineIsLeftQuickly(t *testing.T) {
	trace := simlink.Run(simlink.Link{Seed: 1, Rate: rate(2 * mbit), Delay: 20 * ms, Cut: []simlink.Interval{{From: 20 * sec, To: 40 * sec}}},
		continuous, newOurs(), epoch, 60*sec)
	if _, most := trace.Target(23*sec, 40*sec); most > 400_000 {
		t.Errorf("target still %d 3 s after the line was cut", most)
	}
}

func TestPacketsWithoutFeedback(t *testing.T) {
	e := congestion.New(congestion.Config{})
	at := epoch
	for i := range 1000 {
		at = at.Add(10 * ms)
		e.Sent(uint16(i), 500, at, 0)
		e.Tick(at)
	}
	if got := e.Estimate(); got.Target != 300_000 {
		t.Errorf("target %d of a receiver that knows no feedback, want the start", got.Target)
	}
	if _, due := e.Probe(at, 5_000_000); due {
		t.Error("a probe that nobody would answer")
	}
	e.REMB(1_500_000, at)
	if got := e.Estimate(); got.Target != 1_500_000 || got.State != congestion.Increase {
		t.Errorf("after a REMB of 1.5 Mbit/s: %+v", got)
	}
	for range 5 {
		at = at.Add(sec)
		e.Report(0.3, 50*ms, at)
	}
	if got := e.Estimate(); got.Target > 800_000 || got.State != congestion.Decrease || !got.Limited {
		t.Errorf("after five reports of 30%% loss: %+v", got)
	}
}

func TestReportsMoveTheTarget(t *testing.T) {
	e := congestion.New(congestion.Config{})
	at, number := epoch, uint16(0)
	second := func(packets int, lost float64, rtt time.Duration) congestion.Estimate {
		for range packets {
			at = at.Add(sec / time.Duration(packets))
			e.Sent(number, 1000, at, 0)
			number++
		}
		e.Report(lost, rtt, at)
		return e.Estimate()
	}
	for range 60 {
		second(100, 0, 50*ms)
	}
	if got := e.Estimate().Target; got < 1_100_000 || got > 1_300_000 {
		t.Errorf("target %d after a minute of 800 kbit/s without loss, want 1.5 times", got)
	}
	before := e.Estimate().Target
	if got := second(100, 0, 400*ms); got.Target >= before {
		t.Errorf("target %d did not fall with the delay", got.Target)
	}
}

func TestSentAllocatesNothing(t *testing.T) {
	e := congestion.New(congestion.Config{History: 256})
	at, number := epoch, uint16(0)
	if n := testing.AllocsPerRun(1000, func() {
		at = at.Add(ms)
		number++
		e.Sent(number, 1200, at, 0)
	}); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

// TestDeepQueueIsLeftQuickly narrows a line whose queue holds 2 s: what stands
// there at first must not stay.
func TestDeepQueueIsLeftQuickly(t *testing.T) {
	for _, narrow := range []float64{0.5 * mbit, 1 * mbit} {
		trace := simlink.Run(simlink.Link{
			Seed: 5, Rate: []simlink.Step{{Value: 2 * mbit}, {From: 30 * sec, Value: narrow}}, Delay: 20 * ms,
			QueueBytes: int(narrow * 2 / 8),
		}, continuous, newOurs(), epoch, 50*sec)
		if w := trace.Wait(30*sec, 35*sec, 0.5); w > 600*ms {
			t.Errorf("to %.0f: packets wait %v in the first 5 s", narrow, w)
		}
		if w := trace.Wait(35*sec, 40*sec, 0.95); w > 200*ms {
			t.Errorf("to %.0f: packets wait %v in the next 5 s", narrow, w)
		}
		if loss := trace.Loss(30*sec, 50*sec); loss > 0.02 {
			t.Errorf("to %.0f: %.1f%% lost", narrow, 100*loss)
		}
	}
}

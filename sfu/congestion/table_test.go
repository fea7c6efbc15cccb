package congestion_test

import (
	"flag"
	"testing"
	"testing/synctest"
	"time"
)

var withPion = flag.Bool("pion", false, "TestTable adds the figures of the interceptor module's estimator")

// TestTable prints all figures: go test -run Table -v, with -pion for a
// comparison.
func TestTable(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("prints a table; TestScenarios holds the bounds")
	}
	t.Logf("%-42s %s", "", resultHead)
	for _, s := range scenarios() {
		t.Logf("%-42s %s", s.name, s.run(newOurs(), epoch))
		if *withPion {
			t.Logf("%-42s %s", "    interceptor/pkg/gcc", runPion(t, s))
		}
	}
}

func runPion(t *testing.T, s scenario) (r result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newPionGCC(t)
		defer func() { _ = p.estimator.Close() }()
		r = s.run(p, time.Now())
	})
	return r
}

// TestAgainstPion keeps the reason for an estimator of our own: should the
// interceptor's catch up, this says so.
func TestAgainstPion(t *testing.T) {
	for _, s := range scenarios() {
		switch s.name {
		case "10 Mbit/s", "loss 5%", "layers on 2 Mbit/s":
			ours, pion := s.run(newOurs(), epoch), runPion(t, s)
			if ours.use <= pion.use || ours.converged >= pion.converged {
				t.Errorf("%s: the interceptor's estimator is as good:\n%s\nours\n%s\n%s", s.name, resultHead, ours, pion)
			}
		}
	}
}

func TestScenarios(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			r := s.run(newOurs(), epoch)
			if r.converged > s.converge {
				t.Errorf("converged after %v, want %v", r.converged, s.converge)
			}
			if r.use < s.use {
				t.Errorf("%.1f%% of the line used, want %.1f%%", 100*r.use, 100*s.use)
			}
			if r.wait > s.wait {
				t.Errorf("p95 of the queue %v, want %v", r.wait, s.wait)
			}
			if r.loss > s.loss {
				t.Errorf("%.2f%% lost, want %.2f%%", 100*r.loss, 100*s.loss)
			}
			if r.rival < s.rival {
				t.Errorf("%.1f%% of the line left to the rival, want %.1f%%", 100*r.rival, 100*s.rival)
			}
		})
	}
}

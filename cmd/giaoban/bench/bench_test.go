package bench

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestScenarios(t *testing.T) {
	t.Run("every preset is valid", func(t *testing.T) {
		for _, load := range presets() {
			if err := load.validate(); err != nil {
				t.Errorf("%s: %v", load.Name, err)
			}
		}
	})
	t.Run("the matrix is all but smoke and province", func(t *testing.T) {
		loads, err := findScenarios([]string{matrixScenario})
		if err != nil || len(loads) != len(presets())-2 {
			t.Fatalf("%d loads, %v", len(loads), err)
		}
		for _, load := range loads {
			if load.Name == smokeScenario || load.Name == provinceScenario {
				t.Errorf("%s is in the matrix", load.Name)
			}
		}
	})
	t.Run("an unknown name is refused with the known ones", func(t *testing.T) {
		_, err := findScenarios([]string{"storm"})
		if err == nil || !strings.Contains(err.Error(), smokeScenario) {
			t.Errorf("error %v", err)
		}
	})
}

func TestLoadOutOfRange(t *testing.T) {
	for name, change := range map[string]func(*Load){
		"no publishers":            func(l *Load) { l.Publishers = 0 },
		"no subscribers":           func(l *Load) { l.Subscribers = 0 },
		"more tracks than exist":   func(l *Load) { l.Streams = 2 },
		"nobody joins":             func(l *Load) { l.JoinRate = 0 },
		"no end":                   func(l *Load) { l.Duration = 2 * time.Hour },
		"no time":                  func(l *Load) { l.Duration = 0 },
		"an unknown layer":         func(l *Load) { l.Layer = "x" },
		"a layer of one":           func(l *Load) { l.Layer = "q" },
		"audio in layers":          func(l *Load) { l.Video, l.Simulcast = false, true },
		"thousands of publishers":  func(l *Load) { l.Publishers = 100_000 },
		"warming up without bound": func(l *Load) { l.Warmup = 48 * time.Hour },
	} {
		t.Run(name, func(t *testing.T) {
			load := defaultLoad()
			change(&load)
			if err := load.validate(); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestOptions(t *testing.T) {
	t.Run("flags change presets only where they are given", func(t *testing.T) {
		o := defaultOptions()
		o.scenarios = []string{"audio-5x200-50k"}
		o.load.Subscribers, o.load.PacketSize = 7, 999
		o.changed = func(flag string) bool { return flag == "subscribers" }
		loads, err := o.loads()
		if err != nil || len(loads) != 1 {
			t.Fatalf("%d loads, %v", len(loads), err)
		}
		if l := loads[0]; l.Subscribers != 7 || l.PacketSize != 120 || l.Video {
			t.Errorf("got %+v", l)
		}
	})
	t.Run("audio is a packet a frame", func(t *testing.T) {
		o := defaultOptions()
		o.kind = "audio"
		loads, err := o.loads()
		if err != nil || loads[0].Burst != 1 || loads[0].Video {
			t.Errorf("got %+v, %v", loads, err)
		}
	})
	for name, change := range map[string]func(*options){
		"kind":   func(o *options) { o.kind = "smell" },
		"srtp":   func(o *options) { o.srtp = "none" },
		"rounds": func(o *options) { o.rounds = 0 },
		"sample": func(o *options) { o.sample = 0 },
	} {
		t.Run("a wrong "+name, func(t *testing.T) {
			o := defaultOptions()
			change(o)
			if _, err := o.loads(); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestTarget(t *testing.T) {
	for name, test := range map[string]struct{ address, key, want string }{
		"another machine": {"ws://198.51.100.7:7880", "k", "--allow-remote"},
		"another scheme":  {"ftp://127.0.0.1", "k", "ws://"},
		"no host":         {"ws://", "k", "no host"},
		"no key":          {"ws://127.0.0.1:7880", "", "--key"},
		"no address":      {"ws://%zz", "k", "--url"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newTarget(t.Context(), test.address, test.key, "secret", false)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v: want one with %q", err, test.want)
			}
		})
	}
	t.Run("this machine", func(t *testing.T) {
		target, err := newTarget(t.Context(), "http://127.0.0.1:7880", "k", "s", false)
		if err != nil || target.url.Scheme != "ws" || !target.local.IsLoopback() {
			t.Errorf("got %+v, %v", target, err)
		}
	})
	t.Run("another machine by permission", func(t *testing.T) {
		target, err := newTarget(t.Context(), "ws://198.51.100.7:7880", "k", "s", true)
		if err == nil && target.local.IsLoopback() {
			t.Errorf("got %+v: want an address that reaches it", target)
		}
		if err != nil && strings.Contains(err.Error(), "refusing") {
			t.Errorf("refused in spite of permission: %v", err)
		}
	})
}

func TestFirstKey(t *testing.T) {
	for keys, want := range map[string][2]string{
		"":                        {},
		"a: b":                    {"a", "b"},
		"\n first: s1\nsecond: 2": {"first", "s1"},
	} {
		if key, secret := firstKey(keys); [2]string{key, secret} != want {
			t.Errorf("%q: got %q %q", keys, key, secret)
		}
	}
}

func TestTakers(t *testing.T) {
	r := &run{party: party{load: Load{Publishers: 3, Subscribers: 4, Streams: 2}}}
	// Subscribers 0..3 take the tracks 0+1, 1+2, 2+0, 0+1.
	for publisher, want := range []int{3, 3, 2} {
		if got := r.takers(publisher); got != want {
			t.Errorf("publisher %d: %d takers, want %d", publisher, got, want)
		}
	}
}

func TestCommand(t *testing.T) {
	t.Run("another machine is refused before anything is sent", func(t *testing.T) {
		cmd := Command()
		cmd.SetArgs([]string{"--url", "ws://198.51.100.7:7880", "--key", "k", "--secret", "s"})
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		err := cmd.ExecuteContext(context.Background())
		if err == nil || !strings.Contains(err.Error(), "refusing to put load on another machine") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("the calibration loop runs alone", func(t *testing.T) {
		cmd := Command()
		var out strings.Builder
		cmd.SetOut(&out)
		cmd.SetArgs([]string{"calibrate", "--duration", "10ms"})
		if err := cmd.ExecuteContext(context.Background()); err != nil || !strings.Contains(out.String(), "CPU seconds per million") {
			t.Errorf("got %q, %v", out.String(), err)
		}
	})
}

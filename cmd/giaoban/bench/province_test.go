package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"giaoban/cmd/giaoban/bench/benchtest"
	"giaoban/cmd/giaoban/bench/client"
	"giaoban/cmd/giaoban/bench/report"
	"giaoban/sfu/transport"
	"giaoban/signaling"
	"giaoban/signaling/token"
)

// realServer starts the product's own signaling and media, which forward so many microphones.
func realServer(t *testing.T, microphones int) string {
	t.Helper()
	engine, err := transport.NewEngine(transport.Config{Loopback: true, IPv4Only: true, TCPPort: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	config := signaling.DefaultConfig()
	if config.Keys, err = token.NewKeys(map[string]string{benchtest.Key: benchtest.Secret}); err != nil {
		t.Fatal(err)
	}
	config.Limits.Microphones = microphones
	service, err := signaling.New(config, signaling.Deps{Engine: engine, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(service.Handler(nil))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		service.Close(ctx)
		server.Close()
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return server.URL
}

// smallProvince is a preset changed so that it lasts seconds.
func smallProvince(t *testing.T) Load {
	t.Helper()
	loads, err := findScenarios([]string{provinceScenario})
	if err != nil {
		t.Fatal(err)
	}
	load := loads[0]
	load.Province.Sites, load.Province.Tiles, load.Province.Speakers = 6, 3, 1
	load.Warmup, load.Duration = 0, 2*time.Second
	return load
}

func testGathering(t *testing.T, address string, load Load) *gathering {
	t.Helper()
	target, err := newTarget(t.Context(), address, benchtest.Key, benchtest.Secret, false)
	if err != nil {
		t.Fatal(err)
	}
	return &gathering{party: party{load: load, target: target, room: "province", sample: 5, joined: func() {}}}
}

func TestProvince(t *testing.T) {
	t.Run("every site hears and shows what it asked for, and no more microphones than are forwarded", func(t *testing.T) {
		load := smallProvince(t)
		load.Province.Turn = time.Hour
		g := testGathering(t, realServer(t, 2), load)
		g.serverPID = os.Getpid()
		result, err := g.measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p := result.Province
		for name, flow := range map[string]report.Flow{"stage": p.Stage, "tiles": p.Pictures, "sound": p.Sound} {
			if flow.Sent == 0 || flow.Delivered != flow.Expected {
				t.Errorf("%s: sent %d, expected %d, delivered %d", name, flow.Sent, flow.Expected, flow.Delivered)
			}
		}
		if p.Stage.Expected != p.Stage.Sent*5 || p.Sound.Expected != p.Sound.Sent*5 {
			t.Errorf("stage %+v, sound %+v: want five receivers of each", p.Stage, p.Sound)
		}
		// The one who speaks and one silent one have the two places.
		if p.MicrophonesHeard != 2 || p.Silence == 0 {
			t.Errorf("%d microphones heard, %d packets of silence: want two and some", p.MicrophonesHeard, p.Silence)
		}
		j := &p.Joining
		if j.FirstSound.Count != 6 || j.FirstSound.Median <= 0 || j.FirstFrame.Count != 6 || j.FirstFrame.Median <= 0 {
			t.Errorf("first sound %+v, first frame %+v: want one of each site", j.FirstSound, j.FirstFrame)
		}
		if j.Updates.Sum == 0 || j.Offers.Sum < 6 || j.Messages.Sum <= j.Updates.Sum+j.Offers.Sum || j.Bytes.Sum <= j.Messages.Sum || j.KeyFrames.Sum == 0 {
			t.Errorf("messages %+v, updates %+v, offers %+v, bytes %+v, key frames %+v", j.Messages, j.Updates, j.Offers, j.Bytes, j.KeyFrames)
		}
		if result.Server == nil || j.ServerCPU <= 0 || j.ClientCPU <= 0 || result.Server.JoinCPU <= 0 {
			t.Errorf("server %+v, joining %+v: want CPU times", result.Server, j)
		}
		if result.Decrypted == 0 || result.Delay == nil || result.Packets.Missing != 0 || result.Packets.Duplicates != 0 {
			t.Errorf("%d decrypted, delay %+v, %+v", result.Decrypted, result.Delay, result.Packets)
		}
		assertRoundTrip(t, result)
	})
	t.Run("turns of speech pass from site to site without a gap", func(t *testing.T) {
		load := smallProvince(t)
		load.Province.Layers, load.Province.Turn = 2, time.Second
		load.Duration = 4 * time.Second
		// A place that was spoken at less than 1.5 s ago is not free for a new voice.
		const places = 3
		result, err := testGathering(t, realServer(t, places), load).measure(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		p := result.Province
		if p.Sound.Sent == 0 || p.Sound.Delivered != p.Sound.Expected || p.Stage.Delivered != p.Stage.Expected {
			t.Errorf("sound %+v, stage %+v: want all of it", p.Sound, p.Stage)
		}
		if p.MicrophonesHeard <= places {
			t.Errorf("%d microphones heard: want those of several turns", p.MicrophonesHeard)
		}
	})
	t.Run("an interrupted one ends", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		load := smallProvince(t)
		load.Warmup = time.Hour
		g := testGathering(t, realServer(t, 2), load)
		g.joined = cancel
		if _, err := g.measure(ctx); err == nil {
			t.Error("no error")
		}
	})
}

// assertRoundTrip fails unless the result is the same after it was written as JSON, and its text tells of the province.
func assertRoundTrip(t *testing.T, result *report.Result) {
	t.Helper()
	var written, text strings.Builder
	if err := report.WriteJSON(&written, []*report.Result{result}); err != nil {
		t.Fatal(err)
	}
	var back []*report.Result
	if err := json.Unmarshal([]byte(written.String()), &back); err != nil {
		t.Fatal(err)
	}
	if len(back) != 1 || !reflect.DeepEqual(back[0], result) {
		t.Errorf("got %s", written.String())
	}
	if err := report.WriteText(&text, result); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"province ", "first sound", "key frames", "signal messages"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
}

func TestPersist(t *testing.T) {
	other := errors.New("another")
	for name, test := range map[string]struct {
		answers []error
		ended   int
		want    error
	}{
		"let in at once":               {[]error{nil}, 0, nil},
		"ended twice":                  {[]error{client.ErrEnded, fmt.Errorf("late: %w", client.ErrEnded), nil}, 2, nil},
		"ended every time":             {slices.Repeat([]error{client.ErrEnded}, 4), 3, client.ErrEnded},
		"what is not the server's end": {[]error{client.ErrEnded, other}, 1, other},
	} {
		t.Run(name, func(t *testing.T) {
			tries := 0
			_, ended, err := persist(func() (int, error) {
				tries++
				return 0, test.answers[tries-1]
			})
			if tries != len(test.answers) || ended != test.ended || !errors.Is(err, test.want) {
				t.Errorf("%d tries, %d ended, %v: want %d, %d, %v", tries, ended, err, len(test.answers), test.ended, test.want)
			}
		})
	}
}

func TestTiles(t *testing.T) {
	t.Run("the n-th site shows the n-th page, and goes on from the first after the last", func(t *testing.T) {
		p := &Province{Sites: 7, Tiles: 2}
		for site, want := range [][]int{{1, 2}, {3, 4}, {5, 6}, {1, 2}, {3, 5}, {6, 1}, {1, 2}} {
			if got := p.tiles(site); !slices.Equal(got, want) {
				t.Errorf("site %d shows %v: want %v", site, got, want)
			}
		}
	})
	for _, p := range []Province{wholeProvince(), {Sites: 3, Tiles: 1}, {Sites: 10, Tiles: 8}, {Sites: 9, Tiles: 4}, {Sites: 5}} {
		for site := range p.Sites {
			shown := p.tiles(site)
			if len(shown) != p.Tiles || slices.Contains(shown, site) || slices.Contains(shown, stage) {
				t.Errorf("%+v: site %d shows %v", p, site, shown)
			}
			slices.Sort(shown)
			if len(slices.Compact(shown)) != p.Tiles {
				t.Errorf("%+v: site %d shows one twice: %v", p, site, shown)
			}
		}
	}
}

func TestSpeaks(t *testing.T) {
	p := &Province{Sites: 7, Speakers: 3}
	for turn, want := range [][]int{{0, 1, 2}, {3, 4, 5}, {6, 0, 1}} {
		for site := range p.Sites {
			if got := p.speaks(site, turn); got != slices.Contains(want, site) {
				t.Errorf("turn %d: site %d speaks: %v; want %v to", turn, site, got, want)
			}
		}
	}
}

func TestProvinceOptions(t *testing.T) {
	options := func(scenario string, flags ...string) *options {
		o := defaultOptions()
		o.scenarios = []string{scenario}
		o.load.Province = wholeProvince()
		o.changed = func(flag string) bool { return slices.Contains(flags, flag) }
		return o
	}
	t.Run("flags change what is given", func(t *testing.T) {
		o := options(provinceScenario, "sites", "packet-rate")
		o.load.Province.Sites, o.load.Province.Tiles, o.load.PacketRate = 20, 3, 30
		loads, err := o.loads()
		if err != nil || len(loads) != 1 {
			t.Fatalf("%d loads, %v", len(loads), err)
		}
		if l := loads[0]; l.Province.Sites != 20 || l.Province.Tiles != 8 || l.PacketRate != 30 {
			t.Errorf("got %+v", l)
		}
	})
	for name, test := range map[string]struct{ scenario, flag string }{
		"publishers of a province":  {provinceScenario, "publishers"},
		"sites of another scenario": {smokeScenario, "sites"},
	} {
		t.Run(name+" are refused", func(t *testing.T) {
			if _, err := options(test.scenario, test.flag).loads(); err == nil || !strings.Contains(err.Error(), test.flag) {
				t.Errorf("error %v: want one that names the flag", err)
			}
		})
	}
	for name, change := range map[string]func(*Province){
		"no sites":             func(p *Province) { p.Sites = 0 },
		"two sites":            func(p *Province) { p.Sites, p.Tiles, p.Speakers = 2, 0, 1 },
		"more tiles than are":  func(p *Province) { p.Tiles = p.Sites - 1 },
		"one layer":            func(p *Province) { p.Layers = 1 },
		"four layers":          func(p *Province) { p.Layers = 4 },
		"nobody speaks":        func(p *Province) { p.Speakers = 0 },
		"everybody speaks":     func(p *Province) { p.Speakers = p.Sites },
		"turns without length": func(p *Province) { p.Turn = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			load := smallProvince(t)
			change(&load.Province)
			if err := load.validate(); err == nil {
				t.Error("no error")
			}
		})
	}
}

package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"giaoban/cmd/giaoban/bench/host"
	"giaoban/cmd/giaoban/bench/report"
)

// options is everything the command line says.
type options struct {
	url, key, secret, room string
	allowRemote            bool
	startServer            string
	serverPID              int
	serverCPU, clientCPU   int
	realtime               bool

	scenarios []string
	load      Load
	kind      string
	rounds    int
	sample    int
	srtp      string
	calibrate time.Duration
	json      bool
	verbose   bool

	changed func(flag string) bool // whether a flag was given
}

func defaultOptions() *options {
	return &options{
		url: "ws://127.0.0.1:7880", serverCPU: -1, clientCPU: -1, load: defaultLoad(), kind: "video",
		// 17 shares no factor with the usual numbers of packets in a frame, so every place in a frame gets sampled.
		rounds: 1, sample: 17, srtp: "gcm", calibrate: time.Second,
		changed: func(string) bool { return false },
	}
}

// run does what the options say and prints the results.
func (o *options) run(ctx context.Context, out, log io.Writer) error {
	loads, err := o.loads()
	if err != nil {
		return err
	}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelDebug
	}
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: level}))
	if o.clientCPU >= 0 {
		if err := host.PinProcess(o.clientCPU); err != nil {
			return err
		}
	}
	if o.realtime {
		if err := host.Realtime(); err != nil {
			return err
		}
	}
	if o.serverPID > 0 && o.serverCPU >= 0 {
		if err := host.PinPID(o.serverPID, o.serverCPU); err != nil {
			return err
		}
	}
	var results []*report.Result
	for round := range o.rounds {
		for _, load := range loads {
			logger.Info("measuring", "scenario", load.Name, "round", round+1)
			result, err := o.one(ctx, load, logger)
			if err != nil {
				// What was measured so far is not lost.
				return errors.Join(fmt.Errorf("%s: %w", load.Name, err), o.print(out, results))
			}
			results = append(results, result)
			if o.verbose && !o.json {
				if err := report.WriteText(log, result); err != nil {
					return err
				}
			}
		}
	}
	return o.print(out, results)
}

// loads returns the loads to measure: presets changed by the flags that were given, or what the flags alone say.
func (o *options) loads() ([]Load, error) {
	if o.kind != "video" && o.kind != "audio" {
		return nil, fmt.Errorf("--kind must be video or audio, not %q", o.kind)
	}
	if o.srtp != "gcm" && o.srtp != "cm" {
		return nil, fmt.Errorf("--srtp must be gcm or cm, not %q", o.srtp)
	}
	if o.rounds < 1 || o.sample < 1 || o.calibrate < 0 {
		return nil, errors.New("--rounds and --sample must be at least 1, --calibrate at least 0")
	}
	o.load.Video = o.kind == "video"
	if !o.load.Video && !o.changed("frame-packets") {
		o.load.Burst = 1
	}
	loads := []Load{o.load}
	loads[0].Province = Province{}
	if len(o.scenarios) > 0 {
		var err error
		if loads, err = findScenarios(o.scenarios); err != nil {
			return nil, err
		}
		for i := range loads {
			o.override(&loads[i])
		}
	}
	if err := o.fit(loads); err != nil {
		return nil, err
	}
	for i := range loads {
		if err := loads[i].validate(); err != nil {
			return nil, fmt.Errorf("%s: %w", loads[i].Name, err)
		}
	}
	return loads, nil
}

// fit refuses flags that say nothing about a load: what was measured would not be what was asked for.
func (o *options) fit(loads []Load) error {
	ofProvince := []string{"sites", "tiles", "camera-layers", "speakers", "turn"}
	ofOthers := []string{"publishers", "kind", "simulcast", "file", "subscribers", "streams", "layer"}
	for _, load := range loads {
		province := load.Name == provinceScenario
		foreign := ofProvince
		if province {
			foreign = ofOthers
		}
		if i := slices.IndexFunc(foreign, o.changed); i >= 0 {
			return fmt.Errorf("--%s does not apply to the scenario %s", foreign[i], load.Name)
		}
	}
	return nil
}

// override changes a preset by the flags that were given.
func (o *options) override(load *Load) {
	for flag, set := range map[string]func(){
		"publishers":    func() { load.Publishers = o.load.Publishers },
		"kind":          func() { load.Video = o.load.Video },
		"simulcast":     func() { load.Simulcast = o.load.Simulcast },
		"file":          func() { load.File = o.load.File },
		"packet-size":   func() { load.PacketSize = o.load.PacketSize },
		"packet-rate":   func() { load.PacketRate = o.load.PacketRate },
		"frame-packets": func() { load.Burst = o.load.Burst },
		"subscribers":   func() { load.Subscribers = o.load.Subscribers },
		"streams":       func() { load.Streams = o.load.Streams },
		"layer":         func() { load.Layer = o.load.Layer },
		"join-rate":     func() { load.JoinRate = o.load.JoinRate },
		"warmup":        func() { load.Warmup = o.load.Warmup },
		"duration":      func() { load.Duration = o.load.Duration },
		"sites":         func() { load.Province.Sites = o.load.Province.Sites },
		"tiles":         func() { load.Province.Tiles = o.load.Province.Tiles },
		"camera-layers": func() { load.Province.Layers = o.load.Province.Layers },
		"speakers":      func() { load.Province.Speakers = o.load.Province.Speakers },
		"turn":          func() { load.Province.Turn = o.load.Province.Turn },
	} {
		if o.changed(flag) {
			set()
		}
	}
}

// one measures one load once, with its server if it is to be started, between two runs of the calibration loop.
func (o *options) one(ctx context.Context, load Load, logger *slog.Logger) (result *report.Result, err error) {
	address, key, secret, pid := o.url, o.key, o.secret, o.serverPID
	if key == "" && secret == "" {
		key, secret = firstKey(os.Getenv("GIAOBAN_KEYS"))
	}
	if o.startServer != "" {
		s, err := startServer(ctx, o.startServer, o.serverCPU)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, s.stop()) }()
		address, key, secret, pid = s.url, serverKey, s.secret, s.pid()
	}
	target, err := newTarget(ctx, address, key, secret, o.allowRemote)
	if err != nil {
		return nil, err
	}
	room := o.room
	if room == "" {
		room = "bench-" + rand.Text()[:8]
	}
	p := party{
		load: load, target: target, room: room, sample: o.sample, cm: o.srtp == "cm", serverPID: pid,
		joined: func() { logger.Info("everybody has joined", "scenario", load.Name) },
	}
	measure := (&run{party: p}).measure
	if load.Province.Sites > 0 {
		measure = (&gathering{party: p}).measure
	}
	if o.calibrate == 0 {
		return measure(ctx)
	}
	return o.calibrated(ctx, measure)
}

func (o *options) calibrated(ctx context.Context, measure func(context.Context) (*report.Result, error)) (*report.Result, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	loop := calibrator{executable: executable, serverCPU: o.serverCPU, clientCPU: o.clientCPU, duration: o.calibrate}
	before, err := loop.run(ctx)
	if err != nil {
		return nil, err
	}
	result, err := measure(ctx)
	if err != nil {
		return nil, err
	}
	after, err := loop.run(ctx)
	if err != nil {
		return nil, err
	}
	result.Calibration = &report.Calibration{Before: before, After: after}
	return result, nil
}

// print prints the results: in full when there is one, else as a table.
func (o *options) print(out io.Writer, results []*report.Result) error {
	switch {
	case o.json:
		return report.WriteJSON(out, results)
	case len(results) == 1:
		return report.WriteText(out, results[0])
	case len(results) > 1:
		return report.WriteTable(out, results)
	}
	return nil
}

// firstKey reads the first pair of GIAOBAN_KEYS, which holds "key: secret" lines.
func firstKey(keys string) (key, secret string) {
	lines := slices.Collect(strings.Lines(strings.TrimSpace(keys)))
	if len(lines) == 0 {
		return "", ""
	}
	key, secret, _ = strings.Cut(lines[0], ":")
	return strings.TrimSpace(key), strings.TrimSpace(secret)
}

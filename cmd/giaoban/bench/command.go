package bench

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Command returns the `bench` command with its sub-commands.
func Command() *cobra.Command {
	o := defaultOptions()
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Put a measured load on a server that speaks LiveKit's protocol",
		Long: `Publishes synthetic media in a room, subscribes many times over, and reports what arrived, how late, and what it
cost the server per packet, as a ratio to a calibration loop that runs beside every measurement.

Load goes to this machine's own addresses only, unless --allow-remote is given. For figures that can be compared, keep
server and load apart (--server-cpu, --client-cpu) and repeat (--rounds): only ratios of interleaved runs hold. On a
machine that has other work --realtime keeps that out of the measurement.

The scenario province is one conference of a whole province in one room: each of --sites sends a simulcast camera and a
microphone, shows the first site's camera large and --tiles others small, and hears every microphone that the server
forwards, while speakers take turns. It reports how long sites wait for the first sound and frame when they join in a rush,
what that costs in messages and CPU, and whether everything came that was asked for. While sites join the generator needs
about as much CPU as the server; it says when it was short of it. On two cores let fewer sites join.`,
		Example: `  giaoban bench --start-server bin/giaoban --scenario smoke
  giaoban bench --start-server bin/giaoban --scenario matrix --rounds 3 --server-cpu 0 --client-cpu 1
  giaoban bench --start-server bin/giaoban --scenario province --server-cpu 0 --client-cpu 1 --calibrate 0
  giaoban bench --start-server bin/giaoban --scenario province --server-cpu 0 --client-cpu 1 --calibrate 0 --sites 80 --join-rate 8
  giaoban bench --url ws://127.0.0.1:7880 --key KEY --secret SECRET --server-pid 4711 --publishers 2 --subscribers 50`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			o.changed = cmd.Flags().Changed
			return o.run(ctx, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	addTargetFlags(cmd.Flags(), o)
	addLoadFlags(cmd.Flags(), o)
	addProvinceFlags(cmd.Flags(), o)
	addMeasureFlags(cmd.Flags(), o)
	cmd.MarkFlagsMutuallyExclusive("url", "start-server")
	cmd.MarkFlagsMutuallyExclusive("server-pid", "start-server")
	cmd.AddCommand(calibrateCommand())
	return cmd
}

func addTargetFlags(flags *pflag.FlagSet, o *options) {
	flags.StringVar(&o.url, "url", o.url, "address of the server")
	flags.StringVar(&o.key, "key", "", "API key (default: the first of GIAOBAN_KEYS)")
	flags.StringVar(&o.secret, "secret", "", "secret of the API key (default: that of GIAOBAN_KEYS)")
	flags.StringVar(&o.room, "room", "", "room to use (default: a new one for each measurement)")
	flags.BoolVar(&o.allowRemote, "allow-remote", false, "permit load on a machine other than this one")
	flags.StringVar(&o.startServer, "start-server", "", "giaoban binary to start for each measurement, and stop")
	flags.IntVar(&o.serverPID, "server-pid", 0, "process id of the server, for its CPU time and memory")
	flags.IntVar(&o.serverCPU, "server-cpu", o.serverCPU, "core to pin the server to (-1: none)")
	flags.IntVar(&o.clientCPU, "client-cpu", o.clientCPU, "core to pin the load generator to (-1: none)")
	flags.BoolVar(&o.realtime, "realtime", false, "let load, started server and calibration take precedence over other work of the machine (root)")
}

func addLoadFlags(flags *pflag.FlagSet, o *options) {
	l := &o.load
	flags.StringSliceVar(&o.scenarios, "scenario", nil, fmt.Sprintf("presets to run: %s; other flags change them", strings.Join(scenarioNames(), ", ")))
	flags.IntVar(&l.Publishers, "publishers", l.Publishers, "participants that publish a track each")
	flags.StringVar(&o.kind, "kind", o.kind, "what they publish: video or audio")
	flags.BoolVar(&l.Simulcast, "simulcast", false, "publish three layers; the shape is the highest's")
	flags.StringVar(&l.File, "file", "", "publish a real file, over and over: .ivf (VP8; warm up longer than its key frames are apart) or .ogg (Opus)")
	flags.IntVar(&l.PacketSize, "packet-size", l.PacketSize, "RTP payload in bytes")
	flags.Float64Var(&l.PacketRate, "packet-rate", l.PacketRate, "packets a second of one publisher")
	flags.IntVar(&l.Burst, "frame-packets", l.Burst, "packets of one frame, sent back to back")
	flags.IntVar(&l.Subscribers, "subscribers", l.Subscribers, "participants that only receive")
	flags.IntVar(&l.Streams, "streams", l.Streams, "tracks that each takes (0: all)")
	flags.StringVar(&l.Layer, "layer", l.Layer, "simulcast layer that they ask for: q, h or f")
	flags.Float64Var(&l.JoinRate, "join-rate", l.JoinRate, "subscribers or sites that join in a second")
}

func addProvinceFlags(flags *pflag.FlagSet, o *options) {
	p, whole := &o.load.Province, wholeProvince()
	of := func(text string) string { return "scenario province: " + text }
	flags.IntVar(&p.Sites, "sites", whole.Sites, of("participants that send and receive"))
	flags.IntVar(&p.Tiles, "tiles", whole.Tiles, of("cameras that each shows small, beside the first site's large"))
	flags.IntVar(&p.Layers, "camera-layers", whole.Layers, of("simulcast layers of each camera, 2 or 3; the shape is the highest's, the next has half the packets"))
	flags.IntVar(&p.Speakers, "speakers", whole.Speakers, of("sites that speak at once"))
	flags.DurationVar(&p.Turn, "turn", whole.Turn, of("how long they speak until others do"))
}

func addMeasureFlags(flags *pflag.FlagSet, o *options) {
	flags.DurationVar(&o.load.Warmup, "warmup", o.load.Warmup, "time between the last join and the measurement")
	flags.DurationVar(&o.load.Duration, "duration", o.load.Duration, "how long to measure")
	flags.IntVar(&o.rounds, "rounds", o.rounds, "how often to run all scenarios, interleaved")
	flags.IntVar(&o.sample, "sample", o.sample, "decrypt and time one packet in so many")
	flags.StringVar(&o.srtp, "srtp", o.srtp, "SRTP profile to prefer: gcm or cm")
	flags.DurationVar(&o.calibrate, "calibrate", o.calibrate, "length of the calibration loop before and after (0: none)")
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "say what is going on")
}

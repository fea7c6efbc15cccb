package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"time"

	"giaoban/cmd/giaoban/bench/calibrate"

	"github.com/spf13/cobra"
)

const calibrationThreads = 3

// calibrateCommand runs the calibration loop alone. A bench that is itself pinned to one core runs it this way, as a
// process of its own on the server's core.
func calibrateCommand() *cobra.Command {
	config := calibrate.Default()
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "calibrate",
		Short: "Measure the calibration loop: AES-128-GCM and one sendto a packet",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// A parent that is pinned to one core hands that on; the loop needs its sender and its receiver at once.
			runtime.GOMAXPROCS(max(runtime.GOMAXPROCS(0), calibrationThreads))
			result, err := calibrate.Run(cmd.Context(), config)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(result)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%.2f CPU seconds per million packets (%d packets)\n",
				result.SecondsPerMillion(), result.Packets)
			return err
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&config.PacketSize, "size", config.PacketSize, "payload of a packet in bytes")
	flags.IntVar(&config.Receivers, "receivers", config.Receivers, "loopback addresses to send to in turn")
	flags.DurationVar(&config.Duration, "duration", config.Duration, "how long to run")
	flags.IntVar(&config.SendCPU, "server-cpu", config.SendCPU, "core to send on (-1: any)")
	flags.IntVar(&config.ReceiveCPU, "client-cpu", config.ReceiveCPU, "core to receive on (-1: any)")
	flags.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// calibrator runs the loop beside a measurement.
type calibrator struct {
	executable           string
	serverCPU, clientCPU int
	duration             time.Duration
}

// run returns the CPU seconds of a million packets of the loop at this moment.
func (c calibrator) run(ctx context.Context) (float64, error) {
	cmd := exec.CommandContext(ctx, c.executable, "bench", //nolint:gosec // this very program
		"calibrate", "--json",
		"--duration", c.duration.String(),
		"--server-cpu", strconv.Itoa(c.serverCPU), "--client-cpu", strconv.Itoa(c.clientCPU))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("running the calibration loop: %w", err)
	}
	var result calibrate.Result
	if err := json.Unmarshal(out, &result); err != nil {
		return 0, fmt.Errorf("reading the calibration loop's result: %w", err)
	}
	return result.SecondsPerMillion(), nil
}

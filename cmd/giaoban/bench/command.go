package bench

import (
	"github.com/spf13/cobra"
)

// Command returns the `bench` command with its sub-commands.
func Command() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Put a measured load on a server that speaks LiveKit's protocol",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(calibrateCommand())
	return cmd
}

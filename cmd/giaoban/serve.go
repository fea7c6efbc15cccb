package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	"github.com/spf13/cobra"

	"giaoban/internal/config"
	"giaoban/internal/logging"
	"giaoban/scheduler/directory/demo"
)

func serveCommand() *cobra.Command {
	var sources configFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve conferences",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := sources.load(cmd)
			if err != nil {
				return err
			}
			log, err := logging.New(cmd.ErrOrStderr(), cfg.Log.Level, cfg.Log.Format)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), cfg, log, cmd.OutOrStdout())
		},
	}
	sources.add(cmd)
	return cmd
}

// serve runs the server until ctx ends or one of its parts fails.
func serve(ctx context.Context, cfg *config.Config, log *slog.Logger, out io.Writer) error {
	server, err := newServer(ctx, cfg, log)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	server.start(ctx, cancel)
	greet(out, cfg, server.address())
	log.InfoContext(ctx, "serving", "address", server.address().String(), "version", version, "demo", cfg.Demo.Enabled)

	<-ctx.Done()
	fault := context.Cause(ctx)
	if errors.Is(fault, context.Canceled) {
		fault = nil // asked to stop
	}
	log.InfoContext(ctx, "stopping")
	// The shutdown has a time limit of its own: ctx is over.
	limited, done := context.WithTimeout(context.WithoutCancel(ctx), cfg.HTTP.ShutdownTimeout)
	defer done()
	return errors.Join(fault, server.stop(limited))
}

// greet tells whoever started the server where it is and, in a demonstration, how to get in.
func greet(out io.Writer, cfg *config.Config, address net.Addr) {
	origin := cfg.HTTP.ExternalURL
	if origin == "" {
		origin = "http://" + address.String()
	}
	fmt.Fprintf(out, "GiaoBan %s: %s\n", version, origin)
	if !cfg.Demo.Enabled {
		return
	}
	fmt.Fprintln(out, "\nDemonstration accounts / Tài khoản dùng thử:")
	fmt.Fprintf(out, "  %-12s %-14s %-12s %s\n", "username", "password", "role", "name")
	for _, account := range demo.Accounts() {
		fmt.Fprintf(out, "  %-12s %-14s %-12s %s\n", account.Username, demo.Password, account.Role, account.DisplayName)
	}
	fmt.Fprintln(out)
}

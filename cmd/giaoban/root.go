package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"giaoban/cmd/giaoban/bench"
	"giaoban/internal/config"
)

func rootCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:           "giaoban",
		Short:         "Video conferencing and meeting coordination for government, self-hosted",
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version,
	}
	cmd.AddCommand(serveCommand(), tokenCommand(), accountCommand(), directoryCommand(), auditCommand(), recordingCommand(), configCommand(), versionCommand(), bench.Command())
	return cmd
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "giaoban %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

func configCommand() *cobra.Command {
	var sources configFlags
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print the effective configuration, commented; secrets are hidden",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := sources.load(cmd)
			if err != nil {
				return err
			}
			text, err := cfg.Print()
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	sources.add(cmd)
	return cmd
}

// configFlags are the flags of every command that reads the configuration.
type configFlags struct {
	file, http, data        string
	demo, demoOnAnyNetworks bool
}

func (f *configFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.file, "config", "", "configuration file (YAML); giaoban config prints one")
	flags.StringVar(&f.data, "data", "", "directory of everything that is kept (default ./data)")
	flags.StringVar(&f.http, "http", "", "address to serve browsers and clients on (default 127.0.0.1:7880)")
	flags.BoolVar(&f.demo, "demo", false, "a demonstration: a province's units and rooms, accounts with known passwords")
	flags.BoolVar(&f.demoOnAnyNetworks, "demo-allow-remote", false, "let a demonstration be reached from other machines")
}

// load returns the configuration of file, environment and those flags that were given, validated.
func (f *configFlags) load(cmd *cobra.Command) (*config.Config, error) {
	cfg, err := config.Load(f.file, os.Environ())
	if err != nil {
		return nil, err
	}
	given := cmd.Flags().Changed
	if given("data") {
		cfg.DataDir = f.data
	}
	if given("http") {
		cfg.HTTP.Address = f.http
	}
	if given("demo") {
		cfg.Demo.Enabled = f.demo
	}
	if given("demo-allow-remote") {
		cfg.Demo.AllowRemote = f.demoOnAnyNetworks
	}
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return cfg, nil
}

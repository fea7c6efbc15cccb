package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/config"
	"giaoban/internal/identity"
	"giaoban/internal/store"
)

func accountCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "account", Short: "Keep local accounts"}
	cmd.AddCommand(accountAddCommand())
	return cmd
}

func accountAddCommand() *cobra.Command {
	var sources configFlags
	var account identity.Account
	var role string
	cmd := &cobra.Command{
		Use:   "add USERNAME",
		Short: "Add an account; its password is the first line of standard input",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := sources.load(cmd)
			if err != nil {
				return err
			}
			account.Username, account.Role = args[0], identity.Role(role)
			return addAccount(cmd.Context(), cfg, account, cmd.InOrStdin())
		},
	}
	sources.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&account.DisplayName, "name", "", "name shown to others (required)")
	flags.StringVar(&role, "role", string(identity.Delegate), "chair, secretary, delegate, guest, technician or admin")
	flags.StringVar(&account.UnitCatalogue, "catalogue", "", "version of the unit's catalogue")
	flags.StringVar(&account.UnitCode, "unit", "", "code of the unit")
	_ = cmd.MarkFlagRequired("name") // the flag was defined above
	return cmd
}

func addAccount(ctx context.Context, cfg *config.Config, account identity.Account, input io.Reader) error {
	line, err := bufio.NewReader(input).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the password: %w", err)
	}
	db, err := store.Open(ctx, cfg.Store.DSN, cfg.DataDir)
	if err != nil {
		return err
	}
	service, err := newIdentity(cfg, db)
	if err == nil {
		_, err = service.Create(ctx, audit.Actor{Name: "giaoban account add"}, account, strings.TrimRight(line, "\r\n"))
	}
	return errors.Join(err, db.Close())
}

func newIdentity(cfg *config.Config, db *bun.DB) (*identity.Service, error) {
	return identity.New(db, audit.New(db, time.Now), identity.Config{
		SessionLifetime: cfg.Auth.SessionLifetime, IdleTimeout: cfg.Auth.IdleTimeout,
		LockAfter: cfg.Auth.LockAfter, LockDuration: cfg.Auth.LockDuration, PasswordMinLength: cfg.Auth.PasswordMinLength,
	})
}

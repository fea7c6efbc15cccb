package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/config"
	"giaoban/internal/identity"
	"giaoban/internal/seal"
	"giaoban/internal/store"
)

func accountCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "account", Short: "Keep local accounts"}
	cmd.AddCommand(accountAddCommand(), accountListCommand(), accountResetCommand(),
		accountDisableCommand(true), accountDisableCommand(false))
	return cmd
}

// commandLine is who acts in the audit log: whoever may run commands on this machine.
func commandLine(cmd *cobra.Command) audit.Actor { return audit.Actor{Name: cmd.CommandPath()} }

// withAccounts runs work on the accounts of the configured database.
func withAccounts(cmd *cobra.Command, sources *configFlags, work func(context.Context, *config.Config, *identity.Service) error) error {
	cfg, err := sources.load(cmd)
	if err != nil {
		return err
	}
	db, err := store.Open(cmd.Context(), cfg.Store.DSN, cfg.DataDir)
	if err != nil {
		return err
	}
	service, err := newIdentity(cfg, db, audit.New(db, time.Now))
	if err == nil {
		err = work(cmd.Context(), cfg, service)
	}
	return errors.Join(err, db.Close())
}

func accountAddCommand() *cobra.Command {
	var sources configFlags
	var account identity.Account
	var role string
	var link, owner bool
	cmd := &cobra.Command{
		Use:   "add USERNAME",
		Short: "Add an account; its password is the first line of standard input, or set by a link",
		Long: "Add an account. Its password is the first line of standard input; whoever logs in with it has to replace it first, " +
			"unless --own says that the owner has typed it. With --link no password is read: a link is printed by which the owner sets one.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			account.Username, account.Role, account.MustChange = args[0], identity.Role(role), !owner
			return withAccounts(cmd, &sources, func(ctx context.Context, cfg *config.Config, service *identity.Service) error {
				if link {
					_, made, err := service.Invite(ctx, commandLine(cmd), account)
					return printLink(cmd, cfg, made, err)
				}
				password, err := firstLine(cmd.InOrStdin())
				if err == nil {
					_, err = service.Create(ctx, commandLine(cmd), account, password)
				}
				return err
			})
		},
	}
	sources.add(cmd)
	flags := cmd.Flags()
	flags.StringVar(&account.DisplayName, "name", "", "name shown to others (required)")
	flags.StringVar(&role, "role", string(identity.Delegate), roleNames())
	flags.StringVar(&account.UnitCatalogue, "catalogue", "", "version of the unit's catalogue")
	flags.StringVar(&account.UnitCode, "unit", "", "code of the unit")
	flags.StringVar(&account.PersonID, "person", "", "id of the person in the directory")
	flags.BoolVar(&link, "link", false, "print a link by which the owner sets the password")
	flags.BoolVar(&owner, "own", false, "the password is the owner's own and need not be replaced")
	cmd.MarkFlagsMutuallyExclusive("link", "own")
	_ = cmd.MarkFlagRequired("name") // the flag was defined above
	return cmd
}

func roleNames() string {
	var names []string
	for _, role := range identity.Roles() {
		names = append(names, string(role))
	}
	return strings.Join(names, ", ")
}

func firstLine(input io.Reader) (string, error) {
	line, err := bufio.NewReader(input).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func printLink(cmd *cobra.Command, cfg *config.Config, link *identity.Link, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s%s\ngood once, until %s\n",
		cfg.Origin(), link.Path(), link.ExpiresAt.Local().Format(time.RFC3339))
	return err
}

func accountResetCommand() *cobra.Command {
	var sources configFlags
	var factor bool
	cmd := &cobra.Command{
		Use:   "reset USERNAME",
		Short: "Make an account's password useless, end its sessions, and print a link that sets a new one",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withAccounts(cmd, &sources, func(ctx context.Context, cfg *config.Config, service *identity.Service) error {
				account, err := service.Account(ctx, args[0])
				if err != nil {
					return fmt.Errorf("%s: %w", args[0], err)
				}
				if factor {
					return service.ResetSecondFactor(ctx, commandLine(cmd), account.ID)
				}
				link, err := service.ResetPassword(ctx, commandLine(cmd), account.ID)
				return printLink(cmd, cfg, link, err)
			})
		},
	}
	sources.add(cmd)
	cmd.Flags().BoolVar(&factor, "second-factor", false, "take the second factor away instead, from an owner who has lost it")
	return cmd
}

func accountListCommand() *cobra.Command {
	var sources configFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List all accounts",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withAccounts(cmd, &sources, func(ctx context.Context, _ *config.Config, service *identity.Service) error {
				return listAccounts(ctx, service, cmd.OutOrStdout())
			})
		},
	}
	sources.add(cmd)
	return cmd
}

func listAccounts(ctx context.Context, service *identity.Service, out io.Writer) error {
	const gap = 2
	table := tabwriter.NewWriter(out, 0, 0, gap, ' ', 0)
	fmt.Fprintln(table, "USERNAME\tROLE\tUNIT\tSTATE\tTWO STEPS\tLAST LOGIN\tNAME")
	query := identity.AccountQuery{Limit: identity.MaxPage}
	for {
		accounts, next, err := service.Accounts(ctx, query)
		if err != nil {
			return err
		}
		for _, account := range accounts {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", account.Username, account.Role, orDash(account.UnitCode), stateOf(account),
				map[bool]string{true: "no", false: "yes"}[account.SecondFactor.IsZero()], dayOf(account.LastLoginAt), account.DisplayName)
		}
		if next == "" {
			return table.Flush()
		}
		query.Cursor = next
	}
}

func stateOf(account identity.Account) string {
	switch {
	case account.Disabled != "":
		return "disabled (" + string(account.Disabled) + ")"
	case account.NoPassword:
		return "no password yet"
	case account.LockedUntil.After(time.Now()):
		return "locked"
	}
	return "active"
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func dayOf(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return at.Local().Format(time.DateOnly)
}

func accountDisableCommand(disable bool) *cobra.Command {
	var sources configFlags
	use, short := "disable", "Disable an account and end its sessions"
	if !disable {
		use, short = "enable", "Enable an account again"
	}
	cmd := &cobra.Command{
		Use:   use + " USERNAME",
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withAccounts(cmd, &sources, func(ctx context.Context, _ *config.Config, service *identity.Service) error {
				account, err := service.Account(ctx, args[0])
				if err == nil {
					_, err = service.SetDisabled(ctx, commandLine(cmd), account.ID, account.Version, disable)
				}
				if err != nil {
					return fmt.Errorf("%s: %w", args[0], err)
				}
				return nil
			})
		},
	}
	sources.add(cmd)
	return cmd
}

func newIdentity(cfg *config.Config, db *bun.DB, trail *audit.Log) (*identity.Service, error) {
	var twoSteps []identity.Role
	for _, name := range cfg.Auth.SecondFactorRoles {
		role := identity.Role(name)
		if !role.Valid() {
			return nil, fmt.Errorf("auth.second_factor_roles: %q is none of %s", name, roleNames())
		}
		twoSteps = append(twoSteps, role)
	}
	box, err := sealBox(cfg)
	if err != nil {
		return nil, err
	}
	return identity.New(db, trail, identity.Config{
		SessionLifetime: cfg.Auth.SessionLifetime, IdleTimeout: cfg.Auth.IdleTimeout,
		LockAfter: cfg.Auth.LockAfter, LockDuration: cfg.Auth.LockDuration,
		PasswordMinLength: cfg.Auth.PasswordMinLength, PasswordHistory: cfg.Auth.PasswordHistory,
		LinkLifetime: cfg.Auth.LinkLifetime, DisableAfter: cfg.Auth.DisableAfter,
		SecondFactor: twoSteps, DemoByPassword: cfg.Demo.Enabled && cfg.Loopback(), Issuer: "GiaoBan", Seal: box,
	})
}

// sealBox opens the box that keeps secrets in the database encrypted.
func sealBox(cfg *config.Config) (*seal.Box, error) {
	keyFile := cfg.Auth.SecretKeyFile
	if keyFile == "" {
		keyFile = filepath.Join(cfg.DataDir, "secret.key")
	}
	box, err := seal.Load(keyFile)
	if err != nil {
		return nil, fmt.Errorf("auth.secret_key_file: %w", err)
	}
	return box, nil
}

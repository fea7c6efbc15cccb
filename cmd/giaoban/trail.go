package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"
	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/outbox"
	"giaoban/internal/store"
	"giaoban/scheduler/directory"
	"giaoban/web/auditlog"
	eventsapi "giaoban/web/events"
	outboxapi "giaoban/web/outbox"
	"giaoban/web/rest"
)

// addOutbox makes the queue of what leaves the system; areas give it their handlers before the start.
func (d *desk) addOutbox(db *bun.DB, wake *outbox.Wake, log *slog.Logger, registry prometheus.Registerer) error {
	d.outbox = outbox.New(db, outbox.Config{Wake: wake, Log: log})
	if err := registry.Register(d.outbox); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	d.begin, d.end = append(d.begin, d.outbox.Start), append(d.end, d.outbox.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		outboxapi.Register(api, outboxapi.Deps{Queue: d.outbox, DB: db, Audit: d.trail})
		auditlog.Register(api, auditlog.Deps{Log: d.trail})
	})
	return nil
}

// addEvents serves what has changed to who may know.
func (d *desk) addEvents(accounts *identity.Service) {
	d.areas = append(d.areas, func(api *rest.API) {
		eventsapi.Register(api, eventsapi.Deps{
			Hub: d.hub, Check: accounts.Check, Audit: d.trail,
			Topics: map[string]eventsapi.Authorizer{"me": eventsapi.Mine, "calendar": eventsapi.Everyone, "meeting": d.seesMeeting, "site": d.watchesSite, "linetest": d.watchesTest},
		})
	})
}

// seesMeeting lets watch a meeting who may read it.
func (d *desk) seesMeeting(ctx context.Context, caller *rest.Caller, id string) (bool, error) {
	_, err := d.planner.Get(ctx, directory.By{Viewer: caller.Viewer, Actor: caller.Actor()}, id)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return false, nil
	}
	return err == nil, err
}

func auditCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "Check the audit log"}
	cmd.AddCommand(auditVerifyCommand())
	return cmd
}

func auditVerifyCommand() *cobra.Command {
	var sources configFlags
	var noted []string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Follow the chain of audit records and name the first broken link",
		Long: "Each audit record holds a hash over itself and the one before it. This follows the chain from its beginning, while the server\n" +
			"runs or not, changes nothing, and fails at the first record that is not what was written. On success it prints the last link,\n" +
			"NUMBER:HASH. Keep that outside this machine: given back by --noted, it proves that nothing up to it was changed since, not\n" +
			"even by somebody who rewrote the whole chain.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := sources.load(cmd)
			if err != nil {
				return err
			}
			known := make([]audit.Link, len(noted))
			for i, text := range noted {
				if known[i], err = audit.ParseLink(text); err != nil {
					return err
				}
			}
			db, err := store.Connect(cfg.Store.DSN, cfg.DataDir)
			if err != nil {
				return err
			}
			last, err := audit.Verify(cmd.Context(), db, known...)
			if err := errors.Join(err, db.Close()); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d records, every link holds\n%s\n", last.Seq, last)
			return err
		},
	}
	sources.add(cmd)
	cmd.Flags().StringSliceVar(&noted, "noted", nil, "a link that an earlier verify printed (may be given again)")
	return cmd
}

package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/uptrace/bun"

	"giaoban/internal/config"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/programme"
	"giaoban/recorder/studio"
	"giaoban/web/recordings"
	"giaoban/web/rest"
)

// addRecordings makes the recording of live meetings. It comes after addConclusions.
func (d *desk) addRecordings(cfg *config.Config, db *bun.DB, live conference, rooms *roomWatcher, log *slog.Logger) error {
	box, err := sealBox(cfg)
	if err != nil {
		return err
	}
	key, err := manifest.LoadKey(cfg.DataDir, box)
	if err != nil {
		return err
	}
	dir := filepath.Join(cfg.DataDir, "recordings")
	kept := library.New(db, d.attendance)
	made := programme.NewMaker(programme.Deps{
		Store: kept, Builder: &programme.Builder{}, DirOf: func(id string) string { return filepath.Join(dir, id) },
		Publish: d.hub.Publish, Log: log,
	})
	rec := studio.New(studio.Deps{
		Store: kept, Rooms: live, Meetings: d.meetings, Floor: d.conductor, Audit: d.trail, Events: d.hub,
		Dir: dir, Key: key, Ready: made.Wake, Now: d.clock.Now, Log: log,
	})
	rooms.tell(rec.RoomChanged)
	d.planner.Listen(rec)
	d.recorded = rec.Announced
	d.begin, d.end = append(d.begin, made.Start, rec.Begin), append(d.end, made.Close, rec.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		recordings.Register(api, recordings.Deps{Studio: rec, Proceedings: d.concluder.Source})
	})
	return nil
}

func recordingCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "recording", Short: "Check recordings"}
	cmd.AddCommand(recordingVerifyCommand())
	return cmd
}

func recordingVerifyCommand() *cobra.Command {
	var keyFile string
	cmd := &cobra.Command{
		Use:   "verify DIRECTORY",
		Short: "Check that a copy of a recording is what the server recorded",
		Long: "Reads manifest.json, its signature and every file that it names. It needs no server: a copy can be checked anywhere.\n" +
			"Give the server's public key (recordings.pub in its data directory), else the check tells only that nothing was\n" +
			"changed since somebody signed.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var trusted []ed25519.PublicKey
			if keyFile != "" {
				key, err := manifest.ReadPublicKey(keyFile)
				if err != nil {
					return err
				}
				trusted = append(trusted, key)
			}
			m, key, err := manifest.Verify(args[0], trusted)
			if err != nil {
				return fmt.Errorf("the recording is not as it was made:\n  %s", strings.ReplaceAll(err.Error(), "\n", "\n  "))
			}
			if m == nil {
				return errors.New("no manifest")
			}
			files := 0
			for i := range m.Tracks {
				files += len(m.Tracks[i].Parts)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %q: %d files as they were recorded, %d gaps, signed by %x\n", m.ID, m.Title, files, len(m.Gaps), []byte(key))
			if len(trusted) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "No key was given: whose signature it is was not checked.")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&keyFile, "key", "", "the public key of the server that recorded (PEM)")
	return cmd
}

package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/config"
	"giaoban/recorder/archive"
	"giaoban/recorder/cuts"
	"giaoban/recorder/library"
	"giaoban/recorder/manifest"
	"giaoban/recorder/marks"
	"giaoban/recorder/programme"
	"giaoban/recorder/speech"
	"giaoban/recorder/studio"
	"giaoban/recorder/subtitles"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
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
	stored, mover, err := d.newArchive(cfg, kept, dir, log)
	if err != nil {
		return err
	}
	builder := &programme.Builder{
		Slots:    programme.NewSlots(cfg.Recordings.Processors),
		Encoders: &programme.Encoders{Choice: cfg.Recordings.Encoder, Device: cfg.Recordings.EncoderDevice, Log: log},
	}
	var spoken *speech.Maker // made below, before anything begins: it needs what tells it
	made := programme.NewMaker(programme.Deps{
		Store: kept, Builder: builder, DirOf: stored.DirOf, Borrow: stored.Borrow, Done: func() { spoken.Wake(); mover.Wake() }, Publish: d.hub.Publish, Log: log,
	})
	rec := studio.New(studio.Deps{
		Store: kept, Rooms: live, Meetings: d.meetings, Floor: d.conductor, Audit: d.trail, Events: d.hub,
		Dir: dir, Key: key, Ready: func(id string) { spoken.Ended(id); made.Wake(id); mover.Wake() }, Now: d.clock.Now, Log: log,
	})
	sealedCuts, err := blob.OpenDisk(filepath.Join(cfg.DataDir, "blobs", "cuts"))
	if err != nil {
		return err
	}
	cut := cuts.New(cuts.Deps{
		DB: db, Recordings: rec, Builder: builder, DirOf: stored.DirOf, Borrow: stored.Borrow, Blobs: sealedCuts, Keys: stored.Keys,
		Dir: filepath.Join(cfg.DataDir, "recording-cuts"), Keep: cfg.Recordings.CutsKept,
		Audit: d.trail, Publish: d.hub.Publish, Now: d.clock.Now, Log: log,
	})
	texts := subtitles.New(subtitles.Deps{
		DB: db, Recordings: rec, Archive: stored, Audit: d.trail, Publish: d.hub.Publish, Attached: mover.Wake, Now: d.clock.Now, Log: log,
	})
	if spoken, err = d.newSpeech(cfg, builder, texts, stored, log); err != nil {
		return err
	}
	keeper, err := d.newKeeper(cfg, stored, rec, copies{cut, texts, spoken}, key, log)
	if err != nil {
		return err
	}
	rooms.tell(rec.RoomChanged)
	d.planner.Listen(rec)
	d.recorded = rec.Announced
	d.begin, d.end = append(d.begin, made.Start, rec.Begin, mover.Start), append(d.end, mover.Close, made.Close, rec.Close)
	noted := marks.New(marks.Deps{DB: db, Recordings: rec, Audit: d.trail, Publish: d.hub.Publish, Give: d.giveTask, Now: d.clock.Now})
	d.begin, d.end = append(d.begin, cut.Start, texts.Start, spoken.Start), append(d.end, cut.Close, spoken.Close, texts.Close)
	d.areas = append(d.areas, func(api *rest.API) {
		recordings.Register(api, recordings.Deps{
			Studio: rec, Archive: stored, Mover: mover, Keeper: keeper, Minutes: d.agreedMinutes, Proceedings: d.concluder.Source,
			Marks: noted, Cuts: cut, Encoders: builder.Encoders, Subtitles: texts, Speech: spoken, Key: key,
		})
	})
	return nil
}

// copies are what was made of recordings and is kept beside them; it goes with them.
type copies struct {
	*cuts.Service
	texts  *subtitles.Service
	spoken *speech.Maker
}

// ExpireIn implements retention.Copies.
func (c copies) ExpireIn(ctx context.Context, tx bun.IDB, recordingID string) error {
	return errors.Join(c.Service.ExpireIn(ctx, tx, recordingID), c.spoken.ExpireIn(ctx, tx, recordingID), c.texts.ExpireIn(ctx, tx, recordingID))
}

// newSpeech makes what has subtitles made by the speech service of the configuration, if there is one.
func (d *desk) newSpeech(cfg *config.Config, builder *programme.Builder, texts *subtitles.Service, stored *archive.Archive, log *slog.Logger) (*speech.Maker, error) {
	c := &cfg.Recordings.Speech
	var service speech.Service
	switch {
	case c.Endpoint != "":
		token, err := cfg.SpeechToken()
		if err != nil {
			return nil, err
		}
		if service, err = speech.NewHTTP(c.Endpoint, token, c.CAFile, c.Fields); err != nil {
			return nil, err
		}
	case len(c.Command) > 0:
		service = &speech.Command{Words: c.Command}
	}
	return speech.New(speech.Deps{
		DB: stored.Library.DB(), Service: service, Languages: c.Languages, Automatic: c.Automatic, Timeout: c.Timeout, Tries: c.Tries, Library: stored.Library, Subtitles: texts,
		Builder: builder, DirOf: stored.DirOf, Borrow: stored.Borrow, Dir: filepath.Join(cfg.DataDir, "recording-speech"), Audit: d.trail,
		Publish: d.hub.Publish, Now: d.clock.Now, Log: log,
	}), nil
}

// giveTask makes a task of a mark at a recording.
func (d *desk) giveTask(ctx context.Context, by directory.By, meetingID string, fields conclude.TaskFields) (string, error) {
	task, err := d.concluder.GiveTask(ctx, by, meetingID, fields)
	if err != nil {
		return "", err
	}
	return task.ID, nil
}

func recordingCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "recording", Short: "Check and keep recordings"}
	cmd.AddCommand(recordingVerifyCommand(), recordingRekeyCommand())
	return cmd
}

func recordingVerifyCommand() *cobra.Command {
	var keyFile string
	cmd := &cobra.Command{
		Use:   "verify DIRECTORY",
		Short: "Check that a copy of a recording is what the server recorded",
		Long: "Reads manifest.json, its signature and every file that it names, and the list of the subtitles that came with a bundle. It\n" +
			"needs no server: a copy can be checked anywhere.\n" +
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
			attached, err := manifest.VerifyAttached(args[0], m.ID, append(trusted, key))
			if err != nil {
				return fmt.Errorf("the subtitles are not as they were exported:\n  %s", strings.ReplaceAll(err.Error(), "\n", "\n  "))
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s %q: %d files as they were recorded, %d gaps, signed by %x\n", m.ID, m.Title, files, len(m.Gaps), []byte(key))
			if attached != nil {
				fmt.Fprintf(cmd.OutOrStdout(), "Subtitles as they were exported: %d files.\n", len(attached.Files))
			}
			if len(trusted) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "No key was given: whose signature it is was not checked.")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&keyFile, "key", "", "the public key of the server that recorded (PEM)")
	return cmd
}

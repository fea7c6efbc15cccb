package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/blob"
	"giaoban/internal/blob/s3"
	"giaoban/internal/config"
	"giaoban/internal/fault"
	"giaoban/internal/identity"
	"giaoban/internal/store"
	"giaoban/recorder/archive"
	"giaoban/recorder/cuts"
	"giaoban/recorder/library"
	"giaoban/recorder/retention"
	"giaoban/scheduler/conclude"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/invite/invitestore"
)

// newArchive makes where ended recordings are kept, and what moves them there.
func (d *desk) newArchive(cfg *config.Config, kept *library.Store, dir string, log *slog.Logger) (*archive.Archive, *archive.Mover, error) {
	keys, err := archive.OpenKeyring(cfg.MasterKeyFile(), cfg.Recordings.MasterKeys)
	if err != nil {
		return nil, nil, err
	}
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return nil, nil, err
	}
	windows, err := archive.ParseWindows(cfg.Blob.S3.Windows, zone)
	if err != nil {
		return nil, nil, err
	}
	blobs, place, err := openRecordingBlobs(cfg)
	if err != nil {
		return nil, nil, err
	}
	stored := archive.New(archive.Deps{Library: kept, Blobs: blobs, Place: place, Keys: keys, Dir: dir, Now: d.clock.Now, Log: log})
	return stored, archive.NewMover(stored, windows), nil
}

// newKeeper makes what keeps recordings for as long as the rules say.
func (d *desk) newKeeper(cfg *config.Config, stored *archive.Archive, watchers retention.Watchers, copies retention.Copies, key ed25519.PrivateKey, log *slog.Logger) (*retention.Keeper, error) {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return nil, err
	}
	c := &cfg.Recordings.Retention
	rules := retention.Rules{
		Default: c.Default, ByType: c.ByType, Hold: rolesOf(c.HoldRoles), Dispose: rolesOf(c.DisposalRoles), Approve: rolesOf(c.ApprovalRoles), AskedFor: c.AskedFor,
	}
	for _, class := range c.Classes {
		rules.Classes = append(rules.Classes, retention.Class{ID: class.ID, Name: directory.Text{VI: class.VI, EN: class.EN}, Years: class.Years})
	}
	return retention.New(retention.Deps{
		Rules: rules, Library: stored.Library, Archive: stored, Meetings: d.meetings, Watchers: watchers, Copies: copies, Audit: d.trail, Key: key, Publish: d.hub.Publish,
		Now: d.clock.Now, Zone: zone, Log: log,
	}), rules.Check()
}

// agreedMinutes returns the agreed minutes of a meeting, for its recording's bundle; nil when there are none that one may read.
func (d *desk) agreedMinutes(ctx context.Context, by directory.By, meetingID string) ([]byte, error) {
	file, err := d.concluder.MinutesFile(ctx, by, meetingID, conclude.PDF)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) || err == nil && file.SHA256 == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return file.Data, nil
}

func rolesOf(names []string) []identity.Role {
	roles := make([]identity.Role, len(names))
	for i, name := range names {
		roles[i] = identity.Role(name)
	}
	return roles
}

// openRecordingBlobs opens the store of recordings, and says where it is.
func openRecordingBlobs(cfg *config.Config) (store blob.Store, place string, err error) {
	disk, err := blob.OpenDisk(filepath.Join(cfg.DataDir, "blobs", "recordings"))
	if err != nil || cfg.Blob.S3.Endpoint == "" {
		return disk, "", err
	}
	secret, err := cfg.S3Secret()
	if err != nil {
		return nil, "", err
	}
	c := &cfg.Blob.S3
	bucket, err := s3.Open(s3.Config{
		Endpoint: c.Endpoint, Bucket: c.Bucket, Region: c.Region, Prefix: c.Prefix, AccessKey: c.AccessKey, SecretKey: secret, PathStyle: c.PathStyle,
		CAFile: c.CAFile, PartBytes: int64(c.PartBytes), BytesPerSecond: int64(c.BytesPerSecond), Timeout: c.Timeout,
	})
	return blob.Layers{First: bucket, Second: disk}, c.Endpoint + "/" + c.Bucket, err
}

func recordingRekeyCommand() *cobra.Command {
	var sources configFlags
	var keep, forget bool
	cmd := &cobra.Command{
		Use:   "rekey",
		Short: "Change the master key by which the keys of recordings are wrapped",
		Long: "Makes a new master key, the first in its file, and wraps the keys of all recordings, and of the files made of\n" +
			"them, by it; the recordings themselves stay as they are. Servers that run go on meanwhile. It can be stopped and started again (then with --keep, or another\n" +
			"new key is made). The old keys stay in the file: backups of the database need them. --forget takes them out.\n" +
			"When the keys are in the configuration, put the new one first there, restart the servers, and run this with --keep.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := sources.load(cmd)
			if err != nil {
				return err
			}
			keys, err := archive.OpenKeyring(cfg.MasterKeyFile(), cfg.Recordings.MasterKeys)
			if err == nil && !keep {
				err = keys.Renew()
			}
			if err != nil {
				return err
			}
			db, err := store.Open(cmd.Context(), cfg.Store.DSN, cfg.DataDir)
			if err != nil {
				return err
			}
			return errors.Join(rekey(cmd, db, keys, forget), db.Close())
		},
	}
	sources.add(cmd)
	cmd.Flags().BoolVar(&keep, "keep", false, "make no new key: wrap by the first of those there are")
	cmd.Flags().BoolVar(&forget, "forget", false, "take the old keys out of the file when nothing is wrapped by them")
	return cmd
}

func rekey(cmd *cobra.Command, db *bun.DB, keys *archive.Keyring, forget bool) error {
	stored := archive.New(archive.Deps{Library: library.New(db, invitestore.New(db)), Keys: keys, Now: time.Now})
	ctx := context.WithoutCancel(cmd.Context())
	n, err := stored.Rewrap(cmd.Context())
	made := 0
	if err == nil {
		made, err = cuts.Rewrap(cmd.Context(), db, keys)
	}
	if err == nil {
		err = audit.New(db, time.Now).Append(ctx, commandLine(cmd), "recording.rekey", "recordings", map[string]any{"key": keys.Current(), "recordings": n, "cuts": made})
	}
	if err == nil && forget {
		err = keys.Forget()
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "The keys of %d recordings and %d files made of them are wrapped by the master key %s.\n", n, made, keys.Current())
	return nil
}

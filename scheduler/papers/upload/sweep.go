package upload

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"giaoban/scheduler/papers"
)

// blobGrace is how old a blob that nothing refers to must be before it is removed: the change that will refer to it may
// still be under way.
const blobGrace = 24 * time.Hour

// Sweep removes what nobody came back to: uploads that expired, pieces of uploads that are gone, views that expired, and
// blobs that nothing refers to any more.
func (s *Service) Sweep(ctx context.Context) error {
	return errors.Join(s.sweepUploads(ctx), s.sweepPieces(ctx), s.Store.DropViews(ctx, s.Now()), s.sweepBlobs(ctx))
}

func (s *Service) sweepUploads(ctx context.Context) error {
	expired, err := s.Store.Expired(ctx, s.Now())
	if err != nil {
		return err
	}
	for _, upload := range expired {
		release, err := s.hold(ctx, upload.ID)
		if err != nil {
			return err
		}
		err = s.drop(ctx, upload.ID)
		release()
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepPieces looks at the directory before the database: an upload that begins in between is in neither or in the
// latter.
func (s *Service) sweepPieces(ctx context.Context) error {
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		return full(err)
	}
	known, err := s.Store.UploadIDs(ctx)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		id, ours := strings.CutSuffix(entry.Name(), partEnding)
		if !ours || known[id] {
			continue
		}
		info, err := entry.Info()
		if err != nil || s.Now().Sub(info.ModTime()) < time.Minute {
			continue // gone, or just being made
		}
		if err := os.Remove(s.path(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return full(err)
		}
	}
	return nil
}

func (s *Service) sweepBlobs(ctx context.Context) error {
	for info, err := range s.Blobs.List(ctx, papers.BlobPrefix) {
		if err != nil {
			return err
		}
		if s.Now().Sub(info.Modified) < blobGrace {
			continue
		}
		used, err := s.usesBlob(ctx, papers.FileKey(info.Key))
		if err != nil {
			return err
		}
		if !used {
			if err := s.Blobs.Delete(ctx, info.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) usesBlob(ctx context.Context, key string) (bool, error) {
	used, err := s.Store.UsesBlob(ctx, key)
	for _, other := range s.Others {
		if err != nil || used {
			break
		}
		used, err = other.UsesBlob(ctx, key)
	}
	return used, err
}

// Start sweeps now and then every interval, until Close, each time after what else throws files away.
func (s *Service) Start(interval time.Duration, log *slog.Logger, before ...func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.running.Go(func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			for _, sweep := range append(before[:len(before):len(before)], s.Sweep) {
				if err := sweep(ctx); err != nil && ctx.Err() == nil {
					log.ErrorContext(ctx, "uploads not swept", "error", err)
				}
			}
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
	})
}

// Close ends the sweeping and waits for it.
func (s *Service) Close() {
	if s.cancel != nil {
		s.cancel()
	}
	s.running.Wait()
}

package cuts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"

	"giaoban/internal/blob"
	"giaoban/internal/blob/sealed"
	"giaoban/internal/fault"
	"giaoban/recorder/archive"
)

// sealing is how a cut stands in the store: by a key of its own, wrapped by a master key.
type sealing struct {
	wrapped string // "": there is none
	master  string
	salt    string
	sha256  string // of what is in it
}

func (c *Cut) about() (*sealed.About, error) {
	salt, err := hex.DecodeString(c.sealing.salt)
	if err != nil {
		return nil, fmt.Errorf("cuts: %s: %w", c.ID, err)
	}
	return &sealed.About{Name: c.ID, Size: c.Bytes, SHA256: c.sealing.sha256, Salt: salt}, nil
}

// seal puts a plain file into the store and removes it.
func (s *Service) seal(ctx context.Context, c *Cut, path string) error {
	file, err := os.Open(path) //nolint:gosec // that was just made
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha256.New()
	if c.Bytes, err = io.Copy(hash, blob.ContextReader(ctx, file)); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	key := sealed.NewKey()
	c.sealing = sealing{salt: hex.EncodeToString(sealed.NewSalt()), sha256: hex.EncodeToString(hash.Sum(nil))}
	if c.sealing.wrapped, c.sealing.master, err = s.Keys.Wrap(key, c.ID); err != nil {
		return err
	}
	about, err := c.about()
	if err != nil {
		return err
	}
	stream, err := sealed.Seal(key, about, file)
	if err == nil {
		_, err = s.Blobs.Put(ctx, c.ID, stream)
	}
	return errors.Join(err, os.Remove(path))
}

// unseal opens what seal made, and reads its first byte, so that damage at its beginning is told before anything is answered.
func (s *Service) unseal(ctx context.Context, c *Cut) (*sealed.Reader, error) {
	if c.sealing.wrapped == "" {
		return nil, fault.New(fault.NotFound, "") // it was destroyed
	}
	key, err := s.Keys.Unwrap(c.sealing.wrapped, c.sealing.master, c.ID)
	if err != nil {
		return nil, err
	}
	about, err := c.about()
	if err != nil {
		return nil, err
	}
	opened, err := sealed.Open(ctx, s.Blobs, c.ID, key, about)
	if err == nil && c.Bytes > 0 {
		if _, err = io.ReadFull(opened, make([]byte, 1)); err == nil {
			_, err = opened.Seek(0, io.SeekStart)
		}
		if err != nil {
			err = errors.Join(err, opened.Close())
		}
	}
	if errors.Is(err, sealed.ErrDamaged) || fault.Is(err, fault.NotFound) {
		return nil, fault.Wrap(fault.Unavailable, "recording.damaged", err)
	}
	return opened, err
}

// tidy removes what a server that was killed has left: plain files of cuts that were being made, and sealed ones that nobody has
// the key of. Nothing is being made meanwhile.
func (s *Service) tidy(ctx context.Context) error {
	left, err := os.ReadDir(s.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, entry := range left {
		if err := os.RemoveAll(filepath.Join(s.Dir, entry.Name())); err != nil {
			return err
		}
	}
	known, err := s.sealedIDs(ctx)
	if err != nil {
		return err
	}
	var orphans []string
	for object, err := range s.Blobs.List(ctx, Prefix) {
		if err != nil {
			return err
		}
		if !known[object.Key] {
			orphans = append(orphans, object.Key)
		}
	}
	for _, key := range orphans {
		if err := s.Blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// Rewrap wraps the keys of all cuts anew that are not wrapped by the current master key, and returns how many; see
// archive.Archive.Rewrap.
func Rewrap(ctx context.Context, db *bun.DB, keys *archive.Keyring) (int, error) {
	current := keys.Current()
	var rows []row
	if err := db.NewSelect().Model(&rows).Where("wrapped_key <> ''").Where("master_id <> ?", current).Scan(ctx); err != nil {
		return 0, wrap("rewrap", err)
	}
	for i := range rows {
		key, err := keys.Unwrap(rows[i].WrappedKey, rows[i].MasterID, rows[i].ID)
		if err != nil {
			return i, wrap("rewrap", err)
		}
		wrapped, master, err := keys.Wrap(key, rows[i].ID)
		if err != nil {
			return i, wrap("rewrap", err)
		}
		// Not when it was destroyed meanwhile.
		_, err = db.NewUpdate().Model((*row)(nil)).Set("wrapped_key = ?", wrapped).Set("master_id = ?", master).Where("id = ?", rows[i].ID).
			Where("wrapped_key = ?", rows[i].WrappedKey).Exec(ctx)
		if err != nil {
			return i, wrap("rewrap", err)
		}
	}
	return len(rows), nil
}

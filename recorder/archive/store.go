package archive

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/blob/sealed"
	"giaoban/internal/store"
)

// archiveRow is a recording's key.
type archiveRow struct {
	bun.BaseModel `bun:"table:recording_archives,alias:a"`

	RecordingID string       `bun:"recording_id,pk"`
	WrappedKey  string       `bun:"wrapped_key"` // "": destroyed
	MasterID    string       `bun:"master_id"`
	MadeAt      time.Time    `bun:"made_at"`
	MovedAt     bun.NullTime `bun:"moved_at"` // when no plain file was left; null while there are some
}

// Object is a file of a recording that is, or is being put, in the store.
type Object struct {
	bun.BaseModel `bun:"table:recording_objects,alias:o"`

	RecordingID string    `bun:"recording_id,pk"`
	Name        string    `bun:"name,pk"` // as in the recording's directory, with slashes
	Bytes       int64     `bun:"bytes"`   // of what is in it
	SHA256      string    `bun:"sha256"`  // of what is in it
	Salt        string    `bun:"salt"`
	ModifiedAt  time.Time `bun:"modified_at"`
	Stored      bool      `bun:"stored"` // read back and found to be right
}

// blobKey is where the object is in the store.
func (o *Object) blobKey() string { return "recordings/" + o.RecordingID + "/" + o.Name }

func (o *Object) about() (*sealed.About, error) {
	salt, err := hex.DecodeString(o.Salt)
	if err != nil {
		return nil, fmt.Errorf("archive: %s: %w", o.blobKey(), err)
	}
	return &sealed.About{Name: o.blobKey(), Size: o.Bytes, SHA256: o.SHA256, Salt: salt}, nil
}

// keyOf returns a recording's key, made when it has none and make says so. ErrDestroyed when it had one.
func (a *Archive) keyOf(ctx context.Context, recordingID string, make bool) ([]byte, error) {
	row := &archiveRow{}
	err := a.db().NewSelect().Model(row).Where("recording_id = ?", recordingID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) && make {
		key := sealed.NewKey()
		wrapped, master, err := a.Keys.Wrap(key, recordingID)
		if err != nil {
			return nil, err
		}
		row = &archiveRow{RecordingID: recordingID, WrappedKey: wrapped, MasterID: master, MadeAt: a.Now().UTC()}
		if _, err := a.db().NewInsert().Model(row).Exec(ctx); err != nil {
			return nil, fmt.Errorf("archive: %w", err)
		}
		return key, nil
	}
	if err != nil {
		return nil, fmt.Errorf("archive: key of %s: %w", recordingID, err)
	}
	if row.WrappedKey == "" {
		return nil, ErrDestroyed
	}
	return a.Keys.Unwrap(row.WrappedKey, row.MasterID, recordingID)
}

// Objects returns what is known of a recording's files in the store, by name.
func (a *Archive) Objects(ctx context.Context, recordingID string) (map[string]*Object, error) {
	var rows []Object
	if err := a.db().NewSelect().Model(&rows).Where("recording_id = ?", recordingID).Scan(ctx); err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	all := make(map[string]*Object, len(rows))
	for i := range rows {
		all[rows[i].Name] = &rows[i]
	}
	return all, nil
}

func (a *Archive) object(ctx context.Context, recordingID, name string) (*Object, error) {
	row := &Object{}
	err := a.db().NewSelect().Model(row).Where("recording_id = ?", recordingID).Where("name = ?", name).Where("stored").Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	return row, nil
}

// note keeps what is about to be put in the store.
func (a *Archive) note(ctx context.Context, o *Object) error {
	_, err := a.db().NewInsert().Model(o).On("CONFLICT (recording_id, name) DO UPDATE").
		Set("bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256, salt = EXCLUDED.salt, modified_at = EXCLUDED.modified_at, stored = EXCLUDED.stored").Exec(ctx)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// moved notes whether plain files of a recording are left.
func (a *Archive) moved(ctx context.Context, recordingID string, at time.Time) error {
	_, err := a.db().NewUpdate().Model((*archiveRow)(nil)).Set("moved_at = ?", bun.NullTime{Time: at.UTC()}).Where("recording_id = ?", recordingID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// Rewrap wraps the keys of all recordings anew that are not wrapped by the current master key, and returns how many. It can be
// stopped at any time and begun again; servers that run meanwhile go on.
func (a *Archive) Rewrap(ctx context.Context) (int, error) {
	current, done := a.Keys.Current(), 0
	for {
		var rows []archiveRow
		const some = 100
		if err := a.db().NewSelect().Model(&rows).Where("wrapped_key <> ''").Where("master_id <> ?", current).Limit(some).Scan(ctx); err != nil {
			return done, fmt.Errorf("archive: rewrap: %w", err)
		}
		if len(rows) == 0 {
			return done, nil
		}
		for i := range rows {
			key, err := a.Keys.Unwrap(rows[i].WrappedKey, rows[i].MasterID, rows[i].RecordingID)
			if err != nil {
				return done, fmt.Errorf("archive: rewrap %s: %w", rows[i].RecordingID, err)
			}
			wrapped, master, err := a.Keys.Wrap(key, rows[i].RecordingID)
			if err != nil {
				return done, err
			}
			// Not when it was destroyed meanwhile.
			_, err = a.db().NewUpdate().Model(&rows[i]).Set("wrapped_key = ?", wrapped).Set("master_id = ?", master).WherePK().
				Where("wrapped_key = ?", rows[i].WrappedKey).Exec(ctx)
			if err != nil {
				return done, fmt.Errorf("archive: rewrap: %w", err)
			}
			done++
		}
	}
}

// Totals counts what is where.
type Totals struct {
	Stored      int64 // recordings with every file in the store alone
	StoredBytes int64 // of what is in objects
}

// Totals counts what is in the store.
func (a *Archive) Totals(ctx context.Context) (Totals, error) {
	var t Totals
	err := store.InTx(ctx, a.db(), func(ctx context.Context, tx bun.Tx) error {
		n, err := tx.NewSelect().Model((*archiveRow)(nil)).Where("moved_at IS NOT NULL").Where("wrapped_key <> ''").Count(ctx)
		if err != nil {
			return err
		}
		t.Stored = n
		return tx.NewSelect().Model((*Object)(nil)).ColumnExpr("COALESCE(CAST(SUM(bytes) AS BIGINT), 0)").Where("stored").Scan(ctx, &t.StoredBytes)
	})
	return t, err
}

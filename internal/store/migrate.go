package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// ErrNewerSchema means that a later version of the product has changed the database.
var ErrNewerSchema = errors.New("store: the database was changed by a newer version of GiaoBan; start that version, or restore a backup made before the upgrade")

// Migrate applies the migrations that db has not seen yet, each in a transaction of its own.
func Migrate(ctx context.Context, db *bun.DB) error {
	migrator, err := newMigrator(ctx, db)
	if err != nil {
		return err
	}
	unknown, err := migrator.MissingMigrations(ctx)
	if err != nil {
		return fmt.Errorf("store: read applied migrations: %w", err)
	}
	if len(unknown) > 0 {
		return fmt.Errorf("%w (unknown: %s)", ErrNewerSchema, unknown[0].Name)
	}
	if _, err := migrator.Migrate(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return nil
}

// Rollback undoes the migrations that the last Migrate applied.
func Rollback(ctx context.Context, db *bun.DB) error {
	migrator, err := newMigrator(ctx, db)
	if err != nil {
		return err
	}
	if _, err := migrator.Rollback(ctx); err != nil {
		return fmt.Errorf("store: roll back: %w", err)
	}
	return nil
}

func newMigrator(ctx context.Context, db *bun.DB) (*migrate.Migrator, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	migrations := migrate.NewMigrations()
	if err := migrations.Discover(files); err != nil {
		return nil, fmt.Errorf("store: migrations: %w", err)
	}
	migrator := migrate.NewMigrator(db, migrations,
		migrate.WithMarkAppliedOnSuccess(true),
		migrate.WithTemplateData(map[string]string{"Dialect": db.Dialect().Name().String()}))
	if err := migrator.Init(ctx); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return migrator, nil
}

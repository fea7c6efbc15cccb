package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

const (
	// postgresConnections is what one server holds at most: PostgreSQL itself takes 100 unless told otherwise.
	postgresConnections = 24
	postgresIdle        = 8
	// postgresIdleTime gives connections back to a server that others use too.
	postgresIdleTime = 5 * time.Minute
)

func openPostgres(dsn string) (*bun.DB, error) {
	config, err := postgresConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(readTimesInUTC))
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresIdle)
	pool.SetConnMaxIdleTime(postgresIdleTime)
	return bun.NewDB(pool, pgdialect.New()), nil
}

// postgresConfig parses a data source name. The error does not hold its password.
func postgresConfig(dsn string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	// bun writes the arguments into the statement, so that each is a new one: preparing them would only cost a round trip.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.StatementCacheCapacity, config.DescriptionCacheCapacity = 0, 0
	config.RuntimeParams["timezone"] = "UTC"
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "giaoban"
	}
	return config, nil
}

func readTimesInUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/config"
	"giaoban/internal/store"
	"giaoban/internal/store/storetest"
)

func TestAuditVerify(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		db, err := store.Connect(dsn, "")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		verify := func(arguments ...string) (string, error) {
			t.Helper()
			file := filepath.Join(t.TempDir(), "giaoban.yaml")
			if err := os.WriteFile(file, fmt.Appendf(nil, "store: {dsn: %q}\n", dsn), 0o600); err != nil {
				t.Fatal(err)
			}
			return execute(t, "", append([]string{"audit", "verify", "--config", file}, arguments...)...)
		}
		if out, err := verify(); err != nil || !strings.HasPrefix(out, "0 records") {
			t.Error(out, err)
		}
		for _, subject := range []string{"a", "b", "c"} {
			if err := audit.New(db, time.Now).Append(t.Context(), audit.Actor{}, "x", subject, nil); err != nil {
				t.Fatal(err)
			}
		}
		out, err := verify()
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if err != nil || len(lines) != 2 || lines[0] != "3 records, every link holds" {
			t.Fatal(out, err)
		}
		if out, err := verify("--noted", lines[1]); err != nil {
			t.Error(out, err)
		}
		if _, err := verify("--noted", "3:0"); err == nil {
			t.Error("a link that is none was taken")
		}
		tamper(t, db)
		_, err = verify()
		var broken *audit.BrokenError
		if !errors.As(err, &broken) || broken.Seq != 2 || !strings.Contains(err.Error(), "record 2 ") {
			t.Error(err)
		}
	})
}

func tamper(t *testing.T, db *bun.DB) {
	t.Helper()
	disarm := "DROP TRIGGER audit_no_update"
	if store.IsPostgres(db) {
		disarm = "ALTER TABLE audit_records DISABLE TRIGGER ALL"
	}
	for _, query := range []string{disarm, "UPDATE audit_records SET subject = 'z' WHERE seq = 2"} {
		if _, err := db.NewRaw(query).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestServeOnPostgres(t *testing.T) {
	dsn := storetest.PostgresDSN(t)
	for range 2 { // the second time everything is there
		r := startServer(t, func(cfg *config.Config) { cfg.Store.DSN, cfg.Demo.Enabled = dsn, true })
		response, err := http.Get(r.url + "/api/v1/info")
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusOK {
			t.Error(response.Status, err)
		}
		http.DefaultClient.CloseIdleConnections()
		if err := r.stop(); err != nil {
			t.Fatal(err)
		}
	}
}

package cluster_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"giaoban/internal/store/storetest/cluster"
)

const victimEnv = "CLUSTER_TEST_VICTIM"

func TestMain(m *testing.M) {
	if os.Getenv(victimEnv) != "" {
		started, err := cluster.Start(context.Background())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(started.DSN())
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // until killed
		_ = started.Stop()                                // not reached
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// gone waits until a server's directory is removed, which is the last that is done of it.
func gone(t *testing.T, dsn string) {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	dir := address.Query().Get("host")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s is still there", dir)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestStartAndStop(t *testing.T) {
	started, err := cluster.Start(t.Context())
	if errors.Is(err, cluster.ErrNotInstalled) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), started.DSN())
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := started.Stop(); err != nil {
		t.Error(err)
	}
	gone(t, started.DSN())
}

func TestTheServerEndsWithAProcessThatIsKilled(t *testing.T) {
	victim := exec.Command(os.Args[0])
	victim.Env = append(os.Environ(), victimEnv+"=1")
	input, err := victim.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = input.Close() }()
	output, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	dsn, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		_ = victim.Wait()
		t.Skip("no PostgreSQL here: the other test says why")
	}
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := victim.Wait(); err == nil {
		t.Error("it was not killed")
	}
	gone(t, dsn[:len(dsn)-1])
}

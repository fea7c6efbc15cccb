// Package cluster starts a PostgreSQL server of its own for tests: in a directory of its own under /tmp, on a socket
// there, so that no port can be taken, and as an unprivileged user when root runs the tests.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNotInstalled means that this machine has no PostgreSQL server.
var ErrNotInstalled = errors.New("PostgreSQL is not installed here (on Debian: apt-get install postgresql)")

// superuser is the role that owns the cluster. It needs no password: only its user's own processes and root reach the socket.
const superuser = "giaoban"

// supervise runs the server until its standard input closes, which it does when this process ends in whatever way, and
// then removes the directory.
const supervise = `dir="$1"; shift; "$@" & server=$!; cat >/dev/null; kill -INT "$server" 2>/dev/null; wait "$server"; cd /; rm -rf "$dir"`

// Cluster is a running server.
type Cluster struct {
	dsn        string
	supervisor *exec.Cmd
	alive      *os.File // closing it stops the server
}

// DSN is the data source name of the maintenance database.
func (c *Cluster) DSN() string { return c.dsn }

// Stop ends the server and removes its directory.
func (c *Cluster) Stop() error {
	if err := c.alive.Close(); err != nil {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	return c.supervisor.Wait()
}

// Start makes a cluster and waits until it answers. The server stops by Stop, or when the Cluster is no longer held, or
// when this process ends.
func Start(ctx context.Context) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	// A socket's path may have 107 bytes, and the server's user must get there: not just any temporary directory will do.
	dir, err := os.MkdirTemp("/tmp", "giaoban-pg-")
	if err != nil {
		return nil, err
	}
	started, err := start(ctx, bin, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return started, nil
}

func start(ctx context.Context, bin, dir string) (*Cluster, error) {
	credential, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata="+data, "--username="+superuser, //nolint:gosec // found in PATH
		"--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
	initdb.Dir, initdb.SysProcAttr = dir, &syscall.SysProcAttr{Credential: credential}
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, output)
	}
	log, err := os.Create(filepath.Join(dir, "log")) //nolint:gosec // our own directory
	if err != nil {
		return nil, err
	}
	defer log.Close()
	input, alive, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer input.Close()
	arguments := []string{"-c", supervise, "sh", dir, filepath.Join(bin, "postgres"), "-D", data, "-k", dir}
	for _, setting := range []string{
		"listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off",
		"max_connections=300", "shared_buffers=32MB", "log_min_messages=fatal", "deadlock_timeout=200ms",
	} {
		arguments = append(arguments, "-c", setting)
	}
	supervisor := exec.Command("/bin/sh", arguments...) //nolint:gosec,noctx // it ends with its standard input
	supervisor.Dir, supervisor.Stdin, supervisor.Stdout, supervisor.Stderr = dir, input, log, log
	supervisor.SysProcAttr = &syscall.SysProcAttr{Credential: credential, Setsid: true} // an interrupt is for us alone
	if err := supervisor.Start(); err != nil {
		return nil, errors.Join(err, alive.Close())
	}
	c := &Cluster{supervisor: supervisor, alive: alive, dsn: (&url.URL{
		Scheme: "postgres", User: url.User(superuser), Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "sslmode": {"disable"}}.Encode(),
	}).String()}
	if err := answer(ctx, c.dsn); err != nil {
		text, _ := os.ReadFile(log.Name()) // without it the error still says enough
		return nil, errors.Join(fmt.Errorf("PostgreSQL did not start: %w: %s", err, text), c.Stop())
	}
	return c, nil
}

// binaries returns the directory of the newest server: of PATH, or where Debian keeps it.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	best, newest := "", -1
	for _, path := range found {
		bin := filepath.Dir(path)
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
		if err == nil && version > newest {
			best, newest = bin, version
		}
	}
	if best == "" {
		return "", ErrNotInstalled
	}
	return best, nil
}

// unprivileged returns whom the server runs as, nil for this process's own user, and gives them the directory:
// PostgreSQL refuses to run as root.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil //nolint:nilnil // nil is the value that means this user
	}
	found, err := user.Lookup("postgres")
	if err != nil {
		found, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(found.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(found.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// answer waits until the server takes connections.
func answer(ctx context.Context, dsn string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, dsn)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// Command withpostgres runs a command, and a PostgreSQL server for its tests as long as it lasts:
//
//	go run ./internal/store/storetest/withpostgres go test ./...
//
// The server's name is in GIAOBAN_TEST_POSTGRES; when that is set already, the command runs against it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"giaoban/internal/store/storetest"
	"giaoban/internal/store/storetest/cluster"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
	}
	os.Exit(code)
}

func run(command []string) (code int, err error) {
	if len(command) == 0 {
		return 2, errors.New("want a command to run")
	}
	// The command gets interrupts too, being of the same group; here they only must not keep the server from stopping.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	environment := os.Environ()
	if os.Getenv(storetest.PostgresEnv) == "" {
		server, err := cluster.Start(ctx)
		if err != nil {
			return 1, err
		}
		defer func() {
			if stopped := server.Stop(); stopped != nil {
				code, err = 1, errors.Join(err, stopped)
			}
		}()
		environment = append(environment, storetest.PostgresEnv+"="+server.DSN())
	}
	child := exec.Command(command[0], command[1:]...) //nolint:gosec,noctx // running it is what this is for; it ends itself
	child.Stdin, child.Stdout, child.Stderr, child.Env = os.Stdin, os.Stdout, os.Stderr, environment
	if err := child.Start(); err != nil {
		return 1, err
	}
	context.AfterFunc(ctx, func() { _ = child.Process.Signal(syscall.SIGTERM) }) // it may have ended
	var exited *exec.ExitError
	if err := child.Wait(); errors.As(err, &exited) {
		return max(exited.ExitCode(), 1), nil
	} else if err != nil {
		return 1, err
	}
	return 0, nil
}

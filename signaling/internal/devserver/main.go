// Command devserver serves signaling and media alone on one address, for the
// conformance tests: no accounts, no pages.
package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"giaoban/sfu/transport"
	"giaoban/signaling"
	"giaoban/signaling/token"
)

func main() {
	address := flag.String("http", "127.0.0.1:7880", "address to serve on")
	verbose := flag.Bool("verbose", false, "log at debug level")
	flag.Parse()
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	if err := serve(*address, logger); err != nil {
		logger.Error("server failed", "error", err)
		os.Exit(1)
	}
}

func serve(address string, logger *slog.Logger) error {
	keys, err := token.ParseKeys(os.Getenv("GIAOBAN_KEYS"))
	if err != nil {
		return err
	}
	engine, err := transport.NewEngine(transport.Config{Loopback: true}, logger)
	if err != nil {
		return err
	}
	defer func() { _ = engine.Close() }()
	config := signaling.DefaultConfig()
	config.Keys = keys
	service, err := signaling.New(config, signaling.Deps{Engine: engine, Logger: logger})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: service.Handler(nil), ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 4 << 20}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	service.Close(closing)
	if err := server.Shutdown(closing); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

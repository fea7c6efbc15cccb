package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/internal/clock"
	"giaoban/internal/config"
	"giaoban/internal/metrics"
	"giaoban/internal/outbox"
	"giaoban/internal/store"
	"giaoban/sfu"
	"giaoban/sfu/transport"
	"giaoban/signaling"
)

const (
	// headerBytes lets a join request with a client's whole offer stand in the URL, as LiveKit's clients send it.
	headerBytes   = 1 << 20
	headerTimeout = 10 * time.Second
	// bodyTimeout is long enough for the largest line test over the narrowest line that can hold a conference.
	bodyTimeout = 5 * time.Minute
	idleTimeout = 2 * time.Minute
)

// server is everything that runs, in the order in which it was made.
type server struct {
	cfg      *config.Config
	log      *slog.Logger
	db       *bun.DB
	engine   *transport.Engine
	service  *signaling.Service
	desk     *desk
	listener net.Listener // browsers and clients
	admin    net.Listener // nil: no administration port
	http     *http.Server
	adminWeb *http.Server
	stopping atomic.Bool
	running  sync.WaitGroup
	stopDemo context.CancelFunc
}

// newServer opens and wires everything and starts nothing. On an error it has closed what it had opened.
func newServer(ctx context.Context, cfg *config.Config, log *slog.Logger) (*server, error) {
	s := &server{cfg: cfg, log: log, stopDemo: func() {}}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.release(ctx))
	}
	return s, nil
}

func (s *server) open(ctx context.Context) (err error) {
	keys, err := loadKeys(s.cfg)
	if err != nil {
		return err
	}
	if s.db, err = store.Open(ctx, s.cfg.Store.DSN, s.cfg.DataDir); err != nil {
		return err
	}
	wake := outbox.NewWake()
	s.db = s.db.WithQueryHook(wake) // before anybody writes
	if s.listener, err = listen(ctx, "http.address", s.cfg.HTTP.Address); err != nil {
		return err
	}
	if s.cfg.Admin.Address != "" {
		if s.admin, err = listen(ctx, "admin.address", s.cfg.Admin.Address); err != nil {
			return err
		}
	}
	if s.engine, err = newEngine(s.cfg, s.log); err != nil {
		return err
	}
	media, registry := sfu.NewMetrics(), metrics.NewRegistry(version)
	if err := errors.Join(registry.Register(media), registry.Register(s.engine)); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	hours := clock.New(s.cfg.Demo.ClockAhead)
	trail := audit.New(s.db, hours.Now)
	rooms := &roomWatcher{}
	if s.desk, err = newDesk(ctx, s.cfg, s.db, hours, trail); err != nil {
		return err
	}
	s.service, err = newSignaling(s.cfg, keys, signaling.Deps{
		Engine: s.engine, Logger: s.log, Metrics: media, Observer: rooms, Acted: record(trail, s.log),
		Line: siteLines{s.desk.accounts, s.desk.units, s.log}.of,
	})
	if err != nil {
		return err
	}
	if err := s.desk.addOutbox(s.db, wake, s.log, registry); err != nil {
		return err
	}
	if err := s.desk.addMeetings(s.cfg, s.db, keys, conference{s.service}, s.log); err != nil {
		return err
	}
	if err := s.desk.addInvitations(s.cfg, s.db, s.log); err != nil {
		return err
	}
	if err := s.desk.addPapers(s.cfg, s.db, s.log); err != nil {
		return err
	}
	if err := s.desk.addConduct(s.cfg, s.db, conference{s.service}, rooms, s.log); err != nil {
		return err
	}
	if err := s.desk.addConclusions(s.cfg, s.db, s.log); err != nil {
		return err
	}
	if err := s.desk.addRecordings(s.cfg, s.db, conference{s.service}, rooms, s.log); err != nil {
		return err
	}
	app, err := newWeb(ctx, s.cfg, s.db, keys, conference{s.service}, s.desk, s.log, registry)
	if err != nil {
		return err
	}
	if s.cfg.Demo.Enabled {
		if err := s.desk.loadDemoMeetings(ctx); err != nil {
			return err
		}
		if err := s.desk.loadDemoPapers(ctx, s.cfg, s.db); err != nil {
			return err
		}
	}
	s.http = s.newHTTP(s.service.Handler(app.Handler()))
	s.http.RegisterOnShutdown(s.desk.hub.Close) // event streams would keep it waiting
	s.adminWeb = s.newHTTP(s.adminHandler(registry))
	return nil
}

func listen(ctx context.Context, key, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return listener, nil
}

func (s *server) newHTTP(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, MaxHeaderBytes: headerBytes, ReadHeaderTimeout: headerTimeout,
		ReadTimeout: bodyTimeout, WriteTimeout: bodyTimeout, IdleTimeout: idleTimeout,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// address is where browsers and clients are served; the port is the real one when 0 was asked for.
func (s *server) address() net.Addr { return s.listener.Addr() }

// ready tells whether the server takes new members.
func (s *server) ready(ctx context.Context) error {
	if s.stopping.Load() {
		return errors.New("stopping")
	}
	if err := s.db.PingContext(ctx); err != nil {
		s.log.ErrorContext(ctx, "database does not answer", "error", err)
		return errors.New("the database does not answer")
	}
	return nil
}

// start serves in the background; fail is called when a part ends by itself.
func (s *server) start(ctx context.Context, fail context.CancelCauseFunc) {
	serve := func(server *http.Server, listener net.Listener) {
		s.running.Go(func() {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				fail(fmt.Errorf("serving on %s: %w", listener.Addr(), err))
			}
		})
	}
	serve(s.http, s.listener)
	if s.admin != nil {
		serve(s.adminWeb, s.admin)
	}
	s.desk.start()
	if s.cfg.Demo.Enabled {
		var demoCtx context.Context
		demoCtx, s.stopDemo = context.WithCancel(ctx)
		s.running.Go(func() { s.keepDemoSites(demoCtx) })
	}
}

// stop tells clients to come back to the next instance, lets requests under way finish until ctx ends, and closes
// everything in the reverse order.
func (s *server) stop(ctx context.Context) error {
	s.stopping.Store(true)
	s.stopDemo()
	s.service.Close(ctx)
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests were cut off: %w", err), s.http.Close())
	}
	return errors.Join(err, s.adminWeb.Close(), s.release(ctx))
}

// release closes what was opened.
func (s *server) release(ctx context.Context) error {
	var errs []error
	for _, listener := range []net.Listener{s.listener, s.admin} {
		if listener == nil {
			continue
		}
		if err := listener.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	s.running.Wait()
	if s.desk != nil {
		s.desk.close()
	}
	if s.service != nil {
		s.service.Close(ctx)
	}
	if s.engine != nil {
		errs = append(errs, s.engine.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}

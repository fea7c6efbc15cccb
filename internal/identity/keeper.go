package identity

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// tidyEvery is more often than once a day: a server that restarts every night must get to it too.
const tidyEvery = time.Hour

// Keeper calls Tidy in the background: when it starts, and every hour.
type Keeper struct {
	service *Service
	log     *slog.Logger
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// NewKeeper returns a keeper that has not started.
func NewKeeper(service *Service, log *slog.Logger) *Keeper {
	return &Keeper{service: service, log: log, cancel: func() {}}
}

// Start begins the work. Call it once.
func (k *Keeper) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	k.cancel = cancel
	k.running.Go(func() {
		ticks := time.NewTicker(tidyEvery)
		defer ticks.Stop()
		for {
			if err := k.service.Tidy(ctx); err != nil && ctx.Err() == nil {
				k.log.ErrorContext(ctx, "accounts were not tidied; the next try is in an hour", "error", err)
			}
			select {
			case <-ticks.C:
			case <-ctx.Done():
				return
			}
		}
	})
}

// Close ends the work and waits for it.
func (k *Keeper) Close() {
	k.cancel()
	k.running.Wait()
}

// Package demo populates the practice room of demo mode with a few synthetic sites, so that one person alone sees a
// living conference: each shows its name and a running clock and "speaks" a soft tone in turn. They are members of
// the room behind the interface that the recorder and relays use, with no browser and no signaling.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sync/errgroup"

	"giaoban/sfu"
)

// retryDelay is how long a site that lost its room or its encoder waits before it comes back.
const retryDelay = 5 * time.Second

// Rooms opens rooms by name.
type Rooms interface {
	// OpenRoom returns the room of that name, opened if it was not.
	OpenRoom(ctx context.Context, name string) (*sfu.Room, error)
}

// Site is one synthetic site.
type Site struct {
	// Identity is unique in the room; Name is what people read ("Điểm cầu Chiêm Hóa"); Unit is the unit's code.
	Identity, Name, Unit string
}

// Run keeps the sites in the named room until ctx ends; it returns then, when all have left. Without ffmpeg it
// says so in the log and returns at once.
func Run(ctx context.Context, logger *slog.Logger, rooms Rooms, room string, sites []Site) error {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		logger.WarnContext(ctx, "demo sites are off: install ffmpeg to see them in the practice room")
		return nil
	}
	dir, err := os.MkdirTemp("", "giaoban-demo-")
	if err != nil {
		return fmt.Errorf("a directory for the demo sites: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory

	group, ctx := errgroup.WithContext(ctx)
	for i, description := range sites {
		group.Go(func() error {
			tone, err := encodeTone(ctx, toneOf(i))
			if err != nil {
				return keepQuiet(ctx, logger, fmt.Errorf("the voice of %s: %w", description.Name, err))
			}
			s := &site{
				identity: description.Identity,
				name:     description.Name,
				unit:     description.Unit,
				picture:  picture{name: description.Name, hue: i * 360 / len(sites), dir: dir, size: fmt.Sprintf("%dx%d", pictureWidth, pictureHeight), rate: "350k"},
				voice:    voice{tone: tone, turn: i, turns: len(sites)},
				logger:   logger.With("identity", description.Identity),
			}
			return s.keep(ctx, rooms, room)
		})
	}
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// toneOf gives each site a note of a pentatonic scale, in Hz.
func toneOf(i int) int {
	scale := []int{262, 294, 330, 392, 440, 523}
	return scale[i%len(scale)]
}

// keep holds the site in its room, coming back after a while whenever it fell out.
func (s *site) keep(ctx context.Context, rooms Rooms, name string) error {
	for {
		room, err := rooms.OpenRoom(ctx, name)
		if err == nil {
			err = s.stay(ctx, room)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, errRoomLeft) {
			s.logger.WarnContext(ctx, "demo site fell out of its room and comes back", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryDelay):
		}
	}
}

// keepQuiet logs a failure that must not end the server.
func keepQuiet(ctx context.Context, logger *slog.Logger, err error) error {
	if ctx.Err() == nil {
		logger.WarnContext(ctx, "demo site left out", "error", err)
	}
	return nil
}

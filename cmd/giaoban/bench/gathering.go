package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"giaoban/cmd/giaoban/bench/client"
	"giaoban/cmd/giaoban/bench/host"
	"giaoban/cmd/giaoban/bench/report"

	"github.com/livekit/protocol/livekit"
	"golang.org/x/sync/errgroup"
)

const (
	// settleTimeout bounds a site's joining, and the time from the last join until every site hears and shows what it wants.
	settleTimeout = 60 * time.Second
	// A process that used over busyShare percent of a core in a second was busy.
	busyInterval = time.Second
	busyShare    = 90
)

// gathering is one measurement of a province.
type gathering struct {
	party
	sites   []*client.Site // by number
	joining joining
}

// joining is what came to pass until every site had what it wants.
type joining struct {
	took                 time.Duration
	serverCPU, clientCPU time.Duration
	serverBusy           time.Duration // in which the server used over busyShare of a core
	clientBusy           time.Duration // as for the server
	ended                int           // sessions that the server ended before they were up
	packets              uint64
	keyFrames            []uint64 // by site
	signal               []client.SignalCount
	resident             int64 // the server's memory before
}

// measure joins everybody, measures, and leaves.
func (g *gathering) measure(ctx context.Context) (result *report.Result, err error) {
	// A site needs a signal socket, two media sockets and two timers.
	const filesEach, filesSpare = 5, 200
	if err := host.EnsureFiles(g.load.Province.Sites*filesEach + filesSpare); err != nil {
		return nil, err
	}
	if g.engine, err = g.target.engine(client.EngineConfig{CounterMode: g.cm, AudioLevels: true}); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, g.leave()) }()
	if err := g.gather(ctx); err != nil {
		return nil, err
	}
	g.joined()
	turns, stop := g.takeTurns(ctx)
	defer func() { err = errors.Join(err, stop()) }()
	if err := g.watch(turns, g.load.Warmup, nil); err != nil {
		return nil, err
	}
	if result, err = g.window(turns, g.compare); err != nil {
		return nil, err
	}
	estimateJoin(result, len(g.sites), g.joining.serverCPU, g.joining.packets)
	if result.Server != nil {
		result.Province.SiteMemory = max(0, result.Server.Resident-g.joining.resident) / int64(len(g.sites))
	}
	return result, nil
}

// gather lets the sites join and measures that.
func (g *gathering) gather(ctx context.Context) error {
	if g.serverPID != 0 {
		memory, err := host.MemoryOf(g.serverPID)
		if err != nil {
			return err
		}
		g.joining.resident = memory.Resident
	}
	before, err := g.cpu()
	if err != nil {
		return err
	}
	start := time.Now()
	watching, cancel := context.WithCancel(ctx)
	defer cancel()
	group, watched := errgroup.WithContext(watching)
	group.Go(func() error { return g.watchCPU(watched, before) })
	err = g.join(watched)
	if err == nil {
		err = g.settle(watched)
	}
	cancel()
	if err = errors.Join(err, group.Wait()); err != nil {
		return err
	}
	g.joining.took = time.Since(start)
	after, err := g.cpu()
	if err != nil {
		return err
	}
	g.joining.serverCPU, g.joining.clientCPU = after.serverCPU-before.serverCPU, after.clientCPU-before.clientCPU
	g.joining.packets = g.received().Counts.Packets
	for _, site := range g.sites {
		g.joining.keyFrames = append(g.joining.keyFrames, site.Sent().KeyFrames)
		g.joining.signal = append(g.joining.signal, site.Signal())
	}
	return nil
}

// watchCPU counts the seconds in which the server and the load generator were busy, until ctx ends. Where
// sites wait, they wait for whichever was.
func (g *gathering) watchCPU(ctx context.Context, last snapshot) error {
	ticker := time.NewTicker(busyInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
		now, err := g.cpu()
		if err != nil {
			return err
		}
		const busy = busyShare * busyInterval / 100
		if now.serverCPU-last.serverCPU > busy {
			g.joining.serverBusy += busyInterval
		}
		if now.clientCPU-last.clientCPU > busy {
			g.joining.clientBusy += busyInterval
		}
		last = now
	}
}

// cpu returns a snapshot of the CPU times of server and load generator only.
func (g *gathering) cpu() (s snapshot, err error) {
	if s.serverCPU, err = g.serverCPU(); err != nil {
		return snapshot{}, err
	}
	s.clientCPU, err = host.OwnCPUTime()
	return s, err
}

// join lets the sites in at the load's rate.
func (g *gathering) join(ctx context.Context) error {
	var mu sync.Mutex // guards what sites are added to while the group runs
	g.sites = make([]*client.Site, g.load.Province.Sites)
	group, ctx := errgroup.WithContext(ctx)
	ticker := time.NewTicker(time.Duration(float64(time.Second) / g.load.JoinRate))
	defer ticker.Stop()
	for n := range g.sites {
		group.Go(func() error {
			ctx, cancel := context.WithTimeout(ctx, settleTimeout)
			defer cancel()
			dialled := time.Now()
			site, ended, err := persist(func() (*client.Site, error) { return g.open(ctx, n, dialled) })
			if err != nil {
				return fmt.Errorf("%s: %w", siteName(n), err)
			}
			mu.Lock()
			defer mu.Unlock()
			g.joining.ended += ended
			g.sites[n] = site
			g.members = append(g.members, member{siteName(n), site})
			return nil
		})
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return group.Wait()
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, site := range g.sites {
		g.publishers, g.subscribers = append(g.publishers, site), append(g.subscribers, site)
	}
	return nil
}

// persist opens a session as a person does who wants in: when the server ends it before it is up, as one that is overloaded may
// do, it is tried again. It returns how often that was.
func persist[T any](open func() (T, error)) (opened T, ended int, err error) {
	const attempts = 4
	for {
		opened, err = open()
		if !errors.Is(err, client.ErrEnded) || ended == attempts-1 {
			return opened, ended, err
		}
		ended++
	}
}

func siteName(n int) string { return fmt.Sprintf("site-%03d", n) }

// open lets one site in, which dialled first at the given time, and waits until it hears something.
func (g *gathering) open(ctx context.Context, n int, dialled time.Time) (*client.Site, error) {
	token, err := g.target.token(g.room, siteName(n), true)
	if err != nil {
		return nil, err
	}
	camera, err := g.load.camera()
	if err != nil {
		return nil, err
	}
	shows := map[string]livekit.VideoQuality{}
	for _, other := range g.load.Province.tiles(n) {
		shows[siteName(other)] = livekit.VideoQuality_LOW
	}
	shows[siteName(stage)] = livekit.VideoQuality_HIGH
	site, err := client.JoinSite(ctx, client.SiteConfig{
		SessionConfig: client.SessionConfig{Engine: g.engine, Server: g.target.url, Token: token},
		Number:        uint16(n), Camera: camera, Speaking: g.load.Province.speaks(n, 0), Sample: g.sample, Dialled: dialled,
		Shows: func(identity string) (livekit.VideoQuality, bool) {
			quality, ok := shows[identity]
			return quality, ok
		},
	})
	if err != nil {
		return nil, err
	}
	if err := site.WaitSound(ctx); err != nil {
		return nil, errors.Join(err, site.Close())
	}
	return site, nil
}

// camera makes the layers of a site's camera, lowest first: each has half the packets of the next.
func (l *Load) camera() ([]client.Layer, error) {
	var layers []client.Layer
	for i := range l.Province.Layers {
		below := l.Province.Layers - 1 - i
		layer, err := l.layer(layerNames[i], max(1, l.Burst>>below), below)
		if err != nil {
			return nil, err
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

// settle waits until every site hears and shows what it wants.
func (g *gathering) settle(ctx context.Context) error {
	deadline := time.Now().Add(settleTimeout)
	for {
		missing, first := 0, ""
		for n, site := range g.sites {
			if lacks := site.Missing(len(g.sites)-1, g.load.Province.cameras(n)); lacks != "" {
				missing++
				first = fmt.Sprintf("%s: %s", siteName(n), lacks)
			}
		}
		if missing == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d of %d sites lack something %v after the last join, such as %s", missing, len(g.sites), settleTimeout, first)
		}
		if err := g.watch(ctx, watchInterval/5, nil); err != nil {
			return err
		}
	}
}

// takeTurns lets other sites speak every turn, until stop. The context ends with an error of a turn.
func (g *gathering) takeTurns(ctx context.Context) (turns context.Context, stop func() error) {
	ctx, cancel := context.WithCancel(ctx)
	group, turns := errgroup.WithContext(ctx)
	group.Go(func() error {
		ticker := time.NewTicker(g.load.Province.Turn)
		defer ticker.Stop()
		for turn := 1; ; turn++ {
			select {
			case <-ticker.C:
			case <-turns.Done():
				return nil
			}
			if err := g.turn(turn); err != nil {
				return err
			}
		}
	})
	return turns, func() error {
		cancel()
		return group.Wait()
	}
}

func (g *gathering) turn(turn int) error {
	province := &g.load.Province
	for n, site := range g.sites {
		if speaks := province.speaks(n, turn); speaks != province.speaks(n, turn-1) {
			if err := site.Speak(speaks); err != nil {
				return fmt.Errorf("%s: %w", siteName(n), err)
			}
		}
	}
	return nil
}

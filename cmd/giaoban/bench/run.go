package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"giaoban/cmd/giaoban/bench/client"
	"giaoban/cmd/giaoban/bench/host"
	"giaoban/cmd/giaoban/bench/report"
	"giaoban/cmd/giaoban/bench/synth"

	"github.com/livekit/protocol/livekit"
	"golang.org/x/sync/errgroup"
)

const (
	// joinTimeout bounds one participant's joining, up to its first media.
	joinTimeout = 30 * time.Second
	// At the edges of the window publishers rest until nothing has arrived for drainTime, but no longer than drainLimit,
	// so that no packet is under way.
	drainTime  = 250 * time.Millisecond
	drainLimit = 10 * time.Second
	// watchInterval is the time between two looks at the sessions and the server's memory.
	watchInterval = 250 * time.Millisecond
)

// run is one measurement of one load.
type run struct {
	load      Load
	target    *target
	room      string
	sample    int
	cm        bool   // SRTP by AES-CM
	serverPID int    // 0: unknown
	joined    func() // called when everybody has joined

	engine      *client.Engine
	publishers  []*client.Publisher
	subscribers []*client.Subscriber
	files       []io.Closer
}

// measure joins everybody, measures, and leaves.
func (r *run) measure(ctx context.Context) (result *report.Result, err error) {
	// A session needs a signal socket and two media sockets; publishers have a timer too.
	const filesEach, filesSpare = 4, 200
	if err := host.EnsureFiles((r.load.Publishers+r.load.Subscribers)*filesEach + filesSpare); err != nil {
		return nil, err
	}
	if r.engine, err = r.target.engine(r.cm); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.leave()) }()
	if err := r.publish(ctx); err != nil {
		return nil, err
	}
	before, err := r.serverCPU()
	if err != nil {
		return nil, err
	}
	if err := r.subscribe(ctx); err != nil {
		return nil, err
	}
	after, err := r.serverCPU()
	if err != nil {
		return nil, err
	}
	joinPackets := r.received().Counts.Packets
	r.joined()
	if err := r.watch(ctx, r.load.Warmup, nil); err != nil {
		return nil, err
	}
	if result, err = r.window(ctx); err != nil {
		return nil, err
	}
	r.estimateJoin(result, after-before, joinPackets)
	return result, nil
}

// publish joins the publishers one after the other.
func (r *run) publish(ctx context.Context) error {
	for n := range r.load.Publishers {
		token, err := r.target.token(r.room, fmt.Sprintf("publisher-%03d", n), true)
		if err != nil {
			return err
		}
		layers, err := r.layers()
		if err != nil {
			return err
		}
		joining, cancel := context.WithTimeout(ctx, joinTimeout)
		publisher, err := client.Publish(joining, client.PublisherConfig{
			SessionConfig: client.SessionConfig{Engine: r.engine, Server: r.target.url, Token: token},
			Number:        uint16(n), Video: r.load.Video, Layers: layers,
		})
		cancel()
		if err != nil {
			return fmt.Errorf("publisher %d: %w", n, err)
		}
		r.publishers = append(r.publishers, publisher)
	}
	return nil
}

// layers makes the encodings of one published track, lowest first.
func (r *run) layers() ([]client.Layer, error) {
	if r.load.File != "" {
		file, err := synth.OpenFile(r.load.File, r.load.PacketSize)
		if err != nil {
			return nil, err
		}
		r.files = append(r.files, file)
		if file.Video() != r.load.Video {
			return nil, fmt.Errorf("%s does not hold the kind of media that --kind says", r.load.File)
		}
		return []client.Layer{{Width: 1280, Height: 720, Bitrate: 1_500_000, Source: file}}, nil
	}
	if !r.load.Simulcast {
		layer, err := r.layer("", 1)
		return []client.Layer{layer}, err
	}
	var layers []client.Layer
	for i, rid := range layerNames {
		// Each layer has half the width and height, so about a quarter of the packets, of the next.
		layer, err := r.layer(rid, 1<<(2*(len(layerNames)-1-i)))
		if err != nil {
			return nil, err
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

// layer makes a synthetic encoding with a share of the load's packets in each frame, at least one.
func (r *run) layer(rid string, share int) (client.Layer, error) {
	burst := max(1, r.load.Burst/share)
	frames := r.load.PacketRate / float64(r.load.Burst)
	shape := synth.Shape{
		PacketSize: r.load.PacketSize, Burst: burst, Rate: frames * float64(burst),
		Width: 1280, Height: 720,
	}
	for ; share > 1; share /= 4 {
		shape.Width, shape.Height = shape.Width/2, shape.Height/2
	}
	layer := client.Layer{
		RID: rid, Width: uint32(shape.Width), Height: uint32(shape.Height),
		Bitrate: uint32(shape.Rate * float64(shape.PacketSize) * 8),
	}
	if !r.load.Video {
		source, err := synth.NewAudio(shape)
		layer.Source = source
		return layer, err
	}
	source, err := synth.NewVideo(shape)
	layer.Source = source
	return layer, err
}

// subscribe joins the subscribers at the load's rate and waits until each has its media.
func (r *run) subscribe(ctx context.Context) error {
	var mu sync.Mutex // guards r.subscribers while the group runs
	group, ctx := errgroup.WithContext(ctx)
	ticker := time.NewTicker(time.Duration(float64(time.Second) / r.load.JoinRate))
	defer ticker.Stop()
	for n := range r.load.Subscribers {
		group.Go(func() error {
			joining, cancel := context.WithTimeout(ctx, joinTimeout)
			defer cancel()
			subscriber, err := r.join(joining, n)
			if err != nil {
				return fmt.Errorf("subscriber %d: %w", n, err)
			}
			mu.Lock()
			r.subscribers = append(r.subscribers, subscriber)
			mu.Unlock()
			if err := subscriber.WaitMedia(joining); err != nil {
				return fmt.Errorf("subscriber %d: %w", n, err)
			}
			return nil
		})
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return group.Wait()
		}
	}
	return group.Wait()
}

func (r *run) join(ctx context.Context, n int) (*client.Subscriber, error) {
	token, err := r.target.token(r.room, fmt.Sprintf("subscriber-%04d", n), false)
	if err != nil {
		return nil, err
	}
	streams := r.load.streams()
	config := client.SubscriberConfig{
		SessionConfig: client.SessionConfig{
			Engine: r.engine, Server: r.target.url, Token: token, AutoSubscribe: streams == len(r.publishers),
		},
		Streams: streams, Sample: r.sample, Stamped: r.load.File == "",
	}
	for i := range streams {
		config.Tracks = append(config.Tracks, r.publishers[(n+i)%len(r.publishers)].SID())
	}
	if r.load.Simulcast {
		config.Quality = map[string]*livekit.VideoQuality{
			"q": livekit.VideoQuality_LOW.Enum(), "h": livekit.VideoQuality_MEDIUM.Enum(), "f": livekit.VideoQuality_HIGH.Enum(),
		}[r.load.Layer]
	}
	return client.Subscribe(ctx, config)
}

// leave closes all sessions.
func (r *run) leave() error {
	var group errgroup.Group
	const atOnce = 20
	group.SetLimit(atOnce)
	for _, s := range r.subscribers {
		group.Go(s.Close)
	}
	for _, p := range r.publishers {
		group.Go(p.Close)
	}
	err := group.Wait()
	for _, file := range r.files {
		err = errors.Join(err, file.Close())
	}
	return errors.Join(err, r.engine.Close())
}

// serverCPU returns the CPU time that the server has used; 0 when its process is unknown.
func (r *run) serverCPU() (time.Duration, error) {
	if r.serverPID == 0 {
		return 0, nil
	}
	return host.CPUTime(r.serverPID)
}

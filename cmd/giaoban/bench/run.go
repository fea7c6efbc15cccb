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
	"giaoban/cmd/giaoban/bench/synth"

	"github.com/livekit/protocol/livekit"
	"golang.org/x/sync/errgroup"
)

// joinTimeout bounds one participant's joining, up to its first media.
const joinTimeout = 30 * time.Second

// run is one measurement of a load of publishers and subscribers.
type run struct {
	party
	tracks []string // the sids of the publishers' tracks
	joins  []*client.Subscriber
}

// measure joins everybody, measures, and leaves.
func (r *run) measure(ctx context.Context) (result *report.Result, err error) {
	// A session needs a signal socket and two media sockets; publishers have a timer too.
	const filesEach, filesSpare = 4, 200
	if err := host.EnsureFiles((r.load.Publishers+r.load.Subscribers)*filesEach + filesSpare); err != nil {
		return nil, err
	}
	if r.engine, err = r.target.engine(client.EngineConfig{CounterMode: r.cm}); err != nil {
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
	if result, err = r.window(ctx, r.compare); err != nil {
		return nil, err
	}
	estimateJoin(result, r.load.Subscribers, after-before, joinPackets)
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
		r.members = append(r.members, member{fmt.Sprintf("publisher %d", n), publisher})
		r.tracks = append(r.tracks, publisher.SID())
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
		layer, err := r.load.layer("", r.load.Burst, 0)
		return []client.Layer{layer}, err
	}
	var layers []client.Layer
	for i, rid := range layerNames {
		// Each layer has half the width and height, so about a quarter of the packets, of the next.
		below := len(layerNames) - 1 - i
		layer, err := r.load.layer(rid, max(1, r.load.Burst>>(2*below)), below)
		if err != nil {
			return nil, err
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

// layer makes a synthetic encoding of so many packets a frame, whose width and height are the shape's halved so many times.
func (l *Load) layer(rid string, burst, halvings int) (client.Layer, error) {
	frames := l.PacketRate / float64(l.Burst)
	shape := synth.Shape{
		PacketSize: l.PacketSize, Burst: burst, Rate: frames * float64(burst), Width: 1280 >> halvings, Height: 720 >> halvings,
	}
	layer := client.Layer{
		RID: rid, Width: uint32(shape.Width), Height: uint32(shape.Height),
		Bitrate: uint32(shape.Rate * float64(shape.PacketSize) * 8),
	}
	if !l.Video {
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
	var mu sync.Mutex // guards what subscribers are added to while the group runs
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
			r.joins = append(r.joins, subscriber)
			r.members = append(r.members, member{fmt.Sprintf("subscriber %d", n), subscriber})
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
		config.Tracks = append(config.Tracks, r.tracks[(n+i)%len(r.tracks)])
	}
	if r.load.Simulcast {
		config.Quality = map[string]*livekit.VideoQuality{
			"q": livekit.VideoQuality_LOW.Enum(), "h": livekit.VideoQuality_MEDIUM.Enum(), "f": livekit.VideoQuality_HIGH.Enum(),
		}[r.load.Layer]
	}
	return client.Subscribe(ctx, config)
}

package bench

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Load describes what is put on the server.
type Load struct {
	Name string
	// Publishers each send one track: video (VP8) or audio (Opus).
	Publishers int
	Video      bool
	// Simulcast publishes three layers (q, h, f). The shape is that of the highest.
	Simulcast bool
	// File is a real file to publish in place of synthetic packets.
	File string
	// PacketSize is the RTP payload in bytes, PacketRate the packets a second of one publisher, Burst the packets of
	// one frame.
	PacketSize int
	PacketRate float64
	Burst      int
	// Subscribers each take Streams tracks, all when it is 0. JoinRate of them join in a second.
	Subscribers int
	Streams     int
	JoinRate    float64
	// Layer is the simulcast layer that subscribers ask for: "q", "h" or "f".
	Layer string
	// Province is a load of another kind, when it has sites: every participant sends and receives.
	Province Province
	// Warmup is the time between the last join and the measurement, Duration that of the measurement.
	Warmup, Duration time.Duration
}

// streams is the number of tracks that each subscriber takes.
func (l *Load) streams() int {
	if l.Streams == 0 {
		return l.Publishers
	}
	return l.Streams
}

func (l *Load) validate() error {
	const maxSessions = 5000
	if l.Name == provinceScenario || l.Province.Sites != 0 {
		if err := l.Province.validate(); err != nil {
			return err
		}
	}
	switch {
	case l.Publishers < 1 || l.Subscribers < 1:
		return errors.New("there must be at least one publisher and one subscriber")
	case l.Publishers > maxSessions || l.Subscribers > maxSessions:
		return fmt.Errorf("there can be at most %d publishers and %d subscribers", maxSessions, maxSessions)
	case l.Streams < 0 || l.Streams > l.Publishers:
		return fmt.Errorf("a subscriber can take at most the %d published tracks, not %d", l.Publishers, l.Streams)
	case l.JoinRate <= 0:
		return errors.New("the join rate must be above 0")
	case l.Duration < time.Second || l.Duration > time.Hour:
		return fmt.Errorf("a measurement must last from a second to an hour, not %v", l.Duration)
	case l.Warmup < 0 || l.Warmup > time.Hour:
		return fmt.Errorf("warming up must take at most an hour, not %v", l.Warmup)
	case !slices.Contains(layerNames, l.Layer):
		return fmt.Errorf("the layer must be one of %s, not %q", strings.Join(layerNames, ", "), l.Layer)
	case l.Simulcast && (!l.Video || l.File != ""):
		return errors.New("only synthetic video can be simulcast")
	case l.Layer != "f" && !l.Simulcast:
		return errors.New("a layer can be asked for only with simulcast")
	}
	return nil
}

// layerNames are the RIDs of simulcast layers, lowest first.
var layerNames = []string{"q", "h", "f"}

// defaultLoad is one video to ten subscribers; presets and flags change it.
func defaultLoad() Load {
	return Load{
		Name: "custom", Publishers: 1, Video: true, PacketSize: 1100, PacketRate: 170, Burst: 6,
		Subscribers: 10, JoinRate: 20, Layer: "f", Warmup: 2 * time.Second, Duration: 10 * time.Second,
	}
}

// smokeScenario is the preset that lasts seconds and loads no one.
const smokeScenario = "smoke"

// provinceScenario is the preset of a whole province in one room, which is not compared with the others.
const provinceScenario = "province"

// matrixScenario stands for all presets but smoke and province.
const matrixScenario = "matrix"

// presets are the loads that results are compared by. Rates are per publisher.
func presets() []Load {
	preset := func(name string, change func(*Load)) Load {
		load := defaultLoad()
		load.Name = name
		change(&load)
		return load
	}
	video := func(name string, subscribers int, rate float64, burst int) Load {
		return preset(name, func(l *Load) { l.Subscribers, l.PacketRate, l.Burst = subscribers, rate, burst })
	}
	return []Load{
		preset(smokeScenario, func(l *Load) { l.Warmup, l.Duration = time.Second, 3*time.Second }),
		video("video-100-17k-b6", 100, 170, 6),
		video("video-100-51k-b1", 100, 510, 1),
		video("video-100-51k-b6", 100, 510, 6),
		video("video-300-51k-b1", 300, 170, 1),
		video("video-300-51k-b6", 300, 170, 6),
		preset("audio-5x200-50k", func(l *Load) {
			l.Publishers, l.Video, l.Subscribers = 5, false, 200
			l.PacketSize, l.PacketRate, l.Burst = 120, 50, 1
		}),
		preset(provinceScenario, func(l *Load) {
			l.Province, l.Simulcast, l.JoinRate = wholeProvince(), true, 17
			l.PacketRate, l.Burst = 60, 4
			// Layers that nobody wants are switched off five seconds later.
			l.Warmup, l.Duration = 6*time.Second, 20*time.Second
		}),
	}
}

// findScenarios returns the presets that names stand for, in order.
func findScenarios(names []string) ([]Load, error) {
	var loads []Load
	all := presets()
	for _, name := range names {
		if name == matrixScenario {
			for _, load := range all {
				if load.Name != smokeScenario && load.Name != provinceScenario {
					loads = append(loads, load)
				}
			}
			continue
		}
		i := slices.IndexFunc(all, func(l Load) bool { return l.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no scenario %q; there are %s", name, strings.Join(scenarioNames(), ", "))
		}
		loads = append(loads, all[i])
	}
	return loads, nil
}

func scenarioNames() []string {
	var names []string
	for _, load := range presets() {
		names = append(names, load.Name)
	}
	return append(names, matrixScenario)
}

package sfu

import (
	"context"
	"slices"
	"strconv"
	"time"

	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
	"giaoban/sfu/packet"
	"giaoban/sfu/speaker"
)

// AddLayer starts to receive one RTP stream of the publication: the only one, or one simulcast encoding of it. The caller fills config but for Layer and
// Sink; config.Rid tells the encoding. The room reads source until it ends or the publication does; a source that is an io.Closer is closed then. A
// stream for an encoding that is received already takes its place. The caller hands the stream's RTCP to the returned layer. Errors: NotFound when the
// publication has ended, Invalid for an unknown rid.
func (pub *Publication) AddLayer(config ingress.Config, source ingress.Source) (*ingress.Layer, error) {
	var l *layer
	err := pub.owner.call(func() (err error) {
		l, err = pub.addLayer(config, source)
		return err
	})
	if err != nil {
		return nil, err
	}
	return l.Layer, nil
}

func (pub *Publication) addLayer(config ingress.Config, source ingress.Source) (*layer, error) {
	if pub.owner.find(pub.sid) != pub {
		return nil, refuse(NotFound, "the track %s has ended", pub.sid)
	}
	if config.Codec.Kind() != pub.kind() {
		return nil, refuse(Unsupported, "the stream's codec is %q, which does not fit the track", config.Codec.Mime)
	}
	rend := pub.addRendition(codec.CanonicalMime(config.Codec.Mime))
	index, ok := rend.indexOf(config.Rid)
	if !ok {
		return nil, refuse(Invalid, "there is no encoding %q", config.Rid)
	}
	config.Layer = uint8(index)
	config.Sink = rend.sink(config.Codec)
	ctx, cancel := context.WithCancel(pub.room.ctx)
	l := &layer{Layer: ingress.New(config), source: source, cancel: cancel}
	l.SetMuted(pub.Info().Muted)
	if old := rend.layers[index].Swap(l); old != nil {
		old.stop()
	}
	metrics := pub.room.deps.Metrics
	metrics.addLayer(l.Layer)
	pub.room.running.Go(func() {
		defer cancel()
		defer metrics.removeLayer(l.Layer)
		err := l.Run(ctx, source)
		if rend.layers[index].CompareAndSwap(l, nil) {
			pub.room.post(func() { pub.room.regress(pub) })
		}
		pub.owner.log.Debug("layer ended", "track", pub.sid, "layer", index, "cause", err)
	})
	if pub.kind() == codec.Video {
		l.RequestKeyFrame()
	}
	pub.room.regress(pub)
	pub.owner.log.Debug("layer received", "track", pub.sid, "layer", index, "rid", config.Rid, "mime", config.Codec.Mime)
	return l, nil
}

// indexOf returns the layer that a rid stands for: as the client announced it, else q, h, f from low to high, else numbers that count down to the best, else
// the order of the offer.
func (rend *Rendition) indexOf(rid string) (int, bool) {
	if rid == "" {
		return 0, true
	}
	s := rend.shape.Load()
	for i, size := range s.sizes {
		if size.Rid == rid && i < maxLayers {
			return i, true
		}
	}
	if i := slices.Index([]string{"q", "h", "f"}, rid); i >= 0 {
		return i, true
	}
	count := maxLayers
	if len(s.rids) > 0 {
		count = min(len(s.rids), maxLayers)
	}
	if n, err := strconv.Atoi(rid); err == nil && n >= 0 && n < count {
		return count - 1 - n, true
	}
	if i := slices.Index(s.rids, rid); i >= 0 && i < maxLayers {
		return i, true
	}
	return 0, false
}

// sink returns what a layer's packets go through: the fan-out, for audio after its level was noted.
func (rend *Rendition) sink(c codec.Codec) func(*packet.Packet) {
	if c.Kind() != codec.Audio {
		return rend.fanOut
	}
	meter := &audioMeter{level: rend.pub.room.levels.level(rend.pub.owner.sid), clockRate: c.ClockRate}
	entry := &gate{microphone: rend.pub.microphone}
	return func(p *packet.Packet) {
		if rend.pub.silent.Load() {
			return
		}
		meter.observe(p)
		rend.fanOutHeard(p, entry)
	}
}

// audioMeter turns packets into levels with durations. It belongs to one ingest goroutine.
type audioMeter struct {
	level     *speaker.Level
	clockRate uint32
	last      uint32
	started   bool
}

// A packet usually covers 20 ms; a larger step than 120 ms, the longest Opus packet, is a pause (RFC 6716, section 2.1.4).
const (
	usualPacket   = 20 * time.Millisecond
	longestPacket = 120 * time.Millisecond
)

func (m *audioMeter) observe(p *packet.Packet) {
	if p.PaddingOnly || !p.HasAudioLevel {
		return
	}
	duration := usualPacket
	if m.started && m.clockRate > 0 {
		step := time.Duration(int32(p.Timestamp-m.last)) * time.Second / time.Duration(m.clockRate)
		if step > 0 && step <= longestPacket {
			duration = step
		}
	}
	m.last, m.started = p.Timestamp, true
	m.level.Observe(p.AudioLevel, duration)
}

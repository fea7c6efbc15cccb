package sfu

import (
	"log/slog"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/forward"
)

// DefaultQualityInterval is the time between two looks at connections.
const DefaultQualityInterval = 5 * time.Second

// RoomConfig is what a room is made with. The zero value of a field takes its default, unless it says otherwise.
type RoomConfig struct {
	Name     string
	Metadata string
	// EmptyTimeout is how long a room waits for its first participant (300 s); DepartureTimeout how long after the last one left (20 s).
	EmptyTimeout     time.Duration
	DepartureTimeout time.Duration
	// MaxParticipants limits those that are not hidden; 0 is no limit.
	MaxParticipants uint32
	// MaxTracks limits a participant's tracks, pending ones included (20).
	MaxTracks int
	// Sizes in bytes: of a participant's or the room's metadata (512 KiB), of all keys and values of its attributes (64 KiB), of names and identities (256).
	MaxMetadataSize   int
	MaxAttributesSize int
	MaxNameSize       int
	// BatchInterval is the least time between two announcements of participants who do not publish (3 s): in a rush of N joins everyone gets a message
	// for each interval, not for each join. Negative announces each at once.
	BatchInterval time.Duration
	// CountInterval delays room updates that only change counts (5 s).
	CountInterval time.Duration
	// NotFoundTimeout is how long a subscription to an unknown track waits for it before the member is told (1 min).
	NotFoundTimeout time.Duration
	// InboxTimeout is how long data waits for a joined participant whose data channels are not open yet (2 s).
	InboxTimeout time.Duration
	// DynacastDelay is how long fewer qualities are wanted before the publisher is told (5 s).
	DynacastDelay time.Duration
	// SpeakerInterval is the time between two looks at who speaks (400 ms), QualityInterval between two at connection quality (5 s).
	SpeakerInterval time.Duration
	QualityInterval time.Duration
	// IgnoreLines sends every receiver what it demands, whatever its line carries.
	IgnoreLines bool
	// NarrowLine has only those lines watched that are known to carry no more than this, in bit/s; 0: all.
	NarrowLine uint64
	// Microphones is how many are forwarded at once, the loudest (8); see Room.Prefer.
	Microphones int
	// SyncStreams puts the tracks of a participant that belong together, such as camera and microphone, into one media stream at the receivers, which then
	// play them in step. Each new track costs dual-connection receivers a media section that is not used again.
	SyncStreams bool
	// PlayoutDelay is how long receivers buffer video; the zero value leaves it to them.
	PlayoutDelay forward.PlayoutDelay
	// UnmuteByServer lets MutePublishedTrack unmute.
	UnmuteByServer bool
	// EnabledCodecs is told to clients in the room's info.
	EnabledCodecs []*livekit.Codec
}

// Defaults of RoomConfig.
const (
	defaultEmptyTimeout      = 300 * time.Second
	defaultDepartureTimeout  = 20 * time.Second
	defaultMaxTracks         = 20
	defaultMaxMetadataSize   = 512 << 10
	defaultMaxAttributesSize = 64 << 10
	defaultMaxNameSize       = 256
	defaultBatchInterval     = 3 * time.Second
	defaultCountInterval     = 5 * time.Second
	defaultNotFoundTimeout   = time.Minute
	defaultInboxTimeout      = 2 * time.Second
	defaultDynacastDelay     = 5 * time.Second
	defaultSpeakerInterval   = 400 * time.Millisecond
	defaultQualityInterval   = DefaultQualityInterval
)

func (c RoomConfig) withDefaults() RoomConfig {
	for _, f := range []struct {
		field    *time.Duration
		fallback time.Duration
	}{
		{&c.EmptyTimeout, defaultEmptyTimeout},
		{&c.DepartureTimeout, defaultDepartureTimeout},
		{&c.BatchInterval, defaultBatchInterval},
		{&c.CountInterval, defaultCountInterval},
		{&c.NotFoundTimeout, defaultNotFoundTimeout},
		{&c.InboxTimeout, defaultInboxTimeout},
		{&c.DynacastDelay, defaultDynacastDelay},
		{&c.SpeakerInterval, defaultSpeakerInterval},
		{&c.QualityInterval, defaultQualityInterval},
	} {
		if *f.field == 0 {
			*f.field = f.fallback
		}
	}
	for _, f := range []struct {
		field    *int
		fallback int
	}{
		{&c.MaxTracks, defaultMaxTracks},
		{&c.MaxMetadataSize, defaultMaxMetadataSize},
		{&c.MaxAttributesSize, defaultMaxAttributesSize},
		{&c.MaxNameSize, defaultMaxNameSize},
	} {
		if *f.field == 0 {
			*f.field = f.fallback
		}
	}
	return c
}

// Deps are what a room stands on; nil fields get a working default.
type Deps struct {
	Logger   *slog.Logger
	Observer Observer
	Metrics  *Metrics
}

func (d Deps) withDefaults() Deps {
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	if d.Observer == nil {
		d.Observer = NopObserver{}
	}
	if d.Metrics == nil {
		d.Metrics = NewMetrics()
	}
	return d
}

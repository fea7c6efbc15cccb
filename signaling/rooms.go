package signaling

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/forward"

	"github.com/livekit/protocol/livekit"
)

var errClosed = refuse(http.StatusServiceUnavailable, "the server is shutting down", nil)

// Rooms are the rooms of this server by name. It is what other planes act on
// the media plane through. All methods are safe for concurrent use.
type Rooms struct {
	config     Config
	deps       sfu.Deps
	autoCreate bool

	mu     sync.Mutex
	closed bool                 // guarded by mu
	rooms  map[string]*sfu.Room // guarded by mu; closed ones are replaced or swept
	sweeps sync.WaitGroup       // one for each room, waiting for its end
}

func newRooms(config Config, logger *slog.Logger, observer sfu.Observer, metrics *sfu.Metrics) *Rooms {
	return &Rooms{
		config:     config,
		deps:       sfu.Deps{Logger: logger, Observer: observer, Metrics: metrics},
		autoCreate: config.AutoCreate,
		rooms:      make(map[string]*sfu.Room),
	}
}

// Open returns the room of that name, made with the given settings if it does
// not exist. settings may be nil.
func (r *Rooms) Open(name string, settings *livekit.RoomConfiguration) (*sfu.Room, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if room := r.rooms[name]; room != nil && !isDone(room) {
		return room, nil
	}
	switch {
	case r.closed:
		return nil, errClosed
	case name == "" || len(name) > r.config.Limits.NameBytes:
		return nil, &sfu.Error{Code: sfu.Invalid, Message: "the room name is empty or too long"}
	case len(settings.GetMetadata()) > r.config.Limits.MetadataBytes:
		return nil, &sfu.Error{Code: sfu.Invalid, Message: "the room metadata is too large"}
	case len(r.rooms) >= r.config.Limits.Rooms:
		return nil, &sfu.Error{Code: sfu.LimitExceeded, Message: "the server has reached its limit of rooms"}
	}
	room := sfu.NewRoom(r.roomConfig(name, settings), r.deps)
	r.rooms[name] = room
	r.sweeps.Go(func() { r.sweep(name, room) })
	return room, nil
}

// sweep forgets a room when it has closed.
func (r *Rooms) sweep(name string, room *sfu.Room) {
	<-room.Done()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rooms[name] == room {
		delete(r.rooms, name)
	}
}

func (r *Rooms) roomConfig(name string, settings *livekit.RoomConfiguration) sfu.RoomConfig {
	limits, timings := r.config.Limits, r.config.Timings
	config := sfu.RoomConfig{
		Name:              name,
		Metadata:          settings.GetMetadata(),
		EmptyTimeout:      timings.EmptyTimeout,
		DepartureTimeout:  timings.DepartureTimeout,
		MaxParticipants:   uint32(limits.Participants),
		MaxTracks:         limits.TracksPerParticipant,
		MaxMetadataSize:   limits.MetadataBytes,
		MaxAttributesSize: limits.AttributesBytes,
		MaxNameSize:       limits.NameBytes,
		DynacastDelay:     timings.DynacastDelay,
		BatchInterval:     timings.AnnounceInterval,
		Microphones:       limits.Microphones,
		IgnoreLines:       r.config.IgnoreLines,
		NarrowLine:        r.config.NarrowLine,
		UnmuteByServer:    r.config.RemoteUnmute,
		EnabledCodecs:     publishCodecs(nil),
	}
	if seconds := settings.GetEmptyTimeout(); seconds > 0 {
		config.EmptyTimeout = time.Duration(seconds) * time.Second
	}
	if seconds := settings.GetDepartureTimeout(); seconds > 0 {
		config.DepartureTimeout = time.Duration(seconds) * time.Second
	}
	if most := settings.GetMaxParticipants(); most > 0 && (config.MaxParticipants == 0 || most < config.MaxParticipants) {
		config.MaxParticipants = most
	}
	config.SyncStreams, config.PlayoutDelay = settings.GetSyncStreams(), playoutDelay(settings)
	return config
}

// playoutDelay is how long receivers in a room of these settings buffer video.
func playoutDelay(settings *livekit.RoomConfiguration) forward.PlayoutDelay {
	return forward.PlayoutDelay{
		Min: time.Duration(settings.GetMinPlayoutDelay()) * time.Millisecond,
		Max: time.Duration(settings.GetMaxPlayoutDelay()) * time.Millisecond,
	}
}

// delays reports whether the room that a joins tells receivers how long to
// buffer video, or will when it is opened for a.
func (r *Rooms) delays(a *admission) bool {
	if room, err := r.Find(a.room); err == nil {
		return room.PlayoutDelay().Enabled()
	}
	return playoutDelay(a.claims.GetRoomConfiguration()).Enabled()
}

// Find returns the open room of that name, or an error of code NotFound.
func (r *Rooms) Find(name string) (*sfu.Room, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if room := r.rooms[name]; room != nil && !isDone(room) {
		return room, nil
	}
	return nil, &sfu.Error{Code: sfu.NotFound, Message: noSuchRoom}
}

// List returns all open rooms, in no order.
func (r *Rooms) List() []*livekit.Room {
	r.mu.Lock()
	defer r.mu.Unlock()
	infos := make([]*livekit.Room, 0, len(r.rooms))
	for _, room := range r.rooms {
		if !isDone(room) {
			infos = append(infos, room.Info())
		}
	}
	return infos
}

// Count returns how many visible participants a room has, 0 when it is not open.
func (r *Rooms) Count(name string) int {
	room, err := r.Find(name)
	if err != nil {
		return 0
	}
	return int(room.Info().GetNumParticipants())
}

// Participants returns the visible participants of a room, none when it is not open.
func (r *Rooms) Participants(name string) []*livekit.ParticipantInfo {
	room, err := r.Find(name)
	if err != nil {
		return nil
	}
	return room.Participants()
}

// Hidden returns the identities of those in a room whom nobody sees, none when it is not open.
func (r *Rooms) Hidden(name string) []string {
	room, err := r.Find(name)
	if err != nil {
		return nil
	}
	return room.Hidden()
}

// Delete closes a room: everybody in it gets leave ROOM_DELETED. A later join
// opens it anew. The error is NotFound when it is not open.
func (r *Rooms) Delete(name string) error {
	room, err := r.Find(name)
	if err != nil {
		return err
	}
	room.Close(livekit.DisconnectReason_ROOM_DELETED)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rooms[name] == room {
		delete(r.rooms, name)
	}
	return nil
}

// joinable reports whether a join may go on to the room, open or to be made.
func (r *Rooms) joinable(name string) bool {
	if r.autoCreate {
		return true
	}
	_, err := r.Find(name)
	return err == nil
}

// join brings a member into the room, which is opened when it may be. A room
// that closes in the same moment is opened again.
func (r *Rooms) join(ctx context.Context, a *admission, member sfu.Member, config sfu.JoinConfig) (*sfu.Room, *sfu.Participant, sfu.JoinState, error) {
	for range 3 {
		room, err := r.openForJoin(a)
		if err != nil {
			return nil, nil, sfu.JoinState{}, err
		}
		participant, state, err := room.Join(ctx, member, config)
		if errors.Is(err, sfu.ErrRoomClosed) {
			<-room.Done()
			continue
		}
		return room, participant, state, err
	}
	return nil, nil, sfu.JoinState{}, sfu.ErrRoomClosed
}

func (r *Rooms) openForJoin(a *admission) (*sfu.Room, error) {
	if !r.autoCreate {
		return r.Find(a.room)
	}
	return r.Open(a.room, a.claims.GetRoomConfiguration())
}

// close ends every room and waits.
func (r *Rooms) close(reason livekit.DisconnectReason) {
	r.mu.Lock()
	r.closed = true
	rooms := make([]*sfu.Room, 0, len(r.rooms))
	for _, room := range r.rooms {
		rooms = append(rooms, room)
	}
	r.mu.Unlock()
	for _, room := range rooms {
		room.Close(reason)
	}
	r.sweeps.Wait()
}

func isDone(room *sfu.Room) bool {
	select {
	case <-room.Done():
		return true
	default:
		return false
	}
}

// publishCodecs lists what may be published: audio, then VP8 (the first video
// codec is what clients fall back to), H.264 and the rest.
func publishCodecs(disabled []string) []*livekit.Codec {
	var codecs []*livekit.Codec
	add := func(c codec.Codec) {
		for _, mime := range disabled {
			if codec.CanonicalMime(mime) == c.Mime {
				return
			}
		}
		for _, listed := range codecs {
			if listed.Mime == c.Mime && c.Type() != codec.H264 {
				return
			}
		}
		codecs = append(codecs, &livekit.Codec{Mime: c.Mime, FmtpLine: c.Fmtp})
	}
	table := codec.VideoTable(codec.Receive)
	for _, c := range codec.AudioTable(codec.Receive) {
		add(c)
	}
	for _, first := range []codec.Type{codec.VP8, codec.H264} {
		for _, c := range table {
			if c.Type() == first {
				add(c)
			}
		}
	}
	for _, c := range table {
		if c.Type() != codec.VP8 && c.Type() != codec.H264 {
			add(c)
		}
	}
	return codecs
}

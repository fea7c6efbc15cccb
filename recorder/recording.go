package recorder

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"

	"giaoban/recorder/manifest"
	"giaoban/recorder/timing"
	"giaoban/recorder/writer"
	"giaoban/sfu"
	"giaoban/sfu/egress"
)

// Cameras says which cameras are recorded.
type Cameras string

// Choices of cameras. Microphones and screen shares are always recorded.
const (
	StageCamera Cameras = "stage" // of who is spotlighted, or else speaks
	AllCameras  Cameras = "all"
	NoCamera    Cameras = "none"
)

// Config describes a Recording. Writer's Dir, ID and StartedAt are required; its Room is filled in.
type Config struct {
	Writer  writer.Config
	Cameras Cameras // "": StageCamera
	// Continue goes on with what a killed server left in Writer.Dir.
	Continue bool
	// Key signs the manifest.
	Key    ed25519.PrivateKey
	Logger *slog.Logger
}

// queueLength is that of the recorder's egress: a second of 200 microphones and a dozen pictures.
const queueLength = 16384

// IdentityPrefix begins the identities of recorders in their rooms.
const IdentityPrefix = "recorder-"

// Recording is a recording that runs.
type Recording struct {
	cfg         Config
	room        *sfu.Room
	participant *sfu.Participant
	writer      *writer.Writer
	now         func() time.Time
	startedAt   time.Time
	gone        chan struct{} // closed when the room has let the recorder go
	goneOnce    sync.Once

	mu         sync.Mutex
	inputs     map[uint32]*input            // guarded by mu; by SSRC
	bySID      map[string]*input            // guarded by mu; by track
	publishers map[string]*timing.Publisher // guarded by mu; by participant's sid
	names      map[string]string            // guarded by mu; by identity
	ssrc       uint32                       // guarded by mu
	stage      stage                        // guarded by mu
	paused     bool                         // guarded by mu
	pausedAt   int64                        // guarded by mu; ms
	reason     string                       // guarded by mu; why the room let go
}

var (
	_ sfu.Member    = (*Recording)(nil)
	_ egress.Writer = (*Recording)(nil)
)

// Start joins the room and records. The room tells all its members that it is being recorded. Errors: writer.ErrDiskFull, those
// of the disk and of joining; with Continue writer.ErrNoJournal and writer.ErrEnded too.
func Start(ctx context.Context, room *sfu.Room, cfg Config) (*Recording, error) {
	if cfg.Cameras == "" {
		cfg.Cameras = StageCamera
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Recording{
		cfg: cfg, room: room, now: cfg.Writer.Now, gone: make(chan struct{}), inputs: map[uint32]*input{}, bySID: map[string]*input{},
		publishers: map[string]*timing.Publisher{}, names: map[string]string{},
	}
	if r.now == nil {
		r.now = time.Now
	}
	cfg.Writer.Room = room.Info().GetName()
	cfg.Writer.Logger = cfg.Logger
	open := writer.Open
	if cfg.Continue {
		open = writer.Continue
	}
	w, err := open(cfg.Writer)
	if err != nil {
		return nil, err
	}
	r.writer, r.startedAt = w, w.StartedAt()
	if err := r.join(ctx); err != nil {
		_, closeErr := w.Close(context.WithoutCancel(ctx), writer.Stopped)
		return nil, errors.Join(err, closeErr)
	}
	return r, nil
}

func (r *Recording) join(ctx context.Context) error {
	// They are told before the first packet is written.
	if err := r.room.SetRecording(true); err != nil {
		return fmt.Errorf("recorder: joining: %w", err)
	}
	r.learn(r.room.Participants()) // subscriptions come while it joins, and their tracks tell whose they are
	participant, state, err := r.room.Join(ctx, r, sfu.JoinConfig{
		Info: &livekit.ParticipantInfo{
			Identity: IdentityPrefix + r.cfg.Writer.ID, Kind: livekit.ParticipantInfo_EGRESS,
			Permission: &livekit.ParticipantPermission{CanSubscribe: true, Hidden: true},
		},
		AutoSubscribe: true, SubscribeEarly: true, Writer: r, QueueLength: queueLength,
	})
	if err != nil {
		return fmt.Errorf("recorder: joining: %w", errors.Join(err, r.room.SetRecording(false)))
	}
	r.learn(state.Others)
	r.mu.Lock()
	r.participant = participant
	r.mu.Unlock()
	if err := participant.SetState(livekit.ParticipantInfo_ACTIVE); err != nil {
		participant.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
		return fmt.Errorf("recorder: joining: %w", err)
	}
	return nil
}

func (r *Recording) learn(infos []*livekit.ParticipantInfo) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, info := range infos {
		if info.Name != "" {
			r.names[info.Identity] = info.Name
		}
	}
}

// Notify follows who is there, who speaks, and the end.
func (r *Recording) Notify(event sfu.Event) {
	switch e := event.(type) {
	case *sfu.ParticipantsUpdated:
		r.learn(e.Infos)
	case sfu.SpeakersChanged:
		r.mu.Lock()
		r.stage.heard(e.Speakers)
		r.look(r.now())
		r.mu.Unlock()
	case sfu.Removed:
		r.mu.Lock()
		r.reason = writer.RoomClosed
		r.mu.Unlock()
		r.goneOnce.Do(func() { close(r.gone) })
	}
}

// SendData ignores what people write: their chat is not part of the recording.
func (r *Recording) SendData(livekit.DataPacket_Kind, []byte) error { return nil }

// Gone is closed when the room has ended or put the recorder out; Stop is still to be called.
func (r *Recording) Gone() <-chan struct{} { return r.gone }

// Stats tells how the recording stands.
func (r *Recording) Stats() writer.Stats { return r.writer.Stats() }

// Spotlight puts a participant on the stage, whoever speaks; "": who speaks is on it.
func (r *Recording) Spotlight(identity string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stage.spotlight = identity
	r.restage()
}

// Pause stops writing until Resume; the manifest tells of the gap.
func (r *Recording) Pause() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.paused {
		return
	}
	r.paused, r.pausedAt = true, r.since()
	r.writer.Pausing(r.pausedAt)
	for _, in := range r.inputs {
		in.pause(true)
	}
}

// Resume goes on after Pause.
func (r *Recording) Resume() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.paused {
		return
	}
	r.endPause()
	for _, in := range r.inputs {
		in.pause(false)
	}
}

// endPause notes the gap. r.mu is held.
func (r *Recording) endPause() {
	if r.paused {
		r.paused = false
		r.writer.Gap(manifest.Gap{Start: r.pausedAt, End: r.since(), Reason: writer.Paused})
	}
}

func (r *Recording) since() int64 { return r.now().Sub(r.startedAt).Milliseconds() }

// Stop leaves the room, writes what is left, and the signed manifest.
func (r *Recording) Stop(ctx context.Context) (*manifest.Manifest, error) {
	m, err := r.leave(ctx, writer.Stopped)
	if err != nil {
		return nil, err
	}
	if err := m.Digest(r.cfg.Writer.Dir); err != nil {
		return nil, err
	}
	return m, m.Write(r.cfg.Writer.Dir, r.cfg.Key)
}

// Suspend leaves the room and writes what is left. Start with Continue goes on from there.
func (r *Recording) Suspend(ctx context.Context) error {
	_, err := r.leave(ctx, writer.Suspended)
	return err
}

func (r *Recording) leave(ctx context.Context, reason string) (*manifest.Manifest, error) {
	r.mu.Lock()
	participant := r.participant
	if r.reason != "" && reason == writer.Stopped {
		reason = r.reason
	}
	r.endPause()
	inputs := make([]*input, 0, len(r.inputs))
	for _, in := range r.inputs {
		inputs = append(inputs, in)
	}
	r.mu.Unlock()
	if err := r.room.SetRecording(false); err != nil {
		r.cfg.Logger.DebugContext(ctx, "the room is gone before its recording", "error", err)
	}
	participant.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
	for _, in := range inputs {
		in.close()
	}
	return r.writer.Close(ctx, reason)
}

// WriteBatch takes packets of any of the subscriptions.
func (r *Recording) WriteBatch(batch []egress.Out) (int, error) {
	for i := range batch {
		if batch[i].Stream == nil {
			continue
		}
		if _, err := batch[i].Stream.WriteRTP(&batch[i].Header, batch[i].Payload); err != nil {
			return i, err
		}
	}
	return len(batch), nil
}

// WriteRTCP reads the sender reports.
func (r *Recording) WriteRTCP(packets []rtcp.Packet) error {
	now := r.now()
	r.mu.Lock()
	r.look(now)
	r.mu.Unlock()
	for _, packet := range packets {
		report, ok := packet.(*rtcp.SenderReport)
		if !ok {
			continue
		}
		r.mu.Lock()
		in := r.inputs[report.SSRC]
		r.mu.Unlock()
		if in != nil {
			in.report(timing.NTP(report.NTPTime), report.RTPTime, now)
		}
	}
	return nil
}

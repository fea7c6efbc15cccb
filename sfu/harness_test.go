package sfu_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// member records what the room tells it. With autoBind it binds each subscription at once, as a member in the same process does.
type member struct {
	autoBind bool
	reports  bool     // it tells of each packet when it came (transport-wide feedback)
	accepts  []string // MIME types that it can receive; empty: all

	mu      sync.Mutex
	events  []sfu.Event
	open    map[string]*sfu.Subscription // by track sid
	trail   []string                     // what was called, in order
	told    map[string]bool              // the tracks that updates told of
	untold  []string                     // the tracks that came before
	packets []received
	slow    bool
	out     *writer
	ssrc    uint32
	streams map[string]*stream
}

type received struct {
	kind   livekit.DataPacket_Kind
	packet *livekit.DataPacket
}

func newMember() *member {
	return &member{autoBind: true, open: map[string]*sfu.Subscription{}, told: map[string]bool{}, out: &writer{}}
}

func (m *member) Notify(event sfu.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = append(m.events, event)
	switch e := event.(type) {
	case *sfu.ParticipantsUpdated:
		for _, info := range e.Infos {
			m.trail = append(m.trail, "update "+info.Identity+" "+info.State.String())
			for _, track := range info.Tracks {
				m.told[track.Sid] = true
			}
		}
	case sfu.Removed:
		m.trail = append(m.trail, "removed "+e.Reason.String())
	}
}

func (m *member) Subscribe(s *sfu.Subscription) {
	m.mu.Lock()
	m.open[s.TrackSID()] = s
	if !m.told[s.TrackSID()] {
		m.untold = append(m.untold, s.TrackSID())
	}
	m.trail = append(m.trail, "subscribe "+s.PublisherIdentity())
	m.ssrc++
	ssrc := m.ssrc
	m.mu.Unlock()
	if !m.autoBind {
		return
	}
	var accepted []forward.Params
	for _, c := range s.Codecs() {
		if len(m.accepts) == 0 || slices.Contains(m.accepts, c.Mime) {
			accepted = append(accepted, forward.Params{SSRC: ssrc, PayloadType: c.PayloadType, Codec: c})
		}
	}
	if len(accepted) == 0 {
		s.Fail(livekit.SubscriptionError_SE_CODEC_UNSUPPORTED)
		return
	}
	params := accepted[0]
	params.Others = accepted[1:]
	if m.reports {
		params.Extensions.TransportCC = 5
	}
	if err := s.Bind(params, &stream{member: m, track: s.TrackSID()}); err != nil {
		s.Fail(livekit.SubscriptionError_SE_CODEC_UNSUPPORTED)
	}
}

func (m *member) Unsubscribe(s *sfu.Subscription) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trail = append(m.trail, "unsubscribe "+s.PublisherIdentity())
	delete(m.open, s.TrackSID())
}

var errSlow = errors.New("the member is slow")

func (m *member) SendData(kind livekit.DataPacket_Kind, payload []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.slow {
		return errSlow
	}
	packet := &livekit.DataPacket{}
	if err := proto.Unmarshal(payload, packet); err != nil {
		return err
	}
	m.packets = append(m.packets, received{kind: kind, packet: packet})
	return nil
}

// clear forgets what was recorded so far.
func (m *member) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events, m.trail, m.packets = nil, nil, nil
}

func (m *member) subscribed() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	sids := make([]string, 0, len(m.open))
	for sid := range m.open {
		sids = append(sids, sid)
	}
	slices.Sort(sids)
	return sids
}

func (m *member) subscription(sid string) *sfu.Subscription {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.open[sid]
}

func (m *member) path() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.trail)
}

func (m *member) data() []received {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.packets)
}

// eventsOf returns the events of one type, in order.
func eventsOf[E sfu.Event](m *member) []E {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []E
	for _, event := range m.events {
		if e, ok := event.(E); ok {
			found = append(found, e)
		}
	}
	return found
}

// updatesOf returns the infos of one identity that the member was told, in order.
func updatesOf(m *member, identity string) []*livekit.ParticipantInfo {
	var infos []*livekit.ParticipantInfo
	for _, e := range eventsOf[*sfu.ParticipantsUpdated](m) {
		for _, info := range e.Infos {
			if info.Identity == identity {
				infos = append(infos, info)
			}
		}
	}
	return infos
}

func last[E any](t *testing.T, list []E) E {
	t.Helper()
	if len(list) == 0 {
		t.Fatal("nothing came")
	}
	return list[len(list)-1]
}

// everything is the permission to do it.
func everything() *livekit.ParticipantPermission {
	return &livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true, CanPublishData: true, CanUpdateMetadata: true}
}

// inRoom runs test with a room, in a bubble where time is the test's own; the room is closed at the end.
func inRoom(t *testing.T, config sfu.RoomConfig, deps sfu.Deps, test func(t *testing.T, room *sfu.Room)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if config.Name == "" {
			config.Name = "giao ban"
		}
		room := sfu.NewRoom(config, deps)
		defer room.Close(livekit.DisconnectReason_SERVER_SHUTDOWN)
		test(t, room)
	})
}

// join brings a member in as an ACTIVE participant with open data channels, then lets announcements settle.
func join(t *testing.T, room *sfu.Room, identity string, m *member, adjust ...func(*sfu.JoinConfig)) *sfu.Participant {
	t.Helper()
	config := sfu.JoinConfig{
		Info:          &livekit.ParticipantInfo{Identity: identity, Permission: everything()},
		AutoSubscribe: true,
		Writer:        m.out,
	}
	for _, change := range adjust {
		change(&config)
	}
	p, _, err := room.Join(t.Context(), m, config)
	if err != nil {
		t.Fatalf("%s cannot join: %v", identity, err)
	}
	if err := p.SetState(livekit.ParticipantInfo_ACTIVE); err != nil {
		t.Fatalf("%s cannot become active: %v", identity, err)
	}
	p.OpenData(livekit.DataPacket_RELIABLE)
	p.OpenData(livekit.DataPacket_LOSSY)
	return p
}

func withPermission(change func(*livekit.ParticipantPermission)) func(*sfu.JoinConfig) {
	return func(c *sfu.JoinConfig) { change(c.Info.Permission) }
}

func noAutoSubscribe(c *sfu.JoinConfig) { c.AutoSubscribe = false }

// settle lets everything happen that is due, batches of announcements too.
func settle() {
	pass(4 * time.Second)
}

// pass lets time go by in the bubble.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func mustCodec(mime string) codec.Codec {
	for _, c := range codec.Table(codec.Both) {
		if c.Mime == mime {
			return c
		}
	}
	return codec.Codec{}
}

func camera(cid string) *livekit.AddTrackRequest {
	return &livekit.AddTrackRequest{
		Cid: cid, Name: "camera", Type: livekit.TrackType_VIDEO, Source: livekit.TrackSource_CAMERA, Width: 1280, Height: 720,
		Layers: []*livekit.VideoLayer{
			{Quality: livekit.VideoQuality_LOW, Width: 320, Height: 180},
			{Quality: livekit.VideoQuality_MEDIUM, Width: 640, Height: 360},
			{Quality: livekit.VideoQuality_HIGH, Width: 1280, Height: 720},
		},
		SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "vp8", Cid: cid}},
	}
}

func microphone(cid string) *livekit.AddTrackRequest {
	return &livekit.AddTrackRequest{Cid: cid, Name: "microphone", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE}
}

// publish takes a track from AddTrack to visible, without media.
func publish(t *testing.T, p *sfu.Participant, req *livekit.AddTrackRequest) *sfu.Publication {
	t.Helper()
	info, err := p.AddTrack(req)
	if err != nil {
		t.Fatalf("AddTrack: %v", err)
	}
	media := sfu.MediaInfo{Codec: mustCodec(codec.MimeOpus), CID: req.Cid}
	if req.Type == livekit.TrackType_VIDEO {
		media.Codec = mustCodec(codec.MimeVP8)
		if len(req.Layers) > 1 {
			media.RIDs = []string{"q", "h", "f"}[:len(req.Layers)]
		}
	}
	pub, err := p.Publish(info.Sid, media)
	if err != nil {
		t.Fatalf("Publish: %v", err)
	}
	return pub
}

func wantCode(t *testing.T, err error, code sfu.Code) {
	t.Helper()
	if err == nil || sfu.CodeOf(err) != code {
		t.Fatalf("got error %v, want one that says %q", err, code)
	}
}

// note remembers the stream of a track that got a packet.
func (m *member) note(s *stream) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.streams == nil {
		m.streams = map[string]*stream{}
	}
	m.streams[s.track] = s
}

// got returns how many packets came of a track.
func (m *member) got(track string) int {
	m.mu.Lock()
	s := m.streams[track]
	m.mu.Unlock()
	if s == nil {
		return 0
	}
	return s.count()
}

// lastSize returns the payload size of the last packet that came of a track.
func (m *member) lastSize(track string) int {
	m.mu.Lock()
	s := m.streams[track]
	m.mu.Unlock()
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sizes[len(s.sizes)-1]
}

// participantOf returns the participant behind a member that is subscribed to a publication.
func participantOf(t *testing.T, m *member, pub *sfu.Publication) *sfu.Participant {
	t.Helper()
	sub := m.subscription(pub.SID())
	if sub == nil {
		t.Fatal("the member is not subscribed")
	}
	return sub.Subscriber()
}

package sfu_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

func TestAutoSubscribe(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		early, chooser, barred, deaf := newMember(), newMember(), newMember(), newMember()
		join(t, room, "early", early)
		join(t, room, "chooser", chooser, noAutoSubscribe)
		join(t, room, "barred", barred, withPermission(func(p *livekit.ParticipantPermission) { p.CanSubscribe = false }))
		join(t, room, "deaf", deaf, func(c *sfu.JoinConfig) { c.Writer = nil })
		self := newMember()
		pub := publish(t, join(t, room, "anh", self), microphone("mic"))
		late := newMember()
		join(t, room, "late", late)
		settle()
		want := []string{pub.SID()}
		for name, tt := range map[string]struct {
			member *member
			want   []string
		}{
			"who was there": {early, want}, "who came later": {late, want}, "who chooses itself": {chooser, nil},
			"who may not subscribe": {barred, nil}, "who receives no media": {deaf, nil}, "the publisher": {self, nil},
		} {
			if got := tt.member.subscribed(); !slices.Equal(got, tt.want) {
				t.Errorf("%s is subscribed to %v, want %v", name, got, tt.want)
			}
		}
		if got := late.path(); slices.Index(got, "update anh ACTIVE") > slices.Index(got, "subscribe anh") {
			t.Errorf("the latecomer's calls are %q", got)
		}
	})
}

func TestSubscriptionsWaitForActive(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		pub := publish(t, join(t, room, "anh", newMember()), microphone("mic"))
		patient, eager := newMember(), newMember()
		config := sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: "patient", Permission: everything()}, AutoSubscribe: true, Writer: patient.out}
		p, _, err := room.Join(t.Context(), patient, config)
		if err != nil {
			t.Fatal(err)
		}
		config.Info.Identity, config.SubscribeEarly, config.Writer = "eager", true, eager.out
		if _, _, err := room.Join(t.Context(), eager, config); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(patient.subscribed()) != 0 || len(eager.subscribed()) != 1 {
			t.Errorf("as JOINED: patient %v, eager %v", patient.subscribed(), eager.subscribed())
		}
		if err := p.SetState(livekit.ParticipantInfo_ACTIVE); err != nil {
			t.Fatal(err)
		}
		if got := patient.subscribed(); !slices.Equal(got, []string{pub.SID()}) {
			t.Errorf("as ACTIVE: %v", got)
		}
	})
}

func TestExplicitSubscription(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		auto, chooser := newMember(), newMember()
		autoP := join(t, room, "auto", auto)
		chooserP := join(t, room, "chooser", chooser, noAutoSubscribe)
		anh := join(t, room, "anh", newMember())
		mic, cam := publish(t, anh, microphone("mic")), publish(t, anh, camera("cam"))
		update := func(p *sfu.Participant, subscribe bool, sids ...string) {
			t.Helper()
			if err := p.UpdateSubscription(&livekit.UpdateSubscription{
				TrackSids: sids[:1], Subscribe: subscribe,
				ParticipantTracks: []*livekit.ParticipantTracks{{ParticipantSid: anh.SID(), TrackSids: sids[1:]}},
			}); err != nil {
				t.Fatal(err)
			}
		}
		update(chooserP, true, mic.SID(), cam.SID())
		if got := chooser.subscribed(); len(got) != 2 {
			t.Errorf("both lists count: %v", got)
		}
		update(chooserP, false, cam.SID())
		if got := chooser.subscribed(); !slices.Equal(got, []string{mic.SID()}) {
			t.Errorf("after unsubscribing: %v", got)
		}
		update(autoP, false, mic.SID())
		if _, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "auto", Name: "x"}); err != nil {
			t.Fatal(err)
		}
		if got := auto.subscribed(); !slices.Equal(got, []string{cam.SID()}) {
			t.Errorf("an explicit unsubscribe must beat auto-subscription: %v", got)
		}
	})
}

func TestSubscribeBeforeTheTrackExists(t *testing.T) {
	inRoom(t, sfu.RoomConfig{NotFoundTimeout: time.Minute}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		p := join(t, room, "chooser", m, noAutoSubscribe)
		anh := join(t, room, "anh", newMember())
		pending, err := anh.AddTrack(microphone("mic"))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.UpdateSubscription(&livekit.UpdateSubscription{TrackSids: []string{pending.Sid, "TR_never"}, Subscribe: true}); err != nil {
			t.Fatal(err)
		}
		pass(30 * time.Second)
		if _, err := anh.Publish(pending.Sid, sfu.MediaInfo{Codec: mustCodec(codec.MimeOpus), CID: "mic"}); err != nil {
			t.Fatal(err)
		}
		if got := m.subscribed(); !slices.Equal(got, []string{pending.Sid}) {
			t.Errorf("the track came, but subscribed are %v", got)
		}
		pass(time.Minute)
		failed := eventsOf[sfu.SubscriptionFailed](m)
		want := sfu.SubscriptionFailed{TrackSID: "TR_never", Err: livekit.SubscriptionError_SE_TRACK_NOTFOUND}
		if len(failed) != 1 || failed[0] != want {
			t.Errorf("failures are %v, want %v", failed, want)
		}
	})
}

func TestWishesAreLimited(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		p := join(t, room, "greedy", newMember())
		sids := make([]string, 5000)
		for i := range sids {
			sids[i] = fmt.Sprintf("TR_%d", i)
		}
		wantCode(t, p.UpdateSubscription(&livekit.UpdateSubscription{TrackSids: sids, Subscribe: true}), sfu.LimitExceeded)
		wantCode(t, p.UpdateTrackSettings(&livekit.UpdateTrackSettings{TrackSids: sids}), sfu.LimitExceeded)
	})
}

func TestUnpublishEndsSubscriptions(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		join(t, room, "watcher", m)
		anh := join(t, room, "anh", newMember())
		pub := publish(t, anh, microphone("mic"))
		sub := m.subscription(pub.SID())
		if err := anh.Unpublish(pub.SID()); err != nil {
			t.Fatal(err)
		}
		wantCode(t, anh.Unpublish(pub.SID()), sfu.NotFound)
		if len(m.subscribed()) != 0 {
			t.Errorf("still subscribed")
		}
		if err := sub.Bind(forward.Params{Codec: mustCodec(codec.MimeOpus)}, &stream{member: m}); sfu.CodeOf(err) != sfu.NotFound {
			t.Errorf("binding an ended subscription gives %v", err)
		}
	})
}

func TestTrackSubscribedIsToldOnce(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self := newMember()
		pub := publish(t, join(t, room, "anh", self), microphone("mic"))
		join(t, room, "hidden", newMember(), withPermission(func(p *livekit.ParticipantPermission) { p.Hidden = true }))
		settle()
		if got := eventsOf[sfu.TrackSubscribed](self); len(got) != 0 {
			t.Errorf("a hidden subscriber was told of: %v", got)
		}
		join(t, room, "binh", newMember())
		join(t, room, "chi", newMember())
		settle()
		if got := eventsOf[sfu.TrackSubscribed](self); len(got) != 1 || got[0].TrackSID != pub.SID() {
			t.Errorf("told %v, want once", got)
		}
	})
}

func TestCodecUnsupported(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		m.accepts = []string{codec.MimeH264, codec.MimeOpus}
		join(t, room, "old", m)
		anh := join(t, room, "anh", newMember())
		cam := publish(t, anh, camera("cam"))
		settle()
		want := sfu.SubscriptionFailed{TrackSID: cam.SID(), Err: livekit.SubscriptionError_SE_CODEC_UNSUPPORTED}
		if got := eventsOf[sfu.SubscriptionFailed](m); len(got) != 1 || got[0] != want {
			t.Errorf("told %v, want %v", got, want)
		}
		if len(m.subscribed()) != 0 {
			t.Errorf("still subscribed to %v", m.subscribed())
		}
		mic := publish(t, anh, microphone("mic"))
		if got := m.subscribed(); !slices.Equal(got, []string{mic.SID()}) {
			t.Errorf("a usable track after it: %v", got)
		}
		if _, err := anh.Publish(cam.SID(), sfu.MediaInfo{Codec: mustCodec(codec.MimeH264), CID: "cam2"}); err != nil {
			t.Fatal(err)
		}
		settle()
		if len(m.subscribed()) != 2 {
			t.Errorf("the track has a usable codec now, but subscribed are %v", m.subscribed())
		}
	})
}

func TestBindUnknownCodec(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		m.autoBind = false
		join(t, room, "binh", m)
		anh := join(t, room, "anh", newMember())
		mic := publish(t, anh, microphone("mic"))
		sub := m.subscription(mic.SID())
		wantCode(t, sub.Bind(forward.Params{Codec: mustCodec(codec.MimePCMU)}, &stream{member: m}), sfu.Unsupported)
		if err := sub.Bind(forward.Params{Codec: mustCodec(codec.MimeRED)}, &stream{member: m}); err != nil {
			t.Errorf("RED can carry Opus: %v", err)
		}
		sub.Unbind()
		if _, bound := sub.Bound(); bound {
			t.Errorf("still bound")
		}
		if sub.TrackSID() != mic.SID() || sub.PublisherSID() != anh.SID() || sub.PublisherIdentity() != "anh" || sub.Kind() != codec.Audio || sub.Track() != mic.Info() {
			t.Errorf("the subscription does not say what it is of")
		}
	})
}

func TestSubscriptionPermission(t *testing.T) {
	type step struct {
		permission *livekit.SubscriptionPermission
		want       []string // of "mic", "cam"
		told       map[string]bool
	}
	run := func(t *testing.T, adjust func(*sfu.JoinConfig), steps func(anh, binh *sfu.Participant, mic, cam string) []step) {
		t.Helper()
		inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			m := newMember()
			anh := join(t, room, "anh", newMember())
			binh := join(t, room, "binh", m, adjust)
			mic, cam := publish(t, anh, microphone("mic")), publish(t, anh, camera("cam"))
			names := map[string]string{mic.SID(): "mic", cam.SID(): "cam"}
			for i, s := range steps(anh, binh, mic.SID(), cam.SID()) {
				settle()
				m.clear()
				if err := anh.SetSubscriptionPermission(s.permission); err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, sid := range m.subscribed() {
					got = append(got, names[sid])
				}
				slices.Sort(got)
				if !slices.Equal(got, s.want) {
					t.Errorf("step %d: subscribed to %v, want %v", i, got, s.want)
				}
				told := map[string]bool{}
				for _, e := range eventsOf[sfu.SubscriptionAllowed](m) {
					if e.PublisherSID != anh.SID() {
						t.Errorf("step %d: of publisher %s", i, e.PublisherSID)
					}
					told[names[e.TrackSID]] = e.Allowed
				}
				if len(told) != len(s.told) || told["mic"] != s.told["mic"] || told["cam"] != s.told["cam"] {
					t.Errorf("step %d: told %v, want %v", i, told, s.told)
				}
			}
		})
	}
	nothing := func(*sfu.JoinConfig) {}
	t.Run("withdrawn and granted", func(t *testing.T) {
		run(t, nothing, func(_, binh *sfu.Participant, mic, _ string) []step {
			return []step{
				{&livekit.SubscriptionPermission{}, nil, map[string]bool{"mic": false, "cam": false}},
				{&livekit.SubscriptionPermission{TrackPermissions: []*livekit.TrackPermission{{ParticipantSid: binh.SID(), TrackSids: []string{mic}}}}, []string{"mic"}, map[string]bool{"mic": true}},
				{&livekit.SubscriptionPermission{TrackPermissions: []*livekit.TrackPermission{{ParticipantIdentity: "binh", AllTracks: true}}}, []string{"cam", "mic"}, map[string]bool{"cam": true}},
				{&livekit.SubscriptionPermission{TrackPermissions: []*livekit.TrackPermission{{ParticipantIdentity: "chi", AllTracks: true}}}, nil, map[string]bool{"mic": false, "cam": false}},
				{&livekit.SubscriptionPermission{AllParticipants: true}, []string{"cam", "mic"}, map[string]bool{"mic": true, "cam": true}},
			}
		})
	})
	t.Run("not told what was not asked for", func(t *testing.T) {
		run(t, noAutoSubscribe, func(_, _ *sfu.Participant, _, _ string) []step {
			return []step{{&livekit.SubscriptionPermission{}, nil, nil}, {&livekit.SubscriptionPermission{AllParticipants: true}, nil, nil}}
		})
	})
	t.Run("recorders are exempt", func(t *testing.T) {
		run(t, func(c *sfu.JoinConfig) { c.Info.Kind = livekit.ParticipantInfo_EGRESS }, func(_, _ *sfu.Participant, _, _ string) []step {
			return []step{{&livekit.SubscriptionPermission{}, []string{"cam", "mic"}, nil}}
		})
	})
	t.Run("too many entries", func(t *testing.T) {
		inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			anh := join(t, room, "anh", newMember())
			wantCode(t, anh.SetSubscriptionPermission(&livekit.SubscriptionPermission{TrackPermissions: make([]*livekit.TrackPermission, 10_001)}), sfu.LimitExceeded)
		})
	})
}

func TestPermissionChanges(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self, watcher := newMember(), newMember()
		anh := join(t, room, "anh", self)
		binh := join(t, room, "binh", watcher)
		mic, cam := publish(t, anh, microphone("mic")), publish(t, anh, camera("cam"))
		theirs := publish(t, binh, microphone("mic"))
		settle()
		self.clear()
		permission := everything()
		permission.CanPublishSources = []livekit.TrackSource{livekit.TrackSource_MICROPHONE}
		permission.CanSubscribe, permission.CanPublishData = false, false
		info, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "anh", Permission: permission, Metadata: "m"})
		if err != nil {
			t.Fatal(err)
		}
		if len(info.Tracks) != 1 || info.Tracks[0].Sid != mic.SID() || info.Permission.CanSubscribe || info.Metadata != "m" {
			t.Errorf("the participant is now %v", info)
		}
		if got := eventsOf[sfu.TrackUnpublished](self); len(got) != 1 || got[0].TrackSID != cam.SID() {
			t.Errorf("the owner was told %v", got)
		}
		if got := self.subscribed(); len(got) != 0 {
			t.Errorf("it still receives %v", got)
		}
		if got := watcher.subscribed(); !slices.Equal(got, []string{mic.SID()}) {
			t.Errorf("the other receives %v", got)
		}
		if got := eventsOf[sfu.TokenChanged](self); len(got) != 1 || got[0].Info.Permission.CanSubscribe || got[0].Info.Metadata != "m" {
			t.Errorf("token changes are %v", got)
		}
		if got := last(t, updatesOf(self, "anh")); got.Permission.CanSubscribe {
			t.Errorf("its own update says %v", got)
		}
		permission = everything()
		if _, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "anh", Permission: permission}); err != nil {
			t.Fatal(err)
		}
		if got := self.subscribed(); !slices.Equal(got, []string{theirs.SID()}) {
			t.Errorf("after the grant it receives %v", got)
		}
	})
	t.Run("a hidden one shows itself", func(t *testing.T) {
		inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			watcher := newMember()
			join(t, room, "watcher", watcher)
			ghost := join(t, room, "ghost", newMember(), withPermission(func(p *livekit.ParticipantPermission) { p.Hidden = true }))
			publish(t, ghost, microphone("mic"))
			settle()
			watcher.clear()
			if _, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "ghost", Permission: everything()}); err != nil {
				t.Fatal(err)
			}
			hidden := everything()
			hidden.Hidden = true
			if _, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "ghost", Permission: hidden}); err != nil {
				t.Fatal(err)
			}
			want := []string{"update ghost ACTIVE", "subscribe ghost", "update ghost DISCONNECTED", "unsubscribe ghost"}
			if got := watcher.path(); !slices.Equal(got, want) {
				t.Errorf("the watcher's calls are %q, want %q", got, want)
			}
		})
	})
}

package sfu_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtp"

	"giaoban/sfu"
	"giaoban/sfu/codec"
)

// studio is a room with one camera that is published in H.264 with VP8 as its backup.
type studio struct {
	t       *testing.T
	room    *sfu.Room
	owner   *sfu.Participant
	told    *member
	pub     *sfu.Publication
	primary *source
	backup  *source // nil until its media comes
}

func newStudio(t *testing.T, room *sfu.Room, policy livekit.BackupCodecPolicy) *studio {
	t.Helper()
	st := &studio{t: t, room: room, told: newMember()}
	st.owner = join(t, room, "anh", st.told)
	req := camera("cam")
	req.Layers, req.BackupCodecPolicy = nil, policy
	req.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "h264", Cid: "cam"}, {Codec: "vp8"}}
	info, err := st.owner.AddTrack(req)
	if err != nil {
		t.Fatal(err)
	}
	h264 := mustCodec(codec.MimeH264)
	if st.pub, err = st.owner.Publish(info.Sid, sfu.MediaInfo{Codec: h264, CID: "cam"}); err != nil {
		t.Fatal(err)
	}
	st.primary = newSource(h264, 1)
	st.primary.layer(t, st.pub, "")
	return st
}

// watch brings in a receiver of some codecs, all without any.
func (st *studio) watch(identity string, codecs ...string) (*member, *sfu.Participant) {
	st.t.Helper()
	m := newMember()
	m.accepts = codecs
	p := join(st.t, st.room, identity, m)
	synctest.Wait()
	return m, p
}

// startBackup sends the backup, as a publisher does that was told to.
func (st *studio) startBackup() {
	st.t.Helper()
	vp8 := mustCodec(codec.MimeVP8)
	req := camera("cam-vp8")
	req.Sid, req.SimulcastCodecs = st.pub.SID(), []*livekit.SimulcastCodec{{Codec: "vp8", Cid: "cam-vp8"}}
	if _, err := st.owner.AddTrack(req); err != nil {
		st.t.Fatal(err)
	}
	if _, err := st.owner.Publish(st.pub.SID(), sfu.MediaInfo{Codec: vp8, CID: "cam-vp8"}); err != nil {
		st.t.Fatal(err)
	}
	st.backup = newSource(vp8, 2)
	st.backup.layer(st.t, st.pub, "")
	synctest.Wait()
}

// frames sends a key frame of each codec that is sent.
func (st *studio) frames() {
	st.primary.timestamp += 3000
	st.primary.send(rtp.Header{Timestamp: st.primary.timestamp, Marker: true}, []byte{0x65, 1, 2, 3})
	if st.backup != nil {
		st.backup.frame(true, 100)
	}
	pass(40 * time.Millisecond)
}

// enabled lists the codecs that the publisher was told to send.
func (st *studio) enabled() []string {
	var names []string
	for _, c := range last(st.t, eventsOf[sfu.QualitiesWanted](st.told)).Codecs {
		if c.Qualities[0].Enabled {
			names = append(names, c.Codec)
		}
	}
	return names
}

// gets returns the codec that a member is bound to, "" for none.
func (st *studio) gets(m *member) string {
	sub := m.subscription(st.pub.SID())
	if sub == nil {
		return ""
	}
	params, bound := sub.Bound()
	if !bound {
		return ""
	}
	return params.Codec.Mime
}

func (st *studio) wantGets(m *member, want, when string) {
	st.t.Helper()
	if got := st.gets(m); got != want {
		st.t.Errorf("%s the receiver gets %q, want %q", when, got, want)
	}
}

func inStudio(t *testing.T, policy livekit.BackupCodecPolicy, test func(*studio)) {
	t.Helper()
	inRoom(t, sfu.RoomConfig{DynacastDelay: 5 * time.Second}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		test(newStudio(t, room, policy))
	})
}

func TestRegressionSwitchesEveryone(t *testing.T) {
	for _, policy := range []livekit.BackupCodecPolicy{livekit.BackupCodecPolicy_PREFER_REGRESSION, livekit.BackupCodecPolicy_REGRESSION} {
		t.Run(policy.String(), func(t *testing.T) {
			inStudio(t, policy, func(st *studio) {
				modern, _ := st.watch("modern")
				st.frames()
				_, leaving := st.watch("old", codec.MimeVP8)
				if got := st.enabled(); !slices.Equal(got, []string{"h264", "vp8"}) {
					t.Fatalf("the publisher was told to send %q", got)
				}
				st.wantGets(modern, codec.MimeH264, "before the backup's media comes")
				st.startBackup()
				st.wantGets(modern, codec.MimeVP8, "when the backup's media comes")
				st.frames()
				st.frames()
				checkSwitch(t, modern, st.pub.SID())
				pass(6 * time.Second)
				if got := st.enabled(); !slices.Equal(got, []string{"vp8"}) {
					t.Errorf("the publisher was told to send %q", got)
				}
				late, _ := st.watch("late")
				st.wantGets(late, codec.MimeVP8, "joining later")
				if err := st.room.RemoveParticipant(leaving.Identity()); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				st.wantGets(modern, codec.MimeVP8, "when nobody needs the backup any more")
				if err := st.backup.Close(); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				st.wantGets(modern, codec.MimeH264, "when the backup has ended")
				if got := st.enabled(); !slices.Contains(got, "h264") {
					t.Errorf("the publisher was told to send %q", got)
				}
			})
		})
	}
}

// checkSwitch checks that a member got both codecs as one stream.
func checkSwitch(t *testing.T, m *member, track string) {
	t.Helper()
	m.mu.Lock()
	s := m.streams[track]
	m.mu.Unlock()
	if s == nil {
		t.Fatal("no packet came")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h264, vp8 := mustCodec(codec.MimeH264).PayloadType, mustCodec(codec.MimeVP8).PayloadType
	var types []uint8
	for i, h := range s.headers {
		if i > 0 && (h.SSRC != s.headers[0].SSRC || h.SequenceNumber != s.headers[i-1].SequenceNumber+1) {
			t.Errorf("packet %d is %+v after %+v", i, h, s.headers[i-1])
		}
		if len(types) == 0 || types[len(types)-1] != h.PayloadType {
			types = append(types, h.PayloadType)
		}
	}
	if !slices.Equal(types, []uint8{h264, vp8}) {
		t.Errorf("payload types are %d, want %d", types, []uint8{h264, vp8})
	}
}

func TestSimulcastPolicyKeepsBothCodecs(t *testing.T) {
	inStudio(t, livekit.BackupCodecPolicy_SIMULCAST, func(st *studio) {
		modern, _ := st.watch("modern")
		old, _ := st.watch("old", codec.MimeVP8)
		st.startBackup()
		pass(6 * time.Second)
		st.wantGets(modern, codec.MimeH264, "with both codecs")
		st.wantGets(old, codec.MimeVP8, "with both codecs")
		if got := st.enabled(); !slices.Equal(got, []string{"h264", "vp8"}) {
			t.Errorf("the publisher was told to send %q", got)
		}
	})
}

func TestNobodyNeedsTheBackup(t *testing.T) {
	inStudio(t, livekit.BackupCodecPolicy_REGRESSION, func(st *studio) {
		modern, _ := st.watch("modern")
		st.startBackup()
		st.wantGets(modern, codec.MimeH264, "though a backup comes")
	})
}

// A receiver of the primary codec alone is in the way of going over, unless the publisher insists.
func TestReceiverWithoutTheBackup(t *testing.T) {
	t.Run("is waited for", func(t *testing.T) {
		inStudio(t, livekit.BackupCodecPolicy_PREFER_REGRESSION, func(st *studio) {
			modern, _ := st.watch("modern")
			_, _ = st.watch("old", codec.MimeVP8)
			only, leaving := st.watch("only", codec.MimeH264)
			st.startBackup()
			st.wantGets(modern, codec.MimeH264, "while another has nothing else")
			st.wantGets(only, codec.MimeH264, "having nothing else")
			if err := st.room.RemoveParticipant(leaving.Identity()); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			st.wantGets(modern, codec.MimeVP8, "when nobody is in the way")
			late, _ := st.watch("late", codec.MimeH264)
			st.wantGets(late, codec.MimeH264, "having nothing else, joining later")
			st.wantGets(modern, codec.MimeVP8, "when one joins who is not served by the backup")
		})
	})
	t.Run("is cut off", func(t *testing.T) {
		inStudio(t, livekit.BackupCodecPolicy_REGRESSION, func(st *studio) {
			_, _ = st.watch("old", codec.MimeVP8)
			only, _ := st.watch("only", codec.MimeH264)
			st.startBackup()
			late, _ := st.watch("late", codec.MimeH264)
			for _, m := range []*member{only, late} {
				st.wantGets(m, "", "not being able to take the backup")
				failed := last(t, eventsOf[sfu.SubscriptionFailed](m))
				if failed.TrackSID != st.pub.SID() || failed.Err != livekit.SubscriptionError_SE_CODEC_UNSUPPORTED {
					t.Errorf("told %+v", failed)
				}
			}
		})
	})
}

//nolint:staticcheck // fields that older clients still use are tested too
package sfu_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
	"giaoban/sfu/codec"
)

func TestAddTrackInfo(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		req := camera("cid-1")
		req.Muted, req.Encryption = true, livekit.Encryption_GCM
		req.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "vp9", Cid: "cid-1"}, {Codec: "vp8"}, {Codec: "h265"}}
		req.BackupCodecPolicy = livekit.BackupCodecPolicy_SIMULCAST
		req.PacketTrailerFeatures = []livekit.PacketTrailerFeature{1}
		info, err := anh.AddTrack(req)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(info.Sid, "TR_VC") || info.Type != livekit.TrackType_VIDEO || info.Source != livekit.TrackSource_CAMERA || info.Name != "camera" ||
			!info.Muted || info.Width != 1280 || info.Height != 720 || info.Encryption != livekit.Encryption_GCM || info.Stream != "camera" ||
			info.BackupCodecPolicy != livekit.BackupCodecPolicy_SIMULCAST || len(info.Layers) != 3 || !info.Simulcast || info.Version == nil {
			t.Errorf("the track is %v", info)
		}
		if len(info.PacketTrailerFeatures) != 0 {
			t.Errorf("packet trailers are not stripped here, so they must not be agreed to")
		}
		if len(info.Codecs) != 2 || info.Codecs[0].MimeType != "video/VP9" || info.Codecs[0].Cid != "cid-1" || info.Codecs[1].MimeType != "video/VP8" || info.Codecs[1].Cid != "" {
			t.Errorf("its codecs are %v, want VP9 with the client id and VP8 without; H.265 cannot be forwarded", info.Codecs)
		}
		if len(anh.Info().Tracks) != 0 {
			t.Errorf("a pending track is visible")
		}
	})
	t.Run("audio features, old and new", func(t *testing.T) {
		inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			anh := join(t, room, "anh", newMember())
			req := microphone("mic")
			req.Stereo, req.DisableDtx, req.DisableRed = true, true, true
			info, err := anh.AddTrack(req)
			if err != nil {
				t.Fatal(err)
			}
			if !info.Stereo || !info.DisableDtx || !info.DisableRed ||
				!slices.Contains(info.AudioFeatures, livekit.AudioTrackFeature_TF_STEREO) || !slices.Contains(info.AudioFeatures, livekit.AudioTrackFeature_TF_NO_DTX) {
				t.Errorf("the track is %v", info)
			}
		})
	})
}

func TestAddTrackRefused(t *testing.T) {
	long := strings.Repeat("x", 300)
	sources := func(p *livekit.ParticipantPermission) {
		p.CanPublishSources = []livekit.TrackSource{livekit.TrackSource_MICROPHONE}
	}
	tests := map[string]struct {
		permission func(*livekit.ParticipantPermission)
		req        *livekit.AddTrackRequest
		code       sfu.Code
	}{
		"no request":      {nil, nil, sfu.Invalid},
		"data track":      {nil, &livekit.AddTrackRequest{Cid: "x", Type: livekit.TrackType_DATA}, sfu.Unsupported},
		"no client id":    {nil, microphone(""), sfu.Invalid},
		"may not publish": {func(p *livekit.ParticipantPermission) { p.CanPublish = false }, microphone("x"), sfu.NotAllowed},
		"not that source": {sources, camera("x"), sfu.NotAllowed},
		"sound by a camera's name": {
			func(p *livekit.ParticipantPermission) {
				p.CanPublishSources = []livekit.TrackSource{livekit.TrackSource_CAMERA}
			},
			&livekit.AddTrackRequest{Cid: "x", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_CAMERA},
			sfu.NotAllowed,
		},
		"long name":            {nil, &livekit.AddTrackRequest{Cid: "x", Type: livekit.TrackType_AUDIO, Name: long}, sfu.LimitExceeded},
		"codec for no track":   {nil, &livekit.AddTrackRequest{Cid: "x", Sid: "TR_none", Type: livekit.TrackType_VIDEO}, sfu.NotFound},
		"too many codecs":      {nil, &livekit.AddTrackRequest{Cid: "x", Type: livekit.TrackType_VIDEO, SimulcastCodecs: make([]*livekit.SimulcastCodec, 9)}, sfu.LimitExceeded},
		"allowed source after": {sources, microphone("x"), sfu.Internal},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
				change := tt.permission
				if change == nil {
					change = func(*livekit.ParticipantPermission) {}
				}
				anh := join(t, room, "anh", newMember(), withPermission(change))
				_, err := anh.AddTrack(tt.req)
				if tt.code == sfu.Internal {
					if err != nil {
						t.Errorf("refused: %v", err)
					}
					return
				}
				wantCode(t, err, tt.code)
			})
		})
	}
}

func TestTrackLimitCountsPending(t *testing.T) {
	inRoom(t, sfu.RoomConfig{MaxTracks: 3}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		publish(t, anh, microphone("1"))
		pending, err := anh.AddTrack(microphone("2"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := anh.AddTrack(microphone("3")); err != nil {
			t.Fatal(err)
		}
		_, err = anh.AddTrack(microphone("4"))
		wantCode(t, err, sfu.LimitExceeded)
		if err := anh.Unpublish(pending.Sid); err != nil {
			t.Fatal(err)
		}
		if _, err := anh.AddTrack(microphone("4")); err != nil {
			t.Errorf("after one ended: %v", err)
		}
	})
}

func TestSameClientIDWaits(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		anh := join(t, room, "anh", m)
		first := publish(t, anh, camera("cam"))
		_, err := anh.AddTrack(camera("cam"))
		wantCode(t, err, sfu.Conflict)
		if err := anh.Unpublish(first.SID()); err != nil {
			t.Fatal(err)
		}
		settle()
		accepted := last(t, eventsOf[sfu.TrackAccepted](m))
		if accepted.CID != "cam" || accepted.Track.Sid == first.SID() || accepted.Track.Sid == "" {
			t.Errorf("accepted %v", accepted)
		}
		if _, err := anh.Publish(accepted.Track.Sid, sfu.MediaInfo{Codec: mustCodec(codec.MimeVP8), CID: "cam"}); err != nil {
			t.Errorf("publishing it: %v", err)
		}
	})
}

func TestPublishAnnouncesTheNegotiatedCodec(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		anh := join(t, room, "anh", newMember())
		settle()
		watcher.clear()
		req := camera("cam")
		req.SimulcastCodecs = []*livekit.SimulcastCodec{{Codec: "av1", Cid: "cam"}}
		info, err := anh.AddTrack(req)
		if err != nil {
			t.Fatal(err)
		}
		lower := mustCodec(codec.MimeH264)
		lower.Mime = "video/h264"
		if _, err := anh.Publish(info.Sid, sfu.MediaInfo{Codec: lower, CID: "other-id", Mid: "2"}); err != nil {
			t.Fatal(err)
		}
		settle()
		track := last(t, updatesOf(watcher, "anh")).Tracks[0]
		if track.MimeType != "video/H264" || track.Mid != "2" || track.Codecs[0].MimeType != "video/H264" || track.Codecs[0].SdpCid != "other-id" {
			t.Errorf("announced as %v", track)
		}
		if codecs := watcher.subscription(info.Sid).Codecs(); len(codecs) != 1 || codecs[0].Mime != lower.Mime {
			t.Errorf("subscribers are offered %v, want what was negotiated", codecs)
		}
		if got := watcher.path(); !slices.Equal(got, []string{"update anh ACTIVE", "subscribe anh"}) {
			t.Errorf("the watcher's calls are %q: the update must come before the track", got)
		}
	})
}

func TestPublishRefused(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		_, err := anh.Publish("TR_none", sfu.MediaInfo{Codec: mustCodec(codec.MimeOpus)})
		wantCode(t, err, sfu.NotFound)
		info, err := anh.AddTrack(microphone("mic"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = anh.Publish(info.Sid, sfu.MediaInfo{Codec: mustCodec(codec.MimeVP8)})
		wantCode(t, err, sfu.Unsupported)
		if _, err := room.UpdateParticipant(&livekit.UpdateParticipantRequest{Identity: "anh", Permission: &livekit.ParticipantPermission{}}); err != nil {
			t.Fatal(err)
		}
		_, err = anh.Publish(info.Sid, sfu.MediaInfo{Codec: mustCodec(codec.MimeOpus)})
		wantCode(t, err, sfu.NotFound)
	})
}

func TestMatchTrack(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		cam, err := anh.AddTrack(camera("cam"))
		if err != nil {
			t.Fatal(err)
		}
		mic, err := anh.AddTrack(microphone("mic"))
		if err != nil {
			t.Fatal(err)
		}
		sid, mime, ok := anh.MatchTrack(livekit.TrackType_VIDEO, "cam", true)
		if !ok || sid != cam.Sid || mime != codec.MimeVP8 {
			t.Errorf("by client id: %s %s %v", sid, mime, ok)
		}
		if _, _, ok := anh.MatchTrack(livekit.TrackType_AUDIO, "changed", true); ok {
			t.Errorf("an exact match of a foreign id")
		}
		if sid, _, ok := anh.MatchTrack(livekit.TrackType_AUDIO, "changed", false); !ok || sid != mic.Sid {
			t.Errorf("the pending track of that kind: %s %v", sid, ok)
		}
		if sid, _, ok := anh.MatchTrack(livekit.TrackType_AUDIO, "changed", true); !ok || sid != mic.Sid {
			t.Errorf("the changed id is not remembered: %s %v", sid, ok)
		}
		if _, _, ok := anh.MatchTrack(livekit.TrackType_AUDIO, "another", false); ok {
			t.Errorf("a track that is taken was matched again")
		}
	})
}

func TestBackupCodec(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		pubMember, modern, old := newMember(), newMember(), newMember()
		old.accepts = []string{codec.MimeH264}
		join(t, room, "modern", modern)
		join(t, room, "old", old)
		anh := join(t, room, "anh", pubMember)
		req := camera("cam")
		req.SimulcastCodecs = append(req.SimulcastCodecs, &livekit.SimulcastCodec{Codec: "h264"})
		pub := publish(t, anh, req)
		settle()
		wanted := last(t, eventsOf[sfu.QualitiesWanted](pubMember))
		enabled := map[string]bool{}
		for _, c := range wanted.Codecs {
			enabled[c.Codec] = c.Qualities[2].Enabled
		}
		if wanted.TrackSID != pub.SID() || !enabled["vp8"] || !enabled["h264"] {
			t.Fatalf("wanted is %v: the one who has only H.264 must start the backup", wanted)
		}
		backup := camera("cam-h264")
		backup.Sid, backup.SimulcastCodecs = pub.SID(), []*livekit.SimulcastCodec{{Codec: "h264", Cid: "cam-h264"}}
		info, err := anh.AddTrack(backup)
		if err != nil {
			t.Fatal(err)
		}
		if info.Sid != pub.SID() || len(info.Codecs) != 2 || info.Codecs[1].Cid != "cam-h264" {
			t.Errorf("the track is now %v", info)
		}
		sid, mime, ok := anh.MatchTrack(livekit.TrackType_VIDEO, "cam-h264", true)
		if !ok || sid != pub.SID() || mime != codec.MimeH264 {
			t.Errorf("the backup's media section matches %s %s %v", sid, mime, ok)
		}
		again, err := anh.Publish(sid, sfu.MediaInfo{Codec: mustCodec(codec.MimeH264), CID: "cam-h264", RIDs: []string{"q", "h", "f"}})
		if err != nil || again != pub {
			t.Errorf("publishing the backup gives %v, %v", again, err)
		}
		params, bound := old.subscription(pub.SID()).Bound()
		if !bound || params.Codec.Mime != codec.MimeH264 {
			t.Errorf("the old receiver is bound to %v", params.Codec)
		}
		if params, _ := modern.subscription(pub.SID()).Bound(); params.Codec.Mime != codec.MimeVP8 {
			t.Errorf("the modern receiver is bound to %v", params.Codec)
		}
	})
}

func TestUpdateTrackInfo(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher := newMember()
		join(t, room, "watcher", watcher)
		anh := join(t, room, "anh", newMember())
		cam, mic := publish(t, anh, camera("cam")), publish(t, anh, microphone("mic"))
		if err := anh.UpdateVideoTrack(&livekit.UpdateLocalVideoTrack{TrackSid: cam.SID(), Width: 640, Height: 360}); err != nil {
			t.Fatal(err)
		}
		if err := anh.UpdateAudioTrack(&livekit.UpdateLocalAudioTrack{TrackSid: mic.SID(), Features: []livekit.AudioTrackFeature{livekit.AudioTrackFeature_TF_STEREO}}); err != nil {
			t.Fatal(err)
		}
		wantCode(t, anh.UpdateVideoTrack(&livekit.UpdateLocalVideoTrack{TrackSid: "TR_none"}), sfu.NotFound)
		settle()
		tracks := last(t, updatesOf(watcher, "anh")).Tracks
		if tracks[0].Width != 640 || tracks[0].Layers[0].Width != 160 || tracks[0].Codecs[0].Layers[2].Height != 360 {
			t.Errorf("the camera is %v", tracks[0])
		}
		if !tracks[1].Stereo || !slices.Contains(tracks[1].AudioFeatures, livekit.AudioTrackFeature_TF_STEREO) {
			t.Errorf("the microphone is %v", tracks[1])
		}
		if w, h := cam.Renditions()[0].Size(2); w != 640 || h != 360 {
			t.Errorf("layer choice still reckons with %dx%d", w, h)
		}
	})
}

func TestMute(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		watcher, self := newMember(), newMember()
		join(t, room, "watcher", watcher)
		anh := join(t, room, "anh", self)
		pub := publish(t, anh, microphone("mic"))
		settle()
		watcher.clear()
		self.clear()
		if err := anh.SetMuted(pub.SID(), true); err != nil {
			t.Fatal(err)
		}
		if err := anh.SetMuted(pub.SID(), true); err != nil {
			t.Fatal(err)
		}
		settle()
		for name, m := range map[string]*member{"watcher": watcher, "self": self} {
			if infos := updatesOf(m, "anh"); len(infos) != 1 || !infos[0].Tracks[0].Muted {
				t.Errorf("%s was told %v, want one update that says muted", name, infos)
			}
		}
		if len(watcher.subscribed()) != 1 {
			t.Errorf("a muted track is still subscribed to")
		}
		wantCode(t, anh.SetMuted("TR_none", true), sfu.NotFound)
	})
}

func TestServerMute(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		self := newMember()
		anh := join(t, room, "anh", self)
		pub := publish(t, anh, microphone("mic"))
		settle()
		self.clear()
		info, err := room.MutePublishedTrack("anh", pub.SID(), true)
		if err != nil || !info.Muted {
			t.Fatalf("muting gives %v, %v", info, err)
		}
		if wish := last(t, eventsOf[sfu.MuteWanted](self)); wish.TrackSID != pub.SID() || !wish.Muted {
			t.Errorf("the publisher was told %v", wish)
		}
		self.mu.Lock()
		if _, first := self.events[0].(sfu.MuteWanted); !first {
			t.Errorf("the update came before the wish: clients would correct it")
		}
		self.mu.Unlock()
		_, err = room.MutePublishedTrack("anh", pub.SID(), false)
		wantCode(t, err, sfu.NotAllowed)
		_, err = room.MutePublishedTrack("nobody", pub.SID(), true)
		wantCode(t, err, sfu.NotFound)
		_, err = room.MutePublishedTrack("anh", "TR_none", true)
		wantCode(t, err, sfu.NotFound)
		if err := anh.SetMuted(pub.SID(), false); err != nil {
			t.Errorf("the publisher may unmute, as its permission covers the source: %v", err)
		}
		if pub.Info().Muted {
			t.Errorf("it is still muted")
		}
	})
	t.Run("unmute where enabled", func(t *testing.T) {
		inRoom(t, sfu.RoomConfig{UnmuteByServer: true}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			req := microphone("mic")
			req.Muted = true
			pub := publish(t, join(t, room, "anh", newMember()), req)
			if info, err := room.MutePublishedTrack("anh", pub.SID(), false); err != nil || info.Muted {
				t.Errorf("unmuting gives %v, %v", info, err)
			}
		})
	})
}

package signaling_test

import (
	"strings"
	"testing"

	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"
	"giaoban/signaling/token"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
)

func user(text string, to ...string) *livekit.DataPacket {
	return &livekit.DataPacket{
		DestinationIdentities: to,
		Value:                 &livekit.DataPacket_User{User: &livekit.UserPacket{Payload: []byte(text)}},
	}
}

func TestPublishAndSubscribe(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		publisher := join(t, server, mode, "hall", "publisher")
		early := join(t, server, mode, "hall", "early")
		audio, audioSID := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
		video, videoSID := publish(t, server, publisher, vp8, "cam", livekit.TrackSource_CAMERA)
		publisher.Start(t.Context(), audio)
		publisher.Start(t.Context(), video)
		flows(t, early, audioSID)
		flows(t, early, videoSID)
		late := join(t, server, mode, "hall", "late")
		flows(t, late, audioSID)
		flows(t, late, videoSID)

		for _, c := range []*testclient.Client{early, late} {
			info := c.Participant("publisher")
			if mime := trackOf(info, audioSID).GetMimeType(); mime != "audio/opus" {
				t.Errorf("the audio is announced as %q", mime)
			}
			if mime := trackOf(info, videoSID).GetMimeType(); mime != "video/VP8" {
				t.Errorf("the video is announced as %q", mime)
			}
			if of := c.Track(audioSID).PublisherSID; of != publisher.SID() {
				t.Errorf("the stream id names %q as publisher", of)
			}
		}
		if !strings.HasPrefix(audioSID, "TR_") {
			t.Errorf("track sid %q", audioSID)
		}
		awaits(t, publisher, "track_subscribed", (*livekit.SignalResponse).GetTrackSubscribed,
			func(m *livekit.TrackSubscribed) bool { return m.GetTrackSid() == audioSID })

		if err := publisher.RemoveMedia("cam"); err != nil {
			t.Fatal(err)
		}
		if err := publisher.Negotiate(); err != nil {
			t.Fatal(err)
		}
		until(t, "the camera to be unpublished", func() bool { return trackOf(late.Participant("publisher"), videoSID) == nil })
	})
}

func TestTracksInTheJoinRequest(t *testing.T) {
	for _, mode := range []testclient.Mode{testclient.DualPath, testclient.Single} {
		t.Run(string(mode), func(t *testing.T) {
			server := testserver.Start(t)
			source, err := testclient.NewSource(opus, "mic")
			if err != nil {
				t.Fatal(err)
			}
			publisher := join(t, server, mode, "hall", "publisher", func(o *testclient.Options) {
				o.AddTracks = []*livekit.AddTrackRequest{{Cid: "mic", Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE}}
				o.Tracks = []webrtc.TrackLocal{source}
			})
			messages := publisher.Messages()
			if messages[1].GetTrackPublished().GetCid() != "mic" {
				t.Fatalf("the second message is %T", messages[1].GetMessage())
			}
			sid := messages[1].GetTrackPublished().GetTrack().GetSid()
			publisher.Start(t.Context(), source)
			subscriber := join(t, server, mode, "hall", "subscriber")
			flows(t, subscriber, sid)
		})
	}
}

// Many tracks need more sections than a client in single mode offers at first.
func TestMoreTracksThanSections(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		publisher := join(t, server, testclient.Dual, "hall", "publisher")
		var sids []string
		for _, cid := range []string{"one", "two", "three", "four", "five"} {
			source, sid := publish(t, server, publisher, opus, cid, livekit.TrackSource_UNKNOWN)
			publisher.Start(t.Context(), source)
			sids = append(sids, sid)
		}
		subscriber := join(t, server, mode, "hall", "subscriber")
		for _, sid := range sids {
			flows(t, subscriber, sid)
		}
		if mode == testclient.Single {
			awaits(t, subscriber, "media_sections_requirement", (*livekit.SignalResponse).GetMediaSectionsRequirement,
				func(m *livekit.MediaSectionsRequirement) bool { return m.GetNumAudios() >= 2 })
		}
	})
}

func TestTracksAreVisibleWithoutAnyPacket(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		publisher := join(t, server, mode, "hall", "publisher")
		subscriber := join(t, server, mode, "hall", "subscriber", func(o *testclient.Options) { o.EarlyTracks = true })
		_, audio := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
		_, video := publish(t, server, publisher, vp8, "cam", livekit.TrackSource_CAMERA)
		until(t, "both tracks by their description", func() bool {
			return subscriber.Track(audio) != nil && subscriber.Track(video) != nil
		})
	})
}

func TestSectionIsMatchedByKindWhenTheClientChangedTheID(t *testing.T) {
	server := testserver.Start(t)
	publisher := join(t, server, testclient.Dual, "hall", "publisher")
	subscriber := join(t, server, testclient.Dual, "hall", "subscriber")
	sid := addTrack(t, publisher, &livekit.AddTrackRequest{Cid: "announced", Type: livekit.TrackType_AUDIO})
	source, err := testclient.NewSource(opus, "other")
	if err != nil {
		t.Fatal(err)
	}
	if err := publisher.AddMedia(source); err != nil {
		t.Fatal(err)
	}
	if err := publisher.Negotiate(); err != nil {
		t.Fatal(err)
	}
	publisher.Start(t.Context(), source)
	flows(t, subscriber, sid)
	codecs := trackOf(subscriber.Participant("publisher"), sid).GetCodecs()
	if len(codecs) != 1 || codecs[0].GetSdpCid() != "other" {
		t.Errorf("codecs are %v", codecs)
	}
}

func TestSubscribingByHand(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		publisher := join(t, server, mode, "hall", "publisher")
		source, sid := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
		publisher.Start(t.Context(), source)
		subscriber := join(t, server, mode, "hall", "subscriber", func(o *testclient.Options) { o.NoAutoSubscribe = true })
		subscribe := func(on bool) {
			send(t, subscriber, &livekit.SignalRequest{Message: &livekit.SignalRequest_Subscription{
				Subscription: &livekit.UpdateSubscription{Subscribe: on, ParticipantTracks: []*livekit.ParticipantTracks{
					{ParticipantSid: publisher.SID(), TrackSids: []string{sid}},
				}},
			}})
		}
		if len(subscriber.Tracks()) != 0 {
			t.Fatal("subscribed by itself")
		}
		subscribe(true)
		flows(t, subscriber, sid)
		subscribe(false)
		until(t, "the track to leave the session description", func() bool {
			for _, carried := range subscriber.Mids() {
				if carried == sid {
					return false
				}
			}
			return true
		})
	})
}

func TestBackupCodecOfAnUnknownTrack(t *testing.T) {
	server := testserver.Start(t)
	publisher := join(t, server, testclient.Dual, "hall", "publisher")
	send(t, publisher, &livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{
		Cid: "backup", Sid: "TR_unknown", SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "vp8", Cid: "backup"}},
	}}})
	awaits(t, publisher, "NOT_FOUND", (*livekit.SignalResponse).GetRequestResponse, func(m *livekit.RequestResponse) bool {
		return m.GetReason() == livekit.RequestResponse_NOT_FOUND && m.GetAddTrack().GetSid() == "TR_unknown"
	})
}

func TestPublishingIsRefused(t *testing.T) {
	server := testserver.Start(t)
	tests := map[string]struct {
		permission *livekit.ParticipantPermission
		request    *livekit.AddTrackRequest
		want       livekit.RequestResponse_Reason
	}{
		"no right": {
			&livekit.ParticipantPermission{CanSubscribe: true},
			&livekit.AddTrackRequest{Cid: "mic", Type: livekit.TrackType_AUDIO},
			livekit.RequestResponse_NOT_ALLOWED,
		},
		"other source": {
			&livekit.ParticipantPermission{
				CanSubscribe: true, CanPublish: true, CanPublishSources: []livekit.TrackSource{livekit.TrackSource_MICROPHONE},
			},
			&livekit.AddTrackRequest{Cid: "cam", Type: livekit.TrackType_VIDEO, Source: livekit.TrackSource_CAMERA},
			livekit.RequestResponse_NOT_ALLOWED,
		},
		"data as a media track": {
			&livekit.ParticipantPermission{CanSubscribe: true, CanPublish: true},
			&livekit.AddTrackRequest{Cid: "data", Type: livekit.TrackType_DATA},
			livekit.RequestResponse_UNSUPPORTED_TYPE,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := dial(t, server, testclient.Dual, "hall", name, withGrant(server, t, "hall", name, func(g *token.Grant) {
				g.Permission = tt.permission
			}), quiet)
			send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: tt.request}})
			response := awaits(t, c, "the refusal", (*livekit.SignalResponse).GetRequestResponse, nil)
			if response.GetReason() != tt.want || response.GetAddTrack().GetCid() != tt.request.GetCid() {
				t.Errorf("answered %v", response)
			}
		})
	}
}

func TestTooManyTracks(t *testing.T) {
	server := testserver.Start(t, limits(smallTracks))
	c := dial(t, server, testclient.Dual, "hall", "a", quiet)
	for _, cid := range []string{"one", "two"} {
		addTrack(t, c, &livekit.AddTrackRequest{Cid: cid, Type: livekit.TrackType_AUDIO})
	}
	send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{
		AddTrack: &livekit.AddTrackRequest{Cid: "three", Type: livekit.TrackType_AUDIO},
	}})
	awaits(t, c, "LIMIT_EXCEEDED", (*livekit.SignalResponse).GetRequestResponse, func(m *livekit.RequestResponse) bool {
		return m.GetReason() == livekit.RequestResponse_LIMIT_EXCEEDED
	})
}

func TestMute(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		publisher := join(t, server, mode, "hall", "publisher")
		subscriber := join(t, server, mode, "hall", "subscriber")
		source, sid := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
		publisher.Start(t.Context(), source)
		flows(t, subscriber, sid)
		muted := func(want bool) {
			until(t, "the others to see the mute", func() bool {
				track := trackOf(subscriber.Participant("publisher"), sid)
				return track != nil && track.GetMuted() == want
			})
		}
		mute := func(on bool) {
			send(t, publisher, &livekit.SignalRequest{Message: &livekit.SignalRequest_Mute{
				Mute: &livekit.MuteTrackRequest{Sid: sid, Muted: on},
			}})
		}
		mute(true)
		muted(true)
		mute(false)
		muted(false)
		flowsOn(t, subscriber, sid, subscriber.Track(sid).Packets.Load())

		room, err := server.Service.Rooms().Find("hall")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := room.MutePublishedTrack("publisher", sid, true); err != nil {
			t.Fatal(err)
		}
		awaits(t, publisher, "the server's mute", (*livekit.SignalResponse).GetMute, func(m *livekit.MuteTrackRequest) bool {
			return m.GetSid() == sid && m.GetMuted()
		})
		muted(true)
	})
}

// A client built on Pion tells of a track only when a packet comes, so a track
// that is muted when it is subscribed must send something.
func TestMutedTrackIsStillReceived(t *testing.T) {
	server := testserver.Start(t)
	publisher := join(t, server, testclient.Dual, "hall", "publisher")
	audio, audioSID := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
	publisher.Start(t.Context(), audio)
	send(t, publisher, &livekit.SignalRequest{Message: &livekit.SignalRequest_Mute{
		Mute: &livekit.MuteTrackRequest{Sid: audioSID, Muted: true},
	}})
	until(t, "the mute", func() bool {
		info, err := participant(server, "hall", "publisher")
		return err == nil && trackOf(info, audioSID).GetMuted()
	})
	subscriber := join(t, server, testclient.Dual, "hall", "subscriber")
	until(t, "filler packets", func() bool {
		track := subscriber.Track(audioSID)
		return track != nil && track.Packets.Load() > 0
	})
}

func TestCodecThatTheSubscriberLacks(t *testing.T) {
	server := testserver.Start(t)
	publisher := join(t, server, testclient.Dual, "hall", "publisher")
	video, videoSID := publish(t, server, publisher, vp8, "cam", livekit.TrackSource_CAMERA)
	publisher.Start(t.Context(), video)
	subscriber := join(t, server, testclient.Dual, "hall", "subscriber", onlyH264)
	response := awaits(t, subscriber, "subscription_response", (*livekit.SignalResponse).GetSubscriptionResponse, nil)
	if response.GetTrackSid() != videoSID || response.GetErr() != livekit.SubscriptionError_SE_CODEC_UNSUPPORTED {
		t.Errorf("answered %v", response)
	}
	audio, audioSID := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
	publisher.Start(t.Context(), audio)
	flows(t, subscriber, audioSID)
}

func TestDeviceCodecRule(t *testing.T) {
	server := testserver.Start(t)
	c := join(t, server, testclient.Dual, "hall", "a", func(o *testclient.Options) {
		o.Client = &livekit.ClientInfo{Sdk: livekit.ClientInfo_ANDROID, Protocol: 17, Os: "android", DeviceModel: "Xiaomi 2201117TI"}
	})
	publish(t, server, c, vp8, "cam", livekit.TrackSource_CAMERA)
	var answer string
	until(t, "the answer with video", func() bool {
		answer = c.Publisher().RemoteDescription().SDP
		return strings.Contains(answer, "m=video")
	})
	if strings.Contains(answer, "H264") || !strings.Contains(answer, "VP8") {
		t.Errorf("answered with\n%s", answer)
	}
	for _, codec := range c.Joined().GetEnabledPublishCodecs() {
		if codec.GetMime() == "video/H264" {
			t.Error("H.264 is enabled")
		}
	}
}

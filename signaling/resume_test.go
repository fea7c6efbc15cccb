package signaling_test

import (
	"context"
	"testing"
	"time"

	"giaoban/signaling"
	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"

	"github.com/livekit/protocol/livekit"
)

// resume cuts the client's socket and resumes; it returns the messages of the
// new socket.
func resume(t *testing.T, c *testclient.Client) func() []*livekit.SignalResponse {
	t.Helper()
	before := len(c.Messages())
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := c.Resume(ctx); err != nil {
		t.Fatal(err)
	}
	return func() []*livekit.SignalResponse { return c.Messages()[before:] }
}

func TestResumeKeepsMediaAndTellsWhatWasMissed(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		publisher := join(t, server, mode, "hall", "publisher")
		subscriber := join(t, server, mode, "hall", "subscriber")
		goer := join(t, server, mode, "hall", "goer")
		until(t, "the subscriber to see the goer", func() bool { return subscriber.Participant("goer") != nil })
		source, sid := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
		publisher.Start(t.Context(), source)
		flows(t, subscriber, sid)
		until(t, "the channel", publisher.CanSend)
		for range 3 {
			if err := publisher.SendData(livekit.DataPacket_RELIABLE, user("x")); err != nil {
				t.Fatal(err)
			}
		}
		until(t, "the data", func() bool { return len(subscriber.Data()) == 3 })

		subscriber.DropSocket()
		goer.Leave()
		until(t, "the goer to be gone", func() bool { return len(server.Service.Rooms().Participants("hall")) == 2 })
		news := resume(t, subscriber)
		until(t, "reconnect", func() bool { return len(news()) > 0 })
		first := news()[0].GetReconnect()
		if first == nil || first.GetServerInfo().GetVersion() == "" {
			t.Fatalf("the first message is %v", news()[0])
		}
		until(t, "the subscriber to learn that the goer left", func() bool { return subscriber.Participant("goer") == nil })
		flowsOn(t, subscriber, sid, subscriber.Track(sid).Packets.Load())
		if subscriber.SID() == "" || subscriber.Left() != nil {
			t.Error("the session ended")
		}

		news = resume(t, publisher)
		until(t, "reconnect", func() bool { return len(news()) > 0 })
		if seq := news()[0].GetReconnect().GetLastMessageSeq(); seq != 3 {
			t.Errorf("last_message_seq is %d", seq)
		}
		flowsOn(t, subscriber, sid, subscriber.Track(sid).Packets.Load())
	})
}

func TestResumeWithICERestart(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t)
		publisher := join(t, server, mode, "hall", "publisher")
		subscriber := join(t, server, mode, "hall", "subscriber")
		source, sid := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
		publisher.Start(t.Context(), source)
		flows(t, subscriber, sid)
		for _, c := range []*testclient.Client{publisher, subscriber} {
			resume(t, c)
			if err := c.RestartICE(); err != nil {
				t.Fatal(err)
			}
			until(t, "the connection to come back", c.Connected)
			flowsOn(t, subscriber, sid, subscriber.Track(sid).Packets.Load())
		}
	})
}

func TestAnswersThatTheOldSocketLost(t *testing.T) {
	server := testserver.Start(t)
	c := join(t, server, testclient.Dual, "hall", "a")
	send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{AddTrack: &livekit.AddTrackRequest{
		Cid: "mic", Type: livekit.TrackType_AUDIO,
	}}})
	c.DropSocket()
	until(t, "the track to be pending", func() bool {
		return message(c, (*livekit.SignalResponse).GetTrackPublished, nil) != nil || c.CloseError() != nil
	})
	resume(t, c)
	c2 := join(t, server, testclient.Dual, "hall", "b")
	until(t, "a to be there still", func() bool { return c2.Participant("a") != nil })
}

func TestResumeIsRefused(t *testing.T) {
	server := testserver.Start(t)
	tests := map[string]func(t *testing.T) *testclient.Client{
		"participant gone": func(t *testing.T) *testclient.Client {
			c := join(t, server, testclient.Dual, "hall", "gone")
			room, err := server.Service.Rooms().Find("hall")
			if err != nil {
				t.Fatal(err)
			}
			if err := room.RemoveParticipant("gone"); err != nil {
				t.Fatal(err)
			}
			return c
		},
		"identity taken by another device": func(t *testing.T) *testclient.Client {
			c := join(t, server, testclient.Single, "hall", "taken")
			join(t, server, testclient.Single, "hall", "taken")
			return c
		},
		"room closed": func(t *testing.T) *testclient.Client {
			c := join(t, server, testclient.DualPath, "other", "a")
			if err := server.Service.Rooms().Delete("other"); err != nil {
				t.Fatal(err)
			}
			return c
		},
	}
	for name, lose := range tests {
		t.Run(name, func(t *testing.T) {
			c := lose(t)
			until(t, "the first leave", func() bool { return c.Left() != nil })
			news := resume(t, c)
			until(t, "the refusal", func() bool { return len(news()) > 0 })
			left := news()[0].GetLeave()
			if left.GetAction() != livekit.LeaveRequest_RECONNECT || left.GetReason() != livekit.DisconnectReason_STATE_MISMATCH {
				t.Errorf("the first message is %v", news()[0])
			}
		})
	}
}

func TestSyncStateOfAnUnknownTrack(t *testing.T) {
	server := testserver.Start(t)
	c := join(t, server, testclient.Dual, "hall", "a")
	resume(t, c)
	send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_SyncState{SyncState: &livekit.SyncState{
		PublishTracks: []*livekit.TrackPublishedResponse{{Cid: "mic", Track: &livekit.TrackInfo{Sid: "TR_unknown"}}},
	}}})
	until(t, "leave RECONNECT", func() bool {
		left := c.Left()
		return left.GetAction() == livekit.LeaveRequest_RECONNECT && left.GetReason() == livekit.DisconnectReason_STATE_MISMATCH
	})
}

func TestLostMediaAsksForAResumeAndThenGivesUp(t *testing.T) {
	server := testserver.Start(t, func(c *signaling.Config) { c.Timings.Resume = 50 * time.Millisecond })
	watcher := join(t, server, testclient.Dual, "hall", "watcher")
	c := join(t, server, testclient.Dual, "hall", "a")
	until(t, "a to be seen", func() bool { return watcher.Participant("a") != nil })
	// A closed peer connection ends DTLS, which fails the server's side at once.
	if err := c.Subscriber().Close(); err != nil {
		t.Fatal(err)
	}
	// A slow machine may have given it up by the time it is looked at.
	awaits(t, c, "leave RESUME", (*livekit.SignalResponse).GetLeave, func(m *livekit.LeaveRequest) bool {
		return m.GetAction() == livekit.LeaveRequest_RESUME
	})
	until(t, "the participant to be given up", func() bool { return watcher.Participant("a") == nil })
	for _, m := range watcher.Messages() {
		for _, info := range m.GetUpdate().GetParticipants() {
			if info.GetIdentity() == "a" && info.GetState() == livekit.ParticipantInfo_DISCONNECTED &&
				info.GetDisconnectReason() != livekit.DisconnectReason_CONNECTION_TIMEOUT {
				t.Errorf("the reason is %v", info.GetDisconnectReason())
			}
		}
	}
}

func TestNoAnswerLeadsToAFullReconnect(t *testing.T) {
	server := testserver.Start(t, func(c *signaling.Config) { c.Timings.Answer = 50 * time.Millisecond })
	c := dial(t, server, testclient.Dual, "hall", "a", quiet)
	until(t, "leave RECONNECT", func() bool { return c.Left().GetAction() == livekit.LeaveRequest_RECONNECT })
}

func TestAnAnswerIsAwaitedOnlyWhileThereIsASocket(t *testing.T) {
	eachMode(t, func(t *testing.T, mode testclient.Mode) {
		server := testserver.Start(t, func(c *signaling.Config) { c.Timings.Answer = 2 * time.Second })
		publisher := join(t, server, mode, "hall", "publisher")
		watcher := join(t, server, mode, "hall", "watcher")
		away := join(t, server, mode, "hall", "away")
		away.DropSocket()
		source, sid := publish(t, server, publisher, opus, "mic", livekit.TrackSource_MICROPHONE)
		publisher.Start(t.Context(), source)
		flows(t, watcher, sid)
		// Asked for its answer after the one that is away, it shows that the time of both is up.
		silent := dial(t, server, testclient.Dual, "hall", "silent", quiet)
		until(t, "leave RECONNECT", func() bool { return silent.Left().GetAction() == livekit.LeaveRequest_RECONNECT })
		news := resume(t, away)
		until(t, "reconnect", func() bool { return len(news()) > 0 })
		if news()[0].GetReconnect() == nil {
			t.Fatalf("the first message is %v", news()[0])
		}
		if mode != testclient.Dual {
			if err := away.RestartICE(); err != nil { // as clients do that offer themselves
				t.Fatal(err)
			}
		}
		flows(t, away, sid)
	})
}

func TestNeverActiveIsRemoved(t *testing.T) {
	server := testserver.Start(t, func(c *signaling.Config) { c.Timings.Activation = 50 * time.Millisecond })
	c := dial(t, server, testclient.Dual, "hall", "a", quiet)
	until(t, "leave JOIN_FAILURE", func() bool { return c.Left().GetReason() == livekit.DisconnectReason_JOIN_FAILURE })
}

func TestSimulatedFaults(t *testing.T) {
	server := testserver.Start(t)
	simulate := func(t *testing.T, c *testclient.Client, scenario *livekit.SimulateScenario) {
		t.Helper()
		send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_Simulate{Simulate: scenario}})
	}
	t.Run("server leave", func(t *testing.T) {
		c := join(t, server, testclient.Dual, "hall", "a")
		simulate(t, c, &livekit.SimulateScenario{Scenario: &livekit.SimulateScenario_ServerLeave{ServerLeave: true}})
		until(t, "leave SERVER_SHUTDOWN", func() bool {
			return c.Left().GetReason() == livekit.DisconnectReason_SERVER_SHUTDOWN && c.Left().GetAction() == livekit.LeaveRequest_DISCONNECT
		})
	})
	t.Run("node failure", func(t *testing.T) {
		c := join(t, server, testclient.Dual, "hall", "b")
		simulate(t, c, &livekit.SimulateScenario{Scenario: &livekit.SimulateScenario_NodeFailure{NodeFailure: true}})
		until(t, "the socket to end", func() bool { return c.CloseError() != nil })
		if c.Left() != nil {
			t.Error("a dead server says no goodbye")
		}
		news := resume(t, c)
		until(t, "the refusal", func() bool { return len(news()) > 0 })
		if news()[0].GetLeave().GetAction() != livekit.LeaveRequest_RECONNECT {
			t.Errorf("the first message is %v", news()[0])
		}
	})
	t.Run("speech", func(t *testing.T) {
		c := join(t, server, testclient.Dual, "hall", "c")
		simulate(t, c, &livekit.SimulateScenario{Scenario: &livekit.SimulateScenario_SpeakerUpdate{SpeakerUpdate: 0}})
		awaits(t, c, "speech", (*livekit.SignalResponse).GetSpeakersChanged, func(m *livekit.SpeakersChanged) bool {
			return m.GetSpeakers()[0].GetSid() == c.SID() && m.GetSpeakers()[0].GetActive()
		})
		awaits(t, c, "silence", (*livekit.SignalResponse).GetSpeakersChanged, func(m *livekit.SpeakersChanged) bool {
			return m.GetSpeakers()[0].GetSid() == c.SID() && !m.GetSpeakers()[0].GetActive()
		})
	})
	t.Run("a narrow line", func(t *testing.T) {
		c := join(t, server, testclient.Dual, "hall", "e")
		simulate(t, c, &livekit.SimulateScenario{Scenario: &livekit.SimulateScenario_SubscriberBandwidth{SubscriberBandwidth: 100_000}})
		send(t, c, &livekit.SignalRequest{Message: &livekit.SignalRequest_Mute{Mute: &livekit.MuteTrackRequest{Sid: "TR_none"}}})
		awaits(t, c, "the answer to the next request", (*livekit.SignalResponse).GetRequestResponse, nil)
		if c.Left() != nil || c.CloseError() != nil {
			t.Errorf("the session ended: %v, %v", c.Left(), c.CloseError())
		}
	})
	t.Run("socket lost on resume", func(t *testing.T) {
		c := join(t, server, testclient.Dual, "hall", "d")
		simulate(t, c, &livekit.SimulateScenario{Scenario: &livekit.SimulateScenario_DisconnectSignalOnResume{DisconnectSignalOnResume: true}})
		news := resume(t, c)
		until(t, "reconnect", func() bool { return len(news()) > 0 && news()[0].GetReconnect() != nil })
		news = resume(t, c)
		until(t, "everyone's state", func() bool { return len(news()) > 1 })
		if n := server.Service.Rooms().Count("hall"); n == 0 {
			t.Error("the participant was lost")
		}
	})
}

package signaling

import (
	"time"

	"github.com/livekit/protocol/livekit"
)

const (
	// simulatedLevel is the loudness of simulated speech, 0 to 1.
	simulatedLevel = 0.9
	// maxSimulatedSpeech bounds simulated speech.
	maxSimulatedSpeech = time.Minute
	// silentResumes is how many resumes are dropped without a word.
	silentResumes = 3
)

// onSimulate does what a client asks for to test itself. It affects the client
// alone.
func (s *session) onSimulate(simulate *livekit.SimulateScenario) {
	s.logger.Info("client simulates a fault")
	switch scenario := simulate.GetScenario().(type) {
	case *livekit.SimulateScenario_SpeakerUpdate:
		s.simulateSpeech(simulatedLevel)
		length := time.Duration(scenario.SpeakerUpdate) * time.Second
		s.alarms.set(alarmSpeaker, min(max(length, 0), maxSimulatedSpeech))
	case *livekit.SimulateScenario_NodeFailure, *livekit.SimulateScenario_Migration:
		// As if the process died: no leave, no close frame, no session to resume.
		if s.socket != nil {
			s.socket.Kill()
			s.socket = nil
		}
		s.over, s.reason = true, livekit.DisconnectReason_MIGRATION
	case *livekit.SimulateScenario_ServerLeave:
		s.end(livekit.LeaveRequest_DISCONNECT, livekit.DisconnectReason_SERVER_SHUTDOWN)
	case *livekit.SimulateScenario_LeaveRequestFullReconnect:
		s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_UNKNOWN_REASON)
	case *livekit.SimulateScenario_SwitchCandidateProtocol:
		// For the connections of the full reconnect that the client starts now.
		tcp := scenario.SwitchCandidateProtocol != livekit.CandidateProtocol_UDP
		s.service.tcpOnly.put(bearer{s.room.Name(), s.participant.Identity()}, tcp)
	case *livekit.SimulateScenario_DisconnectSignalOnResume:
		s.dropNextSocket = scenario.DisconnectSignalOnResume
	case *livekit.SimulateScenario_DisconnectSignalOnResumeNoMessages:
		s.resumesToDrop.Store(silentResumes)
	case *livekit.SimulateScenario_SubscriberBandwidth:
		// It caps the estimate of what the client's line carries. The server makes
		// none: each receiver gets the layers that it asked for, so there is
		// nothing to cap and nothing changes for the client.
		s.logger.Info("no bandwidth estimate to cap", "bps", scenario.SubscriberBandwidth)
	default:
		s.logger.Info("simulation not known")
	}
}

// simulateSpeech tells the client that it speaks, or with level 0 that it fell
// silent.
func (s *session) simulateSpeech(level float32) {
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_SpeakersChanged{
		SpeakersChanged: &livekit.SpeakersChanged{Speakers: []*livekit.SpeakerInfo{
			{Sid: s.participant.SID(), Level: level, Active: level > 0},
		}},
	}})
}

// dropsResume reports whether the next resume is to be closed without a word.
func (s *session) dropsResume() bool {
	for {
		left := s.resumesToDrop.Load()
		if left <= 0 {
			return false
		}
		if s.resumesToDrop.CompareAndSwap(left, left-1) {
			return true
		}
	}
}

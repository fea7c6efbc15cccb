package signaling

import (
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"giaoban/sfu"
	"giaoban/sfu/forward"
	"giaoban/sfu/transport"

	"github.com/livekit/protocol/livekit"
)

// offers is the state of negotiating what goes to the client. In dual mode the
// session offers; in single mode it asks the client to offer.
type offers struct {
	id       uint32                      // of the last offer
	waiting  bool                        // an offer, or one that was asked for, is on its way
	sent     *livekit.SessionDescription // the offer that waits for its answer
	changed  bool                        // something must be negotiated after that
	restart  bool                        // with new ICE credentials
	hadFirst bool
}

func newOffers() offers {
	return offers{id: rand.Uint32N(1 << 8)} //nolint:gosec // an id needs no secrecy
}

// Subscribe implements sfu.Member.
func (s *session) Subscribe(subscription *sfu.Subscription) {
	s.post(func() { s.addSender(subscription) })
}

// Unsubscribe implements sfu.Member.
func (s *session) Unsubscribe(subscription *sfu.Subscription) {
	s.post(func() { s.removeSender(subscription) })
}

// addSender opens a way to the client for a subscription, which is bound when
// the client has agreed to it.
func (s *session) addSender(subscription *sfu.Subscription) {
	track := subscription.Track()
	stream, shared := s.streamOf(subscription)
	// The callbacks come on this goroutine, while it negotiates.
	sender, err := s.sending().AddSender(transport.SenderConfig{
		TrackID:    subscription.TrackSID(),
		StreamID:   subscription.PublisherSID() + "|" + stream,
		Kind:       subscription.Kind(),
		Codecs:     subscription.Codecs(),
		Stereo:     hasFeature(track, livekit.AudioTrackFeature_TF_STEREO),
		OwnSection: shared,
		Bound:      func(params forward.Params) { s.agreed[subscription] = agreement{params, s.startTime()} },
		Unbound: func() {
			delete(s.agreed, subscription)
			subscription.Unbind()
		},
		Failed: func(error) {
			delete(s.agreed, subscription)
			subscription.Fail(livekit.SubscriptionError_SE_CODEC_UNSUPPORTED)
		},
		RTCP: subscription.HandleRTCP,
	})
	if err != nil {
		s.logger.Warn("sender not added", "track", subscription.TrackSID(), "error", err)
		subscription.Fail(livekit.SubscriptionError_SE_UNKNOWN)
		return
	}
	s.senders[subscription] = sender
	s.negotiateSoon()
}

// streamOf names the media stream that a subscription's track comes in: its own,
// or in rooms that keep streams in step the one that the publisher put it into.
func (s *session) streamOf(subscription *sfu.Subscription) (name string, shared bool) {
	if s.room.SyncStreams() && speaks(s.join.Client, syncStreamsSince) {
		if name := streamName(subscription.Track().GetStream()); name != "" {
			return name, true
		}
	}
	return subscription.TrackSID(), false
}

// maxStreamName leaves room for the participant's sid in the 64 characters of a
// stream id (RFC 8830, section 2).
const maxStreamName = 32

// streamName makes a publisher's name of a stream fit for a stream id: other
// characters than its token has are replaced, and it is not taken for a track's
// sid, by which clients would find the track. It is "" for "".
func streamName(name string) string {
	if strings.HasPrefix(name, "TR") {
		name = "_" + name
	}
	name = strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			return c
		default:
			return '_'
		}
	}, name)
	return name[:min(len(name), maxStreamName)]
}

// agreement is what was negotiated for a subscription that is not bound yet.
type agreement struct {
	params forward.Params
	start  time.Time // when media may flow
}

// startTime is when the media of what is agreed now may flow. In single mode
// packets would overtake the answer, be lost on the client and confuse some.
func (s *session) startTime() time.Time {
	if s.single {
		return time.Now().Add(s.service.config.Timings.Settle)
	}
	return time.Now()
}

// startAgreed lets the media of agreed subscriptions flow whose time has come.
func (s *session) startAgreed() {
	now := time.Now()
	for subscription, agreed := range s.agreed {
		if wait := agreed.start.Sub(now); wait > 0 {
			if !s.alarms.isSet(alarmStart) {
				s.alarms.set(alarmStart, wait)
			}
			continue
		}
		delete(s.agreed, subscription)
		err := subscription.Bind(agreed.params, s.senders[subscription])
		if err != nil && !errors.Is(err, sfu.ErrGone) {
			s.logger.Info("subscription not bound", "track", subscription.TrackSID(), "error", err)
			subscription.Fail(livekit.SubscriptionError_SE_CODEC_UNSUPPORTED)
		}
	}
}

func (s *session) removeSender(subscription *sfu.Subscription) {
	sender := s.senders[subscription]
	if sender == nil {
		return
	}
	delete(s.senders, subscription)
	delete(s.agreed, subscription)
	if err := s.sending().RemoveSender(sender); err != nil {
		s.logger.Debug("sender not removed", "track", subscription.TrackSID(), "error", err)
	}
	s.negotiateSoon()
}

// openSubscriber prepares the subscriber connection as the primary one, which
// also carries data, and offers it without waiting for any media.
func (s *session) openSubscriber() {
	if err := s.subscriber.OpenDataChannels(); err != nil {
		s.logger.Error("data channels not opened", "error", err)
		s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_JOIN_FAILURE)
		return
	}
	s.links[livekit.SignalTarget_SUBSCRIBER].channels = true
	s.negotiateSoon()
}

// negotiateSoon plans a negotiation; what changes until then goes with it.
func (s *session) negotiateSoon() {
	s.offers.changed = true
	if s.offers.waiting || s.alarms.isSet(alarmNegotiate) || s.single && !s.offers.hadFirst {
		return // in single mode the client's first offer comes unasked
	}
	timings := s.service.config.Timings
	wait := timings.Negotiation
	if !s.offers.hadFirst {
		wait = timings.FirstNegotiation
	}
	s.alarms.set(alarmNegotiate, wait)
}

// negotiate starts the next round, one at a time.
func (s *session) negotiate() {
	if s.offers.waiting || !s.offers.changed {
		return
	}
	s.offers.hadFirst = true
	if s.single {
		s.askForOffer()
	} else {
		s.offer()
	}
}

// offer sends the state of the subscriber connection to the client.
func (s *session) offer() {
	sdp, mids, err := s.subscriber.CreateOffer(s.offers.restart)
	if err != nil {
		s.logger.Error("offer not made", "error", err)
		s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_STATE_MISMATCH)
		return
	}
	s.offers.id++
	s.offers.waiting, s.offers.changed, s.offers.restart = true, false, false
	s.offers.sent = &livekit.SessionDescription{Type: "offer", Sdp: sdp, Id: s.offers.id, MidToTrackId: mids}
	s.alarms.set(alarmAnswer, s.service.config.Timings.Answer)
	s.sendOffer()
}

func (s *session) sendOffer() {
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Offer{Offer: s.offers.sent}})
}

// onAnswer applies the client's answer. Answers to older offers are ignored;
// clients that send no id are believed.
func (s *session) onAnswer(answer *livekit.SessionDescription) {
	if s.single || s.offers.sent == nil || answer.GetId() != 0 && answer.GetId() != s.offers.id {
		s.logger.Debug("answer ignored", "id", answer.GetId(), "expected", s.offers.id)
		return
	}
	s.links[livekit.SignalTarget_SUBSCRIBER].candidates = 0
	if err := s.subscriber.SetAnswer(answer.GetSdp()); err != nil {
		s.logger.Warn("answer refused", "error", err)
		s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_STATE_MISMATCH)
		return
	}
	s.offers.sent = nil
	s.startAgreed()
	s.negotiated()
}

// askForOffer tells a client in single mode how many more sections it must
// offer to receive what it subscribed to; none when only an offer is missing.
func (s *session) askForOffer() {
	audios, videos := s.publisher.FreeSections()
	s.offers.waiting, s.offers.changed = true, false
	s.alarms.set(alarmAnswer, s.service.config.Timings.Answer)
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_MediaSectionsRequirement{
		MediaSectionsRequirement: &livekit.MediaSectionsRequirement{
			NumAudios: count(audios), NumVideos: count(videos),
		},
	}})
}

// offerAnswered goes on after a client's offer: in single mode it was also the
// negotiation of what goes to the client.
func (s *session) offerAnswered() {
	if !s.single {
		return
	}
	s.startAgreed()
	s.offers.changed = s.publisher.NeedsOffer()
	s.alarms.cancel(alarmNegotiate)
	s.negotiated()
}

// negotiated ends a round and starts the next if something changed meanwhile.
func (s *session) negotiated() {
	s.offers.waiting, s.offers.hadFirst = false, true
	s.alarms.cancel(alarmAnswer)
	if s.offers.changed {
		s.negotiateSoon()
	}
}

// restartICE gives the subscriber connection new ICE credentials. An offer that
// may have been lost with the old socket goes first.
func (s *session) restartICE() {
	s.offers.restart = true
	if s.offers.sent != nil {
		s.sendOffer()
		s.alarms.set(alarmAnswer, s.service.config.Timings.Answer)
		s.offers.changed = true
		return
	}
	s.offers.waiting = false
	s.negotiateSoon()
}

func count(n int) uint32 { return uint32(max(n, 0)) }

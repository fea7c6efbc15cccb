package signaling

import (
	"maps"
	"slices"
	"strings"

	"giaoban/sfu"
	"giaoban/sfu/codec"
	"giaoban/sfu/ingress"
	"giaoban/sfu/transport"
	"giaoban/signaling/wire"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtcp"
	"google.golang.org/protobuf/proto"
)

// maxUnclaimed bounds streams that wait for an AddTrackRequest.
const maxUnclaimed = 16

// section is a media section of the client's offers in which it sends.
type section struct {
	offered transport.Section         // as last offered
	order   int                       // place in the offer
	sid     string                    // the track it belongs to; "" while none fits
	mime    string                    // what the client announced for it, "" if nothing
	options transport.SectionOptions  // of the last answer
	shown   bool                      // Publish was called
	pub     *sfu.Publication          // nil unless shown
	layers  map[string]*ingress.Layer // by RID
	// removed says that the server withdrew the track, while the client may
	// still send: only the track's own id can claim the section again.
	removed bool
}

// onAddTrack announces a track and answers at once: clients wait for the answer
// before they send media.
func (s *session) onAddTrack(request *livekit.AddTrackRequest) {
	info, err := s.participant.AddTrack(s.completed(request))
	if err != nil {
		s.note("add track", err)
		s.respond(0, err, &livekit.RequestResponse{Request: &livekit.RequestResponse_AddTrack{AddTrack: request}})
		return
	}
	s.trackAccepted(request.GetCid(), info)
}

// completed gives a request for a backup codec the kind and source of the track
// that it names; clients leave them out.
func (s *session) completed(request *livekit.AddTrackRequest) *livekit.AddTrackRequest {
	track := s.tracks[request.GetSid()]
	if track == nil {
		return request
	}
	request = proto.CloneOf(request)
	request.Type, request.Source = track.GetType(), track.GetSource()
	return request
}

// trackAccepted tells the client the sid of its track, whose media may be here
// already.
func (s *session) trackAccepted(cid string, info *livekit.TrackInfo) {
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_TrackPublished{
		TrackPublished: &livekit.TrackPublishedResponse{Cid: cid, Track: info},
	}})
	s.tracks[info.GetSid()] = info
	if s.matchSections() {
		s.publishSections()
	}
}

// onOffer answers a client's offer and publishes the tracks that it carries.
func (s *session) onOffer(offer *livekit.SessionDescription) {
	sections, err := s.publisher.SetOffer(offer.GetSdp())
	if err != nil {
		s.logger.Warn("offer refused", "error", err)
		s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_STATE_MISMATCH)
		return
	}
	link := &s.links[livekit.SignalTarget_PUBLISHER]
	link.channels = link.channels || strings.Contains(offer.GetSdp(), "m=application")
	link.candidates = 0
	gone := s.takeSections(sections)
	s.matchSections()
	sdp, mids, err := s.publisher.CreateAnswer(s.answerOptions())
	if err != nil {
		s.logger.Warn("offer not answered", "error", err)
		s.end(livekit.LeaveRequest_RECONNECT, livekit.DisconnectReason_STATE_MISMATCH)
		return
	}
	s.send(&livekit.SignalResponse{Message: &livekit.SignalResponse_Answer{Answer: &livekit.SessionDescription{
		// Clients drop an answer of another id.
		Type: "answer", Sdp: sdp, Id: offer.GetId(), MidToTrackId: mids,
	}}})
	for _, sid := range gone {
		s.unpublishUnlessSent(sid)
	}
	s.matchSections() // withdrawing a track may have let a waiting one in
	s.publishSections()
	s.offerAnswered()
}

// takeSections notes what the client sends from now on and returns the tracks
// that lost a section.
func (s *session) takeSections(offered []transport.Section) (gone []string) {
	seen := make(map[string]bool, len(offered))
	for order, o := range offered {
		if !o.Direction.Sends() || len(o.Codecs) == 0 {
			continue
		}
		seen[o.Mid] = true
		known := s.sections[o.Mid]
		if known != nil && known.offered.TrackID == o.TrackID {
			known.offered, known.order = o, order
			continue
		}
		if known != nil && known.sid != "" {
			gone = append(gone, known.sid)
		}
		s.sections[o.Mid] = &section{offered: o, order: order, layers: make(map[string]*ingress.Layer)}
		delete(s.unclaimed, o.Mid)
	}
	for mid, known := range s.sections {
		if !seen[mid] {
			if known.sid != "" {
				gone = append(gone, known.sid)
			}
			delete(s.sections, mid)
			delete(s.unclaimed, mid)
		}
	}
	return gone
}

// unpublishUnlessSent withdraws a track of which no codec is sent any more.
func (s *session) unpublishUnlessSent(sid string) {
	for _, section := range s.sections {
		if section.sid == sid {
			return
		}
	}
	delete(s.tracks, sid)
	s.note("unpublish", s.participant.Unpublish(sid))
}

// trackRemoved follows the server's removal of a track.
func (s *session) trackRemoved(sid string) {
	delete(s.tracks, sid)
	for _, section := range s.sections {
		if section.sid == sid {
			section.sid, section.pub, section.shown, section.removed = "", nil, false, true
			clear(section.layers)
		}
	}
}

// matchSections finds the announced tracks of sections that have none yet, by
// client id first, then by kind. It reports whether any was found.
func (s *session) matchSections() (found bool) {
	for _, exact := range []bool{true, false} {
		for _, mid := range s.sectionOrder() {
			section := s.sections[mid]
			if section.sid != "" || section.removed && !exact {
				continue
			}
			kind := livekit.TrackType_AUDIO
			if section.offered.Kind == codec.Video {
				kind = livekit.TrackType_VIDEO
			}
			sid, mime, ok := s.participant.MatchTrack(kind, section.offered.TrackID, exact)
			if !ok || s.sentBy(sid, section.offered.TrackID) {
				continue
			}
			section.sid, section.mime = sid, mime
			found = true
		}
	}
	return found
}

// sentBy reports whether another section already carries that track id of the track.
func (s *session) sentBy(sid, trackID string) bool {
	for _, section := range s.sections {
		if section.sid == sid && section.offered.TrackID == trackID {
			return true
		}
	}
	return false
}

// answerOptions shape the answer's sections by what was announced for them.
func (s *session) answerOptions() []transport.SectionOptions {
	options := make([]transport.SectionOptions, 0, len(s.sections))
	for _, mid := range s.sectionOrder() {
		section := s.sections[mid]
		section.options = s.sectionOptions(section, s.tracks[section.sid])
		options = append(options, section.options)
	}
	return options
}

func (s *session) sectionOptions(section *section, track *livekit.TrackInfo) transport.SectionOptions {
	o := transport.SectionOptions{Mid: section.offered.Mid}
	if section.mime != "" {
		o.Preferred = []string{section.mime}
	}
	if section.offered.Kind == codec.Video {
		t := codec.TypeOf(section.mime)
		o.OnlyPreferred = wire.IsFirefox(s.join.Client) && (t == codec.H264 || t == codec.VP9)
		return o
	}
	encrypted := track.GetEncryption() != livekit.Encryption_NONE
	opus := section.mime == "" || codec.TypeOf(section.mime) == codec.Opus || codec.TypeOf(section.mime) == codec.RED
	o.RED = opus && track != nil && !track.GetDisableRed() && !encrypted
	o.DTX = !hasFeature(track, livekit.AudioTrackFeature_TF_NO_DTX)
	o.Stereo = hasFeature(track, livekit.AudioTrackFeature_TF_STEREO)
	o.AudioNACK = !o.RED
	return o
}

func hasFeature(track *livekit.TrackInfo, feature livekit.AudioTrackFeature) bool {
	for _, f := range track.GetAudioFeatures() {
		if f == feature {
			return true
		}
	}
	return false
}

// publishSections makes the tracks of matched sections visible to others,
// before any packet has come.
func (s *session) publishSections() {
	for _, mid := range s.sectionOrder() {
		section := s.sections[mid]
		if section.sid == "" || section.shown {
			continue
		}
		pub, err := s.participant.Publish(section.sid, sfu.MediaInfo{
			Codec: section.codec(), CID: section.offered.TrackID, Mid: mid, RIDs: section.offered.RIDs,
		})
		if err != nil {
			s.note("publish", err)
			continue
		}
		section.shown, section.pub = true, pub
		for _, incoming := range s.unclaimed[mid] {
			s.addLayer(section, incoming)
		}
		delete(s.unclaimed, mid)
	}
}

// codec is what the client will send: the first that the answer allows.
func (s *section) codec() codec.Codec {
	wanted := s.options.Preferred
	if s.options.RED {
		wanted = append([]string{codec.MimeRED}, wanted...)
	}
	for _, mime := range wanted {
		for _, c := range s.offered.Codecs {
			if strings.EqualFold(c.Mime, mime) {
				return c
			}
		}
	}
	for _, c := range s.offered.Codecs {
		if c.Type() != codec.RED || s.options.RED {
			return c
		}
	}
	return s.offered.Codecs[0]
}

// onIncoming receives one encoding whose first packet came. Streams of sections
// that nobody announced wait; their packets are dropped by the transport.
func (s *session) onIncoming(incoming transport.Incoming) {
	section := s.sections[incoming.Mid()]
	if section == nil || section.pub == nil {
		if waiting := s.unclaimed[incoming.Mid()]; section != nil && len(waiting) < maxUnclaimed {
			s.unclaimed[incoming.Mid()] = append(waiting, incoming)
		}
		s.logger.Debug("stream of no announced track", "mid", incoming.Mid(), "rid", incoming.RID())
		return
	}
	s.addLayer(section, incoming)
}

func (s *session) addLayer(section *section, incoming transport.Incoming) {
	received := incoming.Codec()
	layer, err := section.pub.AddLayer(ingress.Config{
		Codec:      received,
		Rid:        incoming.RID(),
		SSRC:       incoming.SSRC(),
		Extensions: incoming.Extensions(),
		NACK:       received.HasFeedback("nack", ""),
		SendRTCP:   s.sendFeedback,
	}, incoming)
	if err != nil {
		s.note("layer", err)
		return
	}
	incoming.SetRTCPHandler(layer.HandleRTCP)
	section.layers[incoming.RID()] = layer
	if !s.alarms.isSet(alarmMeasure) {
		s.measure()
	}
}

// measure tells the layers the publisher's round trip time, by which they ask
// for lost packets again, and plans the next measurement.
func (s *session) measure() {
	rtt := s.publisher.RTT()
	for _, section := range s.sections {
		for _, layer := range section.layers {
			layer.SetRTT(rtt)
		}
	}
	if len(s.sections) > 0 {
		s.alarms.set(alarmMeasure, s.service.config.Timings.PingInterval)
	}
}

// sectionOrder lists the mids in the order of the offer, which decides what is
// matched first.
func (s *session) sectionOrder() []string {
	mids := slices.Collect(maps.Keys(s.sections))
	slices.SortFunc(mids, func(a, b string) int { return s.sections[a].order - s.sections[b].order })
	return mids
}

// sendFeedback sends control packets to the client as a publisher.
func (s *session) sendFeedback(packets []rtcp.Packet) {
	if err := s.publisher.WriteRTCP(packets); err != nil {
		s.logger.Debug("feedback not sent", "error", err)
	}
}

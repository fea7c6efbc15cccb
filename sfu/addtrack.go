package sfu

import (
	"slices"
	"strings"

	"github.com/livekit/protocol/livekit"

	"giaoban/internal/id"
	"giaoban/sfu/codec"
)

// AddTrack announces that the participant is about to publish: it checks permission and limits and returns the track's info with its new sid; the track
// is pending until Publish. A request that names a sid adds a backup codec to that track. A request whose client id is in use by a live track is kept and
// answered with Conflict; TrackAccepted follows when the other ends. Errors: Invalid, NotAllowed, LimitExceeded, Unsupported, NotFound, Conflict.
func (p *Participant) AddTrack(req *livekit.AddTrackRequest) (*livekit.TrackInfo, error) {
	var info *livekit.TrackInfo
	err := p.call(func() (err error) {
		info, err = p.addTrack(req)
		return err
	})
	if err != nil {
		return nil, err
	}
	return info, nil
}

func (p *Participant) addTrack(req *livekit.AddTrackRequest) (*livekit.TrackInfo, error) {
	limits := p.room.config
	switch {
	case req == nil:
		return nil, refuse(Invalid, "there is no request")
	case req.GetType() != livekit.TrackType_AUDIO && req.GetType() != livekit.TrackType_VIDEO:
		return nil, refuse(Unsupported, "only audio and video tracks can be published")
	case !mayPublish(p.Info().Permission, req.Type, req.Source):
		return nil, refuse(NotAllowed, "the participant may not publish %s", strings.ToLower(req.Source.String()))
	case len(req.Name) > limits.MaxNameSize || len(req.Cid) > limits.MaxNameSize || len(req.Stream) > limits.MaxNameSize:
		return nil, refuse(LimitExceeded, "track name, client id and stream are limited to %d bytes each", limits.MaxNameSize)
	case len(req.SimulcastCodecs) > maxCodecs || len(req.Layers) > maxLayers:
		return nil, refuse(LimitExceeded, "a track has at most %d codecs of %d layers", maxCodecs, maxLayers)
	case req.Sid != "":
		return p.addCodec(req)
	case req.Cid == "" && len(req.SimulcastCodecs) == 0:
		return nil, refuse(Invalid, "a track needs a client id")
	case len(p.publications)+len(p.queued) >= limits.MaxTracks:
		return nil, refuse(LimitExceeded, "a participant has at most %d tracks", limits.MaxTracks)
	case p.clientIDUsed(req.Cid):
		p.queued = append(p.queued, req)
		return nil, refuse(Conflict, "a track with this client id is live; the request waits for its end")
	}
	pub := newPublication(p, trackInfo(req))
	p.publications = append(p.publications, pub)
	p.log.Debug("track pending", "track", pub.sid, "source", req.Source.String())
	return pub.Info(), nil
}

// addCodec registers a backup codec's client id with the track that the request names.
func (p *Participant) addCodec(req *livekit.AddTrackRequest) (*livekit.TrackInfo, error) {
	pub := p.find(req.Sid)
	if pub == nil {
		return nil, refuse(NotFound, "there is no track %s to add a codec to", req.Sid)
	}
	for _, sc := range codecInfos(req) {
		if sc.MimeType == "" {
			continue
		}
		if !pub.hasCodec(sc.MimeType) && len(pub.Info().Codecs) >= maxCodecs {
			return nil, refuse(LimitExceeded, "a track has at most %d codecs", maxCodecs)
		}
		pub.declareCodec(sc)
	}
	return pub.Info(), nil
}

const (
	maxCodecs = 4
	maxLayers = 3
)

// clientIDUsed reports whether a publication of the participant goes by the client id.
func (p *Participant) clientIDUsed(cid string) bool {
	if cid == "" {
		return false
	}
	return slices.ContainsFunc(p.publications, func(pub *Publication) bool { return pub.goesBy(cid) })
}

// promoteQueued makes requests pending whose client id has become free.
func (p *Participant) promoteQueued() {
	if p.left {
		return
	}
	queued := p.queued
	p.queued = nil
	for _, req := range queued {
		info, err := p.addTrack(req) // queues it again when the id is still in use
		if err == nil {
			p.notify(TrackAccepted{CID: req.Cid, Track: info})
		}
	}
}

// MatchTrack finds the publication that a media section of the participant's offer belongs to, by the track id in its msid; exact false takes, when no
// client id fits, the first pending track of that kind whose media has not been seen (some browsers change the ids). It returns the sid and the MIME type
// that the client announced for it, which may be empty. Match all sections of an offer exactly before the rest.
func (p *Participant) MatchTrack(kind livekit.TrackType, trackID string, exact bool) (sid, mime string, ok bool) {
	_ = p.call(func() error { // a participant that left matches nothing
		sid, mime, ok = p.matchTrack(kind, trackID, exact)
		return nil
	})
	return sid, mime, ok
}

func (p *Participant) matchTrack(kind livekit.TrackType, trackID string, exact bool) (sid, mime string, ok bool) {
	if trackID != "" {
		for _, pub := range p.publications {
			if sc := pub.codecByCID(trackID); sc != nil && pub.Info().Type == kind {
				return pub.sid, sc.MimeType, true
			}
		}
	}
	if exact {
		return "", "", false
	}
	for _, pub := range p.publications {
		info := pub.Info()
		if pub.published || info.Type != kind || len(info.Codecs) == 0 || info.Codecs[0].SdpCid != "" {
			continue
		}
		pub.change(func(info *livekit.TrackInfo) { info.Codecs[0].SdpCid = trackID })
		return pub.sid, info.Codecs[0].MimeType, true
	}
	return "", "", false
}

// trackInfo makes the info of a new track from its request.
func trackInfo(req *livekit.AddTrackRequest) *livekit.TrackInfo {
	info := &livekit.TrackInfo{
		Sid:               id.Track(req.Type, req.Source),
		Type:              req.Type,
		Name:              req.Name,
		Muted:             req.Muted,
		Width:             req.Width,
		Height:            req.Height,
		Source:            req.Source,
		Codecs:            codecInfos(req),
		DisableRed:        req.DisableRed,
		Encryption:        req.Encryption,
		Stream:            req.Stream,
		AudioFeatures:     audioFeatures(req),
		BackupCodecPolicy: req.BackupCodecPolicy,
	}
	if info.Stream == "" {
		info.Stream = defaultStream(req.Source)
	}
	info.MimeType = info.Codecs[0].MimeType
	layers := info.Codecs[0].Layers
	//nolint:staticcheck // clients of every age still read the deprecated fields
	{
		info.Layers = layers
		info.Simulcast = len(layers) > 1
		info.DisableDtx = slices.Contains(info.AudioFeatures, livekit.AudioTrackFeature_TF_NO_DTX)
		info.Stereo = slices.Contains(info.AudioFeatures, livekit.AudioTrackFeature_TF_STEREO)
	}
	return info
}

// codecInfos lists the codecs of a request, primary first; there is always one. Backup codecs that the server cannot forward are left out; a primary one
// is left to negotiation.
func codecInfos(req *livekit.AddTrackRequest) []*livekit.SimulcastCodecInfo {
	var infos []*livekit.SimulcastCodecInfo
	for i, sc := range req.SimulcastCodecs {
		mime := mimeOf(req.Type, sc.Codec)
		if mime == "" && (i > 0 || req.Sid != "") {
			continue
		}
		layers := sc.Layers
		if len(layers) == 0 || len(layers) > maxLayers {
			layers = req.Layers
		}
		cid := sc.Cid
		if i == 0 && cid == "" {
			cid = req.Cid
		}
		infos = append(infos, &livekit.SimulcastCodecInfo{MimeType: mime, Cid: cid, Layers: layers, VideoLayerMode: sc.VideoLayerMode})
	}
	if len(infos) == 0 {
		infos = append(infos, &livekit.SimulcastCodecInfo{Cid: req.Cid, Layers: req.Layers})
	}
	return infos
}

// mimeOf spells a codec of an AddTrackRequest ("vp8", sometimes "video/vp8") canonically; "" when the server cannot forward it.
func mimeOf(kind livekit.TrackType, name string) string {
	if name == "" {
		return ""
	}
	if !strings.Contains(name, "/") {
		name = strings.ToLower(kind.String()) + "/" + name
	}
	for _, c := range codec.Table(codec.Both) {
		if strings.EqualFold(c.Mime, name) {
			return c.Mime
		}
	}
	return ""
}

// audioFeatures joins the features of a request with those that older clients say by fields of their own.
func audioFeatures(req *livekit.AddTrackRequest) []livekit.AudioTrackFeature {
	features := slices.Clone(req.AudioFeatures)
	add := func(wanted bool, feature livekit.AudioTrackFeature) {
		if wanted && !slices.Contains(features, feature) {
			features = append(features, feature)
		}
	}
	//nolint:staticcheck // clients of every age still send the deprecated fields
	{
		add(req.DisableDtx, livekit.AudioTrackFeature_TF_NO_DTX)
		add(req.Stereo, livekit.AudioTrackFeature_TF_STEREO)
	}
	return features
}

// defaultStream groups a camera with its microphone and a screen with its sound.
func defaultStream(source livekit.TrackSource) string {
	switch source {
	case livekit.TrackSource_CAMERA, livekit.TrackSource_MICROPHONE:
		return "camera"
	case livekit.TrackSource_SCREEN_SHARE, livekit.TrackSource_SCREEN_SHARE_AUDIO:
		return "screen_share"
	default:
		return "unknown"
	}
}

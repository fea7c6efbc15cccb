package sfu

import (
	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/codec"
	"giaoban/sfu/forward"
)

// regress makes everyone receive a publication in its backup codec once someone needs that and its media comes, as the publisher's policy says, so that
// the publisher encodes one codec and not two. It stays so until the backup is no longer sent: receivers should not go back and forth with whoever joins.
func (r *Room) regress(pub *Publication) {
	if !pub.published || pub.kind() != codec.Video {
		return
	}
	target := pub.fallback.Load()
	if target == nil || !target.received() {
		target = pub.neededBackup()
	}
	if pub.fallback.Swap(target) == target {
		return
	}
	if target != nil {
		pub.owner.log.Info("track goes over to its backup codec", "track", pub.sid, "mime", target.mime)
	}
	for _, sub := range pub.subscriptionList() {
		if err := sub.follow(); err != nil {
			r.failed(sub, livekit.SubscriptionError_SE_CODEC_UNSUPPORTED)
			continue
		}
		r.noteDemand(sub)
	}
}

// neededBackup returns the backup codec to go over to, nil for none: someone receives it for lack of the primary one. Unless the publisher insists, it must
// suit everyone, since otherwise the publisher would have to send both all the same.
func (pub *Publication) neededBackup() *Rendition {
	policy := pub.Info().BackupCodecPolicy
	renditions := pub.Renditions()
	if policy == livekit.BackupCodecPolicy_SIMULCAST || len(renditions) < 2 {
		return nil
	}
	for _, rend := range renditions[1:] {
		needed, suits := false, true
		for _, sub := range pub.subscriptions {
			bound, can := sub.canTake(rend)
			needed = needed || bound == rend
			suits = suits && (bound == nil || can)
		}
		if needed && rend.received() && (suits || policy == livekit.BackupCodecPolicy_REGRESSION) {
			return rend
		}
	}
	return nil
}

// choose returns what a receiver who agreed to params gets, and with which of them: the backup codec that everyone is to receive, else the first one that
// the publication has. It is nil when there is nothing for the receiver.
func (pub *Publication) choose(params *forward.Params) (*Rendition, forward.Params) {
	if fallback := pub.fallback.Load(); fallback != nil {
		if chosen, ok := pub.paramsFor(fallback, params); ok {
			return fallback, chosen
		}
		if pub.Info().BackupCodecPolicy == livekit.BackupCodecPolicy_REGRESSION {
			return nil, forward.Params{}
		}
	}
	if rend := pub.renditionFor(params.Codec); rend != nil {
		return rend, *params
	}
	for i := range params.Others {
		if rend := pub.renditionFor(params.Others[i].Codec); rend != nil {
			return rend, params.Others[i]
		}
	}
	return nil, forward.Params{}
}

// paramsFor returns by which of its parameters a receiver takes a rendition.
func (pub *Publication) paramsFor(rend *Rendition, params *forward.Params) (forward.Params, bool) {
	if rend.suits(params.Codec) {
		return *params, true
	}
	for i := range params.Others {
		if rend.suits(params.Others[i].Codec) {
			return params.Others[i], true
		}
	}
	return forward.Params{}, false
}

// suits reports whether a receiver of codec c can take the rendition.
func (rend *Rendition) suits(c codec.Codec) bool {
	if s := rend.shape.Load(); s.codec.Mime != "" {
		return codec.Match(s.codec, c)
	}
	return c.Type() == rend.typ
}

// received reports whether any encoding of the rendition comes in.
func (rend *Rendition) received() bool {
	for i := range rend.layers {
		if rend.layers[i].Load() != nil {
			return true
		}
	}
	return false
}

// canTake returns what the subscription receives, nil while it is not bound, and whether it could receive rend.
func (s *Subscription) canTake(rend *Rendition) (bound *Rendition, can bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, can = s.pub.paramsFor(rend, &s.agreed)
	return s.rendition, can
}

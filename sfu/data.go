package sfu

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

// MaxDataSize is the largest data packet in bytes that is accepted: what browsers can receive at all on a data channel. Clients keep to 64,000.
const MaxDataSize = 65535

// SendData routes a marshalled livekit.DataPacket that the member sent on its channel of that kind. It runs on the caller's goroutine and never waits for a
// receiver; calls for one kind must come one after the other, since their order is kept. Errors: Invalid, LimitExceeded, NotAllowed, ErrGone; the packet
// is dropped then, and the member may go on.
func (p *Participant) SendData(kind livekit.DataPacket_Kind, payload []byte) error {
	p.room.deps.Metrics.dataReceived.Add(1)
	if len(payload) > MaxDataSize {
		return p.dropData(refuse(LimitExceeded, "a data packet has at most %d bytes", MaxDataSize))
	}
	packet := &livekit.DataPacket{}
	if err := proto.Unmarshal(payload, packet); err != nil {
		return p.dropData(&Error{Code: Invalid, Message: "the data packet cannot be read", Err: err})
	}
	return p.routePacket(kind, packet)
}

// SendPacket is SendData for a packet that is not marshalled. The packet belongs to the room from then on.
func (p *Participant) SendPacket(kind livekit.DataPacket_Kind, packet *livekit.DataPacket) error {
	p.room.deps.Metrics.dataReceived.Add(1)
	return p.routePacket(kind, packet)
}

func (p *Participant) dropData(err error) error {
	p.room.deps.Metrics.dataRefused.Add(1)
	return err
}

func (p *Participant) routePacket(kind livekit.DataPacket_Kind, packet *livekit.DataPacket) error {
	roster := p.room.roster.Load()
	if roster.byIdentity[p.identity] != p {
		return ErrGone
	}
	info := p.Info()
	if !info.Permission.GetCanPublishData() {
		return p.dropData(refuse(NotAllowed, "the participant may not send data"))
	}
	accepts := func(*Participant) bool { return true }
	switch packet.Value.(type) {
	case *livekit.DataPacket_Metrics:
		// Not for everyone: metrics go to those who may read them.
		accepts = func(q *Participant) bool { return q.Info().Permission.GetCanSubscribeMetrics() }
	case *livekit.DataPacket_Speaker:
		return p.dropData(refuse(NotAllowed, "speakers are told by the server"))
	case *livekit.DataPacket_Transcription:
		if info.Kind != livekit.ParticipantInfo_AGENT {
			return p.dropData(refuse(NotAllowed, "transcriptions are sent by agents"))
		}
	}
	if kind == livekit.DataPacket_RELIABLE && !p.sequence.accept(packet.Sequence) {
		return nil // sent again after a resume, and routed before
	}
	if p.room.calls.take(p, packet) {
		return nil
	}
	return p.room.route(kind, packet, p, accepts)
}

// route stamps the sender on a packet and delivers it to its destinations, never to the sender. A nil sender is the server.
func (r *Room) route(kind livekit.DataPacket_Kind, packet *livekit.DataPacket, sender *Participant, accepts func(*Participant) bool) error {
	var sid, identity string
	if sender != nil {
		sid, identity = sender.sid, sender.identity
	}
	packet.Kind = kind //nolint:staticcheck // older clients still read it
	packet.ParticipantSid, packet.ParticipantIdentity = sid, identity
	var destinationSIDs []string
	identities := packet.DestinationIdentities
	if user := packet.GetUser(); user != nil {
		//nolint:staticcheck // older clients still read and write the deprecated fields
		{
			user.ParticipantSid, user.ParticipantIdentity = sid, identity
			destinationSIDs = user.DestinationSids
			if len(identities) == 0 {
				identities = user.DestinationIdentities
			}
			user.DestinationIdentities = identities
		}
		packet.DestinationIdentities = identities
	}
	payload, err := proto.Marshal(packet)
	if err != nil {
		return &Error{Code: Invalid, Message: "the data packet cannot be written", Err: err}
	}
	for _, q := range r.destinations(identities, destinationSIDs) {
		if q != sender && accepts(q) {
			q.inbox.deliver(kind, payload)
		}
	}
	return nil
}

// destinations returns the participants that are named by identity or by sid; everyone when none is named.
func (r *Room) destinations(identities, sids []string) []*Participant {
	roster := r.roster.Load()
	if len(identities) == 0 && len(sids) == 0 {
		return roster.all
	}
	found := make([]*Participant, 0, len(identities)+len(sids))
	add := func(q *Participant) {
		if q != nil && !slices.Contains(found, q) {
			found = append(found, q)
		}
	}
	for _, identity := range identities {
		add(roster.byIdentity[identity])
	}
	if len(sids) > 0 {
		for _, q := range roster.all {
			if slices.Contains(sids, q.sid) {
				add(q)
			}
		}
	}
	return found
}

// OpenData tells that the member's data channel of that kind is open: what waited for it is sent now, what comes later at once.
func (p *Participant) OpenData(kind livekit.DataPacket_Kind) { p.inbox.open(kind) }

// LastReliableSequence returns the sequence number of the last reliable packet that was routed for the participant, to be told when it resumes.
func (p *Participant) LastReliableSequence() uint32 { return p.sequence.last.Load() }

// sequence follows the numbers of a sender's reliable packets.
type sequence struct{ last atomic.Uint32 }

// accept reports whether a packet is new. 0 is no number.
func (s *sequence) accept(n uint32) bool {
	for n != 0 {
		last := s.last.Load()
		if n <= last {
			return false
		}
		if s.last.CompareAndSwap(last, n) {
			break
		}
	}
	return true
}

// SendData sends user data in the server's name; it has no sequence and no sender. A nonce of 16 bytes makes repetitions harmless. Errors: Invalid,
// LimitExceeded, ErrRoomClosed.
func (r *Room) SendData(req *livekit.SendDataRequest) error {
	nonce := req.GetNonce()
	switch {
	case len(nonce) != 0 && len(nonce) != nonceSize:
		return refuse(Invalid, "the nonce must be empty or have %d bytes", nonceSize)
	case len(req.GetData()) > MaxDataSize:
		return refuse(LimitExceeded, "a data packet has at most %d bytes", MaxDataSize)
	}
	repeated := false
	err := r.call(func() { repeated = len(nonce) > 0 && !r.nonces.add([nonceSize]byte(nonce), time.Now()) })
	if err != nil || repeated {
		return err
	}
	user := &livekit.UserPacket{
		Payload:         req.GetData(),
		Topic:           req.Topic,
		Nonce:           nonce,
		DestinationSids: req.GetDestinationSids(), //nolint:staticcheck // the API still takes them
	}
	return r.SendPacket(req.GetKind(), &livekit.DataPacket{
		DestinationIdentities: req.GetDestinationIdentities(),
		Value:                 &livekit.DataPacket_User{User: user},
	})
}

// SendPacket sends a packet in the server's name. It belongs to the room from then on.
func (r *Room) SendPacket(kind livekit.DataPacket_Kind, packet *livekit.DataPacket) error {
	packet.Sequence = 0 // a number of ours would clash with the receivers' count of a sender
	return r.route(kind, packet, nil, func(*Participant) bool { return true })
}

const (
	nonceSize = 16
	nonceMax  = 4096
	nonceFor  = 10 * time.Minute
)

// nonces remembers the latest nonces of SendData.
type nonces struct {
	seen  map[[nonceSize]byte]bool
	order []nonceEntry
}

type nonceEntry struct {
	nonce [nonceSize]byte
	at    time.Time
}

// add remembers a nonce and reports whether it is new.
func (n *nonces) add(nonce [nonceSize]byte, now time.Time) bool {
	for len(n.order) > 0 && (len(n.order) >= nonceMax || now.Sub(n.order[0].at) > nonceFor) {
		delete(n.seen, n.order[0].nonce)
		n.order = n.order[1:]
	}
	if n.seen[nonce] {
		return false
	}
	if n.seen == nil {
		n.seen = map[[nonceSize]byte]bool{}
	}
	n.seen[nonce] = true
	n.order = append(n.order, nonceEntry{nonce: nonce, at: now})
	return true
}

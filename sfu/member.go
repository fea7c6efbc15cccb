package sfu

import (
	"github.com/livekit/protocol/livekit"

	"giaoban/sfu/egress"
)

// Member is anyone or anything behind a participant. Its methods are called on the room's goroutine (SendData also on the senders' goroutines), in the
// order in which things happened: none may block, and none may call a method of Room or Participant that waits for the room, since the room waits for
// them (methods of Subscription never wait).
type Member interface {
	// Notify tells of an event. Events may come before Join returns; what they say came after the returned JoinState.
	Notify(event Event)
	// Subscribe asks to open a way out for a subscription; when it is negotiated, now or later, the member calls its Bind. The publisher was announced before.
	Subscribe(subscription *Subscription)
	// Unsubscribe asks to close it again; the subscription forwards nothing any more.
	Unsubscribe(subscription *Subscription)
	// SendData queues a marshalled livekit.DataPacket on the member's channel of that kind. The payload is shared: read only. An error means that the
	// packet was dropped because the member is slow or gone.
	SendData(kind livekit.DataPacket_Kind, payload []byte) error
}

// JoinConfig says who joins and how.
type JoinConfig struct {
	// Info gives identity, name, metadata, attributes, permission, kind, client protocol, capabilities and region; the room fills in the rest.
	// Permission's Hidden and Recorder decide who sees the participant and whether subscription permissions bind it.
	Info *livekit.ParticipantInfo
	// AutoSubscribe subscribes to every track that is published and may be received.
	AutoSubscribe bool
	// AdaptiveStream starts video subscriptions at the lowest quality until the member sends track settings.
	AdaptiveStream bool
	// SubscribeEarly subscribes from JOINED on instead of waiting until the participant is ACTIVE.
	SubscribeEarly bool
	// Writer carries media to the member; the room runs its egress. Nil for a member that receives no media.
	Writer egress.Writer
	// Downlink is what the member's line carries towards it, in bit/s, as the site has it by contract; 0 when it is not
	// known.
	Downlink uint64
	// Uplink is the same of the other direction. A publisher is not asked for more layers of its camera than fit there.
	Uplink uint64
	// QueueLength is the length in packets of the member's queue; 0 takes the default.
	QueueLength int
}

// JoinState is the room as the newcomer found it.
type JoinState struct {
	Room   *livekit.Room
	Self   *livekit.ParticipantInfo
	Others []*livekit.ParticipantInfo
}

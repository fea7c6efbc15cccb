package testclient

import (
	"fmt"
	"maps"
	"slices"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// Joined returns the join response, nil before it came. Its Participant follows
// later updates.
func (c *Client) Joined() *livekit.JoinResponse {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.join
}

// SID returns the client's participant sid.
func (c *Client) SID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.join.GetParticipant().GetSid()
}

// Self returns the client's own state as last told.
func (c *Client) Self() *livekit.ParticipantInfo {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.join.GetParticipant()
}

// Token returns the latest token.
func (c *Client) Token() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token
}

// Messages returns all messages so far.
func (c *Client) Messages() []*livekit.SignalResponse {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.messages)
}

// Participant returns what is known of another participant, nil when it is not there.
func (c *Client) Participant(identity string) *livekit.ParticipantInfo {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.participants[identity]
}

// Track returns a received track, nil before it came.
func (c *Client) Track(sid string) *Track {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tracks[sid]
}

// Tracks returns all received tracks.
func (c *Client) Tracks() []*Track {
	c.mu.Lock()
	defer c.mu.Unlock()
	tracks := make([]*Track, 0, len(c.tracks))
	for _, track := range c.tracks {
		tracks = append(tracks, track)
	}
	return tracks
}

// Data returns the data packets received so far.
func (c *Client) Data() []*livekit.DataPacket {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.data)
}

// Mids returns the tracks by section as last told by the server.
func (c *Client) Mids() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.mids)
}

// Left returns the leave message, nil before it came.
func (c *Client) Left() *livekit.LeaveRequest {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.left
}

// CloseError returns why the last socket ended, nil while it lives.
func (c *Client) CloseError() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closeErr
}

// Connected reports whether the connections that must be up are.
func (c *Client) Connected() bool {
	c.mu.Lock()
	join := c.join
	c.mu.Unlock()
	if join == nil {
		return false
	}
	if join.GetSubscriberPrimary() && c.sub.ConnectionState() != webrtc.PeerConnectionStateConnected {
		return false
	}
	offers := c.single || join.GetFastPublish() || !join.GetSubscriberPrimary()
	return !offers || c.pub.ConnectionState() == webrtc.PeerConnectionStateConnected
}

// Publisher returns the publisher connection.
func (c *Client) Publisher() *webrtc.PeerConnection { return c.pub }

// Subscriber returns the subscriber connection, nil in single mode.
func (c *Client) Subscriber() *webrtc.PeerConnection { return c.sub }

// CanSend reports whether the reliable channel is open.
func (c *Client) CanSend() bool {
	return c.channels["_reliable"].ReadyState() == webrtc.DataChannelStateOpen
}

// SendData sends a packet; reliable ones get the next sequence number.
func (c *Client) SendData(kind livekit.DataPacket_Kind, packet *livekit.DataPacket) error {
	label := "_lossy"
	if kind == livekit.DataPacket_RELIABLE {
		label = "_reliable"
		c.mu.Lock()
		c.sequence++
		packet.Sequence = c.sequence
		c.mu.Unlock()
	}
	raw, err := proto.Marshal(packet)
	if err != nil {
		return err
	}
	return c.SendRaw(label, raw)
}

// SendRaw sends bytes on a channel.
func (c *Client) SendRaw(label string, raw []byte) error {
	channel := c.channels[label]
	if channel == nil {
		return fmt.Errorf("no channel %s", label)
	}
	return channel.Send(raw)
}

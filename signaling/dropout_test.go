package signaling_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"giaoban/signaling/internal/testserver"
	"giaoban/signaling/testclient"

	"github.com/livekit/protocol/livekit"
)

// TestClientsDropOutWhileJoining loses the sockets of clients, each after
// another message of its join, while their connections' handshakes go on. The
// server must let go of all of them; those that had got through by then may
// stay until the client's media ends.
func TestClientsDropOutWhileJoining(t *testing.T) {
	const each = 10 // messages of a join; a few of the last never come
	server := testserver.Start(t)
	stays := join(t, server, testclient.Dual, "hall", "stays")
	var drops sync.WaitGroup
	for _, mode := range testclient.Modes() {
		drops.Go(func() {
			for n := range each {
				identity := fmt.Sprintf("%s-%d", mode, n)
				c, err := tryDial(server, mode, server.Token(t, "hall", identity))
				if err != nil {
					t.Errorf("%s cannot join: %v", identity, err)
					continue
				}
				dropAfter(c, n)
			}
		})
	}
	drops.Wait()
	until(t, "the others to be gone", func() bool {
		return len(server.Service.Rooms().Participants("hall")) == 1
	})
	info, err := participant(server, "hall", "stays")
	if err != nil || info.GetState() != livekit.ParticipantInfo_ACTIVE {
		t.Errorf("who stays is %v, %v", info, err)
	}
	if stays.Left() != nil || stays.CloseError() != nil {
		t.Errorf("who stays was told %v, %v", stays.Left(), stays.CloseError())
	}
}

// dropAfter cuts the socket at the n-th message, or when there will be no more
// because the client is connected, then ends its connections.
func dropAfter(c *testclient.Client, n int) {
	for len(c.Messages()) < n && !c.Connected() && c.CloseError() == nil {
		runtime.Gosched()
	}
	c.DropSocket()
	c.Close()
}

//nolint:staticcheck // fields that older clients still use are tested too
package sfu_test

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"giaoban/sfu"
)

const (
	reliable = livekit.DataPacket_RELIABLE
	lossy    = livekit.DataPacket_LOSSY
)

func userPacket(text string, destinations ...string) *livekit.DataPacket {
	return &livekit.DataPacket{
		DestinationIdentities: destinations,
		Value:                 &livekit.DataPacket_User{User: &livekit.UserPacket{Payload: []byte(text)}},
	}
}

func texts(m *member) []string {
	var got []string
	for _, r := range m.data() {
		got = append(got, string(r.packet.GetUser().GetPayload()))
	}
	return got
}

func TestDataRouting(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		a, b, c := newMember(), newMember(), newMember()
		anh := join(t, room, "anh", a)
		binh := join(t, room, "binh", b)
		join(t, room, "chi", c)
		for name, tt := range map[string]struct {
			packet                *livekit.DataPacket
			toSelf, toBinh, toChi bool
		}{
			"everyone":                   {userPacket("x"), false, true, true},
			"one":                        {userPacket("x", "chi"), false, false, true},
			"several, self and unknown":  {userPacket("x", "anh", "binh", "nobody"), false, true, false},
			"nobody who is here":         {userPacket("x", "nobody"), false, false, false},
			"by sid in the user packet":  {&livekit.DataPacket{Value: &livekit.DataPacket_User{User: &livekit.UserPacket{DestinationSids: []string{binh.SID()}}}}, false, true, false},
			"by name in the user packet": {&livekit.DataPacket{Value: &livekit.DataPacket_User{User: &livekit.UserPacket{DestinationIdentities: []string{"chi"}}}}, false, false, true},
			"by sid and by name":         {&livekit.DataPacket{Value: &livekit.DataPacket_User{User: &livekit.UserPacket{DestinationSids: []string{binh.SID()}, DestinationIdentities: []string{"binh", "chi"}}}}, false, true, true},
		} {
			a.clear()
			b.clear()
			c.clear()
			if err := anh.SendPacket(lossy, tt.packet); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for who, got := range map[string][2]bool{"anh": {len(a.data()) == 1, tt.toSelf}, "binh": {len(b.data()) == 1, tt.toBinh}, "chi": {len(c.data()) == 1, tt.toChi}} {
				if got[0] != got[1] {
					t.Errorf("%s: %s received it: %v, want %v", name, who, got[0], got[1])
				}
			}
		}
	})
}

func TestDataIsStamped(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		anh := join(t, room, "anh", newMember())
		join(t, room, "binh", m)
		forged := &livekit.DataPacket{
			Kind: lossy, ParticipantSid: "PA_forged", ParticipantIdentity: "chủ tịch", Sequence: 7, DestinationIdentities: []string{"binh"},
			Value: &livekit.DataPacket_User{User: &livekit.UserPacket{ParticipantSid: "PA_forged", ParticipantIdentity: "chủ tịch", Payload: []byte("x"), Topic: proto.String("chat")}},
		}
		raw, err := proto.Marshal(forged)
		if err != nil {
			t.Fatal(err)
		}
		if err := anh.SendData(reliable, raw); err != nil {
			t.Fatal(err)
		}
		got := last(t, m.data())
		user := got.packet.GetUser()
		if got.kind != reliable || got.packet.Kind != reliable || got.packet.ParticipantSid != anh.SID() || got.packet.ParticipantIdentity != "anh" ||
			user.ParticipantSid != anh.SID() || user.ParticipantIdentity != "anh" {
			t.Errorf("received %v on %v: sender and kind must be the true ones", got.packet, got.kind)
		}
		if got.packet.Sequence != 7 || user.GetTopic() != "chat" || !slices.Equal(user.DestinationIdentities, []string{"binh"}) || !slices.Equal(got.packet.DestinationIdentities, []string{"binh"}) {
			t.Errorf("received %v: the rest must be as it was, destinations in both places", got.packet)
		}
	})
}

func TestDataKinds(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		plain, observer := newMember(), newMember()
		anh := join(t, room, "anh", newMember())
		agent := join(t, room, "agent", newMember(), func(c *sfu.JoinConfig) { c.Info.Kind = livekit.ParticipantInfo_AGENT })
		join(t, room, "plain", plain)
		join(t, room, "observer", observer, withPermission(func(p *livekit.ParticipantPermission) { p.CanSubscribeMetrics = true }))
		received := func(p *sfu.Participant, packet *livekit.DataPacket) (toPlain, toObserver bool) {
			plain.clear()
			observer.clear()
			_ = p.SendPacket(reliable, packet)
			return len(plain.data()) == 1, len(observer.data()) == 1
		}
		for name, tt := range map[string]struct {
			sender          *sfu.Participant
			packet          *livekit.DataPacket
			plain, observer bool
		}{
			"chat":                    {anh, &livekit.DataPacket{Value: &livekit.DataPacket_ChatMessage{ChatMessage: &livekit.ChatMessage{Message: "x"}}}, true, true},
			"rpc":                     {anh, &livekit.DataPacket{Value: &livekit.DataPacket_RpcRequest{RpcRequest: &livekit.RpcRequest{Id: "1"}}}, true, true},
			"stream chunk":            {anh, &livekit.DataPacket{Value: &livekit.DataPacket_StreamChunk{StreamChunk: &livekit.DataStream_Chunk{StreamId: "1"}}}, true, true},
			"encrypted":               {anh, &livekit.DataPacket{Value: &livekit.DataPacket_EncryptedPacket{EncryptedPacket: &livekit.EncryptedPacket{EncryptedValue: []byte{1}}}}, true, true},
			"nothing inside":          {anh, &livekit.DataPacket{}, true, true},
			"metrics":                 {anh, &livekit.DataPacket{Value: &livekit.DataPacket_Metrics{Metrics: &livekit.MetricsBatch{}}}, false, true},
			"forged speakers":         {anh, &livekit.DataPacket{Value: &livekit.DataPacket_Speaker{Speaker: &livekit.ActiveSpeakerUpdate{}}}, false, false},
			"transcription by anyone": {anh, &livekit.DataPacket{Value: &livekit.DataPacket_Transcription{Transcription: &livekit.Transcription{}}}, false, false},
			"transcription by agent":  {agent, &livekit.DataPacket{Value: &livekit.DataPacket_Transcription{Transcription: &livekit.Transcription{}}}, true, true},
		} {
			if p, o := received(tt.sender, tt.packet); p != tt.plain || o != tt.observer {
				t.Errorf("%s: plain received it %v, want %v; observer %v, want %v", name, p, tt.plain, o, tt.observer)
			}
		}
	})
}

// A kind that this server has never heard of goes through with every byte of it.
func TestUnknownDataKindPasses(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		anh := join(t, room, "anh", newMember())
		join(t, room, "binh", m)
		unknown := protowire.AppendBytes(protowire.AppendTag(nil, 999, protowire.BytesType), []byte("from the future"))
		raw, err := proto.Marshal(&livekit.DataPacket{DestinationIdentities: []string{"binh"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := anh.SendData(reliable, append(raw, unknown...)); err != nil {
			t.Fatal(err)
		}
		got := last(t, m.data()).packet
		if !bytes.Equal(got.ProtoReflect().GetUnknown(), unknown) || got.ParticipantIdentity != "anh" {
			t.Errorf("received %v with %q", got, got.ProtoReflect().GetUnknown())
		}
	})
}

func TestDataRefused(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		anh := join(t, room, "anh", newMember())
		mute := join(t, room, "mute", newMember(), withPermission(func(p *livekit.ParticipantPermission) { p.CanPublishData = false }))
		join(t, room, "binh", m)
		wantCode(t, anh.SendData(reliable, []byte{0xff, 0xff, 0xff}), sfu.Invalid)
		wantCode(t, anh.SendData(reliable, make([]byte, sfu.MaxDataSize+1)), sfu.LimitExceeded)
		wantCode(t, mute.SendPacket(reliable, userPacket("x")), sfu.NotAllowed)
		anh.Leave(livekit.DisconnectReason_CLIENT_INITIATED)
		wantCode(t, anh.SendPacket(reliable, userPacket("x")), sfu.NotFound)
		if got := m.data(); len(got) != 0 {
			t.Errorf("received %v", got)
		}
	})
}

func TestReliableOrderAndResume(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		anh := join(t, room, "anh", newMember())
		join(t, room, "binh", m)
		send := func(n uint32) {
			packet := userPacket(fmt.Sprint(n))
			packet.Sequence = n
			if err := anh.SendPacket(reliable, packet); err != nil {
				t.Fatal(err)
			}
		}
		for _, n := range []uint32{1, 2, 3, 2, 3, 4, 0, 0} { // 2 and 3 again, as a client replays after a resume
			send(n)
		}
		if got, want := texts(m), []string{"1", "2", "3", "4", "0", "0"}; !slices.Equal(got, want) {
			t.Errorf("received %v, want %v", got, want)
		}
		if got := anh.LastReliableSequence(); got != 4 {
			t.Errorf("the last sequence is %d, want 4", got)
		}
	})
}

func TestDataWaitsForTheChannel(t *testing.T) {
	inRoom(t, sfu.RoomConfig{InboxTimeout: 2 * time.Second}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		m := newMember()
		anh := join(t, room, "anh", newMember())
		binh, _, err := room.Join(t.Context(), m, sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: "binh", Permission: everything()}})
		if err != nil {
			t.Fatal(err)
		}
		send := func(kind livekit.DataPacket_Kind, text string) {
			if err := anh.SendPacket(kind, userPacket(text)); err != nil {
				t.Fatal(err)
			}
		}
		send(reliable, "too old")
		pass(1500 * time.Millisecond)
		send(reliable, "first")
		send(lossy, "lost")
		send(reliable, "second")
		pass(time.Second)
		if got := texts(m); len(got) != 0 {
			t.Errorf("received %v before the channels were open", got)
		}
		binh.OpenData(reliable)
		binh.OpenData(reliable)
		send(reliable, "third")
		send(lossy, "lost too")
		binh.OpenData(lossy)
		send(lossy, "fourth")
		if got, want := texts(m), []string{"first", "second", "third", "fourth"}; !slices.Equal(got, want) {
			t.Errorf("received %v, want %v", got, want)
		}
	})
	t.Run("bounded", func(t *testing.T) {
		inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
			m := newMember()
			anh := join(t, room, "anh", newMember())
			binh, _, err := room.Join(t.Context(), m, sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: "binh"}})
			if err != nil {
				t.Fatal(err)
			}
			for range 100 {
				if err := anh.SendPacket(reliable, userPacket(string(make([]byte, 60_000)))); err != nil {
					t.Fatal(err)
				}
			}
			binh.OpenData(reliable)
			if got := len(m.data()); got == 0 || got > 17 {
				t.Errorf("%d packets of 60 kB waited, want about a MiB", got)
			}
		})
	})
}

// One sender writes while the receiver's channel opens: nothing is lost or out of order.
func TestOrderAcrossOpening(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		for range 50 {
			m := newMember()
			binh, _, err := room.Join(t.Context(), m, sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: "binh"}})
			if err != nil {
				t.Fatal(err)
			}
			var racing sync.WaitGroup
			racing.Go(func() {
				for i := range 100 {
					_ = anh.SendPacket(reliable, userPacket(fmt.Sprint(i)))
				}
			})
			racing.Go(func() { binh.OpenData(reliable) })
			racing.Wait()
			for i, text := range texts(m) {
				if text != fmt.Sprint(i) {
					t.Fatalf("packet %d is %q", i, text)
				}
			}
			if got := len(m.data()); got != 100 {
				t.Fatalf("received %d of 100", got)
			}
		}
	})
}

func TestSlowReceiverHarmsNobody(t *testing.T) {
	metrics := sfu.NewMetrics()
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{Metrics: metrics}, func(t *testing.T, room *sfu.Room) {
		slow, quick := newMember(), newMember()
		slow.slow = true
		anh := join(t, room, "anh", newMember())
		join(t, room, "slow", slow)
		join(t, room, "quick", quick)
		const n = 10_000
		for i := range n {
			if err := anh.SendPacket(lossy, userPacket(fmt.Sprint(i))); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(quick.data()); got != n {
			t.Errorf("the quick one received %d of %d", got, n)
		}
		if got := gathered(t, metrics)["giaoban_sfu_data_dropped_total"]; got != n {
			t.Errorf("%v drops were counted, want %d", got, n)
		}
	})
}

func TestServerData(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		a, b := newMember(), newMember()
		join(t, room, "anh", a)
		join(t, room, "binh", b)
		nonce := bytes.Repeat([]byte{7}, 16)
		req := &livekit.SendDataRequest{Data: []byte("x"), Kind: reliable, Topic: proto.String("t"), DestinationIdentities: []string{"binh"}, Nonce: nonce}
		for range 3 {
			if err := room.SendData(req); err != nil {
				t.Fatal(err)
			}
		}
		wantCode(t, room.SendData(&livekit.SendDataRequest{Nonce: []byte("short")}), sfu.Invalid)
		wantCode(t, room.SendData(&livekit.SendDataRequest{Data: make([]byte, sfu.MaxDataSize+1)}), sfu.LimitExceeded)
		got := b.data()
		if len(got) != 1 || len(a.data()) != 0 {
			t.Fatalf("binh received %d, anh %d; want 1 and 0: repeated nonces are dropped", len(got), len(a.data()))
		}
		packet := got[0].packet
		if packet.ParticipantIdentity != "" || packet.ParticipantSid != "" || packet.Sequence != 0 || packet.GetUser().GetTopic() != "t" || got[0].kind != reliable {
			t.Errorf("received %v", packet)
		}
		if err := room.SendPacket(reliable, &livekit.DataPacket{Sequence: 9, Value: userPacket("y").Value}); err != nil {
			t.Fatal(err)
		}
		if got := last(t, a.data()).packet; got.Sequence != 0 {
			t.Errorf("a packet of the server has sequence %d", got.Sequence)
		}
		pass(11 * time.Minute)
		if err := room.SendData(req); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := len(b.data()); got != 3 {
			t.Errorf("binh received %d in all: a nonce is not remembered forever", got)
		}
	})
}

func FuzzDataPacket(f *testing.F) {
	for _, packet := range []*livekit.DataPacket{
		userPacket("x"), userPacket("x", "binh"), {},
		{Sequence: 3, Value: &livekit.DataPacket_ChatMessage{ChatMessage: &livekit.ChatMessage{Message: "xin chào"}}},
		{Value: &livekit.DataPacket_Metrics{Metrics: &livekit.MetricsBatch{}}},
	} {
		raw, err := proto.Marshal(packet)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	room := sfu.NewRoom(sfu.RoomConfig{Name: "fuzz"}, sfu.Deps{})
	f.Cleanup(func() { room.Close(livekit.DisconnectReason_SERVER_SHUTDOWN) })
	sender, receiver := newMember(), newMember()
	join := func(identity string, m *member) *sfu.Participant {
		p, _, err := room.Join(f.Context(), m, sfu.JoinConfig{Info: &livekit.ParticipantInfo{Identity: identity, Permission: everything()}})
		if err != nil {
			f.Fatal(err)
		}
		p.OpenData(reliable)
		p.OpenData(lossy)
		return p
	}
	anh := join("anh", sender)
	join("binh", receiver)
	f.Fuzz(func(t *testing.T, raw []byte) {
		receiver.clear()
		err := anh.SendData(lossy, raw)
		if len(sender.data()) != 0 {
			t.Error("the packet came back to its sender")
		}
		for _, got := range receiver.data() {
			if err != nil || got.packet.ParticipantIdentity != "anh" || got.packet.ParticipantSid != anh.SID() {
				t.Errorf("received %v after %v", got.packet, err)
			}
			if user := got.packet.GetUser(); user != nil && user.ParticipantIdentity != "anh" {
				t.Errorf("received a forged %v", user)
			}
		}
	})
}

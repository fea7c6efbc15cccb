package sfu_test

import (
	"testing"
	"time"

	"github.com/livekit/protocol/livekit"

	"giaoban/sfu"
	"giaoban/sfu/codec"
)

func lineOf(t *testing.T, room *sfu.Room, identity string) sfu.Line {
	t.Helper()
	lines, err := room.Lines()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if line.Identity == identity {
			return line
		}
	}
	t.Fatalf("%s is not among %+v", identity, lines)
	return sfu.Line{}
}

// What the line loses is counted for as long as the session lasts, whatever becomes of its tracks.
func TestLines(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		join(t, room, "binh", newMember())
		pub := publish(t, anh, microphone("mic"))
		src := newSource(mustCodec(codec.MimeOpus), 1)
		src.layer(t, pub, "")
		src.speak(t, 20, 11*time.Second)
		before := lineOf(t, room, "anh")
		if !before.Microphone.Published || before.Microphone.Muted || before.Microphone.Came == 0 || before.Up.Packets == 0 || before.Up.Lost != 0 {
			t.Errorf("speaking: %+v", before)
		}
		if before.Heard.IsZero() || time.Since(before.Heard) > time.Second {
			t.Errorf("heard at %v", before.Heard)
		}
		if down := lineOf(t, room, "binh").Down; down.Packets == 0 || down.Bytes == 0 {
			t.Errorf("nothing goes to the other: %+v", down)
		}
		for range 500 { // every second packet is lost
			src.seq++
			src.sound(t, 127)
			pass(20 * time.Millisecond)
		}
		after := lineOf(t, room, "anh")
		packets, lost := after.Up.Packets-before.Up.Packets, after.Up.Lost-before.Up.Lost
		if packets == 0 || lost*100 < packets*35 || lost*100 > packets*65 {
			t.Errorf("%d of %d are lost, want half", lost, packets)
		}
		if time.Since(after.Heard) < 5*time.Second {
			t.Errorf("silent, and heard at %v", after.Heard)
		}
		mute(t, anh, pub, true)
		if line := lineOf(t, room, "anh"); !line.Microphone.Muted {
			t.Errorf("muted: %+v", line)
		}
		if err := anh.Unpublish(pub.SID()); err != nil {
			t.Fatal(err)
		}
		pass(11 * time.Second)
		gone := lineOf(t, room, "anh")
		if gone.Microphone.Published || gone.Up.Packets < after.Up.Packets {
			t.Errorf("after its track has gone: %+v", gone)
		}
	})
}

// A picture that nobody wants is not sent, and so is not missed.
func TestLinesOfPictures(t *testing.T) {
	inRoom(t, sfu.RoomConfig{}, sfu.Deps{}, func(t *testing.T, room *sfu.Room) {
		anh := join(t, room, "anh", newMember())
		binh := join(t, room, "binh", newMember())
		pub := publish(t, anh, camera("cam"))
		cam := &pictures{}
		for i, rid := range []string{"q", "h", "f"} {
			src := newSource(mustCodec(codec.MimeVP8), uint32(1000+i))
			src.layer(t, pub, rid)
			cam.layers = append(cam.layers, src)
		}
		cam.film(30, 1000, 11*time.Second)
		line := lineOf(t, room, "anh")
		if !line.Camera.Wanted || line.Camera.Came == 0 || line.Width != 640 || line.Height != 360 || line.FrameRate < 20 {
			t.Errorf("filming: %+v", line)
		}
		if shown := lineOf(t, room, "binh").Shown; shown.Width != 640 || shown.Height != 360 {
			t.Errorf("the other is shown %+v", shown)
		}
		err := binh.UpdateTrackSettings(&livekit.UpdateTrackSettings{TrackSids: []string{pub.SID()}, Disabled: true})
		if err != nil {
			t.Fatal(err)
		}
		pass(15 * time.Second)
		line = lineOf(t, room, "anh")
		if line.Camera.Wanted || !line.Camera.Published || line.Height != 0 {
			t.Errorf("nobody looks: %+v", line)
		}
	})
}

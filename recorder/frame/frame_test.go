package frame_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/rtp"

	"giaoban/recorder/frame"
	"giaoban/recorder/recordertest"
	"giaoban/sfu/codec"
)

var start = time.Unix(1000, 0)

// assemble pushes packets at their times and returns the frames.
func assemble(t *testing.T, c codec.Type, packets []recordertest.Packet) ([]frame.Frame, *frame.Assembler) {
	t.Helper()
	a, err := frame.New(c)
	if err != nil {
		t.Fatal(err)
	}
	var frames []frame.Frame
	give := func(f frame.Frame) { frames = append(frames, f) }
	last := start
	for i := range packets {
		last = start.Add(packets[i].At)
		a.Push(&packets[i].Header, packets[i].Payload, last, give)
	}
	a.Flush(last, give)
	return frames, a
}

func same(t *testing.T, got, want []frame.Frame) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d frames, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i].Time != want[i].Time || string(got[i].Data) != string(want[i].Data) || got[i].Key != want[i].Key {
			t.Fatalf("frame %d differs", i)
		}
	}
}

func TestOutOfOrderAndTwice(t *testing.T) {
	media := recordertest.Make(t, codec.VP8, 2)
	want, _ := assemble(t, codec.VP8, media.Packets)
	random := rand.New(rand.NewPCG(1, 2))
	var mixed []recordertest.Packet
	for first := 1; first < len(media.Packets); first += 8 {
		block := append([]recordertest.Packet(nil), media.Packets[first:min(first+8, len(media.Packets))]...)
		random.Shuffle(len(block), func(i, j int) { block[i], block[j] = block[j], block[i] })
		mixed = append(append(mixed, block...), block[0])
	}
	mixed = append(media.Packets[:1:1], mixed...)
	got, a := assemble(t, codec.VP8, mixed)
	same(t, got, want)
	if s := a.Stats(); s.Lost != 0 || s.Late == 0 {
		t.Errorf("%+v", s)
	}
}

func TestALossEndsThePictureUntilTheNextKeyFrame(t *testing.T) {
	media := recordertest.Make(t, codec.VP8, 3)
	whole, _ := assemble(t, codec.VP8, media.Packets)
	lost := 0
	for i := range media.Packets {
		if media.Packets[i].At >= 1200*time.Millisecond {
			lost = i
			break
		}
	}
	packets := append(append([]recordertest.Packet(nil), media.Packets[:lost]...), media.Packets[lost+1:]...)
	got, a := assemble(t, codec.VP8, packets)
	// Key frames come each second: all from 1.2 s to 2 s are gone.
	if missing := len(whole) - len(got); missing < 20 || missing > 26 {
		t.Errorf("%d frames missing", missing)
	}
	gaps := 0
	for i := range got {
		if got[i].Gap {
			gaps++
			if !got[i].Key {
				t.Errorf("frame %d behind the gap is no key frame", i)
			}
		}
	}
	if s := a.Stats(); gaps != 1 || s.Lost != 1 || a.WantsKey() {
		t.Errorf("%d gaps, %+v", gaps, s)
	}
}

// Of a line that loses one or three packets in ten at random, all that is kept is what was sent, at its time, and decodable: a picture
// follows the one that it refers to, or is a key frame.
func TestTenthsLost(t *testing.T) {
	for _, c := range []codec.Type{codec.VP8, codec.VP9, codec.H264, codec.Opus} {
		media := recordertest.Make(t, c, 10)
		for _, tenths := range []int{1, 3} {
			t.Run(fmt.Sprintf("%s/%d", c.Mime(), tenths), func(t *testing.T) { loseTenths(t, c, media, tenths) })
		}
	}
}

func loseTenths(t *testing.T, c codec.Type, media *recordertest.Media, tenths int) {
	t.Helper()
	whole, _ := assemble(t, c, media.Packets)
	random := rand.New(rand.NewPCG(3, 10))
	var through []recordertest.Packet
	for i := range media.Packets {
		if i == 0 || random.IntN(10) >= tenths {
			through = append(through, media.Packets[i])
		}
	}
	got, a := assemble(t, c, through)
	// Whether what is missing behind the last that came was sent at all, nobody can tell.
	missing := through[len(through)-1].Header.SequenceNumber - media.Packets[0].Header.SequenceNumber + 1 - uint16(len(through))
	if s := a.Stats(); s.Lost != uint64(missing) {
		t.Errorf("%d packets are told as lost of %d", s.Lost, missing)
	}
	if c == codec.Opus && len(got) != len(through) {
		t.Errorf("%d frames of %d packets", len(got), len(through))
	}
	if len(got) == 0 && tenths == 1 { // of more no key frame in many packets may have come
		t.Fatal("nothing is left")
	}
	at := -1
	for i := range got {
		before := at
		for at++; at < len(whole) && whole[at].Time != got[i].Time; at++ {
		}
		switch {
		case at == len(whole):
			t.Fatalf("frame %d has a time that was not sent, or comes too late", i)
		case string(whole[at].Data) != string(got[i].Data):
			t.Errorf("frame %d is not what was sent", i)
		case c != codec.Opus && !got[i].Key && at != before+1:
			t.Errorf("frame %d refers to one that is missing", i)
		case before >= 0 && at != before+1 && !got[i].Gap:
			t.Errorf("the loss before frame %d is not told", i)
		}
	}
}

func TestALateRepairInTimeLosesNothing(t *testing.T) {
	media := recordertest.Make(t, codec.VP8, 2)
	want, _ := assemble(t, codec.VP8, media.Packets)
	packets := append([]recordertest.Packet(nil), media.Packets...)
	late := packets[40]
	at := 40
	for at < len(packets)-1 && packets[at].At < late.At+400*time.Millisecond {
		packets[at] = packets[at+1]
		at++
	}
	late.At = packets[at-1].At
	packets[at] = late
	got, _ := assemble(t, codec.VP8, packets)
	same(t, got, want)
}

func TestASilentStreamIsNotWaitedForForEver(t *testing.T) {
	media := recordertest.Make(t, codec.Opus, 1)
	a, err := frame.New(codec.Opus)
	if err != nil {
		t.Fatal(err)
	}
	var got []frame.Frame
	give := func(f frame.Frame) { got = append(got, f) }
	a.Push(&media.Packets[0].Header, media.Packets[0].Payload, start, give)
	a.Push(&media.Packets[2].Header, media.Packets[2].Payload, start, give)
	if len(got) != 1 {
		t.Fatalf("%d frames before the missing one was given up", len(got))
	}
	a.Tick(start.Add(time.Second), give)
	if len(got) != 2 || !got[1].Gap {
		t.Fatalf("%d frames", len(got))
	}
}

func TestNoKeyFrameNoFrames(t *testing.T) {
	media := recordertest.Make(t, codec.VP8, 1)
	first := 0
	for media.Packets[first].At == 0 {
		first++
	}
	got, a := assemble(t, codec.VP8, media.Packets[first:])
	if len(got) != 0 || !a.WantsKey() {
		t.Errorf("%d frames", len(got))
	}
}

func TestUnknownCodec(t *testing.T) {
	if _, err := frame.New(codec.PCMU); !errors.Is(err, frame.ErrCodec) {
		t.Errorf("error %v", err)
	}
}

func FuzzPush(f *testing.F) {
	f.Add(uint8(codec.VP8), []byte{0x10, 0, 0, 0, 0x9d, 0x01, 0x2a, 64, 1, 180, 0})
	f.Add(uint8(codec.VP9), []byte{0x8c, 0x80, 1, 0x82, 0x49, 0x83, 0x42})
	f.Add(uint8(codec.AV1), []byte{0x18, 0x0a, 0x0b, 0, 0, 0})
	f.Add(uint8(codec.H264), []byte{0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 1})
	f.Fuzz(func(t *testing.T, c uint8, data []byte) {
		a, err := frame.New(codec.Type(c))
		if err != nil {
			return
		}
		now := start
		for i := 0; len(data) > 0; i++ {
			n := min(1+int(data[0])%64, len(data))
			header := rtp.Header{SequenceNumber: uint16(i + int(data[0])%3), Timestamp: uint32(i/3) * 3000, Marker: i%3 == 2}
			a.Push(&header, data[:n], now, func(f frame.Frame) {
				if len(f.Data) == 0 {
					t.Fatal("an empty frame")
				}
			})
			data = data[n:]
			now = now.Add(100 * time.Millisecond)
		}
		a.Flush(now, func(frame.Frame) {})
	})
}

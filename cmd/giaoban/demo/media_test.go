package demo

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
)

func TestPictureEncodesFramesStartingWithAKeyFrame(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := newStream(&codecs.VP8Payloader{EnablePictureID: true}, 96, 1, videoClock)
	frames := 0
	p := picture{name: "Điểm cầu Chiêm Hóa", hue: 40, dir: t.TempDir(), size: "320x180", rate: "200k"}
	err := p.encode(ctx, func(data []byte, ticks uint32) error {
		if err := out.write(data, ticks, -1); err != nil {
			return err
		}
		if frames++; frames == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("encode ended with %v, want the cancellation", err)
	}
	raw := make([]byte, 1500)
	n, err := out.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	var packet rtp.Packet
	if err := packet.Unmarshal(raw[:n]); err != nil {
		t.Fatal(err)
	}
	var descriptor codecs.VP8Packet
	payload, err := descriptor.Unmarshal(packet.Payload)
	if err != nil {
		t.Fatal(err)
	}
	if keyFrame := payload[0]&1 == 0; descriptor.S != 1 || !keyFrame {
		t.Fatalf("the first packet does not start a key frame: S=%d, first byte %#x", descriptor.S, payload[0])
	}
}

func TestVoicesTakeTurns(t *testing.T) {
	tone, err := encodeTone(t.Context(), 330)
	if err != nil {
		t.Fatal(err)
	}
	if want := int(turnLength / opusFrame); len(tone) < want {
		t.Fatalf("%d packets of tone, want at least %d", len(tone), want)
	}
	const sites = 3
	speakingOf := make([]int, sites)
	start := time.Unix(1_800_000_000, 0)
	for at := time.Duration(0); at < sites*(turnLength+turnGap); at += opusFrame {
		speaking := 0
		for site := range sites {
			v := voice{tone: tone, turn: site, turns: sites}
			if _, is := v.frame(start.Add(at)); is {
				speaking++
				speakingOf[site]++
			}
		}
		if speaking > 1 {
			t.Fatalf("%d sites speak at once after %v", speaking, at)
		}
	}
	for site, frames := range speakingOf {
		if want := int(turnLength / opusFrame); frames != want {
			t.Errorf("site %d spoke for %d frames of the round, want %d", site, frames, want)
		}
	}
}

func TestStreamCarriesTheAudioLevel(t *testing.T) {
	out := newStream(&codecs.OpusPayloader{}, 111, 7, audioClock)
	if err := out.write(opusSilence, opusTicks, toneLevel); err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, 1500)
	n, _ := out.Read(raw)
	var packet rtp.Packet
	if err := packet.Unmarshal(raw[:n]); err != nil {
		t.Fatal(err)
	}
	var level rtp.AudioLevelExtension
	if err := level.Unmarshal(packet.GetExtension(audioLevelID)); err != nil || level.Level != toneLevel || !level.Voice {
		t.Fatalf("level %+v, error %v; want %d with voice", level, err, toneLevel)
	}
	out.close()
	if _, err := out.Read(raw); err == nil {
		t.Fatal("a closed stream still reads")
	}
}

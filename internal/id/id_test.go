package id

import (
	"regexp"
	"strings"
	"testing"

	"github.com/livekit/protocol/livekit"
)

func TestSids(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		make func() string
		want string
	}{
		"room":        {Room, `^RM_[0-9A-Za-z]{12}$`},
		"participant": {Participant, `^PA_[0-9A-Za-z]{12}$`},
		"camera": {func() string {
			return Track(livekit.TrackType_VIDEO, livekit.TrackSource_CAMERA)
		}, `^TR_VC[0-9A-Za-z]{12}$`},
		"microphone": {func() string {
			return Track(livekit.TrackType_AUDIO, livekit.TrackSource_MICROPHONE)
		}, `^TR_AM[0-9A-Za-z]{12}$`},
		"screen sound": {func() string {
			return Track(livekit.TrackType_AUDIO, livekit.TrackSource_SCREEN_SHARE_AUDIO)
		}, `^TR_As[0-9A-Za-z]{12}$`},
		"screen": {func() string {
			return Track(livekit.TrackType_VIDEO, livekit.TrackSource_SCREEN_SHARE)
		}, `^TR_VS[0-9A-Za-z]{12}$`},
		"unknown": {func() string {
			return Track(livekit.TrackType_DATA, livekit.TrackSource_UNKNOWN)
		}, `^TR_DU[0-9A-Za-z]{12}$`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shape := regexp.MustCompile(tt.want)
			seen := map[string]bool{}
			for range 1000 {
				sid := tt.make()
				if !shape.MatchString(sid) {
					t.Fatalf("%q does not look like %s", sid, tt.want)
				}
				if seen[sid] {
					t.Fatalf("%q came twice", sid)
				}
				seen[sid] = true
			}
		})
	}
}

func TestRandomUsesTheWholeAlphabet(t *testing.T) {
	t.Parallel()
	text := Random(20000)
	if len(text) != 20000 {
		t.Fatalf("got %d characters", len(text))
	}
	for _, letter := range alphabet {
		// 20000/62 is 322 on average; half of it is more than nine standard deviations away.
		if n := strings.Count(text, string(letter)); n < 161 {
			t.Errorf("%q came only %d times", letter, n)
		}
	}
}

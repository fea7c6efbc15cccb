package programme

import (
	"reflect"
	"strings"
	"testing"
)

func TestSilencesAreRead(t *testing.T) {
	said := "frame:0    pts:0       pts_time:0\nlavfi.silence_start=-0.01\nframe:9    pts:1       pts_time:3\nlavfi.silence_end=3\nlavfi.silence_duration=3\n" +
		"lavfi.silence_start=10\nlavfi.silence_end=11.5\nlavfi.silence_start=nan\nlavfi.silence_end=12\nlavfi.silence_start=20.5\nlavfi.silence_end=25\nlavfi.silence_start=55\n"
	found, err := readSilences(strings.NewReader(said), 60_000)
	want := []Silence{{0, 2750}, {20_900, 24_750}, {55_400, 60_000}}
	if err != nil || !reflect.DeepEqual(found, want) {
		t.Errorf("%+v, %v, want %+v", found, err, want)
	}
}

package rushes

import (
	"reflect"
	"testing"
)

func TestSilenceIsWhatIsLeftBetweenVoices(t *testing.T) {
	for _, one := range []struct{ heard, want []RushesSilence }{
		{nil, []RushesSilence{{1000, 9000}}},
		{[]RushesSilence{{0, 20_000}}, []RushesSilence{}},
		{[]RushesSilence{{5000, 6000}, {0, 2000}, {5500, 7000}}, []RushesSilence{{2000, 5000}, {7000, 9000}}},
		{[]RushesSilence{{8000, 12_000}, {11_000, 12_000}}, []RushesSilence{{1000, 8000}}},
	} {
		if got := between(one.heard, 1000, 9000); !reflect.DeepEqual(got, one.want) {
			t.Errorf("between %v: %v, want %v", one.heard, got, one.want)
		}
	}
}

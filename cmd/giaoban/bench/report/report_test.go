package report

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

func TestDistribute(t *testing.T) {
	t.Run("nearest rank of a hundred", func(t *testing.T) {
		var samples []time.Duration
		for i := 100; i > 0; i-- {
			samples = append(samples, time.Duration(i))
		}
		want := Distribution{Count: 100, Median: 50, P99: 99, Max: 100}
		if got := Distribute(samples); got != want {
			t.Errorf("got %+v: want %+v", got, want)
		}
	})
	t.Run("one sample is everything", func(t *testing.T) {
		want := Distribution{Count: 1, Median: 7, P99: 7, Max: 7}
		if got := Distribute([]time.Duration{7}); got != want {
			t.Errorf("got %+v: want %+v", got, want)
		}
	})
	t.Run("none", func(t *testing.T) {
		if got := Distribute(nil); got != (Distribution{}) {
			t.Errorf("got %+v", got)
		}
	})
}

func TestMedian(t *testing.T) {
	if got := Median([]float64{3, 1, 2}); got != 2 {
		t.Errorf("got %v: want 2", got)
	}
	if got := Median([]float64{4, 1, 2, 3}); got != 2.5 {
		t.Errorf("got %v: want 2.5", got)
	}
	if got := Median(nil); !math.IsNaN(got) {
		t.Errorf("got %v of none", got)
	}
}

// sample is a result with round figures: 4 s of CPU per million packets over a loop of 2 s.
func sample() *Result {
	return &Result{
		Scenario: "video", Publishers: 1, Subscribers: 100, Streams: 1, Window: 10 * time.Second,
		Packets:     Packets{Sent: 5000, Expected: 500_000, Delivered: 495_000, Bytes: 495_000 * 1000, Missing: 5000},
		Delay:       &Distribution{Count: 10, Median: 250 * time.Microsecond, P99: 4 * time.Millisecond},
		Join:        Distribution{Count: 100, Median: 30 * time.Millisecond},
		Cipher:      "AES-GCM",
		Decrypted:   10,
		Client:      ClientUse{CPU: 5 * time.Second},
		Others:      2 * time.Second,
		Server:      &ServerUse{CPU: 1980 * time.Millisecond, Resident: 50 << 20, Peak: 60 << 20},
		Calibration: &Calibration{Before: 1, After: 3},
	}
}

func TestResult(t *testing.T) {
	r := sample()
	if got := r.Packets.Loss(); got != 0.01 {
		t.Errorf("loss %v: want 0.01", got)
	}
	if got := r.PacketRate(); got != 49_500 {
		t.Errorf("rate %v: want 49,500", got)
	}
	if got, ok := r.ServerPerMillion(); !ok || got != 4 {
		t.Errorf("server %v, %v: want 4", got, ok)
	}
	if got, ok := r.Ratio(); !ok || got != 2 {
		t.Errorf("ratio %v, %v: want 2", got, ok)
	}
	if got := r.Warnings(); len(got) != 0 {
		t.Errorf("warnings %q: want none", got)
	}
	r.Client = ClientUse{CPU: 10 * time.Second, SocketDrops: 1, SendFailures: 1, FramesSkipped: 1}
	r.Decrypted, r.Others = 0, 5*time.Second
	if got := r.Warnings(); len(got) != 6 {
		t.Errorf("warnings %q: want six", got)
	}
	r.Server = nil
	if _, ok := r.Ratio(); ok {
		t.Error("a ratio without a server's CPU time")
	}
	if got := (Packets{Expected: 5, Delivered: 6}).Loss(); got != 0 {
		t.Errorf("loss %v when more came than was expected: want 0", got)
	}
	if (&Result{}).PacketRate() != 0 || (&Result{}).Load(time.Second) != 0 {
		t.Error("a rate over no time")
	}
}

func TestWriteTable(t *testing.T) {
	runs := []*Result{sample(), sample(), sample()}
	runs[1].Server = &ServerUse{CPU: 9900 * time.Millisecond, Resident: 70 << 20}
	other := sample()
	other.Scenario, other.Server, other.Delay = "audio", nil, nil
	var b strings.Builder
	if err := WriteTable(&b, append(runs, other)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("got\n%s\nwant a heading and a line for each scenario", b.String())
	}
	if got := strings.Join(strings.Fields(lines[1]), " "); got != "video 3 49500 1.000% 0.25 ms 4.0 ms 30 ms 4.00 2.00 2.00 20% 50 MB 50% 20%" {
		t.Errorf("got %q: want the medians", got)
	}
	if got := strings.Join(strings.Fields(lines[2]), " "); got != "audio 1 49500 1.000% - - 30 ms - 2.00 - - - 50% -" {
		t.Errorf("got %q: want dashes for what is not known", got)
	}
}

func TestWriteText(t *testing.T) {
	var b strings.Builder
	r := sample()
	r.Client.SocketDrops = 3
	if err := WriteText(&b, r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"495000 of 500000", "loss 1.000%", "ratio", "2.00", "AES-GCM", "WARNING"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestSpread(t *testing.T) {
	if got, want := SpreadOf([]uint64{1, 5, 3}), (Spread{Sum: 9, Mean: 3, Max: 5}); got != want {
		t.Errorf("got %+v: want %+v", got, want)
	}
	if got := SpreadOf(nil); got != (Spread{}) {
		t.Errorf("got %+v of none", got)
	}
}

func TestProvince(t *testing.T) {
	r := sample()
	r.Province = &Province{
		Sites: 170, Tiles: 8, Stage: Flow{Sent: 10, Expected: 1000, Delivered: 990}, Sound: Flow{Expected: 5, Delivered: 6},
		SiteMemory: 3 << 20,
		Joining: Joining{
			Took: 20 * time.Second, ClientCPU: 10 * time.Second, ServerCPU: 5 * time.Second,
			FirstSound: Distribution{Count: 170, Median: 70 * time.Millisecond}, Updates: Spread{Mean: 25, Max: 31},
		},
	}
	if got := r.Warnings(); len(got) != 0 {
		t.Errorf("warnings %q: want none", got)
	}
	var b strings.Builder
	if err := WriteText(&b, r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"990 of 1000 packets, of 10 sent, loss 1.000%", "6 of 5 packets, of 0 sent, loss 0.000%", "median 70.00 ms",
		"participant updates mean 25, max 31", "load generator 50% of a core", "25% of a core, busy for 0 s, 5.0 CPU s", "3072 kB",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	r.Province.Joining.ClientBusy = 4 * time.Second
	if got := r.Warnings(); len(got) != 1 || !strings.Contains(got[0], "4 of the 20 s") {
		t.Errorf("warnings %q: want one that says how long the load generator was the limit", got)
	}
}

func TestWriteJSON(t *testing.T) {
	var b strings.Builder
	if err := WriteJSON(&b, []*Result{sample()}); err != nil {
		t.Fatal(err)
	}
	var back []Result
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil {
		t.Fatal(err)
	}
	if len(back) != 1 || back[0].Packets != sample().Packets || *back[0].Server != *sample().Server {
		t.Errorf("got %+v", back)
	}
}

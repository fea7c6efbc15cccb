package client

import "testing"

func TestTracker(t *testing.T) {
	sequence := func(from, n int) []uint16 {
		var s []uint16
		for i := range n {
			s = append(s, uint16(from+i))
		}
		return s
	}
	for _, test := range []struct {
		name    string
		numbers []uint16
		want    Counts
	}{
		{"nothing", nil, Counts{}},
		{"in order", sequence(10, 100), Counts{Packets: 100, Span: 100}},
		{"across the wrap", sequence(65530, 20), Counts{Packets: 20, Span: 20}},
		{"starting at zero", sequence(0, 3), Counts{Packets: 3, Span: 3}},
		{"one lost", []uint16{1, 2, 4}, Counts{Packets: 3, Span: 4, Gaps: 1}},
		{"two gaps", []uint16{1, 3, 6}, Counts{Packets: 3, Span: 6, Gaps: 2}},
		{"one late", []uint16{1, 3, 2, 4}, Counts{Packets: 4, Span: 4, Gaps: 1, Reordered: 1}},
		{"one twice", []uint16{1, 2, 2, 3}, Counts{Packets: 3, Span: 3, Duplicates: 1}},
		{"late across the wrap", []uint16{65534, 0, 65535, 1}, Counts{Packets: 4, Span: 4, Gaps: 1, Reordered: 1}},
		{"late and twice", []uint16{1, 3, 2, 2}, Counts{Packets: 3, Span: 3, Gaps: 1, Reordered: 1, Duplicates: 1}},
		{"before the first", []uint16{5, 4}, Counts{Packets: 1, Span: 1, Duplicates: 1}},
		{"too late to tell", append(sequence(0, 1), append(sequence(2, 2000), 1)...), Counts{Packets: 2001, Span: 2002, Gaps: 1, Duplicates: 1}},
		{"a jump past the window", []uint16{1, 5000, 4999}, Counts{Packets: 3, Span: 5000, Gaps: 1, Reordered: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var tracker Tracker
			for _, number := range test.numbers {
				tracker.Add(number, 0)
			}
			if tracker.counts != test.want {
				t.Errorf("got %+v: want %+v", tracker.counts, test.want)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	early := Counts{Packets: 5, Bytes: 50, Span: 6, Gaps: 1, Reordered: 2, Duplicates: 3}
	late := early.Add(Counts{Packets: 10, Bytes: 100, Span: 14, Gaps: 2, Reordered: 1, Duplicates: 1})
	if got, want := late.Sub(early), (Counts{Packets: 10, Bytes: 100, Span: 14, Gaps: 2, Reordered: 1, Duplicates: 1}); got != want {
		t.Errorf("got %+v: want %+v", got, want)
	}
	if got := late.Missing(); got != 5 {
		t.Errorf("%d missing: want 5", got)
	}
	if got := (Counts{Packets: 3, Span: 2}).Missing(); got != 0 {
		t.Errorf("%d missing after late packets filled an earlier gap: want 0", got)
	}
}

func BenchmarkTracker(b *testing.B) {
	var tracker Tracker
	var seq uint16
	b.ReportAllocs()
	for b.Loop() {
		tracker.Add(seq, 1100)
		seq++
	}
}

func TestTrackerTellsVoiceFromSilence(t *testing.T) {
	// What both microphones of synth send, with RTP header, level and AES-GCM's tag, which is the longest.
	const overhead = 12 + 8 + 16
	var tracker Tracker
	tracker.Add(1, overhead+25)
	tracker.Add(2, overhead+100)
	tracker.Add(2, overhead+100)
	if tracker.counts.Packets != 2 || tracker.counts.Large != 1 {
		t.Errorf("got %+v: want one of two large", tracker.counts)
	}
	// With the shortest tag, and without the level.
	tracker.Add(3, 12+10+100)
	if tracker.counts.Large != 2 {
		t.Errorf("got %+v: want another large one", tracker.counts)
	}
}

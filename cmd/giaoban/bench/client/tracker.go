package client

// largePacket divides packets of spoken sound from the few bytes that a silent microphone sends, in bytes on the wire.
const largePacket = 100

// trackerWindow is how far behind the newest packet a late one may come and still be told from a duplicate.
const trackerWindow = 1024

// Tracker follows the sequence numbers of one RTP stream.
type Tracker struct {
	started bool
	first   uint64
	highest uint64
	seen    [trackerWindow / 64]uint64 // one bit for each of the newest trackerWindow numbers
	counts  Counts
}

// Counts is what arrived of one stream, or of several together.
type Counts struct {
	// Packets is the number of different packets, Bytes their length on the wire without IP and UDP headers.
	Packets, Bytes uint64
	// Large is the number of those packets that have 100 bytes or more: of sound those in which somebody speaks.
	Large uint64
	// Span is the number of packets that the sequence numbers say were sent.
	Span uint64
	// Gaps is the number of times that numbers were skipped, whether or not the missing packets came later.
	Gaps uint64
	// Reordered is the number of packets that came after one with a higher number; Duplicates that of packets that
	// came again, or so late that they cannot be told from such.
	Reordered, Duplicates uint64
}

// Missing is the number of packets that the sequence numbers say were sent and that never came.
func (c Counts) Missing() uint64 {
	if c.Span < c.Packets {
		return 0
	}
	return c.Span - c.Packets
}

// Add returns the sum of c and d.
func (c Counts) Add(d Counts) Counts {
	return Counts{
		Packets: c.Packets + d.Packets, Bytes: c.Bytes + d.Bytes, Large: c.Large + d.Large, Span: c.Span + d.Span, Gaps: c.Gaps + d.Gaps,
		Reordered: c.Reordered + d.Reordered, Duplicates: c.Duplicates + d.Duplicates,
	}
}

// Sub returns what c has more than an earlier d.
func (c Counts) Sub(d Counts) Counts {
	return Counts{
		Packets: c.Packets - d.Packets, Bytes: c.Bytes - d.Bytes, Large: c.Large - d.Large, Span: c.Span - d.Span, Gaps: c.Gaps - d.Gaps,
		Reordered: c.Reordered - d.Reordered, Duplicates: c.Duplicates - d.Duplicates,
	}
}

// Add counts a packet of size bytes.
func (t *Tracker) Add(seq uint16, size int) {
	if !t.started {
		t.started = true
		t.first = 1<<32 + uint64(seq)
		t.highest = t.first - 1
	}
	// The number closest to the newest is taken (RFC 3711 section 3.3.1).
	number := t.highest + uint64(int64(int16(seq-uint16(t.highest))))
	switch {
	case number > t.highest:
		t.advance(number)
	case number+trackerWindow <= t.highest || number < t.first || t.isSeen(number):
		t.counts.Duplicates++
		return
	default:
		t.counts.Reordered++
	}
	t.setSeen(number)
	t.counts.Packets++
	t.counts.Bytes += uint64(size)
	if size >= largePacket {
		t.counts.Large++
	}
	t.counts.Span = t.highest - t.first + 1
}

// advance makes number the newest and forgets what falls out of the window.
func (t *Tracker) advance(number uint64) {
	if number > t.highest+1 {
		t.counts.Gaps++
	}
	if number-t.highest >= trackerWindow {
		clear(t.seen[:])
	} else {
		for n := t.highest + 1; n <= number; n++ {
			t.seen[n%trackerWindow/64] &^= 1 << (n % 64)
		}
	}
	t.highest = number
}

func (t *Tracker) isSeen(number uint64) bool {
	return t.seen[number%trackerWindow/64]&(1<<(number%64)) != 0
}

func (t *Tracker) setSeen(number uint64) { t.seen[number%trackerWindow/64] |= 1 << (number % 64) }

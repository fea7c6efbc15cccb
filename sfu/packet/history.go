package packet

import "sync/atomic"

// History sizes in packets for one layer.
const (
	VideoHistory = 500
	AudioHistory = 200
)

// History keeps the last packets of one layer. One goroutine adds; any number
// get at the same time, and none waits for another: the slots are atomic
// pointers, so that receivers answering losses share no lock with each other
// or with the packet path.
type History struct {
	slots []atomic.Pointer[Packet]
}

// NewHistory returns a history of the given number of packets.
func NewHistory(size int) *History {
	return &History{slots: make([]atomic.Pointer[Packet], max(size, 1))}
}

// Add keeps a packet under its Seq, and retains it. It takes the place of the
// one that is a history's length older; a packet that is itself that old is
// not kept.
func (h *History) Add(p *Packet) {
	slot := &h.slots[p.Seq%uint64(len(h.slots))]
	old := slot.Load()
	if old != nil && old.Seq >= p.Seq {
		return
	}
	p.Retain()
	slot.Store(p)
	if old != nil {
		old.Release()
	}
}

// Get returns the packet with this unwrapped sequence number, retained for the
// caller, or nil when it was never received or is too old.
func (h *History) Get(seq uint64) *Packet {
	slot := &h.slots[seq%uint64(len(h.slots))]
	p := slot.Load()
	if p == nil || !p.retainIfHeld() {
		return nil
	}
	// Between the load and the hold the packet may have been replaced, even
	// reused by another layer. Only if the slot still names it are its fields
	// ours to read.
	if slot.Load() != p || p.Seq != seq {
		p.Release()
		return nil
	}
	return p
}

// Close releases all packets. The writer must have stopped; readers may go on
// and find nothing.
func (h *History) Close() {
	for i := range h.slots {
		if p := h.slots[i].Swap(nil); p != nil {
			p.Release()
		}
	}
}

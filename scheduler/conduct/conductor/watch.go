package conductor

import (
	"context"
	"encoding/json"
	"fmt"

	"giaoban/scheduler/conduct"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
)

// View is what somebody sees of a live meeting: all parts that have changed since the entry they have seen last.
type View struct {
	Seq   int64                            `json:"seq"`
	Parts map[conduct.Part]json.RawMessage `json:"parts"`
	Mine  conduct.MineView                 `json:"mine"`
}

// encoded is a part in JSON, the same bytes for all who watch as one audience.
type encoded struct {
	seq  int64
	data json.RawMessage
}

type viewKey struct {
	part     conduct.Part
	audience conduct.Audience
}

// Watch is one who looks on. It is for one goroutine.
type Watch struct {
	h    *hall
	who  conduct.Who
	seen int64 // -1 = nothing
	mine string
	list int // of the invited, as told
	as   conduct.Audience
}

// Watch begins to look on at a meeting after an entry, -1 = from the beginning. Close must follow.
func (c *Conductor) Watch(ctx context.Context, by directory.By, meetingID string, seen int64) (*Watch, error) {
	seat, err := c.SeatOf(ctx, by, meetingID)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.lockedHall(meetingID)
	h.watchers++
	return &Watch{h: h, who: seat.Who, seen: seen}, nil
}

// Close ends it.
func (w *Watch) Close() {
	c := w.h.c
	c.mu.Lock()
	defer c.mu.Unlock()
	w.h.watchers--
	w.h.used = c.Now()
}

// Next is closed when there is something to Take; ask for it before Take.
func (w *Watch) Next() <-chan struct{} { return w.h.next() }

// Done is closed when the conductor ends.
func (w *Watch) Done() <-chan struct{} { return w.h.c.done }

// Take returns what has changed since the last Take, nil when nothing has.
func (w *Watch) Take(ctx context.Context) (view *View, err error) {
	err = w.h.read(ctx, func(state *conduct.State, m *plan.Meeting) { view, err = w.take(state, m) })
	return view, err
}

func (w *Watch) take(state *conduct.State, m *plan.Meeting) (*View, error) {
	if w.seen > state.Seq {
		w.seen = -1 // of another log, as after a backup was restored
	}
	view := &View{Seq: state.Seq, Parts: map[conduct.Part]json.RawMessage{}, Mine: state.MineOf(m, &w.who)}
	if view.Mine.Audience != w.as {
		w.as, w.seen = view.Mine.Audience, -1 // a deputy sees more from now on
	}
	for _, part := range conduct.Parts() {
		if state.Changed[part] <= w.seen && (part != conduct.PartRoll || w.list == w.h.lists) {
			continue
		}
		data, err := w.h.encode(state, m, viewKey{part, w.as})
		if err != nil {
			return nil, err
		}
		view.Parts[part] = data
	}
	w.list = w.h.lists
	mine, err := json.Marshal(view.Mine)
	if err != nil {
		return nil, fmt.Errorf("conduct: view: %w", err)
	}
	if len(view.Parts) == 0 && string(mine) == w.mine {
		w.seen = state.Seq
		return nil, nil
	}
	w.seen, w.mine = state.Seq, string(mine)
	return view, nil
}

// encode returns a part for an audience; the hall's turn is held.
func (h *hall) encode(state *conduct.State, m *plan.Meeting, key viewKey) (json.RawMessage, error) {
	changed := state.Changed[key.part]
	if found, ok := h.views[key]; ok && found.seq == changed {
		return found.data, nil
	}
	data, err := json.Marshal(state.ViewOf(key.part, m, h.invited, key.audience))
	if err != nil {
		return nil, fmt.Errorf("conduct: view: %w", err)
	}
	if h.views == nil {
		h.views = map[viewKey]encoded{}
	}
	h.views[key] = encoded{changed, data}
	return data, nil
}

// Look returns the whole view once.
func (c *Conductor) Look(ctx context.Context, by directory.By, meetingID string) (*View, error) {
	watch, err := c.Watch(ctx, by, meetingID, -1)
	if err != nil {
		return nil, err
	}
	defer watch.Close()
	return watch.Take(ctx)
}

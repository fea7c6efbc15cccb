package conduct

import (
	"encoding/json"
	"fmt"
	"reflect"

	"giaoban/scheduler/plan"
)

// Fact is one thing that happened. Its name in the log is stable; a field that is added later is zero in old entries.
type Fact interface{ fact() string }

type (
	// Opened follows the meeting's state live.
	Opened struct{}
	// Held follows the state paused.
	Held struct{}
	// Resumed follows the state live after paused.
	Resumed struct{}
	// Ended follows the state ended.
	Ended struct{}

	// Arrived is somebody in the room; the same identity may come and go many times.
	Arrived struct {
		Who Who `json:"who"`
	}
	// Departed is that an identity is in the room no more.
	Departed struct {
		Identity string `json:"identity"`
	}

	// RollMarked is what the roll says of a subject from now on; see SiteSubject and PersonSubject.
	RollMarked struct {
		Subject string `json:"subject"`
		Mark    Mark   `json:"mark"`
		Note    string `json:"note,omitempty"` // the reason, or who comes instead
	}
	// RollCalled puts one site before everyone for its "có mặt".
	RollCalled struct {
		Subject string `json:"subject"`
	}
	// RollClosed ends the calling.
	RollClosed struct{}
	// QuorumRuled is how much of what must be present for the meeting to decide.
	QuorumRuled struct {
		Quorum
	}

	// ItemTaken makes an item of the agenda the current one, "" = none.
	ItemTaken struct {
		ItemID string `json:"itemId"`
	}
	// PaperShown opens a paper at a page at every site, "" = none.
	PaperShown struct {
		PaperID string `json:"paperId"`
		Page    int    `json:"page"`
	}
	// PageTurned turns the page of the paper that is shown.
	PageTurned struct {
		Page int `json:"page"`
	}

	// FloorAsked is that somebody waits for the floor.
	FloorAsked struct {
		RequestID string `json:"requestId"`
		Queue     Queue  `json:"queue"`
		Who       Who    `json:"who"`
		Topic     string `json:"topic,omitempty"`
		ItemID    string `json:"itemId,omitempty"`
	}
	// FloorWithdrawn is that they wait no more, by their own choice.
	FloorWithdrawn struct {
		RequestID string `json:"requestId"`
	}
	// FloorApproved is the chair's yes to a request; the floor is given later.
	FloorApproved struct {
		RequestID string `json:"requestId"`
	}
	// FloorRefused takes a request out of its queue.
	FloorRefused struct {
		RequestID string `json:"requestId"`
		Reason    string `json:"reason,omitempty"`
	}
	// FloorMoved puts a request before another of its queue, "" = at the end.
	FloorMoved struct {
		RequestID string `json:"requestId"`
		Before    string `json:"before"`
	}
	// FloorGiven begins a turn. Seconds is its time, 0 = none set.
	FloorGiven struct {
		RequestID string `json:"requestId"`
		Who       Who    `json:"who"`
		Queue     Queue  `json:"queue"`
		Topic     string `json:"topic,omitempty"`
		ItemID    string `json:"itemId,omitempty"`
		Seconds   int    `json:"seconds,omitempty"`
		// Reply is that the turn answers the question of another request.
		Reply string `json:"reply,omitempty"`
	}
	// FloorHeld stops the clock of a turn and takes the microphone for the time.
	FloorHeld struct {
		RequestID string `json:"requestId"`
	}
	// FloorResumed lets a turn that was held go on.
	FloorResumed struct {
		RequestID string `json:"requestId"`
	}
	// FloorExtended gives a turn more seconds, or fewer.
	FloorExtended struct {
		RequestID string `json:"requestId"`
		Seconds   int    `json:"seconds"`
	}
	// FloorEnded ends a turn.
	FloorEnded struct {
		RequestID string `json:"requestId"`
	}

	// MicrophonesRuled changes the policy.
	MicrophonesRuled struct {
		Policy Microphones `json:"policy"`
	}
	// MicrophoneGranted lets one open a microphone without the floor.
	MicrophoneGranted struct {
		Identity string `json:"identity"`
	}
	// MicrophoneRevoked takes that back.
	MicrophoneRevoked struct {
		Identity string `json:"identity"`
	}
	// HallMuted silenced everyone but the one who did it.
	HallMuted struct {
		Except string `json:"except"`
	}

	// StageSet is the picture at every site.
	StageSet struct {
		Layout  Layout   `json:"layout" enum:"speaker,papers,grid,panel,side_by_side"`
		Panel   []string `json:"panel,omitempty" nullable:"false" maxItems:"16"` // identities, for LayoutPanel
		Rotate  int      `json:"rotate,omitempty"`                               // seconds a page of the grid stands: 0 = it is not turned, else MinRotate at least
		Second  Layout   `json:"second,omitempty"`                               // of the room's second screen
		Spotted string   `json:"spotted,omitempty"`
	}

	// NoticePosted shows a line of text at every site, "" = none. Seconds is how long it stands, 0 = until it is taken down.
	NoticePosted struct {
		Text    string `json:"text"`
		Seconds int    `json:"seconds,omitempty"`
	}
	// DeputyNamed lets somebody conduct when the chair cannot, "" = nobody any more.
	DeputyNamed struct {
		Identity string `json:"identity"`
		Name     string `json:"name"`
	}
	// Corrected is an addition to a log that is closed.
	Corrected struct {
		Seq  int64  `json:"seq"` // of the entry that it corrects; 0 = the whole
		Text string `json:"text"`
	}
)

func (Opened) fact() string            { return "opened" }
func (Held) fact() string              { return "paused" }
func (Resumed) fact() string           { return "resumed" }
func (Ended) fact() string             { return "ended" }
func (Arrived) fact() string           { return "presence.arrived" }
func (Departed) fact() string          { return "presence.departed" }
func (RollMarked) fact() string        { return "roll.marked" }
func (RollCalled) fact() string        { return "roll.called" }
func (RollClosed) fact() string        { return "roll.closed" }
func (QuorumRuled) fact() string       { return "roll.quorum" }
func (ItemTaken) fact() string         { return "agenda.item" }
func (PaperShown) fact() string        { return "agenda.paper" }
func (PageTurned) fact() string        { return "agenda.page" }
func (FloorAsked) fact() string        { return "floor.asked" }
func (FloorWithdrawn) fact() string    { return "floor.withdrawn" }
func (FloorApproved) fact() string     { return "floor.approved" }
func (FloorRefused) fact() string      { return "floor.refused" }
func (FloorMoved) fact() string        { return "floor.moved" }
func (FloorGiven) fact() string        { return "floor.given" }
func (FloorHeld) fact() string         { return "floor.paused" }
func (FloorResumed) fact() string      { return "floor.resumed" }
func (FloorExtended) fact() string     { return "floor.extended" }
func (FloorEnded) fact() string        { return "floor.ended" }
func (MicrophonesRuled) fact() string  { return "microphones.policy" }
func (MicrophoneGranted) fact() string { return "microphones.granted" }
func (MicrophoneRevoked) fact() string { return "microphones.revoked" }
func (HallMuted) fact() string         { return "microphones.muted" }
func (StageSet) fact() string          { return "stage.set" }
func (NoticePosted) fact() string      { return "notice.posted" }
func (DeputyNamed) fact() string       { return "deputy.named" }
func (Corrected) fact() string         { return "log.corrected" }

// kinds maps the names in the log to the types of facts.
var kinds = func() map[string]reflect.Type {
	all := []Fact{
		Opened{}, Held{}, Resumed{}, Ended{}, Arrived{}, Departed{}, RollMarked{}, RollSeated{}, RollMoved{}, RollCalled{}, RollClosed{}, QuorumRuled{}, ItemTaken{},
		PaperShown{}, PageTurned{}, FloorAsked{}, FloorWithdrawn{}, FloorApproved{}, FloorRefused{}, FloorMoved{}, FloorGiven{}, FloorHeld{},
		FloorResumed{}, FloorExtended{}, FloorEnded{}, MicrophonesRuled{}, MicrophoneGranted{}, MicrophoneRevoked{}, HallMuted{}, StageSet{},
		NoticePosted{}, DeputyNamed{}, Corrected{},
		MotionPrepared{}, MotionDropped{}, MotionOpened{}, MotionHeld{}, MotionResumed{}, MotionClosed{}, VoterReady{}, BallotCast{},
	}
	types := make(map[string]reflect.Type, len(all))
	for _, fact := range all {
		types[fact.fact()] = reflect.TypeOf(fact)
	}
	return types
}()

// KindOf is the name of a fact in the log.
func KindOf(f Fact) string { return f.fact() }

// Encode returns a fact's name and its JSON.
func Encode(f Fact) (kind string, data []byte, err error) {
	data, err = json.Marshal(f)
	if err != nil {
		return "", nil, fmt.Errorf("conduct: fact %s: %w", f.fact(), err)
	}
	return f.fact(), data, nil
}

// Decode is Encode's reverse.
func Decode(kind string, data []byte) (Fact, error) {
	known, found := kinds[kind]
	if !found {
		return nil, fmt.Errorf("conduct: there is no fact %q", kind)
	}
	value := reflect.New(known)
	if err := json.Unmarshal(data, value.Interface()); err != nil {
		return nil, fmt.Errorf("conduct: fact %s: %w", kind, err)
	}
	fact, _ := value.Elem().Interface().(Fact)
	return fact, nil
}

// FactOf is the fact of a change of the meeting's state, nil when it is none of the meeting's life inside.
func FactOf(from, to plan.State) Fact {
	switch {
	case to == plan.StateLive && from == plan.StatePaused:
		return Resumed{}
	case to == plan.StateLive && from != plan.StateLive:
		return Opened{}
	case to == plan.StatePaused && from != plan.StatePaused:
		return Held{}
	case to == plan.StateEnded && from != plan.StateEnded:
		return Ended{}
	}
	return nil
}

package signaling

import "time"

// alarm names a thing that a session does at a time.
type alarm int

const (
	alarmNegotiate  alarm = iota // send the next offer
	alarmAnswer                  // the client did not answer an offer
	alarmActivation              // the client never became active
	alarmTransport               // connected, but data channels did not open
	alarmResume                  // no resume after a lost transport
	alarmRefresh                 // a fresh token is due
	alarmStart                   // media may follow the answer in single mode
	alarmMeasure                 // time to measure the round trip
	alarmSpeaker                 // end of simulated speech
	numAlarms
)

// alarms is a session's clock: one timer for the earliest of its alarms. It is
// the session's goroutine's alone.
type alarms struct {
	timer *time.Timer
	at    [numAlarms]time.Time // zero when not set
}

func newAlarms() *alarms {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	return &alarms{timer: timer}
}

// set plans an alarm for d from now, replacing an earlier plan.
func (a *alarms) set(which alarm, d time.Duration) {
	a.at[which] = time.Now().Add(d)
	a.arm()
}

func (a *alarms) isSet(which alarm) bool { return !a.at[which].IsZero() }

func (a *alarms) cancel(which alarm) { a.at[which] = time.Time{} }

// due returns the alarms whose time has come and forgets them.
func (a *alarms) due() []alarm {
	var due []alarm
	now := time.Now()
	for which, at := range a.at {
		if !at.IsZero() && !at.After(now) {
			a.at[which] = time.Time{}
			due = append(due, alarm(which))
		}
	}
	a.arm()
	return due
}

func (a *alarms) arm() {
	var next time.Time
	for _, at := range a.at {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if !next.IsZero() {
		a.timer.Reset(time.Until(next))
	}
}

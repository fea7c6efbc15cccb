package conclude

import (
	"slices"
	"time"

	"giaoban/internal/identity"
	"giaoban/scheduler/directory"
	"giaoban/scheduler/plan"
	"giaoban/scheduler/workday"
)

// HandsOf returns the roles in which a viewer concludes a meeting: its chair's, its secretary's or both; the system has both.
func HandsOf(m *plan.Meeting, viewer *directory.Viewer) []identity.Role {
	if viewer == nil {
		return []identity.Role{identity.Chair, identity.Secretary}
	}
	return plan.HandsOf(m, viewer)
}

// MayReadMinutes reports whether a viewer who may see a meeting reads its minutes: those who run it and leaders of its
// host always, delegates once they are agreed. Guests and technicians do not.
func MayReadMinutes(m *plan.Meeting, viewer *directory.Viewer, rights plan.Rights, state MinutesState) bool {
	if len(HandsOf(m, viewer)) > 0 || viewer.Has(identity.Leader, m.HostPath) {
		return true
	}
	return state == MinutesAgreed && slices.Contains([]identity.Role{identity.Chair, identity.Secretary, identity.Delegate}, rights.Role)
}

// MayReadNotice reports whether a viewer who may see a meeting reads an edition of its conclusion notice: everyone once it is
// issued.
func MayReadNotice(m *plan.Meeting, viewer *directory.Viewer, state NoticeState) bool {
	return state == NoticeIssued || len(HandsOf(m, viewer)) > 0 || viewer.Has(identity.Leader, m.HostPath)
}

// ClockMark is how the conclusion notice of a meeting stands to its deadline.
type ClockMark string

// Marks of the clock.
const (
	ClockNone    ClockMark = ""        // the meeting has not ended, or the notice is out
	ClockRunning ClockMark = "running" // more than a working day is left
	ClockSoon    ClockMark = "soon"    // the last working day, or the one before
	ClockOverdue ClockMark = "overdue"
)

// Clock is the time that is left for a conclusion notice.
type Clock struct {
	Mark     ClockMark
	Deadline time.Time // the last instant of the last day; zero = the clock does not run
	DaysLeft int       // working days, today's not counted; 0 on the last day and after
}

// ClockOf returns the clock of a meeting: NoticeDays working days after the day on which it ended.
func ClockOf(m *plan.Meeting, state NoticeState, calendar *workday.Calendar, now time.Time) Clock {
	if m.EndedAt.IsZero() || state == NoticeIssued || state == NoticeWaived {
		return Clock{}
	}
	deadline := calendar.After(m.EndedAt, NoticeDays).AddDate(0, 0, 1).Add(-time.Second)
	clock := Clock{Mark: ClockRunning, Deadline: deadline, DaysLeft: calendar.Between(now, deadline)}
	switch {
	case now.After(deadline):
		clock.Mark = ClockOverdue
	case clock.DaysLeft <= 1:
		clock.Mark = ClockSoon
	}
	return clock
}

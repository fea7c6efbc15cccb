package linewatch

import (
	"math"
	"slices"
	"time"

	"giaoban/scheduler/directory"
)

// Period is a run of minutes: from the beginning of its first to the end of its last.
type Period struct{ From, To time.Time }

// Minutes is how long the period is.
func (p Period) Minutes() int { return int(p.To.Sub(p.From) / time.Minute) }

// Spread is how a figure was spread over the minutes in which a site was there.
type Spread struct{ Median, P95, Max float64 }

// SiteReport is how a site's line did in a meeting.
type SiteReport struct {
	Site                     directory.UnitKey
	Watched                  int // minutes
	Present                  int // of them
	NoSound, NoPicture       []Period
	Away, Poor               []Period
	UpLoss, DownLoss, RTT    Spread
	UpKbps, DownKbps         int64 // mean, while it was there
	Reconnects               int
	SoundOpen, PictureOpened int // minutes in which a microphone, or a camera, was open
}

// Bad is in how many minutes something was wrong; a minute counts once.
func (r *SiteReport) Bad() int {
	bad := map[time.Time]bool{}
	for _, periods := range [][]Period{r.NoSound, r.NoPicture, r.Away, r.Poor} {
		for _, p := range periods {
			for at := p.From; at.Before(p.To); at = at.Add(time.Minute) {
				bad[at] = true
			}
		}
	}
	return len(bad)
}

// ReportOf makes the report of a site from its minutes, in order.
func ReportOf(site directory.UnitKey, minutes []Minute) SiteReport {
	r := SiteReport{Site: site, Watched: len(minutes)}
	var up, down, rtt []float64
	var upBytes, downBytes, present int64
	for i := range minutes {
		m := &minutes[i]
		r.Reconnects += int(m.Reconnects)
		add(&r.Away, m.At, m.WasAway())
		add(&r.NoSound, m.At, m.NoSound())
		add(&r.NoPicture, m.At, m.NoPicture())
		add(&r.Poor, m.At, m.Poor())
		if m.SoundDue > 0 {
			r.SoundOpen++
		}
		if m.PictureDue > 0 {
			r.PictureOpened++
		}
		if m.Present == 0 {
			continue
		}
		r.Present++
		up, down = append(up, m.UpLoss()), append(down, m.DownLoss())
		if m.RTTs > 0 {
			rtt = append(rtt, m.RTT())
		}
		upBytes, downBytes, present = upBytes+m.UpBytes, downBytes+m.DownBytes, present+m.Present
	}
	r.UpLoss, r.DownLoss, r.RTT = spread(up), spread(down), spread(rtt)
	if present > 0 {
		r.UpKbps, r.DownKbps = upBytes*8/present, downBytes*8/present
	}
	return r
}

// add makes a period longer by a minute, or begins another one. Minutes that nobody looked at part two periods.
func add(periods *[]Period, at time.Time, is bool) {
	if !is {
		return
	}
	end := at.Add(time.Minute)
	if last := len(*periods) - 1; last >= 0 && (*periods)[last].To.Equal(at) {
		(*periods)[last].To = end
		return
	}
	*periods = append(*periods, Period{at, end})
}

// spread takes percentiles by the nearest rank.
func spread(values []float64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	slices.Sort(values)
	rank := func(percent float64) float64 {
		return values[max(int(math.Ceil(percent/100*float64(len(values)))), 1)-1]
	}
	return Spread{Median: rank(50), P95: rank(95), Max: values[len(values)-1]}
}

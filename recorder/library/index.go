package library

import (
	"slices"
	"time"

	"giaoban/scheduler/conclude"
)

// Index tells what happened when in a recording, by the meeting's log. Times are milliseconds from the recording's start; what
// was before it is at 0, what was not over at its end ends there.
type Index struct {
	Chapters []Chapter   `json:"chapters" nullable:"false"`
	Turns    []Speech    `json:"turns" nullable:"false"`
	Votes    []VoteTaken `json:"votes" nullable:"false"`
	Notes    []NoteTold  `json:"notes" nullable:"false" doc:"What was told to all, and what was concluded."`
	// Silences come with the programme, and are none of the log's.
	Silences []Stretch `json:"silences" nullable:"false" doc:"Stretches in which nobody says anything, once the programme is made; a player may pass them."`
}

// Stretch is from when to when.
type Stretch struct {
	From int64 `json:"fromMs"`
	To   int64 `json:"toMs"`
}

// Chapter is a stretch in which one item of the agenda was taken.
type Chapter struct {
	Stretch
	ItemID string `json:"itemId"`
	Number int    `json:"number" doc:"Of the item in the agenda, from 1."`
	Title  string `json:"title"`
}

// Speech is one's time with the floor.
type Speech struct {
	Stretch
	Name   string            `json:"name"`
	Unit   string            `json:"unit"`
	Kind   conclude.TurnKind `json:"kind" enum:"speech,question,reply"`
	Topic  string            `json:"topic,omitempty"`
	ItemID string            `json:"itemId,omitempty"`
}

// VoteTaken is a vote.
type VoteTaken struct {
	Stretch
	Question  string `json:"question"`
	For       int    `json:"for"`
	Against   int    `json:"against"`
	Other     int    `json:"other"`
	NotVoting int    `json:"notVoting"`
}

// NoteTold is a text that belongs to a moment.
type NoteTold struct {
	At   int64  `json:"atMs"`
	Text string `json:"text"`
}

// IndexOf takes from a meeting's proceedings what lies in a recording of it.
func IndexOf(p *conclude.Proceedings, start time.Time, length time.Duration) Index {
	in := func(span conclude.Span) (Stretch, bool) {
		from, to := span.From.Sub(start), length
		if !span.To.IsZero() {
			to = span.To.Sub(start)
		}
		from, to = max(from, 0), min(to, length)
		return Stretch{from.Milliseconds(), to.Milliseconds()}, !span.From.IsZero() && from < to
	}
	index := Index{Chapters: []Chapter{}, Turns: []Speech{}, Votes: []VoteTaken{}, Notes: []NoteTold{}, Silences: []Stretch{}}
	for i := range p.Items {
		for _, span := range p.Items[i].Taken {
			if stretch, ok := in(span); ok {
				index.Chapters = append(index.Chapters, Chapter{Stretch: stretch, ItemID: p.Items[i].ID, Number: i + 1, Title: p.Items[i].Title})
			}
		}
	}
	slices.SortStableFunc(index.Chapters, func(a, b Chapter) int { return int(a.From - b.From) })
	for i := range p.Turns {
		turn := &p.Turns[i]
		if stretch, ok := in(turn.Span); ok {
			index.Turns = append(index.Turns, Speech{
				Stretch: stretch, Name: turn.Who.Name, Unit: turn.Who.UnitName, Kind: turn.Kind, Topic: turn.Topic, ItemID: turn.ItemID,
			})
		}
	}
	for i := range p.Motions {
		m := &p.Motions[i]
		if stretch, ok := in(m.Span); ok {
			index.Votes = append(index.Votes, VoteTaken{Stretch: stretch, Question: m.Question, For: m.For, Against: m.Against, Other: m.Other, NotVoting: m.NotVoting})
		}
	}
	for _, remark := range slices.Concat(p.Notices, p.Conclusions) {
		if at := remark.At.Sub(start); at >= 0 && at <= length {
			index.Notes = append(index.Notes, NoteTold{At: at.Milliseconds(), Text: remark.Text})
		}
	}
	slices.SortStableFunc(index.Notes, func(a, b NoteTold) int { return int(a.At - b.At) })
	return index
}

// Package minutestore keeps the minutes of sites in live meetings.
package minutestore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/linewatch"
)

// Store keeps minutes in a database.
type Store struct{ db *bun.DB }

// New returns the store over db.
func New(db *bun.DB) *Store { return &Store{db} }

// DB is the database.
func (s *Store) DB() *bun.DB { return s.db }

type minuteRow struct {
	bun.BaseModel `bun:"table:line_minutes,alias:l"`

	MeetingID      string    `bun:"meeting_id,pk"`
	At             time.Time `bun:"at,pk"`
	UnitCatalogue  string    `bun:"unit_catalogue,pk"`
	UnitCode       string    `bun:"unit_code,pk"`
	Watched        int64     `bun:"watched"`
	Present        int64     `bun:"present"`
	SoundDue       int64     `bun:"sound_due"`
	SoundMissing   int64     `bun:"sound_missing"`
	PictureDue     int64     `bun:"picture_due"`
	PictureMissing int64     `bun:"picture_missing"`
	UpPackets      int64     `bun:"up_packets"`
	UpLost         int64     `bun:"up_lost"`
	DownPackets    int64     `bun:"down_packets"`
	DownLost       int64     `bun:"down_lost"`
	UpBytes        int64     `bun:"up_bytes"`
	DownBytes      int64     `bun:"down_bytes"`
	RTTSum         int64     `bun:"rtt_sum"`
	RTTs           int64     `bun:"rtts"`
	RTTMax         int64     `bun:"rtt_max"`
	Reconnects     int64     `bun:"reconnects"`
}

// sums are the columns that add up when a minute is written in parts, as when the server was restarted in it.
var sums = []string{
	"watched", "present", "sound_due", "sound_missing", "picture_due", "picture_missing", "up_packets", "up_lost", "down_packets", "down_lost",
	"up_bytes", "down_bytes", "rtt_sum", "rtts", "reconnects",
}

// Add writes minutes of a meeting; a minute of a site that is there grows by what is added. One statement.
func (s *Store) Add(ctx context.Context, meetingID string, minutes []linewatch.Minute) error {
	if len(minutes) == 0 {
		return nil
	}
	rows := make([]minuteRow, len(minutes))
	for i := range minutes {
		m := &minutes[i]
		rows[i] = minuteRow{
			MeetingID: meetingID, At: m.At.UTC(), UnitCatalogue: m.Site.Catalogue, UnitCode: m.Site.Code, Watched: m.Watched, Present: m.Present,
			SoundDue: m.SoundDue, SoundMissing: m.SoundMissing, PictureDue: m.PictureDue, PictureMissing: m.PictureMissing,
			UpPackets: m.UpPackets, UpLost: m.UpLost, DownPackets: m.DownPackets, DownLost: m.DownLost, UpBytes: m.UpBytes, DownBytes: m.DownBytes,
			RTTSum: m.RTTSum, RTTs: m.RTTs, RTTMax: m.RTTMax, Reconnects: m.Reconnects,
		}
	}
	insert := s.db.NewInsert().Model(&rows).On("CONFLICT (meeting_id, at, unit_catalogue, unit_code) DO UPDATE")
	for _, column := range sums {
		insert = insert.Set("? = l.? + EXCLUDED.?", bun.Ident(column), bun.Ident(column), bun.Ident(column))
	}
	insert = insert.Set("rtt_max = CASE WHEN l.rtt_max > EXCLUDED.rtt_max THEN l.rtt_max ELSE EXCLUDED.rtt_max END")
	if _, err := insert.Exec(ctx); err != nil {
		return fmt.Errorf("linewatch: add minutes: %w", err)
	}
	return nil
}

// Minutes returns the minutes of a meeting by site, in order. One query.
func (s *Store) Minutes(ctx context.Context, meetingID string) (map[directory.UnitKey][]linewatch.Minute, error) {
	var rows []minuteRow
	if err := s.db.NewSelect().Model(&rows).Where("l.meeting_id = ?", meetingID).Order("l.at").Scan(ctx); err != nil {
		return nil, fmt.Errorf("linewatch: minutes: %w", err)
	}
	minutes := map[directory.UnitKey][]linewatch.Minute{}
	for i := range rows {
		r := &rows[i]
		site := directory.UnitKey{Catalogue: r.UnitCatalogue, Code: r.UnitCode}
		minutes[site] = append(minutes[site], linewatch.Minute{
			Site: site, At: r.At.UTC(), Watched: r.Watched, Present: r.Present,
			SoundDue: r.SoundDue, SoundMissing: r.SoundMissing, PictureDue: r.PictureDue, PictureMissing: r.PictureMissing,
			UpPackets: r.UpPackets, UpLost: r.UpLost, DownPackets: r.DownPackets, DownLost: r.DownLost, UpBytes: r.UpBytes, DownBytes: r.DownBytes,
			RTTSum: r.RTTSum, RTTs: r.RTTs, RTTMax: r.RTTMax, Reconnects: r.Reconnects,
		})
	}
	return minutes, nil
}

// Seen returns the sites that were there at some time in a meeting. One query.
func (s *Store) Seen(ctx context.Context, meetingID string) (map[directory.UnitKey]bool, error) {
	var rows []minuteRow
	err := s.db.NewSelect().Model(&rows).Distinct().Column("unit_catalogue", "unit_code").Where("l.meeting_id = ?", meetingID).Where("l.present > 0").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("linewatch: seen: %w", err)
	}
	seen := map[directory.UnitKey]bool{}
	for i := range rows {
		seen[directory.UnitKey{Catalogue: rows[i].UnitCatalogue, Code: rows[i].UnitCode}] = true
	}
	return seen, nil
}

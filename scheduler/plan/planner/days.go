package planner

import (
	"context"

	"github.com/uptrace/bun"

	"giaoban/scheduler/directory"
	"giaoban/scheduler/workday"
)

// ImportDays sets the days of a file, all or none; days that it does not name stay as they are. In a dry run nothing is
// changed, and the report tells what would be. Who may set a day may do so.
func (p *Planner) ImportDays(ctx context.Context, by directory.By, days []workday.Day, dryRun bool) (*directory.ImportReport, error) {
	if err := mayEditCalendar(by); err != nil {
		return nil, err
	}
	report := &directory.ImportReport{DryRun: dryRun}
	if len(days) == 0 {
		return report, nil
	}
	first, last := days[0].Date, days[0].Date
	for _, day := range days {
		first, last = min(first, day.Date), max(last, day.Date)
	}
	there, err := p.Store.Days(ctx, first, last)
	if err != nil {
		return nil, err
	}
	known := make(map[string]workday.Day, len(there))
	for _, day := range there {
		known[day.Date] = day
	}
	var changed []workday.Day
	for _, day := range days {
		before, found := known[day.Date]
		switch {
		case !found:
			report.Created++
		case before != day:
			report.Updated++
		default:
			report.Unchanged++
			continue
		}
		changed = append(changed, day)
	}
	if dryRun || len(changed) == 0 {
		report.Applied = !dryRun
		return report, nil
	}
	told := map[string]any{"from": first, "to": last, "days": changed}
	err = p.write(ctx, by, "calendar_days_imported", "calendar_day:"+first, told, func(ctx context.Context, tx bun.Tx) error {
		for _, day := range changed {
			if err := p.Store.SetDay(ctx, tx, day); err != nil {
				return err
			}
		}
		return nil
	})
	report.Applied = err == nil
	return report, err
}

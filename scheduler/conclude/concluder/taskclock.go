package concluder

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"giaoban/internal/audit"
	"giaoban/scheduler/conclude"
)

// Rules of a task's due date, in the order in which they become due, beside ruleLast and ruleOverdue.
const ruleSoon = "soon" // conclude.DueSoonDays are left

// taskRules are the rules of a task whose time has come.
func taskRules(t *conclude.Task, now time.Time, zone *time.Location) []string {
	switch {
	case conclude.MarkOf(t, now, zone) == conclude.Overdue:
		return []string{ruleSoon, ruleLast, ruleOverdue}
	case t.Due == now.In(zone).Format(time.DateOnly):
		return []string{ruleSoon, ruleLast}
	case conclude.MarkOf(t, now, zone) == conclude.DueSoon:
		return []string{ruleSoon}
	}
	return nil
}

// tickTasks reminds of tasks that are due soon, today, or were due. Those that were due longer ago than pendingSpan are
// followed on paper.
func (s *Service) tickTasks(ctx context.Context) error {
	const page = 200
	today := s.Now().In(s.Zone)
	from, to := today.Add(-pendingSpan).Format(time.DateOnly), today.AddDate(0, 0, conclude.DueSoonDays).Format(time.DateOnly)
	var errs []error
	for after := ""; ; {
		due, err := s.Store.TasksDue(ctx, from, to, ruleOverdue, after, page)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for i := range due {
			if err := s.remindTask(ctx, &due[i]); err != nil {
				errs = append(errs, fmt.Errorf("conclude: reminders of %s: %w", due[i].ID, err))
			}
		}
		if len(due) < page {
			return errors.Join(errs...)
		}
		after = due[len(due)-1].ID
	}
}

// remindTask sees to the rules of one task. Of several that are due at once the last alone is sent; one that has passed goes
// to those who gave the task as well.
func (s *Service) remindTask(ctx context.Context, t *conclude.Task) error {
	rules := taskRules(t, s.Now(), s.Zone)
	told := false
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		told = false
		for i, rule := range rules {
			first, err := s.Store.MarkTaskReminder(ctx, tx, t, rule, s.Now())
			if err != nil {
				return err
			}
			if !first || i < len(rules)-1 {
				continue
			}
			kind := map[string]mailKind{ruleSoon: mailDueSoon, ruleLast: mailDueToday, ruleOverdue: mailOverdue}[rule]
			if err := s.postTasks(ctx, tx, []conclude.Task{*t}, kind); err != nil {
				return err
			}
			if rule == ruleOverdue {
				givers, err := s.people(ctx, t.ChairID, t.SecretaryID)
				if err != nil {
					return err
				}
				if err := s.post(ctx, tx, givers, mailPayload{Kind: kind, Meeting: t.MeetingID, Task: t.ID}); err != nil {
					return err
				}
			}
			told = true
			if err := s.Audit.In(tx).Append(ctx, audit.Actor{}, "task.reminded", "task:"+t.ID, map[string]any{"rule": rule, "due": t.Due}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && told {
		s.changed(t.MeetingID)
	}
	return err
}

package outbox

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/uptrace/bun"
)

// scrapeTimeout bounds how long the database is asked for the gauges.
const scrapeTimeout = 5 * time.Second

// counters are what a queue counts itself; the gauges come from the database.
type counters struct {
	attempts *prometheus.CounterVec
}

func newCounters() *counters {
	return &counters{attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
		Namespace: "giaoban", Subsystem: "outbox", Name: "attempts_total",
		Help: "Attempts to send a message, by kind and outcome (sent, retried, failed, interrupted).",
	}, []string{"kind", "outcome"})}
}

var (
	waiting = prometheus.NewDesc("giaoban_outbox_messages", "Messages not sent, by state (pending, failed).", []string{"state"}, nil)
	oldest  = prometheus.NewDesc("giaoban_outbox_due_age_seconds", "Age of the message that is due first; 0 when none is due.", nil, nil)
)

// Describe implements prometheus.Collector.
func (q *Queue) Describe(descriptions chan<- *prometheus.Desc) {
	q.metrics.attempts.Describe(descriptions)
	descriptions <- waiting
	descriptions <- oldest
}

// Collect implements prometheus.Collector. When the database does not answer there are no gauges.
func (q *Queue) Collect(metrics chan<- prometheus.Metric) {
	q.metrics.attempts.Collect(metrics)
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	var counts []struct {
		State State `bun:"state"`
		Count int64 `bun:"count"`
	}
	err := q.db.NewSelect().Model((*row)(nil)).Column("state").ColumnExpr("count(*) AS count").
		Where("state <> ?", Sent).Group("state").Scan(ctx, &counts)
	if err != nil {
		q.cfg.Log.ErrorContext(ctx, "outbox not counted", "error", err)
		return
	}
	byState := map[State]int64{Pending: 0, Failed: 0}
	for _, count := range counts {
		byState[count.State] = count.Count
	}
	for state, count := range byState {
		metrics <- prometheus.MustNewConstMetric(waiting, prometheus.GaugeValue, float64(count), string(state))
	}
	now := q.cfg.Now()
	var first bun.NullTime
	err = q.db.NewSelect().Model((*row)(nil)).Column("created_at").Where("state = ?", Pending).Where("due_at <= ?", now.UTC()).
		Order("due_at", "id").Limit(1).Scan(ctx, &first)
	overdue := 0.0
	if err == nil && !first.IsZero() {
		overdue = max(0, now.Sub(first.Time).Seconds())
	}
	metrics <- prometheus.MustNewConstMetric(oldest, prometheus.GaugeValue, overdue)
}

package report

import (
	"math"
	"slices"
	"time"
)

// Distribution sums up a set of durations.
type Distribution struct {
	Count  int           `json:"count"`
	Median time.Duration `json:"medianNs"`
	P99    time.Duration `json:"p99Ns"`
	Max    time.Duration `json:"maxNs"`
}

// Distribute sums up samples, which it sorts in place. No samples give the zero Distribution.
func Distribute(samples []time.Duration) Distribution {
	if len(samples) == 0 {
		return Distribution{}
	}
	slices.Sort(samples)
	return Distribution{
		Count:  len(samples),
		Median: Percentile(samples, 50),
		P99:    Percentile(samples, 99),
		Max:    samples[len(samples)-1],
	}
}

// Percentile returns the p-th percentile (0 < p ≤ 100) of sorted by the nearest-rank method: the smallest value that
// at least p percent of all values do not exceed. sorted must not be empty.
func Percentile[T any](sorted []T, p float64) T {
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// Median returns the middle of values, the mean of the two middle ones when their number is even, and NaN for none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}

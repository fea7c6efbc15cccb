package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiterEntries bounds the memory of a limiter: twice as many keys are remembered at most.
const limiterEntries = 20_000

// limiter grants each key so many attempts a minute. It remembers two generations of keys and drops the older one when
// the newer is full, so that a flood of keys cannot take all memory and a key in use is not forgotten.
type limiter struct {
	every rate.Limit
	burst int

	mu            sync.Mutex
	recent, older map[string]*rate.Limiter // guarded by mu
}

func newLimiter(perMinute, burst int) *limiter {
	return &limiter{
		every: rate.Limit(float64(perMinute) / time.Minute.Seconds()), burst: burst,
		recent: make(map[string]*rate.Limiter),
	}
}

// take uses one attempt of key; when there is none it returns how long until the next.
func (l *limiter) take(key string, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.bucket(key)
	reservation := bucket.ReserveN(now, 1)
	if !reservation.OK() {
		return time.Minute, false
	}
	if delay := reservation.DelayFrom(now); delay > 0 {
		reservation.CancelAt(now)
		return delay, false
	}
	return 0, true
}

// bucket must be called with mu held.
func (l *limiter) bucket(key string) *rate.Limiter {
	if found, ok := l.recent[key]; ok {
		return found
	}
	if len(l.recent) >= limiterEntries {
		l.older, l.recent = l.recent, make(map[string]*rate.Limiter)
	}
	bucket, ok := l.older[key]
	if !ok {
		bucket = rate.NewLimiter(l.every, l.burst)
	}
	l.recent[key] = bucket
	return bucket
}

// sourceKey groups the addresses that one host can choose from: a whole /64 in IPv6.
func sourceKey(source string) string {
	address, err := netip.ParseAddr(source)
	if err != nil || address.Is4() {
		return "source " + source
	}
	const hostBits = 64
	prefix, err := address.Prefix(hostBits)
	if err != nil {
		return "source " + source
	}
	return "source " + prefix.String()
}

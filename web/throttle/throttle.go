// Package throttle grants callers so many attempts a minute.
package throttle

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// entries bounds the memory of a limiter: twice as many keys are remembered at most.
const entries = 20_000

// Limiter grants each key so many attempts a minute. It remembers two generations of keys and drops the older one when
// the newer is full, so that a flood of keys cannot take all memory and a key in use is not forgotten.
type Limiter struct {
	every rate.Limit
	burst int

	mu            sync.Mutex
	recent, older map[string]*rate.Limiter // guarded by mu
}

// New returns a limiter of so many attempts a minute, burst of them at once.
func New(perMinute, burst int) *Limiter {
	return &Limiter{
		every: rate.Limit(float64(perMinute) / time.Minute.Seconds()), burst: burst,
		recent: make(map[string]*rate.Limiter),
	}
}

// Take uses one attempt of key; when there is none it returns how long until the next.
func (l *Limiter) Take(key string, now time.Time) (wait time.Duration, ok bool) {
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
func (l *Limiter) bucket(key string) *rate.Limiter {
	if found, ok := l.recent[key]; ok {
		return found
	}
	if len(l.recent) >= entries {
		l.older, l.recent = l.recent, make(map[string]*rate.Limiter)
	}
	bucket, ok := l.older[key]
	if !ok {
		bucket = rate.NewLimiter(l.every, l.burst)
	}
	l.recent[key] = bucket
	return bucket
}

// SourceKey groups the addresses that one host can choose from: a whole /64 in IPv6.
func SourceKey(source string) string {
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

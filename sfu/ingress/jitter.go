package ingress

import "time"

// jitter is the interarrival jitter of RFC 3550, section 6.4.1. Only the first
// packet of each timestamp counts: the later packets of a frame are paced by
// the sender, which is not the network's doing.
type jitter struct {
	begun     bool
	arrival   time.Time
	timestamp uint32
	value     float64 // in RTP clock units
}

func (j *jitter) add(arrival time.Time, timestamp, clockRate uint32) {
	if j.begun && timestamp == j.timestamp {
		return
	}
	if j.begun {
		elapsed := arrival.Sub(j.arrival).Seconds() * float64(clockRate)
		d := elapsed - float64(int32(timestamp-j.timestamp))
		if d < 0 {
			d = -d
		}
		j.value += (d - j.value) / 16
	}
	j.begun, j.arrival, j.timestamp = true, arrival, timestamp
}

// restart forgets the last packet, since timestamps may have jumped.
func (j *jitter) restart() { j.begun = false }

func (j *jitter) duration(clockRate uint32) time.Duration {
	if clockRate == 0 {
		return 0
	}
	return time.Duration(j.value / float64(clockRate) * float64(time.Second))
}

// Package report sums up what a load run measured and prints it, as a table or as JSON.
package report

import (
	"fmt"
	"time"
)

// Result is one measurement of one load.
type Result struct {
	Scenario string `json:"scenario"`
	// Publishers, Subscribers and Streams (tracks that each subscriber takes) describe the load.
	Publishers  int `json:"publishers"`
	Subscribers int `json:"subscribers"`
	Streams     int `json:"streams"`
	// Window is how long was measured.
	Window time.Duration `json:"windowNs"`

	Packets Packets `json:"packets"`
	// Delay is the one-way delay from the publisher's send to the kernel's receipt at the subscriber's socket; nil when
	// packets carry no stamp (a real file).
	Delay *Distribution `json:"delay,omitempty"`
	// Join is the time from dialling to the first media packet.
	Join Distribution `json:"join"`
	// Cipher is the SRTP protection that was negotiated, as told from the length of the authentication tag.
	Cipher string `json:"cipher"`
	// Decrypted is the number of sampled packets that passed authentication.
	Decrypted uint64 `json:"decrypted"`

	Client ClientUse `json:"client"`
	// Others is the CPU time that other processes of the machine used in the window; 0 when the server's is unknown.
	Others time.Duration `json:"othersNs"`
	// Server is nil when no process id was given.
	Server *ServerUse `json:"server,omitempty"`
	// Calibration is nil when it was switched off.
	Calibration *Calibration `json:"calibration,omitempty"`
	// Province is nil for other scenarios.
	Province *Province `json:"province,omitempty"`
}

// Packets counts the window's packets.
type Packets struct {
	// Sent is what the publishers sent of the layer that subscribers ask for, Expected what should have arrived of it
	// at all subscribers, Delivered what did, without duplicates.
	Sent      uint64 `json:"sent"`
	Expected  uint64 `json:"expected"`
	Delivered uint64 `json:"delivered"`
	Bytes     uint64 `json:"bytes"`
	// Missing is the number of sequence numbers that never came; losses that the server hides by renumbering are in
	// Expected minus Delivered only. Gaps is how often numbers were skipped.
	Missing    uint64 `json:"missing"`
	Gaps       uint64 `json:"gaps"`
	Reordered  uint64 `json:"reordered"`
	Duplicates uint64 `json:"duplicates"`
}

// Loss is the share of the expected packets that did not arrive, 0 to 1. More than expected counts as none.
func (p Packets) Loss() float64 {
	if p.Expected == 0 || p.Delivered >= p.Expected {
		return 0
	}
	return float64(p.Expected-p.Delivered) / float64(p.Expected)
}

// ClientUse is what the load generator itself used. When it is short of CPU or drops packets, the result says nothing
// about the server.
type ClientUse struct {
	CPU time.Duration `json:"cpuNs"`
	// SocketDrops is the number of datagrams that the kernel dropped at the subscribers' sockets.
	SocketDrops uint64 `json:"socketDrops"`
	// SendFailures and FramesSkipped are publishers' shortcomings.
	SendFailures  uint64 `json:"sendFailures"`
	FramesSkipped uint64 `json:"framesSkipped"`
}

// ServerUse is what the server's process used in the window.
type ServerUse struct {
	CPU time.Duration `json:"cpuNs"`
	// JoinCPU estimates the CPU time of one subscriber's join: what the joining phase used beyond forwarding.
	JoinCPU time.Duration `json:"joinCpuNs"`
	// Resident is the highest memory seen in the window, Peak the highest since the server started, in bytes.
	Resident int64 `json:"residentBytes"`
	Peak     int64 `json:"peakBytes"`
}

// Calibration is the CPU seconds of a million packets of the calibration loop around the measurement.
type Calibration struct {
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// PerMillion is the mean of both runs.
func (c Calibration) PerMillion() float64 { return (c.Before + c.After) / 2 }

// PacketRate is the number of packets delivered in a second.
func (r *Result) PacketRate() float64 {
	if r.Window <= 0 {
		return 0
	}
	return float64(r.Packets.Delivered) / r.Window.Seconds()
}

// ServerPerMillion is the server's CPU seconds per million delivered packets. It reports false when unknown.
func (r *Result) ServerPerMillion() (float64, bool) {
	if r.Server == nil || r.Packets.Delivered == 0 {
		return 0, false
	}
	return r.Server.CPU.Seconds() / float64(r.Packets.Delivered) * 1e6, true
}

// Ratio is the server's CPU time per packet over the calibration loop's. It reports false when either is unknown.
func (r *Result) Ratio() (float64, bool) {
	cost, ok := r.ServerPerMillion()
	if !ok || r.Calibration == nil || r.Calibration.PerMillion() <= 0 {
		return 0, false
	}
	return cost / r.Calibration.PerMillion(), true
}

// Load is CPU time as a share of one core over the window.
func (r *Result) Load(cpu time.Duration) float64 {
	if r.Window <= 0 {
		return 0
	}
	return cpu.Seconds() / r.Window.Seconds()
}

// Warnings says what makes the result doubtful, in sentences for people.
func (r *Result) Warnings() []string {
	var warnings []string
	warn := func(doubtful bool, text string) {
		if doubtful {
			warnings = append(warnings, text)
		}
	}
	const busy, disturbed = 0.9, 0.3
	warn(r.Load(r.Client.CPU) > busy, "the load generator used over 90% of a core: it, not the server, may be the limit")
	warn(r.Load(r.Others) > disturbed, fmt.Sprintf("other processes used %.0f%% of a core meanwhile: delays and the ratio are doubtful", r.Load(r.Others)*100))
	warn(r.Client.SocketDrops > 0, "the kernel dropped packets at the load generator's own sockets")
	warn(r.Client.SendFailures > 0, "publishers failed to send packets")
	warn(r.Client.FramesSkipped > 0, "publishers were held up and left frames out")
	if p := r.Province; p != nil {
		warn(p.Joining.ClientBusy > 0, fmt.Sprintf("the load generator used over 90%% of a core for %.0f of the %.0f s of joining: times to first sound and frame are partly its own",
			p.Joining.ClientBusy.Seconds(), p.Joining.Took.Seconds()))
	}
	warn(r.Packets.Delivered > 0 && r.Decrypted == 0, "no sampled packet could be decrypted")
	return warnings
}

package report

import (
	"slices"
	"time"
)

// Province is what a conference of a whole province adds to a Result, whose Publishers and Subscribers are then the sites.
// Result.Packets is the sum of the three flows, Result.Join the time to the first frame.
type Province struct {
	Sites    int `json:"sites"`
	Tiles    int `json:"tiles"`
	Speakers int `json:"speakers"`

	// Stage, Pictures and Sound are what was asked for and came: of the large camera, of the small ones, of who spoke.
	Stage    Flow `json:"stage"`
	Pictures Flow `json:"pictures"`
	Sound    Flow `json:"sound"`
	// Silence is the number of packets of silent microphones that were forwarded because they had a place.
	Silence uint64 `json:"silence"`
	// MicrophonesHeard is the number of different microphones that the site which heard the most heard in the window.
	MicrophonesHeard int `json:"microphonesHeard"`

	Joining Joining `json:"joining"`
	// KeyFrames is how many were asked for in the window.
	KeyFrames Spread `json:"keyFrames"`
	// SiteMemory is what the server's memory grew by for each site, in bytes; 0 when unknown.
	SiteMemory int64 `json:"siteMemoryBytes"`
}

// Flow is the packets of one kind of media in the window.
type Flow struct {
	// Sent is what sites sent, Expected what should have arrived of it at all that asked for it, Delivered what did.
	Sent      uint64 `json:"sent"`
	Expected  uint64 `json:"expected"`
	Delivered uint64 `json:"delivered"`
}

// Joining is the time from the first dialling until every site heard and showed what it wants.
type Joining struct {
	Took time.Duration `json:"tookNs"`
	// Ended is how many sessions the server ended before they were up; those sites dialled again, and waited on.
	Ended int `json:"ended"`
	// FirstSound and FirstFrame are from dialling, or from the announcement when there was none before.
	FirstSound Distribution `json:"firstSound"`
	FirstFrame Distribution `json:"firstFrame"`
	// Messages is what a site received at the signal socket that it kept, Updates the participant updates and Offers the offers among it,
	// Bytes its size.
	Messages Spread `json:"messages"`
	Updates  Spread `json:"updates"`
	Offers   Spread `json:"offers"`
	Bytes    Spread `json:"bytes"`
	// KeyFrames is how many the server asked a camera for.
	KeyFrames Spread `json:"keyFrames"`
	// ServerCPU and ClientCPU are the CPU times of the server (0 when unknown) and of the load generator.
	ServerCPU time.Duration `json:"serverCpuNs"`
	ClientCPU time.Duration `json:"clientCpuNs"`
	// ServerBusy and ClientBusy are the seconds in which they used over 90% of a core: what sites waited for then.
	ServerBusy time.Duration `json:"serverBusyNs"`
	ClientBusy time.Duration `json:"clientBusyNs"`
}

// Spread sums up a number that each site has.
type Spread struct {
	Sum  uint64  `json:"sum"`
	Mean float64 `json:"mean"`
	Max  uint64  `json:"max"`
}

// SpreadOf sums up values. No values give the zero Spread.
func SpreadOf(values []uint64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	s := Spread{Max: slices.Max(values)}
	for _, value := range values {
		s.Sum += value
	}
	s.Mean = float64(s.Sum) / float64(len(values))
	return s
}

// Add returns the sum of f and other.
func (f Flow) Add(other Flow) Flow {
	return Flow{Sent: f.Sent + other.Sent, Expected: f.Expected + other.Expected, Delivered: f.Delivered + other.Delivered}
}

// Load is the share of a core that cpu is over the joining phase.
func (j *Joining) Load(cpu time.Duration) float64 {
	if j.Took <= 0 {
		return 0
	}
	return cpu.Seconds() / j.Took.Seconds()
}

// loss is the share of the expected packets that did not arrive, 0 to 1.
func (f Flow) loss() float64 {
	return Packets{Expected: f.Expected, Delivered: f.Delivered}.Loss()
}

// write writes what r has of a province, a line a figure.
func (p *Province) write(line func(name, format string, args ...any), r *Result) {
	j := &p.Joining
	line("province", "%d sites, each with the stage and %d tiles; %d speak at once", p.Sites, p.Tiles, p.Speakers)
	for _, flow := range []struct {
		name string
		Flow
	}{{"stage", p.Stage}, {"tiles", p.Pictures}, {"sound", p.Sound}} {
		line(flow.name, "%d of %d packets, of %d sent, loss %.3f%%", flow.Delivered, flow.Expected, flow.Sent, flow.loss()*100)
	}
	line("silence", "%d packets of silent microphones; a site heard up to %d microphones", p.Silence, p.MicrophonesHeard)
	for _, of := range []struct {
		name string
		Distribution
	}{{"first sound", j.FirstSound}, {"first frame", j.FirstFrame}} {
		line(of.name, "median %s, p99 %s, max %s (%d sites)", milliseconds(of.Median), milliseconds(of.P99), milliseconds(of.Max), of.Count)
	}
	line("signal messages", "mean %.0f, max %d a site; among them participant updates mean %.0f, max %d, offers mean %.0f, max %d",
		j.Messages.Mean, j.Messages.Max, j.Updates.Mean, j.Updates.Max, j.Offers.Mean, j.Offers.Max)
	line("signalling", "mean %.0f kB, max %d kB a site, %.1f MB in all", j.Bytes.Mean/1e3, j.Bytes.Max/1e3, float64(j.Bytes.Sum)/1e6)
	line("key frames", "%d asked for while joining, most of one camera %d; %d and %d in the window", j.KeyFrames.Sum, j.KeyFrames.Max, p.KeyFrames.Sum, p.KeyFrames.Max)
	line("joining", "all had what they want after %.1f s, %d sessions were ended and opened again; load generator %.0f%% of a core, busy for %.0f s", j.Took.Seconds(), j.Ended,
		j.Load(j.ClientCPU)*100, j.ClientBusy.Seconds())
	if r.Server != nil {
		line("server, joining", "%.0f%% of a core, busy for %.0f s, %.1f CPU s", j.Load(j.ServerCPU)*100, j.ServerBusy.Seconds(), j.ServerCPU.Seconds())
		line("server memory a site", "%d kB", p.SiteMemory>>10)
	}
}

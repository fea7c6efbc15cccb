package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"
)

// WriteJSON writes results as one JSON array.
func WriteJSON(w io.Writer, results []*Result) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(results)
}

// WriteText writes one result in full, a line a figure.
func WriteText(w io.Writer, r *Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) {
		fmt.Fprintf(t, "%s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	p := &r.Packets
	line("scenario", "%s", r.Scenario)
	line("load", "%d publishers, %d subscribers × %d tracks, %.1f s", r.Publishers, r.Subscribers, r.Streams, r.Window.Seconds())
	line("delivered", "%d of %d packets (%.0f/s, %.1f Mbit/s), loss %.3f%%", p.Delivered, p.Expected, r.PacketRate(),
		float64(p.Bytes)*8/1e6/max(r.Window.Seconds(), 1e-9), p.Loss()*100)
	line("sequence", "%d missing, %d gaps, %d reordered, %d duplicates", p.Missing, p.Gaps, p.Reordered, p.Duplicates)
	if r.Delay != nil {
		line("one-way delay", "median %s, p99 %s, max %s (%d samples)",
			milliseconds(r.Delay.Median), milliseconds(r.Delay.P99), milliseconds(r.Delay.Max), r.Delay.Count)
	}
	line("join to first packet", "median %s, p99 %s, max %s", milliseconds(r.Join.Median), milliseconds(r.Join.P99), milliseconds(r.Join.Max))
	line("SRTP", "%s, %d sampled packets decrypted", r.Cipher, r.Decrypted)
	line("load generator", "%.0f%% of a core, %d packets dropped at its sockets", r.Load(r.Client.CPU)*100, r.Client.SocketDrops)
	if cost, ok := r.ServerPerMillion(); ok {
		line("server", "%.2f CPU s per million packets (%.0f%% of a core), %s a join", cost, r.Load(r.Server.CPU)*100, milliseconds(r.Server.JoinCPU))
		line("server memory", "%s in the window, peak %s", megabytes(r.Server.Resident), megabytes(r.Server.Peak))
	}
	if r.Province != nil {
		r.Province.write(line, r)
	}
	if r.Calibration != nil {
		line("calibration loop", "%.2f CPU s per million packets (%.2f before, %.2f after)", r.Calibration.PerMillion(), r.Calibration.Before, r.Calibration.After)
	}
	if ratio, ok := r.Ratio(); ok {
		line("ratio", "%.2f", ratio)
	}
	for _, warning := range r.Warnings() {
		line("WARNING", "%s", warning)
	}
	return t.Flush()
}

// WriteTable writes a line for each scenario, in the order in which they first appear, with the medians of its runs.
func WriteTable(w io.Writer, results []*Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "scenario\truns\tpkt/s\tloss\tdelay\tp99\tjoin\tCPU s/M\tloop\tratio\tcore\tmemory\tbench\tothers")
	var names []string
	runs := map[string][]*Result{}
	for _, r := range results {
		if runs[r.Scenario] == nil {
			names = append(names, r.Scenario)
		}
		runs[r.Scenario] = append(runs[r.Scenario], r)
	}
	for _, name := range names {
		writeRow(t, name, runs[name])
	}
	return t.Flush()
}

func writeRow(w io.Writer, name string, runs []*Result) {
	// Figures that some run lacks are shown as a dash.
	figure := func(of func(*Result) (float64, bool), format string) string {
		var values []float64
		for _, r := range runs {
			value, ok := of(r)
			if !ok {
				return "-"
			}
			values = append(values, value)
		}
		return fmt.Sprintf(format, Median(values))
	}
	always := func(of func(*Result) float64) func(*Result) (float64, bool) {
		return func(r *Result) (float64, bool) { return of(r), true }
	}
	delay := func(of func(*Distribution) time.Duration) func(*Result) (float64, bool) {
		return func(r *Result) (float64, bool) {
			return cmp.Or(r.Delay, &Distribution{}).in(of), r.Delay != nil
		}
	}
	median := func(d *Distribution) time.Duration { return d.Median }
	columns := []string{
		name, strconv.Itoa(len(runs)),
		figure(always((*Result).PacketRate), "%.0f"),
		figure(always(func(r *Result) float64 { return r.Packets.Loss() * 100 }), "%.3f%%"),
		figure(delay(median), "%.2f ms"),
		figure(delay(func(d *Distribution) time.Duration { return d.P99 }), "%.1f ms"),
		figure(always(func(r *Result) float64 { return r.Join.in(median) }), "%.0f ms"),
		figure((*Result).ServerPerMillion, "%.2f"),
		figure(func(r *Result) (float64, bool) {
			return cmp.Or(r.Calibration, &Calibration{}).PerMillion(), r.Calibration != nil
		}, "%.2f"),
		figure((*Result).Ratio, "%.2f"),
		figure(func(r *Result) (float64, bool) {
			return r.Load(cmp.Or(r.Server, &ServerUse{}).CPU) * 100, r.Server != nil
		}, "%.0f%%"),
		figure(func(r *Result) (float64, bool) {
			return float64(cmp.Or(r.Server, &ServerUse{}).Resident) / (1 << 20), r.Server != nil
		}, "%.0f MB"),
		figure(always(func(r *Result) float64 { return r.Load(r.Client.CPU) * 100 }), "%.0f%%"),
		figure(func(r *Result) (float64, bool) { return r.Load(r.Others) * 100, r.Server != nil }, "%.0f%%"),
	}
	for i, column := range columns {
		if i > 0 {
			fmt.Fprint(w, "\t")
		}
		fmt.Fprint(w, column)
	}
	fmt.Fprintln(w)
}

// in returns one of the distribution's figures in milliseconds.
func (d *Distribution) in(of func(*Distribution) time.Duration) float64 {
	return float64(of(d)) / float64(time.Millisecond)
}

func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 2, 64) + " ms"
}

func megabytes(bytes int64) string { return strconv.FormatInt(bytes>>20, 10) + " MB" }

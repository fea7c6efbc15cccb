package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	// sites and tabs are who watches: each site's browser has as many streams as it has people with a page of their own.
	sites, tabs = 200, 5
	watchers    = sites * tabs
)

// BenchmarkStreams has a thousand event streams of two hundred sessions over HTTP, and posts a line of text: how long until
// the last has been told, beside as many goroutines woken with nothing to say; what a stream keeps of memory and what telling
// one costs, with the client that reads it.
func BenchmarkStreams(b *testing.B) {
	f := newFixture(b)
	f.streams.Store(true)
	id := liveMeeting(b, f)
	path := "/api/v1/meetings/" + id + "/conduct"
	secretary := f.as(b, "thuky")
	guests := make([]*browser, sites)
	for i := range guests {
		guests[i] = f.as(b, "daibieu")
	}
	before := held()
	seen := make(chan int64, watchers)
	var reading sync.WaitGroup
	var streams []net.Conn
	for _, guest := range guests {
		for range tabs {
			stream := guest.stream(path + "/stream")
			streams = append(streams, stream)
			reading.Go(func() { readStream(b, stream, seen) })
		}
	}
	all := func(seq int64) {
		for told := 0; told < watchers; {
			if <-seen >= seq {
				told++
			}
		}
	}
	all(0)
	kept := held() - before
	var took, bare []time.Duration
	var worked time.Duration
	for i := 0; b.Loop(); i++ {
		var done struct{ Seq int64 }
		begun, used := time.Now(), cpuTime(b)
		secretary.want(http.StatusOK, secretary.post(path+"/commands", fmt.Sprintf(`{"id":"n%d","verb":"notice.post","text":"Giải lao %d phút"}`, i, i))).into(b, &done)
		all(done.Seq)
		took, worked = append(took, time.Since(begun)), worked+cpuTime(b)-used
		bare = append(bare, bareFanOut())
	}
	for _, stream := range streams {
		check(b, stream.Close())
	}
	reading.Wait()
	for what, times := range map[string][]time.Duration{"seen": took, "bare": bare} {
		slices.Sort(times)
		b.ReportMetric(milliseconds(times[len(times)/2]), what+"-p50-ms")
		b.ReportMetric(milliseconds(times[len(times)*99/100]), what+"-p99-ms")
	}
	b.ReportMetric(0, "ns/op") // the mean says less
	b.ReportMetric(float64(kept)/watchers/1024, "KiB/stream")
	b.ReportMetric(float64(worked.Microseconds())/float64(b.N)/watchers, "cpu-us/told")
}

// bareFanOut is how long it takes to wake as many goroutines as there are streams.
func bareFanOut() time.Duration {
	start, done := make(chan struct{}), make(chan struct{}, watchers)
	for range watchers {
		go func() {
			<-start
			done <- struct{}{}
		}()
	}
	begun := time.Now()
	close(start)
	for range watchers {
		<-done
	}
	return time.Since(begun)
}

// held is what the heap and the stacks keep after a collection, bytes.
func held() int64 {
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.HeapAlloc + memory.StackInuse)
}

// stream opens an event stream on a connection of its own, which keeps less than a client of net/http does.
func (b *browser) stream(path string) net.Conn {
	b.t.Helper()
	at, err := url.Parse(b.f.URL)
	check(b.t, err)
	conn, err := (&net.Dialer{}).DialContext(b.t.Context(), "tcp", at.Host)
	check(b.t, err)
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.f.URL+path, http.NoBody)
	check(b.t, err)
	for _, cookie := range b.client.Jar.Cookies(at) {
		request.AddCookie(cookie)
	}
	check(b.t, request.Write(conn))
	return conn
}

// readStream tells the id of each event.
func readStream(b *testing.B, stream net.Conn, seen chan<- int64) {
	lines := bufio.NewScanner(stream)
	if lines.Scan(); !strings.Contains(lines.Text(), " 200 ") {
		b.Errorf("a stream is answered %q", lines.Text())
		seen <- math.MaxInt64
		return
	}
	for lines.Scan() {
		if id, ok := bytes.CutPrefix(lines.Bytes(), []byte("id: ")); ok {
			if seq, err := strconv.ParseInt(string(id), 10, 64); err == nil {
				seen <- seq
			}
		}
	}
}

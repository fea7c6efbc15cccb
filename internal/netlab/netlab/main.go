//go:build linux

// Command netlab makes a lab for tests that are no Go programs: it prints the names of its namespaces as a line of JSON,
// takes lines of JSON that change the line, {"down": {…}, "up": {…}} with rate in bit/s, delay, jitter and queue in ms, loss
// from 0 to 1 and cut, answers each with what has passed, and takes the lab away when its input ends.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"giaoban/internal/netlab"
)

type line struct {
	Rate, Delay, Jitter, Queue, Loss float64
	Cut                              bool
}

func (l *line) of() netlab.Line {
	ms := func(v float64) time.Duration { return time.Duration(v * float64(time.Millisecond)) }
	return netlab.Line{Rate: l.Rate, Delay: ms(l.Delay), Jitter: ms(l.Jitter), Queue: ms(l.Queue), Loss: l.Loss, Cut: l.Cut}
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() (err error) {
	mtu := 0
	if len(os.Args) > 1 {
		if mtu, err = strconv.Atoi(os.Args[1]); err != nil {
			return fmt.Errorf("the MTU %q: %w", os.Args[1], err)
		}
	}
	lab, err := netlab.New(strconv.Itoa(os.Getpid()), mtu)
	if err != nil {
		return err
	}
	defer func() {
		if closing := lab.Close(); err == nil {
			err = closing
		}
	}()
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(map[string]string{"core": lab.Core(), "site": lab.Site()}); err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var change struct{ Down, Up *line }
		if err := json.Unmarshal(in.Bytes(), &change); err != nil {
			return fmt.Errorf("%q: %w", in.Text(), err)
		}
		if change.Down != nil {
			lab.Down.Set(change.Down.of())
		}
		if change.Up != nil {
			lab.Up.Set(change.Up.of())
		}
		if err := out.Encode(map[string]netlab.Counts{"down": lab.Down.Counts(), "up": lab.Up.Counts()}); err != nil {
			return err
		}
	}
	return in.Err()
}

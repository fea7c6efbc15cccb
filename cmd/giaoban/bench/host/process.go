package host

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// clockTick is the unit of CPU time in /proc; it is 100 a second on every Linux that Go runs on (sysconf(_SC_CLK_TCK)).
const clockTick = 10 * time.Millisecond

var errFormat = errors.New("unexpected format")

// CPUTime returns the user and system time that all threads of a process have used, from /proc/PID/stat.
func CPUTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("reading the CPU time of process %d: %w", pid, err)
	}
	return parseStat(stat)
}

func parseStat(stat []byte) (time.Duration, error) {
	// The second field is the program's name in parentheses and may hold anything, spaces and parentheses too.
	end := bytes.LastIndexByte(stat, ')')
	if end < 0 {
		return 0, fmt.Errorf("/proc/PID/stat: %w", errFormat)
	}
	fields := strings.Fields(string(stat[end+1:]))
	const utime, stime = 14 - 3, 15 - 3 // field numbers of proc_pid_stat(5), of which two are cut off
	if len(fields) <= stime {
		return 0, fmt.Errorf("/proc/PID/stat: %w", errFormat)
	}
	user, err := strconv.ParseInt(fields[utime], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("/proc/PID/stat: %w", err)
	}
	system, err := strconv.ParseInt(fields[stime], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("/proc/PID/stat: %w", err)
	}
	return time.Duration(user+system) * clockTick, nil
}

// AllCPUTime returns the time that all cores together have been busy since the machine started, from /proc/stat.
func AllCPUTime() (time.Duration, error) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, fmt.Errorf("reading the CPU time of the machine: %w", err)
	}
	return parseSystemStat(string(stat))
}

func parseSystemStat(stat string) (time.Duration, error) {
	line, _, _ := strings.Cut(stat, "\n")
	fields := strings.Fields(line)
	// user, nice, system, idle, iowait, irq, softirq, steal (proc_stat(5))
	const idle, iowait, count = 3, 4, 8
	if len(fields) < 1+count || fields[0] != "cpu" {
		return 0, fmt.Errorf("/proc/stat: %w", errFormat)
	}
	var busy int64
	for i, field := range fields[1 : 1+count] {
		ticks, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("/proc/stat: %w", err)
		}
		if i != idle && i != iowait {
			busy += ticks
		}
	}
	return time.Duration(busy) * clockTick, nil
}

// Memory is the resident memory of a process in bytes.
type Memory struct {
	Resident, Peak int64
}

// MemoryOf reads the resident memory of a process, and its highest value since the process started.
func MemoryOf(pid int) (Memory, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Memory{}, fmt.Errorf("reading the memory of process %d: %w", pid, err)
	}
	return parseStatus(string(status))
}

func parseStatus(status string) (Memory, error) {
	var m Memory
	for line := range strings.Lines(status) {
		key, value, _ := strings.Cut(line, ":")
		if key != "VmRSS" && key != "VmHWM" {
			continue
		}
		number, ok := strings.CutSuffix(strings.TrimSpace(value), " kB")
		kb, err := strconv.ParseInt(number, 10, 64)
		if err != nil || !ok {
			return Memory{}, fmt.Errorf("/proc/PID/status: %s: %w", key, errFormat)
		}
		if key == "VmRSS" {
			m.Resident = kb << 10
		} else {
			m.Peak = kb << 10
		}
	}
	if m.Resident == 0 || m.Peak == 0 {
		return Memory{}, fmt.Errorf("/proc/PID/status: no VmRSS or VmHWM: %w", errFormat)
	}
	return m, nil
}

// OwnCPUTime returns the user and system time that this process has used.
func OwnCPUTime() (time.Duration, error) { return usage(unix.RUSAGE_SELF) }

// ThreadCPUTime returns the user and system time that the calling thread has used. It means something only to a
// goroutine that is locked to its thread.
func ThreadCPUTime() (time.Duration, error) { return usage(unix.RUSAGE_THREAD) }

func usage(who int) (time.Duration, error) {
	var u unix.Rusage
	if err := unix.Getrusage(who, &u); err != nil {
		return 0, fmt.Errorf("getrusage: %w", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

package host

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// PinProcess binds every thread of this process, and so every later one, to one core, and tells the Go scheduler
// that it has no other.
func PinProcess(cpu int) error {
	if err := PinPID(os.Getpid(), cpu); err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	return nil
}

// Realtime gives every thread of this process, and so every later one and every child, precedence over the machine's
// ordinary work (SCHED_RR, sched(7)). It needs CAP_SYS_NICE.
func Realtime() error {
	attr := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_RR, Priority: 1}
	return eachThread(os.Getpid(), func(tid int) error {
		if err := unix.SchedSetAttr(tid, &attr, 0); err != nil {
			return fmt.Errorf("asking for real-time priority, which needs root or CAP_SYS_NICE: %w", err)
		}
		return nil
	})
}

// PinPID binds every thread of a process to one core. Threads that the process starts later inherit it.
func PinPID(pid, cpu int) error {
	set, err := cpuSet(cpu)
	if err != nil {
		return err
	}
	return eachThread(pid, func(tid int) error {
		if err := unix.SchedSetaffinity(tid, set); err != nil {
			return fmt.Errorf("pinning thread %d to core %d: %w", tid, cpu, err)
		}
		return nil
	})
}

// eachThread calls f for every thread of a process. Threads that end meanwhile are passed over.
func eachThread(pid int, f func(tid int) error) error {
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return fmt.Errorf("no process with the id %d: %w", pid, err)
	}
	for _, task := range tasks {
		tid, err := strconv.Atoi(task.Name())
		if err != nil {
			continue
		}
		if err := f(tid); err != nil && !errors.Is(err, unix.ESRCH) {
			return err
		}
	}
	return nil
}

// PinThread binds the calling thread to one core. The caller must be locked to its thread.
func PinThread(cpu int) error {
	set, err := cpuSet(cpu)
	if err != nil {
		return err
	}
	if err := unix.SchedSetaffinity(0, set); err != nil {
		return fmt.Errorf("pinning to core %d: %w", cpu, err)
	}
	return nil
}

// StartPinned starts cmd bound to one core from its first instruction, so that a Go program sees one core when it
// sizes its scheduler. cpu < 0 starts it unbound.
func StartPinned(cmd *exec.Cmd, cpu int) error {
	if cpu < 0 {
		return cmd.Start()
	}
	// A child inherits the affinity of the thread that forks it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return fmt.Errorf("reading the cores of this thread: %w", err)
	}
	if err := PinThread(cpu); err != nil {
		return err
	}
	err := cmd.Start()
	return errors.Join(err, unix.SchedSetaffinity(0, &before))
}

// AllowedCPUs returns the cores that this process may run on, lowest first.
func AllowedCPUs() ([]int, error) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(os.Getpid(), &set); err != nil {
		return nil, fmt.Errorf("reading the cores of this process: %w", err)
	}
	var cpus []int
	for cpu := range len(set) * 64 {
		if set.IsSet(cpu) {
			cpus = append(cpus, cpu)
		}
	}
	return cpus, nil
}

func cpuSet(cpu int) (*unix.CPUSet, error) {
	var set unix.CPUSet
	if cpu < 0 || cpu >= len(set)*64 {
		return nil, fmt.Errorf("there is no core %d", cpu)
	}
	set.Set(cpu)
	return &set, nil
}

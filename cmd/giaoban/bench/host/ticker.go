package host

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Ticker fires at an exact interval. Unlike time.Ticker it counts the ticks that its reader was too late for, and
// its resolution is the kernel's, not the millisecond to which an idle Go runtime rounds.
type Ticker struct {
	file *os.File
}

// NewTicker starts a ticker.
func NewTicker(interval time.Duration) (*Ticker, error) {
	if interval <= 0 {
		return nil, fmt.Errorf("a ticker cannot have the interval %v", interval)
	}
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("timerfd_create: %w", err)
	}
	if err := setInterval(fd, interval); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return &Ticker{file: os.NewFile(uintptr(fd), "timerfd")}, nil
}

func setInterval(fd int, interval time.Duration) error {
	period := unix.NsecToTimespec(int64(interval))
	if err := unix.TimerfdSettime(fd, 0, &unix.ItimerSpec{Interval: period, Value: period}, nil); err != nil {
		return fmt.Errorf("timerfd_settime: %w", err)
	}
	return nil
}

// Reset goes on with another interval, which must be above 0, counted from now.
func (t *Ticker) Reset(interval time.Duration) error {
	raw, err := t.file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = setInterval(int(fd), interval) })
	return errors.Join(err, failed)
}

// Wait waits for the next tick and returns how many have passed since the last call, at least one. It returns
// os.ErrClosed after Stop.
func (t *Ticker) Wait() (uint64, error) {
	var b [8]byte
	if _, err := t.file.Read(b[:]); err != nil {
		return 0, err
	}
	return binary.NativeEndian.Uint64(b[:]), nil
}

// Stop ends the ticker and wakes its reader.
func (t *Ticker) Stop() error { return t.file.Close() }

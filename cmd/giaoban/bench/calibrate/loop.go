// Package calibrate measures what the plainest forwarding of a packet costs on this machine at this moment:
// AES-128-GCM on one packet and one sendto, both from Go. A server's CPU time per packet divided by this loop's is a
// ratio that holds when the machine's speed drifts between runs, which seconds alone do not. The packets are read at
// the other end, as a server's are: waking the reader is part of what a sendto on loopback costs its sender.
package calibrate

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"time"

	"giaoban/cmd/giaoban/bench/host"

	"golang.org/x/sys/unix"
)

const (
	headerSize = 12 // an RTP header without extensions, which SRTP authenticates but does not encrypt
	tagSize    = 16 // of AES-GCM (RFC 7714 section 14)
	// checkEvery is how many packets are sent between two looks at the clock.
	checkEvery = 1000
)

// Config says what the loop does. The zero Config is not usable; see Default.
type Config struct {
	// PacketSize is the length of the encrypted payload in bytes.
	PacketSize int
	// Receivers is the number of loopback addresses that are sent to in turn.
	Receivers int
	// Duration is how long the loop runs.
	Duration time.Duration
	// SendCPU is the core that the loop runs on, ReceiveCPU the one that reads what it sends; -1 leaves the choice to
	// the kernel. A server's load must be measured with the same split.
	SendCPU, ReceiveCPU int
}

// Default is the loop that all results are given over, unpinned.
func Default() Config {
	return Config{PacketSize: 1100, Receivers: 100, Duration: time.Second, SendCPU: -1, ReceiveCPU: -1}
}

// Result is what one run of the loop used.
type Result struct {
	Packets  uint64        `json:"packets"`
	Received uint64        `json:"received"`
	CPU      time.Duration `json:"cpuNs"`
}

// SecondsPerMillion returns the CPU seconds of a million packets, 0 when none were sent.
func (r Result) SecondsPerMillion() float64 {
	if r.Packets == 0 {
		return 0
	}
	return r.CPU.Seconds() / float64(r.Packets) * 1e6
}

// Run runs the loop on one thread until its duration is over or ctx ends, which is an error. It needs two cores and
// GOMAXPROCS of two or more to mean anything.
func Run(ctx context.Context, config Config) (Result, error) {
	if config.PacketSize < 1 || config.PacketSize > 60000 || config.Receivers < 1 || config.Receivers > 10000 {
		return Result{}, fmt.Errorf("calibration with %d bytes to %d receivers is out of range", config.PacketSize, config.Receivers)
	}
	l, err := newLoop(config)
	if err != nil {
		return Result{}, fmt.Errorf("preparing the calibration loop: %w", err)
	}
	drained, stop := make(chan error, 1), make(chan struct{})
	go func() { drained <- onOwnThread(config.ReceiveCPU, func() error { return l.drain(stop) }) }()
	var result Result
	err = onOwnThread(config.SendCPU, func() error {
		var err error
		result, err = l.run(ctx, config.Duration)
		return err
	})
	close(stop)
	err = errors.Join(err, <-drained)
	result.Received = l.received
	return result, errors.Join(err, l.close())
}

// onOwnThread runs f on a thread that is bound to cpu and ends with it.
func onOwnThread(cpu int, f func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked, so that the runtime ends the thread
		if cpu >= 0 {
			if err := host.PinThread(cpu); err != nil {
				done <- err
				return
			}
		}
		done <- f()
	}()
	return <-done
}

type loop struct {
	aead     cipher.AEAD
	packet   []byte
	nonce    [12]byte
	sent     uint64 // of the sending thread
	received uint64 // of the receiving thread
	fd       int
	sinks    []int
	to       []unix.SockaddrInet4
}

func newLoop(config Config) (*loop, error) {
	var key [16]byte
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	l := &loop{aead: aead, packet: make([]byte, headerSize+config.PacketSize+tagSize), fd: -1}
	if l.fd, err = udpSocket(); err != nil {
		return nil, err
	}
	for range config.Receivers {
		sink, err := udpSocket()
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.sinks = append(l.sinks, sink)
		address, err := unix.Getsockname(sink)
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		l.to = append(l.to, *address.(*unix.SockaddrInet4))
	}
	return l, nil
}

// udpSocket opens a socket on a free loopback port.
func udpSocket() (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return -1, errors.Join(fmt.Errorf("bind: %w", err), unix.Close(fd))
	}
	return fd, nil
}

func (l *loop) run(ctx context.Context, duration time.Duration) (Result, error) {
	before, err := host.ThreadCPUTime()
	if err != nil {
		return Result{}, err
	}
	for end := time.Now().Add(duration); time.Now().Before(end); {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		for range checkEvery {
			if err := l.send(); err != nil {
				return Result{}, err
			}
		}
	}
	after, err := host.ThreadCPUTime()
	if err != nil {
		return Result{}, err
	}
	return Result{Packets: l.sent, CPU: after - before}, nil
}

func (l *loop) send() error {
	binary.BigEndian.PutUint64(l.nonce[4:], l.sent)
	binary.BigEndian.PutUint16(l.packet[2:], uint16(l.sent))
	body := l.packet[headerSize : len(l.packet)-tagSize]
	l.aead.Seal(body[:0], l.nonce[:], body, l.packet[:headerSize])
	to := &l.to[l.sent%uint64(len(l.to))]
	if err := unix.Sendto(l.fd, l.packet, 0, to); err != nil && !errors.Is(err, unix.EAGAIN) {
		return fmt.Errorf("sendto: %w", err)
	}
	l.sent++
	return nil
}

// drain reads and drops what arrives at the sinks until stop is closed.
func (l *loop) drain(stop <-chan struct{}) error {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return fmt.Errorf("epoll_create: %w", err)
	}
	for _, fd := range l.sinks {
		if err := unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}); err != nil {
			return errors.Join(fmt.Errorf("epoll_ctl: %w", err), unix.Close(epoll))
		}
	}
	const pollMS = 10
	events, buf := make([]unix.EpollEvent, len(l.sinks)), make([]byte, len(l.packet))
	for {
		select {
		case <-stop:
			return unix.Close(epoll)
		default:
		}
		n, err := unix.EpollWait(epoll, events, pollMS)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return errors.Join(fmt.Errorf("epoll_wait: %w", err), unix.Close(epoll))
		}
		for _, event := range events[:max(n, 0)] {
			for {
				if _, err := unix.Read(int(event.Fd), buf); err != nil {
					break // nothing more to read
				}
				l.received++
			}
		}
	}
}

func (l *loop) close() error {
	var errs []error
	for _, fd := range append(l.sinks, l.fd) {
		if fd >= 0 {
			errs = append(errs, unix.Close(fd))
		}
	}
	return errors.Join(errs...)
}

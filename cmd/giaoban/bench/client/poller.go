package client

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// pollBatch is how many sockets are looked after between two looks at the poller.
const pollBatch = 128

// Poller reads the media sockets of all peer connections in one goroutine. Hundreds of sockets that each get a packet
// every few milliseconds would otherwise cost a goroutine switch and two system calls a packet.
type Poller struct {
	epoll int
	file  *os.File // epoll again: an epoll instance can itself be waited for, here by the Go runtime
	raw   syscall.RawConn
	done  chan struct{}

	mu      sync.Mutex        // held while a socket is read, so that no socket is closed meanwhile
	sockets map[int32]*Socket // by descriptor; guarded by mu
}

// NewPoller starts a poller without sockets.
func NewPoller() (*Poller, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll_create: %w", err)
	}
	if err := unix.SetNonblock(epoll, true); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing epoll: %w", err), unix.Close(epoll))
	}
	p := &Poller{epoll: epoll, file: os.NewFile(uintptr(epoll), "epoll"), done: make(chan struct{}), sockets: map[int32]*Socket{}}
	if p.raw, err = p.file.SyscallConn(); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing epoll: %w", err), p.file.Close())
	}
	go p.run()
	return p, nil
}

// run is the poller's goroutine.
func (p *Poller) run() {
	defer close(p.done)
	receiver, events := newReceiver(), make([]unix.EpollEvent, pollBatch)
	for {
		ready := 0
		err := p.raw.Read(func(fd uintptr) bool {
			n, err := unix.EpollWait(int(fd), events, 0)
			ready = max(n, 0)
			return n > 0 || (err != nil && !errors.Is(err, unix.EINTR))
		})
		if err != nil {
			return // closed
		}
		for _, event := range events[:ready] {
			p.mu.Lock()
			if socket := p.sockets[event.Fd]; socket != nil {
				socket.readAll(receiver)
			}
			p.mu.Unlock()
		}
	}
}

func (p *Poller) add(s *Socket) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(s.fd)}
	if err := unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, s.fd, &event); err != nil {
		return fmt.Errorf("epoll_ctl: %w", err)
	}
	p.sockets[int32(s.fd)] = s
	return nil
}

// remove forgets a socket. When it returns the socket is not being read.
func (p *Poller) remove(s *Socket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sockets[int32(s.fd)] != s {
		return
	}
	delete(p.sockets, int32(s.fd))
	// It fails only for descriptors that are not there; closing the socket would do the same.
	_ = unix.EpollCtl(p.epoll, unix.EPOLL_CTL_DEL, s.fd, nil)
}

// Close ends the poller and waits for its goroutine. Its sockets must be closed before.
func (p *Poller) Close() error {
	err := p.file.Close()
	<-p.done
	return err
}

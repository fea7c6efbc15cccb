package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"giaoban/cmd/giaoban/bench/host"
)

const (
	serverStartTimeout = 30 * time.Second
	serverStopTimeout  = 15 * time.Second
	serverPoll         = 50 * time.Millisecond
	serverKey          = "bench"
)

// server is a server that bench started and will stop.
type server struct {
	url, secret string
	cmd         *exec.Cmd
	dir         string
	exited      chan struct{} // closed when the process has ended
}

// startServer starts a giaoban binary on free loopback ports, with data and log in a directory of its own, and waits
// until it answers. It is pinned to cpu unless that is negative.
func startServer(ctx context.Context, path string, cpu int) (*server, error) {
	dir, err := os.MkdirTemp("", "giaoban-bench-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, exited: make(chan struct{})}
	if err := s.start(ctx, path, cpu); err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", path, err), os.RemoveAll(dir))
	}
	if err := s.waitReady(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", path, err), s.stop())
	}
	return s, nil
}

func (s *server) start(ctx context.Context, path string, cpu int) error {
	ports, err := freePorts(ctx)
	if err != nil {
		return err
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	s.secret = hex.EncodeToString(secret)
	address := fmt.Sprintf("127.0.0.1:%d", ports[0])
	s.url = "ws://" + address
	log, err := os.Create(s.logFile())
	if err != nil {
		return err
	}
	defer log.Close()                                                                                                                 // the server has a descriptor of its own
	s.cmd = exec.CommandContext(context.WithoutCancel(ctx), path, "serve", "--http", address, "--data", filepath.Join(s.dir, "data")) //nolint:gosec // the operator names the binary
	s.cmd.Env = append(os.Environ(),
		fmt.Sprintf("GIAOBAN_KEYS=%s: %s", serverKey, s.secret),
		fmt.Sprintf("GIAOBAN_ADMIN_ADDRESS=127.0.0.1:%d", ports[1]),
		fmt.Sprintf("GIAOBAN_MEDIA_UDP_PORT=%d", ports[2]),
		"GIAOBAN_MEDIA_TCP_PORT=0", "GIAOBAN_MEDIA_BIND_IPS=127.0.0.1",
		"GIAOBAN_LIMITS_PARTICIPANTS_PER_ROOM=10000",
	)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := host.StartPinned(s.cmd, cpu); err != nil {
		return err
	}
	go func() {
		_ = s.cmd.Wait() // how it ended stands in its log
		close(s.exited)
	}()
	return nil
}

// freePorts finds three loopback ports that nobody uses at this moment: two of TCP, the last of UDP.
func freePorts(ctx context.Context) ([3]int, error) {
	var ports [3]int
	var config net.ListenConfig
	for i := range 2 {
		listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return ports, err
		}
		defer listener.Close() // held until then so that the ports differ
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	conn, err := config.ListenPacket(ctx, "udp", "127.0.0.1:0")
	if err != nil {
		return ports, err
	}
	ports[2] = conn.LocalAddr().(*net.UDPAddr).Port
	return ports, conn.Close()
}

// waitReady polls the server until it answers a plain request.
func (s *server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, serverStartTimeout)
	defer cancel()
	ticker := time.NewTicker(serverPoll)
	defer ticker.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http"+s.url[len("ws"):]+"/rtc/validate", nil)
		if err != nil {
			return err
		}
		request.Close = true
		if response, err := http.DefaultClient.Do(request); err == nil {
			return response.Body.Close()
		}
		select {
		case <-ticker.C:
		case <-s.exited:
			return fmt.Errorf("the server ended at once; its last words:\n%s", s.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("the server did not answer within %v; its last words:\n%s", serverStartTimeout, s.lastWords())
		}
	}
}

func (s *server) pid() int { return s.cmd.Process.Pid }

func (s *server) logFile() string { return filepath.Join(s.dir, "log") }

// lastWords is the end of the server's log.
func (s *server) lastWords() string {
	const lines = 10
	log, err := os.ReadFile(s.logFile())
	if err != nil {
		return err.Error()
	}
	all := bytes.Split(bytes.TrimSpace(log), []byte("\n"))
	return string(bytes.Join(all[max(0, len(all)-lines):], []byte("\n")))
}

// stop asks the server to end, kills it when it does not, and removes what it left.
func (s *server) stop() error {
	select {
	case <-s.exited:
	default:
		if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
	}
	select {
	case <-s.exited:
	case <-time.After(serverStopTimeout):
		if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		<-s.exited
	}
	return os.RemoveAll(s.dir)
}

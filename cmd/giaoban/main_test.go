package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"giaoban/internal/config"
	"giaoban/internal/leaktest"
	"giaoban/scheduler/directory/demo"
	"giaoban/signaling/token"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		main() // this is a server that a test has started to kill it
		return
	}
	leaktest.Main(m)
}

// execute runs the program with arguments, standard input and nothing of the test's own environment.
func execute(t *testing.T, input string, arguments ...string) (string, error) {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, config.Prefix) {
			t.Setenv(name, "")
			_ = os.Unsetenv(name)
		}
	}
	var out bytes.Buffer
	cmd := rootCommand()
	cmd.SetArgs(arguments)
	cmd.SetIn(strings.NewReader(input))
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func TestVersion(t *testing.T) {
	out, err := execute(t, "", "version")
	if err != nil || !strings.HasPrefix(out, "giaoban "+version) {
		t.Error(out, err)
	}
}

func TestConfigCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "giaoban.yaml")
	if err := os.WriteFile(file, []byte("keys: {devkey: hush}\nhttp:\n  address: 127.0.0.1:1\nlog:\n  level: debug\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := execute(t, "", "config", "--config", file, "--http", "127.0.0.1:2")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"address: 127.0.0.1:2", "level: debug", "devkey: (hidden)", "# The database."} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if strings.Contains(out, "hush") {
		t.Error("a secret was printed")
	}
	if _, err := execute(t, "", "config", "--http", "nowhere"); err == nil || !strings.Contains(err.Error(), "http.address") {
		t.Errorf("a bad flag: %v", err)
	}
}

func TestTokenCommand(t *testing.T) {
	data := t.TempDir()
	out, err := execute(t, "", "token", "--data", data, "--room", "r", "--identity", "an", "--name", "An", "--attribute", "site=Chiêm Hoá", "--watch")
	if err != nil {
		t.Fatal(err)
	}
	cfg := &config.Config{DataDir: data}
	keys, err := loadKeys(cfg) // those that the command generated
	if err != nil {
		t.Fatal(err)
	}
	claims, err := keys.Verify(strings.TrimSpace(out))
	if err != nil {
		t.Fatal(err)
	}
	if claims.Video.Room != "r" || claims.Identity != "an" || claims.Video.RoomAdmin || claims.Permission().CanPublish || claims.Attributes["site"] != "Chiêm Hoá" {
		t.Errorf("%+v %+v", claims, claims.Video)
	}
	if _, err := execute(t, "", "token", "--data", data, "--room", "r"); err == nil || !strings.Contains(err.Error(), "identity") {
		t.Errorf("without an identity: %v", err)
	}
}

func TestDemoIsRefusedOffLoopback(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
		_, err := execute(t, "", "serve", "--demo", "--http", address, "--data", t.TempDir())
		if err == nil || !strings.Contains(err.Error(), "--demo-allow-remote") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// running is a server of the test's own, on free ports.
type running struct {
	url, admin string
	out        *bytes.Buffer
	stop       func() error
}

func startServer(t *testing.T, change func(*config.Config)) *running {
	t.Helper()
	cfg, err := config.Default()
	if err != nil {
		t.Fatal(err)
	}
	cfg.DataDir = t.TempDir()
	cfg.HTTP.Address, cfg.Admin.Address = "127.0.0.1:0", freeAddress(t)
	cfg.Media.UDPPort, cfg.Media.TCPPort = portOf(t, freeAddress(t)), 0
	change(cfg)
	if cfg.HTTP.Address == "127.0.0.1:0" {
		cfg.HTTP.Address = freeAddress(t)
	}
	if err := cfg.Validate(); err != nil {
		t.Fatal(err)
	}
	r := &running{url: "http://" + cfg.HTTP.Address, admin: "http://" + cfg.Admin.Address, out: &bytes.Buffer{}}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, cfg, slog.New(slog.DiscardHandler), r.out) }()
	var failed error
	stopped := false
	r.stop = func() error {
		if !stopped {
			stopped = true
			cancel()
			failed = <-ended
		}
		return failed
	}
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	deadline := time.After(90 * time.Second)
	for {
		select {
		case err := <-ended:
			stopped, failed = true, err
			t.Fatalf("the server ended: %v", err)
		case <-deadline:
			t.Fatal("still waiting for /readyz to answer 200")
		case <-time.After(20 * time.Millisecond):
		}
		if status, _ := r.get(t, r.admin+"/readyz"); status == http.StatusOK {
			return r
		}
	}
}

// nextPort counts below the ports that systems lend: one of those could be lent to a connection or to media before the server
// listens on it, or while it is down.
var nextPort atomic.Int32

// freeAddress returns one at which nobody listens, by TCP or by UDP.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 1000 {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(12_000+os.Getpid()%1000*8+int(nextPort.Add(1))))
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
		if err != nil {
			continue
		}
		packets, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", address)
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			continue
		}
		if err := packets.Close(); err != nil {
			t.Fatal(err)
		}
		return address
	}
	t.Fatal("no free port")
	return ""
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// get returns 0 while nobody listens.
func (r *running) get(t *testing.T, address string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func (r *running) login(t *testing.T, username, password string) int {
	t.Helper()
	body, err := json.Marshal(map[string]string{"username": username, "password": password})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/api/v1/session", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

func TestServe(t *testing.T) {
	data := t.TempDir()
	t.Setenv("PATH", "") // no ffmpeg: no synthetic sites
	first := startServer(t, func(cfg *config.Config) { cfg.DataDir, cfg.Demo.Enabled = data, true })
	if status, body := first.get(t, first.url+"/api/v1/info"); status != http.StatusOK || !strings.Contains(body, `"demo":true`) {
		t.Errorf("info: %d %s", status, body)
	}
	if status, body := first.get(t, first.url+"/rtc/validate"); status != http.StatusUnauthorized {
		t.Errorf("signaling without a token: %d %s", status, body)
	}
	cfg := &config.Config{DataDir: data}
	keys, err := loadKeys(cfg)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := keys.Mint("", token.Grant{Room: "r", Identity: "an"})
	if err != nil {
		t.Fatal(err)
	}
	if status, body := first.get(t, first.url+"/rtc/validate?access_token="+signed); status != http.StatusOK {
		t.Errorf("signaling with a token: %d %s", status, body)
	}
	if status, body := first.get(t, first.admin+"/metrics"); status != http.StatusOK || !strings.Contains(body, "giaoban_http_requests_total") || !strings.Contains(body, "giaoban_build_info") {
		t.Errorf("metrics: %d", status)
	}
	for _, path := range []string{"/metrics", "/readyz", "/healthz"} {
		if _, body := first.get(t, first.url+path); strings.Contains(body, "giaoban_build_info") || strings.HasPrefix(body, "ready") {
			t.Errorf("%s is on the service port", path)
		}
	}
	checkDemoClock(t, first)
	if status := first.login(t, "chutri", demo.Password); status != http.StatusCreated {
		t.Errorf("demo login: %d", status)
	}
	if err := first.stop(); err != nil {
		t.Fatalf("stop: %v", err)
	}
	for _, want := range []string{first.url, "chutri", demo.Password} {
		if !strings.Contains(first.out.String(), want) {
			t.Errorf("no %q in what was printed: %s", want, first.out)
		}
	}

	// The same data without --demo: its accounts, whose passwords are public, are of no use any more.
	if _, err := execute(t, "Kín-đáo-2026\n", "account", "add", "that", "--own", "--name", "Người thật", "--role", "admin", "--data", data); err != nil {
		t.Fatal(err)
	}
	second := startServer(t, func(cfg *config.Config) { cfg.DataDir = data })
	if status := second.put(t, second.admin+demoClockPath, `{"ahead":"1h"}`); status != http.StatusNotFound {
		t.Errorf("the clock outside a demo: %d", status)
	}
	if status := second.login(t, "chutri", demo.Password); status != http.StatusUnauthorized {
		t.Errorf("demo login outside a demo: %d", status)
	}
	if status := second.login(t, "that", "Kín-đáo-2026"); status != http.StatusCreated {
		t.Errorf("a real account: %d", status)
	}
	if err := second.stop(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(second.out.String(), demo.Password) {
		t.Error("demo accounts were printed outside a demo")
	}
}

func TestServeRefusesToStart(t *testing.T) {
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, c := range map[string]struct {
		change func(*config.Config)
		want   string
	}{
		"on a taken port":         {func(cfg *config.Config) { cfg.HTTP.Address = taken.Addr().String() }, "http.address"},
		"on a taken admin port":   {func(cfg *config.Config) { cfg.Admin.Address = taken.Addr().String() }, "admin.address"},
		"with a missing key file": {func(cfg *config.Config) { cfg.KeysFile = "/none" }, "keys"},
		"with a foreign database": {func(cfg *config.Config) { cfg.Store.DSN = "postgres://x/y" }, "store"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := config.Default()
			if err != nil {
				t.Fatal(err)
			}
			cfg.DataDir, cfg.HTTP.Address, cfg.Admin.Address = t.TempDir(), "127.0.0.1:0", ""
			cfg.Media.UDPPort, cfg.Media.TCPPort = portOf(t, freeAddress(t)), 0
			c.change(cfg)
			if err := serve(t.Context(), cfg, slog.New(slog.DiscardHandler), io.Discard); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
